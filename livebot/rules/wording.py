"""What a mistake is called: found, expected and fix, in the words of a shop's moderator."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from livebot.engine.fields import Language, RuleId, RuleName, parse_duration_ms
from livebot.engine.lines.gate import MarketPack, QuietHours, SourceDate
from livebot.engine.show.wall import ClockTime
from livebot.rules.examples import EXAMPLES
from livebot.rules.languages import language_named
from livebot.rules.problems import did_you_mean, quoted
from livebot.rules.yamltree import Node

Words = tuple[str, str, str]
"""What was found, what was expected, how to fix it."""

RULES = {
    "polls": "poll",
    "quick": "quick ask",
    "pk": "PK",
    "codes": "code",
    "prompts": "prompt",
    "answers": "answer",
    "goals": "goal",
    "countdowns": "countdown",
    "giveaways": "giveaway",
}
"""The lists of a rule file, and what one of each is called."""
SECTIONS = ("moderation", "points", "newcomers", "runsheet")
"""What all rule files together may hold once."""

_SHAPES = {
    "model_type": "keys with values, one below the other",
    "dict_type": 'a text for each language, such as {en: "Hello"}',
    "tuple_type": 'a list: each item on its own line with "- " before it',
    "string_type": "a text",
}
_DICTS = {
    "answers": "the words that count for each key",
    "api_keys": "a key for each engine",
    "intents": "your own questions by their names",
    "details": "lists of words for each language",
    "languages": "lists of words for each language",
    "names": "names, each in several languages",
    "words": "lists of words for each language",
    "banned_words": "lists of words for each language",
    "add": "lists of words for each language",
    "asked": "lists of words for each language",
    "hide": "lists of words for each language",
    "show": "lists of words for each language",
    "amounts": "units, each in several languages",
}
"""What stands where a ``dict_type`` holds no texts."""
_NUMBERS = {
    "int_parsing": "a whole number",
    "int_parsing_size": "a smaller number",
    "int_type": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
}
_LIMITS = {
    "greater_than_equal": ("ge", "at least"),
    "less_than_equal": ("le", "at most"),
    "finite_number": ("", "a number"),
}
_A_LANGUAGE = "a language tag such as en, es, id, zh"
_AN_ID = "letters, digits, - and _, at most 40, beginning with a letter or digit"
_ID_PATTERN = get_args(RuleId)[1].pattern
_LANGUAGE_PATTERN = get_args(Language)[1].pattern
_HOURS_PATTERN = get_args(QuietHours)[1].pattern
_SOURCE_DATE_PATTERN = get_args(SourceDate)[1].pattern
_NAME_PATTERN = get_args(RuleName)[1].pattern
_CLOCK_PATTERN = get_args(ClockTime)[1].pattern
_MARKET_PATTERN = MarketPack.model_fields["market"].metadata[0].pattern
_DURATION_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]+)\s*")
_UNITS = {
    unit: ms
    for ms, units in {
        1: "ms msec",
        1_000: "s sec secs second seconds 秒 秒钟",
        60_000: "m min mins minute minutes 分 分钟",
        3_600_000: "h hr hrs hour hours 时 小时",
        86_400_000: "d day days 天 日",
    }.items()
    for unit in units.split()
}
_GLUED = re.compile(r"([\w.-]+)(：|:)(.*)", re.DOTALL)


@dataclass(frozen=True)
class Mistake:
    """A validation error, with what the file says at its place."""

    kind: str
    """Pydantic's name for it."""
    name: str
    """The key it is about; empty in a list."""
    node: Node | None
    """None where nothing was written."""
    is_key: bool
    """The key itself is wrong, not its value."""
    context: Mapping[str, Any]
    field: FieldInfo | None
    model: type[BaseModel] | None
    """Describes the mapping that the key stands in."""
    where: str
    """Such as `` in the poll "colour"``; may be empty."""
    of: str
    """The key it is about or, in a list, the list's."""
    below: str
    """The key above it, if nothing is written there."""
    owners: tuple[str, ...]
    """The keys beside it below which such a key stands."""
    is_secret: bool
    """The value is a secret, or stands where some are."""

    @property
    def text(self) -> str:
        """The value as it may be shown."""
        if self.node is None or not isinstance(self.node.value, str):
            return "a list" if self.node is not None and isinstance(self.node.value, list) else "keys with values"
        return "a text" if self.is_secret else quoted(self.node.value)

    @property
    def value(self) -> str:
        """The value with its key: ``"5x" for "every"``."""
        return f"{self.text} for {quoted(self.name)}" if self.name else self.text


def word(mistake: Mistake) -> Words:
    """Return what was found, what was expected, and how to fix it."""
    kind, context = mistake.kind, mistake.context
    if kind == "missing":
        return _missing(mistake)
    if mistake.node is not None and mistake.node.value is None and (glued := _GLUED.fullmatch(mistake.name)):
        found = "a full-width colon (：)" if glued[2] == "：" else "no space after the colon"
        return found, f'"{glued[1]}: …"', "type a plain colon : and a space"
    if kind == "extra_forbidden":
        return _unknown_key(mistake)
    if mistake.node is not None and mistake.node.value is None:
        found = f"nothing is written after {quoted(mistake.name)}" if mistake.name else "an empty list item"
        is_words = kind == "tuple_type" and mistake.field is None
        no_words = f"write {mistake.name}: [] for none"
        fix = no_words if is_words else "write it, or delete this (a text that begins with # needs quotes)"
        return found, _wanted(mistake), fix
    if mistake.is_key:
        return _bad_key(mistake)
    if kind in _SHAPES:
        return mistake.value, _wanted(mistake), _reshape(mistake)
    if kind.startswith("bool_"):
        return mistake.value, "true or false", "write one of them"
    if kind.startswith("date_"):
        return mistake.value, "a day such as 2026-01-31", "write year, month and day"
    if kind in _NUMBERS:
        return mistake.value, _NUMBERS[kind], f"write digits, such as {'0.5' if kind.startswith('float') else '3'}"
    if kind in _LIMITS:
        bound, most = _LIMITS[kind]
        return mistake.value, f"{most} {_shown_limit(context[bound], mistake.field)}" if bound else most, "change it"
    if kind == "literal_error":
        choices = _choices(context)
        return mistake.value, f"one of {', '.join(choices)}", did_you_mean(_raw(mistake), choices)
    if kind in ("too_short", "too_long"):
        return _bad_count(mistake)
    if kind == "string_too_short":
        return "an empty text", "at least one character", "write the text, or delete it"
    if kind == "string_too_long":
        found = f"{mistake.value} has {len(_raw(mistake))} characters"
        return found, f"at most {context['max_length']}", "shorten it"
    if kind == "string_pattern_mismatch":
        return _bad_form(mistake)
    if kind == "value_error":
        return _own_words(mistake)
    return mistake.value, "another value", "compare it with the shipped example"


def _missing(mistake: Mistake) -> Words:
    fields = keys_of(mistake.model) if mistake.model else {}
    required = [name for name, field in fields.items() if field.is_required()]
    expected = " and ".join([", ".join(required[:-1]), required[-1]] if len(required) > 1 else required)
    example = _example(mistake, mistake.name) or f"{mistake.name}: …"
    return f"{quoted(mistake.name)} is missing{mistake.where}", expected, f"add {example}"


def _unknown_key(mistake: Mistake) -> Words:
    name = mistake.name
    fields = keys_of(mistake.model) if mistake.model else {}
    if mistake.below:
        fix = f"indent it, to stand below {quoted(mistake.below)}"
    elif name in (*RULES, *SECTIONS) and "room" in fields:
        fix = "move it to a rule file, such as rules/my.yaml"
    elif mistake.owners:
        fix = f"it belongs below {' or '.join(map(quoted, mistake.owners))}, indented"
    else:
        fix = did_you_mean(name, fields) or "correct the name or delete it"
    return f"unknown key {quoted(name)}", f"one of {', '.join(fields)}", fix


def _bad_key(mistake: Mistake) -> Words:
    name = mistake.name
    if mistake.kind == "literal_error":
        choices = _choices(mistake.context)
        return f"unknown key {quoted(name)}", f"one of {', '.join(choices)}", did_you_mean(name, choices)
    if mistake.kind == "string_too_long":
        found = f"the key {quoted(name)} has {len(name)} characters"
        return found, f"at most {mistake.context['max_length']}", "shorten it; long answers go in the list after it"
    if mistake.kind == "string_too_short":
        return "an empty key", "what viewers type, such as Y", "write the key"
    if mistake.context.get("pattern") == _ID_PATTERN:
        return f"the name {quoted(name)}", _AN_ID, _id_hint(name)
    return f"{quoted(name)} stands where a language is expected", _A_LANGUAGE, _language_hint(name)


def _bad_form(mistake: Mistake) -> Words:
    if mistake.context["pattern"] == _ID_PATTERN:
        return mistake.value, _AN_ID, _id_hint(_raw(mistake))
    if mistake.context["pattern"] == _LANGUAGE_PATTERN:
        return mistake.value, _A_LANGUAGE, _language_hint(_raw(mistake))
    if mistake.context["pattern"] == _MARKET_PATTERN:
        return mistake.value, "a country's two capital letters", f"write {_raw(mistake).upper()}"
    if mistake.context["pattern"] == _NAME_PATTERN:
        return mistake.value, "section and id, such as polls.colour", "write the section and a dot before the id"
    if mistake.context["pattern"] == _CLOCK_PATTERN:
        return mistake.value, "a time such as 20:30", "write hours and minutes with two digits each"
    if mistake.context["pattern"] == _HOURS_PATTERN:
        return mistake.value, "hours such as 02:00-07:00", "write both with four digits"
    if mistake.context["pattern"] == _SOURCE_DATE_PATTERN:
        expected = "when the source was written: 2026-01-31, 2026-01, 2026, or undated"
        return mistake.value, expected, "write what the source itself says"
    return mistake.value, "another form", "compare it with the shipped example"


def _bad_count(mistake: Mistake) -> Words:
    node = mistake.node
    count = len(node.value) if node is not None and isinstance(node.value, (list, dict)) else 1
    found = f"{quoted(mistake.name)} has {count} item{'s' * (count != 1)}"
    if mistake.kind == "too_short":
        return found, f"at least {mistake.context['min_length']}", "add some"
    return found, f"at most {mistake.context['max_length']}", "take some away"


def _own_words(mistake: Mistake) -> Words:
    """Word an error that a model's own validator raised as ``found; expected …; fix``."""
    message = str(mistake.context["error"])
    if message.startswith("expected a duration"):
        return mistake.value, message.removeprefix("expected "), _duration_hint(_raw(mistake))
    if message.startswith("TikTok mutes for"):
        return mistake.value, "one of 5s, 30s, 60s, 5m", "TikTok mutes for no other time"
    found, _, rest = message.partition("; expected ")
    expected, _, fix = rest.partition("; ")
    return found, expected, fix


def _wanted(mistake: Mistake) -> str:
    if mistake.kind == "literal_error":
        return f"one of {', '.join(_choices(mistake.context))}"
    if mistake.kind == "dict_type" and mistake.name in _DICTS:
        return _DICTS[mistake.name]
    return (_SHAPES | _NUMBERS).get(mistake.kind, "a value")


def _reshape(mistake: Mistake) -> str:
    """Return how to give the value the shape that was expected."""
    assert mistake.node is not None
    kind, name, value = mistake.kind, mistake.name, mistake.node.value
    example = _example(mistake, mistake.of)
    like_this = f"write it like {example}" if example else ""
    if isinstance(value, str):
        if kind == "dict_type" and name not in _DICTS:
            return f"write {name and name + ': '}{{en: {quoted(value)}}}"
        if kind == "tuple_type" and not mistake.is_secret:
            return like_this if mistake.of == "options" else f"write [{quoted(value)}]"
        if re.search(r"[:：]\S", value):
            return "put a plain colon : and a space after the key" + (", not a full-width ：" if "：" in value else "")
        return like_this or "write its keys on the lines below, indented"
    if kind == "string_type":
        if isinstance(value, dict) and not mistake.is_secret and [child.value for child in value.values()] == [None]:
            return f'a text that begins with {{ needs quotes: "{{{next(iter(value))}}}…"'
        return "write one text; if it has [ ] or { } in it, put it in quotes"
    if like_this or kind != "tuple_type":
        return like_this or "compare it with the shipped example"
    return 'put "- " before the first line and indent the others'


def keys_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a model by the keys they have in YAML."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _example(mistake: Mistake, key: str) -> str:
    """Return how the key is written; empty if there is no example."""
    owner = mistake.model.__name__ if mistake.model else ""
    return EXAMPLES.get(f"{owner}.{key}") or EXAMPLES.get(key, "")


def _raw(mistake: Mistake) -> str:
    return mistake.node.value if mistake.node is not None and isinstance(mistake.node.value, str) else ""


def _choices(context: Mapping[str, Any]) -> list[str]:
    return re.findall(r"'([^']*)'", str(context.get("expected", "")))


def _id_hint(written: str) -> str:
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", written).strip("-_")[:40]
    return f"for example {slug or 'colour'}"


def _language_hint(written: str) -> str:
    tag = language_named(written)
    return f"did you mean {tag}?" if tag else "use the two-letter tag"


def _duration_hint(text: str) -> str:
    written = unicodedata.normalize("NFKC", text).casefold().strip()
    if written.isdecimal():
        return f"write {written}s for seconds or {written}m for minutes"
    parts = _DURATION_PART.findall(written)
    is_whole = "".join(number + unit for number, unit in parts) == re.sub(r"\s", "", written)
    if not parts or not is_whole or any(unit not in _UNITS for _, unit in parts):
        return "write it with d, h, m or s"
    return f"write {shown_duration(round(sum(float(n.replace(',', '.')) * _UNITS[unit] for n, unit in parts)))}"


def _shown_limit(limit: Any, field: FieldInfo | None) -> str:
    parts = (*field.metadata, *_parts(field.annotation)) if field is not None else ()
    is_duration = any(getattr(part, "func", None) is parse_duration_ms for part in parts)
    return shown_duration(int(limit)) if is_duration else str(limit)


def _parts(annotation: Any) -> Iterator[Any]:
    """Yield everything that an annotation is made of, such as the validators inside ``DurationMs | None``."""
    for part in get_args(annotation):
        yield part
        yield from _parts(part)


def shown_duration(ms: int) -> str:
    """Return a duration as people write it: 90000 gives ``1m30s``."""
    if ms and ms % 86_400_000 == 0:
        return f"{ms // 86_400_000}d"
    parts = []
    for unit, size in (("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)):
        if count := ms // size:
            parts.append(f"{count}{unit}")
            ms %= size
    return "".join(parts) or "0"

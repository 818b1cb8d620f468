"""The shop's own words (``glossary.yaml``): how names, product numbers, sizes and prices are written in each language.

Before a text goes to an engine, what stands in the glossary is taken out of the engine's reach, and put back as the
shop wants it. A name is sent as a code such as ``QX1``, which engines take for a product number and leave alone; what
looks like a product number already ("A3", "XL", "$20") and is to stay as it is, is sent as it is. Engines lose such a
thing now and then: what did not come back exactly once is named, and the chain asks again with it written the other
way.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from ahocorasick_rs import AhoCorasick
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from livebot.engine.fields import Language, RuleModel, Text, Words
from livebot.rules.explain import explain
from livebot.rules.problems import ConfigProblems, Problem, errors_in, quoted, warning
from livebot.rules.yamltree import Tree, read_tree

NUMBER = "{n}"
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,9}){0,4}")
_HOLE = "\0"
"""Stands for a number inside a form."""
_PREFIXES = ("QX", "ZK", "XJ", "VQ")
"""Of placeholders; the first whose letters the text itself does not hold."""
_NO_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]"
)
_APOSTROPHES = ("'", "’")
_MARKS = re.compile("[\u0300-\u036f]")


def _check_amount(text: str) -> str:
    if text.count(NUMBER) != 1 or not text.replace(NUMBER, "").strip():
        found = f"{quoted(text)} is no amount"
        raise ValueError(f'{found}; expected {NUMBER} once, and a unit; such as "{NUMBER} cm" or "${NUMBER}"')
    return text


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


_Names = Annotated[dict[Language, Words], Field(min_length=1)]
_Amount = Annotated[Text, AfterValidator(_check_amount)]
_Amounts = Annotated[
    dict[Language, Annotated[tuple[_Amount, ...], BeforeValidator(_as_list)]],
    Field(min_length=1),
]


class GlossaryFile(RuleModel):
    """``glossary.yaml``: how the shop's own words are written in each language."""

    keep: Annotated[Words, Field(max_length=1_000)] = ()
    """Written alike in every language: brands, sizes, product numbers. # stands for digits: "A#" is A1, A2, A37."""
    names: dict[Text, _Names] = Field(default_factory=dict, max_length=1_000)
    """A name, and what it is called in each language: the first is written, the others are understood as well.
    Languages that are not there use the name itself."""
    amounts: dict[Text, _Amounts] = Field(default_factory=dict, max_length=100)
    """Sizes, weights and prices, with {n} for the number: the first of a language is written, all are understood.
    Languages that are not there keep what was written."""


@dataclass(frozen=True, slots=True)
class _Term:
    """One way to write something. Its number, if it has one, is ``_HOLE``."""

    form: str
    shown: dict[str, str]
    """By language, how the shop writes it; under ``""`` for all others, where nothing means as it stands."""
    is_amount: bool = False

    def rendering(self, written: str, target: str) -> str | None:
        """How what was ``written`` is shown in the language; None if its numbers are not those of the form."""
        wanted = re.findall(rf"{_HOLE}|{_NUMBER.pattern}", self.form)
        numbers = [_digits(number) for number in _NUMBER.findall(written)]
        if len(numbers) != len(wanted) or any(w not in (_HOLE, n) for w, n in zip(wanted, numbers, strict=True)):
            return None
        own = [number for want, number in zip(wanted, numbers, strict=True) if want == _HOLE]
        if not self.is_amount and not all(map(str.isdecimal, own)):
            return None
        shown = self.shown.get(target) or self.shown.get(target.partition("-")[0]) or self.shown.get("") or written
        for number in own:
            shown = shown.replace(_HOLE, number, 1)
        return shown


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    written: str
    rendering: str

    @property
    def is_code(self) -> bool:
        """It looks like a product number and is to stay as it is: engines leave it alone."""
        is_short = len(self.rendering) <= 4 and self.rendering.isascii()
        stays = _tight(self.rendering) == _tight(self.written)
        return stays and (is_short or any(map(str.isdigit, self.rendering)))


class Guarded:
    """A text with its terms, for one target language. Terms are counted from 0 in the order of the text."""

    def __init__(self, text: str, found: tuple[_Found, ...]) -> None:
        self._text = text
        self._found = found
        letters = text.casefold()
        self._prefix = next((p for p in _PREFIXES if p.casefold() not in letters), _PREFIXES[0])
        self.masked = frozenset(at for at, term in enumerate(found) if not term.is_code)
        """Terms for which a placeholder is sent, to begin with."""
        self.signature = "\n".join(f"{term.written} → {term.rendering}" for term in found)
        """Says which terms there are and what becomes of them; empty without any."""

    @property
    def whole(self) -> str | None:
        """The translation, if the text holds nothing but terms."""
        rest = self._with(lambda _at: " ")
        return self._with(lambda at: self._found[at].rendering) if self._found and not _has_letters(rest) else None

    def sent(self, masked: frozenset[int]) -> str:
        """The text for the engine, with placeholders for these terms."""
        return self._with(lambda at: f"{self._prefix}{at + 1}" if at in masked else self._found[at].rendering)

    def restored(self, answer: str, masked: frozenset[int]) -> tuple[str, frozenset[int]]:
        """The engine's answer with every term as the shop writes it, and the terms that did not come back once each."""
        letters = r"\s?".join(self._prefix)
        placeholder = re.compile(rf"(?<![A-Za-z]){letters}\s?(\d{{1,3}})(?!\d)", re.IGNORECASE)
        came = Counter(int(number) - 1 for number in placeholder.findall(answer))
        lost = {at for at in masked if came[at] != 1}
        for rendering, count in Counter(t.rendering for at, t in enumerate(self._found) if at not in masked).items():
            answer, times = _respelled(answer, rendering)
            if times < count:
                lost |= {at for at, t in enumerate(self._found) if at not in masked and t.rendering == rendering}

        def rendering_of(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            return self._found[at].rendering if at in masked else match[0]

        return placeholder.sub(rendering_of, answer), frozenset(lost)

    def _with(self, replacement: Callable[[int], str]) -> str:
        parts, last = list[str](), 0
        for at, term in enumerate(self._found):
            parts += [self._text[last : term.start], replacement(at)]
            last = term.end
        return "".join((*parts, self._text[last:]))


class Glossary:
    """Finds the shop's own words in a text, in whichever language they are written."""

    def __init__(self, file: GlossaryFile | None = None) -> None:
        terms: dict[str, _Term] = {}
        for term in _terms(file or GlossaryFile()):
            for key in _keys(term.form):
                terms.setdefault(key, term)
        self._words = _Search({key: term for key, term in terms.items() if _HOLE not in key})
        self._numbered = _Search({key: term for key, term in terms.items() if _HOLE in key})

    def guard(self, text: str, target: str) -> Guarded:
        """The text with what the glossary says of it, for a translation into ``target``."""
        composed = " ".join(unicodedata.normalize("NFC", text).split())
        found: list[_Found] = []
        for term in sorted(self._find(composed, target), key=lambda term: (term.start, -term.end)):
            if not found or term.start >= found[-1].end:
                found.append(term)
        return Guarded(composed if found else text, tuple(found))

    def _find(self, text: str, target: str) -> Iterator[_Found]:
        """Yield every place where a term stands; places may overlap."""
        key = _key(text)
        numberless, places = _without_numbers(key)
        found = [
            *self._words.find(key),
            *((places[a], places[b], term) for a, b, term in self._numbered.find(numberless)),
        ]
        for start, end, term in found:
            if _is_whole(key, start, end) and (shown := term.rendering(text[start:end], target)):
                yield _Found(start, end, text[start:end], shown)


class _Search:
    """Many terms at once, in time that depends on the text alone."""

    def __init__(self, terms: dict[str, _Term]) -> None:
        self._terms = list(terms.values())
        self._automaton = AhoCorasick(list(terms)) if terms else None

    def find(self, key: str) -> list[tuple[int, int, _Term]]:
        """Every place where a term stands, with the term."""
        if self._automaton is None:
            return []
        matches = self._automaton.find_matches_as_indexes(key, overlapping=True)
        return [(start, end, self._terms[index]) for index, start, end in matches]


def read_glossary(path: Path) -> tuple[Glossary, list[Problem]]:
    """The glossary of a file as far as it is right (else an empty one), and everything that is wrong with it."""
    tree = read_tree(path)
    problems = list(tree.problems)
    if tree.root is None:
        return Glossary(), problems
    data = tree.root.plain()
    if isinstance(data, dict):
        data = {key: value for key, value in data.items() if value is not None}  # every line below it is a note
    try:
        file = GlossaryFile.model_validate({} if data is None else data)
    except ValidationError as error:
        return Glossary(), problems + explain(error, tree, GlossaryFile)
    problems += _said_twice(file, tree)
    return Glossary(file), problems


def load_glossary(path: Path) -> Glossary:
    """Raises ConfigProblems with everything that is wrong in the file."""
    glossary, problems = read_glossary(path)
    if errors_in(problems):
        raise ConfigProblems(problems)
    return glossary


def _said_twice(file: GlossaryFile, tree: Tree) -> Iterator[Problem]:
    """Yield each way of writing that stands for two different things."""
    assert tree.root is not None
    owner: dict[str, str] = {}
    for section in ("names", "amounts"):
        for name, forms in getattr(file, section).items():
            place = tree.root.child(section)
            place = place.child(name) if place else None
            for form in {form.casefold(): None for texts in forms.values() for form in texts}:
                if owner.setdefault(form, name) != name and place is not None:
                    found = f"{quoted(form)} stands for {quoted(owner[form])} and for {quoted(name)}"
                    where = (tree.file, place.line, place.col)
                    yield warning(where, found, "one meaning for each", "take it away from one of them")


def _terms(file: GlossaryFile) -> Iterator[_Term]:
    for text in file.keep:
        form = text.replace("#", _HOLE)
        yield _Term(form, {"": form})
    for name, languages in file.names.items():
        shown = {"": name} | {language: forms[0] for language, forms in languages.items() if forms}
        for form in (name, *(form for forms in languages.values() for form in forms)):
            yield _Term(form, shown)
    for languages in file.amounts.values():
        shown = {language: forms[0].replace(NUMBER, _HOLE) for language, forms in languages.items() if forms}
        for form in (form for forms in languages.values() for form in forms):
            yield _Term(form.replace(NUMBER, _HOLE), shown, is_amount=True)


def _keys(form: str) -> list[str]:
    """What is searched for to find the form, its words written apart, together, or with a hyphen."""
    form = unicodedata.normalize("NFC", form)
    key = _without_numbers(_key(form))[0] if _HOLE in form else _key(form)
    parts = [part for part in re.split(r"[\s-]+", key) if part]
    # A dash alone would be found between any two words.
    return [joint.join(parts) for joint in (" ", "-", "")] if any(c.isalnum() or c == _HOLE for c in key) else []


def _key(text: str) -> str:
    """The text without accents, capitals and full-width letters, every character in its place."""
    return "".join(map(_key_char, text))


@lru_cache(maxsize=8192)
def _key_char(char: str) -> str:
    key = unicodedata.normalize("NFKC", char)
    key = _MARKS.sub("", unicodedata.normalize("NFD", key)) if "\u00c0" <= char <= "\u1eff" else key
    key = " " if key.isspace() else key.casefold()
    return key if len(key) == 1 else char


def _without_numbers(key: str) -> tuple[str, list[int]]:
    """The key with each number as ``_HOLE``, and where each of its characters, and its end, stood before."""
    parts, places, last = list[str](), list[int](), 0
    for number in _NUMBER.finditer(key):
        parts += [key[last : number.start()], _HOLE]
        places += [*range(last, number.start()), number.start()]
        last = number.end()
    return "".join((*parts, key[last:])), [*places, *range(last, len(key) + 1)]


def _is_whole(key: str, start: int, end: int) -> bool:
    """True if a place is no part of a longer word. Scripts without spaces have no such thing."""
    before, after = key[start - 1 : start], key[end : end + 1]
    if end - start == 1 and (before in _APOSTROPHES or after in _APOSTROPHES):
        return False  # the "m" of "I'm" is no size
    return not (_is_in_word(before) and _is_in_word(key[start])) and not (
        _is_in_word(after) and _is_in_word(key[end - 1])
    )


def _is_in_word(char: str) -> bool:
    return (char.isalnum() or (char != "" and unicodedata.category(char)[0] == "M")) and not _NO_SPACES.match(char)


def _respelled(text: str, form: str) -> tuple[str, int]:
    """The text with every place where the form stands as the form has it, and how many there are."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    key = _key(text)
    places = [
        (at, at + len(wanted))
        for wanted in dict.fromkeys(joint.join(re.split(r"[\s-]+", _key(form))) for joint in (" ", "-", ""))
        for at in _all_places(key, wanted)
        if _is_whole(key, at, at + len(wanted))
    ]
    for start, end in sorted(places, reverse=True):
        text = text[:start] + form + text[end:]
    return text, len(places)


def _all_places(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted))


def _digits(number: str) -> str:
    """The number in the digits that everybody reads."""
    return "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in number)


def _tight(text: str) -> str:
    return re.sub(r"[\s-]", "", _key(text))


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))

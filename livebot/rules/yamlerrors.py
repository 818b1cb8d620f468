"""YAML syntax errors in plain words.

PyYAML says ``expected <block end>, but found '<scalar>'``; a moderator needs to read that a text needs quotes.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import yaml

from livebot.rules.problems import Problem


class Rule(NamedTuple):
    """How PyYAML names a mistake, and how we do."""

    pattern: str
    """Looked for in ``context: problem``; its groups fill the ``{}`` of what we say."""
    is_at_start: bool
    """The mistake is where the thing began, not where the parser gave up."""
    found: str
    expected: str
    fix: str


ODD_SPACES = {"\u00a0": "non-breaking space", "\u3000": "full-width space"}
"""What looks like a space and is none to YAML: web pages hold the one, Chinese keyboards type the other."""

_QUOTES = "quotes around such a text"
_RULES = (
    Rule(r"found character '(?:\\t|\t)'", False, "a tab", "spaces", "indent with spaces, two for each level"),
    Rule("found character '(.)' that cannot start", False, 'a text begins with "{0}"', _QUOTES, "write '{0}…'"),
    Rule("unknown escape", False, "a backslash in double quotes", r"an escape such as \n or \"", "use single quotes"),
    Rule("Unicode character escape", False, "an escape for half a character", "a whole one", "type the emoji itself"),
    Rule("quoted scalar", True, "the quote opened here is never closed", "a closing quote", "add it"),
    Rule("scanning an alias", True, 'a text begins with "*"', _QUOTES, "write '*…'"),
    Rule("scanning an anchor", True, 'a text begins with "&"', _QUOTES, "write '&…'"),
    Rule("scanning a block scalar", True, 'a text begins with "|" or ">"', _QUOTES, "write '…'"),
    Rule("directive|incompatible", False, 'a line begins with "%"', _QUOTES, "write '%…'"),
    Rule(r"\btag\b", True, 'a text begins with "!"', _QUOTES, "write '!…'"),
    Rule("keys are not allowed", False, 'a text begins with "? "', _QUOTES, "write '? …'"),
    Rule("find expected ':'", True, "a line without a colon", '"key: value"', "add the colon and a space after it"),
    Rule(
        "unexpected ':'", False, 'a ":" with nothing after it', '"key: value"', "add a space and the value, or quotes"
    ),
    Rule(
        "but found ':'",
        False,
        'a ":" without a key in front of it',
        '"key: value"',
        "write the key, or put the text in quotes",
    ),
    Rule(
        "sequence entries are not allowed",
        False,
        'a "- " in the middle of a line',
        "each list item on its own line",
        'start a new line before "- ", or put the text in quotes',
    ),
    Rule(
        "expected '<document start>'",
        False,
        "this line is indented less than the lines above it",
        "the same indentation",
        "begin both in the same column",
    ),
    Rule(
        "expected the node content, but found '(.+)'",
        False,
        '"{0}" stands where a value is expected',
        "a value",
        "add the value, or put the text in quotes",
    ),
    Rule(
        "block (?:mapping|collection): .*but found '([]}])'",
        False,
        'a closing "{0}" too many',
        "one for each that opens",
        "delete it",
    ),
    Rule(
        "block (?:mapping|collection): .*but found '-'",
        False,
        'a list item ("- ") stands among keys',
        "a key here, or the item deeper or less",
        "line it up with the items it belongs to",
    ),
)


class LookAlike(NamedTuple):
    """A character where YAML wants a plain one; keyboards for other scripts type it."""

    pattern: str
    """Its group is the character."""
    expected: str
    fix: str


_LOOK_ALIKES = (
    LookAlike(r"^\s*([－–—−•·・])(?=\s|\w)", 'a plain "-"', "type - and a space"),
    LookAlike(r"(?:^|[\"'\]}]\s)\s*(＃)", 'a plain "#"', "type #"),
    LookAlike(r"^\s*(?:- )?[\w.-]+:([\u00a0\u3000])", "a plain space after the colon", "type a space instead"),
    LookAlike(r"^\s*-([\u00a0\u3000])", "a plain space after the -", "type a space instead"),
)

_GLUED_KEY = re.compile(r"^\s*(?:- )?([\w.-]+)(：|:(?=\S))")


def syntax_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """Return where the writer should look, and what to do there."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return Problem(file, 1, 1, "this is not YAML", "keys and values", "compare it with the shipped example")
    start = getattr(error, "context_mark", None) or mark
    message = f"{getattr(error, 'context', None) or ''}: {getattr(error, 'problem', None) or ''}"
    lines = text.splitlines()
    before = lines[mark.line][: mark.column] if mark.line < len(lines) else ""

    if (quote := _quote_closed_late(text, mark)) is not None:
        found = f"the quote opened here is closed by the next one, on line {mark.line + 1}"
        expected = "a closing quote on the same line"
        return Problem(file, quote.line + 1, quote.column + 1, found, expected, "add it where the text ends")
    if (look_alike := _look_alike(file, lines, start.line, mark.line)) is not None:
        return look_alike
    if "parsing a flow" in message:
        return _open_bracket(file, text, message, mark, _last_open_bracket(text, mark) or start)
    if "mapping values are not allowed" in message:
        return _stray_colon(file, lines, mark, before)
    if "but found '<scalar>'" in message and before.rstrip()[-1:] in ("'", '"', "}", "]"):
        return _text_goes_on(file, mark, before.rstrip()[-1])
    if "find expected ':'" in message and (wide := _GLUED_KEY.match(lines[start.line])):
        return _bad_colon(file, start.line, wide)
    for rule in _RULES:
        if match := re.search(rule.pattern, message, re.DOTALL):
            at = start if rule.is_at_start else mark
            found, expected, fix = (part.format(*match.groups()) for part in (rule.found, rule.expected, rule.fix))
            return Problem(file, at.line + 1, at.column + 1, found, expected, fix)
    if "<block end>" in message:
        found = "this line does not line up with the lines above"
        expected, fix = "the same column as its neighbours", "correct the spaces in front of it"
    else:
        found, expected, fix = f"YAML cannot read this ({message})", "keys and values", "compare it with the example"
    return Problem(file, mark.line + 1, mark.column + 1, found, expected, fix)


def _bad_colon(file: str, row: int, glued: re.Match[str]) -> Problem:
    """Word a colon that is full-width or has no space behind it."""
    found = "a full-width colon (：)" if glued[2] == "：" else "no space after the colon"
    fix = "type a plain colon : and a space"
    return Problem(file, row + 1, glued.start(2) + 1, found, f'"{glued[1]}: value"', fix)


def _look_alike(file: str, lines: list[str], start: int, end: int) -> Problem | None:
    """Return what only looks right, on the lines that the parser gave up on or on the one above them."""
    above = max((row for row in range(start) if lines[row].strip()), default=start)
    for row in range(above, min(end + 1, len(lines))):
        for one in _LOOK_ALIKES:
            if match := re.search(one.pattern, lines[row]):
                found = f"a {ODD_SPACES[match[1]]}" if match[1] in ODD_SPACES else f'a "{match[1]}"'
                return Problem(file, row + 1, match.start(1) + 1, found, one.expected, one.fix)
    return None


def _tokens_before(text: str, mark: yaml.Mark) -> Iterator[Any]:
    """Yield what could be read up to where the parser gave up."""
    with suppress(yaml.YAMLError):
        for token in yaml.scan(text, Loader=yaml.BaseLoader):
            if token.start_mark.index >= mark.index:
                return
            yield token


def _quote_closed_late(text: str, mark: yaml.Mark) -> yaml.Mark | None:
    """Return where a quoted text began that goes over several lines and has more text right behind it."""
    tokens = list(_tokens_before(text, mark))
    last = tokens[-1] if tokens else None
    is_late = (
        isinstance(last, yaml.ScalarToken)
        and last.style in ("'", '"')
        and last.start_mark.line < last.end_mark.line == mark.line
    )
    return last.start_mark if last is not None and is_late else None


def _last_open_bracket(text: str, mark: yaml.Mark) -> yaml.Mark | None:
    opened: list[yaml.Mark] = []
    for token in _tokens_before(text, mark):
        if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
            opened.append(token.start_mark)
        elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken) and opened:
            opened.pop()
    return opened[-1] if opened else None


def _open_bracket(file: str, text: str, message: str, mark: yaml.Mark, start: yaml.Mark) -> Problem:
    """Word a mistake inside ``{ }`` or ``[ ]``: a comma is missing, or the end."""
    opened, closing = ("{", "}") if text[start.index : start.index + 1] == "{" else ("[", "]")
    if "<stream end>" in message or mark.line > start.line:
        found = f'the "{opened}" opened here is not closed properly'
        fix = f'add the "{closing}" or a comma before the next value; a text with # in front needs quotes'
        return Problem(file, start.line + 1, start.column + 1, found, f'a "{closing}"', fix)
    line = text.splitlines()[mark.line]
    unquoted = max(line.rfind(quote, 0, mark.column) for quote in "\"'") + 1
    if (wide := line.rfind("，", unquoted, mark.column + 1)) >= 0:
        found, expected = "a full-width comma (，) does not part values", f'"," or "{closing}"'
        return Problem(file, mark.line + 1, wide + 1, found, expected, "type a plain comma, or put the text in quotes")
    fix = "put a comma between the values, and quotes around texts with , : { } [ ] ' in them"
    return Problem(file, mark.line + 1, mark.column + 1, "a comma is missing here", f'"," or "{closing}"', fix)


def _stray_colon(file: str, lines: list[str], mark: yaml.Mark, before: str) -> Problem:
    """Word a colon where none can be: a text needs quotes, the line above has a bad colon, or the indent is wrong."""
    row = mark.line
    if re.search(r":\s", before):
        fix = 'write key: "the whole text"'
        found, expected = 'a second ": " in one line', "quotes around a text with a colon"
        return Problem(file, row + 1, mark.column + 1, found, expected, fix)
    above = max((index for index in range(row) if lines[index].strip()), default=row)
    if above < row and (glued := _GLUED_KEY.match(lines[above])):
        return _bad_colon(file, above, glued)
    found, expected = "this line is indented deeper than the line above allows", "the same column as its neighbours"
    return Problem(file, row + 1, len(before) - len(before.lstrip()) + 1, found, expected, "remove the extra spaces")


def _text_goes_on(file: str, mark: yaml.Mark, last: str) -> Problem:
    if last in ("}", "]"):
        found, expected = f'the text goes on after "{last}"', "quotes around a text with braces"
        fix = 'write key: "the whole text"'
    else:
        found, expected = f"the text goes on after its closing {last}", "nothing after the quote"
        fix = "put the whole text in double quotes; for an apostrophe inside single quotes write ''"
    return Problem(file, mark.line + 1, mark.column + 1, found, expected, fix)

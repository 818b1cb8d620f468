"""How likely a comment asks something, by its marks and by the words of ``lexicon.yaml``.

Three kinds of evidence add up, each leaving room for the others: a question mark, the question words of the languages
the comment may be in, and what the phrasebook makes of it. A phrase that looks like a question and is none ("how
cute") takes most of it away.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from livebot.language.markers import plain
from livebot.language.phrasebook import Asked
from livebot.language.phrases import Found, Phrases, Text, fold
from livebot.language.resources import load

_MARK = re.compile("[?？؟¿‽⁇⁈⁉❓❔]")
_MARKED = 0.9
_MARK_ALONE = 0.3
_WEIGHT = {"any": 0.75, "start": 0.65, "end": 0.65, "short": 0.7, "pattern": 0.7}
_BARE_INTENT = 0.6
_STATED = 0.5
_SHORT_WORDS = 4
_GREETING_WORDS = 2
_CANDIDATE = 0.15
"""Languages with at least this score are looked at; without any, all are."""
_EVEN_IF_UNKNOWN = ("any", "short", "not", "statement")
_BREAK = r"[^\w\s'\u0300-\u036f\u0900-\u0dff\u0e00-\u0eff-]"


class _Entry(NamedTuple):
    language: str
    kind: str


class _Language(NamedTuple):
    skip: frozenset[str]
    tail: re.Pattern[str]
    """What may follow a word that ends a question: politeness, then a break or the end."""
    patterns: tuple[re.Pattern[str], ...]


def question_score(text: Text, languages: Mapping[str, float], asked: Asked) -> float:
    """0 to 1 for a text in one of ``languages`` (scores by tag; none means any) that asks ``asked``."""
    is_marked = _MARK.search(text.folded) is not None
    if not text.words:
        return _MARK_ALONE if is_marked else 0.0
    candidates = [language for language, score in languages.items() if score >= _CANDIDATE]
    found: dict[str, list[Found[_Entry]]] = {}
    for hit in _phrases().find(text):
        if hit.value.language in candidates or (not candidates and hit.value.kind in _EVEN_IF_UNKNOWN):
            found.setdefault(hit.value.language, []).append(hit)
    evidence = [_evidence(text, language, found.get(language, [])) for language in candidates or found]
    best = max(evidence, default=0.0)
    if asked.is_bare:
        best = _either(best, _BARE_INTENT)
    if is_marked:
        best = _either(best, _MARKED)
    return round(best, 3)


def _evidence(text: Text, name: str, hits: list[Found[_Entry]]) -> float:
    language = _languages().get(name)
    if language is None:
        return 0.0
    excluded = [hit for hit in hits if hit.value.kind in ("not", "statement")]
    asking = [hit for hit in hits if not any(hit.start < no.end and no.start < hit.end for no in excluded)]
    kinds = {hit.value.kind for hit in asking}
    evidence = 0.0
    if "any" in kinds:
        evidence = _either(evidence, _WEIGHT["any"])
    # "no" and "what" alone ask a shop nothing: there must be more before an end, and after a start.
    if "start" in kinds:
        starts = _starts(text, language.skip)
        last = text.spans[-1][1]
        if any(hit.start in starts and hit.end < last for hit in asking if hit.value.kind == "start"):
            evidence = _either(evidence, _WEIGHT["start"])
    if "end" in kinds:
        first = text.spans[0][0]
        ends = (hit for hit in asking if hit.value.kind == "end" and hit.start > first)
        if any(language.tail.match(text.folded, hit.end) for hit in ends):
            evidence = _either(evidence, _WEIGHT["end"])
    if "short" in kinds and _is_all(text, [hit for hit in asking if hit.value.kind == "short"], language.skip):
        evidence = _either(evidence, _WEIGHT["short"])
    if not excluded and any(pattern.search(text.folded) for pattern in language.patterns):
        evidence = _either(evidence, _WEIGHT["pattern"])
    return evidence * _STATED if any(hit.value.kind == "statement" for hit in excluded) else evidence


@cache
def _phrases() -> Phrases[_Entry]:
    return Phrases(
        (form, _Entry(language, kind))
        for language, sections in load("lexicon.yaml")["languages"].items()
        for kind in ("any", "start", "end", "short", "not", "statement")
        for phrase in sections.get(kind, ())
        # "que" is no "qué", but "que talla" is "qué talla".
        for form in ({phrase, plain(fold(phrase))} if " " in phrase or kind == "short" else {phrase})
    )


@cache
def _languages() -> dict[str, _Language]:
    return {
        language: _Language(
            skip=frozenset(map(fold, sections.get("skip", ()))),
            tail=_tail(sections.get("skip", ())),
            patterns=tuple(re.compile(pattern) for pattern in sections.get("pattern", ())),
        )
        for language, sections in load("lexicon.yaml")["languages"].items()
    }


def _either(one: float, other: float) -> float:
    """Certainty from two independent signs."""
    return 1 - (1 - one) * (1 - other)


def _starts(text: Text, skip: frozenset[str]) -> set[int]:
    """Where a sentence can begin: at the beginning, after a break, and after words that are only politeness."""
    starts: set[int] = set()
    is_start = True
    previous_end = 0
    for number, (word, (start, end)) in enumerate(zip(text.words, text.spans, strict=True)):
        between = text.folded[previous_end:start].strip()
        # What follows a comma is most often a subordinate clause; after a word or two it was a greeting.
        if is_start or (between and (number <= _GREETING_WORDS or not between.startswith(","))):
            starts.add(start)
            is_start = word in skip
        previous_end = end
    return starts


def _is_all(text: Text, hits: list[Found[_Entry]], skip: frozenset[str]) -> bool:
    """True if nothing is left of the text without these places but politeness."""
    rest = text.folded
    for hit in hits:
        rest = rest[: hit.start] + " " * (hit.end - hit.start) + rest[hit.end :]
    return len(text.words) <= _SHORT_WORDS and skip.issuperset(Text(rest).words)


def _tail(skip: list[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(fold(word)) for word in sorted(skip, key=len, reverse=True))
    return re.compile(rf"(?:\s*(?:{words}))*\s*(?:{_BREAK}|$)" if words else rf"\s*(?:{_BREAK}|$)")

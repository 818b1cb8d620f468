"""How likely a comment asks something, by its marks and by the words of ``lexicon.yaml``.

Three kinds of evidence add up, each leaving room for the others: a question mark, the question words of the languages
the comment may be in, and what the phrasebook makes of it. A phrase that looks like a question and is none takes
half of it away ("how cute"). What buyers ask about ("noch da", "洗える") and a short comment that names an intent ask
too, unless the viewer tells of their own.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from livebot.language.phrasebook import Asked
from livebot.language.phrases import Text, fold
from livebot.language.resources import compiled, load
from livebot.language.vocabulary import Hit, Hits

_MARK = re.compile("[?？؟¿‽⁇⁈⁉❓❔]")
_MARKED = 0.9
_MARK_ALONE = 0.3
_WEIGHT = {"any": 0.75, "start": 0.65, "end": 0.65, "short": 0.7, "pattern": 0.7, "topic": 0.55}
_BARE_INTENT = 0.6
_SHORT_INTENT = 0.5
_FEW_WORDS = 6
_STATED = 0.5
_SHORT_WORDS = 4
_GREETING_WORDS = 2
_CANDIDATE = 0.15
"""Languages with at least this score are looked at; without any, all are."""
_EXCLUDING = ("not", "statement", "praise")
_TELLING = ("statement", "praise", "own")
_EVEN_IF_UNKNOWN = ("any", "short", "topic", "own", *_EXCLUDING)
_BREAK = r"[^\w\s'\u0300-\u036f\u0900-\u0dff\u0e00-\u0eff-]"


class _Language(NamedTuple):
    skip: frozenset[str]
    tail: re.Pattern[str]
    """What may follow a word that ends a question: politeness, then a break or the end."""
    patterns: tuple[re.Pattern[str], ...]


def question_score(text: Text, hits: Hits, languages: Mapping[str, float], asked: Asked) -> float:
    """0 to 1 for a text with these phrases, in one of ``languages`` (scores by tag; none means any)."""
    is_marked = _MARK.search(text.folded) is not None
    if not text.words:
        return _MARK_ALONE if is_marked else 0.0
    candidates = [language for language, score in languages.items() if score >= _CANDIDATE]
    found: dict[str, list[Hit]] = {}
    for hit in hits.question:
        if hit.value.language in candidates or (not candidates and hit.value.kind in _EVEN_IF_UNKNOWN):
            found.setdefault(hit.value.language, []).append(hit)
    evidence = [_evidence(text, language, found.get(language, []), asked) for language in candidates or found]
    best = max(evidence, default=0.0)
    if asked.is_bare or asked.is_request:
        best = _either(best, _BARE_INTENT)
    if is_marked:
        best = _either(best, _MARKED)
    return round(best, 3)


def _evidence(text: Text, name: str, hits: Sequence[Hit], asked: Asked) -> float:
    language = _languages().get(name)
    if language is None or not (hits or language.patterns or asked.intent):
        return 0.0
    asking = [hit for hit in hits if hit.value.kind not in (*_EXCLUDING, "own")]
    excluded = [hit for hit in hits if hit.value.kind in _EXCLUDING and not _is_part(hit, asking)]
    asking = [hit for hit in asking if not any(hit.start < no.end and no.start < hit.end for no in excluded)]
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
    if not any(hit.value.kind in _TELLING for hit in hits):
        if "topic" in kinds:
            evidence = _either(evidence, _WEIGHT["topic"])
        if asked.is_named and len(text.words) <= _FEW_WORDS:
            evidence = _either(evidence, _SHORT_INTENT)
    is_told = any(hit.value.kind == "statement" for hit in excluded)
    is_praised = any(hit.value.kind == "praise" for hit in excluded) and not asked.intent
    return evidence * _STATED if is_told or is_praised else evidence


def _is_part(excluded: Hit, asking: Sequence[Hit]) -> bool:
    """Whether a longer phrase asks nevertheless: "como eu posso" holds "como eu", which asks nothing."""
    length = excluded.end - excluded.start
    return any(
        hit.start <= excluded.start and excluded.end <= hit.end and hit.end - hit.start > length for hit in asking
    )


@compiled
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


def _is_all(text: Text, hits: Sequence[Hit], skip: frozenset[str]) -> bool:
    """True if nothing is left of the text without these places but politeness."""
    rest = text.folded
    for hit in hits:
        rest = rest[: hit.start] + " " * (hit.end - hit.start) + rest[hit.end :]
    return len(text.words) <= _SHORT_WORDS and skip.issuperset(Text(rest).words)


def _tail(skip: list[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(fold(word)) for word in sorted(skip, key=len, reverse=True))
    return re.compile(rf"(?:\s*(?:{words}))*\s*(?:{_BREAK}|$)" if words else rf"\s*(?:{_BREAK}|$)")

"""How likely a comment asks something, by its marks and by the words of ``lexicon.yaml``.

Three kinds of evidence add up, each leaving room for the others: a question mark, the question words of the languages
the comment may be in, and what the phrasebook makes of it. A phrase that looks like a question and is none takes
half of it away ("how cute"). What buyers ask about ("noch da", "洗える") and a short comment that names an intent ask
too, unless the viewer tells of their own.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import re2

from livebot.language.phrasebook import Asked
from livebot.language.phrases import Text, fold
from livebot.language.resources import compiled, load, shipped
from livebot.language.vocabulary import Hit, Hits

_MARK = re.compile("[?？؟¿‽⁇⁈⁉❓❔]")
_MARKED = 0.9
_MARK_ALONE = 0.3
_WEIGHT = {"any": 0.75, "start": 0.65, "end": 0.65, "short": 0.7, "pattern": 0.7, "topic": 0.55}
_BARE_INTENT = 0.6
_SHORT_INTENT = 0.5
_SIZE_ALONE = 0.5
_SIZE_WORDS = 2
_FEW_WORDS = 6
_STATED = 0.5
_SHORT_WORDS = 4
_GREETING_WORDS = 2
_CANDIDATE = 0.15
"""Languages with at least this score are looked at; without any, all are."""
_EXCLUDING = ("not", "statement", "praise")
_TELLING = ("statement", "praise", "own")
_EVEN_IF_UNKNOWN = ("any", "short", "topic", "own", *_EXCLUDING)
_RE2 = re2.Options()
_RE2.case_sensitive = False
_RE2.log_errors = False
_RE2.never_capture = True
_BREAK = r"[^\w\s'\u0300-\u036f\u0900-\u0dff\u0e00-\u0eff-]"


class _Language(NamedTuple):
    skip: frozenset[str]
    tail: re.Pattern[str]
    """What may follow a word that ends a question: politeness, then a break or the end."""
    patterns: tuple[Callable[[str], object | None], ...]
    """Each finds itself in a folded text, or None."""


def question_score(text: Text, hits: Hits, languages: Mapping[str, float], asked: Asked) -> float:
    """0 to 1 for a text with these phrases, in one of ``languages`` (scores by tag; none means any)."""
    is_marked = _MARK.search(text.folded) is not None
    if not text.words:
        return _MARK_ALONE if is_marked else 0.0
    found: dict[str, list[Hit]] = {language: [] for language, score in languages.items() if score >= _CANDIDATE}
    is_known = bool(found)
    for hit in hits.question:
        if hit.value.language in found:
            found[hit.value.language].append(hit)
        elif not is_known and hit.value.kind in _EVEN_IF_UNKNOWN:
            found[hit.value.language] = [hit]
    best = max([_evidence(text, language, own, asked) for language, own in found.items()], default=0.0)
    if asked.is_bare or asked.is_request:
        best = _either(best, _BARE_INTENT)
    if is_marked:
        best = _either(best, _MARKED)
    return round(best, 3)


def _evidence(text: Text, name: str, hits: Sequence[Hit], asked: Asked) -> float:
    language = _languages().get(name)
    if language is None or not (hits or language.patterns or asked.intent):
        return 0.0
    asking = [hit for hit in hits if hit.value.kind in _WEIGHT]
    excluded = [hit for hit in hits if hit.value.kind in _EXCLUDING and not _is_part(hit, asking)]
    if excluded:
        asking = [hit for hit in asking if not any(hit.start < no.end and no.start < hit.end for no in excluded)]
    kinds = {hit.value.kind for hit in asking}
    evidence = 0.0
    if "any" in kinds:
        evidence = _either(evidence, _WEIGHT["any"])
    # "no" and "what" alone ask a shop nothing: there must be more before an end, and after a start.
    if "start" in kinds:
        begins, last = text.spans[0][0], text.spans[-1][1]
        ahead = {hit.start for hit in asking if hit.value.kind == "start" and hit.end < last}
        if begins in ahead or not ahead.isdisjoint(_starts(text, language.skip) if ahead else ()):
            evidence = _either(evidence, _WEIGHT["start"])
    if "end" in kinds:
        first = text.spans[0][0]
        ends = [hit.end for hit in asking if hit.value.kind == "end" and hit.start > first]
        if len(text.folded) in ends or any(language.tail.match(text.folded, end) for end in ends):
            evidence = _either(evidence, _WEIGHT["end"])
    if "short" in kinds and _is_all(text, [hit for hit in asking if hit.value.kind == "short"], language.skip):
        evidence = _either(evidence, _WEIGHT["short"])
    if "any" not in kinds and not excluded and any(search(text.folded) for search in language.patterns):
        evidence = _either(evidence, _WEIGHT["pattern"])
    if len(text.words) <= _SIZE_WORDS and _is_one_size(asked):
        evidence = _either(evidence, _SIZE_ALONE)
    names_intent = asked.is_named and len(text.words) <= _FEW_WORDS
    if ("topic" in kinds or names_intent) and not any(hit.value.kind in _TELLING for hit in hits):
        if "topic" in kinds:
            evidence = _either(evidence, _WEIGHT["topic"])
        if names_intent:
            evidence = _either(evidence, _SHORT_INTENT)
    if not excluded:
        return evidence
    against = {hit.value.kind for hit in excluded}
    is_stated = "statement" in against or ("praise" in against and not asked.intent)
    return evidence * _STATED if is_stated else evidence


def _is_one_size(asked: Asked) -> bool:
    """Whether the comment is the word for size and a size ("taille 40", "39码"): most ask whether there is one."""
    return bool(asked.intent) and not asked.is_named and all(detail.startswith("size:") for detail in asked.details)


def _is_part(excluded: Hit, asking: Sequence[Hit]) -> bool:
    """Whether a longer phrase asks nevertheless: "como eu posso" holds "como eu", which asks nothing."""
    length = excluded.end - excluded.start
    return any(
        hit.start <= excluded.start and excluded.end <= hit.end and hit.end - hit.start > length for hit in asking
    )


def compile_pattern(pattern: str) -> Callable[[str], object | None]:
    r"""Return the search of a user's own pattern: RE2, linear in time whatever viewers type.

    In RE2, ``\w`` and ``\b`` know ASCII letters only; those of all languages are ``\pL``. Raises ValueError, worded
    for whoever wrote it, if it is malformed.
    """
    try:
        found: Callable[[str], object | None] = re2.compile(pattern, _RE2).search
    except re2.error as error:
        detail = error.args[0]
        raise ValueError(
            f"not a valid regex (RE2): {detail.decode() if isinstance(detail, bytes) else detail}"
        ) from None
    return found


@compiled
def _languages() -> dict[str, _Language]:
    return {
        language: _Language(
            skip=frozenset(map(fold, sections.get("skip", ()))),
            tail=_tail(sections.get("skip", ())),
            patterns=tuple(_searches(language, sections.get("pattern", ()))),
        )
        for language, sections in load("lexicon.yaml")["languages"].items()
    }


def _searches(language: str, patterns: Iterable[str]) -> Iterator[Callable[[str], object | None]]:
    ours = shipped("lexicon.yaml")["languages"].get(language, {}).get("pattern", ())
    for pattern in patterns:  # ours look behind, which RE2 cannot; they were tried with hostile text
        yield re.compile(pattern).search if pattern in ours else compile_pattern(pattern)


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

"""Matchers: from patterns in YAML to what a comment says. Linear time whatever viewers type."""

import re
from collections.abc import Iterable, Mapping
from typing import Literal

import re2
from ahocorasick_rs import AhoCorasick
from icu4py.breakers import CharacterBreaker
from rapidfuzz.distance import OSA

from livebot.engine.text import bare, fold, is_laughter, is_word_char, runs, word_boundaries

MatchKind = Literal["exact", "word", "contains", "fuzzy", "regex"]

_REGEX = re2.Options()
_REGEX.case_sensitive = False
_REGEX.log_errors = False


def check_pattern(kind: MatchKind, pattern: str) -> None:
    """Raise ValueError, worded for whoever wrote the rule, if the pattern is malformed or can never match."""
    if kind != "regex":
        if not fold(pattern):
            raise ValueError(f"the phrase {pattern!r} has no visible characters, so nobody could type it")
        return
    try:
        compile_regex(pattern)
    except re2.error as error:
        detail = error.args[0]
        raise ValueError(
            f"not a valid regex (RE2): {detail.decode() if isinstance(detail, bytes) else detail}"
        ) from None


def compile_regex(pattern: str) -> "re2._Regexp":
    """Return a pattern for folded text, as rules write it. Raises re2.error."""
    return re2.compile(pattern, _REGEX)


class AnswerTable:
    """Which key a whole comment stands for: ``１``, ``1️⃣``, ``1!!!``, ``111``, ``Y👍``, an accepted word or frame.

    Never a part of a comment: "I have 2 kids" is no answer 2. Laughter (``5555``) is none unless listed as a word.
    A key is stronger than the same thing listed as a word of another.
    """

    def __init__(self, answers: Mapping[str, Iterable[str]], frames: Iterable[str] = ()) -> None:
        self._exact: dict[str, str] = {}
        self._squeezed: dict[str, list[tuple[list[int], bool, str]]] = {}
        """Squeezed form to: how often each character stands at least, whether it is laughter, the key."""
        words = [(key, key) for key in answers] + [(key, word) for key in answers for word in answers[key]]
        for frame in ("{key}", *frames):
            for key, word in words:
                if form := bare(frame.replace("{key}", word)):
                    self._add(form, key)

    def _add(self, form: str, key: str) -> None:
        if self._exact.setdefault(form, key) == key:
            chars, counts = _split_runs(form)
            self._squeezed.setdefault(chars, []).append((counts, is_laughter(form), key))

    def answer(self, text: str) -> str | None:
        """Return the key that the comment stands for, or None."""
        form = bare(text)
        if (key := self._exact.get(form) or self._exact.get(_once(form))) is not None:
            return key
        laughs = is_laughter(form)
        chars, counts = _split_runs(form)
        keys = {
            key
            for least, is_listed_laughter, key in self._squeezed.get(chars, ())
            if (is_listed_laughter or not laughs)
            and all(count >= need for count, need in zip(counts, least, strict=True))
        }
        return keys.pop() if len(keys) == 1 else None

    def answers(self, text: str, most: int) -> list[str]:
        """Return the keys that a comment stands for, in its order; several, as in ``1 3`` or ``A and C``, if it may."""
        if (key := self.answer(text)) is not None:
            return [key]
        keys = []
        for part in _parts(bare(text)) if most > 1 else ():
            if (key := self.answer(part)) is not None:
                keys.append(key)
            elif part not in _AND:
                return []
        return keys


_PARTING = re.compile(r"[\s,，、+&/;|]+|(?<=[0-9a-z])(?:和|跟|與|与|และ|กับ)(?=[0-9a-z])")
_AND = frozenset(("and", "y", "e", "et", "und", "dan", "và", "和", "跟", "與", "与", "และ", "กับ"))
MOST_PARTS = 20
"""Nobody names more options in one comment."""


def _parts(form: str) -> list[str]:
    """Return what may be several answers in a bare text, nothing if it is too much; of emoji alone, each of them."""
    if form and not any(map(is_word_char, form)):
        form = " ".join(CharacterBreaker(form, "en"))
    parts = _PARTING.split(form)
    return parts if len(parts) <= MOST_PARTS else []


_BETWEEN_EMOTES = re.compile(r"\] ?\[")


def _once(form: str) -> str:
    """Return what a text of nothing but emoji or emotes repeats; other texts as they are.

    ``🇲🇽🇲🇽`` and ``🇲🇽 🇲🇽`` give ``🇲🇽``, ``heart][heart`` (the outer brackets are gone already) gives ``heart``.
    """
    if len(emotes := set(_BETWEEN_EMOTES.split(form))) == 1:
        (form,) = emotes
    if not form or any(map(is_word_char, form)):
        return form
    joined = form.replace(" ", "")
    return joined[: (joined + joined).find(joined, 1)]


def _split_runs(text: str) -> tuple[str, list[int]]:
    """Return the text with repeats squeezed, and how often each character stood; ``100`` is no lengthened ``10``."""
    pairs = runs(text)
    if len(pairs) > 1 and any(char.isdigit() for char, _ in pairs):
        return text, [1] * len(text)
    return "".join(char for char, _ in pairs), [count for _, count in pairs]


class WordFinder:
    """Finds where words and phrases stand in a folded text, as whole words in any script, all at once."""

    def __init__(self, words: Iterable[str]) -> None:
        """Take words in folded form."""
        words = list(words)
        self._automaton = AhoCorasick(words) if words else None

    def find(self, folded: str) -> list[tuple[int, int, int]]:
        """Return the place of each word in the list, and where it starts and ends in the text."""
        if self._automaton is None:
            return []
        hits = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        boundaries = word_boundaries(folded) if hits else set()
        return [(index, start, end) for index, start, end in hits if _stands_alone(folded, start, end, boundaries)]


def _stands_alone(text: str, start: int, end: int, boundaries: set[int]) -> bool:
    return (start in boundaries or not is_word_char(text[start])) and (
        end in boundaries or not is_word_char(text[end - 1])
    )


class PhraseMatcher:
    """Finds which rules' phrases a comment contains, all rules at once."""

    def __init__(self, phrases: Iterable[tuple[str, MatchKind, str, int]]) -> None:
        """Take ``(rule id, kind, phrase, distance)`` for each phrase; the distance is for ``fuzzy`` only."""
        self._exact: dict[str, list[str]] = {}
        self._fuzzy: list[tuple[str, str, int]] = []
        self._regex: list[tuple[str, re2._Regexp]] = []
        self._literals: list[tuple[str, bool]] = []
        literals: list[str] = []
        for rule_id, kind, phrase, distance in phrases:
            if kind == "exact":
                self._exact.setdefault(bare(phrase), []).append(rule_id)
            elif kind == "fuzzy":
                self._fuzzy.append((rule_id, bare(phrase), distance))
            elif kind == "regex":
                self._regex.append((rule_id, compile_regex(phrase)))
            else:
                literals.append(fold(phrase))
                self._literals.append((rule_id, kind == "word"))
        self._automaton = AhoCorasick(literals) if literals else None

    def find(self, text: str) -> list[str]:
        """Return the ids of the rules that match, each once, in the order of the rules' first phrase kinds."""
        form, folded = bare(text), fold(text)
        found: dict[str, None] = dict.fromkeys(self._exact.get(form, ()))
        if self._automaton is not None:
            self._find_literals(folded, found)
        for rule_id, phrase, distance in self._fuzzy:
            if OSA.distance(phrase, form, score_cutoff=distance) <= distance:
                found[rule_id] = None
        for rule_id, regex in self._regex:
            if regex.search(folded):
                found[rule_id] = None
        return list(found)

    def _find_literals(self, folded: str, found: dict[str, None]) -> None:
        assert self._automaton is not None
        boundaries: set[int] | None = None
        for index, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            rule_id, whole_words = self._literals[index]
            if rule_id in found:
                continue
            if whole_words:
                if boundaries is None:
                    boundaries = word_boundaries(folded)
                if not _stands_alone(folded, start, end, boundaries):
                    continue
            found[rule_id] = None

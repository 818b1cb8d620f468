"""Finds many phrases in a comment in one pass, whatever the script.

Phrases of scripts with spaces are looked up as runs of whole words; ``word*`` also finds longer words that begin so.
Phrases of scripts without spaces (and Korean, which glues endings to words) are found anywhere, by Aho-Corasick.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick

T = TypeVar("T")

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]+"
)
_WORD = re.compile(r"[^\W_](?:[\w'\u0300-\u036f\u0900-\u0dff-]*[\w\u0300-\u036f\u0900-\u0dff])?")
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
_ARABIC_LETTERS = str.maketrans("أإآٱىةک", "اااايهك")
_ARABIC_ARTICLE = re.compile("^ال(?=...)")
_APOSTROPHES = str.maketrans("’‘`´", "''''", "\u0307")


class Text:
    """A comment made ready for matching: folded, with its words and where they are. Give it NFKC text."""

    __slots__ = ("folded", "is_spaced", "spans", "words")

    def __init__(self, text: str) -> None:
        self.folded = fold(text)
        self.is_spaced = not _UNSPACED.search(self.folded)
        if not self.is_spaced:
            self.folded = " ".join(_UNSPACED.sub(r" \g<0> ", self.folded).split())  # "这个price多少" has three words
        found = list(_WORD.finditer(self.folded))
        self.spans = [match.span() for match in found]
        self.words = [_ARABIC_ARTICLE.sub("", match.group()) for match in found]


class Found(NamedTuple, Generic[T]):
    start: int
    """Where in ``Text.folded``."""
    end: int
    value: T


class Phrases(Generic[T]):
    """A fixed set of phrases, each with a value."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        self._values: dict[str, list[T]] = {}
        self._begins: dict[str, list[T]] = {}
        self._longest: dict[str, int] = {}
        unspaced: dict[str, list[T]] = {}
        for phrase, value in phrases:
            folded = Text(unicodedata.normalize("NFKC", phrase)).folded
            if _UNSPACED.search(folded):
                unspaced.setdefault(folded, []).append(value)
            elif folded.endswith("*"):
                self._begins.setdefault(_ARABIC_ARTICLE.sub("", folded[:-1]), []).append(value)
            else:
                words = Text(folded).words
                self._values.setdefault(" ".join(words), []).append(value)
                self._longest[words[0]] = max(len(words), self._longest.get(words[0], 0))
        self._begin_lengths = sorted({len(begin) for begin in self._begins})
        self._unspaced = list(unspaced.values())
        self._automaton = AhoCorasick(list(unspaced)) if unspaced else None

    def find(self, text: Text) -> list[Found[T]]:
        """Every place where a phrase stands; places may overlap."""
        found = []
        words, spans = text.words, text.spans
        for at, word in enumerate(words):
            for last in range(at, min(at + self._longest.get(word, 0), len(words))):
                values = self._values.get(" ".join(words[at : last + 1]), ())
                found += [Found(spans[at][0], spans[last][1], value) for value in values]
            for length in self._begin_lengths:
                if length > len(word):
                    break
                found += [Found(*spans[at], value) for value in self._begins.get(word[:length], ())]
        if self._automaton and not text.is_spaced:
            for index, start, end in self._automaton.find_matches_as_indexes(text.folded, overlapping=True):
                found += [Found(start, end, value) for value in self._unspaced[index]]
        return found


def fold(text: str) -> str:
    """Casefolded; apostrophes and Arabic letters in one form each. Lengths may change."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    return _ARABIC_MARKS.sub("", folded.translate(_APOSTROPHES)).translate(_ARABIC_LETTERS)

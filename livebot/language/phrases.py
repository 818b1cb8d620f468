"""Finds many phrases in a comment in one pass, whatever the script.

Phrases of scripts with spaces are looked up as runs of whole words; ``word*`` also finds longer words that begin so.
Phrases of scripts without spaces (and Korean, which glues endings to words) are found anywhere, by Aho-Corasick.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick

T = TypeVar("T")

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]+"
)
_MARKS = r"\u0300-\u036f\u0900-\u0dff\u0e31-\u0e4e\u0eb1-\u0ece\u102b-\u103e\u17b4-\u17d3"
"""Vowels and tones that are no letters for regular expressions."""
_WORD = re.compile(rf"[^\W_](?:[\w'{_MARKS}-]*[\w{_MARKS}])?")
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
_ARABIC_LETTERS = str.maketrans("أإآٱىةک", "اااايهك")
_ARABIC_ARTICLE = re.compile("^ال(?=...)")
_APOSTROPHES = str.maketrans("’‘`´", "''''", "\u0307")


class Text:
    """A comment made ready for matching: folded, with its words and where they are. Give it NFKC text."""

    __slots__ = ("folded", "is_spaced", "spans", "words")

    def __init__(self, text: str) -> None:
        self.folded = fold(text)
        self.is_spaced = self.folded.isascii() or not is_unspaced(self.folded)
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


class _Node(Generic[T]):
    """What can follow some words: with ``words`` comes a longer phrase, ``values`` are of the phrase that ends here."""

    __slots__ = ("values", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node[T]] = {}
        self.values: _ByLanguage[T] = {}


_ByLanguage = dict[str, list[T]]


class Phrases(Generic[T]):
    """A fixed set of phrases in several languages, each with a value."""

    def __init__(self, phrases: Iterable[tuple[str, str, T]]) -> None:
        """``phrases`` are (phrase, language, value)."""
        self._root: _Node[T] = _Node()
        self._begins: dict[str, _ByLanguage[T]] = {}
        unspaced: dict[str, _ByLanguage[T]] = {}
        for phrase, language, value in phrases:
            folded = Text(unicodedata.normalize("NFKC", phrase)).folded
            if is_unspaced(folded):
                values = unspaced.setdefault(folded, {})
            elif folded.endswith("*"):
                values = self._begins.setdefault(_ARABIC_ARTICLE.sub("", folded[:-1]), {})
            else:
                values = self._node(Text(folded).words).values
            values.setdefault(language, []).append(value)
        self._begin_lengths: dict[str, list[int]] = {}
        for begin in sorted(self._begins, key=len):
            lengths = self._begin_lengths.setdefault(begin[:_FIRST], [])
            if len(begin) not in lengths:
                lengths.append(len(begin))
        self._unspaced = list(unspaced.values())
        self._automaton = AhoCorasick(list(unspaced)) if unspaced else None

    def find(self, text: Text, languages: Collection[str] = ()) -> list[Found[T]]:
        """Every place where a phrase of one of ``languages`` stands (of any, if none is given); they may overlap."""
        found: list[Found[T]] = []
        words, spans = text.words, text.spans
        for at, word in enumerate(words):
            node = self._root.words.get(word)
            last = at
            while node:
                if node.values:
                    found += _places(spans[at][0], spans[last][1], node.values, languages)
                last += 1
                node = node.words.get(words[last]) if last < len(words) else None
            for length in self._begin_lengths.get(word[:_FIRST], ()):
                if (begin := word[:length]) in self._begins:
                    found += _places(*spans[at], self._begins[begin], languages)
        if self._automaton and not text.is_spaced:
            for index, start, end in self._automaton.find_matches_as_indexes(text.folded, overlapping=True):
                found += _places(start, end, self._unspaced[index], languages)
        return found

    def _node(self, words: Iterable[str]) -> _Node[T]:
        node = self._root
        for word in words:
            node = node.words.setdefault(word, _Node())
        return node


_FIRST = 2
"""Letters by which beginnings are looked up; none is shorter."""


def _places(start: int, end: int, values: _ByLanguage[T], languages: Collection[str]) -> list[Found[T]]:
    return [
        Found(start, end, value)
        for language in (languages or values)
        if language in values
        for value in values[language]
    ]


def is_unspaced(text: str) -> bool:
    """True if some of the text is in a script that puts no spaces between words, or in Korean."""
    return _UNSPACED.search(text) is not None


def fold(text: str) -> str:
    """Casefolded; apostrophes and Arabic letters in one form each. Lengths may change."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    return _ARABIC_MARKS.sub("", folded.translate(_APOSTROPHES)).translate(_ARABIC_LETTERS)

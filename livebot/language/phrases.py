"""Finds many phrases in a comment in one pass, whatever the script.

Phrases of scripts with spaces are looked up as runs of whole words; a last ``word*`` also finds longer words that
begin so.
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
_ONE_WORD = rf"[^\W_](?:[\w'{_MARKS}-]*[\w{_MARKS}])?"
_WORD = re.compile(_ONE_WORD)
_ELIDED_OR_WORD = re.compile(rf"(?:[ld]|qu|un|d?all|[dns]ell|sull|quell|quest)'(?=[^\W\d_]|$)|{_ONE_WORD}")
"""What French and Italian elide is a word of its own: "l'avez"."""
_FOLDING = str.maketrans(
    "’‘`´أإآٱىةک",
    "''''اااايهك",
    "\u0307\u0640\u0670" + "".join(map(chr, range(0x064B, 0x0660))),  # Arabic vowels among them
)
_ARABIC_ARTICLE = "ال"


class Text:
    """A comment made ready for matching: folded, with its words and where they are. Give it NFKC text."""

    __slots__ = ("folded", "is_spaced", "spans", "words")

    def __init__(self, text: str) -> None:
        self.folded = fold(text)
        self.is_spaced = self.folded.isascii() or not is_unspaced(self.folded)
        if not self.is_spaced:
            self.folded = " ".join(_UNSPACED.sub(r" \g<0> ", self.folded).split())  # "这个price多少" has three words
        word = _ELIDED_OR_WORD if "'" in self.folded else _WORD
        self.spans = [match.span() for match in word.finditer(self.folded)]
        self.words = [self.folded[start:end] for start, end in self.spans]
        if _ARABIC_ARTICLE in self.folded:
            self.words = list(map(_without_article, self.words))


class Found(NamedTuple, Generic[T]):
    start: int
    """Where in ``Text.folded``."""
    end: int
    value: T


class _Node(Generic[T]):
    """What can follow some words: with ``words`` comes a longer phrase, ``values`` are of the phrase that ends here."""

    __slots__ = ("begins", "values", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node[T]] = {}
        self.begins: list[tuple[str, T]] = []
        """Last words of which only the beginning counts."""
        self.values: list[T] = []


class _Spaced(Generic[T]):
    """The phrases of one language that are looked up by whole words."""

    def __init__(self) -> None:
        self.root: _Node[T] = _Node()
        self.begins: dict[str, list[T]] = {}
        self.begin_lengths: dict[str, list[int]] = {}
        """By the first letters."""

    def add(self, folded: str, value: T) -> None:
        whole, begin = folded, ""
        if folded.endswith("*"):
            whole, _, begin = folded[:-1].rpartition(" ")
            begin = _without_article(begin)
        node = self.root
        for word in Text(whole).words:
            node = node.words.setdefault(word, _Node())
        if not begin:
            node.values.append(value)
        elif whole:
            node.begins.append((begin, value))
        else:
            self.begins.setdefault(begin, []).append(value)
            lengths = self.begin_lengths.setdefault(begin[:_FIRST], [])
            if len(begin) not in lengths:
                lengths.append(len(begin))

    def find(self, text: Text) -> list[Found[T]]:
        found: list[Found[T]] = []
        words, spans, first = text.words, text.spans, self.root.words
        for at, word in enumerate(words):
            node, last = first.get(word), at
            while node:
                if node.values:
                    start, end = spans[at][0], spans[last][1]
                    found += [Found(start, end, value) for value in node.values]
                last += 1
                if last == len(words):
                    break
                for begin, value in node.begins:
                    if words[last].startswith(begin):
                        found.append(Found(spans[at][0], spans[last][1], value))
                node = node.words.get(words[last])
        if self.begins:
            for word, (start, end) in zip(words, spans, strict=True):
                for length in self.begin_lengths.get(word[:_FIRST], ()):
                    found += [Found(start, end, value) for value in self.begins.get(word[:length], ())]
        return found


class Phrases(Generic[T]):
    """A fixed set of phrases in several languages, each with a value."""

    def __init__(self, phrases: Iterable[tuple[str, str, T]]) -> None:
        """``phrases`` are (phrase, language, value)."""
        self._spaced: dict[str, _Spaced[T]] = {}
        unspaced: dict[str, list[tuple[str, T]]] = {}
        for phrase, language, value in phrases:
            folded = Text(unicodedata.normalize("NFKC", phrase)).folded
            if is_unspaced(folded):
                unspaced.setdefault(folded, []).append((language, value))
            else:
                self._spaced.setdefault(language, _Spaced()).add(folded, value)
        self._unspaced = list(unspaced.values())
        self._automaton = AhoCorasick(list(unspaced)) if unspaced else None

    def find(self, text: Text, languages: Collection[str] = ()) -> list[Found[T]]:
        """Every place where a phrase of one of ``languages`` stands (of any, if none is given); they may overlap."""
        found: list[Found[T]] = []
        for language in languages or self._spaced:
            if spaced := self._spaced.get(language):
                found += spaced.find(text)
        if self._automaton and not text.is_spaced:
            for index, start, end in self._automaton.find_matches_as_indexes(text.folded, overlapping=True):
                found += [
                    Found(start, end, value)
                    for language, value in self._unspaced[index]
                    if not languages or language in languages
                ]
        return found


_ARTICLE_AND_ROOT = 4
_FIRST = 2
"""Letters by which beginnings are looked up; none is shorter."""


def is_unspaced(text: str) -> bool:
    """True if some of the text is in a script that puts no spaces between words, or in Korean."""
    return _UNSPACED.search(text) is not None


def fold(text: str) -> str:
    """Casefolded; apostrophes and Arabic letters in one form each. Lengths may change."""
    folded = text.casefold()
    return folded if folded.isascii() else folded.translate(_FOLDING)


def _without_article(word: str) -> str:
    return word[2:] if word.startswith(_ARABIC_ARTICLE) and len(word) > _ARTICLE_AND_ROOT else word

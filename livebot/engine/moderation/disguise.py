"""Disguises: what a text says once look-alike letters, signs for letters, parted and repeated letters are undone.

    fr€e  fr33  f r e e  f.r.e.e  freeeee  ꜰʀᴇᴇ  сhеар (with Cyrillic с, е, а)

Width, circles, styled alphabets and invisible characters are gone after ``fold``. Words honestly written in Cyrillic,
Greek, Thai or any other script stay as they are: letters are exchanged only in a word that mixes scripts, or in one
of nothing but look-alikes that stands in a Latin text.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from livebot.engine.match import WordFinder
from livebot.engine.text import fold, runs

_LOOKALIKES = str.maketrans(
    "авгеёкмнопрстухіїјѕһԁԍԛԝүӏ" + "αβγεζηικμνορςτυχω",
    "abreekmhonpctyxiijshdgqwyl" + "abyeznikuvopstuxw",
)
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_LATIN = re.compile("[a-z]")
_FANCY = str.maketrans("ıɩƒɑɡɢʜɪᴊʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢᴀʙᴄᴅᴇꜰᴋ", "iifagghijlmnopqrstuvwyzabcdefk")
"""Small capitals and the like, which no language is written in and Unicode does not decompose."""

_SIGNS = {"€": "e", "$": "s", "@": "a", "!": "i", "|": "i", "¡": "i", "£": "l", "¥": "y", "¢": "c", "§": "s"}
_DIGITS = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g"}
_LEET = str.maketrans(_SIGNS | _DIGITS)
_LEET_1_L = str.maketrans(_SIGNS | _DIGITS | {"1": "l", "!": "l", "|": "l"})
_SIGN = re.escape("".join(_SIGNS))
_LEET_WORD = re.compile(rf"(?<![^\W_])[$€£¥¢§]?[a-z0-9]+(?:[{_SIGN}]+[a-z0-9]+)*[$€£@]*(?![^\W_])")

_PARTING = r"[\s!-#%-/:-@\[-`{-~·•…–—。、\u2190-\u2bff\U0001f300-\U0001faff]{1,3}"
_LETTER = r"(?:[^\W_][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*|[$€£])"
_PARTED = re.compile(rf"(?<![^\W_]){_LETTER}(?:{_PARTING}{_LETTER}){{2,}}(?![^\W_])")
_HAN, _KANA_HAN = "[\u4e00-\u9fff]", "[\u3040-\u30ff\u4e00-\u9fff]"
_PARTED_HAN = re.compile(
    rf"(?<![^\W_]){_KANA_HAN}(?:{_PARTING}{_KANA_HAN})+(?![^\W_])"
    rf"|{_HAN}(?: {_HAN}(?![^\W_]))+"  # 主播傻 逼, but not 你好 主播
    rf"|(?<![^\W_])(?:{_HAN} )+{_HAN}"  # 傻 逼主播
)
_BETWEEN_HAN = re.compile(rf"(?<={_KANA_HAN})[.*_|•·]{{1,3}}(?={_KANA_HAN})")
_PART = re.compile(_PARTING)
_LONE = re.compile(r"(?:[aeiouyr] ){1,3}(?=\S(?: \S){2})")
"""Words of one letter, before a parted one: ``what a f r e e thing``."""

_SQUEEZABLE = re.compile("[a-zͰ-ϿЀ-ԯ]{4,}")
_TYPED = re.compile(r"[^\W\d_]+(?:[*#]+[^\W\d_]+)*")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")


@lru_cache(maxsize=4096)
def forms(text: str) -> tuple[str, ...]:
    """Return the folded text first, then what it says undisguised, in as many readings as there are.

    A text without disguises has one form.
    """
    folded = fold(text)
    found = dict.fromkeys((folded, *_undisguised(folded)))
    for form in tuple(found):
        if _REPEATED.search(form):
            found |= dict.fromkeys((_REPEATED.sub(r"\1\1", form), _REPEATED.sub(r"\1", form)))
    return tuple(found)


def _undisguised(folded: str) -> Iterable[str]:
    if folded.isascii() and folded.isalpha():
        return ()
    latin = _latin(unicodedata.normalize("NFKC", "".join(filter(_is_no_overlay, folded))))
    joined = _BETWEEN_HAN.sub("", _PARTED_HAN.sub(_join, _PARTED.sub(_join, latin)))
    read = [_LEET_WORD.sub(lambda word: _letters(word[0], table), joined) for table in (_LEET, _LEET_1_L)]  # noqa: B023
    after_lone = _PARTED.sub(_join_after_lone, latin)
    return [after_lone, *read] if after_lone != _PARTED.sub(_join, latin) else read


def _is_no_overlay(char: str) -> bool:
    """False for strokes and dots put over letters, which stand by themselves only where no such letter exists."""
    return not "\u0300" <= char <= "\u036f"


def _latin(text: str) -> str:
    """Return the text with letters of other alphabets exchanged for those that they stand in for."""
    text = text.translate(_FANCY)
    if not (_FOREIGN.search(text) and _LATIN.search(text)):
        return text
    is_disguise = not _FOREIGN.search(text.translate(_LOOKALIKES))
    words = text.split(" ")
    return " ".join(_exchanged(word) if is_disguise or _LATIN.search(word) else word for word in words)


def _exchanged(word: str) -> str:
    exchanged = word.translate(_LOOKALIKES)
    return word if _FOREIGN.search(exchanged) else exchanged


def _join(parted: re.Match[str]) -> str:
    joined = _PART.sub("", parted[0])
    return parted[0] if joined.isdigit() else joined


def _join_after_lone(parted: re.Match[str]) -> str:
    lone = _LONE.match(parted[0])
    return parted[0][: lone.end()] + _PART.sub("", parted[0][lone.end() :]) if lone else _join(parted)


def _letters(word: str, table: dict[int, str]) -> str:
    """Return a word with its digits and signs read as letters, if it has at least two letters anyway."""
    letters = sum("a" <= char <= "z" for char in word)
    return word.translate(table) if 2 <= letters < len(word) else word


class WordList:
    """Words to be found in what viewers type, however they disguise them."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = [fold(word) for word in words]
        self._finder = WordFinder(self._words)
        self._squeezed: dict[str, list[tuple[list[int], int]]] = {}
        self._by_length: dict[tuple[int, str], list[int]] = {}
        for index, word in enumerate(self._words):
            if _SQUEEZABLE.fullmatch(word):
                pairs = runs(word)
                counts = [count for _, count in pairs]
                self._squeezed.setdefault("".join(char for char, _ in pairs), []).append((counts, index))
            self._by_length.setdefault((len(word), word[:1]), []).append(index)

    def find(self, text: str) -> dict[int, str]:
        """Return the words that a text holds: their places in the list, and what stands there."""
        found: dict[int, str] = {}
        for form in forms(text):
            for index, start, end in self._finder.find(form):
                found.setdefault(index, form[start:end])
        folded = forms(text)[0]
        for word in _TYPED.findall(folded):
            for index in (*self._stretched(word), *self._masked(word)):
                found.setdefault(index, word)
        return found

    def _stretched(self, word: str) -> list[int]:
        """``fuuck``: letters doubled, which ``forms`` leaves alone since many words have double letters."""
        pairs = runs(word)
        alike = self._squeezed.get("".join(char for char, _ in pairs), ())
        return [
            index for counts, index in alike if all(have >= need for (_, have), need in zip(pairs, counts, strict=True))
        ]

    def _masked(self, word: str) -> list[int]:
        """``f*ck``: letters starred out, in the middle of a word."""
        if "*" not in word and "#" not in word:
            return []
        return [
            index
            for index in self._by_length.get((len(word), word[0]), ())
            if all(char in ("*", "#", other) for char, other in zip(word, self._words[index], strict=True))
        ]

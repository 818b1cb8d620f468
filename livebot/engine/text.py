"""Folding: bringing what viewers type, in any script and decoration, to one plain form before it is matched.

``fold`` is for searching inside a comment, ``bare`` for comparing a whole comment. Both are applied to patterns and
comments alike. The rules are those of Unicode (NFKC, casefold) and a few of our own for what keyboards on phones
produce: keycaps, circled and squared letters, digits of every script, skin tones, zero-width characters.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from icu4py.breakers import CharacterBreaker, WordBreaker

_NEGATIVE_ENCLOSED = {0x1F150: 26, 0x1F170: 26}
"""First code point and count of the white-on-black circled and squared A to Z, which Unicode does not decompose."""

_ENCLOSED = {0x1F51F: "10"} | {
    start + i: chr(ord("a") + i) for start, count in _NEGATIVE_ENCLOSED.items() for i in range(count)
}
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


class _Plain(dict[int, str | None]):
    """A table for ``str.translate`` that works out each character once."""

    def __missing__(self, code: int) -> str | None:
        self[code] = result = self._plain(code)
        return result

    @staticmethod
    def _plain(code: int) -> str | None:
        char = chr(code)
        category = unicodedata.category(char)
        if category in ("Cf", "Me") or code in _SKIN_TONES:  # Me: a keycap or circle around the character before
            return None
        if any(code in block for block in _VARIATION_SELECTORS):
            return None
        if category in ("Nd", "No"):
            value = unicodedata.numeric(char, -1.0)
            return str(int(value)) if value >= 0 and value == int(value) else char
        if category in ("Cc", "Cs", "Co", "Cn"):
            return " "
        return char


_PLAIN = _Plain()


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return the plain form of a text: case, width, decoration and invisible characters gone, spaces single."""
    if text.isascii():
        folded = text.lower()
        return " ".join((folded if folded.isprintable() else folded.translate(_PLAIN)).split())
    visible = text.translate(_ENCLOSED).translate(_PLAIN)  # first, so that what it parts can be composed
    folded = unicodedata.normalize("NFKC", visible).casefold().replace("i̇", "i")  # Turkish İ folds to i with a dot
    return " ".join(unicodedata.normalize("NFKC", folded).translate(_PLAIN).split())


_JOINERS = "\u200c\u200d"
"""Part of how Persian, Indic scripts and emoji are written."""


def is_unseen(char: str) -> bool:
    """True for controls, line breaks and invisible marks, which have no place in a line that is posted."""
    return unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") and char not in _JOINERS


def one_line(text: str) -> str:
    """Return a text as a line that can be posted: nothing unseen in it, spaces single."""
    return " ".join("".join(char for char in text if char.isspace() or not is_unseen(char)).split())


def is_word_char(char: str) -> bool:
    """True for letters, digits and marks (Thai vowels and the like are marks)."""
    return char.isalnum() or unicodedata.category(char)[0] in "LMN"


_LEADING_MENTIONS = re.compile(r"^(?:@\S+(?: |$))+")


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """Return the folded text without leading @mentions and without punctuation, emoji and emotes around it.

    A text without letters and digits keeps its emoji and signs, and one of punctuation alone keeps that: ``👍``, ``+``
    and ``?`` are answers too. Emotes alone stay as well.
    """
    folded = _LEADING_MENTIONS.sub("", fold(text))
    said = _stripped(_without_emotes_around(folded), is_word_char)
    return said or _stripped(folded, is_word_char) or _stripped(folded, _is_sign) or folded


def _without_emotes_around(text: str) -> str:
    """Return the text without ``[heart]`` and the like at its ends; so TikTok writes emoji and emotes of its own."""
    while text.startswith("[") and "]" in text:
        text = text.partition("]")[2].lstrip()
    while text.endswith("]") and "[" in text:
        text = text.rpartition("[")[0].rstrip()
    return text


def _is_sign(char: str) -> bool:
    return unicodedata.category(char)[0] == "S"


def _stripped(text: str, is_kept: Callable[[str], bool]) -> str:
    """Return the text from the first kept character to the last."""
    start, end = 0, len(text)
    while start < end and not is_kept(text[start]):
        start += 1
    while end > start and not is_kept(text[end - 1]):
        end -= 1
    return text[start:end]


def runs(text: str) -> list[tuple[str, int]]:
    """Return each character with how often it stands in a row: ``yess!`` gives y1 e1 s2 !1."""
    result: list[tuple[str, int]] = []
    for char in text:
        if result and result[-1][0] == char:
            result[-1] = (char, result[-1][1] + 1)
        else:
            result.append((char, 1))
    return result


_LAUGHTER = re.compile(r"5{3,}|6{3,}|8{3,}|(?:23{2,})+|k{3,}|w{3,}|h{3,}|ㅋ{2,}|ㅎ{2,}|ถ{3,}|ه{3,}|草{2,}")


def is_laughter(bare_text: str) -> bool:
    """True for typed laughter and praise that looks like a repeated answer: 5555, 666, kkkk, www, 233.

    What is laughed where: 555 Thai, 666 and 233 Chinese, 888 (applause) and www Japanese, kkk Portuguese.
    """
    return _LAUGHTER.fullmatch(bare_text) is not None


_LATIN_MEETS_UNSPACED = re.compile(
    "(?<=[a-z0-9])(?=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])|(?<=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])(?=[a-z0-9])"
)
"""Where ASCII touches Thai, Lao, Burmese or Khmer: a word border to readers, though not to ICU."""


def word_boundaries(text: str) -> set[int]:
    """Return the positions where a word may begin or end, by ICU's rules and dictionaries (Thai, Chinese …)."""
    boundaries, position = {0}, 0
    for chunk in _LATIN_MEETS_UNSPACED.split(text):
        for segment in WordBreaker(chunk, "en"):  # its segments() counts UTF-16 units, iteration gives the pieces
            position += len(segment)
            boundaries.add(position)
    return boundaries


def _cut(text: str, most: int) -> str:
    """Return at most ``most`` characters as people count them (grapheme clusters), and never a part of one."""
    if len(text) <= most:
        return text
    pieces: list[str] = []
    for piece in CharacterBreaker(text, "en"):
        if len(pieces) == most:
            return "".join(pieces)
        pieces.append(piece)
    return text


NAME_CHARS = 24
NAMELESS = "?"
"""Stands for a name of which nothing can be shown."""


def display_name(name: str) -> str:
    """Return a viewer's name fit to stand in a chat line: one line, no invisible characters, not too long."""
    visible = (char for char in name if unicodedata.category(char) != "Cf")
    kept = "".join(" " if unicodedata.category(char)[0] in "CZ" or char in _BLANK else char for char in visible)
    # A stack of combining marks is one cluster however high it is, so the code points are bounded too.
    return _cut(" ".join(kept.split()), NAME_CHARS)[: NAME_CHARS * 2].strip() or NAMELESS


MASK = "***"
_BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and signs that nobody sees."""
_CLUSTER_CHARS = 12
"""No emoji is longer; what is, is a stack of marks."""


@lru_cache(maxsize=4096)
def mask(name: str, handle: str = "") -> str:
    """Return a name as strangers may see it, such as ``m***a``: its first and its last character, as people count them.

    Of one or two characters only the first is left, so that nobody can tell how long a name is; of a name in which
    there is nothing to see, the handle is taken.
    """
    for text in (name, handle):
        visible = "".join(char for char in text if unicodedata.category(char)[0] not in "CZ" and char not in _BLANK)
        clusters = [piece for piece in CharacterBreaker(visible, "en") if unicodedata.category(piece[0])[0] != "M"]
        if clusters:
            first, last = (piece if len(piece) <= _CLUSTER_CHARS else piece[0] for piece in (clusters[0], clusters[-1]))
            return f"{first}{MASK}{last if len(clusters) > 2 else ''}"
    return MASK


_PRODUCT_NUMBER = re.compile(
    r"""(?<![^\W_])(?:
      (?:(?:no|nr|n)[.°]?[\s-]?|\#\s?)(?P<number>\d{1,4})(?![^\W_])
    | (?P<letters>(?!rm|rp|rs)[a-z]{1,3})-?(?P<digits>\d{1,4})(?![^\W_])
    | (?P<hao>\d{1,4})\s?号
    )""",
    re.VERBOSE,
)


def product_name(title: str) -> str:
    """Return how viewers call a product: ``a3`` of "A-03 Moon dress", ``5`` of "No. 5", else the title, folded.

    The reader gives the same names to the products that comments speak of (``item:a3``).
    """
    folded = fold(title)
    found = _PRODUCT_NUMBER.search(folded)
    if found is None:
        return folded
    return f"{found['letters'] or ''}{int(found['number'] or found['digits'] or found['hao'])}"

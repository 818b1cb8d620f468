"""Viewers' text, made fit for a terminal.

What comes out of here is one line of printable characters whose width every terminal agrees on as far as that can be
had: it cannot move the cursor, change colours, turn the reading direction, pile marks over the lines around it, or be
markup (it is never parsed as such). Emoji sequences become their base characters, because terminals disagree about
the width of joined ones.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from rich.cells import cell_len

MAX_CHARS = 2_000
"""What lies beyond is dropped; a TikTok comment has at most a few hundred."""
MAX_MARKS = 3
"""Marks over one letter; Thai and Vietnamese need two, Hebrew with points three."""
UNKNOWN = "�"
BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
OVERSIZED = frozenset("﷽⸺⸻꧅𒀱𒈙𒐫𒁃")
"""One character to the tables, a whole line to the eye."""
NO_LINE_START = frozenset("，。！？、；：）」』】》〉”’…・ー々!?,.;:)]}%")
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
ELLIPSIS = "…"


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """Return ``text`` as one harmless line, without the marks that ``cut`` and ``wrap`` set around right-to-left."""
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text[:MAX_CHARS]):
        if character.isascii() and character.isprintable() and character != " ":
            kept.append(character)
            marks = 0
            continue
        category = unicodedata.category(character)
        if category in ("Mn", "Mc", "Me"):
            if kept and kept[-1] != " " and marks < MAX_MARKS and not _is_selector(character):
                kept.append(character)
                marks += 1
            continue
        replaced = _replaced(character, category)
        if replaced and (replaced != " " or (kept and kept[-1] != " ")):
            kept.append(replaced)
            marks = 0
    return "".join(kept).rstrip(" ")


def cut(text: str, width: int) -> str:
    """Return ``text`` cleaned and at most ``width`` cells wide; what was cut off shows as ``…``."""
    return isolated(_cut_clean(clean(text), width))


@lru_cache(maxsize=8192)
def wrap(text: str, width: int, max_lines: int = 99) -> tuple[str, ...]:
    """Return ``text`` cleaned, in lines of at most ``width`` cells; at least one line, the last may end in ``…``."""
    width = max(width, 2)
    lines = list(_broken(clean(text), width)) or [""]
    if len(lines) > max_lines:
        lines[max_lines - 1 :] = [_cut_clean(f"{lines[max_lines - 1]}{ELLIPSIS}", width)]
    return tuple(isolated(line) for line in lines)


def pasteable(text: str) -> str:
    """Return our own line for the clipboard: emoji whole, but nothing that a chat box would take as a key."""
    return "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character) != "Cc"
    ).strip()


def isolated(line: str) -> str:
    """Return the line so that its right-to-left letters cannot reorder what stands beside it on the screen."""
    if line.isascii() or not any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in line):
        return line
    return f"{FIRST_STRONG_ISOLATE}{line}{POP_ISOLATE}"


def _is_selector(mark: str) -> bool:
    """True for marks that pick another form of the character before, often of another width."""
    return mark in "\u034f\u20e3" or "\ufe00" <= mark <= "\ufe0f" or "\U000e0100" <= mark <= "\U000e01ef"


def _replaced(character: str, category: str) -> str:
    if character.isspace() or category in ("Zs", "Zl", "Zp") or character in BLANK_LETTERS:
        return " "
    if category in ("Cs", "Co", "Cn") or character in OVERSIZED:
        return UNKNOWN
    if "🇦" <= character <= "🇿":  # two of these are a flag to some terminals and two letters to others
        return chr(ord(character) - ord("🇦") + ord("A"))
    if category in ("Cc", "Cf") or cell_len(character) == 0:  # controls, bidi, joiners, skin tones, loose jamo
        return ""
    return character


def _clusters(line: str) -> Iterator[tuple[str, int]]:
    """Yield each character with the marks on it, and its width."""
    cluster = ""
    for character in line:
        if cluster and cell_len(character):
            yield cluster, cell_len(cluster)
            cluster = ""
        cluster += character
    if cluster:
        yield cluster, cell_len(cluster)


def _cut_clean(line: str, width: int) -> str:
    if cell_len(line) <= width:
        return line
    kept, used = [], 0
    for cluster, cells in _clusters(line):
        if used + cells > width - 1:
            break
        kept.append(cluster)
        used += cells
    return "".join(kept).rstrip(" ") + ELLIPSIS if width > 0 else ""


def _words(line: str) -> Iterator[str]:
    """Yield what should stay together: words, single spaces, wide characters with the punctuation after them."""
    word = ""
    for cluster, cells in _clusters(line):
        ends = bool(word) and (cluster == " " or word == " " or cells == 2 or cell_len(word[-1]) == 2)
        if ends and not (cluster in NO_LINE_START and word != " "):
            yield word
            word = ""
        word += cluster
    if word:
        yield word


def _broken(line: str, width: int) -> Iterator[str]:
    current, used = "", 0
    for word in _words(line):
        cells = cell_len(word)
        if used + cells > width and current:
            yield current.rstrip(" ")
            current, used = "", 0
            if word == " ":
                continue
        if cells <= width:
            current, used = current + word, used + cells
            continue
        for cluster, cluster_cells in _clusters(word):
            if used + cluster_cells > width:
                yield current
                current, used = "", 0
            current, used = current + cluster, used + cluster_cells
    if current.rstrip(" "):
        yield current.rstrip(" ")

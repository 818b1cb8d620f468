"""Viewers' text, made fit for a page: it is escaped there; here it loses what would trick the eye.

Emoji stay whole. What goes: control characters, marks that turn the reading direction, piles of marks over a letter,
and whatever is longer than there is room for.
"""

import unicodedata

MAX_CHARS = 300
MAX_MARKS = 3
JOINERS = "\u200c\u200d"
"""Persian words and families of emoji need them."""
BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def shown(text: object, most: int = MAX_CHARS) -> str:
    """Return ``text`` as one harmless line of at most ``most`` characters."""
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", str(text)[: 4 * most]):
        category = unicodedata.category(character)
        if character.isspace() or character in BLANK_LETTERS or category in ("Zl", "Zp"):
            if kept and kept[-1] != " ":
                kept.append(" ")
            continue
        if category in ("Cc", "Cs", "Co", "Cn") or (category == "Cf" and character not in JOINERS):
            continue
        marks = marks + 1 if category.startswith("M") or character in JOINERS else 0
        if marks <= MAX_MARKS:
            kept.append(character)
    line = "".join(kept).strip()
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"

"""QR codes for terminals."""

import segno

LIGHT_BORDER = 2
CELLS = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
"""Two modules, one above the other, by whether they are dark: what is light is drawn."""
BLACK_AND_WHITE = "\x1b[38;5;231;48;5;16m{}\x1b[0m"
"""Phones want it dark on light, whatever the terminal's own colours are."""


def qr_lines(text: str) -> list[str]:
    """Return a QR code as lines of equal length, to be shown white on black; two rows of it to a line."""
    code = segno.make(text, micro=False, error="l", boost_error=False)
    rows = [[bool(module) for module in row] for row in code.matrix_iter(border=LIGHT_BORDER)]
    rows += [[False] * len(rows[0])] * (len(rows) % 2)
    return ["".join(CELLS[pair] for pair in zip(*rows[n : n + 2], strict=True)) for n in range(0, len(rows), 2)]

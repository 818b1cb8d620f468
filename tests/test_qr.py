"""QR codes as lines of a terminal."""

import segno

from livebot.qr import CELLS, qr_lines

LINK = "http://192.168.100.120:8787/desk#" + "k" * 43


def test_the_lines_are_the_code_with_a_light_border() -> None:
    lines = qr_lines(LINK)
    pairs = {cell: pair for pair, cell in CELLS.items()}
    upper = [[pairs[cell][0] for cell in line] for line in lines]
    lower = [[pairs[cell][1] for cell in line] for line in lines]
    drawn = [row for pair in zip(upper, lower, strict=True) for row in pair]
    code = segno.make(LINK, micro=False, error="l", boost_error=False)
    wanted = [[bool(module) for module in row] for row in code.matrix_iter(border=2)]
    assert drawn[: len(wanted)] == wanted
    assert not any(any(row) for row in drawn[len(wanted) :])


def test_a_link_fits_a_small_window() -> None:
    lines = qr_lines(LINK)
    assert len(lines) <= 20
    assert {len(line) for line in lines} == {37}

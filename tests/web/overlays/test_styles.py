"""What the styles are made of: colours that everybody can tell apart, for the browsers in streaming software."""

import itertools
import re
from importlib.resources import files
from math import dist

import pytest

FILES = files("livebot.web.overlays") / "static"
STYLES = [path for folder in (FILES, FILES / "pages") for path in folder.iterdir() if path.name.endswith(".css")]

TOO_NEW = re.compile(r"color-mix|:has\(|@layer|@container|[^-\w](?:translate|scale|rotate):|&[ :.]")
"""What the browser in OBS 30 (Chromium 103) does not know."""


def test_styles_are_understood_by_the_browsers_in_streaming_software() -> None:
    assert len(STYLES) > 10
    for path in STYLES:
        assert not TOO_NEW.findall(path.read_text(encoding="utf-8")), path.name


EYES = {
    "most": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "no green": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "no blue": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}
"""How people see colours (Machado, Oliveira and Fernandes, 2009), on linear RGB."""


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("theme", [0, 1, 2])
def test_nine_options_have_nine_colours_for_everybody(theme: int, eyes: str) -> None:
    css = (FILES / "themes.css").read_text(encoding="utf-8")
    colours = re.findall(r"--bar-\d: #(\w{6})", css)[theme * 9 :][:9]
    assert len(colours) == 9
    labs = [_lab(colour, EYES[eyes]) for colour in colours]
    assert min(dist(one, other) for one, other in itertools.combinations(labs, 2)) > 18  # of 100 from black to white


def _lab(colour: str, eyes: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = (min(max(sum(k * c for k, c in zip(row, linear, strict=True)), 0), 1) for row in eyes)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.0888
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)

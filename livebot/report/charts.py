"""The charts of the page, drawn by pygal as SVG.

Colours, lines and fonts come from the page's own sheet (``page.css``), so that one drawing serves light and dark
screens and paper. What pygal adds for other uses (scripts, style sheets, tooltips that need them) is taken out; its
points get titles instead. Each chart is drawn twice, for wide and for narrow screens.
"""

import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import pygal
from markupsafe import Markup
from pygal.style import Style

# pygal hooks into every import of the process for its map plug-ins, in a way that Python has given up.
sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]

LABEL_PX = 12
GAP_MS = 150_000
"""A curve is interrupted where minutes are missing."""
STEPS_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 180, 240)
MINUTE_MS = 60_000


class Size(NamedTuple):
    name: str
    width: int
    labels: int
    """On the time axis, at most."""


SIZES = (Size("wide", 960, 12), Size("narrow", 360, 5))

Points = Sequence[tuple[float, float]]
Drawing = tuple[Any, list[int]]
"""A chart of pygal's, and the number of the colour of each of its series."""


class Curve(NamedTuple):
    name: str
    points: Points


class Dots(NamedTuple):
    """A lane of things that happened."""

    name: str
    points: Sequence[tuple[float, str]]
    """When, and what."""


class Span(NamedTuple):
    """The time that a chart shows, and how its clock is written."""

    from_ms: int
    until_ms: int
    clock: Callable[[float], str]

    def ticks(self, most: int) -> list[int]:
        """Return round times, at most so many."""
        length_min = max((self.until_ms - self.from_ms) / MINUTE_MS, 1)
        step = next((step for step in STEPS_MIN if length_min / step <= most), 480)
        first = -(-self.from_ms // (step * MINUTE_MS)) * step * MINUTE_MS
        return list(range(first, self.until_ms + 1, step * MINUTE_MS))


def curves(title: str, lines: Sequence[Curve], span: Span, *, margin: int, is_filled: bool = False) -> Markup:
    """Return curves over time, or nothing without a point.

    ``margin`` is the widest label on the left of all charts above each other, in characters.
    """
    if not any(line.points for line in lines):
        return Markup()

    def draw(size: Size) -> Drawing:
        chart = _over_time(span, size, height=190 if size.name == "wide" else 170)
        top = max((y for line in lines for _, y in line.points), default=0)
        chart.y_labels = [{"value": y, "label": _padded(_number(y), margin)} for y in nice(top)]
        colours = []
        for n, line in enumerate(lines):
            for piece in _pieces(line.points):
                _add(chart, line.name, piece, is_filled=is_filled)
                colours += [n] * (1 + is_filled)
        return chart, colours

    return _both(title, draw)


def steps(title: str, line: Curve, goals: Sequence[float], span: Span, *, margin: int) -> Markup:
    """Return what adds up over time, and lines for what was to be reached."""

    def draw(size: Size) -> Drawing:
        chart = _over_time(span, size, height=190 if size.name == "wide" else 170)
        top = max([*(y for _, y in line.points), *goals], default=0)
        chart.y_labels = [{"value": y, "label": _padded(_number(y), margin)} for y in nice(top)]
        points: list[tuple[float, float]] = [(span.from_ms, 0)]
        for at_ms, y in line.points:
            points += [(at_ms, points[-1][1]), (at_ms, y)]
        points.append((span.until_ms, points[-1][1]))
        _add(chart, line.name, points, is_filled=True)
        for goal in goals:
            chart.add(_number(goal), [(span.from_ms, goal), (span.until_ms, goal)], show_dots=False)
        return chart, [0, 0, *(2 for _ in goals)]

    return _both(title, draw)


def lanes(title: str, rows: Sequence[Dots], span: Span, *, margin: int) -> Markup:
    """Return a lane for each kind of thing that happened, or nothing if nothing did."""
    if not any(row.points for row in rows):
        return Markup()

    def draw(size: Size) -> Drawing:
        chart = _over_time(span, size, height=46 + 26 * len(rows))
        chart.config(dots_size=4, range=(0.4, len(rows) + 0.6))
        count = len(rows)
        chart.y_labels = [{"value": count - n, "label": _padded(row.name, margin)} for n, row in enumerate(rows)]
        for n, row in enumerate(rows):
            points = [{"value": (at_ms, count - n), "label": what} for at_ms, what in row.points]
            chart.add(row.name, points, stroke=False)
        return chart, list(range(count))

    return _both(title, draw)


def stacks(title: str, names: Sequence[str], columns: Sequence[tuple[str, Sequence[int]]], *, margin: int) -> Markup:
    """Return a bar for each column, made of its parts by name."""

    def draw(size: Size) -> Drawing:
        chart = _chart(pygal.StackedBar, size, height=210 if size.name == "wide" else 190)
        top = max((sum(parts) for _, parts in columns), default=0)
        chart.y_labels = [{"value": y, "label": _padded(_number(y), margin)} for y in nice(top)]
        every = max(-(-len(columns) // size.labels), 1)
        chart.x_labels = [label if n % every == 0 else "" for n, (label, _) in enumerate(columns)]
        for n, name in enumerate(names):
            chart.add(name, [{"value": parts[n], "label": f"{label} {name}"} for label, parts in columns])
        return chart, list(range(len(names)))

    return _both(title, draw)


def bars(title: str, values: Sequence[tuple[str, float | None]], form: Callable[[float], str]) -> Markup:
    """Return a small chart of a bar for each show, the last of them this one."""
    chart = _chart(pygal.Bar, Size("small", 270, 9), height=120)
    chart.config(print_values=True, print_values_position="top", show_y_labels=False, show_y_guides=False, spacing=4)
    chart.config(formatter=lambda value: "" if value is None else form(value), include_x_axis=True)
    top = max((value for _, value in values if value is not None), default=0)
    chart.config(range=(0, (top or 1) * 1.25))
    chart.x_labels = [label for label, _ in values]
    chart.add("", [value for _, value in values])
    return _drawn(title, chart, [0], "small")


# --- pygal -------------------------------------------------------------------------------------------------------


def nice(top: float) -> list[float]:
    """Return marks for an axis from 0 to at least ``top``: round numbers, four at most."""
    if top <= 0:
        return [0, 1]
    power: float = 1
    while top / power > 40:
        power *= 10
    step = next(step * power for step in (1, 2, 2.5, 5, 10, 20) if top / (step * power) <= 4 and step * power >= 1)
    marks = [0.0]
    while marks[-1] < top:
        marks.append(marks[-1] + step)
    return marks


def _number(value: float) -> str:
    return f"{value:g}" if value < 10_000 else f"{value / 1000:g}k"


def _padded(label: str, length: int) -> str:
    """Return a label as long as the others: pygal leaves room by length, so all charts begin at the same place."""
    return label.rjust(length, "\u00a0")


def _chart(kind: Any, size: Size, *, height: int) -> Any:
    return kind(
        js=[],
        css=[],
        no_prefix=True,
        disable_xml_declaration=True,
        show_legend=False,
        width=size.width,
        height=height,
        margin=4,
        margin_right=10,
        style=Style(label_font_size=LABEL_PX, major_label_font_size=LABEL_PX, value_font_size=LABEL_PX),
        truncate_label=-1,
    )


def _over_time(span: Span, size: Size, *, height: int) -> Any:
    chart = _chart(pygal.XY, size, height=height)
    chart.config(xrange=(span.from_ms, max(span.until_ms, span.from_ms + MINUTE_MS)), include_x_axis=False)
    chart.x_labels = span.ticks(size.labels)
    chart.x_value_formatter = span.clock
    return chart


def _add(chart: Any, name: str, points: Points, *, is_filled: bool) -> None:
    """Add a curve; what is below it is filled by another one, or its sides would be drawn as well."""
    if is_filled:
        chart.add(name, points, show_dots=False, fill=True)
    chart.add(name, points, show_dots=len(points) == 1)


def _pieces(points: Points) -> list[list[tuple[float, float]]]:
    """Return a curve cut where nothing is known."""
    pieces = [list(points[:1])]
    for before, point in pairwise(points):
        if point[0] - before[0] > GAP_MS:
            pieces.append([])
        pieces[-1].append(point)
    return [piece for piece in pieces if piece]


def _both(title: str, draw: Callable[[Size], Drawing]) -> Markup:
    return Markup("").join(_drawn(title, *draw(size), size.name) for size in SIZES)


def _drawn(title: str, chart: Any, colours: Sequence[int], size: str) -> Markup:
    """Return a chart as SVG for the page; ``colours`` are the numbers of its series' colours."""
    chart.add_xml_filter(lambda root: _cleaned(root, title, colours, size))
    return Markup(chart.render())  # noqa: S704 - an element tree, serialized: every text in it is escaped


SHOWN = ("path", "rect", "circle", "text", "g", "svg", "title")


def _cleaned(root: Element, title: str, colours: Sequence[int], size: str) -> Element:
    """Leave what is drawn, with a title for the whole and for each point; no scripts, no styles, no comments."""
    for parent in list(root.iter()):
        for child in list(parent):
            is_shown = child.tag in SHOWN and "tooltip-overlay" not in child.get("class", "")
            if child.tag == "desc" or (is_shown and child.tag != "title"):
                continue
            parent.remove(child)
    for parent in root.iter():
        known = {child.get("class", ""): child for child in parent if child.tag == "desc"}
        label, value = known.get("label"), known.get("value")
        for child in [child for child in parent if child.tag == "desc"]:
            parent.remove(child)
        if label is not None or value is not None:
            words = [part.text or "" for part in (label, value) if part is not None]
            tip = Element("title")
            tip.text = words[0] if parent.get("class") == "dots" else ": ".join(words)
            parent.insert(0, tip)
    for group in root.iter("g"):
        names = group.get("class", "").split()
        if "series" in names:
            number = int(next(name for name in names if name.startswith("serie-")).removeprefix("serie-"))
            group.set("class", f"series c{colours[number]}")
    if size == "small" and (drawn := [node for node in root.iter("g") if node.get("class") == "bar"]):
        drawn[-1].set("class", "bar now")
    for name in ("xmlns", "id"):
        root.attrib.pop(name, None)
    root.set("class", f"chart {size}")
    root.set("role", "img")
    root.set("aria-label", title)
    return root

"""What the lines of the panels are made of: headings, bars, small charts, large figures."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from livebot.console.widgets.bars import bar, pad
from livebot.safe import cut

Parts = list[tuple[str, str]]
GAP_CELLS = 2
HEIGHTS = " ▁▂▃▄▅▆▇█"
LARGE = {
    "0": ("┏━┓", "┃ ┃", "┗━┛"),
    "1": ("╺┓ ", " ┃ ", "╺┻╸"),
    "2": ("╺━┓", "┏━┛", "┗━╸"),
    "3": ("╺━┓", " ━┫", "╺━┛"),
    "4": ("╻ ╻", "┗━┫", "  ╹"),
    "5": ("┏━╸", "┗━┓", "╺━┛"),
    "6": ("┏━╸", "┣━┓", "┗━┛"),
    "7": ("╺━┓", "  ┃", "  ╹"),
    "8": ("┏━┓", "┣━┫", "┗━┛"),
    "9": ("┏━┓", "┗━┫", "╺━┛"),
    ":": (" ", ":", " "),
}


def heading(title: str, *parts: tuple[str, str]) -> Content:
    return Content.assemble((f"{title}  ", "bold $accent"), *parts)


def fitting(line: Content, parts: Parts, width: int) -> Content:
    """Return the line with as many of the parts as there is room for, whole ones only."""
    for text, style in parts:
        if line.cell_length + cell_len(text) + GAP_CELLS > width:
            break
        line = Content.assemble(line, " " * GAP_CELLS, (text, style))
    return line.truncate(width, ellipsis=True)


def large(text: str) -> list[str]:
    """Return a time such as ``4:12`` in figures three lines high."""
    return [" ".join(LARGE[character][row] for character in text) for row in range(3)]


def chart(figures: Sequence[float]) -> str:
    """Return a column a figure; the highest fills its cell, and only nothing is blank."""
    most = max(figures, default=0)
    steps = len(HEIGHTS) - 1
    return "".join(
        HEIGHTS[max(round(steps * figure / most), 1 if figure > 0 else 0) if most else 0] for figure in figures
    )


def bars(rows: Sequence[tuple[str, str, int]], width: int, total: int) -> list[Content]:
    """Return a line each of key, label, bar, share and count."""
    most = max((count for _, _, count in rows), default=0)
    names = [f"{key} {label}".strip() for key, label, _ in rows]
    label_width = min(max(map(cell_len, names), default=4) + 2, width // 3)
    bar_width = max(width - label_width - 14, 4)
    lines = []
    for key, label, count in rows:
        is_ahead = 0 < count == most
        name = cut(f"{key} {label}", label_width - 1)
        share = f"{round(100 * count / total):>4} %" if total else " " * 6
        lines.append(
            Content.assemble(
                pad(name, label_width),
                (pad(bar(count, most, bar_width), bar_width), "$success" if is_ahead else "$primary"),
                (f"{share}{count:>6}", "bold $foreground" if is_ahead else "$foreground-muted"),
            )
        )
    return lines


def progress(label: str, have: int, target: int, *, percent: int, label_width: int, width: int) -> Content:
    """Return one line of label, bar, how many of how many, and how much of the way that is."""
    count = f"{have:,}/{target:,}"
    is_done = have >= target
    bar_width = max(width - label_width - max(len(count), 11) - 8, 4)
    filled = bar(min(percent, 100), 100, bar_width)
    return Content.assemble(
        (pad(cut(label, label_width - 1), label_width), "$foreground"),
        (filled, "$success" if is_done else "$primary"),
        ("░" * (bar_width - cell_len(filled)), "$panel-lighten-2"),
        (f" {count:>11}", "bold $success" if is_done else "$foreground"),
        (f" {percent:>3} %", "bold $success" if is_done else "$foreground-muted"),
    )

"""What the keys do."""

from collections.abc import Iterable
from itertools import zip_longest

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from livebot.console.keys import CARD, CONSOLE, GUARD, PANES, POSTING, QUESTIONS, RHYTHM, ROOM, SAFETY, Key
from livebot.console.screens.dialog import WIDE_SHARE, Dialog, hint
from livebot.console.widgets.bars import pad
from livebot.wording import Words

LEFT, RIGHT = (QUESTIONS, CARD, POSTING, SAFETY), (ROOM, RHYTHM, GUARD, (PANES, *CONSOLE))
COLUMN_CELLS = 69
"""The longest line."""
FRAME_CELLS = 8
"""The box's border, its padding and a scrollbar."""


class HelpScreen(Dialog[None]):
    """In two columns, where there is room for both."""

    def compose(self) -> ComposeResult:
        words = self.words
        left, right = _lines(LEFT, words), _lines(RIGHT, words)
        if self.app.size.width * WIDE_SHARE >= 2 * COLUMN_CELLS + FRAME_CELLS:
            lines = [_beside(*pair) for pair in zip_longest(left, right, fillvalue=Content(""))]
        else:
            lines = [*left, *right]
        lines.append(Content.styled(words("help.marks"), "$foreground-muted"))
        with Vertical(id="help-box", classes="box") as box:
            box.border_title = words("help.title")
            with VerticalScroll(id="help-text"):
                yield Static(Content("\n").join(lines), markup=False)
            yield hint(("↑↓", words("key.move")), ("Esc", words("key.back")))


def _lines(groups: Iterable[Iterable[Key]], words: Words) -> list[Content]:
    lines: list[Content] = []
    for group in groups:
        for key in group:
            style = "bold white on #9d1b28" if key.action == "panic" else "bold $primary"
            text = (words(f"help.{key.action}"), "$foreground")
            lines.append(Content.assemble((f"{key.shown:>6}", style), "  ", text))
        lines.append(Content(""))
    return lines


def _beside(left: Content, right: Content) -> Content:
    return Content.assemble(left, pad("", COLUMN_CELLS - left.cell_length), right)

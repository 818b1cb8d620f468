"""What all dialogs share: Esc leaves them, the panic key works, and at their foot stand their keys."""

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from livebot.wording import Words

Result = TypeVar("Result")
WIDE_SHARE, WIDE_CELLS = 0.92, 110
"""How wide a ``.box.wide`` is, as ``console.tcss`` has it."""
GAP_CELLS = 3
FRAME_CELLS = 8
"""Its border, its padding and a scrollbar."""


class Dialog(ModalScreen[Result], Generic[Result]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("exclamation_mark", "app.panic", show=False),  # an input takes the sign as text
    ]

    typing: Input | None = None
    """Where typed text goes, if the dialog takes any."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    @property
    def free_rows(self) -> int:
        """The most rows a box in the middle may have, so that what became of a key and the keys show below it."""
        bars = self.app.screen_stack[0].query("#said, #keys")
        return self.size.height - 2 * sum(max(bar.outer_size.height, 1) for bar in bars)

    def action_leave(self) -> None:
        self.dismiss(None)


def hint(*entries: tuple[str, str]) -> Static:
    """Return the line at the foot of a dialog: which key does what."""
    return Static(Content.assemble(*map(_key, entries)), classes="hint", markup=False)


def key_lines(entries: Sequence[tuple[str, str]], width: int) -> list[Content]:
    """Return which key does what, in lines of at most ``width`` cells."""
    lines = [Content("")]
    for entry in map(_key, entries):
        if lines[-1].cell_length + entry.cell_length - GAP_CELLS > width:
            lines.append(Content(""))
        lines[-1] += entry
    return lines


def _key(entry: tuple[str, str]) -> Content:
    key, name = entry
    return Content.assemble((f"{key} ", "bold $primary"), (name + " " * GAP_CELLS, "$foreground-muted"))


def inner_width(window_width: int) -> int:
    """Return how many cells a line in a wide box has."""
    return max(min(int(window_width * WIDE_SHARE), WIDE_CELLS) - FRAME_CELLS, 20)

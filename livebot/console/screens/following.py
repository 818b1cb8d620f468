"""Dialogs that show the room as it is while they are open, and of these the lists with keys for the row in question."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from livebot.console.operator import Operator
from livebot.console.screens.dialog import Dialog, inner_width, key_lines
from livebot.console.widgets.rows import Rows
from livebot.views import Status
from livebot.wording import Words

List = TypeVar("List", bound=Rows[Any])
FRAME_ROWS = 3
"""The box's border and its blank line."""


class Following(Dialog[None]):
    """Subclasses say what is in the box, with ``show_room``."""

    def __init__(self, words: Words, status: Status, now_ms: int, *, box: str) -> None:
        """Take the id of the box."""
        super().__init__(words)
        self._status = status
        self._now_ms = now_ms
        self._box = Vertical(id=box, classes="box wide")
        self._keys = Static(classes="hint", markup=False)

    def on_mount(self) -> None:
        self.show_room()

    def on_resize(self, _: Resize) -> None:
        self.call_after_refresh(self.show_room)

    def follow(self, status: Status, now_ms: int) -> None:
        """Show the room as it is now."""
        self._status, self._now_ms = status, now_ms
        self.show_room()

    @abstractmethod
    def show_room(self) -> None:
        """Show what is to be seen of ``_status`` at ``_now_ms``."""

    def _show_keys(self, names: Sequence[tuple[str, str]]) -> int:
        """Show at the foot which key does what, by the name of its words; return how many rows that takes."""
        entries = [(key, self.words(name)) for key, name in (*names, ("Esc", "key.back"))]
        foot = key_lines(entries, inner_width(self.size.width))
        self._keys.update(Content("\n").join(foot))
        return len(foot)


class ListScreen(Following, Generic[List]):
    """Subclasses also say what the keys do now, with ``key_hints``; the operator's console carries out what is pressed.

    Their ``show_room`` ends with ``_fit``.
    """

    least_rows: ClassVar[int]

    def __init__(self, words: Words, status: Status, now_ms: int, operator: Operator, rows: List, *, box: str) -> None:
        super().__init__(words, status, now_ms, box=box)
        self._operator = operator
        self._rows = rows

    def compose(self) -> ComposeResult:
        with self._box:
            yield self._rows
            yield self._keys

    def on_mount(self) -> None:
        self._rows.focus()

    def on_rows_moved(self) -> None:
        self._fit()

    @abstractmethod
    def key_hints(self) -> list[tuple[str, str]]:
        """Return which keys do something now, each with the name of its words."""

    def _fit(self) -> None:
        """Name the keys for the row under the cursor, and give the rows what room is left."""
        rows = self._rows
        foot_rows = self._show_keys(self.key_hints())
        wanted = rows.virtual_size.height if rows.items else self.least_rows
        rows.styles.height = max(min(wanted, self.free_rows - FRAME_ROWS - foot_rows), self.least_rows)

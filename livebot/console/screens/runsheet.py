"""The run sheet: what is on, what is late, and a key for each way to move on."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from livebot.commands import MoveSegment
from livebot.console.keys import POSTING, SAFETY, UNDO
from livebot.console.operator import Operator
from livebot.console.screens.dialog import Dialog, inner_width, key_lines
from livebot.console.widgets.flow import pace, segment_of
from livebot.console.widgets.segments import Segments
from livebot.safe import cut
from livebot.views import Status
from livebot.wording import Words

FRAME_ROWS = 3
"""The box's border and its blank line."""
LEAST_ROWS = 3
TITLE_CELLS = 30
GOING = ("live", "paused", "away")
"""Phases in which the show is on."""


class RunsheetScreen(Dialog[None]):
    """Follows the room while it is open; has the operator's console carry out what is pressed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "move('next')", show=False),
        Binding("h", "move('hold')", show=False),
        Binding("s", "move('skip')", show=False),
        Binding("b", "move('back')", show=False),
        Binding("enter", "go", show=False),
        Binding("j", "leave", show=False),
        *(Binding(key.keys, f"app.{key.action}", show=False) for key in (UNDO, *POSTING, *SAFETY)),
    ]

    def __init__(self, words: Words, status: Status, now_ms: int, operator: Operator) -> None:
        super().__init__(words)
        self._status = status
        self._now_ms = now_ms
        self._operator = operator
        self._box = Vertical(id="runsheet-box", classes="box wide")
        self._rows = Segments(words)
        self._keys = Static(classes="hint", markup=False)

    def compose(self) -> ComposeResult:
        with self._box:
            yield self._rows
            yield self._keys

    def on_mount(self) -> None:
        self._rows.focus()
        self.follow(self._status, self._now_ms)

    def on_resize(self, _: Resize) -> None:
        self.call_after_refresh(self.follow, self._status, self._now_ms)

    def on_rows_moved(self) -> None:
        self._fit()

    def on_rows_opened(self) -> None:
        self.action_go()

    def follow(self, status: Status, now_ms: int) -> None:
        """Show the segments as they are now."""
        self._status, self._now_ms = status, now_ms
        sheet = status.runsheet
        ids = [segment.id for segment in sheet.segments]
        title = [self.words("flow.title")]
        if sheet.current:
            title.append(self.words("flow.on", done=ids.index(sheet.current) + 1, n=len(ids)))
        self._box.border_title = " · ".join(title)
        self._box.border_subtitle = pace(sheet, self.words, now_ms)[0].strip()
        self._rows.show(sheet, now_ms)
        self._fit()

    def _fit(self) -> None:
        """Name the keys that do something now, and give the segments what room is left."""
        rows = self._rows
        foot = key_lines(self._key_hints(), inner_width(self.size.width))
        wanted = rows.virtual_size.height if rows.items else LEAST_ROWS
        rows.styles.height = max(min(wanted, self.free_rows - FRAME_ROWS - len(foot)), LEAST_ROWS)
        self._keys.update(Content("\n").join(foot))

    def _key_hints(self) -> list[tuple[str, str]]:
        sheet = self._status.runsheet
        names: list[tuple[str, str]] = []
        if self._status.connection.phase in GOING:
            if sheet.next:
                names.append(("n", "key.next_segment"))
            if sheet.current:
                names.append(("h", "key.unhold" if sheet.held_since_ms else "key.hold"))
            if sheet.next:
                names.append(("s", "key.skip"))
            if any(segment.state == "done" for segment in sheet.segments):
                names.append(("b", "key.back_segment"))
            if (chosen := self._rows.cursor_item) is not None and chosen.id != sheet.current:
                names.append(("Enter", "key.go"))
            names.append(("u", "key.undo"))
        return [(key, self.words(name)) for key, name in (*names, ("Esc", "key.back"))]

    # --- keys ---

    def action_move(self, to: str) -> None:
        sheet = self._status.runsheet
        coming = segment_of(sheet, sheet.next)
        kind = "unhold" if to == "hold" and sheet.held_since_ms else to
        said = self.words(f"said.segment.{kind}", id=cut(coming.title, TITLE_CELLS) if coming else "")
        self._operator.press(MoveSegment(to=to), said)  # type: ignore[arg-type]  # one of those bound above

    def action_go(self) -> None:
        """Begin the segment under the cursor, unless it is on."""
        chosen = self._rows.cursor_item
        if chosen is not None and chosen.id != self._status.runsheet.current:
            said = self.words("said.segment.go", id=cut(chosen.title, TITLE_CELLS))
            self._operator.press(MoveSegment(to="go", id=chosen.id), said)

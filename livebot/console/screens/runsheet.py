"""The run sheet: what is on, what is late, and a key for each way to move on."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from livebot.commands import MoveSegment
from livebot.console.keys import POSTING, SAFETY, UNDO
from livebot.console.operator import Operator
from livebot.console.screens.following import ListScreen
from livebot.console.widgets.flow import pace, segment_of
from livebot.console.widgets.segments import Segments
from livebot.safe import cut
from livebot.views import Status
from livebot.wording import Words

TITLE_CELLS = 30
GOING = ("live", "paused", "away")
"""Phases in which the show is on."""


class RunsheetScreen(ListScreen[Segments]):
    least_rows = 3
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
        super().__init__(words, status, now_ms, operator, Segments(words), box="runsheet-box")

    def on_rows_opened(self) -> None:
        self.action_go()

    def show_room(self) -> None:
        sheet = self._status.runsheet
        ids = [segment.id for segment in sheet.segments]
        title = [self.words("flow.title")]
        if sheet.current:
            title.append(self.words("flow.on", done=ids.index(sheet.current) + 1, n=len(ids)))
        self._box.border_title = " · ".join(title)
        self._box.border_subtitle = pace(sheet, self.words, self._now_ms)[0].strip()
        self._rows.show(sheet, self._now_ms)
        self._fit()

    def key_hints(self) -> list[tuple[str, str]]:
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
        return names

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

"""The segments of the run sheet, one below the other: when each begins, how long it is, what it brings."""

from collections.abc import Hashable, Sequence

from textual.content import Content

from livebot.console.widgets.bars import pad
from livebot.console.widgets.flow import goal_text, moment, segment_left, slip_ms
from livebot.console.widgets.rows import Rows
from livebot.safe import cut, wrap
from livebot.views.show import RunsheetView, SegmentView
from livebot.wording import Words, duration

GUTTER = 2
CHIP_CELLS, TITLE_CELLS = 10, 24
SHOWN_IF_OFF_MS = 60_000
"""A time is named beside the planned one if it is off by so much."""
STATE_STYLES = {"running": "bold $background on $success", "skipped": "$warning", "missed": "$warning"}


class Segments(Rows[SegmentView]):
    def __init__(self, words: Words) -> None:
        super().__init__(id="segments")
        self.words = words
        self.now_ms = 0
        self.sheet = RunsheetView()

    def show(self, sheet: RunsheetView, now_ms: int) -> None:
        is_new = sheet.current != self.sheet.current or not self.items
        self.sheet, self.now_ms = sheet, now_ms
        self.show_items(sheet.segments)
        if is_new and sheet.current:
            self.move_to([segment.id for segment in sheet.segments].index(sheet.current))

    def key_of(self, item: SegmentView) -> Hashable:
        return item.id

    def heir_of(self, cursor: int, items: Sequence[SegmentView]) -> int:
        return min(cursor, len(items) - 1)

    def height_of(self, item: SegmentView, width: int) -> int:
        return 1 + len(self._facts(item, width))

    def draw(self, item: SegmentView, width: int, *, is_cursor: bool) -> list[Content]:
        words, is_on = self.words, item.state == "running"
        is_gone = item.state in ("done", "skipped", "missed")
        strong = "$foreground-muted" if is_gone else "bold $foreground" if is_on else "$foreground"
        bar = ("▌ " if is_cursor else "  ", "$primary")
        state = words(f"segment.{item.state}")
        chip = Content.styled(f" {state} " if is_on else state, STATE_STYLES.get(item.state, "$foreground-muted"))
        length = (duration(item.length_ms) if item.length_ms else "", "$foreground-muted")
        head = Content.assemble(
            bar,
            chip,
            " " * max(CHIP_CELLS - chip.cell_length, 1),
            (pad(cut(item.title, TITLE_CELLS), TITLE_CELLS + 1), strong),
            (f"{self._when(item)}  ", strong),
            segment_left(self.sheet, item, words, self.now_ms) if is_on else length,
        )
        facts = [
            Content.styled(f"{' ' * (GUTTER + CHIP_CELLS)}{line}", "$foreground-muted")
            for line in self._facts(item, width)
        ]
        return [line.truncate(width, ellipsis=True) for line in (head, *facts)]

    def draw_empty(self, width: int) -> list[Content]:
        return [Content(line) for line in wrap(self.words("flow.none"), width)]

    def _when(self, item: SegmentView) -> str:
        """Return when a segment began or is expected to, and when it was planned if that is another time."""
        if not item.planned_ms:  # before the show
            return f"+{duration(item.begins_after_ms)}"
        slip = slip_ms(self.sheet, self.now_ms) if item.state == "coming" else 0
        begins_ms = item.starts_at_ms + slip if item.starts_at_ms else item.planned_ms
        if abs(begins_ms - item.planned_ms) < SHOWN_IF_OFF_MS:
            return moment(begins_ms)
        return f"{moment(begins_ms)} ({self.words('flow.planned', at=moment(item.planned_ms))})"

    def _facts(self, item: SegmentView, width: int) -> list[str]:
        """Return what it brings: what is known of it beside its time."""
        words = self.words
        goals = goal_text(item, words) if item.state == "running" else ""
        opens = words("flow.opens", names=", ".join(item.opens)) if item.opens else ""
        prompts = words("flow.prompts", names=", ".join(item.prompts)) if item.prompts else ""
        room = width - GUTTER - CHIP_CELLS
        facts = " · ".join(filter(None, (goals, item.product, opens, prompts)))
        return [cut(text, room) for text in (facts, item.note) if text]

"""The outbox: what was said in the room, what is on its way, and what waits to be copied."""

from collections.abc import Sequence

from textual.content import Content

from livebot.console.widgets.bars import clock
from livebot.console.widgets.rows import Rows
from livebot.safe import clean, cut
from livebot.views.lines import LineView
from livebot.wording import Words

MARKS = {
    "waiting": ("·", "$foreground-muted"),
    "sending": ("»", "$primary"),
    "offered": ("▶", "bold $primary"),
    "sent": ("✓", "$success"),
    "maybe": ("?", "bold $background on $warning"),
    "failed": ("✗", "bold $error"),
    "expired": ("-", "$foreground-muted"),
    "dropped": ("-", "$foreground-disabled"),
    "blocked": ("✗", "bold $error"),
}
LOUD = ("offered", "maybe", "failed")
WORD_CELLS = 24


class Outbox(Rows[LineView]):
    """One line a row, newest first, those that need a hand on top; a blocked one says below it why."""

    def __init__(self, words: Words) -> None:
        super().__init__(id="outbox")
        self.words = words

    def show(self, outbox: Sequence[LineView], words: Words) -> None:
        lines = sorted(outbox, key=lambda line: (line.state not in ("offered", "maybe"), -line.id))
        if words is not self.words or lines != self.items or not self.border_title:
            self.words = words
            self.border_title = words("panel.outbox")
            self.show_items(lines)

    def key_of(self, item: LineView) -> int:
        return item.id

    def heir_of(self, cursor: int, items: Sequence[LineView]) -> int:
        return min(cursor, len(items) - 1) if self.has_focus else 0

    def _has_left(self, before: int | None, item: LineView) -> bool:
        """The newest stays in sight unless somebody is browsing."""
        return not self.has_focus

    def height_of(self, item: LineView, width: int) -> int:
        return 2 if item.state == "blocked" else 1

    def draw(self, item: LineView, width: int, *, is_cursor: bool) -> list[Content]:
        mark, style = MARKS.get(item.state, ("·", "$foreground-muted"))
        parts: list[tuple[str, str]] = [(f" {mark} ", style), (f"{clock(item.at_ms)} ", "$foreground-muted")]
        if item.state != "sent":
            parts.append((f"{self.words(f'line.{item.state}')}  ", style))
        if item.reason and item.state in LOUD:
            parts.append((f"{cut(self.words.reason(item.reason), 24)}  ", "$warning"))
        used = Content.assemble(*parts).cell_length
        quiet = item.state in ("sent", "expired", "dropped")
        lines = [
            Content.assemble(*parts, (cut(item.text, width - used), "$foreground-muted" if quiet else "$foreground"))
        ]
        if item.state == "blocked":
            why = self.words("outbox.blocked", word=cut(item.word, WORD_CELLS), reason=clean(item.reason))
            lines.append(Content.styled(f"   {cut(why, width - 3)}", "$warning"))
        return lines

    def draw_empty(self, width: int) -> list[Content]:
        return [Content.styled(f" {self.words('outbox.empty')}", "$foreground-muted")]

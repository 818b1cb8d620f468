"""The offences: what is suggested or was done, why, by whom, and what they wrote.

As in the queue everything of ours stands left of what viewers wrote.
"""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from livebot.console.alerts import WAITING
from livebot.console.widgets.rows import Rows
from livebot.safe import clean, cut, wrap
from livebot.views.lines import LineView
from livebot.views.moderation import OffenceView, OffenderView
from livebot.wording import Words

GUTTER = 9
NAME_CELLS, HANDLE_CELLS = 20, 26
TEXT_LINES = 2
NAMED = 3
"""So many viewers of a raid are named."""
STATE_STYLES = {
    "suggested": "bold $background on $warning",
    "advice": "bold $background on $primary",
    "failed": "bold white on #9d1b28",
    "acting": "$primary",
    "done": "$success",
}
"""Of the chip that names the state and the step."""


class Offences(Rows[OffenceView]):
    """Those that wait first, as the daemon orders them."""

    def __init__(self, words: Words) -> None:
        super().__init__(id="offences")
        self.words = words
        self.is_off = False
        self.chat_mode = "off"
        self.now_ms = 0
        self.warnings: dict[int, LineView] = {}
        """Those that are ready to be copied, by the number of the offence."""

    def key_of(self, item: OffenceView) -> int:
        return item.n

    def heir_of(self, cursor: int, items: Sequence[OffenceView]) -> int:
        """Return the next offence that waits, else the last one that does."""
        waiting = [index for index, offence in enumerate(items) if offence.state in WAITING] or [*range(len(items))]
        return next((index for index in waiting if index >= cursor), waiting[-1])

    def _has_left(self, before: int | None, item: OffenceView) -> bool:
        """The cursor goes on when its offence waits no more."""
        return before is not None and self.items[before].state in WAITING and item.state not in WAITING

    def height_of(self, item: OffenceView, width: int) -> int:
        return 2 + len(self._text(item, width)) + bool(self._hint(item))

    def draw(self, item: OffenceView, width: int, *, is_cursor: bool) -> list[Content]:
        words = self.words
        is_waiting = item.state in WAITING
        bar = ("▌" if is_cursor else "▎", "$primary" if is_cursor else "$warning" if is_waiting else "$panel-lighten-2")
        strong, weak = ("bold $foreground", "$foreground") if is_waiting else ("$foreground-muted", "$foreground-muted")
        chip = words(f"offence.{item.state}")
        if item.state != "dry":
            chip = words("offences.chip", state=chip, step=words(f"step.{item.step}"))
        head = [(f" {chip} ", STATE_STYLES.get(item.state, weak))]
        if item.comments > 1:
            head.append((f"  ×{item.comments}", "bold $warning"))
        if item.strikes and item.state in ("suggested", "advice"):
            head.append((f"  {words('offences.strikes', n=item.strikes)}", "$warning"))
        why = cut(words.why(item.why.kind, item.why.data), width - GUTTER - sum(cell_len(text) for text, _ in head) - 2)
        age = words.age(self.now_ms - item.at_ms)
        lines = [
            self._line(bar, age, *head, (f"  {why}", "$accent")),
            self._line(bar, f"#{min(item.n, 99_999)}", *self._viewers(item, width - GUTTER, weak)),
            *(self._line(bar, "", (text, strong)) for text in self._text(item, width)),
        ]
        if hint := self._hint(item):
            lines.append(self._line(bar, "", (cut(hint, width - GUTTER), "$error" if item.reason else "$primary")))
        return lines

    def draw_empty(self, width: int) -> list[Content]:
        return [Content(line) for line in wrap(self.words("offences.off" if self.is_off else "offences.none"), width)]

    def _line(self, bar: tuple[str, str], mark: str, *parts: tuple[str, str]) -> Content:
        padding = " " * (GUTTER - 3 - cell_len(mark))
        return Content.assemble(bar, padding, (mark, "$foreground-muted"), "  ", *parts)

    def _viewers(self, item: OffenceView, width: int, style: str) -> list[tuple[str, str]]:
        if len(item.viewers) == 1:
            viewer = item.viewers[0]
            handle = f"  @{cut(viewer.handle, HANDLE_CELLS)}" if viewer.handle else ""
            return [(cut(name_of(viewer), NAME_CELLS), "$primary"), (handle, style)]
        count = f"{self.words('offences.viewers', n=len(item.viewers))}  "
        names = ", ".join(clean(name_of(viewer)) for viewer in item.viewers[:NAMED])
        more = " …" if len(item.viewers) > NAMED else ""
        return [(count, "bold $warning"), (cut(f"{names}{more}", width - cell_len(count)), "$primary")]

    def _text(self, item: OffenceView, width: int) -> tuple[str, ...]:
        return wrap(item.text, width - GUTTER, TEXT_LINES) if item.text else ()

    def _hint(self, item: OffenceView) -> str:
        """Return why it failed, or what the operator has to do by hand."""
        if item.reason:
            return self.words.reason(item.reason)
        if item.state != "advice":
            return ""
        if item.n in self.warnings:
            return self.words("offences.warning_ready")
        return self.words("offences.advice_warn" if self.can_offer(item.step) else "offences.advice")

    def can_offer(self, step: str) -> bool:
        """Whether livebot writes for the operator to post what it may not do itself."""
        return step == "warn" and self.chat_mode == "assist"


def name_of(viewer: OffenderView) -> str:
    """Return what a viewer is called."""
    return viewer.name or viewer.handle or viewer.viewer_id

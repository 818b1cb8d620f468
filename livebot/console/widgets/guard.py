"""What waits for the operator's decision: a PK that turns hostile, a draw that waits for its public value."""

from collections.abc import Iterator

from textual.content import Content

from livebot.console.keys import GUARD
from livebot.console.widgets.bars import Bar
from livebot.console.widgets.flow import giveaway_head, next_step
from livebot.safe import cut, wrap
from livebot.views import Status
from livebot.views.asks import PkView
from livebot.wording import Words

BAD = "bold white on #9d1b28"
LINE_ROWS = 2


def hostile_pk(status: Status | None) -> PkView | None:
    """Return the PK that is suggested to be closed."""
    return next((pk for pk in status.pk if pk.open and pk.suggestion), None) if status is not None else None


class GuardBar(Bar):
    """The news, the keys that decide it, and the line that would be posted."""

    def show(self, status: Status, words: Words, now_ms: int) -> None:
        width = self.size.width or self.app.size.width
        self.show_lines([line.truncate(width, ellipsis=True) for line in _lines(status, words, now_ms, width)])


def _lines(status: Status, words: Words, now_ms: int, width: int) -> Iterator[Content]:
    if (pk := hostile_pk(status)) is not None:
        keys = [
            part
            for key in GUARD
            for part in ((f"   {key.shown}", "bold $primary"), (f" {words(f'key.{key.action}')}", "$foreground"))
        ]
        why = (f"   {words('room.pk.insults', n=pk.abusers)}", "$warning")
        yield Content.assemble((f" {words('guard.pk', id=cut(pk.id, 20))} ", BAD), *keys, why)
        for text in wrap(words("guard.line", text=pk.suggestion), width - 4, LINE_ROWS):
            yield Content.styled(f"  {text}", "$foreground")
    for item in status.giveaways:
        if item.state == "frozen" and item.public_value:
            step = next_step(item, status.chat_mode, words)
            yield Content.assemble(" ", giveaway_head(item, words, now_ms), (step, "bold $primary"))

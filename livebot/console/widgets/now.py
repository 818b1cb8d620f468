"""What is on, on a line each: for windows too narrow for the room's panel."""

from collections.abc import Iterator

from textual.content import Content

from livebot.console.widgets.ballots import HEAT_STYLES
from livebot.console.widgets.bars import Bar, bar, next_prompts, time_left, why_not
from livebot.console.widgets.flow import HELD, countdown_left, running_countdowns, runsheet_line
from livebot.console.widgets.foot import TALL
from livebot.console.widgets.lines import Parts
from livebot.safe import cut
from livebot.views import Status
from livebot.views.show import CountdownView
from livebot.wording import Words, duration

MOST, MOST_IF_TALL = 4, 7
FEW = 2
"""With fewer lines there is room for what comes next."""


class NowBar(Bar):
    """What matters most comes first; what does not fit is in the room's panel."""

    def show(self, status: Status, words: Words, now_ms: int) -> None:
        lines = [line for line in _on(status, words, now_ms) if line.plain]
        waiting = next_prompts(status.prompts)
        if waiting and len(lines) < FEW:
            name, reasons = cut(waiting[0].id, 20), why_not(waiting[0], words, now_ms)
            lines.append(
                Content.assemble((f" {words('room.next')} ", "bold $accent"), f"{name}  ", (reasons, "$warning"))
            )
        width, most = self.app.size.width, MOST_IF_TALL if self.app.size.height >= TALL else MOST
        self.show_lines([line.truncate(width, ellipsis=True) for line in lines[:most]])


def _on(status: Status, words: Words, now_ms: int) -> Iterator[Content]:
    if (flow := runsheet_line(status, words, now_ms)).plain:
        yield Content.assemble(" ", flow)
    yield _clocks(status, words, now_ms)
    for pk in status.pk:
        if pk.open:
            counts = {camp.key: camp.cheers for camp in pk.camps}
            line = _in_one_line(words("room.pk"), pk.id, time_left(pk, words, now_ms), counts)
            chip = (f" {words(f'state.{pk.temperature}')} ", HEAT_STYLES.get(pk.temperature, "$warning"))
            yield line if pk.temperature == "calm" else Content.assemble(line, "  ", chip)
    for poll in status.polls:
        if poll.state in ("open", "grace"):
            counts = {option.key: option.votes for option in poll.options}
            yield _in_one_line(words("room.poll"), poll.id, time_left(poll, words, now_ms), counts)
    for ask in status.quick:
        if ask.open:
            yield _in_one_line(words("room.quick"), ask.id, time_left(ask, words, now_ms), ask.answers)


def _clocks(status: Status, words: Words, now_ms: int) -> Content:
    """Return countdowns and giveaways, all in one line."""
    countdowns = [(item.id, _left(item, words, now_ms)) for item in running_countdowns(status)]
    giveaways = []
    for item in status.giveaways:
        if item.state in HELD:
            is_timed = bool(item.closes_at_ms)
            left = duration(item.closes_at_ms - now_ms) if is_timed else words(f"giveaway.{item.state}")
            giveaways.append((item.id, left))
    parts: Parts = []
    for kind, items in (("countdown.heading", countdowns), ("giveaway.heading.native", giveaways)):
        parts += [(f" {words(kind)} ", "bold $accent")] if items else []
        for name, left in items:
            parts += [(f"{cut(name, 16)} ", "$foreground"), (f"{left}  ", "bold $warning")]
    return Content.assemble(*parts)


def _left(item: CountdownView, words: Words, now_ms: int) -> str:
    return f"-{max(item.target - item.have, 0):,}" if item.figure else countdown_left(item, words, now_ms)


def _in_one_line(kind: str, name: str, left: str, counts: dict[str, int]) -> Content:
    most = max(counts.values(), default=0)
    parts: Parts = [(f" {kind} ", "bold $accent"), (f"{cut(name, 16)}  ", "$foreground")]
    parts.append((f"{left}  ", "bold $warning"))
    for key, count in counts.items():
        style = "bold $success" if count == most and count else "$foreground"
        parts += [(f"  {cut(key, 8)} ", style), (bar(count, most, 8), "$primary"), (f" {count}", style)]
    return Content.assemble(*parts)

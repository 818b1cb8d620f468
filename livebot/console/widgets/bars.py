"""The lines above the panels: the room at a glance, alerts, the line to post; and what all panels draw with."""

from collections.abc import Sequence
from datetime import datetime

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from livebot.console.alerts import AlertLine, waiting_offences
from livebot.safe import cut, wrap
from livebot.views import Status
from livebot.views.asks import PkView, PollView, QuickView
from livebot.views.lines import LineView, PromptView
from livebot.wording import Words, duration

PHASE_STYLES = {
    "unknown": "bold $foreground on $error",
    "live": "bold $background on $success",
    "paused": "bold $background on $warning",
    "away": "bold $foreground on $error",
}
ALERT_STYLES = {
    "panic": "bold white on #c1121f",
    "bad": "bold white on #9d1b28",
    "warn": "bold $background on $warning",
    "calm": "$foreground on $panel",
}
ALERTS_SHOWN = 4


class Bar(Static):
    """One or more full lines; hidden while it has nothing to say."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes="-empty", markup=False)
        self._lines: list[Content] = []

    def show_lines(self, lines: list[Content]) -> None:
        """Show these lines; lays the screen out again only if their number changed."""
        if len(lines) == len(self._lines) and all(map(Content.is_same, lines, self._lines)):
            return
        is_new_height = len(lines) != len(self._lines)
        self._lines = lines
        self.set_class(not lines, "-empty")
        self.update(Content("\n").join(lines), layout=is_new_height)


class TopBar(Bar):
    """Phase, room, viewers, time on air, how chat goes out."""

    def show(self, status: Status, words: Words, now_ms: int, *, is_old: bool) -> None:
        """``is_old`` says that the status is not followed by newer ones at present."""
        phase = status.connection.phase
        chip = "unknown" if is_old else phase
        left: list[tuple[str, str]] = [
            (f" {words(f'phase.{chip}')} ", PHASE_STYLES.get(chip, "bold $foreground on $panel-lighten-2")),
            (f"  @{cut(status.room.removeprefix('@'), 28)}", "bold $foreground"),
        ]
        if waiting := len(waiting_offences(status)):
            left += [("   ", ""), (f" {words('top.offences', n=waiting)} ", "bold $background on $warning")]
        if phase in ("live", "paused", "away"):
            left.append((f"   {words('top.viewers', n=f'{status.viewers:,}')}", "$foreground"))
            left.append((f"   {duration(now_ms - status.connection.live_since_ms)}", "$foreground-muted"))
        if status.paused and not status.panicked:
            left.append((f"   {words('top.paused')}", "bold $warning"))
        if status.ending:
            left.append((f"   {words('top.ending')}", "bold $warning"))
        right = [
            (words(f"top.chat.{status.chat_mode}"), "$foreground-muted" if status.chat_mode != "off" else "$warning"),
            (f"   {clock(now_ms)} ", "bold $foreground"),
        ]
        room = self.size.width - sum(cell_len(text) for text, _ in (*left, *right)) - 2
        for fact in _facts(status, words):
            if (room := room - cell_len(fact)) >= 0:
                left.append((fact, "$foreground"))
        self.show_lines([spread(left, right, self.size.width)])


def _facts(status: Status, words: Words) -> list[str]:
    """Return what the show is about, where there is room for it: orders, and how much viewers do."""
    facts = [words("top.orders", n=f"{status.figures.orders:,}")] if status.figures.orders else []
    if status.interaction.viewer_minutes:
        facts.append(words("room.rate", rate=f"{status.interaction.per_viewer_minute:.2f}"))
    return [f"   {fact}" for fact in facts]


class AlertBar(Bar):
    """One or two lines an alert, four for panic; beyond some alerts, how many more there are."""

    def show(self, alerts: Sequence[AlertLine], words: Words) -> None:
        lines = []
        width = self.size.width or self.app.size.width
        for alert in alerts[:ALERTS_SHOWN]:
            style = ALERT_STYLES[alert.level]
            texts = wrap(alert.text, width - 4, 2)
            if alert.level == "panic":
                texts = ("", *texts, "")
            lines += [Content.styled(pad(f"  {text}", width), style) for text in texts]
        if more := len(alerts[ALERTS_SHOWN:]):
            text = f"  {words('post.more', n=more)}"
            lines.append(Content.styled(pad(text, width), ALERT_STYLES[alerts[ALERTS_SHOWN].level]))
        self.show_lines(lines)


class PostBar(Bar):
    """Assist mode: the whole text of the line that waits for the operator's hands, to copy or to select.

    A line that was copied, or is on the screen, stays there as long as it waits, so that nobody copies one line and
    marks another as sent.
    """

    line: LineView | None = None
    copied: LineView | None = None
    """The line that was copied last and neither marked as sent nor dropped here since."""

    def show(self, outbox: Sequence[LineView], words: Words, now_ms: int) -> None:
        copied = self.copied
        if copied is not None and not any((line.id, line.text) == (copied.id, copied.text) for line in outbox):
            self.copied = None  # of a show that is over
        waiting = sorted((line for line in outbox if line.state in ("maybe", "offered")), key=self._rank)
        self.line = waiting[0] if waiting else None
        if self.line is None:
            self.show_lines([])
            return
        is_maybe = self.line.state == "maybe"
        self.set_class(is_maybe, "-maybe")
        title = words("post.maybe" if is_maybe else "post.offered")
        chip = (f" {title} ", "bold $background on $warning" if is_maybe else "bold $background on $primary")
        tail: list[tuple[str, str]] = []
        if is_maybe:
            tail.append((words("post.maybe_hint"), "$warning"))
        else:
            for action, key in (("copy", "c"), ("posted", "v"), ("drop", "x")):
                tail += [(key, "bold $primary"), (f" {words(f'key.{action}')}   ", "$foreground-muted")]
            if self.line.expires_at_ms:
                tail.append((duration(self.line.expires_at_ms - now_ms), "$warning"))
        if len(waiting) > 1:
            tail.append((f"   {words('post.more', n=len(waiting) - 1)}", "$foreground-muted"))
        width = self.size.width or self.app.size.width
        texts = wrap(self.line.text, width - 4)
        self.show_lines(
            [
                Content.assemble(chip, "   ", *tail),
                *(Content.styled(f"  {text}", "bold $foreground") for text in texts),
            ]
        )

    def _rank(self, line: LineView) -> tuple[bool, bool, bool, bool, int]:
        """Return a line's place: the one copied, one in doubt, what an operator typed, the one shown, the oldest."""
        is_copied = self.copied is not None and line.id == self.copied.id
        is_shown = self.line is not None and line.id == self.line.id
        return (not is_copied, line.state != "maybe", line.origin != "operator", not is_shown, line.id)


def next_prompts(prompts: Sequence[PromptView]) -> list[PromptView]:
    """Return the prompts, those that wait for the least first."""
    return sorted(prompts, key=lambda prompt: (len(prompt.why_not), prompt.due_at_ms))


def why_not(prompt: PromptView, words: Words, now_ms: int) -> str:
    """Return what a prompt still waits for; its interval counts down between two views of the room."""
    left = {"left_ms": str(max(prompt.due_at_ms - now_ms, 0))}
    return " · ".join(
        words.why(why.kind, left if why.kind == "interval" and prompt.due_at_ms else why.data) for why in prompt.why_not
    ) or words("why.none")


def bar(count: int, most: int, width: int) -> str:
    """Return a bar of ``count`` out of ``most``, to an eighth of a cell, at most ``width`` cells."""
    eighths = round(width * 8 * count / most) if most else 0
    return "█" * (eighths // 8) + (" ▏▎▍▌▋▊▉"[eighths % 8] if eighths % 8 else "")


def pad(text: str, width: int) -> str:
    """Return ``text`` padded to ``width`` cells."""
    return text + " " * max(width - cell_len(text), 0)


def time_left(ballot: PollView | PkView | QuickView, words: Words, now_ms: int) -> str:
    """Return how long a poll or an ask is open yet, or for how long late votes count."""
    if ballot.state == "grace":
        return words("room.grace", left=duration(ballot.grace_until_ms - now_ms))
    return duration(ballot.closes_at_ms - now_ms) if ballot.closes_at_ms else words("room.no_limit")


def clock(at_ms: int) -> str:
    """Return the time of day on this machine."""
    return f"{datetime.fromtimestamp(at_ms / 1000):%H:%M:%S}"


def spread(left: list[tuple[str, str]], right: list[tuple[str, str]], width: int) -> Content:
    """Return one line with parts at both ends; where there is no room, the right ones go, the last first."""
    room = width - sum(cell_len(text) for text, _ in left)
    while (wanted := sum(cell_len(text) for text, _ in right)) + 2 > room and right:
        right = right[:-1]
    return Content.assemble(*left, " " * (room - wanted), *right)

"""What runs by the clock: the run sheet, countdowns, giveaways."""

from datetime import datetime

from textual.content import Content

from livebot.console.widgets.bars import clock
from livebot.console.widgets.lines import Parts, heading, large, progress
from livebot.safe import cut, wrap
from livebot.views import Status
from livebot.views.show import CountdownView, GiveawayView, RunsheetView, SegmentView, WinnerView
from livebot.wording import Words, duration

TITLE_CELLS = 24
LATE_SHOWN_MS = 30_000
"""Nobody minds less."""
COUNTING = ("running", "paused")
HELD = ("announced", "open", "frozen", "drawn")
"""States of a giveaway that is on."""
CHIP = "bold $background on $warning"
GIVEAWAY_STYLES = {
    "announced": "bold $primary",
    "open": "bold $success",
    "frozen": CHIP,
    "drawn": "bold $success",
    "done": "$success",
    "cancelled": "$foreground-muted",
    "idle": "$foreground-muted",
}


# --- the run sheet ---------------------------------------------------------------------------------------------


def slip_ms(sheet: RunsheetView, now_ms: int) -> int:
    """Return how far what is still to come has moved on since the last view."""
    return max(now_ms - sheet.slips_from_ms, 0) if sheet.slips_from_ms else 0


def segment_of(sheet: RunsheetView, segment_id: str) -> SegmentView | None:
    return next((segment for segment in sheet.segments if segment.id == segment_id), None)


def pace(sheet: RunsheetView, words: Words, now_ms: int) -> tuple[str, str]:
    """Return how much earlier or later than planned the show is, and the style for it; nothing where nobody minds."""
    late_ms = sheet.late_ms + slip_ms(sheet, now_ms)
    if abs(late_ms) < LATE_SHOWN_MS:
        return "", ""
    text = words("flow.late" if late_ms > 0 else "flow.early", left=duration(abs(late_ms)))
    is_bad = sheet.is_late and late_ms > 0
    return (f" {text} " if is_bad else text), "bold white on #9d1b28" if is_bad else "$foreground-muted"


def segment_left(sheet: RunsheetView, segment: SegmentView, words: Words, now_ms: int) -> tuple[str, str]:
    """Return how long the segment that is on has yet, and the style for it."""
    if sheet.held_since_ms:
        return f" {words('flow.held', left=duration(now_ms - sheet.held_since_ms))} ", CHIP
    if not segment.ends_at_ms:
        return words("room.no_limit"), "bold $warning"
    if (over_ms := now_ms - segment.ends_at_ms) > 0:
        return f" {words('flow.over', left=duration(over_ms))} ", CHIP
    return duration(-over_ms), "bold $warning"


def runsheet_lines(status: Status, words: Words, now_ms: int, width: int) -> list[Content]:
    """Return what is on, what it is to bring, and what is next."""
    lines = [_head(status, words, now_ms)]
    sheet = status.runsheet
    segment, coming = segment_of(sheet, sheet.current), segment_of(sheet, sheet.next)
    if segment is not None:
        facts = [goal_text(segment, words), cut(segment.product, 20), cut(segment.note, 60)]
        if told := " · ".join(filter(None, facts)):
            lines.append(Content.styled(f"  {told}", "$foreground"))
    if coming is not None:
        lines.append(
            Content.assemble(
                (f"  {words('flow.next')} ", "$foreground-muted"),
                (f"{cut(coming.title, TITLE_CELLS)}  ", "$foreground"),
                (_until(coming, sheet, words, now_ms), "$foreground-muted"),
            )
        )
    return (
        [*(line.truncate(width, ellipsis=True) for line in lines if line.plain), Content("")] if lines[0].plain else []
    )


def runsheet_line(status: Status, words: Words, now_ms: int) -> Content:
    """Return what is on and what is next in one line; empty if there is no run sheet."""
    head, sheet = _head(status, words, now_ms), status.runsheet
    coming = segment_of(sheet, sheet.next)
    if coming is None or not sheet.current:
        return head
    return Content.assemble(head, ("  → ", "$foreground-muted"), (cut(coming.title, TITLE_CELLS), "$foreground"))


def _head(status: Status, words: Words, now_ms: int) -> Content:
    sheet = status.runsheet
    segment = segment_of(sheet, sheet.current)
    if segment is not None:
        return heading(
            words("flow.heading"),
            (f"{cut(segment.title, TITLE_CELLS)}  ", "bold $foreground"),
            segment_left(sheet, segment, words, now_ms),
            ("  ", ""),
            pace(sheet, words, now_ms),
        )
    is_away = status.connection.phase in ("waiting", "ended")
    if is_away and sheet.is_show_late:
        return heading(words("flow.heading"), (f" {words('flow.show_late', at=moment(sheet.due_show_ms))} ", CHIP))
    if is_away and sheet.next_show_ms:
        return heading(words("flow.heading"), (words("flow.next_show", at=day(sheet.next_show_ms)), "$foreground"))
    if status.connection.phase == "live" and sheet.segments and not sheet.next:
        return heading(words("flow.heading"), (words("flow.through"), "$foreground-muted"))
    return Content("")


def _until(segment: SegmentView, sheet: RunsheetView, words: Words, now_ms: int) -> str:
    if sheet.moves == "hand" or sheet.held_since_ms:
        return words("flow.by_hand")
    left_ms = segment.starts_at_ms + slip_ms(sheet, now_ms) - now_ms
    return words("why.interval", left=duration(left_ms)) if segment.starts_at_ms else ""


def goal_text(segment: SegmentView, words: Words) -> str:
    """Return how far the segment's goals are."""
    return " · ".join(
        f"{words(f'figure.{goal.figure}')} {goal.have:,}/{goal.need:,}{' ✓' if goal.have >= goal.need else ''}"
        for goal in segment.goals
    )


def moment(at_ms: int) -> str:
    """Return a time of day on this machine, without the seconds."""
    return clock(at_ms)[:-3]


def day(at_ms: int) -> str:
    """Return day and time of day on this machine."""
    return f"{datetime.fromtimestamp(at_ms / 1000):%m-%d %H:%M}"


# --- countdowns ------------------------------------------------------------------------------------------------


def running_countdowns(status: Status) -> list[CountdownView]:
    """Return what counts, what comes first first, and what waits for a figure last."""
    counting = [item for item in status.countdowns if item.state in COUNTING]
    return sorted(counting, key=lambda item: (not item.ends_at_ms, item.ends_at_ms))


def countdown_left(item: CountdownView, words: Words, now_ms: int) -> str:
    """Return how much time is left, or what of the figure is missing."""
    if item.figure:
        return words(
            "countdown.missing", n=f"{max(item.target - item.have, 0):,}", figure=words(f"figure.{item.figure}")
        )
    return duration(item.left_ms if item.state == "paused" else item.ends_at_ms - now_ms)


def countdown_lines(status: Status, words: Words, now_ms: int, width: int) -> list[Content]:
    """Return the one that comes first in large figures, the others on a line each."""
    lines: list[Content] = []
    for item in running_countdowns(status):
        name = cut(item.title.get(words.language) or next(iter(item.title.values()), item.id), TITLE_CELLS)
        if item.ends_at_ms and not lines:
            lines += _large(item, name, words, now_ms)
            continue
        left = (countdown_left(item, words, now_ms), "bold $warning")
        what = (f"{name}  ", "bold $foreground")
        lines.append(heading(words("countdown.heading"), what, left, _standing(item, words)))
        if item.figure:
            figure, percent = words(f"figure.{item.figure}"), min(100 * item.have // max(item.target, 1), 100)
            lines.append(progress(figure, item.have, item.target, percent=percent, label_width=12, width=width))
    return [*(line.truncate(width, ellipsis=True) for line in lines), Content("")] if lines else []


def _large(item: CountdownView, name: str, words: Words, now_ms: int) -> list[Content]:
    is_close = item.state == "running" and item.ends_at_ms - now_ms <= 60_000
    style = "bold $error" if is_close else "$foreground-muted" if item.state == "paused" else "bold $warning"
    marks = [words("countdown.mark", left=duration(mark)) for mark in item.marks[:1]]
    then = [words("countdown.then", names=", ".join(item.then))] if item.then else []
    beside = (
        heading(words("countdown.heading"), (cut(item.id, 30), "$foreground-muted"), _standing(item, words)),
        Content.styled(name, "bold $foreground"),
        Content.styled(cut(" · ".join((*marks, *then)), 80), "$foreground-muted"),
    )
    rows = large(countdown_left(item, words, now_ms))
    return [Content.assemble((f" {row}   ", style), text) for row, text in zip(rows, beside, strict=True)]


def _standing(item: CountdownView, words: Words) -> tuple[str, str]:
    return (f"  {words('countdown.paused')}", "bold $warning") if item.state == "paused" else ("", "")


# --- giveaways -------------------------------------------------------------------------------------------------


def giveaway_lines(status: Status, words: Words, now_ms: int, width: int) -> list[Content]:
    """Return those that are on, with what the operator has to do next."""
    lines: list[Content] = []
    for item in status.giveaways:
        if item.state in HELD:
            lines.append(giveaway_head(item, words, now_ms))
            lines += step_lines(item, status.chat_mode, words, width)
            lines += [winner_line(winner, words, now_ms) for winner in item.winners if winner.state != "lost"]
    return [*(line.truncate(width, ellipsis=True) for line in lines), Content("")] if lines else []


def given_lines(status: Status, words: Words, now_ms: int, width: int) -> list[Content]:
    """Return those that are over, with their winners."""
    lines = []
    for item in status.giveaways:
        if item.state == "done":
            names = ", ".join(cut(winner.name, 16) for winner in item.winners if winner.state == "claimed")
            line = Content.assemble(giveaway_head(item, words, now_ms), (names, "$foreground"))
            lines.append(line.truncate(width, ellipsis=True))
    return lines


def giveaway_head(item: GiveawayView, words: Words, now_ms: int) -> Content:
    """Return what it is, where it stands, how long it has yet and how many take part."""
    state = words(f"giveaway.{item.state}")
    parts: Parts = [(f"{cut(item.id, 20)}  ", "bold $foreground")]
    parts += [
        (f" {state} " if item.state == "frozen" else state, GIVEAWAY_STYLES.get(item.state, "$foreground")),
        ("  ", ""),
    ]
    if item.closes_at_ms:
        parts.append((f"{duration(item.closes_at_ms - now_ms)}  ", "bold $warning"))
    if item.mode == "draw" and item.state in ("open", "frozen", "drawn"):
        parts.append((f"{words('giveaway.entrants', n=item.entrants)}  ", "$foreground"))
        if away := sum(item.turned_away.values()):
            parts.append((f"{words('giveaway.away', n=away)}  ", "$foreground-muted"))
    return heading(words(f"giveaway.heading.{item.mode}"), *parts)


def step_lines(item: GiveawayView, chat_mode: str, words: Words, width: int) -> list[Content]:
    """Return what comes next, in as many lines as it needs."""
    first, *rest = wrap(next_step(item, chat_mode, words), width - 4)
    return [Content.styled(f"  → {first}", "$primary"), *(Content.styled(f"    {line}", "$primary") for line in rest)]


def next_step(item: GiveawayView, chat_mode: str, words: Words) -> str:
    """Return what comes next, and who has to do it."""
    if item.state == "announced":
        return words("giveaway.step.announced" if chat_mode == "assist" else "giveaway.step.sending")
    if item.state == "open":
        return words(f"giveaway.step.open.{item.mode}")
    if item.state == "frozen":
        return words("giveaway.step.frozen", value=cut(item.public_value, 60))
    is_called = all(winner.claim_until_ms for winner in item.winners if winner.state == "called")
    return words("giveaway.step.claim" if is_called else "giveaway.step.call")


def winner_line(winner: WinnerView, words: Words, now_ms: int) -> Content:
    """Return who has which prize, and how long they have to claim it."""
    is_claimed = winner.state == "claimed"
    state = words(f"winner.{winner.state}")
    if winner.claim_until_ms:
        state = words("giveaway.claim_left", left=duration(winner.claim_until_ms - now_ms))
    return Content.assemble(
        (f"    {winner.place}  ", "$foreground-muted"),
        (f"{cut(winner.name, 20) or '-'}  ", "bold $success" if is_claimed else "bold $foreground"),
        (f"{cut(winner.prize, 24)}  ", "$foreground"),
        (state, "$success" if is_claimed else "bold $warning"),
    )

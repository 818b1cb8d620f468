"""The room: what is on with live bars, what comes next and why not yet, who talks in which language."""

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from livebot.console.widgets.ballots import ask_lines, pk_lines, poll_lines, rest_lines
from livebot.console.widgets.bars import next_prompts, why_not
from livebot.console.widgets.codes import code_lines
from livebot.console.widgets.figures import figure_lines, goal_lines, viewer_lines
from livebot.console.widgets.flow import countdown_lines, giveaway_lines, given_lines, runsheet_lines
from livebot.console.widgets.lines import Parts, heading
from livebot.safe import cut
from livebot.views import Status
from livebot.wording import Words


class RoomPanel(VerticalScroll):
    """Scrolls if the room has much going on."""

    def __init__(self) -> None:
        super().__init__(id="room")
        self._text = Static(id="room-text", markup=False)
        self._lines = 0
        self._content = Content("")

    def compose(self) -> list[Static]:
        return [self._text]

    def show(self, status: Status, words: Words, now_ms: int) -> None:
        self.border_title = words("panel.room")
        width = max(self.scrollable_content_region.width, 20)
        lines = room_lines(status, words, now_ms, width)
        content = Content("\n").join(lines)
        if not content.is_same(self._content):
            self._text.update(content, layout=len(lines) != self._lines)
            self._content, self._lines = content, len(lines)


def room_lines(status: Status, words: Words, now_ms: int, width: int) -> list[Content]:
    """Return what is on now, then what the show brings, then what waits."""
    lines = runsheet_lines(status, words, now_ms, width)
    lines += countdown_lines(status, words, now_ms, width)
    for pk in status.pk:
        if pk.open:
            lines += pk_lines(pk, words, now_ms, width)
    lines += giveaway_lines(status, words, now_ms, width)
    for poll in status.polls:
        if poll.state in ("open", "grace"):
            lines += poll_lines(poll, words, now_ms, width)
    for ask in status.quick:
        if ask.open:
            lines += ask_lines(ask, words, now_ms, width)
    brought = goal_lines(status.goals, words, width) + viewer_lines(status, words, width)
    lines += [*brought, Content("")] if brought else []
    rest = given_lines(status, words, now_ms, width) + rest_lines(status, words, width)
    lines += [*rest, Content("")] if rest else []
    lines += code_lines(status, words, now_ms, width)
    lines += _prompts(status, words, now_ms, width)
    lines += _languages(status, words, width)
    lines += _translation(status, words, width)
    lines += figure_lines(status, words, width)
    return lines


def _prompts(status: Status, words: Words, now_ms: int, width: int) -> list[Content]:
    """Return the prompts, the next first, each with what it still waits for."""
    if not status.prompts:
        return []
    lines = [heading(words("room.prompts"))]
    for prompt in next_prompts(status.prompts):
        is_ready = not prompt.why_not
        lines.append(
            Content.assemble(
                (f"{cut(prompt.id, 18)}  ", "$foreground"),
                (why_not(prompt, words, now_ms), "bold $success" if is_ready else "$warning"),
                (f"  ×{prompt.fired}" if prompt.fired else "", "$foreground-muted"),
            ).truncate(width, ellipsis=True)
        )
        if prompt.next_text:
            lines.append(Content.styled(f"  {cut(prompt.next_text, width - 2)}", "$foreground-muted"))
    return [*lines, Content("")]


def _languages(status: Status, words: Words, width: int) -> list[Content]:
    total = sum(status.languages.values())
    if not total:
        return []
    ranked = sorted(status.languages.items(), key=lambda entry: -entry[1])
    parts: Parts = []
    for language, count in ranked:
        parts += [(f"{cut(language, 8)} ", "$foreground"), (f"{round(100 * count / total)}%  ", "$foreground-muted")]
    return [heading(words("room.languages"), *parts).truncate(width, ellipsis=True)]


def _translation(status: Status, words: Words, width: int) -> list[Content]:
    parts: Parts = []
    for engine in status.engines:
        style = {"closed": "$success", "open": "bold $error"}.get(engine.breaker, "$warning")
        parts += [
            ("● ", style),
            (f"{cut(engine.engine, 14)} ", "$foreground"),
            (f"{engine.mean_ms}/{engine.p95_ms} ms  ", "$foreground-muted"),
        ]
        if engine.failed:
            parts.append((f"✗{engine.failed}  ", "$warning"))
    return [heading(words("room.translation"), *parts).truncate(width, ellipsis=True)] if parts else []

"""The room: what is open with live bars, what comes next and why not yet, who talks in which language."""

from rich.cells import cell_len
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from livebot.console.widgets.bars import bar, next_prompts, pad, time_left, why_not
from livebot.safe import cut
from livebot.views import PollView, QuickView, Status
from livebot.wording import Words

Parts = list[tuple[str, str]]
FIGURES = (
    "comments",
    "questions",
    "questions_answered",
    "answers_by_bot",
    "translated",
    "votes",
    "code_hits",
    "lines_sent",
    "gifts",
    "diamonds",
    "joins",
    "reconnects",
)


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
    lines: list[Content] = []
    for poll in status.polls:
        if poll.state in ("open", "grace"):
            lines += _open_poll(poll, words, now_ms, width)
    for ask in status.quick:
        if ask.open:
            lines += _open_ask(ask, words, now_ms, width)
    lines += _at_rest(status, words, width)
    lines += _codes(status, words, width)
    lines += _prompts(status, words, now_ms, width)
    lines += _languages(status, words, width)
    lines += _translation(status, words, width)
    lines += _figures(status, words, width)
    return lines


def _heading(title: str, *parts: tuple[str, str]) -> Content:
    return Content.assemble((f"{title}  ", "bold $accent"), *parts)


def _bars(rows: list[tuple[str, str, int]], width: int, total: int) -> list[Content]:
    """Return a line each of key, label, bar, share and count."""
    most = max((count for _, _, count in rows), default=0)
    names = [f"{key} {label}".strip() for key, label, _ in rows]
    label_width = min(max(map(cell_len, names), default=4) + 2, width // 3)
    bar_width = max(width - label_width - 14, 4)
    lines = []
    for key, label, count in rows:
        is_ahead = 0 < count == most
        name = cut(f"{key} {label}", label_width - 1)
        share = f"{round(100 * count / total):>4} %" if total else " " * 6
        lines.append(
            Content.assemble(
                pad(name, label_width),
                (pad(bar(count, most, bar_width), bar_width), "$success" if is_ahead else "$primary"),
                (f"{share}{count:>6}", "bold $foreground" if is_ahead else "$foreground-muted"),
            )
        )
    return lines


def _open_poll(poll: PollView, words: Words, now_ms: int, width: int) -> list[Content]:
    left = time_left(poll, words, now_ms)
    rows = [(option.key, option.label, option.votes) for option in poll.options]
    return [
        _heading(words("room.poll"), (f"{cut(poll.id, 20)}  ", "bold $foreground"), (left, "bold $warning")),
        Content.styled(cut(poll.question, width), "$foreground"),
        *_bars(rows, width, poll.voters),
        Content.styled(words("room.voters", n=poll.voters), "$foreground-muted"),
        Content(""),
    ]


def _open_ask(ask: QuickView, words: Words, now_ms: int, width: int) -> list[Content]:
    left = time_left(ask, words, now_ms)
    return [
        _heading(words("room.quick"), (f"{cut(ask.id, 20)}  ", "bold $foreground"), (left, "bold $warning")),
        Content.styled(cut(ask.ask, width), "$foreground"),
        *_bars([(key, "", count) for key, count in ask.answers.items()], width, ask.viewers),
        Content(""),
    ]


def _at_rest(status: Status, words: Words, width: int) -> list[Content]:
    """Return the results of closed polls and asks, and the names of those that wait."""
    lines: list[Content] = []
    for poll in status.polls:
        if poll.state == "closed":
            won = words("room.won", winners=cut(poll.result, 20)) if poll.result else words("room.nobody")
            voters = words("room.voters", n=poll.voters)
            text = cut(f"{poll.id} · {won} · {voters}", width - 8)
            lines.append(_heading(words("room.poll"), (text, "$foreground")))
    for ask in status.quick:
        if not ask.open and ask.viewers:
            counts = " · ".join(f"{key} {count}" for key, count in ask.answers.items())
            lines.append(_heading(words("room.quick"), (cut(f"{ask.id} · {counts}", width - 8), "$foreground")))
    idle = [poll.id for poll in status.polls if poll.state == "idle"]
    idle += [ask.id for ask in status.quick if not ask.open and not ask.viewers]
    if idle:
        lines.append(Content.styled(cut(words("room.idle", ids=", ".join(idle)), width), "$foreground-muted"))
    return [*lines, Content("")] if lines else []


def _codes(status: Status, words: Words, width: int) -> list[Content]:
    lines = [_heading(words("room.codes"))] if status.codes else []
    for code in status.codes:
        state = (words("room.code_open"), "$success") if code.open else (words("why.not_open"), "$foreground-muted")
        if code.open and code.why_not:
            state = (" · ".join(words.why(why.kind, why.data) for why in code.why_not), "$warning")
        hits = words("room.hits", hits=code.hits, viewers=code.viewers, new=code.first_timers)
        lines.append(
            Content.assemble((f"{cut(code.id, 18)}  ", "$foreground"), state, (f"  {hits}", "$foreground-muted"))
        )
    return [*(line.truncate(width, ellipsis=True) for line in lines), Content("")] if lines else []


def _prompts(status: Status, words: Words, now_ms: int, width: int) -> list[Content]:
    """Return the prompts, the next first, each with what it still waits for."""
    if not status.prompts:
        return []
    lines = [_heading(words("room.prompts"))]
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
    return [_heading(words("room.languages"), *parts).truncate(width, ellipsis=True)]


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
    return [_heading(words("room.translation"), *parts).truncate(width, ellipsis=True)] if parts else []


def _figures(status: Status, words: Words, width: int) -> list[Content]:
    lines = [_heading(words("room.figures"))]
    for name in FIGURES:
        if status.counters.get(name):
            label, figure = f"{words(f'counter.{name}')} ", f"{status.counters[name]:,}  "
            if lines[-1].cell_length + cell_len(label + figure) > width:
                lines.append(Content(""))
            lines[-1] += Content.assemble((label, "$foreground-muted"), (figure, "$foreground"))
    return lines if any(status.counters.get(name) for name in FIGURES) else []

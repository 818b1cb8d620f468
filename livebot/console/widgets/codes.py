"""The secret codes: which are open and until when, who uses them, how they are handed on."""

from textual.content import Content

from livebot.console.widgets.lines import Parts, fitting, heading
from livebot.safe import cut
from livebot.views import Status
from livebot.views.lines import CodeView
from livebot.wording import Words, duration

NAME_CELLS = 18


def code_lines(status: Status, words: Words, now_ms: int, width: int) -> list[Content]:
    """Return the codes on a line each, the open ones first."""
    if not status.codes:
        return []
    lines = [heading(words("room.codes"))]
    for code in sorted(status.codes, key=lambda code: not code.open):
        parts: Parts = [code_state(code, words, now_ms)]
        if code.hits:
            hits = words("room.hits", hits=code.hits, viewers=code.viewers, new=code.first_timers)
            parts.append((hits, "$foreground-muted"))
        if code.handed_on:
            parts.append((words("room.handed_on", n=code.handed_on), "$foreground-muted"))
        lines.append(fitting(Content.styled(cut(code.id, NAME_CELLS), "$foreground"), parts, width))
    return [*lines, Content("")]


def code_state(code: CodeView, words: Words, now_ms: int) -> tuple[str, str]:
    """Return whether a code is answered now, until when or why not, and the style for it."""
    if not code.open:
        return words("why.not_open"), "$foreground-muted"
    if code.why_not:
        return " · ".join(words.why(why.kind, why.data) for why in code.why_not), "$warning"
    if code.closes_at_ms:
        return words("codes.open_left", left=duration(code.closes_at_ms - now_ms)), "bold $success"
    return words("room.code_open"), "$success"

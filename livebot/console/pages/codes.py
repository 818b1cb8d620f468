"""The codes: who uses them, who passed them on, and how large each community is."""

from textual.content import Content

from livebot.console.widgets.codes import code_state
from livebot.console.widgets.lines import Parts, chart
from livebot.safe import cut, wrap
from livebot.views import Status
from livebot.views.lines import CodeView
from livebot.wording import Words

NAME_CELLS = 30
BRINGERS = 5


def codes_page(status: Status, words: Words, now_ms: int, width: int) -> list[Content]:
    """Return the codes, the open ones first."""
    if not status.codes:
        return [Content(line) for line in wrap(words("codes.none"), width)]
    lines: list[Content] = []
    for code in sorted(status.codes, key=lambda code: not code.open):
        lines += [*(line.truncate(width, ellipsis=True) for line in _code(code, words, now_ms)), Content("")]
    return lines[:-1]


def _code(code: CodeView, words: Words, now_ms: int) -> list[Content]:
    state, style = code_state(code, words, now_ms)
    head: Parts = [(f"{cut(code.id, NAME_CELLS)}  ", "bold $foreground"), (state, style)]
    if code.open and code.why_open is not None:
        head.append((f"  {words.why(code.why_open.kind, code.why_open.data)}", "$foreground-muted"))
    lines = [Content.assemble(*head)]
    if code.viewers:
        use = words("codes.use", hits=code.hits, viewers=code.viewers, regulars=code.regulars, new=code.first_timers)
        lines.append(Content.styled(f"  {use}", "$foreground"))
    if code.handed_on:
        handed = words("codes.handed_on", n=code.handed_on, chain=code.chain)
        lines.append(Content.styled(f"  {handed}", "$foreground"))
        names = ", ".join(f"{cut(who.name or who.handle, 20)} {who.newcomers}" for who in code.bringers[:BRINGERS])
        lines.append(Content.styled(f"  {words('codes.bringers', names=names)}", "$foreground-muted"))
    if code.community:
        months = sorted(code.community.items())
        newest, members = months[-1]
        lines.append(
            Content.assemble(
                (f"  {words('codes.community')}  ", "$foreground-muted"),
                (chart([count for _, count in months]), "$success"),
                (f"  {cut(newest, 8)}: {members:,}", "bold $foreground"),
            )
        )
    return lines

"""What viewers take part in now: open polls, quick asks and PKs, with live bars; and what is over."""

from textual.content import Content

from livebot.console.widgets.bars import time_left
from livebot.console.widgets.lines import Parts, bars, heading
from livebot.safe import cut
from livebot.views import Status
from livebot.views.asks import PkView, PollView, QuickView
from livebot.wording import Words

HEAT_STYLES = {"calm": "$foreground-muted", "warm": "bold $background on $warning", "hot": "bold white on #9d1b28"}


def poll_lines(poll: PollView, words: Words, now_ms: int, width: int) -> list[Content]:
    left = time_left(poll, words, now_ms)
    voters = (f"  {words('room.voters', n=poll.voters)}", "$foreground-muted")
    rows = [(option.key, option.label, option.votes) for option in poll.options]
    return [
        heading(words("room.poll"), (f"{cut(poll.id, 20)}  ", "bold $foreground"), (left, "bold $warning"), voters),
        Content.styled(cut(poll.question, width), "$foreground"),
        *bars(rows, width, poll.voters),
        Content(""),
    ]


def ask_lines(ask: QuickView, words: Words, now_ms: int, width: int) -> list[Content]:
    left = time_left(ask, words, now_ms)
    return [
        heading(words("room.quick"), (f"{cut(ask.id, 20)}  ", "bold $foreground"), (left, "bold $warning")),
        Content.styled(cut(ask.ask, width), "$foreground"),
        *bars([(key, "", count) for key, count in ask.answers.items()], width, ask.viewers),
        Content(""),
    ]


def pk_lines(pk: PkView, words: Words, now_ms: int, width: int) -> list[Content]:
    """Return who leads, both camps with their cheers, and how heated it is."""
    rows = [(camp.key, camp.label, camp.cheers) for camp in pk.camps]
    viewers: Parts = [(f"{words('room.pk.viewers', n=pk.viewers)}   ", "$foreground-muted")]
    viewers += [(f"{cut(camp.key, 8)} {camp.viewers}  ", "$foreground-muted") for camp in pk.camps]
    return [
        heading(
            words("room.pk"),
            (f"{cut(pk.id, 20)}  ", "bold $foreground"),
            (f"{time_left(pk, words, now_ms)}  ", "bold $warning"),
            (lead(pk, words), "bold $success"),
        ).truncate(width, ellipsis=True),
        *bars(rows, width, sum(camp.cheers for camp in pk.camps)),
        *_mood(viewers, pk, words, width),
        Content(""),
    ]


def _mood(viewers: Parts, pk: PkView, words: Words, width: int) -> list[Content]:
    """Return who cheers and how heated it is; what is not calm has a line of its own."""
    lines = [viewers, [heat(pk, words)]] if pk.temperature != "calm" else [[*viewers, heat(pk, words)]]
    return [Content.assemble(*line).truncate(width, ellipsis=True) for line in lines]


def lead(pk: PkView, words: Words) -> str:
    """Return which camp leads by how many cheers; nothing if none does."""
    cheers = sorted((camp.cheers for camp in pk.camps), reverse=True)
    leader = next((camp for camp in pk.camps if camp.key == pk.leader), None)
    if leader is None or len(cheers) < 2:
        return ""
    return words("room.pk.lead", camp=cut(leader.label or leader.key, 16), n=cheers[0] - cheers[1])


def heat(pk: PkView, words: Words) -> tuple[str, str]:
    """Return how heated a PK is, and the style for it."""
    text = words(f"room.pk.{pk.temperature}", n=pk.abusers)
    return (text if pk.temperature == "calm" else f" {text} "), HEAT_STYLES.get(pk.temperature, "$warning")


def rest_lines(status: Status, words: Words, width: int) -> list[Content]:
    """Return the results of what is closed, and the names of what waits."""
    lines: list[Content] = []
    for poll in status.polls:
        if poll.state == "closed":
            voters = words("room.voters", n=poll.voters)
            lines.append(_over(words("room.poll"), poll.id, f"{_won(poll.result, words)} · {voters}", width))
    for pk in status.pk:
        if pk.state == "closed":
            won = words("room.pk.cooled") if pk.cooled else _won(pk.result, words)
            cheers = ":".join(str(camp.cheers) for camp in pk.camps)
            text = f"{won} · {cheers} · {words('room.pk.viewers', n=pk.viewers)}"
            lines.append(_over(words("room.pk"), pk.id, text, width))
    for ask in status.quick:
        if not ask.open and ask.viewers:
            counts = " · ".join(f"{key} {count}" for key, count in ask.answers.items())
            lines.append(_over(words("room.quick"), ask.id, counts, width))
    idle = [poll.id for poll in status.polls if poll.state == "idle"]
    idle += [pk.id for pk in status.pk if pk.state == "idle"]
    idle += [ask.id for ask in status.quick if not ask.open and not ask.viewers]
    if idle:
        lines.append(Content.styled(cut(words("room.idle", ids=", ".join(idle)), width), "$foreground-muted"))
    return lines


def _won(result: str, words: Words) -> str:
    return words("room.won", winners=cut(result, 20)) if result else words("room.nobody")


def _over(kind: str, name: str, text: str, width: int) -> Content:
    return heading(kind, (cut(f"{name} · {text}", width - 8), "$foreground"))

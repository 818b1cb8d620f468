"""The giveaways: where each stands, who won, and what anybody can check."""

from collections.abc import Iterator

from textual.content import Content

from livebot.console.widgets.flow import HELD, giveaway_head, step_lines, winner_line
from livebot.console.widgets.lines import Parts
from livebot.draw import SEAL_CHARS
from livebot.safe import wrap
from livebot.views import Status
from livebot.views.show import GiveawayView
from livebot.wording import Words


def giveaways_page(status: Status, words: Words, now_ms: int, width: int) -> list[Content]:
    """Return the giveaways, those that are on first."""
    if not status.giveaways:
        return [Content(line) for line in wrap(words("giveaways.none"), width)]
    lines: list[Content] = []
    for item in sorted(status.giveaways, key=lambda item: item.state not in HELD):
        lines.append(giveaway_head(item, words, now_ms).truncate(width, ellipsis=True))
        if item.state in HELD:
            lines += step_lines(item, status.chat_mode, words, width)
        lines += [winner_line(winner, words, now_ms).truncate(width, ellipsis=True) for winner in item.winners]
        lines += [
            Content.styled(f"  {line}", style) for text, style in _facts(item, words) for line in wrap(text, width - 2)
        ]
        lines.append(Content(""))
    return lines[:-1]


def _facts(item: GiveawayView, words: Words) -> Iterator[tuple[str, str]]:
    muted = "$foreground-muted"
    yield words("giveaways.prizes", names=", ".join(item.prizes)), "$foreground"
    if item.reason:
        yield words.reason(item.reason), "$warning"
    for why in item.why_not:
        yield words.why(why.kind, why.data), "$warning"
    if item.allowed_by:
        yield words("giveaways.allowed", by=item.allowed_by), muted
    if item.turned_away:
        away: Parts = [(words.reason(reason), str(count)) for reason, count in item.turned_away.items()]
        yield words("giveaways.away", counts=", ".join(f"{reason} {count}" for reason, count in away)), muted
    if item.public_value and item.number:
        yield words("giveaways.value", name=item.public_value, value=item.value), muted
    if item.commitment:
        yield words("giveaways.seal", seal=item.commitment[:SEAL_CHARS]), muted
    if item.record:
        yield words("giveaways.verify", file=item.record), "$primary"

"""The show of some days ago: what it left is what this one begins with, and what it is told to have been."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from livebot.commands import AnyCommand, ClosePoll, DrawGiveaway, OpenPoll, Start, Stop
from livebot.effects import SendChat
from livebot.events import AnyEvent, ChatSent, CommandGiven, Commented, Connected, Gifted, SessionClosed, Ticked
from livebot.journal.sqlite import SqliteJournal
from livebot.ports import Step
from livebot.rehearsal.daemon import ACCOUNT
from livebot.rehearsal.rhythm.cast import CAST, REGULARS
from livebot.rules.config import load_config
from livebot.runtime.datadir import JOURNAL_NAME
from livebot.runtime.reload import read_rules_event
from livebot.runtime.session import Sessions
from livebot.viewers import Reading

AGO_MS = 3 * 86_400_000
CODE = "🌙🌙🌙"
VOTES = {"Rosa": "J T", "Raul": "J", "Remedios": "S J", "Rocio": "S"}
"""Of the poll ``restock``."""
WON = ("Jeans", 75)
CHEERS = {"Rosa": "Q", "Raul": "Q", "Remedios": "Q", "Rocio": "W"}
"""Of the PK ``fair``."""
PK_WON = ("Cotton", 75)
GIVER, DIAMONDS = "Clara", 400
WINNER = "Wanda"
"""The only one who entered the draw ``lamp``."""
POINTS = {
    **dict.fromkeys(REGULARS, 2 + 2 + 1),
    GIVER: 1 + DIAMONDS // 10,
    WINNER: 2 + 1,
}
"""A code, a vote and a cheer; a comment and the gift; an entry and the claim."""
ACTIVE = frozenset({*REGULARS, GIVER, WINNER})


def day_of(now_ms: int, zone: ZoneInfo) -> str:
    """Return how livebot tells when that was."""
    return f"last {datetime.fromtimestamp((now_ms - AGO_MS) / 1000, zone):%A}"


def record_past(config_path: Path, now_ms: int) -> None:
    """Put the earlier show into the journal."""
    config = load_config(config_path, ACCOUNT)
    at_ms = now_ms - AGO_MS
    config.data_path.mkdir(parents=True, exist_ok=True)
    journal = SqliteJournal(config.data_path / JOURNAL_NAME)
    try:
        session = Sessions(journal, config.room, read_rules_event(config, at_ms)).open(at_ms)
        steps: list[Step] = []
        coming: list[AnyEvent] = [*session.first_events, *_events(at_ms)]
        while coming:
            event = coming.pop(0)
            effects = session.room.step(event)
            steps.append(Step(event, effects))
            sent = [ChatSent(at_ms=event.at_ms, effect_id=e.id) for e in effects if isinstance(e, SendChat)]
            coming = [*sent, *coming]
        journal.commit(session.id, 0, steps)
    finally:
        journal.close()


def _events(at_ms: int) -> Iterator[AnyEvent]:
    number = count(1)

    def says(name: str, text: str, after_s: float) -> AnyEvent:
        guest, when_ms = CAST[name], at_ms + round(after_s * 1000)
        return Commented(
            at_ms=when_ms,
            msg_id=f"past {next(number)}",
            viewer=guest.viewer,
            text=text,
            written_at_ms=when_ms,
            reading=Reading(scores={guest.language: 1.0}),
        )

    def order(command: AnyCommand, after_s: int) -> AnyEvent:
        when_ms = at_ms + after_s * 1000
        return CommandGiven(at_ms=when_ms, command_id=f"past {next(number)}", by="operator", command=command)

    yield Connected(at_ms=at_ms, room_id="1")
    for n, name in enumerate(REGULARS):
        yield says(name, CODE, 100 * n)
    yield order(OpenPoll(id="restock"), 500)
    for name, keys in VOTES.items():
        yield says(name, keys, 510)
    yield order(ClosePoll(id="restock"), 520)
    yield order(Start(name="pk.fair"), 600)
    for name, key in CHEERS.items():
        yield says(name, key, 610)
    yield Ticked(at_ms=at_ms + 700_000)
    yield says(GIVER, "love it here", 710)
    yield Gifted(
        at_ms=at_ms + 720_000,
        msg_id="past gift",
        viewer=CAST[GIVER].viewer,
        gift_id="1",
        gift_name="Clappers",
        group_id="1",
        diamonds=DIAMONDS,
        repeat_count=1,
        is_streak=False,
    )
    yield order(Start(name="giveaways.lamp"), 800)
    yield Ticked(at_ms=at_ms + 810_000)
    yield says(WINNER, "me", 820)
    yield order(Stop(name="giveaways.lamp"), 830)
    yield order(DrawGiveaway(id="lamp", value="0815"), 840)
    yield Ticked(at_ms=at_ms + 850_000)
    yield says(WINNER, "here", 860)
    yield Ticked(at_ms=at_ms + 880_000)
    yield SessionClosed(at_ms=at_ms + 3_600_000)

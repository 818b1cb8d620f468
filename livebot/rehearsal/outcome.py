"""What livebot made of the show: its last status, and the record in its journal."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from livebot.commands import ClaimQuestion, ReleaseAllQuestions, ReleaseQuestion
from livebot.effects import Notify, Reply, SendChat
from livebot.engine.asks import ballots, results
from livebot.engine.crowd import points
from livebot.engine.room import Room
from livebot.events import (
    AnyEvent,
    ChatSent,
    CommandGiven,
    Commented,
    CommentsDeleted,
    Event,
    Followed,
    Gifted,
    Joined,
    Liked,
    ProductShown,
    Shared,
    WireEvent,
)
from livebot.journal.sqlite import SqliteJournal
from livebot.ports import Step
from livebot.rehearsal.script import refusal
from livebot.replay import verify
from livebot.runtime.datadir import JOURNAL_NAME
from livebot.views import Status

KINDS: dict[str, type[Event]] = {
    "comments": Commented,
    "joins": Joined,
    "likes": Liked,
    "follows": Followed,
    "shares": Shared,
    "gift messages": Gifted,
    "deletions": CommentsDeleted,
    "products": ProductShown,
}


@dataclass
class Outcome:
    """What livebot says happened."""

    status: Status
    """The last one, as an operator saw it."""
    exit_code: int
    """Of the daemon."""
    data_dir: Path
    steps: list[Step] = field(default_factory=list)
    """The recorded session."""
    votes: dict[str, dict[str, str]] = field(default_factory=dict)
    """Id of a poll, quick ask or PK to viewer id to key, or keys with blanks between, from the record."""
    points: dict[str, int] = field(default_factory=dict)
    """Viewer id to what they earned in this session, from the record."""
    difference: str = ""
    """Where a replay of the record decides otherwise; empty if it is exact."""

    def messages(self, kind: str) -> Counter[str]:
        """Return how often each message of a kind in ``KINDS`` was recorded, by its id."""
        events: list[AnyEvent] = [step.event for step in self.steps if isinstance(step.event, KINDS[kind])]
        return Counter(event.msg_id for event in events if isinstance(event, WireEvent))

    def lines_sent(self) -> Counter[str]:
        """Return how often each text was posted, as far as livebot knows."""
        texts = {
            effect.id: effect.text for step in self.steps for effect in step.effects if isinstance(effect, SendChat)
        }
        return Counter(texts[step.event.effect_id] for step in self.steps if isinstance(step.event, ChatSent))

    def refusals(self) -> list[str]:
        """Return the rule, the word and the reason of each order that the market's rules forbade.

        Where livebot itself wanted to post something forbidden, the text.
        """
        refusals = []
        for effect in (effect for step in self.steps for effect in step.effects):
            if isinstance(effect, Reply) and effect.kind == "blocked":
                refusals.append(refusal(effect.data["rule"], effect.data["word"], effect.data["reason"]))
            elif isinstance(effect, Notify) and effect.kind == "line_blocked":
                refusals.append(effect.data["text"])
        return refusals

    def notices(self, *kinds: str) -> list[tuple[str, dict[str, str]]]:
        """Return kind and data of what the list of events told of these kinds."""
        effects = (effect for step in self.steps for effect in step.effects)
        return [(e.kind, dict(e.data)) for e in effects if isinstance(e, Notify) and e.kind in kinds]

    def orders_of_others(self, operator: str) -> int:
        """Return how many orders came from anyone but ``operator``; opening a card changes nothing."""
        given = (step.event for step in self.steps if isinstance(step.event, CommandGiven))
        harmless = ClaimQuestion | ReleaseQuestion | ReleaseAllQuestions
        return sum(e.by != operator and not isinstance(e.command, harmless) for e in given)


def read_outcome(data_dir: Path, status: Status, exit_code: int) -> Outcome:
    """Read the record of the session that ``status`` is of. Raises JournalError."""
    journal = SqliteJournal(data_dir / JOURNAL_NAME)
    try:
        steps = list(journal.steps(status.connection.session_id))
    finally:
        journal.close()
    outcome = Outcome(status, exit_code, data_dir, steps)
    found = verify(steps)
    if found is not None:
        outcome.difference = f"event {found.seq}, {type(found.event).__name__}"
        return outcome
    room = Room()
    for step in steps:
        room.step(step.event)
    for kind in results.KINDS:
        for rule_id in room.book.ballots(kind):
            ballot = ballots.latest(room.state.ballots, kind, rule_id)
            outcome.votes[rule_id] = {who: " ".join(keys) for who, keys in ballot.votes.items()} if ballot else {}
    state = room.state
    outcome.points = {who: points.total(state, who, "session") for who in state.points.collectors}
    return outcome

"""Quick asks: Y / 1 / 2, one key to answer, a window to answer in."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from livebot.engine.ballots import Ballot, Ballots, open_ballot
from livebot.engine.fields import DurationMs, ExactKey, RuleId, RuleModel, Texts, Words
from livebot.engine.starts import Start
from livebot.engine.turn import POLL, Draft, Turn


class QuickRule(RuleModel):
    """A quick ask as written in YAML."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {"ask": ()}

    id: RuleId
    ask: Texts
    answers: Annotated[dict[ExactKey, Words], Field(min_length=1, max_length=9)]
    """Key to other words that mean the same."""
    window: DurationMs = 45_000
    """0: open until the operator closes it."""
    grace: DurationMs = 10_000
    frames: Words = ()
    starts: tuple[Start, ...] = ()


KIND = "quick"
ASK_TTL_MS = 30_000


def open_quick(turn: Turn, ballots: Ballots, rule: QuickRule) -> None:
    """Open a quick ask."""
    ballot = Ballot(
        n=ballots.next_n,
        kind=KIND,
        id=rule.id,
        rule=rule.model_dump(mode="json"),
        answers={key: list(words) for key, words in rule.answers.items()},
        frames=list(rule.frames),
        opened_at_ms=turn.at_ms,
        closes_at_ms=turn.at_ms + rule.window if rule.window else 0,
        grace_ms=rule.grace,
    )
    open_ballot(ballots, ballot)
    turn.notify("quick_opened", id=rule.id)


def ask(turn: Turn, rule: QuickRule, *, is_by_hand: bool) -> None:
    """Post the question. It is open already if an operator opened it, else it opens when the line is posted."""
    language, text = turn.pick(rule.ask)
    turn.say(
        Draft(
            text=text,
            origin=origin(rule.id),
            priority=POLL,
            ttl_ms=ASK_TTL_MS,
            is_by_hand=is_by_hand,
            opens="" if is_by_hand else rule.id,
            language=language,
        )
    )


def origin(quick_id: str) -> str:
    """Return how lines of that ask are marked in the outbox."""
    return f"quick:{quick_id}"


def report(turn: Turn, ballot: Ballot) -> None:
    """Say in the event list how a settled ask went; the room is not told."""
    turn.notify("quick_closed", id=ballot.id, answers=len(ballot.votes))

"""Quick asks: Y / 1 / 2, one key to answer, a window to answer in."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from livebot.engine.ballots import Ballot, Ballots, open_ballot
from livebot.engine.fields import DurationMs, ExactKey, RuleId, RuleModel, Texts, Words
from livebot.engine.results import settle
from livebot.engine.starts import Start
from livebot.engine.turn import Turn


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


def report(turn: Turn, ballots: Ballots, ballot: Ballot) -> None:
    """Say in the event list how a settled ask went; the room is not told."""
    rule = QuickRule.model_validate(ballot.rule)
    ask = rule.ask.get(turn.settings.host_language) or next(iter(rule.ask.values()))
    settle(turn, ballots, ballot, question=ask, labels={key: key for key in rule.answers}, counts=ballot.tally())
    turn.notify("quick_closed", id=ballot.id, answers=len(ballot.votes))

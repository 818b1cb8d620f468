"""Quick asks: Y / 1 / 2, one key to answer, a window to answer in."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from livebot.engine.asks.ballots import Ballot, Ballots, open_ballot
from livebot.engine.asks.results import settle
from livebot.engine.fields import DurationMs, ExactKey, RuleId, RuleModel, Texts, Words
from livebot.engine.starts import Start
from livebot.engine.turn import Turn, text_in


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
    answers = {key: list(words) for key, words in rule.answers.items()}
    open_ballot(turn, ballots, KIND, rule, answers=answers, duration_ms=rule.window)


def report(turn: Turn, ballots: Ballots, ballot: Ballot) -> None:
    """Say in the event list how a settled ask went; the room is not told."""
    rule = QuickRule.model_validate(ballot.rule)
    ask = text_in(rule.ask, turn.settings.host_language)
    settle(turn, ballots, ballot, question=ask, labels={key: key for key in rule.answers}, counts=ballot.tally())
    turn.notify("quick_closed", id=ballot.id, answers=len(ballot.votes))

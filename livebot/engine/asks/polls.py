"""Polls: a question with options, a vote (or several) per viewer, a result."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from livebot.engine.asks.ballots import Asking, Ballot, Ballots, Option, label_in, open_ballot
from livebot.engine.asks.results import settle
from livebot.engine.fields import Texts, fill
from livebot.engine.starts import Start
from livebot.engine.turn import POLL, Draft, Turn, text_in


class PollRule(Asking):
    """A poll as written in YAML."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **Asking.placeholders,
        "announce": ("winner", "percent", "votes", "voters"),
        "announce_tie": ("winners", "percent", "votes", "voters"),
        "announce_none": (),
    }

    options: tuple[Option, ...] = Field(min_length=2, max_length=9)
    choose: int = Field(default=1, ge=1, le=9)
    """So many options a viewer may vote for."""
    vote: Literal["first", "last"] = "last"
    """first: the first answers are final; last: the last ones count."""
    target: int | None = Field(default=None, ge=1)
    """Close when this many viewers have voted."""
    announce: Texts | None = None
    announce_tie: Texts | None = None
    announce_none: Texts | None = None
    starts: tuple[Start, ...] = ()

    @property
    def choices(self) -> tuple[Option, ...]:
        return self.options

    @model_validator(mode="after")
    def _leaves_a_choice(self) -> "PollRule":
        if self.choose > len(self.options):
            found = f"choose is {self.choose}, of {len(self.options)} options"
            raise ValueError(f"{found}; expected no more than there are options; lower it, or add options")
        return self


KIND = "polls"
RESULT_TTL_MS = 60_000


def open_poll(turn: Turn, ballots: Ballots, rule: PollRule) -> None:
    """Open a poll."""
    open_ballot(
        turn,
        ballots,
        KIND,
        rule,
        answers={option.key: list(option.accept) for option in rule.options},
        duration_ms=rule.duration,
        is_first_final=rule.vote == "first",
        choose=rule.choose,
        target=rule.target or 0,
    )


def report(turn: Turn, ballots: Ballots, ballot: Ballot) -> None:
    """Say how a settled poll went: a winner, a tie or nobody, each with its own wording."""
    rule = PollRule.model_validate(ballot.rule)
    host = turn.settings.host_language
    result = settle(
        turn,
        ballots,
        ballot,
        question=text_in(rule.question, host),
        labels={option.key: label_in(option, host) for option in rule.options},
        counts=ballot.tally(),
    )
    turn.notify("poll_closed", id=rule.id, result=result.kind, winners=", ".join(result.winners), votes=result.voters)
    texts = {"none": rule.announce_none, "winner": rule.announce, "tie": rule.announce_tie}[result.kind]
    if texts is None:
        return
    language, text = turn.pick(texts)
    labels = {option.key: label_in(option, language) for option in rule.options}
    names = [labels[key] for key in result.winners]
    words = {
        "winner": " / ".join(names),
        "winners": " / ".join(names),
        "percent": result.percent,
        "votes": str(result.most),
        "voters": str(result.voters),
    }
    line = fill(text, words)
    turn.say(Draft(text=line, origin=ballot.origin, priority=POLL, ttl_ms=RESULT_TTL_MS, language=language))

"""Polls: a question with options, one vote per viewer, a result."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from livebot.engine.ballots import Ballot, Ballots, open_ballot
from livebot.engine.fields import DurationMs, ExactKey, RuleId, RuleModel, Texts, Words, fill
from livebot.engine.starts import Start
from livebot.engine.turn import POLL, Draft, Turn


class Option(RuleModel):
    """One answer of a poll: the key to type, what it stands for, and other words that mean the same."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {"label": ()}

    key: ExactKey
    label: Texts | None = None
    accept: Words = ()


class PollRule(RuleModel):
    """A poll as written in YAML."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "question": (),
        "announce": ("winner", "percent", "votes", "voters"),
        "announce_tie": ("winners", "percent", "votes", "voters"),
        "announce_none": (),
    }

    id: RuleId
    question: Texts
    options: tuple[Option, ...] = Field(min_length=2, max_length=9)
    duration: DurationMs = 60_000
    """0: open until the operator closes it."""
    vote: Literal["first", "last"] = "last"
    grace: DurationMs = 10_000
    """Viewers see the video late: answers that come within this time of the close still count."""
    target: int | None = Field(default=None, ge=1)
    """Close when this many viewers have voted."""
    frames: Words = ()
    """Ways to say a key in a sentence, such as ``team {key}``."""
    announce: Texts | None = None
    announce_tie: Texts | None = None
    announce_none: Texts | None = None
    starts: tuple[Start, ...] = ()


KIND = "polls"
QUESTION_TTL_MS = 30_000
RESULT_TTL_MS = 60_000


def open_poll(turn: Turn, ballots: Ballots, rule: PollRule) -> None:
    """Open a poll."""
    ballot = Ballot(
        n=ballots.next_n,
        kind=KIND,
        id=rule.id,
        rule=rule.model_dump(mode="json"),
        answers={option.key: list(option.accept) for option in rule.options},
        frames=list(rule.frames),
        is_first_final=rule.vote == "first",
        target=rule.target or 0,
        opened_at_ms=turn.at_ms,
        closes_at_ms=turn.at_ms + rule.duration if rule.duration else 0,
        grace_ms=rule.grace,
    )
    open_ballot(ballots, ballot)
    turn.notify("poll_opened", id=rule.id)


def ask(turn: Turn, rule: PollRule, *, is_by_hand: bool) -> None:
    """Post the question. It is open already if an operator opened it, else it opens when the line is posted."""
    language, text = turn.pick(rule.question)
    turn.say(
        Draft(
            text=text,
            origin=origin(rule.id),
            priority=POLL,
            ttl_ms=QUESTION_TTL_MS,
            is_by_hand=is_by_hand,
            opens="" if is_by_hand else rule.id,
            language=language,
        )
    )


def origin(poll_id: str) -> str:
    """Return how lines of that poll are marked in the outbox."""
    return f"poll:{poll_id}"


def winners(ballot: Ballot) -> list[str]:
    """Return the keys with the most votes; none if nobody voted."""
    counts = ballot.tally()
    most = max(counts.values())
    return [key for key, count in counts.items() if count == most] if most else []


def report(turn: Turn, ballot: Ballot) -> None:
    """Say how a settled poll went: a winner, a tie or nobody, each with its own wording."""
    rule = PollRule.model_validate(ballot.rule)
    keys, voters = winners(ballot), len(ballot.votes)
    result, texts = {0: ("none", rule.announce_none), 1: ("winner", rule.announce)}.get(
        len(keys), ("tie", rule.announce_tie)
    )
    turn.notify("poll_closed", id=rule.id, result=result, winners=", ".join(keys), votes=voters)
    if texts is None:
        return
    language, text = turn.pick(texts)
    labels = {option.key: label_in(option, language) for option in rule.options}
    votes = ballot.tally()[keys[0]] if keys else 0
    names = [labels[key] for key in keys]
    words = {
        "winner": names[0] if names else "",
        "winners": " / ".join(names),
        "percent": str(round(100 * votes / voters)) if voters else "0",
        "votes": str(votes),
        "voters": str(voters),
    }
    line = fill(text, words)
    turn.say(Draft(text=line, origin=origin(rule.id), priority=POLL, ttl_ms=RESULT_TTL_MS, language=language))


def label_in(option: Option, language: str) -> str:
    """Return what an option is called in a language, or its key."""
    labels = option.label or {}
    return labels.get(language) or labels.get("en") or next(iter(labels.values()), option.key)

"""Ballots: what polls, quick asks and PKs share, that is, taking one-key answers for a time.

    state   takes answers  left by
    open    yes            its time, its target or the operator → grace
    grace   yes            the grace time (viewers see the video late) → settled
    settled no             –

The newest ballot that accepts a key has it, also in its grace time, so that a late answer never falls through to an
older one. A ballot keeps the rule it was opened with: a reload changes nothing that is open.

Where a viewer may choose several options, each in a comment of its own or all in one (``1 3``), several in one comment
count as if they were written one after the other. With ``vote: first`` the first ones are final; with ``last`` the last
ones count, and an older one makes room.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Protocol

import msgspec

from livebot.engine.asks.results import KINDS, LAST_TIME, Result, last_time, last_won
from livebot.engine.fields import DurationMs, ExactKey, RuleId, RuleModel, Texts, Words, fill
from livebot.engine.match import AnswerTable
from livebot.engine.turn import POLL, Draft, Turn

ASK_TTL_MS = 30_000


class Option(RuleModel):
    """One answer: the key to type, what it stands for, and other words that mean the same."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {"label": ()}

    key: ExactKey
    label: Texts | None = None
    accept: Words = ()


def label_in(option: Option, language: str) -> str:
    """Return what an option is called in a language, or its key."""
    labels = option.label or {}
    return labels.get(language) or labels.get("en") or next(iter(labels.values()), option.key)


class Asking(RuleModel, ABC):
    """What polls and PKs have in common, as written in YAML."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {"question": (), "question_again": LAST_TIME}

    id: RuleId
    question: Texts
    question_again: Texts | None = None
    """Asked instead of ``question`` if the last one, maybe of an earlier show, had a winner; it may tell of it."""
    duration: DurationMs = 60_000
    """0: open until the operator closes it."""
    grace: DurationMs = 10_000
    """Viewers see the video late: answers that come within this time of the close still count."""
    frames: Words = ()
    """Ways to say a key in a sentence, such as ``team {key}``."""

    @property
    @abstractmethod
    def choices(self) -> tuple[Option, ...]:
        """What viewers may choose."""


class Answered(Protocol):
    """What the rules of all of them have."""

    @property
    def id(self) -> str: ...
    @property
    def grace(self) -> int: ...
    @property
    def frames(self) -> tuple[str, ...]: ...
    def model_dump(self, *, mode: str) -> dict[str, Any]: ...


class Ballot(msgspec.Struct, kw_only=True):
    n: int
    kind: str
    """``polls``, ``quick`` or ``pk``."""
    id: str
    rule: dict[str, Any]
    """The rule it was opened with, in JSON form."""
    answers: dict[str, list[str]]
    frames: list[str]
    is_first_final: bool = False
    choose: int = 1
    """So many options a viewer may have."""
    target: int = 0
    opened_at_ms: int
    closes_at_ms: int
    """0: no time limit."""
    grace_ms: int
    closed_at_ms: int = 0
    is_settled: bool = False
    votes: dict[str, list[str]] = {}
    """Viewer id to keys, the newest last."""

    @property
    def name(self) -> str:
        return f"{self.kind}.{self.id}"

    @property
    def origin(self) -> str:
        return origin(self.kind, self.id)

    @property
    def state(self) -> str:
        if not self.closed_at_ms:
            return "open"
        return "closed" if self.is_settled else "grace"

    def takes_answers(self, at_ms: int) -> bool:
        """Return whether it was or is open, or in its grace time, at that moment."""
        return self.opened_at_ms <= at_ms and not (self.closed_at_ms and self.closed_at_ms + self.grace_ms <= at_ms)

    def tally(self) -> dict[str, int]:
        """Return the votes per key, in the order of the rule."""
        counts = dict.fromkeys(self.answers, 0)
        for keys in self.votes.values():
            for key in keys:
                counts[key] += 1
        return counts


class Ballots(msgspec.Struct, kw_only=True):
    items: list[Ballot] = []
    """Oldest first: those that take answers, and the last settled one of each id."""
    next_n: int = 1
    past: dict[str, list[Result]] = {}
    """By name, such as ``polls.colour``: what the last ones came to, the newest first; also of earlier sessions."""


class Tables:
    """Compiled answer tables of the ballots; derived, so not part of the state."""

    def __init__(self) -> None:
        self._tables: dict[int, AnswerTable] = {}

    def of(self, ballot: Ballot) -> AnswerTable:
        if (table := self._tables.get(ballot.n)) is None:
            self._tables[ballot.n] = table = AnswerTable(ballot.answers, ballot.frames)
        return table


def origin(kind: str, ballot_id: str) -> str:
    """Return how lines of that ballot are marked in the outbox."""
    return f"{KINDS[kind]}:{ballot_id}"


def question(turn: Turn, ballots: Ballots, name: str, rule: Asking) -> tuple[str, str]:
    """Return the language and the wording to ask with: ``question_again`` if there is an earlier time to tell of."""
    last = last_won(ballots.past.get(name, ()))
    if rule.question_again is None or last is None:
        return turn.pick(rule.question)
    language, text = turn.pick(rule.question_again)
    labels = {option.key: label_in(option, language) for option in rule.choices}
    return language, fill(text, last_time(turn, last, language, labels))


def ask(turn: Turn, kind: str, rule_id: str, language: str, text: str, *, is_by_hand: bool) -> None:
    """Post the question. It is open already if an operator opened it, else it opens when the line is posted."""
    turn.say(
        Draft(
            text=text,
            origin=origin(kind, rule_id),
            priority=POLL,
            ttl_ms=ASK_TTL_MS,
            is_by_hand=is_by_hand,
            opens="" if is_by_hand else f"{kind}.{rule_id}",
            language=language,
        )
    )


def open_ballot(
    turn: Turn,
    ballots: Ballots,
    kind: str,
    rule: Answered,
    *,
    answers: dict[str, list[str]],
    duration_ms: int,
    is_first_final: bool = False,
    choose: int = 1,
    target: int = 0,
) -> None:
    """Open a ballot; the settled one of the same id makes room for it."""
    ballot = Ballot(
        n=ballots.next_n,
        kind=kind,
        id=rule.id,
        rule=rule.model_dump(mode="json"),
        answers=answers,
        frames=list(rule.frames),
        is_first_final=is_first_final,
        choose=choose,
        target=target,
        opened_at_ms=turn.at_ms,
        closes_at_ms=turn.at_ms + duration_ms if duration_ms else 0,
        grace_ms=rule.grace,
    )
    ballots.items = [item for item in ballots.items if not (item.name == ballot.name and item.is_settled)]
    ballots.items.append(ballot)
    ballots.next_n += 1
    turn.notify(f"{KINDS[kind]}_opened", id=rule.id)


def latest(ballots: Ballots, kind: str, ballot_id: str) -> Ballot | None:
    return next((item for item in reversed(ballots.items) if item.kind == kind and item.id == ballot_id), None)


def close(turn: Turn, ballot: Ballot) -> None:
    ballot.closed_at_ms = turn.at_ms


def reopen(turn: Turn, ballots: Ballots, ballot: Ballot) -> None:
    """Undo a close: the time that was left is left again, and there is no result."""
    if ballot.closes_at_ms:
        ballot.closes_at_ms += turn.at_ms - ballot.closed_at_ms
    if ballot.is_settled:
        del ballots.past[ballot.name][0]
    ballot.closed_at_ms, ballot.is_settled = 0, False


def deadline(ballots: Ballots) -> int | None:
    times = [
        ballot.closed_at_ms + ballot.grace_ms if ballot.closed_at_ms else ballot.closes_at_ms
        for ballot in ballots.items
        if not ballot.is_settled
    ]
    return min((time for time in times if time), default=None)


def advance(turn: Turn, ballots: Ballots) -> Iterator[Ballot]:
    """Close what is over; yield each ballot whose grace time has passed, settled."""
    for ballot in ballots.items:
        if ballot.is_settled:
            continue
        if not ballot.closed_at_ms and ballot.closes_at_ms and ballot.closes_at_ms <= turn.at_ms:
            close(turn, ballot)
        if ballot.closed_at_ms and ballot.closed_at_ms + ballot.grace_ms <= turn.at_ms:
            ballot.is_settled = True
            yield ballot


def end(turn: Turn, ballots: Ballots) -> Iterator[Ballot]:
    """Settle, and yield, whatever still takes answers when the show is over for good."""
    for ballot in ballots.items:
        if not ballot.is_settled:
            ballot.closed_at_ms = ballot.closed_at_ms or turn.at_ms
            ballot.is_settled = True
            yield ballot


def find(turn: Turn, ballots: Ballots, tables: Tables, *, text: str, at_ms: int) -> tuple[Ballot | None, list[str]]:
    """Return the ballot that a comment is an answer to, if it is one, and the keys that it names.

    ``at_ms`` is when it came, or, if the server replays it, when it was written. What was an answer to a ballot that
    is settled meanwhile is too late for it, and none to an older one.
    """
    taken_by: Ballot | None = None
    answered: list[str] = []
    for ballot in reversed(ballots.items):
        if not ballot.takes_answers(at_ms):
            turn.trace(ballot.name, "not_open")
        elif taken_by is not None:
            turn.trace(ballot.name, "taken", by=taken_by.name)
        elif keys := tables.of(ballot).answers(text, most=ballot.choose):
            taken_by = ballot
            if ballot.is_settled:
                turn.trace(ballot.name, "too_late")
            else:
                answered = keys
        else:
            turn.trace(ballot.name, "no_match")
    return taken_by, answered


def vote(turn: Turn, ballot: Ballot, viewer_id: str, keys: Iterable[str]) -> bool:
    """Count the keys that a viewer named; return whether it is their first answer."""
    before = ballot.votes.get(viewer_id, [])
    have = list(before)
    for key in keys:
        if ballot.is_first_final and (key in have or len(have) == ballot.choose):
            continue
        have = [*(other for other in have if other != key), key][-ballot.choose :]
    if have == before:
        turn.trace(ballot.name, "voted_already", key=" ".join(before))
        return False
    ballot.votes[viewer_id] = have
    turn.count("votes_changed" if before else "votes")
    turn.trace(ballot.name, "vote", fired=True, key=" ".join(have))
    if ballot.target and len(ballot.votes) >= ballot.target and not ballot.closed_at_ms:
        close(turn, ballot)
    return not before

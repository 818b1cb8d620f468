"""Ballots: what polls and quick asks share, that is, taking one-key answers for a time.

    state   takes answers  left by
    open    yes            its time, its target or the operator → grace
    grace   yes            the grace time (viewers see the video late) → settled
    settled no             –

The newest ballot that accepts a key has it, also in its grace time, so that a late answer never falls through to an
older one. A ballot keeps the rule it was opened with: a reload changes nothing that is open.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from livebot.engine.match import AnswerTable
from livebot.engine.turn import Turn


class Ballot(msgspec.Struct, kw_only=True):
    n: int
    kind: str
    """``polls`` or ``quick``."""
    id: str
    rule: dict[str, Any]
    """The rule it was opened with, in JSON form."""
    answers: dict[str, list[str]]
    frames: list[str]
    is_first_final: bool = False
    target: int = 0
    opened_at_ms: int
    closes_at_ms: int
    """0: no time limit."""
    grace_ms: int
    closed_at_ms: int = 0
    is_settled: bool = False
    votes: dict[str, str] = {}
    """Viewer id to key."""

    @property
    def name(self) -> str:
        return f"{self.kind}.{self.id}"

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
        for key in self.votes.values():
            counts[key] += 1
        return counts


class Ballots(msgspec.Struct, kw_only=True):
    items: list[Ballot] = []
    """Oldest first: those that take answers, and the last settled one of each id."""
    next_n: int = 1


class Tables:
    """Compiled answer tables of the ballots; derived, so not part of the state."""

    def __init__(self) -> None:
        self._tables: dict[int, AnswerTable] = {}

    def of(self, ballot: Ballot) -> AnswerTable:
        if (table := self._tables.get(ballot.n)) is None:
            self._tables[ballot.n] = table = AnswerTable(ballot.answers, ballot.frames)
        return table


def open_ballot(ballots: Ballots, ballot: Ballot) -> None:
    """Add a new ballot; the settled one of the same id makes room for it."""
    ballots.items = [item for item in ballots.items if not (item.name == ballot.name and item.is_settled)]
    ballots.items.append(ballot)
    ballots.next_n += 1


def latest(ballots: Ballots, kind: str, ballot_id: str) -> Ballot | None:
    return next((item for item in reversed(ballots.items) if item.kind == kind and item.id == ballot_id), None)


def close(turn: Turn, ballot: Ballot) -> None:
    ballot.closed_at_ms = turn.at_ms


def reopen(turn: Turn, ballot: Ballot) -> None:
    """Undo a close: the time that was left is left again."""
    if ballot.closes_at_ms:
        ballot.closes_at_ms += turn.at_ms - ballot.closed_at_ms
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


def answer(
    turn: Turn, ballots: Ballots, tables: Tables, *, text: str, viewer_id: str, at_ms: int
) -> tuple[Ballot | None, bool]:
    """Take a comment as an answer, if it is one; return the ballot that had it, and whether it is a new voter's.

    ``at_ms`` is when it came, or, if the server replays it, when it was written. What was an answer to a ballot that
    is settled meanwhile is too late for it, and none to an older one.
    """
    taken_by: Ballot | None = None
    is_new = False
    for ballot in reversed(ballots.items):
        if not ballot.takes_answers(at_ms):
            turn.trace(ballot.name, "not_open")
        elif taken_by is not None:
            turn.trace(ballot.name, "taken", by=taken_by.name)
        elif (key := tables.of(ballot).answer(text)) is None:
            turn.trace(ballot.name, "no_match")
        else:
            taken_by = ballot
            if ballot.is_settled:
                turn.trace(ballot.name, "too_late")
            else:
                is_new = viewer_id not in ballot.votes
                _vote(turn, ballot, viewer_id, key)
    return taken_by, is_new


def _vote(turn: Turn, ballot: Ballot, viewer_id: str, key: str) -> None:
    before = ballot.votes.get(viewer_id)
    if before is not None and (ballot.is_first_final or before == key):
        turn.trace(ballot.name, "voted_already", key=before)
        return
    ballot.votes[viewer_id] = key
    turn.count("votes" if before is None else "votes_changed")
    turn.trace(ballot.name, "vote", fired=True, key=key)
    if ballot.target and len(ballot.votes) >= ballot.target and not ballot.closed_at_ms:
        close(turn, ballot)

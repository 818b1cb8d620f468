"""Sessions of a room: opening one, finding the one that goes on, rebuilding its state from the journal.

A session is opened when the daemon starts and when the show before it is over, and then waits for the room to go
live. A show is over when it was away (ended, or its connection lost) for the settings' ``resume_within``. What a
stopped daemon left unfinished goes on if it is young enough, also under another version of livebot; if it cannot be
read or something was erased from it, it is closed, and a new one begins.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version

import msgspec
import structlog

from livebot import __version__
from livebot.engine.room import Room
from livebot.engine.settings import RoomSettings
from livebot.events import AnyEvent, Recovered, RulesLoaded, SessionClosed, SessionOpened
from livebot.journal.database import UnreadableRecord
from livebot.ports import Journal, JournalError, PendingEffect, SessionSummary, Step
from livebot.runtime.takeover import take_over

SET_BACK_MS = 60_000
"""A session this far ahead of the clock would stand still until the clock is there again."""
CANNOT_READ = "this version of livebot cannot read it"

log = structlog.get_logger(__name__)


@dataclass
class Session:
    """A session in memory, as the journal has it."""

    id: str
    room: Room
    next_seq: int
    seen: set[str]
    """Dedupe keys of what is stored."""
    away_since_ms: int | None = None
    """The show went away then; None while it is live, and before it ever was."""
    first_events: tuple[AnyEvent, ...] = ()
    """What the room must be told before anything else."""
    pending: tuple[PendingEffect, ...] = ()
    """Effects that an earlier process left unsettled."""
    replaces: str = ""
    """Why the unfinished session before it could not go on; empty if there was none."""

    @property
    def at_ms(self) -> int:
        return self.room.state.at_ms

    @property
    def room_id(self) -> str:
        """TikTok's id of the stream, the last one that was connected to."""
        return self.room.state.show.room_id

    @property
    def is_panicked(self) -> bool:
        return self.room.state.show.is_panicked

    @property
    def over_at_ms(self) -> int | None:
        """When the show is over unless it comes back before."""
        if self.away_since_ms is None:
            return None
        return self.away_since_ms + self.room.state.settings.resume_within_ms

    def follow_show(self) -> None:
        """Note whether the show is away, after steps were taken."""
        match self.room.state.show.phase:
            case "live" | "paused":
                self.away_since_ms = None
            case "away" | "ended" if self.away_since_ms is None:
                self.away_since_ms = self.at_ms


class Sessions:
    """The sessions of one room in a journal. Methods block and raise JournalError."""

    def __init__(self, journal: Journal, room: str, rules: RulesLoaded) -> None:
        self.rules = rules
        """The rules now in force (whatever its ``at_ms``); set it when they change."""
        self.room = room
        self._journal = journal

    def resume_or_open(self, now_ms: int) -> Session:
        """Return the session that goes on, or a new one."""
        session_id = self._journal.unfinished_session(self.room)
        if session_id is None:
            return self.open(now_ms)
        summary = next(s for s in self._journal.sessions(self.room) if s.session_id == session_id)
        if summary.touched:
            return self._open_instead(summary, now_ms, "something was erased from it")
        try:
            session = self.load(session_id)
            session.pending = tuple(self._journal.pending(session_id))
        except JournalError as error:
            if not isinstance(error, UnreadableRecord):
                raise
            log.error("session cannot be read", session=session_id, reason=str(error))
            return self._open_instead(summary, now_ms, CANNOT_READ)
        except Exception as error:
            log.error("session cannot be rebuilt", session=session_id, exc_info=error)
            return self._open_instead(summary, now_ms, CANNOT_READ)
        if session.next_seq == 0:  # the daemon died between making and opening it
            session.first_events = self._opening(session_id, now_ms)
            return session
        if session.at_ms > now_ms + SET_BACK_MS:
            return self._open_instead(summary, now_ms, "the machine's clock was set back", at_ms=session.at_ms)
        log.info("session goes on", session=session_id, events=session.next_seq)
        # At the last event's time: what was due since then is due in a room that is away, not in a live one.
        recovered = Recovered(at_ms=session.at_ms, versions=versions())
        session.first_events = (recovered, *self._changed_rules(session.room, now_ms))
        if session.room.state.show.phase != "waiting":
            session.away_since_ms = session.room.state.show.last_frame_at_ms
        return session

    def _open_instead(self, summary: SessionSummary, now_ms: int, why: str, at_ms: int | None = None) -> Session:
        log.warning("session is closed", session=summary.session_id, why=why)
        closed = SessionClosed(at_ms=now_ms if at_ms is None else at_ms)
        self._journal.commit(summary.session_id, summary.events, [Step(closed)])
        session = self.open(now_ms)
        session.replaces = why
        return session

    def open(self, now_ms: int) -> Session:
        """Make a new session."""
        session_id = self._new_id(now_ms)
        self._journal.open_session(session_id, self.room, now_ms)
        log.info("session opened", session=session_id)
        return Session(session_id, Room(), 0, set(), first_events=self._opening(session_id, now_ms))

    def load(self, session_id: str) -> Session:
        """Rebuild a session's state: its snapshot, and every step since.

        Raises JournalError, and what the engine raises if it cannot take an event.
        """
        seq, room = self._saved(session_id)
        since = partial(self._journal.steps, session_id, seq)
        count = _repeat(room, since())
        if count is None:
            log.warning("another version decided otherwise; its record stands", session=session_id)
            _, room = self._saved(session_id)
            count = take_over(room, since)
        return Session(session_id, room, seq + 1 + count, self._journal.dedupe_keys(session_id))

    def _saved(self, session_id: str) -> tuple[int, Room]:
        """Return the last event's number in the snapshot, and the room as it was then."""
        snapshot = self._journal.latest_snapshot(session_id)
        try:
            return (-1, Room()) if snapshot is None else (snapshot[0], Room.restore(snapshot[1]))
        except Exception as error:  # noqa: BLE001 - whatever a foreign snapshot does to us, the events say it all
            log.warning("the snapshot is of another version", session=session_id, reason=str(error))
            return -1, Room()

    def _opening(self, session_id: str, now_ms: int) -> tuple[AnyEvent, ...]:
        seed = secrets.token_hex(16)
        opened = SessionOpened(at_ms=now_ms, session_id=session_id, seed=seed, versions=versions())
        rules = msgspec.structs.replace(self.rules, at_ms=now_ms)
        return opened, rules, self._journal.recall(self.room, now_ms)

    def _changed_rules(self, room: Room, now_ms: int) -> tuple[AnyEvent, ...]:
        settings = msgspec.convert(self.rules.settings, RoomSettings)
        if (room.state.rules, room.state.settings) == (self.rules.rules, settings):
            return ()
        return (msgspec.structs.replace(self.rules, at_ms=now_ms),)

    def _new_id(self, now_ms: int) -> str:
        """Return an id people can read, such as ``20261122-093000-shopname``."""
        when = datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y%m%d-%H%M%S")
        handle = re.search(r"@([\w.]+)", self.room)
        name = re.sub(r"[^a-z0-9.]+", "-", (handle[1] if handle else self.room).lower()).strip("-")[-40:]
        taken = {session.session_id for session in self._journal.sessions()}
        wanted = f"{when}-{name or 'room'}"
        return next(i for i in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if i not in taken)


def _repeat(room: Room, steps: Iterable[Step]) -> int | None:
    """Bring a room through recorded steps; return how many there are, or None if it would decide otherwise."""
    count = 0
    for step in steps:
        if room.step(step.event) != step.effects:
            return None
        count += 1
    return count


def versions() -> dict[str, str]:
    """Return what a replay must have alike to promise the same decisions."""
    return {
        "livebot": __version__,
        "unicode": unicodedata.unidata_version,
        **{library: version(library) for library in ("ahocorasick-rs", "google-re2", "icu4py", "rapidfuzz", "tzdata")},
    }

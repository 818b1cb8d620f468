"""The journal in one SQLite file: WAL, one writer, group commits.

``commit`` is the promise everything else rests on: a batch of events with the decisions they caused is stored whole
and safely on disk, or not at all.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import msgspec

from livebot.effects import AnyEffect, Effect, Guarantee, Remember, RememberViewer
from livebot.events import (
    AnyEvent,
    ChatDoubted,
    ChatFailed,
    ChatSent,
    Connected,
    Event,
    Moderated,
    ModerationFailed,
    Recalled,
    RecordPublished,
    SessionClosed,
    Translated,
    TranslationFailed,
)
from livebot.journal.database import open_database, open_reader, plain_errors, transaction
from livebot.journal.erase import expire_sessions, forget_viewer, texts_of
from livebot.journal.memories import profile_of, recall, remember, remember_viewers
from livebot.ports import JournalError, PendingEffect, SessionSummary, Step
from livebot.viewers import Memory, Profile

SETTLES = (
    *(Translated, TranslationFailed, ChatSent, ChatFailed, ChatDoubted),
    *(Moderated, ModerationFailed, RecordPublished),
)
"""Events that end what an effect began."""

LOOK_EVERY_INSTRUCTIONS = 10_000
"""SQLite's own instructions; some tenths of a millisecond."""

encode = msgspec.json.Encoder().encode
decode_event: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)
decode_effect: msgspec.json.Decoder[AnyEffect] = msgspec.json.Decoder(AnyEffect)


class SqliteJournal:
    """Implements ``livebot.ports.Journal``. Methods may be called from any thread, one at a time is served."""

    def __init__(self, path: Path) -> None:
        """Open the journal, made or migrated if need be. Raises JournalError."""
        self.path = path
        self._lock = threading.Lock()
        self._numbers: dict[str, int] = {}
        self._writer = open_database(path)
        self._reader = open_reader(path)

    def close(self) -> None:
        with self._lock, plain_errors(self.path):
            self._reader.close()
            self._writer.close()

    # --- writing ---------------------------------------------------------------------------------------------

    def open_session(self, session_id: str, room: str, at_ms: int) -> None:
        with self._writing() as db:
            db.execute(
                "INSERT INTO sessions (session_id, room, opened_at_ms) VALUES (?, ?, ?)", (session_id, room, at_ms)
            )

    def commit(self, session_id: str, first_seq: int, steps: Sequence[Step]) -> None:
        n = self._number(session_id)
        events, effects, settled, viewers, memories = [], [], [], [], []
        for seq, (event, decided) in enumerate(((step.event, step.effects) for step in steps), first_seq):
            events.append((n, seq, event.at_ms, _name(event), event.dedupe_key or None, encode(event)))
            if isinstance(event, SETTLES):
                settled.append((event.at_ms, n, event.effect_id))
            for i, effect in enumerate(decided):
                effects.append((n, seq, i, effect.id, _name(effect), encode(effect), _settled_by_commit(effect, event)))
                if isinstance(effect, RememberViewer):
                    viewers.append(effect)
                elif isinstance(effect, Remember):
                    memories += [(event.at_ms, memory) for memory in effect.memories]
        with self._writing() as db:
            db.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", events)
            db.executemany("INSERT INTO effects VALUES (?, ?, ?, ?, ?, ?, NULL, ?)", effects)
            db.executemany(
                "UPDATE effects SET settled_at_ms = ? WHERE session = ? AND effect_id = ? AND settled_at_ms IS NULL",
                settled,
            )
            remember_viewers(db, n, viewers)
            remember(db, n, memories)
            if any(isinstance(step.event, Connected) for step in steps):
                db.execute("UPDATE sessions SET was_live = 1 WHERE n = ?", (n,))
            if isinstance(last := steps[-1].event, SessionClosed):
                db.execute("UPDATE sessions SET closed_at_ms = ? WHERE n = ?", (last.at_ms, n))
                db.execute("DELETE FROM snapshots WHERE session = ?", (n,))

    def mark_started(self, session_id: str, effect_id: str, at_ms: int) -> None:
        n = self._number(session_id)
        with self._writing() as db:
            marked = db.execute(
                "UPDATE effects SET started_at_ms = ? WHERE session = ? AND effect_id = ? AND settled_at_ms IS NULL",
                (at_ms, n, effect_id),
            )
            if not marked.rowcount:
                raise JournalError(f"{session_id} has no effect {effect_id} that could be performed.")

    def save_snapshot(self, session_id: str, seq: int, state: bytes) -> None:
        n = self._number(session_id)
        with self._writing() as db:
            db.execute("INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?)", (n, seq, state))

    def forget(self, viewer: str) -> dict[str, int]:
        with self._writing() as db:
            erased = forget_viewer(db, viewer)
        self._wipe()
        return erased

    def texts_of(self, viewer: str) -> set[str]:
        """Return what a viewer (id or handle) wrote, for erasing it where others keep texts."""
        with self._lock, plain_errors(self.path):
            return texts_of(self._reader, viewer)

    def expire(self, before_ms: int, gives_way: Callable[[], bool] = lambda: False) -> dict[str, int]:
        """Like the port's; undone and ended with a JournalError as soon as ``gives_way`` is true."""
        with self._writing() as db:
            db.set_progress_handler(gives_way, LOOK_EVERY_INSTRUCTIONS)
            try:
                erased = expire_sessions(db, before_ms)
            finally:
                db.set_progress_handler(None, 0)
        if erased["sessions"]:
            self._wipe()
        return erased

    def _wipe(self) -> None:
        """Empty the write-ahead log, where the erased rows could still be read."""
        with self._lock, plain_errors(self.path):
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, plain_errors(self.path), transaction(self._writer):
            yield self._writer

    # --- reading ---------------------------------------------------------------------------------------------

    def unfinished_session(self, room: str) -> str | None:
        rows = self._read(
            "SELECT session_id FROM sessions WHERE room = ? AND closed_at_ms IS NULL ORDER BY n DESC LIMIT 1", room
        )
        return rows[0][0] if rows else None

    def pending(self, session_id: str) -> list[PendingEffect]:
        rows = self._read(
            "SELECT body, started_at_ms FROM effects WHERE session = ? AND settled_at_ms IS NULL ORDER BY seq, n",
            self._number(session_id),
        )
        with plain_errors(self.path):
            return [PendingEffect(effect=decode_effect.decode(body), started=at is not None) for body, at in rows]

    def dedupe_keys(self, session_id: str) -> set[str]:
        query = "SELECT dedupe_key FROM events WHERE session = ? AND dedupe_key IS NOT NULL"
        return {key for (key,) in self._read(query, self._number(session_id))}

    def latest_snapshot(self, session_id: str) -> tuple[int, bytes] | None:
        rows = self._read("SELECT seq, body FROM snapshots WHERE session = ?", self._number(session_id))
        return rows[0] if rows else None

    def steps(self, session_id: str, after_seq: int = -1) -> Iterator[Step]:
        """Yield the session's steps in order, as they were when the first one was asked for."""
        n = self._number(session_id)
        with closing(open_reader(self.path)) as db, plain_errors(self.path):
            db.execute("BEGIN")
            events = db.execute(
                "SELECT seq, body FROM events WHERE session = ? AND seq > ? ORDER BY seq", (n, after_seq)
            )
            effects = groupby(
                db.execute(
                    "SELECT seq, body FROM effects WHERE session = ? AND seq > ? ORDER BY seq, n", (n, after_seq)
                ),
                key=itemgetter(0),
            )
            seq_with_effects, bodies = next(effects, (None, ()))
            for seq, body in events:
                decided: tuple[AnyEffect, ...] = ()
                if seq == seq_with_effects:
                    decided = tuple(decode_effect.decode(effect) for _, effect in bodies)
                    seq_with_effects, bodies = next(effects, (None, ()))
                yield Step(decode_event.decode(body), decided)

    def remembered(self, session_id: str) -> Iterator[Memory]:
        """Yield everything that the session left to later ones, in order: also what it put others in the place of."""
        query = "SELECT body FROM effects WHERE session = ? AND kind = 'Remember' ORDER BY seq, n"
        for (body,) in self._read(query, self._number(session_id)):
            yield from msgspec.json.decode(body, type=Remember).memories

    def sessions(self, room: str | None = None) -> list[SessionSummary]:
        rows = self._read(
            "SELECT session_id, room, opened_at_ms, closed_at_ms, was_live, touched, "
            "(SELECT coalesce(max(seq) + 1, 0) FROM events WHERE session = sessions.n) "
            "FROM sessions WHERE ? IS NULL OR room = ? ORDER BY n DESC",
            room,
            room,
        )
        return [
            SessionSummary(
                session_id=session_id,
                room=room,
                opened_at_ms=opened_at_ms,
                closed_at_ms=closed_at_ms,
                was_live=bool(was_live),
                touched=bool(touched),
                events=events,
            )
            for session_id, room, opened_at_ms, closed_at_ms, was_live, touched, events in rows
        ]

    def profile(self, room: str, viewer_id: str, *, except_session: str) -> Profile:
        with self._lock, plain_errors(self.path):
            return profile_of(self._reader, room, viewer_id, except_session)

    def recall(self, room: str, at_ms: int) -> Recalled:
        with self._lock, plain_errors(self.path):
            return recall(self._reader, room, at_ms)

    def _number(self, session_id: str) -> int:
        """Return the row number of a session. Raises JournalError if there is no such session."""
        if session_id not in self._numbers:
            rows = self._read("SELECT n FROM sessions WHERE session_id = ?", session_id)
            if not rows:
                raise JournalError(f"There is no session {session_id} in {self.path}; see 'livebot sessions'.")
            self._numbers[session_id] = rows[0][0]
        return self._numbers[session_id]

    def _read(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock, plain_errors(self.path):
            return self._reader.execute(query, values).fetchall()


def _name(fact: Event | Effect) -> str:
    return type(fact).__name__


def _settled_by_commit(effect: AnyEffect, event: AnyEvent) -> int | None:
    """Views need nothing more, and what is to be remembered is stored with the commit itself."""
    done = effect.guarantee is Guarantee.PROJECT or isinstance(effect, RememberViewer | Remember)
    return event.at_ms if done else None

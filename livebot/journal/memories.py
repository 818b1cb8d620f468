"""What sessions of a room leave to those after it: viewers' profiles, results, points."""

import sqlite3
from collections.abc import Iterable, Sequence

import msgspec

from livebot.effects import RememberViewer
from livebot.events import Recalled
from livebot.viewers import Memory, Past, Profile, Standing

MEMORIES_RECALLED = 500
"""Of each kind, so that what is rare is not lost among what is frequent."""
STANDINGS_RECALLED = 100
MONTHS_RECALLED = 2

_EARLIER = "room = ? AND viewer_id = ? AND session NOT IN (SELECT n FROM sessions WHERE session_id = ?)"


def remember_viewers(db: sqlite3.Connection, session: int, viewers: Sequence[RememberViewer]) -> None:
    """Store who was active in a session, what they write and which codes they used."""
    if not viewers:
        return
    room = _room(db, session)
    db.executemany(
        "INSERT INTO viewers VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET language = excluded.language "
        "WHERE excluded.language <> ''",
        [(room, viewer.viewer_id, session, viewer.language) for viewer in viewers],
    )
    db.executemany(
        "INSERT OR IGNORE INTO viewer_codes VALUES (?, ?, ?, ?, ?)",
        [(room, viewer.viewer_id, session, viewer.code, viewer.month) for viewer in viewers if viewer.code],
    )


def remember(db: sqlite3.Connection, session: int, memories: Iterable[tuple[int, Memory]]) -> None:
    """Store memories with their times; a newer one of the same session, kind, key and viewer takes the place."""
    rows = [
        (m.kind, m.key, m.viewer_id, session, at_ms, m.amount, msgspec.json.encode(m.data)) for at_ms, m in memories
    ]
    if rows:
        room = _room(db, session)
        db.executemany("INSERT OR REPLACE INTO memories VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [(room, *r) for r in rows])


def profile_of(db: sqlite3.Connection, room: str, viewer_id: str, except_session: str) -> Profile:
    """Return what other sessions of the room know of a viewer."""
    earlier = (room, viewer_id, except_session)
    languages = db.execute(f"SELECT language FROM viewers WHERE {_EARLIER} ORDER BY session DESC", earlier).fetchall()  # noqa: S608 - our own words
    memories = db.execute(  # also of viewers who never wrote, but sent gifts
        f"SELECT kind, key, sum(amount), max(at_ms) FROM memories WHERE {_EARLIER} AND kind IN ('points', 'win') "  # noqa: S608
        "GROUP BY kind, key ORDER BY kind, key",
        earlier,
    ).fetchall()
    if not languages and not memories:
        return Profile()
    codes = dict(
        db.execute(
            f"SELECT code, max(month) FROM viewer_codes WHERE {_EARLIER} GROUP BY code ORDER BY code",  # noqa: S608
            earlier,
        ).fetchall()
    )
    return Profile(
        sessions=len(languages),
        language=next((language for (language,) in languages if language), ""),
        codes=tuple(codes),
        code_months={code: month for code, month in codes.items() if month},
        points={key: amount for kind, key, amount, _ in memories if kind == "points" and amount},
        won_at_ms=max((at_ms for kind, _, _, at_ms in memories if kind == "win"), default=0),
    )


def recall(db: sqlite3.Connection, room: str, at_ms: int) -> Recalled:
    """Return what the room's sessions so far left."""
    memories = db.execute(
        "SELECT kind, key, amount, data, session_id, at_ms FROM (SELECT *, row_number() "
        "OVER (PARTITION BY kind ORDER BY at_ms DESC, key) AS nth FROM memories WHERE room = ? AND viewer_id = '') "
        "JOIN sessions ON n = session WHERE nth <= ? ORDER BY at_ms DESC, kind, key",
        (room, MEMORIES_RECALLED),
    )
    months = db.execute(
        "SELECT DISTINCT key FROM memories WHERE room = ? AND kind = 'points' ORDER BY key DESC LIMIT ?",
        (room, MONTHS_RECALLED),
    ).fetchall()
    hidden = db.execute(
        "SELECT viewer_id FROM (SELECT viewer_id, amount, max(session) FROM memories "
        "WHERE room = ? AND kind = 'hidden' GROUP BY viewer_id) WHERE amount ORDER BY viewer_id",
        (room,),
    ).fetchall()
    communities: dict[str, dict[str, int]] = {}
    for code, month, viewers in db.execute(
        "SELECT code, month, count(DISTINCT viewer_id) FROM viewer_codes WHERE room = ? AND month <> '' "
        "GROUP BY code, month ORDER BY code, month",
        (room,),
    ):
        communities.setdefault(code, {})[month] = viewers
    return Recalled(
        at_ms=at_ms,
        memories=tuple(
            Past(
                memory=Memory(kind=kind, key=key, amount=amount, data=msgspec.json.decode(data)),
                session_id=session_id,
                at_ms=then_ms,
            )
            for kind, key, amount, data, session_id, then_ms in memories
        ),
        hidden=tuple(viewer_id for (viewer_id,) in hidden),
        standings={key: _standings(db, room, key) for key in ("", *(month for (month,) in months))} if months else {},
        communities=communities,
    )


def _standings(db: sqlite3.Connection, room: str, month: str) -> tuple[Standing, ...]:
    """Return who has the most points of a month, or of all; SQLite takes ``data`` from the row of ``max``."""
    rows = db.execute(
        "SELECT viewer_id, sum(amount) AS points, data, max(at_ms) FROM memories "
        "WHERE room = ? AND kind = 'points' AND (? = '' OR key = ?) "
        "GROUP BY viewer_id ORDER BY points DESC, viewer_id LIMIT ?",
        (room, month, month, STANDINGS_RECALLED),
    )
    return tuple(Standing(viewer_id=who, points=n, data=msgspec.json.decode(data)) for who, n, data, _ in rows)


def _room(db: sqlite3.Connection, session: int) -> str:
    (room,) = db.execute("SELECT room FROM sessions WHERE n = ?", (session,)).fetchone()
    return str(room)

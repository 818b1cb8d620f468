-- Bodies are JSON as livebot.events and livebot.effects define it.

CREATE TABLE sessions (
    n            INTEGER PRIMARY KEY,
    session_id   TEXT NOT NULL UNIQUE,
    room         TEXT NOT NULL,
    opened_at_ms INTEGER NOT NULL,
    closed_at_ms INTEGER,
    was_live     INTEGER NOT NULL DEFAULT 0,
    touched      INTEGER NOT NULL DEFAULT 0,
    expired      INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX sessions_by_room ON sessions (room, n);

CREATE TABLE events (
    session    INTEGER NOT NULL REFERENCES sessions,
    seq        INTEGER NOT NULL,
    at_ms      INTEGER NOT NULL,
    type       TEXT NOT NULL,
    dedupe_key TEXT,
    body       BLOB NOT NULL,
    PRIMARY KEY (session, seq)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX events_once ON events (session, dedupe_key) WHERE dedupe_key IS NOT NULL;

-- An effect is settled when nothing remains to be done for it; views are settled by their commit.
CREATE TABLE effects (
    session       INTEGER NOT NULL REFERENCES sessions,
    seq           INTEGER NOT NULL,
    n             INTEGER NOT NULL,
    effect_id     TEXT NOT NULL,
    kind          TEXT NOT NULL,
    body          BLOB NOT NULL,
    started_at_ms INTEGER,
    settled_at_ms INTEGER,
    PRIMARY KEY (session, seq, n)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX effects_once ON effects (session, effect_id);
CREATE INDEX effects_pending ON effects (session, seq, n) WHERE settled_at_ms IS NULL;

CREATE TABLE snapshots (
    session INTEGER PRIMARY KEY REFERENCES sessions,
    seq     INTEGER NOT NULL,
    body    BLOB NOT NULL
) STRICT;

-- What later sessions of a room remember; one row a session, so that "earlier sessions" can leave out the current one.
CREATE TABLE viewers (
    room      TEXT NOT NULL,
    viewer_id TEXT NOT NULL,
    session   INTEGER NOT NULL REFERENCES sessions,
    language  TEXT NOT NULL,
    PRIMARY KEY (room, viewer_id, session)
) STRICT, WITHOUT ROWID;

CREATE TABLE viewer_codes (
    room      TEXT NOT NULL,
    viewer_id TEXT NOT NULL,
    session   INTEGER NOT NULL REFERENCES sessions,
    code      TEXT NOT NULL,
    PRIMARY KEY (room, viewer_id, session, code)
) STRICT, WITHOUT ROWID;

-- What a session leaves to those after it. Bodies are JSON as livebot.events.Memory has it.

CREATE TABLE memories (
    room      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    key       TEXT NOT NULL,
    viewer_id TEXT NOT NULL,
    session   INTEGER NOT NULL REFERENCES sessions,
    at_ms     INTEGER NOT NULL,
    amount    INTEGER NOT NULL,
    data      BLOB NOT NULL,
    PRIMARY KEY (room, viewer_id, kind, key, session)
) STRICT, WITHOUT ROWID;

CREATE INDEX memories_of_viewers ON memories (room, key, viewer_id, amount) WHERE kind = 'points';

"""Translations that were made before, in a small SQLite file of their own.

Each is kept with the glossary's terms it was made with (``terms``, empty for a text without any): after a change of
the glossary it is not found any more, and made anew.

It is a convenience: if the file cannot be used, that is logged once, and translating goes on without it.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import structlog

from livebot.language.clean import folded

T = TypeVar("T")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS translation (
    target TEXT NOT NULL,
    source TEXT NOT NULL,
    folded TEXT NOT NULL,  -- the text as far as it matters, see folded()
    text TEXT NOT NULL,
    translation TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    terms TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (target, source, folded, text)
) WITHOUT ROWID
"""
_FIRST_COLUMNS = ["target", "source", "folded", "text", "translation", "at_ms"]
"""Of files that were made before there was a glossary."""

log = structlog.get_logger(__name__)


class TranslationMemory:
    """All methods that are not coroutines are quick or run at the end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        # One thread owns the connection, so that the disk never holds up the event loop.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="translation memory")
        self._thread.submit(self._open)

    async def get(self, text: str, source: str, target: str, *, terms: str = "") -> str | None:
        """The translation of this very text, else of one that folds to the same."""
        query = (
            "SELECT translation FROM translation WHERE target = ? AND source = ? AND folded = ? AND terms = ?"
            " ORDER BY text = ? DESC, at_ms DESC LIMIT 1"
        )
        values = (target, source, folded(text), terms, text)
        rows = await self._run(lambda db: db.execute(query, values).fetchall())
        return str(rows[0][0]) if rows else None

    async def put(self, text: str, source: str, target: str, translation: str, at_ms: int, *, terms: str = "") -> None:
        statement = "INSERT OR REPLACE INTO translation VALUES (?, ?, ?, ?, ?, ?, ?)"
        values = (target, source, folded(text), text, translation, at_ms, terms)
        await self._run(lambda db: db.execute(statement, values))

    async def forget(self, texts: Iterable[str]) -> int:
        """Erase what was kept of these texts; returns how many translations that were."""
        keys = [(folded(text),) for text in texts]
        return await self._run(lambda db: _erase(db, "DELETE FROM translation WHERE folded = ?", keys)) or 0

    async def expire(self, before_ms: int) -> int:
        """Erase what was kept before that time; returns how many translations that were."""
        return await self._run(lambda db: _erase(db, "DELETE FROM translation WHERE at_ms < ?", [(before_ms,)])) or 0

    def close(self) -> None:
        """Blocks for the moment it takes to finish what was begun."""
        with suppress(RuntimeError):  # it is closed already
            self._thread.submit(self._close)
        self._thread.shutdown()

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        def call() -> T | None:
            if self._connection is None:
                return None
            try:
                return work(self._connection)
            except sqlite3.Error as trouble:
                self._give_up(trouble)
                return None

        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    def _open(self) -> None:
        try:
            self._connection = sqlite3.connect(self._path, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute("PRAGMA secure_delete = ON")
            self._connection.execute(_SCHEMA)
            columns = [row[1] for row in self._connection.execute("PRAGMA table_info(translation)")]
            if columns == _FIRST_COLUMNS:
                self._connection.execute("ALTER TABLE translation ADD COLUMN terms TEXT NOT NULL DEFAULT ''")
        except sqlite3.Error as trouble:
            self._give_up(trouble)

    def _give_up(self, trouble: sqlite3.Error) -> None:
        log.warning(
            "translations are not remembered",
            file=str(self._path),
            trouble=str(trouble),
            help="translating goes on; if the file is broken, delete it while livebot is stopped",
        )
        self._close()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _erase(db: sqlite3.Connection, statement: str, values: Sequence[tuple[str | int]]) -> int:
    """Return how many rows went; they are gone from the file's log too."""
    count = db.executemany(statement, values).rowcount
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return count

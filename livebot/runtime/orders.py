"""The desk where orders come in, whatever brings them: which are of this show, and which were told before.

A shop tells of an order again and again, and never when it was bought; so the desk remembers, across shows and
restarts, when it first heard of each. Only what was bought since the show began is told to the room, and whoever
brings news has the answer when it is committed.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Protocol

from livebot.events import AnyEvent, Ordered
from livebot.journal.database import plain_errors
from livebot.orders import OrderNews, Taken
from livebot.ports import Clock
from livebot.runtime.tasks import Worker
from livebot.views import Status

NOTICES_KEPT_MS = 3 * 24 * 3_600_000
"""A shop tries again for half a day; a day is the least that its notifications have to be remembered."""
ORDERS_KEPT_MS = 60 * 24 * 3_600_000

_SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS told (key TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS told_at ON told (at_ms);
CREATE TABLE IF NOT EXISTS bought (order_id TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, seen_ms INTEGER NOT NULL)
WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS bought_seen ON bought (seen_ms);
"""


class Room(Protocol):
    """What the desk tells orders to."""

    def status(self) -> Status: ...

    async def tell(self, event: AnyEvent) -> bool:
        """Return whether the fact was new, once it is committed. Raises JournalError."""


class OrderDesk:
    """Methods raise JournalError if something cannot be stored; then the news may be brought again."""

    def __init__(self, room: Room, path: Path, clock: Clock) -> None:
        """``path`` is the file of what was told before, made when it is first needed."""
        self._room = room
        self._clock = clock
        self._worker = Worker("orders")
        self._memory = _Memory(path)

    async def take(self, news: Sequence[OrderNews], source: str) -> Taken:
        """Tell the room; return once that is committed."""
        now_ms = self._clock.now_ms()
        since_ms = self._room.status().connection.live_since_ms
        bought = await self._worker.run(self._memory.bought, news, now_ms)
        telling: list[Awaitable[bool]] = []
        for order, bought_ms in zip(news, bought, strict=True):
            if bought_ms is not None and since_ms and bought_ms >= since_ms:
                telling.append(self._room.tell(_event(order, source, now_ms, bought_ms)))
        new = sum(await asyncio.gather(*telling))
        by_hand = max(self._room.status().figures.by_hand.get("orders", 0), 0)
        return Taken(new=new, known=len(telling) - new, earlier=len(news) - len(telling), by_hand=by_hand)

    async def was_told(self, key: str) -> bool:
        """Return whether this notification was taken before."""
        return await self._worker.run(self._memory.was_told, key)

    async def note(self, key: str) -> None:
        """Remember that it was."""
        await self._worker.run(self._memory.note, key, self._clock.now_ms())

    def close(self, within_s: float) -> None:
        if self._worker.close(within_s):
            self._memory.close()


def _event(order: OrderNews, source: str, at_ms: int, bought_ms: int) -> Ordered:
    return Ordered(
        at_ms=at_ms,
        order_id=order.order_id,
        status=order.status,
        source=source,
        amount=order.amount,
        currency=order.currency,
        product_id=order.product_id,
        viewer_id=order.viewer,
        ordered_at_ms=bought_ms,
    )


class _Memory:
    """What was told before, in a small SQLite file; used by one thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def bought(self, news: Sequence[OrderNews], now_ms: int) -> list[int | None]:
        """Return when each order was bought, as far as was ever told; None where that is not known."""
        with plain_errors(self._path), self._open() as db:
            db.execute("DELETE FROM bought WHERE seen_ms < ?", (now_ms - ORDERS_KEPT_MS,))
            return [self._bought(db, order, now_ms) for order in news]

    def _bought(self, db: sqlite3.Connection, order: OrderNews, now_ms: int) -> int | None:
        if not order.is_follow_up:
            bought_ms = min(order.ordered_at_ms or now_ms, now_ms)
            db.execute(
                "INSERT INTO bought VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at_ms = min(at_ms, excluded.at_ms)",
                (order.order_id, bought_ms, now_ms),
            )
        row = db.execute("SELECT at_ms FROM bought WHERE order_id = ?", (order.order_id,)).fetchone()
        return int(row[0]) if row else None

    def was_told(self, key: str) -> bool:
        with plain_errors(self._path), self._open() as db:
            return db.execute("SELECT 1 FROM told WHERE key = ?", (key,)).fetchone() is not None

    def note(self, key: str, now_ms: int) -> None:
        with plain_errors(self._path), self._open() as db:
            db.execute("INSERT OR IGNORE INTO told VALUES (?, ?)", (key, now_ms))
            db.execute("DELETE FROM told WHERE at_ms < ?", (now_ms - NOTICES_KEPT_MS,))

    def _open(self) -> sqlite3.Connection:
        """Return the connection; as a context manager it makes one transaction."""
        if self._connection is None:
            self._connection = sqlite3.connect(self._path, check_same_thread=False)
            self._connection.executescript(_SCHEMA)
        return self._connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

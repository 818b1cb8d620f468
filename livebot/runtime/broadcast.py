"""One newest value for everyone who watches; nobody is waited for."""

import asyncio
from collections.abc import AsyncIterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Broadcast(Generic[T]):
    """A watcher that is slow skips what came in between and gets the newest."""

    def __init__(self) -> None:
        self.watchers = 0
        self._newest: T | None = None
        self._version = 0
        self._news = asyncio.Event()

    def publish(self, value: T) -> None:
        self._newest = value
        self._version += 1
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def subscribe(self) -> AsyncIterator[T]:
        """Yield every value published from now on, or the newest where several were."""
        seen = self._version
        self.watchers += 1
        try:
            while True:
                while self._version == seen:
                    await self._news.wait()
                seen = self._version
                assert self._newest is not None
                yield self._newest
        finally:
            self.watchers -= 1

"""What waits between the socket and the room: ordered, bounded, and explicit about what happens at the bound."""

import asyncio
from collections import Counter, deque

from livebot.events import SHED_FIRST, AnyEvent

INBOX_LIMIT = 2000


class Inbox:
    """From half the limit on, likes and joins are shed and counted. At the limit the socket must not be read on.

    Nothing else is ever dropped: the rest waits in the socket, and in the end with TikTok.
    """

    def __init__(self, limit: int = INBOX_LIMIT) -> None:
        self.shed: Counter[str] = Counter()
        """Kind of event → how many were dropped."""
        self._limit = limit
        self._events: deque[AnyEvent] = deque()
        self._failure: Exception | None = None
        self._arrived = asyncio.Event()
        self._has_space = asyncio.Event()
        self._has_space.set()

    @property
    def is_full(self) -> bool:
        return len(self._events) >= self._limit

    def put(self, event: AnyEvent) -> None:
        """Append an event, or shed it. May exceed the limit by what one frame holds."""
        if isinstance(event, SHED_FIRST) and len(self._events) >= self._limit // 2:
            self.shed[type(event).__name__] += 1
            return
        self._events.append(event)
        self._arrived.set()
        if self.is_full:
            self._has_space.clear()

    def fail(self, failure: Exception) -> None:
        """Nothing more will come; ``get`` raises this after what is still here."""
        self._failure = failure
        self._arrived.set()

    async def get(self) -> AnyEvent:
        while not self._events:
            if self._failure is not None:
                raise self._failure
            self._arrived.clear()
            await self._arrived.wait()
        event = self._events.popleft()
        if not self.is_full:
            self._has_space.set()
        return event

    async def has_space(self) -> None:
        """Wait until more may be put."""
        await self._has_space.wait()

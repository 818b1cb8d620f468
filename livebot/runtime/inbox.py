"""The room's one queue: ordered, bounded, and explicit about what happens at the bound."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable

from livebot.events import SHED_FIRST, AnyEvent, CommandGiven, SessionClosed

LIMIT = 4000


class Inbox:
    """From half the limit on, likes and joins are dropped and counted; at the limit the room's source waits.

    Operators' commands and settled effects never wait: whoever makes them is bounded already.
    """

    def __init__(self, on_arrival: Callable[[], None], limit: int = LIMIT) -> None:
        self.shed: Counter[str] = Counter()
        """Kind of event to how many were dropped."""
        self._limit = limit
        self._events: deque[AnyEvent] = deque()
        self._on_arrival = on_arrival
        self._has_space = asyncio.Event()
        self._has_space.set()

    def __len__(self) -> int:
        return len(self._events)

    @property
    def is_crowded(self) -> bool:
        """Likes and joins are being dropped."""
        return len(self._events) >= self._limit // 2

    async def put(self, event: AnyEvent) -> None:
        """Append what the room's source saw; wait for space first if there is none."""
        if isinstance(event, SHED_FIRST) and self.is_crowded:
            self.shed[type(event).__name__] += 1
            return
        while len(self._events) >= self._limit:
            self._has_space.clear()
            await self._has_space.wait()
        self.add(event)

    def add(self, event: AnyEvent) -> None:
        """Append without waiting."""
        self._events.append(event)
        self._on_arrival()

    def withdraw(self, command_id: str) -> bool:
        """Take a command out again; False if it is not here (any more)."""
        for event in self._events:
            if isinstance(event, CommandGiven) and event.command_id == command_id:
                self._events.remove(event)
                return True
        return False

    def take(self, most: int) -> list[AnyEvent]:
        """Return what is next, in order. Nothing follows ``SessionClosed``: that belongs to the next session."""
        taken: list[AnyEvent] = []
        while self._events and len(taken) < most:
            taken.append(self._events.popleft())
            if isinstance(taken[-1], SessionClosed):
                break
        self._has_space.set()
        return taken

"""Which consoles are here. What one had claimed that does not come back is free again."""

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from livebot.commands import AnyCommand, ReleaseAllQuestions
from livebot.effects import Reply
from livebot.ports import JournalError
from livebot.runtime.tasks import spawn, stop
from livebot.views import Status

BACK_WITHIN_S = 15.0
"""A console that lost its connection, or whose daemon was restarted, keeps its claims for so long."""


class Claimed(Protocol):
    def status(self) -> Status: ...

    async def command(self, command: AnyCommand, by: str, command_id: str) -> Reply: ...


class Presence:
    """Consoles by name; one may be here more than once."""

    def __init__(self, room: Claimed) -> None:
        self._room = room
        self._here: Counter[str] = Counter()
        self._leaving: dict[str, asyncio.Task[None]] = {}

    def start(self) -> None:
        """Wait for those who had claimed cards when the daemon ended."""
        for name in self._claimants():
            self._left(name)

    async def stop(self) -> None:
        await stop(*self._leaving.values())

    @asynccontextmanager
    async def here(self, name: str) -> AsyncIterator[None]:
        """While a console of this name is attached."""
        if (leaving := self._leaving.pop(name, None)) is not None:
            leaving.cancel()
        self._here[name] += 1
        try:
            yield
        finally:
            self._here[name] -= 1
            if not self._here[name]:
                del self._here[name]
                self._left(name)

    def _left(self, name: str) -> None:
        self._leaving[name] = spawn(self._release(name), name="claims of a console")

    async def _release(self, name: str) -> None:
        await asyncio.sleep(BACK_WITHIN_S)
        if name in self._claimants():
            with suppress(JournalError):  # people can still take a card over
                await self._room.command(ReleaseAllQuestions(), name, secrets.token_hex(8))
        del self._leaving[name]

    def _claimants(self) -> set[str]:
        return {card.claimed_by for card in self._room.status().questions if card.state == "claimed"}

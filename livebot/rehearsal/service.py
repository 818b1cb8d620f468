"""A web service of the rehearsal's own, on a free port of 127.0.0.1."""

import asyncio
from types import TracebackType
from typing import Self

from aiohttp import web

CLOSING_S = 0.5


class LocalService:
    """As an async context manager, or with ``start`` and ``stop``. Subclasses say what it answers, with ``app``."""

    def __init__(self) -> None:
        self.port = 0
        """From ``start`` on."""
        self.stopping = asyncio.Event()
        """Whoever keeps a request waiting lets go of it then."""
        self._runner: web.AppRunner | None = None

    def app(self) -> web.Application:
        raise NotImplementedError

    async def start(self) -> None:
        self._runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=CLOSING_S)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        self.stopping.set()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

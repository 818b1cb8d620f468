"""Look-alikes of Google's and MyMemory's services on loopback, and a clock that is set by hand."""

import asyncio
import html
from collections.abc import Callable
from types import TracebackType
from typing import Self

from aiohttp import web


class HandClock:
    """A Clock that only moves when told to."""

    def __init__(self) -> None:
        self.ms = 1_700_000_000_000

    def now_ms(self) -> int:
        return self.ms

    async def sleep(self, ms: int) -> None:
        self.ms += ms


class TranslationServer:
    """Google at ``/m`` and MyMemory at ``/get``. ``answer`` makes the translation from the query."""

    def __init__(self, answer: Callable[[str], str | None] = str.upper) -> None:
        self.answer = answer
        self.status = 200
        self.headers: dict[str, str] = {}
        self.page: str | None = None
        """Sent in place of Google's page."""
        self.body: object = None
        """Sent in place of MyMemory's JSON."""
        self.delay_s = 0.0
        self.queries: list[dict[str, str]] = []
        self.most_at_once = 0
        self._at_once = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/m", self._google)
        app.router.add_get("/get", self._mymemory)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _google(self, request: web.Request) -> web.Response:
        answer = await self._take(request)
        page = (
            self.page
            if self.page is not None
            else f'<html><div class="result-container">{html.escape(answer or "")}</div></html>'
        )
        return web.Response(text=page, content_type="text/html", status=self.status, headers=self.headers)

    async def _mymemory(self, request: web.Request) -> web.Response:
        answer = await self._take(request)
        body = self.body if self.body is not None else {"responseData": {"translatedText": answer}, "matches": []}
        return web.json_response(body, status=self.status, headers=self.headers)

    async def _take(self, request: web.Request) -> str | None:
        self.queries.append(dict(request.query))
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        await asyncio.sleep(self.delay_s)
        self._at_once -= 1
        return self.answer(request.query["q"])

"""Look-alikes of every engine's service on loopback, which can misbehave, and a clock that is set by hand."""

import asyncio
import html
import json
from collections.abc import Callable
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from livebot.language.engines import EngineSettings

SECRET = "sk-very-secret-key"


class HandClock:
    """A Clock that only moves when told to."""

    def __init__(self) -> None:
        self.ms = 1_700_000_000_000

    def now_ms(self) -> int:
        return self.ms

    async def sleep(self, ms: int) -> None:
        self.ms += ms


class Fault(StrEnum):
    """What the service does instead of translating."""

    HANG = "hang"
    DRIP = "drip"
    RESET = "reset"
    RATE_LIMITED = "rate_limited"
    BROKEN = "broken"
    PAGE = "page"
    """A page that has nothing to do with translating."""
    GIANT = "giant"
    """A body of many megabytes."""
    EMPTY = "empty"
    UNCHANGED = "unchanged"
    QUOTA = "quota"
    """A warning in place of the translation."""
    ERROR_TEXT = "error_text"
    WRONG_SCRIPT = "wrong_script"


SAID = {
    Fault.EMPTY: "",
    Fault.QUOTA: "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY. NEXT AVAILABLE IN 09 HOURS",
    Fault.ERROR_TEXT: "Error 500 (Server Error)!!1500.That’s an error. Please try again later.",
    Fault.WRONG_SCRIPT: "вот вам перевод",
}


class TranslationServer:
    """The services of all engines at once, see ``settings_of``. ``answer`` makes the translation from the text."""

    def __init__(self, answer: Callable[[str], str | None] = str.upper) -> None:
        self.answer = answer
        self.fault: Fault | None = None
        self.status = 200
        self.headers: dict[str, str] = {}
        self.page: str | None = None
        """Sent as it stands in place of any answer."""
        self.body: object = None
        """Sent in place of an answer in JSON."""
        self.accepts: Callable[[dict[str, Any]], bool] = lambda values: True
        """Whatever it does not accept is answered with status 400."""
        self.delay_s = 0.0
        self.queries: list[dict[str, Any]] = []
        """What was asked, as it came."""
        self.keys: list[str] = []
        """The headers ``Authorization``."""
        self.urls: list[str] = []
        self.most_at_once = 0
        self._at_once = 0
        self._stopping = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/m", self._google)
        app.router.add_get("/get", self._mymemory)
        app.router.add_post("/translate", self._libre)
        app.router.add_post("/v2/translate", self._deepl)
        app.router.add_post("/v1/chat/completions", self._chat)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        assert self._runner is not None
        await self._runner.cleanup()

    def settings_of(self, name: str, timeout_s: float = 5.0, **more: Any) -> EngineSettings:
        """The settings of an engine that asks here."""
        paths = {"google": "/m", "mymemory": "/get", "chat": "/v1"}
        needs = {"deepl": {"api_key": SECRET}, "chat": {"model": "tiny"}}
        return EngineSettings(
            name=name, url=self.url + paths.get(name, ""), timeout_s=timeout_s, **(needs.get(name, {}) | more)
        )

    async def _google(self, request: web.Request) -> web.StreamResponse:
        def page(answer: str | None) -> str:
            return f'<html><div class="result-container">{html.escape(answer or "")}</div></html>'

        return await self._answer(request, dict(request.query), request.query["q"], page, "text/html")

    async def _mymemory(self, request: web.Request) -> web.StreamResponse:
        def body(answer: str | None) -> object:
            return {"responseData": {"translatedText": answer}, "matches": []}

        return await self._answer(request, dict(request.query), request.query["q"], body)

    async def _libre(self, request: web.Request) -> web.StreamResponse:
        is_json = request.content_type == "application/json"
        values: dict[str, Any] = await request.json() if is_json else dict(await request.post())
        return await self._answer(request, values, values["q"], lambda answer: {"translatedText": answer})

    async def _deepl(self, request: web.Request) -> web.StreamResponse:
        def body(answer: str | None) -> object:
            return {"translations": [{"detected_source_language": "ES", "text": answer}]}

        values = await request.json()
        return await self._answer(request, values, values["text"][0], body)

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        def body(answer: str | None) -> object:
            message = {"role": "assistant", "content": answer}
            return {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}

        values = await request.json()
        text = values["messages"][-1]["content"].removeprefix("<line>").removesuffix("</line>")
        return await self._answer(request, values, text, body)

    async def _answer(
        self,
        request: web.Request,
        values: dict[str, Any],
        text: str,
        body_of: Callable[[str | None], object],
        kind: str = "application/json",
    ) -> web.StreamResponse:
        self.queries.append(values)
        self.keys.append(request.headers.get("Authorization", ""))
        self.urls.append(str(request.url))
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            await asyncio.sleep(self.delay_s)
            if not self.accepts(values):
                return web.Response(status=400)
            if (broken := await self._broken(request)) is not None:
                return broken
        finally:
            self._at_once -= 1
        said = text if self.fault is Fault.UNCHANGED else SAID[self.fault] if self.fault else self.answer(text)
        body = body_of(said)
        text = str(body) if kind == "text/html" else json.dumps(body if self.body is None else self.body)
        text = text if self.page is None else self.page
        return web.Response(text=text, content_type=kind, status=self.status, headers=self.headers)

    async def _broken(self, request: web.Request) -> web.StreamResponse | None:
        match self.fault:
            case Fault.HANG:
                await self._stopping.wait()
                return web.Response(status=503)
            case Fault.DRIP | Fault.GIANT:
                return await self._endless(request, b" " if self.fault is Fault.DRIP else b" " * 100_000)
            case Fault.RESET:
                assert request.transport is not None
                request.transport.abort()
                return web.Response(status=503)
            case Fault.RATE_LIMITED:
                return web.Response(status=429, headers={"Retry-After": "90"})
            case Fault.BROKEN:
                return web.Response(status=500)
            case Fault.PAGE:
                return web.Response(text="<html><body>Just a moment...</body></html>", content_type="text/html")
        return None

    async def _endless(self, request: web.Request, piece: bytes) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            for _ in range(500):
                if self._stopping.is_set():
                    break
                await response.write(piece)
                await asyncio.sleep(0.05 if len(piece) == 1 else 0)
        except ConnectionError:
            pass
        return response

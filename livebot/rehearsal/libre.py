"""A translation service in LibreTranslate's form on 127.0.0.1, which translates from a dictionary and can misbehave::

async with LibreService({"¿cuánto cuesta?": {"zh": "多少钱？"}}, sources={"¿cuánto cuesta?": "es"}) as libre:
libre.url, libre.delay_s
libre.fail(LibreFault.DRIP, times=1)
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web

from livebot.rehearsal.service import LocalService

LANGUAGES = ("ar", "de", "en", "es", "fr", "hi", "id", "it", "ja", "ko", "ms", "pt", "ru", "th", "tl", "tr", "vi", "zh")
QUOTA_TEXT = "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY"
ERROR_TEXT = "Error 500 (Server Error)!!1500.That’s an error.There was an error. Please try again later."


class LibreFault(StrEnum):
    """What the service does instead of translating."""

    HANG = "hang"
    """Takes the request and never answers."""
    DRIP = "drip"
    """Answers one byte every 100 ms, without end."""
    RESET = "reset"
    """Resets the connection."""
    RATE_LIMITED = "rate_limited"
    """Status 429."""
    BROKEN = "broken"
    """Status 500."""
    NOT_JSON = "not_json"
    """Status 200 and a page in place of JSON."""
    UNCHANGED = "unchanged"
    """The text itself as its translation."""
    EMPTY = "empty"
    """An empty translation."""
    NULL = "null"
    """``null`` as the translation."""
    QUOTA = "quota"
    """A warning about the quota as the translation."""
    ERROR_PAGE = "error_page"
    """The text of an error page as the translation."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for a translation."""

    text: str
    source: str
    target: str


class LibreService(LocalService):
    """The service. ``translations`` is text to (target language to translation); ``sources`` is text to its language.

    A text it does not know comes back marked, as ``[es→zh] text``, so that nobody takes it for a real translation.
    """

    def __init__(
        self,
        translations: Mapping[str, Mapping[str, str]],
        *,
        sources: Mapping[str, str] | None = None,
        api_key: str = "",
        delay_s: float = 0.0,
    ) -> None:
        super().__init__()
        self.translations = translations
        self.sources = sources or {}
        self.api_key = api_key
        """The only key that is let in; any, if empty."""
        self.delay_s = delay_s
        """How long each translation takes."""
        self.asked: list[Asked] = []
        self.most_at_once = 0
        """The largest number of requests that were being answered at the same time."""
        self._at_once = 0
        self._fault: LibreFault | None = None
        self._times: int | None = None

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/translate", self._translate)
        app.router.add_post("/detect", self._detect)
        app.router.add_get("/languages", self._languages)
        return app

    @property
    def url(self) -> str:
        """With the trailing slash that deep-translator needs."""
        return f"http://127.0.0.1:{self.port}/"

    def fail(self, fault: LibreFault, *, times: int | None = None) -> None:
        """Misbehave at ``/translate``, so many times or until ``heal``."""
        self._fault, self._times = fault, times

    def heal(self) -> None:
        self._fault = self._times = None

    async def _translate(self, request: web.Request) -> web.StreamResponse:
        values = await _values(request)
        refusal = self._refusal(values)
        if refusal is not None:
            return refusal
        asked = Asked(values.get("q", ""), values.get("source", "auto"), values.get("target", ""))
        self.asked.append(asked)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            await asyncio.sleep(self.delay_s)
            return await self._answer(request, asked)
        finally:
            self._at_once -= 1

    async def _answer(self, request: web.Request, asked: Asked) -> web.StreamResponse:
        text = asked.text
        match self._take_fault():
            case LibreFault.HANG:
                await self.stopping.wait()
                return web.Response(status=503)
            case LibreFault.DRIP:
                return await self._drip(request)
            case LibreFault.RESET:
                assert request.transport is not None
                request.transport.abort()
                return web.Response(status=503)
            case LibreFault.RATE_LIMITED:
                return web.json_response({"error": "Slowdown: 20 per 1 minute"}, status=429)
            case LibreFault.BROKEN:
                return web.json_response({"error": "Cannot translate text"}, status=500)
            case LibreFault.NOT_JSON:
                return web.Response(text="<html><body>Just a moment...</body></html>", content_type="text/html")
            case LibreFault.UNCHANGED:
                return web.json_response({"translatedText": text})
            case LibreFault.EMPTY:
                return web.json_response({"translatedText": ""})
            case LibreFault.NULL:
                return web.json_response({"translatedText": None})
            case LibreFault.QUOTA:
                return web.json_response({"translatedText": QUOTA_TEXT})
            case LibreFault.ERROR_PAGE:
                return web.json_response({"translatedText": ERROR_TEXT})
        body: dict[str, object] = {}
        source = asked.source
        if source == "auto":
            body["detectedLanguage"] = self._detected(text)
            source = self._language_of(text)
        body["translatedText"] = self.translations.get(text, {}).get(asked.target, f"[{source}→{asked.target}] {text}")
        return web.json_response(body)

    async def _drip(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        with suppress(ConnectionError):  # the client has had enough
            while not self.stopping.is_set():
                await response.write(b" ")
                await asyncio.sleep(0.1)
        return response

    async def _detect(self, request: web.Request) -> web.StreamResponse:
        values = await _values(request)
        return self._refusal(values) or web.json_response([self._detected(values.get("q", ""))])

    async def _languages(self, request: web.Request) -> web.StreamResponse:
        return web.json_response([{"code": code, "name": code, "targets": list(LANGUAGES)} for code in LANGUAGES])

    def _detected(self, text: str) -> dict[str, object]:
        return {"confidence": 90.0 if text in self.sources else 0.0, "language": self._language_of(text)}

    def _language_of(self, text: str) -> str:
        return self.sources.get(text, "en")

    def _refusal(self, values: Mapping[str, str]) -> web.Response | None:
        if self.api_key and values.get("api_key") != self.api_key:
            return web.json_response({"error": "Invalid API key"}, status=403)
        if not values.get("q"):
            return web.json_response({"error": "Invalid request: missing q parameter"}, status=400)
        for name in ("source", "target"):
            code = values.get(name, "auto")
            if code not in (*LANGUAGES, "auto"):
                return web.json_response({"error": f"{code} is not supported"}, status=400)
        return None

    def _take_fault(self) -> LibreFault | None:
        fault = self._fault
        if self._times is not None:
            self._times -= 1
            if self._times <= 0:
                self.heal()
        return fault


async def _values(request: web.Request) -> dict[str, str]:
    """Return the parameters, which LibreTranslate takes as JSON, as a form or in the query."""
    values: dict[str, object] = dict(request.query)
    if request.content_type == "application/json":
        values |= await request.json()
    else:
        values |= await request.post()
    return {name: str(value) for name, value in values.items()}

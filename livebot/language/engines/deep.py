"""Google, MyMemory and LibreTranslate (as a form) through deep-translator, with its faults fenced off.

deep-translator 1.11.4 has no time-outs, mixes up answers when a translator is shared by threads, puts keys into URLs
and error messages, and knows few languages by their present codes. So here every call has a thread with a session and
a time-out of its own, a fresh translator, codes from our own table, and errors that tell no secrets.
"""

import html
import threading
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

import requests
import urllib3
from deep_translator import GoogleTranslator, LibreTranslator, MyMemoryTranslator
from deep_translator import google as google_module
from deep_translator import libre as libre_module
from deep_translator import mymemory as mymemory_module
from deep_translator.exceptions import BaseError

from livebot.language.engines import libre
from livebot.language.engines.base import (
    MOST_BYTES,
    EngineFault,
    EngineRefusal,
    EngineSettings,
    check_status,
    language_code,
)
from livebot.language.workers import Workers, WorkersExhausted

_SPARE_THREADS = 12
"""How many calls of one engine may hang, beyond those at work, before it is left alone."""
_NO_KEY = "none"
"""LibreTranslator insists on a key, also for servers that ask for none."""
_MYMEMORY_URL = "https://api.mymemory.translated.net/get"  # deep-translator's own is not encrypted


class DeepTranslatorEngine:
    """An engine of deep-translator. ``make`` builds the translator that serves one call."""

    def __init__(
        self,
        settings: EngineSettings,
        make: Callable[[EngineSettings], Any],
        codes: Mapping[str, str],
        concurrency: int,
    ) -> None:
        self.settings = settings
        self.concurrency = settings.concurrency or concurrency
        self._make = make
        self._codes = codes
        self._workers = Workers(settings.name, self.concurrency + _SPARE_THREADS)

    async def translate(self, text: str, source: str, target: str) -> str | None:
        def call() -> str | None:
            _http.timeout_s = self.settings.timeout_s
            translator = self._make(self.settings)
            translator.source, translator.target = (
                language_code(self._codes, source),
                language_code(self._codes, target),
            )
            try:
                answer = translator.translate(text)
            except StopIteration:  # MyMemory's way to say that it found nothing; asyncio cannot carry it
                return None
            return html.unescape(answer) if isinstance(answer, str) else None

        try:
            return await self._workers.run(call, self.settings.timeout_s)
        except TimeoutError:
            raise EngineFault(f"no answer within {self.settings.timeout_s:g} s") from None
        except WorkersExhausted as hang:
            raise EngineFault(str(hang)) from None
        except (EngineFault, EngineRefusal):
            raise
        except BaseError as refused:
            raise EngineRefusal(type(refused).__name__) from None
        except Exception as failure:  # noqa: BLE001 - deep-translator lets anything through, from KeyError to bs4's own
            # Only the kind is told: messages of requests and deep-translator can hold the key.
            raise EngineFault(f"unreadable answer ({type(failure).__name__})") from None

    def close(self) -> None:
        self._workers.close()


class _TimedRequests(threading.local):
    """Stands in for the ``requests`` module inside deep-translator: a session a thread, never without a time-out."""

    def __init__(self) -> None:
        self.timeout_s = 3.0
        self.session = requests.Session()

    def get(self, url: str, params: Mapping[str, str], proxies: None = None) -> requests.Response:
        return self._answer(lambda: self.session.get(url, params=params, timeout=self.timeout_s, stream=True))

    def post(self, url: str, params: Mapping[str, str]) -> requests.Response:
        """As a form, so that neither the key nor what a viewer wrote is part of a URL."""
        fields = {name: value for name, value in params.items() if (name, value) != ("api_key", _NO_KEY)}
        return self._answer(lambda: self.session.post(url, data=fields, timeout=self.timeout_s, stream=True))

    def _answer(self, send: Callable[[], requests.Response]) -> requests.Response:
        deadline_s = perf_counter() + self.timeout_s
        try:
            with send() as response:
                check_status(response.status_code, response.headers)
                _read_body(response, deadline_s)
        except (requests.Timeout, urllib3.exceptions.TimeoutError):
            raise EngineFault("no answer in time") from None
        except (requests.RequestException, urllib3.exceptions.HTTPError) as failure:
            raise EngineFault(f"no connection ({type(failure).__name__})") from None
        return response


def _read_body(response: requests.Response, deadline_s: float) -> None:
    """Read it all now: the time-out of requests starts again with every byte, and a body may have no end."""
    body = b""
    while chunk := response.raw.read1(MOST_BYTES, decode_content=True):
        body += chunk
        if perf_counter() > deadline_s:
            raise EngineFault("no whole answer in time")
        if len(body) > MOST_BYTES:
            raise EngineFault("the answer has no end")
    response._content = body  # where requests itself keeps what it has read


_http = _TimedRequests()
for module in (google_module, mymemory_module, libre_module):
    module.requests = _http


def google(settings: EngineSettings) -> DeepTranslatorEngine:
    def make(settings: EngineSettings) -> GoogleTranslator:
        translator = GoogleTranslator()
        translator._base_url = settings.url or translator._base_url  # there is no other way to say where
        return translator

    return DeepTranslatorEngine(settings, make, _GOOGLE_CODES, concurrency=24)


def mymemory(settings: EngineSettings) -> DeepTranslatorEngine:
    def make(settings: EngineSettings) -> MyMemoryTranslator:
        translator = MyMemoryTranslator(source="auto", target="en-GB")
        translator._base_url = settings.url or _MYMEMORY_URL
        return translator

    return DeepTranslatorEngine(settings, make, _MYMEMORY_CODES, concurrency=12)


def libre_form(settings: EngineSettings) -> DeepTranslatorEngine:
    def make(settings: EngineSettings) -> LibreTranslator:
        url = (settings.url or libre.URL).rstrip("/") + "/"  # it forgets the slash
        return LibreTranslator(source="auto", target="en", api_key=settings.api_key or _NO_KEY, custom_url=url)

    return DeepTranslatorEngine(settings, make, libre.CODES, concurrency=24)


_GOOGLE_CODES = {
    "zh": "zh-CN",
    "zh-TW": "zh-TW",
    "zh-HK": "zh-TW",
    "zh-Hant": "zh-TW",
    "he": "iw",
    "jv": "jw",
    "fil": "tl",
}
_MYMEMORY_CODES = {
    "auto": "Autodetect", "en": "en-US", "es": "es-ES", "pt": "pt-BR", "fr": "fr-FR", "de": "de-DE", "it": "it-IT",
    "vi": "vi-VN", "th": "th-TH", "id": "id-ID", "ms": "ms-MY", "tl": "tl-PH", "fil": "tl-PH", "ja": "ja-JP",
    "ko": "ko-KR", "zh": "zh-CN", "zh-TW": "zh-TW", "zh-HK": "zh-TW", "zh-Hant": "zh-TW", "ar": "ar-SA", "ru": "ru-RU",
    "hi": "hi-IN", "tr": "tr-TR", "pl": "pl-PL", "nl": "nl-NL", "ro": "ro-RO", "sv": "sv-SE", "cs": "cs-CZ",
    "hu": "hu-HU", "uk": "uk-UA", "he": "he-IL", "el": "el-GR", "bg": "bg-BG", "fa": "fa-IR", "ur": "ur-PK",
    "bn": "bn-IN", "ta": "ta-IN", "te": "te-IN",
}  # fmt: skip

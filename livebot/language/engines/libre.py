"""A LibreTranslate server, asked in JSON."""

import aiohttp

from livebot.language.engines.base import EngineSettings, language_code
from livebot.language.engines.web import JsonApi, text_at

URL = "https://libretranslate.com"
CODES = {"zh-TW": "zt", "zh-HK": "zt", "zh-Hant": "zt", "fil": "tl", "no": "nb"}


class LibreEngine:
    def __init__(self, settings: EngineSettings, session: aiohttp.ClientSession | None = None) -> None:
        self.settings = settings
        self.concurrency = settings.concurrency or 32
        self._url = f"{(settings.url or URL).rstrip('/')}/translate"
        self._api = JsonApi(settings.timeout_s, session)

    async def translate(self, text: str, source: str, target: str) -> str | None:
        body = {
            "q": text,
            "source": language_code(CODES, source),
            "target": language_code(CODES, target),
            "format": "text",
        }
        if self.settings.api_key:
            body["api_key"] = self.settings.api_key
        return text_at(await self._api.post(self._url, body), "translatedText")

    def close(self) -> None:
        """The session is the chain's."""

"""DeepL, with a key of its free or its paid API.

The glossary's placeholders are sent as plain words: tags to be ignored are moved about or dropped by its newer models.
"""

import aiohttp

from livebot.language.engines.base import REFUSED_REST_S, EngineFault, EngineSettings
from livebot.language.engines.web import JsonApi, text_at

URL = "https://api.deepl.com"
FREE_URL = "https://api-free.deepl.com"
FREE_SUFFIX = ":fx"
"""How keys of the free API end."""

_TARGETS = {
    "en": "EN-US", "en-GB": "EN-GB", "en-AU": "EN-GB", "pt": "PT-BR", "pt-PT": "PT-PT", "zh": "ZH-HANS",
    "zh-TW": "ZH-HANT", "zh-HK": "ZH-HANT", "zh-Hant": "ZH-HANT", "fil": "TL", "no": "NB",
}  # fmt: skip
_SOURCES = {"fil": "TL", "no": "NB"}
"""A source has no region."""
_OFFERED_LATER = {"hi", "ms", "tl", "fil", "fa", "ur", "bn", "ta", "te", "my", "jv"}
"""DeepL has them as beta languages, which must be asked for by name."""


class DeepLEngine:
    def __init__(self, settings: EngineSettings, session: aiohttp.ClientSession | None = None) -> None:
        self.settings = settings
        self.concurrency = settings.concurrency or 32
        usual = FREE_URL if settings.api_key.endswith(FREE_SUFFIX) else URL
        self.url = f"{(settings.url or usual).rstrip('/')}/v2/translate"
        self._api = JsonApi(settings.timeout_s, session)

    async def translate(self, text: str, source: str, target: str) -> str | None:
        if not self.settings.api_key:
            raise EngineFault("it has no api_key", rest_s=REFUSED_REST_S)
        language, into = source.partition("-")[0], target.partition("-")[0]
        body: dict[str, object] = {
            "text": [text],
            "target_lang": _TARGETS.get(target) or _TARGETS.get(into) or into.upper(),
        }
        if source != "auto":
            body["source_lang"] = _SOURCES.get(language) or language.upper()
        if not _OFFERED_LATER.isdisjoint((language, into)):
            body["enable_beta_languages"] = True
        answer = await self._api.post(self.url, body, key=f"DeepL-Auth-Key {self.settings.api_key}")
        return text_at(answer, "translations", 0, "text")

    def close(self) -> None:
        """The session is the chain's."""

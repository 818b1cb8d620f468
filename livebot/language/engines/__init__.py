"""Translation engines, each by the name it has in the configuration."""

from collections.abc import Callable

import aiohttp

from livebot.language.engines.base import Engine, EngineFault, EngineRefusal, EngineSettings
from livebot.language.engines.chat import ChatEngine
from livebot.language.engines.deep import google, libre_form, mymemory
from livebot.language.engines.deepl import DeepLEngine
from livebot.language.engines.libre import LibreEngine

ENGINES: dict[str, Callable[[EngineSettings, aiohttp.ClientSession | None], Engine]] = {
    "google": lambda settings, _: google(settings),
    "mymemory": lambda settings, _: mymemory(settings),
    "libre": LibreEngine,
    "libre_form": lambda settings, _: libre_form(settings),
    "deepl": DeepLEngine,
    "chat": ChatEngine,
}

__all__ = ["ENGINES", "Engine", "EngineFault", "EngineRefusal", "EngineSettings", "make_engine"]


def make_engine(settings: EngineSettings, session: aiohttp.ClientSession | None = None) -> Engine:
    """Raises ValueError if there is no engine of that name. Without a ``session``, every call opens one of its own."""
    if settings.name not in ENGINES:
        raise ValueError(f"no translation engine is called {settings.name!r}; there are {', '.join(ENGINES)}")
    return ENGINES[settings.name](settings, session)

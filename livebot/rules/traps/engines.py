"""Traps among the translation engines: one asked twice, one that nobody can use without a key."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from livebot.rules.config import Config, EngineConfig
from livebot.rules.problems import Problem, warning

KEYED_CHATS = ("api.openai.com",)
"""Hosts of chat completions that answer nobody without a key; a model on one's own machine needs none."""


def engine_traps(config: Config) -> Iterator[Problem]:
    """Yield what is likely to be a mistake in ``translation.engines``."""
    engines = config.translation.engines
    place = config.place("translation", "engines")
    times = Counter((engine.name, engine.url, engine.model) for engine in engines)
    if twice := sorted({name for (name, _, _), count in times.items() if count > 1}):
        yield warning(place, f"{' and '.join(twice)} more than once", "each engine once", "take one away")
    for name in dict.fromkeys(engine.name for engine in engines if _lacks_key(engine)):
        yield warning(
            place,
            f"the engine {name} has no key, so it will refuse every question",
            "your key for it in secrets.yaml",
            f'write there translation: {{api_keys: {{{name}: "…"}}}}, or take the engine away',
        )


def _lacks_key(engine: EngineConfig) -> bool:
    has_key = engine.api_key is not None and bool(engine.api_key.get_secret_value().strip())
    is_keyed_chat = engine.name == "chat" and (engine.url is None or urlsplit(engine.url).hostname in KEYED_CHATS)
    return not has_key and (engine.name == "deepl" or is_keyed_chat)

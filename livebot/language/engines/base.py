"""What every translation engine is: its settings, how it is asked, and how it says that it cannot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Protocol

QUOTA_REST_S = 600.0
"""A used-up quota does not come back in seconds."""
REFUSED_REST_S = 60.0
"""Nor does a key become right."""
MOST_BYTES = 500_000
"""No answer to a comment is longer."""


@dataclass(frozen=True, kw_only=True)
class EngineSettings:
    """One engine of ``translation.engines``."""

    name: str
    """A name in ``ENGINES``."""
    url: str = ""
    """Where it is, if not at its usual address."""
    api_key: str = field(default="", repr=False)
    model: str = ""
    """The language model, for engines that have several."""
    timeout_s: float = 3.0
    """For the whole call, and as long again for a free place."""
    concurrency: int | None = None
    """How many calls it may have at once; None: as many as suits its kind."""


class EngineFault(Exception):  # noqa: N818 - reads as what happened
    """The engine is not working: no answer, an error, a quota. The message is short and holds no secret."""

    def __init__(self, reason: str, *, rest_s: float = 0.0) -> None:
        super().__init__(reason)
        self.rest_s = rest_s
        """How long it asked to be left alone; 0 if it did not say."""


class EngineRefusal(Exception):  # noqa: N818
    """The engine works but cannot translate this text or language pair."""


class Engine(Protocol):
    """One way to translate. Several calls may run at once."""

    @property
    def settings(self) -> EngineSettings: ...

    @property
    def concurrency(self) -> int:
        """How many calls it takes at once."""

    async def translate(self, text: str, source: str, target: str) -> str | None:
        """What the engine answers, whatever it is, to a text in ``source`` (language tag or ``auto``).

        Bounded by ``timeout_s``; may be cancelled. Raises EngineFault or EngineRefusal, nothing else.
        """

    def close(self) -> None: ...


def check_status(status: int, headers: Mapping[str, str]) -> None:
    """Raise what an HTTP status means; nothing for success."""
    if 200 <= status < 300:
        return
    rest_s = _retry_after_s(headers)
    if status == 429:
        raise EngineFault("too many requests (HTTP 429)", rest_s=rest_s)
    if status in (402, 456):
        raise EngineFault(f"the quota is used up (HTTP {status})", rest_s=max(rest_s, QUOTA_REST_S))
    if status in (401, 403):
        raise EngineFault(f"not let in (HTTP {status}): is the api_key right?", rest_s=max(rest_s, REFUSED_REST_S))
    if status in (400, 413, 422):
        raise EngineRefusal(f"HTTP {status}")
    raise EngineFault(f"HTTP {status}", rest_s=rest_s)


def _retry_after_s(headers: Mapping[str, str]) -> float:
    """What ``Retry-After`` asks for, as seconds or as a date of the server's own clock; 0 if nothing."""
    wait = headers.get("Retry-After", "").strip()
    if wait.isdecimal():
        return float(wait)
    try:
        until, now = parsedate_to_datetime(wait), parsedate_to_datetime(headers.get("Date", ""))
        return max((until - now).total_seconds(), 0.0)
    except (ValueError, TypeError):  # no date, or one with and one without a time zone
        return 0.0


def language_code(codes: Mapping[str, str], tag: str) -> str:
    """The engine's own code for a language tag, ``codes`` being the ones that differ from the tag."""
    language = tag.partition("-")[0]
    return codes.get(tag) or codes.get(language) or language

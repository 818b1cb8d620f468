"""What a service says about its rate limits, read from the headers themselves.

TikTokLive takes ``RateLimit-Remaining`` for the time to wait, and fails where it is absent; the spellings differ
between services, and so do the units: seconds from now, or seconds or milliseconds since the epoch, or a date.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MOST_S = 86_400.0
"""Nothing that a service says makes us wait for more than a day."""

WAIT_HEADERS = (
    # The first that is there wins: what is meant for this request comes before when a window starts anew.
    "retry-after",
    "ratelimit-reset-after",
    "x-ratelimit-reset-after",
    "ratelimit-reset",
    "x-ratelimit-reset",
    "x-rate-limit-reset",
)
REMAINING_HEADERS = ("ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining")
LIMIT_HEADERS = ("ratelimit-limit", "x-ratelimit-limit", "x-rate-limit-limit")

LEADING_NUMBER = re.compile(r"\s*(\d{1,16}(?:\.\d{1,6})?)\s*(?:$|[,;])", re.ASCII)
COMBINED_RESET = re.compile(r"\b(?:reset|t)=(\d{1,16})", re.ASCII)


@dataclass(frozen=True)
class Quota:
    """Calls left in the tightest window that the service told of."""

    remaining: int
    limit: int
    """0 if unknown."""
    resets_in_s: float | None = None
    """When the window starts anew, if the service said so."""

    @property
    def is_low(self) -> bool:
        return self.remaining * 10 <= self.limit


def retry_after_s(headers: Mapping[str, str], now_ms: int) -> float | None:
    """Seconds to wait before the next call, or None if the headers do not say."""
    lower = {name.lower(): value for name, value in headers.items()}
    for name in WAIT_HEADERS:
        seconds = wait_s(lower.get(name, ""), now_ms)
        if seconds is not None:
            return seconds
    # One header for all: ``RateLimit: limit=100, remaining=0, reset=50`` or ``"default";r=0;t=50``.
    combined = COMBINED_RESET.search(lower.get("ratelimit", ""))
    return wait_s(combined[1], now_ms) if combined else None


def quota(headers: Mapping[str, str], now_ms: int) -> Quota | None:
    """How many calls are left, or None if the headers do not say."""
    lower = {name.lower(): value for name, value in headers.items()}
    remaining = _first_number(lower, REMAINING_HEADERS)
    if remaining is None:
        return None
    limit = int(_first_number(lower, LIMIT_HEADERS) or 0)
    return Quota(remaining=int(remaining), limit=limit, resets_in_s=retry_after_s(headers, now_ms))


def wait_s(value: str, now_ms: int) -> float | None:
    """Seconds until what a header or field means, at most a day; None if it means nothing."""
    number = LEADING_NUMBER.match(value)
    if number:
        seconds = float(number[1])
        if seconds > 1e11:
            seconds = (seconds - now_ms) / 1000
        elif seconds > 1e8:
            seconds -= now_ms / 1000
    else:
        date = _date(value)
        if date is None:
            return None
        seconds = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now_ms / 1000
    return min(max(seconds, 0.0), MOST_S)


def _date(value: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return read(value)
        except (ValueError, OverflowError):
            continue
    return None


def _first_number(headers: Mapping[str, str], names: tuple[str, ...]) -> float | None:
    for name in names:
        number = LEADING_NUMBER.match(headers.get(name, ""))
        if number:
            return float(number[1])
    return None

"""What an account does in a room, through the sign provider's paid API with the account's session.

The session goes into these requests and nowhere else, each over a connection of its own with a checked certificate.
TikTokLive's own calls are not used: they check no certificate, wait without end, and hide whether a failed request
had been sent, which decides between "not done" and "maybe done".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from livebot.ports import Clock, Refused, Uncertain
from livebot.tiktok.limits import retry_after_s
from livebot.tiktok.settings import TikTokSettings, why_not

MAX_REASON_CHARS = 200

EXPIRED = "session expired: log in again and renew tiktok.session_id"
RATE_LIMITED = "rate limited"
NOT_LIVE = "the room is not live"
LOGGED_OUT = 20003
"""TikTok's own code; its words for it are in the account's language."""

Hint = tuple[re.Pattern[str], str]
"""What is found in the service's words → how we say it."""


def hint(pattern: str, reason: str) -> Hint:
    return re.compile(pattern, re.IGNORECASE), reason


WRONG_KEY = hint(r"api.?key", "the sign provider does not accept tiktok.sign_api_key")
LOGGED_OUT_HINT = hint(r"session|log.?in|cookie|登录", EXPIRED)


class Unreachable(Refused):
    """No connection came about, so nothing was sent; a moment later one may."""


@dataclass(frozen=True, kw_only=True)
class Wording:
    """How refusals of one kind of calls read."""

    what: str
    """What is asked for, as in ``the service refused the line``."""
    hints: Sequence[Hint]
    """The first that is found wins."""
    by_status: Mapping[int, str]


class Account:
    """The account of the settings, for one kind of calls."""

    def __init__(self, settings: TikTokSettings, clock: Clock, wording: Wording) -> None:
        self._settings = settings
        self._clock = clock
        self._wording = wording

    async def ask(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, json: Mapping[str, str] | None = None
    ) -> None:
        """Make one call; returning means that it was accepted. Raises Refused or Uncertain, and never hangs."""
        if obstacle := why_not(self._settings):
            raise Refused(obstacle)
        within_s = self._settings.account_timeout_s
        timeout = aiohttp.ClientTimeout(total=within_s, connect=within_s / 2)
        try:
            # A new connection each time: on one that the server had closed meanwhile, nothing could be sure to be out.
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.request(
                    method,
                    f"{self._settings.sign_url.rstrip('/')}{path}",
                    params=query,
                    json=json,
                    headers=self._headers(),
                    allow_redirects=False,
                ) as response,
            ):
                status = response.status
                headers = dict(response.headers)
                answer = await _json(response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL):
            raise Unreachable(f"{self._host} cannot be reached, so nothing was sent") from None
        except TimeoutError:
            raise Uncertain(f"{self._host} did not answer within {within_s:g} s") from None
        except (aiohttp.ClientError, OSError):
            raise Uncertain(f"the connection to {self._host} broke after {self._wording.what} was sent") from None
        self._judge(status, headers, answer)

    def _headers(self) -> dict[str, str]:
        return {
            "X-Api-Key": self._settings.sign_api_key,
            "x-cookie-header": f"sessionid={self._settings.session_id}; tt-target-idc={self._settings.target_idc}",
        }

    @property
    def _host(self) -> str:
        return urlsplit(self._settings.sign_url).hostname or "the sign provider"

    def _judge(self, status: int, headers: Mapping[str, str], answer: dict[str, Any]) -> None:
        """Return if the call was accepted."""
        # The provider answers 200 with the real code in the body, and TikTok's own word deeper: in ``data``, or in
        # ``response.data``.
        code = answer.get("code", status)
        verdict = code if status == 200 and isinstance(code, int | float) else status
        if verdict == 429:
            raise Refused(RATE_LIMITED, retry_after_s=retry_after_s(headers, self._clock.now_ms()))
        if 400 <= verdict < 500:
            raise Refused(self._reason(int(verdict), answer))
        if verdict != 200:  # a gateway may say so after the call was passed on, even with Retry-After
            raise Uncertain(f"{self._host} answered {verdict:g}")
        if not answer:
            raise Uncertain(f"{self._host} answered without saying what became of {self._wording.what}")
        around = answer.get("response")
        inner = (around if isinstance(around, dict) else answer).get("data")
        if isinstance(inner, dict) and (refusal := inner.get("status_code")):
            raise Refused(EXPIRED if refusal == LOGGED_OUT else self._reason(200, inner.get("data") or inner))

    def _reason(self, status: int, answer: object) -> str:
        said = (
            " ".join(str(answer.get(name, "")) for name in ("message", "prompts")) if isinstance(answer, dict) else ""
        )
        for pattern, reason in self._wording.hints:
            if pattern.search(said):
                return reason
        for secret in (self._settings.session_id, self._settings.sign_api_key):
            said = said.replace(secret, "…") if secret else said
        said = "".join(char for char in said if char.isprintable()).strip()[:MAX_REASON_CHARS]
        return self._wording.by_status.get(status) or f"the service refused {self._wording.what} ({said or status})"


async def _json(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """The answer's body, or nothing if it is not a JSON object."""
    try:
        answer = await response.json(content_type=None)
    except (ValueError, aiohttp.ClientPayloadError):
        return {}
    return answer if isinstance(answer, dict) else {}

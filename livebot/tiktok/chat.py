"""Posting into the room, through the sign provider's paid API with the account's session.

The session goes into this one request and nowhere else, over a connection of its own with a checked certificate.
TikTokLive's own call for this is not used: it checks no certificate, waits without end, and hides whether a failed
request had been sent, which decides between "not posted" and "maybe posted".
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from livebot.ports import ChatRefused, ChatUncertain, Clock
from livebot.tiktok.limits import retry_after_s
from livebot.tiktok.settings import POSTING, TikTokSettings

LOOPBACK = ("127.0.0.1", "localhost", "::1")
MAX_REASON_CHARS = 200

EXPIRED = "session expired: log in again and renew tiktok.session_id"
LOGGED_OUT = 20003
"""TikTok's own code; its words for it are in the account's language."""

HINTS = (
    # What is found in the service's words → how we say it.
    (re.compile(r"mute|speak|banned|禁言", re.IGNORECASE), "the account is muted in this room"),
    (re.compile(r"premium|plan|permission|upgrade|add-?on", re.IGNORECASE), "the sign provider's plan lacks chat"),
    (re.compile(r"api.?key", re.IGNORECASE), "the sign provider does not accept tiktok.sign_api_key"),
    (re.compile(r"session|log.?in|cookie", re.IGNORECASE), EXPIRED),
)
BY_STATUS = {
    401: EXPIRED,
    402: "the sign provider's plan lacks chat",
    403: "the sign provider's plan lacks chat",
    404: "the room is not live",
    413: "the text is too long",
}


class TikTokChat:
    """Posts lines. See ``livebot.ports.ChatSender``."""

    def __init__(self, settings: TikTokSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    async def send(self, room_id: str, text: str) -> None:
        """Post one line. Raises ChatRefused or ChatUncertain."""
        obstacle = why_not(self._settings)
        if obstacle:
            raise ChatRefused(obstacle)
        timeout = aiohttp.ClientTimeout(total=self._settings.chat_timeout_s, connect=self._settings.chat_timeout_s / 2)
        try:
            # A new connection each time: on one that the server had closed meanwhile, no line could be sure to be out.
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(
                    f"{self._settings.sign_url.rstrip('/')}/webcast/chat",
                    json={"content": text, "targetRoomId": room_id},
                    headers=self._headers(),
                    allow_redirects=False,
                ) as response,
            ):
                status = response.status
                headers = dict(response.headers)
                answer = await _json(response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL):
            raise ChatRefused(f"{self._host} cannot be reached, so nothing was sent") from None
        except TimeoutError:
            raise ChatUncertain(f"{self._host} did not answer within {self._settings.chat_timeout_s:g} s") from None
        except (aiohttp.ClientError, OSError):
            raise ChatUncertain(f"the connection to {self._host} broke after the line was sent") from None
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
        """Return if the service accepted the line."""
        # The provider answers 200 with the real code in the body, and TikTok's own word one level deeper.
        code = answer.get("code", status)
        verdict = code if status == 200 and isinstance(code, int | float) else status
        if verdict == 429:
            raise ChatRefused("rate limited", retry_after_s=retry_after_s(headers, self._clock.now_ms()))
        if 400 <= verdict < 500:
            raise ChatRefused(self._reason(int(verdict), answer))
        if verdict != 200:  # a gateway may say so after the line was passed on, even with Retry-After
            raise ChatUncertain(f"{self._host} answered {verdict:g}")
        inner = answer.get("data")
        if isinstance(inner, dict) and (refusal := inner.get("status_code")):
            raise ChatRefused(EXPIRED if refusal == LOGGED_OUT else self._reason(200, inner.get("data") or inner))
        if not answer:
            raise ChatUncertain(f"{self._host} answered without saying what became of the line")

    def _reason(self, status: int, answer: object) -> str:
        said = (
            " ".join(str(answer.get(name, "")) for name in ("message", "prompts")) if isinstance(answer, dict) else ""
        )
        for pattern, reason in HINTS:
            if pattern.search(said):
                return reason
        for secret in (self._settings.session_id, self._settings.sign_api_key):
            said = said.replace(secret, "…") if secret else said
        said = "".join(char for char in said if char.isprintable()).strip()[:MAX_REASON_CHARS]
        return BY_STATUS.get(status) or f"the service refused the line ({said or status})"


def why_not(settings: TikTokSettings) -> str:
    """What in the settings keeps us from posting, and how to fix it; empty if nothing does."""
    for name in POSTING:
        if not getattr(settings, name):
            return f"tiktok.{name} is not set: add it to the secrets file, or use chat.mode: assist"
        if fault := settings.fault(name):
            return fault
    sign_url = urlsplit(settings.sign_url)
    if sign_url.scheme != "https" and sign_url.hostname not in LOOPBACK:
        return "tiktok.sign_url is not https: the session would cross the net readable by anyone"
    return ""


async def _json(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """The answer's body, or nothing if it is not a JSON object."""
    try:
        answer = await response.json(content_type=None)
    except (ValueError, aiohttp.ClientPayloadError):
        return {}
    return answer if isinstance(answer, dict) else {}

"""How the look-alike's endpoints fail, one fault at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web

ENDPOINTS = ("page", "profile", "lookup", "link", "alive", "info", "fetch", "limits", "socket", "chat", "mutes", "bans")
SLOW_S = 0.4
BLOCKED_PAGE = "<html><head><title>Please wait...</title></head><body><div id='captcha'></div></body></html>"


class Fault(StrEnum):
    """What an endpoint does instead of its work. Without a list of endpoints, any can do it."""

    OFFLINE = "offline"
    """``page``, ``lookup``, ``alive``: says that the host is offline, whatever is true."""
    NOT_FOUND = "not_found"
    """``page``, ``lookup``, ``profile``: there is no such host."""
    BLOCKED = "blocked"
    """A captcha page, with status 200."""
    EMPTY = "empty"
    """Status 200 and no body."""
    RATE_LIMITED = "rate_limited"
    """Status 429, with whatever headers the caller of ``fail`` chose."""
    REFUSED = "refused"
    """Status 403 in the sign provider's form, for instance for want of a paid key."""
    UNKNOWN_KEY = "unknown_key"
    """Status 401 in the sign provider's form."""
    BROKEN = "broken"
    """Status 503."""
    HANG = "hang"
    """Never answers."""
    DROP = "drop"
    """The connection is reset without an answer."""
    SLOW = "slow"
    """Does its work, after ``SLOW_S``."""
    NOT_MODERATOR = "not_moderator"
    """``mutes``, ``bans``, like the next two: TikTok refuses, with status 200 of the sign provider around it."""
    WRONG_COUNTRY = "wrong_country"
    VIEWER_GONE = "viewer_gone"
    HANG_AFTER = "hang_after"
    """``chat``: the line is accepted and shown in the room, but no answer comes."""
    DROP_AFTER = "drop_after"
    """``chat``: the line is accepted and shown in the room, then the connection is reset."""


@dataclass(frozen=True, slots=True)
class Failure:
    fault: Fault
    headers: Mapping[str, str]

    def answer(self) -> web.Response | None:
        """Return the answer that takes the place of the endpoint's own, if this fault has one."""
        match self.fault:
            case Fault.BLOCKED:
                return web.Response(text=BLOCKED_PAGE, content_type="text/html", headers=self.headers)
            case Fault.EMPTY:
                return web.Response(headers=self.headers)
            case Fault.RATE_LIMITED:
                body = {"code": 429, "message": "Rate limit reached", "limit_label": "minute"}
                return web.json_response(body, status=429, headers=self.headers)
            case Fault.REFUSED:
                body = {"code": 403, "message": "This endpoint requires a premium key"}
                return web.json_response(body, status=403, headers=self.headers)
            case Fault.UNKNOWN_KEY:
                body = {"code": 401, "message": "The API key is invalid or has expired"}
                return web.json_response(body, status=401, headers=self.headers)
            case Fault.BROKEN:
                return web.Response(status=503, text="upstream connect error", headers=self.headers)
            case Fault.NOT_MODERATOR:
                return _refused("Only moderators can do this")
            case Fault.WRONG_COUNTRY:
                return _refused("This feature isn't available in your country or region")
            case Fault.VIEWER_GONE:
                return _refused("User is not in the room")
        return None


def _refused(words: str) -> web.Response:
    verdict = {"status_code": 4003028, "data": {"prompts": words}}
    return web.json_response({"code": 200, "message": "OK", "response": {"data": verdict}})


class Faults:
    """Which endpoints fail now."""

    def __init__(self) -> None:
        self._failing: dict[str, tuple[Failure, int | None]] = {}

    def set(self, endpoint: str, failure: Failure, times: int | None) -> None:
        if endpoint not in ENDPOINTS:
            raise ValueError(f"no endpoint is called {endpoint!r}; there are {', '.join(ENDPOINTS)}")
        self._failing[endpoint] = (failure, times)

    def clear(self, endpoint: str = "") -> None:
        """Let one endpoint work again, or all."""
        for name in [endpoint] if endpoint else list(self._failing):
            self._failing.pop(name, None)

    def take(self, endpoint: str) -> Failure | None:
        """Return how this request to ``endpoint`` fails, and count it."""
        failure, times = self._failing.get(endpoint, (None, None))
        if failure is not None and times is not None:
            if times == 1:
                del self._failing[endpoint]
            else:
                self._failing[endpoint] = (failure, times - 1)
        return failure

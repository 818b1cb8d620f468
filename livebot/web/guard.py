"""Who may talk to the control API: the token, the Host, the Origin, and how every answer is framed.

A web page on any site can make the operator's browser send requests to this machine. It cannot know the token; and
should it ever learn it, its Origin gives it away, or (after DNS rebinding) the Host header does.
"""

import hmac
import ipaddress
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec
from aiohttp import web

from livebot.web import API

OPEN_PATHS = {"/health"}
HEADERS = {
    "Server": "livebot",
    "X-Livebot-Api": str(API),
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def json_response(body: Any, *, status: int = 200) -> web.Response:
    return web.Response(body=msgspec.json.encode(body), status=status, content_type="application/json")


def refusal(status: int, kind: str, message: str) -> web.Response:
    """Return an answer in the form every refusal has, whether the guard's or the room's."""
    return json_response({"ok": False, "kind": kind, "data": {}, "message": message}, status=status)


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def guard(token: str, host: str) -> Any:
    """Return the middleware for a server that listens on ``host``."""
    expected = f"Bearer {token}".encode()
    local_only = is_loopback(host)

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if local_only and not _is_local_name(request.host):
            return refusal(403, "wrong_host", "This address is not how this daemon is reached: use 127.0.0.1.")
        origin = request.headers.get("Origin")
        if origin is not None and not _is_own(origin, request.host):
            return refusal(403, "wrong_origin", "Requests from other web sites are not answered.")
        if request.path not in OPEN_PATHS:
            given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
            if not hmac.compare_digest(given, expected):
                answer = refusal(401, "wrong_token", "The token is missing or wrong.")
                answer.headers["WWW-Authenticate"] = "Bearer"
                return answer
        try:
            return await handler(request)
        except web.HTTPException as error:
            return refusal(error.status, "http", f"{error.reason}.")

    return check


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Set what every answer carries (an ``on_response_prepare`` signal, so that no answer is forgotten)."""
    response.headers.update(HEADERS)


def _is_local_name(host_header: str) -> bool:
    try:
        name = urlsplit(f"//{host_header}").hostname
    except ValueError:
        return False
    return name is not None and is_loopback(name)


def _is_own(origin: str, host_header: str) -> bool:
    return origin.lower() in {f"http://{host_header}".lower(), f"https://{host_header}".lower()}

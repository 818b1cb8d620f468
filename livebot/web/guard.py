"""Who may talk to the control API: the token, the Host, the Origin, and how every answer is framed.

A web page on any site can make the operator's browser send requests to this machine. It cannot know the token; and
should it ever learn it, its Origin gives it away, or (after DNS rebinding) the Host header does.
"""

import hmac
import ipaddress
from collections.abc import Awaitable, Callable, Collection
from typing import Any
from urllib.parse import urlsplit

import msgspec
from aiohttp import web

from livebot.web import API

OPEN_PATHS = {"/health"}
OVERLAYS = "/overlay/"
"""Pages for the video, and what they load. OBS can send no headers, so their key stands in the address; it reads."""
OVERLAY_FILES = "/overlay/files/"
"""Part of livebot, the same for everybody."""
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
OVERLAY_HEADERS = {name: value for name, value in HEADERS.items() if name != "X-Frame-Options"} | {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " img-src 'self' data:; font-src 'self'; media-src 'self'; frame-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self' file:",
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


def guard(token: str, host: str, signed: Collection[str] = (), overlay_key: str = "") -> Any:
    """Return the middleware for a server that listens on ``host``; without an ``overlay_key`` it has no overlays.

    Requests to ``signed`` paths come from other machines, through a proxy and without the token: whoever serves them
    verifies their signature, which no web page can make, whatever Host and Origin say.
    """
    expected = f"Bearer {token}".encode()
    local_only = is_loopback(host)

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path in signed:
            return await _answer(request, handler)
        if local_only and not _is_local_name(request.host):
            return refusal(403, "wrong_host", "This address is not how this daemon is reached: use 127.0.0.1.")
        origin = request.headers.get("Origin")
        if origin is not None and not _is_own(origin, request.host):
            return refusal(403, "wrong_origin", "Requests from other web sites are not answered.")
        if overlay_key and request.path.startswith(OVERLAYS):
            key = request.query.get("key", "").encode("utf-8", "surrogateescape")
            if not request.path.startswith(OVERLAY_FILES) and not hmac.compare_digest(key, overlay_key.encode()):
                return refusal(401, "wrong_key", "The key in this link is missing or wrong: copy the link again.")
        elif request.path not in OPEN_PATHS:
            given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
            if not hmac.compare_digest(given, expected):
                answer = refusal(401, "wrong_token", "The token is missing or wrong.")
                answer.headers["WWW-Authenticate"] = "Bearer"
                return answer
        return await _answer(request, handler)

    return check


async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as error:
        return refusal(error.status, "http", f"{error.reason}.")


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Set what every answer carries (an ``on_response_prepare`` signal, so that no answer is forgotten)."""
    response.headers.update(OVERLAY_HEADERS if request.path.startswith(OVERLAYS) else HEADERS)


def _is_local_name(host_header: str) -> bool:
    try:
        name = urlsplit(f"//{host_header}").hostname
    except ValueError:
        return False
    return name is not None and is_loopback(name)


def _is_own(origin: str, host_header: str) -> bool:
    return origin.lower() in {f"http://{host_header}".lower(), f"https://{host_header}".lower()}

"""Who may talk to the control API: the token, the Host, the Origin, and how every answer is framed.

A web page on any site can make the operator's browser send requests to this machine. It cannot know the token; and
should it ever learn it, its Origin gives it away, or (after DNS rebinding) the Host header does.
"""

import asyncio
import hmac
import ipaddress
from collections.abc import Callable, Collection, Iterator
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from livebot.web import API
from livebot.web.answers import Handler, Signpost, refusal
from livebot.web.attempts import Attempts

OPEN_PATHS = {"/health"}
OVERLAYS = "/overlay/"
"""Pages for the video, and what they load. OBS can send no headers, so their key stands in the address; it reads."""
OVERLAY_FILES = "/overlay/files/"
"""Part of livebot, the same for everybody."""
DESK = "/desk"
"""The page itself and its files are the same for everybody, too; the key is in the page's hands only."""
DESK_FILES = "/desk/files/"
DESK_LIVE = "/desk/live"
DESK_PATHS = {"/desk/hello", DESK_LIVE, "/api/status", "/api/do"}
"""What the desk's key opens."""
PROTOCOL, KEY_PROTOCOL = "livebot", "key."
"""Browsers let a page set nothing of a WebSocket but its subprotocols: the one that is spoken, and the key."""
NOT_PUBLIC = (".local", ".lan", ".home", ".internal", ".home.arpa", ".localdomain")
"""Names that nobody can register, so that no web site can have one to lead browsers here."""
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

DESK_HEADERS = HEADERS | {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " img-src data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'; trusted-types 'none'",
}


def is_overlay(path: str) -> bool:
    return path.startswith(OVERLAYS) or path == OVERLAYS.rstrip("/")


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def guard(
    token: str,
    host: str,
    signed: Collection[str] = (),
    overlay_key: str = "",
    desk_key: Callable[[], str] | None = None,
) -> Any:
    """Return the middleware for a server that listens on ``host``.

    Without an ``overlay_key`` it has no overlays. ``desk_key`` is what the desk's link carries now.

    Requests to ``signed`` paths come from other machines, through a proxy and without the token: whoever serves them
    verifies their signature, which no web page can make, whatever Host and Origin say.
    """
    local_only = is_loopback(host)
    attempts = Attempts()

    def keys_for(path: str) -> Iterator[str]:
        if overlay_key and is_overlay(path):
            yield overlay_key
            return
        if desk_key is not None and path in DESK_PATHS:
            yield desk_key()
        yield token

    def is_open(path: str) -> bool:
        return (
            path in OPEN_PATHS
            or (bool(overlay_key) and path.startswith(OVERLAY_FILES))
            or (desk_key is not None and (path == DESK or path.startswith(DESK_FILES)))
        )

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path in signed:
            return await _answer(request, handler)
        if not _is_own_name(request.host, host):
            use = "127.0.0.1" if local_only else "its address in the network"
            return refusal(403, "wrong_host", f"This address is not how this daemon is reached: use {use}.")
        origin = request.headers.get("Origin")
        if origin is not None and not _is_own(origin, request.host):
            return refusal(403, "wrong_origin", "Requests from other web sites are not answered.")
        if is_open(request.path):
            return await _answer(request, handler)
        address, now_s = request.remote or "", asyncio.get_running_loop().time()
        if wait_s := attempts.wait_s(address, now_s):
            answer = refusal(429, "too_many", f"Too many wrong tokens came from there: wait {wait_s} s.")
            answer.headers["Retry-After"] = str(wait_s)
            return answer
        is_for_video = bool(overlay_key) and is_overlay(request.path)
        given = _key_in(request, is_for_video=is_for_video)
        if any(hmac.compare_digest(given, key.encode()) for key in keys_for(request.path)):
            return await _answer(request, handler)
        if request.headers.get("Sec-Fetch-Site") != "cross-site":  # no web page elsewhere shuts this machine out
            attempts.wrong(address, given, now_s)
        if is_for_video:
            return refusal(401, "wrong_key", "The key in this link is missing or wrong: copy the link again.")
        answer = refusal(401, "wrong_token", "The token is missing or wrong.")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    return check


async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as error:
        return refusal(error.status, "http", f"{error.reason}.")


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Set what every answer carries (an ``on_response_prepare`` signal, so that no answer is forgotten)."""
    is_desk = request.path == DESK or request.path.startswith(DESK_FILES)
    is_for_video = is_overlay(request.path) or isinstance(response, Signpost)
    response.headers.update(OVERLAY_HEADERS if is_for_video else DESK_HEADERS if is_desk else HEADERS)


def _key_in(request: web.Request, *, is_for_video: bool) -> bytes:
    """Return the token or key that a request carries; empty if it has none."""
    if is_for_video:
        given = request.query.get("key", "")
    elif request.path == DESK_LIVE:
        first, _, second = request.headers.get("Sec-WebSocket-Protocol", "").partition(",")
        given = second.strip().removeprefix(KEY_PROTOCOL) if first == PROTOCOL else ""
    else:
        scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
        given = credentials if scheme == "Bearer" else ""
    return given.encode("utf-8", "surrogateescape")


def _is_own_name(host_header: str, listens_on: str) -> bool:
    """Return whether a web site cannot have sent a browser here by a name of its own."""
    try:
        name = (urlsplit(f"//{host_header}").hostname or "").rstrip(".")
    except ValueError:
        return False
    if not name or is_loopback(listens_on):
        return is_loopback(name)
    return name == listens_on.casefold() or "." not in name or name.endswith(NOT_PUBLIC) or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_own(origin: str, host_header: str) -> bool:
    return origin.lower() in {f"http://{host_header}".lower(), f"https://{host_header}".lower()}

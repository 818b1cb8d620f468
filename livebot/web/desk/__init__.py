"""The desk: a page on which a helper with a phone or a tablet does what an operator does at the console.

========================  =========================================================================================
``GET /desk``             the page. The key stands behind the ``#`` of its link, which no browser sends to anybody
``GET /desk/files/…``     what it loads: part of livebot, without a key
``GET /desk/hello``       for whoever has the key: ``{"version", "item_keys", "words": {name: [English, Chinese]}}``
``WS /desk/live``         as ``/api/live``, with ``at_ms`` beside the view or the changes; to ``{"ping": N}`` comes
                          ``{"pong": N, "at_ms"}``. Browsers set no headers here: the key comes as a subprotocol,
                          ``livebot, key.KEY``
``GET /api/desk``         ``{"key", "host", "links"}``, for whoever has the control API's own token
``POST /api/desk``        the same, with a new key: whoever has the old one is out at once
========================  =========================================================================================

With the key ``/api/status`` and ``/api/do`` answer, too; orders, the overlays' key and the desk's own do not.
"""

import asyncio
import socket
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import msgspec
from aiohttp import web

from livebot import __version__
from livebot.ports import Clock
from livebot.runtime.tasks import spawn
from livebot.views import ITEM_KEYS, Status
from livebot.web.answers import json_response, refusal
from livebot.web.files import Files
from livebot.web.guard import DESK, DESK_FILES, DESK_LIVE, is_loopback
from livebot.web.live import StatusFeed, Watched, Watchers
from livebot.web.presence import Presence
from livebot.web.token import TokenError
from livebot.words import WORDS

ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 - what is listened on
NOT_SENT_TO = ("192.0.2.1", 9)
"""Reserved for documentation: asked which way it would go, the system names our address in the network."""


class FromPage(msgspec.Struct, frozen=True):
    """What the page says."""

    ping: float | None = None


class DeskFeed(StatusFeed):
    """All of the status, with the time at which it was told."""

    def __init__(self, room: Watched, clock: Clock) -> None:
        super().__init__(room)
        self._clock = clock

    def whole(self, view: Status) -> dict[str, Any]:
        return super().whole(view) | {"at_ms": self._clock.now_ms()}

    def changes(self, old: Status, new: Status) -> dict[str, Any] | None:
        changed = super().changes(old, new)
        return changed | {"at_ms": self._clock.now_ms()} if changed else None


class Desk:
    """The routes. ``renew`` makes a new key; ``host`` is what the server listens on."""

    def __init__(self, room: Watched, *, key: str, renew: Callable[[], str], clock: Clock, host: str) -> None:
        self.key = key
        self._renew_key = renew
        self._clock = clock
        self._host = host
        self._files = Files(files(__package__) / "static")
        self._watchers = Watchers(DeskFeed(room, clock), self._hear)
        self._presence: Presence | None = None

    def add_to(self, app: web.Application, presence: Presence) -> None:
        self._presence = presence
        app.router.add_get(DESK, self._page)
        app.router.add_get(DESK_FILES + "{path:.+}", self._files.serve)
        app.router.add_get(DESK + "/hello", self._hello)
        app.router.add_get(DESK_LIVE, self._live)
        app.router.add_get("/api/desk", self._index)
        app.router.add_post("/api/desk", self._renew)

    async def close(self) -> None:
        await self._watchers.close()

    async def _page(self, _request: web.Request) -> web.Response:
        return self._files.filled("desk.html", {"version": __version__})

    async def _hello(self, _request: web.Request) -> web.Response:
        return json_response({"version": __version__, "item_keys": ITEM_KEYS, "words": WORDS})

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        assert self._presence is not None
        async with self._presence.here(request.query.get("by", "")):
            return await self._watchers.serve(request)

    async def _hear(self, socket: web.WebSocketResponse, text: str) -> None:
        try:
            said = msgspec.json.decode(text, type=FromPage)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return
        if said.ping is not None:
            pong = {"pong": said.ping, "at_ms": self._clock.now_ms()}
            await socket.send_str(msgspec.json.encode(pong).decode())

    # --- who may sit at it -------------------------------------------------------------------------------------

    async def _index(self, request: web.Request) -> web.Response:
        where = request.transport.get_extra_info("sockname") if request.transport is not None else None
        port = where[1] if where else request.url.port
        addresses = await asyncio.to_thread(own_addresses, self._host)
        links = [f"http://{_bracketed(address)}:{port}{DESK}#{self.key}" for address in addresses]
        is_private = is_loopback(self._host)
        return json_response({"key": self.key, "host": self._host, "is_private": is_private, "links": links})

    async def _renew(self, request: web.Request) -> web.Response:
        try:
            self.key = self._renew_key()
        except TokenError as error:
            return refusal(503, "no_key", str(error))
        spawn(self._watchers.close(), name="desks with the old key")  # a phone that sleeps may not hear of it
        return await self._index(request)


def own_addresses(host: str) -> list[str]:
    """Return the addresses at which other machines reach a server on ``host``, the likeliest first."""
    if host not in ANYWHERE:
        return [host]
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(NOT_SENT_TO)  # sends nothing
            found.append(probe.getsockname()[0])
        except OSError:
            pass  # no network, or only others
    try:
        named = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET, socket.SOCK_STREAM)
    except OSError:
        named = []
    found += [str(address[0]) for *_, address in named]
    return [address for address in dict.fromkeys(found) if not is_loopback(address)]


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address

"""Live views: one of the room for everyone who watches, whole at first and then only what changed.

Nothing is queued for a watcher. Each holds the last view it sent and, once the network has taken that, sends the
difference to the newest; what came in between is skipped. So a slow watcher costs one old view, and delays nobody.
"""

import asyncio
import socket as socket_module
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from aiohttp import WSCloseCode, WSMsgType, web

from livebot import __version__
from livebot.runtime.tasks import spawn, stop
from livebot.views import Status, diff
from livebot.web import API
from livebot.web.guard import PROTOCOL

HEARTBEAT_S = 10
IN_FLIGHT_BYTES = 64 * 1024
STUCK_S = 30
"""A watcher that takes nothing for so long is cut off; its console connects again."""
HEARD_EVERY_S = 0.01
"""So soon a watcher is listened to again: whoever talks without end waits, and nobody else does."""


V = TypeVar("V")

Heard = Callable[[web.WebSocketResponse, str], Awaitable[None]]
"""What is done with a text that a watcher sends."""


class Watched(Protocol):
    def status(self) -> Status: ...

    def subscribe(self) -> AsyncIterator[Status]: ...


class Feed(Generic[V]):
    """The newest view of the room, followed only while somebody watches."""

    def look(self, status: Status) -> V:
        """Return what watchers see of the status."""
        raise NotImplementedError

    def whole(self, view: V) -> dict[str, Any]:
        """Return the first message."""
        raise NotImplementedError

    def changes(self, old: V, new: V) -> dict[str, Any] | None:
        """Return the message that brings a view up to date, or None if that makes no difference."""
        raise NotImplementedError

    def __init__(self, room: Watched) -> None:
        self._room = room
        self._watchers = 0
        self._following: asyncio.Task[None] | None = None
        self._view: V | None = None
        self._version = 0
        self._news = asyncio.Event()
        self._encoded: dict[int, bytes] = {}

    @asynccontextmanager
    async def watch(self) -> AsyncIterator[None]:
        """Keep the view current for one more watcher."""
        self._watchers += 1
        if self._following is None:
            self._following = spawn(self._follow(), name="live views")
            await asyncio.sleep(0)  # it subscribes now, so that nothing is lost between the first view and the next
        self._publish(self._room.status())
        try:
            yield
        finally:
            self._watchers -= 1
            if not self._watchers:
                following, self._following = self._following, None
                await stop(following)

    async def _follow(self) -> None:
        async for status in self._room.subscribe():
            self._publish(status)

    def _publish(self, status: Status) -> None:
        self._view = self.look(status)
        self._version += 1
        self._encoded.clear()
        news, self._news = self._news, asyncio.Event()
        news.set()

    def newest(self) -> tuple[int, V]:
        """Return the newest view and its version."""
        assert self._view is not None
        return self._version, self._view

    async def wait_beyond(self, version: int) -> None:
        while self._version <= version:
            await self._news.wait()

    def message(self, version: int, view: V) -> bytes:
        """Return what brings an older view up to date, empty if it is. Watchers at the same version share it."""
        if version not in self._encoded:
            changes = self.changes(view, self.newest()[1])
            self._encoded[version] = msgspec.json.encode(changes) if changes is not None else b""
        return self._encoded[version]


class StatusFeed(Feed[Status]):
    """All of the status, for the control API."""

    def look(self, status: Status) -> Status:
        return status

    def whole(self, view: Status) -> dict[str, Any]:
        return {"api": API, "version": __version__, "view": view}

    def changes(self, old: Status, new: Status) -> dict[str, Any] | None:
        changed = diff(old, new)
        return {"changes": changed} if changed else None


async def _pay_no_heed(_socket: web.WebSocketResponse, _text: str) -> None:
    """Reading answers pings and notices the end."""


class Watchers(Generic[V]):
    """Those who watch a feed now."""

    def __init__(self, feed: Feed[V], heard: Heard = _pay_no_heed) -> None:
        self._feed = feed
        self._heard = heard
        self._sockets: set[web.WebSocketResponse] = set()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Answer a WebSocket request until either side ends it."""
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=1024, compress=False, protocols=(PROTOCOL,))
        await socket.prepare(request)
        _keep_little_in_flight(request)
        self._sockets.add(socket)
        async with self._feed.watch():
            sender = spawn(_send(request, socket, self._feed), name="live view")
            try:
                async for message in socket:
                    if message.type == WSMsgType.TEXT:
                        await self._heard(socket, message.data)
                    await asyncio.sleep(HEARD_EVERY_S)
            finally:
                self._sockets.discard(socket)
                await stop(sender)
        return socket

    async def close(self) -> None:
        goodbyes = [socket.close(code=WSCloseCode.GOING_AWAY, message=b"daemon stops") for socket in self._sockets]
        await asyncio.gather(*goodbyes, return_exceptions=True)


def _keep_little_in_flight(request: web.Request) -> None:
    """Bound what the kernel holds for a slow watcher: what waits there is old by the time it is read."""
    transport = request.transport
    connection = transport.get_extra_info("socket") if transport is not None else None
    if connection is not None:
        connection.setsockopt(socket_module.SOL_SOCKET, socket_module.SO_SNDBUF, IN_FLIGHT_BYTES)


async def _send(request: web.Request, socket: web.WebSocketResponse, feed: Feed[V]) -> None:
    try:
        version, view = feed.newest()
        await _deliver(socket, msgspec.json.encode(feed.whole(view)))
        while True:
            await feed.wait_beyond(version)
            message = feed.message(version, view)
            version, view = feed.newest()
            if message:
                await _deliver(socket, message)
    except (ConnectionError, TimeoutError):
        if request.transport is not None:
            request.transport.abort()


async def _deliver(socket: web.WebSocketResponse, message: bytes) -> None:
    async with asyncio.timeout(STUCK_S):
        await socket.send_str(message.decode())

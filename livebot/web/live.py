"""The live view: one status for everyone who watches, whole at first and then only what changed.

Nothing is queued for a watcher. Each holds the last status it sent and, once the network has taken that, sends the
difference to the newest; what came in between is skipped. So a slow watcher costs one old view, and delays nobody.
"""

import asyncio
import socket as socket_module
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

import msgspec
from aiohttp import WSCloseCode, web

from livebot import __version__
from livebot.runtime.tasks import spawn, stop
from livebot.views import Status, diff
from livebot.web import API
from livebot.web.presence import Presence

HEARTBEAT_S = 10
IN_FLIGHT_BYTES = 64 * 1024
STUCK_S = 30
"""A watcher that takes nothing for so long is cut off; its console connects again."""


class Watched(Protocol):
    def status(self) -> Status: ...

    def subscribe(self) -> AsyncIterator[Status]: ...


class Feed:
    """The newest view of the room, followed only while somebody watches."""

    def __init__(self, room: Watched) -> None:
        self._room = room
        self._watchers = 0
        self._following: asyncio.Task[None] | None = None
        self._status: Status | None = None
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
        self._status = status
        self._version += 1
        self._encoded.clear()
        news, self._news = self._news, asyncio.Event()
        news.set()

    def newest(self) -> tuple[int, Status]:
        """Return the newest status and its version."""
        assert self._status is not None
        return self._version, self._status

    async def wait_beyond(self, version: int) -> None:
        while self._version <= version:
            await self._news.wait()

    def changes(self, version: int, status: Status) -> bytes:
        """Return the message from an older status to the newest, empty if they are the same.

        Watchers at the same version share it.
        """
        if version not in self._encoded:
            changes = diff(status, self.newest()[1])
            self._encoded[version] = msgspec.json.encode({"changes": changes}) if changes else b""
        return self._encoded[version]


class Watchers:
    """Those who watch now."""

    def __init__(self, feed: Feed, presence: Presence) -> None:
        self._feed = feed
        self._presence = presence
        self._sockets: set[web.WebSocketResponse] = set()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Answer ``WS /api/live`` until either side ends it."""
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=1024, compress=False)
        await socket.prepare(request)
        _keep_little_in_flight(request)
        self._sockets.add(socket)
        async with self._presence.here(request.query.get("by", "")), self._feed.watch():
            sender = spawn(_send(request, socket, self._feed), name="live view")
            try:
                async for _ in socket:  # nothing is expected: reading answers pings and notices the end
                    pass
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


async def _send(request: web.Request, socket: web.WebSocketResponse, feed: Feed) -> None:
    try:
        version, status = feed.newest()
        await _deliver(socket, msgspec.json.encode({"api": API, "version": __version__, "view": status}))
        while True:
            await feed.wait_beyond(version)
            message = feed.changes(version, status)
            version, status = feed.newest()
            if message:
                await _deliver(socket, message)
    except (ConnectionError, TimeoutError):
        if request.transport is not None:
            request.transport.abort()


async def _deliver(socket: web.WebSocketResponse, message: bytes) -> None:
    async with asyncio.timeout(STUCK_S):
        await socket.send_str(message.decode())

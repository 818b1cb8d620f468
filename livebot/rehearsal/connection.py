"""One open websocket, and the record of what it was sent."""

import asyncio
from dataclasses import dataclass, field

from aiohttp import web

from livebot.rehearsal.frames import Frame

SLOW_CLIENT_S = 10.0
"""A connection that takes nothing for so long is cut, as TikTok does, and never holds up the others."""


@dataclass(eq=False, slots=True)
class Sent:
    """One message of the room, and who got it. The ground truth that a rehearsal is compared with."""

    msg_id: str
    kind: str
    """``chat``, ``emote``, ``join``, ``like``, ``follow``, ``share``, ``gift``, ``viewers``, ``delete``, ``question``,
    ``pin``, ``product`` or ``control``."""
    room_id: str
    at_ms: int
    viewer_id: str = ""
    text: str = ""
    withheld: str = ""
    """``muted`` or ``banned`` if moderation kept it out of the room; nobody gets it then, not even as history."""
    delivered_to: set[int] = field(default_factory=set)
    """Numbers of the connections it was written to."""
    acked_by: set[int] = field(default_factory=set)
    """Numbers of the connections that acknowledged it: these clients certainly have it."""
    replayed_to: set[int] = field(default_factory=set)
    """Numbers of the connections that got it as history."""


@dataclass(eq=False)
class Connection:
    """One open websocket."""

    number: int
    room_id: int
    socket: web.WebSocketResponse
    transport: asyncio.Transport
    is_gzip: bool
    opened_at_ms: int
    is_silent: bool = False
    heartbeats: int = 0
    unacked: dict[int, list[Sent]] = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a client acknowledged something, or showed that it is alive."""

    async def send(self, frame: Frame, records: list[Sent]) -> None:
        if self.is_silent or self.socket.closed:
            return
        if records:
            self.unacked[frame.log_id] = records
        for record in records:
            record.delivered_to.add(self.number)
        try:
            async with asyncio.timeout(SLOW_CLIENT_S):
                await self.socket.send_bytes(frame.gzipped if self.is_gzip else frame.plain)
        except (ConnectionError, TimeoutError):
            self.transport.abort()

    def acked(self, log_id: int) -> None:
        for record in self.unacked.pop(log_id, ()):
            record.acked_by.add(self.number)
        self.changed.set()

    def beat(self) -> None:
        self.heartbeats += 1
        self.changed.set()

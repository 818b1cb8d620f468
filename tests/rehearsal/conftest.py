import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

import aiohttp
import pytest
from TikTokLive.client.client import TikTokLiveClient
from TikTokLive.client.web.web_settings import WebDefaults
from TikTokLive.events import Event
from TikTokLive.events.custom_events import (
    ConnectEvent,
    DisconnectEvent,
    FollowEvent,
    LiveEndEvent,
    LivePauseEvent,
    LiveUnpauseEvent,
    ShareEvent,
)
from TikTokLive.events.proto_events import (
    CommentEvent,
    EmoteChatEvent,
    GiftEvent,
    ImDeleteEvent,
    JoinEvent,
    LikeEvent,
    OecLiveShoppingEvent,
    QuestionNewEvent,
    RoomPinEvent,
    RoomUserSeqEvent,
)
from TikTokLiveProto.v3.webcast.shared.message import ProtoMessageFetchResult

from livebot.rehearsal.server import LookAlike
from livebot.runtime.clock import SystemClock
from livebot.viewers import Viewer

SESSION = "0123456789abcdef0123456789abcdef"


class Follower:
    """The unmodified TikTokLive client, with everything it says about a room."""

    KINDS = (
        ConnectEvent, DisconnectEvent, CommentEvent, EmoteChatEvent, JoinEvent, LikeEvent, FollowEvent, ShareEvent,
        GiftEvent, RoomUserSeqEvent, ImDeleteEvent, QuestionNewEvent, RoomPinEvent, LivePauseEvent, LiveUnpauseEvent,
        LiveEndEvent, OecLiveShoppingEvent,
    )  # fmt: skip

    def __init__(self, server: LookAlike, handle: str) -> None:
        self.server = server
        self.client = TikTokLiveClient(handle)
        self.heard: list[Any] = []
        self.is_in = asyncio.Event()
        for kind in self.KINDS:
            self.client.add_listener(kind, self.heard.append)
        self.client.add_listener(ConnectEvent, lambda _: self.is_in.set())

    async def connect(self, **how: Any) -> Any:
        room = self.server.room
        before = sum(connection.room_id == room.room_id for connection in room.connections)
        task = await self.client.start(**how)
        await room.connected(before + 1)
        await asyncio.wait_for(self.is_in.wait(), 5)
        return task

    def of(self, kind: type[Event]) -> list[Any]:
        return [event for event in self.heard if type(event) is kind]

    def comments(self) -> list[str]:
        return [event.content for event in self.of(CommentEvent)]

    async def close(self) -> None:
        await self.client.disconnect()
        await self.client.web.close()
        await self.client.web.signer.client.aclose()


class Make(Protocol):
    def __call__(self, handle: str = ...) -> Follower: ...


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LookAlike]:
    async with LookAlike(SystemClock()) as server:
        monkeypatch.setattr(WebDefaults, "tiktok_app_url", server.app_url)
        monkeypatch.setattr(WebDefaults, "tiktok_webcast_url", server.webcast_url)
        monkeypatch.setattr(WebDefaults, "tiktok_sign_url", server.sign_url)
        monkeypatch.setenv("WHITELIST_AUTHENTICATED_SESSION_ID_HOST", server.address)
        yield server


@pytest.fixture
async def follower(server: LookAlike) -> AsyncIterator[Make]:
    """Makes clients that are closed at the end."""
    made: list[Follower] = []

    def make(handle: str = server.room.host.handle) -> Follower:
        made.append(Follower(server, handle))
        return made[-1]

    yield make
    for one in made:
        await one.close()


@asynccontextmanager
async def raw_socket(server: LookAlike) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A bare websocket to the first room: nothing is decoded, and nothing read until asked."""
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{server.url}/webcast/fetch?room_id={server.room.room_id}") as response:
            fetched = ProtoMessageFetchResult().parse(await response.read())
        params = {**fetched.route_params, "room_id": str(server.room.room_id), "compress": ""}
        async with session.ws_connect(fetched.push_server, params=params) as socket:
            yield socket


@pytest.fixture
def mia() -> Viewer:
    return Viewer(id="7001234567890123456", handle="mia_88", name="Mia ✨", is_follower=True, is_subscriber=True)


@pytest.fixture
def tom() -> Viewer:
    return Viewer(id="7001234567890123457", handle="tom", name="Tom")

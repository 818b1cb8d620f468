"""A TikTok LIVE look-alike on 127.0.0.1: pages, look-ups, sign provider, websockets, chat and moderation.

The unmodified TikTokLive client connects to it when its three addresses point here (``app_url``, ``webcast_url`` and
``sign_url``). It behaves like the real services where a client can notice, including how they fail (``Fault``)::

    async with LookAlike(clock) as server:
        server.room.host.handle, server.app_url, server.webcast_url, server.sign_url, server.address
        await server.room.connected()                  # a client has come
        sent = await server.room.chat(viewer, "size?", language="en")
        server.fail("fetch", Fault.RATE_LIMITED, times=2, headers={"RateLimit-Reset": "3"})
        await server.room.break_connection()
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie

from aiohttp import WSMsgType, web
from TikTokLiveProto.v3.webcast.im import WebcastPushFrame

from livebot.ports import Clock
from livebot.rehearsal import frames, moderation, pages
from livebot.rehearsal.connection import Connection, Sent
from livebot.rehearsal.faults import SLOW_S, Failure, Fault, Faults
from livebot.rehearsal.messages import Message
from livebot.rehearsal.moderation import Endpoint, Moderated
from livebot.rehearsal.room import Room
from livebot.rehearsal.service import LocalService
from livebot.viewers import Viewer

__all__ = ["ChatLine", "Fault", "LookAlike", "Quota", "Request"]

SOCKET_PATH = "/webcast/im/ws_proxy/ws_reuse_supplement/"
HOST = Viewer(id="6900000000000000001", handle="rehearsal.shop", name="Rehearsal Shop", is_host=True)
BOT = Viewer(id="7100000000000000001", handle="livebot.helper", name="Livebot", is_moderator=True)

Handler = Callable[[web.Request, Fault | None], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class ChatLine:
    """A line that the chat service accepted."""

    at_ms: int
    room_id: str
    text: str
    record: Sent
    """Its echo in the room."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request that came in. Secrets are not kept, only whether there was one."""

    at_ms: int
    endpoint: str
    had_session: bool
    """The account's session came with it, in a cookie, a header or the query."""


@dataclass
class Quota:
    """The sign provider's limits: most a window, and what is left. Each fetch takes one of each."""

    minute: int = 1000
    hour: int = 10_000
    day: int = 100_000
    used: int = 0
    resets_at: str = ""
    """When each window starts anew, as the provider words it (ISO 8601); it says nothing, if empty."""

    @property
    def left(self) -> int:
        return max(0, min(self.minute, self.hour, self.day) - self.used)


@dataclass(frozen=True, slots=True)
class _Ticket:
    """A signed websocket address, good for one connection."""

    room: Room
    room_id: int
    expires_s: float
    history: list[tuple[Message, Sent]]


class LookAlike(LocalService):
    """The server.

    ``clock`` gives messages their times; time limits on the wire (a signed address is good for 30 s) are real seconds.
    """

    def __init__(self, clock: Clock, *, host: Viewer = HOST, is_live: bool = True) -> None:
        super().__init__()
        self.clock = clock
        self.rooms: dict[str, Room] = {}
        """By the host's handle."""
        self.bot = BOT
        """The account that posted lines come from."""
        self.session_id = ""
        """The only session that may chat and moderate; any, if empty."""
        self.quota = Quota()
        self.signed_for_s = 30.0
        self.short_links: dict[str, str] = {}
        """Code of a short link (``/t/<code>/``) to the handle it leads to; unknown codes lead to the first room."""
        self.chat_received: list[ChatLine] = []
        """The lines that the chat service accepted, in order."""
        self.moderated: list[Moderated] = []
        """What moderators did, in order."""
        self.requests: list[Request] = []
        self._faults = Faults()
        self._ids = 0
        self._tickets: dict[str, _Ticket] = {}
        self._connections = 0
        self.room = self.add_room(host, is_live=is_live)
        """The first room."""

    def app(self) -> web.Application:
        app = web.Application()
        for method, path, endpoint, handler in (
            ("GET", "/@{name}/live", "page", self._live_page),
            ("GET", "/@{name}", "profile", self._profile_page),
            ("GET", "/api-live/user/room/", "lookup", self._lookup),
            ("GET", "/t/{code}", "link", self._short_link),
            ("GET", "/t/{code}/", "link", self._short_link),
            ("GET", "/webcast/room/check_alive/", "alive", self._check_alive),
            ("GET", "/webcast/room/info/", "info", self._room_info),
            ("GET", "/webcast/fetch", "fetch", self._fetch),
            ("GET", "/webcast/rooms/{room_id}/connect", "fetch", self._fetch),
            ("GET", "/webcast/rate_limits", "limits", self._limits),
            ("GET", SOCKET_PATH, "socket", self._socket),
            ("POST", "/webcast/chat", "chat", self._chat),
            *((method, "/webcast/moderation/mutes", "mutes", self._mutes) for method in ("GET", "PUT", "DELETE")),
            *((method, "/webcast/moderation/bans", "bans", self._bans) for method in ("GET", "PUT", "DELETE")),
        ):
            app.router.add_route(method, path, self._guarded(endpoint, handler))
        return app

    async def stop(self) -> None:
        for room in self.rooms.values():
            room.cut_all()
        await super().stop()

    @property
    def address(self) -> str:
        """``127.0.0.1:PORT``: what ``WHITELIST_AUTHENTICATED_SESSION_ID_HOST`` must be for the client to send chat."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.address}"

    app_url = sign_url = url

    @property
    def webcast_url(self) -> str:
        return f"{self.url}/webcast"

    def add_room(self, host: Viewer, *, is_live: bool = True) -> Room:
        room = self.rooms[host.handle] = Room(host, self.clock, self._new_id, is_live=is_live)
        return room

    def fail(
        self, endpoint: str, fault: Fault, *, times: int | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        """Let an endpoint (one of ``faults.ENDPOINTS``) fail, for so many requests or until ``heal``."""
        self._faults.set(endpoint, Failure(fault, headers or {}), times)

    def heal(self, endpoint: str = "") -> None:
        """Let one endpoint work again, or all."""
        self._faults.clear(endpoint)

    def requests_to(self, endpoint: str) -> list[Request]:
        return [request for request in self.requests if request.endpoint == endpoint]

    def _guarded(self, endpoint: str, handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def guarded(request: web.Request) -> web.StreamResponse:
            self.requests.append(Request(self.clock.now_ms(), endpoint, bool(_session_of(request))))
            failure = self._faults.take(endpoint)
            if failure is None:
                return await handler(request, None)
            if failure.fault is Fault.HANG:
                return await self._hang()
            if failure.fault is Fault.DROP:
                return _drop(request)
            if failure.fault is Fault.SLOW:
                await asyncio.sleep(SLOW_S)
            return failure.answer() or await handler(request, failure.fault)

        return guarded

    async def _hang(self) -> web.Response:
        await self.stopping.wait()
        return web.Response(status=503)

    # --- pages and look-ups ------------------------------------------------------------------------------------

    async def _live_page(self, request: web.Request, fault: Fault | None) -> web.Response:
        return pages.live_page(self.rooms.get(request.match_info["name"]), fault)

    async def _profile_page(self, request: web.Request, fault: Fault | None) -> web.Response:
        name = request.match_info["name"]
        hosts = (room.host for room in self.rooms.values())
        return pages.profile_page(next((host for host in hosts if name in {host.handle, host.id}), None), fault)

    async def _lookup(self, request: web.Request, fault: Fault | None) -> web.Response:
        return pages.lookup(self.rooms.get(request.query.get("uniqueId", "")), fault)

    async def _short_link(self, request: web.Request, fault: Fault | None) -> web.Response:
        handle = self.short_links.get(request.match_info["code"], self.room.host.handle)
        target = f"{self.url}/@{handle}/live?_r=1&enter_from_merge=share&share_app_id=1233&u_code=0"
        return web.Response(status=302, headers={"Location": target})

    async def _check_alive(self, request: web.Request, fault: Fault | None) -> web.Response:
        room_ids = [int(room_id) for room_id in request.query.get("room_ids", "").split(",") if room_id.isdigit()]
        return pages.check_alive(list(self.rooms.values()), room_ids, fault, self.clock.now_ms())

    async def _room_info(self, request: web.Request, fault: Fault | None) -> web.Response:
        room_id = request.query.get("room_id", "")
        return pages.room_info(self._room_with_id(room_id), room_id, self.clock.now_ms())

    def _room_with_id(self, room_id: str) -> Room | None:
        return next((room for room in self.rooms.values() if room_id in map(str, room.room_ids)), None)

    # --- the sign provider -------------------------------------------------------------------------------------

    async def _fetch(self, request: web.Request, fault: Fault | None) -> web.Response:
        if self.quota.left <= 0:
            failure = Failure(Fault.RATE_LIMITED, {**self._quota_headers(), "Retry-After": "60"})
            return failure.answer() or web.Response(status=429)
        self.quota.used += 1
        room_id = request.match_info.get("room_id") or request.query.get("room_id", "")
        room = self._room_with_id(room_id)
        headers = {**self._quota_headers(), "X-Set-TT-Cookie": "ttwid=1%7Crehearsal; msToken=rehearsal"}
        is_open = room is not None and room.is_live and room_id == str(room.room_id)
        if room is None or not is_open or (room.is_age_restricted and not _session_of(request)):
            return web.Response(body=frames.no_cursor(), content_type="application/protobuf", headers=headers)
        token = f"{self._new_id():x}"
        expires_s = asyncio.get_running_loop().time() + self.signed_for_s
        history = room.history()
        self._tickets[token] = _Ticket(room, room.room_id, expires_s, history)
        body = frames.first_fetch(
            [message for message, _ in history],
            at_ms=self.clock.now_ms(),
            push_server=f"ws://{self.address}{SOCKET_PATH}",
            token=token,
        )
        headers["X-Room-Id"] = room_id
        return web.Response(body=body, content_type="application/protobuf", headers=headers)

    async def _limits(self, request: web.Request, fault: Fault | None) -> web.Response:
        windows = {
            name: {"max": most, "remaining": max(0, most - self.quota.used), "reset_at": self.quota.resets_at or None}
            for name, most in (("minute", self.quota.minute), ("hour", self.quota.hour), ("day", self.quota.day))
        }
        return web.json_response({"code": 200, "message": "OK", **windows, "load_shedding": {"at": 0, "chance": 0}})

    def _quota_headers(self) -> dict[str, str]:
        left = str(self.quota.left)
        return {"RateLimit-Limit": str(self.quota.minute), "RateLimit-Remaining": left, "RateLimit-Reset": "60"}

    # --- the websocket -----------------------------------------------------------------------------------------

    async def _socket(self, request: web.Request, fault: Fault | None) -> web.StreamResponse:
        ticket = self._tickets.pop(request.query.get("imprp", ""), None)
        if ticket is None or asyncio.get_running_loop().time() > ticket.expires_s:
            return web.Response(status=400, headers={"Handshake-Msg": "signature expired", "Handshake-Status": "415"})
        socket = web.WebSocketResponse(protocols=("echo-protocol",), compress=False)
        socket.headers["Handshake-Options"] = "ping-interval=10; ping-timeout=60"
        await socket.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        self._connections += 1
        connection = Connection(
            number=self._connections,
            room_id=ticket.room_id,
            socket=socket,
            transport=request.transport,
            is_gzip=request.query.get("compress") == "gzip",
            opened_at_ms=self.clock.now_ms(),
        )
        for _, record in ticket.history:
            record.replayed_to.add(connection.number)
        ticket.room.opened(connection)
        try:
            await self._listen(connection)
        finally:
            ticket.room.closed(connection)
        return socket

    async def _listen(self, connection: Connection) -> None:
        async for incoming in connection.socket:
            if incoming.type is not WSMsgType.BINARY:
                continue
            frame = WebcastPushFrame().parse(incoming.data)
            if frame.payload_type == "ack":
                connection.acked(frame.log_id)
            elif connection.is_silent:
                continue
            elif frame.payload_type == "hb":
                connection.beat()
                await connection.socket.send_bytes(frames.reply("hb"))
            elif frame.payload_type == "im_enter_room":
                await connection.socket.send_bytes(frames.reply("im_enter_room_resp"))

    # --- chat and moderation -----------------------------------------------------------------------------------

    async def _chat(self, request: web.Request, fault: Fault | None) -> web.Response:
        body = json.loads(await request.text())
        room = self._room_with_id(str(body.get("targetRoomId", ""))) or self.rooms.get(body.get("targetUniqueId", ""))
        if room is None or not self._may_act(request, room):
            return _not_allowed()
        record = await room.chat(self.bot, str(body["content"]))
        self.chat_received.append(ChatLine(record.at_ms, record.room_id, record.text, record))
        if fault is Fault.HANG_AFTER:
            return await self._hang()
        if fault is Fault.DROP_AFTER:
            return _drop(request)
        return web.json_response({"code": 200, "message": "OK", "data": {"msg_id": record.msg_id}})

    async def _mutes(self, request: web.Request, fault: Fault | None) -> web.Response:
        return self._moderation(request, "mutes")

    async def _bans(self, request: web.Request, fault: Fault | None) -> web.Response:
        return self._moderation(request, "bans")

    def _moderation(self, request: web.Request, endpoint: Endpoint) -> web.Response:
        room, at_ms = self._room_with_id(request.query.get("room_id", "")), self.clock.now_ms()
        if room is None or not self._may_act(request, room):
            return _not_allowed()
        if request.method == "GET":
            return moderation.listed(endpoint, room, at_ms)
        done = moderation.moderate(request, endpoint, room, at_ms)
        self.moderated.append(done)
        return moderation.told(done, room)

    def _may_act(self, request: web.Request, room: Room) -> bool:
        session = _session_of(request)
        return room.is_live and bool(session) and self.session_id in {"", session}

    def _new_id(self) -> int:
        """Return an id as TikTok makes them: the second it was made in, and a number within it."""
        self._ids += 1
        return (self.clock.now_ms() // 1000 << 32) | self._ids


def _session_of(request: web.Request) -> str:
    """Return the account's session, wherever a client put it."""
    cookies = SimpleCookie(request.headers.get("x-cookie-header", ""))
    named = cookies["sessionid"].value if "sessionid" in cookies else ""
    return named or request.cookies.get("sessionid", "") or request.query.get("session_id", "")


def _not_allowed() -> web.Response:
    return web.json_response({"code": 401, "message": "A live room and a valid session are needed"}, status=401)


def _drop(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=503)

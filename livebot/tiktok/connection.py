"""One connection to one room, on the unmodified TikTokLive client.

What its client does by itself, and what is done about it here:

- It calls handlers for each event; coroutines would run as unbounded tasks, out of order. So one plain function
  puts into a queue. What it cannot decode is counted: an exception would end the connection.
- It never reconnects, raises abnormal closes from its task, and switches ping time-outs off, so that a silent
  connection stays open for ever. So its task and the time of the last frame are watched.
- It stops reading when the connection is closed, whatever had come before. So it is told that only at the end.
- It parses follows, shares and controls twice, for events of its own that nobody here hears. That is switched off.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Literal

import httpx
import structlog
from TikTokLive.client.client import TikTokLiveClient
from TikTokLive.client.errors import (
    InitialCursorMissingError,
    SignAPIError,
    WebcastBlockedError,
    WebsocketURLMissingError,
)
from TikTokLive.events import ConnectEvent, WebsocketResponseEvent
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.frames import Opcode
from websockets.legacy.client import WebSocketClientProtocol
from websockets.typing import Data

from livebot.events import AnyEvent, Connected, LiveEnded
from livebot.ports import Clock
from livebot.runtime.tasks import spawn, stop
from livebot.tiktok.decode import HEARD, WireMessage, decode
from livebot.tiktok.endpoints import point_library_at, sign_client, web_kwargs
from livebot.tiktok.limits import Quota, quota, retry_after_s
from livebot.tiktok.settings import TikTokSettings
from livebot.tiktok.trouble import Trouble

CLOSE_TIMEOUT_S = 1.0
READ_AHEAD_BYTES = 2 * 2**20
"""What the system has not handed over yet is lost when the other side hangs up and we still write."""
SECOND_LOOK_S = 0.2
"""Time for reading what had come while this process was stopped or very busy, before silence is believed."""
MAX_FRAME_BYTES = 8 * 2**20
"""The library's own limit of 1 MiB would end the connection over one large frame."""

Loss = Literal["live_ended", "silent", "closed", "network"]

Events = asyncio.Queue[AnyEvent | Exception]
"""What is heard, in order; an exception ends it."""

log = structlog.get_logger(__name__)


class Connection:
    """Puts ``Connected`` and then everything that is heard into ``events``, until it is over.

    The next frame is read when everything in ``events`` is done with: TikTok's frames wait in the socket, and in the
    end with TikTok. Whoever takes the events decides what a flood may cost.
    """

    def __init__(self, owner: str, room_id: str, settings: TikTokSettings, clock: Clock, events: Events) -> None:
        self.room_id = room_id
        self.last_frame_at_ms = clock.now_ms()
        self.waits_since_ms: int | None = None
        """Since when the next frame is waited for; None while what came before is not done with."""
        self.undecoded = 0
        """Messages whose fields were beyond repair."""
        self.quota: Quota | None = None
        """What the sign provider said is left, if it did."""
        self._settings = settings
        self._clock = clock
        self._events = events
        self._last_message_at_ms = clock.now_ms()
        self._is_history = True
        self._connected: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._live_ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task: asyncio.Task[None] | None = None
        self._sign_answer: httpx.Response | None = None
        self._sign_client = sign_client(settings, on_response=self._on_sign_answer)
        self._owner = owner
        self._client = self._make_client()

    async def open(self) -> None:
        """Connect. Raises Trouble."""
        try:
            async with asyncio.timeout(self._settings.connect_timeout_s):
                self._task = await self._client.start(room_id=int(self.room_id), fetch_live_check=False)
                await asyncio.wait({self._task, self._connected}, return_when=asyncio.FIRST_COMPLETED)
                if not self._connected.done():
                    await self._task
                    raise Trouble("network", "websocket")
        except Trouble:
            raise
        except Exception as error:
            # Anything at all: the library lets through whatever parsing an answer can raise.
            if not self._connected.done():
                raise self._trouble(error) from error

    async def over(self, is_still_live: Callable[[], Awaitable[bool]]) -> Loss:
        """Wait until the connection is over, and say why.

        ``is_still_live`` is asked now and then while nothing but heartbeats come: a show that goes on under another
        room id, or ends, does not always say so here.
        """
        assert self._task is not None
        silence = spawn(self._silence(), name=f"silence in {self.room_id}")
        desertion = spawn(self._desertion(is_still_live), name=f"desertion of {self.room_id}")
        try:
            ends = {self._task, self._live_ended, silence, desertion}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await stop(silence, desertion)
        if self._live_ended.done():
            return "live_ended"
        if not self._task.done():
            return "silent"
        error = self._task.exception()
        is_cut = isinstance(error, OSError) or (isinstance(error, ConnectionClosed) and error.rcvd is None)
        return "network" if is_cut else "closed"

    async def close(self) -> None:
        """Leave the room; safe at any time, also after a failed ``open``."""
        # ``client.close()`` cannot be used: it fails inside a running loop.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self._client.disconnect()
        if self._task is not None:
            await stop(self._task)
        await self._client.web.close()
        await self._sign_client.aclose()

    # --- what the client calls -----------------------------------------------------------------------------------

    def _on_connected(self, event: ConnectEvent) -> None:
        if not self._connected.done():
            self._connected.set_result(None)
            self._events.put_nowait(Connected(at_ms=self._clock.now_ms(), room_id=self.room_id))

    def _on_response(self, event: WebsocketResponseEvent) -> None:
        # Comes before each message, and costs time: listened to only until the connect response is over.
        if not event.raw.is_first:
            self._is_history = False
            self._client.remove_listener(WebsocketResponseEvent.get_type(), self._on_response)

    def _on_message(self, event: WireMessage) -> None:
        self._last_message_at_ms = self._clock.now_ms()
        try:
            decoded = decode(event, self._last_message_at_ms, owner=self._owner, is_history=self._is_history)
        except Exception:  # noqa: BLE001 - whatever hostile values cause must not end the connection
            self.undecoded += 1
            return
        if decoded is None:
            return
        self._events.put_nowait(decoded)
        if isinstance(decoded, LiveEnded) and not self._live_ended.done():
            self._live_ended.set_result(None)

    async def _on_sign_answer(self, response: httpx.Response) -> None:
        self._sign_answer = response
        self.quota = quota(response.headers, self._clock.now_ms()) or self.quota
        if response.status_code != 200:
            log.warning("sign_provider_refused", status=response.status_code)

    # --- inside --------------------------------------------------------------------------------------------------

    def _make_client(self) -> TikTokLiveClient:
        point_library_at(self._settings)
        client = _Client(
            self._owner,
            web_kwargs=web_kwargs(self._settings),
            ws_kwargs={
                "create_protocol": partial(_Socket, connection=self, events=self._events, clock=self._clock),
                "open_timeout": self._settings.connect_timeout_s,
                "close_timeout": CLOSE_TIMEOUT_S / 2,
                "max_size": MAX_FRAME_BYTES,
                "read_limit": READ_AHEAD_BYTES // 2,
            },
        )
        client.ignore_broken_payload = True
        client.web.signer.sdk_client.set_async_httpx_client(self._sign_client)
        client.add_listener(ConnectEvent, self._on_connected)
        client.add_listener(WebsocketResponseEvent, self._on_response)
        # Not ``client.on(kind, f)``: it calls ``add_listener`` with a name, which takes only classes, and fails.
        for kind in HEARD:
            client.add_listener(kind, self._on_message)
        return client

    async def _silence(self) -> None:
        """Return when no frame came for too long."""
        limit_ms = round(self._settings.silent_after_s * 1000)
        while True:
            since_ms = self.waits_since_ms
            left_ms = limit_ms if since_ms is None else since_ms + limit_ms - self._clock.now_ms()
            if left_ms > 0:
                await self._clock.sleep(left_ms)
                continue
            await asyncio.sleep(SECOND_LOOK_S)
            if self.waits_since_ms == since_ms:
                return

    async def _desertion(self, is_still_live: Callable[[], Awaitable[bool]]) -> None:
        """Return when no message came for a while, and the show is not in this room any more."""
        limit_ms = round(self._settings.silent_after_s * 1000)
        while True:
            asked_at_ms = self._clock.now_ms()
            if asked_at_ms - self._last_message_at_ms >= limit_ms and not await is_still_live():
                return
            await self._clock.sleep(max(self._last_message_at_ms, asked_at_ms) + limit_ms - self._clock.now_ms())

    def _trouble(self, error: Exception) -> Trouble:
        """Sort out why there is no connection."""
        answer = self._sign_answer
        if answer is not None and answer.status_code == 429:
            # Told by the answer itself: the library's error may have failed over its headers and be a TypeError.
            return Trouble("rate_limited", "sign provider", retry_after_s(answer.headers, self._clock.now_ms()))
        match error:
            case SignAPIError(reason=SignAPIError.ErrorReason.CONNECT_ERROR) | httpx.TransportError():
                return Trouble("network", "sign provider")
            case SignAPIError():
                status = answer.status_code if answer is not None else 0
                if status in (401, 403) and self._settings.sign_api_key:
                    return Trouble("blocked", "sign key")
                return Trouble("network" if status >= 500 else "blocked", "sign provider")
            case WebcastBlockedError() | InitialCursorMissingError() | WebsocketURLMissingError():
                return Trouble("blocked", "websocket")
            case InvalidHandshake():
                status = getattr(error, "status_code", 0)
                return Trouble("network" if status >= 500 else "blocked", "websocket")
        return Trouble("network", "sign provider" if self._task is None else "websocket")


class _Client(TikTokLiveClient):  # type: ignore[misc, unused-ignore]  # untyped library
    async def handle_custom_event(self, response: Any, event: Any) -> None:
        return None


class _Socket(WebSocketClientProtocol):
    """Reads no further while events wait to be taken, and notes when a frame came.

    What came before the end is read to its end: TikTokLive leaves off when the socket is not open any more, and the
    base class when something cannot be written.
    """

    def __init__(self, *args: Any, connection: Connection, events: Events, clock: Clock, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._connection = connection
        self._events = events
        self._clock = clock
        self._is_read_out = False

    @property
    def open(self) -> bool:
        return not self._is_read_out

    async def recv(self) -> Data:
        self._connection.waits_since_ms = None
        await self._events.join()
        self._connection.waits_since_ms = self._clock.now_ms()
        try:
            frame = await super().recv()
        except ConnectionClosed:
            self._is_read_out = True
            raise
        self._connection.last_frame_at_ms = self._clock.now_ms()
        return frame

    async def send(self, message: Any) -> None:
        """Write if that is still possible, and do not wait for it: heartbeats and acknowledgements are few bytes."""
        if super().open:
            self.write_frame_sync(True, Opcode.BINARY, message)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(None)

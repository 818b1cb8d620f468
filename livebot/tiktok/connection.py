"""One connection to one room, on the unmodified TikTokLive client.

What its client does by itself, and what is done about it here:

- It calls handlers for each event; coroutines would run as unbounded tasks, out of order. So one plain function
  hands over to the inbox. What it cannot decode is counted: an exception would end the connection.
- It never reconnects, raises abnormal closes from its task, and switches ping time-outs off, so that a silent
  connection stays open for ever. So its task and the time of the last frame are watched.
- It parses follows, shares and controls twice, for events of its own that nobody here hears. That is switched off.
"""

import asyncio
import contextlib
from functools import partial
from typing import Any, Literal

import httpx
from TikTokLive.client.client import TikTokLiveClient
from TikTokLive.client.errors import (
    InitialCursorMissingError,
    SignAPIError,
    WebcastBlockedError,
    WebsocketURLMissingError,
)
from TikTokLive.events import ConnectEvent, WebsocketResponseEvent
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.legacy.client import WebSocketClientProtocol
from websockets.typing import Data

from livebot.events import Connected, LiveEnded
from livebot.ports import Clock
from livebot.runtime.tasks import spawn, stop
from livebot.tiktok.decode import HEARD, WireMessage, decode
from livebot.tiktok.endpoints import point_library_at, sign_client, web_kwargs
from livebot.tiktok.inbox import Inbox
from livebot.tiktok.limits import Quota, quota, retry_after_s
from livebot.tiktok.settings import TikTokSettings
from livebot.tiktok.trouble import Trouble

CLOSE_TIMEOUT_S = 1.0
MAX_FRAME_BYTES = 8 * 2**20
"""The library's own limit of 1 MiB would end the connection over one large frame."""

Loss = Literal["live_ended", "silent", "closed", "network"]


class Connection:
    """Puts ``Connected`` and then everything that is heard into the inbox, until it is over."""

    def __init__(self, owner: str, room_id: str, settings: TikTokSettings, clock: Clock, inbox: Inbox) -> None:
        self.room_id = room_id
        self.last_frame_at_ms = clock.now_ms()
        self.undecoded = 0
        """Messages whose fields were beyond repair."""
        self.quota: Quota | None = None
        """What the sign provider said is left, if it did."""
        self._settings = settings
        self._clock = clock
        self._inbox = inbox
        self._is_history = True
        self._connected: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._live_ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task: asyncio.Task[None] | None = None
        self._sign_answer: httpx.Response | None = None
        self._sign_client = sign_client(settings, on_response=self._on_sign_answer)
        self._client = self._make_client(owner)

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

    async def over(self) -> Loss:
        """Wait until the connection is over, and say why."""
        assert self._task is not None
        silence = spawn(self._silence(), name=f"silence in {self.room_id}")
        try:
            await asyncio.wait({self._task, self._live_ended, silence}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await stop(silence)
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
            self._inbox.put(Connected(at_ms=self._clock.now_ms(), room_id=self.room_id))

    def _on_response(self, event: WebsocketResponseEvent) -> None:
        # Comes before each message, and costs time: listened to only until the connect response is over.
        if not event.raw.is_first:
            self._is_history = False
            self._client.remove_listener(WebsocketResponseEvent.get_type(), self._on_response)

    def _on_message(self, event: WireMessage) -> None:
        try:
            decoded = decode(event, self._clock.now_ms(), is_history=self._is_history)
        except Exception:  # noqa: BLE001 - whatever hostile values cause must not end the connection
            self.undecoded += 1
            return
        if decoded is None:
            return
        self._inbox.put(decoded)
        if isinstance(decoded, LiveEnded) and not self._live_ended.done():
            self._live_ended.set_result(None)

    async def _on_sign_answer(self, response: httpx.Response) -> None:
        self._sign_answer = response
        self.quota = quota(response.headers) or self.quota

    # --- inside --------------------------------------------------------------------------------------------------

    def _make_client(self, owner: str) -> TikTokLiveClient:
        point_library_at(self._settings)
        client = _Client(
            owner,
            web_kwargs=web_kwargs(self._settings),
            ws_kwargs={
                "create_protocol": partial(_Socket, connection=self, inbox=self._inbox, clock=self._clock),
                "open_timeout": self._settings.connect_timeout_s,
                "close_timeout": CLOSE_TIMEOUT_S / 2,
                "max_size": MAX_FRAME_BYTES,
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
            now_ms = self._clock.now_ms()
            # While the inbox is full it is we who do not listen.
            left_ms = limit_ms if self._inbox.is_full else self.last_frame_at_ms + limit_ms - now_ms
            if left_ms <= 0:
                return
            await self._clock.sleep(left_ms)

    def _trouble(self, error: Exception) -> Trouble:
        """Sort out why there is no connection."""
        answer = self._sign_answer
        if answer is not None and answer.status_code == 429:
            # Told by the answer itself: the library's error may have failed over its headers and be a TypeError.
            return Trouble("rate_limited", "sign provider", retry_after_s(answer.headers, self._clock.now_ms()))
        match error:
            case SignAPIError(reason=SignAPIError.ErrorReason.CONNECT_ERROR) | httpx.TransportError():
                return Trouble("network", "sign provider")
            case SignAPIError() if answer is not None and answer.status_code >= 500:
                return Trouble("network", f"sign provider answered {answer.status_code}")
            case SignAPIError() if answer is not None:
                return Trouble("blocked", f"sign provider answered {answer.status_code}")
            case WebcastBlockedError() | InitialCursorMissingError() | WebsocketURLMissingError():
                return Trouble("blocked", "websocket")
            case InvalidHandshake():
                status: int = getattr(error, "status_code", 0)
                return Trouble("network" if status >= 500 else "blocked", "websocket")
        return Trouble("network", "sign provider" if self._task is None else "websocket")


class _Client(TikTokLiveClient):  # type: ignore[misc, unused-ignore]  # untyped library
    async def handle_custom_event(self, response: Any, event: Any) -> None:
        return None


class _Socket(WebSocketClientProtocol):
    """Notes when a frame came, and reads no further while the inbox is full."""

    def __init__(self, *args: Any, connection: Connection, inbox: Inbox, clock: Clock, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._connection = connection
        self._inbox = inbox
        self._clock = clock

    async def recv(self) -> Data:
        while self._inbox.is_full:
            await self._inbox.has_space()
            self._connection.last_frame_at_ms = self._clock.now_ms()
        frame = await super().recv()
        self._connection.last_frame_at_ms = self._clock.now_ms()
        return frame

"""The room as a source of events: waits for the show, follows it, survives it, waits for the next.

    look up ──live──▶ connect ──▶ Connected, events … ──┬─▶ LiveEnded ──────────────┐
       ▲                 │                              └─▶ Disconnected(reason) ───┤
       └─────────────────┴────────── wait, as ``trouble.py`` says ◀─────────────────┘

``LiveEnded`` closes a connection by itself: no ``Disconnected`` comes after it. It also comes when a lost connection
cannot be taken up again because the host is not live any more. What keeps us out of the room is reported as the alert
``connection`` with a kind from the table in ``trouble.py``; its detail is the time that is left (``1:02:03``, told
anew every minute) for ``rate_limited``, and the place of the failure otherwise.

Nothing is queued here beyond what one frame brought: the next is read when whoever takes the events comes back.

Reading is anonymous: the account's session is not known here.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import structlog
from TikTokLive.client.web.web_client import TikTokWebClient

from livebot.events import AnyEvent, Disconnected, LiveEnded
from livebot.ports import Clock, Health
from livebot.runtime.tasks import spawn, stop
from livebot.tiktok.connection import Connection, Events
from livebot.tiktok.endpoints import web_client
from livebot.tiktok.limits import Quota
from livebot.tiktok.lookup import find_live_room
from livebot.tiktok.rooms import is_restricted, resolve_owner
from livebot.tiktok.settings import TikTokSettings
from livebot.tiktok.trouble import Trouble
from livebot.wording import duration

STABLE_AFTER_MS = 60_000
"""A connection that held for so long makes the next failure a first one."""
TELL_AGAIN_MS = 60_000

log = structlog.get_logger(__name__)


class TikTokSource:
    """Follows one room. See ``livebot.ports.RoomSource``."""

    def __init__(self, settings: TikTokSettings, clock: Clock, health: Health) -> None:
        # Not knowing the session is the surest way never to send it.
        self._settings = replace(settings, session_id="", target_idc="")
        self._clock = clock
        self._health = health
        self._events: Events = asyncio.Queue()
        self._owner = ""
        self._known_room_id = ""
        self._ended_room_id = ""
        self._is_on_air = False
        self._tries = 0
        self._quota_alert: asyncio.Task[None] | None = None

    async def events(self) -> AsyncIterator[AnyEvent]:
        """See ``livebot.ports.RoomSource``. Raises RoomNotUnderstood if ``room`` leads nowhere."""
        supervisor = spawn(self._supervise(), name=f"tiktok {self._settings.room}")
        try:
            while True:
                event = await self._events.get()
                if isinstance(event, Exception):
                    raise event
                yield event
                self._events.task_done()
        finally:
            await stop(supervisor)

    async def _supervise(self) -> None:
        web = web_client(self._settings)
        try:
            await self._keep_trying(web)
        except Exception as error:  # noqa: BLE001 - raised again, by events()
            self._events.put_nowait(error)
        finally:
            await self._stop_quota_alert()
            await web.close()

    async def _keep_trying(self, web: TikTokWebClient) -> None:
        kind = ""
        while True:
            trouble = await self._follow_once(web)
            self._tries = self._tries + 1 if trouble.kind == kind else 1
            kind = trouble.kind
            wait_s = trouble.wait_s(self._tries, poll_offline_s=self._settings.poll_offline_s, seed=self._settings.room)
            tell = log.info if self._tries == 1 else log.debug
            tell("room_away", kind=kind, detail=trouble.detail, tries=self._tries, wait_s=round(wait_s, 1))
            await self._wait(trouble, round(wait_s * 1000))

    async def _wait(self, trouble: Trouble, left_ms: int) -> None:
        while True:
            detail = duration(left_ms) if trouble.kind == "rate_limited" else trouble.detail
            self._health.raise_alert("connection", trouble.kind, detail)
            sleep_ms = min(left_ms, TELL_AGAIN_MS)
            await self._clock.sleep(sleep_ms)
            left_ms -= sleep_ms
            if left_ms <= 0:
                return

    async def _follow_once(self, web: TikTokWebClient) -> Trouble:
        """Look for the show and follow it as long as possible; return what ended that."""
        known_room_id, self._known_room_id = self._known_room_id, ""
        if self._settings.fault("sign_api_key"):
            return Trouble("blocked", "sign key")
        try:
            self._owner = self._owner or await resolve_owner(self._settings.room, web, self._settings)
            room_id = await find_live_room(
                self._owner,
                web,
                self._settings,
                known_room_id=known_room_id,
                ended_room_id=self._ended_room_id,
            )
        except Trouble as trouble:
            if trouble.kind == "offline" and self._is_on_air:
                self._is_on_air = False
                self._events.put_nowait(LiveEnded(at_ms=self._clock.now_ms()))
                return Trouble("live_ended")
            return trouble
        connection = Connection(self._owner, room_id, self._settings, self._clock, self._events)
        try:
            try:
                await connection.open()
            finally:
                await self._report_quota(connection.quota)
            self._is_on_air = True
            self._health.clear_alert("connection")
            log.info("room_connected", owner=self._owner, room_id=room_id)
            return await self._lost(connection, web)
        except Trouble as trouble:
            is_unclear = trouble.kind == "blocked" and trouble.detail != "sign key"
            if is_unclear and await is_restricted(room_id, web, self._settings):
                return Trouble("age_restricted")
            return trouble
        finally:
            await connection.close()

    async def _lost(self, connection: Connection, web: TikTokWebClient) -> Trouble:
        async def is_still_live() -> bool:
            try:
                room_id = await find_live_room(self._owner, web, self._settings, known_room_id=connection.room_id)
            except Trouble as trouble:
                return trouble.kind != "offline"
            return room_id == connection.room_id

        connected_at_ms = self._clock.now_ms()
        loss = await connection.over(is_still_live)
        if self._clock.now_ms() - connected_at_ms > STABLE_AFTER_MS:
            self._tries = 0
        if connection.undecoded:
            log.warning("messages_undecoded", count=connection.undecoded)
        # The quick way back skips the look-up by name; but a silent room may have moved to another id.
        if loss in ("network", "closed"):
            self._known_room_id = connection.room_id
        if loss == "live_ended":
            self._ended_room_id = connection.room_id
            self._is_on_air = False
            return Trouble("live_ended")
        self._events.put_nowait(
            Disconnected(at_ms=self._clock.now_ms(), reason=loss, last_frame_at_ms=connection.last_frame_at_ms)
        )
        return Trouble("network", loss)

    async def _report_quota(self, quota: Quota | None) -> None:
        if quota is None:
            return
        await self._stop_quota_alert()
        if not quota.is_low:
            self._health.clear_alert("quota")
            return
        self._health.raise_alert("quota", "quota_low", str(quota.remaining))
        if quota.resets_in_s is not None:
            self._quota_alert = spawn(self._end_quota_alert(quota.resets_in_s), name="quota")

    async def _end_quota_alert(self, after_s: float) -> None:
        await self._clock.sleep(round(after_s * 1000))
        self._health.clear_alert("quota")

    async def _stop_quota_alert(self) -> None:
        if self._quota_alert is not None:
            await stop(self._quota_alert)

"""The room as a source of events: waits for the show, follows it, survives it, waits for the next.

    look up ──live──▶ connect ──▶ Connected, events … ──┬─▶ LiveEnded ──────────────┐
       ▲                 │                              └─▶ Disconnected(reason) ───┤
       └─────────────────┴────────── wait, as ``trouble.py`` says ◀─────────────────┘

``LiveEnded`` closes a connection by itself: no ``Disconnected`` comes after it. It also comes when a lost connection
cannot be taken up again because the host is not live any more. What keeps us out of the room, and for how long, is
reported as the alert ``connection`` with a kind from the table in ``trouble.py``; its detail is the time to wait for
``rate_limited`` (``42 s``) and the place of the failure otherwise.

Reading is anonymous: the account's session is not known here.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import structlog
from TikTokLive.client.web.web_client import TikTokWebClient

from livebot.events import AnyEvent, Disconnected, LiveEnded
from livebot.ports import Clock, Health
from livebot.runtime.tasks import spawn, stop
from livebot.tiktok.connection import Connection
from livebot.tiktok.endpoints import web_client
from livebot.tiktok.inbox import Inbox
from livebot.tiktok.lookup import find_live_room
from livebot.tiktok.rooms import is_restricted, resolve_owner, room_info
from livebot.tiktok.settings import TikTokSettings
from livebot.tiktok.trouble import Trouble

STABLE_AFTER_MS = 60_000
"""A connection that held for so long makes the next failure a first one."""

log = structlog.get_logger(__name__)


class TikTokSource:
    """Follows one room. See ``livebot.ports.RoomSource``."""

    def __init__(self, settings: TikTokSettings, clock: Clock, health: Health) -> None:
        # Not knowing the session is the surest way never to send it.
        self._settings = replace(settings, session_id="", target_idc="")
        self._clock = clock
        self._health = health
        self._inbox = Inbox()
        self._owner = ""
        self._known_room_id = ""
        self._ended_room_id = ""
        self._is_on_air = False
        self._tries = 0

    @property
    def shed(self) -> Mapping[str, int]:
        """Likes and joins that were dropped because events came faster than they were taken, by kind."""
        return self._inbox.shed

    async def events(self) -> AsyncIterator[AnyEvent]:
        """See ``livebot.ports.RoomSource``. Raises RoomNotUnderstood if ``room`` leads nowhere."""
        supervisor = spawn(self._supervise(), name=f"tiktok {self._settings.room}")
        try:
            while True:
                yield await self._inbox.get()
        finally:
            await stop(supervisor)

    async def _supervise(self) -> None:
        web = web_client(self._settings)
        try:
            await self._keep_trying(web)
        except Exception as error:  # noqa: BLE001 - raised again, by events()
            self._inbox.fail(error)
        finally:
            await web.close()

    async def _keep_trying(self, web: TikTokWebClient) -> None:
        kind = ""
        while True:
            trouble = await self._follow_once(web)
            self._tries = self._tries + 1 if trouble.kind == kind else 1
            kind = trouble.kind
            wait_s = trouble.wait_s(self._tries, poll_offline_s=self._settings.poll_offline_s, seed=self._settings.room)
            detail = f"{wait_s:.0f} s" if kind == "rate_limited" else trouble.detail
            self._health.raise_alert("connection", kind, detail)
            log.info("room_away", kind=kind, detail=trouble.detail, tries=self._tries, wait_s=round(wait_s, 1))
            await self._clock.sleep(round(wait_s * 1000))

    async def _follow_once(self, web: TikTokWebClient) -> Trouble:
        """Look for the show and follow it as long as possible; return what ended that."""
        known_room_id, self._known_room_id = self._known_room_id, ""
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
                self._inbox.put(LiveEnded(at_ms=self._clock.now_ms()))
                return Trouble("live_ended")
            return trouble
        connection = Connection(self._owner, room_id, self._settings, self._clock, self._inbox)
        try:
            try:
                await connection.open()
            finally:
                self._report_quota(connection)
            self._is_on_air = True
            self._health.clear_alert("connection")
            log.info("room_connected", owner=self._owner, room_id=room_id)
            return await self._lost(connection)
        except Trouble as trouble:
            if trouble.kind == "blocked" and await self._is_restricted(room_id, web):
                return Trouble("age_restricted")
            return trouble
        finally:
            await connection.close()

    async def _lost(self, connection: Connection) -> Trouble:
        connected_at_ms = self._clock.now_ms()
        loss = await connection.over()
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
        self._inbox.put(
            Disconnected(at_ms=self._clock.now_ms(), reason=loss, last_frame_at_ms=connection.last_frame_at_ms)
        )
        return Trouble("network", loss)

    async def _is_restricted(self, room_id: str, web: TikTokWebClient) -> bool:
        try:
            return is_restricted(await room_info(room_id, web, self._settings))
        except Trouble:
            return False

    def _report_quota(self, connection: Connection) -> None:
        if connection.quota is None:
            return
        if connection.quota.is_low:
            self._health.raise_alert("quota", "quota_low", str(connection.quota.remaining))
        else:
            self._health.clear_alert("quota")

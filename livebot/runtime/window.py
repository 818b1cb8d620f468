"""What others see of the room: its state as last committed, made when somebody wants it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence

import msgspec
import structlog

from livebot.engine.room import Room
from livebot.engine.view import CardViews, look
from livebot.ports import Clock, EngineReport
from livebot.runtime.broadcast import Broadcast
from livebot.runtime.health import Alerts
from livebot.views import Status

log = structlog.get_logger(__name__)

EVERY_S = 0.015
"""Less than a batch takes, so that every batch is seen at once."""
SHARE = 0.1
"""At most this share of the time goes into making views."""
REMEMBERED = 8
"""Of so many views the cost is averaged: one that took long by chance does not put off the next."""
STALE_AFTER_S = 1.0


class Window:
    """Shut while the state holds what is not committed; then the last status stands."""

    def __init__(self, alerts: Alerts, clock: Clock) -> None:
        self.engines: Callable[[], Sequence[EngineReport]] = tuple
        self.shed: Callable[[], Mapping[str, int]] = dict
        """Kind of event to how many were dropped before the engine saw them."""
        self._alerts = alerts
        self._clock = clock
        self._room: Room | None = None
        self._cards = CardViews()
        self._status: Status | None = None
        self._made_at_s = 0.0
        self._took_s = 0.0
        self._is_current = False
        self._published_at_s = 0.0
        self._publishing: asyncio.TimerHandle | None = None
        self._broadcast: Broadcast[Status] = Broadcast()

    def show(self, room: Room) -> None:
        """Open: everything that was stepped is committed."""
        self._room = room
        self._is_current = False
        self._changed()

    def shut(self) -> None:
        """What follows is not committed yet. Keeps a status from before, at most ``STALE_AFTER_S`` old."""
        if not self._is_current and self._now_s() - self._made_at_s > STALE_AFTER_S:
            self._make()
        self._room = None

    def alerts_changed(self) -> None:
        self._changed()

    def status(self) -> Status:
        """Return the newest status that may be shown."""
        if not self._is_current:
            self._make()
        assert self._status is not None, "nothing was committed yet"
        return msgspec.structs.replace(
            self._status, at_ms=self._clock.now_ms(), alerts=self._alerts.current, engines=tuple(self.engines())
        )

    def subscribe(self) -> AsyncIterator[Status]:
        """Yield the status when it has changed, at most every ``EVERY_S``."""
        return self._broadcast.subscribe()

    def _changed(self) -> None:
        """Publish as soon as it is time."""
        if self._broadcast.watchers and self._publishing is None:
            due_s = self._published_at_s + max(EVERY_S, self._took_s / SHARE)
            self._publishing = asyncio.get_running_loop().call_at(due_s, self._publish)

    def _publish(self) -> None:
        self._publishing = None
        if self._room is not None:  # else it opens soon, and that is a change
            self._broadcast.publish(self.status())
            self._published_at_s = self._now_s()

    def _make(self) -> None:
        if self._room is None:
            return
        self._is_current = True
        began_s = self._now_s()
        try:
            status = look(self._room, self._cards)
        except Exception as error:
            if self._status is None:
                raise
            # What cannot be shown must not end what can be done.
            log.error("the view failed, an older one stands", exc_info=error)
            self._alerts.raise_alert("engine", "view_failed", type(error).__name__)
            return
        shed = {f"shed_{kind.lower()}": count for kind, count in self.shed().items()}
        self._status = msgspec.structs.replace(status, counters=status.counters | shed)
        self._made_at_s = self._now_s()
        self._took_s += (self._made_at_s - began_s - self._took_s) / REMEMBERED

    @staticmethod
    def _now_s() -> float:
        return asyncio.get_running_loop().time()

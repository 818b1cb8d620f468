"""Notices when livebot did not run for a while (the laptop was shut, the process was stopped), and tells the room."""

import asyncio
from collections.abc import Callable

import msgspec
import structlog

from livebot.events import AnyEvent, Connected, Disconnected, LiveEnded, SessionClosed, WireEvent
from livebot.ports import Clock
from livebot.runtime.clock import SystemClock
from livebot.runtime.session import Session

LAPSE_MS = 30_000
"""Real time, however fast the room's clock runs: a busy machine may keep us waiting for some seconds."""
LOOK_EVERY_S = 5.0

log = structlog.get_logger(__name__)


class Pulse:
    """Looks at the time again and again; a long time without a look was not lived."""

    def __init__(self, clock: Clock, on_lapse: Callable[[], None]) -> None:
        self._clock = clock
        self._machine = SystemClock()
        self._on_lapse = on_lapse
        self._looked_at_ms, self._looked_machine_ms = clock.now_ms(), self._machine.now_ms()
        self._lapse_from_ms: int | None = None
        self._outlived: Connected | None = None
        """What to tell the room when a frame comes over a connection that was open when livebot was suspended."""

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            self._look()
            await asyncio.sleep(LOOK_EVERY_S)

    @property
    def has_lapsed(self) -> bool:
        """There is a lapse to take."""
        return self._lapse_from_ms is not None

    def after_lapse(self, session: Session) -> list[AnyEvent]:
        """Return what to tell the room before anything else: what was due meanwhile was not due in a live room."""
        self._look()
        from_ms, self._lapse_from_ms = self._lapse_from_ms, None
        if from_ms is None:
            return []
        now_ms, state = self._clock.now_ms(), session.room.state
        events: list[AnyEvent] = []
        over_at_ms = session.over_at_ms
        if state.show.phase in ("live", "paused"):
            log.warning("livebot did not run", seconds=(now_ms - from_ms) // 1000)
            events.append(Disconnected(at_ms=from_ms, reason="suspended", last_frame_at_ms=from_ms))
            self._outlived = Connected(at_ms=now_ms, room_id=session.room_id)
            over_at_ms = from_ms + state.settings.resume_within_ms
        if over_at_ms is not None and over_at_ms <= now_ms:
            events.append(SessionClosed(at_ms=now_ms))
        return events

    def with_connection(self, events: list[AnyEvent]) -> list[AnyEvent]:
        """Put ``Connected`` before the first frame since the lapse, unless the source itself says how things are."""
        if self._outlived is None:
            return events
        for n, event in enumerate(events):
            is_frame = isinstance(event, WireEvent) and event.at_ms >= self._outlived.at_ms
            if is_frame or isinstance(event, Connected | Disconnected | LiveEnded):
                connected = [msgspec.structs.replace(self._outlived, at_ms=event.at_ms)] if is_frame else []
                self._outlived = None
                return [*events[:n], *connected, *events[n:]]
        return events

    def _look(self) -> None:
        now_ms, machine_ms = self._clock.now_ms(), self._machine.now_ms()
        if machine_ms - self._looked_machine_ms > LAPSE_MS and self._lapse_from_ms is None:
            self._lapse_from_ms = self._looked_at_ms
            self._on_lapse()
        self._looked_at_ms, self._looked_machine_ms = now_ms, machine_ms

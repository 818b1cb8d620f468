"""Notices when livebot did not run for a while: the laptop was shut, the process was stopped."""

import asyncio
from collections.abc import Callable

from livebot.ports import Clock
from livebot.runtime.clock import SystemClock

LAPSE_MS = 30_000
"""Real time, however fast the room's clock runs: a busy machine may keep us waiting for some seconds."""
LOOK_EVERY_S = 5.0


class Pulse:
    """Looks at the time again and again; a long time without a look was not lived."""

    def __init__(self, clock: Clock, on_lapse: Callable[[], None]) -> None:
        self._clock = clock
        self._machine = SystemClock()
        self._on_lapse = on_lapse
        self._looked_at_ms, self._looked_machine_ms = clock.now_ms(), self._machine.now_ms()
        self._lapse_from_ms: int | None = None

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            self._look()
            await asyncio.sleep(LOOK_EVERY_S)

    @property
    def has_lapsed(self) -> bool:
        """There is a lapse to take."""
        return self._lapse_from_ms is not None

    def take_lapse(self) -> int | None:
        """Return when the last moment before a lapse was, by the room's clock; None if there was none since."""
        self._look()
        from_ms, self._lapse_from_ms = self._lapse_from_ms, None
        return from_ms

    def _look(self) -> None:
        now_ms, machine_ms = self._clock.now_ms(), self._machine.now_ms()
        if machine_ms - self._looked_machine_ms > LAPSE_MS and self._lapse_from_ms is None:
            self._lapse_from_ms = self._looked_at_ms
            self._on_lapse()
        self._looked_at_ms, self._looked_machine_ms = now_ms, machine_ms

"""Time enters livebot here and nowhere else."""

import asyncio
import time


class SystemClock:
    """The machine's own time. Steps back when the machine's clock does."""

    def now_ms(self) -> int:
        """Milliseconds since the Unix epoch."""
        return time.time_ns() // 1_000_000

    async def sleep(self, ms: int) -> None:
        """Wait ``ms`` milliseconds; what is zero or less only lets others run."""
        await asyncio.sleep(max(ms, 0) / 1000)


class FastClock:
    """Runs ``speed`` times as fast as the wall, from the moment it is made; for rehearsals and tests."""

    def __init__(self, speed: float, *, start_ms: int | None = None) -> None:
        if speed <= 0:
            raise ValueError(f"a clock's speed is greater than 0, not {speed}")
        self.speed = speed
        self._start_ms = SystemClock().now_ms() if start_ms is None else start_ms
        self._began_s = time.monotonic()

    def now_ms(self) -> int:
        """Milliseconds since the Unix epoch, as this clock has it."""
        return self._start_ms + int((time.monotonic() - self._began_s) * 1000 * self.speed)

    async def sleep(self, ms: int) -> None:
        """Wait ``ms`` of this clock's milliseconds."""
        await asyncio.sleep(max(ms, 0) / 1000 / self.speed)

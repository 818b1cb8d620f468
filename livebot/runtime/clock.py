"""Time enters livebot here and nowhere else."""

import asyncio
import time


class SystemClock:
    """The machine's time, except that it never steps back: where the machine's clock does, this one only goes on.

    It follows steps forward, and so counts the time in which the machine was suspended.
    """

    def __init__(self) -> None:
        self._began_ns = 0
        """When the machine's monotonic clock began; only ever put later."""

    def now_ms(self) -> int:
        """Milliseconds since the Unix epoch."""
        run_ns = time.monotonic_ns()
        self._began_ns = max(self._began_ns, time.time_ns() - run_ns)
        return (self._began_ns + run_ns) // 1_000_000

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

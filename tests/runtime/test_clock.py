import asyncio
from types import SimpleNamespace

import pytest

from livebot.runtime import clock as clock_module
from livebot.runtime.clock import FastClock, SystemClock


async def test_a_fast_clock_makes_an_hour_short() -> None:
    clock = FastClock(36_000, start_ms=1_000)
    began_s = asyncio.get_running_loop().time()
    await clock.sleep(3_600_000)
    assert asyncio.get_running_loop().time() - began_s < 5
    assert clock.now_ms() >= 3_601_000 - 36_000  # the loop may wake a moment early


async def test_the_system_clock_is_in_milliseconds_since_1970() -> None:
    clock = SystemClock()
    before_ms = clock.now_ms()
    await clock.sleep(20)
    assert 15 <= clock.now_ms() - before_ms < 5_000
    assert before_ms > 1_700_000_000_000
    await clock.sleep(-5)


def test_a_clock_that_stands_still_is_refused() -> None:
    with pytest.raises(ValueError, match="greater than 0"):
        FastClock(0)


@pytest.mark.parametrize(
    ("step_s", "told_s"), [(-3600, 0), (3600, 3600)], ids=["set back: goes on", "suspended: follows"]
)
def test_the_system_clock_never_steps_back(monkeypatch: pytest.MonkeyPatch, step_s: int, told_s: int) -> None:
    times = Times(monkeypatch)
    clock = SystemClock()
    before_ms = clock.now_ms()
    times.wall_ns += step_s * 10**9
    assert clock.now_ms() == before_ms + told_s * 1000
    times.wall_ns += 5 * 10**9
    times.run_ns += 5 * 10**9
    assert clock.now_ms() == before_ms + (told_s + 5) * 1000


class Times:
    """The machine's two clocks."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wall_ns, self.run_ns = 1_700_000_000 * 10**9, 10**9
        machine = SimpleNamespace(time_ns=lambda: self.wall_ns, monotonic_ns=lambda: self.run_ns)
        monkeypatch.setattr(clock_module, "time", machine)

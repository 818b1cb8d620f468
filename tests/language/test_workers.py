import asyncio
import threading

import pytest

from livebot.language.workers import Workers, WorkersExhausted


async def test_a_result_and_a_failure_come_back() -> None:
    workers = Workers("test", 2)

    def fail() -> None:
        raise ValueError("no")

    assert await workers.run(lambda: 42, 1) == 42
    with pytest.raises(ValueError, match="no"):
        await workers.run(fail, 1)
    workers.close()


async def test_one_thread_serves_calls_that_follow_each_other() -> None:
    workers = Workers("one after the other", 5)
    names = set()
    for _ in range(10):
        names.add(await workers.run(lambda: threading.current_thread().ident, 1))
        await asyncio.sleep(0.01)  # the thread says that it is free only after it gave its answer
    assert len(names) == 1
    workers.close()


async def test_threads_that_hang_are_counted_and_come_back() -> None:
    workers = Workers("test", 2)
    hang = threading.Event()
    for _ in range(2):
        with pytest.raises(TimeoutError):
            await workers.run(hang.wait, 0.02)
    with pytest.raises(WorkersExhausted, match="2 threads of test"):
        await workers.run(hang.wait, 0.02)
    hang.set()
    await asyncio.sleep(0.05)
    assert await workers.run(lambda: "again", 1) == "again"
    workers.close()


async def test_whoever_gives_up_waiting_leaves_the_thread_to_its_call() -> None:
    workers = Workers("test", 1)
    go_on = threading.Event()
    waiting = asyncio.ensure_future(workers.run(go_on.wait, 5))
    await asyncio.sleep(0.02)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go_on.set()
    await asyncio.sleep(0.05)
    assert await workers.run(lambda: "free", 1) == "free"
    workers.close()


async def test_after_the_end_nothing_begins() -> None:
    workers = Workers("test", 1)
    workers.close()
    with pytest.raises(WorkersExhausted):
        await workers.run(lambda: None, 1)

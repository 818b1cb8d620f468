import asyncio
import gc
import threading
from typing import Any

import pytest

from livebot.runtime.tasks import Worker, spawn, stop


async def test_a_failure_is_seen_while_others_go_on() -> None:
    seen: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: seen.append(context))

    async def fails() -> None:
        raise KeyError("gone")

    async def answers() -> int:
        await asyncio.sleep(0.01)
        return 7

    failing, answering = spawn(fails(), name="reader"), spawn(answers(), name="other")
    assert await answering == 7
    assert failing.done()
    assert [context["message"] for context in seen] == ["task reader failed"]
    assert isinstance(seen[0]["exception"], KeyError)


async def test_a_task_nobody_holds_is_not_collected() -> None:
    done = asyncio.Event()

    async def waits() -> None:
        await asyncio.sleep(0.01)
        done.set()

    spawn(waits(), name="held")
    gc.collect()
    await asyncio.wait_for(done.wait(), 1)


async def test_stopping_is_no_failure() -> None:
    seen: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: seen.append(context))
    task = spawn(asyncio.sleep(60), name="sleeper")
    await stop(task)
    assert task.cancelled()
    assert seen == []


async def test_blocking_calls_are_served_in_order_and_their_failures_come_back() -> None:
    worker, served = Worker("test"), list[int]()
    await asyncio.gather(*(worker.run(served.append, n) for n in range(20)))
    assert served == list(range(20))
    with pytest.raises(ZeroDivisionError):
        await worker.run(divmod, 1, 0)
    assert worker.close()
    with pytest.raises(RuntimeError):
        await worker.run(served.append, 20)


async def test_a_call_that_hangs_does_not_hold_the_end() -> None:
    worker, gate, served = Worker("test"), threading.Event(), list[int]()
    hanging, waiting = spawn(worker.run(gate.wait, 5), name="hanging"), spawn(worker.run(served.append, 1), name="next")
    await asyncio.sleep(0.01)
    await stop(hanging, waiting)
    assert not worker.close(within_s=0.01)
    gate.set()
    assert worker.close(within_s=5)
    assert served == []  # nobody waited for it any more

import asyncio
import gc
from typing import Any

from livebot.runtime.tasks import spawn, stop


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

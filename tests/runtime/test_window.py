"""Who watches the room: what they see, how soon and how often."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from livebot import commands as cmd
from livebot.engine.room import Room
from livebot.runtime import loop as loop_module
from livebot.runtime import window as window_module
from livebot.runtime.window import EVERY_S
from livebot.views import Status
from tests.runtime.conftest import Shell


@asynccontextmanager
async def watching(shell: Shell) -> AsyncIterator[list[Status]]:
    """Yield what a watcher sees; it grows."""
    seen: list[Status] = []

    async def watch() -> None:
        async for status in shell.loop.subscribe():
            seen.append(status)  # noqa: PERF401 - looked at while it grows

    task = asyncio.ensure_future(watch())
    await asyncio.sleep(0)
    yield seen
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_watchers_see_changes_no_more_often_than_is_of_use(shell: Shell) -> None:
    async with watching(shell) as seen:
        await shell.live()
        began_s = asyncio.get_running_loop().time()
        for n in range(60):
            await shell.says(f"hello {n}")
            await asyncio.sleep(0.01)
        await shell.until(lambda: seen and seen[-1].counters.get("comments") == 60)
        took_s = asyncio.get_running_loop().time() - began_s
        assert 3 <= len(seen) <= took_s / EVERY_S + 2
        shell.alerts.raise_alert("connection", "offline")
        await shell.until(lambda: seen[-1].alerts)


async def test_what_is_committed_is_seen_at_once_and_not_after_the_pause(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop_module, "BATCH_S", 1.0)
    async with watching(shell) as seen:
        await shell.live()
        await asyncio.sleep(1.1)
        shell.alerts.raise_alert("connection", "offline")
        await shell.until(lambda: seen[-1].alerts)  # seen just now: what follows has to wait for its turn
        began_s = asyncio.get_running_loop().time()
        await shell.says("hello")
        await shell.until(lambda: seen[-1].counters.get("comments") == 1)
        assert asyncio.get_running_loop().time() - began_s < 0.5


async def test_a_status_is_never_older_than_the_last_reply(shell: Shell) -> None:
    await shell.live()
    for n in range(20):
        reply = await shell.do(cmd.Say(text=f"line {n}"))
        assert reply.ok
        assert any(line.text == f"line {n}" for line in shell.status.outbox)


async def test_a_view_that_fails_leaves_the_room_at_work(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    await shell.go_live()

    def broken(room: Room) -> Status:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(window_module, "look", broken)
        await shell.do(cmd.OpenPoll(id="colour"))
        assert [alert.kind for alert in shell.status.alerts] == ["view_failed"]
        assert not shell.poll.open
    await shell.says("A")
    await shell.until(lambda: shell.poll.voters == 1)

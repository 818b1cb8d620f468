import asyncio
import shutil
import time
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest

from livebot import events as ev
from livebot.language.memory import TranslationMemory
from livebot.runtime.housekeeping import Housekeeping
from livebot.runtime.tasks import spawn, stop
from tests.runtime.conftest import Shell

Usage = namedtuple("Usage", "total used free")


def house(shell: Shell, folder: Path, retention_ms: int) -> tuple[Housekeeping, TranslationMemory]:
    memory = TranslationMemory(folder / "translations.sqlite3")
    return Housekeeping(
        data_dir=folder,
        retention_ms=retention_ms,
        journal=shell.journal,
        worker=shell.worker,
        memory=memory,
        loop=shell.loop,
        alerts=shell.alerts,
        clock=shell.clock,
    ), memory


async def test_a_disk_that_fills_up_is_told_while_there_is_time(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, memory = house(shell, tmp_path, 1_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12, 123_456_789))
    keeper.look_at_disk()
    assert [(alert.subject, alert.kind, alert.detail) for alert in shell.status.alerts] == [
        ("disk", "disk_low", "123 MB")
    ]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, 10**12))
    keeper.look_at_disk()
    assert shell.status.alerts == ()
    memory.close()


async def test_old_comments_are_erased_when_no_show_is_on(shell: Shell, tmp_path: Path) -> None:
    keeper, memory = house(shell, tmp_path, retention_ms=0)
    await memory.put("is it warm?", "en", "zh", "暖和吗", shell.clock.now_ms() - 1)
    await shell.live()
    await shell.says("is it warm?")
    await shell.until(lambda: shell.status.questions)
    first = shell.status.connection.session_id
    running = spawn(keeper.run(), name="housekeeping")
    await shell.clock.sleep(50)
    assert "is it warm?" in repr(shell.events(first))  # not in the middle of a show
    await stop(running)

    await shell.put(ev.SessionClosed(at_ms=shell.clock.now_ms()))
    await shell.until(lambda: shell.status.connection.phase == "waiting")
    await shell.clock.sleep(5)
    running = spawn(keeper.run(), name="housekeeping")
    await shell.until(lambda: "is it warm?" not in repr(shell.events(first)))
    await shell.until(lambda: keeper._expire_at_ms)
    assert await memory.get("is it warm?", "en", "zh") is None
    await stop(running)
    memory.close()


async def test_old_sessions_are_erased_one_by_one_until_a_show_begins(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, memory = house(shell, tmp_path, retention_ms=0)
    old = []
    for n in range(3):
        await shell.live(f"{n}")
        await shell.says("is it warm?")
        await shell.until(lambda: shell.status.questions)
        old.append(shell.status.connection.session_id)
        await shell.put(ev.SessionClosed(at_ms=shell.clock.now_ms()))
        await shell.until(lambda: shell.status.connection.phase == "waiting")
        await shell.clock.sleep(5)
    expire, touched = shell.journal.expire, list[int]()

    def watched(before_ms: int, gives_way: Callable[[], bool]) -> dict[str, int]:
        erased = expire(before_ms, gives_way)
        touched.append(erased["sessions"])
        if len(touched) == 2:
            monkeypatch.setattr(Housekeeping, "_is_idle", False)
        return erased

    monkeypatch.setattr(shell.journal, "expire", watched)
    await keeper.expire()
    assert touched == [1, 1]
    assert ["is it warm?" in repr(shell.events(session)) for session in old] == [False, False, True]
    monkeypatch.setattr(Housekeeping, "_is_idle", True)
    await keeper.expire()
    assert "is it warm?" not in repr(shell.events(old[2]))
    memory.close()


async def test_erasing_gives_way_to_a_show_that_begins_and_is_done_later(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper, memory = house(shell, tmp_path, retention_ms=0)
    await shell.live()
    for n in range(1_000):
        shell.loop.inbox.add(shell.comment(f"hello {n}", f"v{n}"))
    await shell.until(lambda: shell.status.counters.get("comments") == 1_000)
    old = shell.status.connection.session_id
    await shell.put(ev.SessionClosed(at_ms=shell.clock.now_ms()))
    await shell.until(lambda: shell.status.connection.phase == "waiting")
    await shell.clock.sleep(5)

    expire, room = shell.journal.expire, asyncio.get_running_loop()
    connected = ev.Connected(at_ms=shell.clock.now_ms(), room_id="7002")

    def while_a_show_begins(before_ms: int, gives_way: Callable[[], bool]) -> dict[str, int]:
        room.call_soon_threadsafe(shell.loop.inbox.add, connected)
        while not gives_way():
            time.sleep(0.001)
        return expire(before_ms, gives_way)

    with monkeypatch.context() as patched:
        patched.setattr(shell.journal, "expire", while_a_show_begins)
        await keeper.expire()
    assert "hello 999" in repr(shell.events(old))
    await shell.until(lambda: shell.status.connection.phase == "live")
    assert not next(s for s in shell.journal.sessions() if s.session_id == old).touched

    await shell.put(ev.SessionClosed(at_ms=shell.clock.now_ms()))
    await shell.until(lambda: shell.status.connection.phase == "waiting")
    await keeper.expire()
    assert "hello" not in repr(shell.events(old))
    memory.close()

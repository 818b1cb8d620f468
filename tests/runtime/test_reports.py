"""Reports by themselves, beside the daemon."""

import asyncio
import sys
from pathlib import Path

import pytest

from livebot import events as ev
from livebot.report import files
from livebot.runtime import reports
from livebot.runtime.erasing import forget
from livebot.runtime.reports import Reports
from livebot.runtime.tasks import spawn, stop
from tests.report.shows import SESSION, keep, played
from tests.runtime.conftest import Shell
from tests.runtime.test_housekeeping import house


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "LOOK_EVERY_MS", 20)


def maker(shell: Shell, folder: Path) -> Reports:
    return Reports(data_dir=folder, journal=shell.journal, worker=shell.worker, loop=shell.loop, clock=shell.clock)


async def over(shell: Shell) -> str:
    """Perform a show and end it; return its session."""
    await shell.live()
    await shell.says("hello")
    session_id = shell.status.connection.session_id
    await shell.put(ev.SessionClosed(at_ms=shell.clock.now_ms()))
    await shell.until(lambda: shell.status.connection.session_id != session_id)
    return session_id


async def until(path: Path) -> None:
    async with asyncio.timeout(60):
        while not path.exists():  # noqa: ASYNC110 - another process makes it
            await asyncio.sleep(0.05)


async def test_a_show_that_is_over_gets_its_report_once(
    shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shell.journal.path.parent
    running = spawn(maker(shell, folder).run(), name="reports")
    session_id = await over(shell)
    await until(files.figures(folder, session_id))
    files.page(folder, session_id).unlink()
    await stop(running)
    again = spawn(maker(shell, folder).run(), name="reports")  # as after a restart
    await asyncio.sleep(0.3)
    await stop(again)
    assert not files.page(folder, session_id).exists()  # who deleted it did not want it
    assert not list(files.page(folder, session_id).parent.glob("*.html"))


async def test_when_the_stream_ends_there_is_a_report_already(shell: Shell, tmp_path: Path) -> None:
    folder = shell.journal.path.parent
    running = spawn(maker(shell, folder).run(), name="reports")
    await shell.live()
    await shell.says("hello")
    session_id = shell.status.connection.session_id
    await shell.put(ev.LiveEnded(at_ms=shell.clock.now_ms()))
    await until(files.page(folder, session_id))
    assert shell.status.connection.session_id == session_id  # which may still come back
    assert not files.is_made(folder, session_id)
    files.page(folder, session_id).unlink()
    await shell.put(ev.SessionClosed(at_ms=shell.clock.now_ms()))
    await until(files.figures(folder, session_id))
    await stop(running)
    assert files.page(folder, session_id).exists()


async def test_what_goes_wrong_is_told_and_tried_once(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls = tmp_path / "calls"
    false = tmp_path / "python"
    false.write_text(f"#!/bin/sh\necho called >> {calls}\necho 'no room on the disk' >&2\nexit 3\n")
    false.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(false))
    said: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(reports.log, "warning", lambda event, **data: said.append((event, data)), raising=False)
    running = spawn(maker(shell, shell.journal.path.parent).run(), name="reports")
    session_id = await over(shell)
    await until(calls)
    await asyncio.sleep(0.3)
    await stop(running)
    assert said == [("no report", {"session": session_id, "reason": "no room on the disk"})]
    assert calls.read_text() == "called\n"


async def test_the_end_of_the_daemon_ends_it(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = tmp_path / "pid"
    slow = tmp_path / "python"
    slow.write_text(f"#!/bin/sh\necho $$ > {pid}.new\nmv {pid}.new {pid}\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(slow))
    running = spawn(maker(shell, shell.journal.path.parent).run(), name="reports")
    await over(shell)
    await until(pid)
    async with asyncio.timeout(5):
        await stop(running)
    async with asyncio.timeout(5):
        while Path(f"/proc/{int(pid.read_text())}/stat").exists():
            if Path(f"/proc/{int(pid.read_text())}/stat").read_text().split()[2] == "Z":
                break
            await asyncio.sleep(0.05)


async def test_what_is_erased_is_erased_from_reports_too(shell: Shell, tmp_path: Path) -> None:
    folder = shell.journal.path.parent
    keeper, memory = house(shell, folder, retention_ms=0)
    session_id = await over(shell)
    page = files.page(folder, session_id)
    page.parent.mkdir()
    page.write_text("somebody said hello")
    await shell.clock.sleep(5)
    await keeper.expire()
    assert not page.exists()
    memory.close()


async def test_a_forgotten_viewer_is_in_no_report(tmp_path: Path) -> None:
    keep(tmp_path, played())
    page = files.page(tmp_path, SESSION)
    page.parent.mkdir()
    page.write_text("ana said hola")
    erased = await forget(tmp_path, "ana")
    assert erased["report"] == 1
    assert not page.exists()

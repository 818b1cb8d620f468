"""Attaching to a daemon, and running one of our own."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from livebot.console import daemon
from livebot.console.command import attach, run_with_console
from livebot.web.server import ControlServer
from livebot.web.token import own_token
from tests.console.showroom import show_status
from tests.web.fakes import TOKEN, FakeRoom

PRINT_LINES = (
    "import sys; from livebot.console.command import attach; sys.exit(attach(sys.argv[1], sys.argv[2], plain=True))"
)

OWN_DAEMON = textwrap.dedent(
    """
    import asyncio, os, pathlib, signal, sys
    from livebot.web.server import ControlServer
    from livebot.web.token import own_token
    from tests.console.showroom import show_status
    from tests.web.fakes import FakeRoom

    async def main(data_dir, port):
        print("the daemon's log", flush=True)
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        token = own_token(data_dir)
        async with ControlServer(FakeRoom(show_status("en")), host="127.0.0.1", port=port, token=token):
            await stop.wait()
        (data_dir / "stopped").touch()

    assert os.environ["LIVEBOT_STOP_WITH_STDIN"] == "1"
    asyncio.run(main(pathlib.Path(sys.argv[1]), int(sys.argv[2])))
    """
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def own_daemon_of(monkeypatch: pytest.MonkeyPatch, script: str, *arguments: str) -> None:
    monkeypatch.setattr(daemon, "command", lambda *_: [sys.executable, "-c", script, *arguments])


async def test_lines_go_to_a_pipe_until_the_daemon_is_told_to_stop() -> None:
    room = FakeRoom(show_status("en", questions=()))
    async with ControlServer(room, host="127.0.0.1", port=0, token=TOKEN) as server:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PRINT_LINES, server.url, TOKEN, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
        )
        assert process.stdout is not None
        first = await asyncio.wait_for(process.stdout.readline(), 20)
        assert b"@lumi.store LIVE" in first
        room.change(viewers=3, panicked=True)
        assert b"ALERT: PANIC" in await asyncio.wait_for(process.stdout.readline(), 5)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 5) == 0


def test_a_daemon_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert attach(f"http://127.0.0.1:{free_port()}", TOKEN, plain=True) == 1
    assert "start one with `livebot run`" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="the stand-in daemon stops by a signal")
def test_our_own_daemon_is_started_shown_and_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    own_daemon_of(monkeypatch, OWN_DAEMON, str(tmp_path), str(port))
    url = f"http://127.0.0.1:{port}"
    with daemon.own_daemon(None, tmp_path, url) as token:
        assert daemon.answers(url, token) is None
        assert run_with_console(None, tmp_path, url=url) == 1, "a second one is refused"
        assert "livebot console" in capsys.readouterr().err
    assert (tmp_path / "stopped").exists()
    assert "the daemon's log" in (tmp_path / "livebot.log").read_text()


def test_a_daemon_that_fails_to_start_shows_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own_daemon_of(monkeypatch, "raise SystemExit('livebot.yaml:3:1: no `room`')")
    assert run_with_console(None, tmp_path, url=f"http://127.0.0.1:{free_port()}") == 1
    assert "livebot.yaml:3:1: no `room`" in capsys.readouterr().err


async def test_a_port_of_another_program_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with ControlServer(FakeRoom(), host="127.0.0.1", port=0, token=TOKEN) as server:
        own_token(tmp_path, {})
        with pytest.raises(daemon.DaemonFailed, match=r"choose another web\.port"):
            await asyncio.to_thread(lambda: daemon.own_daemon(None, tmp_path, server.url).__enter__())


def test_the_daemon_is_livebot_itself(tmp_path: Path) -> None:
    command = daemon.command(tmp_path / "livebot.yaml", tmp_path)
    assert command[1:5] == ["-m", "livebot", "run", "--headless"]
    assert command[command.index("--config") + 1] == str(tmp_path / "livebot.yaml")

"""Attaching to a daemon, and running one of our own."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest

from livebot.console.command import attach, run_with_console
from livebot.runtime import child
from livebot.runtime.child import ChildDaemon, where_it_answers
from livebot.runtime.datadir import announce
from livebot.web.server import ControlServer
from tests.console.showroom import show_status
from tests.web.fakes import TOKEN, FakeRoom

PRINT_LINES = (
    "import sys; from livebot.console.command import attach; sys.exit(attach(sys.argv[1], sys.argv[2], plain=True))"
)

OWN_DAEMON = textwrap.dedent(
    """
    import asyncio, os, pathlib, signal, sys
    from livebot.runtime.datadir import announce
    from livebot.web.server import ControlServer
    from livebot.web.token import own_token
    from tests.console.showroom import show_status
    from tests.web.fakes import FakeRoom

    async def main(data_dir):
        print("the daemon's log", flush=True)
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        token = own_token(data_dir)
        async with ControlServer(FakeRoom(show_status("en")), host="127.0.0.1", port=0, token=token) as server:
            announce(data_dir, server.url)
            await stop.wait()
        (data_dir / "stopped").touch()

    assert os.environ["LIVEBOT_STOP_WITH_STDIN"] == "1"
    asyncio.run(main(pathlib.Path(sys.argv[1])))
    """
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def own_daemon_of(monkeypatch: pytest.MonkeyPatch, script: str, *arguments: str) -> None:
    monkeypatch.setattr(child, "command", lambda *_: [sys.executable, "-c", script, *arguments])


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
    own_daemon_of(monkeypatch, OWN_DAEMON, str(tmp_path))
    log = tmp_path / "livebot.log"
    log.write_text("the show of yesterday")
    announce(tmp_path, f"http://127.0.0.1:{free_port()}")  # left behind by one that was killed
    with ChildDaemon(None, tmp_path, log) as daemon:
        daemon.wait_until_it_answers()
        assert where_it_answers(tmp_path) == (daemon.url, daemon.token)
        assert run_with_console(None, tmp_path) == 1, "a second one is refused"
        assert "livebot console" in capsys.readouterr().err
    assert (tmp_path / "stopped").exists()
    assert log.read_text() == "the daemon's log\n"
    assert (tmp_path / "livebot.log.old").read_text() == "the show of yesterday"


def test_a_daemon_that_fails_to_start_shows_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own_daemon_of(monkeypatch, "raise SystemExit('livebot.yaml:3:1: no `room` \\x1b[2J\\u202e')")
    assert run_with_console(None, tmp_path) == 1
    said = capsys.readouterr().err
    assert "livebot.yaml:3:1: no `room` \\u001b[2J\\u202e" in said


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_daemon_that_somebody_kills_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = {"event": "session opened", "room": "@shop", "level": "info", "timestamp": "2026-05-01T20:53:11.25Z"}
    kills_itself = f"print({json.dumps(entry)!r}, flush=True)\n{OWN_DAEMON}".replace(
        "await stop.wait()", "await asyncio.sleep(2); os.kill(os.getpid(), signal.SIGKILL)"
    )
    own_daemon_of(monkeypatch, kills_itself, str(tmp_path))
    assert run_with_console(None, tmp_path) == 1
    said = capsys.readouterr().err
    assert "livebot: The daemon was ended from outside" in said
    assert "Start `livebot run` again: it goes on with the same show" in said
    at = datetime(2026, 5, 1, 20, 53, 11, tzinfo=UTC).astimezone()
    assert f"  {at:%H:%M:%S}  info  session opened  room=@shop\n  the daemon's log\n" in said


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
@pytest.mark.parametrize("exists", [False, True])
def test_a_run_on_any_free_port_keeps_viewers_data_to_its_user(tmp_path: Path, exists: bool) -> None:
    data = tmp_path / "data"
    if exists:
        data.mkdir()
        data.chmod(0o755)
    config = config_on_port(tmp_path, 0)
    command = [sys.executable, "-m", "livebot", "run", "--config", str(config)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, umask=0o022, env=own_env(), text=True) as process:
        try:
            assert process.stdout is not None
            assert "@nobody" in process.stdout.readline()
            names = {path.name for path in data.iterdir()}
            modes = {oct(path.stat().st_mode & 0o777) for path in data.iterdir()}
        finally:
            process.terminate()
    assert process.returncode == 0
    assert names >= {"journal.sqlite3", "journal.sqlite3-wal", "translations.sqlite3", "livebot.log", "daemon.json"}
    assert modes == {"0o600"}
    assert data.stat().st_mode & 0o777 == (0o755 if exists else 0o700)


def test_a_port_of_another_program_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        config = config_on_port(tmp_path, taken.getsockname()[1])
        command = [sys.executable, "-m", "livebot", "run", "--config", str(config)]
        result = subprocess.run(command, capture_output=True, text=True, env=own_env(), timeout=30, check=False)
    assert result.returncode == 1
    assert "another number for `port` under `web:` in livebot.yaml" in result.stderr
    assert "Traceback" not in result.stderr


def config_on_port(folder: Path, port: int) -> Path:
    """Write the configuration of a room on a TikTok that does not answer."""
    config = folder / "livebot.yaml"
    nowhere = f"http://127.0.0.1:{free_port()}"
    config.write_text(
        f"room: nobody\nweb: {{port: {port}}}\n"
        f"tiktok: {{app_url: '{nowhere}', webcast_url: '{nowhere}', sign_url: '{nowhere}'}}\n"
    )
    return config


def own_env() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("LIVEBOT_")}


def test_the_daemon_is_livebot_itself(tmp_path: Path) -> None:
    command = child.command(tmp_path / "livebot.yaml", tmp_path, 1.0)
    assert command[1:5] == ["-m", "livebot", "run", "--headless"]
    assert command[command.index("--config") + 1] == str(tmp_path / "livebot.yaml")
    assert child.command(None, tmp_path, 2.5)[-2:] == ["--speed", "2.5"]

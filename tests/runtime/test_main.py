"""``livebot run --headless``, as systemd starts it."""

import asyncio
import json
import os
import sys
from pathlib import Path

from livebot.rehearsal.libre import LibreService
from livebot.rehearsal.server import LookAlike
from livebot.runtime.child import STOP_WITH_STDIN
from livebot.runtime.clock import SystemClock
from livebot.runtime.datadir import running
from tests.runtime.test_daemon import SESSION, House


async def test_headless_from_start_to_sigterm(tmp_path: Path) -> None:
    async with LookAlike(SystemClock()) as tiktok, LibreService({}) as libre:
        house = House(tmp_path, tiktok, libre)
        command = (sys.executable, "-m", "livebot", "run", "--headless", "--config", str(tmp_path / "livebot.yaml"))
        env = os.environ | {"LIVEBOT_SESSION_ID": SESSION}
        daemon = await asyncio.create_subprocess_exec(*command, env=env, stderr=asyncio.subprocess.PIPE)
        async with asyncio.timeout(20):
            while (known := running(house.data)) is None or not known.url:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.02)
        await tiktok.room.connected()

        second = await asyncio.create_subprocess_exec(*command, env=env, stderr=asyncio.subprocess.PIPE)
        _, told = await asyncio.wait_for(second.communicate(), 20)
        assert second.returncode == 1
        assert f"in use by a livebot that is running (process {daemon.pid})" in told.decode()
        assert "Traceback" not in told.decode()

        daemon.terminate()
        _, logged = await asyncio.wait_for(daemon.communicate(), 5)
        assert daemon.returncode == 0
        events = [json.loads(line) for line in logged.decode().splitlines()]
        assert {"session opened", "livebot runs", "livebot stops"} <= {event["event"] for event in events}
        assert all(event["timestamp"] and event["level"] in ("info", "warning") for event in events)
        assert SESSION not in logged.decode()


async def test_a_daemon_of_a_console_goes_with_it(tmp_path: Path) -> None:
    async with LookAlike(SystemClock()) as tiktok, LibreService({}) as libre:
        House(tmp_path, tiktok, libre)
        daemon = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "livebot", "run", "--headless", "--config", str(tmp_path / "livebot.yaml")),
            env=os.environ | {STOP_WITH_STDIN: "1"},
            stdin=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        await tiktok.room.connected(timeout_s=20)
        assert daemon.stdin is not None
        daemon.stdin.close()
        assert await asyncio.wait_for(daemon.wait(), 5) == 0


async def test_a_look_up_that_hangs_does_not_hold_up_the_end(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("""
import socket, time
find = socket.getaddrinfo
def hang(host, *more, **others):
    return time.sleep(30) if "invalid" in str(host) else find(host, *more, **others)
socket.getaddrinfo = hang
""")
    (tmp_path / "livebot.yaml").write_text("room: shop\ntiktok: {app_url: 'http://shop.invalid'}\nweb: {port: 0}")
    daemon = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "livebot", "run", "--headless", "--config", str(tmp_path / "livebot.yaml")),
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        stderr=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(20):
        while (known := running(tmp_path / "data")) is None or not known.url:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.2)
    daemon.terminate()
    assert await asyncio.wait_for(daemon.wait(), 5) == 0


async def test_a_mistake_in_the_files_tells_systemd_not_to_start_it_again(tmp_path: Path) -> None:
    config = tmp_path / "livebot.yaml"
    for text, wrong in (
        ("rom: shop\n", "livebot.yaml"),
        ("room: shop\nrules: rules.yaml\nweb: {port: 0}\n", "rules.yaml"),
    ):
        config.write_text(text)
        (tmp_path / "rules.yaml").write_text("code: []\n")
        daemon = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "livebot", "run", "--headless", "--config", str(config)),
            *("--data-dir", str(tmp_path / "data")),
            stderr=asyncio.subprocess.PIPE,
        )
        _, told = await asyncio.wait_for(daemon.communicate(), 20)
        assert (daemon.returncode, f"{wrong}:1:1: unknown key" in told.decode()) == (78, True)

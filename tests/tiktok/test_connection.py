"""One connection: what comes over it, and how it ends."""

import asyncio
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from livebot.events import AnyEvent, Commented, Connected, Disconnected, LiveEnded
from livebot.rehearsal import frames
from livebot.rehearsal.frames import Frame
from livebot.rehearsal.messages import Message
from livebot.rehearsal.server import LookAlike
from livebot.runtime.clock import SystemClock
from livebot.tiktok.connection import Connection, Events
from livebot.tiktok.settings import TikTokSettings
from livebot.tiktok.source import TikTokSource
from tests.tiktok.conftest import ANA, Alerts, listening, until

ROOT = Path(__file__).parents[2]
CHILD = """
import asyncio, sys
import structlog
from livebot.runtime.clock import SystemClock
from livebot.tiktok.settings import TikTokSettings
from livebot.tiktok.source import TikTokSource
from tests.tiktok.conftest import Alerts

async def main(url):
    settings = TikTokSettings(
        room="@rehearsal.shop", app_url=url, webcast_url=url + "/webcast", sign_url=url, silent_after_s=1
    )
    async for event in TikTokSource(settings, SystemClock(), Alerts()).events():
        print(type(event).__name__, *(getattr(event, name) for name in ("text", "is_history") if hasattr(event, name)))
        sys.stdout.flush()

structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
asyncio.run(main(sys.argv[1]))
"""


# --- reading ---


class Junk(Frame):
    """A frame that is none."""

    gzipped = b"\x08"
    plain = gzipped


async def test_garbled_frames_are_survived(tiktok: LookAlike, source: TikTokSource) -> None:
    async with listening(source) as heard:
        await tiktok.room.connected()
        await heard.take(Connected)
        garbled = [Message(method, 7, b"\xff\x00garbage") for method in ("WebcastChatMessage", "WebcastNoSuchMessage")]
        await tiktok.room.broadcast(Frame(1, garbled, 0))
        await tiktok.room.chat(ANA, "on the same connection")
        await heard.take(Commented)
        assert heard.all(Disconnected) == []
        await tiktok.room.broadcast(Junk(2, [], 0))
        [lost] = await heard.take(Disconnected)
        assert lost.reason == "closed"
        await heard.take(Connected, 2)


async def test_a_flood_waits_in_the_socket_and_nothing_is_lost(tiktok: LookAlike, settings: TikTokSettings) -> None:
    events: Events = asyncio.Queue()
    connection = Connection("rehearsal.shop", str(tiktok.room.room_id), settings, SystemClock(), events)
    await connection.open()
    for n in range(200):
        await tiktok.room.chat(ANA, str(n))
    await asyncio.sleep(0.1)
    assert events.qsize() <= 2  # Connected, and one frame
    got: list[str] = []
    while len(got) < 200:
        async with asyncio.timeout(5):
            event = await events.get()
        events.task_done()
        if isinstance(event, Commented):
            got.append(event.text)
    await connection.close()
    assert got == [str(n) for n in range(200)]


@pytest.mark.parametrize("is_polite", [True, False])
async def test_what_came_before_the_end_is_read_to_its_end(
    tiktok: LookAlike, source: TikTokSource, is_polite: bool
) -> None:
    events = source.events()
    assert isinstance(await anext(events), Connected)
    await tiktok.room.connected()
    for n in range(60):
        await tiktok.room.chat(ANA, str(n))
    # All this, and the end, is here before the first comment is taken.
    ending = tiktok.room.close_connection() if is_polite else tiktok.room.break_connection(settle_s=0)
    leaving = asyncio.get_running_loop().create_task(ending)
    await asyncio.sleep(0.2)
    heard: list[AnyEvent] = []
    async with asyncio.timeout(5):
        while not (heard and isinstance(heard[-1], Connected)):
            heard.append(await anext(events))
    await events.aclose()  # type: ignore[attr-defined]
    await leaving
    *comments, lost, _ = heard
    assert [getattr(event, "text", "") for event in comments] == [str(n) for n in range(60)]
    assert isinstance(lost, Disconnected)
    assert lost.reason == ("closed" if is_polite else "network")


@pytest.mark.skipif(os.name != "posix", reason="Windows cannot stop a process")
async def test_a_process_that_was_stopped_reads_what_came_meanwhile(tiktok: LookAlike) -> None:
    command = [sys.executable, "-c", CHILD, tiktok.url]
    child = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, cwd=ROOT)
    assert child.stdout is not None
    try:
        await tiktok.room.connected(timeout_s=20)
        assert await child.stdout.readline() == b"Connected\n"
        child.send_signal(signal.SIGSTOP)
        for n in range(20):
            await tiktok.room.chat(ANA, str(n))
        await asyncio.sleep(1.5)
        child.send_signal(signal.SIGCONT)
        heard = [await child.stdout.readline() for _ in range(20)]
        await tiktok.room.chat(ANA, "on the same connection")
        heard.append(await child.stdout.readline())
    finally:
        child.kill()
        await child.wait()
    assert heard == [f"Commented {n} False\n".encode() for n in (*range(20), "on the same connection")]


# --- silence ---


async def test_silence_counts_as_a_loss(tiktok: LookAlike, settings: TikTokSettings, alerts: Alerts) -> None:
    source = TikTokSource(replace(settings, silent_after_s=0.3), SystemClock(), alerts)
    async with listening(source) as heard:
        await tiktok.room.connected()
        tiktok.room.go_silent()
        [lost] = await heard.take(Disconnected)
        await heard.take(Connected, 2)
    assert lost.reason == "silent"
    assert 300 <= lost.at_ms - lost.last_frame_at_ms < 1500


async def beat(tiktok: LookAlike) -> None:
    """Keep every connection alive, as a room does that is over and was not told to hang up."""
    while True:
        for connection in tiktok.room.connections:
            await connection.socket.send_bytes(frames.reply("hb"))
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("goes_on", [True, False])
async def test_room_that_only_heartbeats_come_from_is_looked_at(
    tiktok: LookAlike, settings: TikTokSettings, alerts: Alerts, goes_on: bool
) -> None:
    source = TikTokSource(replace(settings, silent_after_s=0.3), SystemClock(), alerts)
    heart = asyncio.get_running_loop().create_task(beat(tiktok))
    async with listening(source) as heard:
        await tiktok.room.connected()
        await until(lambda: len(tiktok.requests_to("alive")) >= 4)
        assert [type(event).__name__ for event in heard.events] == ["Connected"]
        if goes_on:
            tiktok.room.go_live()
            await heard.take(Connected, 2)
        else:
            tiktok.room.is_live = False
            await heard.take(LiveEnded)
    heart.cancel()
    assert heard.all(Disconnected)[0].reason == "silent"
    assert bool(heard.all(LiveEnded)) is not goes_on

"""A daemon killed at its most delicate moments, and at random ones, keeps its promises.

The stage checks them at every death and at every start.
"""

import asyncio
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from livebot.runtime.datadir import JOURNAL_NAME
from tests.crash.stage import has_begun, is_live, lines, staged

KILLS = 20
GROUPS = 4


@pytest.mark.parametrize("batch", [30, 33])
async def test_killed_before_a_commit(tmp_path: Path, batch: int) -> None:
    """Nothing of the batch was shown, answered or done, and nothing before it is lost."""
    async with staged(tmp_path) as stage:
        async with stage.daemon(f"before_commit:{batch}") as run:
            await run.dies()
        async with stage.daemon() as run:
            await run.until(lambda s: is_live(s) and lines(s, "sent"))


async def test_killed_after_a_commit(tmp_path: Path) -> None:
    """What was decided is shown and performed by the next process, and no line goes out twice."""
    async with staged(tmp_path) as stage:
        async with stage.daemon("after_commit:30") as run:
            await run.dies()
        async with stage.daemon() as run:
            await run.until(lambda s: is_live(s) and lines(s, "sent"))


async def test_killed_between_the_start_mark_and_the_call(tmp_path: Path) -> None:
    """The line was not sent, but nobody can know: it is in doubt, and never sent again."""
    async with staged(tmp_path) as stage:
        async with stage.daemon("after_start_mark:2") as run:
            await run.dies()
        assert len(stage.tiktok.chat_received) == 1
        async with stage.daemon() as run:
            await run.until(lambda s: is_live(s) and len(lines(s, "sent")) > 2)
            (doubted,) = lines(stage.status, "maybe")
            assert doubted["text"] not in {line.text for line in stage.tiktok.chat_received}


async def test_killed_after_the_call(tmp_path: Path) -> None:
    """The line is in the room, but that is not stored: it is in doubt until its echo is seen, and sent once."""
    async with staged(tmp_path) as stage:
        async with stage.daemon("after_http_call:2") as run:
            await run.dies()
        sent = stage.tiktok.chat_received[-1]
        async with stage.daemon() as run:
            await run.until(lambda s: any(line["text"] == sent.text for line in lines(s, "maybe")))
            await run.until(is_live)
            await stage.tiktok.room.resend(sent.record)
            await run.until(lambda s: any(line["text"] == sent.text for line in lines(s, "sent")))


@pytest.mark.parametrize("group", range(GROUPS))
async def test_killed_at_random_moments(tmp_path: Path, group: int) -> None:
    moments = random.Random(group)
    async with staged(tmp_path) as stage:
        for n in range(KILLS // GROUPS):
            async with stage.daemon() as run:
                if n == 2:  # once while it starts
                    await asyncio.sleep(moments.uniform(0, 0.4))
                else:
                    await run.until(lambda s: is_live(s) and has_begun(s))
                    await asyncio.sleep(moments.uniform(0, 1))
                await run.kill()
            assert has_begun(stage.status), "there was something to lose"
        async with stage.daemon() as run:
            await run.until(lambda s: is_live(s) and s["polls"][0]["voters"] > 20 and lines(s, "sent"))
            await run.until(lambda s: not lines(s, "sending"))


async def test_a_stop_that_cannot_store_the_last_events_says_so_in_time(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage, stage.daemon() as run:
        await run.until(has_begun)
        with closing(sqlite3.connect(stage.data / JOURNAL_NAME, isolation_level=None)) as another_program:
            another_program.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(0.2)
            run.process.terminate()
            assert await run.exit_code(within_s=5) == 1
    assert "could not be stored in time" in (tmp_path / "daemon.log").read_text()

"""A daemon killed at its most delicate moments, and at random ones, keeps its promises."""

import asyncio
import random
from pathlib import Path

import pytest

from tests.crash.stage import lines, staged

KILLS = 20
GROUPS = 4


async def test_killed_before_a_commit(tmp_path: Path) -> None:
    """Nothing of the batch was shown or sent, and nothing before it is lost."""
    async with staged(tmp_path) as stage:
        async with stage.daemon("before_commit:25") as run:
            await run.dies()
        before = stage.status
        async with stage.daemon() as run:
            await run.until(lambda s: s["connection"]["phase"] == "live" and lines(s, "sent"))
            stage.check_kept(before)
        stage.check_record()


async def test_killed_after_a_commit(tmp_path: Path) -> None:
    """What was decided is shown and performed by the next process, and no line goes out twice."""
    async with staged(tmp_path) as stage:
        async with stage.daemon("after_commit:25") as run:
            await run.dies()
        before = stage.status
        async with stage.daemon() as run:
            await run.until(lambda s: s["connection"]["phase"] == "live" and lines(s, "sent"))
            stage.check_kept(before)
        stage.check_record()


async def test_killed_between_the_start_mark_and_the_call(tmp_path: Path) -> None:
    """The line was not sent, but nobody can know: it is in doubt, and never sent again."""
    async with staged(tmp_path) as stage:
        async with stage.daemon("after_start_mark:2") as run:
            await run.dies()
        before, received = stage.status, len(stage.tiktok.chat_received)
        assert received == 1
        async with stage.daemon() as run:
            await run.until(lambda s: s["connection"]["phase"] == "live" and len(lines(s, "sent")) > 2)
            stage.check_kept(before)
            (doubted,) = lines(stage.status, "maybe")
            assert doubted["text"] not in {line.text for line in stage.tiktok.chat_received}
        stage.check_record()


async def test_killed_after_the_call(tmp_path: Path) -> None:
    """The line is in the room, but that is not stored: it is in doubt until its echo is seen, and sent once."""
    async with staged(tmp_path) as stage:
        async with stage.daemon("after_http_call:2") as run:
            await run.dies()
        before, sent = stage.status, stage.tiktok.chat_received[-1]
        async with stage.daemon() as run:
            await run.until(lambda s: any(line["text"] == sent.text for line in lines(s, "maybe")))
            stage.check_kept(before)
            await run.until(lambda s: s["connection"]["phase"] == "live")
            await stage.tiktok.room.resend(sent.record)
            await run.until(lambda s: any(line["text"] == sent.text for line in lines(s, "sent")))
        stage.check_record()


@pytest.mark.parametrize("group", range(GROUPS))
async def test_killed_at_random_moments(tmp_path: Path, group: int) -> None:
    moments = random.Random(group)
    async with staged(tmp_path) as stage:
        for n in range(KILLS // GROUPS):
            before = stage.status
            async with stage.daemon() as run:
                if n == 2:  # once while it starts
                    await asyncio.sleep(moments.uniform(0, 0.4))
                else:
                    await run.until(lambda s: s["connection"]["phase"] == "live")
                    stage.check_kept(before)
                    await asyncio.sleep(moments.uniform(0, 1))
                await run.kill()
        before = stage.status
        async with stage.daemon() as run:
            await run.until(lambda s: s["connection"]["phase"] == "live")
            stage.check_kept(before)
            await run.until(lambda s: s["polls"][0]["voters"] > 20 and s["questions"] and lines(s, "sent"))
            await run.until(lambda s: not lines(s, "sending"))
        stage.check_chat()
        stage.check_record()

"""The bound between socket and room."""

import asyncio

import pytest

from livebot.events import AnyEvent, Commented, Joined, Liked
from livebot.tiktok.inbox import Inbox
from tests.tiktok.conftest import ANA


def comment(n: int) -> AnyEvent:
    return Commented(at_ms=n, msg_id=str(n), viewer=ANA, text=str(n), written_at_ms=n)


async def test_order_is_kept() -> None:
    inbox = Inbox()
    events = [comment(n) for n in range(50)]
    for event in events:
        inbox.put(event)
    assert [await inbox.get() for _ in events] == events


async def test_likes_and_joins_are_shed_first_and_counted_comments_never() -> None:
    inbox = Inbox(limit=10)
    for n in range(30):
        inbox.put(comment(n))
        inbox.put(Liked(at_ms=n, msg_id=f"l{n}", viewer=ANA, count=1))
        inbox.put(Joined(at_ms=n, msg_id=f"j{n}", viewer=ANA))
    got: list[AnyEvent] = []
    while len(got) < 30 or not isinstance(got[-1], Commented) or got[-1].msg_id != "29":
        got.append(await inbox.get())
    kept = [event for event in got if isinstance(event, Commented)]
    assert [event.msg_id for event in kept] == [str(n) for n in range(30)]
    assert len(got) - len(kept) == 3
    assert inbox.shed == {"Liked": 28, "Joined": 29}


async def test_full_means_no_more_reading_until_something_was_taken() -> None:
    inbox = Inbox(limit=2)
    inbox.put(comment(1))
    await inbox.has_space()
    inbox.put(comment(2))
    assert inbox.is_full
    waiting = asyncio.get_running_loop().create_task(inbox.has_space())
    await asyncio.sleep(0)
    assert not waiting.done()
    await inbox.get()
    async with asyncio.timeout(1):
        await waiting


async def test_failure_comes_after_what_is_still_there() -> None:
    inbox = Inbox()
    inbox.put(comment(1))
    inbox.fail(ValueError("no such room"))
    assert await inbox.get() == comment(1)
    with pytest.raises(ValueError, match="no such room"):
        await inbox.get()


async def test_failure_wakes_who_waits() -> None:
    inbox = Inbox()
    waiting = asyncio.get_running_loop().create_task(inbox.get())
    await asyncio.sleep(0)
    inbox.fail(ValueError("no such room"))
    with pytest.raises(ValueError, match="no such room"):
        await waiting

"""The room's one queue and its bound."""

import asyncio

import pytest

from livebot.commands import Pause
from livebot.events import AnyEvent, CommandGiven, Commented, Joined, Liked, SessionClosed
from livebot.runtime.inbox import Inbox
from livebot.viewers import Viewer

ANA = Viewer(id="7000000000000000001")


def comment(n: int) -> AnyEvent:
    return Commented(at_ms=n, msg_id=str(n), viewer=ANA, text=str(n), written_at_ms=n)


def command(command_id: str) -> AnyEvent:
    return CommandGiven(at_ms=0, command_id=command_id, by="console", command=Pause())


@pytest.fixture
def inbox() -> Inbox:
    return Inbox(lambda: None, limit=10)


async def test_order_is_kept(inbox: Inbox) -> None:
    events = [comment(n) for n in range(10)]
    for event in events:
        await inbox.put(event)
    assert inbox.take(4) + inbox.take(100) == events


async def test_likes_and_joins_are_shed_from_half_the_limit_on_and_counted(inbox: Inbox) -> None:
    for n in range(7):
        await inbox.put(comment(n))
        await inbox.put(Liked(at_ms=n, msg_id=f"l{n}", viewer=ANA, count=1))
        await inbox.put(Joined(at_ms=n, msg_id=f"j{n}", viewer=ANA))
    taken = inbox.take(100)
    assert [event.msg_id for event in taken if isinstance(event, Commented)] == [str(n) for n in range(7)]
    assert len(taken) == 10
    assert inbox.shed == {"Liked": 5, "Joined": 6}
    assert inbox.is_crowded is False


async def test_the_source_waits_at_the_limit_and_operators_never_do(inbox: Inbox) -> None:
    for n in range(10):
        await inbox.put(comment(n))
    waiting = asyncio.get_running_loop().create_task(inbox.put(comment(10)))
    await asyncio.sleep(0)
    assert not waiting.done()
    inbox.add(command("one"))
    assert inbox.take(2) == [comment(0), comment(1)]
    async with asyncio.timeout(1):
        await waiting
    assert inbox.take(100) == [*(comment(n) for n in range(2, 10)), command("one"), comment(10)]


async def test_a_command_can_be_withdrawn_until_it_is_taken(inbox: Inbox) -> None:
    inbox.add(command("one"))
    inbox.add(command("two"))
    assert inbox.withdraw("one") is True
    assert inbox.take(100) == [command("two")]
    assert inbox.withdraw("two") is False


async def test_what_follows_the_end_of_a_session_is_left_for_the_next(inbox: Inbox) -> None:
    for event in (comment(1), SessionClosed(at_ms=2), comment(3)):
        await inbox.put(event)
    assert inbox.take(100) == [comment(1), SessionClosed(at_ms=2)]
    assert inbox.take(100) == [comment(3)]

"""Waiting until a fact is stored."""

import asyncio

import pytest

from livebot.runtime.receipts import Receipts


async def test_everybody_who_waits_for_a_fact_is_told_and_one_that_it_was_new() -> None:
    receipts = Receipts()
    waiting = [asyncio.ensure_future(receipts.wait("a")) for _ in range(2)]
    other = asyncio.ensure_future(receipts.wait("b"))
    await asyncio.sleep(0)
    receipts.give("nobody's", is_new=True)
    receipts.give("a", is_new=True)
    receipts.give("a", is_new=False)
    assert await asyncio.gather(*waiting) == [True, False]
    receipts.refuse("b", ValueError("dropped"))
    with pytest.raises(ValueError, match="dropped"):
        await other


async def test_who_gives_up_waiting_is_forgotten() -> None:
    receipts = Receipts()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(receipts.wait("a"), 0.01)
    waiting = asyncio.ensure_future(receipts.wait("a"))
    await asyncio.sleep(0)
    receipts.give("a", is_new=False)
    assert not await waiting

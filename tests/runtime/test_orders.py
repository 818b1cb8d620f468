"""Orders on their way into the room: committed before they are confirmed, once, and only those of this show."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from livebot.commands import AddOrders
from livebot.events import Commented, Ordered
from livebot.orders import OrderNews, Taken
from livebot.ports import JournalError
from livebot.runtime import loop as loop_module
from livebot.runtime.orders import NOTICES_KEPT_MS, ORDERS_KEPT_MS, OrderDesk
from livebot.testing import FakeClock
from tests.runtime.conftest import Shell

PAID = OrderNews(order_id="1", status="paid", amount="19.90", currency="USD", viewer="@ana")


@pytest.fixture
async def desk(shell: Shell, tmp_path: Path) -> AsyncIterator[OrderDesk]:
    desk = OrderDesk(shell.loop, tmp_path / "orders.sqlite3", shell.clock)
    yield desk
    desk.close(2)


async def test_what_is_confirmed_is_stored(shell: Shell, desk: OrderDesk) -> None:
    await shell.live()
    await shell.says("hello", "ana")
    await shell.until(lambda: shell.status.counters.get("comments"))
    assert await desk.take([PAID, OrderNews(order_id="2")], "csv") == Taken(new=2)
    assert [event.order_id for event in shell.events() if isinstance(event, Ordered)] == ["1", "2"]
    assert (shell.status.figures.orders, shell.status.figures.revenue) == (2, {"USD": "19.90"})
    assert shell.status.interaction.actions["order"] == 1


async def test_who_brings_orders_is_told_of_those_added_by_hand(shell: Shell, desk: OrderDesk) -> None:
    await shell.live()
    await shell.until(lambda: shell.status.connection.phase == "live")
    assert (await shell.do(AddOrders(n=3))).ok
    assert await desk.take([PAID], "csv") == Taken(new=1, by_hand=3)


async def test_what_was_told_before_is_known_also_after_a_restart(shell: Shell, tmp_path: Path) -> None:
    await shell.live()
    await shell.until(lambda: shell.status.connection.phase == "live")
    first = OrderDesk(shell.loop, tmp_path / "orders.sqlite3", shell.clock)
    assert await first.take([PAID], "csv") == Taken(new=1)
    first.close(2)
    await shell.stop()
    await shell.start()
    again = OrderDesk(shell.loop, tmp_path / "orders.sqlite3", shell.clock)
    assert await again.take([PAID, PAID], "csv") == Taken(known=2)
    again.close(2)
    assert shell.status.figures.orders == 1


async def test_a_file_adds_what_the_shop_did_not_say(shell: Shell, desk: OrderDesk) -> None:
    """Webhooks tell neither amounts nor buyers; the shop's export does."""
    await shell.live()
    await shell.says("hello", "ana")
    await shell.until(lambda: shell.status.counters.get("comments"))
    assert await desk.take([OrderNews(order_id="1", status="paid")], "tiktok_shop") == Taken(new=1)
    for taken in (Taken(new=1), Taken(known=1)):
        assert await desk.take([PAID], "csv") == taken
    assert (shell.status.figures.orders, shell.status.figures.revenue) == (1, {"USD": "19.90"})
    assert shell.status.interaction.actions["order"] == 1


async def test_of_the_same_news_twice_at_once_one_is_new(shell: Shell, desk: OrderDesk) -> None:
    await shell.live()
    await shell.until(lambda: shell.status.connection.phase == "live")
    assert await desk.take([PAID, PAID], "http") == Taken(new=1, known=1)


async def test_a_room_that_is_not_live_yet_has_no_orders(shell: Shell, desk: OrderDesk) -> None:
    assert await desk.take([PAID], "csv") == Taken(earlier=1)
    await shell.live()
    await shell.until(lambda: shell.status.connection.phase == "live")
    assert await desk.take([PAID], "csv") == Taken(earlier=1), "bought before the show, whenever it is told"


async def test_what_cannot_be_stored_yet_is_not_confirmed(
    shell: Shell, desk: OrderDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop_module, "RETRY_FIRST_MS", 20)
    await shell.live()
    await shell.until(lambda: shell.status.connection.phase == "live")
    shell.journal.fails = 3
    taking = asyncio.ensure_future(desk.take([PAID], "csv"))
    await asyncio.sleep(0.02)
    assert not taking.done()
    assert await asyncio.wait_for(taking, 5) == Taken(new=1)


async def test_an_order_that_breaks_the_engine_is_refused(
    shell: Shell, desk: OrderDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop_module, "RETRY_FIRST_MS", 20)
    await shell.live()
    await shell.until(lambda: shell.status.connection.phase == "live")

    def broken(*_: object) -> None:
        raise RuntimeError("no such order")

    monkeypatch.setattr("livebot.engine.show.figures.FiguresFeature._on_order", broken)
    with pytest.raises(JournalError, match="broke the engine"):
        await desk.take([PAID], "csv")


async def test_the_desk_forgets_in_time(shell: Shell, tmp_path: Path) -> None:
    clock = FakeClock()
    desk = OrderDesk(shell.loop, tmp_path / "orders.sqlite3", clock)
    await desk.note("first")
    await desk.take([PAID], "csv")
    clock.at_ms += 24 * 3_600_000
    await desk.note("second")
    assert await desk.was_told("first")
    clock.at_ms += NOTICES_KEPT_MS
    await desk.note("third")
    assert not await desk.was_told("first")
    clock.at_ms += ORDERS_KEPT_MS
    await desk.take([OrderNews(order_id="2")], "csv")
    await shell.live()
    await shell.until(lambda: shell.status.connection.phase == "live")
    assert await desk.take([OrderNews(order_id="1", is_follow_up=True)], "csv") == Taken(earlier=1)
    desk.close(2)


async def test_a_buyer_is_forgotten_with_the_viewer(shell: Shell, desk: OrderDesk) -> None:
    await shell.live()
    await shell.says("hello", "ana")
    await shell.until(lambda: shell.status.counters.get("comments"))
    await desk.take([PAID], "csv")
    shell.journal.forget("ana")
    ids = {event.viewer.id for event in shell.events() if isinstance(event, Commented)}
    assert {event.viewer_id for event in shell.events() if isinstance(event, Ordered)} == ids != {"@ana"}

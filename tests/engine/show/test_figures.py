"""Figures of the show: orders, what TikTok tells and what we count, and what operators set."""

from typing import Any

import pytest

from livebot.commands import AddOrders, SetFigure
from livebot.engine.room import Room
from livebot.engine.view import look
from livebot.events import Followed, Joined, Liked, Ordered, Shared, ViewersCounted
from livebot.testing import START_MS, Playbook
from livebot.viewers import Viewer
from livebot.views.show import FiguresView
from livebot.wording import Words

LIVE = "0:01  -- live"
HOST = Viewer(id="h", handle="host", is_host=True)
DESK = Viewer(id="d", handle="Desk")


def show(**settings: Any) -> Playbook:
    play = Playbook(chat={"own_accounts": ["@desk"]}, **settings)
    play(LIVE)
    return play


def order(play: Playbook, order_id: str = "o1", status: str = "placed", **fields: object) -> None:
    at_ms = play.room.state.at_ms + 1_000
    play.feed(Ordered(at_ms=at_ms, order_id=order_id, status=status, **fields))  # type: ignore[arg-type]


def figures(play: Playbook) -> FiguresView:
    return play.status.figures


def test_an_order_counts_until_it_is_cancelled() -> None:
    play = show()
    play("""
        0:02  -- ordered o1
        0:03  -- ordered o2
        0:04  -- ordered o1 paid
    """)
    assert (figures(play).orders, figures(play).paid) == (2, 1)
    play("""
        0:05  -- ordered o1 cancelled
        0:06  -- ordered o2 cancelled
    """)
    assert (figures(play).orders, figures(play).paid) == (0, 0)


def test_news_of_an_order_may_come_in_any_order() -> None:
    play = show()
    play("""
        0:02  -- ordered o1 cancelled
        0:03  -- ordered o1
        0:04  -- ordered o2 paid
        0:05  -- ordered o2
    """)
    assert (figures(play).orders, figures(play).paid) == (1, 1)


def test_revenue_is_by_currency_and_exact() -> None:
    play = show()
    order(play, "a", amount="0.10", currency="USD")
    order(play, "b", "paid", amount="0.20", currency="USD")
    order(play, "c", amount="150000", currency="VND")
    order(play, "d", currency="USD")
    assert figures(play).revenue == {"USD": "0.30", "VND": "150000"}
    order(play, "d", "paid", amount="5")
    order(play, "c", "cancelled")
    assert figures(play).revenue == {"USD": "5.30"}


@pytest.mark.parametrize("amount", ["NaN", "-5", "1e9", "Infinity", "١٢", "9" * 13, "1.2.3", "12,50"])
def test_an_amount_that_is_no_plain_number_is_left_out(amount: str) -> None:
    play = show()
    order(play, amount=amount, currency="USD")
    assert (figures(play).orders, figures(play).revenue) == (1, {})


def test_only_orders_of_this_show_count() -> None:
    play = Playbook()
    play.feed(Ordered(at_ms=START_MS, order_id="early"))
    assert play.traces[0].why.kind == "before_show"
    play("0:10  -- live")
    order(play, "old", ordered_at_ms=START_MS + 9_000)
    order(play, "new", ordered_at_ms=START_MS + 10_000)
    play("""
        1:00  -- lost
        2:00  -- ordered away
        2:30  -- restart
        3:00  -- live
    """)
    assert figures(play).orders == 2


def test_an_order_is_an_act_of_a_buyer_whom_the_room_knows() -> None:
    play = show()
    play.feed(play.comment("7", "hi", START_MS + 2_000, viewer=Viewer(id="7", handle="Maria", name="Maria")))
    order(play, "a", viewer_id="7")
    order(play, "a", "paid", viewer_id="7")
    order(play, "b", viewer_id="@maria")
    order(play, "c", "cancelled", viewer_id="7")
    order(play, "d", viewer_id="@stranger")
    order(play, "e", viewer_id="@")
    order(play, "f")
    assert play.status.interaction.actions["order"] == 2
    assert figures(play).orders == 5


def test_a_buyer_may_be_named_later() -> None:
    play = show()
    play.feed(play.comment("7", "hi", START_MS + 2_000, viewer=Viewer(id="7", handle="maria")))
    order(play, "a")
    for _ in range(2):
        order(play, "a", "paid", viewer_id="@maria")
    order(play, "a", "cancelled", viewer_id="@maria")
    order(play, "b", "cancelled")
    order(play, "b", viewer_id="@maria")
    assert play.status.interaction.actions["order"] == 1


def test_an_order_of_an_own_account_stays_out_whoever_tells_of_it() -> None:
    play = show()
    order(play, "a", amount="5", currency="USD")
    assert figures(play).orders == 1
    for order_id in ("a", "b"):
        order(play, order_id, viewer_id="@desk")
        order(play, order_id, "paid")
    assert (figures(play).orders, figures(play).paid, figures(play).revenue) == (0, 0, {})


def test_what_the_shops_own_accounts_buy_does_not_count() -> None:
    play = show()
    order(play, viewer_id="@DESK")
    assert play.traces[0].why.kind == "own_account"
    assert figures(play).orders == 0


def test_what_the_host_and_own_accounts_do_does_not_count() -> None:
    play = show()
    at_ms = START_MS + 2_000
    for n, viewer in enumerate((HOST, DESK, Viewer(id="v", handle="v"))):
        play.feed(play.comment(viewer.id, "hi", at_ms, viewer=viewer))
        play.feed(Followed(at_ms=at_ms, msg_id=f"f{n}", viewer=viewer))
        play.feed(Shared(at_ms=at_ms, msg_id=f"s{n}", viewer=viewer))
        play.feed(Joined(at_ms=at_ms, msg_id=f"j{n}", viewer=viewer))
    seen = figures(play)
    assert (seen.comments, seen.follows, seen.shares, seen.joins) == (1, 1, 1, 1)


def test_who_follows_again_and_again_follows_once() -> None:
    play = show()
    for n, name in enumerate(("ana", "ana", "bo")):
        play.feed(Followed(at_ms=START_MS + 2_000, msg_id=f"f{n}", viewer=Viewer(id=name)))
    assert figures(play).follows == 2


def likes(play: Playbook, count: int, total: int = 0) -> int:
    play.feed(
        Liked(at_ms=play.room.state.at_ms, msg_id="l", viewer=Viewer(id="v", handle="v"), count=count, total=total)
    )
    return figures(play).likes


def test_tiktoks_total_of_likes_is_taken_where_it_says_more() -> None:
    play = show()
    assert likes(play, 5) == 5
    assert likes(play, 5, 5_000) == 5_000
    assert likes(play, 10, 5_030) == 5_030
    assert likes(play, 10, 5_020) == 5_030, "an older message that came late"


def test_a_stream_that_comes_back_under_a_new_room_id_goes_on_counting() -> None:
    play = show()
    likes(play, 5, 5_000)
    play("""
        1:00  -- ended
        1:30  -- live 1001
    """)
    assert likes(play, 1, 5_001) == 5_001
    play("2:00  -- live 2002")
    assert likes(play, 7, 7) == 5_008


def test_viewers_are_those_now_and_the_most_and_all_who_came() -> None:
    play = show()
    for viewers, total in ((10, 0), (300, 900), (200, 0)):
        play.feed(ViewersCounted(at_ms=START_MS + 2_000, msg_id="m", viewers=viewers, total=total))
    seen = figures(play)
    assert (seen.viewers, seen.most_viewers, seen.joins) == (200, 300, 900)


def test_an_operator_adds_and_removes_orders() -> None:
    play = show()
    order(play)
    assert play.reply("order add") == "done"
    assert play.reply("order add 12") == "done"
    assert (figures(play).orders, figures(play).by_hand) == (14, {"orders": 13})
    assert play.reply("order remove 14") == "done"
    assert play.replied("order remove").data == {"have": "0", "max": "1000000000"}
    order(play, status="cancelled")
    assert figures(play).orders == 0, "never below nothing"


def test_too_many_orders_at_once_are_refused() -> None:
    play = show()
    assert play.reply("order add 1000") == "done"
    for slip in ("order add 1001", "order remove 99999999"):
        assert play.reply(slip) == "too_many_orders"
    assert figures(play).orders == 1_000
    said = Words("en").reply("too_many_orders", {"n": "99999999", "max": "1000"})
    assert said.startswith("99999999 orders are too many at once: 1000 at most.")


def test_undo_takes_back_what_was_set_by_hand() -> None:
    play = show()
    order(play)
    play.reply("order add 5")
    play.reply("figure set likes 900")
    likes(play, 5)
    play.reply("order remove 2")
    for left in ((6, 905), (6, 5), (1, 5)):
        assert play.reply("undo") == "done"
        assert (figures(play).orders, figures(play).likes) == left
    assert [notice["what"] for notice in play.notices("undone")] == [
        "figure orders -2", "figure likes +900", "figure orders +5",
    ]  # fmt: skip
    assert play.reply("undo") == "nothing_to_undo"


def test_orders_by_hand_beside_those_that_come_in_are_pointed_out_once() -> None:
    play = show()
    play.reply("order add 3")
    assert play.notices("orders_twice") == []
    order(play, "a")
    order(play, "b")
    play.reply("order add")
    assert play.notices("orders_twice") == [{"n": "3"}]

    play = show()
    order(play, "a")
    play.reply("order add 2")
    play.reply("order add")
    assert (play.notices("orders_twice"), figures(play).orders) == ([{"n": "2"}], 4)

    play = show()
    order(play, "a")
    play.reply("figure set orders 57")
    order(play, "b")
    assert play.notices("orders_twice") == [], "who sets it knows those that came in"


def test_a_figure_set_by_hand_counts_on_from_there() -> None:
    play = show()
    order(play)
    assert play.reply("figure set orders 57") == "done"
    assert play.notices("figure_set") == [{"figure": "orders", "to": "57"}]
    order(play, "o2")
    assert play.reply("figure set likes 1000") == "done"
    likes(play, 5)
    assert (figures(play).orders, figures(play).likes) == (58, 1_005)
    assert play.reply("figure set orders 2") == "done"
    assert (figures(play).orders, figures(play).by_hand) == (2, {"likes": 1_000})


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        (SetFigure(figure="viewers", n=5), "unknown_figure"),
        (SetFigure(figure="nonsense", n=5), "unknown_figure"),
        (SetFigure(figure="orders", n=10**17), "no_such_number"),
        (SetFigure(figure="orders", n=-1), "no_such_number"),
        (AddOrders(n=-1), "no_such_number"),
    ],
)
def test_what_cannot_be_set_is_refused(command: SetFigure | AddOrders, reply: str) -> None:
    play = show()
    assert play.reply(command) == reply
    assert figures(play).by_hand == {}


def test_figures_outlive_a_restart() -> None:
    play = show()
    order(play, amount="9.90", currency="EUR")
    likes(play, 5, 500)
    play.reply("order add 3")
    assert look(Room.restore(play.room.snapshot())).figures == figures(play)

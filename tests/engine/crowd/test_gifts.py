from itertools import count

from livebot.engine.room import Room
from livebot.events import Gifted
from livebot.testing import START_MS, Playbook
from livebot.viewers import Viewer

numbers = count()


def gift(
    play: Playbook,
    at_s: float,
    repeat: int,
    *,
    end: bool = False,
    name: str = "ana",
    group: str = "1",
    **fields: object,
) -> None:
    event = {"gift_id": "rose", "gift_name": "Rose", "diamonds": 1, "is_streak": True} | fields
    play.feed(
        Gifted(
            at_ms=START_MS + round(at_s * 1000),
            msg_id=f"g{next(numbers)}",
            viewer=Viewer(id=name, name=name.title()),
            group_id=group,
            repeat_count=repeat,
            is_streak_end=end,
            **event,  # type: ignore[arg-type]
        )
    )


def gifts(play: Playbook) -> tuple[int, int]:
    """Return the gifts and the diamonds counted so far."""
    counters = play.status.counters
    return counters.get("gifts", 0), counters.get("diamonds", 0)


def test_a_streak_is_counted_when_it_ends() -> None:
    play = Playbook()
    for repeat in (1, 2, 5):
        gift(play, repeat, repeat)
    assert gifts(play) == (0, 0)
    gift(play, 6, 5, end=True)
    assert gifts(play) == (5, 5)
    assert play.notices("gift") == [{"viewer": "Ana", "gift": "Rose", "count": "5", "diamonds": "5"}]


def test_or_when_nothing_more_came_for_a_while() -> None:
    play = Playbook()
    gift(play, 0, 1)
    gift(play, 9, 3, diamonds=10)
    play("0:18.999 -- tick")
    assert gifts(play) == (0, 0)
    play("0:19 -- tick")
    assert gifts(play) == (3, 3)  # at the price the streak began with


def test_an_end_that_comes_late_adds_only_the_difference() -> None:
    play = Playbook()
    gift(play, 0, 3)
    gift(play, 30, 5, end=True)
    gift(play, 31, 5, end=True)
    assert gifts(play) == (5, 5)
    assert [notice["count"] for notice in play.notices("gift")] == ["3", "2"]


def test_a_streak_that_goes_on_after_the_time_out_is_one_streak() -> None:
    play = Playbook()
    gift(play, 0, 3)
    gift(play, 15, 3)
    gift(play, 20, 4)
    play("0:30 -- tick")
    assert gifts(play) == (4, 4)


def test_messages_out_of_order_lose_nothing() -> None:
    play = Playbook()
    gift(play, 0, 5)
    gift(play, 1, 4)
    gift(play, 2, 4, end=True)
    assert gifts(play) == (5, 5)


def test_streaks_are_kept_apart_by_viewer_gift_and_group() -> None:
    play = Playbook()
    gift(play, 0, 2)
    gift(play, 0, 3, name="bo")
    gift(play, 0, 4, gift_id="lion", diamonds=100)
    gift(play, 0, 5, group="2")
    play("1:00 -- tick")
    assert gifts(play) == (14, 2 + 3 + 400 + 5)


def test_each_streak_has_its_own_time_out() -> None:
    play = Playbook()
    gift(play, 0, 2)
    gift(play, 5, 3, name="bo")
    play("0:10 -- tick")
    assert gifts(play) == (2, 2)
    play("0:15 -- tick")
    assert gifts(play) == (5, 5)


def test_other_gifts_count_at_once() -> None:
    play = Playbook()
    gift(play, 0, 1, is_streak=False, diamonds=500)
    gift(play, 1, 0, is_streak=False)
    assert gifts(play) == (2, 501)


def test_a_counted_streak_is_forgotten_in_the_end() -> None:
    play = Playbook()
    gift(play, 0, 3, end=True)
    gift(play, 599, 1, name="bo")
    assert len(play.room.state.gifts.streaks) == 2
    gift(play, 601, 1, name="cy")
    assert set(play.room.state.gifts.streaks) == {"bo:rose:1", "cy:rose:1"}


def test_streaks_that_go_on_in_any_order_have_each_their_own_time() -> None:
    play = Playbook()
    for at_s, name, repeat in ((0, "ana", 1), (1, "bo", 1), (2, "ana", 2), (9, "ana", 3)):
        gift(play, at_s, repeat, name=name)
    play("0:11 -- tick")
    assert [notice["viewer"] for notice in play.notices("gift")] == ["Bo"]
    gift(play, 15, 4, end=True)
    play("0:40 -- tick")
    assert gifts(play) == (5, 5)
    gift(play, 605, 1, name="cy")
    assert set(play.room.state.gifts.streaks) == {"ana:rose:1", "cy:rose:1"}


def test_a_big_room_of_gifts_costs_little_for_each() -> None:
    play = Playbook()
    room, at_ms = play.room, START_MS
    for number in range(20_000):
        at_ms += 5
        room.step(
            Gifted(
                at_ms=at_ms, msg_id=str(number), viewer=Viewer(id=str(number)), gift_id="1", gift_name="Rose",
                group_id="1", diamonds=1, repeat_count=1, is_streak=True,
            )
        )  # fmt: skip
    assert play.status.counters["gifts"] == 18_000


def test_streaks_survive_a_restart() -> None:
    play = Playbook()
    gift(play, 0, 3)
    play.room = Room.restore(play.room.snapshot())
    gift(play, 5, 4, end=True)
    assert gifts(play) == (4, 4)

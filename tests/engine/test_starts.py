"""What starts by itself: times on the clock, figures, words of the host."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from livebot.engine.room import Room
from livebot.engine.show.wall import next_moment
from livebot.engine.starts import Start
from livebot.events import Gifted, Ordered
from livebot.testing import START_MS, Playbook
from livebot.viewers import Reading, Viewer

POLL = """
polls:
  - id: colour
    question: {en: "Red or blue? A or B"}
    options: [{key: A}, {key: B}]
    starts: [%s]
"""
# The playbook begins on 14 November 2023, a Tuesday, at 22:13:20 UTC.


def polls(play: Playbook) -> str:
    return play.poll("colour").state


@pytest.mark.parametrize(
    ("occasion", "before", "then"),
    [
        ("{after: 2m}", "2:00", "2:01"),
        ("{every: 2m}", "2:00", "2:01"),
        ("{at: '22:15'}", "1:39", "1:40"),
        ("{at: '22:15', days: [tue]}", "1:39", "1:40"),
    ],
)
def test_a_time_comes(occasion: str, before: str, then: str) -> None:
    play = Playbook(POLL % occasion)
    play(f"""
        0:01  -- live
        {before}  -- tick
        {then}  >> Red or blue? A or B
    """)
    assert polls(play) == "open"


def test_the_clock_is_the_markets() -> None:
    play = Playbook(POLL % "{at: '05:15', days: [wed]}", timezone="Asia/Jakarta")
    play("""
        0:01  -- live
        1:40  >> Red or blue? A or B
    """)


def test_another_day_is_waited_for() -> None:
    play = Playbook(POLL % "{at: '22:15', days: [wed]}")
    play("""
        0:01  -- live
        1439:00  -- tick
        1441:40  >> Red or blue? A or B
    """)


def test_what_comes_while_the_room_is_away_is_skipped() -> None:
    play = Playbook(POLL % "{after: 2m}, {every: 3m}")
    play("""
        0:01  -- live
        1:00  -- lost
        4:00  -- live
        5:00  -- tick
        6:01  >> Red or blue? A or B
    """)


def test_a_figure_is_reached_once() -> None:
    play = Playbook(POLL % "{reached: {orders: 2}}")
    play("0:01  -- live")
    for n in range(4):
        play.feed(Ordered(at_ms=START_MS + 10_000 + n * 60_000, order_id=f"o{n}"))
    assert len(play.notices("poll_opened")) == 1


def test_an_order_that_is_cancelled_does_not_count() -> None:
    play = Playbook(POLL % "{reached: {orders: 2}}")
    play("0:01  -- live")
    play.feed(Ordered(at_ms=START_MS + 10_000, order_id="o1"))
    play.feed(Ordered(at_ms=START_MS + 11_000, order_id="o1", status="cancelled"))
    play.feed(Ordered(at_ms=START_MS + 20_000, order_id="o2"))
    assert polls(play) == "idle"


def test_a_figure_comes_back_each_time() -> None:
    play = Playbook(POLL.replace("options", "duration: 10s\n    grace: 0\n    options") % "{each: {viewers: 100}}")
    play("""
        0:01  -- live
        0:02  -- viewers 99
        0:03  -- viewers 230
        0:03  >> Red or blue? A or B
        1:00  -- viewers 250
        1:01  operator: say Hello
        1:01  >> Hello
        2:00  -- viewers 300
        2:00  >> Red or blue? A or B
    """)


def test_new_rules_do_not_start_what_has_been() -> None:
    play = Playbook()
    play("""
        0:01  -- live
        0:02  -- viewers 500
    """)
    play.load(POLL % "{reached: {viewers: 100}}")
    play("1:00  -- viewers 600")
    assert polls(play) == "idle"


def test_what_was_reached_before_we_came_starts_nothing() -> None:
    play = Playbook(POLL % "{reached: {likes: 5000}}, {each: {likes: 1000}}")
    play("""
        0:01  -- live
        0:02  -- likes 5 of 7900
        0:03  -- likes 5 of 7905
    """)
    assert polls(play) == "idle"
    play("""
        0:04  -- likes 99 of 8004
        0:04  >> Red or blue? A or B
    """)


def test_a_figure_reached_while_the_room_is_away_counts_when_it_is_back() -> None:
    play = Playbook(POLL % "{reached: {orders: 2}}")
    play("""
        0:01  -- live
        0:02  -- lost
        0:03  -- ordered o1
        0:04  -- ordered o2
        1:00  -- live
        1:00  >> Red or blue? A or B
    """)


def test_gifts_count_when_their_streak_does() -> None:
    play = Playbook(POLL % "{reached: {gifts: 3}}")
    play("0:01  -- live")
    rose: dict[str, Any] = {"gift_id": "1", "gift_name": "Rose", "group_id": "g", "diamonds": 1, "is_streak": True}
    play.feed(Gifted(at_ms=START_MS + 2_000, msg_id="g", viewer=Viewer(id="v"), repeat_count=3, **rose))
    play("0:12  >> Red or blue? A or B")


def test_the_end_that_was_taken_back_may_begin_again() -> None:
    play = Playbook(POLL.replace("options", "duration: 10s\n    grace: 0\n    options") % "{ending: true}")
    play("""
        0:01  -- live
        0:02  operator: ending
        0:02  >> Red or blue? A or B
        0:05  operator: undo
        1:00  operator: say Hello
        1:00  >> Hello
        2:00  operator: ending
        2:00  >> Red or blue? A or B
    """)


@pytest.mark.parametrize(
    ("zone", "wall", "from_utc", "comes"),
    [
        ("America/New_York", "02:30", "2026-03-08 06:00", "2026-03-08 07:30"),  # skipped: at 03:30 of summer time
        ("America/New_York", "02:30", "2026-03-08 07:30", "2026-03-09 06:30"),
        ("America/New_York", "01:30", "2026-11-01 04:00", "2026-11-01 05:30"),  # twice: the first time
        ("America/New_York", "01:30", "2026-11-01 05:30", "2026-11-02 06:30"),
        ("Europe/Berlin", "20:00", "2026-03-28 19:00", "2026-03-29 18:00"),
        ("Asia/Jakarta", "00:10", "2026-11-22 17:00", "2026-11-22 17:10"),
        ("Pacific/Apia", "23:59", "2026-11-22 10:58", "2026-11-22 10:59"),
    ],
)
def test_the_clock_of_a_zone_is_right_on_every_day(zone: str, wall: str, from_utc: str, comes: str) -> None:
    def ms(text: str) -> int:
        return round(datetime.fromisoformat(f"{text}+00:00").timestamp() * 1000)

    assert next_moment(wall, (), ms(from_utc), ZoneInfo(zone)) == ms(comes)


def test_another_time_zone_plans_anew() -> None:
    rules = POLL % "{at: '22:15'}, {after: 5m}"
    play = Playbook(rules)
    play("0:01  -- live")
    play.load(rules, timezone="Asia/Jakarta")
    play("4:59  -- tick")
    assert polls(play) == "idle"
    play("5:01  >> Red or blue? A or B")


def test_rules_saved_again_start_nothing_again() -> None:
    rules = POLL.replace("options", "duration: 10s\n    grace: 0\n    options")
    play = Playbook(rules % "{after: 1m}, {reached: {orders: 1}}")
    play("""
        0:01  -- live
        0:02  -- ordered o1
        0:02  >> Red or blue? A or B
        0:40  operator: say Hello
        0:40  >> Hello
        1:01  >> Red or blue? A or B
        2:00  operator: say Hello
        2:00  >> Hello
    """)
    play.load(rules % "{after: 1m}, {reached: {orders: 1}}, {said: [go]}")
    play("9:00  -- ordered o2")
    assert len(play.notices("poll_opened")) == 2


def test_a_restart_in_the_middle_forgets_no_time() -> None:
    play = Playbook(POLL % "{after: 2m}")
    play("0:01  -- live")
    play.room = Room.restore(play.room.snapshot())
    play("""
        0:30  -- restart
        0:40  -- live
        2:01  >> Red or blue? A or B
    """)


def test_the_end_begins() -> None:
    play = Playbook(POLL % "{ending: true}")
    play("""
        0:01  -- live
        0:02  operator: ending
        0:02  >> Red or blue? A or B
    """)


@pytest.mark.parametrize(
    ("viewer", "starts"),
    [
        (Viewer(id="h", handle="h", is_host=True), True),
        (Viewer(id="m", handle="m", is_moderator=True), True),
        (Viewer(id="o", handle="desk", name="Desk"), True),
        (Viewer(id="v", handle="v"), False),
    ],
)
def test_the_host_and_moderators_may_say_it(viewer: Viewer, starts: bool) -> None:
    play = Playbook(POLL % "{said: ['!colour']}", chat={"own_accounts": ["@desk"]})
    play("0:01  -- live")
    play.feed(play.comment(viewer.id, "!COLOUR ", START_MS + 5_000, viewer=viewer))
    assert bool(play.outbox) is starts


def test_in_assist_mode_it_opens_when_it_is_posted() -> None:
    play = Playbook(POLL % "{after: 1m}", mode="assist")
    play("""
        0:01  -- live
        1:10  -- tick
    """)
    assert (play.offered, polls(play)) == (["Red or blue? A or B"], "idle")
    play("1:20  operator: outbox sent 1")
    assert polls(play) == "open"


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ({}, "found none"),
        ({"after": "1m", "ending": "true"}, "found after and ending"),
        ({"after": "1m", "days": ["mon"]}, "days belong to a time"),
        ({"at": "25:00"}, "pattern"),
        ({"reached": {"sales": "5"}}, "orders"),
    ],
)
def test_a_wrong_start_says_what_is_wrong(written: dict[str, object], error: str) -> None:
    with pytest.raises(ValidationError, match=error):
        Start.model_validate(written)


def test_a_moderators_word_is_no_question() -> None:
    play = Playbook(POLL % "{said: ['!colour']}")
    play("0:01  -- live")
    moderator = Viewer(id="m", handle="m", is_moderator=True)
    play.feed(play.comment("m", "!colour", START_MS + 5_000, viewer=moderator, reading=Reading(question=0.9)))
    assert [text for text, _ in play.outbox] == ["Red or blue? A or B"]
    assert play.status.questions == ()

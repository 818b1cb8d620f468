"""Points, levels and leaderboards."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icu4py.breakers import CharacterBreaker
from pydantic import TypeAdapter, ValidationError

from livebot.effects import Remember
from livebot.engine.crowd.awards import PointsRule, worth
from livebot.engine.crowd.points import (
    Circle,
    Collector,
    OnlyFor,
    Points,
    add,
    hide,
    is_among,
    know,
    level,
    month_of,
    rank,
    top,
    total,
)
from livebot.engine.room import Room
from livebot.engine.state import RoomState
from livebot.engine.text import mask
from livebot.engine.turn import Act
from livebot.events import AnyEvent, Followed, Gifted, Joined, Liked, Ordered, Recalled, SessionClosed, Shared, Ticked
from livebot.testing import START_MS, Playbook
from livebot.viewers import Memory, Profile, Standing, Viewer

PLAIN = "points: {comment: 1, per_minute: 3}"
FULL = """
points:
  levels: [{at: 3, name: {en: Friend, es: Amiga}}, {at: 10, name: {en: Star}}]
  level_up: {say: {en: "Level up! {who}", es: "¡Sube! {who}"}}
  ask:
    words: {en: ["!points", my points], zh: [我的积分]}
    reply: {en: "{viewer}: {points} points, {month} this month, {session} tonight, {level}"}
  hide: {en: "!hide me"}
  show: {en: "!show me"}
  leaderboard: {say: {en: "Top of the month: {top}"}}
"""
MONTH = "2023-11"
"""Of ``START_MS``."""


def live(rules: str = PLAIN, **settings: Any) -> Playbook:
    play = Playbook(rules, **settings)
    play("0:00  -- live")
    return play


def have(play: Playbook, name: str) -> int:
    return total(play.room.state, name)


def board(play: Playbook, board_id: str = "session") -> list[tuple[str, int]]:
    entries = next(board for board in play.status.boards if board.id == board_id).entries
    assert [entry.rank for entry in entries] == [*range(1, len(entries) + 1)]
    return [(entry.handle, entry.points) for entry in entries]


def who(name: str, **fields: Any) -> Viewer:
    return Viewer(id=name, handle=name, name=name.title(), **fields)


def likes(name: str, count: int) -> Liked:
    return Liked(at_ms=START_MS, msg_id="l", viewer=who(name), count=count)


def gift(name: str, diamonds: int) -> Gifted:
    return Gifted(
        at_ms=START_MS, msg_id="g", viewer=who(name), gift_id="1", gift_name="Rose", group_id="1",
        diamonds=diamonds, repeat_count=1, is_streak=False,
    )  # fmt: skip


def saved(play: Playbook) -> list[tuple[str, str, str, int]]:
    """Kind, key, viewer and amount of everything left to later sessions so far."""
    return [(m.kind, m.key, m.viewer_id, m.amount) for effect in play.effects(Remember) for m in effect.memories]


# --- earning ---------------------------------------------------------------------------------------------------


def test_each_kind_of_act_has_its_worth() -> None:
    play = live("""
        points: {comment: 1, vote: 2, code: 3, follow: 5, share: 7, order: 50}
        polls: [{id: colour, question: {en: "A or B?"}, options: [{key: A}, {key: B}], duration: 0}]
        codes: [{id: moon, phrases: [moon]}]
    """)
    play("""
        0:01  operator: poll open colour
        0:01  >> A or B?
        0:02  ana: hello
        0:03  ana? : how much
        0:04  bo: A
        0:05  bo: B
        0:06  cy: moon
        0:07  cy: moon
    """)
    for kind in (Followed, Shared, Followed, Shared):
        play.feed(kind(at_ms=START_MS, msg_id="x", viewer=who("di")))
    assert [have(play, name) for name in ("ana", "bo", "cy", "di", "nobody")] == [2, 2, 3, 12, 0]
    assert board(play) == [("di", 12), ("cy", 3), ("ana", 2), ("bo", 2)]


def test_likes_and_diamonds_add_up() -> None:
    play = live("points: {like: {points: 2, per: 100, most: 5}, gift: {per: 10}}")
    earned = []
    for count in (99, 1, 250, 10_000, -5):
        play.feed(likes("ana", count))
        earned.append(have(play, "ana"))
    assert earned == [0, 2, 5, 5, 5], "two for each hundred, at most five"
    for diamonds, points in ((4, 0), (7, 1), (500, 51)):
        play.feed(gift("bo", diamonds))
        assert have(play, "bo") == points


def test_a_text_drawn_out_is_a_repeat() -> None:
    play = live("points: {comment: 1, per_minute: 60}")
    for n in range(3, 20):
        play.feed(play.comment("ana", f"h{'e' * n}llo", START_MS + 1_000 * n))
    assert have(play, "ana") == 1


def test_repeats_and_floods_earn_nothing() -> None:
    play = live()
    play("""
        0:01  ana: hello
        0:02  ana: HELLO!!
        0:03  ana: one
        0:04  ana: two
        0:05  ana: three
        0:06  ana: four
        0:07  bo: hello
        1:01  ana: five
        1:02  ana: one
    """)
    assert (have(play, "ana"), have(play, "bo")) == (4, 1)


def test_cheers_earn_as_often_as_comments_do() -> None:
    cheer = Act(viewer=who("ana"), kind="cheer", rule="pk.red")
    repeated = Act(viewer=who("ana"), kind="cheer", rule="pk.red", is_new=False)
    collector, rule = Collector(), PointsRule(per_minute=2, cheer=4)
    earned = [worth(rule, collector, act, START_MS) for act in (cheer, repeated, cheer, cheer)]
    assert earned == [(4, "earned"), (0, "repeated"), (4, "earned"), (0, "per_minute")]


def test_history_and_the_shop_itself_earn_nothing() -> None:
    play = live(chat={"own_accounts": ["@desk"]})
    play("""
        0:01  ana!: hello
        0:02  desk: hello
    """)
    play.feed(play.comment("host", "hello", START_MS + 3_000, viewer=who("host", is_host=True)))
    play.feed(Followed(at_ms=START_MS, msg_id="x", viewer=who("host", is_host=True)))
    play.feed(Shared(at_ms=START_MS, msg_id="x", viewer=who("desk")))
    assert play.room.state.points.earned == {}


def test_who_is_muted_or_removed_earns_nothing_until_it_is_over() -> None:
    play = live("""
        points: {per_minute: 9}
        moderation: {mode: suggest, mute_short: 60s, ladder: [mute short], rules: {links: {}}}
    """)
    play("""
        0:01  ana: hello
        0:02  bo: bit.ly/x1
        0:03  operator: moderation act 1
        0:04  operator: moderation mute ana
        0:05  operator: moderation remove bo
    """)
    play.feed(gift("ana", 1_000))
    assert (have(play, "ana"), have(play, "bo")) == (1, 0), "an offence earns nothing at once"
    play("1:10  ana: back again")
    play("9:00  bo: back again")
    assert (have(play, "ana"), have(play, "bo")) == (2, 0)


def test_an_offence_that_was_none_costs_nothing() -> None:
    play = live("""
        points: {per_minute: 9}
        moderation: {mode: suggest, rules: {links: {}, capitals: {mode: dry, min_letters: 5}}}
    """)
    play("""
        0:01  ana: HELLO EVERYBODY
        0:02  bo: bit.ly/x1
        0:03  operator: moderation dismiss 2
        0:04  bo: sorry
    """)
    assert (have(play, "ana"), have(play, "bo")) == (1, 1)


def test_an_order_earns_once_and_is_taken_back_when_it_is_cancelled() -> None:
    play = live("points: {order: 20}")
    play("0:01  ana: hello")

    def ordered(order_id: str, status: Any, viewer_id: str = "ana") -> None:
        play.feed(Ordered(at_ms=START_MS + 2_000, order_id=order_id, status=status, viewer_id=viewer_id))

    ordered("1", "placed")
    ordered("1", "paid")
    ordered("2", "paid", viewer_id="@ana")
    ordered("3", "placed", viewer_id="")
    assert board(play) == [("ana", 41)]
    ordered("1", "cancelled")
    ordered("1", "cancelled")
    ordered("3", "cancelled")
    assert board(play) == [("ana", 21)]
    play.load("points: {order: 0}")
    ordered("4", "placed")
    ordered("4", "cancelled")
    assert board(play) == [("ana", 21)]


def test_nobody_earns_without_the_section() -> None:
    play = live("quick: [{id: heard, ask: {en: 'Y?'}, answers: {Y: []}, window: 20s}]")
    play("""
        0:01  ana: !points
        0:02  operator: quick open heard
        0:02  >> Y?
        1:00  -- tick
    """)
    assert play.room.state.points == Points()
    assert play.status.boards == ()
    assert play.reply("leaderboard post") == "unknown"


# --- levels ----------------------------------------------------------------------------------------------------


def test_who_reaches_a_level_is_named_and_several_at_once_in_one_line() -> None:
    play = live(FULL)
    for name in ("ana", "bo", "cy", "di", "eva"):
        for text in ("one", "two"):
            play.feed(play.comment(name, text, START_MS + 1_000))
    play("""
        0:02  ana: three
        0:02  >> Level up! Ana (Friend)
        0:03  bo: three
        0:04  cy: three
        0:05  di: three
        0:06  eva: three
        0:07  di: !hide me
        1:02  >> Level up! Bo (Friend), Cy (Friend), Eva (Friend)
    """)
    assert play.notices("level_up") == [
        {"viewers": "1", "first": "Ana (Friend)"},
        {"viewers": "3", "first": "Bo (Friend)"},
    ]
    assert [level(play.room.state, name) for name in ("ana", "di", "nobody")] == [1, 1, 0]


def test_a_line_of_levels_never_grows_too_long() -> None:
    play = live(FULL, chat={"max_chars": 30})
    for name in ("ana", "bo", "cy", "di", "eva"):
        for text in ("one", "two") if name != "ana" else ("one", "two", "three"):
            play.feed(play.comment(name, text, START_MS + 1_000))
    play("0:01  >> Level up! Ana (Friend)")
    for name in ("bo", "cy", "di", "eva"):
        play.feed(play.comment(name, "three", START_MS + 2_000))
    play.feed(gift("eva", 1_000))
    play("1:01  >> Level up! Eva (Star) +3")


def test_a_level_nobody_can_be_told_of_in_time_is_dropped() -> None:
    play = live(FULL, chat={"max_chars": 10})
    play.feed(gift("ana", 30))
    assert play.outbox == []
    play.feed(gift("bo", 30))
    play.load(FULL.replace("level_up", "# level_up"))
    play("2:00  -- tick")
    assert play.room.state.points.risen == {}


def test_levels_may_be_taken_away_while_some_wait_to_be_announced() -> None:
    play = live(FULL)
    play.feed(gift("ana", 100))
    play("0:00  >> Level up! Ana (Star)")
    play.feed(gift("bo", 100))
    play.load(FULL.replace(", {at: 10, name: {en: Star}}", ""))
    play("1:00  >> Level up! Bo (Friend)")


def test_points_of_earlier_shows_count_towards_the_level() -> None:
    play = live(FULL)
    play.profiles["ana"] = Profile(sessions=2, points={"2023-10": 5, MONTH: 4})
    play("""
        0:01  ana: one
        0:01  >> Level up! Ana (Star)
    """)
    state = play.room.state
    assert [total(state, "ana", board_id) for board_id in ("session", "month", "all")] == [1, 5, 10]
    assert [board(play, board_id) for board_id in ("session", "month", "all")] == [
        [("ana", 1)],
        [("ana", 5)],
        [("ana", 10)],
    ]


@pytest.mark.parametrize(
    ("only_for", "expected"),
    [
        (None, "ana bo cy"),
        (Circle(regulars=True), "ana bo"),
        (Circle(level=1), "ana"),
        (Circle(level=2), ""),
    ],
)
def test_things_can_be_for_some_viewers_only(only_for: Circle | None, expected: str) -> None:
    play = live(FULL)
    profiles = {"ana": Profile(points={MONTH: 5}), "bo": Profile(sessions=1), "cy": Profile()}
    for name, profile in profiles.items():
        play.feed(Joined(at_ms=START_MS, msg_id="j", viewer=who(name), profile=profile))
    fits = [name for name, profile in profiles.items() if is_among(play.room.state, only_for, name, profile)]
    assert " ".join(fits) == expected


def test_whom_a_thing_is_for_is_read_from_yaml() -> None:
    adapter: TypeAdapter[Circle] = TypeAdapter(OnlyFor)
    assert adapter.validate_python("regulars") == Circle(regulars=True)
    assert adapter.validate_python({"level": "2"}) == Circle(level=2)
    assert adapter.validate_python(adapter.dump_python(Circle(regulars=True))) == Circle(regulars=True)
    with pytest.raises(ValidationError, match="expected regulars"):
        adapter.validate_python("fans")


# --- what viewers write to livebot -----------------------------------------------------------------------------


def test_who_asks_is_told_their_points_within_the_cooldown() -> None:
    play = live(FULL)
    play("""
        0:01  ana: hello
        0:02  ana: !points
        0:02  >> Ana: 1 points, 1 this month, 1 tonight, –
        0:03  bo (zh): 我的积分？
        0:30  ana: MY POINTS
        0:31  bo (zh): 我的积分
        0:31  >> Bo: 0 points, 0 this month, 0 tonight, –
        0:32  cy: how do my points work
        0:33  cy: points
    """)
    assert have(play, "cy") == 2, "only the words alone are taken"
    assert have(play, "ana") == 1, "and asking earns nothing"


def test_the_same_answer_twice_in_a_row_is_not_given() -> None:
    rules = FULL.replace("{viewer}: {points} points, {month} this month, {session} tonight, {level}", "Well: {level}")
    play = live(rules)
    play.profiles["ana"] = Profile(points={MONTH: 4})
    play("""
        0:01  ana (es): !points
        0:01  >> Well: Friend
        0:30  ana (es): my points
        5:30  ana (es): my points
    """)


def test_a_viewer_can_leave_the_boards_and_come_back() -> None:
    play = live(FULL)
    play("""
        0:01  ana: hello
        0:02  bo: hello
        0:03  ana: !Hide me 🙈
        0:04  ana: !hide me
        0:05  ana: still here
        0:06  bo: hide me
    """)
    assert board(play) == [("bo", 2)]
    assert have(play, "ana") == 2, "their points count on"
    assert ("hidden", "leaderboard", "ana", 1) in saved(play)
    play("0:07  ana: !show me")
    assert board(play) == [("ana", 2), ("bo", 2)]
    assert saved(play)[-1] == ("hidden", "leaderboard", "ana", 0)
    assert play.notices("points_hidden") == play.notices("points_shown") == [{"viewer": "Ana"}]
    play("0:08  nobody: !hide me")
    assert board(play) == [("ana", 2), ("bo", 2)]


# --- sessions and months ---------------------------------------------------------------------------------------


def standing(name: str, points: int, **data: str) -> Standing:
    return Standing(viewer_id=name, points=points, data={"name": name.title(), "handle": name, **data})


def test_earlier_sessions_are_merged_and_nothing_counts_twice() -> None:
    play = Playbook(PLAIN)
    play.feed(
        Recalled(
            at_ms=START_MS,
            standings={
                "": (standing("ana", 9), standing("bo", 7), standing("cy", 6)),
                MONTH: (standing("bo", 7),),
                "2023-10": (standing("ana", 9), standing("cy", 6)),
            },
            hidden=("cy",),
        )
    )
    play("0:00  -- live")
    play.profiles["ana"] = Profile(points={"2023-10": 9})
    play.feed(likes("bo", 100))
    play("0:01  ana: hello")
    assert board(play, "all") == [("ana", 10), ("bo", 8)]
    assert board(play, "month") == [("bo", 8), ("ana", 1)]
    assert board(play, "session") == [("ana", 1), ("bo", 1)]
    assert next(b.month for b in play.status.boards if b.id == "month") == MONTH
    play("0:02  cy: hello")
    assert "cy" not in dict(board(play)), "the wish not to be shown is remembered"


def test_what_a_profile_says_is_newer_than_what_was_recalled() -> None:
    play = Playbook(PLAIN)
    play.feed(Recalled(at_ms=START_MS, standings={"": (standing("ana", 9), standing("bo", 5))}))
    play.profiles["ana"] = Profile(points={"2023-10": 3})
    play("""
        0:00  -- live
        0:01  ana: hello
    """)
    assert board(play, "all") == [("bo", 5), ("ana", 4)]


def test_points_are_left_to_later_sessions_once_a_minute() -> None:
    play = live()
    play("""
        0:05  ana: one
        0:40  ana: two
        0:50  bo: one
        2:00  -- tick
    """)
    assert saved(play) == [("points", MONTH, "ana", 2), ("points", MONTH, "bo", 1)]
    assert [effect.memories[0].data for effect in play.effects(Remember)] == [{"name": "Ana", "handle": "ana"}]
    play("2:01  bo: two")
    play.feed(SessionClosed(at_ms=START_MS + 122_000))
    assert saved(play)[2:] == [("points", MONTH, "bo", 2)]
    play.feed(SessionClosed(at_ms=START_MS + 123_000))
    assert len(saved(play)) == 3


def test_without_the_section_any_more_what_was_earned_is_left() -> None:
    play = live()
    play("0:05  ana: one")
    play.load("")
    assert saved(play) == [("points", MONTH, "ana", 1)]
    play("1:30  ana: two")
    play.load(PLAIN)
    assert board(play) == [("ana", 1)]


def test_a_month_ends_at_midnight_of_the_market() -> None:
    play = Playbook(PLAIN, timezone="Asia/Bangkok")
    end_ms = round(datetime(2023, 11, 30, 17, tzinfo=UTC).timestamp() * 1000)

    def said(name: str, text: str, at_ms: int) -> None:
        play.feed(play.comment(name, text, at_ms))

    play.feed(Ticked(at_ms=end_ms - 60_000))
    play("0:00  -- live")
    said("ana", "one", end_ms - 2_000)
    said("ana", "two", end_ms - 1_000)
    assert board(play, "month") == [("ana", 2)]
    play.feed(Ticked(at_ms=end_ms))
    assert board(play, "month") == []
    assert saved(play) == [("points", "2023-11", "ana", 2)]
    said("ana", "three", end_ms + 1)
    said("bo", "one", end_ms + 2)
    assert board(play, "month") == [("ana", 1), ("bo", 1)]
    assert board(play, "session") == board(play, "all") == [("ana", 3), ("bo", 1)]
    play.load(PLAIN, timezone="America/New_York")
    assert board(play, "month") == [("ana", 2)], "there it is November still"
    said("ana", "four", end_ms + 70_000)
    play.feed(SessionClosed(at_ms=end_ms + 70_000))
    assert saved(play)[-1] == ("points", "2023-11", "ana", 3)


def test_what_an_order_earned_is_taken_back_from_its_month() -> None:
    play = live("points: {comment: 1, order: 20}", timezone="UTC")
    ends_ms = play.room.state.points.month_ends_ms
    play.feed(play.comment("ana", "hello", ends_ms - 3_000))
    play.feed(Ordered(at_ms=ends_ms - 2_000, order_id="1", viewer_id="ana"))
    play.feed(play.comment("ana", "good morning", ends_ms + 1_000))
    play.feed(Ordered(at_ms=ends_ms + 2_000, order_id="1", status="cancelled"))
    assert (board(play, "month"), board(play)) == ([("ana", 1)], [("ana", 2)])
    play.feed(SessionClosed(at_ms=ends_ms + 3_000))
    assert dict.fromkeys((month, n) for kind, month, _, n in saved(play) if kind == "points") == dict.fromkeys(
        [(MONTH, 21), (MONTH, 1), ("2023-12", 1)]
    )


@pytest.mark.parametrize(
    ("zone", "at", "month", "ends"),
    [
        ("UTC", datetime(2026, 12, 31, 23, 59), "2026-12", datetime(2027, 1, 1)),
        ("Asia/Shanghai", datetime(2026, 10, 31, 16, 0), "2026-11", datetime(2026, 11, 30, 16)),
        ("America/Sao_Paulo", datetime(2026, 3, 1, 2, 59), "2026-02", datetime(2026, 3, 1, 3)),
        ("Europe/Madrid", datetime(2026, 3, 15), "2026-03", datetime(2026, 3, 31, 22)),  # summer time begins in it
    ],
)
def test_a_month_is_that_of_the_markets_clock(zone: str, at: datetime, month: str, ends: datetime) -> None:
    at_ms, ends_ms = (round(time.replace(tzinfo=UTC).timestamp() * 1000) for time in (at, ends))
    assert month_of(at_ms, zone) == (month, ends_ms)


def test_a_restart_in_the_middle_changes_nothing() -> None:
    play = live(FULL)
    for name in ("ana", "bo"):
        play.feed(gift(name, 100))
    play("0:00  >> Level up! Ana (Star)")
    other = Room.restore(play.room.snapshot())
    for event in (play.comment("bo", "hi", START_MS + 5_000), Ticked(at_ms=START_MS + 90_000)):
        assert other.step(event) == play.room.step(event)
    assert other.snapshot() == play.room.snapshot()


# --- the leaderboard -------------------------------------------------------------------------------------------


def test_the_leaderboard_is_posted_by_hand_and_when_its_time_comes() -> None:
    play = live(FULL.replace("leaderboard: {", "leaderboard: {starts: [{every: 10m}], "))
    assert play.reply("leaderboard post") == "no_points"
    play("""
        0:01  maria: hello
        0:02  bo: hello
        0:03  operator: leaderboard post
        0:03  >> Top of the month: 1. B*** 1, 2. M***a 1
        0:20  maria: again
        10:00  >> Top of the month: 1. M***a 2, 2. B*** 1
    """)
    play("10:20  operator: pause")
    assert play.reply("leaderboard post") == "repeated"
    play("10:21  operator: panic")
    assert play.reply("leaderboard post") == "panicked"
    play("""
        10:30  operator: resume
        11:00  -- ended
    """)
    assert play.reply("leaderboard post") == "not_live"
    assert play.reply("giveaway start leaderboard") == "unknown"


def test_an_automatic_leaderboard_waits_while_paused_and_goes_in_assist_mode_to_the_operator() -> None:
    rules = FULL.replace("leaderboard: {", "leaderboard: {starts: [{every: 10m}], ")
    play = live(rules, mode="assist")
    play("""
        0:01  maria: hello
        9:59  operator: pause
        10:10  operator: resume
    """)
    assert play.offered == ["Top of the month: 1. M***a 1"]


def test_a_line_of_the_leaderboard_has_as_many_places_as_fit() -> None:
    play = live(FULL, chat={"max_chars": 42})
    for name in ("maria", "mona", "mia"):
        play.feed(play.comment(name, "hello", START_MS + 1_000))
    play("""
        0:02  operator: leaderboard post
        0:02  >> Top of the month: 1. M***a 1, 2. M***a 1
    """)
    play.load(FULL, chat={"max_chars": 10})
    assert play.reply("leaderboard post") == "too_long"


def test_what_the_market_does_not_allow_is_not_posted() -> None:
    play = live(
        FULL
        + """
market: {market: US, name: {en: US}, updated: 2026-01-01, rules: [
  {id: top, about: claim, source: page, source_date: 2026-01-01, reason: {en: no}, words: {und: [top of]}}]}
"""
    )
    play("0:01  ana: hello")
    assert play.reply("leaderboard post") == "blocked"


def test_a_name_that_goes_the_other_way_does_not_turn_the_line() -> None:
    play = live(FULL)
    play.feed(play.comment("x", "hello", START_MS + 1_000, viewer=Viewer(id="x", name="שרה לוי")))
    play("""
        0:02  operator: leaderboard post
        0:02  >> Top of the month: 1. ש***י\u200e 1
    """)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Maria", "M***a"),
        ("  Maria  Lopez ", "M***z"),
        ("ma", "m***"),
        ("m", "m***"),
        ("小美", "小***"),
        ("王小美", "王***美"),
        ("👨‍👩‍👧‍👦ana👍🏽", "👨***👍🏽"),
        ("🇲🇽🇧🇷🇮🇩", "🇲🇽***🇮🇩"),
        ("e\u0301b\u0301c\u0301", "e\u0301***c\u0301"),
        ("a" + "\u0301" * 80 + "bc", "a***c"),
        ("\u0301ana", "a***a"),
        ("שרה לוי", "ש***י"),
        ("กำลังดี", "กำ***ดี"),
        ("\u202eevil\u202c", "e***l"),
        ("\u200b\u200d\u2060", "h***e"),
        ("\u3164\u2800", "h***e"),
        ("", "h***e"),
    ],
)
def test_a_masked_name_shows_its_first_and_last_character(name: str, masked: str) -> None:
    assert mask(name, "han.dle") == masked


def test_who_has_no_name_at_all_is_masked_whole() -> None:
    assert mask("\u200b", "") == "***"


@given(st.text(max_size=40))
def test_a_mask_never_shows_more_than_two_characters(name: str) -> None:
    assert "***" in mask(name)
    assert len(mask(name)) <= 12 + 3 + 12
    assert len(list(CharacterBreaker(mask(name), "en"))) <= 5


# --- the boards ------------------------------------------------------------------------------------------------


names = st.sampled_from([f"v{n}" for n in range(15)])
changes = st.one_of(
    st.tuples(st.just("add"), names, st.integers(-3, 9)),
    st.tuples(st.just("know"), names, st.integers(0, 9)),
    st.tuples(st.just("hide"), names, st.booleans()),
    st.tuples(st.just("month"), st.just(""), st.integers(1, 2)),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(changes, max_size=60))
def test_the_boards_are_kept_as_if_they_were_worked_out_anew(plan: list[tuple[str, str, int]]) -> None:
    state = RoomState()
    state.points.month = "m1"
    for what, viewer_id, number in plan:
        if what == "add":
            add(state, viewer_id, number)
        elif what == "know":
            know(state, viewer_id, Profile(points={"m1": number, "m0": 2}))
        elif what == "hide":
            hide(state, viewer_id, is_hidden=bool(number))
        else:
            state.points.month = f"m{number}"
            rank(state)
        kept = {board: [*ids] for board, ids in state.points.tops.items() if ids}
        rank(state)
        assert kept == {board: ids for board, ids in state.points.tops.items() if ids}
    for board_id in ("session", "month", "all"):
        places = [(-points, viewer_id) for viewer_id, _, points in top(state, board_id)]
        assert places == sorted(places)


def test_points_have_a_limit() -> None:
    play = live("points: {gift: {points: 1000000, per: 1}}")
    for _ in range(3):
        play.feed(gift("ana", 10**15))
    assert have(play, "ana") == 10**12
    play.feed(SessionClosed(at_ms=START_MS + 1))
    assert saved(play) == [("points", MONTH, "ana", 10**12)]


# --- what is written in YAML -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ("levels: [{at: 5, name: {en: A}}, {at: 5, name: {en: B}}]", "the level at 5 comes after that at 5"),
        ("level_up: {say: {en: hi}}", "but no levels"),
        ("ask: {words: {}, reply: {en: hi}}", "at least 1"),
        ("hide: {en: ['\u200b']}", "no visible characters"),
        ("leaderboard: {say: {en: '{who}'}}", "unknown placeholder"),
        ("like: {per: 0}", "greater than or equal to 1"),
        ("comment: -1", "greater than or equal to 0"),
    ],
)
def test_a_wrong_rule_says_what_is_wrong(written: str, error: str) -> None:
    with pytest.raises(ValidationError, match=error):
        Playbook(f"points: {{{written}}}")


def test_why_an_act_earned_nothing_is_traced() -> None:
    play = live()

    def why(event: AnyEvent) -> list[str]:
        play.feed(event)
        return [trace.why.kind for trace in play.traces if trace.rule == "points"]

    said = [why(play.comment("ana", text, START_MS)) for text in ("one", "one", "two", "three", "four")]
    assert said == [["earned"], ["repeated"], ["earned"], ["earned"], ["per_minute"]]
    assert why(likes("ana", 1)) == ["earned"]


def test_what_is_remembered_of_a_viewer_without_a_name() -> None:
    play = live()
    play.feed(play.comment("ana", "hello", START_MS, viewer=Viewer(id="ana")))
    play.feed(SessionClosed(at_ms=START_MS + 1))
    (effect,) = play.effects(Remember)
    assert effect.memories == (
        Memory(kind="points", key=MONTH, viewer_id="ana", amount=1, data={"name": "", "handle": ""}),
    )

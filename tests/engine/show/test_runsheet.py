"""The run sheet: segments, what they bring, what operators move, and shows that are late."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from pydantic import ValidationError

from livebot.commands import MoveSegment, Start, Stop
from livebot.engine.show.runsheet import RunsheetRule, current
from livebot.testing import START_MS, Playbook
from livebot.views.show import RunsheetView, SegmentView

SHOW = """
runsheet:
  late_after: 2m
  segments:
    - {id: welcome, title: {en: Welcome, zh: 欢迎}, at: 0m, prompts: [hello]}
    - {id: bags, title: {en: Bags}, at: 10m, prompts: [bags, faq], opens: [polls.colour], product: A3, note: "Slowly!",
       goals: {comments: 2, viewers: 50}}
    - {id: shoes, title: {en: Shoes}, length: 5m, at: 20m, prompts: [faq]}
    - {id: bye, title: {en: Bye}, ending: true}
polls: [{id: colour, question: {en: "Red or blue?"}, options: [{key: A}, {key: B}], duration: 1m}]
prompts:
  - {id: hello, every: 4m, texts: [{en: Hello}, {en: Hi}]}
  - {id: bags, every: 4m, texts: [{en: Look at this bag}]}
  - {id: faq, every: 30m, texts: [{en: Ask us}]}
"""
SILENT = SHOW.partition("polls:")[0].replace(", opens: [polls.colour]", "")
# The playbook begins on 14 November 2023, a Tuesday, at 22:13:20 UTC.


def sheet(play: Playbook) -> RunsheetView:
    return play.status.runsheet


def segment(play: Playbook, segment_id: str) -> SegmentView:
    return next(item for item in sheet(play).segments if item.id == segment_id)


def after_s(at_ms: int) -> float:
    return (at_ms - START_MS) / 1000


def at(play: Playbook, *moments: str) -> list[str]:
    """Return which segment is on at each of these times."""
    seen = []
    for moment in moments:
        play(f"{moment}  -- tick")
        seen.append(current(play.room.state.runsheet))
    return seen


def live(rules: str = SILENT, **settings: Any) -> Playbook:
    play = Playbook(rules, **settings)
    play("0:00  -- live")
    return play


def test_segments_begin_at_their_times() -> None:
    play = live()
    assert at(play, "0:00", "9:59", "10:00", "20:00", "24:59", "25:00", "90:00") == [
        "welcome", "welcome", "bags", "shoes", "shoes", "bye", "bye",
    ]  # fmt: skip
    assert play.status.ending


def test_only_the_prompts_of_the_segment_fire_from_when_it_begins() -> None:
    play = Playbook(SHOW + "  - {id: always, every: 23m, texts: [{en: Follow us}]}\n")
    play(
        """
        0:00  -- live
        4:00  >> Hello
        8:00  >> Hi
        10:00  >> Red or blue?
        11:10  >> It is over
        14:00  >> Look at this bag
        18:00  -- tick
    """.replace("        11:10  >> It is over\n", "")
    )
    assert play.why_not("hello") == ["segment"]
    play("""
        19:00  operator: say Hi
        19:00  >> Hi
        19:10  -- tick
    """)


def test_a_prompt_that_two_segments_have_keeps_its_interval() -> None:
    play = Playbook(SHOW.replace("every: 30m", "every: 12m").replace(", opens: [polls.colour]", ""))
    play("""
        0:00  -- live
        4:00  >> Hello
        8:00  >> Hi
        14:00  >> Look at this bag
        22:00  >> Ask us
    """)


def test_what_others_see() -> None:
    play = Playbook(SILENT, host_language="zh")
    before = sheet(play)
    assert (before.current, before.next) == ("", "welcome")
    assert [item.begins_after_ms for item in before.segments] == [0, 600_000, 1_200_000, 1_500_000]
    assert [item.length_ms for item in before.segments] == [600_000, 600_000, 300_000, 0]
    assert {item.planned_ms for item in before.segments} == {0}
    assert segment(play, "welcome").title == "欢迎"
    play("""
        1:00  -- live
        12:00  -- viewers 30
        12:01  -- viewers 20
        12:02  ana: nice bag
    """)
    seen = sheet(play)
    assert (seen.current, seen.next, seen.moves, seen.is_late, seen.late_ms) == ("bags", "shoes", "auto", False, 0)
    assert [item.state for item in seen.segments] == ["done", "running", "coming", "coming"]
    assert [after_s(item.starts_at_ms) for item in seen.segments] == [60, 660, 1260, 1560]
    bags = segment(play, "bags")
    assert (after_s(bags.ends_at_ms), bags.product, bags.note) == (1260, "A3", "Slowly!")
    assert [(goal.figure, goal.need, goal.have) for goal in bags.goals] == [("comments", 2, 1), ("viewers", 50, 30)]
    assert segment(play, "bye").ending


def test_goals_are_of_the_segment_and_told_once() -> None:
    play = live()
    play("""
        9:00  ana: hello
        9:01  bo: hello
        9:02  -- viewers 80
        10:30  -- viewers 10
        11:00  ana: nice
        11:01  bo: nice one
        11:02  cy: very nice
        12:00  -- viewers 60
    """)
    told = [(goal["id"], goal["figure"]) for goal in play.notices("segment_goal")]
    assert told == [("bags", "viewers"), ("bags", "comments")]


def test_the_segments_product_is_the_one_on_show() -> None:
    play = live()
    assert at(play, "10:00") == ["bags"]
    assert play.room.state.show.product == "a3"
    assert at(play, "20:00") == ["shoes"]
    assert play.room.state.show.product == ""
    play("""
        20:01  operator: segment back
        20:05  -- shows B7 coat
        20:06  operator: segment next
    """)
    assert play.room.state.show.product == "b7"


class TestOperators:
    def test_next_moves_all_that_follows(self) -> None:
        play = live()
        play("7:00  operator: segment next")
        assert at(play, "7:00", "16:59", "17:00", "22:00") == ["bags", "bags", "shoes", "bye"]
        assert sheet(play).late_ms == -180_000

    def test_holding_moves_all_that_follows(self) -> None:
        play = live()
        play("9:00  operator: segment hold")
        held = sheet(play)
        assert (after_s(held.held_since_ms), after_s(held.slips_from_ms), held.late_ms) == (540, 540, 0)
        assert after_s(segment(play, "bags").starts_at_ms) == 600
        assert at(play, "10:30") == ["welcome"]
        assert not sheet(play).is_late
        assert at(play, "11:00", "13:00") == ["welcome", "welcome"]
        assert sheet(play).is_late
        assert play.notices("segment_late") == [{"id": "welcome", "left_ms": "120000"}]
        play("13:00  operator: segment hold")
        assert at(play, "13:59", "14:00", "23:59", "24:00") == ["welcome", "bags", "bags", "shoes"]
        assert sheet(play).late_ms == 240_000
        assert sheet(play).is_late
        assert len(play.notices("segment_late")) == 1

    def test_the_last_segment_is_held_without_an_end(self) -> None:
        play = live()
        assert at(play, "30:00") == ["bye"]
        for _ in range(2):
            assert play.reply("segment hold") == "done"
        assert sheet(play).late_ms == 0

    def test_skipping_makes_up_for_lost_time(self) -> None:
        play = live()
        play("""
            9:00  operator: segment hold
            14:00  operator: segment next
            14:01  operator: segment skip
        """)
        assert segment(play, "shoes").state == "skipped"
        assert sheet(play).late_ms == -60_000
        assert at(play, "23:59", "24:00") == ["bags", "bye"]
        assert not sheet(play).is_late

    def test_back_and_go(self) -> None:
        play = live()
        play("12:00  operator: segment back")
        assert at(play, "12:00", "21:59", "22:00") == ["welcome", "welcome", "bags"]
        play("23:00  operator: segment go bye")
        assert at(play, "23:00") == ["bye"]
        assert segment(play, "shoes").state == "missed"
        play("24:00  operator: segment back")
        assert at(play, "24:00", "29:00") == ["shoes", "bye"]

    def test_a_skipped_segment_is_one_again_when_somebody_goes_there(self) -> None:
        play = live()
        play("""
            1:00  operator: segment skip
            2:00  operator: segment go bags
        """)
        assert segment(play, "bags").state == "running"

    @pytest.mark.parametrize("move", ["next", "hold", "skip", "back", "go bye"])
    def test_every_move_is_taken_back(self, move: str) -> None:
        play, other = live(), live()
        play(f"""
            12:00  operator: segment {move}
            12:30  operator: undo
        """)
        assert at(play, "12:31", "19:59", "20:00", "25:00") == at(other, "12:31", "19:59", "20:00", "25:00")
        assert play.status.ending

    def test_the_ending_is_taken_back_with_it(self) -> None:
        play = live()
        play("12:00  operator: segment go bye")
        assert play.status.ending
        play("12:05  operator: undo")
        assert not play.status.ending
        assert play.room.state.show.product == "a3"

    def test_moves_are_taken_back_one_after_the_other_until_things_moved_on(self) -> None:
        play = live()
        play("""
            1:00  operator: segment skip
            1:01  operator: segment hold
        """)
        assert [play.reply("undo") for _ in range(3)] == ["done", "done", "nothing_to_undo"]
        play("""
            1:02  operator: segment skip
            10:00  operator: segment hold
        """)
        assert sheet(play).current == "shoes"
        assert [play.reply("undo") for _ in range(2)] == ["done", "nothing_to_undo"]

    def test_what_cannot_be_done_is_said(self) -> None:
        assert Playbook().reply("segment next") == "no_runsheet"
        assert Playbook("runsheet: {}").reply("segment next") == "no_runsheet"
        play = Playbook(SILENT.replace("at: 0m", "at: 5m"))
        assert play.reply("segment next") == "not_live"
        play("0:01  -- live")
        assert play.reply("segment hold") == "no_segment"
        assert play.reply("segment back") == "no_segment"
        assert play.reply("segment go gone") == "unknown"
        for _ in range(4):
            assert play.reply("segment next") == "done"
        assert play.reply("segment next") == "no_segment"
        assert play.reply("segment skip") == "no_segment"
        assert play.reply(MoveSegment(to="go")) == "unknown"
        assert play.reply(Start(name="runsheet.bags")) == "done"
        assert play.reply(Stop(name="runsheet.bags")) == "unknown"  # one goes on, or back

    def test_a_rule_begins_a_segment_and_nobody_takes_that_back(self) -> None:
        rules = SILENT + "countdowns: [{id: soon, for: 30s, then: [runsheet.shoes]}]"
        play = live(rules)
        play("1:00  operator: countdown start soon")
        assert at(play, "1:31") == ["shoes"]
        assert play.reply("undo") == "nothing_to_undo"
        assert play.reply("countdown start soon") == "too_soon"

    def test_by_hand_only_an_operator_goes_on(self) -> None:
        play = live(SILENT.replace("late_after: 2m", "late_after: 2m\n  moves: hand"))
        assert at(play, "11:59") == ["welcome"]
        assert after_s(sheet(play).slips_from_ms) == 600
        assert not sheet(play).is_late
        assert at(play, "12:00") == ["welcome"]
        assert play.notices("segment_late") == [{"id": "welcome", "left_ms": "120000"}]
        play("14:00  operator: segment next")
        assert (sheet(play).current, sheet(play).late_ms) == ("bags", 240_000)


class TestEnd:
    RULES = SILENT.replace("title: {en: Bye}", "title: {en: Bye}, length: 5m, product: Zebra bag")

    def test_the_sheet_is_over(self) -> None:
        play = live(self.RULES)
        assert at(play, "29:59", "30:00", "40:00") == ["bye", "", ""]
        assert play.notices("segments_over") == [{"id": "bye"}]
        assert [item.state for item in sheet(play).segments] == ["done"] * 4
        assert play.room.state.show.product == ""
        assert play.reply("segment next") == "no_segment"
        assert play.reply("segment back") == "done"
        assert current(play.room.state.runsheet) == "bye"
        assert play.reply("undo") == "done"
        assert current(play.room.state.runsheet) == ""

    def test_the_last_one_runs_late(self) -> None:
        play = live(self.RULES)
        play("26:00  operator: segment hold")
        assert at(play, "27:59", "28:00") == ["bye", "bye"]
        assert sheet(play).is_late
        play("31:00  operator: segment hold")
        assert at(play, "34:59", "35:00") == ["bye", ""]
        assert not sheet(play).is_late

    def test_with_nothing_left_the_segment_ends_at_its_time(self) -> None:
        play = live(self.RULES)
        for _ in range(3):
            assert play.reply("segment skip") == "done"
        assert at(play, "9:59", "10:00") == ["welcome", ""]


class TestConnection:
    def test_what_is_due_while_the_room_is_away_begins_when_it_is_back(self) -> None:
        play = Playbook(SHOW.partition("prompts:\n")[0])
        play("""
            0:00  -- live
            9:50  -- lost
            10:20  -- live
            10:20  >> Red or blue?
        """)
        assert at(play, "19:59", "20:00") == ["bags", "shoes"]
        assert not sheet(play).is_late

    def test_a_show_that_returns_goes_on_where_the_plan_is(self) -> None:
        play = live()
        play("""
            8:00  -- ended
            24:00  -- live 1002
        """)
        assert at(play, "24:00", "25:00") == ["shoes", "bye"]
        assert segment(play, "bags").state == "missed"

    def test_while_it_is_held_and_over_nobody_is_late(self) -> None:
        play = live()
        play("""
            8:00  operator: segment hold
            8:30  -- ended
            12:00  -- tick
        """)
        assert not sheet(play).is_late
        play("13:00  -- live")
        assert sheet(play).is_late

    def test_a_panic_opens_nothing(self) -> None:
        play = Playbook(SHOW.partition("prompts:\n")[0])
        play("""
            0:00  -- live
            9:00  operator: panic
            10:01  operator: resume
        """)
        assert (sheet(play).current, play.poll("colour").state) == ("bags", "idle")

    def test_a_restart_in_the_middle_changes_nothing(self) -> None:
        play = live()
        play("9:00  operator: segment hold")
        play.room = type(play.room).restore(play.room.snapshot())
        play("""
            9:10  -- restart
            9:20  -- live
            10:00  operator: segment hold
        """)
        assert at(play, "10:59", "11:00") == ["welcome", "bags"]


class TestRules:
    def test_a_sheet_that_comes_during_the_show_begins_where_the_plan_is(self) -> None:
        play = live("")
        play("12:00  -- tick")
        play.load(SILENT)
        assert at(play, "12:00") == ["bags"]
        assert segment(play, "welcome").state == "missed"

    def test_the_segment_that_is_on_stays(self) -> None:
        play = live()
        play("""
            5:00  operator: segment hold
            6:00  operator: segment hold
            7:00  -- tick
        """)
        play.load(SILENT.replace("at: 10m", "at: 8m"))
        assert at(play, "8:59", "9:00") == ["welcome", "bags"]

    def test_another_file_changes_nothing(self) -> None:
        play = live()
        play("7:00  operator: segment next")
        play.load(SILENT + "prompts: []")
        assert at(play, "16:59", "17:00") == ["bags", "shoes"]

    def test_one_that_became_open_or_is_open_no_more(self) -> None:
        play = live()
        assert at(play, "26:00") == ["bye"]
        play.load(SILENT.replace("title: {en: Bye}", "title: {en: Bye}, length: 5m"))
        assert at(play, "29:59", "30:00") == ["bye", ""]
        play.load(SILENT)
        play("31:00  operator: segment back")
        assert at(play, "80:00") == ["bye"]

    def test_one_that_is_open_again(self) -> None:
        play = live(TestEnd.RULES)
        assert at(play, "26:00") == ["bye"]
        play.load(SILENT)
        assert at(play, "80:00") == ["bye"]

    def test_one_that_is_gone(self) -> None:
        play = live()
        play("12:00  operator: segment hold")
        play.load(SILENT.replace("id: bags", "id: hats"))
        assert at(play, "12:01") == ["hats"]
        assert play.reply("undo") == "nothing_to_undo"
        play.load("")
        assert (at(play, "12:02"), sheet(play)) == ([""], RunsheetView())

    def test_prompts_that_do_not_exist_do_no_harm(self) -> None:
        play = live(SILENT + "prompts: [{id: faq, every: 3m, texts: [{en: Ask us}]}]")
        assert at(play, "10:00") == ["bags"]

    def test_segments_in_disorder_follow_each_other(self) -> None:
        play = live("runsheet: {segments: [{id: a, title: {en: A}, at: 5m}, {id: b, title: {en: B}, at: 2m}]}")
        assert at(play, "4:59", "5:00") == ["", "b"]

    @pytest.mark.parametrize(
        ("written", "error"),
        [
            ({"segments": [{"id": "a", "title": {"en": "A"}}] * 2}, "two segments have the id a"),
            ({"segments": [{"id": "a"}]}, "title"),
            ({"shows": [{"at": "20:00", "timezone": "Moon/Sea"}]}, "no time zone Moon/Sea"),
            ({"shows": [{"at": "8pm"}]}, "pattern"),
            ({"shows": [{"at": "20:00", "days": ["tuesday"]}]}, "tue"),
            ({"segments": [{"id": "a", "title": {"en": "A"}, "goals": {"money": "5"}}]}, "orders"),
        ],
    )
    def test_a_wrong_sheet_says_what_is_wrong(self, written: dict[str, object], error: str) -> None:
        with pytest.raises(ValidationError, match=error):
            RunsheetRule.model_validate(written)


class TestShows:
    RULES = """
runsheet:
  shows: [{days: [tue], at: "22:20"}, {days: [fri], at: "05:00", timezone: Asia/Jakarta}]
"""

    def shown(self, ms: int) -> str:
        return datetime.fromtimestamp(ms / 1000, UTC).strftime("%a %H:%M") if ms else ""

    def planned(self, play: Playbook) -> tuple[str, str, bool]:
        seen = sheet(play)
        return self.shown(seen.due_show_ms), self.shown(seen.next_show_ms), seen.is_show_late

    def test_a_host_who_is_not_there_is_late_until_it_is_given_up(self) -> None:
        play = Playbook(self.RULES)
        assert self.planned(play) == ("", "Tue 22:20", False)
        play("6:40  -- tick")
        assert self.planned(play) == ("Tue 22:20", "Thu 22:00", False)
        play("9:39  -- tick")
        assert self.planned(play)[2] is False
        play("9:40  -- tick")
        assert self.planned(play) == ("Tue 22:20", "Thu 22:00", True)
        assert play.notices("show_late") == [{"left_ms": "180000"}]
        play("126:40  -- tick")
        assert self.planned(play) == ("", "Thu 22:00", False)
        assert len(play.notices("show_late")) == 1

    def test_a_host_who_came_is_not_late(self) -> None:
        play = Playbook(self.RULES)
        play("""
            9:00  -- live
            60:00  -- ended
            70:00  -- tick
        """)
        assert self.planned(play) == ("Tue 22:20", "Thu 22:00", False)
        assert play.notices("show_late") == []

    def test_livebot_may_be_started_a_little_late(self) -> None:
        assert self.planned(Playbook(self.RULES.replace("22:20", "22:05"))) == ("Tue 22:05", "Thu 22:00", True)
        assert self.planned(Playbook(self.RULES.replace("22:20", "21:50"))) == ("", "Thu 22:00", False)

    def test_whoever_never_says_late_gives_up_all_the_same(self) -> None:
        play = Playbook(self.RULES + "  late_after: 20h")
        play("126:39  -- tick")
        assert self.planned(play)[0] == "Tue 22:20"
        play("126:40  -- tick")
        assert self.planned(play)[0] == ""
        assert play.notices("show_late") == []

    def test_the_markets_clock_is_set_back_between_two_shows(self) -> None:
        rules = 'runsheet: {shows: [{days: [sat, sun], at: "20:00"}]}'
        play = Playbook(rules, timezone="America/New_York")
        days = []
        for _ in range(110):
            next_ms = sheet(play).next_show_ms
            days.append(next_ms)
            play(f"{(next_ms - START_MS) // 60_000 + 1}:00  -- tick")
        hours = {datetime.fromtimestamp(ms / 1000, UTC).hour for ms in days}
        assert hours == {0, 1}  # 20:00 in summer and in winter
        assert len({later - earlier for earlier, later in pairwise(days)}) == 4

    def test_rules_without_shows_plan_none(self) -> None:
        play = Playbook(self.RULES)
        play.load("")
        assert play.room.state.runsheet.next_show_ms == 0

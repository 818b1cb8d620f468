"""Goals: marks and targets, each announced once and never when it is overtaken."""

import pytest
from pydantic import ValidationError

from livebot.engine.room import Room
from livebot.engine.show.goals import GoalRule
from livebot.testing import Playbook, rules_from_yaml
from livebot.views.show import GoalView

GOAL = """
goals:
  - id: hundred
    label: {en: Hundred orders}
    target: {orders: %s}
    announce_at: [50%%, 90%%, 100%%]
    announce: {en: "{have} of {target} orders, {left} to go", es: "{have} de {target}"}
    announce_reached: {en: "{target} orders!"}
"""
LIKES = """
goals:
  - id: likes
    each: {likes: 1000}
    announce_at: 90%
    announce: {en: "{left} likes to {target}"}
    announce_reached: {en: "{target} likes"}
"""
QUICK = {"min_gap_ms": 0, "max_per_minute": 60}


def show(rules: str = GOAL % 10, *, live: bool = True, **settings: object) -> Playbook:
    play = Playbook(rules, chat=QUICK, **settings)  # type: ignore[arg-type]
    if live:
        play("0:01  -- live")
    return play


def orders(first: int, last: int, at: str = "0:10") -> str:
    return "\n".join(f"{at}  -- ordered o{n}" for n in range(first, last + 1))


def goal(play: Playbook) -> GoalView:
    return play.status.goals[0]


def test_marks_and_the_target_are_announced_once() -> None:
    play = show()
    play(f"""
        {orders(1, 5)}
        0:10  >> 5 of 10 orders, 5 to go
        0:20  -- ordered o5 cancelled
        0:21  -- ordered o6
        {orders(7, 10, "0:30")}
        0:30  >> 9 of 10 orders, 1 to go
        0:40  -- ordered o11
        0:40  >> 10 orders!
        {orders(12, 30, "0:50")}
    """)
    assert [notice["have"] for notice in play.notices("goal_mark")] == ["5", "9"]
    assert play.notices("goal_reached") == [{"id": "hundred", "figure": "orders", "have": "10", "target": "10"}]
    assert goal(play) == GoalView(
        id="hundred", label="Hundred orders", labels={"en": "Hundred orders"}, figure="orders", open=True, have=29,
        target=10, left=0, percent=100, reached=1, is_done=True,
    )  # fmt: skip


def test_a_jump_announces_only_the_last_target() -> None:
    play = show(GOAL % "[10, 20, 40]")
    play("""
        0:10  operator: figure set orders 38
        0:10  >> 20 orders!
        0:20  operator: figure set orders 39
        0:30  operator: figure set orders 40
        0:30  >> 40 orders!
        0:40  operator: figure set orders 400
    """)
    assert (goal(play).reached, goal(play).percent, goal(play).is_done) == (3, 100, True)


def test_the_way_is_from_target_to_target() -> None:
    play = show(GOAL % "[10, 20]")
    play("""
        0:10  operator: figure set orders 14
        0:10  >> 10 orders!
        0:20  operator: figure set orders 15
        0:20  >> 15 of 20 orders, 5 to go
    """)
    assert (goal(play).percent, goal(play).left) == (50, 5)


def test_a_line_that_still_waits_is_overtaken() -> None:
    play = Playbook(GOAL % 10)
    play(f"""
        0:01  -- live
        0:09  operator: say Hello
        0:09  >> Hello
        {orders(1, 9)}
        0:17  >> 9 of 10 orders, 1 to go
    """)
    assert play.outbox[1] == ("5 of 10 orders, 5 to go", "dropped")


def test_again_and_again() -> None:
    play = show(LIKES)
    play("""
        0:10  -- likes 899
        0:11  -- likes 1
        0:11  >> 100 likes to 1000
        0:12  -- likes 150
        0:12  >> 1000 likes
        0:13  -- likes 3000
        0:13  >> 4000 likes
    """)
    assert (goal(play).target, goal(play).have, goal(play).reached, goal(play).is_done) == (5_000, 4_050, 4, False)


def test_what_was_there_before_we_came_is_no_occasion() -> None:
    play = show(LIKES)
    play("""
        0:10  -- likes 10 of 5950
        0:11  -- likes 10 of 5960
        0:12  -- likes 50 of 6010
        0:12  >> 6000 likes
    """)


def test_acts_count_at_once() -> None:
    play = show(GOAL.replace("orders: %s", "comments: 2").replace("%%", "%"))
    play("""
        0:10  ana: hello
        0:10  >> 1 of 2 orders, 1 to go
        0:11  bo: hello
        0:11  >> 2 orders!
    """)


@pytest.mark.parametrize(
    ("away", "back"), [("lost", "live"), ("ended", "live"), ("ended", "live 2002"), ("restart", "live")]
)
def test_what_is_passed_while_the_room_is_away_is_announced_once_when_it_is_back(away: str, back: str) -> None:
    play = show(GOAL % "[10, 20]")
    play(f"""
        0:05  -- {away}
        {orders(1, 12)}
    """)
    assert (play.notices("goal_reached"), goal(play).have) == ([], 12)
    play(f"""
        0:20  -- {back}
        0:20  >> 10 orders!
        {orders(13, 14, "0:30")}
        0:40  -- {away}
        {orders(15, 16, "0:50")}
        1:00  -- {back}
        1:00  >> 16 of 20 orders, 4 to go
    """)
    assert [notice["have"] for notice in play.notices("goal_reached")] == ["12"]


def test_what_an_operator_sets_before_the_show_is_no_occasion() -> None:
    play = show(live=False)
    play("""
        0:01  operator: figure set orders 12
        0:05  -- live
        0:06  operator: figure set orders 13
    """)
    assert (goal(play).is_done, play.notices("goal_reached")) == (True, [])


def test_panic_says_nothing_and_a_pause_lets_it_get_old() -> None:
    play = show()
    play(f"""
        0:05  operator: panic
        {orders(1, 5)}
        0:20  operator: resume
        0:25  operator: pause
        {orders(6, 9, "0:30")}
        2:00  operator: resume
    """)
    assert play.outbox == [("9 of 10 orders, 1 to go", "expired")]


def test_in_assist_mode_the_overtaken_offer_goes() -> None:
    play = show(mode="assist")
    play(orders(1, 9))
    assert play.offered == ["5 of 10 orders, 5 to go", "9 of 10 orders, 1 to go"]
    assert [state for _, state in play.outbox] == ["dropped", "offered"]


def test_a_goal_without_texts_is_for_the_board() -> None:
    play = show("goals: [{id: plain, target: {orders: 2}, announce_at: []}]")
    play(orders(1, 2))
    assert [notice["target"] for notice in play.notices("goal_reached")] == ["2"]
    assert (goal(play).label, goal(play).percent) == ("", 100)


def test_a_goal_may_be_started_and_counts_from_then_on() -> None:
    play = show(GOAL % 4 + "    when: manual\n    starts: [{reached: {orders: 3}}]\n")
    play(f"""
        {orders(1, 2)}
        0:11  -- ordered o3
        0:12  -- ordered o4
        0:13  -- ordered o5
        0:13  >> 2 of 4 orders, 2 to go
    """)
    assert (goal(play).open, goal(play).have) == (True, 2)
    assert play.reply("goal start hundred") == "already_open"
    play("""
        0:14  operator: figure set orders 7
        0:14  >> 4 orders!
    """)
    assert play.reply("goal start hundred") == "done", "once more, from here"
    assert (goal(play).have, goal(play).percent, goal(play).is_done) == (0, 0, False)


def test_viewers_are_not_counted_from_a_start() -> None:
    play = show((GOAL % 4 + "    when: manual\n").replace("orders: 4", "viewers: 100"))
    play("""
        0:10  -- viewers 60
        0:11  operator: goal start hundred
        0:12  -- viewers 100
        0:12  >> 100 orders!
    """)


def test_a_goal_stops_and_goes_on() -> None:
    play = show()
    assert play.reply("goal stop hundred") == "done"
    assert play.reply("goal stop hundred") == "not_open"
    play(orders(1, 5))
    assert (goal(play).open, goal(play).have) == (False, 0)
    play("""
        0:20  operator: undo
        0:20  >> 5 of 10 orders, 5 to go
    """)
    assert play.notices("undone") == [{"what": "goals.hundred"}]


def test_stopping_takes_its_line_back_and_starting_begins_where_the_show_is() -> None:
    play = Playbook(GOAL % 10)
    play(f"""
        0:01  -- live
        0:09  operator: say Hello
        0:09  >> Hello
        {orders(1, 5)}
        0:11  operator: goal stop hundred
        0:20  operator: goal start hundred
        0:21  -- ordered o6
    """)
    assert play.outbox[1] == ("5 of 10 orders, 5 to go", "dropped")
    assert goal(play).have == 6
    assert play.reply("undo") == "nothing_to_undo"


@pytest.mark.parametrize("command", ["goal start gone", "goal stop gone"])
def test_a_goal_that_does_not_exist(command: str) -> None:
    assert show().replied(command).data == {"what": "goals", "id": "gone"}


def test_new_and_changed_rules_take_what_they_find() -> None:
    play = show("")
    play(orders(1, 6))
    play.load(GOAL % 10)
    assert (goal(play).have, goal(play).percent) == (6, 60)
    play.load((GOAL % 10).replace("to go", "missing"))
    play(f"""
        {orders(7, 9, "0:20")}
        0:20  >> 9 of 10 orders, 1 missing
    """)
    play.load(GOAL % 8)
    assert (goal(play).is_done, goal(play).have) == (True, 9)
    play.load(GOAL % 8 + "    when: manual\n")
    assert not goal(play).open
    play.load("")
    assert play.status.goals == ()
    play("1:00  -- ordered o99")


def test_a_restart_in_the_middle_announces_nothing_again() -> None:
    play = show()
    play(f"""
        {orders(1, 5)}
        0:10  >> 5 of 10 orders, 5 to go
    """)
    play.room = Room.restore(play.room.snapshot())
    play("""
        0:20  -- restart
        0:25  -- live
        0:30  -- ordered o6
    """)
    assert goal(play).have == 6


def test_the_label_is_in_the_markets_language() -> None:
    rules = (GOAL % 10).replace("{en: Hundred orders}", "{en: Hundred, pt-BR: Cem}")
    assert goal(show(rules, market_language="pt")).label == "Cem"
    assert goal(show(rules, market_language="vi")).label == "Hundred"


def test_a_huge_figure_is_no_trouble() -> None:
    play = show("goals: [{id: many, each: {diamonds: 1}, announce_reached: {en: '{target}'}}]")
    play("""
        0:10  operator: figure set diamonds 1000000000
        0:10  >> 1000000000
    """)


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ("{id: a}", "either target"),
        ("{id: a, target: {orders: 5}, each: {orders: 5}}", "either target"),
        ("{id: a, target: {orders: [5, 3]}}", "must rise"),
        ("{id: a, target: {orders: []}}", "at least 1"),
        ("{id: a, target: {orders: 0}}", "greater than"),
        ("{id: a, target: {orders: 5, likes: 5}}", "at most 1"),
        ("{id: a, target: {sales: 5}}", "orders"),
        ("{id: a, target: {orders: 5}, announce_at: [150%]}", "less than or equal"),
        ("{id: a, target: {orders: 5}, starts: [{after: 5m}]}", "when: manual"),
        ("{id: a, target: {orders: 5}, announce: {en: '{viewer}'}}", "unknown placeholder"),
    ],
)
def test_a_wrong_goal_says_what_is_wrong(written: str, error: str) -> None:
    with pytest.raises(ValidationError, match=error):
        rules_from_yaml(f"goals: [{written}]")


def test_a_rule_that_was_stored_is_read_again() -> None:
    rule = rules_from_yaml(GOAL % "[10, 20]").goals[0]
    assert GoalRule.model_validate(rule.model_dump(mode="json")) == rule

"""Countdowns: marks, zero, what operators do with them, and markets that want no pressure."""

from typing import Any

import pytest
from pydantic import ValidationError

from livebot.engine.show.countdowns import CountdownRule
from livebot.events import RulesLoaded
from livebot.testing import START_MS, Playbook
from livebot.views.show import CountdownView
from livebot.web.commands import parse_command

BAG = """
countdowns:
  - id: bag
    for: 3m
    title: {en: The bag, es: El bolso}
    marks: [3m, 1m, 10s]
    texts: {en: "{left} to the bag!", es: "¡Faltan {left}!"}
    calm: {en: "The bag is next: {left}"}
    closing: {en: "Here it is!"}
    then: [polls.colour, codes.moon]
    again_after: 10m
polls: [{id: colour, question: {en: "Red or blue?"}, options: [{key: A}, {key: B}]}]
codes: [{id: moon, phrases: [moon], when: manual}]
"""
MARKET = """
market: {market: DE, name: {en: Germany}, updated: 2026-01-01, urgency: unwelcome}
"""
ORDERS = """
countdowns:
  - id: hundred
    until: {orders: 10}
    amounts: [5, 2]
    texts: {en: "{left} to go"}
    closing: {en: "Ten!"}
    then: [codes.moon]
codes: [{id: moon, phrases: [moon], when: manual}]
"""


def begun(rules: str = BAG, **settings: Any) -> Playbook:
    """Return a room in which the countdown began at 1:00."""
    play = Playbook(rules, **settings)
    play("""
        0:01  -- live
        1:00  operator: countdown start bag
        1:00  >> 3 minutes to the bag!
    """)
    return play


def view(play: Playbook, countdown_id: str = "bag") -> CountdownView:
    return next(item for item in play.status.countdowns if item.id == countdown_id)


def kinds(play: Playbook) -> list[str]:
    return [trace.why.kind for trace in play.traces if trace.rule.startswith("countdowns.")]


def test_a_countdown_is_announced_at_its_marks_and_starts_what_follows() -> None:
    play = begun()
    play("""
        3:00  >> 1 minute to the bag!
        3:50  >> 10 seconds to the bag!
        4:00  >> Here it is!
        4:08  >> Red or blue?
    """)
    assert play.poll("colour").state == "open"
    assert play.code("moon").open
    assert view(play).state == "ended"


def test_what_others_see() -> None:
    play = Playbook(BAG)
    idle = view(play)
    assert (idle.state, idle.ends_at_ms, idle.text, idle.marks) == ("idle", 0, "{left} to the bag!", ())
    play("""
        0:01  -- live
        1:00  operator: countdown start bag
        1:00  >> 3 minutes to the bag!
        1:30  -- tick
    """)
    seen = view(play)
    assert seen.ends_at_ms == START_MS + 240_000
    assert seen.started_at_ms == START_MS + 60_000
    assert (seen.marks, seen.then) == ((60_000, 10_000), ("polls.colour", "codes.moon"))
    assert seen.title == {"en": "The bag", "es": "El bolso"}


def test_the_room_reads_its_own_language() -> None:
    play = Playbook(BAG)
    play("""
        0:01  -- live
        0:30  ana (es): hola
        1:00  operator: countdown start bag
        1:00  >> ¡Faltan 3 minutos!
    """)


def test_a_time_on_the_clock_of_the_market() -> None:
    rules = BAG.replace("for: 3m", 'at: "05:20"').replace("[3m, 1m, 10s]", "[1m]")
    play = Playbook(rules, timezone="Asia/Jakarta")  # it is 05:13:20
    play("""
        0:01  -- live
        1:00  operator: countdown start bag
        5:40  >> 1 minute to the bag!
        6:40  >> Here it is!
        6:48  >> Red or blue?
    """)
    assert play.reply("countdown start bag") == "too_soon"
    play("20:00  -- tick")
    assert play.reply("countdown start bag") == "time_passed"


def test_a_figure_of_the_show() -> None:
    play = Playbook(ORDERS)
    play("""
        0:01  -- live
        0:02  operator: order add 3
        0:10  operator: countdown start hundred
        0:20  operator: order add 2
        0:20  >> 5 to go
        0:40  operator: order remove 1
        0:50  operator: order add 1
        1:00  operator: order add 4
        1:00  >> 1 to go
        1:10  operator: order add 1
        1:10  >> Ten!
    """)
    assert play.code("moon").open
    assert (view(play, "hundred").have, view(play, "hundred").target) == (10, 10)
    assert play.reply("countdown start hundred") == "too_soon"


def test_a_figure_that_is_reached_already_is_not_waited_for() -> None:
    play = Playbook(ORDERS)
    play("""
        0:01  -- live
        0:02  operator: order add 30
    """)
    assert play.reply("countdown start hundred") == "reached_already"


def test_a_figure_that_is_reached_while_the_room_is_away_counts_when_it_is_back() -> None:
    play = Playbook(ORDERS)
    play("""
        0:01  -- live
        0:10  operator: countdown start hundred
        0:20  -- lost
        0:25  operator: order add 6
        0:30  operator: order add 6
        1:00  -- live
        1:00  >> Ten!
    """)


@pytest.mark.parametrize(("stops", "goes_on"), [("-- lost", "-- live"), ("operator: pause", "operator: resume")])
def test_marks_that_pass_meanwhile_are_skipped(stops: str, goes_on: str) -> None:
    play = begun()
    play(f"""
        2:50  {stops}
        3:20  {goes_on}
        3:50  >> 10 seconds to the bag!
        4:00  >> Here it is!
        4:08  >> Red or blue?
    """)


@pytest.mark.parametrize(("stops", "why"), [("-- lost", "not_live"), ("operator: panic", "panicked")])
def test_a_zero_that_nobody_sees_starts_nothing_and_is_told(stops: str, why: str) -> None:
    play = begun()
    play(f"""
        2:50  {stops}
        5:00  -- tick
    """)
    assert play.notices("countdown_missed") == [{"id": "bag", "why": why, "then": "polls.colour, codes.moon"}]
    assert not play.code("moon").open


def test_while_the_operator_pauses_zero_says_nothing_but_opens_what_follows() -> None:
    play = begun()
    play("""
        3:00  >> 1 minute to the bag!
        3:10  operator: pause
        4:05  operator: resume
        4:05  >> Red or blue?
    """)
    assert play.code("moon").open


def test_a_late_line_is_dropped_rather_than_wrong() -> None:
    play = begun(settles=False)
    play("""
        3:55  -- sent
        4:03  >> Here it is!
    """)
    states = dict(play.outbox)
    assert (states["1 minute to the bag!"], states["10 seconds to the bag!"]) == ("expired", "expired")


def test_in_assist_mode_the_next_mark_takes_the_place_of_the_last() -> None:
    play = Playbook(BAG, mode="assist")
    play("""
        0:01  -- live
        1:00  operator: countdown start bag
        3:01  -- tick
    """)
    assert play.outbox == [("3 minutes to the bag!", "dropped"), ("1 minute to the bag!", "offered")]
    play("3:51  -- tick")
    assert play.outbox[1:] == [("1 minute to the bag!", "dropped"), ("10 seconds to the bag!", "offered")]


class TestOperators:
    def test_stopping_is_taken_back(self) -> None:
        play = begun()
        play("""
            2:55  operator: countdown stop bag
            3:05  operator: undo
            3:50  >> 10 seconds to the bag!
            3:55  operator: countdown stop bag
            4:05  operator: undo
        """)
        assert view(play).state == "stopped"

    def test_what_is_stopped_while_it_stands_still_stands_still_again(self) -> None:
        play = begun()
        play("""
            1:30  operator: countdown pause bag
            1:40  operator: countdown stop bag
            9:00  operator: undo
        """)
        assert (view(play).state, view(play).left_ms) == ("paused", 150_000)

    def test_it_stands_still_and_goes_on(self) -> None:
        play = begun()
        play("""
            2:30  operator: countdown pause bag
            9:00  operator: countdown add bag 1m
            10:00  operator: countdown resume bag
            11:30  >> 1 minute to the bag!
            11:40  operator: countdown stop bag
        """)
        assert play.notices("countdown_resumed") == [{"id": "bag", "left_ms": "150000"}]

    def test_it_lasts_longer_and_what_is_true_again_is_said_again(self) -> None:
        play = begun()
        play("""
            3:00  >> 1 minute to the bag!
            3:30  operator: countdown add bag 2m
            3:31  operator: say Two minutes more
            3:31  >> Two minutes more
            5:00  >> 1 minute to the bag!
            5:10  operator: countdown stop bag
        """)

    def test_it_does_not_begin_anew_for_the_same_thing(self) -> None:
        play = begun()
        play("""
            1:10  operator: countdown stop bag
        """)
        reply = play.replied("countdown start bag")
        assert (reply.kind, reply.data["left_ms"]) == ("too_soon", "600000")
        assert view(play).again_at_ms == START_MS + 670_000
        play("""
            11:00  operator: say Now the next bag
            11:00  >> Now the next bag
            11:10  operator: countdown start bag
            11:10  >> 3 minutes to the bag!
        """)

    def test_what_cannot_be_done_is_said(self) -> None:
        play = Playbook(BAG)
        assert play.reply("countdown start bag") == "not_live"
        assert play.reply("countdown start gone") == "unknown"
        assert play.reply("countdown stop gone") == "unknown"
        assert play.reply("countdown add gone 1m") == "unknown"
        assert play.reply("countdown stop bag") == "not_open"
        assert play.reply("countdown pause bag") == "not_open"
        play("""
            0:01  -- live
            1:00  operator: countdown start bag
            1:00  >> 3 minutes to the bag!
        """)
        assert play.reply("countdown start bag") == "already_open"
        assert play.reply("countdown resume bag") == "wrong_state"
        play("1:01  operator: panic")
        assert play.reply("countdown stop bag") == "done"
        play.load(BAG.replace("again_after: 10m", "again_after: 0"))
        assert play.reply("countdown start bag") == "panicked"

    def test_one_to_a_figure_has_no_length(self) -> None:
        play = Playbook(ORDERS)
        play("""
            0:01  -- live
            0:10  operator: countdown start hundred
        """)
        assert play.reply("countdown add hundred 1m") == "no_length"
        assert play.reply("countdown pause hundred") == "no_length"
        assert play.reply("countdown stop hundred") == "done"
        assert play.reply("undo") == "done"
        assert view(play, "hundred").state == "running"

    @pytest.mark.parametrize("time", ["2", "m", "0s", "-1m", "25h", "soon", "9999h", "٣m"])
    def test_a_time_that_is_none_is_refused(self, time: str) -> None:
        with pytest.raises(ValueError, match="such as 30s, 2m or 1h30m"):
            parse_command(["countdown", "add", "bag", time])


class TestPressure:
    def test_a_calm_text_takes_the_place(self) -> None:
        play = Playbook(BAG + MARKET)
        play("""
            0:01  -- live
            1:00  operator: countdown start bag
            1:00  >> The bag is next: 3 minutes
        """)
        assert view(play).is_calm
        assert view(play).text == "The bag is next: {left}"

    def test_without_one_nothing_is_said_at_the_marks(self) -> None:
        play = Playbook(BAG.replace("calm:", "#") + MARKET)
        play("""
            0:01  -- live
            1:00  operator: countdown start bag
            4:00  >> Here it is!
            4:08  >> Red or blue?
        """)
        assert view(play).text == ""

    def test_a_calm_text_alone_is_for_every_market(self) -> None:
        play = Playbook(BAG.replace("texts:", "#"))
        play("""
            0:01  -- live
            1:00  operator: countdown start bag
            1:00  >> The bag is next: 3 minutes
        """)

    @pytest.mark.parametrize(("market", "why"), [("", "no_text"), (MARKET, "urgency_unwelcome")])
    def test_why_nothing_is_said_is_traced(self, market: str, why: str) -> None:
        play = Playbook(BAG.replace("calm:", "#").replace("texts:", "texts:" if market else "#") + market)
        play("0:01  -- live")
        play.feed(play.command(parse_command(["countdown", "start", "bag"]), START_MS + 5_000))
        assert kinds(play) == ["started", why]


class TestRules:
    def test_what_runs_keeps_its_time(self) -> None:
        play = begun()
        play("""
            2:30  -- tick
        """)
        play.load(BAG.replace("for: 3m", "for: 1h").replace("[3m, 1m, 10s]", "[2m, 45s]"))
        play("""
            3:15  >> 45 seconds to the bag!
            4:00  >> Here it is!
            4:08  >> Red or blue?
        """)

    @pytest.mark.parametrize("rules", ["", ORDERS.replace("id: hundred", "id: bag")])
    def test_what_is_gone_or_counts_another_way_is_stopped(self, rules: str) -> None:
        play = begun()
        assert play.reply("countdown stop bag") == "done"
        assert play.reply("undo") == "done"
        play.load(rules)
        assert play.room.state.countdowns["bag"].state == "stopped"
        assert len(play.notices("countdown_stopped")) == 2

    def test_a_stop_whose_rule_is_gone_is_not_taken_back(self) -> None:
        play = begun()
        play("""
            1:05  operator: countdown stop bag
        """)
        play.load("")
        assert play.reply("undo") == "nothing_to_undo"

    def test_a_restart_in_the_middle_changes_nothing(self) -> None:
        play = begun()
        play.room = type(play.room).restore(play.room.snapshot())
        play("""
            2:00  -- restart
            2:05  -- live
            3:00  >> 1 minute to the bag!
            3:50  >> 10 seconds to the bag!
            4:00  >> Here it is!
            4:08  >> Red or blue?
        """)

    def test_another_rule_starts_it(self) -> None:
        play = Playbook(BAG.replace("again_after: 10m", "starts: [{after: 1m}, {said: '!bag'}]"))
        play("""
            0:01  -- live
            1:01  >> 3 minutes to the bag!
            3:01  >> 1 minute to the bag!
            3:51  >> 10 seconds to the bag!
            4:01  >> Here it is!
            4:09  >> Red or blue?
        """)

    @pytest.mark.parametrize(
        ("written", "error"),
        [
            ({}, "found none"),
            ({"for": "5m", "at": "21:00"}, "found for and at"),
            ({"for": "5m", "amounts": ["5"]}, "amounts belong to until"),
            ({"until": {"orders": "5"}, "marks": ["5m"]}, "marks belong to a time"),
            ({"for": "1s"}, "greater than or equal"),
            ({"at": "9pm"}, "pattern"),
            ({"for": "5m", "then": ["colour"]}, "pattern"),
            ({"for": "5m", "texts": {"en": "{minutes} left"}}, "unknown placeholder {minutes}"),
        ],
    )
    def test_a_wrong_rule_says_what_is_wrong(self, written: dict[str, object], error: str) -> None:
        with pytest.raises(ValidationError, match=error):
            CountdownRule.model_validate({"id": "x"} | written)

    def test_a_rule_is_the_same_when_it_is_read_back(self) -> None:
        play = Playbook(BAG)
        loaded = [step.event for step in play.steps if isinstance(step.event, RulesLoaded)]
        assert CountdownRule.model_validate(loaded[0].rules["countdowns"][0]) == play.room.book.countdowns["bag"]

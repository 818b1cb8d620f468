"""Codes that open and close: by what opens them, for how long, and what is said of it."""

from typing import Any

import pytest
from pydantic import ValidationError

from livebot.engine.lines.codes import CodeRule
from livebot.engine.room import Room
from livebot.testing import START_MS, Playbook
from livebot.viewers import Viewer

DOORS = """
codes:
  - id: moonlight
    phrases: ["🌙🌙🌙"]
    reply: {en: "Moonlight family! {viewer}"}
    cooldown: {user: 0, room: 0}
    when: manual
    open_for: 5m
    opening: {en: "The code counts now", es: "La clave vale ahora"}
    closing: {en: "The code is asleep again"}
    starts: [%s]
"""


def doors(start: str = "{reached: {orders: 2}}", **settings: Any) -> Playbook:
    return Playbook(DOORS % start, chat={"min_gap_ms": 0, **settings.pop("chat", {})}, **settings)


class TestOccasions:
    @pytest.mark.parametrize(
        ("start", "what", "kind", "data"),
        [
            (
                "{reached: {orders: 2}}",
                "1:00 -- ordered a\n1:00 -- ordered b",
                "start_reached",
                {"figure": "orders", "amount": "2"},
            ),
            ("{each: {likes: 100}}", "1:00 -- likes 100", "start_each", {"figure": "likes", "amount": "100"}),
            ("{reached: {viewers: 50}}", "1:00 -- viewers 51", "start_reached", {"figure": "viewers", "amount": "50"}),
            ("{ending: true}", "1:00 operator: ending", "start_ending", {}),
            ("{after: 1m}", "", "start_after", {"left_ms": "60000"}),
            ("{every: 1m}", "", "start_every", {"left_ms": "60000"}),
            ('{at: "22:14"}', "", "start_at", {"at": "22:14"}),
        ],
    )
    def test_it_opens_says_so_and_closes_by_itself(
        self, start: str, what: str, kind: str, data: dict[str, str]
    ) -> None:
        play = doors(start)
        at, opened_ms = ("0:40", 40_000) if "{at" in start else ("1:00", 60_000)
        play(f"0:00 -- live\n0:30 ana: 🌙🌙🌙\n{what}\n{at} >> The code counts now\n{at} -- tick")
        code = play.code("moonlight")
        opened_ms += START_MS
        assert code.why_open is not None
        assert (code.hits, code.open, code.why_open.kind, code.why_open.data) == (0, True, kind, data)
        assert (code.opened_at_ms, code.closes_at_ms) == (opened_ms, opened_ms + 300_000)
        if "every" in start:
            return  # it opens again at once
        closes = "5:40" if "{at" in start else "6:00"
        play(f"5:30 ana: 🌙🌙🌙\n5:30 >> Moonlight family! Ana\n{closes} >> The code is asleep again\n7:00 bo: 🌙🌙🌙")
        code = play.code("moonlight")
        assert (code.hits, code.open, code.why_open, code.opened_at_ms, code.closes_at_ms) == (1, False, None, 0, 0)

    @pytest.mark.parametrize(
        ("viewer", "opens"),
        [
            (Viewer(id="h", handle="host", is_host=True), True),
            (Viewer(id="m", handle="mo", is_moderator=True), True),
            (Viewer(id="v", handle="ana"), False),
        ],
    )
    def test_the_hosts_slogan_opens_it_and_a_viewers_does_not(self, viewer: Viewer, *, opens: bool) -> None:
        play = doors('{said: ["the moon rises"]}')
        play("0:00 -- live")
        play.feed(play.comment(viewer.id, "The Moon rises", START_MS + 60_000, viewer=viewer))
        assert play.code("moonlight").open is opens
        if opens:
            play("1:00 >> The code counts now\n1:01 ana: 🌙🌙🌙\n1:01 >> Moonlight family! Ana")
            assert play.code("moonlight").why_open.data == {"said": "the moon rises"}  # type: ignore[union-attr]

    def test_another_rule_opens_it(self) -> None:
        play = doors()
        play("0:00 -- live")
        turn = play.room._turn(None)
        turn.start("codes.moonlight")
        play.room._see_to(turn)
        why = play.code("moonlight").why_open
        assert (why.kind if why else "") == "by_rule"

    def test_an_occasion_that_comes_while_it_is_open_changes_nothing(self) -> None:
        play = doors("{each: {likes: 10}}")
        play("""
            0:00  -- live
            1:00  -- likes 10
            1:00  >> The code counts now
            3:00  -- likes 10
            6:00  >> The code is asleep again
            7:00  -- likes 10
            7:00  >> The code counts now
        """)


class TestByHand:
    def closed(self, play: Playbook) -> Playbook:
        """Let an operator open the code at 1:00 and close it at 2:00."""
        play("""
            0:00  -- live
            1:00  operator: code open moonlight
            1:00  >> The code counts now
            2:00  operator: code close moonlight
            2:00  >> The code is asleep again
        """)
        return play

    def test_an_operator_opens_and_closes_it_also_before_the_show(self) -> None:
        play = doors()
        assert play.reply("code open moonlight") == "done"
        play("0:00 -- live\n0:30 operator: code close moonlight\n0:30 >> The code is asleep again")
        play("0:40 operator: code open moonlight\n0:40 >> The code counts now\n0:40 -- tick")
        why = play.code("moonlight").why_open
        assert (why.kind if why else "") == "by_hand"
        assert play.reply("code open moonlight") == "already_open"
        assert play.reply("code close sunlight") == "unknown"

    def test_undo_of_a_close_leaves_the_time_that_was_left(self) -> None:
        play = self.closed(doors())
        play("""
            4:00  operator: undo
            4:01  ana: 🌙🌙🌙
            4:01  >> Moonlight family! Ana
            8:00  >> The code is asleep again
        """)
        assert play.notices("undone") == [{"what": "codes.moonlight"}]
        assert play.reply("undo") == "nothing_to_undo"

    def test_undo_takes_back_the_line_that_still_waits(self) -> None:
        play = Playbook(DOORS % "{ending: true}")
        play("""
            0:00  -- live
            1:00  operator: code open moonlight
            1:00  >> The code counts now
            1:02  operator: code close moonlight
            1:03  operator: undo
            6:01  >> The code is asleep again
        """)

    def test_undo_opens_one_without_a_time_limit_too(self) -> None:
        play = Playbook('codes: [{id: sun, phrases: [sun], when: manual, reply: {en: "Sun"}}]')
        play("0:00 -- live\n0:01 operator: code open sun\n0:02 operator: code close sun\n0:03 operator: undo")
        assert (play.code("sun").open, play.code("sun").closes_at_ms) == (True, 0)

    @pytest.mark.parametrize("since", ["code open moonlight", "rules", "other rules"])
    def test_what_moved_on_since_is_not_undone(self, since: str) -> None:
        play = self.closed(doors("{ending: true}"))
        if since == "rules":
            play.load("")
        elif since == "other rules":
            play.load("codes: [{id: moonlight, phrases: [moon]}]")
        else:
            play(f"3:00 operator: {since}\n3:00 >> The code counts now")
        assert play.reply("undo") == "nothing_to_undo"

    def test_what_was_closed_closed_itself_since_and_has_no_time_left(self) -> None:
        play = self.closed(doors("{ending: true}"))
        play("""
            3:00  operator: ending
            3:00  >> The code counts now
            8:00  >> The code is asleep again
        """)
        assert play.reply("undo") == "done"  # the ending
        assert play.reply("undo") == "nothing_to_undo"


class TestSilence:
    def test_while_the_room_is_away_it_closes_without_a_word(self) -> None:
        play = doors("{after: 1m}")
        play("0:00 -- live\n1:00 >> The code counts now\n5:00 -- lost\n7:00 -- live")
        assert not play.code("moonlight").open

    def test_after_panic_nothing_is_said_but_it_is_open(self) -> None:
        play = doors("{after: 1m}")
        play("0:00 -- live\n0:30 operator: panic\n2:00 -- tick")
        assert play.code("moonlight").open

    def test_a_pause_holds_its_line_back_until_nobody_needs_it_an_operators_not(self) -> None:
        play = doors("{after: 1m}")
        play("0:00 -- live\n0:30 operator: pause\n2:30 operator: resume\n2:40 -- tick")
        assert play.outbox == [("The code counts now", "expired")]
        play("2:41 operator: pause\n2:42 operator: code close moonlight\n2:42 >> The code is asleep again")

    def test_what_the_market_does_not_let_pass_is_not_said_and_keeps_nothing_from_opening(self) -> None:
        market = """
market: {market: US, name: {en: US}, updated: 2026-01-01, rules: [
  {id: top, about: claim, source: page, source_date: 2026-01-01, reason: {en: no}, words: {und: [counts]}}]}
"""
        play = Playbook(DOORS % "{after: 1m}" + market)
        play("0:00 -- live\n2:00 -- tick")
        assert (play.code("moonlight").open, play.outbox) == (True, [("The code counts now", "blocked")])

    def test_in_assist_mode_its_lines_are_offered_and_the_first_is_overtaken(self) -> None:
        play = doors("{after: 1m}", mode="assist")
        play("0:00 -- live\n1:30 operator: code close moonlight")
        assert play.outbox == [("The code counts now", "dropped"), ("The code is asleep again", "offered")]


class TestReloadAndRestart:
    def test_a_restart_in_between_changes_nothing(self) -> None:
        play = doors("{after: 1m}")
        play("0:00 -- live\n1:00 >> The code counts now\n2:00 -- tick")
        play.room = Room.restore(play.room.snapshot())
        play("2:10 -- restart\n2:20 -- live\n6:00 >> The code is asleep again")

    def test_a_code_whose_rule_goes_is_closed_when_it_comes_back(self) -> None:
        play = doors("{after: 1m}")
        play("0:00 -- live\n1:00 >> The code counts now\n2:00 -- tick")
        play.load("")
        play("9:00 -- tick")
        play.load(DOORS % "{after: 1m}")
        play("9:10 -- tick")
        assert not play.code("moonlight").open

    def test_other_texts_leave_it_open(self) -> None:
        play = doors("{after: 1m}")
        play("0:00 -- live\n1:00 >> The code counts now\n2:00 -- tick")
        play.load((DOORS % "{after: 1m}").replace("asleep", "gone"))
        play("6:00 >> The code is gone again")


@pytest.mark.parametrize(
    "field", ["starts: [{ending: true}]", "open_for: 5m", "opening: {en: Now}", "closing: {en: Bye}"]
)
def test_what_opens_and_closes_belongs_to_a_manual_code(field: str) -> None:
    name = field.partition(":")[0]
    with pytest.raises(ValidationError, match=f"{name} is of a code .* add when: manual"):
        Playbook(f"codes: [{{id: moon, phrases: [moon], {field}}}]")
    with pytest.raises(ValidationError, match="greater"):
        CodeRule.model_validate({"id": "m", "phrases": ["m"], "when": "manual", "open_for": "10ms"})

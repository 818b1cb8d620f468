import pytest

from livebot.commands import Say
from livebot.effects import OfferChat, SendChat
from livebot.engine.lines.chat import MOST_UNSENT, SETTLED_KEPT
from livebot.events import ChatFailed
from livebot.testing import START_MS, Playbook
from livebot.viewers import Viewer


class TestPace:
    def test_the_gap_begins_when_the_last_line_is_settled(self) -> None:
        play = Playbook(settles=False)
        play("""
            0:00  -- live
            0:01  operator: say One
            0:01  >> One
            0:02  operator: say Two
            0:05  -- sent
            0:13  >> Two
            0:14  -- maybe
            0:15  operator: say Three
            0:22  >> Three
            0:23  -- failed
            0:24  operator: say Four
            0:31  >> Four
        """)

    def test_nothing_goes_out_while_one_is_in_flight(self) -> None:
        play = Playbook(settles=False)
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:02 operator: say Two\n1:59 -- tick")
        assert play.outbox == [("One", "sending"), ("Two", "waiting")]

    def test_no_more_than_the_cap_within_a_minute(self) -> None:
        play = Playbook(chat={"min_gap_ms": 2_000, "max_per_minute": 3})
        play("""
            0:00  -- live
            0:01  operator: say One
            0:01  >> One
            0:02  operator: say Two
            0:03  >> Two
            0:10  operator: say Three
            0:10  >> Three
            0:11  operator: say Four
            0:12  operator: say Five
            1:01  >> Four
            1:03  >> Five
        """)

    def test_the_operator_goes_first_then_polls_codes_and_prompts(self) -> None:
        play = Playbook("""
            polls: [{id: p, question: {en: "A or B?"}, options: [{key: A}, {key: B}]}]
            codes: [{id: c, phrases: [moon], reply: {en: "Moon!"}}]
            prompts: [{id: h, every: 10s, texts: [{en: "Hello"}]}]
        """)
        play("""
            0:00  -- live
            0:08  operator: say One
            0:08  >> One
            0:09  ana: moon
            0:10  operator: poll open p
            0:11  operator: say Two
            0:16  >> Two
            0:24  >> A or B?
            0:29  bo: moon
            0:32  >> Moon!
            0:40  >> Hello
        """)
        assert play.status.counters["lines_expired"] == 1  # the answer to ana, in the end


class TestTexts:
    def test_what_waited_too_long_is_dropped_and_counted(self) -> None:
        play = Playbook("codes: [{id: c, phrases: [moon], reply: {en: Moon!}}]", settles=False)
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:02 ana: moon\n0:21.999 -- tick")
        assert play.outbox[1] == ("Moon!", "waiting")
        play("0:22 -- tick\n0:30 -- sent")
        assert play.outbox == [("One", "sent"), ("Moon!", "expired")]
        assert play.notices("line_expired") == [{"line": "2", "text": "Moon!"}]

    def test_the_effect_says_until_when_it_may_be_sent(self) -> None:
        play = Playbook()
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One")
        assert play.effects(SendChat) == [
            SendChat(id=play.effects(SendChat)[0].id, line=1, text="One", expires_at_ms=START_MS + 121_000)
        ]

    def test_a_line_over_the_limit_is_refused_never_cut(self) -> None:
        play = Playbook("codes: [{id: c, phrases: [moon], reply: {en: 'Moon, {viewer}!'}}]", chat={"max_chars": 10})
        play("0:00 -- live\n0:01 ana: moon\n0:01 >> Moon, Ana!\n0:30 anabella: moon")
        effects = play.feed(play.command(Say(text="12345678901")))
        assert [(effect.kind, effect.data) for effect in effects] == [("too_long", {"have": "11", "max": "10"})]  # type: ignore[union-attr]
        assert play.status.counters["lines_refused"] == 1
        assert play.notices("line_refused") == [{"reason": "too_long", "text": "Moon, Anabella!"}]

    def test_a_line_without_a_visible_character_is_refused(self) -> None:
        play = Playbook()
        play("0:00 -- live")
        assert play.reply("say \u200b") == "empty"

    def test_no_identical_text_twice_in_a_row(self) -> None:
        play = Playbook()
        play("0:00 -- live\n0:01 operator: say Hi  ALL\n0:01 >> Hi ALL")
        assert play.reply("say hi all") == "repeated"
        play("0:20 operator: say Bye\n0:20 >> Bye\n0:30 operator: say Hi all\n0:30 >> Hi all")

    def test_nor_twice_in_a_row_among_those_that_wait(self) -> None:
        play = Playbook()
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:02 operator: say Two")
        assert play.reply("say two") == "repeated"
        assert play.reply("say one") == "done"
        play("0:09 >> Two\n0:17 >> one")

    def test_a_line_whose_turn_comes_after_its_like_is_dropped(self) -> None:
        play = Playbook("codes: [{id: c, phrases: [moon], reply: {en: Moon!}}]", chat={"min_gap_ms": 3_000})
        play("""
            0:00  -- live
            0:01  operator: say Hello
            0:01  >> Hello
            0:02  ana: moon
            0:03  operator: say Sun
            0:03  operator: say Moon!
            0:04  >> Sun
            0:07  >> Moon!
            0:30  -- tick
        """)
        assert [line.reason for line in play.status.outbox if line.state == "dropped"] == ["repeated"]

    def test_a_line_that_certainly_did_not_go_out_may_be_said_again(self) -> None:
        play = Playbook(settles=False)
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:02 -- failed\n0:10 operator: say One\n0:10 >> One")

    def test_but_not_the_one_before_it(self) -> None:
        play = Playbook(settles=False)
        play("""
            0:00  -- live
            0:01  operator: say One
            0:01  >> One
            0:02  -- sent
            0:10  operator: say Two
            0:10  >> Two
            0:11  -- failed
        """)
        assert play.reply("say One") == "repeated"

    def test_a_crowd_fills_the_lane_for_nobody_else(self) -> None:
        play = Playbook("codes: [{id: c, phrases: [moon], reply: {en: 'Moon, {viewer}'}, cooldown: {room: 0}}]")
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One")
        for number in range(100):
            play.feed(play.comment(f"v{number}", "moon", START_MS + 2_000))
        assert len([line for line in play.status.outbox if line.state == "waiting"]) == MOST_UNSENT
        assert play.status.counters["lines_refused"] == 100 - MOST_UNSENT
        assert play.notices("line_refused") == []
        for number in range(MOST_UNSENT):
            assert play.reply(f"say Line {number}") == "done"
        assert play.reply("say One more") == "lane_full"


class TestAssist:
    def test_a_line_is_offered_and_marked_sent_by_a_key(self) -> None:
        play = Playbook(mode="assist")
        play("0:00 -- live\n0:01 operator: say One\n0:02 operator: say Two")
        assert play.offered == ["One", "Two"]
        assert play.effects(OfferChat)[0].line == 1
        assert play.reply("outbox sent 1") == "done"
        assert play.outbox == [("One", "sent"), ("Two", "offered")]
        assert play.notices("line_sent") == [{"line": "1", "text": "One"}]
        assert play.effects(SendChat) == []

    def test_or_by_its_echo_from_an_own_account(self) -> None:
        play = Playbook(mode="assist", chat={"own_accounts": ["@shop"]})
        play("0:00 -- live\n0:01 operator: say One\n0:10 ana: one\n0:11 -- tick")
        assert play.outbox == [("One", "offered")]
        play("0:20 Shop: ONE")
        assert play.outbox == [("One", "sent")]

    def test_an_echo_from_another_account_is_not_counted_and_marks_nothing(self) -> None:
        play = Playbook(mode="assist")
        play("""
            0:00 -- live
            0:01 operator: say Any questions?
            1:50 someone?: any questions?
            1:51 ana?: any questions?
        """)
        assert play.outbox == [("Any questions?", "offered")]
        assert [asker.name for asker in play.card(1).askers] == ["Ana"]

    def test_offers_are_kept_long_enough_to_copy_them(self) -> None:
        play = Playbook("codes: [{id: c, phrases: [moon], reply: {en: Moon!}}]", mode="assist")
        play("0:00 -- live\n0:01 ana: moon\n2:00 -- tick")
        assert play.outbox == [("Moon!", "offered")]
        play("2:01 -- tick")
        assert play.outbox == [("Moon!", "expired")]

    def test_one_that_was_posted_a_little_too_late_is_posted_all_the_same(self) -> None:
        rules = """
            prompts: [{id: hello, every: 1h, texts: [{en: "Y?"}], opens: ask}]
            quick: [{id: ask, ask: {en: "Y?"}, answers: {Y: []}}]
        """
        for name, state, is_open in (("shop", "sent", True), ("someone", "expired", False)):
            play = Playbook(rules, mode="assist", chat={"own_accounts": ["shop"]})
            play(f"0:00 -- live\n0:01 operator: prompt send hello\n2:30 {name}: Y?\n2:31 ana: hi")
            assert play.outbox == [("Y?", state)]
            assert play.quick("ask").open is is_open
            assert play.status.counters["comments"] == 1

    def test_an_offer_that_was_not_taken_may_be_offered_again(self) -> None:
        play = Playbook(mode="assist")
        play("0:00 -- live\n0:01 operator: say One")
        assert play.reply("say One") == "repeated"
        play("0:02 operator: outbox drop 1\n0:03 operator: say One")
        assert play.offered == ["One", "One"]

    def test_the_same_offer_is_not_shown_twice(self) -> None:
        play = Playbook(mode="assist")
        play("""
            0:00  -- live
            0:01  operator: say One
            0:02  operator: outbox sent 1
            0:11  -- paused
        """)
        assert play.reply("say Two") == "not_live"
        play.load("codes: [{id: c, phrases: [moon], reply: {en: One}}, {id: d, phrases: [sun], reply: {en: Sun}}]")
        play("0:12 bo: sun\n0:13 ana: moon\n0:14 operator: outbox drop 2\n0:15 -- resumed")
        assert play.outbox == [("One", "sent"), ("Sun", "dropped"), ("One", "dropped")]

    def test_what_livebot_says_by_itself_is_offered_in_the_lanes_pace(self) -> None:
        code = "codes: [{id: c, phrases: [moon], reply: {en: 'Moon, {viewer}'}, cooldown: {room: 0}}]"
        play = Playbook(code, mode="assist", chat={"max_per_minute": 3})
        play("0:00 -- live\n0:01 ana: moon\n0:02 bo: moon\n0:03 cy: moon\n0:08 -- tick")
        assert play.offered == ["Moon, Ana"]
        play("0:09 -- tick\n0:17 -- tick")
        assert play.offered == ["Moon, Ana", "Moon, Bo", "Moon, Cy"]
        play("0:50 di: moon\n1:00 -- tick")
        assert len(play.offered) == 3  # no more than three within a minute
        play("1:01 -- tick")
        assert play.offered[3:] == ["Moon, Di"]

    def test_an_answer_that_waited_too_long_for_its_turn_is_not_offered(self) -> None:
        code = "codes: [{id: c, phrases: [moon], reply: {en: 'Moon, {viewer}'}, cooldown: {room: 0}}]"
        play = Playbook(code, mode="assist", chat={"max_per_minute": 1})
        play("0:00 -- live\n0:01 ana: moon\n0:02 bo: moon\n0:22 -- tick")
        assert play.outbox == [("Moon, Ana", "offered"), ("Moon, Bo", "expired")]

    def test_what_the_operator_asks_for_is_offered_at_once_even_in_a_pause(self) -> None:
        play = Playbook(
            'polls: [{id: p, question: {en: "A or B?"}, options: [{key: A}, {key: B}]}]\n'
            "prompts: [{id: h, every: 1h, texts: [{en: Hello}]}]",
            mode="assist",
            chat={"max_per_minute": 1},
        )
        play("""
            0:00  -- live
            0:01  operator: say One
            0:02  operator: say Two
            0:03  operator: pause
            0:04  operator: poll open p
            0:05  operator: prompt send h
        """)
        assert play.offered == ["One", "Two", "A or B?", "Hello"]

    def test_lines_that_cannot_be_marked(self) -> None:
        play = Playbook(mode="assist")
        play("0:00 -- live\n0:01 operator: say One\n0:02 operator: outbox sent 1")
        assert play.reply("outbox sent 7") == "unknown_line"
        assert play.reply("outbox drop 7") == "unknown_line"
        assert play.reply("outbox sent 1") == "wrong_state"
        assert play.reply("outbox drop 1") == "wrong_state"


class TestModes:
    def test_a_waiting_line_that_is_too_long_under_changed_settings_is_dropped(self) -> None:
        play = Playbook(settles=False)
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:02 operator: say A longer line")
        play.load("", chat={"max_chars": 10})
        assert play.outbox == [("One", "sending"), ("A longer line", "dropped")]
        assert play.notices("line_refused") == [{"reason": "too_long", "text": "A longer line"}]

    def test_off_says_nothing(self) -> None:
        play = Playbook("codes: [{id: c, phrases: [moon], reply: {en: Moon!}}]", mode="off")
        play("0:00 -- live\n0:01 ana: moon\n9:00 -- tick")
        assert play.reply("say Hi") == "chat_off"
        assert (play.outbox, play.code("c").hits) == ([], 1)

    def test_turning_it_off_drops_what_waits(self) -> None:
        play = Playbook()
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:02 operator: say Two")
        play.load("", chat={"mode": "off"})
        assert play.outbox == [("One", "sent"), ("Two", "dropped")]
        assert play.status.outbox[1].reason == "chat_off"

    def test_from_assist_to_off_nothing_is_left_to_post(self) -> None:
        play = Playbook(mode="assist")
        play("0:00 -- live\n0:01 operator: say One")
        play.load("", chat={"mode": "off"})
        assert play.outbox == [("One", "dropped")]

    def test_from_auto_to_assist_what_waits_is_offered(self) -> None:
        play = Playbook()
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:02 operator: say Two\n0:03 operator: say Three")
        play.load("", chat={"mode": "assist"})
        assert play.offered == ["Two", "Three"]

    def test_and_can_be_copied_as_long_as_any_other_offer(self) -> None:
        play = Playbook("codes: [{id: c, phrases: [moon], reply: {en: Moon!}}]")
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:02 ana: moon\n0:05 -- tick")
        play.load("", chat={"mode": "assist"})
        play("2:08 -- tick")  # offered at 0:09, when the gap had passed
        assert play.outbox == [("One", "sent"), ("Moon!", "offered")]
        play("2:09 -- tick")
        assert play.outbox == [("One", "sent"), ("Moon!", "expired")]

    def test_from_assist_to_auto_offers_stay_the_operators(self) -> None:
        play = Playbook(mode="assist")
        play("0:00 -- live\n0:01 operator: say One")
        play.load("", chat={"mode": "auto"})
        play("0:20 operator: say Two\n0:20 >> Two")
        assert play.outbox == [("One", "offered"), ("Two", "sent")]


class TestSilence:
    def test_lines_wait_until_the_room_is_back(self) -> None:
        play = Playbook("codes: [{id: c, phrases: [moon], reply: {en: 'Moon, {viewer}'}, cooldown: {room: 0}}]")
        play("0:00 -- live\n0:05 -- paused\n0:06 ana: moon\n0:20 bo: moon\n0:30 -- resumed\n0:30 >> Moon, Bo")

    def test_a_pause_holds_back_what_is_automatic_but_not_the_operator(self) -> None:
        play = Playbook("codes: [{id: c, phrases: [moon], reply: {en: Moon!}}]")
        play("""
            0:00  -- live
            0:01  operator: pause
            0:02  ana: moon
            0:03  operator: say One
            0:03  >> One
            0:15  operator: resume
            0:15  >> Moon!
        """)
        assert [notice for kind in ("paused", "resumed") for notice in play.notices(kind)] == [{}, {}]

    def test_panic_stops_all_posting_and_throws_away_what_waits(self) -> None:
        play = Playbook("codes: [{id: c, phrases: [moon], reply: {en: Moon!}}]")
        play("""
            0:00 -- live
            0:01 operator: say One
            0:01 >> One
            0:02 operator: say Two
            0:03 operator: panic
            0:05 ana: moon
        """)
        assert play.reply("say Three") == "panicked"
        assert play.status.panicked
        play("1:00 operator: resume\n1:01 operator: say Four\n1:01 >> Four")
        assert play.outbox == [("One", "sent"), ("Two", "dropped"), ("Four", "sent")]

    def test_panic_throws_offers_away_too(self) -> None:
        play = Playbook(mode="assist")
        play("0:00 -- live\n0:01 operator: say One\n0:02 operator: panic")
        assert [(line.state, line.reason) for line in play.status.outbox] == [("dropped", "panic")]

    def test_a_line_that_was_in_flight_does_not_come_back_from_a_rate_limit(self) -> None:
        play = Playbook(settles=False)
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:02 operator: panic")
        sent = play.effects(SendChat)[0]
        play.feed(
            ChatFailed(at_ms=START_MS + 3_000, effect_id=sent.id, reason="rate limited", retry_at_ms=START_MS + 9_000)
        )
        play("0:20 operator: resume\n1:00 -- tick")
        assert play.outbox == [("One", "dropped")]

    @pytest.mark.parametrize("phase", ["0:00 -- tick", "0:00 -- live\n0:01 -- lost", "0:00 -- live\n0:01 -- ended"])
    def test_nothing_can_be_said_where_nobody_is(self, phase: str) -> None:
        play = Playbook()
        play(phase)
        assert play.reply("say Hello") == "not_live"


def test_the_outbox_keeps_the_last_settled_lines() -> None:
    play = Playbook(chat={"min_gap_ms": 0, "max_per_minute": 60})
    play("0:00 -- live")
    for number in range(SETTLED_KEPT + 10):
        play(f"{number}:01 operator: say Line {number}\n{number}:01 >> Line {number}")
    texts = [line.text for line in play.status.outbox]
    assert len(texts) <= SETTLED_KEPT + 1
    assert texts[-1] == f"Line {SETTLED_KEPT + 9}"


def test_an_own_account_is_known_by_its_handle_in_any_case() -> None:
    play = Playbook(chat={"own_accounts": ["@Shop.Bot"]})
    play("0:00 -- live")
    play.feed(play.comment("x", "hello", START_MS, viewer=Viewer(id="1", handle="SHOP.bot")))
    assert play.status.counters == {"own_comments": 1}

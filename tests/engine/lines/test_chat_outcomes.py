"""What becomes of a line that is on its way: outcomes, and its echo in the room."""

from livebot.effects import SendChat
from livebot.engine.lines.chat import SETTLED_KEPT
from livebot.engine.room import Room
from livebot.events import ChatFailed, ChatSent
from livebot.testing import START_MS, Playbook


class TestOutcomes:
    def test_in_doubt_a_line_is_never_sent_again_by_itself(self) -> None:
        play = Playbook(settles=False)
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:02 -- maybe\n5:00 -- tick")
        assert play.outbox == [("One", "maybe")]
        assert play.notices("line_maybe") == [{"line": "1", "text": "One"}]
        assert play.reply("say One") == "repeated"

    def test_its_echo_from_whichever_account_settles_it(self) -> None:
        play = Playbook(settles=False)
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:02 -- maybe\n0:05 somebody: one\n0:06 ana: one")
        assert play.outbox == [("One", "sent")]
        assert (play.status.counters["own_comments"], play.status.counters["comments"]) == (1, 1)

    def test_the_operator_settles_it_either_way(self) -> None:
        for words, state in (("outbox sent 1", "sent"), ("outbox drop 1", "dropped")):
            play = Playbook(settles=False)
            play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:02 -- maybe")
            assert play.reply(words) == "done"
            assert play.outbox == [("One", state)]
            assert play.reply(words) == "wrong_state"

    def test_one_that_did_not_appear_may_be_said_again(self) -> None:
        play = Playbook(settles=False)
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:02 -- maybe\n0:10 operator: outbox drop 1")
        play("0:11 operator: say One\n0:11 >> One")

    def test_dropping_an_older_one_changes_nothing_about_the_last_text(self) -> None:
        play = Playbook(settles=False)
        play("""
            0:00  -- live
            0:01  operator: say One
            0:01  >> One
            0:02  -- maybe
            0:10  operator: say Two
            0:10  >> Two
            0:11  -- sent
            0:12  bot: One
            0:13  operator: outbox drop 1
        """)
        assert play.outbox == [("One", "sent"), ("Two", "sent")]
        assert play.reply("say Two") == "repeated"

    def test_a_rate_limit_is_waited_out_while_the_line_lives(self) -> None:
        play = Playbook(settles=False)
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:02 operator: say Two")
        sent = play.effects(SendChat)[0]
        play.feed(
            ChatFailed(at_ms=START_MS + 2_000, effect_id=sent.id, reason="rate limited", retry_at_ms=START_MS + 60_000)
        )
        assert play.outbox[0] == ("One", "waiting")
        play("1:00 >> One\n1:01 -- sent\n1:09 >> Two")
        assert len({effect.id for effect in play.effects(SendChat)}) == 3

    def test_but_not_beyond_its_expiry(self) -> None:
        play = Playbook(settles=False)
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One")
        failed = ChatFailed(
            at_ms=START_MS + 2_000,
            effect_id=play.effects(SendChat)[0].id,
            reason="rate limited",
            retry_at_ms=START_MS + 600_000,
        )
        play.feed(failed)
        assert play.notices("line_failed") == [{"line": "1", "text": "One", "reason": "rate limited"}]
        play("9:00 operator: say Two\n10:00 >> Two")

    def test_one_that_expired_on_the_way_is_shown_as_such(self) -> None:
        play = Playbook(settles=False)
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n2:02 -- failed expired")
        assert play.outbox == [("One", "expired")]

    def test_outcomes_of_unknown_lines_are_ignored(self) -> None:
        play = Playbook()
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One")
        for effect_id in ("chat:99", "none", play.effects(SendChat)[0].id):
            assert play.feed(ChatSent(at_ms=START_MS, effect_id=effect_id)) == ()

    def test_a_line_in_flight_survives_a_restart(self) -> None:
        play = Playbook(settles=False)
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One")
        play.room = Room.restore(play.room.snapshot())
        play("0:10 -- restart\n0:11 -- maybe\n0:12 -- live\n0:13 bot: One")
        assert play.outbox == [("One", "sent")]
        assert len(play.effects(SendChat)) == 1


class TestEcho:
    ASK = 'quick: [{id: ask, ask: {en: "Y"}, answers: {Y: [yes]}}]'

    def test_our_own_line_is_nobodys_comment_whoever_posted_it(self) -> None:
        play = Playbook()
        play("0:00 -- live\n0:01 operator: say Any questions?\n0:01 >> Any questions?\n0:02 shop_bot?: Any questions?")
        assert play.status.questions == ()
        assert play.status.counters.get("comments", 0) == 0

    def test_only_its_first_repetition_is_the_echo_all_others_are_viewers(self) -> None:
        play = Playbook(self.ASK)
        play("""
            0:00  -- live
            0:01  operator: quick open ask
            0:01  >> Y
            0:02  shop_bot: Y
            0:03  ana: Y
            0:04  bo: Y
        """)
        assert play.quick("ask").answers == {"Y": 2}

    def test_one_that_is_replayed_later_is_told_by_when_it_was_written(self) -> None:
        play = Playbook(self.ASK.replace("answers", "window: 0, answers"))
        play("""
            0:00  -- live
            0:01  operator: quick open ask
            0:01  >> Y
            0:02  -- lost
            5:00  -- live
        """)
        for name, written_s in (("shop_bot", 2), ("ana", 3), ("bo", 90)):
            written_at_ms = START_MS + written_s * 1000
            play.feed(play.comment(name, "Y", START_MS + 300_000, is_history=True, written_at_ms=written_at_ms))
        assert play.quick("ask").answers == {"Y": 2}
        assert play.status.counters["own_comments"] == 1

    def test_what_was_written_long_before_the_line_is_no_echo_of_it(self) -> None:
        play = Playbook(mode="assist", chat={"own_accounts": ["shop"]})
        play("0:00 -- live\n5:00 operator: say One")
        old = play.comment("shop", "One", START_MS + 301_000, is_history=True, written_at_ms=START_MS + 200_000)
        play.feed(old)
        assert play.outbox == [("One", "offered")]

    def test_a_line_in_doubt_is_not_settled_by_who_says_the_same_much_later(self) -> None:
        play = Playbook(settles=False)
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:02 -- maybe\n1:03 ana: One")
        assert play.outbox == [("One", "maybe")]
        assert play.status.counters["comments"] == 1

    def test_the_echo_of_a_newer_line_leaves_the_older_in_doubt(self) -> None:
        play = Playbook(settles=False, chat={"min_gap_ms": 0})
        play("""
            0:00  -- live
            0:01  operator: say One
            0:01  >> One
            0:02  -- maybe
            0:03  operator: say Two
            0:03  >> Two
            0:04  -- sent
            0:05  operator: say One
            0:05  >> One
            0:06  -- sent
            0:07  bot: One
        """)
        assert play.outbox == [("One", "maybe"), ("Two", "sent"), ("One", "sent")]

    def test_but_by_its_echo_however_late_that_is_replayed(self) -> None:
        play = Playbook(settles=False)
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:30 -- maybe\n0:31 -- lost\n5:00 -- live")
        play.feed(play.comment("bot", "One", START_MS + 300_000, is_history=True, written_at_ms=START_MS + 1_500))
        assert play.outbox == [("One", "sent")]

    def test_what_appears_much_later_is_no_echo(self) -> None:
        play = Playbook(self.ASK.replace("answers", "window: 0, answers"))
        play("0:00 -- live\n0:01 operator: quick open ask\n0:01 >> Y\n1:02 ana: Y")
        assert play.quick("ask").answers == {"Y": 1}

    def test_the_echo_may_be_quicker_than_the_answer_of_the_service(self) -> None:
        play = Playbook(settles=False, chat={"own_accounts": ["ShopBot"]})
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:03 shopbot: One")
        assert play.outbox == [("One", "sent")]
        play("0:05 -- failed\n0:06 operator: say Two\n0:11 >> Two")

    def test_without_configured_accounts_an_echo_does_not_settle_what_is_in_flight(self) -> None:
        play = Playbook(settles=False)
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:02 shopbot: One")
        assert play.outbox == [("One", "sending")]
        assert play.status.counters["own_comments"] == 1

    def test_but_a_line_whose_echo_was_seen_is_not_in_doubt(self) -> None:
        play = Playbook(settles=False)
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:02 shopbot: One\n0:30 -- maybe")
        assert play.outbox == [("One", "sent")]


def test_a_line_in_doubt_stays_in_sight_until_somebody_settles_it() -> None:
    play = Playbook(settles=False, chat={"min_gap_ms": 0, "max_per_minute": 60})
    play("0:00 -- live\n0:01 operator: say One\n0:01 >> One\n0:02 -- maybe")
    for number in range(SETTLED_KEPT + 10):
        play(f"{number}:03 operator: say Line {number}\n{number}:03 >> Line {number}\n{number}:04 -- sent")
    assert play.outbox[0] == ("One", "maybe")
    assert play.reply("outbox sent 1") == "done"

"""What becomes of a card while its answer is on its way, and of whoever it was not for."""

import pytest

from livebot.testing import START_MS, Playbook
from livebot.viewers import Viewer
from tests.engine.questions.test_answers import ANSWERS


def play(rules: str = ANSWERS, **settings: object) -> Playbook:
    playbook = Playbook(rules, host_language="zh", **settings)  # type: ignore[arg-type]
    playbook("0:00 -- live")
    return playbook


def states(room: Playbook) -> list[tuple[int, str, bool, str]]:
    """Return number, state, whether it was asked again, and who answered each card."""
    return [(card.id, card.state, card.again, card.answered_by) for card in room.status.questions]


TWO_CARDS = """
    0:01  ana? (en, price, silk): silk price
    0:02  bo? (es, price, seda): precio seda
"""
MERGED = """
    0:04  -- translated 1 (price, x): 丝
    0:05  -- translated 2 (price, x): 丝
"""


class TestWhoIsNotTold:
    def test_the_bots_answer_in_one_language_leaves_those_of_another_waiting(self) -> None:
        room = play()
        room("""
            0:01  ana? (fr, shipping): livraison?
            0:05  bo? (en, shipping): shipping?
            0:05  >> @Bo We ship in two days
        """)
        assert states(room) == [(1, "new", True, "")]
        assert room.card(1).asked_at_ms == START_MS + 1000
        room("0:14 operator: question give 1 shipping\n0:14 >> @Ana We ship in two days")
        assert states(room) == [(1, "answered", False, "desk")]

    def test_nor_is_who_asks_in_another_language_while_it_is_on_its_way(self) -> None:
        room = play(mode="assist")
        room("""
            0:01  ana? (en, price): price?
            0:02  operator: question give 1 price
            0:20  bo? (es, price): precio?
            0:21  cy? (en, price): price?
            0:22  operator: outbox sent 1
        """)
        assert states(room) == [(1, "new", True, "")]
        assert room.notices("question_again") == [{"n": "1"}]
        room("0:30 operator: question give 1 price")
        assert room.offered[-1] == "@Bo Los precios están en el carrito"  # Cy saw the first line

    def test_nor_is_who_joins_the_card_by_a_merge(self) -> None:
        room = play(mode="assist")
        room(f"{TWO_CARDS}\n0:03 operator: question give 1 price\n{MERGED}\n0:06 operator: outbox sent 1")
        assert states(room) == [(1, "new", True, "")]

    def test_who_wrote_in_two_languages_is_told_in_the_last_one(self) -> None:
        room = play()
        room("""
            0:01  ana? (es, price): precio
            0:02  ana? (en, price): price?
            0:03  operator: question give 1 price
            0:03  >> @Ana Prices are in the cart
        """)
        assert states(room) == [(1, "answered", False, "desk")]

    def test_the_card_waits_for_its_last_line_and_for_whom_it_was_lost(self) -> None:
        room = play(mode="assist")
        room("""
            0:01  ana? (en, price): price?
            0:02  bo? (es, price): precio
            0:03  operator: question give 1 price
            0:05  operator: outbox sent 1
        """)
        assert states(room) == [(1, "answering", False, "desk")]
        room("5:00 -- tick")
        assert states(room) == [(1, "new", True, "")]
        room("5:01 operator: question give 1 price")
        assert room.offered[-1] == "@Bo Los precios están en el carrito"

    def test_more_languages_than_one_answer_takes_wait_for_the_next(self) -> None:
        rules = 'answers: [{id: a, intent: price, texts: {en: "E", es: "S", fr: "F", de: "D"}}]'
        room = play(rules, chat={"min_gap_ms": 0, "max_per_minute": 60})
        room("""
            0:01  ana? (en, price): x
            0:02  bo? (es, price): x
            0:03  cy? (fr, price): x
            0:04  di? (de, price): x
            0:05  ed? (ja, price): x
            0:06  operator: question give 1 a
            0:06  >> @Ed @Ana E
            0:06  >> @Bo S
            0:06  >> @Cy F
        """)
        assert states(room) == [(1, "new", True, "")]
        room("0:07 operator: question give 1 a\n0:07 >> @Di D")
        assert states(room) == [(1, "answered", False, "desk")]

    def test_who_asked_in_an_unknown_language_is_named_with_the_most(self) -> None:
        room = play()
        room("""
            0:01  ana? (en, price): price?
            0:02  bo? (und, price): price
            0:03  operator: question give 1 price
            0:03  >> @Bo @Ana Prices are in the cart
        """)
        assert states(room) == [(1, "answered", False, "desk")]


class TestTakingBack:
    @pytest.mark.parametrize("do", ["dismiss", "answer", "handover"])
    def test_what_is_not_posted_yet_goes_when_its_card_does(self, do: str) -> None:
        room = play(mode="assist")
        room(f"0:01 ana? (en, price): price?\n0:02 operator: question give 1 price\n0:03 operator: question {do} 1")
        assert room.outbox == [("@Ana Prices are in the cart", "dropped")]
        assert room.reply("undo") == "done"
        assert states(room) == [(1, "new", False, "")]
        assert room.reply("question claim 1") == "done"

    @pytest.mark.parametrize("mode", ["assist", "auto"])
    def test_nobody_is_named_whose_comment_was_deleted(self, mode: str) -> None:
        room = play(mode=mode)
        room("0:00 operator: say hello" + ("\n0:00 >> hello" if mode == "auto" else ""))
        room("""
            0:01  troll? (en, price): price?
            0:02  ana? (en, price): price?
            0:03  operator: question give 1 price
            0:04  -- deletes troll
        """)
        assert room.outbox[-1] == ("@Ana @Troll Prices are in the cart", "dropped")
        assert states(room) == [(1, "new", False, "")]

    def test_a_card_that_is_gone_says_nothing(self) -> None:
        room = play(mode="assist")
        room("0:01 troll? (en, price): price?\n0:02 operator: question give 1 price\n0:03 -- deletes troll")
        assert (states(room), room.outbox[-1][1]) == ([], "dropped")

    def test_whoever_is_left_when_the_others_are_gone_was_answered(self) -> None:
        room = play(mode="assist")
        room("""
            0:01  ana? (en, price): price?
            0:02  operator: question answer 1
            0:03  bo? (en, price): price?
            0:04  operator: question give 1 price
            0:05  -- deletes bo
        """)
        assert states(room) == [(1, "answered", False, "desk")]

    def test_undo_after_a_merge_takes_the_younger_cards_line_back(self) -> None:
        room = play(mode="assist")
        room(f"{TWO_CARDS}\n0:03 operator: question give 2 price\n{MERGED}\n0:06 operator: undo")
        assert room.outbox == [("@Bo Los precios están en el carrito", "dropped")]
        assert states(room) == [(1, "new", False, "")]

    def test_undo_of_an_answer_given_once_more_hides_nobody_who_asked_meanwhile(self) -> None:
        room = play(mode="assist")
        room("""
            0:01  ana? (en, price): price?
            0:02  operator: question answer 1
            0:03  operator: question give 1 price
            0:04  bo? (en, price): price?
            0:05  operator: undo
        """)
        assert states(room) == [(1, "new", True, "")]
        assert room.card(1).asked_at_ms == START_MS + 4000
        room("0:06 operator: question answer 1\n0:07 operator: question dismiss 1\n0:08 operator: undo")
        assert states(room) == [(1, "answered", False, "")]

    def test_a_line_that_is_being_sent_cannot_be_taken_back(self) -> None:
        room = play(settles=False)
        room("""
            0:01  ana? (en, price): price?
            0:02  operator: question give 1 price
            0:02  >> @Ana Prices are in the cart
        """)
        assert room.reply("undo") == "wrong_state"
        room("0:03 -- sent")
        assert states(room) == [(1, "answered", False, "desk")]
        assert room.reply("undo") == "done"
        assert states(room) == [(1, "new", False, "")]

    def test_the_same_answer_again_right_after_its_undo_is_refused_and_said(self) -> None:
        room = play()
        room("""
            0:01  ana? (en, price): price?
            0:02  operator: question give 1 price
            0:02  >> @Ana Prices are in the cart
            0:05  operator: undo
        """)
        assert room.reply("question give 1 price") == "repeated"
        assert states(room) == [(1, "new", False, "")]


class TestLateOutcomes:
    def test_a_line_in_doubt_that_was_not_posted_brings_the_question_back(self) -> None:
        room = play(settles=False)
        room("""
            0:01  ana? (en, price): price?
            0:02  operator: question give 1 price
            0:02  >> @Ana Prices are in the cart
            0:03  -- maybe
            0:05  operator: outbox drop 1
        """)
        assert states(room) == [(1, "new", False, "")]
        assert room.notices("answer_lost") == [{"n": "1"}]

    def test_a_line_that_was_posted_after_its_time_answers(self) -> None:
        room = play(mode="assist")
        room("0:01 ana? (en, price): price?\n0:02 operator: question give 1 price\n2:05 -- tick")
        assert states(room) == [(1, "new", False, "")]
        room("2:20 operator: outbox sent 1")
        assert states(room) == [(1, "answered", False, "")]

    def test_but_not_a_card_on_which_somebody_else_waits(self) -> None:
        room = play(mode="assist")
        room("""
            0:01  ana? (en, price): price?
            0:02  operator: question give 1 price
            2:05  bo? (es, price): precio
            2:20  operator: outbox sent 1
        """)
        assert states(room) == [(1, "new", False, "")]
        room("2:21 operator: question give 1 price")
        assert room.offered[-1] == "@Bo Los precios están en el carrito"

    def test_lines_of_a_card_that_is_forgotten_change_nothing(self) -> None:
        room = play(settles=False)
        room("""
            0:01  ana? (en, price): price?
            0:02  operator: question give 1 price
            0:02  >> @Ana Prices are in the cart
            0:03  -- deletes ana
            0:04  -- sent
        """)
        assert states(room) == []

    def test_a_handed_card_goes_back_to_the_colleague(self) -> None:
        room = play(settles=False)
        room("""
            0:01  ana? (en, price): price?
            0:02  operator: question handover 1
            0:03  operator: question give 1 price
            0:03  >> @Ana Prices are in the cart
            0:04  -- failed muted
        """)
        assert states(room) == [(1, "handed", False, "")]

    @pytest.mark.parametrize(("do", "state"), [("answer", "answered"), ("dismiss", "dismissed")])
    def test_an_answer_to_a_closed_card_that_is_lost_leaves_it_closed(self, do: str, state: str) -> None:
        room = play(settles=False)
        room(f"""
            0:01  ana? (en, price): price?
            0:02  operator: question {do} 1
            0:03  operator: question give 1 price
            0:03  >> @Ana Prices are in the cart
            0:04  -- failed muted
        """)
        assert states(room)[0][:2] == (1, state)


class TestMergingWhileAnswering:
    @pytest.mark.parametrize(
        ("first", "merged"),
        [("question claim 1", "answering"), ("question handover 1", "answering"), ("question answer 1", "answering")],
    )
    def test_what_is_on_its_way_is_not_hidden(self, first: str, merged: str) -> None:
        room = play(mode="assist")
        room(f"{TWO_CARDS}\n0:03 operator: question give 2 price\n0:03 operator: {first}\n{MERGED}")
        assert states(room)[0][:2] == (1, merged)
        room("0:06 operator: outbox sent 1")
        after = {"question answer 1": "answered", "question handover 1": "handed", "question claim 1": "new"}[first]
        assert states(room)[0][:2] == (1, after)


class TestTheBotAndTheHost:
    def test_what_the_host_gave_the_bot_does_not_say_again_at_once(self) -> None:
        room = play()
        room("""
            0:01  operator: pause
            0:01  ana? (en, shipping): shipping?
            0:02  operator: resume
            0:03  operator: question give 1 shipping
            0:03  >> @Ana We ship in two days
            0:05  bo? (en, shipping): shipping?
        """)
        assert states(room) == [(1, "new", True, "")]

    def test_it_keeps_out_of_a_card_that_the_host_is_answering(self) -> None:
        rules = ANSWERS + '  - {id: ship, intent: shipping, texts: {es: "En dos días"}, auto: {cooldown: 1m}}\n'
        room = play(rules, settles=False)
        room("""
            0:00  operator: pause
            0:01  ana? (en, shipping): shipping?
            0:02  operator: question give 1 shipping
            0:02  >> @Ana We ship in two days
            0:03  operator: resume
            0:04  bo? (es, shipping): envío
        """)
        assert states(room) == [(1, "answering", False, "desk")]
        room("0:05 -- sent")
        assert states(room) == [(1, "new", True, "")]

    def test_it_answers_in_two_languages_at_once_and_each_is_waited_for(self) -> None:
        rules = ANSWERS + '  - {id: ship, intent: shipping, texts: {es: "En dos días"}, auto: {cooldown: 1m}}\n'
        room = play(rules, settles=False)
        room("""
            0:01  ana? (en, shipping): shipping?
            0:01  >> @Ana We ship in two days
            0:02  bo? (es, shipping): envío
            0:03  -- sent
            0:11  >> @Bo En dos días
        """)
        assert states(room) == [(1, "answering", False, "bot")]
        room("0:12 -- sent")
        assert states(room) == [(1, "answered", False, "bot")]

    @pytest.mark.parametrize("lost", ["-- failed muted", "-- maybe\n0:04 operator: outbox drop 1"])
    def test_what_did_not_go_out_does_not_count_for_its_cooldown(self, lost: str) -> None:
        room = play(settles=False)
        room(f"""
            0:01  ana? (en, shipping): shipping?
            0:01  >> @Ana We ship in two days
            0:03  {lost}
            0:15  bo? (en, shipping): shipping?
            0:15  >> @Bo @Ana We ship in two days
        """)

    def test_nor_does_what_was_taken_back(self) -> None:
        room = play()
        room("""
            0:01  operator: pause
            0:01  ana? (en, shipping): shipping?
            0:02  operator: question give 1 shipping
            0:02  >> @Ana We ship in two days
            0:03  operator: undo
            0:04  operator: resume
            0:15  bo? (en, shipping): shipping?
            0:15  >> @Bo @Ana We ship in two days
        """)


class TestNames:
    @pytest.mark.parametrize(
        ("name", "called"), [("\u200b\u200b", "ana"), ("@all", "all"), ("@", "ana"), ("Ana", "Ana"), ("", "ana")]
    )
    def test_who_has_no_name_is_called_by_the_handle(self, name: str, called: str) -> None:
        room = play()
        comment = room._event(START_MS + 1000, "ana? (en, price): price?")
        room.feed(
            type(comment)(
                **{
                    **{field: getattr(comment, field) for field in comment.__struct_fields__},
                    "viewer": Viewer(id="1", handle="ana", name=name),
                }
            )
        )
        room(f"0:02 operator: question give 1 price\n0:02 >> @{called} Prices are in the cart")

import pytest

from livebot.commands import ClaimQuestion
from livebot.events import Gifted
from livebot.testing import START_MS, Playbook
from livebot.viewers import Profile, Viewer

ANSWERS = """
answers:
  - id: price-a3
    intent: price
    product: A3
    texts: {en: "A3 is $19.90", es: "El A3 cuesta $19.90"}
    auto: {cooldown: 1m}
  - id: price
    intent: price
    texts: {en: "Prices are in the cart", es: "Los precios están en el carrito"}
  - id: shipping
    intent: shipping
    texts: {en: "We ship in two days"}
    auto: {cooldown: 1m}
"""


def play(rules: str = ANSWERS, **settings: object) -> Playbook:
    playbook = Playbook(rules, host_language="zh", **settings)  # type: ignore[arg-type]
    playbook("0:00 -- live")
    return playbook


class TestPreparedAnswers:
    def test_every_asker_is_answered_by_name_in_their_language_and_the_card_is_answered(self) -> None:
        room = play()
        room("""
            0:01  ana? (en, price): price?
            0:02  bo? (es, price): precio
            0:03  cy? (en, price): how much
            0:04  operator: question give 1 price
            0:04  >> @Cy @Ana Prices are in the cart
            0:12  >> @Bo Los precios están en el carrito
        """)
        assert (room.card(1).state, room.card(1).answered_by) == ("answered", "desk")
        assert room.status.counters["questions_answered"] == 1

    def test_a_language_without_a_text_gets_the_markets(self) -> None:
        room = play(market_language="en")
        room("""
            0:01  ana? (ja, price): ikura
            0:02  operator: question give 1 price
            0:02  >> @Ana Prices are in the cart
        """)

    def test_answers_to_the_very_product_come_first(self) -> None:
        room = play()
        room("0:01 ana? (en, price, item:a3 not): isn't a3 more?\n0:02 bo? (en, price, silk): price of the silk one")
        assert [answer.id for answer in room.card(1).answers] == ["price-a3", "price"]
        assert [(answer.id, answer.texts) for answer in room.card(2).answers] == [
            ("price", ("Prices are in the cart",))
        ]

    def test_in_assist_mode_the_card_is_answered_when_the_line_is_posted(self) -> None:
        room = play(mode="assist")
        room("0:01 ana? (en, price): price?\n0:02 operator: question give 1 price")
        assert (room.card(1).state, room.offered) == ("answering", ["@Ana Prices are in the cart"])
        room("0:20 operator: outbox sent 1")
        assert room.card(1).state == "answered"

    def test_an_answer_that_does_not_go_out_leaves_the_question_waiting(self) -> None:
        room = play(settles=False)
        room("""
            0:01  ana? (en, price): price?
            0:02  operator: question give 1 price
            0:02  >> @Ana Prices are in the cart
            0:03  -- failed muted
        """)
        assert room.card(1).state == "new"
        assert room.notices("answer_lost") == [{"n": "1"}]

    def test_a_line_that_was_maybe_sent_counts_as_an_answer(self) -> None:
        room = play(settles=False)
        room("0:01 ana? (en, price): price?\n0:02 operator: question give 1 price\n0:02 >> @Ana Prices are in the cart")
        room("0:03 -- maybe")
        assert room.card(1).state == "answered"

    def test_panic_takes_the_answer_back(self) -> None:
        room = play(mode="assist")
        room("0:01 ana? (en, price): price?\n0:02 operator: question give 1 price\n0:03 operator: panic")
        assert room.card(1).state == "new"

    def test_undo_takes_back_a_line_that_is_not_posted_yet(self) -> None:
        room = play(mode="assist")
        room("0:01 ana? (en, price): price?\n0:02 operator: question give 1 price\n0:03 operator: undo")
        assert (room.card(1).state, room.outbox) == ("new", [("@Ana Prices are in the cart", "dropped")])

    def test_after_an_answer_only_those_who_asked_again_are_named(self) -> None:
        room = play()
        room("""
            0:01  ana? (en, price): price?
            0:02  operator: question answer 1
            0:03  bo? (en, price): price?
            0:04  operator: question give 1 price
            0:04  >> @Bo Prices are in the cart
        """)

    def test_names_that_do_not_fit_are_left_out(self) -> None:
        room = play(chat={"max_chars": 30})
        room("""
            0:01  ana? (en, price): price?
            0:02  bo? (en, price): price?
            0:03  operator: question give 1 price
            0:03  >> @Bo Prices are in the cart
        """)

    @pytest.mark.parametrize(
        ("words", "kind"),
        [
            ("question give 9 price", "unknown_question"),
            ("question give 1 nothing", "unknown_answer"),
            ("question post 1", "no_reply"),
            ("question reply 1 \u200b", "empty"),
        ],
    )
    def test_what_cannot_be_done_is_said(self, words: str, kind: str) -> None:
        room = play()
        room("0:01 ana? (en, price): price?")
        assert room.reply(words) == kind

    def test_a_wrong_name_is_met_with_those_the_card_offers(self) -> None:
        room = play()
        room("0:01 ana? (en, price): price?")
        assert room.replied("question give 1 1").data["known"] == ", ".join(one.id for one in room.card(1).answers)
        room("0:05 ben? (en, refund): refund?")
        assert room.reply("question give 2 1") == "no_answers"

    def test_an_answer_on_its_way_is_not_given_twice(self) -> None:
        room = play(mode="assist")
        room("0:01 ana? (en, price): price?\n0:02 operator: question give 1 price")
        assert room.reply("question give 1 price") == "wrong_state"
        assert room.reply("question claim 1") == "wrong_state"

    def test_nothing_is_posted_into_a_room_that_is_off_panicked_or_not_live(self) -> None:
        off = play(mode="off")
        off("0:01 ana? (en, price): price?")
        assert (off.reply("question give 1 price"), off.reply("question reply 1 hi")) == ("chat_off", "chat_off")
        panicked = play()
        panicked("0:01 ana? (en, price): price?\n0:02 operator: panic")
        assert panicked.reply("question give 1 price") == "panicked"
        ended = play()
        ended("0:01 ana? (en, price): price?\n0:02 -- ended")
        assert ended.reply("question give 1 price") == "not_live"


class TestWhatFits:
    RULES = """
    answers:
      - {id: dress, intent: price, product: dress, texts: {en: Dress}}
      - {id: a03, intent: price, product: A03, texts: {en: A03}}
      - {id: a-4, intent: price, product: A-4, texts: {en: A4}}
      - {id: five, intent: price, product: "No. 5", texts: {en: Five}}
    """

    @pytest.mark.parametrize(
        ("details", "fits"),
        [
            ("item:a3", ["a03"]),
            ("item:a4", ["a-4"]),
            ("item:5", ["five"]),
            ("number:5", []),
            ("goods:dress", ["dress"]),
            ("dress", ["dress"]),
            ("silk", []),
        ],
    )
    def test_a_product_is_meant_however_it_is_written(self, details: str, fits: list[str]) -> None:
        room = Playbook(self.RULES)
        room(f"0:00 -- live\n0:01 ana? (en, price, {details}): price")
        assert [answer.id for answer in room.card(1).answers] == fits

    def test_views_tell_the_language_of_each_text(self) -> None:
        room = play()
        room("0:01 ana? (ja, price): ikura\n0:02 bo? (es, price): precio")
        (answer,) = room.card(1).answers
        assert (answer.languages, answer.texts) == (
            ("en", "es"),
            ("Prices are in the cart", "Los precios están en el carrito"),
        )

    def test_a_text_in_a_variant_of_the_language_serves(self) -> None:
        rules = "answers: [{id: a, intent: price, texts: {en: E, zh-TW: 在購物車, pt-BR: carrinho}, auto: {}}]"
        room = Playbook(rules)
        room("""
            0:00  -- live
            0:01  ana? (zh, price): 多少錢
            0:01  >> @Ana 在購物車
        """)
        assert room.card(1).state == "answered"


class TestTheBot:
    @pytest.mark.parametrize("details", ["item:a3 item:b3", "item:a3 number:2", "item:a3 goods:dress"])
    def test_it_leaves_alone_what_is_more_than_its_answer(self, details: str) -> None:
        room = play()
        room(f"0:01 ana? (en, price, {details}): a3 and b3 price?")
        assert room.card(1).state == "new"

    def test_a_product_may_be_named_while_another_is_on_show(self) -> None:
        room = play(rules="answers: [{id: a, intent: price, product: dress, texts: {en: Ten}, auto: {}}]")
        room("""
            0:01  -- shows B2 skirt
            0:02  ana? (en, price, goods:dress): how much is the dress
            0:02  >> @Ana Ten
            0:03  bo? (en, price): how much
        """)
        assert room.card(2).state == "new"

    def test_it_answers_what_asks_nothing_else_once_per_cooldown_and_language(self) -> None:
        room = play()
        room("""
            0:01  ana? (en, shipping): shipping?
            0:01  >> @Ana We ship in two days
            0:20  bo? (en, shipping): shipping?
            0:30  cy? (en, shipping): shipping?
        """)
        assert (room.card(1).state, room.card(1).answered_by, room.card(1).count) == ("answered", "bot", 3)
        room("""
            1:02  di? (en, shipping): shipping?
            1:02  >> @Di @Cy @Bo We ship in two days
        """)
        assert room.status.counters["answers_by_bot"] == 2

    def test_whoever_asked_again_within_the_cooldown_is_named_after_it(self) -> None:
        room = play()
        room("""
            0:01  ana? (en, shipping): shipping?
            0:01  >> @Ana We ship in two days
            0:30  ana? (en, shipping): shipping??
            1:10  bo? (en, shipping): shipping?
            1:10  >> @Bo @Ana We ship in two days
        """)

    def test_each_language_has_its_own_cooldown(self) -> None:
        room = play()
        room("""
            0:01  ana? (en, price, item:a3): a3 price
            0:01  >> @Ana A3 is $19.90
            0:10  bo? (es, price, item:a3): precio a3
            0:10  >> @Bo El A3 cuesta $19.90
        """)

    @pytest.mark.parametrize(
        "comment",
        [
            "ana? (en, shipping, mexico): ship to mexico?",
            "ana? (en, price, item:a3 colour:red): a3 in red, price?",
            "ana? (fr, shipping): livraison",
            "ana? (en, price): price?",
            "ana?! (en, shipping): shipping?",
        ],
    )
    def test_it_leaves_the_rest_to_the_host(self, comment: str) -> None:
        room = play()
        room(f"0:01 {comment}")
        assert room.card(1).state == "new"

    def test_it_is_silent_while_paused_and_on_cards_that_somebody_has(self) -> None:
        room = play()
        room("0:01 operator: pause\n0:02 ana? (en, shipping): shipping?")
        assert room.card(1).state == "new"
        room.feed(room.command(ClaimQuestion(n=1)))
        room("0:03 operator: resume\n0:04 bo? (en, shipping): shipping?")
        assert room.card(1).state == "claimed"

    def test_a_question_asked_again_in_a_language_it_cannot_speak_waits_for_the_host(self) -> None:
        room = play()
        room("""
            0:01  ana? (en, shipping): shipping?
            0:01  >> @Ana We ship in two days
            0:10  bo? (fr, shipping): livraison
        """)
        assert (room.card(1).state, room.card(1).again) == ("new", True)
        room("0:20 cy? (en, shipping): shipping?")
        assert room.card(1).state == "new"


class TestHandingOver:
    def test_a_colleague_gets_it_it_stands_behind_the_queue_and_can_be_taken_back(self) -> None:
        room = play()
        room("""
            0:01  ana? (en, where_is_order): where is my order
            0:02  bo? (en): any pockets?
            0:03  operator: question handover 1
        """)
        assert [(card.id, card.state) for card in room.status.questions] == [(2, "new"), (1, "handed")]
        room("0:04 cy? (en, where_is_order): where is my order")
        assert (room.card(1).state, room.card(1).count) == ("handed", 2)
        room("0:05 operator: question release 1")
        assert room.card(1).state == "new"
        assert room.reply("question release 2") == "done"
        room("0:06 operator: question handover 1\n0:07 operator: undo")
        assert room.card(1).state == "new"


class TestWhoAsks:
    def test_buyers_gifters_and_regulars_are_told(self) -> None:
        room = play()
        room.profiles["bo"] = Profile(sessions=2)
        room.feed(
            Gifted(
                at_ms=START_MS + 500,
                msg_id="g1",
                viewer=Viewer(id="ana"),
                gift_id="1",
                gift_name="Rose",
                group_id="1",
                diamonds=1,
                repeat_count=1,
                is_streak=False,
            ),
        )
        room("""
            0:01  ana? (en, where_is_order): where is my order
            0:02  bo? (en, where_is_order): where is my order?
        """)
        assert room.card(1).standing == ("buyer", "gifter", "regular")
        assert [asker.standing for asker in room.card(1).askers] == [("buyer", "gifter"), ("buyer", "regular")]


class TestTheProductOnShow:
    def test_a_question_without_an_intent_is_of_no_product_and_still_merges_by_translation(self) -> None:
        room = play()
        room("""
            0:01  -- shows A3
            0:02  ana? (es): ¿estás casada?
            0:03  bo? (en, pockets): pockets?
            0:04  cy? (fr): des poches ?
            0:05  -- translated 2 (pockets): 有口袋吗
            0:06  -- translated 3 (pockets): 有口袋吗
            0:07  -- shows B2
            0:08  di? (es): ¿estás casada?
        """)
        assert [(card.id, card.count) for card in room.status.questions] == [(1, 2), (2, 2)]

    def test_a_price_is_that_of_the_product_on_show(self) -> None:
        room = play()
        room("""
            0:01  -- shows A3 Moon dress
            0:02  ana? (en, price, silk): silk price?
            0:03  bo? (en, price, item:a3 silk): price of a3 silk
            0:04  -- shows B-2 skirt
            0:05  cy? (en, price, silk): silk price?
        """)
        assert [(card.product, card.count) for card in room.status.questions] == [("a3", 2), ("b2", 1)]
        room("0:06 -- shows Long scarf\n0:07 di? (en, price, silk): silk price?")
        assert room.card(3).product == "long scarf"

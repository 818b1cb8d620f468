import pytest

from livebot.commands import ClaimQuestion, ReleaseAllQuestions, ReleaseQuestion
from livebot.effects import Translate
from livebot.engine.questions.cards import CLOSED_KEPT, FORGET_EVERY
from livebot.engine.questions.questions import MEMBERS_KEPT, TRANSLATED_CHARS
from livebot.events import CommentsDeleted, Translated
from livebot.testing import START_MS, Playbook
from livebot.viewers import Reading


@pytest.fixture
def play() -> Playbook:
    play = Playbook(host_language="zh")
    play("0:00 -- live")
    return play


def states(play: Playbook) -> list[tuple[int, str, int]]:
    """Return number, state and count of each card, in the order of the queue."""
    return [(card.id, card.state, card.count) for card in play.status.questions]


class TestCards:
    def test_a_question_shows_at_once_and_its_translation_fills_in(self, play: Playbook) -> None:
        play("0:01 ana? (es): ¿cuánto cuesta el vestido?\n0:02 bo: lovely")
        card = play.card(1)
        assert (card.original, card.language, card.count, card.state) == ("¿cuánto cuesta el vestido?", "es", 1, "new")
        assert (card.translation_state, card.translation) == ("pending", "")
        assert play.effects(Translate) == [
            Translate(id="translate:1", text="¿cuánto cuesta el vestido?", source="es", target="zh")
        ]
        play("0:03 -- translated 1: 这条裙子多少钱")
        card = play.card(1)
        assert (card.translation_state, card.translation, card.engine) == ("done", "这条裙子多少钱", "libre")
        assert len(play.status.questions) == 1

    def test_the_hosts_language_needs_no_translation(self, play: Playbook) -> None:
        play("0:01 ana? (zh): 多少钱？")
        assert (play.card(1).translation_state, play.translations) == ("none", [])

    def test_the_target_may_be_another_language(self) -> None:
        play = Playbook(host_language="zh", translation_target="en")
        play("0:01 ana? (zh): 多少钱？\n0:02 bo? (en): any pockets?")
        assert [(effect.source, effect.target) for effect in play.effects(Translate)] == [("zh", "en")]

    def test_an_unknown_language_is_left_to_the_translator(self, play: Playbook) -> None:
        play.feed(play.comment("ana", "kitne ka hai?", START_MS + 1, reading=Reading(question=0.9, scores={"hi": 0.3})))
        assert (play.card(1).language, play.effects(Translate)[0].source) == ("und", "auto")

    def test_what_no_engine_can_translate_stays_in_the_original(self, play: Playbook) -> None:
        play("0:01 ana? (es): ¿hay?\n0:05 -- untranslated 1\n0:06 -- translated 1: 有吗")
        assert (play.card(1).translation_state, play.card(1).translation) == ("failed", "")
        assert play.status.counters["untranslated"] == 1

    def test_a_phrasebook_gist_is_marked_as_the_sense(self, play: Playbook) -> None:
        play("0:01 ana? (es, price): precio\n0:02 bo? (es): ¿y el precio de la falda?")
        for number in (1, 2):
            play.feed(Translated(at_ms=START_MS, effect_id=f"translate:{number}", text="多少钱？", engine="phrasebook"))
        assert [card.translation_state for card in play.status.questions] == ["gist", "gist"]

    def test_a_gist_stands_in_until_the_translation_is_there(self) -> None:
        play = Playbook(host_language="zh", gists={"price": "多少钱？"})
        play("0:00 -- live\n0:01 ana? (es, price): precio\n0:02 bo? (es, price, silk): precio de la seda")
        assert [(card.translation, card.translation_state) for card in play.status.questions] == [
            ("多少钱？", "pending"),
            ("多少钱？", "pending"),
        ]
        play("0:03 -- translated 1: 价格\n0:04 -- untranslated 2")
        assert [(card.translation, card.translation_state) for card in play.status.questions] == [
            ("价格", "done"),
            ("多少钱？", "gist"),
        ]

    @pytest.mark.parametrize("comment", ["ana? (tl): magkano", "helper? (en): how much", "bo? (en): how much BOT1"])
    def test_what_the_settings_ignore_is_shown_but_not_translated(self, comment: str) -> None:
        ignored = {"languages": ["tl"], "viewers": ["helper"], "words": ["bot1"]}
        play = Playbook(host_language="zh", ignored=ignored)
        play(f"0:00 -- live\n0:01 {comment}")
        assert (play.card(1).translation_state, play.translations) == ("ignored", [])
        play("0:02 cy? (en): any pockets")
        assert play.translations == ["any pockets"]

    def test_what_is_asked_again_by_somebody_who_is_not_ignored_is_translated(self) -> None:
        play = Playbook(host_language="zh", ignored={"viewers": ["helper"]})
        play("0:00 -- live\n0:01 helper? (en): any pockets\n0:02 ana? (en): any pockets?")
        assert (play.card(1).count, play.translations) == (2, ["any pockets?"])

    def test_one_in_the_hosts_language_needs_none_for_an_ignored_one(self) -> None:
        play = Playbook(host_language="zh", ignored={"languages": ["fr"]})
        play("0:00 -- live\n0:01 ana? (fr, price): prix ?\n0:02 bo? (zh, price): 多少钱")
        assert (play.card(1).translation_state, play.translations) == ("ignored", [])

    def test_only_whole_words_are_ignored(self) -> None:
        play = Playbook(host_language="zh", ignored={"words": ["cod"]})
        play("0:00 -- live\n0:01 ana? (en): what is the code?\n0:02 bo? (en): COD?")
        assert [card.translation_state for card in play.status.questions] == ["pending", "ignored"]

    def test_a_long_text_is_cut_for_the_translator_only(self, play: Playbook) -> None:
        play(f"0:01 ana? (es): {'a' * 900}")
        assert (len(play.translations[0]), len(play.card(1).original)) == (TRANSLATED_CHARS, 900)

    def test_outcomes_of_unknown_effects_are_ignored(self, play: Playbook) -> None:
        for effect_id in ("translate:7", "translate:x", "chat:1", ""):
            assert play.feed(Translated(at_ms=START_MS, effect_id=effect_id, text="?", engine="libre")) == ()

    def test_the_threshold_decides_what_is_a_question(self) -> None:
        play = Playbook(question_threshold=0.7)
        for question in (0.6, 0.7):
            play.feed(play.comment("ana", f"is it {question}", START_MS, reading=Reading(question=question)))
        assert [card.original for card in play.status.questions] == ["is it 0.7"]

    def test_what_comes_through_the_question_box_is_always_one(self, play: Playbook) -> None:
        play.feed(play.comment("ana", "the red dress", START_MS, is_question_box=True))
        assert play.card(1).original == "the red dress"

    def test_replayed_history_is_shown_as_such_until_it_is_asked_live(self, play: Playbook) -> None:
        play("0:01 ana?!: any pockets")
        assert play.card(1).is_history
        play("0:02 bo?: any pockets?")
        assert (play.card(1).is_history, play.card(1).count) == (False, 2)


class TestMerging:
    def test_the_same_words_are_one_card(self, play: Playbook) -> None:
        play("""
            0:01  ana? (en): Any pockets?
            0:10  bo? (en): @shop ANY  pockets???
            0:20  cy? (en): any, pockets
            0:30  cy? (en): any pockets
            0:31  di? (en): any buttons
        """)
        assert states(play) == [(1, "new", 3), (2, "new", 1)]
        card = play.card(1)
        assert (card.asked_at_ms, [asker.name for asker in card.askers]) == (START_MS + 1000, ["Ana", "Bo", "Cy", "Cy"])
        assert len(play.translations) == 2

    def test_a_slip_of_the_finger_is_the_same_question(self, play: Playbook) -> None:
        play("0:01 ana? (en): any pockets?\n0:02 bo? (en): any buttons?\n0:03 cy? (en): any pocekts?")
        assert states(play) == [(1, "new", 2), (2, "new", 1)]

    def test_a_translation_that_contradicts_the_original_merges_nothing(self, play: Playbook) -> None:
        play("""
            0:01  ana? (es, stock, size:m): ¿hay M?
            0:02  bo? (fr, stock, size:l): il y a L ?
            0:03  -- translated 1 (stock): 有货吗
            0:04  -- translated 2 (stock): 有货吗
        """)
        assert states(play) == [(1, "new", 1), (2, "new", 1)]

    def test_colours_and_sizes_merge_across_languages_at_once_and_keep_apart(self, play: Playbook) -> None:
        play("""
            0:01  ana? (en, price, colour:red): how much is the red one
            0:02  bo? (id, price, colour:red): merah berapa
            0:03  cy? (en, price, colour:blue): how much is the blue one
        """)
        assert states(play) == [(1, "new", 2), (2, "new", 1)]

    def test_nothing_but_the_same_intent_is_one_card_in_any_language(self, play: Playbook) -> None:
        play("0:01 ana? (en, price): price?\n0:02 bo? (id, price): harga\n0:03 cy? (zh, price): 多少钱")
        card = play.card(1)
        assert (card.count, card.languages, card.intent) == (3, ("en", "id", "zh"), "price")

    def test_an_intent_among_other_words_is_another_question(self, play: Playbook) -> None:
        reading = Reading(scores={"en": 0.9}, question=1.0, intent="price", is_bare=False)
        play("0:01 ana? (en, price): price?")
        play.feed(play.comment("bo", "price of the skirt?", START_MS + 2000, reading=reading))
        assert states(play) == [(1, "new", 1), (2, "new", 1)]

    def test_the_same_translation_is_one_card_and_the_younger_number_still_finds_it(self, play: Playbook) -> None:
        play("""
            0:01  ana? (es): ¿tiene bolsillos?
            0:02  bo? (en): any pockets?
            0:03  operator: question star 2
            0:05  -- translated 1: 有口袋吗？
            0:06  -- translated 2: 有口袋吗
            0:07  cy? (en): ANY POCKETS
            0:08  operator: question answer 2
        """)
        assert states(play) == [(1, "answered", 3)]
        card = play.card(1)
        assert (card.starred, card.languages, card.translation) == (True, ("es", "en"), "有口袋吗？")
        assert play.status.counters["questions_merged"] == 1

    def test_a_translation_equal_to_a_question_in_the_hosts_language_merges(self, play: Playbook) -> None:
        play("0:01 ana? (zh): 有口袋吗\n0:02 bo? (en): any pockets?\n0:03 -- translated 2: 有口袋吗？")
        assert states(play) == [(1, "new", 2)]
        play("0:04 cy? (es): ¿tiene bolsillos?\n0:05 -- translated 3: 有口袋吗？\n0:06 di? (zh): 有口袋吗！")
        assert states(play) == [(1, "new", 4)]

    def test_a_translation_that_is_the_original_merges_with_nothing(self, play: Playbook) -> None:
        play("0:01 ana? (es): OK\n0:02 -- translated 1: OK?")
        assert states(play) == [(1, "new", 1)]
        assert play.card(1).translation == "OK?"

    @pytest.mark.parametrize(
        ("first", "second", "merged"),
        [
            ("question answer 1", "question star 2", "new"),
            ("question answer 1", "question claim 2", "claimed"),
            ("question claim 1", "question star 2", "claimed"),
            ("question star 1", "question claim 2", "claimed"),
            ("question star 1", "question answer 2", "new"),
            ("question answer 1", "question answer 2", "answered"),
        ],
    )
    def test_a_merge_never_hides_who_still_waits(self, play: Playbook, first: str, second: str, merged: str) -> None:
        play(f"""
            0:01  ana? (es): ¿tiene bolsillos?
            0:02  bo? (en): any pockets?
            0:03  -- translated 1: 有口袋吗
            0:04  operator: {first}
            0:05  operator: {second}
            0:06  -- translated 2: 有口袋吗
        """)
        assert states(play) == [(1, merged, 2)]
        assert play.card(1).again is ("answer 1" in first and "answer 2" not in second)

    @pytest.mark.parametrize("dismissed", [1, 2])
    def test_a_dismissed_card_takes_no_other_with_it(self, play: Playbook, dismissed: int) -> None:
        play(f"""
            0:01  ana? (es): ¿tiene bolsillos?
            0:02  bo? (en): any pockets?
            0:03  -- translated 1: 有口袋吗
            0:04  operator: question dismiss {dismissed}
            0:05  -- translated 2: 有口袋吗
        """)
        other = 3 - dismissed
        assert states(play) == [(other, "new", 1), (dismissed, "dismissed", 1)]
        play("0:06 cy? (fr): des poches ?\n0:07 -- translated 3: 有口袋吗")
        assert states(play) == [(other, "new", 2), (dismissed, "dismissed", 1)]

    def test_a_translation_that_lost_something_merges_nothing(self, play: Playbook) -> None:
        play("""
            0:01  ana? (es, price, colour:red): precio del rojo
            0:02  -- translated 1 (price): 多少钱
            0:03  bo? (en, price): price?
            0:04  cy? (en, price, colour:red): how much is the red one
        """)
        assert states(play) == [(1, "new", 2), (2, "new", 1)]

    def test_a_question_that_turns_out_to_be_about_the_shop_merges_whatever_is_on_show(self, play: Playbook) -> None:
        play("""
            0:01  -- shows A3
            0:02  ana? (es): ¿hacen envíos?
            0:03  bo? (en, shipping): shipping?
            0:04  -- translated 1 (shipping): 发货吗
        """)
        assert states(play) == [(1, "new", 2)]

    def test_the_product_on_show_may_be_called_by_its_title(self, play: Playbook) -> None:
        play("""
            0:01  -- shows Moon dress
            0:02  ana? (en, price): price?
            0:03  bo? (en, price, moon goods:dress): moon dress price
            0:04  cy? (en, price, goods:dress silk): silk dress price
        """)
        assert states(play) == [(1, "new", 2), (2, "new", 1)]

    @pytest.mark.parametrize(
        ("older", "younger", "merged"),
        [("handover", "star", "handed"), ("star", "handover", "handed"), ("answer", "handover", "handed")],
    )
    def test_what_a_colleague_has_stays_there(self, play: Playbook, older: str, younger: str, merged: str) -> None:
        play(f"""
            0:01  ana? (es): ¿tiene bolsillos?
            0:02  bo? (en): any pockets?
            0:03  -- translated 1: 有口袋吗
            0:04  operator: question {older} 1
            0:05  operator: question {younger} 2
            0:06  -- translated 2: 有口袋吗
        """)
        assert states(play) == [(1, merged, 2)]

    def test_history_that_merges_with_a_live_question_is_live(self, play: Playbook) -> None:
        play("""
            0:01  ana?! (es): ¿tiene bolsillos?
            0:02  bo? (en): any pockets?
            0:03  -- translated 1: 有口袋吗
            0:04  -- translated 2: 有口袋吗
        """)
        assert not play.card(1).is_history


class TestAnswering:
    def test_asked_again_after_the_answer_it_reopens(self, play: Playbook) -> None:
        play("0:01 ana?: any pockets\n0:10 operator: question answer 1\n0:20 bo?: any pockets")
        card = play.card(1)
        assert (card.state, card.again, card.count, card.asked_at_ms) == ("new", True, 2, START_MS + 20_000)
        assert play.notices("question_again") == [{"n": "1"}]
        play("0:30 operator: question answer 1\n0:40 cy?!: any pockets")
        assert (play.card(1).state, play.card(1).again) == ("answered", False)  # history does not reopen it

    def test_dismissed_and_asked_again_it_stays_away_for_a_while(self, play: Playbook) -> None:
        play("0:01 ana?: marry me\n0:02 operator: question dismiss 1\n0:10 ana?: marry me\n9:59 bo?: marry me")
        assert states(play) == [(1, "dismissed", 2)]
        play("10:02 cy?: marry me")
        assert (states(play), play.card(1).again) == ([(1, "new", 3)], True)

    def test_states_are_said_when_there_is_nothing_to_do(self, play: Playbook) -> None:
        play("0:01 ana?: any pockets")
        assert play.reply("question answer 9") == "unknown_question"
        assert [play.reply("question answer 1"), play.reply("question answer 1")] == ["done", "wrong_state"]
        assert [play.reply("question dismiss 1"), play.reply("question dismiss 1")] == ["done", "wrong_state"]
        assert play.reply("question claim 1") == "wrong_state"

    def test_a_star_puts_it_on_top_and_again_takes_it_away(self, play: Playbook) -> None:
        play("0:01 ana?: first\n0:02 bo?: second\n0:03 cy?: third\n0:04 operator: question star 3")
        assert [card.original for card in play.status.questions] == ["third", "first", "second"]
        play("0:05 operator: question star 3")
        assert [card.original for card in play.status.questions] == ["first", "second", "third"]

    def test_open_cards_come_first_then_the_last_closed(self, play: Playbook) -> None:
        play("""
            0:01  ana?: first
            0:02  bo?: second
            0:03  cy?: third
            0:04  operator: question answer 3
            0:05  operator: question dismiss 1
        """)
        assert [card.original for card in play.status.questions] == ["second", "first", "third"]

    def test_undo_takes_back_answers_and_dismissals_one_by_one(self, play: Playbook) -> None:
        play("""
            0:01  ana?: first
            0:02  bo?: second
            0:03  operator: question claim 2
            0:04  operator: question answer 2
            0:05  operator: question dismiss 1
        """)
        assert play.reply("undo") == "done"
        assert states(play) == [(1, "new", 1), (2, "answered", 1)]
        assert play.reply("undo") == "done"
        assert (play.card(2).state, play.card(2).claimed_by) == ("new", "")  # nobody has it open any more
        assert play.reply("undo") == "nothing_to_undo"
        assert play.notices("undone") == [{"what": "question 1"}, {"what": "question 2"}]

    def test_undo_passes_over_a_card_that_is_gone(self, play: Playbook) -> None:
        play("0:01 ana?: first\n0:02 operator: question answer 1\n0:03 -- deletes ana")
        assert play.reply("undo") == "nothing_to_undo"

    def test_undo_leaves_a_card_alone_that_was_asked_again_since(self, play: Playbook) -> None:
        play("0:01 ana?: first\n0:02 operator: question answer 1\n0:03 bo?: first\n0:04 operator: question claim 1")
        assert play.reply("undo") == "nothing_to_undo"
        assert (play.card(1).state, play.card(1).again) == ("claimed", True)


class TestClaims:
    def claim(self, play: Playbook, by: str, *, forced: bool = False) -> str:
        effects = play.feed(play.command(ClaimQuestion(n=1, is_forced=forced), by=by))
        return next(str(effect.kind) for effect in effects if effect.id.startswith("reply"))  # type: ignore[union-attr]

    def test_two_consoles_do_not_get_the_same_card(self, play: Playbook) -> None:
        play("0:01 ana?: any pockets")
        assert self.claim(play, "desk") == "done"
        assert (play.card(1).state, play.card(1).claimed_by) == ("claimed", "desk")
        assert self.claim(play, "desk") == "done"
        assert self.claim(play, "phone") == "claimed"
        assert play.card(1).claimed_by == "desk"

    def test_a_claim_can_be_taken_over(self, play: Playbook) -> None:
        play("0:01 ana?: any pockets")
        self.claim(play, "desk")
        assert self.claim(play, "phone", forced=True) == "done"
        assert play.card(1).claimed_by == "phone"

    def test_only_its_own_console_releases_it(self, play: Playbook) -> None:
        play("0:01 ana?: any pockets")
        self.claim(play, "desk")
        play.feed(play.command(ReleaseQuestion(n=1), by="phone"))
        assert play.card(1).claimed_by == "desk"
        play.feed(play.command(ReleaseQuestion(n=1), by="desk"))
        assert (play.card(1).state, play.card(1).claimed_by) == ("new", "")

    def test_a_console_that_is_gone_holds_no_card(self, play: Playbook) -> None:
        play("0:01 ana?: one\n0:02 bo?: two\n0:03 cy?: three\n0:04 di?: four")
        for number, by in ((1, "desk"), (2, "phone"), (3, "desk")):
            play.feed(play.command(ClaimQuestion(n=number), by=by))
        play("0:05 operator: question answer 3")
        play.feed(play.command(ReleaseAllQuestions(), by="desk"))
        cards = [(card.id, card.state, card.claimed_by) for card in play.status.questions]
        assert cards == [(1, "new", ""), (2, "claimed", "phone"), (4, "new", ""), (3, "answered", "")]

    def test_nor_one_that_has_no_name(self, play: Playbook) -> None:
        play("0:01 ana?: one\n0:02 operator: question answer 1")
        play.feed(play.command(ReleaseAllQuestions(), by=""))
        assert states(play) == [(1, "answered", 1)]


class TestDeleting:
    def test_everything_of_a_viewer_leaves_the_queue(self, play: Playbook) -> None:
        play("""
            0:01  ana?: any pockets
            0:02  bo?: any pockets
            0:03  bo?: buy followers at spam.example?
            0:04  -- deletes bo
        """)
        assert states(play) == [(1, "new", 1)]
        assert play.notices("deleted") == [{"comments": "2"}]

    def test_a_single_comment_is_taken_off_its_card(self, play: Playbook) -> None:
        for number, name in enumerate(("ana", "bo", "bo")):
            play.feed(play.comment(name, "any pockets?", START_MS, msg_id=f"p{number}", reading=Reading(question=1.0)))
        play.feed(CommentsDeleted(at_ms=START_MS, msg_id="d1", msg_ids=("p1",)))
        assert states(play) == [(1, "new", 2)]
        play.feed(CommentsDeleted(at_ms=START_MS, msg_id="d2", msg_ids=("p2", "elsewhere")))
        assert states(play) == [(1, "new", 1)]
        play.feed(CommentsDeleted(at_ms=START_MS, msg_id="d3", msg_ids=("p0",)))
        assert states(play) == []
        play("0:10 cy?: any pockets?")
        assert states(play) == [(2, "new", 1)]

    def test_other_cards_are_left_alone(self, play: Playbook) -> None:
        play("0:01 ana?: any pockets\n0:02 bo?: how wide\n0:03 -- deletes bo\n0:04 -- deletes nobody")
        assert states(play) == [(1, "new", 1)]

    def test_a_crowd_keeps_its_count_when_one_comment_goes(self, play: Playbook) -> None:
        for number in range(MEMBERS_KEPT + 50):
            play.feed(play.comment(f"v{number}", "any pockets?", START_MS, reading=Reading(question=1.0)))
        play(f"0:01 -- deletes v{MEMBERS_KEPT}")
        assert play.card(1).count == MEMBERS_KEPT + 49

    def test_somebody_whose_comment_is_not_kept_any_more_is_not_counted_either(self, play: Playbook) -> None:
        for number in range(MEMBERS_KEPT + 50):
            play.feed(play.comment(f"v{number}", "any pockets?", START_MS, reading=Reading(question=1.0)))
        play("0:01 -- deletes v3")
        assert play.card(1).count == MEMBERS_KEPT + 49

    def test_who_repeats_a_question_crowds_nobody_out(self, play: Playbook) -> None:
        play("0:01 ana?: any pockets")
        for _ in range(MEMBERS_KEPT + 10):
            play.feed(play.comment("spam", "any pockets?", START_MS + 2000, reading=Reading(question=1.0)))
        play("0:03 -- deletes spam")
        assert states(play) == [(1, "new", 1)]

    def test_a_card_that_is_gone_is_no_translations_or_merges_any_more(self, play: Playbook) -> None:
        play("""
            0:01  ana? (es): ¿tiene bolsillos?
            0:02  bo? (en): any pockets?
            0:03  -- translated 1: 有口袋吗
            0:04  -- translated 2: 有口袋吗
            0:05  -- deletes ana
            0:06  -- deletes bo
            0:07  cy? (fr): des poches ?
            0:08  -- translated 3: 有口袋吗
            0:09  di? (it): tasche ?
            0:10  -- translated 4: 有口袋吗
        """)
        assert states(play) == [(3, "new", 2)]
        assert play.reply("question answer 2") == "unknown_question"


def test_closed_cards_are_forgotten_in_time_open_ones_never(play: Playbook) -> None:
    play("0:01 ana?: still open")
    for number in range(CLOSED_KEPT + 20):
        play.feed(play.comment("bo", f"what about {number}?", START_MS + 2000, reading=Reading(question=1.0)))
        play.reply(f"question answer {number + 2}")
    assert play.card(1).state == "new"
    assert len(play.room.state.questions.cards) <= CLOSED_KEPT + FORGET_EVERY + 2
    play.feed(play.comment("cy", "what about 0?", START_MS + 3000, reading=Reading(question=1.0)))
    assert play.card(CLOSED_KEPT + 22).original == "what about 0?"


def test_a_question_in_the_hosts_language_is_not_translated_whatever_its_region() -> None:
    play = Playbook(host_language="zh-TW")
    play("0:00 -- live\n0:01 ana? (zh): 多少钱")
    assert play.card(1).translation_state == "none"
    assert play.translations == []

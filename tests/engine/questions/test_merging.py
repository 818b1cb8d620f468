"""Questions that are one card, at once or when their translations are there."""

import pytest

from livebot.testing import START_MS, Playbook
from livebot.viewers import Reading
from tests.engine.questions.conftest import states


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

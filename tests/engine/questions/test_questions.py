"""What becomes a card, and what is translated of it."""

import pytest

from livebot.effects import Translate
from livebot.engine.questions.questions import TRANSLATED_CHARS
from livebot.events import Translated
from livebot.testing import START_MS, Playbook
from livebot.viewers import Reading


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


def test_a_question_in_the_hosts_language_is_not_translated_whatever_its_region() -> None:
    play = Playbook(host_language="zh-TW")
    play("0:00 -- live\n0:01 ana? (zh): 多少钱")
    assert play.card(1).translation_state == "none"
    assert play.translations == []

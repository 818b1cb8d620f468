"""Cards and comments that are deleted or forgotten."""

from livebot.engine.questions.cards import CLOSED_KEPT, FORGET_EVERY
from livebot.engine.questions.questions import MEMBERS_KEPT
from livebot.events import CommentsDeleted
from livebot.testing import START_MS, Playbook
from livebot.viewers import Reading
from tests.engine.questions.conftest import states


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

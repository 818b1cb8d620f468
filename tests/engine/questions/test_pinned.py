"""The question on the overlay."""

import pytest

from livebot.events import CommentsDeleted
from livebot.testing import Playbook


@pytest.fixture
def play() -> Playbook:
    play = Playbook()
    play("0:00  -- live\n0:01 maria? (es): cuánto cuesta\n0:02 bo?: is it blue")
    return play


def shown(play: Playbook) -> tuple[str, str] | None:
    pinned = play.status.pinned
    return None if pinned is None else (pinned.text, pinned.masked)


def test_one_question_is_pinned_with_a_masked_name_and_its_translation(play: Playbook) -> None:
    play("0:03 operator: question pin 1\n0:04 -- translated 1: how much is it")
    pinned = play.status.pinned
    assert pinned is not None
    assert (pinned.text, pinned.language, pinned.translation, pinned.masked, pinned.n, pinned.count) == (
        "cuánto cuesta", "es", "how much is it", "M***a", 1, 1,
    )  # fmt: skip
    play("0:05 operator: question pin 2")
    assert shown(play) == ("is it blue", "B***")
    play("0:06 operator: question unpin")
    assert shown(play) is None
    assert play.reply("question unpin") == "not_pinned"


@pytest.mark.parametrize("command", ["question dismiss 1", "question answer 1", "question handover 1", "panic"])
def test_what_is_done_with_goes_off(play: Playbook, command: str) -> None:
    play(f"0:03 operator: question pin 1\n0:04 operator: {command}\n0:05 operator: undo\n0:06 operator: resume")
    assert shown(play) is None


def test_dealing_with_another_card_leaves_it(play: Playbook) -> None:
    play("0:03 operator: question pin 1\n0:04 operator: question dismiss 2")
    assert shown(play) == ("cuánto cuesta", "M***a")


def test_a_dismissed_question_is_not_pinned(play: Playbook) -> None:
    play("0:03 operator: question dismiss 1\n0:04 operator: question pin 1")
    assert shown(play) is None


def test_it_goes_with_its_comment_or_its_writer(play: Playbook) -> None:
    play("0:03 operator: question pin 1\n0:04 bo? (es): cuánto cuesta\n0:05 -- deletes maria")
    assert shown(play) is None
    play("0:06 operator: question pin 2")
    gone = next(m.msg_id for m in play.room.state.questions.cards[2].members)
    play.feed(CommentsDeleted(at_ms=play.room.state.at_ms, msg_id="d", msg_ids=(gone,)))
    assert shown(play) is None


def test_other_deletions_leave_it(play: Playbook) -> None:
    play("0:03 operator: question pin 1\n0:05 -- deletes bo")
    assert shown(play) == ("cuánto cuesta", "M***a")


def test_a_text_that_was_erased_and_a_card_that_is_gone_show_nothing(play: Playbook) -> None:
    play("0:03 operator: question pin 1")
    play.room.state.questions.cards[1].members[0].text = ""
    assert shown(play) is None
    del play.room.state.questions.cards[1]
    assert shown(play) is None

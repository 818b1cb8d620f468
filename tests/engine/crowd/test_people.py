import pytest

from livebot.effects import RememberViewer
from livebot.engine.crowd.people import UNKNOWN, language_of
from livebot.testing import START_MS, Playbook
from livebot.viewers import Profile, Reading


@pytest.mark.parametrize(
    ("scores", "usual", "language"),
    [
        ({"es": 0.9, "pt": 0.1}, "", "es"),
        ({"es": 0.5}, "", "es"),
        ({"es": 0.49}, "", UNKNOWN),
        ({}, "es", UNKNOWN),
        ({"es": 0.45, "pt": 0.4}, "", UNKNOWN),
        ({"es": 0.45, "pt": 0.4}, "pt", "pt"),
        ({"es": 0.9, "pt": 0.3}, "pt", "es"),
        ({"es": 0.1}, "es", UNKNOWN),
    ],
)
def test_a_language_is_what_the_detector_says_corrected_by_habit(
    scores: dict[str, float], usual: str, language: str
) -> None:
    assert language_of(Reading(scores=scores), usual, {}) == language


@pytest.mark.parametrize(
    ("scores", "room", "language"),
    [
        ({"id": 0.45, "ms": 0.4}, {"ms": 20}, "ms"),
        ({"id": 0.45, "ms": 0.4}, {"ms": 1}, UNKNOWN),
        ({"id": 0.45, "ms": 0.4}, {"en": 20}, UNKNOWN),
        ({"en": 0.9, "es": 0.3}, {"es": 20}, "en"),
        ({}, {"es": 20}, UNKNOWN),
    ],
)
def test_what_the_room_writes_decides_where_the_detector_cannot(
    scores: dict[str, float], room: dict[str, int], language: str
) -> None:
    assert language_of(Reading(scores=scores), "", room) == language


def test_the_rooms_custom_is_that_of_the_last_ten_minutes() -> None:
    play = Playbook()
    for n in range(12):
        play(f"0:{n:02} v{n} (ms): apa khabar {n}")
    unsure = {"id": 0.4, "ms": 0.4}
    assert question(play, "ana", unsure) == "ms"
    play("9:59 bo (en): hello\n10:30 bo (en): hi")
    assert play.room.state.people.recent == {"en": 2}


def question(play: Playbook, name: str, scores: dict[str, float]) -> str:
    """Let somebody ask something new; return the language it was taken for."""
    number = len(play.status.questions) + 1
    play.feed(play.comment(name, f"what {number}", START_MS, reading=Reading(scores=scores, question=1.0)))
    return play.card(number).language


def test_habit_is_that_of_this_session_and_before_that_of_earlier_ones() -> None:
    play = Playbook()
    unsure = {"id": 0.4, "ms": 0.4}
    assert question(play, "ana", unsure) == UNKNOWN
    play.profiles["ana"] = Profile(sessions=1, language="ms")
    assert question(play, "ana", unsure) == "ms"
    for _ in range(3):
        question(play, "ana", {"id": 0.9})
    assert question(play, "ana", unsure) == "id"


def remembered(play: Playbook) -> list[tuple[str, str]]:
    return [(effect.viewer_id, effect.language) for effect in play.effects(RememberViewer)]


def test_who_was_active_is_remembered_and_the_language_once_it_is_known() -> None:
    play = Playbook()
    play("0:01 ana (es): hola\n0:02 bo (und): 👍\n0:03 bo (und): 123\n0:04 bo (fr): salut\n0:05 ana (es): sí")
    assert remembered(play) == [("ana", "es"), ("bo", ""), ("bo", "fr")]


def test_the_language_is_corrected_when_the_first_guess_was_wrong() -> None:
    play = Playbook()
    play("0:01 ana (pl): ok\n0:02 ana (es): hola\n0:03 ana (es): gracias\n0:04 ana (es): sí")
    assert remembered(play)[0] == ("ana", "pl")
    assert remembered(play)[-1] == ("ana", "es")
    assert len(remembered(play)) == 2


def test_replayed_history_makes_nobody_active() -> None:
    play = Playbook()
    play("0:01 ana! (es): hola")
    assert (remembered(play), play.status.languages) == ([], {})


def test_the_languages_of_the_room_are_those_of_the_last_ten_minutes() -> None:
    play = Playbook()
    play("0:30 ana (es): a\n0:40 bo (es): b\n5:00 cy (en): c\n5:01 di (id): d\n5:02 ed (id): e\n5:03 ed (und): 1")
    assert play.status.languages == {"es": 2, "id": 2, "en": 1}
    assert list(play.status.languages) == ["es", "id", "en"]
    play("11:00 -- tick")
    assert play.status.languages == {"id": 2, "en": 1}
    for minute in range(12, 40):
        play(f"{minute}:00 ana (es): hola")
    assert play.status.languages == {"es": 10}
    assert len(play.room.state.people.minutes) == 10

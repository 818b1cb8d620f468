import pytest
from pydantic import ValidationError

from livebot.effects import OfferChat, SendChat
from livebot.engine.room import Room
from livebot.events import ChatSent, Commented, Ticked
from livebot.testing import START_MS, FakeClock, Playbook, rules_from_yaml

HELLO = "prompts: [{id: hello, every: 1m, texts: [{en: Hello}]}]"


async def test_the_clock_stands_still_until_somebody_sleeps() -> None:
    clock = FakeClock()
    assert (clock.now_ms(), clock.now_ms()) == (START_MS, START_MS)
    await clock.sleep(1_500)
    assert clock.now_ms() == START_MS + 1_500


def test_rules_are_validated() -> None:
    assert rules_from_yaml("").polls == ()
    with pytest.raises(ValidationError):
        rules_from_yaml("polls: [{id: p}]")


@pytest.mark.parametrize(
    ("transcript", "says"),
    [
        ("0:00 -- live\n1:00 >> Hello", ""),
        ("0:00 -- live\n1:00 >> Goodbye", "posted 'Hello', expected: 1:00 >> Goodbye"),
        ("0:00 -- live\n1:01 >> Hello", r"posted 60.0 s after the start, expected: 1:01 >> Hello"),
        ("0:00 -- live\n0:59 >> Hello", "nothing was posted at: 0:59 >> Hello"),
        ("0:00 -- live\n1:01 ana: hi", "posted 'Hello' before: 1:01 ana: hi"),
        ("0:00 -- live\n1:00 -- tick", "posted 'Hello' before: the end"),
        ("0:00 -- live\nana: hi", "not a transcript line: ana: hi"),
        ("0:00 -- asleep", "unknown happening: asleep"),
        ("0:00 what is this", "neither a comment nor anything else"),
    ],
)
def test_a_transcript_is_followed_to_the_letter(transcript: str, says: str) -> None:
    if not says:
        Playbook(HELLO)(transcript)
        return
    with pytest.raises(AssertionError, match=says):
        Playbook(HELLO)(transcript)


@pytest.mark.parametrize(
    ("words", "name", "text", "language", "question", "intent", "is_history"),
    [
        ("ana: hi: there", "ana", "hi: there", "en", 0.0, "", False),
        ("ana (es): hola", "ana", "hola", "es", 0.0, "", False),
        ("ana_1.x? (es): ¿hay?", "ana_1.x", "¿hay?", "es", 1.0, "", False),
        ("ana? (es, price): precio", "ana", "precio", "es", 1.0, "price", False),
        ("ana!: old", "ana", "old", "en", 0.0, "", True),
        ("ana?!: old?", "ana", "old?", "en", 1.0, "", True),
        ("ana:", "ana", "", "en", 0.0, "", False),
    ],
)
def test_comments(
    words: str, name: str, text: str, language: str, question: float, intent: str, is_history: bool
) -> None:
    play = Playbook()
    play(f"0:07.5 {words}")
    (event,) = [step.event for step in play.steps if isinstance(step.event, Commented)]
    assert (event.at_ms, event.viewer.id, event.text, event.is_history) == (START_MS + 7_500, name, text, is_history)
    assert (list(event.reading.scores), event.reading.question) == ([language], question)
    assert (event.reading.intent, event.reading.is_bare) == (intent, bool(intent))


def test_what_is_due_happens_at_its_own_time_however_far_the_next_line_is() -> None:
    play = Playbook(HELLO.replace("[{en: Hello}]", "[{en: Hello}, {en: Welcome}]"), chat={"mode": "assist"})
    play("0:00 -- live\n5:30 -- tick")
    offers = [(step.event.at_ms - START_MS) // 1000 for step in play.steps if any(map(is_offer, step.effects))]
    assert offers == [60, 180, 300]  # the second when the first had expired


def is_offer(effect: object) -> bool:
    return isinstance(effect, OfferChat)


def test_lines_count_as_sent_at_once_unless_told_otherwise() -> None:
    for settles in (True, False):
        play = Playbook(settles=settles)
        play("0:00 -- live\n0:01 operator: say One\n0:01 >> One")
        assert [line.state for line in play.status.outbox] == ["sent" if settles else "sending"]
        assert any(isinstance(step.event, ChatSent) for step in play.steps) is settles


def test_its_steps_are_a_recording_that_replays() -> None:
    play = Playbook(HELLO, chat={"min_gap_ms": 5_000}, market="ID")
    play("0:00 -- live\n0:10 ana?: hm\n0:58 operator: say One\n0:58 >> One\n1:03 >> Hello")
    room = Room()
    for step in play.steps:
        assert room.step(step.event) == step.effects
    assert room.snapshot() == play.room.snapshot()
    assert play.effects(SendChat)[-1].text == "Hello"
    assert (play.settings.chat.min_gap_ms, play.settings.market, play.settings.chat.mode) == (5_000, "ID", "auto")


def test_traces_are_those_of_the_last_event_fed() -> None:
    play = Playbook(HELLO)
    play("0:00 -- live")
    play.feed(Ticked(at_ms=START_MS + 60_000))
    assert (play.traces[0].rule, play.traces[0].fired) == ("prompts.hello", True)

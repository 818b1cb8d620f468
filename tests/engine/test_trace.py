import pytest

from livebot.engine.room import Room
from livebot.testing import START_MS, Playbook
from livebot.viewers import Viewer

RULES = """
polls:
  - {id: old, question: {en: "Old?"}, options: [{key: A}, {key: B}], vote: first}
  - {id: new, question: {en: "New?"}, options: [{key: A}, {key: C}]}
codes:
  - {id: moon, phrases: [moon], reply: {en: Moon!}, explain: {en: A secret}}
  - {id: sun, phrases: [sun], when: manual}
prompts:
  - {id: hello, every: 5m, min_comments: 9, texts: [{en: Hello}]}
"""
OPEN = """
    0:00  -- live
    0:01  operator: poll open old
    0:01  >> Old?
    0:02  ana: A
    0:10  operator: poll open new
    0:10  >> New?
"""


def traced(play: Playbook, text: str, **fields: object) -> dict[str, str]:
    """Let ana write something; return for each rule but the prompts why it fired (with a +) or did not."""
    play.feed(play.comment("ana", text, play.status.at_ms + 1_000, **fields))
    traces = (trace for trace in play.traces if not trace.rule.startswith("prompts."))
    return {trace.rule: "+" * trace.fired + trace.why.kind for trace in traces}


@pytest.fixture
def play() -> Playbook:
    play = Playbook(RULES, chat={"own_accounts": ["bot"]})
    play(OPEN)
    return play


def test_a_vote(play: Playbook) -> None:
    assert traced(play, "a!") == {
        "polls.new": "+vote",
        "polls.old": "taken",
        "codes.moon": "taken",
        "codes.sun": "taken",
        "questions": "taken",
    }


def test_a_vote_that_changes_nothing(play: Playbook) -> None:
    assert traced(play, "b")["polls.old"] == "voted_already"


def test_a_code_and_one_that_is_not_open(play: Playbook) -> None:
    assert traced(play, "moon and sun") == {
        "polls.new": "no_match",
        "polls.old": "no_match",
        "codes.moon": "+code_hit",
        "codes.sun": "not_open",
        "questions": "taken",
    }
    play("0:18 >> Moon!")
    assert traced(play, "moon")["codes.moon"] == "cooldown_room"


def test_small_talk(play: Playbook) -> None:
    traces = traced(play, "lovely")
    assert (traces["questions"], traces["codes.moon"]) == ("not_a_question", "no_match")


def test_a_question(play: Playbook) -> None:
    assert traced(play, "how much", is_question_box=True)["questions"] == "+question"


def test_asking_about_a_code(play: Playbook) -> None:
    assert traced(play, "what is moon", is_question_box=True)["codes.moon"] == "+code_explained"
    assert traced(play, "what is moon", is_question_box=True)["codes.moon"] == "cooldown_room"
    assert traced(play, "what is sun", is_question_box=True)["codes.sun"] == "no_explanation"
    play("0:18 >> A secret\n0:19 operator: pause")
    assert traced(play, "what is moon", is_question_box=True)["codes.moon"] == "paused"


def test_own_lines_and_the_host(play: Playbook) -> None:
    assert traced(play, "a", viewer=Viewer(id="b", handle="bot")) == {"comments": "own_line"}
    assert traced(play, "a", viewer=Viewer(id="h", is_host=True)) == {"comments": "host"}


def test_history_from_before_a_poll(play: Playbook) -> None:
    traces = traced(play, "c", is_history=True, written_at_ms=START_MS + 9_000)
    assert traces["polls.new"] == "not_open"


def test_an_answer_that_would_repeat_the_last_line(play: Playbook) -> None:
    play("0:20 operator: say moon!\n0:20 >> moon!\n0:21 bot: moon!")
    play.feed(play.comment("ana", "moon", START_MS + 22_000))
    assert [trace.why.kind for trace in play.traces if trace.rule == "codes.moon"] == ["code_hit", "repeated"]


def test_a_line_that_the_lane_refuses() -> None:
    play = Playbook(RULES, chat={"max_chars": 4})
    play("0:00 -- live")
    play.feed(play.comment("ana", "moon", START_MS + 1_000))
    (trace,) = [trace for trace in play.traces if trace.rule == "chat"]
    assert (trace.why.kind, trace.why.data) == ("too_long", {"line": "code:moon"})


def test_a_prompt_fired_or_skipped() -> None:
    play = Playbook("prompts: [{id: hello, every: 1m, texts: [{en: Hello}]}]")
    play("0:00 -- live\n0:30 -- tick")
    assert [(trace.why.kind, trace.why.data) for trace in play.traces] == [("interval", {"left_ms": "30000"})]
    play("1:00 >> Hello")
    play("1:59.999 -- tick")
    play.feed(play.comment("ana", "hi", START_MS + 120_000))
    assert ("prompts.hello", "repeated") in [(trace.rule, trace.why.kind) for trace in play.traces]


def test_traces_change_nothing(play: Playbook) -> None:
    play("0:18 ana: moon\n0:18 >> Moon!\n0:19 bo?: moon")
    silent = Room()
    for step in play.steps:
        assert silent.step(step.event) == step.effects
    assert silent.snapshot() == play.room.snapshot()

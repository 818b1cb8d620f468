"""Replays: exact with the session's own rules, a stated course under others."""

import msgspec

from livebot.effects import SendChat
from livebot.ports import Step
from livebot.replay import compare, course_under, explain, recorded_course, verify
from livebot.testing import Playbook, rules_from_yaml

RULES = """
polls:
  - id: colour
    question: {en: "Red or blue? Type A or B"}
    options: [{key: A, label: {en: Red}}, {key: B, label: {en: Blue}}]
    announce: {en: "{winner} wins with {percent}%!"}
prompts:
  - {id: hello, every: 30s, texts: [{en: Hello}, {en: Welcome}]}
"""
OTHER = RULES.replace("every: 30s", "every: 2m").replace("key: A", "key: X")


def show() -> Playbook:
    play = Playbook(RULES)
    play("""
        0:00  -- live
        0:01  operator: poll open colour
        0:01  >> Red or blue? Type A or B
        0:05  ana: A
        0:06  bo: B
        0:07  ana: B
        0:08  carla? (es): cuánto cuesta
        0:09  -- translated 1: how much is it
        0:30  >> Hello
        1:00  >> Welcome
        1:11  >> Blue wins with 100%!
        1:20  dan? (es): cuánto cuesta
        1:30  >> Hello
    """)
    return play


def test_a_session_replays_to_exactly_what_was_recorded() -> None:
    assert verify(show().steps) is None


def test_a_changed_record_is_noticed_with_its_place() -> None:
    steps = show().steps
    index = next(i for i, step in enumerate(steps) if any(isinstance(e, SendChat) for e in step.effects))
    forged = tuple(
        msgspec.structs.replace(e, text="Buy now") if isinstance(e, SendChat) else e for e in steps[index].effects
    )
    steps[index] = Step(steps[index].event, forged)
    difference = verify(steps)
    assert difference is not None
    assert difference.seq == index


def test_the_same_rules_tried_as_other_rules_come_to_the_same() -> None:
    steps = show().steps
    recorded, tried = recorded_course(steps), course_under(rules_from_yaml(RULES), steps)
    assert compare(recorded, tried) == []


def test_other_rules_show_what_would_have_differed() -> None:
    steps = show().steps
    differences = compare(recorded_course(steps), course_under(rules_from_yaml(OTHER), steps))
    assert "  poll colour: A: 0 → 0" not in differences
    assert "  prompt hello: fired: 3 → 0" in differences
    assert "- 00:30 Hello" in differences
    assert not any(line.startswith("- 01:11") and "Blue" in line for line in differences)


def test_a_trace_says_why_rules_fired_and_why_not() -> None:
    lines: list[str] = []
    verify(show().steps, lambda event, traces: lines.extend(explain(event, traces)))
    vote = lines.index("Commented 'A'")
    assert "    fired polls.colour: vote key=A" in lines[vote : vote + 4]
    assert any(line.startswith("    no    prompts.hello: interval left_ms=") for line in lines)

"""Replays: exact with the session's own rules, a stated course under others."""

from pathlib import Path

import msgspec
import pytest

from livebot.effects import Notify, SendChat
from livebot.events import Recovered, SessionOpened, Ticked
from livebot.journal.sqlite import SqliteJournal
from livebot.ports import Step
from livebot.recordings import replay
from livebot.replay import Explain, compare, course_under, recorded_course, verify
from livebot.runtime.datadir import JOURNAL_NAME
from livebot.runtime.session import versions
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


def test_other_rules_are_held_against_the_market_of_the_show() -> None:
    pack = """
market:
  market: US
  name: {en: US}
  updated: 2026-01-01
  rules: [{id: top, about: claim, source: page, source_date: undated, reason: {en: no}, words: {und: [the best]}}]
"""
    play = Playbook(RULES + pack)
    play("0:00 -- live\n0:30 >> Hello")
    tried = course_under(rules_from_yaml(RULES.replace("Hello", "The best")), play.steps)
    assert "The best" not in " ".join(tried.lines)


def test_a_trace_says_why_rules_fired_and_why_not() -> None:
    lines: list[str] = []
    explain = Explain()
    verify(show().steps, lambda event, traces: lines.extend(explain(event, traces)))
    vote = lines.index("0:05 Commented @ana 'A'")
    assert "    fired polls.colour: vote key=A" in lines[vote : vote + 4]
    question = lines.index("0:08 Commented @carla 'cuánto cuesta'")
    assert "    no    polls.colour: no_match" in lines[question : question + 4]


def test_a_trace_tells_what_waits_only_when_that_changes() -> None:
    lines: list[str] = []
    explain = Explain()
    verify(show().steps, lambda event, traces: lines.extend(explain(event, traces)))
    waits = [line for line in lines if line.startswith("    no    prompts.hello: interval left_ms=")]
    assert len(waits) == 1
    assert sum(line.startswith("    fired prompts.hello: fired") for line in lines) == 3
    bare = [one for one, after in zip(lines, [*lines[1:], ""], strict=True) if one[0] != " " and after[:1] != " "]
    assert all("Commented" in line for line in bare), "nothing happened and nothing is told"


@pytest.mark.parametrize("was_recovered", [False, True])
def test_a_replay_says_when_another_version_decided(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, was_recovered: bool
) -> None:
    older = versions() | {"livebot": "0.0.1"}
    opened = SessionOpened(at_ms=1, session_id="s1", seed="s", versions=versions() if was_recovered else older)
    recovered = Recovered(at_ms=2, versions=older if was_recovered else versions())
    said_more = (Notify(id="notify:0", kind="as_it_once_was"),)
    journal = SqliteJournal(tmp_path / JOURNAL_NAME)
    journal.open_session("s1", "shop", 1)
    journal.commit("s1", 0, [Step(opened), Step(recovered), Step(Ticked(at_ms=3), said_more)])
    journal.close()
    assert replay(tmp_path, "s1", None, trace=False) == 0
    told = capsys.readouterr().out
    assert "Event 2 (Ticked) was decided otherwise" in told
    assert "another version (livebot 0.0.1): an exact replay is promised for the same only" in told

"""Draws that later sessions go on with or name."""

import json
from typing import Any

import pytest

from livebot import draw
from livebot.effects import PublishRecord, Remember
from livebot.events import Recalled, SessionClosed
from livebot.testing import START_MS, Playbook
from livebot.viewers import Memory, Past
from tests.engine.giveaways.draw_room import SILENT, WITH_VALUE, quiet, record, records, start, started, view


def left_by(play: Playbook) -> Recalled:
    """Return what a session left, as the next one is told it."""
    newest: dict[tuple[str, str, str], Past] = {}
    for step in play.steps:
        for effect in step.effects:
            for memory in effect.memories if isinstance(effect, Remember) else ():
                newest[memory.kind, memory.key, memory.viewer_id] = Past(
                    memory=memory, session_id="s", at_ms=step.event.at_ms
                )
    memories = [past for past in newest.values() if not past.memory.viewer_id]
    return Recalled(at_ms=START_MS, memories=tuple(sorted(memories, key=lambda past: -past.at_ms)))


def test_a_value_of_tomorrow_is_drawn_with_tomorrow() -> None:
    play = Playbook(WITH_VALUE)
    play(start(play))
    play("""
        0:20  ana: me
        1:20  >> 1 are in. the 4D number decides
        2:00  -- ended
        9:00  -- closed
    """)
    recalled = left_by(play)
    first = records(play)
    play = Playbook(WITH_VALUE, seed="another")
    play.feed(recalled)
    assert view(play).state == "frozen"
    play("""
        90:01  -- live
        90:10  operator: giveaway draw dress 4711
        90:10  >> Ana wins the A3 dress! Type here within 1 minute
        90:20  ana: here
        90:20  >> the A3 dress goes to Ana
        90:28  >> Thank you all
    """)
    (name,) = first
    whole = {"format": draw.FORMAT, "steps": first[name]["steps"]}
    whole["steps"] += [json.loads(json.dumps(effect.step)) for effect in play.effects(PublishRecord)]
    assert {effect.name for effect in play.effects(PublishRecord)} == {name}
    assert draw.verify(whole) == []
    assert whole["steps"][-1]["step"] == "done"
    assert [past.memory.data for past in left_by(play).memories if past.memory.kind == "giveaway-kept"] == [{}]


def test_winners_who_had_not_claimed_are_called_again_in_the_next_session() -> None:
    play = started(WITH_VALUE)
    play("""
        0:20  ana: me
        1:30  operator: giveaway draw dress 4711
        1:40  -- ended
        9:00  -- closed
    """)
    recalled = left_by(play)
    play = Playbook(WITH_VALUE)
    play.feed(recalled)
    play("""
        90:01  -- live
        90:01  >> Ana wins the A3 dress! Type here within 1 minute
        90:10  ana: here
        90:10  >> the A3 dress goes to Ana
        90:18  >> Thank you all
    """)


def test_what_was_open_when_the_show_ended_is_cancelled_for_good() -> None:
    play = quiet()
    play("0:20  ana: me")
    play.feed(SessionClosed(at_ms=START_MS + 30_000))
    assert view(play).reason == "the show ended"
    recalled = left_by(play)
    play = Playbook(SILENT % "", mode="off")
    play.feed(recalled)
    play("0:01  -- live")
    assert play.reply("giveaway start dress") == "done"
    assert record(play)["steps"][0]["earlier"][0]["phase"] == "cancelled"
    assert view(play).number == 2


def past(number: int, phase: str = "done", at_ms: int = 0) -> Past:
    data = {"id": "x", "phase": phase, "digest": "d"}
    return Past(memory=Memory(kind="giveaway", key=str(number), data=data), session_id="s", at_ms=at_ms)


def test_only_the_last_draws_are_named() -> None:
    play = Playbook(SILENT % "", mode="off")
    play.feed(Recalled(at_ms=START_MS, memories=(*(past(n, at_ms=n) for n in range(30, 0, -1)), past(30, "drawn"))))
    play("0:01  -- live")
    assert play.reply("giveaway start dress") == "done"
    earlier = record(play)["steps"][0]["earlier"]
    assert [one["number"] for one in earlier] == list(range(11, 31))
    assert earlier[-1]["phase"] == "done"


@pytest.mark.parametrize("kept", [{}, {"id": 5}, {"id": "x", "started_ms": 1, "rule": {"id": "!"}}])
def test_what_another_version_kept_is_left_alone(kept: dict[str, Any]) -> None:
    memory = Memory(kind="giveaway-kept", key="1", data=kept)
    play = Playbook(SILENT % "", mode="off")
    play.feed(Recalled(at_ms=START_MS, memories=(past(1, "frozen"), Past(memory=memory, session_id="s", at_ms=0))))
    assert view(play).state == "idle"

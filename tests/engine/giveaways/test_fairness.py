"""What must hold of a draw whoever takes part and whatever happens: nobody can bend it."""

import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from livebot import draw
from livebot.commands import Start
from livebot.effects import AnyEffect
from livebot.engine.room import Room
from livebot.events import Connected, Ticked
from livebot.testing import START_MS, Playbook
from livebot.viewers import Viewer
from livebot.views.show import GiveawayView
from tests.engine.giveaways.draw_room import RULE, SILENT, quiet, record, records, steps, view

NAMES = [f"v{n}" for n in range(8)]


def drawn(names: list[str], seed: str, value: str = "4711") -> GiveawayView:
    play = Playbook(SILENT % "public_value: the 4D number", mode="off", seed=seed)
    play("0:01  -- live")
    play("0:10  operator: giveaway start dress")
    for n, name in enumerate(names):
        play.feed(play.comment(name, "me", START_MS + 20_000 + n))
    play("2:00  -- tick")
    assert play.reply(f"giveaway draw dress {value}") == "done"
    record(play)
    return view(play)


@settings(deadline=None, max_examples=40)
@given(st.permutations(NAMES), st.integers(0, 1000).map(str))
def test_no_entrant_is_favoured_by_the_order_of_entry(names: list[str], seed: str) -> None:
    assert drawn(names, seed).winners == drawn(NAMES, seed).winners


def test_everybody_wins_about_as_often() -> None:
    salt = draw.salt("seed")
    entrants = [draw.entrant(salt, name) for name in NAMES]
    wins = dict.fromkeys(entrants, 0)
    for value in range(4_000):
        wins[draw.order(draw.mix("seed", str(value), entrants), entrants)[0]] += 1
    expected = 4_000 / len(NAMES)
    assert sum((won - expected) ** 2 / expected for won in wins.values()) < 24.3  # chi-square, 7 degrees, p = 0.001


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(NAMES), max_size=12), st.data())
def test_a_restart_in_the_middle_changes_nothing(names: list[str], data: st.DataObject) -> None:
    whole = Playbook(RULE, seed="s")
    transcript(whole, names)
    events = [step.event for step in whole.steps]
    at = data.draw(st.integers(0, len(events)))
    room, effects = Room(), list[AnyEffect]()
    for number, event in enumerate(events):
        if number == at:
            room = Room.restore(room.snapshot())
        effects += room.step(event)
    assert effects == [effect for step in whole.steps for effect in step.effects]
    assert room.snapshot() == whole.room.snapshot()


def transcript(play: Playbook, names: list[str]) -> None:
    play.feed(Connected(at_ms=START_MS + 1_000, room_id="1"))
    play.feed(play.command(Start(name="giveaways.dress"), START_MS + 10_000))
    for n, name in enumerate(names):
        play.feed(play.comment(name, "me", START_MS + 20_000 + n))
    for minute in range(2, 12):
        play.feed(Ticked(at_ms=START_MS + minute * 60_000))
        for winner in view(play).winners[: minute == 4]:
            play.feed(play.comment(winner.viewer_id or "nobody", "here", START_MS + minute * 60_000 + 5))


def test_hostile_names_and_huge_crowds() -> None:
    play = quiet()
    for n in range(3_000):
        name = "\u202e{viewer}\n" * 50 if n % 2 else "t.me/win"
        viewer = Viewer(id=str(n), handle=f"h{n}", name=name)
        play.feed(play.comment(str(n), "me", START_MS + 20_000 + n, viewer=viewer))
    play("2:00  -- tick")
    assert view(play).entrants == 3_000
    assert steps(play)[-1] == "done"
    assert not re.search(r"\bh\d|t\.me|viewer}", json.dumps(records(play))), "records name nobody"

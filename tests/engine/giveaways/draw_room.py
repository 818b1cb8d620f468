"""Rooms in which a draw is held, and what of it is published."""

import json
from typing import Any

from livebot import draw
from livebot.commands import Start
from livebot.effects import PublishRecord
from livebot.testing import START_MS, Playbook
from livebot.views.show import GiveawayView

RULE = """
giveaways:
  - id: dress
    mode: draw
    allowed: {by: "Ana Li, owner", because: "no purchase, our lawyer says yes"}
    prizes: [{name: {en: the A3 dress}}]
    duration: 1m
    entry: {comment: [me, 我]}
    announce: {en: "Win {prize}! Type {word}. Seal {seal}"}
    enter: {en: "Type {word}"}
    closed: {en: "{entrants} are in. {value} decides"}
    none: {en: "Nobody entered"}
    winner: {en: "{viewer} wins {prize}! Type {word} within {left}"}
    remind_claim: {en: "{viewer}, {left} left"}
    claimed: {en: "{prize} goes to {viewer}"}
    unclaimed: {en: "{viewer} is not here"}
    thanks: {en: "Thank you all"}
    claim: {within: 60s, words: [here], remind: 20s}
"""
WITH_VALUE = RULE + "    public_value: the 4D number\n"
SILENT = """
giveaways:
  - id: dress
    mode: draw
    allowed: {by: Ana, because: it is fine}
    prizes: [{name: {en: A}, count: 2}, {name: {en: B}}]
    duration: 1m
    grace: 0
    entry: {comment: me}
    announce: {en: "Go {seal}"}
    enter: {en: "Type me"}
    winner: {en: "{viewer}: {prize}"}
    claim: {within: 0}
    %s
"""


def records(play: Playbook) -> dict[str, dict[str, Any]]:
    """Return what is published so far, by file."""
    files: dict[str, dict[str, Any]] = {}
    for effect in play.effects(PublishRecord):
        record = files.setdefault(effect.name, {"format": draw.FORMAT, "steps": []})
        assert len(record["steps"]) == effect.n
        record["steps"].append(effect.step)
    return {name: json.loads(json.dumps(record)) for name, record in files.items()}


def record(play: Playbook) -> dict[str, Any]:
    """Return the last record, which must hold."""
    last = list(records(play).values())[-1]
    assert draw.verify(last) == []
    return last


def steps(play: Playbook) -> list[str]:
    return [step["step"] for step in record(play)["steps"]]


def start(play: Playbook) -> str:
    """Start the draw at 0:10; return what is posted then."""
    play("0:01  -- live")
    play.feed(play.command(Start(name="giveaways.dress"), START_MS + 10_000))
    return f"0:10  >> Win the A3 dress! Type me. Seal {view(play).commitment[: draw.SEAL_CHARS]}"


def started(rules: str, *, mode: str = "off", **how: Any) -> Playbook:
    """Return a room in which the draw was started at 0:10; with chat off it is open."""
    play = Playbook(rules, mode=mode, **how)
    play("""
        0:01  -- live
        0:10  operator: giveaway start dress
    """)
    return play


def quiet(extra: str = "", **how: Any) -> Playbook:
    """Return a room in which chat is off, with a draw that is open."""
    return started(SILENT % extra, **how)


def view(play: Playbook) -> GiveawayView:
    return play.giveaway("dress")

"""Starting and stopping what has a name in the rules: ``polls.colour``, ``codes.moonlight``, ``countdowns.last-call``.

An operator's command, a prompt, a trigger and another rule all come here.
"""

from typing import TYPE_CHECKING

from livebot.engine.asks import ballots, pk
from livebot.engine.asks.quick import QuickRule
from livebot.engine.asks.results import KINDS
from livebot.engine.lines import chat, prompts
from livebot.engine.state import Undoable, remember
from livebot.engine.turn import DONE, Outcome, Turn

if TYPE_CHECKING:
    from livebot.engine.room import Room


def start(turn: Turn, room: "Room", name: str, *, is_by_hand: bool) -> Outcome:
    """Start it, and post its line if it has one. With ``is_by_hand`` an operator did, and quiet hours do not hold."""
    section, _, rule_id = name.partition(".")
    if section in KINDS:
        return _open(turn, room, section, rule_id, is_by_hand=is_by_hand)
    if section == "prompts":
        return _send_prompt(turn, room, rule_id, is_by_hand=is_by_hand)
    for feature in room.book.features:
        if feature.kind and feature.kind == section:
            return feature.start(turn, room.state, rule_id, is_by_hand=is_by_hand)
    return "unknown", {"what": section, "id": rule_id}


def stop(turn: Turn, room: "Room", name: str) -> Outcome:
    """Stop it; undo takes that back."""
    section, _, rule_id = name.partition(".")
    if section in KINDS:
        return _close(turn, room, section, rule_id)
    kind, data = end(turn, room, name)
    if kind == "done":
        remember(turn, room.state, Undoable(stopped=name))
    return kind, data


def end(turn: Turn, room: "Room", name: str) -> Outcome:
    """Stop what is a feature's, for good."""
    section, _, rule_id = name.partition(".")
    for feature in room.book.features:
        if feature.kind and feature.kind == section:
            return feature.stop(turn, room.state, rule_id)
    return "unknown", {"what": section, "id": rule_id}


def take_back(turn: Turn, room: "Room", name: str) -> bool:
    """Undo the stop of what is a feature's; return whether it still could be undone."""
    section, _, rule_id = name.partition(".")
    return any(f.kind == section and f.take_back(turn, room.state, rule_id) for f in room.book.features)


def cool(turn: Turn, room: "Room", pk_id: str) -> Outcome:
    """Close a PK with its friendly line, which takes the place of the result."""
    kind, data = _close(turn, room, pk.KIND, pk_id)
    if kind == "done" and (ballot := ballots.latest(room.state.ballots, pk.KIND, pk_id)) is not None:
        pk.cool(turn, room.state, ballot)
    return kind, data


def _open(turn: Turn, room: "Room", kind: str, rule_id: str, *, is_by_hand: bool) -> Outcome:
    rule = room.book.ballots(kind).get(rule_id)
    if rule is None:
        return "unknown", {"what": kind, "id": rule_id}
    if not room.state.show.is_going:
        return "not_live", {}
    state, name = room.state, f"{kind}.{rule_id}"
    ballot = ballots.latest(state.ballots, kind, rule_id)
    is_asked = any(line.opens == name and line.state in chat.ACTIVE for line in state.lane.lines)
    if (ballot is not None and ballot.state == "open") or (is_asked and not is_by_hand):
        return "already_open", {"id": rule_id}
    if isinstance(rule, QuickRule):
        language, text = turn.pick(rule.ask)
    else:
        language, text = ballots.question(turn, state.ballots, name, rule)
    if turn.settings.chat.mode != "off" and (why := chat.blocked(turn, text, language)) is not None:
        return why
    if is_by_hand:
        room.open(turn, kind, rule_id)
    ballots.ask(turn, kind, rule_id, language, text, is_by_hand=is_by_hand)
    return DONE


def _close(turn: Turn, room: "Room", kind: str, rule_id: str) -> Outcome:
    ballot = ballots.latest(room.state.ballots, kind, rule_id)
    if ballot is None and rule_id not in room.book.ballots(kind):
        return "unknown", {"what": kind, "id": rule_id}
    if ballot is None or ballot.state != "open":
        return "not_open", {"id": rule_id}
    ballots.close(turn, ballot)
    remember(turn, room.state, Undoable(ballot_n=ballot.n))
    return DONE


def _send_prompt(turn: Turn, room: "Room", prompt_id: str, *, is_by_hand: bool) -> Outcome:
    rule = room.book.prompts.get(prompt_id)
    if rule is None:
        return "unknown", {"what": "prompts", "id": prompt_id}
    state, stage = room.prompt(prompt_id), room.stage()
    if (blocks := stage.blocks) is not None and not (is_by_hand and blocks.kind in ("paused", "quiet_hours")):
        return blocks.kind, {}
    if (why := chat.blocked(turn, *prompts.next_text(turn, rule, state, stage))) is not None:
        return why
    if not prompts.fire(turn, rule, state, stage, is_by_hand=is_by_hand):
        return "repeated", {}
    return DONE

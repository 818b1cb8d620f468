"""Starting and stopping what has a name in the rules: ``polls.colour``, ``codes.moonlight``, ``countdowns.last-call``.

An operator's command, a prompt, a trigger and another rule all come here.
"""

from typing import TYPE_CHECKING

from livebot.engine import ballots, chat, polls, prompts, quick
from livebot.engine.state import Undoable, remember
from livebot.engine.turn import DONE, Outcome, Turn

if TYPE_CHECKING:
    from livebot.engine.room import Room


def start(turn: Turn, room: "Room", name: str, *, is_by_hand: bool) -> Outcome:
    """Start it, and post its line if it has one. With ``is_by_hand`` an operator did, and quiet hours do not hold."""
    section, _, rule_id = name.partition(".")
    match section:
        case polls.KIND | quick.KIND:
            return _open(turn, room, section, rule_id, is_by_hand=is_by_hand)
        case "codes":
            return _code(turn, room, rule_id, is_open=True)
        case "prompts":
            return _send_prompt(turn, room, rule_id, is_by_hand=is_by_hand)
    for feature in room.book.features:
        if feature.kind and feature.kind == section:
            return feature.start(turn, room.state, rule_id, is_by_hand=is_by_hand)
    return "unknown", {"what": section, "id": rule_id}


def stop(turn: Turn, room: "Room", name: str) -> Outcome:
    """Stop it; undo takes that back."""
    section, _, rule_id = name.partition(".")
    match section:
        case polls.KIND | quick.KIND:
            return _close(turn, room, section, rule_id)
        case "codes":
            return _code(turn, room, rule_id, is_open=False)
    for feature in room.book.features:
        if feature.kind and feature.kind == section:
            kind, data = feature.stop(turn, room.state, rule_id)
            if kind == "done":
                remember(room.state, Undoable(stopped=name))
            return kind, data
    return "unknown", {"what": section, "id": rule_id}


def take_back(turn: Turn, room: "Room", name: str) -> bool:
    """Undo the stop of what is a feature's; return whether it still could be undone."""
    section, _, rule_id = name.partition(".")
    return any(f.kind == section and f.take_back(turn, room.state, rule_id) for f in room.book.features)


def _open(turn: Turn, room: "Room", kind: str, rule_id: str, *, is_by_hand: bool) -> Outcome:
    rule = _ballot_rule(room, kind, rule_id)
    if rule is None:
        return "unknown", {"what": kind, "id": rule_id}
    ballot = ballots.latest(room.state.ballots, kind, rule_id)
    if ballot is not None and ballot.state == "open":
        return "already_open", {"id": rule_id}
    language, text = turn.pick(rule.question if isinstance(rule, polls.PollRule) else rule.ask)
    if turn.settings.chat.mode != "off" and (why := chat.blocked(turn, text, language)) is not None:
        return why
    if is_by_hand:
        room.open(turn, kind, rule_id)
    if isinstance(rule, polls.PollRule):
        polls.ask(turn, rule, is_by_hand=is_by_hand)
    else:
        quick.ask(turn, rule, is_by_hand=is_by_hand)
    return DONE


def _ballot_rule(room: "Room", kind: str, rule_id: str) -> polls.PollRule | quick.QuickRule | None:
    return room.book.polls.get(rule_id) if kind == polls.KIND else room.book.quick.get(rule_id)


def _close(turn: Turn, room: "Room", kind: str, rule_id: str) -> Outcome:
    ballot = ballots.latest(room.state.ballots, kind, rule_id)
    if ballot is None and _ballot_rule(room, kind, rule_id) is None:
        return "unknown", {"what": kind, "id": rule_id}
    if ballot is None or ballot.state != "open":
        return "not_open", {"id": rule_id}
    ballots.close(turn, ballot)
    remember(room.state, Undoable(ballot_n=ballot.n))
    return DONE


def _code(turn: Turn, room: "Room", code_id: str, *, is_open: bool) -> Outcome:
    rule = room.book.codes.get(code_id)
    if rule is None:
        return "unknown", {"what": "codes", "id": code_id}
    if rule.when != "manual":
        return "not_manual", {"id": code_id, "when": rule.when}
    if room.code(code_id).is_open == is_open:
        return "already_open" if is_open else "not_open", {"id": code_id}
    room.code(code_id).is_open = is_open
    if not is_open:
        remember(room.state, Undoable(code_id=code_id))
    turn.notify("code_opened" if is_open else "code_closed", id=code_id)
    return DONE


def _send_prompt(turn: Turn, room: "Room", prompt_id: str, *, is_by_hand: bool) -> Outcome:
    rule = room.book.prompts.get(prompt_id)
    if rule is None:
        return "unknown", {"what": "prompts", "id": prompt_id}
    if (blocks := room.stage().blocks) is not None and not (is_by_hand and blocks.kind in ("paused", "quiet_hours")):
        return blocks.kind, {}
    if (why := chat.blocked(turn, *room.next_prompt_text(rule))) is not None:
        return why
    if not prompts.fire(turn, rule, room.prompt(prompt_id), room.stage(), is_by_hand=is_by_hand):
        return "repeated", {}
    return DONE

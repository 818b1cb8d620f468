"""What operators do about offences, and about viewers by hand."""

from typing import TYPE_CHECKING, assert_never

from livebot.commands import ActOnOffence, DismissOffence, MuteViewer, PermitLink, RemoveViewer, WarnViewer
from livebot.engine.crowd import people
from livebot.engine.lines import chat
from livebot.engine.moderation import docket
from livebot.engine.state import Undoable, remember
from livebot.engine.turn import DONE, Outcome, Turn
from livebot.viewers import Viewer

if TYPE_CHECKING:
    from livebot.engine.room import Room

OffenceCommand = ActOnOffence | DismissOffence | PermitLink | WarnViewer | MuteViewer | RemoveViewer
STEPS = {
    "warn": "warn",
    "mute": "mute short",
    "mute short": "mute short",
    "mute long": "mute long",
    "remove": "remove",
}
"""The steps as they are typed."""


def on_offence_command(turn: Turn, room: "Room", command: OffenceCommand) -> Outcome:
    """Carry out a command about an offence or a viewer, or say why not."""
    match command:
        case ActOnOffence():
            return _act(turn, room, command)
        case DismissOffence():
            return _dismiss(turn, room, command.n)
        case PermitLink():
            return _permit(turn, room, command.viewer)
        case WarnViewer():
            return _by_hand(turn, room, command.viewer, "warn")
        case MuteViewer():
            return _by_hand(turn, room, command.viewer, "mute short")
        case RemoveViewer():
            return _by_hand(turn, room, command.viewer, "remove")
        case _:
            assert_never(command)


def _act(turn: Turn, room: "Room", command: ActOnOffence) -> Outcome:
    offence = docket.find(room.state.docket, command.n)
    if offence is None:
        return "unknown_offence", {"n": command.n}
    step = STEPS.get(" ".join(command.step.split()).casefold()) if command.step else offence.step
    if step is None:
        return "unknown_step", {"step": command.step}
    if offence.state not in docket.OPEN:
        return "wrong_state", {"state": offence.state}
    return _why_not(turn, room, step) or _carry_out(turn, room, offence, step)


def _by_hand(turn: Turn, room: "Room", called: str, step: str) -> Outcome:
    viewer_id = people.find(turn.people, called)
    person = turn.people.persons.get(viewer_id)
    if person is None:
        return "unknown_viewer", {"viewer": called}
    if person.is_moderator or person.handle.lower() in turn.settings.own_handles:
        return "exempt", {"viewer": called}
    if (why := _why_not(turn, room, step)) is not None:
        return why
    offence = docket.open_of(room.state.docket, viewer_id)
    if offence is None:
        viewer = Viewer(id=viewer_id, handle=person.handle, name=person.name)
        offence = docket.add(room.state.docket, "hand", [viewer], step=step, state="suggested", at_ms=turn.at_ms)
        offence.language = person.language
    return _carry_out(turn, room, offence, step)


def _carry_out(turn: Turn, room: "Room", offence: docket.Offence, step: str) -> Outcome:
    """Act, or take the operator's word that it is done.

    A warning that is offered already is taken as sent; one that waits to be makes way.
    """
    state, rule = room.state, room.book.moderation
    remember(turn, state, Undoable(offence_n=offence.n))
    line = chat.offered(state.lane, docket.origin(offence))
    if step == "warn" and line is not None:
        chat.mark_sent(turn, state.lane, line.id)
    else:
        _drop_warning(turn, room, offence)
        docket.act(turn, state.docket, rule, offence, step=step, offenders=offence.offenders, is_by_hand=True)
    return DONE


def _why_not(turn: Turn, room: "Room", step: str) -> Outcome | None:
    """Return why livebot cannot take a step now, or None; what operators do themselves they can always do."""
    mode, show = turn.settings.chat.mode, room.state.show
    if mode == "off" or (mode == "assist" and step != "warn"):
        return None
    if show.is_panicked and step == "warn":
        return "panicked", {}
    return None if show.is_live else ("not_live", {})


def _dismiss(turn: Turn, room: "Room", number: int) -> Outcome:
    offence = docket.find(room.state.docket, number)
    if offence is None:
        return "unknown_offence", {"n": number}
    if offence.state in docket.OPEN:
        docket.dismiss(offence)
        _drop_warning(turn, room, offence)
        remember(turn, room.state, Undoable(offence_n=number))
    elif offence.state in ("acting", "done"):
        _take_back(turn, room, offence)
    else:
        return "wrong_state", {"state": offence.state}
    return DONE


def _permit(turn: Turn, room: "Room", called: str) -> Outcome:
    viewer_id = people.find(turn.people, called)
    if not viewer_id:
        return "unknown_viewer", {"viewer": called}
    docket.permit(room.state.docket, viewer_id)
    turn.notify("permitted", viewer=turn.people.persons[viewer_id].handle or called)
    return DONE


def undo_offence(turn: Turn, room: "Room", number: int) -> bool:
    """Undo what was done about an offence; False if things have moved on."""
    offence = docket.find(room.state.docket, number)
    if offence is None:
        return False
    if offence.state == "dismissed":
        docket.restore(offence)
    elif offence.state in ("acting", "done", "advice"):
        _take_back(turn, room, offence)
        is_only_one = docket.open_of(room.state.docket, offence.offenders[0].id) is None
        if turn.settings.chat.mode != "auto" and is_only_one:
            offence.state = "advice"  # it was the operator's own doing, and can be done after all
    else:
        return False
    return True


def _take_back(turn: Turn, room: "Room", offence: docket.Offence) -> None:
    _drop_warning(turn, room, offence)
    docket.take_back(turn, room.state.docket, offence)


def _drop_warning(turn: Turn, room: "Room", offence: docket.Offence) -> None:
    chat.drop_waiting(turn, room.state.lane, docket.origin(offence), offence.acted_ms, "undone")

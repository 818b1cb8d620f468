"""What operators do: each command checked, carried out, and answered with a ``Reply``."""

from typing import TYPE_CHECKING

from livebot.commands import (
    ActOnOffence,
    AddOrders,
    CancelGiveaway,
    CloseCode,
    ClosePoll,
    CloseQuick,
    CoolPk,
    DismissOffence,
    Ending,
    LineDropped,
    LineSent,
    MoveSegment,
    MuteViewer,
    OpenCode,
    OpenPoll,
    OpenQuick,
    Panic,
    Pause,
    PermitLink,
    ReleaseAllQuestions,
    RemoveOrders,
    RemoveViewer,
    Resume,
    Say,
    SendPrompt,
    SetFigure,
    Start,
    Stop,
    Undo,
    WarnViewer,
)
from livebot.engine import starting
from livebot.engine.asks import ballots
from livebot.engine.lines import chat
from livebot.engine.moderation.commands import on_offence_command, undo_offence
from livebot.engine.questions import cards, delivery
from livebot.engine.questions.card_commands import CardCommand, on_card_command
from livebot.engine.show import figures
from livebot.engine.state import Undoable, remember
from livebot.engine.text import one_line
from livebot.engine.turn import DONE, OPERATOR, Draft, Outcome, Turn
from livebot.events import CommandGiven

if TYPE_CHECKING:
    from livebot.engine.room import Room

SAY_TTL_MS = 120_000

Named = OpenPoll | ClosePoll | OpenQuick | CloseQuick | OpenCode | CloseCode | SendPrompt | Start | Stop


def on_command(turn: Turn, room: "Room", event: CommandGiven) -> None:
    """Carry out a command, or say why not."""
    turn.count("commands")
    turn.by = event.by
    command = event.command
    kind, data = DONE
    match command:
        case OpenPoll() | OpenQuick() | OpenCode() | SendPrompt() | Start():
            kind, data = starting.start(turn, room, _name(command), is_by_hand=True)
        case ClosePoll() | CloseQuick() | CloseCode() | Stop():
            kind, data = starting.stop(turn, room, _name(command))
        case CoolPk():
            kind, data = starting.cool(turn, room, command.id)
        case ReleaseAllQuestions():
            cards.release_all(turn, room.state.questions, event.by)
        case Say():
            kind, data = _say(turn, room, command.text)
        case LineSent():
            kind, data, line = chat.mark_sent(turn, room.state.lane, command.n)
            room.on_posted(turn, line)
        case LineDropped():
            kind, data = chat.drop(turn, room.state.lane, command.n)
        case Ending():
            kind, data = _begin_ending(turn, room)
        case Pause():
            room.state.show.is_held = True
            turn.notify("paused")
        case Resume():
            room.state.show.is_held = room.state.show.is_panicked = False
            turn.notify("resumed")
        case Panic():
            room.state.show.is_panicked = True
            chat.drop_all(turn, room.state.lane, "panic")
            room.state.questions.pinned = None
            turn.notify("panic")
        case Undo():
            kind, data = _undo(turn, room)
        case AddOrders() | RemoveOrders() | SetFigure():
            kind, data = _set_figure(turn, room, command)
        case ActOnOffence() | DismissOffence() | PermitLink() | WarnViewer() | MuteViewer() | RemoveViewer():
            kind, data = on_offence_command(turn, room, command)
        case _ if isinstance(command, CardCommand):
            kind, data = on_card_command(turn, room, command, event.by)
        case _:  # a feature's own
            answers = (feature.on_command(turn, room.state, command) for feature in room.book.features)
            kind, data = next(answer for answer in answers if answer is not None)
            if isinstance(command, MoveSegment) and kind == "done":
                remember(turn, room.state, Undoable(stopped=f"runsheet.{command.to}"))
            if isinstance(command, CancelGiveaway) and kind == "done":
                remember(turn, room.state, Undoable(stopped=f"giveaways.{command.id}"))
    turn.reply(event.command_id, kind, data)


def _name(command: Named) -> str:
    """Return section and id of what is to be started or stopped."""
    match command:
        case OpenPoll() | ClosePoll():
            return f"polls.{command.id}"
        case OpenQuick() | CloseQuick():
            return f"quick.{command.id}"
        case OpenCode() | CloseCode():
            return f"codes.{command.id}"
        case SendPrompt():
            return f"prompts.{command.id}"
    return command.name


def _begin_ending(turn: Turn, room: "Room") -> Outcome:
    if not room.state.show.is_ending:
        room.state.show.is_ending = True
        remember(turn, room.state, Undoable(is_ending=True))
        turn.notify("ending")
    return DONE


def _set_figure(turn: Turn, room: "Room", command: AddOrders | RemoveOrders | SetFigure) -> Outcome:
    name = command.figure if isinstance(command, SetFigure) else "orders"
    before = figures.value(room.state, name)
    kind, data = figures.set_by_hand(turn, room.state, command)
    if kind == "done":
        remember(turn, room.state, Undoable(figure=name, change=figures.value(room.state, name) - before))
    return kind, data


def _say(turn: Turn, room: "Room", text: str) -> Outcome:
    text = one_line(text)
    if room.state.show.is_panicked:
        return "panicked", {}
    if not room.state.show.is_live:
        return "not_live", {}
    if (why := chat.refusal(room.state.lane, turn.settings.chat, "operator", text)) is not None:
        return why
    if (why := chat.blocked(turn, text)) is not None:
        return why
    is_free = chat.is_free(room.state.lane, turn.settings.chat, turn.at_ms)
    turn.say(Draft(text=text, origin="operator", priority=OPERATOR, ttl_ms=SAY_TTL_MS, is_by_hand=True))
    return DONE if is_free else ("done", {"state": "waiting"})


def _undo(turn: Turn, room: "Room") -> Outcome:
    """Take back the newest thing that can still be taken back, and say what that was."""
    state = room.state
    while state.undo:
        last = state.undo[-1].question
        if last is not None and delivery.is_sending(state.questions, state.lane, last):
            return "wrong_state", {"state": "sending"}
        entry = state.undo.pop()
        what = _take_back(turn, room, entry)
        if what:
            turn.notify("undone", what=what)
            return "done", {"what": what, **({"by": entry.by} if entry.by not in ("", turn.by) else {})}
    return "nothing_to_undo", {}


def _take_back(turn: Turn, room: "Room", entry: Undoable) -> str:
    """Return what was taken back, or nothing if things have moved on."""
    state = room.state
    if entry.question is not None and delivery.take_back(
        turn, state.questions, state.answers, state.lane, entry.question
    ):
        return f"question {entry.question.id}"
    if entry.offence_n and undo_offence(turn, room, entry.offence_n):
        return f"offence {entry.offence_n}"
    if entry.stopped and starting.take_back(turn, room, entry.stopped):
        return entry.stopped
    if entry.figure:
        figures.change(turn, state, entry.figure, -entry.change)
        return f"figure {entry.figure} {entry.change:+}"
    if entry.is_ending:
        room.state.show.is_ending = False
        return "ending"
    ballot = next((item for item in room.state.ballots.items if item.n == entry.ballot_n), None)
    if ballot is not None and ballot is ballots.latest(room.state.ballots, ballot.kind, ballot.id):
        chat.drop_waiting(turn, state.lane, ballot.origin, ballot.closed_at_ms, "undone")
        ballots.reopen(turn, state.ballots, ballot)
        return ballot.name
    return ""

"""What operators do with question cards."""

from typing import TYPE_CHECKING, assert_never

from livebot.commands import (
    AnswerQuestion,
    ClaimQuestion,
    ComposeReply,
    DismissQuestion,
    DropReply,
    GiveAnswer,
    HandOverQuestion,
    PinQuestion,
    PostReply,
    ReleaseQuestion,
    StarQuestion,
    UnpinQuestion,
)
from livebot.engine.lines import chat
from livebot.engine.questions import answers, cards, delivery, pinned, replies
from livebot.engine.questions.cards import Card
from livebot.engine.state import Undoable, remember
from livebot.engine.text import one_line
from livebot.engine.turn import DONE, Draft, Outcome, Turn

if TYPE_CHECKING:
    from livebot.engine.room import Room

CardCommand = (
    AnswerQuestion | StarQuestion | DismissQuestion | ClaimQuestion | ReleaseQuestion | HandOverQuestion
    | PinQuestion | UnpinQuestion | GiveAnswer | ComposeReply | PostReply | DropReply
)  # fmt: skip


def on_card_command(turn: Turn, room: "Room", command: CardCommand, by: str) -> Outcome:
    """Carry out a command about a card, or say why not."""
    if isinstance(command, UnpinQuestion):
        return pinned.unpin(turn, room.state.questions)
    card = cards.find(room.state.questions, command.n)
    if card is None:
        return "unknown_question", {"n": command.n}
    match command:
        case StarQuestion():
            card.is_starred = not card.is_starred
        case AnswerQuestion():
            return _leave(turn, room, card, "answered", by)
        case DismissQuestion():
            return _leave(turn, room, card, "dismissed", by)
        case HandOverQuestion():
            return _leave(turn, room, card, "handed", by)
        case PinQuestion():
            return pinned.pin(turn, room.state.questions, card)
        case ClaimQuestion():
            return _claim(turn, card, command, by)
        case ReleaseQuestion():
            if card.state == "handed" or (card.state == "claimed" and card.claimed_by == by):
                cards.set_state(turn, card, "new")
        case GiveAnswer() | PostReply():
            return _answer(turn, room, card, command, by)
        case ComposeReply():
            return _compose(turn, room, card, command.text, by)
        case DropReply():
            card.reply = None
        case _:
            assert_never(command)
    return DONE


def _leave(turn: Turn, room: "Room", card: Card, state: str, by: str) -> Outcome:
    if card.state == state:
        return "wrong_state", {"state": state}
    remember(turn, room.state, Undoable(question=cards.standing(turn, card)))
    cards.set_state(turn, card, state, by=by)
    delivery.drop_lines(turn, room.state.questions, room.state.lane, card)
    pinned.take_off(room.state.questions, card)
    turn.count(f"questions_{state}")
    return DONE


def _claim(turn: Turn, card: Card, command: ClaimQuestion, by: str) -> Outcome:
    if card.state not in ("new", "claimed"):
        return "wrong_state", {"state": card.state}
    if card.state == "claimed" and card.claimed_by != by and not command.is_forced:
        return "claimed", {"by": card.claimed_by}
    cards.set_state(turn, card, "claimed", by=by)
    return DONE


def _answer(turn: Turn, room: "Room", card: Card, command: GiveAnswer | PostReply, by: str) -> Outcome:
    if (why := _why_no_line(turn, room)) is not None:
        return why
    if card.state == "answering":
        return "wrong_state", {"state": card.state}
    before = cards.standing(turn, card)
    if isinstance(command, PostReply):
        lines = replies.lines(turn, card)
        if not lines:
            return replies.why_blocked(card) or ("no_reply", {"n": card.id})
        if (why := _why_refused(turn, room, lines)) is not None:
            return why
        card.reply = None
    else:
        rule = room.book.answers.get(command.answer)
        if rule is None:
            known = ", ".join(one.id for one in answers.fitting(room.book.answers.values(), card))
            what = {"id": command.answer, "n": card.id}
            return ("unknown_answer", {**what, "known": known}) if known else ("no_answers", what)
        lines = answers.lines(turn, card, rule)
        if (why := _why_refused(turn, room, lines)) is not None:
            return why
        answers.note_given(turn, room.state.answers, card, rule, lines)
    delivery.deliver(turn, room.state.questions, card, lines, by)
    remember(turn, room.state, Undoable(question=before))
    return DONE


def _why_refused(turn: Turn, room: "Room", lines: list[Draft]) -> Outcome | None:
    """Return why none of the lines can be posted, or None."""
    lane, settings = room.state.lane, turn.settings.chat
    whys = [
        chat.refusal(lane, settings, line.origin, line.text) or chat.blocked(turn, line.text, line.language)
        for line in lines
    ]
    return None if None in whys else whys[0]


def _compose(turn: Turn, room: "Room", card: Card, text: str, by: str) -> Outcome:
    text = one_line(text)
    if turn.settings.chat.mode == "off":
        return "chat_off", {}
    if not text:
        return "empty", {}
    replies.compose(turn, room.state.questions, card, text, by)
    return DONE


def _why_no_line(turn: Turn, room: "Room") -> Outcome | None:
    """Return why an answer cannot be posted now, or None."""
    if turn.settings.chat.mode == "off":
        return "chat_off", {}
    if room.state.show.is_panicked:
        return "panicked", {}
    if not room.state.show.is_live:
        return "not_live", {}
    return None

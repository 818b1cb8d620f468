"""What becomes of a comment. Each of these takes it, or leaves it to the next:

1. the chat lane: it is a line of ours that appears in the room
2. an open poll or ask: it is an answer
3. a feature that waits for it: it enters a giveaway, say
4. moderation: it is an offence that leaves nothing to answer
5. the codes: it is one, or asks what one means
6. the questions: it asks something, which the bot may answer by itself

History, which the server replays, is an answer or a question and nothing else.
"""

from typing import TYPE_CHECKING

from livebot.effects import RememberViewer
from livebot.engine.asks import ballots, pk
from livebot.engine.crowd import people
from livebot.engine.lines import chat, code_uses, prompts
from livebot.engine.moderation import offences
from livebot.engine.questions import answers, questions
from livebot.engine.state import Undoable, remember
from livebot.engine.turn import Turn
from livebot.events import Commented

if TYPE_CHECKING:
    from livebot.engine.room import Room


def on_comment(turn: Turn, room: "Room", event: Commented) -> None:
    """Take a comment."""
    state, settings = room.state, room.state.settings
    is_own = event.viewer.handle.lower() in settings.own_handles
    is_ours, posted = chat.on_echo(turn, state.lane, event, is_own_account=is_own)
    room.on_posted(turn, posted)
    if is_own or event.viewer.is_host:
        room.book.watchman.hear_own(state.watch, event.text, turn.at_ms)
    if is_own or is_ours:
        turn.count("own_comments")
        turn.trace("comments", "own_line")
        return
    turn.count("comments" if not event.is_history else "comments_history")
    usual = people.usual_language(state.people, event.viewer.id, event.profile)
    language = people.language_of(event.reading, usual, state.people.recent)
    asks = event.is_question_box or event.reading.question >= settings.question_threshold
    if event.viewer.is_host:
        turn.trace("comments", "host")
        return
    if not event.is_history:
        _note_viewer(turn, room, event, language)
    if _on_answer(turn, room, event):
        return
    if event.is_history:
        if asks:
            _on_question(turn, room, event, language)
        return
    spoken = usual if language == people.UNKNOWN else language
    if (taker := next((f for f in room.book.features if f.takes(turn, state, event, spoken)), None)) is not None:
        _trace_taken(turn, room, taker.kind)
        return
    found = room.book.code_phrases.find(event.text)
    if _is_spam(turn, room, event, found, spoken):
        _trace_taken(turn, room, "moderation")
        return
    is_taken = code_uses.on_comment(turn, state, room.book.codes, event, found, language=spoken, asks=asks)
    if not turn.acts:
        turn.act(event.viewer, "question" if asks else "comment", text=event.text)
    if is_taken:
        turn.trace("questions", "taken", by="codes")
    elif asks:
        _on_question(turn, room, event, language)
    else:
        turn.trace("questions", "not_a_question", score=round(event.reading.question, 2))


def _on_answer(turn: Turn, room: "Room", event: Commented) -> bool:
    """Count a comment as a vote or a cheer; return whether it is one."""
    state, viewer = room.state, event.viewer
    at_ms = min(event.written_at_ms, turn.at_ms) if event.is_history else turn.at_ms
    ballot, keys = ballots.find(turn, state.ballots, room.tables, text=event.text, at_ms=at_ms)
    if ballot is None:
        return False
    _trace_taken(turn, room, ballot.name)
    is_pk, is_first = ballot.kind == pk.KIND, viewer.id not in ballot.votes
    if not keys:
        is_new = False
    elif is_pk:
        is_new = room.book.cheering.cheer(turn, state, ballot, viewer.id, keys[0])
    else:
        is_new = ballots.vote(turn, ballot, viewer.id, keys)
    if not event.is_history:
        turn.act(viewer, "cheer" if is_pk else "vote", ballot.name, is_new=is_new, is_first=is_first)
    return True


def _is_spam(turn: Turn, room: "Room", event: Commented, found: list[str], language: str) -> bool:
    """Moderate a comment; return whether nothing else is to be done with it."""
    state, rule = room.state, room.book.moderation
    if rule.mode == "off" or any(code_uses.is_phrase(room.book.codes[code_id], event.text) for code_id in found):
        return False
    acted_on = state.docket.acted_on
    is_spam = offences.on_comment(
        turn,
        state.docket,
        state.watch,
        room.book.watchman,
        event,
        language=language,
        may_act=not state.show.is_panicked,
    )
    if state.docket.acted_on != acted_on:
        remember(turn, state, Undoable(offence_n=state.docket.acted_on))
    return is_spam


def _on_question(turn: Turn, room: "Room", event: Commented, language: str) -> None:
    state = room.state
    card = questions.on_question(
        turn,
        state.questions,
        event,
        language,
        shown_product=state.show.product,
    )
    if event.is_history:
        return
    is_told = room.blocks() is None and answers.give_by_bot(
        turn, state.questions, card, room.book.answers.values(), state.answers
    )
    if not is_told:
        questions.reopen(turn, card)


def _note_viewer(turn: Turn, room: "Room", event: Commented, language: str) -> None:
    before = room.state.people.persons.get(event.viewer.id)
    usual_before = before.language if before else None
    person = people.note_comment(room.state.people, event, language, turn.at_ms)
    if person.language != usual_before:
        effect_id = turn.effect_id("remember")
        turn.do(RememberViewer(id=effect_id, viewer_id=event.viewer.id, language=person.language))
    for rule in room.book.prompts.values():
        prompts.on_comment(room.prompt(rule.id), event.viewer.id)


def _trace_taken(turn: Turn, room: "Room", by: str) -> None:
    if turn.is_traced:
        for name in (*(f"codes.{code_id}" for code_id in room.book.codes), "questions"):
            turn.trace(name, "taken", by=by)

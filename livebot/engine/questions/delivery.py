"""Answers on their way to the room, and what becomes of their cards.

Whoever a posted line was for is done: those who wrote in its languages and asked before it was posted. Once no line of
a card is on its way, the card is answered if all are done, else it waits again for the others. A line may still
change afterwards: one in doubt was posted or not, an expired one was posted late.
"""

from collections.abc import Iterable

import msgspec

from livebot.engine.lines import chat
from livebot.engine.lines.chat import Lane, Line
from livebot.engine.questions.askers import waiting
from livebot.engine.questions.cards import ORIGIN, Before, Card, Cards, await_answer, find, restore, set_state
from livebot.engine.turn import Draft, Turn

POSTED = ("sent", "maybe")


class Gave(msgspec.Struct, kw_only=True):
    """A prepared answer was given in a wording."""

    at_ms: int
    card: int
    is_posted: bool = False
    """Else it is on its way."""


class Given(msgspec.Struct, kw_only=True):
    """The prepared answers that were in the room last: the bot does not repeat them at once."""

    last: dict[str, Gave] = {}
    """By ``rule:language``, the language being that of the wording."""


def deliver(turn: Turn, cards: Cards, card: Card, lines: Iterable[Draft], by: str) -> None:
    """Give the lines of an answer to the lane."""
    for line in lines:
        turn.say(line)
    await_answer(turn, cards, card, by)


def follow(turn: Turn, cards: Cards, given: Given, lane: Lane) -> None:
    """See what became of answers on their way."""
    lines, turn.settled = [line for line in turn.settled if line.origin.startswith(ORIGIN)], []
    ended = {card.id: card for number in cards.answering if (card := find(cards, number)) is not None}
    for line in lines:
        if (card := _card_of(cards, line)) is not None:
            _note_outcome(turn, cards, given, card, line)
            ended[card.id] = card
    if not ended:
        cards.answering = []
        return
    for line in _on_the_way(lane):
        if (card := _card_of(cards, line)) is not None:
            ended.pop(card.id, None)
    for card in ended.values():
        given.last = {k: gave for k, gave in given.last.items() if gave.is_posted or find(cards, gave.card) is not card}
        _end(turn, card)
    numbers = dict.fromkeys(card.id for number in cards.answering if (card := find(cards, number)) is not None)
    cards.answering = [number for number in numbers if cards.cards[number].state == "answering"]


def _note_outcome(turn: Turn, cards: Cards, given: Given, card: Card, line: Line) -> None:
    if line.state in POSTED:
        card.is_told = True
        told = {member.viewer_id for member in waiting(card) if member.language in line.told}
        for member in card.members:
            if member.viewer_id in told and not member.done_at_ms:
                member.done_at_ms, member.done_line = turn.at_ms, line.id
    else:
        for member in card.members:
            if member.done_line == line.id:  # it was in doubt, and is not posted after all
                member.done_at_ms, member.done_line, card.is_told = 0, 0, False
    for key, gave in given.last.items():
        if key.endswith(f":{line.language}") and find(cards, gave.card) is card:
            gave.is_posted = line.state in POSTED


def _end(turn: Turn, card: Card) -> None:
    """No line of the card is on its way any more."""
    left = [member for member in card.members if not member.done_at_ms]
    if not left and card.is_told and card.state in ("answering", "new", "claimed", "handed"):
        set_state(turn, card, "answered", by=card.answered_by)
        turn.count("questions_answered")
    elif not left and card.state == "answering":  # it was answered before, or whoever waited is gone
        set_state(turn, card, "dismissed" if card.answering_from == "dismissed" else "answered", by=card.answered_by)
        turn.notify("answer_lost", n=card.id)
    elif left and card.state in ("answering", "answered"):
        set_state(turn, card, "handed" if card.answering_from == "handed" else "new")
        card.is_again = len(left) < len(card.members)
        card.asked_at_ms = left[0].at_ms
        turn.notify("question_again" if card.is_told else "answer_lost", n=card.id)


def drop_lines(turn: Turn, cards: Cards, lane: Lane, card: Card, since_ms: int = 0) -> None:
    """Take back what is to be posted to those who asked, also from before a merge."""
    for origin in {line.origin for line in lane.lines if _card_of(cards, line) is card}:
        chat.drop_waiting(turn, lane, origin, since_ms, "undone")


def is_sending(cards: Cards, lane: Lane, before: Before) -> bool:
    """True while a line to a card is being sent: it cannot be taken back, and nobody knows what becomes of it."""
    card = find(cards, before.id)
    is_answering = card is not None and card.state == "answering"
    return is_answering and any(line.state == "sending" and _card_of(cards, line) is card for line in lane.lines)


def take_back(turn: Turn, cards: Cards, given: Given, lane: Lane, before: Before) -> bool:
    """Undo what was done to a card, and what was to be posted because of it; False if things have moved on."""
    card = restore(cards, before)
    if card is None:
        return False
    drop_lines(turn, cards, lane, card, before.at_ms)
    given.last = {
        key: gave for key, gave in given.last.items() if gave.at_ms < before.at_ms or find(cards, gave.card) is not card
    }
    return True


def _on_the_way(lane: Lane) -> list[Line]:
    return [line for line in lane.lines if line.state in chat.ACTIVE]


def _card_of(cards: Cards, line: Line) -> Card | None:
    return find(cards, int(line.origin.removeprefix(ORIGIN))) if line.origin.startswith(ORIGIN) else None

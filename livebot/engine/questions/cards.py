"""Question cards: what the queue is made of, and what becomes of a card.

state      means                                      left by
new        waits                                      claim → claimed, answer → answered, dismiss → dismissed
claimed    a console has opened it                    release → new, and as new
answering  an answer is on its way to the room        its last line was settled → answered if nobody waits any more,
                                                      else new (or handed again); also answer, handover, dismiss, undo
answered   the host or the bot answered it            asked again → new (marked "again"), undo
handed     a colleague looks after it                 take back → new, answer → answered, dismiss → dismissed
dismissed  needs no answer                            asked again ten minutes later → new (marked "again"), undo
"""

from collections.abc import Iterable
from itertools import islice

import msgspec

from livebot.engine.questions.same import Topic, is_slip
from livebot.engine.turn import Turn

ORIGIN = "answer:"
"""Of the lines that answer a card, before its number."""
CLOSED_KEPT = 100
FORGET_EVERY = 10
"""After so many new cards, closed ones beyond those kept are forgotten."""
SLIPS_SOUGHT = 200
"""A slip of the finger is looked for among so many of the newest wordings."""
CLOSED = ("answered", "dismissed")
LEFT = (*CLOSED, "handed")
"""States in which the queue does not show a card."""


class Member(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One comment on a card."""

    msg_id: str
    viewer_id: str
    name: str
    handle: str = ""
    text: str
    language: str
    at_ms: int
    standing: tuple[str, ...] = ()
    """``buyer`` (asks about an order), ``gifter`` (this session), ``regular`` (was here before)."""
    done_at_ms: int = 0
    """When it was answered or dismissed; 0 while it waits."""
    done_line: int = 0
    """The line of the outbox that answered it, if one did."""


class Part(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A reply in one of the askers' languages."""

    language: str
    text: str = ""
    back: str = ""
    """What ``text`` means, translated back into the host's language."""
    state: str = "translating"
    """``translating``, ``checking`` (the translation back is on its way), ``ready``, ``too_long``, ``blocked`` or
    ``failed``."""
    reason: str = ""
    """Why the market's rules block it, in the host's language; by which of them, and which word."""
    rule: str = ""
    word: str = ""


class Reply(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What the host wrote, not yet posted."""

    n: int
    by: str
    text: str
    parts: list[Part] = []


class Card(msgspec.Struct, kw_only=True, omit_defaults=True):
    id: int
    state: str = "new"
    is_starred: bool = False
    claimed_by: str = ""
    answered_by: str = ""
    """A console's name, or ``bot``."""
    answering_from: str = "new"
    """The state before ``answering``."""
    is_told: bool = False
    """A line of the last answer was posted."""
    is_again: bool = False
    is_history: bool = False
    topic: Topic = Topic()
    """Of the first comment."""
    about: str = ""
    """See ``Reading.about``."""
    shown_product: str = ""
    """What was on show when it was asked first."""
    translation: str = ""
    translation_state: str = "none"
    engine: str = ""
    asked_at_ms: int
    closed_at_ms: int = 0
    """When it was answered, handed over or dismissed last."""
    viewers: dict[str, int] = {}
    """Everyone who asked, and how often."""
    members: list[Member] = []
    reply: Reply | None = None


class Pin(msgspec.Struct, frozen=True, kw_only=True):
    """The comment that the overlay shows."""

    card: int
    msg_id: str
    viewer_id: str
    at_ms: int = 0


class Cards(msgspec.Struct, kw_only=True):
    cards: dict[int, Card] = {}
    pinned: Pin | None = None
    next_id: int = 1
    next_reply: int = 1
    answering: list[int] = []
    """Cards whose answer is on its way."""
    by_topic: dict[str, dict[str, int]] = {}
    """A topic's kind, and its wording, to the card."""
    aliases: dict[int, int] = {}
    """The younger card of a merge, to the older."""


def origin(card: Card) -> str:
    return f"{ORIGIN}{card.id}"


def find(cards: Cards, number: int) -> Card | None:
    """Return the card with that number, also by the number it had before a merge."""
    while number in cards.aliases:
        number = cards.aliases[number]
    return cards.cards.get(number)


def with_topic(cards: Cards, topic: Topic) -> Card | None:
    """Return the card that asks the same."""
    known = cards.by_topic.get(topic.kind, {})
    if topic.wording in known:
        return find(cards, known[topic.wording])
    for wording in islice(reversed(known), SLIPS_SOUGHT):
        if is_slip(topic.words, tuple(wording.split(" "))):
            return find(cards, known[wording])
    return None


def note_topic(cards: Cards, topic: Topic, card: Card) -> None:
    """Let whoever asks the same be put on this card."""
    cards.by_topic.setdefault(topic.kind, {})[topic.wording] = card.id


def remove(cards: Cards, gone: Iterable[Card]) -> None:
    for card in gone:
        del cards.cards[card.id]
    cards.by_topic = {
        kind: left
        for kind, wordings in cards.by_topic.items()
        if (left := {wording: number for wording, number in wordings.items() if find(cards, number) is not None})
    }
    cards.aliases = {younger: older for younger, older in cards.aliases.items() if find(cards, older) is not None}


def forget_old(cards: Cards) -> None:
    """Now and then, because it looks at every card."""
    if cards.next_id % FORGET_EVERY == 0:
        remove(cards, closed(cards)[CLOSED_KEPT:])


def closed(cards: Cards) -> list[Card]:
    """Return the answered and dismissed cards, the last one first."""
    found = (card for card in cards.cards.values() if card.state in CLOSED)
    return sorted(found, key=lambda card: (-card.closed_at_ms, -card.id))


def await_answer(turn: Turn, cards: Cards, card: Card, by: str) -> None:
    """An answer was given to the lane: the card waits for it to be posted."""
    if card.state != "answering":
        card.answering_from, card.is_told = standing(turn, card).state, False
        cards.answering.append(card.id)
    set_state(turn, card, "answering", by=by)


def set_state(turn: Turn, card: Card, state: str, *, by: str = "") -> None:
    """Move a card on; ``by`` is the console that did it, or ``bot``."""
    card.state = state
    card.claimed_by = by if state == "claimed" else ""
    card.answered_by = by if state in ("answering", "answered") else ""
    if state in LEFT:
        card.is_again, card.closed_at_ms = False, turn.at_ms
    if state in CLOSED:
        for member in card.members:
            member.done_at_ms = member.done_at_ms or turn.at_ms


def release_all(turn: Turn, cards: Cards, by: str) -> None:
    """Give back every card that a console has claimed."""
    for card in cards.cards.values():
        if card.state == "claimed" and card.claimed_by == by:
            set_state(turn, card, "new")


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """A card's standing before it was moved on, for undo. Whoever had claimed it has closed it since."""

    id: int
    at_ms: int
    state: str
    is_again: bool


def standing(turn: Turn, card: Card) -> Before:
    state = {"claimed": "new", "answering": card.answering_from}.get(card.state, card.state)
    return Before(id=card.id, at_ms=turn.at_ms, state=state, is_again=card.is_again)


def restore(cards: Cards, before: Before) -> Card | None:
    """Undo; None if the card is gone, or was asked again since."""
    card = find(cards, before.id)
    if card is None or card.state not in ("answering", *LEFT):
        return None
    card.state, card.is_again, card.answered_by = before.state, before.is_again, ""
    if before.state not in CLOSED:
        for member in card.members:
            if member.done_at_ms >= before.at_ms:
                member.done_at_ms = member.done_line = 0
    elif before.state == "answered" and (left := [member for member in card.members if not member.done_at_ms]):
        card.state, card.is_again, card.asked_at_ms = "new", True, left[0].at_ms  # asked while it was given once more
    return card

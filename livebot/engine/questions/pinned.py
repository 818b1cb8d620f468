"""The question that the overlay shows until it is unpinned, answered, handed over or dismissed, or its comment is gone.

What is shown is one comment, not the card: when that is deleted, the next asker's does not take its place.
"""

from livebot.engine.questions.cards import Card, Cards, Pin, find
from livebot.engine.text import mask
from livebot.engine.turn import DONE, Outcome, Turn
from livebot.views.questions import PinnedView


def pin(turn: Turn, cards: Cards, card: Card) -> Outcome:
    if card.state == "dismissed":
        return "wrong_state", {"state": card.state}
    first = card.members[0]
    cards.pinned = Pin(card=card.id, msg_id=first.msg_id, viewer_id=first.viewer_id, at_ms=turn.at_ms)
    turn.notify("pinned", n=card.id)
    return DONE


def unpin(turn: Turn, cards: Cards) -> Outcome:
    if cards.pinned is None:
        return "not_pinned", {}
    turn.notify("unpinned", n=cards.pinned.card)
    cards.pinned = None
    return DONE


def take_off(cards: Cards, card: Card) -> None:
    """Unpin the card, if it is the one that is pinned."""
    if cards.pinned is not None and find(cards, cards.pinned.card) is card:
        cards.pinned = None


def look(cards: Cards) -> PinnedView | None:
    pinned = cards.pinned
    card = find(cards, pinned.card) if pinned is not None else None
    if pinned is None or card is None:
        return None
    shown = next((member for member in card.members if member.msg_id == pinned.msg_id), card.members[0])
    if not shown.text:  # its writer was forgotten
        return None
    return PinnedView(
        n=card.id,
        text=shown.text,
        language=shown.language,
        translation=card.translation,
        masked=mask(shown.name, shown.handle),
        count=len(card.viewers),
        pinned_at_ms=pinned.at_ms,
    )

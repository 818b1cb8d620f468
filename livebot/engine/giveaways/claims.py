"""Winners of a draw: their names are posted, they claim in time, or the next in the order of the draw has the prize."""

from typing import TYPE_CHECKING

from livebot.engine.giveaways import draws
from livebot.engine.giveaways.draws import Draw, Place
from livebot.engine.giveaways.giveaway import Giveaway, called, is_on_its_way, keep, origin, say
from livebot.engine.giveaways.rules import GiveawayRule
from livebot.engine.lines import chat
from livebot.engine.turn import Turn

if TYPE_CHECKING:
    from livebot.engine.state import RoomState

CALL_AGAIN_MS = 90_000
"""So long after a winner's name was given to be posted, look whether it was."""


def hold(turn: Turn, state: "RoomState", item: Giveaway, rule: GiveawayRule, value: str, *, is_by_hand: bool) -> None:
    """Draw the winners, and have their names posted."""
    it = draw_of(item)
    item.phase = "drawn"
    draws.hold(turn, state, it, rule, value)
    for place in it.places:
        call(turn, state, item, rule, place, is_by_hand=is_by_hand)
    finish(turn, state, item, rule)
    keep(turn, item, it)


def call(
    turn: Turn,
    state: "RoomState",
    item: Giveaway,
    rule: GiveawayRule,
    place: Place,
    *,
    is_by_hand: bool = False,
) -> None:
    """Have the winner's name posted; the time to claim begins when viewers see it."""
    it = draw_of(item)
    if not place.said_ms:
        turn.notify("giveaway_won", id=item.id, viewer=called(turn, it, place))
    place.said_ms = turn.at_ms
    say(turn, item, rule, rule.winner, place=place, is_call=True, is_by_hand=is_by_hand)
    if turn.settings.chat.mode == "off":
        on_called(turn, state, it, rule, place)


def on_called(turn: Turn, state: "RoomState", it: Draw, rule: GiveawayRule, place: Place) -> None:
    """Viewers see the winner's name from now on."""
    place.called_ms = turn.at_ms
    place.is_reminded = not rule.claim.remind
    if not rule.claim.within:
        draws.win(turn, state, it, rule, place)


def due(state: "RoomState", rule: GiveawayRule, place: Place) -> int:
    """Return when something is to be done about a prize that waits for its winner; 0 for nothing."""
    if place.state != "called" or not state.show.is_live:
        return 0
    if not place.called_ms:
        is_silent = state.show.is_panicked or state.show.is_held
        return 0 if is_silent else place.said_ms + CALL_AGAIN_MS
    over_ms = place.called_ms + rule.claim.within
    return over_ms if place.is_reminded else over_ms - rule.claim.remind


def advance(turn: Turn, state: "RoomState", item: Giveaway, rule: GiveawayRule) -> None:
    """Call, remind, or draw again, whatever is due."""
    it = draw_of(item)
    for place in it.places:
        if not 0 < due(state, rule, place) <= turn.at_ms:
            continue
        if not place.called_ms and is_on_its_way(state, origin(item, place)):
            place.said_ms = turn.at_ms
        elif not place.called_ms:
            call(turn, state, item, rule, place)
        elif not place.is_reminded:
            place.is_reminded = True
            say(turn, item, rule, rule.remind_claim, place=place, is_call=True)
        else:
            _draw_again(turn, state, item, rule, place)
    finish(turn, state, item, rule)


def _draw_again(turn: Turn, state: "RoomState", item: Giveaway, rule: GiveawayRule, place: Place) -> None:
    it = draw_of(item)
    chat.drop_waiting(turn, state.lane, origin(item, place), place.since_ms, "closed")
    turn.notify("giveaway_unclaimed", id=item.id, viewer=called(turn, it, place))
    say(turn, item, rule, rule.unclaimed, place=place)
    draws.draw_again(turn, state, it, place)
    if place.state == "called":
        call(turn, state, item, rule, place)
    keep(turn, item, it)


def claim(turn: Turn, state: "RoomState", item: Giveaway, rule: GiveawayRule, place: Place) -> None:
    """The winner is there."""
    it = draw_of(item)
    chat.drop_waiting(turn, state.lane, origin(item, place), place.since_ms, "closed")
    draws.claim(turn, state, it, rule, place)
    turn.notify("giveaway_claimed", id=item.id, viewer=called(turn, it, place))
    say(turn, item, rule, rule.claimed, place=place)
    keep(turn, item, it)
    finish(turn, state, item, rule)


def place_of(item: Giveaway, viewer_id: str) -> Place | None:
    """Return the prize that a viewer can claim now."""
    if item.draw is None or item.phase != "drawn":
        return None
    waiting = (place for place in item.draw.places if place.state == "called" and place.called_ms)
    people = item.draw.people
    return next((place for place in waiting if people[place.holder].viewer_id == viewer_id), None)


def finish(turn: Turn, state: "RoomState", item: Giveaway, rule: GiveawayRule) -> None:
    """End the giveaway if no prize waits for anybody any more."""
    it = draw_of(item)
    if any(place.state == "called" for place in it.places):
        return
    item.phase, item.ended_ms = "done", turn.at_ms
    draws.publish(turn, state.giveaways.book, it, "done")
    turn.notify("giveaway_done", id=item.id)
    say(turn, item, rule, rule.thanks)
    keep(turn, item, it)


def draw_of(item: Giveaway) -> Draw:
    assert item.draw is not None, "a native giveaway has no winners"
    return item.draw


def drop_lines(turn: Turn, state: "RoomState", item: Giveaway, since_ms: int, reason: str) -> None:
    """Do not post what waits and is not so any more."""
    for place in (None, *(item.draw.places if item.draw is not None else ())):
        chat.drop_waiting(turn, state.lane, origin(item, place), since_ms, reason)

"""Taking over a session that another version of livebot decided.

Its state is the last snapshot and every event since, stepped again. Where this version would decide otherwise the
record stands, since what it says was done: the lines it let go are the ones that went out, and its question cards keep
the numbers that operators and translations know them by. Votes and questions follow from the events.
"""

from collections.abc import Callable, Iterable, Iterator

from livebot.effects import AnyEffect, Moderate, Notify, Reply, SendChat
from livebot.engine.lines.chat import Lane, Line
from livebot.engine.moderation.docket import Docket
from livebot.engine.questions.cards import Cards
from livebot.engine.room import Room
from livebot.engine.turn import OPERATOR
from livebot.ports import Step


def take_over(room: Room, steps: Callable[[], Iterator[Step]]) -> int:
    """Bring a room through the recorded steps; return how many there are.

    Ids that it gives from then on are new to the record. Raises what the engine raises if it cannot take an event.
    """
    ledger, cards, lane = room.state.ledger, room.state.questions, room.state.lane
    next_card = cards.next_id
    for step in steps():
        beyond = 1 + max((n for effect in step.effects for n in _numbers(effect)), default=0)
        ledger.next_effect, cards.next_reply = max(ledger.next_effect, beyond), max(cards.next_reply, beyond)
        next_card = max([next_card, *(_card(effect) + 1 for effect in step.effects)])
    count, unexpected = 0, set[str]()
    for step in steps():
        cards.next_id = max(map(_card, step.effects), default=0) or next_card
        effects = room.step(step.event)
        next_card = max(next_card, cards.next_id)
        unexpected |= _send_as_recorded(lane, effects, step)
        _translate_as_recorded(cards, effects, step)
        _moderate_as_recorded(room.state.docket, effects, step)
        count += 1
    cards.next_id = next_card
    for line in lane.lines:
        if line.state == "waiting" and line.text in unexpected:
            line.state, line.reason = "dropped", "repeated"
    return count


def _numbers(effect: AnyEffect) -> list[int]:
    """Return the numbers in an id that an engine gave; a reply's is the operator's."""
    parts = [] if isinstance(effect, Reply) else effect.id.split(":")
    return [int(part) for part in parts if part.isdecimal()]


def _card(effect: AnyEffect) -> int:
    """Return the number of the card that came with this effect; 0 if none did."""
    number = effect.data.get("n", "") if isinstance(effect, Notify) and effect.kind == "question" else ""
    return int(number) if number.isdecimal() else 0


def _send_as_recorded(lane: Lane, effects: Iterable[AnyEffect], step: Step) -> set[str]:
    """Put the lines in flight that the record let go, under its ids, and no others.

    Returns the texts of those that this version did not want to post, at least not yet.
    """
    ours = {effect.id for effect in effects if isinstance(effect, SendChat)}
    for line in lane.lines:
        if line.state == "sending" and line.effect_id in ours:
            line.state, line.effect_id = "waiting", ""
            lane.started_ms.pop()
    unexpected = set[str]()
    for sent in step.effects:
        if not isinstance(sent, SendChat):
            continue
        waiting = [line for line in lane.lines if line.state == "waiting"]
        same = [line for line in waiting if line.text == sent.text] + [line for line in waiting if line.id == sent.line]
        if not same:
            unexpected.add(sent.text)
            same = [_added(lane, sent, step.event.at_ms)]
        same[0].state, same[0].text, same[0].effect_id = "sending", sent.text, sent.id
        lane.started_ms.append(step.event.at_ms)
    return unexpected


def _added(lane: Lane, sent: SendChat, at_ms: int) -> Line:
    line = Line(
        id=lane.next_id,
        text=sent.text,
        origin="",
        priority=OPERATOR,
        state="sending",
        created_ms=at_ms,
        changed_ms=at_ms,
        expires_at_ms=sent.expires_at_ms,
    )
    lane.next_id += 1
    lane.lines.append(line)
    return line


def _translate_as_recorded(cards: Cards, effects: Iterable[AnyEffect], step: Step) -> None:
    """Leave cards in the original whose translation the record never asked for."""
    asked = {effect.id for effect in step.effects}
    for card in map(cards.cards.get, map(_card, effects)):
        if card is not None and card.translation_state == "pending" and f"translate:{card.id}" not in asked:
            card.translation_state = "failed"


def _moderate_as_recorded(docket: Docket, effects: Iterable[AnyEffect], step: Step) -> None:
    """Know actions on viewers by the record's ids; what it never asked for is left to the operator."""
    asked = {(effect.viewer_id, effect.action): effect.id for effect in step.effects if isinstance(effect, Moderate)}
    ours = {e.id: asked.get((e.viewer_id, e.action), "") for e in effects if isinstance(e, Moderate)}
    for offence in docket.offences if ours else ():
        if ours.keys() & set(offence.on_the_way):
            offence.on_the_way = [kept for one in offence.on_the_way if (kept := ours.get(one, one))]
            if offence.state == "acting" and not offence.on_the_way:
                offence.state = "suggested"

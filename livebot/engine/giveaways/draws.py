"""A draw: who takes part, and who wins. The algorithm is ``livebot/draw.py``, written out in ``docs/draw.md``.

phase      means                                        left by
announced  seed and terms are fixed, their commitment   its line is seen → open, nobody posts it → cancelled
           is published; nobody can enter yet
open       entries count                                its time and the grace time, operator → frozen; cancel
frozen     the entrants' hashes are published           the public value → drawn, at once if the terms name none;
                                                        nobody can win, cancel → cancelled
drawn      seed, public value and winners are           every prize is claimed, or nobody is left to win it → done;
           published; winners claim, or the prize is    cancel → cancelled
           drawn again: the next in the order has it
done       over                                         –
cancelled  over, and the record says so for ever        –

A phase is never gone back to. What is started again is a new giveaway with the next number, and its record names those
before it. A draw keeps the rule it was announced with. What stands in the record are hashes: names stay in here.
"""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from livebot import draw
from livebot.effects import PublishRecord
from livebot.engine.crowd import points
from livebot.engine.giveaways.rules import GiveawayRule
from livebot.engine.text import display_name
from livebot.engine.turn import Turn
from livebot.viewers import Memory, Viewer

if TYPE_CHECKING:
    from livebot.engine.state import RoomState

MEMORY, KEPT = "giveaway", "giveaway-kept"
"""Kinds of memories: that there was one, and all that a later session needs to go on with it."""
EARLIER_NAMED = 20
OVER = ("done", "cancelled")
NO_VALUE = (
    "No public value goes into this draw: whoever runs livebot could know the seed before entry closed, and so could "
    "have known who would win when it was closed. The record proves that nothing was changed afterwards, not that."
)


class Entrant(msgspec.Struct, kw_only=True, omit_defaults=True):
    viewer_id: str
    handle: str = ""
    name: str = ""
    seen_ms: int = 0
    """When they last did something."""
    orders: list[str] = []
    """Those they entered by."""
    is_namesake: bool = False
    """Another entrant has the same name."""


class Place(msgspec.Struct, kw_only=True):
    """One of the prizes, and who has it."""

    n: int
    """From 1."""
    prize: int
    holder: str
    """The hash; empty if nobody is left."""
    since_ms: int
    state: str = "called"
    """``called``, ``claimed`` or ``lost``: nobody is left."""
    said_ms: int = 0
    """When the winner's name was last given to be posted."""
    called_ms: int = 0
    """When it was seen; the time to claim begins."""
    is_reminded: bool = False


class Draw(msgspec.Struct, kw_only=True):
    """What a session remembers of a draw."""

    id: str
    """Of the rule."""
    number: int
    seed: str
    commitment: str
    salt: str
    record: str
    """Name of the file it is published in."""
    digest: str = ""
    """Of the last step."""
    steps: int = 0
    entries: dict[str, Entrant] = {}
    """By viewer, until they are frozen."""
    away: dict[str, str] = {}
    """Viewers who did what it takes to enter and cannot win, and why."""
    people: dict[str, Entrant] = {}
    """By hash, once they are frozen."""
    value: str = ""
    mixed: str = ""
    """Of seed, public value and entrants, once they are known."""
    places: list[Place] = []
    next: int = 0
    """Who wins next, in the order of the draw."""


class Past(msgspec.Struct, kw_only=True):
    """An earlier giveaway, of whatever session."""

    number: int
    id: str
    phase: str
    digest: str


class Book(msgspec.Struct, kw_only=True):
    """What a session remembers of all draws of the room."""

    past: list[Past] = []
    """The last ones, oldest first."""
    won_ms: dict[str, int] = {}
    """Viewers who won something, and when."""
    followed: dict[str, bool] = {}
    """Viewers who followed in this session."""


# --- the record ------------------------------------------------------------------------------------------------


def announce(turn: Turn, book: Book, rule: GiveawayRule, allowed: str) -> Draw:
    """Fix the seed and the terms, and publish the commitment to them."""
    number = book.past[-1].number + 1 if book.past else 1
    seed = "".join(f"{turn.chance(1 << 64, 'giveaways', rule.id, number, part):016x}" for part in range(4))
    terms = _terms(turn, rule, number, allowed)
    commitment = draw.commitment(seed, terms)
    it = Draw(
        id=rule.id,
        number=number,
        seed=seed,
        commitment=commitment,
        salt=draw.salt(seed),
        record=f"{number:04}-{rule.id}-{commitment[:8]}.json",
    )
    earlier = [msgspec.to_builtins(past) for past in book.past]
    book.past = [*book.past, Past(number=number, id=rule.id, phase="", digest="")][-EARLIER_NAMED:]
    publish(turn, book, it, "announced", terms=terms, commitment=commitment, salt=it.salt, earlier=earlier)
    return it


def _terms(turn: Turn, rule: GiveawayRule, number: int, allowed: str) -> dict[str, Any]:
    entry = rule.entry.model_dump(mode="json", exclude_defaults=True) if rule.entry is not None else {}
    return {
        "giveaway": rule.id,
        "number": number,
        "room": turn.settings.room,
        "market": turn.settings.market,
        "allowed_by": allowed,
        "prizes": [{"name": dict(prize.name), "count": prize.count} for prize in rule.prizes],
        "entry": entry,
        "eligible": rule.eligible.model_dump(mode="json", exclude_defaults=True),
        "duration_s": rule.duration // 1000,
        "claim_s": rule.claim.within // 1000,
        "public_value": rule.public_value,
        "trust": "" if rule.public_value else NO_VALUE,
    }


def publish(turn: Turn, book: Book, it: Draw, name: str, **data: Any) -> None:
    """Add a step to the record, and leave to later sessions what they need."""
    step = {"step": name, "at_ms": turn.at_ms, **data}
    it.digest = draw.seal(it.digest, step)
    turn.do(PublishRecord(id=turn.effect_id("record"), name=it.record, n=it.steps, step={**step, "digest": it.digest}))
    it.steps += 1
    for past in book.past:
        if past.number == it.number:
            past.phase, past.digest = name, it.digest
    known = {"id": it.id, "phase": name, "digest": it.digest}
    turn.remember(Memory(kind=MEMORY, key=str(it.number), data=known))


def recall(book: Book, memory: Memory) -> None:
    """Take in an earlier giveaway; the newest memory of each number comes first."""
    number = int(memory.key)
    if all(past.number != number for past in book.past):
        data = memory.data
        book.past.append(Past(number=number, id=data["id"], phase=data["phase"], digest=data["digest"]))
        book.past = sorted(book.past, key=lambda past: past.number)[-EARLIER_NAMED:]


# --- entering --------------------------------------------------------------------------------------------------


def punish(it: Draw, viewer_id: str) -> None:
    """Let a viewer out for good: a moderator removed what they wrote."""
    it.entries.pop(viewer_id, None)
    it.away[viewer_id] = "punished"


def enter(
    turn: Turn, state: "RoomState", it: Draw, rule: GiveawayRule, viewer: Viewer, *, orders: tuple[str, ...] = ()
) -> bool:
    """Let a viewer in, unless they cannot win; return whether they are in for the first time."""
    if it.away.get(viewer.id) == "punished":
        return False
    if (entrant := it.entries.get(viewer.id)) is not None:
        entrant.seen_ms = turn.at_ms
        entrant.orders = list(dict.fromkeys((*entrant.orders, *orders)))
        turn.trace(f"giveaways.{rule.id}", "entered_already")
        return False
    why = why_out(state, rule, viewer, turn.at_ms)
    if why:
        it.away[viewer.id] = why
        turn.trace(f"giveaways.{rule.id}", "turned_away", reason=why)
        return False
    it.away.pop(viewer.id, None)
    it.entries[viewer.id] = Entrant(
        viewer_id=viewer.id, handle=viewer.handle, name=viewer.name, seen_ms=turn.at_ms, orders=list(orders)
    )
    turn.count("giveaway_entries")
    turn.trace(f"giveaways.{rule.id}", "entered", fired=True)
    return True


def take_out(it: Draw, order: str) -> None:
    """Let out who is in by a cancelled order and no other."""
    for viewer_id, entrant in [*it.entries.items()]:
        if order in entrant.orders:
            entrant.orders = [other for other in entrant.orders if other != order]
            if not entrant.orders:
                del it.entries[viewer_id]


def why_out(state: "RoomState", rule: GiveawayRule, viewer: Viewer, at_ms: int) -> str:
    """Return why a viewer cannot win; empty if they can."""
    eligible, book = rule.eligible, state.giveaways.book
    person = state.people.persons.get(viewer.id)
    handle = (viewer.handle or (person.handle if person else "")).lower()
    is_moderator = viewer.is_moderator or (person is not None and person.is_moderator)
    won_ms = book.won_ms.get(viewer.id, 0)
    if viewer.is_host or handle in state.settings.own_handles:
        return "own"
    if is_moderator and not eligible.moderators:
        return "moderator"
    if viewer.id in punished(state):
        return "punished"
    if eligible.follower and not (viewer.is_follower or viewer.id in book.followed):
        return "follower"
    if points.total(state, viewer.id) < eligible.points:
        return "points"
    if points.level(state, viewer.id) < eligible.level:
        return "level"
    if eligible.not_won_within and won_ms and at_ms < won_ms + eligible.not_won_within:
        return "won"
    return ""


def punished(state: "RoomState") -> set[str]:
    """Return who was muted or removed in this session."""
    return {
        offender.id
        for offence in state.docket.offences
        if offence.step != "warn" and offence.state in ("acting", "done")
        for offender in offence.offenders
    }


# --- drawing ---------------------------------------------------------------------------------------------------


def freeze(turn: Turn, state: "RoomState", it: Draw, rule: GiveawayRule) -> None:
    """Publish who takes part, as hashes; whoever was muted or went away meanwhile does not."""
    since_ms = turn.at_ms - rule.eligible.active if rule.eligible.active else 0
    muted = punished(state)
    for entrant in [*it.entries.values()]:
        why = "punished" if entrant.viewer_id in muted else "inactive" if entrant.seen_ms < since_ms else ""
        if why:
            del it.entries[entrant.viewer_id]
            it.away[entrant.viewer_id] = why
    names = Counter(display_name(entrant.name).casefold() for entrant in it.entries.values())
    for entrant in it.entries.values():
        entrant.is_namesake = names[display_name(entrant.name).casefold()] > 1
    hashed = {draw.entrant(it.salt, entrant.viewer_id): entrant for entrant in it.entries.values()}
    it.people = dict(sorted(hashed.items()))
    it.entries = {}
    entrants = [*it.people]
    publish(
        turn,
        state.giveaways.book,
        it,
        "frozen",
        entrants=entrants,
        entrants_hash=draw.list_hash(entrants),
        turned_away=reasons(it.away),
    )


def reasons(away: Mapping[str, str]) -> dict[str, int]:
    """Return how many cannot win, by reason."""
    whys = sorted(away.values())
    return {why: whys.count(why) for why in dict.fromkeys(whys)}


def hold(turn: Turn, state: "RoomState", it: Draw, rule: GiveawayRule, value: str) -> None:
    """Draw the winners."""
    it.value = value
    it.mixed = draw.mix(it.seed, value, [*it.people])
    order = draw.order(it.mixed, [*it.people])
    prizes = draw.places([{"count": prize.count} for prize in rule.prizes])
    it.places = [
        Place(n=n, prize=prize, holder=who, since_ms=turn.at_ms)
        for n, (who, prize) in enumerate(zip(order, prizes, strict=False), 1)
    ]
    it.next = len(it.places)
    winners = [{"place": place.n, "prize": place.prize, "entrant": place.holder} for place in it.places]
    publish(turn, state.giveaways.book, it, "drawn", seed=it.seed, public_value=value, mixed=it.mixed, winners=winners)


def claim(turn: Turn, state: "RoomState", it: Draw, rule: GiveawayRule, place: Place) -> None:
    """The winner was there."""
    publish(turn, state.giveaways.book, it, "claimed", place=place.n, entrant=place.holder)
    win(turn, state, it, rule, place)


def win(turn: Turn, state: "RoomState", it: Draw, rule: GiveawayRule, place: Place) -> None:
    """The prize is the winner's."""
    place.state = "claimed"
    viewer_id = it.people[place.holder].viewer_id
    state.giveaways.book.won_ms[viewer_id] = turn.at_ms
    prize = rule.prizes[place.prize].name
    turn.remember(
        Memory(kind="win", key=f"{rule.id}#{it.number}", viewer_id=viewer_id, amount=1, data={"prize": dict(prize)})
    )


def draw_again(turn: Turn, state: "RoomState", it: Draw, place: Place) -> None:
    """Give the prize to the next in the order of the draw, if anybody is left."""
    lost = place.holder
    order = draw.order(it.mixed, [*it.people])
    left = order[it.next :]
    place.holder, place.state = (left[0], "called") if left else ("", "lost")
    place.since_ms, place.said_ms, place.called_ms = turn.at_ms, 0, 0
    place.is_reminded = False
    it.next += bool(left)
    publish(turn, state.giveaways.book, it, "redrawn", place=place.n, lost=lost, entrant=place.holder)


def keep(turn: Turn, it: Draw, data: Mapping[str, Any]) -> None:
    """Leave a draw to later sessions, names and all; nothing (``{}``) takes the place of what was kept before."""
    turn.remember(Memory(kind=KEPT, key=str(it.number), data=dict(data)))

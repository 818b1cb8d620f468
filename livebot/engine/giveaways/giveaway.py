"""One giveaway: what a session remembers of it, its rule made ready for matching, and its lines.

Which phases there are is told in ``giveaways.py`` and ``draws.py``.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from livebot.draw import SEAL_CHARS
from livebot.engine.crowd import points
from livebot.engine.fields import fill
from livebot.engine.giveaways import draws
from livebot.engine.giveaways.draws import OVER, Book, Draw, Place
from livebot.engine.giveaways.rules import ASKED, GiveawayRule
from livebot.engine.lines import chat
from livebot.engine.lines.left import worded
from livebot.engine.match import AnswerTable
from livebot.engine.moderation.redirect import contact, links
from livebot.engine.text import NAMELESS, fold
from livebot.engine.turn import POLL, Draft, Turn
from livebot.events import Commented, Joined, Recalled

if TYPE_CHECKING:
    from livebot.engine.state import RoomState

KIND = "giveaways"
TTL_MS = 60_000
BESIDE = 12
"""So many characters beside the question itself still leave it one."""
NO_SEAL = "0" * SEAL_CHARS


class Giveaway(msgspec.Struct, kw_only=True):
    """The last one of a rule."""

    id: str
    rule: dict[str, Any]
    """The rule it was started with, in JSON form."""
    phase: str = "announced"
    started_ms: int
    look_ms: int = 0
    """While announced: when to look whether its line was posted."""
    opened_ms: int = 0
    closes_ms: int = 0
    """0: when an operator stops it."""
    marks_ms: list[int] = []
    """When to remind."""
    explained_ms: int = 0
    ended_ms: int = 0
    is_stopped: bool = False
    """An operator ended it."""
    reason: str = ""
    """Why it was cancelled."""
    allowed: str = ""
    draw: Draw | None = None

    @property
    def is_running(self) -> bool:
        return self.phase not in OVER


class Giveaways(msgspec.Struct, kw_only=True):
    """What a session remembers."""

    items: dict[str, Giveaway] = {}
    book: Book = msgspec.field(default_factory=Book)


class Ready:
    """A giveaway's rule, made ready for matching."""

    def __init__(self, item: Giveaway) -> None:
        self.rule = rule = GiveawayRule.model_validate(item.rule)
        self.entry = AnswerTable({"in": rule.entry.comment if rule.entry is not None else ()})
        self.claim = AnswerTable({"here": rule.claim.words})
        asked = [phrase for table in (ASKED, rule.asked) for phrases in table.values() for phrase in phrases]
        self._asked = [fold(phrase) for phrase in asked]

    def enters(self, event: Commented) -> bool:
        return self.rule.entry is not None and bool(self.rule.entry.comment) and bool(self.entry.answer(event.text))

    def claims(self, event: Commented) -> bool:
        return not self.rule.claim.words or bool(self.claim.answer(event.text))

    def asks(self, event: Commented) -> bool:
        """Return whether a comment asks how to take part, and holds nothing else that somebody should look at."""
        if self.rule.intent and event.reading.intent == self.rule.intent and event.reading.is_bare:
            return True
        said = fold(event.text)
        is_asked = any(phrase in said and len(said) <= len(phrase) + BESIDE for phrase in self._asked)
        return is_asked and not (links(event.text) or contact(event.text))


# --- lines -----------------------------------------------------------------------------------------------------


def say(turn: Turn, item: Giveaway, rule: GiveawayRule, texts: Mapping[str, str] | None, **how: Any) -> None:
    """Have a line posted, if there is a text for it; see ``draft``."""
    if texts is not None:
        turn.say(draft(turn, item, rule, texts, **how))


def draft(
    turn: Turn,
    item: Giveaway,
    rule: GiveawayRule,
    texts: Mapping[str, str],
    *,
    place: Place | None = None,
    is_call: bool = False,
    language: str = "",
    ttl_ms: int = TTL_MS,
    priority: int = POLL,
    is_by_hand: bool = False,
) -> Draft:
    """Return a line about the giveaway, or about a prize; with ``is_call`` one that has its winner claim it."""
    wording, text = turn.pick(texts, language)
    it = item.draw
    if place is None:
        prizes, words = rule.prizes, rule.entry.comment if rule.entry is not None else ()
        left_ms = (item.closes_ms or turn.at_ms + rule.duration) - turn.at_ms
    else:
        prizes, words = (rule.prizes[place.prize],), rule.claim.words
        left_ms = (place.called_ms or turn.at_ms) + rule.claim.within - turn.at_ms
    values = {
        "prize": " + ".join(turn.pick(prize.name, wording)[1] for prize in prizes),
        "word": next(iter(words), ""),
        "left": worded(left_ms, wording),
        "value": rule.public_value,
        "seal": (it.digest if it.people else it.commitment)[:SEAL_CHARS] if it is not None else NO_SEAL,
        "entrants": str(len(it.entries or it.people)) if it is not None else "",
        "viewer": called(turn, it, place) if it is not None and place is not None else "",
    }
    return Draft(
        text=fill(text, values),
        origin=origin(item, place if is_call else None),
        priority=priority,
        ttl_ms=ttl_ms,
        is_by_hand=is_by_hand,
        language=wording,
    )


def origin(item: Giveaway, place: Place | None = None) -> str:
    """Return how lines are marked in the outbox; what has a winner claim their prize has a mark of its own."""
    return f"giveaway:{item.id}" if place is None else f"giveaway:{item.id}:{place.n}"


def is_on_its_way(state: "RoomState", mark: str) -> bool:
    return any(line.origin == mark and line.state in chat.UNSETTLED for line in state.lane.lines)


def called(turn: Turn, it: Draw, place: Place) -> str:
    """Return the name by which a winner is called: one that no other entrant has, so that they recognise themselves.

    Where that cannot be posted, the first digits of their hash tell them from others.
    """
    who = it.people[place.holder]
    name = turn.name_of("" if who.is_namesake else who.name, who.handle)
    return name if name != NAMELESS else f"{turn.name_of(who.name, '')} #{place.holder[:6]}"


# --- all of them -----------------------------------------------------------------------------------------------


def running(state: "RoomState") -> list[Giveaway]:
    return [item for item in state.giveaways.items.values() if item.is_running]


def drawing(state: "RoomState", phase: str) -> Iterator[tuple[Giveaway, Draw]]:
    """Yield the draws in a phase."""
    for item in running(state):
        if item.draw is not None and item.phase == phase:
            yield item, item.draw


def know(state: "RoomState", event: Commented | Joined) -> None:
    """Take in what earlier sessions know of a viewer."""
    points.know(state, event.viewer.id, event.profile)
    if won_ms := event.profile.won_at_ms:
        state.giveaways.book.won_ms.setdefault(event.viewer.id, won_ms)


def keep(turn: Turn, item: Giveaway, it: Draw) -> None:
    """Leave a draw that is not over to later sessions, should this one end before it."""
    draws.keep(turn, it, msgspec.to_builtins(item) if item.is_running else {})


def recall(state: "RoomState", event: Recalled) -> None:
    """Take in earlier draws, and go on with those that were not over."""
    giveaways = state.giveaways
    kept: dict[str, dict[str, Any]] = {}
    for past in event.memories:
        if past.memory.kind == draws.MEMORY:
            draws.recall(giveaways.book, past.memory)
        elif past.memory.kind == draws.KEPT:
            kept.setdefault(past.memory.key, past.memory.data)
    for known in giveaways.book.past:
        data = kept.get(str(known.number)) if known.phase not in OVER else None
        if data and (item := _restored(data)) is not None:
            giveaways.items[item.id] = item


def _restored(data: dict[str, Any]) -> Giveaway | None:
    """Return a draw as it was kept, or None if another version kept it in another form."""
    try:
        item = msgspec.convert(data, Giveaway)
        Ready(item)
    except (msgspec.ValidationError, ValueError):
        return None
    for place in item.draw.places if item.draw is not None else ():
        place.said_ms = place.called_ms = 0  # called again as soon as the room is live
    return item

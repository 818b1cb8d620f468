"""Newcomers: those who came in lately are greeted together, with one thing to do, before they swipe away.

When enough came in the last seconds and nobody met them yet, a card for the overlay is made, at most one at a time. If
the overlay is on somebody's screen, that meets them. Else a line is posted as well: seldom, and never while an
operator's line or an answer waits. Who was here in an earlier session is greeted as such, or not at all.

TikTok does not say which language somebody speaks who has only just come. For those who come back it is the one they
wrote before; else it takes turns among the market's language and the two that the room writes most.

Which joins count, and what became of them, is in ``arrivals.py``; it is told without any rule as well.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

import msgspec
from pydantic import Field

from livebot.engine.crowd import arrivals
from livebot.engine.crowd.arrivals import MET_MS, Arrivals, Joiner
from livebot.engine.crowd.people import room_languages
from livebot.engine.feature import Feature
from livebot.engine.fields import DurationMs, RuleId, RuleModel, Texts, fill, names_in_braces
from livebot.engine.lines import chat
from livebot.engine.text import NAMELESS, fold, mask
from livebot.engine.turn import ANSWER, PROMPT, Act, Draft, Turn, tag_for
from livebot.events import AnyEvent, Joined, OverlaySeen, Recovered, RulesLoaded, Ticked
from livebot.views.base import Why
from livebot.views.crowd import NewcomerCardView, NewcomersView

if TYPE_CHECKING:
    from livebot.engine.lines.chat import Line
    from livebot.engine.state import RoomState


class CohortRule(RuleModel):
    """How many make it worth a greeting."""

    viewers: int = Field(default=3, ge=1, le=50)
    within: DurationMs = Field(default=20_000, ge=1_000, le=MET_MS)


class NewcomersRule(RuleModel):
    """How newcomers are greeted, as written in YAML."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {"texts": (), "returning": ("viewer", "visits")}

    cohort: CohortRule = CohortRule()
    texts: tuple[Texts, ...] = Field(min_length=1)
    """For those who are here for the first time; taken in turn."""
    returning: tuple[Texts, ...] = ()
    """For those who were active in an earlier session. Without it they are not greeted."""
    opens: RuleId | None = None
    """The poll, quick ask or code that opens with it."""
    every: DurationMs = Field(default=90_000, ge=30_000)
    """Time between two lines of greeting."""
    card: DurationMs = Field(default=30_000, ge=5_000, le=300_000)
    """How long a card is up on the overlay."""
    rejoined_within: DurationMs = Field(default=600_000, ge=60_000, le=3_600_000)
    """Who comes back, or did something, within this time is no newcomer."""


ORIGIN = "newcomers"
TRACED = "newcomers.greeting"
PAGE = "newcomers"
"""The overlay on which the cards are."""
TTL_MS = 20_000
REJOINED_MS: int = NewcomersRule.model_fields["rejoined_within"].default
LOOKED_AT = 500
"""More joiners than these are never looked at to find a cohort."""


class Card(msgspec.Struct, kw_only=True):
    """What the overlay shows."""

    n: int
    is_returning: bool
    joins: int
    texts: dict[str, str]
    keys: tuple[str, ...]
    opens: str
    from_ms: int
    until_ms: int


class Guest(msgspec.Struct, kw_only=True):
    """Who came back last."""

    name: str
    handle: str
    visits: int


class Newcomers(msgspec.Struct, kw_only=True):
    """What a session remembers."""

    arrivals: Arrivals = msgspec.field(default_factory=Arrivals)
    held: str = "not_live"
    """Why nobody can be met now; empty if they can."""
    is_overlay_seen: bool = False
    card: Card | None = None
    cards: int = 0
    greetings: int = 0
    rounds: int = 0
    """Wordings so far, for taking turns."""
    greet_after_ms: int = 0
    guest: Guest | None = None


class Greeting(msgspec.Struct, frozen=True, kw_only=True):
    """A wording, chosen."""

    language: str
    text: str
    on_card: dict[str, str]


class NewcomersFeature(Feature):
    """Meets those who come in."""

    def __init__(self, rule: NewcomersRule | None, asks: Mapping[str, Sequence[str]]) -> None:
        """Take the rule, and the keys of every poll, PK and quick ask by its id."""
        self._rule = rule
        self._keys = tuple(asks.get(rule.opens or "", ())) if rule is not None else ()

    # --- what happens -----------------------------------------------------------------------------------------

    def deadline(self, state: "RoomState") -> int | None:
        newcomers, rule = state.newcomers, self._rule
        if rule is None or newcomers.held:
            return None
        times = [newcomers.card.until_ms] if newcomers.card is not None else []
        times += [newcomers.greet_after_ms] if state.settings.chat.mode != "off" else []
        return next((ms for ms in sorted(times) if ms > state.at_ms and _cohort(rule, newcomers.arrivals, ms)), None)

    def advance(self, turn: Turn, state: "RoomState") -> None:
        _follow_room(turn, state)
        self._greet(turn, state)

    def on_event(self, turn: Turn, state: "RoomState", event: AnyEvent) -> None:
        if isinstance(event, Ticked):
            return
        _follow_room(turn, state)
        match event:
            case Joined():
                self._come_in(turn, state, event)
            case OverlaySeen():
                state.newcomers.is_overlay_seen = PAGE in event.pages
                self._show(turn, state)
            case Recovered():
                state.newcomers.is_overlay_seen = False
            case RulesLoaded() if self._rule is None:
                state.newcomers.card = None
            case _:
                pass
        self._greet(turn, state)

    def on_act(self, turn: Turn, state: "RoomState", act: Act) -> None:
        arrivals.act(state.newcomers.arrivals, act.viewer.id, turn.at_ms)

    def on_posted(self, turn: Turn, state: "RoomState", line: "Line") -> None:
        is_greeting = line.origin == ORIGIN
        state.newcomers.greetings += is_greeting
        arrivals.meet(state.newcomers.arrivals, "greeting" if is_greeting else "line", turn.at_ms)

    # --- coming in --------------------------------------------------------------------------------------------

    def _come_in(self, turn: Turn, state: "RoomState", event: Joined) -> None:
        newcomers, viewer = state.newcomers, event.viewer
        if why := self._is_none(state, event, turn.at_ms):
            arrivals.exclude(newcomers.arrivals, why)
            return
        joiner = arrivals.come_in(newcomers.arrivals, viewer, event.profile, turn.at_ms)
        if newcomers.held:
            arrivals.give_up(newcomers.arrivals, newcomers.held, turn.at_ms)
        elif joiner.is_returning:
            newcomers.guest = Guest(name=viewer.name, handle=viewer.handle, visits=event.profile.sessions + 1)
        self._show(turn, state)

    def _is_none(self, state: "RoomState", event: Joined, at_ms: int) -> str:
        """Return why somebody is no newcomer, or nothing."""
        viewer = event.viewer
        if viewer.is_host:
            return "host"
        if viewer.handle.lower() in state.settings.own_handles:
            return "own_account"
        if viewer.is_moderator:
            return "moderator"
        joiner = state.newcomers.arrivals.joiners.get(viewer.id)
        times = [joiner.seen_ms] if joiner is not None else []
        times += [state.interaction.actors[viewer.id]] if viewer.id in state.interaction.actors else []
        if joiner is not None:
            joiner.seen_ms = at_ms
        within_ms = self._rule.rejoined_within if self._rule is not None else REJOINED_MS
        return "rejoined" if times and at_ms - max(times) < within_ms else ""

    def _show(self, turn: Turn, state: "RoomState") -> None:
        """Meet everybody by the card, if it is up and there is a screen that shows it."""
        newcomers = state.newcomers
        if newcomers.is_overlay_seen and _is_up(newcomers.card, turn.at_ms):
            arrivals.meet(newcomers.arrivals, "card", turn.at_ms)

    # --- greeting ---------------------------------------------------------------------------------------------

    def _greet(self, turn: Turn, state: "RoomState") -> None:
        newcomers, rule = state.newcomers, self._rule
        if rule is None or newcomers.held or not (cohort := _cohort(rule, newcomers.arrivals, turn.at_ms)):
            return
        needs_card, why = not _is_up(newcomers.card, turn.at_ms), self._why_no_line(turn, state)
        if not needs_card and why is not None:
            turn.trace(TRACED, why)
            return
        why_no_ask, greeting = self._other_ask(state), self._word(turn, state, rule, cohort)
        if why_no_ask is not None or greeting is None:
            turn.trace(TRACED, why_no_ask or "no_text")
            return
        newcomers.rounds += 1
        if needs_card:
            self._make_card(turn, state, rule, cohort[0], greeting)
            if newcomers.is_overlay_seen:
                return
        if why is not None:
            turn.trace(TRACED, why)
        elif fold(greeting.text) == chat.last_text(state.lane):
            turn.trace(TRACED, "repeated")
        else:
            newcomers.greet_after_ms = turn.at_ms + rule.every
            turn.trace(TRACED, "greeted", fired=True)
            draft = Draft(
                text=greeting.text,
                origin=ORIGIN,
                priority=PROMPT,
                ttl_ms=TTL_MS,
                opens=rule.opens or "",
                language=greeting.language,
            )
            turn.say(draft)

    def _make_card(
        self, turn: Turn, state: "RoomState", rule: NewcomersRule, first: Joiner, greeting: Greeting
    ) -> None:
        newcomers = state.newcomers
        newcomers.cards += 1
        waiting = arrivals.waiting(newcomers.arrivals, turn.at_ms - rule.cohort.within)
        newcomers.card = Card(
            n=newcomers.cards,
            is_returning=first.is_returning,
            joins=sum(joiner.is_returning == first.is_returning for joiner in waiting),
            texts=greeting.on_card,
            keys=self._keys,
            opens=rule.opens or "",
            from_ms=turn.at_ms,
            until_ms=turn.at_ms + rule.card,
        )
        if newcomers.is_overlay_seen and rule.opens:
            turn.open(rule.opens)
        self._show(turn, state)

    def _why_no_line(self, turn: Turn, state: "RoomState") -> Why | None:
        newcomers, lines = state.newcomers, [line for line in state.lane.lines if line.state in chat.ACTIVE]
        if (blocks := turn.blocks()) is not None:
            return blocks
        if any(line.origin == ORIGIN for line in lines):
            return Why(kind="waiting_posting")
        if any(line.priority <= ANSWER for line in lines):
            return Why(kind="lane_busy")
        if (left_ms := newcomers.greet_after_ms - turn.at_ms) > 0:
            return Why(kind="interval", data={"left_ms": str(left_ms)})
        return None

    def _other_ask(self, state: "RoomState") -> Why | None:
        """Return what else takes the keys that newcomers would be asked to press."""
        keys = set(map(fold, self._keys))
        for ballot in state.ballots.items:
            opens = self._rule.opens if self._rule is not None else None
            if not ballot.is_settled and ballot.id != opens and keys & set(map(fold, ballot.answers)):
                return Why(kind="other_ask", data={"id": ballot.id})
        return None

    def _word(self, turn: Turn, state: "RoomState", rule: NewcomersRule, cohort: Iterable[Joiner]) -> Greeting | None:
        """Choose what to say: nothing that the market's rules block, and what was said last only if all else is."""
        newcomers, guest, cohort = state.newcomers, state.newcomers.guest, list(cohort)
        variants = rule.returning if cohort[0].is_returning else rule.texts
        usual = Counter(joiner.language for joiner in cohort if joiner.language)
        most_written = islice(room_languages(turn.people, turn.at_ms), 2)
        turns = list(dict.fromkeys((turn.settings.market_language, *most_written)))
        name = turn.name_of(guest.name, guest.handle) if guest is not None else NAMELESS
        values = {"viewer": name, "visits": str(guest.visits if guest is not None else 0)}
        shown = values | {"viewer": mask(guest.name, guest.handle) if guest is not None else ""}
        greetings = []
        for number in range(len(variants)):
            texts = variants[(newcomers.rounds // len(turns) + number) % len(variants)]
            at = newcomers.rounds % len(turns)
            wanted = (*sorted(usual, key=lambda tag: (-usual[tag], tag)), *turns[at:], *turns[:at], *texts)
            tags = [tag for tag in dict.fromkeys(tag_for(texts, tag) for tag in wanted) if tag]
            fit = [tag for tag in tags if _may_say(turn, texts[tag], tag, values)]
            if fit:
                on_card = {tag: fill(texts[tag], shown) for tag in fit[:2]}
                greetings.append(Greeting(language=fit[0], text=fill(texts[fit[0]], values), on_card=on_card))
        last = chat.last_text(state.lane)
        return next((each for each in greetings if fold(each.text) != last), greetings[0] if greetings else None)

    # --- what others see --------------------------------------------------------------------------------------

    def look(self, turn: Turn, state: "RoomState") -> NewcomersView:
        """Return what others see."""
        newcomers, known = state.newcomers, state.newcomers.arrivals
        waiting = list(arrivals.waiting(known, state.at_ms - MET_MS))
        new = arrivals.look(known.new, [joiner for joiner in waiting if not joiner.is_returning])
        returning = arrivals.look(known.returning, [joiner for joiner in waiting if joiner.is_returning])
        return NewcomersView(
            joins=known.joins,
            waiting=len(waiting),
            met=new.met + returning.met,
            not_met=new.not_met + returning.not_met,
            excluded=dict(known.excluded),
            met_by=dict(known.met_by),
            new=new,
            returning=returning,
            first_act_s=arrivals.first_act_s(known),
            forgotten=known.forgotten,
            greetings=newcomers.greetings,
            is_overlay_seen=newcomers.is_overlay_seen,
            card=_card_view(newcomers.card, state.at_ms),
            why_not=self._why_not(turn, state, waiting),
        )

    def _why_not(self, turn: Turn, state: "RoomState", waiting: Sequence[Joiner]) -> tuple[Why, ...]:
        if self._rule is None:
            return ()
        reasons = [self._why_no_line(turn, state), self._other_ask(state)]
        if not _cohort(self._rule, state.newcomers.arrivals, state.at_ms):
            after_ms = state.at_ms - self._rule.cohort.within
            have = sum(joiner.joined_ms > after_ms for joiner in waiting)
            reasons.append(Why(kind="min_joins", data={"have": str(have), "need": str(self._rule.cohort.viewers)}))
        return tuple(why for why in reasons if why is not None)


def _follow_room(turn: Turn, state: "RoomState") -> None:
    """See whether anybody can be met now; what begins to keep us from it takes the card down."""
    newcomers, blocks = state.newcomers, turn.blocks()
    why = blocks.kind if blocks is not None and blocks.kind != "chat_off" else ""
    why = "gap" if why and state.show.phase == "away" else why
    if why and not newcomers.held:
        arrivals.give_up(newcomers.arrivals, why, turn.at_ms)
        newcomers.card = None
    newcomers.held = why


def _cohort(rule: NewcomersRule, known: Arrivals, at_ms: int) -> list[Joiner]:
    """Return those to be greeted together, the last first: of one kind, as many as are needed, or nobody."""
    groups: tuple[list[Joiner], list[Joiner]] = ([], [])
    for joiner in islice(arrivals.waiting(known, at_ms - rule.cohort.within), LOOKED_AT):
        group = groups[joiner.is_returning]
        group.append(joiner)
        if len(group) >= rule.cohort.viewers and (rule.returning or not joiner.is_returning):
            return group
    return []


def _may_say(turn: Turn, text: str, language: str, values: Mapping[str, str]) -> bool:
    if values["viewer"] == NAMELESS and "viewer" in names_in_braces(text):
        return False
    return not turn.gate.blocks(fill(text, values), language)


def _is_up(card: Card | None, at_ms: int) -> bool:
    return card is not None and at_ms < card.until_ms


def _card_view(card: Card | None, at_ms: int) -> NewcomerCardView | None:
    if card is None or not _is_up(card, at_ms):
        return None
    return NewcomerCardView(
        n=card.n,
        crowd="returning" if card.is_returning else "new",
        joins=card.joins,
        texts=dict(card.texts),
        keys=card.keys,
        opens=card.opens,
        from_ms=card.from_ms,
        until_ms=card.until_ms,
    )

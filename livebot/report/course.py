"""The course of a show: its steps, played through the engine again, and what is seen of them on the way.

Figures are the engine's own (``livebot.views.Status`` at the end). Here is only kept what the engine itself forgets
while a show goes on: minutes that are long over, closed question cards, old offences, and when things happened.
"""

import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from livebot.effects import Notify, PublishRecord, Remember
from livebot.engine.crowd import interaction
from livebot.engine.moderation.docket import Offence
from livebot.engine.questions.cards import Card
from livebot.engine.room import Room
from livebot.engine.settings import RoomSettings
from livebot.engine.show import figures
from livebot.engine.view import look
from livebot.events import CommandGiven, Commented, CommentsDeleted, Connected, LiveEnded, Ordered
from livebot.ports import SessionSummary, Step
from livebot.report.moments import Act, Moment, liveliest
from livebot.results import KINDS, Outcome, outcome_of
from livebot.views import Status
from livebot.views.crowd import MinuteView

MINUTE_MS = 60_000
HARVEST_EVERY_MS = 60 * MINUTE_MS
"""Less than the engine keeps minutes for."""
TELL_EVERY = 5_000
"""Steps."""

LANES = {
    "prompt_fired": "prompts",
    "poll_opened": "ballots",
    "poll_closed": "ballots",
    "pk_opened": "ballots",
    "pk_closed": "ballots",
    "quick_opened": "ballots",
    "quick_closed": "ballots",
    "code_opened": "codes",
    "code_burst": "codes",
    "giveaway_opened": "giveaways",
    "giveaway_frozen": "giveaways",
    "giveaway_won": "giveaways",
    "giveaway_done": "giveaways",
    "giveaway_cancelled": "giveaways",
    "goal_reached": "orders",
    "segment_begun": "show",
    "product_shown": "show",
    "gap": "show",
}
"""Notices that are marked beside the curves, and in which lane."""
ORDERED = "ordered"
"""The kind of a mark for which there is no notice."""


@dataclass(frozen=True)
class Mark:
    """Something that happened in the show."""

    at_ms: int
    kind: str
    """Of the notice, such as ``poll_opened``; or ``ORDERED``."""
    data: dict[str, str]

    @property
    def lane(self) -> str:
        return LANES.get(self.kind, "orders")


@dataclass
class Course:
    summary: SessionSummary
    settings: RoomSettings = field(default_factory=lambda: RoomSettings(room=""))
    live_ms: int = 0
    """When it was live first; 0: never."""
    end_ms: int = 0
    """When the stream ended; if nobody saw its end, the last that is known of it."""
    is_on: bool = False
    """The record ends while the stream is on."""
    seen: Status = field(default_factory=lambda: look(Room()))
    """How everything stood at the end of the record."""
    minutes: list[MinuteView] = field(default_factory=list)
    """All of them, the oldest first."""
    viewers: list[tuple[int, int]] = field(default_factory=list)
    """When their number changed, and to what; to 0 while nobody knows."""
    languages: dict[int, dict[str, int]] = field(default_factory=dict)
    """By minute since 1970: comments by language."""
    unknown_language: int = 0
    """Comments of which nobody can tell it."""
    marks: list[Mark] = field(default_factory=list)
    orders: list[tuple[int, int]] = field(default_factory=list)
    """When the number of orders changed, and to what."""
    acts: list[Act] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    offences: list[Offence] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """The steps of each draw's record, by the name of its file."""
    writers: int = 0
    """Different viewers who wrote something."""
    returning_writers: int = 0
    """Those of them who were active in an earlier show."""

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.live_ms if self.live_ms else 0

    def viewers_in(self, from_ms: int, until_ms: int) -> float | None:
        """Return how many viewers there were on average, while that was known; None if it never was."""
        viewer_ms = known_ms = 0
        first = max(bisect_right(self.viewers, (from_ms, sys.maxsize)) - 1, 0)
        for n in range(first, len(self.viewers)):
            since_ms, viewers = self.viewers[n]
            if since_ms >= until_ms:
                break
            next_ms = self.viewers[n + 1][0] if n + 1 < len(self.viewers) else until_ms
            passed_ms = min(next_ms, until_ms) - max(since_ms, from_ms)
            viewer_ms += viewers * passed_ms
            known_ms += passed_ms if viewers else 0
        return viewer_ms / known_ms if known_ms else None

    @cached_property
    def moments(self) -> list[Moment]:
        """The liveliest ones while the show was on."""
        acts = (act for act in self.acts if self.live_ms <= act.at_ms <= self.end_ms)
        return liveliest(acts, self.marks) if self.live_ms else []

    @property
    def language_totals(self) -> Counter[str]:
        totals = Counter[str]()
        for counts in self.languages.values():
            totals.update(counts)
        return totals


def follow(summary: SessionSummary, steps: Iterable[Step], tell: Callable[[int], None] = lambda _: None) -> Course:
    """Play a session again; ``tell`` is told now and then how many steps are done."""
    follower = _Follower(summary)
    for n, step in enumerate(steps):
        follower.take(step)
        if n % TELL_EVERY == 0:
            tell(n)
    return follower.finish()


class _Follower:
    def __init__(self, summary: SessionSummary) -> None:
        self._room = Room()
        self._course = Course(summary)
        self._minutes: dict[int, MinuteView] = {}
        self._harvest_ms = 0
        self._actions: dict[str, int] = {}
        self._cards: dict[int, Card] = {}
        self._next_card = 1
        self._aliases: set[int] = set()
        """Numbers of cards that became part of another."""
        self._aliases_seen = 0
        self._offences: dict[int, Offence] = {}
        self._held: dict[tuple[str, str, int], Outcome] = {}
        self._said: dict[str, tuple[str, range]] = {}
        """A comment's id to who wrote it, and the places of its acts."""
        self._writers: dict[str, bool] = {}
        """Viewer to whether an earlier show knows them."""

    def take(self, step: Step) -> None:
        event, state, course = step.event, self._room.state, self._course
        if state.at_ms and event.at_ms // MINUTE_MS != state.at_ms // MINUTE_MS:
            self._follow_languages()
            if event.at_ms >= self._harvest_ms:
                self._harvest()
                self._harvest_ms = event.at_ms + HARVEST_EVERY_MS
        self._room.step(event)
        acts = self._follow_acts(event.text if isinstance(event, Commented) else "")
        self._follow_items()
        self._follow_viewers()
        match event:
            case Connected():
                course.live_ms, course.end_ms = course.live_ms or state.at_ms, 0
            case LiveEnded():  # what comes after it may come much later
                course.end_ms = course.end_ms or state.at_ms
            case Commented() if acts:
                self._said[event.msg_id] = event.viewer.id, acts
                self._writers[event.viewer.id] = event.profile.sessions > 0
            case CommentsDeleted():
                self._unsay(event)
            case Ordered() | CommandGiven():
                self._follow_orders()
        for effect in step.effects:
            match effect:
                case Notify() if effect.kind in LANES:
                    course.marks.append(Mark(state.at_ms, effect.kind, effect.data))
                case Remember():
                    for memory in effect.memories:
                        if memory.kind in KINDS:
                            outcome = outcome_of(course.summary.session_id, memory)
                            self._held[memory.kind, memory.key, memory.data["opened_at_ms"]] = outcome
                case PublishRecord():
                    course.records.setdefault(effect.name, []).append(effect.step)

    def finish(self) -> Course:
        course, state = self._course, self._room.state
        self._follow_languages()
        self._harvest()
        course.settings = state.settings
        course.is_on = state.show.phase in ("live", "paused")
        course.end_ms = course.end_ms or (state.at_ms if course.is_on else state.show.last_frame_at_ms)
        course.seen = look(self._room)
        course.minutes = [self._minutes[at_ms] for at_ms in sorted(self._minutes)]
        cards = (card for number, card in sorted(self._cards.items()) if number not in self._aliases)
        course.cards = [card for card in cards if card.members]  # else all of its comments were deleted
        course.offences = list(self._offences.values())
        course.outcomes = list(self._held.values())
        known = course.language_totals.total()
        course.unknown_language = max(sum(p.comments for p in state.people.persons.values()) - known, 0)
        course.writers = len(self._writers)
        course.returning_writers = sum(self._writers.values())
        return course

    def _harvest(self) -> None:
        """Keep the minutes that the engine has, before it forgets the oldest of them."""
        state = self._room.state
        now = interaction.look(state).minute
        for minute in (*interaction.look_at_minutes(state), now):
            self._minutes[minute.at_ms] = minute

    def _follow_languages(self) -> None:
        """Keep those of the last minute; called when it is over."""
        if minutes := self._room.state.people.minutes:
            self._course.languages[minutes[-1].minute] = dict(minutes[-1].languages)

    def _follow_acts(self, text: str) -> range:
        """Keep what viewers did that counts; return the places of it."""
        state, acts = self._room.state, self._course.acts
        first, actions = len(acts), state.interaction.actions
        if actions != self._actions:
            for kind, count in actions.items():
                acts += [Act(state.at_ms, kind, text)] * (count - self._actions.get(kind, 0))
            self._actions = dict(actions)
        return range(first, len(acts))

    def _unsay(self, event: CommentsDeleted) -> None:
        """Forget what was written in comments that are deleted; that something was written still counts."""
        acts, viewer_ids = self._course.acts, frozenset(event.viewer_ids)
        gone = [msg_id for msg_id, (viewer_id, _) in self._said.items() if viewer_id in viewer_ids]
        for msg_id in (*event.msg_ids, *gone):
            _, places = self._said.pop(msg_id, ("", range(0)))
            for place in places:
                acts[place] = replace(acts[place], text="")

    def _follow_items(self) -> None:
        """Keep every card and every offence: they are changed in place, also after the engine dropped others."""
        questions, docket = self._room.state.questions, self._room.state.docket
        for number in range(self._next_card, questions.next_id):
            self._cards[number] = questions.cards[number]
        self._next_card = questions.next_id
        if len(questions.aliases) != self._aliases_seen:  # else nothing was merged since
            self._aliases |= questions.aliases.keys()
            self._aliases_seen = len(questions.aliases)
        for offence in reversed(docket.offences):
            if offence.n in self._offences:
                break
            self._offences[offence.n] = offence

    def _follow_viewers(self) -> None:
        present, viewers = self._room.state.interaction.present, self._course.viewers
        if present != (viewers[-1][1] if viewers else 0):
            viewers.append((self._room.state.at_ms, present))

    def _follow_orders(self) -> None:
        course, state = self._course, self._room.state
        before = course.orders[-1][1] if course.orders else 0
        orders = figures.value(state, "orders")
        if orders != before:
            course.orders.append((state.at_ms, orders))
        if orders > before:
            course.marks.append(Mark(state.at_ms, ORDERED, {"n": str(orders - before), "orders": str(orders)}))

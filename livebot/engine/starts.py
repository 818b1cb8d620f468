"""Starts: what opens a poll, a code, a countdown or anything else with a name, without an operator.

Under ``starts`` of a rule stands a list; each entry is one occasion, and any of them does it. A time that comes while
the room is not live is skipped, not caught up on; a figure that is reached meanwhile counts when the room is back. What
was there before livebot came, or before the rule was written, is no occasion.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import msgspec
from pydantic import Field, model_validator

from livebot.engine.feature import Feature
from livebot.engine.fields import DurationMs, RuleModel, Words
from livebot.engine.show import figures
from livebot.engine.show.wall import ClockTime, Day, next_moment
from livebot.engine.text import fold
from livebot.engine.turn import Act, Turn
from livebot.events import AnyEvent, Commented, Connected, RulesLoaded
from livebot.views.base import Why

if TYPE_CHECKING:
    from livebot.engine.state import RoomState

Amounts = Annotated[dict[figures.Name, Annotated[int, Field(ge=1)]], Field(min_length=1, max_length=1)]

OCCASIONS = ("at", "after", "every", "reached", "each", "ending", "said")


class Start(RuleModel):
    """One occasion, as written in YAML."""

    at: ClockTime | None = None
    """A time on the clock of the market's time zone, such as ``20:30``."""
    days: tuple[Day, ...] = ()
    """With ``at``: only on these; every day otherwise."""
    after: DurationMs | None = Field(default=None, ge=1_000)
    """So long after the show began."""
    every: DurationMs | None = Field(default=None, ge=60_000)
    """Again and again, the first time so long after the show began."""
    reached: Amounts | None = None
    """The first time that a figure of the show is that high, such as ``{orders: 100}``."""
    each: Amounts | None = None
    """Every time that a figure has grown by so much, such as ``{likes: 10000}``."""
    ending: bool = False
    """When the operator says that the last minutes begin."""
    said: Words = ()
    """The host or a moderator writes one of these, and nothing else, in the chat."""

    @model_validator(mode="after")
    def _is_one_occasion(self) -> "Start":
        if len(given := [name for name in OCCASIONS if getattr(self, name)]) != 1:
            found = f"found {' and '.join(given)}" if given else "found none"
            raise ValueError(f"each start needs exactly one of {', '.join(OCCASIONS)}; {found}")
        if self.days and not self.at:
            raise ValueError("days belong to a time: add at, such as at: 20:30")
        return self

    @property
    def occasion(self) -> str:
        """The same text for the same occasion, whatever else is written around it."""
        return self.model_dump_json(exclude_defaults=True)

    @property
    def why(self) -> Why:
        """What people are told of the occasion: ``start_at``, ``start_reached`` …"""
        name = next(name for name in OCCASIONS if getattr(self, name))
        amounts = self.reached or self.each or {}
        known = {"at": self.at, "left_ms": self.after or self.every, "said": next(iter(self.said), None)}
        known |= {"figure": next(iter(amounts), None), "amount": next(iter(amounts.values()), None)}
        data = {key: str(value) for key, value in known.items() if value is not None}
        return Why(kind=f"start_{name}", data=data)


class Starts(msgspec.Struct, kw_only=True):
    """What a session remembers. Keys are the name of what starts, and the occasion."""

    due_ms: dict[str, int] = {}
    done: dict[str, int] = {}
    """How often a figure, or the ending, had come by then."""


class StartsFeature(Feature):
    """Starts other rules when their occasion comes."""

    def __init__(self, starts: Iterable[tuple[str, tuple[Start, ...]]]) -> None:
        """Take names of rules with what is under their ``starts``."""
        self._starts = {f"{name} {start.occasion}": (name, start) for name, several in starts for start in several}
        self._said = {key: start for key, (_, start) in self._starts.items() if start.said}
        self._reached = {
            key: start for key, (_, start) in self._starts.items() if start.reached or start.each or start.ending
        }
        self._endings = [key for key, start in self._reached.items() if start.ending]

    def deadline(self, state: "RoomState") -> int | None:
        show, done = state.show, state.starts.done
        if show.is_live and any(done.get(key, 0) != show.is_ending for key in self._endings):
            return state.at_ms  # it began by itself
        return min(state.starts.due_ms.values(), default=None)

    def advance(self, turn: Turn, state: "RoomState") -> None:
        due_ms = state.starts.due_ms
        for key in [key for key, time_ms in due_ms.items() if time_ms <= turn.at_ms]:
            del due_ms[key]
            self._come(turn, state, key)
            self._plan(state, key, turn.at_ms)
        self._look(turn, state)

    def on_event(self, turn: Turn, state: "RoomState", event: AnyEvent) -> None:
        if isinstance(event, RulesLoaded):
            self._take_over(state)
        if isinstance(event, RulesLoaded | Connected):
            for key in self._starts:
                self._plan(state, key, turn.at_ms)
        if not isinstance(event, Commented):  # which adds to figures as an act
            self._look(turn, state)
        elif state.show.is_live:
            for key, start in self._said.items():
                if _says(state, event, start):
                    self._come(turn, state, key)

    def takes(self, turn: Turn, state: "RoomState", event: Commented, language: str) -> bool:
        """Keep a moderator's word that starts something from being a question; ``on_event`` sees to it."""
        if not any(_says(state, event, start) for start in self._said.values()):
            return False
        turn.act(event.viewer, "comment", text=event.text)
        return True

    def on_act(self, turn: Turn, state: "RoomState", act: Act) -> None:
        self._look(turn, state)

    def _look(self, turn: Turn, state: "RoomState") -> None:
        """See whether a figure has come so far, or the ending has begun."""
        if not state.show.is_live:
            return
        done = state.starts.done
        for key, start in self._reached.items():
            if (times := _times(state, start)) != (before := done[key]):
                if times > max(before, _times_before(state, start)):
                    self._come(turn, state, key)
                done[key] = times if start.ending else max(before, times)

    def _take_over(self, state: "RoomState") -> None:
        """Forget what is not in the rules any more; what a new rule waits for and has been there is no occasion."""
        starts = state.starts
        # A clock's times are planned anew: the time zone may be another.
        kept = [key for key in starts.due_ms if key in self._starts and self._starts[key][1].at is None]
        starts.due_ms = {key: starts.due_ms[key] for key in kept}
        starts.done = {key: starts.done.get(key, _times(state, start)) for key, start in self._reached.items()}

    def _plan(self, state: "RoomState", key: str, now_ms: int) -> None:
        """Note when a time comes next, unless that is known or over."""
        _, start = self._starts[key]
        due_ms, since_ms = state.starts.due_ms, state.show.live_since_ms
        if key in due_ms or not since_ms:
            return
        if start.at is not None:
            due_ms[key] = next_moment(start.at, start.days, now_ms, ZoneInfo(state.settings.timezone))
        elif start.every is not None:
            due_ms[key] = since_ms + start.every * ((now_ms - since_ms) // start.every + 1)
        elif start.after is not None and now_ms < since_ms + start.after:
            due_ms[key] = since_ms + start.after

    def _come(self, turn: Turn, state: "RoomState", key: str) -> None:
        name, start = self._starts[key]
        if not state.show.is_live:
            turn.trace(name, "not_live")
            return
        turn.trace(name, "started", fired=True, occasion=start.occasion)
        turn.start(name, start.why)


def _times(state: "RoomState", start: Start) -> int:
    """Return how often what is no matter of time has come so far."""
    if start.ending:
        return int(state.show.is_ending)
    name, amount = _amount(start)
    return _times_in(start, figures.value(state, name), amount)


def _times_before(state: "RoomState", start: Start) -> int:
    """Return how often it had come before livebot did."""
    if start.ending:
        return 0
    name, amount = _amount(start)
    return _times_in(start, figures.head_start(state, name), amount)


def _amount(start: Start) -> tuple[figures.Name, int]:
    return next(iter((start.reached or start.each or {}).items()))


def _times_in(start: Start, value: int, amount: int) -> int:
    return value // amount if start.each else int(value >= amount)


def _says(state: "RoomState", event: Commented, start: Start) -> bool:
    who = event.viewer
    may = who.is_host or who.is_moderator or who.handle.lower() in state.settings.own_handles
    return may and not event.is_history and fold(event.text) in map(fold, start.said)

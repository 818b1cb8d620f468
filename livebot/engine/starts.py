"""Starts: what opens a poll, a code, a countdown or anything else with a name, without an operator.

Under ``starts`` of a rule stands a list; each entry is one occasion, and any of them does it. What comes while the room
is not live is skipped, not caught up on.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from pydantic import Field, StringConstraints, model_validator

from livebot.engine import figures
from livebot.engine.feature import Feature
from livebot.engine.fields import DurationMs, RuleModel, Words
from livebot.engine.text import fold
from livebot.engine.turn import Turn
from livebot.events import AnyEvent, Commented, Connected, RulesLoaded

if TYPE_CHECKING:
    from livebot.engine.state import RoomState

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
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


class Starts(msgspec.Struct, kw_only=True):
    """What a session remembers. Keys are the name of what starts, and the occasion."""

    due_ms: dict[str, int] = {}
    done: dict[str, int] = {}
    """How often it came; of ``each``, how many times the figure had grown by then."""


class StartsFeature(Feature):
    """Starts other rules when their occasion comes."""

    def __init__(self, starts: Iterable[tuple[str, tuple[Start, ...]]]) -> None:
        """Take names of rules with what is under their ``starts``."""
        self._starts = {f"{name} {start.occasion}": (name, start) for name, several in starts for start in several}

    def deadline(self, state: "RoomState") -> int | None:
        return min(state.starts.due_ms.values(), default=None)

    def advance(self, turn: Turn, state: "RoomState") -> None:
        due_ms = state.starts.due_ms
        for key in [key for key, time_ms in due_ms.items() if time_ms <= turn.at_ms]:
            del due_ms[key]
            self._come(turn, state, key)
            self._plan(state, key, turn.at_ms)

    def on_event(self, turn: Turn, state: "RoomState", event: AnyEvent) -> None:
        if isinstance(event, RulesLoaded):
            self._take_over(state)
        if isinstance(event, RulesLoaded | Connected):
            for key in self._starts:
                self._plan(state, key, turn.at_ms)
        if not state.show.is_live:
            return
        for key, (_, start) in self._starts.items():
            if start.said:
                if isinstance(event, Commented) and _says(state, event, start):
                    self._come(turn, state, key)
            elif (times := _times(state, start)) > state.starts.done.get(key, 0):
                self._come(turn, state, key)
                state.starts.done[key] = times

    def _take_over(self, state: "RoomState") -> None:
        """Forget what is not in the rules any more; what a new rule waits for and has been there is no occasion."""
        starts = state.starts
        starts.due_ms = {key: time_ms for key, time_ms in starts.due_ms.items() if key in self._starts}
        starts.done = {key: starts.done.get(key, _times(state, start)) for key, (_, start) in self._starts.items()}

    def _plan(self, state: "RoomState", key: str, now_ms: int) -> None:
        """Note when a time comes next, unless that is known or over."""
        _, start = self._starts[key]
        due_ms, since_ms = state.starts.due_ms, state.show.live_since_ms
        if key in due_ms or not since_ms:
            return
        if start.at is not None:
            due_ms[key] = _next(start, now_ms, ZoneInfo(state.settings.timezone))
        elif start.every is not None:
            due_ms[key] = since_ms + start.every * ((now_ms - since_ms) // start.every + 1)
        elif start.after is not None and now_ms < since_ms + start.after:
            due_ms[key] = since_ms + start.after

    def _come(self, turn: Turn, state: "RoomState", key: str) -> None:
        name, start = self._starts[key]
        if not state.show.is_live:
            turn.trace(name, "not_live")
            return
        state.starts.done[key] = state.starts.done.get(key, 0) + 1
        turn.trace(name, "started", fired=True, occasion=start.occasion)
        turn.start(name)


def _times(state: "RoomState", start: Start) -> int:
    """Return how often what is no matter of time has come so far."""
    if start.ending:
        return int(state.show.is_ending)
    (name, amount) = next(iter((start.reached or start.each or {}).items()), ("", 0))
    if not name:
        return 0
    value = figures.value(state, name)
    return value // amount if start.each else int(value >= amount)


def _says(state: "RoomState", event: Commented, start: Start) -> bool:
    who = event.viewer
    may = who.is_host or who.is_moderator or who.handle.lower() in state.settings.own_handles
    return may and not event.is_history and fold(event.text) in map(fold, start.said)


def _next(start: Start, now_ms: int, zone: ZoneInfo) -> int:
    """Return when that time is next on the clock of a zone. One that the clock skips comes when it has skipped it."""
    wall = time.fromisoformat(start.at or "00:00")
    today = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(zone).date()
    days = (today + timedelta(n) for n in range(-1, 9))
    moments = (datetime.combine(day, wall, zone) for day in days if not start.days or DAYS[day.weekday()] in start.days)
    return next(at_ms for at_ms in (round(moment.timestamp() * 1000) for moment in moments) if at_ms > now_ms)

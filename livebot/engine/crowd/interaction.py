"""Interaction: how many different viewers did something, and how much, for the time that viewers spent in the room.

This is the figure a show is steered by. A viewer-minute is one viewer for one minute, by TikTok's count of viewers;
while the room is not live, or its connection is lost, or nobody knows how many there are, no time passes, and what is
done meanwhile is in no rate. The host and one's own accounts never count.

The same is told for stretches of the show: for every segment of the run sheet; for every poll, ask and whatever else
viewers answer, while it is open; and for the minute after every line that comes from a rule. Two lines within a minute
have the same acts after them: add them up, and they count twice.
"""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from livebot.engine.feature import Feature
from livebot.engine.show.runsheet import current
from livebot.engine.turn import Act, Turn
from livebot.events import AnyEvent, Joined, Ticked
from livebot.views.crowd import InteractionView, MinuteView, StretchView

if TYPE_CHECKING:
    from livebot.engine.lines.chat import Line
    from livebot.engine.state import RoomState

MINUTE_MS = 60_000
MINUTES_KEPT = 240
AFTER_MS = 60_000
"""What is done so long after a line counts as done after it."""
COMMENTS = ("comment", "question", "vote", "code", "cheer", "entry")
"""Acts that are comments."""
NUMBERED = ("answer", "moderation")
"""Origins with a number instead of a rule's name: their lines count together."""


class Minute(msgspec.Struct, kw_only=True, array_like=True):
    """One minute of the clock."""

    n: int
    """Since 1970."""
    comments: int = 0
    acts: int = 0
    actors: int = 0
    """Different viewers who did something in it."""
    viewer_ms: int = 0
    joins: int = 0


class Stretch(msgspec.Struct, kw_only=True, array_like=True):
    """A part of the show that has a name, all its times together."""

    begun_ms: int = 0
    """The last time."""
    times: int = 0
    acts: int = 0
    timed_acts: int = 0
    """Those while the number of viewers was known."""
    actors: int = 0
    """Different viewers, each time anew."""
    viewer_ms: int = 0


class Interaction(msgspec.Struct, kw_only=True):
    """What a session remembers."""

    actions: dict[str, int] = {}
    """By kind of act."""
    actors: dict[str, int] = {}
    """Viewer to when they last did something."""
    timed_acts: int = 0
    """Those while the number of viewers was known."""
    viewer_ms: int = 0
    """Of all viewers together, until ``counted_ms``."""
    counted_ms: int = 0
    present: int = 0
    """Viewers since then; 0 while no time passes."""
    minutes: list[Minute] = []
    """The last ones in which anything was, oldest first."""
    stretches: dict[str, Stretch] = {}
    """By name: ``segment:intro``, ``prompt:ask-us`` (a line's origin), ``polls.colour`` (a rule that is answered)."""
    segment: str = ""
    """The one that is on."""
    lines: dict[str, int] = {}
    """Origin to when the line was posted, of those posted in the last minute."""


class InteractionFeature(Feature):
    """Counts."""

    def advance(self, turn: Turn, state: "RoomState") -> None:
        _follow(state, turn.at_ms)

    def on_event(self, turn: Turn, state: "RoomState", event: AnyEvent) -> None:
        if isinstance(event, Ticked):
            return
        _follow(state, turn.at_ms)
        state.interaction.present = state.show.viewers if state.show.is_live else 0
        if isinstance(event, Joined) and not state.settings.is_ours(event.viewer):
            _minute(state.interaction, turn.at_ms // MINUTE_MS).joins += 1

    def on_posted(self, turn: Turn, state: "RoomState", line: "Line") -> None:
        """Begin the minute after a line; one after an earlier line of its kind ends."""
        _follow(state, turn.at_ms)
        kind = line.origin.partition(":")[0]
        name = kind if kind in NUMBERED else line.origin
        state.interaction.lines.pop(name, None)
        state.interaction.lines[name] = turn.at_ms
        _begin(state.interaction, name, turn.at_ms)

    def on_act(self, turn: Turn, state: "RoomState", act: Act) -> None:
        interaction, at_ms = state.interaction, turn.at_ms
        if state.settings.is_ours(act.viewer):
            return
        _follow(state, at_ms)
        last_ms = interaction.actors.get(act.viewer.id, 0)
        interaction.actors[act.viewer.id] = at_ms
        interaction.actions[act.kind] = interaction.actions.get(act.kind, 0) + 1
        is_timed = interaction.present > 0
        interaction.timed_acts += is_timed
        minute = _minute(interaction, at_ms // MINUTE_MS)
        minute.acts += 1
        minute.comments += act.kind in COMMENTS
        minute.actors += last_ms < minute.n * MINUTE_MS
        for name in (_segment_name(interaction), *interaction.lines):
            if name:
                stretch = interaction.stretches[name]
                _add(stretch, is_timed=is_timed, is_new=last_ms < stretch.begun_ms)
        if act.rule:
            _add(
                interaction.stretches.setdefault(act.rule, Stretch()),
                is_timed=is_timed,
                is_new=act.is_new and act.is_first,
            )


def _add(stretch: Stretch, *, is_timed: bool, is_new: bool) -> None:
    stretch.acts += 1
    stretch.timed_acts += is_timed
    stretch.actors += is_new


# --- time --------------------------------------------------------------------------------------------------------


def _follow(state: "RoomState", at_ms: int) -> None:
    """Let the time of those who were there until now pass, and see what began or is over."""
    interaction = state.interaction
    if at_ms != interaction.counted_ms:
        for n, passed_ms in _passing_minutes(interaction, at_ms):
            _minute(interaction, n).viewer_ms += passed_ms
        for name, passed_ms in _passing_stretches(state, at_ms):
            interaction.stretches.setdefault(name, Stretch()).viewer_ms += passed_ms
        interaction.viewer_ms = viewer_ms(interaction, at_ms)
        interaction.counted_ms = at_ms
        interaction.lines = {name: ms for name, ms in interaction.lines.items() if ms + AFTER_MS > at_ms}
    segment = current(state.runsheet)
    if segment != interaction.segment:
        interaction.segment = segment
        if segment:
            _begin(interaction, _segment_name(interaction), at_ms)


def _passing_minutes(interaction: Interaction, at_ms: int) -> Iterator[tuple[int, int]]:
    """Yield each minute in which time has passed since it was last counted, and the viewers' milliseconds in it."""
    if not interaction.present or at_ms == interaction.counted_ms:
        return
    first = max(interaction.counted_ms // MINUTE_MS, at_ms // MINUTE_MS - MINUTES_KEPT)
    for n in range(first, at_ms // MINUTE_MS + 1):
        passed_ms = min(at_ms, (n + 1) * MINUTE_MS) - max(interaction.counted_ms, n * MINUTE_MS)
        if passed_ms > 0:
            yield n, passed_ms * interaction.present


def _passing_stretches(state: "RoomState", at_ms: int) -> Iterator[tuple[str, int]]:
    """Yield the name of each stretch that time has passed in since it was last counted, and how much."""
    interaction = state.interaction
    if not interaction.present or at_ms == interaction.counted_ms:
        return
    spans = [(name, posted_ms, posted_ms + AFTER_MS) for name, posted_ms in interaction.lines.items()]
    spans += [(item.name, item.opened_at_ms, item.closed_at_ms or at_ms) for item in state.ballots.items]
    if interaction.segment:
        spans.append((_segment_name(interaction), 0, at_ms))
    for name, from_ms, until_ms in spans:
        passed_ms = min(until_ms, at_ms) - max(from_ms, interaction.counted_ms)
        if passed_ms > 0:
            yield name, passed_ms * interaction.present


def viewer_ms(interaction: Interaction, at_ms: int) -> int:
    """Return the milliseconds that viewers spent in the room so far, all together."""
    return interaction.viewer_ms + (at_ms - interaction.counted_ms) * interaction.present


def _minute(interaction: Interaction, n: int) -> Minute:
    minutes = interaction.minutes
    if not minutes or minutes[-1].n != n:
        minutes.append(Minute(n=n))
        while minutes[0].n <= n - MINUTES_KEPT:
            minutes.pop(0)
    return minutes[-1]


def _begin(interaction: Interaction, name: str, at_ms: int) -> None:
    stretch = interaction.stretches.setdefault(name, Stretch())
    stretch.begun_ms, stretch.times = at_ms, stretch.times + 1


def _segment_name(interaction: Interaction) -> str:
    return f"segment:{interaction.segment}" if interaction.segment else ""


# --- what others see ---------------------------------------------------------------------------------------------


def look(state: "RoomState") -> InteractionView:
    """Return what others see of the whole."""
    interaction = state.interaction
    total_ms = viewer_ms(interaction, state.at_ms)
    return InteractionView(
        viewers=len(interaction.actors),
        actions=dict(interaction.actions),
        viewer_minutes=round(total_ms / MINUTE_MS, 1),
        per_viewer_minute=_rate(interaction.timed_acts, total_ms),
        minute=_minutes(state)[-1],
    )


def look_at_minutes(state: "RoomState") -> tuple[MinuteView, ...]:
    """Return what others see of the minutes that are over: those in which anything was, oldest first."""
    return _minutes(state)[:-1]


def look_at_stretches(state: "RoomState") -> tuple[StretchView, ...]:
    """Return what others see of the parts of the show."""
    passing = Counter[str]()
    for name, passed_ms in _passing_stretches(state, state.at_ms):
        passing[name] += passed_ms
    stretches = state.interaction.stretches.items()
    return tuple(_stretch(name, stretch, stretch.viewer_ms + passing[name]) for name, stretch in stretches)


def _stretch(name: str, stretch: Stretch, total_ms: int) -> StretchView:
    return StretchView(
        name=name,
        times=stretch.times,
        viewers=stretch.actors,
        actions=stretch.acts,
        viewer_minutes=round(total_ms / MINUTE_MS, 1),
        per_viewer_minute=_rate(stretch.timed_acts, total_ms),
    )


def _minutes(state: "RoomState") -> tuple[MinuteView, ...]:
    """Return the minutes, the one that is now last."""
    interaction, now = state.interaction, state.at_ms // MINUTE_MS
    passing = dict(_passing_minutes(interaction, state.at_ms))
    known = {minute.n: minute for minute in interaction.minutes}
    return tuple(
        _minute_view(known.get(n) or Minute(n=n), passing.get(n, 0))
        for n in sorted({*known, *passing, now})
        if n > now - MINUTES_KEPT
    )


def _minute_view(minute: Minute, passed_ms: int) -> MinuteView:
    return MinuteView(
        at_ms=minute.n * MINUTE_MS,
        comments=minute.comments,
        actions=minute.acts,
        actors=minute.actors,
        viewers=round((minute.viewer_ms + passed_ms) / MINUTE_MS),
        joins=minute.joins,
    )


def _rate(acts: int, total_ms: int) -> float:
    return round(acts * MINUTE_MS / total_ms, 3) if total_ms else 0.0

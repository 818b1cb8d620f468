"""Recorded sessions, played again: with their own rules to prove them right, with other rules to try those out.

With its own rules a session must give exactly the recorded decisions. With other rules it takes another course, so
what answered the recorded decisions no longer fits. Such a replay settles its own effects by stated rules: every line
counts as sent a second after it was let go (``CHAT_TAKES_MS``), a viewer as muted or removed at once; a translation
is the recorded one of the same text, or there is none. Commands about things the new rules do not have are answered as
unknown, as they would be live.
"""

import difflib
from bisect import insort
from collections.abc import Callable, Iterable, Iterator

import msgspec

from livebot.effects import AnyEffect, Moderate, OfferChat, SendChat, Translate
from livebot.engine.room import Room
from livebot.engine.rulebook import RuleSet
from livebot.engine.turn import Trace
from livebot.engine.view import look
from livebot.events import (
    AnyEvent,
    ChatSent,
    Commented,
    Connected,
    Moderated,
    Recovered,
    RulesLoaded,
    SessionOpened,
    Ticked,
    Translated,
    TranslationFailed,
)
from livebot.journal.sqlite import SETTLES
from livebot.ports import Step
from livebot.runtime.session import versions
from livebot.wording import duration

CHAT_TAKES_MS = 1_000
WAITING = ("prompts.", "newcomers.", "chat")
"""Rules that wait for their time, whatever a single comment says."""

OnTrace = Callable[[AnyEvent, list[Trace]], None]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """The first event at which an exact replay did not decide what was recorded."""

    seq: int
    event: AnyEvent
    recorded: tuple[AnyEffect, ...]
    replayed: tuple[AnyEffect, ...]


class Course(msgspec.Struct, kw_only=True):
    """What a session came to: the lines it let go, and the figures at its end."""

    started_ms: int = 0
    lines: list[str] = []
    figures: dict[str, int] = {}


def verify(steps: Iterable[Step], on_trace: OnTrace | None = None) -> Difference | None:
    """Replay a session with its own rules; return where it differs from the record, or None if it is exact."""
    room = Room()
    for seq, step in enumerate(steps):
        traces: list[Trace] | None = [] if on_trace else None
        effects = room.step(step.event, traces)
        if on_trace is not None and traces is not None:
            on_trace(step.event, traces)
        if effects != step.effects:
            return Difference(seq=seq, event=step.event, recorded=step.effects, replayed=effects)
    return None


def other_versions(steps: Iterable[Step]) -> list[str]:
    """Return what the session was decided by that is not what is installed now, such as ``livebot 0.1.0``."""
    recorded = {
        f"{name} {number}": number == versions().get(name)
        for step in steps
        if isinstance(step.event, SessionOpened | Recovered)
        for name, number in step.event.versions.items()
    }
    return [name for name, is_ours in recorded.items() if not is_ours]


def recorded_course(steps: Iterable[Step]) -> Course:
    """Return what the session came to as it was."""
    room, course = Room(), Course()
    for step in steps:
        room.step(step.event)
        _note(course, step.event, step.effects)
    course.figures = _figures(room)
    return course


def course_under(rules: RuleSet, steps: Iterable[Step], on_trace: OnTrace | None = None) -> Course:
    """Return what the session would have come to under other rules."""
    steps = list(steps)
    room, course = Room(), Course()
    coming: list[AnyEvent] = []
    """Outcomes of this replay's own effects, soonest first."""
    translations = _recorded_translations(steps)

    def take(event: AnyEvent) -> None:
        traces: list[Trace] = []
        effects = room.step(event, traces if on_trace else None)
        if on_trace is not None:
            on_trace(event, traces)
        _note(course, event, effects)
        for outcome in _outcomes(effects, room.state.at_ms, translations):
            insort(coming, outcome, key=lambda event: event.at_ms)

    for step in steps:
        event = step.event
        if isinstance(event, SETTLES):
            continue
        if isinstance(event, RulesLoaded):
            market = event.rules.get("market")  # the pack is the market's, whatever rules are tried in it
            event = msgspec.structs.replace(event, rules=rules.model_dump(mode="json") | {"market": market})
        while (sooner := _sooner(room, coming, event.at_ms)) is not None:
            take(sooner)
        take(event)
    while coming:
        take(coming.pop(0))
    course.figures = _figures(room)
    return course


def _sooner(room: Room, coming: list[AnyEvent], at_ms: int) -> AnyEvent | None:
    """Return (and take off ``coming``) what happens before the next recorded event, if anything does."""
    deadline_ms = room.next_deadline()
    if coming and coming[0].at_ms <= at_ms and (deadline_ms is None or coming[0].at_ms <= deadline_ms):
        return coming.pop(0)
    return Ticked(at_ms=deadline_ms) if deadline_ms is not None and deadline_ms <= at_ms else None


def _outcomes(effects: Iterable[AnyEffect], at_ms: int, translations: dict[str, Translated]) -> Iterator[AnyEvent]:
    for effect in effects:
        if isinstance(effect, SendChat):
            yield ChatSent(at_ms=at_ms + CHAT_TAKES_MS, effect_id=effect.id)
        elif isinstance(effect, Moderate):
            yield Moderated(at_ms=at_ms, effect_id=effect.id)
        elif isinstance(effect, Translate):
            known = translations.get(effect.text)
            if known is None:
                yield TranslationFailed(at_ms=at_ms, effect_id=effect.id, reason="not recorded")
            else:
                yield msgspec.structs.replace(known, at_ms=at_ms, effect_id=effect.id)


def _recorded_translations(steps: list[Step]) -> dict[str, Translated]:
    texts = {effect.id: effect.text for step in steps for effect in step.effects if isinstance(effect, Translate)}
    events = (step.event for step in steps)
    return {texts[e.effect_id]: e for e in events if isinstance(e, Translated) and e.effect_id in texts}


def _note(course: Course, event: AnyEvent, effects: Iterable[AnyEffect]) -> None:
    if not course.started_ms and isinstance(event, Connected):
        course.started_ms = event.at_ms
    for effect in effects:
        if isinstance(effect, SendChat | OfferChat):
            seconds = max(event.at_ms - course.started_ms, 0) // 1000
            course.lines.append(f"{seconds // 60:02}:{seconds % 60:02} {effect.text}")


def _figures(room: Room) -> dict[str, int]:
    status = look(room)
    figures = {f"poll {poll.id}: {key}": count for poll in status.polls for key, count in poll.votes.items()}
    figures |= {f"quick {ask.id}: {key}": count for ask in status.quick for key, count in ask.answers.items()}
    figures |= {f"pk {pk.id}: {camp.key}": camp.cheers for pk in status.pk for camp in pk.camps}
    figures |= {f"code {code.id}: hits": code.hits for code in status.codes}
    figures |= {f"prompt {prompt.id}: fired": prompt.fired for prompt in status.prompts}
    return figures | {name.replace("_", " "): count for name, count in status.counters.items()}


def compare(recorded: Course, tried: Course) -> list[str]:
    """Return what differs, a line each: figures as ``name: before → after``, chat lines with ``-`` and ``+``."""
    names = dict.fromkeys((*recorded.figures, *tried.figures))
    lines = [
        f"  {name}: {recorded.figures.get(name, 0)} → {tried.figures.get(name, 0)}"
        for name in names
        if recorded.figures.get(name, 0) != tried.figures.get(name, 0)
    ]
    changes = difflib.ndiff(recorded.lines, tried.lines)
    return lines + [change for change in changes if change.startswith(("- ", "+ "))]


class Explain:
    """Turns the traces of one replay into lines.

    A comment comes with every rule that fired on it or did not. Of what waits (prompts, lines) each reason is told when
    it is new, not again at every event; an event at which nothing fired and nothing is new gives no line.
    """

    def __init__(self) -> None:
        self._started_ms = 0
        self._waiting: dict[str, set[str]] = {}

    def __call__(self, event: AnyEvent, traces: Iterable[Trace]) -> list[str]:
        """Return the event with its time since the room was joined and who did it, then ``fired`` and ``no`` lines."""
        if not self._started_ms and isinstance(event, Connected):
            self._started_ms = event.at_ms
        told = list(self._worth_telling(event, traces))
        if not told and not isinstance(event, Commented):
            return []
        offset = duration(event.at_ms - self._started_ms) if self._started_ms else "0:00"
        viewer = getattr(event, "viewer", None)
        who = f" @{viewer.handle or viewer.id}" if viewer is not None else ""
        text = f" {event.text!r}" if isinstance(event, Commented) else ""
        lines = [f"{offset} {type(event).__name__}{who}{text}"]
        for trace in told:
            data = " ".join(f"{name}={value}" for name, value in trace.why.data.items())
            lines.append(f"    {'fired' if trace.fired else 'no   '} {trace.rule}: {trace.why.kind} {data}".rstrip())
        return lines

    def _worth_telling(self, event: AnyEvent, traces: Iterable[Trace]) -> Iterator[Trace]:
        now: dict[str, set[str]] = {}
        for trace in traces:
            now.setdefault(trace.rule, set()).add(trace.why.kind)
            is_about_the_comment = isinstance(event, Commented) and not trace.rule.startswith(WAITING)
            if trace.fired or is_about_the_comment or trace.why.kind not in self._waiting.get(trace.rule, ()):
                yield trace
        self._waiting |= now

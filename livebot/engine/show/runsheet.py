"""The run sheet: the segments of a show, what each of them brings, and when shows are planned.

A segment begins at a time after the show began, or when the one before it ends. What an operator moves (``next``,
``hold``) moves all that follows. What goes on in the room, the segments themselves, is in ``segments.py``.
"""

from collections.abc import Mapping
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal
from zoneinfo import ZoneInfo

import msgspec
from pydantic import AfterValidator, Field, model_validator

from livebot.engine.fields import DurationMs, RuleId, RuleModel, RuleName, Text, Texts
from livebot.engine.show import figures
from livebot.engine.show.wall import ClockTime, Day, moments
from livebot.engine.turn import text_in
from livebot.views.show import RunsheetView, SegmentGoalView, SegmentView

if TYPE_CHECKING:
    from livebot.engine.state import RoomState


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"there is no time zone {name}; expected one such as Asia/Jakarta; correct it") from error
    return name


class Segment(RuleModel):
    """A part of the show."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {"title": ()}

    id: RuleId
    title: Texts
    """For host and operator; never posted."""
    at: DurationMs | None = None
    """When it begins, so long after the show did; without it, when the one before it ends."""
    length: DurationMs | None = Field(default=None, ge=10_000)
    """Until the next one begins, unless that has its own ``at``."""
    prompts: tuple[RuleId, ...] = ()
    """Prompts that fire in this segment. One that no segment names always may."""
    opens: tuple[RuleName, ...] = ()
    """What starts when it begins: ``polls.colour``, ``codes.moonlight``, ``countdowns.bag`` …"""
    product: Annotated[str, Field(max_length=100)] = ""
    """The product it is about."""
    goals: dict[figures.Name, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    """What it is to bring, such as ``{comments: 200}``; of viewers, how many are to be there at once."""
    note: Annotated[str, Field(max_length=500)] = ""
    """For the host."""
    ending: bool = False
    """The last minutes begin with it."""


class PlannedShow(RuleModel):
    """When the shop is live, week after week."""

    days: tuple[Day, ...] = ()
    """Every day if there are none."""
    at: ClockTime
    timezone: Annotated[Text, AfterValidator(_check_zone)] | None = None
    """Another than that of the market."""


class RunsheetRule(RuleModel):
    """The run sheet as written in YAML."""

    segments: tuple[Segment, ...] = ()
    moves: Literal["auto", "hand"] = "auto"
    """``hand``: only an operator goes on to the next segment."""
    late_after: DurationMs = Field(default=180_000, ge=1_000)
    """Later than this, livebot says that the show is late."""
    shows: tuple[PlannedShow, ...] = ()

    @model_validator(mode="after")
    def _has_each_once(self) -> "RunsheetRule":
        ids = [segment.id for segment in self.segments]
        if repeated := [name for name in ids if ids.count(name) > 1]:
            raise ValueError(f"two segments have the id {repeated[0]}; expected each id once; rename one")
        return self

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each segment, by its id."""
        return {segment.id: place for place, segment in enumerate(self.segments)}

    @cached_property
    def begins(self) -> list[int]:
        """When each segment begins by plan, in milliseconds after the show did; never before the one before it."""
        begins: list[int] = []
        end = 0
        for segment in self.segments:
            begins.append(end if segment.at is None else max(segment.at, *begins[-1:], 0))
            end = begins[-1] + (segment.length or 0)
        return begins

    @cached_property
    def spans(self) -> list[int]:
        """How long each segment is by plan; of the last, 0 if that is open."""
        between = [end - begin for begin, end in pairwise(self.begins)]
        return [*between, self.segments[-1].length or 0] if self.begins else []


KIND = "runsheet"


class Now(msgspec.Struct, kw_only=True):
    """The segment that is on, or was on last."""

    id: str = ""
    begun_ms: int = 0
    ends_ms: int = 0
    """By plan, held time included; 0: open."""
    span_ms: int = 0
    """How long it is by plan; 0: open."""
    held_ms: int = 0
    """Since when it is held; 0: it is not."""
    is_over: bool = False
    """It ended, and none came after it."""
    base: dict[str, int] = {}
    """How high the figures of its goals were when it began."""
    most_viewers: int = 0
    reached: tuple[str, ...] = ()
    """Figures whose goal is reached."""


class Before(msgspec.Struct, kw_only=True):
    """How it was before an operator moved something."""

    now: Now
    skipped: tuple[str, ...]
    is_ending: bool
    product: str
    moves: int
    """How many there were right after; another number means that things have moved on."""


class Runsheet(msgspec.Struct, kw_only=True):
    """What a session remembers."""

    now: Now = msgspec.field(default_factory=Now)
    skipped: tuple[str, ...] = ()
    begun: dict[str, int] = {}
    """When each segment began last."""
    moves: int = 0
    is_late: bool = False
    product: str = ""
    """What the segment put on show; another one has come since if it is not there any more."""
    before: list[Before] = []
    opened_ms: int = 0
    due_show_ms: int = 0
    """When the show should have begun that is waited for, or is on; 0: none."""
    next_show_ms: int = 0
    told_show_ms: int = 0
    """The planned show that was said to be late."""


def current(sheet: Runsheet) -> str:
    """Return the id of the segment that is on; empty if there is none."""
    return "" if sheet.now.is_over else sheet.now.id


def barred_prompts(rule: RunsheetRule | None) -> dict[str, frozenset[str]]:
    """Return for each segment, and for none (empty id), the prompts that other segments have and it has not."""
    segments = rule.segments if rule is not None else ()
    named = frozenset(name for segment in segments for name in segment.prompts)
    return {"": named} | {segment.id: named - frozenset(segment.prompts) for segment in segments}


# --- the plan --------------------------------------------------------------------------------------------------


class Plan:
    """A run sheet, and where it is at the moment: it goes along with what is remembered of it."""

    def __init__(self, rule: RunsheetRule, sheet: Runsheet, since_ms: int) -> None:
        """Take when the show began; 0 if it has not."""
        self.rule, self._sheet, self._is_by_hand = rule, sheet, rule.moves == "hand"
        self.segments, self.since_ms, self.begins, self.spans = rule.segments, since_ms, rule.begins, rule.spans

    @property
    def at(self) -> int:
        """The place of the segment that is on; -1 before the first."""
        return self.rule.places.get(self._sheet.now.id, -1)

    def coming(self, before: int | None = None) -> list[int]:
        """Return the places of those still to come: all of them, or those before a place."""
        end, skipped = len(self.segments) if before is None else before, self._sheet.skipped
        return [n for n in range(self.at + 1, end) if self.segments[n].id not in skipped]

    def slip_from_ms(self) -> int:
        """Return since when everything moves on with every second; 0 if it does not."""
        now = self._sheet.now
        return now.held_ms or (now.ends_ms if self._is_by_hand else 0)

    def expected(self, place: int, at_ms: int) -> int:
        """Return when one of those to come begins, as far as is known at the moment."""
        if self.at < 0:
            return self.since_ms + self.begins[place]
        slip_from_ms = self.slip_from_ms()
        slip_ms = max(at_ms - slip_from_ms, 0) if slip_from_ms else 0
        return self._sheet.now.ends_ms + slip_ms + sum(self.spans[n] for n in self.coming(before=place))

    def due(self, at_ms: int) -> int | None:
        """Return the place of the segment that should be on by now, if that is another one."""
        if self._stands_still():
            return None
        return max((n for n in self.coming() if self.expected(n, at_ms) <= at_ms), default=None)

    def next_border_ms(self, at_ms: int) -> int | None:
        """Return when the next segment begins by itself, or the last one ends."""
        if self._stands_still():
            return None
        if coming := self.coming():
            return self.expected(coming[0], at_ms)
        now = self._sheet.now
        return now.ends_ms if now.ends_ms and not now.is_over and self.at >= 0 else None

    def _stands_still(self) -> bool:
        return bool(self._sheet.now.held_ms) or (self._is_by_hand and self.at >= 0)

    def late_ms(self, at_ms: int) -> int:
        """Return how much later than planned what comes next is; less than 0 if it is earlier."""
        now = self._sheet.now
        if self.at < 0 or now.is_over:
            return 0
        if coming := self.coming():
            return self.expected(coming[0], at_ms) - self.since_ms - self.begins[coming[0]]
        if not now.ends_ms:
            return now.begun_ms - self.since_ms - self.begins[self.at]
        return self.expected(len(self.begins), at_ms) - self.since_ms - self.begins[self.at] - self.spans[self.at]


def planned_shows(rule: RunsheetRule, now_ms: int, timezone: str) -> list[int]:
    """Return when shows are planned, from two days ago on and for a week; ``timezone`` is the market's."""
    times = (moments(show.at, show.days, now_ms, ZoneInfo(show.timezone or timezone)) for show in rule.shows)
    return sorted({at_ms for some in times for at_ms in some})


# --- what others see -------------------------------------------------------------------------------------------


def look(state: "RoomState", rule: RunsheetRule | None) -> RunsheetView:
    """Return what others see."""
    sheet, since_ms = state.runsheet, state.show.live_since_ms
    if rule is None:
        return RunsheetView()
    plan = Plan(rule, sheet, since_ms)
    coming = plan.coming()
    return RunsheetView(
        current=current(sheet),
        next=plan.segments[coming[0]].id if coming else "",
        moves=rule.moves,
        held_since_ms=sheet.now.held_ms,
        slips_from_ms=plan.slip_from_ms() if current(sheet) else 0,
        late_ms=_late_before_slip(plan, sheet) if since_ms else 0,
        is_late=sheet.is_late,
        segments=tuple(_segment(state, plan, place) for place in range(len(plan.segments))),
        due_show_ms=sheet.due_show_ms,
        next_show_ms=sheet.next_show_ms,
        is_show_late=bool(sheet.due_show_ms) and not since_ms and sheet.told_show_ms == sheet.due_show_ms,
    )


def _late_before_slip(plan: Plan, sheet: Runsheet) -> int:
    """Return how late things are without what is added every second, so that views change only with events."""
    return plan.late_ms(plan.slip_from_ms() or sheet.now.begun_ms)


def _segment(state: "RoomState", plan: Plan, place: int) -> SegmentView:
    sheet, segment = state.runsheet, plan.segments[place]
    language, now = state.settings.host_language, sheet.now
    is_on = current(sheet) == segment.id
    known = "running" if is_on else "skipped" if segment.id in sheet.skipped else ""
    starts_ms = now.begun_ms if is_on else sheet.begun.get(segment.id, 0)
    if plan.since_ms and place in plan.coming():
        starts_ms = plan.expected(place, plan.slip_from_ms())
    return SegmentView(
        id=segment.id,
        title=text_in(segment.title, language),
        state=known or ("coming" if place > plan.at else "done" if segment.id in sheet.begun else "missed"),
        begins_after_ms=plan.begins[place],
        length_ms=plan.spans[place],
        planned_ms=plan.since_ms + plan.begins[place] if plan.since_ms else 0,
        starts_at_ms=starts_ms,
        ends_at_ms=now.ends_ms if is_on else 0,
        prompts=segment.prompts,
        opens=segment.opens,
        product=segment.product,
        note=segment.note,
        ending=segment.ending,
        goals=tuple(
            SegmentGoalView(figure=name, need=need, have=goal_value(state, name) if is_on else 0)
            for name, need in segment.goals.items()
        ),
    )


def goal_value(state: "RoomState", name: str) -> int:
    """Return how far a figure has come in this segment; of viewers, the most there were."""
    now = state.runsheet.now
    if name == "viewers":
        return now.most_viewers
    return max(figures.value(state, name) - now.base.get(name, 0), 0)

"""Goals: what the show wants to reach, how far it has come, and the lines that say so.

A goal is a figure of the show and a target: one, several in a row, or one after every so many. The way from one target
to the next has marks (``announce_at``), in parts of it. Marks and targets are passed once and for all: what is
cancelled afterwards takes nothing back, and nothing is announced twice. When several are passed at once, or a line
still waits when the next is passed, only the last one is announced; a target that was reached goes before a mark on
the way. What was passed while the room was away is announced when it is back. What was there before livebot came,
before the show began, before the goal was started or before its rule was written is no occasion. With a new show
everything begins anew.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import msgspec
from pydantic import BeforeValidator, Field, model_validator

from livebot.engine.feature import Feature
from livebot.engine.fields import RuleId, RuleModel, Texts, fill
from livebot.engine.lines import chat
from livebot.engine.show import figures
from livebot.engine.starts import Amounts, Start
from livebot.engine.turn import DONE, PROMPT, Act, Draft, Outcome, Turn, text_in
from livebot.events import AnyEvent, Commented, RulesLoaded
from livebot.views.show import GoalView

if TYPE_CHECKING:
    from livebot.engine.state import RoomState

KIND = "goals"
TTL_MS = 45_000
"""After that the figure in the line is an old one."""
WHOLE = 100


def _as_list(value: object) -> object:
    """Return a list; a single target or mark may stand without the brackets."""
    return [value] if isinstance(value, str | int) else value


def _parse_percent(value: object) -> object:
    return value.strip().removesuffix("%") if isinstance(value, str) else value


Percent = Annotated[int, BeforeValidator(_parse_percent), Field(ge=1, le=WHOLE)]
Targets = Annotated[tuple[Annotated[int, Field(ge=1)], ...], BeforeValidator(_as_list), Field(min_length=1)]
Marks = Annotated[tuple[Percent, ...], BeforeValidator(_as_list)]


class GoalRule(RuleModel):
    """A goal as written in YAML."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "label": (),
        "announce": ("have", "target", "left"),
        "announce_reached": ("have", "target"),
    }

    id: RuleId
    label: Texts | None = None
    """What the board calls it."""
    target: Annotated[dict[figures.Name, Targets], Field(min_length=1, max_length=1)] | None = None
    """Such as ``{orders: 100}``, or several in a row: ``{orders: [50, 100, 200]}``."""
    each: Amounts | None = None
    """Or again and again: ``{likes: 10000}``."""
    announce_at: Marks = (50, 90)
    """Parts of the way to the next target, such as ``[50%, 90%, 100%]``."""
    announce: Texts | None = None
    """On the way, at these marks; at 100% it is the next text."""
    announce_reached: Texts | None = None
    when: Literal["always", "manual"] = "always"
    """``manual``: it counts from the moment when it is started, by hand or by what stands under ``starts``."""
    starts: tuple[Start, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> "GoalRule":
        if (self.target is None) == (self.each is None):
            raise ValueError("a goal needs either target, such as {orders: 100}, or each, such as {likes: 10000}")
        targets = next(iter((self.target or {}).values()), ())
        if list(targets) != sorted(set(targets)):
            raise ValueError("targets in a row must rise, such as [50, 100, 200]")
        if self.starts and self.when == "always":
            raise ValueError("a goal that something starts does not always count: add when: manual")
        return self

    @property
    def figure(self) -> figures.Name:
        return next(iter(self.target or self.each or {}))

    @property
    def aims(self) -> str:
        """The same text for the same targets, whatever else is written around them."""
        return self.model_dump_json(include={"target", "each"})


class Passed(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """How far a goal has come: the targets reached, and the last mark on the way to the next, in percent."""

    reached: int = 0
    mark: int = 0


class GoalState(msgspec.Struct, kw_only=True):
    """What a session remembers of a goal."""

    aims: str
    when: str
    is_open: bool
    base: int = 0
    """How high the figure was when the goal was started; 0 for one that counts from the show's beginning."""
    have: int = 0
    """What it has reached of it, when it last counted."""
    passed: Passed = Passed()


class GoalsFeature(Feature):
    """Follows the goals."""

    kind = KIND

    def __init__(self, rules: Iterable[GoalRule]) -> None:
        self._rules = {rule.id: rule for rule in rules}

    def on_event(self, turn: Turn, state: "RoomState", event: AnyEvent) -> None:
        if isinstance(event, RulesLoaded):
            self._take_over(state)
        if not isinstance(event, Commented):  # which adds to figures as an act
            self._follow(turn, state)

    def on_act(self, turn: Turn, state: "RoomState", act: Act) -> None:
        self._follow(turn, state)

    def start(self, turn: Turn, state: "RoomState", rule_id: str, *, is_by_hand: bool) -> Outcome:
        """Let it count: one with ``when: manual`` anew, from now on; another from the show's beginning."""
        rule = self._rules.get(rule_id)
        if rule is None:
            return "unknown", {"what": KIND, "id": rule_id}
        goal = state.goals[rule_id]
        if goal.is_open and not (rule.when == "manual" and _is_done(rule, goal)):
            return "already_open", {"id": rule_id}
        from_now = rule.when == "manual" and rule.figure != "viewers"  # their figure is the most there were
        goal.base = figures.value(state, rule.figure) if from_now else 0
        _begin(state, rule, goal)
        goal.is_open = True
        turn.notify("goal_started", id=rule_id)
        return DONE

    def stop(self, turn: Turn, state: "RoomState", rule_id: str) -> Outcome:
        if rule_id not in self._rules:
            return "unknown", {"what": KIND, "id": rule_id}
        goal = state.goals[rule_id]
        if not goal.is_open:
            return "not_open", {"id": rule_id}
        goal.is_open = False
        chat.drop_waiting(turn, state.lane, origin(rule_id), 0, "closed")
        turn.notify("goal_stopped", id=rule_id)
        return DONE

    def take_back(self, turn: Turn, state: "RoomState", rule_id: str) -> bool:
        """Let a stopped goal go on; what it passed meanwhile is announced like any other."""
        goal = state.goals.get(rule_id)
        if goal is None or goal.is_open:
            return False
        goal.is_open = True
        return True

    def _take_over(self, state: "RoomState") -> None:
        """Forget what is not in the rules any more; what a new or changed goal finds is no occasion."""
        before, state.goals = state.goals, {}
        for rule in self._rules.values():
            goal = before.get(rule.id)
            if goal is None or goal.when != rule.when:
                goal = GoalState(aims="", when=rule.when, is_open=rule.when == "always")
            if goal.aims != rule.aims:
                goal.aims = rule.aims
                _begin(state, rule, goal)
            state.goals[rule.id] = goal

    def _follow(self, turn: Turn, state: "RoomState") -> None:
        for rule in self._rules.values():
            goal = state.goals[rule.id]
            if not goal.is_open:
                continue
            have = figures.value(state, rule.figure) - goal.base
            if have == goal.have:
                continue
            if not state.show.live_since_ms:
                _begin(state, rule, goal)
                continue
            if not state.show.is_live:
                turn.trace(f"{KIND}.{rule.id}", "not_live")
                continue
            goal.have = have
            known = _passed(rule, figures.head_start(state, rule.figure) - goal.base)
            before = max(goal.passed, known)
            goal.passed = max(before, _passed(rule, have))
            if goal.passed != before:
                self._announce(turn, state, rule, goal, before)

    def _announce(self, turn: Turn, state: "RoomState", rule: GoalRule, goal: GoalState, before: Passed) -> None:
        have, is_reached = goal.have, goal.passed.reached > before.reached
        target = _target(rule, goal.passed.reached - 1 if is_reached else goal.passed.reached)
        kind = "goal_reached" if is_reached else "goal_mark"
        turn.notify(kind, id=rule.id, figure=rule.figure, have=have, target=target)
        chat.drop_waiting(turn, state.lane, origin(rule.id), 0, "overtaken")
        texts = rule.announce_reached if is_reached else rule.announce
        if texts is None:
            turn.trace(f"{KIND}.{rule.id}", "no_text")
        else:
            turn.trace(f"{KIND}.{rule.id}", kind, fired=True, have=have, target=target)
            language, text = turn.pick(texts)
            line = fill(text, {"have": str(have), "target": str(target), "left": str(max(target - have, 0))})
            turn.say(Draft(text=line, origin=origin(rule.id), priority=PROMPT, ttl_ms=TTL_MS, language=language))


def origin(rule_id: str) -> str:
    """Return how lines of that goal are marked in the outbox."""
    return f"goal:{rule_id}"


def _begin(state: "RoomState", rule: GoalRule, goal: GoalState) -> None:
    """Let a goal count from what there is: that is no occasion."""
    goal.have = figures.value(state, rule.figure) - goal.base
    goal.passed = _passed(rule, goal.have)


def _targets(rule: GoalRule) -> tuple[int, ...]:
    """Return the targets in a row; none if there is one after every so many."""
    return next(iter((rule.target or {}).values()), ())


def _target(rule: GoalRule, reached: int) -> int:
    """Return the target that comes when so many were reached; the last one if there are no more."""
    if rule.each is not None:
        return (reached + 1) * rule.each[rule.figure]
    targets = _targets(rule)
    return targets[min(reached, len(targets) - 1)]


def _is_done(rule: GoalRule, goal: GoalState) -> bool:
    return rule.target is not None and goal.passed.reached == len(_targets(rule))


def _way(rule: GoalRule, reached: int, have: int) -> int:
    """Return how much of the way to the next target is behind us, in percent, rounded down; all of it if none comes."""
    from_ = _target(rule, reached - 1) if reached else 0
    length = _target(rule, reached) - from_
    return min(max(have - from_, 0) * WHOLE // length, WHOLE) if length else WHOLE


def _passed(rule: GoalRule, have: int) -> Passed:
    """Return what a figure stands for."""
    have = max(have, 0)
    if rule.each is not None:
        reached = have // _target(rule, 0)
    else:
        reached = bisect_right(_targets(rule), have)
        if reached == len(_targets(rule)):
            return Passed(reached=reached)
    way = _way(rule, reached, have)
    return Passed(reached=reached, mark=max((mark for mark in rule.announce_at if mark <= way), default=0))


def look(state: "RoomState", rules: Iterable[GoalRule]) -> tuple[GoalView, ...]:
    """Return what others see."""
    return tuple(_view(state, rule, state.goals[rule.id]) for rule in rules)


def _view(state: "RoomState", rule: GoalRule, goal: GoalState) -> GoalView:
    have = max(figures.value(state, rule.figure) - goal.base, 0) if goal.is_open else 0
    reached = goal.passed.reached
    target = _target(rule, reached)
    return GoalView(
        id=rule.id,
        label=text_in(rule.label or {}, state.settings.market_language),
        labels=rule.label or {},
        figure=rule.figure,
        open=goal.is_open,
        have=have,
        target=target,
        left=max(target - have, 0),
        percent=_way(rule, reached, have),
        reached=reached,
        is_done=_is_done(rule, goal),
    )

"""Countdowns: so long, until a time on the clock, or until a figure of the show is reached.

state     means                              left by
idle      never started in this session      start → running
running   counts                             zero → ended, stop → stopped, pause → paused
paused    stands still (only ``for``)        resume → running, stop → stopped
ended     came to zero                       start → running, after ``again_after``
stopped   an operator stopped it             undo → running or paused; start, as above

At each mark a line is posted. A mark that passes while the room is not live, paused or silenced is skipped, and so is
what would follow at zero; only a figure that is reached meanwhile counts when the room is back. Where the market does
not welcome pressure, the ``calm`` text takes the place of the others; without one nothing is posted at the marks.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, ClassVar
from zoneinfo import ZoneInfo

import msgspec
from pydantic import ConfigDict, Field, model_validator

from livebot.commands import AnyCommand, ExtendCountdown, PauseCountdown, ResumeCountdown
from livebot.engine.feature import Feature
from livebot.engine.fields import DurationMs, RuleId, RuleModel, RuleName, Texts, fill
from livebot.engine.lines import chat, left
from livebot.engine.lines.gate import MarketPack
from livebot.engine.show import figures
from livebot.engine.show.wall import ClockTime, next_moment
from livebot.engine.starts import Amounts, Start
from livebot.engine.turn import DONE, POLL, Act, Draft, Outcome, Turn, text_in
from livebot.events import AnyEvent, RulesLoaded
from livebot.views.show import CountdownView

if TYPE_CHECKING:
    from livebot.engine.state import RoomState


class CountdownRule(RuleModel):
    """A countdown as written in YAML."""

    model_config = ConfigDict(populate_by_name=True)
    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "title": (),
        "texts": ("left",),
        "calm": ("left",),
        "closing": (),
    }

    id: RuleId
    title: Texts | None = None
    """What it is called on the screen."""
    for_: DurationMs | None = Field(default=None, alias="for", ge=5_000, le=86_400_000)
    """How long it runs."""
    at: ClockTime | None = None
    """Or the time it runs to, such as ``21:00``, on the clock of the market's time zone."""
    until: Amounts | None = None
    """Or the figure of the show that it waits for, such as ``{orders: 100}``."""
    marks: tuple[DurationMs, ...] = ()
    """When to say how much is left, such as ``[5m, 1m, 10s]``."""
    amounts: tuple[Annotated[int, Field(ge=1)], ...] = ()
    """With ``until``: the same in numbers, such as ``[50, 10, 1]``."""
    texts: Texts | None = None
    """What is posted at each mark."""
    calm: Texts | None = None
    """What is posted instead where pressure is not welcome; without ``texts``, everywhere."""
    closing: Texts | None = None
    """What is posted at zero."""
    then: tuple[RuleName, ...] = ()
    """What starts at zero, such as ``giveaways.bag``."""
    again_after: DurationMs = 3_600_000
    """So long after its end it cannot be started again: a countdown that begins anew misleads viewers."""
    starts: tuple[Start, ...] = ()

    @model_validator(mode="after")
    def _counts_one_thing(self) -> "CountdownRule":
        written = {"for": self.for_, "at": self.at, "until": self.until}
        if len(given := [name for name, value in written.items() if value is not None]) != 1:
            found = f"found {' and '.join(given)}" if given else "found none"
            raise ValueError(f"a countdown needs exactly one of for, at, until; {found}")
        if self.until is None and self.amounts:
            raise ValueError("amounts belong to until; expected marks, such as [5m, 1m]; write marks instead")
        if self.until is not None and self.marks:
            raise ValueError("marks belong to a time; expected amounts, such as [50, 10, 1]; write amounts instead")
        return self

    def texts_where(self, *, is_calm: bool) -> dict[str, str] | None:
        """Return what is posted at the marks."""
        return self.calm if is_calm or self.texts is None else self.texts


KIND = "countdowns"
FARTHEST_MS = 12 * 3_600_000
"""A time on the clock that is farther away was meant for today, and is over."""
TTL_MS = (3_000, 30_000)
"""How late a line may come, at least and at most: a fifth of what it says is left."""
CLOSING_TTL_MS = 20_000


class Countdown(msgspec.Struct, kw_only=True):
    """What a session remembers of one."""

    state: str = "running"
    started_ms: int
    ends_at_ms: int = 0
    """0: it waits for a figure."""
    left_ms: int = 0
    """While it is paused."""
    told: int
    """Only marks below this are still to come; milliseconds, or the figure's number."""
    over_ms: int = 0


class CountdownsFeature(Feature):
    """Counts down."""

    kind = KIND

    def __init__(self, rules: Iterable[CountdownRule], pack: MarketPack | None) -> None:
        self._rules = {rule.id: rule for rule in rules}
        self._is_calm = is_calm(pack)

    # --- time and figures -------------------------------------------------------------------------------------

    def deadline(self, state: "RoomState") -> int | None:
        times = (
            item.ends_at_ms - max((mark for mark in rule.marks if mark < item.told), default=0)
            for rule, item in self._running(state)
            if item.ends_at_ms
        )
        return min(times, default=None)

    def advance(self, turn: Turn, state: "RoomState") -> None:
        for rule, item in self._running(state):
            if not item.ends_at_ms:
                continue
            left_ms = item.ends_at_ms - turn.at_ms
            if left_ms <= 0:
                self._end(turn, state, rule, item)
            elif left_ms in rule.marks and left_ms < item.told:
                self._tell(turn, state, rule, left_ms)
            item.told = min(item.told, max(left_ms, 0))

    def on_event(self, turn: Turn, state: "RoomState", event: AnyEvent) -> None:
        if isinstance(event, RulesLoaded):
            self._take_over(turn, state)
        self._look(turn, state)

    def on_act(self, turn: Turn, state: "RoomState", act: Act) -> None:
        self._look(turn, state)

    def _look(self, turn: Turn, state: "RoomState") -> None:
        """See how far the figures are that something waits for."""
        for rule, item in self._running(state):
            if item.ends_at_ms:
                continue
            missing = _missing(state, rule)
            if missing <= 0:
                if state.show.is_live:
                    self._end(turn, state, rule, item)
            elif any(missing <= amount < item.told for amount in rule.amounts):
                self._tell(turn, state, rule, missing)
                item.told = missing

    def _running(self, state: "RoomState") -> list[tuple[CountdownRule, Countdown]]:
        items = state.countdowns
        return [(self._rules[name], item) for name, item in items.items() if item.state == "running"] if items else []

    def _take_over(self, turn: Turn, state: "RoomState") -> None:
        """Stop what the new rules do not have, or count another way; what runs to a time keeps its time."""
        for name, item in state.countdowns.items():
            rule = self._rules.get(name)
            if item.state in ("running", "paused") and (rule is None or bool(rule.until) == bool(item.ends_at_ms)):
                self._halt(turn, state, name, "stopped")
                turn.notify("countdown_stopped", id=name)
            elif item.state == "running" and item.ends_at_ms:  # marks that would have been are not caught up on
                item.told = min(item.told, item.ends_at_ms - turn.at_ms)

    # --- what is said -----------------------------------------------------------------------------------------

    def _tell(self, turn: Turn, state: "RoomState", rule: CountdownRule, amount: int) -> None:
        name, show = f"{KIND}.{rule.id}", state.show
        why = "panicked" if show.is_panicked else "paused" if show.is_held else "" if show.is_live else "not_live"
        texts = rule.texts_where(is_calm=self._is_calm)
        if why or texts is None:
            turn.trace(name, why or ("urgency_unwelcome" if self._is_calm else "no_text"))
            return
        language, text = turn.pick(texts)
        said = str(amount) if rule.until else left.worded(amount, language)
        ttl_ms = TTL_MS[1] if rule.until else min(max(amount // 5, TTL_MS[0]), TTL_MS[1])
        turn.trace(name, "countdown_mark", fired=True, amount=amount)
        chat.drop_waiting(turn, state.lane, origin(rule.id), 0, "expired")
        line = fill(text, {"left": said})
        turn.say(Draft(text=line, origin=origin(rule.id), priority=POLL, ttl_ms=ttl_ms, language=language))

    def _end(self, turn: Turn, state: "RoomState", rule: CountdownRule, item: Countdown) -> None:
        self._halt(turn, state, rule.id, "ended")
        show, name = state.show, f"{KIND}.{rule.id}"
        if why := "panicked" if show.is_panicked else "" if show.is_live else "not_live":
            turn.trace(name, why)
            turn.notify("countdown_missed", id=rule.id, why=why, then=", ".join(rule.then))
            return
        turn.trace(name, "countdown_ended", fired=True)
        turn.notify("countdown_ended", id=rule.id)
        if rule.closing is not None and not show.is_held:
            language, text = turn.pick(rule.closing)
            turn.say(Draft(text=text, origin=origin(rule.id), priority=POLL, ttl_ms=CLOSING_TTL_MS, language=language))
        for started in rule.then:
            turn.start(started)

    def _halt(self, turn: Turn, state: "RoomState", name: str, to: str) -> None:
        item = state.countdowns[name]
        item.state, item.over_ms = to, turn.at_ms
        chat.drop_waiting(turn, state.lane, origin(name), 0, "closed")

    # --- what operators and other rules do --------------------------------------------------------------------

    def start(self, turn: Turn, state: "RoomState", rule_id: str, *, is_by_hand: bool) -> Outcome:
        rule, before, name = self._rules.get(rule_id), state.countdowns.get(rule_id), f"{KIND}.{rule_id}"
        if rule is None:
            return "unknown", {"what": KIND, "id": rule_id}
        kind, data = _refusal(turn, state, rule, before)
        if kind != "done":
            turn.trace(name, kind)
            return kind, data
        item = Countdown(started_ms=turn.at_ms, told=1)
        if rule.until is not None:
            item.told = _missing(state, rule) + 1
        else:
            item.ends_at_ms = _end_ms(turn, rule)
            item.told = item.ends_at_ms - turn.at_ms + 1
        state.countdowns[rule_id] = item
        turn.trace(name, "started", fired=True)
        turn.notify("countdown_started", id=rule_id)
        self._look(turn, state)
        return DONE

    def stop(self, turn: Turn, state: "RoomState", rule_id: str) -> Outcome:
        item = state.countdowns.get(rule_id)
        if rule_id not in self._rules:
            return "unknown", {"what": KIND, "id": rule_id}
        if item is None or item.state not in ("running", "paused"):
            return "not_open", {"id": rule_id}
        self._halt(turn, state, rule_id, "stopped")
        turn.notify("countdown_stopped", id=rule_id)
        return DONE

    def take_back(self, turn: Turn, state: "RoomState", rule_id: str) -> bool:
        """Go on as if it had never been stopped, unless it would have come to zero since."""
        item, rule = state.countdowns[rule_id], self._rules.get(rule_id)
        if item.state != "stopped" or rule is None or bool(rule.until) == bool(item.ends_at_ms):
            return False
        if item.ends_at_ms and not item.left_ms:
            if item.ends_at_ms <= turn.at_ms:
                return False
            item.told = min(item.told, item.ends_at_ms - turn.at_ms)
        item.state, item.over_ms = "paused" if item.left_ms else "running", 0
        return True

    def on_command(self, turn: Turn, state: "RoomState", command: AnyCommand) -> Outcome | None:
        if not isinstance(command, ExtendCountdown | PauseCountdown | ResumeCountdown):
            return None
        rule, item = self._rules.get(command.id), state.countdowns.get(command.id)
        if rule is None:
            return "unknown", {"what": KIND, "id": command.id}
        if item is None or item.state not in ("running", "paused"):
            return "not_open", {"id": command.id}
        match command:
            case ExtendCountdown() if item.ends_at_ms:
                return _extend(turn, command, item)
            case PauseCountdown() if rule.for_ is not None and item.state == "running":
                item.left_ms, item.state = item.ends_at_ms - turn.at_ms, "paused"
                chat.drop_waiting(turn, state.lane, origin(command.id), 0, "closed")
                turn.notify("countdown_paused", id=command.id, left_ms=item.left_ms)
            case ResumeCountdown() if item.state == "paused":
                turn.notify("countdown_resumed", id=command.id, left_ms=item.left_ms)
                item.ends_at_ms, item.left_ms, item.state = turn.at_ms + item.left_ms, 0, "running"
            case _:
                return ("no_length", {"id": rule.id}) if rule.for_ is None else ("wrong_state", {"state": item.state})
        return DONE


def origin(countdown_id: str) -> str:
    """Return how its lines are marked in the outbox."""
    return f"countdown:{countdown_id}"


def is_calm(pack: MarketPack | None) -> bool:
    """Return whether viewers of the market are not to be hurried."""
    return pack is not None and pack.urgency == "unwelcome"


def _missing(state: "RoomState", rule: CountdownRule) -> int:
    ((name, target),) = (rule.until or {}).items()
    return target - figures.value(state, name)


def _end_ms(turn: Turn, rule: CountdownRule) -> int:
    if rule.at is not None:
        return next_moment(rule.at, (), turn.at_ms, ZoneInfo(turn.settings.timezone))
    return turn.at_ms + (rule.for_ or 0)


def _refusal(turn: Turn, state: "RoomState", rule: CountdownRule, before: Countdown | None) -> Outcome:
    """Return why it cannot be started now, or ``done`` if it can."""
    if before is not None and before.state in ("running", "paused"):
        return "already_open", {"id": rule.id}
    if before is not None and (left_ms := before.over_ms + rule.again_after - turn.at_ms) > 0:
        return "too_soon", {"id": rule.id, "left_ms": left_ms}
    if not state.show.is_live:
        return "not_live", {}
    if state.show.is_panicked:
        return "panicked", {}
    if rule.at is not None and _end_ms(turn, rule) - turn.at_ms > FARTHEST_MS:
        return "time_passed", {"id": rule.id, "at": rule.at}
    if rule.until is not None and _missing(state, rule) <= 0:
        return "reached_already", {"id": rule.id}
    return DONE


def _extend(turn: Turn, command: ExtendCountdown, item: Countdown) -> Outcome:
    if item.state == "paused":
        item.left_ms += command.ms
    item.ends_at_ms += command.ms
    item.told = (item.left_ms or item.ends_at_ms - turn.at_ms) + 1  # what is said once more is true once more
    turn.notify("countdown_extended", id=command.id, left_ms=item.told - 1)
    return DONE


def look(state: "RoomState", rules: Iterable[CountdownRule], pack: MarketPack | None) -> tuple[CountdownView, ...]:
    """Return what others see."""
    return tuple(_view(state, rule, state.countdowns.get(rule.id), pack) for rule in rules)


def _view(state: "RoomState", rule: CountdownRule, item: Countdown | None, pack: MarketPack | None) -> CountdownView:
    is_on = item is not None and item.state in ("running", "paused")
    figure, target = next(iter((rule.until or {}).items()), ("", 0))
    texts = rule.texts_where(is_calm=is_calm(pack)) or {}
    return CountdownView(
        id=rule.id,
        title=dict(rule.title or {}),
        state=item.state if item else "idle",
        started_at_ms=item.started_ms if item else 0,
        ends_at_ms=item.ends_at_ms if item and item.state == "running" else 0,
        left_ms=item.left_ms if item and item.state == "paused" else 0,
        over_at_ms=item.over_ms if item else 0,
        again_at_ms=item.over_ms + rule.again_after if item and not is_on else 0,
        figure=figure,
        have=figures.value(state, figure) if figure else 0,
        target=target,
        marks=tuple(mark for mark in sorted(rule.marks or rule.amounts, reverse=True) if item and mark < item.told)
        if is_on
        else (),
        text=text_in(texts, state.settings.host_language),
        is_calm=is_calm(pack),
        then=rule.then,
    )

"""What goes on by the run sheet: segments begin, are moved by operators, bring what they are to bring, or run late.

A segment begins at its time if the room is live then, else when the room is back, unless the next one is due by then.
What it opens is opened once, when it begins; a panic keeps that from happening.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from livebot.commands import AnyCommand, MoveSegment
from livebot.engine.feature import Feature
from livebot.engine.show import figures
from livebot.engine.show.runsheet import KIND, Before, Now, Plan, RunsheetRule, current, goal_value, planned_shows
from livebot.engine.text import product_name
from livebot.engine.turn import DONE, Act, Outcome, Turn
from livebot.events import AnyEvent, Commented, RulesLoaded, SessionOpened

if TYPE_CHECKING:
    from livebot.engine.state import RoomState

UNDO_KEPT = 20
EARLIER_MS = 15 * 60_000
"""A show planned this long before livebot was started is still waited for."""
GIVEN_UP_MS = 2 * 3_600_000
"""A show that is later than this does not take place."""


class SegmentsFeature(Feature):
    """Runs the sheet."""

    kind = KIND

    def __init__(self, rule: RunsheetRule | None) -> None:
        self._rule = rule
        self._segments = {segment.id: segment for segment in rule.segments} if rule is not None else {}

    def _is_on(self, state: "RoomState") -> bool:
        """Return whether a show is going on by the run sheet."""
        return bool(self._segments and state.show.live_since_ms and state.show.is_going)

    def _plan(self, state: "RoomState") -> Plan | None:
        """Return the plan of the show that is going on."""
        if self._rule is None or not self._is_on(state):
            return None
        return Plan(self._rule, state.runsheet, state.show.live_since_ms)

    # --- time -------------------------------------------------------------------------------------------------

    def deadline(self, state: "RoomState") -> int | None:
        if self._rule is None:
            return None
        times = [self._show_deadline(state)]
        if (plan := self._plan(state)) is not None:
            times.append(plan.next_border_ms(state.at_ms) if state.show.is_live else None)
            times.append(self._late_deadline(state, plan))
        return min((time for time in times if time is not None), default=None)

    def _late_deadline(self, state: "RoomState", plan: Plan) -> int | None:
        """Return when things that slip are late, unless they are or never will be."""
        slip_from_ms = plan.slip_from_ms()
        if not slip_from_ms or state.runsheet.is_late or not current(state.runsheet):
            return None
        return max(slip_from_ms, slip_from_ms + plan.rule.late_after - plan.late_ms(slip_from_ms))

    def _show_deadline(self, state: "RoomState") -> int | None:
        sheet = state.runsheet
        times = [sheet.next_show_ms] if sheet.next_show_ms else []
        if self._rule is not None and sheet.due_show_ms and state.show.phase == "waiting":
            is_told = sheet.told_show_ms == sheet.due_show_ms
            times.append(sheet.due_show_ms + (GIVEN_UP_MS if is_told else min(self._rule.late_after, GIVEN_UP_MS)))
        return min(times, default=None)

    def advance(self, turn: Turn, state: "RoomState") -> None:
        self._follow_shows(turn, state)
        if (plan := self._plan(state)) is None:
            return
        if state.show.is_live:
            self._follow_plan(turn, state, plan)
        self._judge(turn, state, plan)

    def _follow_plan(self, turn: Turn, state: "RoomState", plan: Plan) -> None:
        place = plan.due(turn.at_ms)
        now = state.runsheet.now
        if place is not None:
            ends_ms = plan.expected(place, turn.at_ms) + plan.spans[place] if plan.spans[place] else 0
            self._begin(turn, state, plan, place, ends_ms)
        elif (border_ms := plan.next_border_ms(turn.at_ms)) is not None and border_ms <= turn.at_ms:
            now.is_over = True
            state.runsheet.moves += 1
            self._put_away(state)
            turn.notify("segments_over", id=now.id)

    def _judge(self, turn: Turn, state: "RoomState", plan: Plan) -> None:
        """See whether the show runs late."""
        sheet, late_ms = state.runsheet, plan.late_ms(turn.at_ms)
        is_late = late_ms >= plan.rule.late_after
        if is_late and not sheet.is_late:
            turn.notify("segment_late", id=sheet.now.id, left_ms=late_ms)
        sheet.is_late = is_late

    def _follow_shows(self, turn: Turn, state: "RoomState") -> None:
        """Follow when shows are planned, and say when the host is late."""
        sheet, rule = state.runsheet, self._rule
        if rule is None:
            return
        if sheet.next_show_ms and sheet.next_show_ms <= turn.at_ms:
            self._plan_shows(turn, state, rule)
        if not sheet.due_show_ms or state.show.phase != "waiting":
            return
        if turn.at_ms >= sheet.due_show_ms + GIVEN_UP_MS:
            sheet.due_show_ms = 0
        elif turn.at_ms >= sheet.due_show_ms + rule.late_after and sheet.told_show_ms != sheet.due_show_ms:
            sheet.told_show_ms = sheet.due_show_ms
            turn.notify("show_late", left_ms=turn.at_ms - sheet.due_show_ms)

    def _plan_shows(self, turn: Turn, state: "RoomState", rule: RunsheetRule) -> None:
        sheet = state.runsheet
        times = planned_shows(rule, turn.at_ms, turn.settings.timezone)
        sheet.next_show_ms = next((time_ms for time_ms in times if time_ms > turn.at_ms), 0)
        if state.show.phase == "waiting":
            from_ms = max(sheet.opened_ms - EARLIER_MS, turn.at_ms - GIVEN_UP_MS + 1)
            sheet.due_show_ms = max((time_ms for time_ms in times if from_ms <= time_ms <= turn.at_ms), default=0)

    # --- events -----------------------------------------------------------------------------------------------

    def on_event(self, turn: Turn, state: "RoomState", event: AnyEvent) -> None:
        if isinstance(event, Commented):  # which adds to figures as an act, and moves nothing
            return
        if isinstance(event, SessionOpened):
            state.runsheet.opened_ms = turn.at_ms
        elif isinstance(event, RulesLoaded):
            self._take_over(turn, state)
        self._follow_shows(turn, state)
        if (plan := self._plan(state)) is not None:
            self._look(turn, state)
            self._judge(turn, state, plan)

    def on_act(self, turn: Turn, state: "RoomState", act: Act) -> None:
        if self._is_on(state):
            self._look(turn, state)

    def _take_over(self, turn: Turn, state: "RoomState") -> None:
        """Go on by new rules: the segment that is on stays, if there still is one of that name."""
        sheet, now, rule = state.runsheet, state.runsheet.now, self._rule
        sheet.next_show_ms = sheet.due_show_ms = 0
        lengths = dict(zip(rule.places, rule.spans, strict=True)) if rule is not None else {}
        if rule is not None:
            self._plan_shows(turn, state, rule)
        if now.id and now.id not in lengths:
            self._put_away(state)
            sheet.now, sheet.is_late = Now(), False
        elif now.id and lengths[now.id] != now.span_ms:
            held_ms = now.ends_ms - now.begun_ms - now.span_ms if now.span_ms else 0
            now.span_ms = lengths[now.id]
            now.ends_ms = now.begun_ms + now.span_ms + held_ms if now.span_ms else 0

    def _look(self, turn: Turn, state: "RoomState") -> None:
        """See how far the goals of the segment are."""
        now, segment = state.runsheet.now, self._segments.get(current(state.runsheet))
        if segment is None:
            return
        now.most_viewers = max(now.most_viewers, state.show.viewers)
        for name, need in segment.goals.items():
            if name not in now.reached and goal_value(state, name) >= need:
                now.reached = (*now.reached, name)
                turn.notify("segment_goal", id=now.id, figure=name, need=need)

    # --- segments ---------------------------------------------------------------------------------------------

    def _begin(self, turn: Turn, state: "RoomState", plan: Plan, place: int, ends_ms: int) -> None:
        sheet, segment = state.runsheet, plan.segments[place]
        before = self._segments.get(current(sheet))
        self._put_away(state)
        sheet.now = Now(
            id=segment.id,
            begun_ms=turn.at_ms,
            ends_ms=ends_ms,
            span_ms=plan.spans[place],
            base={name: figures.value(state, name) for name in segment.goals},
            most_viewers=state.show.viewers,
        )
        sheet.begun[segment.id] = turn.at_ms
        sheet.skipped = tuple(name for name in sheet.skipped if name != segment.id)
        sheet.moves += 1
        _let_speak(state, set(segment.prompts) - set(before.prompts if before is not None else ()))
        turn.trace(f"{KIND}.{segment.id}", "segment_begun", fired=True)
        turn.notify("segment_begun", id=segment.id)
        if segment.product:
            sheet.product = state.show.product = product_name(segment.product)
        if segment.ending and not state.show.is_ending:
            state.show.is_ending = True
            turn.notify("ending")
        for name in segment.opens:
            if state.show.is_panicked:
                turn.trace(name, "panicked")
            else:
                turn.start(name)
        self._look(turn, state)
        self._judge(turn, state, plan)

    def _put_away(self, state: "RoomState") -> None:
        """Take the segment's product off the show, unless the host has put another one there."""
        sheet, show = state.runsheet, state.show
        if sheet.product and show.product == sheet.product:
            show.product = ""
        sheet.product = ""

    # --- what operators and other rules do --------------------------------------------------------------------

    def start(self, turn: Turn, state: "RoomState", rule_id: str, *, is_by_hand: bool) -> Outcome:
        """Begin a segment now; unlike a command, this is not taken back."""
        return self._move(turn, state, MoveSegment(to="go", id=rule_id))

    def on_command(self, turn: Turn, state: "RoomState", command: AnyCommand) -> Outcome | None:
        if not isinstance(command, MoveSegment):
            return None
        sheet = state.runsheet
        before = Before(
            now=msgspec.structs.replace(sheet.now),
            skipped=sheet.skipped,
            is_ending=state.show.is_ending,
            product=sheet.product,
            moves=sheet.moves + 1,
        )
        outcome = self._move(turn, state, command)
        if outcome == DONE:
            sheet.before = [*sheet.before, before][-UNDO_KEPT:]
        return outcome

    def _move(self, turn: Turn, state: "RoomState", command: MoveSegment) -> Outcome:
        plan = self._plan(state)
        if not self._segments:
            return "no_runsheet", {}
        if plan is None:
            return "not_live", {}
        if command.to == "go" and command.id not in self._segments:
            return "unknown", {"what": "segments", "id": command.id}
        if not self._carry_out(turn, state, plan, command):
            return "no_segment", {"to": command.to}
        return DONE

    def _carry_out(self, turn: Turn, state: "RoomState", plan: Plan, command: MoveSegment) -> bool:
        """Return whether there is a segment to do that with."""
        sheet = state.runsheet
        coming, is_on = plan.coming(), bool(current(sheet))
        match command.to:
            case "hold":
                if is_on:
                    _hold(turn, state)
                return is_on
            case "skip":
                if coming:
                    skipped = plan.segments[coming[0]].id
                    sheet.skipped = (*sheet.skipped, skipped)
                    sheet.moves += 1
                    turn.notify("segment_skipped", id=skipped)
                return bool(coming)
            case "next":
                places = coming[:1]
            case "back":
                earlier = range(plan.at + sheet.now.is_over)
                places = [n for n in earlier if plan.segments[n].id not in sheet.skipped][-1:]
            case _:
                places = [n for n, segment in enumerate(plan.segments) if segment.id == command.id]
        for place in places:
            self._begin(turn, state, plan, place, turn.at_ms + plan.spans[place] if plan.spans[place] else 0)
        return bool(places)

    def take_back(self, turn: Turn, state: "RoomState", rule_id: str) -> bool:
        """Undo the last move, unless things have moved on since; what a segment opened stays open."""
        sheet, show = state.runsheet, state.show
        before = sheet.before.pop() if sheet.before else None
        if before is None or before.moves != sheet.moves or (before.now.id and before.now.id not in self._segments):
            return False
        was = self._segments.get(current(sheet))
        self._put_away(state)
        sheet.now, sheet.skipped, sheet.moves = before.now, before.skipped, before.moves - 1
        sheet.product = before.product
        show.is_ending, show.product = before.is_ending, before.product or show.product
        segment = self._segments.get(current(sheet))
        if segment is not None:
            _let_speak(state, set(segment.prompts) - set(was.prompts if was is not None else ()))
        return True


def _hold(turn: Turn, state: "RoomState") -> None:
    """Let the segment stand still, or go on where it stood."""
    sheet, now = state.runsheet, state.runsheet.now
    sheet.moves += 1
    if not now.held_ms:
        now.held_ms = turn.at_ms
        turn.notify("segment_held", id=now.id)
        return
    now.ends_ms += turn.at_ms - now.held_ms if now.ends_ms else 0
    now.held_ms = 0
    turn.notify("segment_goes_on", id=now.id)


def _let_speak(state: "RoomState", prompt_ids: Iterable[str]) -> None:
    """Let these prompts count their interval from now on."""
    for prompt_id in prompt_ids:
        if (prompt := state.prompts.get(prompt_id)) is not None:
            prompt.due_at_ms = 0

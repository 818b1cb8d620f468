"""Giveaways: TikTok's own, which livebot only goes along with, and draws, which it holds where that is allowed.

    phase      native                                                  draw
    announced  its line waits to be seen                               likewise; ``draws.py`` tells what follows
    open       it runs: remind, tell those who ask how to take part
    done       over: thanks were said
    cancelled  its line was never posted, or an operator ended it

What an operator starts in ``native`` runs at once: they started TikTok's tool themselves. A draw opens when its line is
seen, so that its commitment is published before anybody enters.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from livebot.commands import AnyCommand, CancelGiveaway, DrawGiveaway
from livebot.draw import public_value
from livebot.engine.crowd import people
from livebot.engine.feature import Feature
from livebot.engine.giveaways import claims, draws
from livebot.engine.giveaways.giveaway import (
    KIND,
    Giveaway,
    Ready,
    draft,
    drawing,
    is_on_its_way,
    keep,
    know,
    origin,
    recall,
    running,
    say,
)
from livebot.engine.giveaways.rules import GiveawayRule, allowed_by, why_native
from livebot.engine.lines import chat
from livebot.engine.lines.gate import MarketPack
from livebot.engine.text import one_line
from livebot.engine.turn import ANSWER, DONE, Act, Outcome, Turn
from livebot.events import (
    AnyEvent,
    Commented,
    CommentsDeleted,
    Connected,
    Joined,
    LiveResumed,
    Ordered,
    Recalled,
    SessionClosed,
)
from livebot.viewers import Viewer

if TYPE_CHECKING:
    from livebot.engine.lines.chat import Line
    from livebot.engine.show.countdowns import Countdown
    from livebot.engine.state import RoomState

EXPLAIN_TTL_MS = 30_000
LOOK_AGAIN_MS = 90_000
"""So long after the announcement was given to be posted, look whether it was."""
EXPLAINED_MS = 60_000
"""An explanation this young answers everyone who asks."""
MOST_VALUE = 200


class GiveawaysFeature(Feature):
    """Starts giveaways, goes along with them, and holds draws."""

    kind = KIND

    def __init__(self, rules: Mapping[str, GiveawayRule], pack: MarketPack | None) -> None:
        self._rules = rules
        self._pack = pack
        self._ready: dict[tuple[str, int], Ready] = {}

    def _of(self, item: Giveaway) -> Ready:
        key = (item.id, item.started_ms)
        if (ready := self._ready.get(key)) is None:
            ready = self._ready[key] = Ready(item)
        return ready

    # --- time -------------------------------------------------------------------------------------------------

    def deadline(self, state: "RoomState") -> int | None:
        times = (time_ms for item in running(state) for time_ms in self._times(state, item))
        return min((time_ms for time_ms in times if time_ms), default=None)

    def _times(self, state: "RoomState", item: Giveaway) -> Iterator[int]:
        rule = self._of(item).rule
        if item.phase == "announced":
            yield item.look_ms
        elif item.phase == "open":
            yield from item.marks_ms[:1]
            yield _over_ms(item, rule)
        elif item.phase == "drawn" and item.draw is not None:
            yield from (claims.due(state, rule, place) for place in item.draw.places)

    def advance(self, turn: Turn, state: "RoomState") -> None:
        for item in running(state):
            if any(0 < time_ms <= turn.at_ms for time_ms in self._times(state, item)):
                self._advance(turn, state, item)

    def _advance(self, turn: Turn, state: "RoomState", item: Giveaway) -> None:
        rule = self._of(item).rule
        if item.phase == "drawn":
            claims.advance(turn, state, item, rule)
        elif item.phase == "announced" and is_on_its_way(state, origin(item)):
            item.look_ms = turn.at_ms + LOOK_AGAIN_MS
        elif item.phase == "announced":
            self._cancel(turn, state, item, "not posted")
        else:
            while item.marks_ms and item.marks_ms[0] <= turn.at_ms:
                item.marks_ms.pop(0)
                if rule.remind is not None and state.show.is_live:
                    say(turn, item, rule, rule.remind.say)
            if 0 < _over_ms(item, rule) <= turn.at_ms:
                self._close(turn, state, item)

    # --- starting and stopping --------------------------------------------------------------------------------

    def start(self, turn: Turn, state: "RoomState", rule_id: str, *, is_by_hand: bool) -> Outcome:
        rule, before = self._rules.get(rule_id), state.giveaways.items.get(rule_id)
        if rule is None:
            return "unknown", {"what": KIND, "id": rule_id}
        if before is not None and before.is_running:
            return "already_open", {"id": rule_id}
        if reason := why_native(rule, self._pack, turn.settings.host_language):
            turn.trace(f"{KIND}.{rule_id}", "draw_not_allowed", reason=reason)
            turn.notify("draw_not_allowed", id=rule_id, reason=reason)
            return "draw_not_allowed", {"id": rule_id, "reason": reason}
        item = Giveaway(id=rule_id, rule=rule.model_dump(mode="json"), started_ms=turn.at_ms)
        if (why := _cannot_say(turn, state, item, rule)) is not None:
            turn.trace(f"{KIND}.{rule_id}", why[0])
            return why
        state.giveaways.items[rule_id] = item
        if rule.mode == "draw":
            item.allowed = allowed_by(rule, self._pack)
            item.draw = draws.announce(turn, state.giveaways.book, rule, item.allowed)
        item.look_ms = turn.at_ms + LOOK_AGAIN_MS
        say(turn, item, rule, rule.announce, is_by_hand=is_by_hand)
        turn.notify("giveaway_announced", id=rule_id)
        if turn.settings.chat.mode == "off" or (item.draw is None and is_by_hand):
            self._open(turn, state, item)
        return DONE

    def stop(self, turn: Turn, state: "RoomState", rule_id: str) -> Outcome:
        item = state.giveaways.items.get(rule_id)
        if item is None and rule_id not in self._rules:
            return "unknown", {"what": KIND, "id": rule_id}
        if item is None or not item.is_running:
            return "not_open", {"id": rule_id}
        if item.phase == "announced":
            self._cancel(turn, state, item, "by hand")
        elif item.phase == "open":
            item.is_stopped = True
            self._close(turn, state, item, is_by_hand=True)
        else:
            return "wrong_state", {"state": item.phase}
        return DONE

    def take_back(self, turn: Turn, state: "RoomState", rule_id: str) -> bool:
        """Go on as if it had never been ended: TikTok's own did, and so does what counts down to its end."""
        item = state.giveaways.items.get(rule_id)
        if item is None or item.draw is not None or not (item.is_stopped and item.opened_ms):
            return False  # what a record says is never taken back
        if 0 < item.closes_ms <= turn.at_ms:
            return False
        item.marks_ms = [mark_ms for mark_ms in item.marks_ms if mark_ms > turn.at_ms]
        claims.drop_lines(turn, state, item, item.ended_ms, "undone")
        countdown = self._countdown(state, item)
        if countdown is not None and countdown.over_ms == item.ended_ms:
            turn.take_back(f"countdowns.{self._of(item).rule.countdown}")
        item.phase, item.ended_ms, item.is_stopped, item.reason = "open", 0, False, ""
        return True

    def on_command(self, turn: Turn, state: "RoomState", command: AnyCommand) -> Outcome | None:
        if not isinstance(command, DrawGiveaway | CancelGiveaway):
            return None
        item = state.giveaways.items.get(command.id)
        if item is None and command.id not in self._rules:
            return "unknown", {"what": KIND, "id": command.id}
        if item is None or not item.is_running:
            return "not_open", {"id": command.id}
        if isinstance(command, CancelGiveaway):
            item.is_stopped = True
            self._cancel(turn, state, item, one_line(command.reason) or "by hand")
            return DONE
        value = public_value(command.value)[:MOST_VALUE]
        if item.draw is None or item.phase != "frozen" or not value:
            return ("wrong_state", {"state": item.phase}) if value else ("empty", {})
        claims.hold(turn, state, item, self._of(item).rule, value, is_by_hand=True)
        return DONE

    def _open(self, turn: Turn, state: "RoomState", item: Giveaway) -> None:
        rule = self._of(item).rule
        item.phase, item.opened_ms = "open", turn.at_ms
        if rule.duration:
            item.closes_ms = turn.at_ms + rule.duration
            before = sorted(set(rule.remind.at if rule.remind is not None else ()), reverse=True)
            item.marks_ms = [item.closes_ms - left_ms for left_ms in before if left_ms < rule.duration]
        if item.draw is not None:
            draws.publish(turn, state.giveaways.book, item.draw, "opened")
        turn.notify("giveaway_opened", id=item.id)
        if rule.countdown is not None:
            turn.start(f"countdowns.{rule.countdown}")

    def _close(self, turn: Turn, state: "RoomState", item: Giveaway, *, is_by_hand: bool = False) -> None:
        """Entry is over; of a native giveaway, everything is."""
        rule, it = self._of(item).rule, item.draw
        claims.drop_lines(turn, state, item, item.started_ms, "closed")
        self._end_countdown(turn, state, item)
        item.ended_ms = turn.at_ms
        if it is None:
            item.phase = "done"
            turn.notify("giveaway_done", id=item.id)
            say(turn, item, rule, rule.thanks, is_by_hand=is_by_hand)
            return
        draws.freeze(turn, state, it, rule)
        item.phase = "frozen"
        turn.notify("giveaway_frozen", id=item.id, entrants=len(it.people))
        if not it.people:
            self._cancel(turn, state, item, "nobody")
            say(turn, item, rule, rule.none, is_by_hand=is_by_hand)
            return
        say(turn, item, rule, rule.closed, is_by_hand=is_by_hand)
        if rule.public_value:
            keep(turn, item, it)
        else:
            claims.hold(turn, state, item, rule, "", is_by_hand=is_by_hand)

    def _cancel(self, turn: Turn, state: "RoomState", item: Giveaway, reason: str) -> None:
        claims.drop_lines(turn, state, item, item.started_ms, "closed")
        self._end_countdown(turn, state, item)
        item.phase, item.reason, item.ended_ms = "cancelled", reason, turn.at_ms
        turn.notify("giveaway_cancelled", id=item.id, reason=reason)
        if item.draw is not None:
            draws.publish(turn, state.giveaways.book, item.draw, "cancelled", reason=reason)
            keep(turn, item, item.draw)

    def _end_countdown(self, turn: Turn, state: "RoomState", item: Giveaway) -> None:
        """Stop the countdown that began with it: what it says would not be true any more."""
        if self._countdown(state, item) is not None:
            turn.stop(f"countdowns.{self._of(item).rule.countdown}")

    def _countdown(self, state: "RoomState", item: Giveaway) -> "Countdown | None":
        """Return the countdown that began with it."""
        countdown = state.countdowns.get(self._of(item).rule.countdown or "")
        return countdown if countdown is not None and 0 < item.opened_ms == countdown.started_ms else None

    # --- what viewers do --------------------------------------------------------------------------------------

    def takes(self, turn: Turn, state: "RoomState", event: Commented, language: str) -> bool:
        """Take an entry or a claim, or answer how to take part."""
        for item in running(state):
            ready, name = self._of(item), f"{KIND}.{item.id}"
            if item.draw is not None and item.phase == "open" and ready.enters(event):
                know(state, event)
                is_new = draws.enter(turn, state, item.draw, ready.rule, event.viewer)
                turn.act(event.viewer, "entry", name, is_new=is_new, text=event.text)
                return True
            if ready.rule.claim.words and ready.claims(event) and claims.place_of(item, event.viewer.id):
                turn.act(event.viewer, "comment", name, text=event.text)
                return True
            if item.phase in ("announced", "open") and ready.asks(event):
                return self._explain(turn, state, item, event, language)
        return False

    def _explain(self, turn: Turn, state: "RoomState", item: Giveaway, event: Commented, language: str) -> bool:
        """Tell how to take part, once per cooldown; return whether the room was told, now or a moment ago."""
        rule, name = self._of(item).rule, f"{KIND}.{item.id}"
        if item.explained_ms and turn.at_ms < item.explained_ms + rule.cooldown:
            turn.trace(name, "cooldown_room", left_ms=item.explained_ms + rule.cooldown - turn.at_ms)
            is_told = turn.at_ms <= item.explained_ms + EXPLAINED_MS
        elif state.show.is_held or state.show.is_panicked or turn.settings.chat.mode == "off":
            return False
        else:
            item.explained_ms = turn.at_ms
            turn.trace(name, "explained", fired=True)
            say(turn, item, rule, rule.enter, language=language, ttl_ms=EXPLAIN_TTL_MS, priority=ANSWER)
            is_told = True
        if is_told:
            turn.act(event.viewer, "question", name, text=event.text)
        return is_told

    def on_event(self, turn: Turn, state: "RoomState", event: AnyEvent) -> None:
        match event:
            case Commented() if event.is_history:
                self._on_history(turn, state, event)
            case Commented():
                know(state, event)
                self._on_claim(turn, state, event)
            case Joined():
                know(state, event)
            case Ordered():
                self._on_order(turn, state, event)
            case CommentsDeleted():
                for _, it in drawing(state, "open"):
                    for viewer_id in event.viewer_ids:
                        draws.punish(it, viewer_id)
            case Connected() | LiveResumed():
                for _, it in drawing(state, "drawn"):
                    for place in it.places:
                        place.called_ms = turn.at_ms if place.called_ms else 0
            case Recalled():
                recall(state, event)
            case SessionClosed():
                for item in running(state):
                    if item.phase in ("announced", "open"):
                        self._cancel(turn, state, item, "the show ended")
            case _:
                pass

    def on_act(self, turn: Turn, state: "RoomState", act: Act) -> None:
        """See what makes an entry, and that entrants are there."""
        viewer = act.viewer
        if act.kind == "follow":
            state.giveaways.book.followed[viewer.id] = True
        for item, it in drawing(state, "open"):
            rule = self._of(item).rule
            if viewer.id in it.entries:
                it.entries[viewer.id].seen_ms = turn.at_ms
            elif (act.kind == "follow" and it.away.get(viewer.id) == "follower") or _is_entry(rule, act):
                draws.enter(turn, state, it, rule, viewer)

    def on_posted(self, turn: Turn, state: "RoomState", line: "Line") -> None:
        for item in running(state):
            if item.phase == "announced" and line.origin == origin(item) and line.created_ms >= item.started_ms:
                self._open(turn, state, item)
        for item, it in drawing(state, "drawn"):
            rule = self._of(item).rule
            for place in it.places:
                is_its_call = line.origin == origin(item, place) and line.created_ms >= place.since_ms
                if is_its_call and place.state == "called" and not place.called_ms:
                    claims.on_called(turn, state, it, rule, place)
                    claims.finish(turn, state, item, rule)

    def _on_history(self, turn: Turn, state: "RoomState", event: Commented) -> None:
        """Let in who entered, and let claim who won, while the connection was lost."""
        for item, it in drawing(state, "open"):
            ready = self._of(item)
            if ready.enters(event) and item.opened_ms <= event.written_at_ms:
                know(state, event)
                draws.enter(turn, state, it, ready.rule, event.viewer)

        for item, _ in drawing(state, "drawn"):
            place = claims.place_of(item, event.viewer.id)
            if place is not None and place.said_ms <= event.written_at_ms:
                self._on_claim(turn, state, event)

    def _on_claim(self, turn: Turn, state: "RoomState", event: Commented) -> None:
        for item, _ in drawing(state, "drawn"):
            ready, place = self._of(item), claims.place_of(item, event.viewer.id)
            if place is not None and ready.claims(event):
                claims.claim(turn, state, item, ready.rule, place)

    def _on_order(self, turn: Turn, state: "RoomState", event: Ordered) -> None:
        for item, it in drawing(state, "open"):
            rule = self._of(item).rule
            if rule.entry is None or not rule.entry.order:
                continue
            order = state.figures.orders.get(event.order_id)
            if order is None or order.status == "cancelled":
                draws.take_out(it, event.order_id)
            elif buyer := people.find(state.people, event.viewer_id):
                person = state.people.persons[buyer]
                viewer = Viewer(id=buyer, handle=person.handle, name=person.name)
                draws.enter(turn, state, it, rule, viewer, orders=(event.order_id,))


def _over_ms(item: Giveaway, rule: GiveawayRule) -> int:
    """Return when entry is over, the grace time of a draw included; 0 if only an operator ends it."""
    return item.closes_ms + (rule.grace if item.draw is not None else 0) if item.closes_ms else 0


def _is_entry(rule: GiveawayRule, act: Act) -> bool:
    entry = rule.entry
    return entry is not None and (act.kind, act.rule) in (
        ("code", f"codes.{entry.code}"),
        ("vote", f"polls.{entry.poll}"),
    )


def _cannot_say(turn: Turn, state: "RoomState", item: Giveaway, rule: GiveawayRule) -> Outcome | None:
    """Return why the giveaway cannot be announced now, or None."""
    if state.show.is_panicked:
        return "panicked", {}
    if not state.show.is_live:
        return "not_live", {}
    if turn.settings.chat.mode == "off":
        return None
    line = draft(turn, item, rule, rule.announce)
    refused = chat.refusal(state.lane, turn.settings.chat, line.origin, line.text)
    return refused or chat.blocked(turn, line.text, line.language)

"""Earning points: who is given some, who is not, and what is said about it.

Nothing is earned by who repeats a text, by what goes beyond ``per_minute``, by who is muted or just broke a rule of
moderation, by a second follow or share, nor by history, the host and own accounts. What is worth how much is in
``awards.py``, what viewers have in ``points.py``.
"""

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from livebot.engine.crowd import points
from livebot.engine.crowd.awards import Ask, LeaderboardRule, PointsRule, worth
from livebot.engine.crowd.points import Board, Points
from livebot.engine.feature import Feature
from livebot.engine.fields import fill
from livebot.engine.lines import chat
from livebot.engine.moderation.rules import ModerationRule
from livebot.engine.text import bare, display_name, fold, mask
from livebot.engine.turn import ANSWER, DONE, OPERATOR, PROMPT, Act, Draft, Outcome, Turn
from livebot.events import AnyEvent, Commented, Joined, Ordered, Recalled, RulesLoaded, SessionClosed
from livebot.viewers import Memory, Viewer
from livebot.views.show import BoardEntryView, BoardView

if TYPE_CHECKING:
    from livebot.engine.state import RoomState

KIND = "points"
LEADERBOARD = "leaderboard"
SAVE_MS = 60_000
TTL_MS = 30_000
NAMED = 3
"""So many viewers are named in a line."""


class EarningFeature(Feature):
    """Gives points, and says who has them."""

    kind = KIND

    def __init__(self, rule: PointsRule | None, moderation: ModerationRule) -> None:
        self._rule = rule
        self._mutes_ms = {"mute short": moderation.mute_short, "mute long": moderation.mute_long}
        self._spoken = {_key(word): what for what, word in rule.spoken} if rule is not None else {}

    # --- time -------------------------------------------------------------------------------------------------

    def deadline(self, state: "RoomState") -> int | None:
        if self._rule is None:
            return None
        have = state.points
        times = (have.save_at_ms, have.month_ends_ms, have.announce_at_ms if have.risen else 0)
        return min((time_ms for time_ms in times if time_ms), default=None)

    def advance(self, turn: Turn, state: "RoomState") -> None:
        if self._rule is None:
            return
        have = state.points
        if have.month_ends_ms and have.month_ends_ms <= turn.at_ms:
            self._begin_month(turn, state)
        if have.save_at_ms and have.save_at_ms <= turn.at_ms:
            _save(turn, have)
        self._announce(turn, state)

    def _begin_month(self, turn: Turn, state: "RoomState") -> None:
        """See which month it is, and save what belongs to the one before."""
        _save(turn, state.points)
        state.points.month, state.points.month_ends_ms = points.month_of(turn.at_ms, turn.settings.timezone)
        points.rank(state)

    # --- what happens -----------------------------------------------------------------------------------------

    def on_event(self, turn: Turn, state: "RoomState", event: AnyEvent) -> None:
        if isinstance(event, Recalled):
            points.recall(state, event.standings, event.hidden)
        elif isinstance(event, SessionClosed):
            _save(turn, state.points)
        elif isinstance(event, RulesLoaded):
            if self._rule is None:
                _save(turn, state.points)
            else:
                self._begin_month(turn, state)
        elif self._rule is None:
            return
        elif isinstance(event, Commented | Joined):
            points.know(state, event.viewer.id, event.profile)
        elif isinstance(event, Ordered) and event.status == "cancelled":
            viewer_id, month, amount = state.points.orders.pop(event.order_id, ("", "", 0))
            if amount:
                points.add(state, viewer_id, -amount, month)
                _save_soon(turn, state.points)

    def on_act(self, turn: Turn, state: "RoomState", act: Act) -> None:
        rule, viewer = self._rule, act.viewer
        if rule is None or turn.settings.is_ours(viewer):
            return
        if self._is_silenced(turn, state, viewer.id):
            turn.trace(KIND, "silenced", act=act.kind)
            return
        amount, why = worth(rule, points.collector(state.points, viewer.id), act, turn.at_ms)
        turn.trace(KIND, why, fired=amount > 0, act=act.kind, points=amount)
        if amount:
            self._give(turn, state, rule, viewer, amount)
        if act.kind == "order":
            state.points.orders[act.text] = (viewer.id, state.points.month, amount)

    def _is_silenced(self, turn: Turn, state: "RoomState", viewer_id: str) -> bool:
        """Return whether a viewer is muted or removed, or broke a rule of moderation this very moment."""
        for offence in state.docket.offences:
            if offence.state in ("acting", "done"):
                until_ms = offence.acted_ms + self._mutes_ms.get(offence.step, 0)
                is_over = turn.at_ms >= until_ms and offence.step != "remove" and offence.at_ms != turn.at_ms
            else:
                is_over = offence.at_ms != turn.at_ms or offence.state in ("dry", "dismissed", "undone")
            if not is_over and any(offender.id == viewer_id for offender in offence.offenders):
                return True
        return False

    def _give(self, turn: Turn, state: "RoomState", rule: PointsRule, viewer: Viewer, amount: int) -> None:
        have = state.points
        who = points.collector(have, viewer.id)
        who.name, who.handle = viewer.name or who.name, viewer.handle or who.handle
        before = points.level(state, viewer.id)
        points.add(state, viewer.id, amount)
        _save_soon(turn, have)
        reached = points.level(state, viewer.id)
        if reached > before and rule.level_up is not None and viewer.id not in have.hidden:
            have.risen[viewer.id] = reached
            self._announce(turn, state)

    # --- what viewers write to livebot ------------------------------------------------------------------------

    def takes(self, turn: Turn, state: "RoomState", event: Commented, language: str) -> bool:
        if self._rule is None:
            return False
        points.know(state, event.viewer.id, event.profile)  # before anybody asks for their level
        what = self._spoken.get(_key(event.text)) if self._spoken else None
        if what == "ask" and self._rule.ask is not None:
            self._tell(turn, state, self._rule.ask, event.viewer, language)
        elif what is not None:
            _hide(turn, state, event.viewer, is_hidden=what == "hide")
        return what is not None

    def _tell(self, turn: Turn, state: "RoomState", ask: Ask, viewer: Viewer, language: str) -> None:
        rule, asked = self._rule, state.points.asked
        assert rule is not None
        rests = (("cooldown_room", "", ask.cooldown.room), ("cooldown_user", viewer.id, ask.cooldown.user))
        for kind, key, rest_ms in rests:
            if key in asked and turn.at_ms < asked[key] + rest_ms:
                turn.trace(KIND, kind, left_ms=asked[key] + rest_ms - turn.at_ms)
                return
        tag, text = turn.pick(ask.reply, language)
        level = points.level(state, viewer.id)
        line = fill(
            text,
            {
                "viewer": turn.name_of(viewer.name, viewer.handle),
                "points": str(points.total(state, viewer.id)),
                "month": str(points.total(state, viewer.id, "month")),
                "session": str(points.total(state, viewer.id, "session")),
                "level": turn.pick(rule.levels[level - 1].name, tag)[1] if level else "–",
            },
        )
        if fold(line) == chat.last_text(state.lane):
            turn.trace(KIND, "repeated")
            return
        asked[""] = asked[viewer.id] = turn.at_ms
        turn.trace(KIND, "answered", fired=True)
        turn.say(Draft(text=line, origin=KIND, priority=ANSWER, ttl_ms=TTL_MS, language=tag))

    # --- what is said -----------------------------------------------------------------------------------------

    def _announce(self, turn: Turn, state: "RoomState") -> None:
        """Say who reached a level, all in one line, unless that was done a moment ago."""
        rule, have = self._rule, state.points
        if rule is None or not have.risen or turn.at_ms < have.announce_at_ms:
            return
        risen, have.risen = sorted(have.risen.items(), key=lambda item: -item[1]), {}
        if rule.level_up is None:  # it was, until the rules changed
            return
        have.announce_at_ms = turn.at_ms + rule.level_up.every
        tag, text = turn.pick(rule.level_up.say)
        names = []
        for viewer_id, level in risen[:NAMED]:
            who = have.collectors[viewer_id]
            name = turn.pick(rule.levels[min(level, len(rule.levels)) - 1].name, tag)[1]
            names.append(f"{turn.name_of(who.name, who.handle)} ({name})")
        line = ""
        for named in range(len(names), 0, -1):
            more = f" +{len(risen) - named}" if len(risen) > named else ""
            line = fill(text, {"who": ", ".join(names[:named]) + more})
            if len(line) <= turn.settings.chat.max_chars:
                break
        turn.notify("level_up", viewers=len(risen), first=names[0])
        turn.say(Draft(text=line, origin=KIND, priority=PROMPT, ttl_ms=TTL_MS, language=tag))

    def start(self, turn: Turn, state: "RoomState", rule_id: str, *, is_by_hand: bool) -> Outcome:
        """Post the leaderboard."""
        rule = self._rule.leaderboard if self._rule is not None else None
        if rule is None or rule_id != LEADERBOARD:
            return super().start(turn, state, rule_id, is_by_hand=is_by_hand)
        tag, text = turn.pick(rule.say)
        line = _top_line(rule, text, entries(state, rule.board), turn.settings.chat.max_chars)
        why: Outcome | None = None
        if not line:
            why = "no_points", {}
        elif state.show.is_panicked or not state.show.is_live:
            why = "panicked" if state.show.is_panicked else "not_live", {}
        if why := why or chat.refusal(state.lane, turn.settings.chat, KIND, line) or chat.blocked(turn, line, tag):
            turn.trace(f"{KIND}.{LEADERBOARD}", why[0])
            return why
        turn.trace(f"{KIND}.{LEADERBOARD}", "fired", fired=True)
        priority = OPERATOR if is_by_hand else PROMPT
        turn.say(Draft(text=line, origin=KIND, priority=priority, ttl_ms=TTL_MS, is_by_hand=is_by_hand, language=tag))
        return DONE


def _hide(turn: Turn, state: "RoomState", viewer: Viewer, *, is_hidden: bool) -> None:
    """Do not show a viewer on leaderboards any more, or again, in this show and later ones."""
    if points.hide(state, viewer.id, is_hidden=is_hidden):
        state.points.risen.pop(viewer.id, None)
        turn.remember(Memory(kind="hidden", key=LEADERBOARD, viewer_id=viewer.id, amount=int(is_hidden)))
        name = display_name(viewer.name or viewer.handle)
        turn.notify("points_hidden" if is_hidden else "points_shown", viewer=name)


def _key(text: str) -> str:
    """Return what a comment is compared by: ``!Hide me 🙈`` is ``!hide me``, and "hide me" is not."""
    folded = fold(text)
    return f"{folded[0] if folded[:1] in ('!', '/', '#') else ''}{bare(text)}"


def _save_soon(turn: Turn, have: Points) -> None:
    have.save_at_ms = have.save_at_ms or turn.at_ms + SAVE_MS


def _save(turn: Turn, have: Points) -> None:
    """Leave to later sessions who has how many points of which month."""
    have.save_at_ms = 0
    if not have.unsaved:
        return
    memories = [
        Memory(
            kind=KIND,
            key=month,
            viewer_id=viewer_id,
            amount=have.earned[month][viewer_id],
            data={"name": have.collectors[viewer_id].name, "handle": have.collectors[viewer_id].handle},
        )
        for month, viewers in have.unsaved.items()
        for viewer_id in viewers
    ]
    have.unsaved = {}
    turn.remember(*memories)


def _top_line(rule: LeaderboardRule, text: str, top: Sequence[BoardEntryView], max_chars: int) -> str:
    """Return the line of the leaderboard with as many places as fit."""
    line = ""
    for places in range(min(rule.places, len(top)), 0, -1):
        named = ", ".join(f"{entry.rank}. {_from_left(entry.masked)} {entry.points}" for entry in top[:places])
        line = fill(text, {"top": named})
        if len(line) <= max_chars:
            break
    return line


def _from_left(name: str) -> str:
    """Return a name after which the line goes on from left to right, even if the name goes the other way."""
    is_rtl = any(unicodedata.bidirectional(char) in ("R", "AL") for char in name)
    return f"{name}\N{LEFT-TO-RIGHT MARK}" if is_rtl else name


# --- the view --------------------------------------------------------------------------------------------------


def look(state: "RoomState") -> tuple[BoardView, ...]:
    """Return the boards as others see them; none where points are not given."""
    if not state.rules.get(KIND):
        return ()
    have = state.points
    return tuple(
        BoardView(id=board, month=have.month if board == "month" else "", entries=entries(state, board))
        for board in points.BOARDS
    )


def entries(state: "RoomState", board: Board) -> tuple[BoardEntryView, ...]:
    """Return who is on top of a board, the first first."""
    return tuple(
        BoardEntryView(
            rank=rank,
            masked=mask(who.name, who.handle),
            points=amount,
            level=points.level(state, viewer_id),
            name=who.name,
            handle=who.handle,
        )
        for rank, (viewer_id, who, amount) in enumerate(points.top(state, board), 1)
    )

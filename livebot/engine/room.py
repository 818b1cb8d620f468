"""The engine: a room takes events, one after the other, and decides.

``step`` is the only way in. It reads no clock, no file, no socket and no random source, so a recorded list of events
gives the same decisions again. Deadlines up to the time of an event fire before it, each at its own time; what the
event itself made due fires after it. Hence extra ticks, and other borders between batches, change nothing.
"""

from typing import TypeVar

import msgspec

from livebot.effects import AnyEffect
from livebot.engine import commands, comments, starting
from livebot.engine.asks import ballots, pk, polls, quick, results
from livebot.engine.asks.ballots import Tables
from livebot.engine.crowd import gifts
from livebot.engine.fields import RuleModel
from livebot.engine.lines import chat, prompts
from livebot.engine.lines.quiet import QuietHours
from livebot.engine.moderation import docket
from livebot.engine.questions import delivery, questions, replies
from livebot.engine.rulebook import Rulebook, RuleSet
from livebot.engine.settings import RoomSettings
from livebot.engine.show import runsheet, show
from livebot.engine.state import RoomState
from livebot.engine.turn import Trace, Turn
from livebot.events import (
    AnyEvent,
    ChatDoubted,
    ChatFailed,
    ChatSent,
    CommandGiven,
    Commented,
    CommentsDeleted,
    Followed,
    Gifted,
    Joined,
    Liked,
    Moderated,
    ModerationFailed,
    Recalled,
    RulesLoaded,
    RulesRefused,
    SessionClosed,
    SessionOpened,
    Shared,
    Translated,
    TranslationFailed,
    ViewersCounted,
)
from livebot.views.base import Why

Rule = TypeVar("Rule", bound=RuleModel)

_codec_encode = msgspec.msgpack.Encoder().encode
_codec_decode = msgspec.msgpack.Decoder(RoomState).decode


class Room:
    """One room's engine. The first event is ``SessionOpened``, the second ``RulesLoaded``."""

    def __init__(self, state: RoomState | None = None) -> None:
        self.state = state or RoomState()
        self._use(RuleSet.model_validate(self.state.rules))
        self.tables = Tables()
        self._opened_with: dict[int, RuleModel] = {}
        self._due_ms = self._find_due()

    def snapshot(self) -> bytes:
        """Return the whole state; ``restore`` gives a room that goes on exactly like this one."""
        return _codec_encode(self.state)

    @classmethod
    def restore(cls, data: bytes) -> "Room":
        """Raises msgspec.DecodeError if ``data`` is no snapshot of this version."""
        return cls(_codec_decode(data))

    def _use(self, rules: RuleSet) -> None:
        self.book = Rulebook(rules)
        hours = rules.market.quiet_hours if rules.market is not None else ()
        self.quiet = QuietHours(hours, self.state.settings.timezone)

    # --- time -------------------------------------------------------------------------------------------------

    def next_deadline(self) -> int | None:
        """Return when something is due without any event, or None."""
        return self._due_ms

    def _find_due(self) -> int | None:
        state = self.state
        stage = self.stage()
        times: list[int | None] = [
            ballots.deadline(state.ballots),
            chat.deadline(state.lane, state.settings.chat, self._may_go),
            gifts.deadline(state.gifts),
            self.quiet.changes_at(state.at_ms),
        ]
        times += [feature.deadline(state) for feature in self.book.features]
        times += [prompts.ready_at(rule, self.prompt(rule.id), stage) for rule in self.book.prompts.values()]
        return min((time for time in times if time is not None), default=None)

    def step(self, event: AnyEvent, trace: list[Trace] | None = None) -> tuple[AnyEffect, ...]:
        """Take one event and return what is decided because of it and of the time that has passed.

        A time before the last event's counts as the last event's. With a list for ``trace`` the reasons of every
        rule are added to it.
        """
        state = self.state
        now_ms = max(event.at_ms, state.at_ms)
        turn = self._turn(trace)
        self._advance(turn, now_ms)
        turn.at_ms = state.at_ms = now_ms
        self._on_event(turn, event)
        for feature in self.book.features:
            feature.on_event(turn, state, event)
        self._see_to(turn)
        self._follow_lines(turn)
        self._due_ms = self._find_due()
        self._advance(turn, now_ms)
        self._trace_prompts(turn)
        return tuple(turn.effects)

    def looking(self) -> Turn:
        """Return a turn in which nothing is decided, for asking what would be."""
        return self._turn(None)

    def _turn(self, trace: list[Trace] | None) -> Turn:
        state = self.state
        return Turn(
            at_ms=state.at_ms,
            seed=state.seed,
            settings=state.settings,
            people=state.people,
            gate=self.book.gate,
            ledger=state.ledger,
            traces=trace,
            blocks=self.blocks,
        )

    def _advance(self, turn: Turn, until_ms: int) -> None:
        while self._due_ms is not None and self._due_ms <= until_ms:
            turn.at_ms = self.state.at_ms = max(self._due_ms, self.state.at_ms)
            self._fire_due(turn)
            self._see_to(turn)
            self._due_ms = self._find_due()

    def _fire_due(self, turn: Turn) -> None:
        state = self.state
        for ballot in ballots.advance(turn, state.ballots):
            self._report(turn, ballot)
        self._see_to(turn)
        gifts.advance(turn, state.gifts)
        for feature in self.book.features:
            feature.advance(turn, state)
        self._see_to(turn)
        chat.advance(turn, state.lane, self._may_go)
        by_due_time = sorted(self.book.prompts.values(), key=lambda rule: self.prompt(rule.id).due_at_ms)
        for rule in by_due_time:
            if prompts.advance(turn, rule, self.prompt(rule.id), self.stage()):
                self._see_to(turn)
        self._follow_lines(turn)

    def _follow_lines(self, turn: Turn) -> None:
        state = self.state
        delivery.follow(turn, state.questions, state.answers, state.lane)
        if state.docket.warnings:
            lines = [(line.origin, line.created_ms, line.state) for line in chat.outbox(state.lane)]
            docket.follow(turn, state.docket, lines)

    def _trace_prompts(self, turn: Turn) -> None:
        if turn.is_traced:
            for rule in self.book.prompts.values():
                for why in prompts.why_not(rule, self.prompt(rule.id), self.stage(), turn.at_ms):
                    turn.trace(f"prompts.{rule.id}", why)

    def _see_to(self, turn: Turn) -> None:
        """See to what features said through the turn, and to what comes of it."""
        while turn.acts or turn.starts or turn.stops or turn.taken_back or turn.opens or turn.drafts:
            acts, turn.acts = turn.acts, []
            for act in acts:
                for feature in self.book.features:
                    feature.on_act(turn, self.state, act)
            starts, turn.starts = turn.starts, []
            for name, turn.occasion in starts:
                starting.start(turn, self, name, is_by_hand=False)
            turn.occasion = None
            stops, turn.stops = turn.stops, []
            for name in stops:
                starting.end(turn, self, name)
            taken_back, turn.taken_back = turn.taken_back, []
            for name in taken_back:
                starting.take_back(turn, self, name)
            opens, turn.opens = turn.opens, []
            for rule_id in opens:
                self._open_by_id(turn, rule_id)
            drafts, turn.drafts = turn.drafts, []
            for draft in drafts:
                if self.state.show.is_panicked:
                    turn.count("lines_refused")
                else:
                    chat.add(turn, self.state.lane, draft)
        self._start_prompts(turn)

    # --- what the features need to know of each other ---------------------------------------------------------

    def stage(self) -> prompts.Stage:
        """Return what the room means for prompts right now."""
        state, lane = self.state, self.state.lane
        pending = frozenset(
            line.origin.removeprefix("prompt:")
            for line in lane.lines
            if line.state in chat.ACTIVE and line.origin.startswith("prompt:")
        )
        free_ms = chat.free_at(lane, state.settings.chat) if chat.is_empty(lane) else None
        return prompts.Stage(
            blocks=self.blocks(),
            lane_free_at_ms=free_ms,
            last_line=chat.last_text(lane),
            pending=pending,
            known=state.wordings.known,
            barred=self.book.barred_prompts.get(runsheet.current(state.runsheet), frozenset()),
        )

    def blocks(self) -> Why | None:
        """Return why livebot says nothing by itself at the moment, or None."""
        show_, mode = self.state.show, self.state.settings.chat.mode
        kind = (
            ("not_live" if not show_.is_live else "")
            or ("panicked" if show_.is_panicked else "")
            or ("paused" if show_.is_held else "")
            or ("quiet_hours" if self.quiet.at(self.state.at_ms) else "")
            or ("chat_off" if mode == "off" else "")
        )
        if kind == "quiet_hours":
            until_ms = self.quiet.changes_at(self.state.at_ms) or 0
            return Why(kind=kind, data={"left_ms": str(until_ms - self.state.at_ms)})
        return Why(kind=kind) if kind else None

    def _may_go(self, line: chat.Line) -> bool:
        """Return whether a line may go out at the moment: pauses and quiet hours hold back what nobody asked for."""
        show_ = self.state.show
        return show_.is_live and (line.is_by_hand or not (show_.is_held or self.quiet.at(self.state.at_ms)))

    def prompt(self, prompt_id: str) -> prompts.PromptState:
        return self.state.prompts[prompt_id]

    def opened_with(self, ballot: ballots.Ballot, kind: type[Rule]) -> Rule:
        """Return the rule that a ballot was opened with, read once; the rules may say something else by now."""
        rule = self._opened_with.get(ballot.n)
        if not isinstance(rule, kind):
            rule = self._opened_with[ballot.n] = kind.model_validate(ballot.rule)
        return rule

    # --- events -----------------------------------------------------------------------------------------------

    def _on_event(self, turn: Turn, event: AnyEvent) -> None:
        state = self.state
        show.on_event(turn, state.show, event)
        match event:
            case Commented():
                comments.on_comment(turn, self, event)
            case Joined():
                turn.count("joins")
                for rule in self.book.prompts.values():
                    prompts.on_join(self.prompt(rule.id))
            case Liked():
                turn.count("likes", event.count)
                turn.act(event.viewer, "like", value=event.count)
            case Followed():
                turn.count("follows")
                turn.act(event.viewer, "follow")
            case Shared():
                turn.count("shares")
                turn.act(event.viewer, "share")
            case Gifted():
                gifts.on_gift(turn, state.gifts, event)
            case ViewersCounted():
                state.show.viewers = event.viewers
            case CommentsDeleted():
                gone = questions.on_deleted(
                    turn, state.questions, state.lane, frozenset(event.msg_ids), frozenset(event.viewer_ids)
                )
                turn.notify("deleted", comments=len(event.msg_ids) or gone)
            case Translated() | TranslationFailed() if event.effect_id.startswith("translate:"):
                questions.on_translation(turn, state.questions, event)
            case Translated() | TranslationFailed():
                replies.on_translation(turn, state.questions, event)
            case ChatSent() | ChatFailed() | ChatDoubted():
                self.on_posted(turn, chat.on_settled(turn, state.lane, event))
                if state.show.is_panicked:  # a line that failed may not wait for another try
                    chat.drop_all(turn, state.lane, "panic")
            case Moderated() | ModerationFailed():
                docket.on_settled(turn, state.docket, event)
            case CommandGiven():
                commands.on_command(turn, self, event)
            case SessionOpened():
                state.session_id, state.seed = event.session_id, event.seed
            case SessionClosed():
                for ballot in ballots.end(turn, state.ballots):
                    self._report(turn, ballot)
            case Recalled():
                results.recall(state.ballots, event)
            case RulesLoaded():
                self._load_rules(turn, event)
            case RulesRefused():
                state.rules_errors = event.errors
                turn.notify("rules_refused", first=event.errors[0] if event.errors else "")
            case _:
                pass

    def _load_rules(self, turn: Turn, event: RulesLoaded) -> None:
        state = self.state
        before = self.book
        state.rules, state.rules_loaded_at_ms, state.rules_errors = event.rules, turn.at_ms, ()
        state.settings = turn.settings = msgspec.convert(event.settings, RoomSettings)
        self._use(RuleSet.model_validate(event.rules))
        turn.gate = self.book.gate
        changed = _changed(before.rules, self.book.rules)
        chat.hold_to_the_rules(turn, state.lane)
        for prompt_id in self.book.prompts:
            state.prompts.setdefault(prompt_id, prompts.PromptState())
        for rule in self.book.prompts.values():
            if not prompts.has_same_interval(rule, before.prompts.get(rule.id)):  # a changed one counts from now
                self.prompt(rule.id).due_at_ms = 0
        turn.notify("rules_loaded", changed=", ".join(changed))

    def _start_prompts(self, turn: Turn) -> None:
        """Let the intervals begin that have not."""
        for rule in self.book.prompts.values() if self.state.show.is_live else ():
            state = self.prompt(rule.id)
            if not state.due_at_ms:
                prompts.start_round(turn, rule, state, turn.at_ms)

    # --- what posting a line opens ----------------------------------------------------------------------------

    def on_posted(self, turn: Turn, line: chat.Line | None) -> None:
        """Open what a line opens, now that viewers see it."""
        if line is None:
            return
        self.book.watchman.hear_own(self.state.watch, line.text, turn.at_ms)
        for feature in self.book.features:
            feature.on_posted(turn, self.state, line)
        self._open_by_id(turn, line.opens)

    def _open_by_id(self, turn: Turn, name: str) -> None:
        """Open what has a name, such as ``polls.colour``, or an id, as prompts write it."""
        kind, _, rule_id = name.rpartition(".")
        for one in (kind,) if kind else results.KINDS:
            if rule_id in self.book.ballots(one):
                self.open(turn, one, rule_id)
                return
        if rule_id in self.book.codes:
            starting.start(turn, self, f"codes.{rule_id}", is_by_hand=False)

    def open(self, turn: Turn, kind: str, rule_id: str) -> None:
        """Open a poll or quick ask of the rules; nothing if it is open already."""
        state = self.state
        ballot = ballots.latest(state.ballots, kind, rule_id)
        if ballot is not None and ballot.state == "open":
            return
        if ballot is not None and ballot.state == "grace":
            ballot.is_settled = True
            self._report(turn, ballot)
        match kind:
            case polls.KIND:
                polls.open_poll(turn, state.ballots, self.book.polls[rule_id])
            case quick.KIND:
                quick.open_quick(turn, state.ballots, self.book.quick[rule_id])
            case _:
                pk.open_pk(turn, state, self.book.pk[rule_id])

    def _report(self, turn: Turn, ballot: ballots.Ballot) -> None:
        """Say how a settled ballot went; its question, should it still wait, is not asked any more."""
        state = self.state
        chat.drop_waiting(turn, state.lane, ballot.origin, ballot.opened_at_ms, "closed", until_ms=ballot.closed_at_ms)
        match ballot.kind:
            case polls.KIND:
                polls.report(turn, state.ballots, ballot)
            case quick.KIND:
                quick.report(turn, state.ballots, ballot)
            case _:
                pk.report(turn, state, ballot)


def _changed(before: RuleSet, after: RuleSet) -> list[str]:
    """Return ``polls.colour`` and the like for every rule that is new, gone or different."""
    changed: set[str] = set()
    for section in RuleSet.model_fields:
        old, new = getattr(before, section), getattr(after, section)
        if isinstance(old, tuple):
            differ = {rule.id for rule in (*old, *new) if rule not in old or rule not in new}
            changed |= {f"{section}.{rule_id}" for rule_id in differ}
        elif old != new:
            changed.add(section)
    return sorted(changed)

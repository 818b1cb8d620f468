"""Secret codes: a phrase that the regulars know, and when it counts.

A code with ``when: manual`` is opened by an operator, by what stands under ``starts`` or by another rule, and closed by
an operator or when ``open_for`` is over. To open it says ``opening`` and to close it ``closing``, where these are
written and the room is live; that a line may not be posted keeps no code from opening. Undo of a close leaves the time
again that was left. What using a code brings is in ``code_uses.py``.

A code's community of a month are the viewers who used it; a show's users count in the month in which they first use it
in that show, on the market's clock.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

import msgspec
from pydantic import Field, model_validator

from livebot.engine.crowd.points import OnlyFor
from livebot.engine.feature import Feature
from livebot.engine.fields import DurationMs, RuleId, RuleModel, Texts, Words
from livebot.engine.lines import chat
from livebot.engine.match import MatchKind, check_pattern
from livebot.engine.starts import Start
from livebot.engine.turn import CODE, DONE, Draft, Outcome, Turn
from livebot.events import AnyEvent, Recalled, RulesLoaded
from livebot.views.base import Why
from livebot.views.lines import BringerView, CodeView

if TYPE_CHECKING:
    from livebot.engine.state import RoomState

KIND = "codes"
TTL_MS = 60_000
"""After that nobody needs to hear that a code opened or closed."""
MONTHS_SHOWN = 12
BRINGERS_SHOWN = 10


class CodeCooldown(RuleModel):
    """How often a code is answered: each viewer once in ``user``, the room once in ``room``."""

    user: DurationMs = 300_000
    room: DurationMs = 20_000


class Burst(RuleModel):
    """``viewers`` different people used the code ``within`` a time: say something."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {"say": ("viewers",)}

    viewers: int = Field(ge=2)
    within: DurationMs = 30_000
    say: Texts


class CodeRule(RuleModel):
    """A code as written in YAML."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "reply": ("viewer",),
        "welcome": ("viewer",),
        "explain": ("viewer",),
        "opening": (),
        "closing": (),
    }

    id: RuleId
    phrases: Words = Field(min_length=1)
    match: MatchKind = "contains"
    distance: int = Field(default=1, ge=1, le=3)
    """``match: fuzzy``: how many letters may be wrong, missing, extra or swapped."""
    when: Literal["always", "ending", "manual"] = "always"
    only_for: OnlyFor | None = None
    """Who it is for; of others it is no code."""
    reply: Texts | None = None
    welcome: Texts | None = None
    """Instead of ``reply`` for the first answer to those who never used the code before."""
    explain: Texts | None = None
    """For those who ask what it means."""
    cooldown: CodeCooldown = CodeCooldown()
    burst: Burst | None = None
    starts: tuple[Start, ...] = ()
    """What opens it, besides an operator."""
    open_for: DurationMs | None = Field(default=None, ge=1_000)
    """How long it stays open; until an operator closes it where that is not written."""
    opening: Texts | None = None
    closing: Texts | None = None

    @model_validator(mode="after")
    def _phrases_can_match(self) -> "CodeRule":
        for phrase in self.phrases:
            check_pattern(self.match, phrase)
        return self

    @model_validator(mode="after")
    def _is_opened_by_something(self) -> "CodeRule":
        if self.when != "manual" and (given := [name for name in _OPENED if getattr(self, name)]):
            raise ValueError(f"{given[0]} is of a code that is opened and closed: add when: manual")
        return self


_OPENED = ("starts", "open_for", "opening", "closing")


class CodeUser(msgspec.Struct, kw_only=True, omit_defaults=True):
    last_reply_ms: int = 0
    """0: never answered."""
    is_regular: bool = False
    """They used it in an earlier session."""
    generation: int = 0
    began: str = ""
    """Who began the chain that they belong to; empty if they did themselves."""


class CodeState(msgspec.Struct, kw_only=True):
    """What a session remembers of a code."""

    is_open: bool = False
    """``when: manual`` only, like those below."""
    opened_at_ms: int = 0
    closes_at_ms: int = 0
    """0: when an operator does it."""
    closed_at_ms: int = 0
    why_open: Why | None = None
    """What opened it last."""
    hits: int = 0
    users: dict[str, CodeUser] = {}
    first_timers: int = 0
    regulars: int = 0
    last_hit_ms: int = 0
    last_user: str = ""
    last_reply_ms: int = 0
    last_explained_ms: int = 0
    bursts: int = 0
    recent: list[tuple[int, str]] = []
    """Time and viewer of the uses that may become a burst."""
    handed_on: int = 0
    """Users of the first generation and all after it."""
    chain: int = 0
    """The latest generation there is."""
    brought: dict[str, int] = {}
    """How many newcomers the chains have that a viewer began."""
    earlier: dict[str, int] = {}
    """By month: the code's community before this session."""
    new: dict[str, int] = {}
    """By month: who is new in it in this session."""


class CodesFeature(Feature):
    """Opens and closes codes."""

    kind = KIND

    def __init__(self, rules: Iterable[CodeRule]) -> None:
        self._rules = {rule.id: rule for rule in rules}

    def deadline(self, state: "RoomState") -> int | None:
        codes = (state.codes[rule_id] for rule_id in self._rules)
        return min((code.closes_at_ms for code in codes if code.is_open and code.closes_at_ms), default=None)

    def advance(self, turn: Turn, state: "RoomState") -> None:
        for rule_id, rule in self._rules.items():
            code = state.codes[rule_id]
            if code.is_open and 0 < code.closes_at_ms <= turn.at_ms:
                _close(turn, state, rule, code, is_by_hand=False)

    def on_event(self, turn: Turn, state: "RoomState", event: AnyEvent) -> None:
        if isinstance(event, RulesLoaded):
            for code_id in self._rules:
                state.codes.setdefault(code_id, CodeState())
            for code_id, code in state.codes.items():
                rule = self._rules.get(code_id)
                code.is_open = code.is_open and rule is not None and rule.when == "manual"
        elif isinstance(event, Recalled):
            for code_id, months in event.communities.items():
                state.codes.setdefault(code_id, CodeState()).earlier = dict(months)

    def start(self, turn: Turn, state: "RoomState", rule_id: str, *, is_by_hand: bool) -> Outcome:
        if (why := self._refusal(rule_id)) is not None:
            return why
        rule, code = self._rules[rule_id], state.codes[rule_id]
        if code.is_open:
            return "already_open", {"id": rule_id}
        code.is_open, code.opened_at_ms = True, turn.at_ms
        code.closes_at_ms = turn.at_ms + rule.open_for if rule.open_for else 0
        code.why_open = Why(kind="by_hand") if is_by_hand else turn.occasion or Why(kind="by_rule")
        turn.trace(f"{KIND}.{rule_id}", code.why_open, fired=True)
        turn.notify("code_opened", id=rule_id)
        _announce(turn, state, rule, rule.opening, is_by_hand=is_by_hand)
        return DONE

    def stop(self, turn: Turn, state: "RoomState", rule_id: str) -> Outcome:
        if (why := self._refusal(rule_id)) is not None:
            return why
        rule, code = self._rules[rule_id], state.codes[rule_id]
        if not code.is_open:
            return "not_open", {"id": rule_id}
        _close(turn, state, rule, code, is_by_hand=True)
        return DONE

    def take_back(self, turn: Turn, state: "RoomState", rule_id: str) -> bool:
        """Open it again for the time that was left; not if it was open again since."""
        if self._refusal(rule_id) is not None:
            return False
        code = state.codes[rule_id]
        left_ms = code.closes_at_ms - code.closed_at_ms
        if code.is_open or (code.closes_at_ms and left_ms <= 0):
            return False
        code.is_open = True
        code.closes_at_ms = turn.at_ms + left_ms if code.closes_at_ms else 0
        chat.drop_waiting(turn, state.lane, origin(rule_id), code.closed_at_ms, "undone")
        return True

    def _refusal(self, rule_id: str) -> Outcome | None:
        """Return why a code cannot be opened or closed at all, or None."""
        rule = self._rules.get(rule_id)
        if rule is None:
            return "unknown", {"what": KIND, "id": rule_id}
        return None if rule.when == "manual" else ("not_manual", {"id": rule_id, "when": rule.when})


def origin(rule_id: str) -> str:
    """Return how the lines are marked in the outbox that say that a code is open, or is not any more."""
    return f"code:{rule_id}:open"


def _close(turn: Turn, state: "RoomState", rule: CodeRule, code: CodeState, *, is_by_hand: bool) -> None:
    code.is_open, code.closed_at_ms = False, turn.at_ms
    turn.notify("code_closed", id=rule.id)
    _announce(turn, state, rule, rule.closing, is_by_hand=is_by_hand)


def _announce(
    turn: Turn, state: "RoomState", rule: CodeRule, texts: dict[str, str] | None, *, is_by_hand: bool
) -> None:
    """Say that a code has opened or closed; what it said before is not true any more."""
    chat.drop_waiting(turn, state.lane, origin(rule.id), 0, "overtaken")
    if texts is None:
        return
    if not state.show.is_live:
        turn.trace(f"{KIND}.{rule.id}", "not_live")
        return
    language, text = turn.pick(texts)
    turn.say(
        Draft(text=text, origin=origin(rule.id), priority=CODE, ttl_ms=TTL_MS, is_by_hand=is_by_hand, language=language)
    )


def is_open(rule: CodeRule, state: CodeState, *, is_ending: bool) -> bool:
    return rule.when == "always" or (rule.when == "ending" and is_ending) or (rule.when == "manual" and state.is_open)


def why_not(rule: CodeRule, state: CodeState, at_ms: int, *, is_ending: bool) -> tuple[Why, ...]:
    """Return why a use would not be answered now."""
    if not is_open(rule, state, is_ending=is_ending):
        return (Why(kind="not_open"),)
    left_ms = state.last_reply_ms + rule.cooldown.room - at_ms if state.last_reply_ms else 0
    return (Why(kind="cooldown_room", data={"left_ms": str(left_ms)}),) if left_ms > 0 else ()


# --- what others see -------------------------------------------------------------------------------------------


def look(state: "RoomState", rules: Iterable[CodeRule], blocks: Why | None) -> tuple[CodeView, ...]:
    """Return what others see; ``blocks`` is why livebot says nothing at all at the moment."""
    return tuple(_view(state, rule, state.codes[rule.id], blocks) for rule in rules)


def _view(state: "RoomState", rule: CodeRule, code: CodeState, blocks: Why | None) -> CodeView:
    is_ending = state.show.is_ending
    is_manual = rule.when == "manual" and code.is_open
    return CodeView(
        id=rule.id,
        open=is_open(rule, code, is_ending=is_ending),
        hits=code.hits,
        viewers=len(code.users),
        first_timers=code.first_timers,
        regulars=code.regulars,
        bursts=code.bursts,
        when=rule.when,
        why_not=(*([blocks] if blocks else []), *why_not(rule, code, state.at_ms, is_ending=is_ending)),
        why_open=code.why_open if is_manual else None,
        opened_at_ms=code.opened_at_ms if is_manual else 0,
        closes_at_ms=code.closes_at_ms if is_manual else 0,
        handed_on=code.handed_on,
        chain=code.chain,
        bringers=_bringers(state, code),
        texts=rule.burst.say if rule.burst is not None else {},
        community=_community(code),
    )


def _bringers(state: "RoomState", code: CodeState) -> tuple[BringerView, ...]:
    ranked = sorted(code.brought.items(), key=lambda item: (-item[1], item[0]))[:BRINGERS_SHOWN]
    views = []
    for viewer_id, newcomers in ranked:
        person = state.people.persons.get(viewer_id)
        views.append(
            BringerView(
                viewer_id=viewer_id,
                name=person.name if person is not None else "",
                handle=person.handle if person is not None else "",
                newcomers=newcomers,
                is_regular=code.users[viewer_id].is_regular,
            )
        )
    return tuple(views)


def _community(code: CodeState) -> dict[str, int]:
    months = sorted(code.earlier.keys() | code.new.keys())[-MONTHS_SHOWN:]
    return {month: code.earlier.get(month, 0) + code.new.get(month, 0) for month in months}

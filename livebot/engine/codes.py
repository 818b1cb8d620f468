"""Secret codes: a phrase that the regulars know, its reply, its explanation, its bursts."""

from collections.abc import Mapping
from typing import ClassVar, Literal

import msgspec
from pydantic import Field, model_validator

from livebot.effects import RememberViewer
from livebot.engine.fields import DurationMs, RuleId, RuleModel, Texts, Words, fill
from livebot.engine.match import MatchKind, check_pattern
from livebot.engine.starts import Start
from livebot.engine.text import display_name, fold
from livebot.engine.turn import CODE, Draft, Turn
from livebot.events import Commented
from livebot.views import Why


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
    }

    id: RuleId
    phrases: Words = Field(min_length=1)
    match: MatchKind = "contains"
    distance: int = Field(default=1, ge=1, le=3)
    """``match: fuzzy``: how many letters may be wrong, missing, extra or swapped."""
    when: Literal["always", "ending", "manual"] = "always"
    reply: Texts | None = None
    welcome: Texts | None = None
    """Instead of ``reply`` for the first answer to those who never used the code before."""
    explain: Texts | None = None
    """For those who ask what it means."""
    cooldown: CodeCooldown = CodeCooldown()
    burst: Burst | None = None
    starts: tuple[Start, ...] = ()

    @model_validator(mode="after")
    def _phrases_can_match(self) -> "CodeRule":
        for phrase in self.phrases:
            check_pattern(self.match, phrase)
        return self


REPLY_TTL_MS = 20_000
ASKED_ABOUT_MS = 120_000
"""A "what does it mean?" is about the code that was used within this time."""
EXPLAINED_MS = 60_000
"""An explanation this young answers everyone who asks."""
MEANING = "meaning"
"""The phrasebook's name for that question."""


class CodeUser(msgspec.Struct, kw_only=True, omit_defaults=True):
    last_reply_ms: int = 0
    """0: never answered."""


class CodeState(msgspec.Struct, kw_only=True):
    """What a session remembers of a code."""

    is_open: bool = False
    """``when: manual`` only."""
    hits: int = 0
    users: dict[str, CodeUser] = {}
    first_timers: int = 0
    regulars: int = 0
    last_hit_ms: int = 0
    last_reply_ms: int = 0
    last_explained_ms: int = 0
    bursts: int = 0
    recent: list[tuple[int, str]] = []
    """Time and viewer of the uses that may become a burst."""


def is_open(rule: CodeRule, state: CodeState, *, is_ending: bool) -> bool:
    return rule.when == "always" or (rule.when == "ending" and is_ending) or (rule.when == "manual" and state.is_open)


def is_phrase(rule: CodeRule, text: str) -> bool:
    """True if a text is a phrase and nothing else: who uses one that sounds like a question asks nothing."""
    return fold(text) in map(fold, rule.phrases)


def on_use(turn: Turn, rule: CodeRule, state: CodeState, event: Commented, language: str, *, last_line: str) -> None:
    """A viewer used the code: count it, answer within the cooldowns, and see whether it is a burst.

    ``last_line`` is the room's last line, folded: an answer that would repeat it is not given, and rests nothing.
    """
    viewer_id = event.viewer.id
    state.hits += 1
    state.last_hit_ms = turn.at_ms
    turn.count("code_hits")
    turn.trace(f"codes.{rule.id}", "code_hit", fired=True)
    is_regular = rule.id in event.profile.codes
    turn.act(event.viewer, "code", f"codes.{rule.id}", is_new=viewer_id not in state.users)
    is_first_ever = not is_regular and viewer_id not in state.users
    name = display_name(event.viewer.name or event.viewer.handle)
    if viewer_id not in state.users:
        state.regulars += is_regular
        state.first_timers += is_first_ever
        turn.do(RememberViewer(id=turn.effect_id("remember"), viewer_id=viewer_id, code=rule.id))
        turn.notify("code_first" if is_first_ever else "code_hit", id=rule.id, viewer=name)
    user = state.users.setdefault(viewer_id, CodeUser())
    _burst(turn, rule, state, viewer_id)
    is_new = not is_regular and not user.last_reply_ms
    texts = rule.welcome if is_new and rule.welcome else rule.reply
    if texts is None or not _may_reply(turn, rule, state, user):
        return
    wording, text = turn.pick(texts, language)
    line = fill(text, {"viewer": turn.name_of(event.viewer.name, event.viewer.handle)})
    if fold(line) == last_line:
        turn.trace(f"codes.{rule.id}", "repeated")
        return
    user.last_reply_ms = state.last_reply_ms = turn.at_ms
    _say(turn, rule, line, wording)


def _may_reply(turn: Turn, rule: CodeRule, state: CodeState, user: CodeUser) -> bool:
    for kind, last_ms, rest_ms in (
        ("cooldown_room", state.last_reply_ms, rule.cooldown.room),
        ("cooldown_user", user.last_reply_ms, rule.cooldown.user),
    ):
        if last_ms and turn.at_ms < last_ms + rest_ms:
            turn.trace(f"codes.{rule.id}", kind, left_ms=last_ms + rest_ms - turn.at_ms)
            return False
    return True


def _burst(turn: Turn, rule: CodeRule, state: CodeState, viewer_id: str) -> None:
    if rule.burst is None:
        return
    since_ms = turn.at_ms - rule.burst.within
    state.recent = [use for use in state.recent if use[0] > since_ms and use[1] != viewer_id]
    state.recent.append((turn.at_ms, viewer_id))
    if len(state.recent) < rule.burst.viewers:
        return
    count = str(len(state.recent))
    state.bursts += 1
    state.recent = []
    turn.count("bursts")
    turn.notify("code_burst", id=rule.id, viewers=count)
    wording, text = turn.pick(rule.burst.say)
    _say(turn, rule, fill(text, {"viewers": count}), wording)


def on_asked(turn: Turn, rule: CodeRule, state: CodeState, event: Commented, language: str, *, last_line: str) -> bool:
    """A viewer asks what the code means: explain, at most once per ``cooldown.room``.

    Returns whether the room was told, now or a moment ago.
    """
    name = f"codes.{rule.id}"
    if rule.explain is None:
        turn.trace(name, "no_explanation")
        return False
    if state.last_explained_ms and turn.at_ms < state.last_explained_ms + rule.cooldown.room:
        turn.trace(name, "cooldown_room", left_ms=state.last_explained_ms + rule.cooldown.room - turn.at_ms)
        return turn.at_ms - state.last_explained_ms <= EXPLAINED_MS
    wording, text = turn.pick(rule.explain, language)
    line = fill(text, {"viewer": turn.name_of(event.viewer.name, event.viewer.handle)})
    if fold(line) == last_line:
        turn.trace(name, "repeated")
        return True
    state.last_explained_ms = turn.at_ms
    turn.trace(name, "code_explained", fired=True)
    turn.count("codes_explained")
    turn.notify("code_explained", id=rule.id)
    _say(turn, rule, line, wording)
    return True


def asked_about(states: Mapping[str, CodeState], at_ms: int) -> str:
    """Return the code that "what does it mean?" is about now: the one used last, if that was just now."""
    recent = [(state.last_hit_ms, code_id) for code_id, state in states.items() if state.last_hit_ms]
    last_ms, code_id = max(recent, default=(0, ""))
    return code_id if last_ms and at_ms - last_ms <= ASKED_ABOUT_MS else ""


def _say(turn: Turn, rule: CodeRule, text: str, language: str) -> None:
    turn.say(Draft(text=text, origin=f"code:{rule.id}", priority=CODE, ttl_ms=REPLY_TTL_MS, language=language))


def why_not(rule: CodeRule, state: CodeState, at_ms: int, *, is_ending: bool) -> tuple[Why, ...]:
    """Return why a use would not be answered now."""
    if not is_open(rule, state, is_ending=is_ending):
        return (Why(kind="not_open"),)
    left_ms = state.last_reply_ms + rule.cooldown.room - at_ms if state.last_reply_ms else 0
    return (Why(kind="cooldown_room", data={"left_ms": str(left_ms)}),) if left_ms > 0 else ()

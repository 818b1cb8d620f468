"""Prompts: scripted lines on a timer.

A prompt fires when all of these hold: the room is live and posting is on, its interval (with jitter) has passed
since it last fired, enough comments from enough people and enough joins came since, the chat lane is empty and the
gap between any two messages has passed. There is no backlog: what would have fired while the room is not live, held or
silenced, or would only repeat the room's last line, is skipped, and the next interval begins.

They are no ``Feature``: what they may do depends on the whole room, which hands them a ``Stage``, and they speak last,
one after the other, once everybody else's lines are in the chat lane.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal, NamedTuple

import msgspec
from pydantic import Field

from livebot.engine.fields import DurationMs, Percent, RuleId, RuleModel, Texts
from livebot.engine.lines.sampling import Tally, choose, wording_key
from livebot.engine.starts import Start
from livebot.engine.text import fold
from livebot.engine.turn import OPERATOR, PROMPT, Draft, Turn
from livebot.views.base import Why


class PromptRule(RuleModel):
    """A prompt as written in YAML."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {"texts": ()}

    id: RuleId
    every: DurationMs = Field(ge=10_000)
    jitter: DurationMs = 0
    min_comments: int = Field(default=0, ge=0)
    min_viewers: int = Field(default=0, ge=0)
    min_joins: int = Field(default=0, ge=0)
    texts: tuple[Texts, ...] = Field(min_length=1)
    choose: Literal["turn", "best"] = "turn"
    """Which text is next: ``turn``, any but the last one; ``best``, mostly the one that viewers respond to most."""
    explore: Percent = 20
    """``choose: best``: how often any of them is said all the same, so that each has its chance."""
    opens: RuleId | None = None
    """A poll, a quick ask or a PK that opens when the line is posted."""
    starts: tuple[Start, ...] = ()


TTL_MS = 30_000


class PromptState(msgspec.Struct, kw_only=True):
    """What a session remembers of a prompt."""

    due_at_ms: int = 0
    """When its interval has passed; 0 until the room was live for the first time."""
    fired: int = 0
    rounds: int = 0
    """Intervals so far, fired or skipped; each has its own jitter."""
    last_fired_ms: int = 0
    last_texts: dict[str, str] = {}
    """What it said last, in all its languages; not which number, since rules may change."""
    comments: int = 0
    """Since it last fired, like those below."""
    viewers: dict[str, int] = {}
    joins: int = 0


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """What the rest of the room means for prompts at this moment."""

    blocks: Why | None = None
    """Why no prompt may fire at all (``not_live``, ``paused``, ``panicked``, ``chat_off``); intervals are skipped."""
    lane_free_at_ms: int | None = None
    """None while the lane has lines of its own to post."""
    last_line: str = ""
    """Folded text of the line that a new one would follow."""
    pending: frozenset[str] = frozenset()
    """Ids of prompts whose last line is still on its way."""
    known: Mapping[str, Tally] = {}
    """How viewers responded to each wording so far, by ``wording_key``."""
    barred: frozenset[str] = frozenset()
    """Ids of prompts that belong to other segments of the show; their intervals begin with these."""


class Wording(NamedTuple):
    """A text, and the words of it that the room would hear now."""

    texts: dict[str, str]
    language: str
    text: str


def start_round(turn: Turn, rule: PromptRule, state: PromptState, from_ms: int) -> None:
    """Begin an interval at ``from_ms``, with the jitter that is this round's."""
    state.rounds += 1
    jitter = turn.chance(2 * rule.jitter + 1, "jitter", rule.id, state.rounds) - rule.jitter if rule.jitter else 0
    state.due_at_ms = from_ms + max(rule.every + jitter, 1_000)


def has_same_interval(rule: PromptRule, before: PromptRule | None) -> bool:
    return before is not None and (rule.every, rule.jitter) == (before.every, before.jitter)


def on_comment(state: PromptState, viewer_id: str) -> None:
    state.comments += 1
    state.viewers[viewer_id] = state.viewers.get(viewer_id, 0) + 1


def on_join(state: PromptState) -> None:
    state.joins += 1


def has_enough(rule: PromptRule, state: PromptState) -> bool:
    return (
        state.comments >= rule.min_comments and len(state.viewers) >= rule.min_viewers and state.joins >= rule.min_joins
    )


def ready_at(rule: PromptRule, state: PromptState, stage: Stage) -> int | None:
    """Return when the prompt has something to do (fire, or skip its interval) as things stand; None: not by time."""
    if not state.due_at_ms or rule.id in stage.barred or not has_enough(rule, state):
        return None
    if stage.blocks is not None:
        return state.due_at_ms
    if stage.lane_free_at_ms is None or rule.id in stage.pending:
        return None
    return max(state.due_at_ms, stage.lane_free_at_ms)


def advance(turn: Turn, rule: PromptRule, state: PromptState, stage: Stage) -> bool:
    """Fire or skip the prompt if it is time; return whether it fired."""
    ready_ms = ready_at(rule, state, stage)
    if ready_ms is None or ready_ms > turn.at_ms:
        return False
    if stage.blocks is not None:
        _skip(turn, rule, state, stage.blocks.kind)
    elif fire(turn, rule, state, stage):
        return True
    else:
        _skip(turn, rule, state, "repeated")
        turn.notify("prompt_skipped", id=rule.id, why="repeated")
    return False


def _skip(turn: Turn, rule: PromptRule, state: PromptState, why: str) -> None:
    turn.count("prompts_skipped")
    turn.trace(f"prompts.{rule.id}", why)
    start_round(turn, rule, state, turn.at_ms)


def fire(turn: Turn, rule: PromptRule, state: PromptState, stage: Stage, *, is_by_hand: bool = False) -> bool:
    """Post the prompt, whatever its interval says, and begin the next one; False if it has nothing new to say."""
    wording, chosen = _next(turn, rule, state, stage)
    if wording is None:
        return False
    state.last_texts = wording.texts
    state.fired += 1
    state.last_fired_ms = turn.at_ms
    state.comments, state.viewers, state.joins = 0, {}, 0
    start_round(turn, rule, state, turn.at_ms)
    turn.count("prompts_fired")
    turn.trace(f"prompts.{rule.id}", "fired", fired=True, chosen=chosen)
    turn.notify("prompt_fired", id=rule.id, chosen=chosen)
    turn.say(
        Draft(
            text=wording.text,
            origin=f"prompt:{rule.id}",
            priority=OPERATOR if is_by_hand else PROMPT,
            ttl_ms=TTL_MS,
            is_by_hand=is_by_hand,
            opens=rule.opens or "",
            language=wording.language,
        )
    )
    return True


def next_text(turn: Turn, rule: PromptRule, state: PromptState, stage: Stage) -> tuple[str, str]:
    """Return what the prompt would post now, and its language; empty if it has nothing new to say."""
    wording, _ = _next(turn, rule, state, stage)
    return ("", "") if wording is None else (wording.text, wording.language)


def _next(turn: Turn, rule: PromptRule, state: PromptState, stage: Stage) -> tuple[Wording | None, str]:
    """Return the text to use next, and how it was chosen: ``only`` one, ``turn``, ``explored`` or ``drawn``.

    In turn it is found by chance, and never the last one again unless it is the only one; the best may come again.
    Never what the room's last line said. One that the market's rules block only if all are: then the lane says why.
    """
    wordings = [Wording(texts, *turn.pick(texts)) for texts in rule.texts]
    fit = [one for one in wordings if not turn.gate.blocks(one.text, one.language)] or wordings
    others = fit if rule.choose == "best" else [one for one in fit if one.texts != state.last_texts] or fit
    others = [one for one in others if fold(one.text) != stage.last_line]
    if len(others) < 2:
        return next(iter(others), None), "only"
    if rule.choose == "turn":
        return others[turn.chance(len(others), "text", rule.id, state.fired)], "turn"
    tallies = [stage.known.get(wording_key(rule.id, one.text), Tally()) for one in others]
    number, how = choose(turn, tallies, rule.explore, "text", rule.id, state.fired)
    return others[number], how


def why_not(rule: PromptRule, state: PromptState, stage: Stage, at_ms: int) -> tuple[Why, ...]:
    """Return every reason why the prompt has not fired yet; nothing if it is about to."""
    reasons = [stage.blocks] if stage.blocks is not None else []
    if rule.id in stage.barred:
        return (*reasons, Why(kind="segment"))
    if state.due_at_ms > at_ms:
        reasons.append(Why(kind="interval", data={"left_ms": str(state.due_at_ms - at_ms)}))
    for kind, have, need in (
        ("min_comments", state.comments, rule.min_comments),
        ("min_viewers", len(state.viewers), rule.min_viewers),
        ("min_joins", state.joins, rule.min_joins),
    ):
        if have < need:
            reasons.append(Why(kind=kind, data={"have": str(have), "need": str(need)}))
    if rule.id in stage.pending:
        reasons.append(Why(kind="waiting_posting"))
    elif stage.blocks is None and stage.lane_free_at_ms is None:
        reasons.append(Why(kind="lane_busy"))
    elif stage.blocks is None and stage.lane_free_at_ms is not None and stage.lane_free_at_ms > at_ms:
        reasons.append(Why(kind="gap", data={"left_ms": str(stage.lane_free_at_ms - at_ms)}))
    return tuple(reasons)

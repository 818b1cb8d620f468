"""What a comment with a secret code in it brings: its reply, its bursts, who passed it on to whom, and what it means.

Generations. A regular, who used the code in an earlier session, is of generation 0. Who uses it for the first time ever
within ``HANDED_ON_MS`` of a use by somebody else has it from them, from the nearest one before: they are of the next
generation, and belong to the same chain. A first-timer before whom nobody used it within that time found it without
help (the host said it, an overlay showed it) and begins a chain of their own, as generation 0. A viewer's generation
does not change any more. A viewer has brought all who belong to their chain, however many generations later.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from livebot.effects import RememberViewer
from livebot.engine.crowd.points import is_among, month_of
from livebot.engine.fields import fill
from livebot.engine.lines import chat
from livebot.engine.lines.codes import CodeRule, CodeState, CodeUser, is_open
from livebot.engine.text import display_name, fold
from livebot.engine.turn import CODE, Draft, Turn
from livebot.events import Commented

if TYPE_CHECKING:
    from livebot.engine.state import RoomState

REPLY_TTL_MS = 20_000
HANDED_ON_MS = 60_000
ASKED_ABOUT_MS = 120_000
"""A "what does it mean?" is about the code that was used within this time."""
EXPLAINED_MS = 60_000
"""An explanation this young answers everyone who asks."""
MEANING = "meaning"
"""The phrasebook's name for that question."""


def is_phrase(rule: CodeRule, text: str) -> bool:
    """True if a text is a phrase and nothing else: who uses one that sounds like a question asks nothing."""
    return fold(text) in map(fold, rule.phrases)


def on_comment(
    turn: Turn,
    state: "RoomState",
    rules: Mapping[str, CodeRule],
    event: Commented,
    found: list[str],
    *,
    language: str,
    asks: bool,
) -> bool:
    """Take a comment in which the codes ``found`` stand.

    Returns whether it is nothing but about codes: a use, or asking what one means.
    """
    _trace_others(turn, state, rules, found)
    there = [rules[code_id] for code_id in found]
    is_a_phrase = any(is_phrase(rule, event.text) for rule in there)
    if asks and not is_a_phrase and event.reading.intent in ("", MEANING):
        return _on_asked(turn, state, rules, event, found, language=language)
    opened = [rule for rule in there if is_open(rule, state.codes[rule.id], is_ending=state.show.is_ending)]
    used = [rule for rule in opened if is_among(state, rule.only_for, event.viewer.id, event.profile)]
    for rule in opened:
        if rule not in used:
            turn.trace(f"codes.{rule.id}", "not_for_them")
    for rule in used:
        _use(turn, rule, state.codes[rule.id], event, language, last_line=chat.last_text(state.lane))
    return bool(used) and (is_a_phrase or not asks)


def _trace_others(turn: Turn, state: "RoomState", rules: Mapping[str, CodeRule], found: list[str]) -> None:
    if not turn.is_traced:
        return
    for rule in rules.values():
        if rule.id not in found:
            turn.trace(f"codes.{rule.id}", "no_match")
        elif not is_open(rule, state.codes[rule.id], is_ending=state.show.is_ending):
            turn.trace(f"codes.{rule.id}", "not_open")


def _use(turn: Turn, rule: CodeRule, state: CodeState, event: Commented, language: str, *, last_line: str) -> None:
    """A viewer used the code: count it, answer within the cooldowns, and see whether it is a burst.

    ``last_line`` is the room's last line, folded: an answer that would repeat it is not given, and rests nothing.
    """
    viewer_id = event.viewer.id
    turn.count("code_hits")
    turn.trace(f"codes.{rule.id}", "code_hit", fired=True)
    turn.act(event.viewer, "code", f"codes.{rule.id}", is_new=viewer_id not in state.users)
    if viewer_id not in state.users:
        _join(turn, rule, state, event)
    user = state.users[viewer_id]
    state.hits += 1
    state.last_hit_ms, state.last_user = turn.at_ms, viewer_id
    _burst(turn, rule, state, viewer_id)
    is_new = not user.is_regular and not user.last_reply_ms
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


def _join(turn: Turn, rule: CodeRule, state: CodeState, event: Commented) -> None:
    """Take in a viewer who did not use the code before in this session."""
    viewer_id, profile = event.viewer.id, event.profile
    user = state.users[viewer_id] = CodeUser(is_regular=rule.id in profile.codes)
    state.regulars += user.is_regular
    state.first_timers += not user.is_regular
    if not user.is_regular and state.last_user and turn.at_ms - state.last_hit_ms <= HANDED_ON_MS:
        _hand_on(state, user)
    month, _ = month_of(turn.at_ms, turn.settings.timezone)
    if profile.code_months.get(rule.id) != month:
        state.new[month] = state.new.get(month, 0) + 1
    turn.do(RememberViewer(id=turn.effect_id("remember"), viewer_id=viewer_id, code=rule.id, month=month))
    name = display_name(event.viewer.name or event.viewer.handle)
    turn.notify("code_hit" if user.is_regular else "code_first", id=rule.id, viewer=name)


def _hand_on(state: CodeState, user: CodeUser) -> None:
    """Let a newcomer have the code from the viewer who used it last."""
    giver = state.users[state.last_user]
    user.generation, user.began = giver.generation + 1, giver.began or state.last_user
    state.handed_on += 1
    state.chain = max(state.chain, user.generation)
    state.brought[user.began] = state.brought.get(user.began, 0) + 1


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


def _on_asked(
    turn: Turn, state: "RoomState", rules: Mapping[str, CodeRule], event: Commented, found: list[str], *, language: str
) -> bool:
    """Explain a code to somebody who asks; return whether that is all there is to answer."""
    asks_meaning = event.reading.intent == MEANING
    is_about_last = asks_meaning and event.reading.is_bare  # "what does it mean?", but not "what does GSM mean?"
    about = found[0] if found else _asked_about(state.codes, turn.at_ms) if is_about_last else ""
    rule = rules.get(about)
    if rule is None:
        return False
    if (blocks := turn.blocks()) is not None:
        turn.trace(f"codes.{rule.id}", blocks.kind)
        return False
    last_line = chat.last_text(state.lane)
    is_told = _explain(turn, rule, state.codes[rule.id], event, language, last_line=last_line)
    asks_nothing_else = asks_meaning or not event.reading.details  # "what is 🌙🌙🌙?"
    return asks_nothing_else and is_told


def _asked_about(states: Mapping[str, CodeState], at_ms: int) -> str:
    """Return the code that "what does it mean?" is about now: the one used last, if that was just now."""
    recent = [(state.last_hit_ms, code_id) for code_id, state in states.items() if state.last_hit_ms]
    last_ms, code_id = max(recent, default=(0, ""))
    return code_id if last_ms and at_ms - last_ms <= ASKED_ABOUT_MS else ""


def _explain(turn: Turn, rule: CodeRule, state: CodeState, event: Commented, language: str, *, last_line: str) -> bool:
    """Say what the code means, at most once per ``cooldown.room``.

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


def _say(turn: Turn, rule: CodeRule, text: str, language: str) -> None:
    turn.say(Draft(text=text, origin=f"code:{rule.id}", priority=CODE, ttl_ms=REPLY_TTL_MS, language=language))

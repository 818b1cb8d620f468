"""The chat lane: every line that livebot posts, one at a time.

A line's life, and what moves it on:

    waiting  → sending   auto: the lane is free (gap, cap, nothing in flight) and it is this line's turn
             → offered   assist: at once if the operator asked for it, else by the same gap and cap
             → expired   its time is over          → dropped  same text as the last line, panic, chat off, operator
    sending  → sent      the service took it, or its echo appeared in the room
             → maybe     nobody knows (a crash, a lost answer); never sent again by itself
             → failed    it certainly did not go out  → waiting  … but may later (rate limit, restart) in its time
    offered  → sent      the operator says so, or its echo appeared    → expired, dropped
    expired  → sent      its echo appeared: the operator was late
    maybe    → sent      its echo appeared, or the operator says so    → dropped  the operator says it did not

What the market's rules do not let pass is ``blocked`` before it waits, and so is what waits when the rules change.
"""

from collections.abc import Callable

import msgspec

from livebot.effects import OfferChat, SendChat
from livebot.engine.settings import ChatSettings
from livebot.engine.text import fold
from livebot.engine.turn import Draft, Outcome, Turn
from livebot.events import ChatDoubted, ChatFailed, ChatSent, Commented

ASSIST_TTL_MS = 120_000
"""A line waits at least this long once it is offered: people need time to copy it."""
SETTLED_KEPT = 30
MOST_UNSENT = 15
"""Of one origin, so that nobody's lines keep another's out; more could hardly go out in their time."""
ECHO_MS = 60_000
"""The first comment that repeats a line of ours within this time is that line, from whichever account. TikTok's
clock and ours may differ by as much."""


class Line(msgspec.Struct, kw_only=True):
    id: int
    text: str
    origin: str
    priority: int
    state: str
    created_ms: int
    changed_ms: int
    expires_at_ms: int
    is_by_hand: bool = False
    opens: str = ""
    language: str = ""
    told: tuple[str, ...] = ()
    """Languages of the askers whom an answer is for."""
    reason: str = ""
    rule: str = ""
    """Of a blocked line: the rule of the market that it breaks, and the word that does."""
    word: str = ""
    effect_id: str = ""
    is_echoed: bool = False
    """It was seen in the room; whoever repeats it afterwards is a viewer."""


class Lane(msgspec.Struct, kw_only=True):
    lines: list[Line] = []
    """By number. Settled ones move to ``settled`` when the lane next does something."""
    settled: list[Line] = []
    """The last ones, in the order they were settled."""
    next_id: int = 1
    last_text: str = ""
    """Folded text of the last line that went out or may have."""
    last_at_ms: int = 0
    """When the last line was settled (auto) or offered (assist): the gap starts here."""
    started_ms: list[int] = []
    """When the last lines were started or offered, for the cap per minute."""
    hold_until_ms: int = 0
    """The service asked for rest until then."""


ACTIVE = ("waiting", "sending", "offered")
UNSETTLED = (*ACTIVE, "maybe")


def refusal(lane: Lane, chat: ChatSettings, origin: str, text: str) -> Outcome | None:
    """Return why a line cannot be taken at all, or None."""
    if chat.mode == "off":
        return "chat_off", {}
    if not fold(text):
        return "empty", {}
    if len(text) > chat.max_chars:
        return "too_long", {"have": len(text), "max": chat.max_chars}
    if fold(text) == last_text(lane):
        return "repeated", {}
    if sum(line.origin == origin and line.state in ACTIVE for line in lane.lines) >= MOST_UNSENT:
        return "lane_full", {"most": MOST_UNSENT}
    return None


def last_text(lane: Lane) -> str:
    """Return the folded text that a new line would follow."""
    active = [line for line in lane.lines if line.state in ACTIVE]
    return fold(active[-1].text) if active else lane.last_text


def add(turn: Turn, lane: Lane, draft: Draft) -> Line | None:
    """Take a draft into the lane; None if it was refused (counted)."""
    chat = turn.settings.chat
    if (why := refusal(lane, chat, draft.origin, draft.text)) is not None:
        turn.count("lines_refused")
        turn.trace("chat", why[0], line=draft.origin)
        if why[0] not in ("chat_off", "lane_full"):  # a crowd's use of a code is not for the list of events
            turn.notify("line_refused", reason=why[0], text=draft.text)
        return None
    line = Line(
        id=lane.next_id,
        text=draft.text,
        origin=draft.origin,
        priority=draft.priority,
        state="waiting",
        created_ms=turn.at_ms,
        changed_ms=turn.at_ms,
        expires_at_ms=turn.at_ms + draft.ttl_ms,
        is_by_hand=draft.is_by_hand,
        opens=draft.opens,
        language=draft.language,
        told=draft.told,
    )
    if (why := blocked(turn, line.text, line.language)) is not None:
        if all((old.text, old.state) != (line.text, "blocked") for old in lane.settled):  # else it is shown already
            lane.next_id += 1
            _block(turn, line, why)
            lane.settled = [*lane.settled, line][-SETTLED_KEPT:]
        return None
    lane.next_id += 1
    lane.lines.append(line)
    return line


def blocked(turn: Turn, text: str, language: str = "") -> Outcome | None:
    """Return why the market's rules do not let a text be posted, or None."""
    for block in turn.gate.blocks(text, language):
        reason = block.reason(turn.settings.host_language)
        return "blocked", {"word": block.word, "rule": block.rule, "reason": reason}
    return None


def hold_to_the_rules(turn: Turn, lane: Lane) -> None:
    """Block or drop what is not posted yet and may not be under changed rules."""
    for line in lane.lines:
        if line.state not in ("waiting", "offered"):
            continue
        if (why := blocked(turn, line.text, line.language)) is not None:
            _block(turn, line, why)
        elif len(line.text) > turn.settings.chat.max_chars:
            _settle(turn, line, "dropped", "too_long")
            turn.notify("line_refused", reason="too_long", text=line.text)


def _block(turn: Turn, line: Line, why: Outcome) -> None:
    line.rule, line.word = str(why[1]["rule"]), str(why[1]["word"])
    _settle(turn, line, "blocked", str(why[1]["reason"]))
    turn.trace("chat", "blocked", line=line.origin, broken=line.rule, word=line.word)
    turn.notify("line_blocked", line=line.id, text=line.text, word=line.word, reason=line.reason)


def free_at(lane: Lane, chat: ChatSettings) -> int | None:
    """Return when the next line may go out; None while one is in flight."""
    if any(line.state == "sending" for line in lane.lines):
        return None
    free_ms = max(lane.last_at_ms + chat.min_gap_ms if lane.last_at_ms else 0, lane.hold_until_ms)
    if len(lane.started_ms) >= chat.max_per_minute:
        free_ms = max(free_ms, lane.started_ms[-chat.max_per_minute] + 60_000)
    return free_ms


def is_free(lane: Lane, chat: ChatSettings, at_ms: int) -> bool:
    """Return whether a line that an operator asks for now goes out, or is offered, at once."""
    is_busy = any(line.is_by_hand and line.state == "waiting" for line in lane.lines)
    free_ms = free_at(lane, chat)
    return chat.mode == "assist" or (not is_busy and free_ms is not None and free_ms <= at_ms)


def is_empty(lane: Lane) -> bool:
    return not any(line.state in ("waiting", "sending") for line in lane.lines)


def deadline(lane: Lane, chat: ChatSettings, may_go: Callable[[Line], bool]) -> int | None:
    """Return when the lane next does something by itself; ``may_go`` tells which lines the room lets out now."""
    unsent = [line for line in lane.lines if line.state in ("waiting", "offered")]
    times = [line.created_ms if chat.mode == "off" else line.expires_at_ms for line in unsent]
    ready = [line for line in unsent if line.state == "waiting" and may_go(line)]
    times += [line.created_ms for line in ready if _goes_at_once(line, chat)]
    if ready and (free_ms := free_at(lane, chat)) is not None:
        times.append(free_ms)
    return min(times, default=None)


def _goes_at_once(line: Line, chat: ChatSettings) -> bool:
    """True for what the operator asked for and is going to post: neither gap nor cap holds it back."""
    return chat.mode == "assist" and line.is_by_hand


def advance(turn: Turn, lane: Lane, may_go: Callable[[Line], bool]) -> None:
    """Expire what is too old, and let the next line go."""
    chat = turn.settings.chat
    for line in lane.lines:
        if line.state in ("waiting", "offered") and line.expires_at_ms <= turn.at_ms:
            _settle(turn, line, "expired")
            turn.notify("line_expired", line=line.id, text=line.text)
    if chat.mode == "off":
        drop_all(turn, lane, "chat_off")
    waiting = [line for line in lane.lines if line.state == "waiting" and may_go(line)]
    go_out = _offer if chat.mode == "assist" else _send
    for line in sorted(waiting, key=lambda line: (line.priority, line.id)):
        free_ms = free_at(lane, chat)
        if _goes_at_once(line, chat) or (free_ms is not None and free_ms <= turn.at_ms):
            go_out(turn, lane, line)
    lane.settled += [line for line in lane.lines if line.state not in UNSETTLED]
    lane.lines = [line for line in lane.lines if line.state in UNSETTLED]
    del lane.settled[:-SETTLED_KEPT]


def _offer(turn: Turn, lane: Lane, line: Line) -> None:
    offered = [fold(other.text) for other in lane.lines if other.state == "offered"]
    if fold(line.text) in (offered or (lane.last_text,)):
        _settle(turn, line, "dropped", "repeated")
        return
    line.state, line.changed_ms = "offered", turn.at_ms
    line.expires_at_ms = max(line.expires_at_ms, turn.at_ms + ASSIST_TTL_MS)
    lane.last_at_ms = turn.at_ms
    _note_start(turn, lane)
    turn.count("lines_offered")
    turn.do(OfferChat(id=turn.effect_id("offer"), line=line.id, text=line.text))
    turn.notify("line_offered", line=line.id, text=line.text)


def _send(turn: Turn, lane: Lane, line: Line) -> None:
    if fold(line.text) == lane.last_text:
        _settle(turn, line, "dropped", "repeated")
        return
    line.state, line.changed_ms, line.effect_id = "sending", turn.at_ms, turn.effect_id("chat")
    _note_start(turn, lane)
    turn.do(SendChat(id=line.effect_id, line=line.id, text=line.text, expires_at_ms=line.expires_at_ms))


def _note_start(turn: Turn, lane: Lane) -> None:
    lane.started_ms = [*lane.started_ms[-60:], turn.at_ms]


def _settle(turn: Turn, line: Line, state: str, reason: str = "") -> None:
    line.state, line.reason, line.changed_ms = state, reason, turn.at_ms
    turn.settled.append(line)
    turn.count(f"lines_{state}")


def on_settled(turn: Turn, lane: Lane, event: ChatSent | ChatFailed | ChatDoubted) -> Line | None:
    """Take the outcome of a send; return the line if it was posted."""
    line = next((line for line in lane.lines if line.effect_id == event.effect_id and line.state == "sending"), None)
    if line is None:  # its echo was quicker, or a replay under other rules never sent it
        return None
    lane.last_at_ms = turn.at_ms
    if isinstance(event, ChatSent) or (isinstance(event, ChatDoubted) and line.is_echoed):
        return _posted(turn, lane, line)
    if isinstance(event, ChatDoubted):
        _settle(turn, line, "maybe", event.reason)
        lane.last_text = fold(line.text)
        turn.notify("line_maybe", line=line.id, text=line.text)
        return None
    lane.hold_until_ms = max(lane.hold_until_ms, event.retry_at_ms)
    if event.retry_at_ms and event.retry_at_ms < line.expires_at_ms:
        line.state, line.reason, line.changed_ms = "waiting", event.reason, turn.at_ms
        hold_to_the_rules(turn, lane)  # they may have changed meanwhile
    else:
        _settle(turn, line, "expired" if event.reason == "expired" else "failed", event.reason)
        turn.notify("line_failed", line=line.id, text=line.text, reason=event.reason)
    return None


def _posted(turn: Turn, lane: Lane, line: Line) -> Line:
    if line.state != "maybe":  # other lines may have followed one in doubt
        lane.last_text = fold(line.text)
    _settle(turn, line, "sent")
    turn.notify("line_sent", line=line.id, text=line.text)
    return line


def on_echo(turn: Turn, lane: Lane, event: Commented, *, is_own_account: bool) -> tuple[bool, Line | None]:
    """Look at a comment that may be a line of ours appearing in the room, or being replayed.

    Returns whether it is, and the line if this is what settles it as posted. Comments of one's own accounts settle
    what is in flight, or was offered; a line in doubt is settled from whichever account it appears. Else a repetition
    is only recognised, once for each line, so that the lines of an account that is not configured do not count as
    votes, while those of the viewers who say the same do.
    """
    folded = fold(event.text)
    said_ms = event.written_at_ms if event.is_history else turn.at_ms
    alike = [line for line in (*lane.settled, *lane.lines) if fold(line.text) == folded]
    for line in sorted(alike, key=lambda line: -line.id):
        if not _may_be_seen(line, said_ms):
            continue
        if line.state == "maybe" or (is_own_account and line.state != "sent"):
            line.is_echoed, lane.last_at_ms = True, turn.at_ms
            return True, _posted(turn, lane, line)
        if not line.is_echoed:
            line.is_echoed = True
            return True, None
    return False, None


def _may_be_seen(line: Line, at_ms: int) -> bool:
    """Return whether viewers may have first seen the line at that moment, by a clock that is not ours."""
    if line.state in ("sending", "offered"):
        return line.created_ms - ECHO_MS <= at_ms
    if line.state in ("sent", "maybe", "expired"):
        return line.created_ms - ECHO_MS <= at_ms <= line.changed_ms + ECHO_MS
    return False


def mark_sent(turn: Turn, lane: Lane, number: int) -> tuple[str, dict[str, object], Line | None]:
    """The operator posted the line. Returns the reply's kind and data, and the line if it counts as posted now."""
    line = find(lane, number)
    if line is None:
        return "unknown_line", {"n": number}, None
    if line.state not in ("offered", "maybe") and not (line.state == "expired" and _may_be_seen(line, turn.at_ms)):
        return "wrong_state", {"state": line.state}, None
    lane.last_at_ms = turn.at_ms
    return "done", {}, _posted(turn, lane, line)


def drop(turn: Turn, lane: Lane, number: int) -> Outcome:
    """The operator wants this line gone. Returns the reply's kind and data."""
    line = find(lane, number)
    if line is None:
        return "unknown_line", {"n": number}
    if line.state not in ("waiting", "offered", "maybe"):
        return "wrong_state", {"state": line.state}
    if line.state == "maybe" and lane.last_text == fold(line.text):
        lane.last_text = ""  # it did not appear, so it may be said again
    _settle(turn, line, "dropped", "operator")
    return "done", {}


def drop_all(turn: Turn, lane: Lane, reason: str) -> None:
    for line in lane.lines:
        if line.state in ("waiting", "offered"):
            _settle(turn, line, "dropped", reason)


def drop_waiting(
    turn: Turn, lane: Lane, origin: str, since_ms: int, reason: str, *, until_ms: int | None = None
) -> None:
    """Drop what a feature wanted to say since then, and before ``until_ms``, and no longer does."""
    for line in lane.lines:
        is_meant = line.created_ms >= since_ms and (until_ms is None or line.created_ms < until_ms)
        if line.origin == origin and is_meant and line.state in ("waiting", "offered"):
            _settle(turn, line, "dropped", reason)


def offered(lane: Lane, origin: str) -> Line | None:
    """Return the line of a feature that waits to be copied."""
    return next((line for line in lane.lines if line.origin == origin and line.state == "offered"), None)


def find(lane: Lane, number: int) -> Line | None:
    return next((line for line in outbox(lane) if line.id == number), None)


def outbox(lane: Lane) -> list[Line]:
    """Return every line that is not settled, and those settled last, by number."""
    return sorted((*lane.settled, *lane.lines), key=lambda line: line.id)

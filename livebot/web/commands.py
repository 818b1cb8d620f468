"""Operator commands as words, the way ``livebot do`` takes them: ``poll open colour``, ``say Hello``."""

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import partial
from typing import Literal

from livebot.commands import (
    ActOnOffence,
    AddOrders,
    AnswerQuestion,
    AnyCommand,
    CancelGiveaway,
    ClaimQuestion,
    CloseCode,
    ClosePoll,
    CloseQuick,
    ComposeReply,
    CoolPk,
    DismissOffence,
    DismissQuestion,
    DrawGiveaway,
    DropReply,
    Ending,
    ExtendCountdown,
    GiveAnswer,
    GoOnPk,
    HandOverQuestion,
    LineDropped,
    LineSent,
    MoveSegment,
    MuteViewer,
    OpenCode,
    OpenPoll,
    OpenQuick,
    Panic,
    Pause,
    PauseCountdown,
    PermitLink,
    PinQuestion,
    PostReply,
    ReleaseQuestion,
    RemoveOrders,
    RemoveViewer,
    Resume,
    ResumeCountdown,
    Say,
    SendPrompt,
    SetFigure,
    StarQuestion,
    Start,
    Stop,
    Undo,
    UnpinQuestion,
    WarnViewer,
)


def _named(make: type[Start] | type[Stop], section: str, *, id: str) -> AnyCommand:  # noqa: A002 - as it is typed
    return make(name=f"{section}.{id}")


BY_ID: dict[str, Callable[..., AnyCommand]] = {
    "poll open": OpenPoll,
    "poll close": ClosePoll,
    "quick open": OpenQuick,
    "quick close": CloseQuick,
    "code open": OpenCode,
    "code close": CloseCode,
    "prompt send": SendPrompt,
    "countdown pause": PauseCountdown,
    "countdown resume": ResumeCountdown,
    "segment go": partial(MoveSegment, to="go"),
}
SECTIONS = {"pk": "pk", "countdown": "countdowns", "giveaway": "giveaways", "goal": "goals"}
"""What is started and stopped by its name, and the section of the rules it stands in."""
BY_ID |= {
    f"{word} {verb}": partial(_named, make, section)
    for word, section in SECTIONS.items()
    for verb, make in (("start", Start), ("stop", Stop))
}
BY_ID |= {"pk cool": CoolPk, "pk go-on": GoOnPk}
BY_NUMBER: dict[str, Callable[..., AnyCommand]] = {
    "question answer": AnswerQuestion,
    "question star": StarQuestion,
    "question dismiss": DismissQuestion,
    "question pin": PinQuestion,
    "question claim": ClaimQuestion,
    "question release": ReleaseQuestion,
    "question handover": HandOverQuestion,
    "question post": PostReply,
    "question discard": DropReply,
    "outbox sent": LineSent,
    "outbox drop": LineDropped,
    "moderation dismiss": DismissOffence,
}
NUMBER_AND_WORDS: dict[str, tuple[str, Callable[[int, str], AnyCommand]]] = {
    "question give": ("ANSWER", lambda n, answer: GiveAnswer(n=n, answer=answer)),
    "question reply": ("TEXT", lambda n, text: ComposeReply(n=n, text=text)),
}
DAY_MS = 86_400_000
_DURATION = re.compile(r"(?:(\d{1,4})h)?(?:(\d{1,4})m)?(?:(\d{1,5})s)?", re.ASCII)


def _extend(countdown_id: str, time: str) -> AnyCommand:
    match = _DURATION.fullmatch(time.casefold())
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    ms = ((hours * 60 + minutes) * 60 + seconds) * 1000
    if not 0 < ms <= DAY_MS:
        raise ValueError(f"`{time}` is not a time such as 30s, 2m or 1h30m: countdown add {countdown_id} 2m")
    return ExtendCountdown(id=countdown_id, ms=ms)


ID_AND_WORDS: dict[str, tuple[str, bool, Callable[[str, str], AnyCommand]]] = {
    "giveaway draw": ("VALUE", True, lambda rule_id, value: DrawGiveaway(id=rule_id, value=value)),
    "countdown add": ("TIME", True, _extend),
    "giveaway cancel": ("[REASON]", False, lambda rule_id, reason: CancelGiveaway(id=rule_id, reason=reason)),
}
"""What follows the id, and whether something must."""
BY_VIEWER: dict[str, Callable[..., AnyCommand]] = {
    "moderation permit": PermitLink,
    "moderation warn": WarnViewer,
    "moderation mute": MuteViewer,
    "moderation remove": RemoveViewer,
}
BY_AMOUNT: dict[str, Callable[..., AnyCommand]] = {"order add": AddOrders, "order remove": RemoveOrders}
"""How many is one unless it is said."""
SET_FIGURE = "figure set"
ACT = "moderation act"
ALONE: dict[str, Callable[[], AnyCommand]] = {
    "ending": Ending,
    "pause": Pause,
    "resume": Resume,
    "panic": Panic,
    "undo": Undo,
}
WHOLE: dict[str, Callable[[], AnyCommand]] = {"leaderboard post": partial(Start, name="points.leaderboard")}
SEGMENT_MOVES: tuple[Literal["next", "skip", "hold", "back"], ...] = ("next", "skip", "hold", "back")
WHOLE |= {f"segment {to}": partial(MoveSegment, to=to) for to in SEGMENT_MOVES}
WHOLE["question unpin"] = UnpinQuestion
MAX_DIGITS = 18
USAGE = (
    *(f"{name} ID" for name in BY_ID),
    *(f"{name} N" for name in BY_NUMBER),
    *(f"{name} N {what}" for name, (what, _) in NUMBER_AND_WORDS.items()),
    *(f"{name} ID {what}" for name, (what, _, _) in ID_AND_WORDS.items()),
    f"{ACT} N [STEP]",
    *(f"{name} VIEWER" for name in BY_VIEWER),
    *(f"{name} N" for name in BY_AMOUNT),
    f"{SET_FIGURE} FIGURE N",
    "say TEXT",
    *WHOLE,
    *ALONE,
)
"""Every command, as it is typed."""
EVERY = "`livebot do --help` lists every command."


def parse_command(words: Sequence[str]) -> AnyCommand:
    """Return the command these words name.

    Raises ValueError, with a message for people that names the nearest command there is.
    """
    if not words or not words[0].strip():
        raise ValueError(f"Say what to do, such as: poll open ID. {EVERY}")
    verb = words[0].casefold()
    if verb == "say":
        return _say(words[1:])
    if verb in ALONE:
        if len(words) > 1:
            raise ValueError(f"`{verb}` takes nothing after it, but `{' '.join(words[1:])}` follows.")
        return ALONE[verb]()
    name = " ".join(word.casefold() for word in words[:2])
    rest = words[2:]
    if name in WHOLE:
        if rest:
            raise ValueError(f"`{name}` takes nothing after it, but `{' '.join(rest)}` follows.")
        return WHOLE[name]()
    if name in BY_ID:
        return BY_ID[name](id=_only(rest, name, "ID", "which one"))
    if name in BY_NUMBER:
        return BY_NUMBER[name](n=_number(_only(rest, name, "N", "which number")))
    if name in BY_VIEWER:
        return BY_VIEWER[name](viewer=_only(rest, name, "VIEWER", "whom"))
    if name in BY_AMOUNT:
        return BY_AMOUNT[name](n=_number(_only(rest or ["1"], name, "N", "how many")))
    if name == SET_FIGURE:
        return _set_figure(rest)
    if name == ACT:
        number, step = _only(rest[:1], name, "N [STEP]", "which number"), " ".join(rest[1:])
        return ActOnOffence(n=_number(number), step=step.strip())
    if name in ID_AND_WORDS:
        what, is_needed, of_id = ID_AND_WORDS[name]
        text = " ".join(rest[1:]).strip()
        if is_needed and not text:
            raise ValueError(f"`{name}` takes a name and then what to say: {name} ID {what}")
        return of_id(_only(rest[:1], name, f"ID {what}", "which one"), text)
    if name in NUMBER_AND_WORDS:
        what, make = NUMBER_AND_WORDS[name]
        if len(rest) < 2 or not " ".join(rest[1:]).strip():
            raise ValueError(f"`{name}` takes a number and then what to say: {name} N {what}")
        return make(_number(rest[0]), " ".join(rest[1:]).strip())
    raise ValueError(_unknown(name))


def _say(words: Sequence[str]) -> AnyCommand:
    text = " ".join(words).strip()
    if not text:
        raise ValueError("`say` takes the text to post: say Hello everyone")
    return Say(text=text)


def _only(rest: Sequence[str], name: str, placeholder: str, what: str) -> str:
    if not rest or not rest[0].strip():
        raise ValueError(f"`{name}` does not say {what}: {name} {placeholder}")
    if len(rest) > 1:
        raise ValueError(f"`{name}` takes one {placeholder}, but got {len(rest)}: {' '.join(rest)}")
    return rest[0].strip()


def _number(text: str) -> int:
    digits = text.removeprefix("#")
    if not digits.isdecimal() or len(digits) > MAX_DIGITS or int(digits) < 1:
        raise ValueError(f"`{text}` is not a number as the console shows them, such as 12.")
    return int(digits)


def _set_figure(rest: Sequence[str]) -> AnyCommand:
    if len(rest) != 2:
        raise ValueError(f"`{SET_FIGURE}` takes a figure and what it is now: {SET_FIGURE} orders 57")
    figure, number = rest
    if not number.isdecimal() or len(number) > MAX_DIGITS:
        raise ValueError(f"`{number}` is not a number such as 57: {SET_FIGURE} {figure} 57")
    return SetFigure(figure=figure.casefold(), n=int(number))


def _unknown(name: str) -> str:
    usages = {" ".join(word for word in usage.split() if word.islower()): usage for usage in USAGE}
    of_verb = [known for known in usages if known.split()[0] == name.partition(" ")[0]]
    near = (
        get_close_matches(name, usages, n=1, cutoff=0.85)  # a slip of the finger
        or get_close_matches(name, of_verb, n=4, cutoff=0)
        or get_close_matches(name, usages, n=3, cutoff=0.5)
    )
    meant = f"Did you mean: {', '.join(usages[known] for known in near)}? " if near else ""
    return f"`{name}` is not a command. {meant}{EVERY}"

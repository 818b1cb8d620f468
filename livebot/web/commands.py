"""Operator commands as words, the way ``livebot do`` takes them: ``poll open colour``, ``say Hello``."""

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import partial

from livebot.commands import (
    ActOnOffence,
    AnswerQuestion,
    AnyCommand,
    ClaimQuestion,
    CloseCode,
    ClosePoll,
    CloseQuick,
    ComposeReply,
    DismissOffence,
    DismissQuestion,
    DropReply,
    Ending,
    GiveAnswer,
    HandOverQuestion,
    LineDropped,
    LineSent,
    MuteViewer,
    OpenCode,
    OpenPoll,
    OpenQuick,
    Panic,
    Pause,
    PermitLink,
    PostReply,
    ReleaseQuestion,
    RemoveViewer,
    Resume,
    Say,
    SendPrompt,
    StarQuestion,
    Start,
    Stop,
    Undo,
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
}
SECTIONS = {"pk": "pk", "countdown": "countdowns", "giveaway": "giveaways"}
"""What is started and stopped by its name, and the section of the rules it stands in."""
BY_ID |= {
    f"{word} {verb}": partial(_named, make, section)
    for word, section in SECTIONS.items()
    for verb, make in (("start", Start), ("stop", Stop))
}
BY_NUMBER: dict[str, Callable[..., AnyCommand]] = {
    "question answer": AnswerQuestion,
    "question star": StarQuestion,
    "question dismiss": DismissQuestion,
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
BY_VIEWER: dict[str, Callable[..., AnyCommand]] = {
    "moderation permit": PermitLink,
    "moderation warn": WarnViewer,
    "moderation mute": MuteViewer,
    "moderation remove": RemoveViewer,
}
ACT = "moderation act"
ALONE: dict[str, Callable[[], AnyCommand]] = {
    "ending": Ending,
    "pause": Pause,
    "resume": Resume,
    "panic": Panic,
    "undo": Undo,
}
MAX_DIGITS = 18
USAGE = (
    *(f"{name} ID" for name in BY_ID),
    *(f"{name} N" for name in BY_NUMBER),
    *(f"{name} N {what}" for name, (what, _) in NUMBER_AND_WORDS.items()),
    f"{ACT} N [STEP]",
    *(f"{name} VIEWER" for name in BY_VIEWER),
    "say TEXT",
    *ALONE,
)
"""Every command, as it is typed."""


def parse_command(words: Sequence[str]) -> AnyCommand:
    """Return the command these words name.

    Raises ValueError, with a message for people that names the nearest command there is.
    """
    if not words or not words[0].strip():
        raise ValueError(f"Say what to do, one of: {', '.join(USAGE)}.")
    verb = words[0].casefold()
    if verb == "say":
        return _say(words[1:])
    if verb in ALONE:
        if len(words) > 1:
            raise ValueError(f"`{verb}` takes nothing after it, but `{' '.join(words[1:])}` follows.")
        return ALONE[verb]()
    name = " ".join(word.casefold() for word in words[:2])
    rest = words[2:]
    if name in BY_ID:
        return BY_ID[name](id=_only(rest, name, "ID", "which one"))
    if name in BY_NUMBER:
        return BY_NUMBER[name](n=_number(_only(rest, name, "N", "which number")))
    if name in BY_VIEWER:
        return BY_VIEWER[name](viewer=_only(rest, name, "VIEWER", "whom"))
    if name == ACT:
        number, step = _only(rest[:1], name, "N [STEP]", "which number"), " ".join(rest[1:])
        return ActOnOffence(n=_number(number), step=step.strip())
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


def _unknown(name: str) -> str:
    near = get_close_matches(
        name, [*BY_ID, *BY_NUMBER, *NUMBER_AND_WORDS, ACT, *BY_VIEWER, *ALONE, "say"], n=1, cutoff=0.5
    )
    if near:
        usage = next(line for line in USAGE if line.startswith(near[0]))
        return f"`{name}` is not a command. Did you mean: {usage}"
    return f"`{name}` is not a command. There are: {', '.join(USAGE)}."

"""What a picker offers: everything of the rules, with what can be done about it now."""

from collections.abc import Iterator
from typing import NamedTuple

from livebot.commands import (
    AnyCommand,
    CancelGiveaway,
    CloseCode,
    ClosePoll,
    CloseQuick,
    DrawGiveaway,
    ExtendCountdown,
    OpenCode,
    OpenPoll,
    OpenQuick,
    PauseCountdown,
    ResumeCountdown,
    SendPrompt,
    Start,
    Stop,
)
from livebot.console.widgets.flow import HELD
from livebot.views import Status
from livebot.views.show import CountdownView, GiveawayView
from livebot.wording import Words

MINUTE_MS = 60_000
DANGER = ("close", "stop", "end", "cancel")
"""Verbs that end something."""
CANNOT_BE_UNDONE = ("end", "cancel")
FIRST = ("draw", "close", "stop", "end", "pause", "resume", "longer", "cancel")
"""What is on comes first, in this order of verbs."""


class Choice(NamedTuple):
    name: str
    detail: str
    verb: str
    """Its wording is ``pick.VERB`` and, once done, ``said.VERB``."""
    command: AnyCommand
    kind: str = ""
    """The section of the rules, where a picker offers those of several."""


def choices_of(status: Status, what: str, words: Words) -> list[Choice]:
    """Return what can be chosen of ``polls``, ``quick``, ``codes``, ``prompts`` or ``begin``, what is on first."""
    if what == "polls":
        choices = [
            Choice(poll.id, poll.question, "close", ClosePoll(id=poll.id))
            if poll.state == "open"
            else Choice(poll.id, poll.question, "open", OpenPoll(id=poll.id))
            for poll in status.polls
        ]
    elif what == "quick":
        choices = [
            Choice(ask.id, ask.ask, "close", CloseQuick(id=ask.id))
            if ask.open
            else Choice(ask.id, ask.ask, "open", OpenQuick(id=ask.id))
            for ask in status.quick
        ]
    elif what == "codes":
        choices = [
            Choice(code.id, "", "close", CloseCode(id=code.id))
            if code.open
            else Choice(code.id, "", "open", OpenCode(id=code.id))
            for code in status.codes
            if code.when == "manual"
        ]
    elif what == "prompts":
        choices = [Choice(prompt.id, prompt.next_text, "send", SendPrompt(id=prompt.id)) for prompt in status.prompts]
    else:
        choices = list(_rhythm(status, words))
    return sorted(choices, key=_rank)


def _rank(choice: Choice) -> tuple[bool, int]:
    """Return the place of what can be chosen; goals count all the time, and are seldom meant."""
    return choice.kind == "goals", FIRST.index(choice.verb) if choice.verb in FIRST else len(FIRST)


def _rhythm(status: Status, words: Words) -> Iterator[Choice]:
    """Yield what gives a show its rhythm."""
    for pk in status.pk:
        verb, make = ("stop", Stop) if pk.state == "open" else ("start", Start)
        yield Choice(pk.id, pk.question, verb, make(name=f"pk.{pk.id}"), "pk")
    for countdown in status.countdowns:
        yield from _of_countdown(countdown, words)
    for giveaway in status.giveaways:
        yield from _of_giveaway(giveaway)
    for goal in status.goals:
        figure = f"{words(f'figure.{goal.figure}')} {goal.have:,}/{goal.target:,}"
        verb, make = ("stop", Stop) if goal.open else ("start", Start)
        yield Choice(goal.id, figure, verb, make(name=f"goals.{goal.id}"), "goals")
    if any(board.entries for board in status.boards):
        yield Choice(words("pick.leaderboard"), "", "board", Start(name="points.leaderboard"))


def _of_countdown(item: CountdownView, words: Words) -> Iterator[Choice]:
    title = item.title.get(words.language) or next(iter(item.title.values()), "")
    if item.figure:
        title = f"{words(f'figure.{item.figure}')} {item.have:,}/{item.target:,}  {title}"
    if item.state not in ("running", "paused"):
        yield Choice(item.id, title, "start", Start(name=f"countdowns.{item.id}"), "countdowns")
        return
    yield Choice(item.id, title, "stop", Stop(name=f"countdowns.{item.id}"), "countdowns")
    if item.state == "paused":
        yield Choice(item.id, title, "resume", ResumeCountdown(id=item.id), "countdowns")
    elif item.ends_at_ms:
        yield Choice(item.id, title, "pause", PauseCountdown(id=item.id), "countdowns")
        yield Choice(item.id, title, "longer", ExtendCountdown(id=item.id, ms=MINUTE_MS), "countdowns")


def _of_giveaway(item: GiveawayView) -> Iterator[Choice]:
    prizes, name = ", ".join(item.prizes), f"giveaways.{item.id}"
    if item.state not in HELD:
        if not item.why_not:
            yield Choice(item.id, prizes, "start", Start(name=name), "giveaways")
        return
    if item.state == "open":
        verb = "stop" if item.mode == "native" else "end"
        yield Choice(item.id, prizes, verb, Stop(name=name), "giveaways")
    if item.state == "frozen" and item.public_value:
        yield Choice(item.id, item.public_value, "draw", DrawGiveaway(id=item.id, value=""), "giveaways")
    yield Choice(item.id, prizes, "cancel", CancelGiveaway(id=item.id), "giveaways")

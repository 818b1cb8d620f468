"""Commands as words."""

from typing import get_args

import msgspec
import pytest

from livebot.commands import (
    ActOnOffence,
    AnyCommand,
    LineSent,
    OpenPoll,
    Panic,
    PermitLink,
    ReleaseAllQuestions,
    Say,
    StarQuestion,
    Start,
)
from livebot.web.commands import USAGE, WHOLE, parse_command


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("poll open colour", OpenPoll(id="colour")),
        ("Poll OPEN Colour", OpenPoll(id="Colour")),
        ("question star 12", StarQuestion(n=12)),
        ("question star #12", StarQuestion(n=12)),
        ("outbox sent 3", LineSent(n=3)),
        ("say Hello everyone", Say(text="Hello everyone")),
        ("panic", Panic()),
        ("moderation act 7", ActOnOffence(n=7)),
        ("moderation act #7 mute long", ActOnOffence(n=7, step="mute long")),
        ("moderation permit @maria", PermitLink(viewer="@maria")),
        ("leaderboard post", Start(name="points.leaderboard")),
    ],
)
def test_words_name_a_command(line: str, command: AnyCommand) -> None:
    assert parse_command(line.split()) == command


@pytest.mark.parametrize("usage", [usage for usage in USAGE if usage not in WHOLE])
def test_every_command_of_the_engine_can_be_typed_as_its_usage_says(usage: str) -> None:
    command = parse_command(usage.replace(" N", " 7").replace(" TIME", " 2m").split())
    name: str = msgspec.to_builtins(command)["do"]
    other = {"question.hand_over": "question handover", "question.drop_reply": "question discard"}
    words = " ".join(usage.split()[1:]) if name in ("start", "stop") else usage  # of which section, it says before
    assert words.startswith(other.get(name, name.replace(".", " ")))


def test_no_command_of_the_engine_is_missing() -> None:
    kinds = {type(parse_command(usage.replace(" N", " 7").replace(" TIME", " 2m").split())) for usage in USAGE}
    assert kinds == set(get_args(AnyCommand)) - {ReleaseAllQuestions}  # the control API's own, for consoles that left


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("", "such as: poll open ID. `livebot do --help` lists every command."),
        ("pol open colour", "Did you mean: poll open ID"),
        ("poll opne colour", "Did you mean: poll open ID"),
        ("question anser 3", "Did you mean: question answer N"),
        ("pnic", "Did you mean: panic"),
        ("juggle", "`juggle` is not a command. `livebot do --help` lists every command."),
        ("pk open shoes", "Did you mean: pk stop ID, pk go-on ID, pk cool ID, pk start ID[?] `livebot do --help`"),
        ("poll open", "which one: poll open ID"),
        ("poll open red blue", "takes one ID, but got 2"),
        ("question answer", "which number"),
        ("question answer x", "not a number"),
        ("question answer 0", "not a number"),
        ("question answer -1", "not a number"),
        (f"question answer {'9' * 5000}", "not a number"),
        ("say", "takes the text"),
        ("moderation act", "which number: moderation act N"),
        ("moderation act x", "not a number"),
        ("moderation mute", "whom: moderation mute VIEWER"),
        ("moderation mute the loud one", "takes one VIEWER, but got 3"),
        ("moderation dismis 3", "Did you mean: moderation dismiss N"),
        ("panic now", "takes nothing after it"),
        ("leaderboard post now", "takes nothing after it"),
    ],
)
def test_mistakes_are_met_with_advice(line: str, advice: str) -> None:
    with pytest.raises(ValueError, match=advice):
        parse_command(line.split())

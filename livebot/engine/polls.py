"""Polls: a question with options, one vote per viewer, a result."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from livebot.engine.fields import DurationMs, ExactKey, RuleId, RuleModel, Texts, Words


class Option(RuleModel):
    """One answer of a poll: the key to type, what it stands for, and other words that mean the same."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {"label": ()}

    key: ExactKey
    label: Texts | None = None
    accept: Words = ()


class PollRule(RuleModel):
    """A poll as written in YAML."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "question": (),
        "announce": ("winner", "percent", "votes", "voters"),
        "announce_tie": ("winners", "percent", "votes", "voters"),
        "announce_none": (),
    }

    id: RuleId
    question: Texts
    options: tuple[Option, ...] = Field(min_length=2, max_length=9)
    duration: DurationMs = 60_000
    """0: open until the operator closes it."""
    vote: Literal["first", "last"] = "last"
    grace: DurationMs = 10_000
    """Viewers see the video late: answers that come within this time of the close still count."""
    target: int | None = Field(default=None, ge=1)
    """Close when this many viewers have voted."""
    frames: Words = ()
    """Ways to say a key in a sentence, such as ``team {key}``."""
    announce: Texts | None = None
    announce_tie: Texts | None = None
    announce_none: Texts | None = None

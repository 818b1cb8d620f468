"""Prompts: scripted lines on a timer."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from livebot.engine.fields import DurationMs, RuleId, RuleModel, Texts


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
    opens: RuleId | None = None
    """A quick ask or a poll that opens when the line is posted."""

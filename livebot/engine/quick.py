"""Quick asks: Y / 1 / 2, one key to answer, a window to answer in."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from livebot.engine.fields import DurationMs, ExactKey, RuleId, RuleModel, Texts, Words


class QuickRule(RuleModel):
    """A quick ask as written in YAML."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {"ask": ()}

    id: RuleId
    ask: Texts
    answers: Annotated[dict[ExactKey, Words], Field(min_length=1, max_length=9)]
    """Key to other words that mean the same."""
    window: DurationMs = 45_000
    grace: DurationMs = 10_000
    frames: Words = ()

"""Secret codes: a phrase that the regulars know, its reply, its explanation, its bursts."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from livebot.engine.fields import DurationMs, RuleId, RuleModel, Texts, Words
from livebot.engine.match import MatchKind, check_pattern


class CodeCooldown(RuleModel):
    """How often a code is answered: each viewer once in ``user``, the room once in ``room``."""

    user: DurationMs = 300_000
    room: DurationMs = 20_000


class Burst(RuleModel):
    """``viewers`` different people used the code ``within`` a time: say something."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {"say": ("viewers",)}

    viewers: int = Field(ge=2)
    within: DurationMs = 30_000
    say: Texts


class CodeRule(RuleModel):
    """A code as written in YAML."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "reply": ("viewer",),
        "welcome": ("viewer",),
        "explain": ("viewer",),
    }

    id: RuleId
    phrases: Words = Field(min_length=1)
    match: MatchKind = "contains"
    distance: int = Field(default=1, ge=1, le=3)
    """``match: fuzzy``: how many letters may be wrong, missing, extra or swapped."""
    when: Literal["always", "ending", "manual"] = "always"
    reply: Texts | None = None
    welcome: Texts | None = None
    """Instead of ``reply`` for those who use the code for the first time ever."""
    explain: Texts | None = None
    """For those who ask what it means."""
    cooldown: CodeCooldown = CodeCooldown()
    burst: Burst | None = None

    @model_validator(mode="after")
    def _phrases_can_match(self) -> "CodeRule":
        for phrase in self.phrases:
            check_pattern(self.match, phrase)
        return self

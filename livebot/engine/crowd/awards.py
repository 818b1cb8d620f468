"""Awards: what is worth how many points, as written in YAML, and what an act earns."""

import re
import zlib
from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from livebot.engine.crowd.points import MOST, PLACES, Board, Collector
from livebot.engine.fields import DurationMs, Language, RuleModel, Texts, Words
from livebot.engine.match import check_pattern
from livebot.engine.starts import Start
from livebot.engine.text import bare
from livebot.engine.turn import Act

TEXTS_KEPT = 20
_STRETCHED = re.compile(r"(.)\1\1+", re.DOTALL)

Amount = Annotated[int, Field(ge=0, le=1_000_000)]


class PerAmount(RuleModel):
    """Points for so much of something."""

    points: Amount = 1
    per: int = Field(ge=1)
    most: int = Field(default=0, ge=0)
    """At most so many points a viewer and show; 0: no limit."""


class Level(RuleModel):
    """A level that viewers reach."""

    at: int = Field(ge=1)
    """With so many points, of all shows."""
    name: Texts


class LevelUp(RuleModel):
    """Says who reached a level."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {"say": ("who",)}

    say: Texts
    every: DurationMs = Field(default=60_000, ge=10_000)
    """At most one line in this time; whoever reaches a level meanwhile is in the next."""


class LeaderboardRule(RuleModel):
    """Says who is on top."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {"say": ("top",)}

    board: Board = "month"
    places: int = Field(default=3, ge=1, le=PLACES)
    """So many, as far as they fit into a line."""
    say: Texts
    starts: tuple[Start, ...] = ()


class AskCooldown(RuleModel):
    """How often somebody is told: each viewer once in ``user``, anyone once in ``room``."""

    user: DurationMs = 300_000
    room: DurationMs = 20_000


WordsByLanguage = dict[Language, Words]


class Ask(RuleModel):
    """Tells viewers their points when they ask."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {"reply": ("viewer", "points", "month", "session", "level")}

    words: WordsByLanguage = Field(min_length=1)
    """What they write, and nothing else; in any of the languages."""
    reply: Texts
    cooldown: AskCooldown = AskCooldown()


class PointsRule(RuleModel):
    """The section ``points:`` of the rule files."""

    comment: Amount = 1
    """A comment or a question, unless the viewer said the same before."""
    per_minute: int = Field(default=3, ge=0)
    """So many comments and cheers of a viewer earn points in a minute."""
    cheer: Amount = 1
    vote: Amount = 2
    code: Amount = 2
    entry: Amount = 2
    """Taking part in a giveaway."""
    follow: Amount = 5
    share: Amount = 5
    order: Amount = 20
    """Of a viewer who is known; taken back if it is cancelled."""
    like: PerAmount = PerAmount(points=1, per=100, most=20)
    gift: PerAmount = PerAmount(points=1, per=10)
    """For so many diamonds."""
    levels: tuple[Level, ...] = ()
    """From the lowest to the highest."""
    level_up: LevelUp | None = None
    leaderboard: LeaderboardRule | None = None
    ask: Ask | None = None
    hide: WordsByLanguage = Field(default_factory=dict)
    """What viewers write who do not want to be shown on leaderboards."""
    show: WordsByLanguage = Field(default_factory=dict)
    """What they write to be shown again."""

    @model_validator(mode="after")
    def _levels_rise(self) -> "PointsRule":
        for lower, higher in zip(self.levels, self.levels[1:], strict=False):
            if lower.at >= higher.at:
                found = f"the level at {higher.at} comes after that at {lower.at}"
                raise ValueError(f"{found}; expected levels from the lowest to the highest; move it")
        if self.level_up is not None and not self.levels:
            raise ValueError("there is level_up, but no levels; expected levels; add them, or delete level_up")
        return self

    @model_validator(mode="after")
    def _words_can_match(self) -> "PointsRule":
        for _, word in self.spoken:
            check_pattern("exact", word)
        return self

    @property
    def spoken(self) -> tuple[tuple[str, str], ...]:
        """What viewers may write to livebot: what it is for, and the word."""
        parts = (("ask", self.ask.words if self.ask else {}), ("hide", self.hide), ("show", self.show))
        return tuple((what, word) for what, words in parts for some in words.values() for word in some)


def worth(rule: PointsRule, who: Collector, act: Act, at_ms: int) -> tuple[int, str]:
    """Return what an act earns, and why or why not; it is noted, so that the next one like it earns nothing."""
    match act.kind:
        case "like":
            before, who.likes = who.likes, who.likes + max(act.value, 0)
            return _per(rule.like, before, who.likes), "earned"
        case "gift":
            before, who.diamonds = who.diamonds, who.diamonds + max(act.value, 0)
            return _per(rule.gift, before, who.diamonds), "earned"
        case "follow" if not who.has_followed:
            who.has_followed = True
            return rule.follow, "earned"
        case "share" if not who.has_shared:
            who.has_shared = True
            return rule.share, "earned"
        case "vote" | "code" | "entry" | "order" if act.is_new:
            return int(getattr(rule, act.kind)), "earned"
        case "comment" | "question" | "cheer" if act.is_new:
            return _for_words(rule, who, act, at_ms)
    return 0, "repeated"


def _for_words(rule: PointsRule, who: Collector, act: Act, at_ms: int) -> tuple[int, str]:
    said = zlib.crc32(_STRETCHED.sub(r"\1\1", bare(act.text)).encode())  # "soooo" is "soo" again
    if act.kind != "cheer" and said in who.said:
        return 0, "repeated"
    minute = at_ms // 60_000
    if who.minute != minute:
        who.minute, who.in_minute = minute, 0
    if who.in_minute >= rule.per_minute:
        return 0, "per_minute"
    who.in_minute += 1
    if act.kind == "cheer":
        return rule.cheer, "earned"
    who.said = [*who.said[1 - TEXTS_KEPT :], said]
    return rule.comment, "earned"


def _per(rule: PerAmount, before: int, now: int) -> int:
    """Return the points of what was added, where ``per`` of it, from the first on, are one portion."""
    limit = rule.most or MOST
    return min(now // rule.per * rule.points, limit) - min(before // rule.per * rule.points, limit)

"""Moderation, as it is written in YAML: what viewers may not write, and what becomes of those who do.

``watch.py`` finds what breaks the rules, ``offences.py`` makes offences of it, ``docket.py`` keeps them and acts.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic.json_schema import WithJsonSchema

from livebot.engine.fields import DurationMs, Language, RuleModel, Texts, Words
from livebot.engine.match import check_pattern
from livebot.events import Commented

Step = Literal["warn", "mute short", "mute long", "remove"]
Role = Literal["moderators", "regulars", "followers", "subscribers"]
MUTES_MS = (5_000, 30_000, 60_000, 300_000)
"""TikTok mutes for one of these times."""


def _parse_share(value: object) -> object:
    """Return 80 for ``80%``; whole numbers are how a validated rule is stored."""
    return value.strip().removesuffix("%") if isinstance(value, str) else value


def _is_mute(duration_ms: int) -> int:
    if duration_ms not in MUTES_MS:
        raise ValueError("TikTok mutes for 5s, 30s, 60s or 5m, and for no other time")
    return duration_ms


Share = Annotated[
    int,
    BeforeValidator(_parse_share),
    Field(ge=1, le=100),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{1,3}%?$", "examples": ["80%"]}),
]
"""Written as ``80%``."""
MuteMs = Annotated[DurationMs, AfterValidator(_is_mute)]


class Watch(RuleModel):
    """A rule of moderation; it is on by being written."""

    mode: Literal["off", "dry", "suggest", "auto"] | None = None
    """Other than the mode of the whole; ``dry`` counts and shows, and never acts."""


class Links(Watch):
    """Addresses of pages elsewhere, also spelled out (``shop dot com``)."""

    allow: Words = ()
    """Domains that may be named, with all that is under them."""


class Contacts(Watch):
    """Phone numbers, and invitations to other platforms."""


class BannedWords(Watch):
    """The market's banned words, however they are spelled."""

    add: dict[Language, Words] = Field(default_factory=dict)
    """More of them; ``und`` for all languages."""
    allow: Words = ()
    """Words of the market's list that are fine here."""

    @model_validator(mode="after")
    def _words_can_match(self) -> "BannedWords":
        for word in (word for words in self.add.values() for word in words):
            check_pattern("word", word)
        return self


class Repeats(Watch):
    """The same text from the same viewer."""

    times: int = Field(default=3, ge=2, le=20)
    within: DurationMs = 30_000


class Flood(Watch):
    """Many comments of the same viewer."""

    comments: int = Field(default=8, ge=3, le=50)
    within: DurationMs = 10_000


class Capitals(Watch):
    """SHOUTING."""

    share: Share = 80
    min_letters: int = Field(default=15, ge=1)


class Symbols(Watch):
    """Signs instead of words; emoji are none."""

    share: Share = 70
    min_chars: int = Field(default=10, ge=1)


class Length(Watch):
    """Too long for a chat that scrolls."""

    max: int = Field(default=140, ge=1)


class Raid(Watch):
    """The same text from many accounts nobody knows. Only suggested, unless its own mode is ``auto``."""

    viewers: int = Field(default=5, ge=2, le=100)
    within: DurationMs = 20_000


class Watches(RuleModel):
    """The rules of moderation, each on by being written."""

    links: Links | None = None
    contacts: Contacts | None = None
    words: BannedWords | None = None
    repeats: Repeats | None = None
    flood: Flood | None = None
    capitals: Capitals | None = None
    symbols: Symbols | None = None
    length: Length | None = None
    raid: Raid | None = None


class ModerationRule(RuleModel):
    """The section ``moderation:`` of the rule files."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {"warnings": ("viewer", "reason")}

    mode: Literal["off", "suggest", "auto"] = "off"
    exempt: tuple[Role, ...] = ("moderators",)
    """Who may do anything. The host, own accounts and moderators always may."""
    mute_short: MuteMs = 60_000
    mute_long: MuteMs = 300_000
    ladder: tuple[Step, ...] = Field(default=("warn", "mute short", "mute long", "remove"), min_length=1)
    """What the first offence leads to, the second …; further ones to the last."""
    strikes_expire: DurationMs = Field(default=1_800_000, ge=1_000)
    """After this time an offence no longer counts towards the next step."""
    warnings: Texts | None = None
    """Own wording of a warning, per language."""
    rules: Watches = Watches()


def is_exempt(rule: ModerationRule, event: Commented) -> bool:
    """Return whether a viewer may do anything; the host and own accounts never come here."""
    viewer = event.viewer
    return (
        viewer.is_moderator
        or ("regulars" in rule.exempt and event.profile.sessions > 0)
        or ("followers" in rule.exempt and viewer.is_follower)
        or ("subscribers" in rule.exempt and viewer.is_subscriber)
    )

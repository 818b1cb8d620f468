"""Giveaways as written in YAML, and whether livebot may draw the winners itself."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from livebot.engine.fields import DurationMs, RuleId, RuleModel, Text, Texts, Words
from livebot.engine.lines.gate import MarketPack, WordsByLanguage
from livebot.engine.starts import Start

MOST_WINNERS = 15

ASKED: dict[str, tuple[str, ...]] = {
    "en": ("how do i enter", "how to enter", "how do i join", "how to join", "how can i join", "how can i enter"),
    "es": ("como participo", "cómo participo", "como participar", "cómo participar", "como entro", "cómo entro"),
    "pt": ("como participo", "como participar", "como entro"),
    "id": ("cara ikutan", "cara ikut", "gimana ikutan", "gimana ikut", "bagaimana ikut"),
    "ms": ("macam mana nak join", "macam mana nak masuk", "cara nak join"),
    "vi": ("tham gia thế nào", "tham gia sao", "làm sao để tham gia", "cách tham gia", "tham gia kiểu gì"),
    "th": ("ร่วมยังไง", "เข้าร่วมยังไง", "เล่นยังไง", "ร่วมกิจกรรมยังไง"),
    "tl": ("paano sumali", "pano sumali", "paano mag join", "paano po sumali"),
    "ja": ("参加方法", "どうやって参加", "どう参加"),
    "zh": ("怎么参加", "怎么参与", "如何参加", "如何参与", "怎么报名"),
    "de": ("wie mache ich mit", "wie nehme ich teil", "wie kann ich mitmachen"),
    "fr": ("comment participer", "comment on participe", "comment je participe"),
    "it": ("come partecipo", "come si partecipa", "come partecipare"),
    "ko": ("어떻게 참여", "참여 방법", "어떻게 응모"),
}
"""How viewers ask what to do to take part."""


OF_DRAWS = (
    *("allowed", "entry", "eligible", "public_value", "claim"),
    *("closed", "none", "winner", "remind_claim", "claimed", "unclaimed"),
)
"""What only a draw has."""


class Prize(RuleModel):
    """Something to win."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {"name": ()}

    name: Texts
    count: int = Field(default=1, ge=1, le=MOST_WINNERS)
    """How many there are; each goes to another viewer."""


class Reminders(RuleModel):
    """Lines before the end."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {"say": ("left", "prize", "word", "entrants")}

    at: tuple[DurationMs, ...] = Field(min_length=1, max_length=10)
    """How long before the end, such as ``[5m, 1m]``."""
    say: Texts


class Entry(RuleModel):
    """What a viewer does to take part: exactly one of these."""

    comment: Words = ()
    """To write one of these words, and nothing else."""
    code: RuleId | None = None
    """To use this code."""
    poll: RuleId | None = None
    """To vote in this poll, for whatever it may be."""
    order: bool = False
    """To buy something. Only orders that name the viewer count, which a shop's do not."""

    @model_validator(mode="after")
    def _is_one(self) -> "Entry":
        if len(given := [name for name, value in self if value]) != 1:
            found = f"found {' and '.join(given)}" if given else "found none"
            raise ValueError(f"entry needs exactly one of comment, code, poll, order; {found}")
        return self


class Eligible(RuleModel):
    """Who can win. The host, own accounts, and viewers who were muted or removed in this show never can."""

    follower: bool = False
    active: DurationMs = 0
    """Did something within this time before entry closed; 0: whoever entered."""
    points: int = Field(default=0, ge=0)
    """At least so many points, of all months."""
    level: int = Field(default=0, ge=0)
    """At least this level, by points."""
    not_won_within: DurationMs = 0
    """Has won nothing here for so long, such as ``30d``."""
    moderators: bool = False
    """Moderators can win, too."""


class Claim(RuleModel):
    """Who wins has to write something in time, else the prize is drawn again."""

    within: DurationMs = 120_000
    """From when the winner's name is posted, and anew when the room comes back; 0: nothing has to be written."""
    words: Words = ()
    """One of these and nothing else; without any, whatever the winner writes."""
    remind: DurationMs = 0
    """So long before the time is over, remind; 0: never."""


class Permission(RuleModel):
    """The owner answers for it that livebot draws winners, though the market's pack does not foresee it."""

    by: Text
    because: Text


class GiveawayRule(RuleModel):
    """A giveaway as written in YAML."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "announce": ("prize", "left", "word", "seal"),
        "enter": ("prize", "left", "word"),
        "closed": ("prize", "entrants", "value", "seal"),
        "none": ("prize",),
        "winner": ("viewer", "prize", "word", "left"),
        "remind_claim": ("viewer", "prize", "word", "left"),
        "claimed": ("viewer", "prize"),
        "unclaimed": ("viewer", "prize"),
        "thanks": ("prize",),
    }

    id: RuleId
    mode: Literal["native", "draw"] = "native"
    """``native``: livebot goes along with TikTok's own LIVE Giveaway. ``draw``: livebot draws the winners."""
    allowed: Permission | None = None
    """With ``draw``, where the market's pack says ``native``."""
    prizes: tuple[Prize, ...] = Field(min_length=1, max_length=10)
    duration: DurationMs = 300_000
    """0: until an operator stops it."""
    grace: DurationMs = 10_000
    """With ``draw``: viewers see the video late; entries this long after the end still count."""
    announce: Texts
    enter: Texts
    """How to take part, for those who ask."""
    asked: WordsByLanguage = Field(default_factory=dict)
    """How they ask, beside what livebot knows."""
    intent: str = ""
    """A question of your own (``language.yaml``) that asks it, too."""
    cooldown: DurationMs = 60_000
    """Between two explanations."""
    remind: Reminders | None = None
    thanks: Texts | None = None
    """At the end."""
    countdown: RuleId | None = None
    """A countdown to start with it; it is stopped when entry is over, and undo brings both back."""
    entry: Entry | None = None
    eligible: Eligible = Eligible()
    public_value: str = Field(default="", max_length=200)
    """The name of a number that does not exist before entry closes, and that everybody can look up later: it is mixed
    into the draw. Such as ``the 4 digits of tonight's 4D lottery``."""
    claim: Claim = Claim()
    closed: Texts | None = None
    none: Texts | None = None
    """Nobody entered who can win."""
    winner: Texts | None = None
    remind_claim: Texts | None = None
    claimed: Texts | None = None
    unclaimed: Texts | None = None
    starts: tuple[Start, ...] = ()

    @model_validator(mode="after")
    def _fits_its_mode(self) -> "GiveawayRule":
        if self.mode == "native":
            fields = type(self).model_fields
            if wrong := [name for name in OF_DRAWS if getattr(self, name) != fields[name].default]:
                raise ValueError(
                    f"{wrong[0]} belongs to mode: draw; expected nothing of a draw in a native giveaway; "
                    "TikTok's own tool picks the winners"
                )
        elif self.entry is None or self.winner is None:
            raise ValueError("a draw without entry or winner; expected both; write how viewers enter and what to say")
        if sum(prize.count for prize in self.prizes) > MOST_WINNERS:
            raise ValueError(f"too many prizes; expected at most {MOST_WINNERS} in all; fewer, or a second giveaway")
        return self


def why_native(rule: GiveawayRule, pack: MarketPack | None, language: str) -> str:
    """Return why livebot may not draw the winners of a draw, in a language if it is known; empty if it may."""
    giveaways = pack.giveaways if pack is not None else None
    if rule.mode == "native" or rule.allowed is not None or (giveaways is not None and giveaways.mode == "draw"):
        return ""
    if giveaways is None:
        return "the market's pack says nothing of draws"
    return giveaways.reason.get(language) or giveaways.reason.get("en") or next(iter(giveaways.reason.values()))


def allowed_by(rule: GiveawayRule, pack: MarketPack | None) -> str:
    """Return who says that livebot may draw the winners, and why."""
    if rule.allowed is not None:
        return f"{rule.allowed.by}: {rule.allowed.because}"
    giveaways = pack.giveaways if pack is not None else None
    return f"{giveaways.source} ({giveaways.source_date})" if giveaways is not None else ""

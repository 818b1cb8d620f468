"""PK as it is written in YAML, and what a session remembers of it; what it does is in ``pk.py``."""

from collections.abc import Mapping
from typing import ClassVar, Literal

import msgspec
from pydantic import Field

from livebot.engine.asks.ballots import Asking, Option
from livebot.engine.asks.temperature import Guard, Temperature
from livebot.engine.fields import DurationMs, RuleModel, Texts
from livebot.engine.starts import Start

COOL: Texts = {
    "en": "What a PK! Both camps were great, let's call it a day. Thank you all!",
    "es": "¡Qué PK! Los dos equipos estuvieron geniales. Lo dejamos aquí, ¡gracias a todos!",
    "id": "PK yang seru! Dua tim sama-sama hebat, kita sudahi di sini ya. Makasih semua!",
    "vi": "PK vui quá! Cả hai đội đều rất tuyệt, mình dừng ở đây nhé. Cảm ơn cả nhà!",
    "th": "PK สนุกมาก! ทั้งสองทีมเก่งมาก ขอจบแค่นี้นะคะ ขอบคุณทุกคนค่ะ",
    "zh": "这场 PK 太精彩了！两队都很棒，我们先到这里，谢谢大家！",
}
"""The friendly line, unless a rule has its own."""


class Cap(RuleModel):
    """How often a viewer's cheers count."""

    per_minute: int = Field(default=10, ge=1)
    in_all: int = Field(default=60, ge=1)


class Lead(RuleModel):
    """A change of the lead is announced."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {"say": ("leader", "score")}

    say: Texts
    by: int = Field(default=3, ge=1)
    """So many cheers ahead."""
    every: DurationMs = 20_000
    """At least so long after the last one."""


class Last(RuleModel):
    """The last seconds are announced."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {"say": ("seconds", "score")}

    say: Texts
    before: DurationMs = Field(default=30_000, ge=1_000)
    """So long before the end."""


class PkRule(Asking):
    """A PK as written in YAML."""

    placeholders: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **Asking.placeholders,
        "announce": ("winner", "percent", "cheers", "viewers", "score"),
        "announce_tie": ("cheers", "viewers", "score"),
        "announce_none": (),
        "cool": (),
    }

    camps: tuple[Option, ...] = Field(min_length=2, max_length=2)
    cheers_per_viewer: Cap = Cap()
    camp: Literal["first", "last"] = "last"
    """first: viewers stay in the camp they cheered for first; last: they may change."""
    duration: DurationMs = 180_000
    lead: Lead | None = None
    last: Last | None = None
    announce: Texts | None = None
    announce_tie: Texts | None = None
    announce_none: Texts | None = None
    guard: Guard = Guard()
    cool: Texts | None = None
    """The friendly line that closes a PK which turns hostile."""
    starts: tuple[Start, ...] = ()

    @property
    def choices(self) -> tuple[Option, ...]:
        return self.camps


class Fan(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A viewer who cheered."""

    cheers: int = 0
    minute: int = 0
    in_minute: int = 0


class Fight(msgspec.Struct, kw_only=True):
    """What a session remembers of a PK, besides its ballot."""

    cheers: dict[str, int]
    """By camp."""
    fans: dict[str, Fan] = {}
    leader: str = ""
    """The camp that was announced to lead, or was the first to."""
    said_ms: int = 0
    """When that was announced."""
    last_for_ms: int = 0
    """The end whose last seconds were announced."""
    cooled_ms: int = 0
    """When it was closed with the friendly line."""
    temperature: Temperature = msgspec.field(default_factory=Temperature)

"""What the engine knows of ``livebot.yaml``: the effective settings of one room, without secrets."""

from functools import cached_property
from typing import Literal

import msgspec

from livebot.viewers import Viewer


class ChatSettings(msgspec.Struct, frozen=True, kw_only=True):
    mode: Literal["auto", "assist", "off"] = "assist"
    min_gap_ms: int = 8_000
    """Time between two lines of ours. Faster than one line in 2 s is seen to be muted (tiktools documentation)."""
    max_per_minute: int = 6
    max_chars: int = 150
    own_accounts: tuple[str, ...] = ()
    """Handles whose comments are ours: they never count, and their echo marks a line as sent."""


class Ignored(msgspec.Struct, frozen=True, kw_only=True):
    """Questions that are shown but never translated."""

    languages: tuple[str, ...] = ()
    viewers: tuple[str, ...] = ()
    """Handles, in small letters and without the @."""
    words: tuple[str, ...] = ()
    """Folded; a question that holds one of them is ignored."""


class RoomSettings(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    room: str
    market: str = "US"
    timezone: str = "UTC"
    host_language: str = "en"
    market_language: str = "en"
    """The language a text falls back to when nobody wrote one for the room's languages."""
    chat: ChatSettings = ChatSettings()
    translation_target: str = ""
    """Empty: the host's language."""
    ignored: Ignored = Ignored()
    gists: dict[str, str] = {}
    """What each intent asks, in the host's language: shown until the translation is there."""
    question_threshold: float = 0.5
    resume_within_ms: int = 600_000

    @cached_property
    def own_handles(self) -> frozenset[str]:
        return frozenset(handle.removeprefix("@").lower() for handle in self.chat.own_accounts)

    def is_ours(self, viewer: Viewer) -> bool:
        """Return whether a viewer is the host or an account of the shop's own: what they do counts for nothing."""
        return viewer.is_host or viewer.handle.lower() in self.own_handles

    @property
    def target_language(self) -> str:
        return self.translation_target or self.host_language

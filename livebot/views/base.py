"""What every view is: immutable, and a reason that each console words in its own language."""

import msgspec


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Immutable, so that two views can be compared and shared."""


class Why(View, frozen=True, kw_only=True, omit_defaults=True):
    """A reason, named so that each console can word it in its own language."""

    kind: str
    """Such as ``interval``, ``min_comments``, ``gap``, ``paused``, ``chat_off``, ``cooldown``."""
    data: dict[str, str] = {}

"""Views of offences."""

from livebot.views.base import View, Why


class OffenderView(View, frozen=True, kw_only=True):
    viewer_id: str
    handle: str
    name: str


class OffenceView(View, frozen=True, kw_only=True):
    """Something that the rules of moderation do not allow."""

    n: int
    rule: str
    """``links``, ``contacts``, ``words``, ``repeats``, ``flood``, ``capitals``, ``symbols``, ``length``, ``raid``, or
    ``hand`` for what an operator did without one."""
    viewers: tuple[OffenderView, ...]
    """One, but for a raid."""
    text: str
    """The last comment that was one."""
    step: str
    """What is suggested or done: ``warn``, ``mute short``, ``mute long`` or ``remove``."""
    state: str
    """``suggested`` (a key does it), ``advice`` (do it by hand), ``acting``, ``done``, ``failed``, ``dismissed``,
    ``undone`` or ``dry`` (only counted)."""
    strikes: int
    """Offences of the viewer that count at the moment and were acted on, this one included."""
    at_ms: int
    why: Why
    """``kind`` is the rule, ``data`` what was found: ``found`` (a link, a number, a word), ``times``, ``share`` …"""
    reason: str = ""
    """Why it failed."""
    comments: int = 1
    """How many comments it stands for."""

"""Views of what viewers do: interaction as a whole and in parts, and newcomers."""

from livebot.views.base import View, Why


class MinuteView(View, frozen=True, kw_only=True):
    """One minute of the clock."""

    at_ms: int = 0
    """When it begins."""
    comments: int = 0
    actions: int = 0
    actors: int = 0
    """Different viewers who did something in it."""
    viewers: int = 0
    """How many were there, on average over the whole minute; 0 where nobody knows."""
    joins: int = 0


class InteractionView(View, frozen=True, kw_only=True):
    """What viewers did in this session."""

    viewers: int = 0
    """Different viewers who did something."""
    actions: dict[str, int] = {}
    """By kind: ``comment``, ``question``, ``vote``, ``code``, ``like``, ``follow``, ``share``, ``gift`` …"""
    viewer_minutes: float = 0.0
    """Minutes that all viewers together spent in the room, as far as TikTok said how many there are."""
    per_viewer_minute: float = 0.0
    """Actions for each of them; 0 if TikTok never said."""
    minute: MinuteView = MinuteView()
    """The one that is now; those before it are in ``Status.minutes``."""


class StretchView(View, frozen=True, kw_only=True):
    """Interaction in a part of the show."""

    name: str
    """``segment:ID`` of the run sheet; ``polls.ID``, ``quick.ID``, ``pk.ID`` … for what viewers answered; or the origin
    of a line, as in ``LineView`` (without the number), for the minute after each time that it was posted."""
    times: int
    """How often a segment began, or a line was posted; 0 for what is answered."""
    viewers: int
    """Different viewers who did something; each time anew."""
    actions: int
    viewer_minutes: float
    """Of a poll or an ask, while it was open; 0 where that is not told."""
    per_viewer_minute: float


class CrowdView(View, frozen=True, kw_only=True):
    """What became of the joins of one kind of viewers; the host, moderators, own accounts and those who had only just
    been here are in none.
    """

    joins: int = 0
    excluded: int = 0
    """Of these, those that nobody could meet, such as while the room was paused."""
    waiting: int = 0
    """Not met yet, but their time is not over."""
    met: int = 0
    not_met: int = 0
    met_acted: int = 0
    """Met, and did something after it."""
    acted_30s: int = 0
    """Did something within 30 s of the join."""
    acted_2m: int = 0
    acted: int = 0
    """Did something at any time in this session, as far as livebot remembers them."""


class NewcomerCardView(View, frozen=True, kw_only=True):
    """What the overlay shows to those who have just come."""

    n: int
    crowd: str
    """``new`` or ``returning``: who they are."""
    joins: int
    """How many of them there were when the card was made."""
    texts: dict[str, str]
    """One or two, by language, the more fitting first. No names in them."""
    keys: tuple[str, ...]
    """What to type, if the text asks for a key."""
    opens: str
    """The poll, ask or code that goes with it."""
    from_ms: int
    until_ms: int


class NewcomersView(View, frozen=True, kw_only=True):
    """Joins, who of them was met within 30 s, and what they did. Every join is met, not met, waiting or excluded.

    Joins that livebot never saw, because TikTok did not tell them or because livebot was too busy, are in no figure.
    """

    joins: int = 0
    waiting: int = 0
    met: int = 0
    not_met: int = 0
    excluded: dict[str, int] = {}
    """By reason: ``host``, ``moderator``, ``own_account``, ``rejoined`` (was here minutes ago); or what kept livebot
    from meeting them: ``not_live``, ``gap`` (no connection), ``paused``, ``panicked``, ``quiet_hours``."""
    met_by: dict[str, int] = {}
    """``card``, ``greeting``, or ``line`` for any other that was posted."""
    new: CrowdView = CrowdView()
    returning: CrowdView = CrowdView()
    """Those who were active in an earlier session."""
    first_act_s: int = 0
    """Median time from the join to the first thing that a viewer did, of those who did something; 0 if none did."""
    forgotten: int = 0
    """Joins that are too long ago, or too many, to know whether their viewers did something later."""
    greetings: int = 0
    """Lines that were posted, or offered, to greet."""
    is_overlay_seen: bool = False
    """The overlay with the cards is on somebody's screen."""
    card: NewcomerCardView | None = None
    """The one that is up now."""
    why_not: tuple[Why, ...] = ()
    """Why nobody is greeted in the chat now."""

"""Who acts in a room, what is read from their words, and what earlier sessions remember of them."""

from typing import Any

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A small immutable value inside an event."""


class Viewer(Record, frozen=True, kw_only=True):
    """Who did something in the room."""

    id: str
    """TikTok's numeric user id, as text. The only key that votes and points are kept by."""
    handle: str = ""
    """The @name, without the @."""
    name: str = ""
    """The display name: anything at all, up to a few dozen characters."""
    is_host: bool = False
    is_moderator: bool = False
    is_follower: bool = False
    is_subscriber: bool = False


class Reading(Record, frozen=True, kw_only=True):
    """What the language tools said of a text, before the room's own history is weighed in."""

    scores: dict[str, float] = {}
    """Raw detector scores by language (two-letter tag, or three where there is no two), at most three, 0 to 1."""
    script: str = ""
    """ISO 15924 code of the script most letters are in, such as ``Latn`` or ``Thai``; empty without letters."""
    question: float = 0.0
    """How sure we are that it asks something, 0 to 1."""
    intent: str = ""
    """The phrasebook's name for what is asked (``price``, ``size``, ``meaning`` …); empty if none was found."""
    is_bare: bool = False
    """True if the text holds nothing but the intent's words and filler, so that it can merge by intent alone."""
    details: tuple[str, ...] = ()
    """What it asks about besides the intent, sorted: known things in one form for all languages (``colour:red``,
    ``size:m``, ``item:a3``, ``number:2``, ``not``), any other word as it stands. Equal intents with equal details are
    the same question."""
    about: str = ""
    """What such a question is of: ``product``, ``shop`` (shipping, returns) or ``order`` (after the sale); empty
    without an intent."""


class Profile(Record, frozen=True, kw_only=True):
    """What earlier sessions of this room remember of a viewer."""

    sessions: int = 0
    """Earlier sessions this viewer was active in."""
    language: str = ""
    """The language they usually write."""
    codes: tuple[str, ...] = ()
    """Ids of the codes they used in earlier sessions."""
    code_months: dict[str, str] = {}
    """By code: the last month in which they did, such as ``2026-11``."""
    points: dict[str, int] = {}
    """Points of earlier sessions by month, such as ``2026-11``."""
    won_at_ms: int = 0
    """When they last won something here; 0: never."""


class Memory(Record, frozen=True, kw_only=True):
    """Something a session leaves to those after it. A session has one of each kind, key and viewer: the newest."""

    kind: str
    """Who remembers it: ``poll``, ``wording``, ``points`` …"""
    key: str
    """What it is about, such as a rule's id."""
    viewer_id: str = ""
    """Whom it is about; empty if it is about the room."""
    amount: int = 0
    """What is added up over sessions."""
    data: dict[str, Any] = {}


class Past(Record, frozen=True, kw_only=True):
    """A memory of an earlier session."""

    memory: Memory
    session_id: str
    at_ms: int


class Standing(Record, frozen=True, kw_only=True):
    """What a viewer has collected in earlier sessions."""

    viewer_id: str
    points: int
    data: dict[str, Any] = {}
    """Of their newest memory: the name they went by."""

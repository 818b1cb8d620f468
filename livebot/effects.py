"""Decisions that leave a room: what to do, in the imperative.

The engine only decides. An effect is committed to the journal together with the event that caused it, and only
then performed by the executor. Each kind states its guarantee:

* ``project``: a view of the state; recomputed at will, duplicates are harmless.
* ``retry``: performed at least once, keyed by ``id``; what it does is idempotent.
* ``once``: performed at most once. Its start is committed before the call; after a crash in between it is in
  doubt, and never performed again by itself.
"""

from enum import StrEnum
from typing import Any, ClassVar, Literal

import msgspec

from livebot.viewers import Memory


class Guarantee(StrEnum):
    PROJECT = "project"
    RETRY = "retry"
    ONCE = "once"


class Effect(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """A decision. ``id`` is unique within its session."""

    guarantee: ClassVar[Guarantee]

    id: str


class SendChat(Effect, frozen=True, kw_only=True):
    """Post a line in the room. Settled by ``ChatSent``, ``ChatFailed`` or ``ChatDoubted`` with this id."""

    guarantee = Guarantee.ONCE

    line: int
    """The outbox number."""
    text: str
    expires_at_ms: int
    """Past this time the line is not sent any more: settle it as failed with reason ``expired``."""


class OfferChat(Effect, frozen=True, kw_only=True):
    """Assist mode: show the line for the operator to copy and post."""

    guarantee = Guarantee.PROJECT

    line: int
    text: str


class Translate(Effect, frozen=True, kw_only=True):
    """Translate a question. Settled by ``Translated`` or ``TranslationFailed`` with this id."""

    guarantee = Guarantee.RETRY

    text: str
    source: str
    """Language tag, or ``auto``."""
    target: str


class RememberViewer(Effect, frozen=True, kw_only=True):
    """Keep for later sessions: the viewer was active in this one, writes this language, used this code."""

    guarantee = Guarantee.RETRY

    viewer_id: str
    language: str = ""
    code: str = ""
    month: str = ""
    """In which they used it, on the market's clock."""


class Remember(Effect, frozen=True, kw_only=True):
    """Leave this to later sessions of the room, which are told by ``Recalled`` and in viewers' profiles."""

    guarantee = Guarantee.RETRY

    memories: tuple[Memory, ...]


class PublishRecord(Effect, frozen=True, kw_only=True):
    """Add a step to the record of a draw, a file of its own that anyone may read: no viewer is named in it.

    Settled by ``RecordPublished`` with this id.
    """

    guarantee = Guarantee.RETRY

    name: str
    """Of the file."""
    n: int
    """How many steps stand before this one."""
    step: dict[str, Any]


class Moderate(Effect, frozen=True, kw_only=True):
    """Act on a viewer. Settled by ``Moderated`` or ``ModerationFailed`` with this id."""

    guarantee = Guarantee.RETRY

    action: Literal["mute", "unmute", "ban", "unban"]
    viewer_id: str
    handle: str
    seconds: int = 0
    """How long a mute lasts: 5, 30, 60 or 300; 0 for everything else."""


class Notify(Effect, frozen=True, kw_only=True):
    """A line for the console's list of events, such as ``poll_opened`` with ``{"id": "colour"}``.

    The wording is the console's, in its own language.
    """

    guarantee = Guarantee.PROJECT

    kind: str
    data: dict[str, str] = {}


class Reply(Effect, frozen=True, kw_only=True):
    """What became of an operator's command, for whoever waits for it."""

    guarantee = Guarantee.PROJECT

    command_id: str
    ok: bool
    kind: str
    """Names the wording, such as ``done``, ``unknown_poll`` or ``already_open``."""
    data: dict[str, str] = {}


AnyEffect = SendChat | OfferChat | Translate | RememberViewer | Remember | PublishRecord | Moderate | Notify | Reply

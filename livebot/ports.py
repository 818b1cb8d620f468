"""Every place where the core meets the outside, as Protocols, on one page.

The runtime is written against these; what implements them lives in ``tiktok/``, ``language/``, ``journal/``,
``runtime/`` and ``testing.py``. One contract suite in ``tests/contracts/`` runs over every implementation.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Literal, Protocol

import msgspec

from livebot.effects import AnyEffect
from livebot.events import AnyEvent, Recalled
from livebot.viewers import Profile, Reading


class Clock(Protocol):
    """Time. Implementations may run faster than the wall (rehearsals, tests)."""

    def now_ms(self) -> int:
        """Milliseconds since the Unix epoch; never less than before, whatever the machine's clock does."""

    async def sleep(self, ms: int) -> None:
        """Wait that many of this clock's milliseconds."""


# --- the room --------------------------------------------------------------------------------------------------


class RoomSource(Protocol):
    """A room that is followed: connects, reconnects, waits while the host is offline."""

    def events(self) -> AsyncIterator[AnyEvent]:
        """Yield what happens until cancelled: ``Connected``, comments, ``Disconnected``, ``LiveEnded`` …

        ``at_ms`` is the time of arrival. Comments have no ``reading`` and no ``profile`` yet. Trouble that retrying
        may cure is never raised: it is reported through ``Health`` and retried.
        """


class Refused(Exception):  # noqa: N818 - reads as what happened
    """It certainly was not done."""

    def __init__(self, reason: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        """Short and readable, such as ``rate limited`` or ``session expired``; never holds a secret."""
        self.retry_after_s = retry_after_s


class Uncertain(Exception):  # noqa: N818
    """The call began and nobody knows whether it was done (time-out, broken connection)."""


class ChatSender(Protocol):
    async def send(self, room_id: str, text: str) -> None:
        """Post one line; returning means the service accepted it.

        Raises Refused or Uncertain, nothing else.
        """


ModerationAction = Literal["mute", "unmute", "ban", "unban"]


class Moderator(Protocol):
    async def moderate(self, room_id: str, viewer_id: str, action: ModerationAction, seconds: int) -> None:
        """Mute or remove a viewer, or take that back; returning means it is so, whether or not it was before.

        ``seconds`` is a mute's length: 5, 30, 60 or 300, or -1 for as long as the show lasts; 0 for other actions.
        Tries again by itself where that may help, two minutes at most. Raises Refused or Uncertain, nothing else.
        """


# --- language --------------------------------------------------------------------------------------------------


class Reader(Protocol):
    """Says what language a comment is in and whether it asks something."""

    def read(self, text: str, hint: str) -> Reading:
        """Never raises, never waits for the network; called for every comment, so it is fast and cached."""

    def read_translation(self, text: str, language: str) -> Reading:
        """Say what a text in that language asks, to be compared with other questions. Like ``read`` otherwise."""


class Translation(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    engine: str
    """Engine's name, ``memory``, or ``phrasebook`` (then ``text`` is the gist, not the words)."""
    source: str = ""
    """Source language the engine found, if it says."""


class TranslationRefused(Exception):  # noqa: N818
    """No engine had an acceptable answer."""


class Translator(Protocol):
    async def translate(self, text: str, source: str, target: str) -> Translation:
        """Translate from ``source`` (language tag or ``auto``) to ``target``.

        Bounded in time by the chain's own time-outs. Raises TranslationRefused, nothing else.
        """

    def report(self) -> "list[EngineReport]":
        """How each engine is doing, in the order they are asked."""


class EngineReport(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One translation engine, for the console and ``livebot doctor``."""

    engine: str
    ok: int = 0
    failed: int = 0
    mean_ms: int = 0
    p95_ms: int = 0
    breaker: str = "closed"
    """``closed`` (working), ``open`` (given a rest) or ``half_open`` (being tried again)."""
    last_error: str = ""


# --- health ----------------------------------------------------------------------------------------------------


class Health(Protocol):
    """What the operator must know about the world around the room; shown as alerts, not journaled."""

    def raise_alert(self, subject: str, kind: str, detail: str = "") -> None:
        """Show an alert. One per ``subject`` (``connection``, ``translation``, ``disk`` …): a new one replaces it.

        ``kind`` names the wording in the console (``offline``, ``not_found``, ``blocked``, ``rate_limited``,
        ``age_restricted``, ``network``, ``quota_low`` …); ``detail`` is data such as a time or a count.
        """

    def clear_alert(self, subject: str) -> None: ...


# --- the journal -----------------------------------------------------------------------------------------------


class JournalError(Exception):
    """The journal could not do what was asked; the message says what is wrong and what to do about it."""


class Step(msgspec.Struct, frozen=True):
    """One event with everything the engine decided because of it."""

    event: AnyEvent
    effects: tuple[AnyEffect, ...] = ()


class SessionSummary(msgspec.Struct, frozen=True, kw_only=True):
    session_id: str
    room: str
    opened_at_ms: int
    closed_at_ms: int | None
    was_live: bool
    events: int
    touched: bool
    """Something was erased from it (retention, ``forget``): an exact replay is no longer promised."""


class PendingEffect(msgspec.Struct, frozen=True, kw_only=True):
    """A committed effect (``retry`` or ``once``) that was not settled when the daemon stopped."""

    effect: AnyEffect
    started: bool
    """``once`` only: its start was committed, so it may have happened."""


class Journal(Protocol):
    """The record of everything: one writer, and readers beside it.

    All methods block; the runtime calls them off the event loop. All raise JournalError.
    """

    def open_session(self, session_id: str, room: str, at_ms: int) -> None: ...

    def unfinished_session(self, room: str) -> str | None:
        """The newest session of this room without ``SessionClosed``, or None."""

    def commit(self, session_id: str, first_seq: int, steps: Sequence[Step]) -> None:
        """Store steps ``first_seq``, ``first_seq + 1`` … with their effects, all or nothing, durably.

        Also carries out ``RememberViewer`` and ``Remember`` effects, marks effects settled by ``Translated``,
        ``ChatSent`` … as settled, and closes the session on ``SessionClosed``. Raises JournalError, having stored
        nothing, if a dedupe key of the session is stored already.
        """

    def mark_started(self, session_id: str, effect_id: str, at_ms: int) -> None:
        """Durably note that a ``once`` effect is about to be performed."""

    def pending(self, session_id: str) -> list[PendingEffect]: ...

    def dedupe_keys(self, session_id: str) -> set[str]: ...

    def save_snapshot(self, session_id: str, seq: int, state: bytes) -> None:
        """Keep the state after step ``seq``; older snapshots of the session may be dropped."""

    def latest_snapshot(self, session_id: str) -> tuple[int, bytes] | None: ...

    def steps(self, session_id: str, after_seq: int = -1) -> Iterator[Step]: ...

    def sessions(self, room: str | None = None) -> list[SessionSummary]:
        """Newest first."""

    def profile(self, room: str, viewer_id: str, *, except_session: str) -> Profile: ...

    def recall(self, room: str, at_ms: int) -> Recalled:
        """What this room's sessions so far left to the next one, with that time."""

    def forget(self, viewer: str) -> dict[str, int]:
        """Erase one viewer (id or handle) everywhere; returns what was erased: table or kind to count."""

    def expire(self, before_ms: int) -> dict[str, int]:
        """Erase comments' texts and viewers of sessions older than that; returns what was erased."""

    def close(self) -> None: ...

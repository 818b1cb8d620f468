"""Facts that enter a room: what happened, in the past tense.

Everything the engine learns is one of these events, so a recorded list of them replays a session. Events are
immutable and carry their own time; ``at_ms`` is milliseconds since the Unix epoch and never decreases within a
session. Texts from viewers are stored exactly as they came; whoever shows them makes them safe first.
"""

from typing import Any, ClassVar, Literal

import msgspec

from livebot.commands import AnyCommand
from livebot.viewers import Past, Profile, Reading, Standing, Viewer


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """A fact with its time."""

    at_ms: int

    @property
    def dedupe_key(self) -> str:
        """What makes this fact one and the same when it arrives twice; empty for facts that cannot."""
        return ""


class WireEvent(Event, frozen=True, kw_only=True):
    """A fact that TikTok told us. ``msg_id`` is TikTok's message id, the same when a message is replayed."""

    msg_id: str

    @property
    def dedupe_key(self) -> str:
        return f"{type(self).__name__}:{self.msg_id}"


# --- the session -----------------------------------------------------------------------------------------------


class SessionOpened(Event, frozen=True, kw_only=True):
    """A new session begins: nothing is known yet, and the room is not live until ``Connected`` says so."""

    session_id: str
    seed: str
    """Random text from which every chance decision of the session is derived."""
    versions: dict[str, str] = {}
    """Versions of engine, lexicons, Unicode and time-zone data; replay equality is promised for equal ones."""


class Recalled(Event, frozen=True, kw_only=True):
    """What earlier sessions of this room left; comes right after the rules when a session opens."""

    memories: tuple[Past, ...] = ()
    """Those about the room, newest first."""
    standings: dict[str, tuple[Standing, ...]] = {}
    """By month, and over all months under the empty key: those with the most points, at most a hundred."""
    hidden: tuple[str, ...] = ()
    """Ids of viewers who asked not to be shown on leaderboards."""
    communities: dict[str, dict[str, int]] = {}
    """By code, by month: how many different viewers used it."""


class RulesLoaded(Event, frozen=True, kw_only=True):
    """Rules and settings are in force from here on."""

    rules: dict[str, Any]
    """The validated rule set in JSON form; see ``livebot.engine.rulebook.RuleSet``."""
    settings: dict[str, Any]
    """The effective settings without secrets, in JSON form; see ``livebot.engine.settings.RoomSettings``."""
    sources: dict[str, str] = {}
    """File name to full text, as people wrote it."""


class RulesRefused(Event, frozen=True, kw_only=True):
    """A changed rule file was wrong; the running rules stay."""

    errors: tuple[str, ...]


class Recovered(Event, frozen=True, kw_only=True):
    """The daemon started again in the middle of this session."""

    versions: dict[str, str] = {}
    """Like those of ``SessionOpened``, from here on."""


class SessionClosed(Event, frozen=True, kw_only=True):
    """The show is over and did not come back within ``resume_within``."""


# --- the connection --------------------------------------------------------------------------------------------


class Connected(Event, frozen=True, kw_only=True):
    """Comments can arrive from now on. Also after a reconnect, and when a show comes back under a new room id."""

    room_id: str


class Disconnected(Event, frozen=True, kw_only=True):
    """Comments cannot arrive until the next ``Connected``; what is said meanwhile is lost, and shown as a gap."""

    reason: str
    """``network``, ``silent`` (open but no frame came), ``closed``, ``stopped`` or
    ``suspended`` (this machine slept)."""
    last_frame_at_ms: int
    """When the last frame came: the gap starts there."""


class LiveEnded(Event, frozen=True, kw_only=True):
    """TikTok said that the stream ended (or was suspended)."""

    reason: str = "ended"


class LivePaused(Event, frozen=True, kw_only=True):
    """The host paused the stream; the connection stays."""


class LiveResumed(Event, frozen=True, kw_only=True):
    """The host continued after a pause."""


# --- from the room ---------------------------------------------------------------------------------------------


class Commented(WireEvent, frozen=True, kw_only=True):
    """A chat comment, an emote comment, or an entry of TikTok's own question box."""

    viewer: Viewer
    text: str
    """As written. An emote stands in it as ``[emote_id]``."""
    written_at_ms: int
    """TikTok's time of the comment; where TikTok gave none it is ``at_ms``, or 0 in history."""
    is_history: bool = False
    """Replayed by the server on connecting. It is shown; it counts only for a ballot that was open when it was written,
    and triggers nothing else."""
    is_question_box: bool = False
    hint: str = ""
    """TikTok's ``content_language``; ``un`` and wrong tags happen."""
    reading: Reading = Reading()
    profile: Profile = Profile()


class Passing(WireEvent, frozen=True, kw_only=True):
    """A fact that TikTok never replays, and of which there are very many: not worth remembering its id."""

    @property
    def dedupe_key(self) -> str:
        return ""


class Joined(Passing, frozen=True, kw_only=True):
    viewer: Viewer
    profile: Profile = Profile()


class Liked(Passing, frozen=True, kw_only=True):
    viewer: Viewer
    count: int
    total: int = 0
    """Likes of the whole stream so far, as TikTok says."""


class Followed(WireEvent, frozen=True, kw_only=True):
    viewer: Viewer


class Shared(WireEvent, frozen=True, kw_only=True):
    viewer: Viewer


class Gifted(WireEvent, frozen=True, kw_only=True):
    """One message of a gift. Streaks (``is_streak``) come as a series with a rising ``repeat_count``."""

    viewer: Viewer
    gift_id: str
    gift_name: str
    group_id: str
    diamonds: int
    """Price of one, in diamonds."""
    repeat_count: int
    """Sent so far in this streak, this message included."""
    is_streak: bool
    """Gift type 1: counted when the streak ends."""
    is_streak_end: bool = False


class ViewersCounted(Passing, frozen=True, kw_only=True):
    viewers: int
    total: int = 0
    """Everyone who came so far, where TikTok says."""


class ProductShown(WireEvent, frozen=True, kw_only=True):
    """The host put a product of the shop on the screen."""

    product_id: str
    title: str = ""
    price: str = ""
    """As TikTok shows it, with its currency."""


class Ordered(Event, frozen=True, kw_only=True):
    """Something was bought, or an order changed. From the shop, a file, or an operator; not from the room."""

    order_id: str
    status: Literal["placed", "paid", "cancelled"] = "placed"
    source: str = ""
    """``tiktok_shop``, ``http``, ``csv`` or ``operator``."""
    amount: str = ""
    """What it cost, as a decimal number, where that is known."""
    currency: str = ""
    product_id: str = ""
    viewer_id: str = ""
    """Who bought it, by id or @name, where that is known: a shop does not say."""
    ordered_at_ms: int = 0
    """When it was bought, where that is known; else it counts as bought when it came."""

    @property
    def dedupe_key(self) -> str:
        """The same news comes again and again; a file may add an amount or a buyer to what a shop said."""
        added = (self.amount, self.currency, "bought" if self.viewer_id else "")
        return ":".join(("order", self.order_id, self.status, *filter(None, added)))


class CommentsDeleted(WireEvent, frozen=True, kw_only=True):
    """A moderator removed single comments, or everything of some viewers."""

    msg_ids: tuple[str, ...] = ()
    viewer_ids: tuple[str, ...] = ()


# --- time, people and settled effects --------------------------------------------------------------------------


class Ticked(Event, frozen=True, kw_only=True):
    """Time passed. Extra ticks change nothing."""


class CommandGiven(Event, frozen=True, kw_only=True):
    """An operator pressed a key or ran ``livebot do``."""

    command_id: str
    """Chosen by whoever sends it, so that a repeated request is carried out once."""
    by: str
    """Name of the console, for claims."""
    command: AnyCommand

    @property
    def dedupe_key(self) -> str:
        return f"command:{self.command_id}"


class Settled(Event, frozen=True, kw_only=True):
    """What became of an effect. It becomes known once: whatever is told of it after that is no news."""

    what: ClassVar[str]

    effect_id: str

    @property
    def dedupe_key(self) -> str:
        return f"{self.what}:{self.effect_id}"


class Translated(Settled, frozen=True, kw_only=True):
    """The translation chain answered."""

    what = "translated"

    text: str
    engine: str
    """Name of the engine, ``memory`` or ``phrasebook``; a phrasebook gist is the sense, not the words."""
    source: str = ""
    """The source language the engine found, if it says."""
    reading: Reading = Reading()
    """What the language tools said of the translation."""


class TranslationFailed(Settled, frozen=True, kw_only=True):
    """No engine had an answer; the original stays, marked untranslated."""

    what = "translated"

    reason: str


class ChatSent(Settled, frozen=True, kw_only=True):
    """The chat service accepted the line."""

    what = "chat"


class ChatFailed(Settled, frozen=True, kw_only=True):
    """The line certainly did not go out."""

    what = "chat"

    reason: str
    retry_at_ms: int = 0
    """When the service will take lines again, if it said so (rate limit)."""


class ChatDoubted(Settled, frozen=True, kw_only=True):
    """The call began and its outcome is unknown (a crash, a lost answer): the line was maybe sent."""

    what = "chat"

    reason: str


class Moderated(Settled, frozen=True, kw_only=True):
    """TikTok took the action on a viewer."""

    what = "moderation"


class ModerationFailed(Settled, frozen=True, kw_only=True):
    """The action on a viewer did not happen, or nobody knows."""

    what = "moderation"

    reason: str


class OverlaySeen(Event, frozen=True, kw_only=True):
    """Which overlay pages are on somebody's screen, from now on; told whenever that changes."""

    pages: tuple[str, ...] = ()
    """Their names, such as ``newcomers``. After a restart none is, until this comes again."""


class RecordPublished(Settled, frozen=True, kw_only=True):
    """A step of a draw's record is in its file."""

    what = "record"


AnyEvent = (
    SessionOpened | RulesLoaded | RulesRefused | Recalled | Recovered | SessionClosed
    | Connected | Disconnected | LiveEnded | LivePaused | LiveResumed
    | Commented | Joined | Liked | Followed | Shared | Gifted | ViewersCounted | ProductShown | CommentsDeleted
    | Ordered | Ticked | CommandGiven | Translated | TranslationFailed | ChatSent | ChatFailed | ChatDoubted
    | Moderated | ModerationFailed | RecordPublished | OverlaySeen
)  # fmt: skip

SHED_FIRST = (Liked, Joined)
"""What a full queue drops before anything else; comments are never dropped."""

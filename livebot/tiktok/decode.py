"""TikTokLive's events → livebot's events.

TikTokLive surfaces one wire message as several events (a follow comes as ``FollowEvent``, ``SocialEvent`` and
``WebsocketResponseEvent``). Only the kinds in ``HEARD`` are listened to, which are one for one with wire messages.

Any field can be missing or wrong: the schema is reverse-engineered, and what is in it is the viewers'. Who did
something must be known, or it is no event; everything else gets a sane value. ``to_dict()`` raises on real messages
and is never used.
"""

from collections.abc import Callable
from itertools import count
from typing import Any, Protocol

import msgspec
from TikTokLive.events import (
    CommentEvent,
    ControlEvent,
    EmoteChatEvent,
    GiftEvent,
    ImDeleteEvent,
    JoinEvent,
    LikeEvent,
    OecLiveShoppingEvent,
    QuestionNewEvent,
    RoomUserSeqEvent,
    SocialEvent,
)
from TikTokLive.proto.custom_proto import ControlAction
from TikTokLive.proto.proto_utils import common_display_type
from TikTokLiveProto.v3.webcast.im import MemberMessageAction
from TikTokLiveProto.v3.webcast.model.base.user import User
from TikTokLiveProto.v3.webcast.model.data import UserIdentity
from TikTokLiveProto.v3.webcast.shared.message import CommonMessageData

from livebot.events import (
    AnyEvent,
    Commented,
    CommentsDeleted,
    Followed,
    Gifted,
    Joined,
    Liked,
    LiveEnded,
    LivePaused,
    LiveResumed,
    ProductShown,
    Shared,
    ViewersCounted,
)
from livebot.viewers import Viewer

MAX_TEXT_CHARS = 1000
"""TikTok's own limit is far below; what is longer is an attack, and is cut."""
MAX_NAME_CHARS = 100

FOLLOWED, SHARED = 1, 3
STREAK_GIFT = 1
DAY_MS = 86_400_000

WithViewer = Commented | Followed | Gifted | Joined | Liked | Shared

_unnamed = count()


class WireMessage(Protocol):
    common: CommonMessageData | None


def decode(event: WireMessage, at_ms: int, *, owner: str = "", is_history: bool = False) -> AnyEvent | None:
    """The livebot event for one of ``HEARD``, or None if it says nothing that livebot knows.

    ``at_ms`` is the time of arrival; ``is_history`` marks comments that were replayed on connecting. ``owner`` is the
    handle of the room's owner in small letters: only comments and gifts come with roles, and the host also joins and
    likes. Raises TypeError or AttributeError on garbled messages, whose fields can be of types that they should not
    have.
    """
    decoded = DECODERS[type(event)](event, at_ms)
    if owner and isinstance(decoded, WithViewer) and decoded.viewer.handle.lower() == owner:
        host = msgspec.structs.replace(decoded.viewer, is_host=True)
        decoded = msgspec.structs.replace(decoded, viewer=host)
    if is_history and isinstance(decoded, Commented):
        # Without TikTok's time it may be older than any ballot, and must not count as written just now.
        written_at_ms = decoded.written_at_ms if decoded.written_at_ms != at_ms else 0
        return msgspec.structs.replace(decoded, is_history=True, written_at_ms=written_at_ms)
    return decoded


# --- comments --------------------------------------------------------------------------------------------------


def _comment(event: CommentEvent, at_ms: int) -> Commented | None:
    viewer = _viewer(event.user, event.user_identity)
    if viewer is None:
        return None
    text = event.content
    # Places refer to the text without emotes, so the last is put in first.
    for placed in sorted(event.emotes, key=lambda emote: emote.index, reverse=True):
        if placed.emote is not None and placed.emote.emote_id:
            at = max(placed.index, 0)
            text = f"{text[:at]}[{placed.emote.emote_id}]{text[at:]}"
    return Commented(
        at_ms=at_ms,
        msg_id=_msg_id(event, at_ms),
        viewer=viewer,
        text=text[:MAX_TEXT_CHARS],
        written_at_ms=_written_at_ms(event, at_ms),
        hint=event.content_language[:16],
    )


def _emote_comment(event: EmoteChatEvent, at_ms: int) -> Commented | None:
    viewer = _viewer(event.user, event.user_identity)
    text = "".join(f"[{emote.emote_id}]" for emote in event.emote_list if emote.emote_id)
    if viewer is None or not text:
        return None
    return Commented(
        at_ms=at_ms,
        msg_id=_msg_id(event, at_ms),
        viewer=viewer,
        text=text[:MAX_TEXT_CHARS],
        written_at_ms=_written_at_ms(event, at_ms),
    )


def _question(event: QuestionNewEvent, at_ms: int) -> Commented | None:
    question = event.data
    viewer = _viewer(question.user) if question else None
    if question is None or viewer is None:
        return None
    return Commented(
        at_ms=at_ms,
        msg_id=_msg_id(event, at_ms),
        viewer=viewer,
        text=question.content[:MAX_TEXT_CHARS],
        written_at_ms=_written_at_ms(event, at_ms),
        is_question_box=True,
    )


def _deleted(event: ImDeleteEvent, at_ms: int) -> CommentsDeleted:
    return CommentsDeleted(
        at_ms=at_ms,
        msg_id=_msg_id(event, at_ms),
        msg_ids=tuple(str(msg_id) for msg_id in event.delete_msg_ids if msg_id > 0),
        viewer_ids=tuple(str(user_id) for user_id in event.delete_user_ids if user_id > 0),
    )


# --- what viewers do ---------------------------------------------------------------------------------------------


def _joined(event: JoinEvent, at_ms: int) -> Joined | None:
    viewer = _viewer(event.user)
    if viewer is None and event.user_id > 0:
        viewer = Viewer(id=str(event.user_id))
    if viewer is None or event.action == MemberMessageAction.SUBSCRIBED:
        return None
    return Joined(at_ms=at_ms, msg_id=_msg_id(event, at_ms), viewer=viewer)


def _liked(event: LikeEvent, at_ms: int) -> Liked | None:
    viewer = _viewer(event.user)
    if viewer is None or event.count <= 0:
        return None
    return Liked(at_ms=at_ms, msg_id=_msg_id(event, at_ms), viewer=viewer, count=event.count, total=max(event.total, 0))


def _social(event: SocialEvent, at_ms: int) -> Followed | Shared | None:
    viewer = _viewer(event.user)
    if viewer is None:
        return None
    marker = common_display_type(event.common)
    if event.action == FOLLOWED or "follow" in marker:
        return Followed(at_ms=at_ms, msg_id=_msg_id(event, at_ms), viewer=viewer)
    if event.action == SHARED or "share" in marker:
        return Shared(at_ms=at_ms, msg_id=_msg_id(event, at_ms), viewer=viewer)
    return None


def _gifted(event: GiftEvent, at_ms: int) -> Gifted | None:
    viewer = _viewer(event.user, event.user_identity)
    gift = event.gift
    gift_id = event.gift_id or (gift.id if gift else 0)
    if viewer is None or gift_id <= 0:
        return None
    # Without the gift's description, a group tells a streak: other gifts have none.
    is_streak = gift.type == STREAK_GIFT if gift and gift.type else event.group_id > 0
    return Gifted(
        at_ms=at_ms,
        msg_id=_msg_id(event, at_ms),
        viewer=viewer,
        gift_id=str(gift_id),
        gift_name=gift.name[:MAX_NAME_CHARS] if gift else "",
        group_id=str(event.group_id) if event.group_id > 0 else "",
        diamonds=max(gift.diamond_count, 0) if gift else 0,
        repeat_count=max(event.repeat_count, 1),
        is_streak=is_streak,
        is_streak_end=is_streak and event.repeat_end == 1,
    )


# --- the stream ----------------------------------------------------------------------------------------------------


def _viewers_counted(event: RoomUserSeqEvent, at_ms: int) -> ViewersCounted:
    return ViewersCounted(
        at_ms=at_ms, msg_id=_msg_id(event, at_ms), viewers=max(event.total, 0), total=max(event.total_user, 0)
    )


def _control(event: ControlEvent, at_ms: int) -> LiveEnded | LivePaused | LiveResumed | None:
    match event.action:
        case ControlAction.STREAM_ENDED:
            return LiveEnded(at_ms=at_ms)
        case ControlAction.STREAM_SUSPENDED:
            return LiveEnded(at_ms=at_ms, reason="suspended")
        case ControlAction.STREAM_PAUSED:
            return LivePaused(at_ms=at_ms)
        case ControlAction.STREAM_UNPAUSED:
            return LiveResumed(at_ms=at_ms)
    return None


# --- fields ----------------------------------------------------------------------------------------------------------


def _viewer(user: User | None, identity: UserIdentity | None = None) -> Viewer | None:
    """Who it was; None if nothing tells them from others."""
    if user is None:
        return None
    if user.id > 0:
        viewer_id = str(user.id)
    elif user.id_str.isascii() and user.id_str.isdecimal():
        viewer_id = user.id_str[:20]
    else:
        return None
    follows = user.follow_info is not None and user.follow_info.follow_status > 0
    moderates = user.user_attr is not None and user.user_attr.is_admin
    subscribes = user.is_subscribe
    is_host = False
    if identity is not None:
        is_host = identity.is_anchor
        moderates = moderates or identity.is_moderator_of_anchor
        follows = follows or identity.is_follower_of_anchor
        subscribes = subscribes or identity.is_subscriber_of_anchor
    return Viewer(
        id=viewer_id,
        handle=user.display_id[:MAX_NAME_CHARS],
        name=user.nickname[:MAX_NAME_CHARS],
        is_host=is_host,
        is_moderator=moderates,
        is_follower=follows,
        is_subscriber=subscribes,
    )


def _product_shown(event: OecLiveShoppingEvent, at_ms: int) -> ProductShown | None:
    """The shop's message of many kinds: the one with a product puts that on the screen, as recorded messages show."""
    product = event.pop_product
    if product is None or not (product.product_id or product.title):
        return None
    return ProductShown(
        at_ms=at_ms,
        msg_id=_msg_id(event, at_ms),
        product_id=str(product.product_id),
        title=product.title[:MAX_TEXT_CHARS],
        price=product.price[:MAX_NAME_CHARS],
    )


def _msg_id(event: WireMessage, at_ms: int) -> str:
    """TikTok's id, the same when the message is replayed. Without one nothing can be the same: a new id."""
    if event.common is not None and event.common.msg_id > 0:
        return str(event.common.msg_id)
    return f"unnamed-{at_ms}-{next(_unnamed)}"


def _written_at_ms(event: WireMessage, at_ms: int) -> int:
    """TikTok's time of the message, seen in milliseconds; seconds and microseconds are recognised."""
    written = event.common.create_time if event.common is not None else 0
    if 10**9 <= written < 10**11:
        written *= 1000
    elif 10**14 <= written < 10**17:
        written //= 1000
    return written if 10**12 <= written <= at_ms + DAY_MS else at_ms


DECODERS: dict[type, Callable[[Any, int], AnyEvent | None]] = {
    CommentEvent: _comment,
    ControlEvent: _control,
    EmoteChatEvent: _emote_comment,
    GiftEvent: _gifted,
    ImDeleteEvent: _deleted,
    JoinEvent: _joined,
    LikeEvent: _liked,
    OecLiveShoppingEvent: _product_shown,
    QuestionNewEvent: _question,
    RoomUserSeqEvent: _viewers_counted,
    SocialEvent: _social,
}

HEARD = tuple(DECODERS)
"""The events of TikTokLive to listen to: one for each wire message that matters."""

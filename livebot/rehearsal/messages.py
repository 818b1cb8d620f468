"""Room messages as TikTok sends them: the fields that real ones have, at the sizes that real ones have.

Every builder returns a ``Message``: the method's name and the encoded payload.
"""

from dataclasses import dataclass
from functools import cache

import betterproto2
from TikTokLiveProto.v3.webcast.im import ControlAction, MemberMessageAction, PinMessageActionType
from TikTokLiveProto.v3.webcast.model import Gift, UserAttr
from TikTokLiveProto.v3.webcast.model.base.emoji import EmoteModel
from TikTokLiveProto.v3.webcast.model.base.user import User
from TikTokLiveProto.v3.webcast.model.message import (
    CommentQualityScore,
    Contributor,
    GiftMonitorInfo,
    Question,
    SpecifiedDisplayText,
    WebcastChatMessage,
    WebcastControlMessage,
    WebcastEmoteChatMessage,
    WebcastGiftMessage,
    WebcastImDeleteMessage,
    WebcastLikeMessage,
    WebcastMemberMessage,
    WebcastQuestionNewMessage,
    WebcastRoomPinMessage,
    WebcastRoomUserSeqMessage,
    WebcastSocialMessage,
)
from TikTokLiveProto.v3.webcast.model.message.common import PatternRef, TextPiece, TextPieceGift
from TikTokLiveProto.v3.webcast.model.message.ext import PopProduct, WebcastOecLiveShoppingMessage
from TikTokLiveProto.v3.webcast.shared.message import CommonMessageData

from livebot.rehearsal.parts import bare_user, embed, identity, image, noise, user, wording
from livebot.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Message:
    """One room message, ready to be put into a frame."""

    method: str
    msg_id: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every message carries: its own id, the room's id and the time (milliseconds since the epoch)."""

    msg_id: int
    room_id: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class Present:
    """A gift of TikTok's catalogue."""

    id: int
    name: str
    diamonds: int
    is_streak: bool
    """Type 1: can be sent in streaks; other types stand alone."""


GIFTS = {
    gift.name: gift
    for gift in (
        Present(5655, "Rose", 1, is_streak=True),
        Present(5487, "Finger Heart", 5, is_streak=True),
        Present(5879, "Doughnut", 30, is_streak=True),
        Present(6834, "LIVE Fest Clappers", 100, is_streak=False),
        Present(11046, "Galaxy", 1000, is_streak=False),
    )
}


# --- comments --------------------------------------------------------------------------------------------------


def chat(stamp: Stamp, viewer: Viewer, text: str, language: str) -> Message:
    """A comment; ``language`` is TikTok's guess, ``un`` where it has none."""
    return _message(
        WebcastChatMessage,
        stamp,
        embed(WebcastChatMessage, "user", user(viewer, has_medium_avatar=True)),
        bytes(WebcastChatMessage(content=text, content_language=language)),
        embed(WebcastChatMessage, "user_identity", identity(viewer)),
        _quality_scores(),
        fold_type=2,
    )


def emote_chat(stamp: Stamp, viewer: Viewer, emote_ids: tuple[str, ...]) -> Message:
    """A comment made of emotes only."""
    emotes = [EmoteModel(emote_id=emote_id, image=image(emote_id, 150, 2)) for emote_id in emote_ids]
    return _message(
        WebcastEmoteChatMessage,
        stamp,
        embed(WebcastEmoteChatMessage, "user", user(viewer, level_badges=2)),
        bytes(WebcastEmoteChatMessage(emote_list=emotes)),
        embed(WebcastEmoteChatMessage, "user_identity", identity(viewer)),
        fold_type=2,
    )


def question(stamp: Stamp, viewer: Viewer, text: str) -> Message:
    """An entry of TikTok's own question box. Its own time is in seconds, unlike all others."""
    data = bytes(Question(question_id=stamp.msg_id, content=text, create_time=stamp.at_ms // 1000))
    data += embed(Question, "user", user(viewer, level_badges=1))
    return _message(WebcastQuestionNewMessage, stamp, embed(WebcastQuestionNewMessage, "data", data))


def pin(stamp: Stamp, operator: Viewer, comment: Message) -> Message:
    """A moderator pinned a comment, which comes again, whole, inside the pin."""
    body = WebcastRoomPinMessage(
        method=comment.method,
        pin_time=stamp.at_ms,
        operator=User(id=int(operator.id), user_attr=UserAttr()),
        action=PinMessageActionType.PIN,
        display_duration=60,
        pin_msg_id=comment.msg_id,
    )
    return _message(
        WebcastRoomPinMessage, stamp, bytes(body), embed(WebcastRoomPinMessage, "chat_message", comment.payload)
    )


def delete(stamp: Stamp, msg_ids: tuple[int, ...] = (), user_ids: tuple[int, ...] = ()) -> Message:
    """A moderator removed comments, or everything of some viewers."""
    body = WebcastImDeleteMessage(delete_msg_ids=list(msg_ids), delete_user_ids=list(user_ids))
    return _message(WebcastImDeleteMessage, stamp, bytes(body))


# --- coming, liking, giving ------------------------------------------------------------------------------------


def join(stamp: Stamp, viewer: Viewer, member_count: int) -> Message:
    toast = wording("live_room_enter_toast", "{0:user} joined", user(viewer))
    body = WebcastMemberMessage(
        member_count=member_count,
        action=MemberMessageAction.JOINED,
        client_enter_source="homepage_hot-live_cell",
        client_enter_type="click",
    )
    return _message(
        WebcastMemberMessage,
        stamp,
        embed(WebcastMemberMessage, "user", user(viewer)),
        bytes(body),
        embed(WebcastMemberMessage, "anchor_display_text", toast),
        display_text=toast,
        fold_type=1,
    )


def like(stamp: Stamp, viewer: Viewer, count: int, total: int) -> Message:
    """``count`` likes in one message; ``total`` is the whole stream's."""
    text = wording("pm_mt_msg_viewer", "{0:user} liked the LIVE", bare_user(viewer))
    specified = bytes(SpecifiedDisplayText(uid=int(viewer.id))) + embed(SpecifiedDisplayText, "display_text", text)
    return _message(
        WebcastLikeMessage,
        stamp,
        embed(WebcastLikeMessage, "user", user(viewer, level_badges=1)),
        bytes(WebcastLikeMessage(count=count, total=total, effect_cnt=3)),
        embed(WebcastLikeMessage, "specified_display_text", specified),
        display_text=text,
        fold_type=1,
    )


def follow(stamp: Stamp, viewer: Viewer, follow_count: int) -> Message:
    body = WebcastSocialMessage(action=1, follow_count=follow_count)
    return _social(stamp, viewer, body, "pm_main_follow_message_viewer_2", "{0:user} followed the LIVE creator")


def share(stamp: Stamp, viewer: Viewer, share_count: int) -> Message:
    body = WebcastSocialMessage(action=3, share_target="-1", share_count=share_count)
    return _social(stamp, viewer, body, "pm_mt_guidance_share", "{0:user} shared the LIVE")


def gift(
    stamp: Stamp, viewer: Viewer, present: Present, *, group_id: int, repeat_count: int, is_end: bool, host: Viewer
) -> Message:
    """One message of a gift; a streak is a series with the same ``group_id`` and a rising ``repeat_count``."""
    giver = user(viewer, level_badges=2)
    named = PatternRef(key=f"live_gift_{present.id}", default_pattern=present.name)
    text = wording(
        "webcast_aweme_gift_send_message",
        "{0:user} sent {1:gift} {2:string}",
        giver,
        TextPiece(type=12, gift_value=TextPieceGift(gift_id=present.id, name_ref=named, color_id=-1)),
        TextPiece(type=1, string_value=f"×{repeat_count}"),
    )
    body = WebcastGiftMessage(
        gift_id=present.id,
        fan_ticket_count=present.diamonds,
        group_count=1,
        repeat_count=repeat_count,
        combo_count=repeat_count,
        repeat_end=int(is_end),
        group_id=group_id if present.is_streak else 0,
        room_fan_ticket_count=present.diamonds,
        log_id=noise(f"gift {stamp.msg_id}", 34),
        send_type=0 if is_end else 1,
        monitor_info=GiftMonitorInfo(
            anchor_id=int(host.id), to_user_id=int(host.id), send_gift_send_message_success_ms=stamp.at_ms
        ),
    )
    return _message(
        WebcastGiftMessage,
        stamp,
        bytes(body),
        embed(WebcastGiftMessage, "user", giver + bytes(User(id_str=viewer.id))),
        embed(WebcastGiftMessage, "gift", _gift(present)),
        embed(WebcastGiftMessage, "user_identity", identity(viewer, is_giver=True)),
        display_text=text,
        fold_type=1,
        describe=f"{viewer.handle}: gifted the host {repeat_count} {present.name}",
    )


# --- the room --------------------------------------------------------------------------------------------------


def viewer_count(stamp: Stamp, viewers: int, total: int) -> Message:
    """How many are watching, how many came in all, and the best givers."""
    body = WebcastRoomUserSeqMessage(total=viewers, total_user=total)
    return _message(WebcastRoomUserSeqMessage, stamp, _best_givers(), bytes(body))


def control(stamp: Stamp, action: ControlAction) -> Message:
    """The stream was paused, went on, ended or was suspended."""
    return _message(WebcastControlMessage, stamp, bytes(WebcastControlMessage(action=action)))


def show_product(stamp: Stamp, product_id: int, title: str, price: str) -> Message:
    """The host puts a product of the shop on the screen."""
    product = PopProduct(product_id=product_id, title=title, price=price, source_from=3)
    return _message(
        WebcastOecLiveShoppingMessage, stamp, bytes(WebcastOecLiveShoppingMessage(action_type=1, pop_product=product))
    )


def _message(
    kind: type[betterproto2.Message],
    stamp: Stamp,
    *parts: bytes,
    display_text: bytes = b"",
    describe: str = "",
    fold_type: int = 0,
) -> Message:
    """Put a message together. ``fold_type`` is 2 for comments, 1 for what viewers do else, 0 for the room's own."""
    is_comment = fold_type == 2
    common = bytes(
        CommonMessageData(
            method=kind.__name__,
            msg_id=stamp.msg_id,
            room_id=stamp.room_id,
            create_time=stamp.at_ms,
            is_show_msg=True,
            describe=describe,
            fold_type=fold_type,
            anchor_fold_type=fold_type,
            from_idc="useast5" if is_comment else "",
            room_message_heat_level=5 if fold_type else 0,
            fold_type_for_web=fold_type,
            anchor_fold_type_for_web=fold_type,
            client_send_time=stamp.at_ms - 850 if is_comment else 0,
        )
    )
    if display_text:
        common += embed(CommonMessageData, "display_text", display_text)
    return Message(kind.__name__, stamp.msg_id, embed(kind, "common", common) + b"".join(parts))


def _social(stamp: Stamp, viewer: Viewer, body: WebcastSocialMessage, key: str, pattern: str) -> Message:
    named = user(viewer, level_badges=1)
    text = wording(key, pattern, named)
    user_field = embed(WebcastSocialMessage, "user", named)
    return _message(WebcastSocialMessage, stamp, user_field, bytes(body), display_text=text, fold_type=1)


@cache
def _gift(present: Present) -> bytes:
    return bytes(
        Gift(
            id=present.id,
            name=present.name,
            describe=f"Sent {present.name}",
            type=1 if present.is_streak else 2,
            combo=present.is_streak,
            diamond_count=present.diamonds,
            duration=1000,
            for_linkmic=True,
            is_displayed_on_panel=True,
            image=image(f"gift {present.id}", 90, 2),
            icon=image(f"gift icon {present.id}", 90, 2),
        )
    )


@cache
def _quality_scores() -> bytes:
    """Return the opaque scores that come with every comment; they are a third of it."""
    scores = (CommentQualityScore(version=noise(f"score {n}", 18), score=1697113860037000 + n) for n in range(22))
    return b"".join(embed(WebcastChatMessage, "comment_quality_scores", bytes(score)) for score in scores)


@cache
def _best_givers() -> bytes:
    """Return sixteen ranks: the first five with name and picture, the others by id."""
    ranks = []
    for n in range(16):
        giver = User(id=1100000000000000 + n)
        if n < 5:
            giver.nickname, giver.display_id, giver.avatar_thumb = (
                f"Giver {n}",
                f"giver{n}",
                image(f"giver {n}", 160, 3),
            )
        ranks.append(Contributor(score=2600 >> n // 2, rank=n + 1, user=giver))
    return b"".join(embed(WebcastRoomUserSeqMessage, "ranks", bytes(rank)) for rank in ranks)

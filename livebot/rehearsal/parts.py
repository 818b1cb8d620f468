"""What room messages are made of: viewers with their badges and pictures, and TikTok's wordings.

The library's protobuf classes encode some 800 chats a second, so whatever depends on the viewer alone is encoded once
and spliced in: in protobuf, a message is the concatenation of its fields.
"""

import hashlib
from dataclasses import fields
from functools import cache, lru_cache
from typing import Any

import betterproto2
from TikTokLiveProto.v3.webcast.model import UserAttr, UserHonor
from TikTokLiveProto.v3.webcast.model.base import ImageModel
from TikTokLiveProto.v3.webcast.model.base.user import (
    BadgeStruct,
    CombineBadgeStruct,
    FollowInfo,
    PrivilegeLogExtra,
    User,
)
from TikTokLiveProto.v3.webcast.model.data import BadgeDisplayType, BadgePriorityType, BadgeSceneType, UserIdentity
from TikTokLiveProto.v3.webcast.model.message.common import Text, TextFormat, TextPiece, TextPieceUser

from livebot.viewers import Viewer


@cache
def _tag(owner: type[Any], field: str) -> bytes:
    number = next(f.metadata["betterproto"].number for f in fields(owner) if f.name == field)
    return betterproto2.encode_varint(number << 3 | betterproto2.WIRE_LEN_DELIM)


def embed(owner: type[betterproto2.Message], field: str, payload: bytes) -> bytes:
    """Return an encoded submessage as a field of ``owner``."""
    return _tag(owner, field) + betterproto2.encode_varint(len(payload)) + payload


def noise(seed: str, length: int) -> str:
    """Return text that is always the same for ``seed`` and compresses as badly as ids and links do."""
    return hashlib.shake_128(seed.encode()).hexdigest((length + 1) // 2)[:length]


def image(seed: str, url_length: int, urls: int) -> ImageModel:
    hosts = (f"https://img.invalid/{n}/" for n in range(urls))
    return ImageModel(
        url_list=[host + noise(f"{host}{seed}", url_length - len(host)) for host in hosts],
        uri=f"tos-invalid/{noise(seed, 48)}",
    )


@lru_cache(maxsize=4096)
def user(viewer: Viewer, *, has_medium_avatar: bool = False, level_badges: int = 0) -> bytes:
    """Return a viewer as a message's ``user``. Levels come with liking (1 badge) and giving (2).

    As in most real messages, the id is a number only: ``id_str`` is empty.
    """
    badges = [_level_badge(BadgeSceneType.USER_GRADE), _level_badge(BadgeSceneType.FANS)][:level_badges]
    if viewer.is_moderator:
        badges.append(_role_badge(BadgeSceneType.ADMIN, "Moderator"))
    if viewer.is_subscriber:
        badges.append(_role_badge(BadgeSceneType.SUBSCRIBER, "Subscriber"))
    return bytes(
        User(
            id=int(viewer.id),
            nickname=viewer.name,
            avatar_thumb=image(viewer.id, 182, 4),
            avatar_medium=image(f"{viewer.id} medium", 182, 2) if has_medium_avatar else None,
            follow_info=FollowInfo(following_count=84, follower_count=127, follow_status=int(viewer.is_follower)),
            pay_grade=UserHonor(),
            user_attr=UserAttr(is_admin=viewer.is_moderator),
            display_id=viewer.handle,
            sec_uid=_sec_uid(viewer),
            badge_list=badges,
        )
    )


def bare_user(viewer: Viewer) -> bytes:
    """Return a viewer without pictures, as the text of a like names them."""
    return bytes(User(id=int(viewer.id), nickname=viewer.name, display_id=viewer.handle, sec_uid=_sec_uid(viewer)))


def identity(viewer: Viewer, *, is_giver: bool = False) -> bytes:
    """Return what the viewer is to the host; only comments and gifts say it."""
    return bytes(
        UserIdentity(
            is_gift_giver_of_anchor=is_giver,
            is_anchor=viewer.is_host,
            is_moderator_of_anchor=viewer.is_moderator,
            is_follower_of_anchor=viewer.is_follower,
            is_subscriber_of_anchor=viewer.is_subscriber,
        )
    )


def wording(key: str, pattern: str, named: bytes, *more: TextPiece) -> bytes:
    """Return a translatable text whose first piece is an (encoded) user; ``key`` tells a follow from a share."""
    style = TextFormat(color="#80FFFFFF", weight=400)
    piece = bytes(TextPiece(type=11, format=style)) + embed(
        TextPiece, "user_value", embed(TextPieceUser, "user", named)
    )
    return (
        bytes(Text(key=key, default_pattern=pattern, default_format=style))
        + embed(Text, "pieces", piece)
        + b"".join(embed(Text, "pieces", bytes(other)) for other in more)
    )


def _sec_uid(viewer: Viewer) -> str:
    return f"MS4wLjABAAAA{noise(f'sec {viewer.id}', 64)}"


@cache
def _role_badge(scene: BadgeSceneType, word: str) -> BadgeStruct:
    return BadgeStruct(
        display_type=BadgeDisplayType.COMBINE,
        priority_type=BadgePriorityType.STRONG_RELATION,
        scene_type=scene,
        display=True,
        privilege_log_extra=PrivilegeLogExtra(data_version="2", privilege_id="1", privilege_version="0", level="0"),
        combine=CombineBadgeStruct(display_type=4, icon=image(word, 64, 2), str=word, public_screen_show_style=12),
    )


@cache
def _level_badge(scene: BadgeSceneType) -> BadgeStruct:
    name = f"badge {scene}"
    return BadgeStruct(
        display_type=BadgeDisplayType.COMBINE,
        priority_type=BadgePriorityType.PLATFORM,
        scene_type=scene,
        openweburl=f"https://page.invalid/{noise(name, 180)}",
        display=True,
        privilege_log_extra=PrivilegeLogExtra(
            data_version="2",
            privilege_id="7196929090442513157",
            privilege_version="0",
            privilege_order_id=noise(f"{name} order", 46),
            level="7",
        ),
        combine=CombineBadgeStruct(
            display_type=4,
            icon=ImageModel(
                url_list=[f"https://img.invalid/{noise(f'{name} {n}', 76)}" for n in range(2)],
                uri=f"webcast-invalid/{noise(name, 36)}",
                open_web_url=f"https://page.invalid/{noise(f'{name} card', 180)}",
            ),
            str="7",
            public_screen_show_style=14,
            personal_card_show_style=15,
        ),
    )

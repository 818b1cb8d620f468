"""Decoding: the messages of real rooms, what can be missing in them, and what could be thrown at us."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
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
from TikTokLive.events.proto_events import EVENT_MAPPINGS, ProtoEvent
from TikTokLive.proto.custom_proto import ControlAction
from TikTokLiveProto.v3.webcast.im import MemberMessageAction
from TikTokLiveProto.v3.webcast.model import Gift, UserAttr
from TikTokLiveProto.v3.webcast.model.base.emoji import EmoteModel, EmoteWithIndex
from TikTokLiveProto.v3.webcast.model.base.user import FollowInfo, User
from TikTokLiveProto.v3.webcast.model.data import UserIdentity
from TikTokLiveProto.v3.webcast.model.message import Question
from TikTokLiveProto.v3.webcast.model.message.common import Text
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
    WireEvent,
)
from livebot.rehearsal import messages as built
from livebot.rehearsal.messages import GIFTS, Message, Stamp
from livebot.tiktok.decode import HEARD, MAX_TEXT_CHARS, decode
from livebot.viewers import Viewer

WIRE = Path(__file__).parents[3] / "shared" / "data" / "wire" / "messages.jsonl"
NOW_MS = 1_800_000_000_000
WRITTEN_MS = 1_799_999_999_250
ANA = Viewer(id="7000000000000000001", handle="ana", name="Ana")


def common(*, msg_id: int = 42, create_time: int = WRITTEN_MS, marker: str = "") -> CommonMessageData:
    text = Text(key=marker) if marker else None
    return CommonMessageData(msg_id=msg_id, create_time=create_time, display_text=text)


def user() -> User:
    return User(id=int(ANA.id), display_id=ANA.handle, nickname=ANA.name)


def comment(**changes: Any) -> CommentEvent:
    fields: dict[str, Any] = {"common": common(), "user": user(), "content": "hello"}
    return CommentEvent(**(fields | changes))


def parsed(method: str, payload: bytes) -> Any:
    """As the library does it."""
    event: Any = EVENT_MAPPINGS[method]()
    return event.parse(payload)


def decoded_comment(event: ProtoEvent) -> Commented:
    decoded = decode(event, NOW_MS)
    assert isinstance(decoded, Commented)
    return decoded


# --- the recorded messages of real rooms -------------------------------------------------------------------------


def wire_messages() -> list[tuple[str, bytes]]:
    if not WIRE.exists():
        pytest.skip("the recorded messages are not here")
    lines = map(json.loads, WIRE.read_text(encoding="utf-8").splitlines())
    return [(line["method"], base64.b64decode(line["payload"])) for line in lines]


def wire_events(method: str) -> list[tuple[Any, AnyEvent | None]]:
    events = [parsed(method, payload) for name, payload in wire_messages() if name == method]
    return [(event, decode(event, NOW_MS) if type(event) in HEARD else None) for event in events]


def check_comment(event: CommentEvent, decoded: AnyEvent | None) -> None:
    assert isinstance(decoded, Commented)
    assert decoded.text == event.content != ""
    assert decoded.hint == event.content_language
    assert not decoded.is_history
    assert not decoded.is_question_box


def check_emote(event: EmoteChatEvent, decoded: AnyEvent | None) -> None:
    assert isinstance(decoded, Commented)
    assert decoded.text == f"[{event.emote_list[0].emote_id}]"
    assert decoded.viewer.is_subscriber


def check_question(event: QuestionNewEvent, decoded: AnyEvent | None) -> None:
    assert isinstance(decoded, Commented)
    assert event.data is not None
    assert decoded.is_question_box
    assert decoded.text == event.data.content
    # The question's own time is in seconds; the message's is not.
    assert 0 <= decoded.written_at_ms - event.data.create_time * 1000 < 5000


def check_social(event: SocialEvent, decoded: AnyEvent | None) -> None:
    assert isinstance(decoded, Followed if event.action == 1 else Shared)


def check_gift(event: GiftEvent, decoded: AnyEvent | None) -> None:
    assert isinstance(decoded, Gifted)
    assert event.gift is not None
    assert decoded.gift_id == str(event.gift_id)
    assert decoded.gift_name == event.gift.name != ""
    assert decoded.diamonds == event.gift.diamond_count > 0
    assert decoded.repeat_count == event.repeat_count > 0
    assert decoded.is_streak == (event.gift.type == 1)
    assert decoded.is_streak == (decoded.group_id != "")
    assert decoded.is_streak_end == (event.repeat_end == 1)


def check_viewers(event: RoomUserSeqEvent, decoded: AnyEvent | None) -> None:
    assert isinstance(decoded, ViewersCounted)
    assert decoded.viewers == event.total > 0
    assert decoded.total == event.total_user >= 0


def check_deleted(event: ImDeleteEvent, decoded: AnyEvent | None) -> None:
    assert isinstance(decoded, CommentsDeleted)
    assert decoded.viewer_ids == tuple(map(str, event.delete_user_ids)) != ()
    assert decoded.msg_ids == ()


def check_control(event: ControlEvent, decoded: AnyEvent | None) -> None:
    expected = {ControlAction.STREAM_ENDED: LiveEnded, ControlAction.STREAM_UNPAUSED: LiveResumed}
    assert isinstance(decoded, expected[event.action])


def check_like(event: LikeEvent, decoded: AnyEvent | None) -> None:
    assert isinstance(decoded, Liked)
    assert decoded.count == event.count > 0
    assert decoded.total == event.total >= decoded.count


def check_join(event: JoinEvent, decoded: AnyEvent | None) -> None:
    assert isinstance(decoded, Joined)


def check_product(event: OecLiveShoppingEvent, decoded: AnyEvent | None) -> None:
    if event.pop_product is None:
        assert decoded is None
    else:
        assert isinstance(decoded, ProductShown)
        assert decoded.product_id == str(event.pop_product.product_id) != "0"
        assert (decoded.title, decoded.price) == (event.pop_product.title, event.pop_product.price)
        assert decoded.title


def check_unheard(event: ProtoEvent, decoded: AnyEvent | None) -> None:
    assert decoded is None


CHECKS: dict[str, tuple[int, Callable[..., None]]] = {
    "WebcastChatMessage": (60, check_comment),
    "WebcastGiftMessage": (60, check_gift),
    "WebcastLikeMessage": (60, check_like),
    "WebcastMemberMessage": (60, check_join),
    "WebcastRoomUserSeqMessage": (60, check_viewers),
    "WebcastSocialMessage": (60, check_social),
    "WebcastRoomPinMessage": (10, check_unheard),
    "WebcastImDeleteMessage": (9, check_deleted),
    "WebcastControlMessage": (6, check_control),
    "WebcastEmoteChatMessage": (5, check_emote),
    "WebcastQuestionNewMessage": (4, check_question),
    "WebcastOecLiveShoppingMessage": (3, check_product),
    "WebcastPollMessage": (3, check_unheard),
}


def test_there_is_a_check_for_every_recorded_message() -> None:
    methods = [method for method, _ in wire_messages()]
    assert {method: methods.count(method) for method in methods} == {m: n for m, (n, _) in CHECKS.items()}
    assert len(methods) == 400


@pytest.mark.parametrize("method", CHECKS)
def test_every_recorded_message_is_decoded(method: str) -> None:
    for event, decoded in wire_events(method):
        CHECKS[method][1](event, decoded)
        if decoded is None:
            continue
        assert decoded.at_ms == NOW_MS
        if isinstance(decoded, WireEvent):
            assert decoded.msg_id == str(event.common.msg_id)
        if isinstance(decoded, Commented):
            assert decoded.written_at_ms == event.common.create_time
        viewer: Viewer | None = getattr(decoded, "viewer", None)
        if viewer is not None:
            assert viewer.id.isdecimal()
            assert viewer.handle.startswith("viewer")
            assert viewer.name != ""
        assert msgspec.json.decode(msgspec.json.encode(decoded), type=type(decoded)) == decoded


def test_roles_of_the_recorded_commenters() -> None:
    comments = [decoded for _, decoded in wire_events("WebcastChatMessage") if isinstance(decoded, Commented)]
    assert sum(c.viewer.is_host for c in comments) == 3
    assert sum(c.viewer.is_moderator for c in comments) == 2
    assert sum(c.viewer.is_follower for c in comments) == 43


# --- single fields -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("create_time", "written_at_ms"),
    [
        (WRITTEN_MS, WRITTEN_MS),
        (1_799_999_999, 1_799_999_999_000),
        (1_799_999_999_250_000, WRITTEN_MS),
        (0, NOW_MS),
        (-5, NOW_MS),
        (77, NOW_MS),
        (2**63 - 1, NOW_MS),
        (NOW_MS + 400 * 86_400_000, NOW_MS),
    ],
    ids=["ms", "seconds", "µs", "absent", "negative", "tiny", "huge", "far future"],
)
def test_time_of_writing(create_time: int, written_at_ms: int) -> None:
    event = comment(common=common(create_time=create_time))
    assert decoded_comment(event).written_at_ms == written_at_ms


def test_without_common_a_comment_still_counts_and_is_no_duplicate_of_another() -> None:
    first, second = (decoded_comment(comment(common=None)) for _ in range(2))
    assert first.written_at_ms == NOW_MS
    assert first.msg_id != second.msg_id


def test_history_is_marked_on_comments_only() -> None:
    replayed = decode(comment(), NOW_MS, is_history=True)
    assert isinstance(replayed, Commented)
    assert replayed.is_history
    assert replayed.text == "hello"
    like = LikeEvent(common=common(), user=user(), count=3)
    assert decode(like, NOW_MS, is_history=True) == decode(like, NOW_MS)


def test_history_of_unknown_age_is_no_comment_of_now() -> None:
    replayed = decode(comment(common=common(create_time=0)), NOW_MS, is_history=True)
    assert isinstance(replayed, Commented)
    assert replayed.written_at_ms == 0


def test_nobody_known_is_no_event() -> None:
    for event in (
        comment(user=None),
        comment(user=User(nickname="no id", id=-1)),
        LikeEvent(common=common(), count=1),
        JoinEvent(common=common()),
        SocialEvent(common=common(), action=1),
        GiftEvent(common=common(), gift_id=5655),
        QuestionNewEvent(common=common()),
        QuestionNewEvent(common=common(), data=Question(content="?")),
        EmoteChatEvent(common=common(), emote_list=[EmoteModel(emote_id="1")]),
    ):
        assert decode(event, NOW_MS) is None


def test_viewer_id_in_other_fields() -> None:
    by_text = decoded_comment(comment(user=User(id_str="7000000000000000009")))
    assert by_text.viewer.id == "7000000000000000009"
    joined = decode(JoinEvent(common=common(), user_id=7000000000000000008), NOW_MS)
    assert isinstance(joined, Joined)
    assert joined.viewer == Viewer(id="7000000000000000008")


def test_roles_without_an_identity() -> None:
    someone = User(id=5, user_attr=UserAttr(is_admin=True), follow_info=FollowInfo(follow_status=2), is_subscribe=True)
    joined = decode(JoinEvent(common=common(), user=someone), NOW_MS)
    assert isinstance(joined, Joined)
    assert joined.viewer == Viewer(id="5", is_moderator=True, is_follower=True, is_subscriber=True)


def test_host_is_known_by_identity() -> None:
    assert decoded_comment(comment(user_identity=UserIdentity(is_anchor=True))).viewer.is_host


def test_text_is_kept_as_written_but_not_without_end() -> None:
    hostile = "\x1b[31m\u202eabc\u200b\x00\ufffd"
    assert decoded_comment(comment(content=hostile)).text == hostile
    huge = decoded_comment(comment(content="x" * 5_000_000, user=User(id=5, nickname="n" * 1_000_000)))
    assert len(huge.text) == MAX_TEXT_CHARS
    assert len(huge.viewer.name) == 100


def test_emotes_stand_in_the_text_where_they_were_put() -> None:
    emotes = [
        EmoteWithIndex(index=0, emote=EmoteModel(emote_id="11")),
        EmoteWithIndex(index=2, emote=EmoteModel(emote_id="22")),
        EmoteWithIndex(index=999, emote=EmoteModel(emote_id="33")),
        EmoteWithIndex(index=1),
    ]
    assert decoded_comment(comment(content="abcd", emotes=emotes)).text == "[11]ab[22]cd[33]"


def test_emote_chat_is_a_comment() -> None:
    emotes = [EmoteModel(emote_id="11"), EmoteModel(emote_id="22"), EmoteModel()]
    event = EmoteChatEvent(common=common(), user=user(), emote_list=emotes)
    assert decoded_comment(event).text == "[11][22]"
    assert decode(EmoteChatEvent(common=common(), user=user(), emote_list=[EmoteModel()]), NOW_MS) is None


def test_subscribing_is_not_joining() -> None:
    event = JoinEvent(common=common(), user=user(), action=MemberMessageAction.SUBSCRIBED)
    assert decode(event, NOW_MS) is None


def test_likes_of_nothing_are_dropped() -> None:
    assert decode(LikeEvent(common=common(), user=user(), count=0), NOW_MS) is None


@pytest.mark.parametrize(
    ("action", "marker", "kind"),
    [
        (1, "", Followed),
        (3, "", Shared),
        (0, "pm_main_follow_message_viewer_2", Followed),
        (0, "pm_mt_guidance_viewer_10_share", Shared),
        (9, "pm_something_else", type(None)),
    ],
)
def test_follows_and_shares(action: int, marker: str, kind: type) -> None:
    event = SocialEvent(common=common(marker=marker), user=user(), action=action)
    assert isinstance(decode(event, NOW_MS), kind)


def test_gift_without_its_description() -> None:
    gift = decode(GiftEvent(common=common(), user=user(), gift_id=5655, group_id=9, repeat_end=1), NOW_MS)
    assert isinstance(gift, Gifted)
    assert (gift.gift_id, gift.gift_name, gift.diamonds, gift.repeat_count) == ("5655", "", 0, 1)
    assert gift.is_streak
    assert gift.is_streak_end
    single = decode(GiftEvent(common=common(), user=user(), gift=Gift(id=7, type=2), repeat_end=1), NOW_MS)
    assert isinstance(single, Gifted)
    assert (single.gift_id, single.group_id, single.is_streak, single.is_streak_end) == ("7", "", False, False)


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (ControlAction.STREAM_ENDED, LiveEnded(at_ms=NOW_MS)),
        (ControlAction.STREAM_SUSPENDED, LiveEnded(at_ms=NOW_MS, reason="suspended")),
        (ControlAction.STREAM_PAUSED, LivePaused(at_ms=NOW_MS)),
        (ControlAction.STREAM_UNPAUSED, LiveResumed(at_ms=NOW_MS)),
        (ControlAction.FALLBACK_UNKNOWN, None),
    ],
)
def test_control(action: ControlAction, expected: AnyEvent | None) -> None:
    assert decode(ControlEvent(common=common(), action=action), NOW_MS) == expected


def test_a_product_on_the_screen() -> None:
    shown = built.show_product(STAMP, 77, "A3 Moon dress", "$19.90")
    event = parsed(shown.method, shown.payload)
    assert decode(event, NOW_MS) == ProductShown(
        at_ms=NOW_MS, msg_id="42", product_id="77", title="A3 Moon dress", price="$19.90"
    )


def test_deletions_name_messages_and_viewers() -> None:
    event = ImDeleteEvent(common=common(), delete_msg_ids=[5, 0], delete_user_ids=[7, -1])
    assert decode(event, NOW_MS) == CommentsDeleted(at_ms=NOW_MS, msg_id="42", msg_ids=("5",), viewer_ids=("7",))


# --- garbled payloads ----------------------------------------------------------------------------------------------

STAMP = Stamp(msg_id=42, room_id=7, at_ms=WRITTEN_MS)
WELL_FORMED: list[Message] = [
    built.chat(STAMP, ANA, "how much?", "en"),
    built.emote_chat(STAMP, ANA, ("11",)),
    built.question(STAMP, ANA, "what size?"),
    built.like(STAMP, ANA, 15, 100),
    built.join(STAMP, ANA, 5),
    built.follow(STAMP, ANA, 5),
    built.gift(STAMP, ANA, GIFTS["Rose"], group_id=5, repeat_count=2, is_end=False, host=ANA),
    built.viewer_count(STAMP, 5, 10),
    built.delete(STAMP, (5,), (6,)),
    built.control(STAMP, ControlAction.STREAM_PAUSED),
    built.show_product(STAMP, 77, "A3 Moon dress", "$19.90"),
]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    message=st.sampled_from(WELL_FORMED),
    cut=st.integers(0, 6000),
    junk=st.binary(max_size=12),
    at=st.integers(0, 6000),
)
def test_garbled_payloads_never_break_decoding(message: Message, cut: int, junk: bytes, at: int) -> None:
    payload = bytearray(message.payload)
    payload[at : at + len(junk)] = junk
    try:
        event = parsed(message.method, bytes(payload[: max(cut, 1)]))
    except Exception:  # noqa: BLE001 - whatever it is
        return  # the library catches what parsing raises, and goes on
    try:
        decoded = decode(event, NOW_MS)
    except (TypeError, AttributeError):
        return  # counted as undecoded
    if decoded is not None:
        # Nothing of a wrong type may get into the journal: a session with it could not be read any more.
        assert msgspec.json.decode(msgspec.json.encode(decoded), type=type(decoded)) == decoded

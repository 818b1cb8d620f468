"""The look-alike's messages beside real ones."""

import base64
import dataclasses
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import betterproto2
import pytest
from TikTokLive.events.proto_events import EVENT_MAPPINGS
from TikTokLiveProto.v3.webcast.im import ControlAction

from livebot.rehearsal import messages
from livebot.rehearsal.messages import GIFTS, Message, Stamp
from livebot.viewers import Viewer

WIRE = Path(__file__).parents[3] / "shared" / "data" / "wire" / "messages.jsonl"
STAMP = Stamp(7289048459002366725, 7288000000000000001, 1697113860076)
HOST = Viewer(id="6900000000000000001", handle="shop", name="Shop", is_host=True)
MIA = Viewer(id="7001234567890123456", handle="mia_88", name="Mia ✨", is_follower=True, is_subscriber=True)
PLAIN = Viewer(id="7001234567890123457", handle="plain", name="Plain", is_follower=True)


def rose(viewer: Viewer) -> Message:
    return messages.gift(STAMP, viewer, GIFTS["Rose"], group_id=77, repeat_count=2, is_end=True, host=HOST)


@pytest.mark.parametrize(
    ("built", "usual_size"),
    [
        (messages.chat(STAMP, PLAIN, "how much is the red one?", "en"), 2234),
        (messages.join(STAMP, PLAIN, 1534), 2915),
        (messages.like(STAMP, PLAIN, 15, 329306), 2319),
        (messages.follow(STAMP, PLAIN, 2000), 3868),
        (messages.share(STAMP, PLAIN, 20), 3868),
        (rose(PLAIN), 5537),
        (messages.viewer_count(STAMP, 120, 4500), 3299),
        (messages.emote_chat(STAMP, MIA, ("7123",)), 3039),
    ],
    ids=lambda value: value.method if isinstance(value, Message) else "",
)
def test_messages_are_as_large_as_real_ones(built: Message, usual_size: int) -> None:
    assert len(built.payload) == pytest.approx(usual_size, rel=0.1)


OURS = {
    "WebcastChatMessage": [messages.chat(STAMP, MIA, "hello", "en")],
    "WebcastEmoteChatMessage": [messages.emote_chat(STAMP, MIA, ("7123",))],
    "WebcastMemberMessage": [messages.join(STAMP, MIA, 3)],
    "WebcastLikeMessage": [messages.like(STAMP, MIA, 15, 40)],
    "WebcastSocialMessage": [messages.follow(STAMP, MIA, 3), messages.share(STAMP, MIA, 3)],
    "WebcastGiftMessage": [rose(MIA)],
    "WebcastRoomUserSeqMessage": [messages.viewer_count(STAMP, 3, 4)],
    "WebcastQuestionNewMessage": [messages.question(STAMP, MIA, "size?")],
    "WebcastControlMessage": [messages.control(STAMP, ControlAction.STREAM_ENDED)],
    "WebcastImDeleteMessage": [messages.delete(STAMP, user_ids=(1,))],
}
UNREAD = (
    "badge", "gift.gift_vertical_scenarios", "avg_color", "color_id", "linkmic", "monitor_info", "tray_display_text",
    "like_effect", "priority", "with_colon", "comment_tag", "ranks", "sei", "create_from", "send_type",
)  # fmt: skip
"""Parts of real messages that livebot never reads and that are left out."""


@pytest.mark.skipif(not WIRE.exists(), reason="the recorded messages are not here")
@pytest.mark.parametrize("method", OURS)
def test_messages_have_the_fields_of_real_ones_and_no_others(method: str) -> None:
    kind: Any = EVENT_MAPPINGS[method]
    real: Counter[str] = Counter()
    recorded = 0
    for line in WIRE.read_text().splitlines():
        row = json.loads(line)
        if row["method"] == method:
            recorded += 1
            real.update(set(_fields(kind().parse(base64.b64decode(row["payload"])))))
    ours = {path for built in OURS[method] for path in _fields(kind().parse(built.payload))}

    usual = {path for path, count in real.items() if count * 2 >= recorded and not any(u in path for u in UNREAD)}
    assert usual - ours == set()
    # What real messages lack, a client must not come to rely on: `id_str` is the trap.
    assert not [path for path in ours - set(real) if path.endswith("id_str")]


def _fields(message: betterproto2.Message, prefix: str = "") -> Iterator[str]:
    """Yield the paths of the fields that are set."""
    for field in dataclasses.fields(message):  # type: ignore[arg-type]
        value: Any = getattr(message, field.name, None)
        if not value or field.name.startswith("_"):
            continue
        yield prefix + field.name
        inner = value[0] if isinstance(value, list) else value
        if isinstance(inner, betterproto2.Message):
            yield from _fields(inner, f"{prefix}{field.name}.")


def test_the_recorded_sizes_are_what_the_design_says() -> None:
    """Guards the figures above: the scrubbed recordings lost a little, never much."""
    if not WIRE.exists():
        pytest.skip("the recorded messages are not here")
    sizes: dict[str, list[int]] = {}
    for line in WIRE.read_text().splitlines():
        row = json.loads(line)
        sizes.setdefault(row["method"], []).append(len(base64.b64decode(row["payload"])))
    assert median(sizes["WebcastGiftMessage"]) == pytest.approx(5537, rel=0.2)
    assert median(sizes["WebcastChatMessage"]) == pytest.approx(2234, rel=0.2)

"""What the unmodified TikTokLive client sees of a rehearsed room."""

import asyncio

import pytest
from TikTokLive.client.errors import WebcastBlockedError
from TikTokLive.events.custom_events import (
    ConnectEvent,
    DisconnectEvent,
    FollowEvent,
    LiveEndEvent,
    LivePauseEvent,
    LiveUnpauseEvent,
    ShareEvent,
)
from TikTokLive.events.proto_events import (
    CommentEvent,
    EmoteChatEvent,
    GiftEvent,
    ImDeleteEvent,
    JoinEvent,
    LikeEvent,
    OecLiveShoppingEvent,
    QuestionNewEvent,
    RoomPinEvent,
    RoomUserSeqEvent,
)
from websockets.exceptions import ConnectionClosedError

from livebot.rehearsal import messages
from livebot.rehearsal.frames import Frame
from livebot.rehearsal.messages import GIFTS, Stamp
from livebot.rehearsal.server import LookAlike
from livebot.viewers import Viewer

from .conftest import Make, raw_socket


async def test_everything_that_viewers_do_arrives_as_the_librarys_events(
    server: LookAlike, follower: Make, mia: Viewer
) -> None:
    one = follower()
    await one.connect()
    room = server.room
    await room.join(mia)
    chat = await room.chat(mia, "¿cuánto cuesta? 💕", language="es")
    await room.emote(mia, "7123", "7124")
    await room.like(mia, 15)
    await room.follow(mia)
    await room.share(mia)
    await room.gift(mia, GIFTS["Rose"], group_id=77, repeat_count=3, is_end=True)
    await room.gift(mia, GIFTS["Galaxy"])
    await room.viewers(120, 4500)
    await room.question(mia, "size 40?")
    await room.pin(chat)
    assert await room.settled()

    comment = one.of(CommentEvent)[0]
    assert (comment.content, comment.content_language) == ("¿cuánto cuesta? 💕", "es")
    assert (str(comment.common.msg_id), comment.common.create_time) == (chat.msg_id, chat.at_ms)
    assert (comment.user.id, comment.user.display_id, comment.user.nickname) == (int(mia.id), "mia_88", "Mia ✨")
    assert comment.user_identity.is_follower_of_anchor
    assert comment.user_identity.is_subscriber_of_anchor
    assert one.of(JoinEvent)[0].member_count == 1
    assert [emote.emote_id for emote in one.of(EmoteChatEvent)[0].emote_list] == ["7123", "7124"]
    assert (one.of(LikeEvent)[0].count, one.of(LikeEvent)[0].total) == (15, 15)
    assert one.of(FollowEvent)[0].user.follow_info.follow_status == 1
    assert one.of(ShareEvent)[0].user.display_id == "mia_88"
    rose, galaxy = one.of(GiftEvent)
    assert (rose.gift.name, rose.gift.type, rose.gift.diamond_count) == ("Rose", 1, 1)
    assert (rose.group_id, rose.repeat_count, rose.repeat_end) == (77, 3, 1)
    assert (galaxy.gift.name, galaxy.gift.type, galaxy.gift.diamond_count) == ("Galaxy", 2, 1000)
    assert (one.of(RoomUserSeqEvent)[0].total, one.of(RoomUserSeqEvent)[0].total_user) == (120, 4500)
    assert one.of(QuestionNewEvent)[0].data.content == "size 40?"
    assert one.of(RoomPinEvent)[0].chat_message.content == comment.content


async def test_every_client_gets_everything_and_the_record_says_so(
    server: LookAlike, follower: Make, mia: Viewer
) -> None:
    first, second = follower(), follower()
    await first.connect()
    await second.connect(compress_ws_events=False)
    sent = await server.room.chat(mia, "hello")
    assert await server.room.settled()
    assert first.comments() == second.comments() == ["hello"]
    assert sent.delivered_to == sent.acked_by == {1, 2}


async def test_several_messages_come_in_one_frame(server: LookAlike, follower: Make, mia: Viewer) -> None:
    one = follower()
    await one.connect()
    async with server.room.one_frame():
        for text in ("a", "b", "c"):
            await server.room.chat(mia, text)
        assert one.comments() == []
    assert await server.room.settled()
    assert one.comments() == ["a", "b", "c"]


async def test_a_comment_can_come_twice_with_the_same_id(server: LookAlike, follower: Make, mia: Viewer) -> None:
    one = follower()
    await one.connect()
    sent = await server.room.chat(mia, "A")
    await server.room.resend(sent)
    assert await server.room.settled()
    assert [str(event.common.msg_id) for event in one.of(CommentEvent)] == [sent.msg_id] * 2


async def test_on_connecting_the_last_six_comments_come_again(server: LookAlike, follower: Make, mia: Viewer) -> None:
    records = [await server.room.chat(mia, f"early {n}") for n in range(8)]
    await server.room.delete_messages(records[7].msg_id)
    await server.room.like(mia)
    one = follower()
    await one.connect()
    assert one.comments() == [f"early {n}" for n in range(2, 7)]
    assert one.of(LikeEvent) == []
    assert [bool(record.replayed_to) for record in records] == [False] * 2 + [True] * 5 + [False]
    assert not any(record.delivered_to for record in records)


async def test_deleted_comments_are_named(server: LookAlike, follower: Make, mia: Viewer) -> None:
    one = follower()
    await one.connect()
    chat = await server.room.chat(mia, "spam")
    await server.room.delete_messages(chat.msg_id)
    await server.room.delete_users(mia.id)
    assert await server.room.settled()
    by_message, by_user = one.of(ImDeleteEvent)
    assert [str(msg_id) for msg_id in by_message.delete_msg_ids] == [chat.msg_id]
    assert [str(user_id) for user_id in by_user.delete_user_ids] == [mia.id]
    assert server.room.history() == []


async def test_a_product_comes_with_its_title_and_price(server: LookAlike, follower: Make) -> None:
    one = follower()
    await one.connect()
    await server.room.show_product(1729384756001, "A3 Moon lamp", "$29.00")
    await server.room.settled()
    (shown,) = one.of(OecLiveShoppingEvent)
    product = shown.pop_product
    assert (product.product_id, product.title, product.price) == (1729384756001, "A3 Moon lamp", "$29.00")


async def test_a_broken_connection_raises_from_the_client_and_a_new_one_works(
    server: LookAlike, follower: Make, mia: Viewer
) -> None:
    one = follower()
    task = await one.connect()
    before = await server.room.chat(mia, "before")
    await server.room.break_connection()
    missed = await server.room.chat(mia, "during")
    with pytest.raises(ConnectionClosedError):
        await task
    assert one.of(DisconnectEvent) == []
    assert one.comments() == ["before"]

    two = follower()
    await two.connect()
    await server.room.chat(mia, "after")
    assert await server.room.settled()
    assert two.comments() == ["before", "during", "after"]
    assert (before.acked_by, before.replayed_to) == ({1}, {2})
    assert (missed.delivered_to, missed.replayed_to) == (set(), {2})


async def test_a_polite_close_ends_the_client_without_an_error(server: LookAlike, follower: Make) -> None:
    one = follower()
    task = await one.connect()
    await server.room.close_connection()
    await task
    assert len(one.of(DisconnectEvent)) == 1


async def test_a_silent_connection_stays_open_and_says_nothing(server: LookAlike, follower: Make, mia: Viewer) -> None:
    one, two = follower(), follower()
    task = await one.connect()
    server.room.go_silent()
    await two.connect()
    unheard = await server.room.chat(mia, "anyone?")
    assert await server.room.settled()
    assert (one.comments(), two.comments()) == ([], ["anyone?"])
    assert unheard.delivered_to == {2}
    assert not task.done()
    server.room.speak_again()
    await server.room.chat(mia, "again")
    assert await server.room.settled()
    assert one.comments() == ["again"]


async def test_pause_and_end_of_the_show(server: LookAlike, follower: Make) -> None:
    one = follower()
    task = await one.connect()
    await server.room.pause()
    await server.room.unpause()
    await server.room.end_live()
    await task
    await server.room.disconnected()
    kinds = [type(event) for event in one.heard]
    assert kinds[:4] == [ConnectEvent, LivePauseEvent, LiveUnpauseEvent, LiveEndEvent]
    assert not await one.client.is_live()


async def test_a_show_that_comes_back_has_another_room_id_and_no_history(
    server: LookAlike, follower: Make, mia: Viewer
) -> None:
    one, two = follower(), follower()
    await one.connect()
    await server.room.chat(mia, "old show")
    server.room.go_live()
    await two.connect()
    await server.room.chat(mia, "new show")
    assert await server.room.settled()
    assert one.comments() == ["old show"]
    assert two.comments() == ["new show"]
    assert two.client.room_id != one.client.room_id


async def test_a_signed_address_expires(server: LookAlike, follower: Make) -> None:
    server.signed_for_s = -1.0
    one = follower()
    task = await one.client.start()
    with pytest.raises(WebcastBlockedError, match="signature expired"):
        await task


async def test_heartbeats_are_counted_and_answered(server: LookAlike, follower: Make) -> None:
    one = follower()
    await one.connect()
    await server.room.until(lambda: server.room.connections[0].heartbeats > 0)


async def test_a_client_that_reads_nothing_is_cut_and_does_not_hold_up_the_others(
    server: LookAlike, mia: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("livebot.rehearsal.connection.SLOW_CLIENT_S", 0.2)
    stamp = Stamp(1, server.room.room_id, 1)
    frame = Frame(1, [messages.join(stamp, mia, 1)] * 100, 1)
    async with raw_socket(server), raw_socket(server) as reading:

        async def read() -> None:
            for _ in range(100):
                await reading.receive_bytes(timeout=5)

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(read())
            for _ in range(100):
                await server.room.broadcast(frame)
        assert [connection.number for connection in server.room.connections] == [2]

"""The source against the look-alike, over real sockets."""

import asyncio
import logging
from dataclasses import replace

import pytest

from livebot.events import (
    Commented,
    Connected,
    Disconnected,
    Followed,
    Joined,
    Liked,
    LiveEnded,
    LiveResumed,
    Shared,
    ViewersCounted,
)
from livebot.rehearsal.server import HOST, Fault, LookAlike
from livebot.runtime.clock import FastClock, SystemClock
from livebot.tiktok.rooms import RoomNotUnderstood
from livebot.tiktok.settings import TikTokSettings
from livebot.tiktok.source import TikTokSource
from livebot.viewers import Viewer
from tests.tiktok.conftest import ANA, BEN, KEY, SESSION, Alerts, listening, until

# --- following a show ------------------------------------------------------------------------------------------------


async def test_each_wire_message_gives_exactly_one_event(tiktok: LookAlike, source: TikTokSource) -> None:
    room = tiktok.room
    async with listening(source) as heard:
        await room.connected()
        await room.chat(ANA, "how much?", language="en")
        await room.like(ANA, 15)
        await room.join(BEN)
        await room.follow(BEN)
        await room.share(BEN)
        await room.gift(ANA, repeat_count=3)
        await room.question(ANA, "what size?")
        await room.emote(ANA, "77", "78")
        await room.delete_users(BEN.id)
        await room.pause()
        await room.unpause()
        await room.viewers(12, 340)
        await heard.take(ViewersCounted)
    assert [type(event).__name__ for event in heard.events] == [
        "Connected", "Commented", "Liked", "Joined", "Followed", "Shared", "Gifted", "Commented", "Commented",
        "CommentsDeleted", "LivePaused", "LiveResumed", "ViewersCounted",
    ]  # fmt: skip
    said = heard.all(Commented)[0]
    assert (said.viewer, said.text, said.hint, said.is_history) == (ANA, "how much?", "en", False)
    assert heard.all(Joined)[0].viewer == BEN
    assert heard.all(Commented)[2].text == "[77][78]"
    assert heard.all(Liked)[0].count == 15
    assert (heard.all(ViewersCounted)[0].viewers, heard.all(ViewersCounted)[0].total) == (12, 340)


async def test_the_host_is_known_by_the_rooms_owner_where_tiktok_names_no_roles(
    tiktok: LookAlike, source: TikTokSource
) -> None:
    host = Viewer(id="6900000000000000001", handle=HOST.handle.upper())
    async with listening(source) as heard:
        await tiktok.room.connected()
        for act in (tiktok.room.join, tiktok.room.follow, tiktok.room.share):
            await act(host)
            await act(ANA)
        await tiktok.room.like(host, 5)
        await tiktok.room.question(host, "how are you all?")
        await heard.take(Commented)
    acts = [event for event in heard.events if isinstance(event, Joined | Followed | Shared | Liked | Commented)]
    assert [act.viewer.is_host for act in acts] == [True, False] * 3 + [True, True]


async def test_history_is_marked_and_new_comments_are_not(tiktok: LookAlike, source: TikTokSource) -> None:
    for n in range(9):
        await tiktok.room.chat(ANA, f"before {n}")
    async with listening(source) as heard:
        await tiktok.room.connected()
        await tiktok.room.chat(ANA, "after")
        await heard.take(Commented, 7)
    assert isinstance(heard.events[0], Connected)
    comments = heard.all(Commented)
    assert [(c.text, c.is_history) for c in comments] == [(f"before {n}", True) for n in range(3, 9)] + [
        ("after", False)
    ]


async def test_waits_for_the_host_and_says_so(tiktok: LookAlike, source: TikTokSource, alerts: Alerts) -> None:
    tiktok.room.is_live = False
    async with listening(source) as heard:
        await alerts.until("offline")
        assert heard.events == []
        tiktok.room.go_live()
        [connected] = await heard.take(Connected)
    assert connected.room_id == str(tiktok.room.room_id)
    assert alerts.now == {}


async def test_follows_the_owner_of_a_room_id_into_the_next_show(
    tiktok: LookAlike, settings: TikTokSettings, quick: FastClock, alerts: Alerts
) -> None:
    source = TikTokSource(replace(settings, room=str(tiktok.room.room_id)), quick, alerts)
    async with listening(source) as heard:
        await heard.take(Connected)
        await tiktok.room.end_live()
        await heard.take(LiveEnded)
        tiktok.room.go_live()
        first, second = await heard.take(Connected, 2)
    assert first.room_id != second.room_id == str(tiktok.room.room_id)


@pytest.mark.parametrize(("is_suspended", "reason"), [(False, "ended"), (True, "suspended")])
async def test_end_of_the_show_then_the_next_one(
    tiktok: LookAlike, source: TikTokSource, alerts: Alerts, is_suspended: bool, reason: str
) -> None:
    async with listening(source) as heard:
        await tiktok.room.connected()
        await tiktok.room.end_live(is_suspended=is_suspended)
        await heard.take(LiveEnded)
        await alerts.until("live_ended")
        await alerts.until("offline")
        tiktok.room.go_live()
        await heard.take(Connected, 2)
    assert [type(event).__name__ for event in heard.events] == ["Connected", "LiveEnded", "Connected"]
    assert heard.all(LiveEnded)[0].reason == reason


async def test_wrong_settings_are_an_error_and_no_endless_wait(
    settings: TikTokSettings, quick: FastClock, alerts: Alerts
) -> None:
    async with listening(TikTokSource(replace(settings, room="my shop"), quick, alerts)) as heard:
        with pytest.raises(RoomNotUnderstood, match="'my shop' is no TikTok name"):
            await heard.take(Connected)


# --- losing the connection -------------------------------------------------------------------------------------------


async def test_break_and_return(tiktok: LookAlike, source: TikTokSource, alerts: Alerts) -> None:
    async with listening(source) as heard:
        await tiktok.room.connected()
        await tiktok.room.chat(ANA, "before")
        await heard.take(Commented)
        await tiktok.room.break_connection()
        await heard.take(Disconnected)
        await tiktok.room.chat(ANA, "meanwhile")
        await heard.take(Connected, 2)
        await tiktok.room.chat(ANA, "after")
        await heard.take(Commented, 4)
    [lost] = heard.all(Disconnected)
    assert lost.reason == "network"
    assert heard.all(Commented)[0].at_ms <= lost.last_frame_at_ms <= lost.at_ms
    comments = [(c.text, c.is_history) for c in heard.all(Commented)]
    assert comments == [("before", False), ("before", True), ("meanwhile", True), ("after", False)]
    first, replayed = heard.all(Commented)[:2]
    assert first.dedupe_key == replayed.dedupe_key
    assert alerts.now == {}
    # The way back costs one look-up by room id, not the page that TikTok guards.
    assert len(tiktok.requests_to("page")) == 1


async def test_phone_dropped_and_the_show_is_back_under_another_id(
    tiktok: LookAlike, settings: TikTokSettings, alerts: Alerts
) -> None:
    source = TikTokSource(replace(settings, silent_after_s=0.3), SystemClock(), alerts)
    async with listening(source) as heard:
        await tiktok.room.connected()
        tiktok.room.go_silent()
        tiktok.room.go_live()
        connected = await heard.take(Connected, 2)
    assert connected[1].room_id == str(tiktok.room.room_id) != connected[0].room_id
    assert heard.all(LiveEnded) == []


async def test_show_that_ended_while_the_connection_was_away(
    tiktok: LookAlike, source: TikTokSource, alerts: Alerts
) -> None:
    async with listening(source) as heard:
        await tiktok.room.connected()
        await heard.take(Connected)
        tiktok.room.is_live = False
        await tiktok.room.break_connection()
        await heard.take(LiveEnded)
        await alerts.until("offline")
    assert [type(event).__name__ for event in heard.events] == ["Connected", "Disconnected", "LiveEnded"]


async def test_false_offline_does_not_end_the_show(tiktok: LookAlike, source: TikTokSource) -> None:
    async with listening(source) as heard:
        await tiktok.room.connected()
        await heard.take(Connected)
        tiktok.fail("page", Fault.OFFLINE)
        tiktok.fail("alive", Fault.EMPTY)
        await tiktok.room.break_connection()
        await heard.take(Connected, 2)
    assert [type(event).__name__ for event in heard.events] == ["Connected", "Disconnected", "Connected"]


# --- what keeps us out -----------------------------------------------------------------------------------------------


async def test_not_found(tiktok: LookAlike, settings: TikTokSettings, quick: FastClock, alerts: Alerts) -> None:
    async with listening(TikTokSource(replace(settings, room="@nobody"), quick, alerts)):
        await alerts.until("not_found")


async def test_blocked_by_captchas(tiktok: LookAlike, source: TikTokSource, alerts: Alerts) -> None:
    tiktok.fail("page", Fault.BLOCKED)
    tiktok.fail("lookup", Fault.BLOCKED)
    async with listening(source) as heard:
        assert await alerts.until("blocked") == "captcha"
        tiktok.heal()
        await heard.take(Connected)


async def test_blocked_at_the_websocket(tiktok: LookAlike, source: TikTokSource, alerts: Alerts) -> None:
    tiktok.signed_for_s = -1
    async with listening(source):
        assert await alerts.until("blocked") == "websocket"


@pytest.mark.parametrize(
    ("fault", "kind", "detail"),
    [
        (Fault.REFUSED, "blocked", "sign key"),
        (Fault.EMPTY, "blocked", "sign provider"),
        (Fault.BROKEN, "network", "sign provider"),
        (Fault.HANG, "network", "sign provider"),
        (Fault.DROP, "network", "sign provider"),
    ],
)
async def test_trouble_with_the_sign_provider(
    tiktok: LookAlike,
    settings: TikTokSettings,
    quick: FastClock,
    alerts: Alerts,
    fault: Fault,
    kind: str,
    detail: str,
) -> None:
    tiktok.fail("fetch", fault)
    async with listening(TikTokSource(replace(settings, connect_timeout_s=0.5), quick, alerts)) as heard:
        assert await alerts.until(kind) == detail
        tiktok.heal()
        await heard.take(Connected)


async def test_key_that_no_header_can_carry(
    tiktok: LookAlike, settings: TikTokSettings, quick: FastClock, alerts: Alerts
) -> None:
    async with listening(TikTokSource(replace(settings, sign_api_key="“key”"), quick, alerts)):
        assert await alerts.until("blocked") == "sign key"
    assert tiktok.requests == []


async def test_sign_provider_that_is_not_there(settings: TikTokSettings, quick: FastClock, alerts: Alerts) -> None:
    async with listening(TikTokSource(replace(settings, sign_url="http://127.0.0.1:9"), quick, alerts)):
        assert await alerts.until("network") == "sign provider"


@pytest.mark.parametrize(
    ("headers", "least_s"),
    [
        # Without RateLimit-Remaining, TikTokLive's own error fails with a TypeError.
        ({"Retry-After": "50"}, 50),
        ({"X-RateLimit-Reset": "50"}, 50),
        ({"RateLimit-Remaining": "0", "RateLimit-Reset": "50"}, 50),
        ({"RateLimit-Remaining": "0"}, 30),
        ({}, 30),
    ],
    ids=str,
)
async def test_rate_limit_is_honoured(
    tiktok: LookAlike, source: TikTokSource, alerts: Alerts, headers: dict[str, str], least_s: int
) -> None:
    tiktok.fail("fetch", Fault.RATE_LIMITED, times=1, headers=headers)
    loop = asyncio.get_running_loop()
    async with listening(source) as heard:
        minutes, seconds = map(int, (await alerts.until("rate_limited")).split(":"))
        began_s = loop.time()
        await heard.take(Connected)
        waited_s = (loop.time() - began_s) * 100
    assert least_s <= minutes * 60 + seconds <= least_s * 1.2
    assert waited_s >= least_s * 0.9
    assert len(tiktok.requests_to("fetch")) == 2


async def test_the_time_left_of_a_rate_limit_is_told_anew(
    tiktok: LookAlike, source: TikTokSource, alerts: Alerts
) -> None:
    tiktok.fail("fetch", Fault.RATE_LIMITED, times=1, headers={"Retry-After": "150"})
    async with listening(source) as heard:
        await heard.take(Connected)
    first, second, third = (detail for _, kind, detail in alerts.seen if kind == "rate_limited")
    assert (first[0], second[0], third[0]) == ("2", "1", "0")
    assert first[1:] == second[1:] == third[1:]


async def test_age_restricted(tiktok: LookAlike, source: TikTokSource, alerts: Alerts) -> None:
    tiktok.room.is_age_restricted = True
    async with listening(source):
        await alerts.until("age_restricted")


async def test_quota_that_is_nearly_spent(tiktok: LookAlike, source: TikTokSource, alerts: Alerts) -> None:
    tiktok.quota.used = tiktok.quota.minute - 90
    async with listening(source) as heard:
        await heard.take(Connected)
        await until(lambda: alerts.now.get("quota") == ("quota_low", "89"))
        tiktok.quota.used = 0
        await tiktok.room.break_connection()
        await heard.take(Connected, 2)
        await until(lambda: "quota" not in alerts.now)


async def test_quota_is_there_again_without_a_new_connection(
    tiktok: LookAlike, source: TikTokSource, alerts: Alerts
) -> None:
    tiktok.quota.used = tiktok.quota.minute - 5
    async with listening(source) as heard:
        await heard.take(Connected)
        await until(lambda: "quota" in alerts.now)
        await until(lambda: "quota" not in alerts.now)
    assert len(heard.all(Connected)) == 1


async def test_nothing_answers_at_all(settings: TikTokSettings, alerts: Alerts) -> None:
    nowhere = replace(settings, app_url="http://127.0.0.1:9", webcast_url="http://127.0.0.1:9")
    async with listening(TikTokSource(nowhere, FastClock(100), alerts)):
        await until(lambda: alerts.kinds().count("network") >= 3)
    assert set(alerts.kinds()) == {"network"}


# --- secrets, and leaving --------------------------------------------------------------------------------------------


async def test_reading_is_anonymous(tiktok: LookAlike, source: TikTokSource) -> None:
    async with listening(source) as heard:
        await heard.take(Connected)
        await tiktok.room.break_connection()
        await heard.take(Connected, 2)
    assert {request.endpoint for request in tiktok.requests} >= {"page", "alive", "fetch", "socket"}
    assert not any(request.had_session for request in tiktok.requests)


async def test_secrets_reach_no_log(
    tiktok: LookAlike,
    source: TikTokSource,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for name in ("", "TikTokLive", "httpx", "httpcore", "websockets", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=name)
    tiktok.fail("fetch", Fault.REFUSED, times=1)
    async with listening(source) as heard:
        await heard.take(Connected)
        await tiktok.room.chat(ANA, "hello")
        await heard.take(Commented)
        await tiktok.room.break_connection()
        await heard.take(Connected, 2)
    written = caplog.text + "".join(repr(vars(record)) for record in caplog.records) + "".join(capfd.readouterr())
    assert "room_connected" in written
    for secret in (SESSION, KEY, "msToken=rehearsal", "ttwid"):
        assert secret not in written


async def test_leaving_is_quick_even_when_the_server_is_silent(tiktok: LookAlike, source: TikTokSource) -> None:
    async with listening(source) as heard:
        await heard.take(Connected)
        tiktok.room.go_silent()
        began_s = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began_s < 2
    assert tiktok.room.connections == []


async def test_leaving_while_waiting_leaves_nothing_behind(tiktok: LookAlike, source: TikTokSource) -> None:
    tiktok.fail("fetch", Fault.HANG)
    before = asyncio.all_tasks()
    async with listening(source):
        await until(lambda: len(tiktok.requests_to("fetch")) > 0)
    left = {task.get_name() for task in asyncio.all_tasks() - before if "tiktok" in task.get_name()}
    assert left == set()


async def test_pause_and_resume(tiktok: LookAlike, source: TikTokSource) -> None:
    async with listening(source) as heard:
        await tiktok.room.connected()
        await tiktok.room.pause()
        await tiktok.room.unpause()
        await heard.take(LiveResumed)
    assert [type(event).__name__ for event in heard.events] == ["Connected", "LivePaused", "LiveResumed"]

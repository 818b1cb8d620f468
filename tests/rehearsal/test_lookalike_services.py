"""The look-alike's pages, sign provider, chat and moderation, and how they fail."""

import asyncio
from typing import Any

import aiohttp
import httpx
import pytest
from EulerApiSdk.api.tik_tok_live import get_rate_limits
from EulerApiSdk.api.tik_tok_live_moderation import kick_room_user, mute_room_user, unban_room_user, unmute_room_user
from EulerApiSdk.models.mute_duration import MuteDuration
from TikTokLive.client.errors import (
    AgeRestrictedError,
    InitialCursorMissingError,
    SignAPIError,
    SignatureRateLimitError,
    UserNotFoundError,
    UserOfflineError,
    WebcastBlockedError,
)
from TikTokLive.client.web.routes.fetch_room_id_live_html import FailedParseRoomIdError

from livebot.ports import Refused
from livebot.rehearsal.faults import Fault
from livebot.rehearsal.server import LookAlike, Quota
from livebot.runtime.clock import FastClock
from livebot.tiktok.moderation import TikTokModeration
from livebot.tiktok.settings import TikTokSettings
from livebot.viewers import Viewer

from .conftest import SESSION, Follower, Make

# --- pages and look-ups ----------------------------------------------------------------------------------------


async def test_an_offline_host_is_offline_in_both_look_ups(server: LookAlike, follower: Make) -> None:
    server.room.is_live = False
    one = follower()
    with pytest.raises(UserOfflineError):
        await one.client.start()
    assert not await one.client.is_live()
    server.room.go_live()
    assert await one.client.is_live()


async def test_a_false_offline_comes_from_one_look_up_only(server: LookAlike, follower: Make) -> None:
    server.fail("page", Fault.OFFLINE)
    one = follower()
    with pytest.raises(UserOfflineError):
        await one.client.start()
    assert await one.client.is_live()
    server.heal()
    server.fail("lookup", Fault.OFFLINE)
    assert not await one.client.is_live()
    await one.connect()


async def test_a_stranger_is_not_found(server: LookAlike, follower: Make) -> None:
    with pytest.raises(UserNotFoundError):
        await follower("nobody").client.start()
    server.fail("page", Fault.NOT_FOUND)
    await follower().connect()  # the second look-up knows better


async def test_a_captcha_page_makes_the_client_ask_the_second_look_up(server: LookAlike, follower: Make) -> None:
    server.fail("page", Fault.BLOCKED)
    await follower().connect()
    server.fail("lookup", Fault.NOT_FOUND)
    with pytest.raises(UserNotFoundError) as raised:
        await follower().client.start()
    assert isinstance(raised.value.__cause__, FailedParseRoomIdError)


async def test_an_age_restricted_room_shows_itself_to_nobody_without_a_session(
    server: LookAlike, follower: Make
) -> None:
    server.room.is_age_restricted = True
    with pytest.raises(AgeRestrictedError):
        await follower().client.start(fetch_room_info=True)
    task = await follower().client.start()
    with pytest.raises(InitialCursorMissingError):
        await task
    grown_up = follower()
    grown_up.client.web.set_session(SESSION, "useast1a")
    await grown_up.connect()


async def test_a_room_id_leads_to_its_owner_even_after_the_show(server: LookAlike, follower: Make) -> None:
    old = server.room.room_id
    server.room.go_live()
    one = follower()
    info = await one.client.web.fetch_room_info(room_id=old)
    assert (info["owner"]["display_id"], info["status"]) == (server.room.host.handle, 4)
    info = await one.client.web.fetch_room_info(room_id=server.room.room_id)
    assert info["status"] == 2
    assert not await one.client.web.fetch_is_live(room_id=old)
    assert await one.client.web.fetch_user_unique_id(int(server.room.host.id)) == server.room.host.handle


async def test_short_links_lead_to_the_live_page(server: LookAlike, mia: Viewer) -> None:
    server.add_room(mia)
    server.short_links["ZMabc"] = "mia_88"
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{server.url}/t/ZMabc/", allow_redirects=False) as response:
            assert response.status == 302
            assert response.headers["Location"].startswith(f"{server.url}/@mia_88/live?")
        async with session.get(f"{server.url}/t/ZMother") as response:
            assert response.url.path == f"/@{server.room.host.handle}/live"
            assert "SIGI_STATE" in await response.text()


# --- the sign provider -----------------------------------------------------------------------------------------


async def test_reading_shows_no_session_anywhere(server: LookAlike, follower: Make) -> None:
    await follower().connect()
    assert [request.endpoint for request in server.requests] == ["page", "alive", "fetch", "socket"]
    assert not any(request.had_session for request in server.requests)
    authenticated = follower()
    authenticated.client.web.set_session(SESSION, "useast1a")
    await authenticated.connect()
    assert [request.had_session for request in server.requests[4:]] == [False, False, True, True]


@pytest.mark.parametrize(
    "headers",
    [
        {"RateLimit-Remaining": "0", "RateLimit-Reset": "7"},
        {"RateLimit-Remaining": "0", "Retry-After": "7"},
        {"RateLimit-Remaining": "0", "X-RateLimit-Reset": "1900000000"},
    ],
)
async def test_a_rate_limit_says_what_it_was_told_to(
    server: LookAlike, follower: Make, headers: dict[str, str]
) -> None:
    server.fail("fetch", Fault.RATE_LIMITED, times=1, headers=headers)
    with pytest.raises(SignatureRateLimitError) as raised:
        await follower().client.start()
    assert raised.value.response is not None
    assert all(raised.value.response.headers[name] == value for name, value in headers.items())
    await follower().connect()


async def test_the_quota_is_counted_and_ends(server: LookAlike, follower: Make) -> None:
    server.quota = Quota(minute=10, hour=100, day=2, resets_at="2026-01-02T00:00:00Z")
    await follower().connect()
    one = follower()
    await one.connect()
    signer: Any = one.client.web.signer.sdk_client
    limits: Any = await get_rate_limits.asyncio(client=signer)
    assert (limits.minute.max_, limits.minute.remaining, limits.day.remaining) == (10, 8, 0)
    assert limits.day.reset_at == "2026-01-02T00:00:00Z"
    with pytest.raises(SignatureRateLimitError):
        await follower().client.start()


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.BROKEN, SignAPIError.ErrorReason.SIGN_NOT_200),
        (Fault.REFUSED, SignAPIError.ErrorReason.SIGN_NOT_200),
        (Fault.UNKNOWN_KEY, SignAPIError.ErrorReason.SIGN_NOT_200),
        (Fault.EMPTY, SignAPIError.ErrorReason.EMPTY_PAYLOAD),
    ],
)
async def test_the_sign_provider_fails(
    server: LookAlike, follower: Make, fault: Fault, reason: SignAPIError.ErrorReason
) -> None:
    server.fail("fetch", fault)
    with pytest.raises(SignAPIError) as raised:
        await follower().client.start()
    assert raised.value.reason is reason


async def test_the_websocket_is_refused(server: LookAlike, follower: Make) -> None:
    server.fail("socket", Fault.BLOCKED, headers={"Handshake-Msg": "illegal secret key"})
    task = await follower().client.start()
    with pytest.raises(WebcastBlockedError, match="illegal secret key"):
        await task


@pytest.mark.parametrize("endpoint", ["page", "fetch"])
async def test_a_request_hangs_or_is_dropped(server: LookAlike, endpoint: str) -> None:
    path = {"page": f"/@{server.room.host.handle}/live", "fetch": "/webcast/fetch"}[endpoint]
    async with httpx.AsyncClient() as client:
        server.fail(endpoint, Fault.HANG, times=1)
        with pytest.raises(httpx.ReadTimeout):
            await client.get(server.url + path, timeout=0.1)
        server.fail(endpoint, Fault.DROP, times=1)
        with pytest.raises(httpx.TransportError):
            await client.get(server.url + path)
        assert (await client.get(server.url + path)).status_code == 200
    assert len(server.requests_to(endpoint)) == 3


async def test_a_misspelt_endpoint_is_an_error(server: LookAlike) -> None:
    with pytest.raises(ValueError, match="no endpoint is called 'fecth'; there are page, "):
        server.fail("fecth", Fault.BROKEN)


# --- chat ------------------------------------------------------------------------------------------------------


async def send(server: LookAlike, one: Follower, text: str, session: str = SESSION) -> dict[str, Any]:
    answer: dict[str, Any] = await one.client.web.send_room_chat(
        text, room_id=server.room.room_id, session_id=session, tt_target_idc="useast1a"
    )
    return answer


async def test_a_line_is_recorded_and_shown_in_the_room(server: LookAlike, follower: Make) -> None:
    one = follower()
    await one.connect()
    answer = await send(server, one, "Which colour? A or B")
    assert answer["code"] == 200
    assert await server.room.settled()
    assert one.comments() == ["Which colour? A or B"]
    (line,) = server.chat_received
    assert line.text == "Which colour? A or B"
    assert line.record.viewer_id == server.bot.id
    assert server.requests_to("chat")[0].had_session
    assert SESSION not in repr(server.requests)


async def test_chat_needs_the_right_session_and_a_live_room(server: LookAlike, follower: Make) -> None:
    server.session_id = SESSION
    assert (await send(server, follower(), "hello", session="wrong"))["code"] == 401
    server.room.is_live = False
    assert (await send(server, follower(), "hello"))["code"] == 401
    assert server.chat_received == []


async def test_chat_is_refused_or_limited(server: LookAlike, follower: Make) -> None:
    server.fail("chat", Fault.REFUSED)
    assert (await send(server, follower(), "hello"))["code"] == 403
    server.fail("chat", Fault.RATE_LIMITED)
    assert (await send(server, follower(), "hello"))["code"] == 429
    assert server.chat_received == []


@pytest.mark.parametrize("fault", [Fault.HANG_AFTER, Fault.DROP_AFTER])
async def test_a_line_is_posted_although_no_answer_comes(server: LookAlike, follower: Make, fault: Fault) -> None:
    server.fail("chat", fault, times=1)
    with pytest.raises((TimeoutError, httpx.TransportError)):
        await asyncio.wait_for(send(server, follower(), "hello"), 0.3)
    assert [line.text for line in server.chat_received] == ["hello"]


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.DROP])
async def test_a_line_is_lost_before_it_was_posted(server: LookAlike, follower: Make, fault: Fault) -> None:
    server.fail("chat", fault, times=1)
    with pytest.raises((TimeoutError, httpx.TransportError)):
        await asyncio.wait_for(send(server, follower(), "hello"), 0.3)
    assert server.chat_received == []


# --- moderation ------------------------------------------------------------------------------------------------


async def test_a_muted_viewers_comments_do_not_reach_the_room(
    server: LookAlike, follower: Make, mia: Viewer, tom: Viewer
) -> None:
    one = follower()
    await one.connect()
    account: dict[str, Any] = {
        "client": one.client.web.signer.sdk_client,
        "room_id": str(server.room.room_id),
        "x_cookie_header": f"sessionid={SESSION}; tt-target-idc=useast1a",
    }
    await mute_room_user.asyncio(**account, user_id=mia.id, duration=MuteDuration.VALUE_300)
    muted = await server.room.chat(mia, "muted")
    await server.room.chat(tom, "heard")
    await unmute_room_user.asyncio(**account, user_id=mia.id)
    await server.room.chat(mia, "back")
    await kick_room_user.asyncio(**account, tiktok_user_id=tom.id)
    banned = await server.room.like(tom)
    await unban_room_user.asyncio(**account, tiktok_user_id=tom.id)
    assert await server.room.settled()
    assert one.comments() == ["heard", "back"]
    assert (muted.withheld, banned.withheld) == ("muted", "banned")
    assert [record.text for _, record in server.room.history()] == ["heard", "back"]


async def test_a_mute_ends_by_itself(server: LookAlike, mia: Viewer) -> None:
    server.room.mute(mia.id, duration_s=0)
    assert (await server.room.chat(mia, "hello")).withheld == ""
    server.room.mute(mia.id)
    assert (await server.room.chat(mia, "hello")).withheld == "muted"


async def test_moderation_needs_a_session(server: LookAlike, mia: Viewer) -> None:
    async with aiohttp.ClientSession() as session:
        for endpoint, name in (("mutes", "user_id"), ("bans", "tiktok_user_id")):
            params = {"room_id": str(server.room.room_id), name: mia.id}
            async with session.put(f"{server.webcast_url}/moderation/{endpoint}", params=params) as response:
                assert response.status == 401
    assert (await server.room.chat(mia, "hello")).withheld == ""


async def test_it_says_who_is_muted_and_what_was_done(server: LookAlike, mia: Viewer, tom: Viewer) -> None:
    account = {"x-cookie-header": f"sessionid={SESSION}"}
    room = {"room_id": str(server.room.room_id)}
    url = f"{server.webcast_url}/moderation"
    async with aiohttp.ClientSession(headers=account) as session:
        for viewer in (mia, tom):
            await session.put(f"{url}/mutes", params={**room, "user_id": viewer.id, "duration": "60"})
        await session.delete(f"{url}/mutes", params={**room, "user_id": mia.id})
        await session.put(f"{url}/bans", params={**room, "tiktok_user_id": mia.id})
        listed = {}
        for endpoint in ("mutes", "bans"):
            async with session.get(f"{url}/{endpoint}", params=room) as response:
                listed[endpoint] = (await response.json())["response"]["data"]["data"]
    assert listed == {"mutes": [{"user_id": int(tom.id)}], "bans": [{"user_id": int(mia.id)}]}
    assert [(done.action, done.viewer_id, done.seconds) for done in server.moderated] == [
        ("mute", mia.id, 60),
        ("mute", tom.id, 60),
        ("unmute", mia.id, 0),
        ("ban", mia.id, 0),
    ]


def moderator_at(server: LookAlike) -> TikTokModeration:
    room = f"@{server.room.host.handle}"
    account = TikTokSettings(
        room=room, sign_url=server.sign_url, sign_api_key="key", session_id=SESSION, target_idc="eu"
    )
    return TikTokModeration(account, FastClock(1000))


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault.NOT_MODERATOR, "the account is not a moderator of this room"),
        (Fault.WRONG_COUNTRY, "TikTok lets only accounts of the host's country moderate here"),
        (Fault.VIEWER_GONE, "the viewer is gone"),
    ],
)
async def test_moderation_is_refused_the_way_livebot_understands(
    server: LookAlike, mia: Viewer, fault: Fault, told: str
) -> None:
    server.fail("mutes", fault, times=1)
    with pytest.raises(Refused) as caught:
        await moderator_at(server).moderate(str(server.room.room_id), mia.id, "mute", 60)
    assert (caught.value.reason, server.room.muted) == (told, set())


@pytest.mark.parametrize("fault", [Fault.SLOW, Fault.RATE_LIMITED])
async def test_moderation_that_takes_its_time_is_done_once(server: LookAlike, mia: Viewer, fault: Fault) -> None:
    server.fail("mutes", fault, times=1)
    await moderator_at(server).moderate(str(server.room.room_id), mia.id, "mute", 60)
    assert (len(server.moderated), server.room.muted) == (1, {mia.id})

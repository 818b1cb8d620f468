"""Muting and removing: what the service answers, and what that makes of it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from livebot.ports import Moderator, Refused, Uncertain
from livebot.rehearsal.server import Fault, LookAlike
from livebot.runtime.clock import FastClock, SystemClock
from livebot.tiktok.moderation import TikTokModeration
from livebot.tiktok.settings import TikTokSettings
from livebot.viewers import Viewer
from tests.contracts.moderator import ANA, ModeratorContract
from tests.tiktok.conftest import KEY, SESSION, Answer, Service, says


class AheadClock(SystemClock):
    ahead_ms = 0

    def now_ms(self) -> int:
        return super().now_ms() + self.ahead_ms


class TestTikTokModeration(ModeratorContract):
    @pytest.fixture
    async def moderator(self, settings: TikTokSettings, quick: FastClock) -> AsyncIterator[Moderator]:
        self.clock = AheadClock()
        async with LookAlike(self.clock) as self.tiktok:
            self.room_id = str(self.tiktok.room.room_id)
            yield TikTokModeration(replace(settings, sign_url=self.tiktok.sign_url), quick)

    async def heard(self, viewer: Viewer) -> str:
        return (await self.tiktok.room.chat(viewer, "hello")).withheld or "heard"

    async def later(self, seconds: int) -> None:
        self.clock.ahead_ms += seconds * 1000

    async def troubled(self, times: int | None) -> None:
        self.tiktok.fail("mutes", Fault.BROKEN, times=times)


@pytest.fixture
def moderator(settings: TikTokSettings, quick: FastClock) -> Moderator:
    return TikTokModeration(settings, quick)


def moderator_at(service: Service, settings: TikTokSettings) -> TikTokModeration:
    return TikTokModeration(replace(settings, sign_url=service.url), FastClock(1000))


@pytest.mark.parametrize(
    ("action", "target"),
    [
        ("mute", "PUT /webcast/moderation/mutes?room_id=77&user_id=7000000000000000001&duration=30"),
        ("unmute", "DELETE /webcast/moderation/mutes?room_id=77&user_id=7000000000000000001"),
        ("ban", "PUT /webcast/moderation/bans?room_id=77&tiktok_user_id=7000000000000000001"),
        ("unban", "DELETE /webcast/moderation/bans?room_id=77&tiktok_user_id=7000000000000000001"),
    ],
)
async def test_what_is_sent(service: Service, settings: TikTokSettings, action: Any, target: str) -> None:
    service.answer = says({"code": 200, "response": {"data": {"data": {}, "extra": {"now": 1}, "status_code": 0}}})
    await moderator_at(service, settings).moderate("77", ANA.id, action, 30)
    [received] = service.received
    assert (received["target"], received["body"]) == (target, "")
    assert received["X-Api-Key"] == KEY
    assert received["x-cookie-header"] == f"sessionid={SESSION}; tt-target-idc=useast1a"
    assert "Cookie" not in received


def tiktok_says(code: int, **words: str) -> Answer:
    return says({"code": 200, "response": {"data": {"status_code": code, "data": words}}})


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (tiktok_says(1, prompts="Only moderators can do this"), "the account is not a moderator of this room"),
        (tiktok_says(1, message="You don't have permission"), "the account is not a moderator of this room"),
        (tiktok_says(1, prompts="你不是管理员"), "the account is not a moderator of this room"),
        (
            tiktok_says(1, prompts="This feature isn't available in your country or region"),
            "TikTok lets only accounts of the host's country moderate here",
        ),
        (
            tiktok_says(1, prompts="You can't mute a moderator"),
            "the host and moderators cannot be muted or removed",
        ),
        (tiktok_says(1, prompts="User is not in the room"), "the viewer is gone"),
        (tiktok_says(1, prompts="This user left the LIVE"), "the viewer is gone"),
        (tiktok_says(1, prompts="This LIVE has ended"), "the room is not live"),
        (tiktok_says(20003, prompts="请先登录"), "session expired: log in again and renew tiktok.session_id"),
        (says({"code": 401}, status=401), "session expired: log in again and renew tiktok.session_id"),
        (says({"message": "Invalid API key"}, status=401), "the sign provider does not accept tiktok.sign_api_key"),
        (
            says({"code": 403, "message": "Your plan has no permission: requires Premium Routes Addon"}),
            "the sign provider's plan lacks moderation",
        ),
        (says({}, status=402), "the sign provider's plan lacks moderation"),
        (says({}, status=404), "the room or the viewer is gone"),
        (tiktok_says(7, prompts=f"Nope\x1b[31m {SESSION}"), "the service refused the request (Nope[31m …)"),
    ],
)
async def test_refused_for_good_with_a_readable_reason(
    service: Service, settings: TikTokSettings, answer: Answer, reason: str
) -> None:
    service.answer = answer
    with pytest.raises(Refused) as caught:
        await moderator_at(service, settings).moderate("7", ANA.id, "mute", 60)
    assert (caught.value.reason, len(service.received)) == (reason, 1)


@pytest.mark.parametrize("words", ["User has already been muted", "This user isn't muted", "The user is not blocked"])
async def test_what_is_so_already_is_done(service: Service, settings: TikTokSettings, words: str) -> None:
    service.answer = tiktok_says(5, prompts=words)
    await moderator_at(service, settings).moderate("7", ANA.id, "mute", 60)
    assert len(service.received) == 1


@pytest.mark.parametrize(
    "answer",
    [
        says({"code": 429, "message": "Rate limit reached"}, headers={"Retry-After": "10"}),
        says({"message": "Rate limit reached"}, status=429),
        tiktok_says(9, prompts="You do this too often. Try again later."),
        says({"code": 500}),
        says({}, status=503),
        says("<html>"),
    ],
)
async def test_what_time_may_cure_is_tried_again_a_few_times(
    service: Service, settings: TikTokSettings, answer: Answer
) -> None:
    service.answer = answer
    with pytest.raises((Refused, Uncertain)):
        await moderator_at(service, settings).moderate("7", ANA.id, "mute", 60)
    assert len(service.received) == 4


async def test_a_long_rate_limit_is_not_sat_out(tiktok: LookAlike, moderator: Moderator) -> None:
    tiktok.fail("bans", Fault.RATE_LIMITED, headers={"Retry-After": "3600"})
    with pytest.raises(Refused, match="rate limited") as caught:
        await moderator.moderate(str(tiktok.room.room_id), ANA.id, "ban", 0)
    assert (caught.value.retry_after_s, len(tiktok.requests_to("bans"))) == (3600, 1)


async def test_a_short_rate_limit_is_sat_out_in_full(service: Service, settings: TikTokSettings) -> None:
    waits: list[int] = []

    class NotingClock(SystemClock):
        async def sleep(self, ms: int) -> None:
            waits.append(ms)
            service.answer = says({"code": 200})

    service.answer = says({}, status=429, headers={"Retry-After": "7"})
    await TikTokModeration(replace(settings, sign_url=service.url), NotingClock()).moderate("7", ANA.id, "ban", 0)
    assert waits == [7000]


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.HANG, Fault.EMPTY])
async def test_a_call_that_fails_is_made_again(tiktok: LookAlike, moderator: Moderator, fault: Fault) -> None:
    tiktok.fail("bans", fault, times=1)
    await moderator.moderate(str(tiktok.room.room_id), ANA.id, "ban", 0)
    assert tiktok.room.banned == {ANA.id}
    assert [request.had_session for request in tiktok.requests] == [True, True]


async def test_nothing_listens(settings: TikTokSettings, quick: FastClock) -> None:
    moderator = TikTokModeration(replace(settings, sign_url="http://127.0.0.1:9"), quick)
    with pytest.raises(Refused, match=r"127\.0\.0\.1 cannot be reached, so nothing was sent"):
        await moderator.moderate("7", ANA.id, "mute", 60)


async def test_silence_is_bounded(tiktok: LookAlike, settings: TikTokSettings, quick: FastClock) -> None:
    tiktok.fail("mutes", Fault.HANG)
    began_s = asyncio.get_running_loop().time()
    with pytest.raises(Uncertain, match=r"did not answer within 0\.1 s"):
        await TikTokModeration(replace(settings, account_timeout_s=0.1), quick).moderate("7", ANA.id, "mute", 60)
    assert asyncio.get_running_loop().time() - began_s < 2


async def test_without_an_account_nothing_is_asked(tiktok: LookAlike, settings: TikTokSettings) -> None:
    moderator = TikTokModeration(replace(settings, session_id=""), SystemClock())
    with pytest.raises(Refused, match=r"tiktok\.session_id is not set"):
        await moderator.moderate("7", ANA.id, "mute", 60)
    assert tiktok.requests == []


# --- looking, without doing anything ---------------------------------------------------------------------------------


async def test_looking_asks_for_the_muted(service: Service, settings: TikTokSettings) -> None:
    service.answer = says({"code": 200, "response": {"data": {"data": [], "extra": {}, "status_code": 0}}})
    await moderator_at(service, settings).look("77")
    assert [received["target"] for received in service.received] == ["GET /webcast/moderation/mutes?room_id=77"]


async def test_looking_tells_who_may_not(service: Service, settings: TikTokSettings) -> None:
    async def refuse(request: web.Request) -> web.StreamResponse:
        return web.json_response({"code": 403, "message": "Requires Premium Routes Addon"}, status=403)

    service.answer = refuse
    with pytest.raises(Refused, match="plan lacks moderation"):
        await moderator_at(service, settings).look("77")

"""Posting: what the service answers, and what that makes of the line."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from livebot.ports import ChatSender, Refused, Uncertain
from livebot.rehearsal.server import Fault, LookAlike
from livebot.runtime.clock import SystemClock
from livebot.tiktok.chat import TikTokChat
from livebot.tiktok.settings import TikTokSettings
from tests.tiktok.conftest import KEY, SESSION, Answer, Service, says


@pytest.fixture
def chat(settings: TikTokSettings) -> ChatSender:
    return TikTokChat(settings, SystemClock())


def room_id(tiktok: LookAlike) -> str:
    return str(tiktok.room.room_id)


async def test_accepted_lines_are_in_the_room_once(tiktok: LookAlike, chat: ChatSender) -> None:
    tiktok.session_id = SESSION
    await chat.send(room_id(tiktok), '你好 👋 "hello"')
    await chat.send(room_id(tiktok), "second")
    assert [line.text for line in tiktok.chat_received] == ['你好 👋 "hello"', "second"]
    assert {line.room_id for line in tiktok.chat_received} == {room_id(tiktok)}
    assert [request.had_session for request in tiktok.requests] == [True, True]


@pytest.mark.parametrize(
    "fault", [Fault.HANG_AFTER, Fault.DROP_AFTER, Fault.HANG, Fault.DROP, Fault.BROKEN, Fault.EMPTY]
)
async def test_in_doubt(tiktok: LookAlike, chat: ChatSender, fault: Fault) -> None:
    tiktok.fail("chat", fault)
    with pytest.raises(Uncertain):
        await chat.send(room_id(tiktok), "hello")
    assert len(tiktok.requests_to("chat")) == 1


async def test_nothing_listens(settings: TikTokSettings) -> None:
    chat = TikTokChat(replace(settings, sign_url="http://127.0.0.1:9"), SystemClock())
    with pytest.raises(Refused, match=r"127\.0\.0\.1 cannot be reached, so nothing was sent"):
        await chat.send("7", "hello")


async def test_rate_limited(tiktok: LookAlike, chat: ChatSender) -> None:
    tiktok.fail("chat", Fault.RATE_LIMITED, headers={"Retry-After": "17"})
    with pytest.raises(Refused, match="rate limited") as caught:
        await chat.send(room_id(tiktok), "hello")
    assert caught.value.retry_after_s == 17


async def test_plan_lacks_chat(tiktok: LookAlike, chat: ChatSender) -> None:
    tiktok.fail("chat", Fault.REFUSED)
    with pytest.raises(Refused, match="plan lacks chat"):
        await chat.send(room_id(tiktok), "hello")


async def test_session_expired(tiktok: LookAlike, chat: ChatSender) -> None:
    tiktok.session_id = "another"
    with pytest.raises(Refused, match=r"session expired: log in again and renew tiktok\.session_id"):
        await chat.send(room_id(tiktok), "hello")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"session_id": ""}, r"tiktok\.session_id is not set: add it to the secrets file, or use chat\.mode: assist"),
        ({"target_idc": ""}, r"tiktok\.target_idc is not set"),
        ({"sign_api_key": ""}, r"tiktok\.sign_api_key is not set"),
        ({"session_id": "abc\r\nX-Evil: 1"}, r"tiktok\.session_id holds a blank"),
        ({"session_id": "abc; sid_tt=1"}, r"tiktok\.session_id holds a blank"),
        ({"sign_url": "http://sign.example"}, r"tiktok\.sign_url is not https"),
    ],
)
async def test_settings_that_keep_us_from_posting(
    tiktok: LookAlike, settings: TikTokSettings, changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        await TikTokChat(replace(settings, **changes), SystemClock()).send("7", "hello")
    assert tiktok.requests == []


# --- answers that the look-alike does not give -----------------------------------------------------------------------


def chat_at(service: Service, settings: TikTokSettings) -> TikTokChat:
    return TikTokChat(replace(settings, sign_url=service.url), SystemClock())


async def test_what_is_sent(service: Service, settings: TikTokSettings) -> None:
    service.answer = says({"code": 200})
    await chat_at(service, settings).send("77", "hello")
    [received] = service.received
    assert json.loads(received["body"]) == {"content": "hello", "targetRoomId": "77"}
    assert received["X-Api-Key"] == KEY
    assert received["x-cookie-header"] == f"sessionid={SESSION}; tt-target-idc=useast1a"
    assert "Cookie" not in received


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (says({"code": 403, "message": "Requires Premium Routes Addon"}), "the sign provider's plan lacks chat"),
        (says({"code": 401, "message": "Invalid API key"}, status=401), "does not accept tiktok.sign_api_key"),
        (says({"code": 200, "data": {"status_code": 20003, "data": {"prompts": "Please log in"}}}), "session expired"),
        (says({"code": 200, "data": {"status_code": 20003, "data": {"prompts": "请先登录"}}}), "session expired"),
        (
            says({"code": 200, "data": {"status_code": 4003, "data": {"prompts": "You are muted"}}}),
            "muted in this room",
        ),
        (says({"message": "Too long\x1b[31m"}, status=400), "the service refused the line (Too long[31m)"),
        (says({"message": f"bad key {KEY}, bad {SESSION}"}, status=400), "(bad key …, bad …)"),
        (says({"code": 404, "message": "Not found"}, status=404), "the room is not live"),
        (says({}, status=418), "the service refused the line (418)"),
    ],
)
async def test_refused_with_a_readable_reason(
    service: Service, settings: TikTokSettings, answer: Answer, reason: str
) -> None:
    service.answer = answer
    with pytest.raises(Refused) as caught:
        await chat_at(service, settings).send("7", "hello")
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    "answer",
    [
        says({"code": 500}),
        says({}, status=500),
        says({}, status=503),
        says({}, status=503, headers={"Retry-After": "5"}),  # a gateway's word, maybe after the line was passed on
        says({"code": 503}, headers={"Retry-After": "5"}),
        says({"code": 200}, status=202),
        says({}, status=302, headers={"Location": "http://127.0.0.1:9/elsewhere"}),
        says({"code": 1}),
        says({}),
        says(["?"]),
        says("<html>"),
    ],
)
async def test_in_doubt_when_the_service_does_not_say(
    service: Service, settings: TikTokSettings, answer: Answer
) -> None:
    service.answer = answer
    with pytest.raises(Uncertain):
        await chat_at(service, settings).send("7", "hello")


async def test_cut_in_the_middle_of_the_answer(service: Service, settings: TikTokSettings) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "500"})
        await response.prepare(request)
        await response.write(b'{"code": 2')
        assert request.transport is not None
        request.transport.close()
        return response

    service.answer = cut
    with pytest.raises(Uncertain):
        await chat_at(service, settings).send("7", "hello")


async def test_the_time_out_bounds_everything(service: Service, settings: TikTokSettings) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(100):
            await response.write(b" ")
            await asyncio.sleep(0.05)
        return response

    service.answer = drip
    began_s = asyncio.get_running_loop().time()
    with pytest.raises(Uncertain, match=r"did not answer within 0\.5 s"):
        await chat_at(service, settings).send("7", "hello")
    assert asyncio.get_running_loop().time() - began_s < 1.5

"""What ``livebot doctor`` is told about TikTok."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import RawTestServer

from livebot.rehearsal.server import Fault, LookAlike
from livebot.runtime.clock import SystemClock
from livebot.tiktok.probe import Finding, probe
from livebot.tiktok.settings import TikTokSettings
from tests.tiktok.conftest import KEY, SESSION, Answer, Service, says


async def look(settings: TikTokSettings) -> dict[str, Finding]:
    findings = await probe(settings, SystemClock(), moderates=False)
    assert [finding.subject for finding in findings] == ["room", "sign", "chat"]
    for finding in findings:
        assert SESSION not in str(finding)
        assert KEY not in str(finding)
        if finding.ok is False:
            assert finding.advice or "Write" in finding.finding
    return {finding.subject: finding for finding in findings}


async def test_all_is_well(tiktok: LookAlike, settings: TikTokSettings) -> None:
    found = await look(settings)
    assert found["room"].ok is True
    assert found["room"].finding == f"@rehearsal.shop is live in room {tiktok.room.room_id}."
    assert found["sign"].ok is True
    assert "Connections left: 1000 of 1000 this minute, 10000 of 10000 this hour, 100000 of 100000 today" in (
        found["sign"].finding
    )
    assert found["chat"].ok is None
    assert tiktok.requests_to("fetch") == tiktok.requests_to("chat") == []


async def test_offline_is_no_fault(tiktok: LookAlike, settings: TikTokSettings) -> None:
    tiktok.room.is_live = False
    room = (await look(settings))["room"]
    assert (room.ok, room.finding) == (True, "@rehearsal.shop exists and is not live now.")


@pytest.mark.parametrize(
    ("room", "ok", "words"),
    [
        ("@nobody", False, "does not find @nobody"),
        ("my shop", False, "'my shop' is no TikTok name"),
        ("7286181878670707489", False, "does not find 7286181878670707489"),
    ],
)
async def test_room_that_is_none(settings: TikTokSettings, room: str, ok: bool, words: str) -> None:
    finding = (await look(replace(settings, room=room)))["room"]
    assert finding.ok is ok
    assert words in finding.finding


async def test_captcha(tiktok: LookAlike, settings: TikTokSettings) -> None:
    tiktok.fail("page", Fault.BLOCKED)
    tiktok.fail("lookup", Fault.BLOCKED)
    room = (await look(settings))["room"]
    assert (room.ok, "does not let this machine look up" in room.finding) == (None, True)


async def test_age_restricted(tiktok: LookAlike, settings: TikTokSettings) -> None:
    tiktok.room.is_age_restricted = True
    room = (await look(settings))["room"]
    assert (room.ok, "adults only" in room.finding) == (False, True)


async def test_no_network(settings: TikTokSettings) -> None:
    nowhere = "http://127.0.0.1:9"
    found = await look(replace(settings, app_url=nowhere, webcast_url=nowhere, sign_url=nowhere))
    assert (found["room"].ok, found["sign"].ok) == (False, False)
    assert "cannot be reached" in found["sign"].finding


@pytest.mark.parametrize(
    ("fault", "ok", "words"),
    [
        (Fault.REFUSED, False, "does not accept tiktok.sign_api_key"),
        (Fault.RATE_LIMITED, False, "quota is used up"),
        (Fault.EMPTY, False, "no sign provider"),
        (Fault.BROKEN, None, "answered 503"),
        (Fault.DROP, False, "cannot be reached"),
        (Fault.BLOCKED, False, "no sign provider"),
    ],
)
async def test_sign_provider(
    tiktok: LookAlike, settings: TikTokSettings, fault: Fault, ok: bool | None, words: str
) -> None:
    tiktok.fail("limits", fault, headers={"Retry-After": "4000"})
    sign = (await look(settings))["sign"]
    assert sign.ok is ok
    assert words in sign.finding
    assert fault is not Fault.RATE_LIMITED or sign.advice == "Try again in 1:06:40."


async def test_sign_provider_that_wants_a_key(tiktok: LookAlike, settings: TikTokSettings) -> None:
    tiktok.fail("limits", Fault.REFUSED)
    sign = (await look(replace(settings, sign_api_key="")))["sign"]
    assert (sign.ok, sign.finding) == (False, "The sign provider wants a key.")


async def test_key_that_no_header_can_carry(tiktok: LookAlike, settings: TikTokSettings) -> None:
    sign = (await look(replace(settings, sign_api_key="“key”")))["sign"]
    assert (sign.ok, "tiktok.sign_api_key holds" in sign.advice) == (False, True)
    assert tiktok.requests_to("limits") == []


async def test_no_answer(tiktok: LookAlike, settings: TikTokSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("livebot.tiktok.probe.WITHIN_S", 0.2)
    for endpoint in ("page", "lookup", "limits"):
        tiktok.fail(endpoint, Fault.HANG)
    found = await look(settings)
    assert (found["room"].ok, found["sign"].ok) == (False, False)
    assert "cannot be reached" in found["room"].finding


@pytest.mark.parametrize(
    ("endpoint", "fault"),
    [
        ("info", Fault.BLOCKED),
        ("info", Fault.BROKEN),
        ("info", Fault.HANG),
        ("page", Fault.HANG),
        ("alive", Fault.HANG),
    ],
)
async def test_one_look_up_that_fails_does_not_hide_the_show(
    tiktok: LookAlike, settings: TikTokSettings, monkeypatch: pytest.MonkeyPatch, endpoint: str, fault: Fault
) -> None:
    monkeypatch.setattr("livebot.tiktok.probe.WITHIN_S", 2.0)
    tiktok.fail(endpoint, fault)
    assert (await look(settings))["room"].finding.startswith("@rehearsal.shop is live in room")


@pytest.mark.parametrize(("used", "ok"), [(995, None), (1000, False)])
async def test_low_quota(tiktok: LookAlike, settings: TikTokSettings, used: int, ok: bool | None) -> None:
    tiktok.quota.used = used
    sign = (await look(settings))["sign"]
    assert sign.ok is ok
    assert f"{1000 - used} of 1000 this minute" in sign.finding
    assert "larger plan" in sign.advice


@pytest.mark.parametrize("reset_at", [lambda now: now + timedelta(minutes=5), lambda now: now.timestamp() + 300])
async def test_low_quota_says_when_it_is_full_again(
    settings: TikTokSettings, reset_at: Callable[[datetime], object]
) -> None:
    now = datetime.fromtimestamp(SystemClock().now_ms() / 1000, UTC)

    async def say(_: web.BaseRequest) -> web.Response:
        low, full = {"max": 30, "remaining": 2, "reset_at": str(reset_at(now))}, {"max": 2500, "remaining": 2400}
        return web.json_response({"code": 200, "hour": low, "day": {**full, "reset_at": None}})

    async with RawTestServer(say) as provider:
        sign = (await look(replace(settings, sign_url=f"http://127.0.0.1:{provider.port}")))["sign"]
    said = r"Connections left: 2 of 30 this hour \(all again in (4:59|5:00)\), 2400 of 2500 today\."
    assert re.search(said, sign.finding)


async def test_without_key_and_session(settings: TikTokSettings) -> None:
    found = await look(replace(settings, sign_api_key="", session_id=""))
    assert found["sign"].ok is True
    assert "free quota" in found["sign"].finding
    assert found["chat"].ok is False
    assert "secrets file" in found["chat"].advice


# --- moderation ------------------------------------------------------------------------------------------------------

SHOWN = says({"code": 200, "response": {"data": {"data": [], "extra": {"total": 0}, "status_code": 0}}})
NO_MODERATOR = says(
    {"code": 200, "response": {"data": {"data": {"prompts": "You have no permission"}, "status_code": 7}}}
)


async def look_at_moderation(settings: TikTokSettings, service: Service, answer: Answer) -> Finding:
    service.answer = answer
    moderation = (await probe(replace(settings, sign_url=service.url), SystemClock(), moderates=True))[-1]
    assert moderation.subject == "moderation"
    assert SESSION not in str(moderation)
    return moderation


@pytest.mark.parametrize(
    ("answer", "ok", "words", "advice"),
    [
        (SHOWN, None, "is shown who is muted in room", "Only a mute makes sure. A moderator's account often has to be"),
        (
            NO_MODERATOR,
            False,
            "the account is not a moderator of this room",
            "Let the host make the account a moderator",
        ),
        (says({}, status=403), False, "the sign provider's plan lacks moderation", "chat.mode: assist"),
        (says({}, status=401), False, "session expired: log in again", "host's country"),
        (says({}, status=429), None, "rate limited", "host's country"),
        (says({}, status=500), None, "could not be asked: 127.0.0.1 answered 500", "host's country"),
    ],
)
async def test_may_the_account_moderate(
    settings: TikTokSettings, service: Service, answer: Answer, ok: bool | None, words: str, advice: str
) -> None:
    found = await look_at_moderation(settings, service, answer)
    assert (found.ok, words in found.finding, advice in found.advice) == (ok, True, True)
    assert {received["target"].partition("?")[0] for received in service.received} == {
        "GET /webcast/rate_limits",
        "GET /webcast/moderation/mutes",
    }


async def test_moderating_can_be_asked_about_only_in_a_live_room(
    tiktok: LookAlike, settings: TikTokSettings, service: Service
) -> None:
    tiktok.room.is_live = False
    found = await look_at_moderation(settings, service, SHOWN)
    assert (found.ok, "only in a live room" in found.finding) == (None, True)
    assert "host's country" in found.advice
    assert [received["target"] for received in service.received] == ["GET /webcast/rate_limits"]


async def test_moderating_needs_an_account(settings: TikTokSettings, service: Service) -> None:
    found = await look_at_moderation(replace(settings, session_id=""), service, SHOWN)
    assert (found.ok, "cannot mute or remove anyone" in found.finding) == (False, True)
    assert "tiktok.session_id is not set" in found.advice

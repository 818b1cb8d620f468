"""What ``livebot doctor`` is told about TikTok."""

from dataclasses import replace

import pytest

from livebot.rehearsal.server import Fault, LookAlike
from livebot.runtime.clock import SystemClock
from livebot.tiktok.probe import Finding, probe
from livebot.tiktok.settings import TikTokSettings
from tests.tiktok.conftest import KEY, SESSION


async def look(settings: TikTokSettings) -> dict[str, Finding]:
    findings = await probe(settings, SystemClock())
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
        (Fault.BROKEN, None, "answered 503"),
        (Fault.DROP, False, "cannot be reached"),
        (Fault.BLOCKED, False, "cannot be reached"),
    ],
)
async def test_sign_provider(
    tiktok: LookAlike, settings: TikTokSettings, fault: Fault, ok: bool | None, words: str
) -> None:
    tiktok.fail("limits", fault, headers={"Retry-After": "30"})
    sign = (await look(settings))["sign"]
    assert sign.ok is ok
    assert words in sign.finding


async def test_no_answer(tiktok: LookAlike, settings: TikTokSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("livebot.tiktok.probe.WITHIN_S", 0.2)
    for endpoint in ("page", "limits"):
        tiktok.fail(endpoint, Fault.HANG)
    found = await look(settings)
    assert (found["room"].ok, found["sign"].ok) == (False, False)
    assert "no answer within 0.2 s" in found["room"].finding


async def test_low_quota(tiktok: LookAlike, settings: TikTokSettings) -> None:
    tiktok.quota.used = tiktok.quota.minute - 5
    sign = (await look(settings))["sign"]
    assert sign.ok is False
    assert "5 of 1000 this minute" in sign.finding


async def test_without_key_and_session(settings: TikTokSettings) -> None:
    found = await look(replace(settings, sign_api_key="", session_id=""))
    assert found["sign"].ok is True
    assert "free quota" in found["sign"].finding
    assert found["chat"].ok is False
    assert "secrets file" in found["chat"].advice

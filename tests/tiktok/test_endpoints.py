"""Settings, addresses and logs."""

import logging
from dataclasses import replace

import httpx
import pytest
from TikTokLive.client.client import TikTokLiveClient
from TikTokLive.client.logger import TikTokLiveLogHandler
from TikTokLive.client.web.web_settings import WebDefaults

from livebot.tiktok.endpoints import point_library_at, sign_client, web_client
from livebot.tiktok.settings import APP_URL, SIGN_URL, WEBCAST_URL, TikTokSettings
from tests.tiktok.conftest import KEY, SESSION

SECRETIVE = TikTokSettings(room="shop", sign_api_key=KEY, session_id=SESSION, target_idc="useast1a")


def test_defaults_are_the_real_addresses() -> None:
    fresh = type(WebDefaults)()
    assert (fresh.tiktok_app_url, fresh.tiktok_webcast_url, fresh.tiktok_sign_url) == (APP_URL, WEBCAST_URL, SIGN_URL)


def test_secrets_do_not_show() -> None:
    assert KEY not in repr(SECRETIVE)
    assert SESSION not in repr(SECRETIVE)


def test_library_is_pointed_at_the_settings_addresses() -> None:
    point_library_at(replace(SECRETIVE, app_url="http://127.0.0.1:1/", webcast_url="http://127.0.0.1:2/webcast/"))
    assert WebDefaults.tiktok_app_url == "http://127.0.0.1:1"
    assert WebDefaults.tiktok_webcast_url == "http://127.0.0.1:2/webcast"
    assert WebDefaults.tiktok_sign_url == SIGN_URL


async def test_the_environment_does_not_redirect_the_sign_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGN_API_URL", "http://evil.example")
    web = web_client(replace(SECRETIVE, sign_url="http://127.0.0.1:3"))
    sign = web.signer.sdk_client.get_async_httpx_client()
    assert sign.base_url.host == "127.0.0.1"
    assert web.signer.sign_api_key == KEY
    assert web.cookies.get("sessionid") is None
    await web.close()


async def test_sign_client_carries_the_key_and_gives_up_in_time() -> None:
    async with sign_client(replace(SECRETIVE, connect_timeout_s=3)) as client:
        assert client.headers["X-Api-Key"] == KEY
        assert client.timeout == httpx.Timeout(3)
        assert SESSION not in str(client.headers)


def test_cookies_that_the_library_logs_go_nowhere(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    point_library_at(SECRETIVE)
    client = TikTokLiveClient("shop")
    caplog.set_level(logging.DEBUG, logger=TikTokLiveLogHandler.LOGGER_NAME)
    client.logger.debug("Cookie: sessionid=%s", SESSION)
    client.logger.warning("Cookie: sessionid=%s", SESSION)
    client.logger.error("Unknown compression type")
    assert [record.message for record in caplog.records] == ["Unknown compression type"]
    assert "".join(capfd.readouterr()) == ""

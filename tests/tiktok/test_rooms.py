"""What users write as ``room``."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import RawTestServer
from TikTokLive.client.web.web_client import TikTokWebClient

from livebot.rehearsal.server import Fault, LookAlike
from livebot.tiktok.endpoints import web_client
from livebot.tiktok.rooms import Name, RoomId, RoomNotUnderstood, ShortLink, parse_room, resolve_owner
from livebot.tiktok.settings import TikTokSettings
from livebot.tiktok.trouble import Trouble
from livebot.viewers import Viewer


@pytest.mark.parametrize(
    ("room", "parsed"),
    [
        ("my.shop_1", Name("my.shop_1")),
        ("@MyShop", Name("myshop")),
        ("  @myshop\n", Name("myshop")),
        ("no", Name("no")),
        ("007", Name("007")),
        ("https://www.tiktok.com/@myshop", Name("myshop")),
        ("https://www.tiktok.com/@myshop/live", Name("myshop")),
        ("https://www.tiktok.com/@MyShop/live?enter_from=share&x=/@other", Name("myshop")),
        ("http://m.tiktok.com/@myshop/live/", Name("myshop")),
        ("www.tiktok.com/@myshop/live", Name("myshop")),
        ("https://www.tiktok.com/%40myshop/live", Name("myshop")),
        ("tiktok.com/@my.shop/video/7280000000000000000#top", Name("my.shop")),
        ("http://127.0.0.1:8000/@myshop/live?x=1", Name("myshop")),
        ("7286181878670707489", RoomId("7286181878670707489")),
        ("https://www.tiktok.com/share/live/7286181878670707489/?x=1", RoomId("7286181878670707489")),
        ("https://vm.tiktok.com/ZMabc12De/", ShortLink("https://vm.tiktok.com/ZMabc12De/")),
        ("vt.tiktok.com/ZSabc12De", ShortLink("https://vt.tiktok.com/ZSabc12De")),
        ("https://www.tiktok.com/t/ZTabc12De/", ShortLink("https://www.tiktok.com/t/ZTabc12De/")),
    ],
)
def test_understood(room: str, parsed: Name | RoomId | ShortLink) -> None:
    assert parse_room(room, app_url="http://127.0.0.1:8000") == parsed


@pytest.mark.parametrize(
    "room",
    [
        "",
        "@",
        "my shop",
        "@my-shop",
        "我的店",
        "https://youtube.com/@myshop",
        "https://tiktok.com.evil.example/@myshop",
        "https://eviltiktok.com/@myshop",
        "https://www.tiktok.com/",
        "https://www.tiktok.com/foryou",
        "ftp://www.tiktok.com/@myshop",
        "javascript:alert(1)",
        "http://[broken/@myshop",
    ],
)
def test_refused_with_what_to_write_instead(room: str) -> None:
    with pytest.raises(RoomNotUnderstood, match="Write the name as in the app"):
        parse_room(room)


@pytest.fixture
async def client(settings: TikTokSettings) -> AsyncIterator[TikTokWebClient]:
    made = web_client(settings)
    yield made
    await made.close()


async def test_short_link(tiktok: LookAlike, settings: TikTokSettings, client: TikTokWebClient) -> None:
    tiktok.short_links["ZTabc12De"] = tiktok.add_room(
        Viewer(id="6900000000000000002", handle="second.shop")
    ).host.handle
    for link in ("https://www.tiktok.com/t/ZTabc12De/", "vm.tiktok.com/ZTabc12De", f"{tiktok.url}/t/ZTabc12De"):
        assert await resolve_owner(link, client, settings) == "second.shop"


async def test_room_id_leads_to_its_owner(tiktok: LookAlike, settings: TikTokSettings, client: TikTokWebClient) -> None:
    assert await resolve_owner(str(tiktok.room.room_id), client, settings) == "rehearsal.shop"


async def test_name_asks_nobody(tiktok: LookAlike, settings: TikTokSettings, client: TikTokWebClient) -> None:
    assert await resolve_owner("@rehearsal.shop", client, settings) == "rehearsal.shop"
    assert tiktok.requests == []


@pytest.mark.parametrize("answer", [web.Response(status=404), web.Response(status=302, headers={"Location": "/"})])
async def test_expired_short_link(settings: TikTokSettings, answer: web.Response) -> None:
    async def say(_: web.BaseRequest) -> web.Response:
        return answer

    async with RawTestServer(say) as tiktok:
        there = replace(settings, app_url=f"http://127.0.0.1:{tiktok.port}")
        asking = web_client(there)
        with pytest.raises(RoomNotUnderstood, match=r"may have expired\. Write the @name"):
            await resolve_owner("https://vm.tiktok.com/ZMabc12De/", asking, there)
        await asking.close()


@pytest.mark.parametrize("fault", [Fault.BLOCKED, Fault.EMPTY, Fault.RATE_LIMITED, Fault.REFUSED])
async def test_short_link_that_meets_a_captcha_is_tried_again(
    tiktok: LookAlike, settings: TikTokSettings, client: TikTokWebClient, fault: Fault
) -> None:
    tiktok.fail("link", fault)
    with pytest.raises(Trouble) as caught:
        await resolve_owner("https://vm.tiktok.com/ZMabc12De/", client, settings)
    assert (caught.value.kind, caught.value.detail) == ("blocked", "short link")


async def test_room_id_that_nobody_knows(settings: TikTokSettings, client: TikTokWebClient) -> None:
    with pytest.raises(Trouble) as caught:
        await resolve_owner("7286181878670707489", client, settings)
    assert (caught.value.kind, caught.value.detail) == ("not_found", "room id")


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.DROP])
async def test_unreachable(tiktok: LookAlike, settings: TikTokSettings, client: TikTokWebClient, fault: Fault) -> None:
    tiktok.fail("link", fault)
    with pytest.raises(Trouble) as caught:
        await resolve_owner("https://vm.tiktok.com/ZMabc12De/", client, settings)
    assert caught.value.kind == "network"
    nowhere = replace(settings, webcast_url="http://127.0.0.1:9")
    with pytest.raises(Trouble) as caught:
        await resolve_owner("7286181878670707489", client, nowhere)
    assert caught.value.kind == "network"


async def test_room_info_that_is_down(tiktok: LookAlike, settings: TikTokSettings, client: TikTokWebClient) -> None:
    tiktok.fail("info", Fault.BROKEN)
    with pytest.raises(Trouble) as caught:
        await resolve_owner(str(tiktok.room.room_id), client, settings)
    assert caught.value.kind == "network"


async def test_room_info_that_is_a_captcha(
    tiktok: LookAlike, settings: TikTokSettings, client: TikTokWebClient
) -> None:
    tiktok.fail("info", Fault.BLOCKED)
    with pytest.raises(Trouble) as caught:
        await resolve_owner(str(tiktok.room.room_id), client, settings)
    assert caught.value.kind == "blocked"

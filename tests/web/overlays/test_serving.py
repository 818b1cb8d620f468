"""The pages' way out of the daemon: who gets what, over real sockets."""

import asyncio
import logging

import aiohttp
import pytest
from msgspec.structs import replace

from livebot.testing import FakeClock
from livebot.web.attempts import MOST
from livebot.web.client import ControlClient
from livebot.web.overlays import Overlays
from livebot.web.server import ControlServer
from tests.web.fakes import TOKEN, FakeRoom
from tests.web.overlays.conftest import Studio
from tests.web.overlays.shows import KEY, NOW_MS, pinned, status

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def get(studio: Studio, path: str, **headers: str) -> aiohttp.ClientResponse:
    async with aiohttp.ClientSession(base_url=studio.server.url) as http, http.get(path, headers=headers) as response:
        await response.read()
        return response


@pytest.mark.parametrize("path", ["/overlay/", "/overlay/stage", "/overlay/ask", "/overlay/live"])
@pytest.mark.parametrize("key", ["", "?key=", "?key=wrong", f"?key={TOKEN}", f"?key={KEY}x", "?key=%C3%A4"])
async def test_without_the_key_no_page_answers(studio: Studio, path: str, key: str) -> None:
    assert (await get(studio, path + key)).status == 401


async def test_the_token_is_no_key_and_the_key_is_no_token(studio: Studio) -> None:
    assert (await get(studio, "/overlay/stage", Authorization=f"Bearer {TOKEN}")).status == 401
    assert (await get(studio, "/api/status", Authorization=f"Bearer {KEY}")).status == 401
    assert (await get(studio, f"/api/status?key={KEY}")).status == 401


async def test_pages_may_load_only_from_here_and_run_nothing_inline(studio: Studio) -> None:
    for path in (f"/overlay/?key={KEY}", f"/overlay/ask?key={KEY}", "/overlay/files/main.js"):
        response = await get(studio, path)
        assert response.status == 200
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'self' file:" in policy
        assert "X-Frame-Options" not in response.headers
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["x", "../server.py", "..%2F__init__.py", "%2e%2e/state.py", "pages/", "fonts"])
async def test_only_their_own_files_are_served(studio: Studio, path: str) -> None:
    assert (await get(studio, f"/overlay/files/{path}")).status in (401, 404)


async def test_an_unknown_page_says_which_there_are(studio: Studio) -> None:
    async with (
        aiohttp.ClientSession(base_url=studio.server.url) as http,
        http.get(f"/overlay/<script>?key={KEY}") as response,
    ):
        assert response.status == 404
        assert "ask, board" in await response.text()


BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/overlay/poll?key=wrong", 401, "copy the link again"),
        ("/overlay/poll", 401, "copy the link again"),
        ("/overlay/", 401, "copy the link again"),
        (f"/overlay/pol?key={KEY}", 404, "ask, board"),
        ("/", 401, "<code>livebot desk</code>"),
        ("/overlays", 401, "<code>livebot overlays</code>"),
    ],
)
async def test_whoever_opens_a_wrong_link_reads_what_to_do_and_a_program_gets_json(
    studio: Studio, path: str, status: int, said: str
) -> None:
    async with aiohttp.ClientSession(base_url=studio.server.url) as http:
        async with http.get(path, headers=BROWSER) as response:
            page = await response.text()
            assert (response.status, response.content_type) == (status, "text/html")
            assert said in page
            assert 'lang="zh"' in page
            assert KEY not in page
            assert "style=" not in page
            assert "<script" not in page
            policy = response.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert response.headers["Referrer-Policy"] == "no-referrer"
        async with http.get(path) as response:
            assert (response.status, response.content_type) == (status, "application/json")
            assert (await response.json())["ok"] is False


async def test_whoever_is_turned_away_for_a_while_reads_for_how_long(studio: Studio) -> None:
    async with aiohttp.ClientSession(base_url=studio.server.url) as http:
        for n in range(MOST):
            await http.get(f"/overlay/poll?key=guess{n}")
        async with http.get("/overlay/poll?key=x", headers=BROWSER) as response:
            assert (response.status, response.content_type) == (429, "text/html")
            assert response.headers["Retry-After"]
            assert "Wait a minute" in await response.text()


async def test_the_editors_link_works_without_its_last_slash(studio: Studio) -> None:
    async with aiohttp.ClientSession(base_url=studio.server.url) as http:
        async with http.get(f"/overlay?key={KEY}&lang=zh") as response:
            assert response.status == 200
            assert str(response.url) == f"{studio.server.url}/overlay/?key={KEY}&lang=zh"
        async with http.get("/overlay?key=wrong") as response:
            assert (response.status, (await response.json())["kind"]) == (401, "wrong_key")


async def test_other_sites_and_rebound_names_get_nothing(studio: Studio) -> None:
    assert (await get(studio, f"/overlay/live?key={KEY}", Origin="https://evil.example")).status == 403
    assert (await get(studio, f"/overlay/ask?key={KEY}", Host="evil.example")).status == 403


async def test_a_daemon_without_overlays_has_no_pages(studio: Studio) -> None:
    async with (
        ControlServer(FakeRoom(), host="127.0.0.1", port=0, token=TOKEN) as bare,
        aiohttp.ClientSession(base_url=bare.url) as http,
        http.get("/overlay/ask?key=") as response,
    ):
        assert response.status == 401


async def test_the_key_is_in_no_log(studio: Studio, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await get(studio, f"/overlay/ask?key={KEY}")
        await get(studio, f"/overlay/live?key={KEY}")
    assert KEY not in caplog.text


async def test_whoever_has_the_token_is_given_the_links(studio: Studio) -> None:
    async with ControlClient(studio.server.url, TOKEN) as client:
        links = await client.overlay_links()
    assert next(iter(links)) == "editor"
    assert {"ask", "board", "pinned", "poll", "stage"} <= links.keys()
    for link in links.values():
        assert (await get(studio, link.removeprefix(studio.server.url))).status == 200


# --- the socket ------------------------------------------------------------------------------------------------


async def test_first_the_whole_view_then_what_changed_and_nothing_for_what_is_private(studio: Studio) -> None:
    async with (
        aiohttp.ClientSession(base_url=studio.server.url) as http,
        http.ws_connect(f"/overlay/live?key={KEY}") as socket,
    ):
        first = await socket.receive_json()
        assert first["at_ms"] == NOW_MS
        assert first["view"]["figures"]["viewers"] == 1280
        studio.show(ending=True, counters={"votes": 7})
        await asyncio.sleep(0.05)
        studio.show(pinned=pinned())
        news = await socket.receive_json(timeout=1)
        assert news.keys() == {"at_ms", "changes"}
        assert news["changes"].keys() == {"pinned"}


async def test_a_ping_is_answered_with_the_daemons_time_and_nonsense_with_nothing(studio: Studio) -> None:
    async with (
        aiohttp.ClientSession(base_url=studio.server.url) as http,
        http.ws_connect(f"/overlay/live?key={KEY}") as socket,
    ):
        await socket.receive_json()
        for nonsense in ("", "{", "[]", '{"ping": "x"}', '{"seen": 7}', "null"):
            await socket.send_str(nonsense)
        studio.clock.at_ms += 250
        await socket.send_str('{"ping": 12.5}')
        assert await socket.receive_json(timeout=1) == {"pong": 12.5, "at_ms": NOW_MS + 250}


async def test_who_sees_which_page_is_told_and_told_again_to_a_new_session(studio: Studio) -> None:
    async with aiohttp.ClientSession(base_url=studio.server.url) as http:
        one = await http.ws_connect(f"/overlay/live?key={KEY}")
        await one.receive_json()
        two = await http.ws_connect(f"/overlay/live?key={KEY}")
        await two.receive_json()
        await one.send_str('{"seen": ["stage", "ask", "no-such-page"]}')
        await two.send_str('{"seen": ["ask"]}')
        await two.send_str('{"ping": 1}')
        await two.receive_json(timeout=1)
        assert studio.seen == [("ask", "stage")]
        studio.show(connection=replace(studio.room.current.connection, session_id="t"))
        await asyncio.sleep(0.05)
        assert studio.seen == [("ask", "stage")] * 2
        await one.close()
        await asyncio.sleep(0.05)
        assert studio.seen[2:] == [("ask",)]
        await two.close()
        await asyncio.sleep(0.05)
        assert studio.seen[3:] == [()]


async def test_whoever_talks_without_end_is_not_listened_to_faster_than_a_page_talks(studio: Studio) -> None:
    async with (
        aiohttp.ClientSession(base_url=studio.server.url) as http,
        http.ws_connect(f"/overlay/live?key={KEY}") as talker,
        http.ws_connect(f"/overlay/live?key={KEY}") as page,
    ):
        await page.receive_json()
        for n in range(2_000):
            await talker.send_str('{"seen": ["ask"]}' if n % 2 else '{"seen": []}')
        await page.send_str('{"ping": 1}')
        assert (await page.receive_json(timeout=1))["pong"] == 1
        await asyncio.sleep(0.3)
        assert 0 < len(studio.seen) < 200  # each is recorded


async def test_a_page_that_reads_nothing_delays_nobody() -> None:
    room, clock = FakeRoom(status()), FakeClock(NOW_MS)
    overlays = Overlays(room, key=KEY, clock=clock)
    async with (
        ControlServer(room, host="127.0.0.1", port=0, token=TOKEN, overlays=overlays) as server,
        aiohttp.ClientSession(base_url=server.url) as http,
        http.ws_connect(f"/overlay/live?key={KEY}") as quick_one,
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.rpartition(":")[2]), limit=1)
        writer.write(
            f"GET /overlay/live?key={KEY} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
        )
        await quick_one.receive_json(timeout=2)
        for n in range(200):
            room.change(pinned=pinned(n=n, text=f"{n} " * 5_000))
            news = await quick_one.receive_json(timeout=2)
        assert news["changes"]["pinned"]["n"] == 199
        writer.transport.abort()
        del reader

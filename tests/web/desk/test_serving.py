"""Who gets what of the desk, over real sockets."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from livebot.testing import FakeClock
from livebot.web import desk as desk_module
from livebot.web.attempts import ADDRESSES, MOST, WAIT_S, Attempts
from livebot.web.client import ControlClient, ControlError
from livebot.web.desk import Desk, own_addresses
from livebot.web.server import ControlServer
from livebot.web.token import TokenError, desk_key
from tests.web.fakes import TOKEN, FakeRoom

KEY, NEW_KEY = "a-desk-key-for-tests", "another-desk-key-for-tests"
NOW_MS = 1_800_000_000_000


def desk_of(room: FakeRoom, host: str = "127.0.0.1") -> Desk:
    return Desk(room, key=KEY, renew=lambda: NEW_KEY, clock=FakeClock(NOW_MS), host=host)


@pytest.fixture
def room() -> FakeRoom:
    return FakeRoom()


@pytest.fixture
async def server(room: FakeRoom) -> AsyncIterator[ControlServer]:
    async with ControlServer(room, host="127.0.0.1", port=0, token=TOKEN, desk=desk_of(room)) as running:
        yield running


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


async def status_of(http: aiohttp.ClientSession, path: str, method: str = "GET", **headers: str) -> int:
    async with http.request(method, path, headers=headers) as response:
        return response.status


async def test_the_page_is_everybodys_and_runs_nothing_inline(http: aiohttp.ClientSession) -> None:
    for path in ("/desk", "/desk/files/desk.js", "/desk/files/desk.css"):
        async with http.get(path) as response:
            assert response.status == 200
            policy = response.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "require-trusted-types-for 'script'" in policy
            assert response.headers["X-Frame-Options"] == "DENY"
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert KEY not in await response.text()


@pytest.mark.parametrize("path", ["x", "../__init__.py", "%2e%2e/__init__.py", "..%2F..%2Ftoken.py"])
async def test_only_its_own_files_are_served(http: aiohttp.ClientSession, path: str) -> None:
    assert await status_of(http, f"/desk/files/{path}") in (401, 404)


async def test_its_key_opens_what_an_operator_does_and_nothing_else(http: aiohttp.ClientSession) -> None:
    assert await status_of(http, "/api/status", **bearer(KEY)) == 200
    assert await status_of(http, "/desk/hello", **bearer(KEY)) == 200
    async with http.post("/api/do", json={"do": "pause", "by": "Ana 1"}, headers=bearer(KEY)) as response:
        assert (await response.json())["ok"] is True
    for path in ("/api/desk", "/api/live", "/api/overlays", "/api/orders"):
        assert await status_of(http, path, **bearer(KEY)) == 401
    assert await status_of(http, "/api/desk", "POST", **bearer(KEY)) == 401
    for key in ("", "wrong", KEY + "x"):
        assert await status_of(http, "/api/do", "POST", **bearer(key)) == 401
    assert await status_of(http, f"/api/status?key={KEY}") == 401


async def test_the_socket_wants_the_key_as_a_subprotocol(http: aiohttp.ClientSession, server: ControlServer) -> None:
    for protocols in ((), ("livebot",), ("livebot", "key.wrong"), (f"key.{KEY}",)):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect("/desk/live", protocols=protocols)
        assert refused.value.status == 401
    async with http.ws_connect("/desk/live?by=Ana", protocols=("livebot", f"key.{KEY}")) as socket:
        assert socket.protocol == "livebot"
        first = await socket.receive_json(timeout=1)
        assert first["at_ms"] == NOW_MS
        for nonsense in ("", "[]", '{"ping": "x"}'):
            await socket.send_str(nonsense)
        await socket.send_str('{"ping": 7.5}')
        assert await socket.receive_json(timeout=1) == {"pong": 7.5, "at_ms": NOW_MS}


async def test_other_sites_get_nothing(http: aiohttp.ClientSession) -> None:
    assert await status_of(http, "/desk", Origin="https://evil.example") == 403
    assert await status_of(http, "/desk", Host="evil.example") == 403


async def test_a_renewed_key_stops_the_old_one_at_once(http: aiohttp.ClientSession, server: ControlServer) -> None:
    socket = await http.ws_connect("/desk/live", protocols=("livebot", f"key.{KEY}"))
    await socket.receive_json(timeout=1)
    async with ControlClient(server.url, TOKEN) as owner:
        found = await owner.desk()
        assert found.links == (f"{server.url}/desk#{KEY}",)
        assert found.is_private
        assert (await owner.desk(is_new=True)).links == (f"{server.url}/desk#{NEW_KEY}",)
    assert (await socket.receive(timeout=1)).type == aiohttp.WSMsgType.CLOSE
    assert await status_of(http, "/api/status", **bearer(KEY)) == 401
    assert await status_of(http, "/api/status", **bearer(NEW_KEY)) == 200


async def test_the_key_is_in_no_log(http: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await status_of(http, "/desk/hello", **bearer(KEY))
        for protocols in (("livebot", f"key.{KEY}"), (f"key.{KEY}",)):
            try:
                await (await http.ws_connect("/desk/live", protocols=protocols)).close()
            except aiohttp.WSServerHandshakeError:
                continue
    assert KEY not in caplog.text


# --- guessing --------------------------------------------------------------------------------------------------


async def test_whoever_guesses_is_turned_away_and_whoever_has_an_old_link_is_not(http: aiohttp.ClientSession) -> None:
    for _ in range(MOST * 2):
        assert await status_of(http, "/desk/hello", **bearer("the link of yesterday")) == 401
    for n in range(MOST - 1):
        assert await status_of(http, "/api/status", **bearer(f"guess {n}")) == 401
    async with http.get("/api/status", headers=bearer(TOKEN)) as response:
        assert response.status == 429
        assert 0 < int(response.headers["Retry-After"]) <= WAIT_S
    assert await status_of(http, "/desk") == 200


async def test_a_web_page_elsewhere_cannot_shut_this_machine_out(http: aiohttp.ClientSession) -> None:
    """Its pictures carry no Origin, and come from the operator's own browser."""
    picture = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    for n in range(MOST * 2):
        assert await status_of(http, f"/api/status?key=guess{n}", **picture, **bearer(f"guess {n}")) == 401
    assert await status_of(http, "/api/status", **bearer(TOKEN)) == 200


async def test_a_helper_may_be_called_by_an_emoji_that_is_newer_than_python(http: aiohttp.ClientSession) -> None:
    for name, expected in (("Ana \U0001fae8 1", 200), ("Ana 👩\u200d👧 1", 200), ("Ana\n1", 400), ("\u202eanA", 400)):
        async with http.post("/api/do", json={"do": "pause", "by": name}, headers=bearer(KEY)) as response:
            assert response.status == expected, name


def test_guesses_are_forgotten_in_time_and_addresses_are_not_kept_for_ever() -> None:
    attempts = Attempts()
    for n in range(MOST):
        attempts.wrong("192.168.1.7", b"%d" % n, 100)
    assert attempts.wait_s("192.168.1.7", 100) == WAIT_S
    assert attempts.wait_s("192.168.1.8", 100) == 0
    assert attempts.wait_s("192.168.1.7", 100 + WAIT_S) == 0
    attempts.wrong("192.168.1.7", b"again", 100 + WAIT_S)
    assert attempts.wait_s("192.168.1.7", 100 + WAIT_S) == 0
    for n in range(MOST):
        attempts.wrong(f"fe80::{n}%eth0", b"%d" % n, 300)
    assert attempts.wait_s("fe80::77", 300) == WAIT_S
    for n in range(ADDRESSES):
        attempts.wrong(f"10.0.{n // 250}.{n % 250}", b"x", 301)
    assert attempts.wait_s("fe80::77", 301) == 0


# --- in the network --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("192.168.1.20:8787", 200),
        ("[fe80::1]:8787", 200),
        ("studio-pc:8787", 200),
        ("studio-pc.local", 200),
        ("STUDIO-PC.LAN.", 200),
        ("localhost", 200),
        ("evil.example", 403),
        ("192.168.1.20.evil.example", 403),
        ("studio-pc.local.evil.example:8787", 403),
        ("", 403),
    ],
)
async def test_in_the_network_only_names_that_nobody_can_buy_lead_here(
    room: FakeRoom, name: str, expected: int
) -> None:
    async with (
        ControlServer(room, host="0.0.0.0", port=0, token=TOKEN, desk=desk_of(room, "0.0.0.0")) as server,
        aiohttp.ClientSession(base_url=server.url) as http,
    ):
        assert await status_of(http, "/desk", Host=name) == expected


async def test_links_name_the_addresses_that_others_reach(room: FakeRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "own_addresses", lambda host: ["192.168.1.20", "fd00::7"])
    async with (
        ControlServer(room, host="0.0.0.0", port=0, token=TOKEN, desk=desk_of(room, "0.0.0.0")) as server,
        ControlClient(server.url, TOKEN) as owner,
    ):
        found = await owner.desk()
        port = server.url.rpartition(":")[2]
    assert not found.is_private
    assert found.links == (f"http://192.168.1.20:{port}/desk#{KEY}", f"http://[fd00::7]:{port}/desk#{KEY}")


def test_an_address_that_is_set_is_the_one() -> None:
    assert own_addresses("192.168.1.20") == ["192.168.1.20"]
    assert all(not address.startswith("127.") for address in own_addresses("0.0.0.0"))


async def test_a_daemon_without_a_desk_has_none(room: FakeRoom) -> None:
    async with (
        ControlServer(room, host="127.0.0.1", port=0, token=TOKEN) as bare,
        ControlClient(bare.url, TOKEN) as owner,
    ):
        with pytest.raises(ControlError):
            await owner.desk()


def test_the_key_is_kept_and_made_anew_when_that_is_wanted(tmp_path: Path) -> None:
    first = desk_key(tmp_path)
    assert desk_key(tmp_path) == first
    assert (tmp_path / "desk-key").stat().st_mode & 0o077 == 0
    second = desk_key(tmp_path, is_new=True)
    assert second != first
    assert desk_key(tmp_path) == second


async def test_a_key_that_cannot_be_renewed_stays(room: FakeRoom) -> None:
    def fail() -> str:
        raise TokenError("Cannot write the token file.")

    desk = Desk(room, key=KEY, renew=fail, clock=FakeClock(NOW_MS), host="127.0.0.1")
    async with (
        ControlServer(room, host="127.0.0.1", port=0, token=TOKEN, desk=desk) as server,
        ControlClient(server.url, TOKEN) as owner,
    ):
        with pytest.raises(ControlError, match="Cannot write"):
            await owner.desk(is_new=True)
    assert desk.key == KEY

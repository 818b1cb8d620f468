"""The control API over real sockets."""

import asyncio
import json
import logging
import socket

import aiohttp
import pytest

from livebot.commands import OpenPoll, Say
from livebot.effects import Reply
from livebot.ports import JournalError
from livebot.views import apply
from livebot.web.server import CannotListen, ControlServer
from tests.web.fakes import TOKEN, FakeRoom, question

Headers = dict[str, str]


async def test_health_tells_a_stranger_nothing_else(http: aiohttp.ClientSession) -> None:
    async with http.get("/health") as response:
        assert (await response.json()).keys() == {"ok", "version"}


async def test_status_is_the_plain_view(http: aiohttp.ClientSession, room: FakeRoom, bearer: Headers) -> None:
    async with http.get("/api/status", headers=bearer) as response:
        assert await response.json() == room.seen()


@pytest.mark.parametrize("path", ["/api/status", "/api/live", "/api/do", "/nothing"])
@pytest.mark.parametrize("given", [None, "Bearer wrong", "Bearer ", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "ä"])
async def test_without_the_token_nothing_answers(http: aiohttp.ClientSession, path: str, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given}
    async with http.request("POST" if path == "/api/do" else "GET", path, headers=headers) as response:
        assert response.status == 401
        body = await response.text()
        assert TOKEN not in body
        assert json.loads(body)["kind"] == "wrong_token"


async def test_a_token_in_the_address_does_not_count(http: aiohttp.ClientSession) -> None:
    async with http.get(f"/api/status?token={TOKEN}") as response:
        assert response.status == 401


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost"])
@pytest.mark.parametrize("path", ["/health", "/api/status", "/api/live"])
async def test_other_sites_are_not_answered(
    http: aiohttp.ClientSession, bearer: Headers, origin: str, path: str
) -> None:
    async with http.get(path, headers=bearer | {"Origin": origin}) as response:
        assert response.status == 403


async def test_our_own_origin_is_answered(http: aiohttp.ClientSession, bearer: Headers, server: ControlServer) -> None:
    async with http.get("/api/status", headers=bearer | {"Origin": server.url}) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [("evil.example", 403), ("127.0.0.1.evil.example", 403), ("localhost:9", 200), ("[::1]:80", 200), ("]", 403)],
)
async def test_a_rebound_name_is_not_answered(
    http: aiohttp.ClientSession, bearer: Headers, host: str, status: int
) -> None:
    async with http.get("/api/status", headers=bearer | {"Host": host}) as response:
        assert response.status in {status, 400 if status == 403 else status}


async def test_on_an_open_address_any_name_may_lead_to_us(room: FakeRoom, bearer: Headers) -> None:
    async with ControlServer(room, host="0.0.0.0", port=0, token=TOKEN) as server, aiohttp.ClientSession() as session:
        assert server.url.startswith("http://127.0.0.1:")
        async with session.get(f"{server.url}/api/status", headers=bearer | {"Host": "studio.lan"}) as response:
            assert response.status == 200


async def test_every_answer_forbids_framing_sniffing_and_caching(http: aiohttp.ClientSession) -> None:
    for path in ("/health", "/api/status", "/nothing"):
        async with http.get(path) as response:
            assert response.headers["X-Frame-Options"] == "DENY"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Cache-Control"] == "no-store"
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
            assert response.headers["Server"] == "livebot"


async def test_words_are_carried_out(http: aiohttp.ClientSession, room: FakeRoom, bearer: Headers) -> None:
    async with http.post("/api/do", headers=bearer, json={"words": ["poll", "open", "colour"]}) as response:
        assert response.status == 200
        assert await response.json() == {"ok": True, "kind": "done", "data": {}, "message": "Done"}
    (command, by, command_id) = room.given[0]
    assert command == OpenPoll(id="colour")
    assert by == "api"
    assert command_id


async def test_a_command_in_json_is_carried_out_in_the_callers_name(
    http: aiohttp.ClientSession, room: FakeRoom, bearer: Headers
) -> None:
    order = {"do": "say", "text": "Hello", "by": "stream deck", "command_id": "press-1"}
    async with http.post("/api/do", headers=bearer, json=order) as response:
        assert response.status == 200
    assert room.given == [(Say(text="Hello"), "stream deck", "press-1")]


async def test_a_refusal_by_the_room_says_why(http: aiohttp.ClientSession, room: FakeRoom, bearer: Headers) -> None:
    room.reply = Reply(id="r", command_id="c", ok=False, kind="already_open", data={"id": "colour"})
    async with http.post("/api/do", headers=bearer, json={"words": ["poll", "open", "colour"]}) as response:
        assert response.status == 409
        answer = await response.json()
    assert (answer["ok"], answer["kind"]) == (False, "already_open")
    assert answer["message"] == "colour is open already"


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        (b"", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[1]", "not an object"),
        (b"{}", "neither"),
        (b'{"words": "poll open colour"}', "list of words"),
        (b'{"words": [1]}', "list of words"),
        (b'{"words": ["pol", "open", "x"]}', "Did you mean: poll open ID"),
        (b'{"do": "poll.burn"}', "no command"),
        (b'{"do": "poll.open"}', "no command"),
        (b'{"do": "undo", "by": "a\\u001b[31m"}', "`by`"),
        (b'{"do": "undo", "command_id": 5}', "`command_id`"),
    ],
)
async def test_what_is_no_command_is_explained(
    http: aiohttp.ClientSession, room: FakeRoom, bearer: Headers, body: bytes, hint: str
) -> None:
    async with http.post("/api/do", headers=bearer, data=body) as response:
        assert response.status == 400
        assert hint in (await response.json())["message"]
    assert not room.given


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"words":[['])
async def test_a_body_nested_without_end_is_refused(
    http: aiohttp.ClientSession, bearer: Headers, opening: bytes
) -> None:
    async with http.post("/api/do", headers=bearer, data=opening * 3_000) as response:
        assert response.status in {400, 413}
        assert (await response.json())["ok"] is False


async def test_a_huge_body_is_refused(http: aiohttp.ClientSession, room: FakeRoom, bearer: Headers) -> None:
    async with http.post("/api/do", headers=bearer, data=b" " * 100_000) as response:
        assert response.status == 413
        assert "64 KB are the most" in (await response.json())["message"]
    assert not room.given


async def test_a_journal_that_fails_is_reported(http: aiohttp.ClientSession, room: FakeRoom, bearer: Headers) -> None:
    room.reply = JournalError("The disk is full: free some space.")
    async with http.post("/api/do", headers=bearer, json={"do": "pause"}) as response:
        assert response.status == 503
        assert (await response.json())["message"] == "The disk is full: free some space."


async def test_an_outcome_that_is_not_known_yet_is_not_called_a_failure(
    http: aiohttp.ClientSession, room: FakeRoom, bearer: Headers
) -> None:
    room.reply = TimeoutError()
    async with http.post("/api/do", headers=bearer, json={"do": "pause"}) as response:
        assert response.status == 504
        assert "not known yet" in (await response.json())["message"]


async def test_the_live_view_is_whole_at_first_and_then_only_changes(
    http: aiohttp.ClientSession, room: FakeRoom, bearer: Headers
) -> None:
    room.change(questions=tuple(question(n) for n in range(50)))
    async with http.ws_connect("/api/live", headers=bearer) as live:
        view = (await live.receive_json())["view"]
        assert view == room.seen()
        room.change(viewers=12, questions=(*room.current.questions, question(50)))
        changes = (await live.receive_json())["changes"]
        assert changes.keys() == {"viewers", "questions"}
        assert list(changes["questions"]["items"]) == ["50"]
        assert apply(view, changes) == room.seen()


async def test_two_watchers_see_the_same(http: aiohttp.ClientSession, room: FakeRoom, bearer: Headers) -> None:
    async with http.ws_connect("/api/live", headers=bearer) as one, http.ws_connect("/api/live", headers=bearer) as two:
        await one.receive()
        await two.receive()
        room.change(viewers=1)
        assert await one.receive_json() == await two.receive_json() == {"changes": {"viewers": 1}}


async def test_the_room_makes_no_views_for_nobody(http: aiohttp.ClientSession, room: FakeRoom, bearer: Headers) -> None:
    assert room.watchers == 0
    async with http.ws_connect("/api/live", headers=bearer) as one:
        await one.receive()
        async with http.ws_connect("/api/live", headers=bearer) as two:
            await two.receive()
            assert room.watchers == 1, "the server follows the room once for everyone"
        room.change(viewers=1)
        assert await one.receive_json() == {"changes": {"viewers": 1}}
    await asyncio.wait_for(room.left.wait(), 2)
    assert room.watchers == 0


async def test_a_watcher_who_does_not_read_delays_nobody_and_gets_the_newest(
    room: FakeRoom, server: ControlServer, bearer: Headers
) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    slow_reader, slow_writer = await asyncio.open_connection(host, int(port), limit=1024)
    slow_writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    slow_writer.write(
        f"GET /api/live HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {TOKEN}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
    )
    await slow_reader.readuntil(b"\r\n\r\n")
    async with (
        aiohttp.ClientSession(base_url=server.url) as session,
        session.ws_connect("/api/live", headers=bearer) as quick,
    ):
        await quick.receive()
        for round_number in range(1, 41):
            room.change(viewers=round_number, market="x" * 200_000 + str(round_number))
            changes = (await asyncio.wait_for(quick.receive_json(), 2))["changes"]
            assert changes["viewers"] == round_number
    taken = 0
    tail = b""
    while b'"viewers":40' not in tail:
        part = await asyncio.wait_for(slow_reader.read(65536), 2)
        taken += len(part)
        tail = tail[-20:] + part
    assert taken < 40 * 200_000 / 2, "old states were kept for the slow watcher"
    slow_writer.close()
    await slow_writer.wait_closed()


async def test_the_token_is_never_logged(
    http: aiohttp.ClientSession, room: FakeRoom, bearer: Headers, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with http.get(f"/api/status?token={TOKEN}", headers=bearer):
        pass
    room.reply = RuntimeError("boom")
    async with http.post("/api/do", headers=bearer, json={"do": "pause"}) as response:
        assert response.status == 500
        assert "boom" not in await response.text()
    assert TOKEN not in caplog.text


async def test_a_port_in_use_is_said_clearly(server: ControlServer) -> None:
    port = int(server.url.rpartition(":")[2])
    with pytest.raises(CannotListen, match=rf"127\.0\.0\.1:{port}.*still runs.*another number for `port` under `web:`"):
        await ControlServer(FakeRoom(), host="127.0.0.1", port=port, token=TOKEN).start()


async def test_an_address_of_another_machine_is_said_clearly() -> None:
    with pytest.raises(CannotListen, match=r"does not have the address 192\.0\.2\.1.*`host: 127\.0\.0\.1`"):
        await ControlServer(FakeRoom(), host="192.0.2.1", port=0, token=TOKEN).start()


async def test_stopping_says_goodbye_to_watchers(room: FakeRoom, bearer: Headers) -> None:
    server = ControlServer(room, host="127.0.0.1", port=0, token=TOKEN)
    await server.start()
    async with aiohttp.ClientSession(base_url=server.url) as session:
        live = await session.ws_connect("/api/live", headers=bearer)
        await live.receive()
        stopping = asyncio.ensure_future(server.stop())
        message = await asyncio.wait_for(live.receive(), 2)
        assert message.type == aiohttp.WSMsgType.CLOSE
        await live.close()
        await asyncio.wait_for(stopping, 3)

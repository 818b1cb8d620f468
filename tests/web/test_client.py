"""ControlClient against a real ControlServer, and against whatever else may answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

import pytest
from aiohttp import web

from livebot.commands import OpenPoll
from livebot.effects import Reply
from livebot.web.client import ControlClient, ControlError
from livebot.web.server import ControlServer
from tests.web.fakes import TOKEN, FakeRoom

NOBODY = "http://127.0.0.1:9"


@asynccontextmanager
async def something_else(status: int, headers: dict[str, str], body: bytes = b"{}") -> AsyncIterator[str]:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, headers=headers, body=body)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_status_and_commands(server: ControlServer, room: FakeRoom) -> None:
    async with ControlClient(server.url + "/", TOKEN, by="desk") as client:
        assert await client.status() == room.seen()
        answer = await client.do(OpenPoll(id="colour"), command_id="once")
        assert answer.ok
        assert room.given == [(OpenPoll(id="colour"), "desk", "once")]
        room.reply = Reply(id="r", command_id="c", ok=False, kind="unknown", data={"what": "poll", "id": "colour"})
        refused = await client.do(OpenPoll(id="colour"))
        assert (refused.ok, refused.kind, refused.data["id"]) == (False, "unknown", "colour")
        assert room.given[1][2] != "once"


@pytest.mark.parametrize(
    ("url", "token", "kind", "advice"),
    [
        (NOBODY, TOKEN, "not_running", "livebot run"),
        ("nonsense", TOKEN, "not_livebot", "http://127.0.0.1"),
        ("", "another-token-than-that", "wrong_token", "LIVEBOT_TOKEN"),
    ],
)
async def test_failures_are_plain_english(server: ControlServer, url: str, token: str, kind: str, advice: str) -> None:
    async with ControlClient(url or server.url, token) as client:
        with pytest.raises(ControlError, match=advice) as caught:
            await client.status()
    assert caught.value.kind == kind
    assert token not in str(caught.value)


@pytest.mark.parametrize("given", ["", "two\nlines of some text file", "tökén-with-umlauts-in-it"])
async def test_what_can_be_no_token_is_not_even_sent(server: ControlServer, given: str) -> None:
    with pytest.raises(ControlError, match="at least 16") as caught:
        await ControlClient(server.url, given).__aenter__()
    assert caught.value.kind == "wrong_token"


@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        (200, {"X-Livebot-Api": "99"}, "other_version"),
        (200, {}, "not_livebot"),
        (404, {}, "not_livebot"),
        (302, {"Location": "http://127.0.0.1:9/"}, "not_livebot"),
        (500, {"X-Livebot-Api": "1"}, "refused"),
    ],
)
async def test_other_programs_are_told_apart(status: int, headers: dict[str, str], kind: str) -> None:
    async with something_else(status, headers) as url, ControlClient(url, TOKEN) as client:
        with pytest.raises(ControlError) as caught:
            await client.status()
    assert caught.value.kind == kind


async def test_a_command_whose_answer_is_lost_may_have_been_carried_out(server: ControlServer, room: FakeRoom) -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        async with ControlClient(f"http://127.0.0.1:{port}", TOKEN) as client:
            with pytest.raises(ControlError) as caught:
                await client.do(OpenPoll(id="colour"))
            assert caught.value.kind == "unsure"
            with pytest.raises(ControlError) as caught:
                await client.status()
            assert caught.value.kind == "not_running"
    room.reply = TimeoutError()
    async with ControlClient(server.url, TOKEN) as client:
        with pytest.raises(ControlError, match="look before you repeat it") as caught:
            await client.do(OpenPoll(id="colour"))
    assert caught.value.kind == "unsure"
    async with ControlClient(NOBODY, TOKEN) as client:
        with pytest.raises(ControlError) as caught:
            await client.do(OpenPoll(id="colour"))
    assert caught.value.kind == "not_running"


async def test_live_follows_and_comes_back_after_a_restart(room: FakeRoom) -> None:
    troubles: asyncio.Queue[str] = asyncio.Queue()
    first = ControlServer(room, host="127.0.0.1", port=0, token=TOKEN)
    await first.start()
    port = int(first.url.rpartition(":")[2])
    async with (
        ControlClient(first.url, TOKEN) as client,
        aclosing(client.live(lambda trouble: troubles.put_nowait(trouble.kind))) as views,
    ):
        assert await anext(views) == room.seen()
        room.change(viewers=5)
        assert (await anext(views))["viewers"] == 5
        await first.stop()
        coming = asyncio.ensure_future(anext(views))
        assert await troubles.get() == "lost"
        room.change(viewers=6)
        async with ControlServer(room, host="127.0.0.1", port=port, token=TOKEN):
            assert (await asyncio.wait_for(coming, 5))["viewers"] == 6


async def test_live_gives_up_where_trying_again_cannot_help(server: ControlServer) -> None:
    async with ControlClient(server.url, "another-token-than-that") as client:
        with pytest.raises(ControlError) as caught:
            await anext(client.live())
    assert caught.value.kind == "wrong_token"

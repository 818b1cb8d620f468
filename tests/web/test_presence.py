"""Claims of consoles that went away, over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest

from livebot.commands import AnyCommand, ReleaseAllQuestions
from livebot.ports import JournalError
from livebot.web import presence
from livebot.web.client import ControlClient
from livebot.web.server import ControlServer
from tests.web.fakes import EMPTY, TOKEN, FakeRoom, question

MOMENT_S = 0.1


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "BACK_WITHIN_S", MOMENT_S)


@asynccontextmanager
async def console(server: ControlServer, by: str) -> AsyncIterator[dict[str, Any]]:
    async with ControlClient(server.url, TOKEN, by=by) as client, aclosing(client.live()) as views:
        yield await anext(views)


def claim(room: FakeRoom, by: str) -> None:
    room.change(questions=(question(1, state="claimed", claimed_by=by), question(2)))


def given(room: FakeRoom) -> list[tuple[AnyCommand, str]]:
    return [(command, by) for command, by, _ in room.given]


async def test_claims_of_a_console_that_went_away_are_released(server: ControlServer, room: FakeRoom) -> None:
    async with console(server, "前台 1"), console(server, "desk 2"):
        claim(room, "前台 1")
    assert not room.given
    await asyncio.sleep(3 * MOMENT_S)
    assert given(room) == [(ReleaseAllQuestions(), "前台 1")]


async def test_a_console_that_comes_back_keeps_its_claims(server: ControlServer, room: FakeRoom) -> None:
    claim(room, "desk")
    async with console(server, "desk"):
        pass
    async with console(server, "desk"):
        async with console(server, "desk"):
            pass
        await asyncio.sleep(3 * MOMENT_S)
    assert not room.given


async def test_claims_of_a_console_that_did_not_outlive_the_daemon_are_released(room: FakeRoom) -> None:
    claim(room, "desk")
    async with ControlServer(room, host="127.0.0.1", port=0, token=TOKEN):
        await asyncio.sleep(3 * MOMENT_S)
    assert given(room) == [(ReleaseAllQuestions(), "desk")]


async def test_a_daemon_that_stops_leaves_claims_as_they_are(room: FakeRoom) -> None:
    async with ControlServer(room, host="127.0.0.1", port=0, token=TOKEN) as server, console(server, "desk"):
        claim(room, "desk")
    await asyncio.sleep(3 * MOMENT_S)
    assert not room.given


async def test_a_release_that_cannot_be_recorded_harms_nobody() -> None:
    room = FakeRoom(EMPTY)
    room.reply = JournalError("The disk is full.")
    claim(room, "desk")
    async with ControlServer(room, host="127.0.0.1", port=0, token=TOKEN) as server:
        await asyncio.sleep(3 * MOMENT_S)
        assert given(room) == [(ReleaseAllQuestions(), "desk")]
        async with console(server, "desk") as view:
            assert view["room"] == "shop"

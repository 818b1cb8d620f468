from collections.abc import AsyncIterator

import aiohttp
import pytest

from livebot.web.server import ControlServer
from tests.web.fakes import TOKEN, FakeRoom


@pytest.fixture
def room() -> FakeRoom:
    return FakeRoom()


@pytest.fixture
async def server(room: FakeRoom) -> AsyncIterator[ControlServer]:
    async with ControlServer(room, host="127.0.0.1", port=0, token=TOKEN) as running:
        yield running


@pytest.fixture
async def http(server: ControlServer) -> AsyncIterator[aiohttp.ClientSession]:
    """A client that knows the address and sends nothing by itself."""
    async with aiohttp.ClientSession(base_url=server.url) as session:
        yield session


@pytest.fixture
def bearer() -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKEN}"}

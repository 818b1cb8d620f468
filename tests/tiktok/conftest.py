"""A look-alike on loopback, a clock that runs fast, and what the operator was told."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import pytest
from aiohttp import web

from livebot.events import AnyEvent, Event
from livebot.ports import RoomSource
from livebot.rehearsal.server import LookAlike
from livebot.runtime.clock import FastClock, SystemClock
from livebot.tiktok.settings import TikTokSettings
from livebot.tiktok.source import TikTokSource
from livebot.viewers import Viewer

E = TypeVar("E", bound=Event)
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

SESSION = "5e55104a5e55104a5e55104a5e55104a"
KEY = "euler-key-0123456789"
ANA = Viewer(id="7000000000000000001", handle="ana", name="Ana")
BEN = Viewer(id="7000000000000000002", handle="ben", name="Ben 🌙", is_moderator=True)


async def until(is_so: Callable[[], bool], timeout_s: float = 5.0) -> None:
    """Wait until something is so. Raises TimeoutError."""
    async with asyncio.timeout(timeout_s):
        while not is_so():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.005)


class Alerts:
    """The Health port: what the operator sees now, and everything they ever saw."""

    def __init__(self) -> None:
        self.now: dict[str, tuple[str, str]] = {}
        self.seen: list[tuple[str, str, str]] = []

    def raise_alert(self, subject: str, kind: str, detail: str = "") -> None:
        self.now[subject] = (kind, detail)
        self.seen.append((subject, kind, detail))

    def clear_alert(self, subject: str) -> None:
        self.now.pop(subject, None)

    def kinds(self) -> list[str]:
        return [kind for subject, kind, _ in self.seen if subject == "connection"]

    async def until(self, kind: str, timeout_s: float = 5.0) -> str:
        """Wait until the connection's alert was of that kind at least once; returns its detail."""
        await until(lambda: kind in self.kinds(), timeout_s)
        return next(detail for _, seen, detail in self.seen if seen == kind)


class Heard:
    """What a source yielded."""

    def __init__(self) -> None:
        self.events: list[AnyEvent] = []
        self.failure: Exception | None = None

    def all(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    async def take(self, kind: type[E], count: int = 1, timeout_s: float = 5.0) -> list[E]:
        """Wait until at least so many of a kind came, and return them all."""
        await until(lambda: len(self.all(kind)) >= count or self.failure is not None, timeout_s)
        if self.failure is not None:
            raise self.failure
        return self.all(kind)


@asynccontextmanager
async def listening(source: RoomSource) -> AsyncIterator[Heard]:
    heard = Heard()

    async def listen() -> None:
        try:
            async for event in source.events():
                heard.events.append(event)
        except Exception as failure:  # noqa: BLE001 - the test looks at it
            heard.failure = failure

    task = asyncio.get_running_loop().create_task(listen())
    try:
        yield heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def tiktok() -> AsyncIterator[LookAlike]:
    async with LookAlike(SystemClock()) as look_alike:
        yield look_alike


@pytest.fixture
def settings(tiktok: LookAlike) -> TikTokSettings:
    return TikTokSettings(
        room=f"@{tiktok.room.host.handle}",
        app_url=tiktok.app_url,
        webcast_url=tiktok.webcast_url,
        sign_url=tiktok.sign_url,
        sign_api_key=KEY,
        session_id=SESSION,
        target_idc="useast1a",
        # On the tests' fast clock the half minute of the default would pass in 0.3 s.
        silent_after_s=6000,
        connect_timeout_s=2.0,
        account_timeout_s=0.5,
    )


@pytest.fixture
def alerts() -> Alerts:
    return Alerts()


@pytest.fixture
def quick() -> FastClock:
    """A minute passes in 0.6 s."""
    return FastClock(100)


@pytest.fixture
def source(settings: TikTokSettings, quick: FastClock, alerts: Alerts) -> TikTokSource:
    return TikTokSource(settings, quick, alerts)


class Service:
    """A sign provider that answers whatever a test wants."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answer: Answer | None = None
        self.received: list[dict[str, str]] = []
        """Headers, ``body``, and ``target``: method, path and query."""


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async def handle(request: web.Request) -> web.StreamResponse:
        target = f"{request.method} {request.path_qs}"
        there.received.append(dict(request.headers) | {"body": await request.text(), "target": target})
        assert there.answer is not None
        return await there.answer(request)

    app = web.Application()
    app.router.add_route("*", "/webcast/{rest:.*}", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    there = Service(f"http://127.0.0.1:{runner.addresses[0][1]}")
    yield there
    await runner.cleanup()


def says(body: object, *, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status, headers=headers)

    return answer

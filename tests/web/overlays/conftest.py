"""A real browser: Debian's Chromium, driven by Playwright. All of these tests share one event loop and one browser."""

import os
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from livebot.testing import FakeClock
from livebot.web.overlays import Overlays
from livebot.web.server import ControlServer
from tests.web.fakes import TOKEN, FakeRoom
from tests.web.overlays.shows import KEY, NOW_MS, status

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MISSING = "Chromium is not installed, so no page is looked at: sudo apt install chromium"
PICTURE_SCALE = 0.5
"""Pages are laid out at their full size; pictures of them are half as large, to keep the repository small."""
STILL = "const at = performance.now(); performance.now = () => at;"
"""Runs before a page's own scripts: there, no time passes."""


@dataclass
class Studio:
    """A daemon with overlays, without the room behind it."""

    room: FakeRoom
    clock: FakeClock
    server: ControlServer
    overlays: Overlays
    seen: list[tuple[str, ...]] = field(default_factory=list)

    def show(self, **changes: Any) -> None:
        """Let this be on, as of the clock's time."""
        now = {"at_ms": self.clock.at_ms}
        self.room.change(**dict(_fields(status(**(now | changes)))))

    async def drop_connections(self) -> None:
        """Let every page lose the daemon; they come back by themselves."""
        await self.overlays.close()

    def link(self, name: str, more: str = "") -> str:
        return f"{self.server.url}/overlay/{name}?key={KEY}{more}"


def _fields(struct: Any) -> list[tuple[str, Any]]:
    return [(name, getattr(struct, name)) for name in struct.__struct_fields__]


@pytest_asyncio.fixture(loop_scope="session")
async def studio() -> AsyncIterator[Studio]:
    room, clock = FakeRoom(status()), FakeClock(NOW_MS)
    seen: list[tuple[str, ...]] = []
    overlays = Overlays(room, key=KEY, clock=clock, seen=seen.append)
    async with ControlServer(room, host="127.0.0.1", port=0, token=TOKEN, overlays=overlays) as server:
        yield Studio(room, clock, server, overlays, seen)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    async with async_playwright() as playwright:
        # Chromium's own sandbox needs rights that root and containers do not have.
        arguments = ["--no-sandbox", "--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"]
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        await chromium.close()


OpenPage = Callable[..., Any]


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser) -> AsyncIterator[OpenPage]:
    """Open an address in a page of its own: ``page, requests = await open_page(url, before=script)``.

    What a script of the page raises, or the content-security policy forbids, fails the test.
    """
    contexts, problems = [], []

    async def open_one(
        url: str, *, size: tuple[int, int] = (1080, 1920), before: str = "", is_still: bool = True
    ) -> tuple[Page, list[str]]:
        motion: Any = "reduce" if is_still else "no-preference"
        viewport: Any = {"width": size[0], "height": size[1]}
        context = await browser.new_context(
            viewport=viewport, device_scale_factor=PICTURE_SCALE, reduced_motion=motion, locale="en-US"
        )
        contexts.append(context)
        page, requests = await context.new_page(), list[str]()
        page.on("request", lambda request: requests.append(request.url))
        page.on("websocket", lambda socket: requests.append(socket.url.replace("ws://", "http://")))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if "Content Security" in said.text else None)
        page.on("dialog", lambda dialog: problems.append(f"dialog: {dialog.message}"))
        if before:
            await page.add_init_script(before)
        await page.goto(url)
        return page, requests

    yield open_one
    for context in contexts:
        await context.close()
    assert problems == []

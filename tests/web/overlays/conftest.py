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
        """Let this be on, as of the clock's time. Pages hear of that only if something else is new, too."""
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


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def blank(browser: Browser) -> AsyncIterator[Page]:
    """A page to work with pictures in."""
    yield await browser.new_page()


class Pages:
    """Pages of the browser. Making one takes longer than most tests: those that are clean again are used again."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._idle: dict[Any, list[Page]] = {}
        self._kinds: dict[Page, Any] = {}

    async def take(self, size: tuple[int, int], before: str, *, is_still: bool) -> Page:
        """Return a page of this size in which the script ``before`` runs before a page's own."""
        kind = (size, before, is_still)
        if idle := self._idle.get(kind):
            return idle.pop()
        context = await self._browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=PICTURE_SCALE,
            reduced_motion="reduce" if is_still else "no-preference",
            locale="en-US",
        )
        page = await context.new_page()
        if before:
            await page.add_init_script(before)
        self._kinds[page] = kind
        return page

    async def give_back(self, page: Page) -> None:
        kind = self._kinds[page]
        if kind[1] not in ("", STILL):
            await page.context.close()  # of its own kind, and what such a script did may outlive the test
            return
        await page.goto("about:blank")
        self._idle.setdefault(kind, []).append(page)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def pages(browser: Browser) -> Pages:
    return Pages(browser)


OpenPage = Callable[..., Any]


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(pages: Pages) -> AsyncIterator[OpenPage]:
    """Open an address in a page of its own: ``page, requests = await open_page(url, before=script)``.

    What a script of the page raises, or the content-security policy forbids, fails the test.
    """
    opened: list[tuple[Page, dict[str, Any]]] = []
    problems: list[str] = []

    async def open_one(
        url: str, *, size: tuple[int, int] = (1080, 1920), before: str = "", is_still: bool = True
    ) -> tuple[Page, list[str]]:
        page, requests = await pages.take(size, before, is_still=is_still), list[str]()
        listeners: dict[str, Any] = {
            "request": lambda request: requests.append(request.url),
            "websocket": lambda socket: requests.append(socket.url.replace("ws://", "http://")),
            "pageerror": lambda error: problems.append(str(error)),
            "console": lambda said: problems.append(said.text) if "Content Security" in said.text else None,
            "dialog": lambda dialog: problems.append(f"dialog: {dialog.message}"),
        }
        for event, listener in listeners.items():
            page.on(event, listener)  # type: ignore[call-overload]
        opened.append((page, listeners))
        await page.goto(url)
        return page, requests

    yield open_one
    for page, listeners in opened:
        for event, listener in listeners.items():
            page.remove_listener(event, listener)
        await pages.give_back(page)
    assert problems == []

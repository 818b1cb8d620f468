"""The desk in a real browser, with a real room behind it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.web.desk.rooms import Room, open_room
from tests.web.overlays.conftest import browser

__all__ = ["browser"]
PHONE, TABLET = (360, 740), (820, 1180)


@pytest_asyncio.fixture(loop_scope="session")
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_room(tmp_path) as opened:
        await opened.shell.live()
        yield opened


OpenDesk = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def open_desk(browser: Browser) -> AsyncIterator[OpenDesk]:
    """Sit down at a desk: ``page = await open_desk(link, name="Ana")``; no name stops at the door.

    What a script of the page raises, what its policy forbids, and what goes elsewhere fails the test.
    """
    contexts, problems = [], list[str]()

    async def open_one(
        link: str,
        *,
        name: str = "Ana",
        size: tuple[int, int] = PHONE,
        language: str = "en",
        scheme: str = "light",
        before: str = "",
        scale: float = 1,
    ) -> Page:
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=scale,
            locale={"en": "en-US", "zh": "zh-CN"}[language],
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page, origin = await context.new_page(), link.partition("/desk")[0]
        page.set_default_timeout(4_000)
        page.on("request", lambda asked: None if asked.url.startswith(origin) else problems.append(asked.url))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if "Content Security" in said.text else None)
        page.on("dialog", lambda dialog: problems.append(f"dialog: {dialog.message}"))
        if before:
            await page.add_init_script(before)
        await page.goto(link)
        if name:
            await page.locator("#name").fill(name)
            await page.keyboard.press("Enter")
            await page.wait_for_selector("header")
        return page

    yield open_one
    for context in contexts:
        await context.close()
    assert problems == []

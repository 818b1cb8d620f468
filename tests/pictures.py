"""Draw the pictures of the READMEs anew, from the show that the tests use: ``python -m tests.pictures``.

With the page of a report (``--html``) as an argument, the report's picture is drawn, too. Wants fonts with emoji and
Chinese.
"""

import asyncio
import base64
import re
import sys
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from livebot.console.app import ConsoleApp
from tests.console.showroom import FakeDaemon, FrozenClock, lively
from tests.web.desk.conftest import PHONE
from tests.web.desk.hands import go, studio
from tests.web.desk.shows import busy
from tests.web.fakes import FakeRoom
from tests.web.overlays.conftest import CHROMIUM

OUT = Path(__file__).parents[1] / "docs" / "pictures"
OVERLAYS = Path(__file__).parent / "web" / "overlays" / "screenshots"
SHOWN = ("ask", "pk", "winner", "pinned")
WIDTH = 1200

ROW = """
body { margin: 0; display: flex; gap: 16px; width: max-content }
div { width: 288px; overflow: hidden; border-radius: 18px; background: linear-gradient(160deg, #8fa3b8, #2d3748) }
img { display: block; width: 100% }
"""
CROPPED = "div { height: 350px } img { margin-top: -55px }"
"""Of an upright overlay, where the card is."""


def inline(kind: str, data: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


async def console(browser: Browser, language: str) -> None:
    app = ConsoleApp(FakeDaemon(lively(language)), FrozenClock(), language=language)
    async with app.run_test(size=(132, 38)) as pilot:
        await pilot.pause(0.2)
        drawing = app.export_screenshot()
    drawing = re.sub(r' textLength="[\d.]+"(?=[^>]*>[^<]*[\u3000-\u9fff])', "", drawing)  # it counts them as narrow
    page = await browser.new_page(viewport={"width": WIDTH, "height": 900})
    await page.set_content(f'<img width="{WIDTH}" src="{inline("svg+xml", drawing.encode())}">')
    await page.locator("img").screenshot(path=OUT / f"console-{language}.png")


async def overlays(browser: Browser) -> None:
    page = await browser.new_page(viewport={"width": WIDTH, "height": 350})
    pictures = [inline("png", (OVERLAYS / f"{name}-upright.png").read_bytes()) for name in SHOWN]
    cards = "".join(f'<div><img src="{picture}"></div>' for picture in pictures)
    await page.set_content(f"<style>{ROW}{CROPPED}</style>{cards}")
    await page.locator("body").screenshot(path=OUT / "overlays.png")


async def desk(browser: Browser, language: str) -> None:
    taken = []
    async with studio(FakeRoom(busy(language))) as (_, link):
        for part in ("questions", "outbox", "show", "guard"):
            context = await browser.new_context(
                viewport={"width": PHONE[0], "height": PHONE[1]},
                color_scheme="dark" if part in ("show", "guard") else "light",
                locale={"en": "en-US", "zh": "zh-CN"}[language],
            )
            page = await context.new_page()
            await page.goto(link)
            await page.locator("#name").fill("Ana")
            await page.keyboard.press("Enter")
            await page.wait_for_selector("header")
            await go(page, part)
            taken.append(await page.screenshot())
    page = await browser.new_page(viewport={"width": WIDTH, "height": 592})
    phones = "".join(f'<div><img src="{inline("png", picture)}"></div>' for picture in taken)
    await page.set_content(f"<style>{ROW}</style>{phones}")
    await page.locator("body").screenshot(path=OUT / f"desk-{language}.png")


async def report(browser: Browser, path: Path) -> None:
    page = await browser.new_page(viewport={"width": WIDTH, "height": 1340})
    await page.goto(path.resolve().as_uri())
    await page.screenshot(path=OUT / "report.png")


async def main() -> None:
    OUT.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        await overlays(browser)
        for language in ("en", "zh"):
            await console(browser, language)
            await desk(browser, language)
        for path in sys.argv[1:]:
            await report(browser, Path(path))
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())

"""How the desk looks, how it is for those who do not look, and that what viewers write is text."""

import asyncio
import base64
import os
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from livebot.views.questions import AskerView
from tests.console.showroom import line, offence
from tests.web.desk.conftest import PHONE, TABLET, OpenDesk
from tests.web.desk.hands import button, go, studio
from tests.web.desk.shows import busy, stopped
from tests.web.fakes import FakeRoom, question
from tests.web.overlays.conftest import STILL
from tests.web.overlays.test_browser import COMPARE, DIFFERENT_SHARE, PAYLOADS

pytestmark = pytest.mark.asyncio(loop_scope="session")

HERE = Path(__file__).parent


# --- what viewers write ----------------------------------------------------------------------------------------


async def test_what_viewers_write_is_text(open_desk: OpenDesk) -> None:
    async with studio(FakeRoom(busy())) as (room, link):
        page = await open_desk(link, size=TABLET)
        for payload in PAYLOADS:
            asker = AskerView(viewer_id=payload, name=payload, handle=payload, text=payload, language="en", at_ms=1)
            texts = dict.fromkeys(("translation", "claimed_by", "intent", "product", "language"), payload)
            asked = {"askers": (asker,), "standing": (payload,), "languages": (payload,), "newest": f"{payload}."}
            state = {"translation_state": "done", "state": "claimed"}
            room.change(
                questions=(question(7, payload, **texts, **asked, **state),),
                outbox=(line(1, payload, "offered", origin=payload),),
                offences=(offence(1, "links", payload, names=(payload,), data={"found": payload}),),
                room=payload,
            )
            for part, shown in (("outbox", ".line-card .main"), ("guard", "[data-key=o1] .line"), ("guard", ".main")):
                await go(page, part)
                await page.wait_for_function(
                    "([at, payload]) => [...document.querySelectorAll(at)].some((one) => one.textContent === payload)",
                    arg=[shown, payload],
                )
        assert await page.evaluate("window.pwned") is None
        assert (
            await page.locator("body :is(img, script:not([src^='/desk/files/']), iframe, a, style, link)").count() == 0
        )


# --- how it looks, and for those who do not look ---------------------------------------------------------------


LOOKS = {
    "phone": (PHONE, "en", "light"),
    "phone-dark": (PHONE, "zh", "dark"),
    "tablet": (TABLET, "zh", "light"),
    "tablet-dark": (TABLET, "en", "dark"),
}


@pytest.mark.parametrize("look", LOOKS)
async def test_it_looks_as_it_was_approved_and_fits(open_desk: OpenDesk, look: str) -> None:
    size, language, scheme = LOOKS[look]
    async with studio(FakeRoom(busy(language))) as (room, link):
        page = await open_desk(link, size=size, language=language, scheme=scheme, before=STILL, scale=0.5)
        for part in ("questions", "outbox", "show", "guard") if size == PHONE else ("outbox", "show", "guard"):
            await go(page, part)
            await is_like(page, f"{look}-{part}")
        if size == PHONE:
            await go(page, "questions")
        await page.locator("[data-key=q7] [data-ui=openCard]").click()
        await is_like(page, f"{look}-card")
        room.change(**{name: getattr(stopped(language), name) for name in ("panicked", "alerts")})
        await page.wait_for_selector(".alert.bad")
        await is_like(page, f"{look}-panic")


async def is_like(page: Page, name: str) -> None:
    """Compare with the picture that was looked at; ``NEW_SCREENSHOTS=1`` makes new ones, to be looked at."""
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than the screen"
    await page.evaluate("document.activeElement?.blur()")
    await page.wait_for_timeout(100)
    picture = await page.screenshot()
    path = HERE / "screenshots" / f"{name}.png"
    if os.environ.get("NEW_SCREENSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(picture)
    blank = await page.context.new_page()
    pair = [base64.b64encode(png).decode() for png in (picture, path.read_bytes())]
    different = await blank.evaluate(COMPARE, pair)
    await blank.close()
    assert different < DIFFERENT_SHARE, f"{name} looks different: {different:.1%} of it"


@pytest.mark.parametrize("size", [PHONE, TABLET])
async def test_what_is_said_covers_nothing_to_tap(open_desk: OpenDesk, size: tuple[int, int]) -> None:
    async with studio(FakeRoom(busy("en"))) as (_, link):
        page = await open_desk(link, size=size)
        await page.locator("[data-key=q7] [data-ui=openCard]").click()
        await page.locator(".card.open [data-do*=star]").click()
        said = await page.locator(".toast").bounding_box()
        assert said is not None
        for other in await page.locator("header, .panel, nav").all():
            box = await other.bounding_box()
            assert box is not None
            is_above, is_below = box["y"] + box["height"] <= said["y"], box["y"] >= said["y"] + said["height"]
            assert is_above or is_below, await other.inner_text()


UNNAMED = """() => [...document.querySelectorAll("button, input, textarea, nav, section, article, dialog")]
  .filter((one) => one.checkVisibility())
  .filter((one) => !(one.getAttribute("aria-label") || one.getAttribute("aria-labelledby") || one.labels?.length
    || (one.tagName === "BUTTON" && one.textContent.trim())))
  .map((one) => one.outerHTML.slice(0, 120))"""
SMALL = """() => [...document.querySelectorAll("button, summary, input, textarea")]
  .filter((one) => one.checkVisibility())
  .filter((one) => Math.min(one.getBoundingClientRect().height, one.getBoundingClientRect().width) < 44)
  .map((one) => one.outerHTML.slice(0, 120))"""
FAINT = """() => {
  const channel = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  function* parents(one) { for (let at = one; at; at = at.parentElement) yield at; }
  const isText = (node) => node.nodeType === 3 && node.data.trim();
  const texts = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility()
    && !one.classList.contains("unseen") && !one.closest(":disabled") && [...one.childNodes].some(isText));
  return texts.map((one) => {
    const [a, b] = [light(parse(getComputedStyle(one).color)), light(behind(one))];
    const isVeiled = [...parents(one)].some((at) => getComputedStyle(at).opacity !== "1");
    return [isVeiled ? 0 : (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), one.outerHTML.slice(0, 100)];
  }).filter(([ratio]) => ratio < 4.5);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_all_has_a_name_is_large_enough_and_can_be_read(open_desk: OpenDesk, scheme: str) -> None:
    async with studio(FakeRoom(busy())) as (room, link):
        page = await open_desk(link, scheme=scheme, name="")
        await is_fit(page, "door")
        await page.locator("#name").fill("Ana")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("header")
        for part in ("questions", "outbox", "show", "guard"):
            await go(page, part)
            await page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
            await is_fit(page, part)
        await go(page, "questions")
        await page.locator("[data-key=q7] [data-ui=openCard]").click()
        await expect(page.get_by_label("Reply, in your language")).to_be_visible()
        await is_fit(page, "an open card")
        await button(page, "Settings").click()
        await is_fit(page, "settings")
        await button(page, "Done").click()
        room.change(**{name: getattr(stopped(), name) for name in ("panicked", "alerts")})
        await page.wait_for_selector(".alert.bad")
        await is_fit(page, "panic")
    await page.wait_for_selector("[data-lost]")
    await is_fit(page, "no connection")


async def is_fit(page: Page, what: str) -> None:
    for problem in (UNNAMED, SMALL, FAINT):
        assert await page.evaluate(problem) == [], what
    ids = await page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids)), what


async def test_a_screen_reader_is_told_what_is_there_and_is_not_chattered_at(open_desk: OpenDesk) -> None:
    async with studio(FakeRoom(busy("en"))) as (room, link):
        page = await open_desk(link)
        seen = await page.locator("body").aria_snapshot()
        for line in (
            'button "Panic: stop all posting at once"',
            'navigation "Parts of the desk"',
            'button "To post 2 waiting"',
            'heading "How much is it?" [level=3]',
            "1,284 viewers",
            'main "Questions"',
        ):
            assert line in seen, seen
        await page.evaluate(
            "window.said = []; const news = document.querySelector('#news');"
            "const follow = new MutationObserver(() => window.said.push(news.textContent));"
            "follow.observe(news, {subtree: true, childList: true, characterData: true})"
        )
        for n in range(20):
            room.change(viewers=2_000 + n, questions=(*busy("en").questions, question(100 + n)))
            await asyncio.sleep(0.02)
        await page.wait_for_timeout(400)
        assert await page.evaluate("window.said") == []
        assert await page.locator("[role=alert]").count() == 0

"""What is heard, and how often, in a real browser."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.web.overlays.conftest import OpenPage, Studio
from tests.web.overlays.shows import NOW_MS, code, drawn, goal, notice, winner

pytestmark = pytest.mark.asyncio(loop_scope="session")

LISTEN = """
window.sounds = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function () {
  const from = performance.now();
  window.sounds.push([from, from + this.buffer.duration * 1000]);
  start.call(this);
};
"""
SMALL = (300, 500)
ON = "&volume=60"


async def sounds(page: Page, after_ms: int = 700) -> list[Any]:
    await page.wait_for_timeout(after_ms)
    heard: list[Any] = await page.evaluate("window.sounds")
    return heard


async def open_loud(studio: Studio, open_page: OpenPage, name: str, more: str = ON) -> Page:
    page: Page
    page, _ = await open_page(studio.link(name, more), size=SMALL, before=LISTEN)
    await page.mouse.click(5, 5)  # which OBS does not need
    await page.wait_for_timeout(200)
    return page


def burst(n: int = 1, ago_ms: int = 0) -> dict[str, Any]:
    return {"codes": (code(),), "notices": (notice("code_burst", "moonlight", ago_ms, n=n, viewers="9"),)}


async def test_a_burst_sounds_once_also_after_a_reload_and_a_new_connection(
    studio: Studio, open_page: OpenPage
) -> None:
    page = await open_loud(studio, open_page, "code")
    studio.show(**burst())
    assert len(await sounds(page)) == 1
    studio.show(**burst(), viewers=7)
    await studio.drop_connections()
    studio.show(**burst(), viewers=8)
    assert len(await sounds(page, 1_200)) == 1
    await page.reload()
    await page.mouse.click(5, 5)
    await expect(page.locator(".count")).to_have_text("9")
    assert await sounds(page) == []
    studio.clock.at_ms += 1_000
    studio.show(**burst(ago_ms=-1_000))
    assert len(await sounds(page)) == 1  # another burst


async def test_two_pages_never_sound_at_once_nor_twice_for_one_thing(studio: Studio, open_page: OpenPage) -> None:
    page = await open_loud(studio, open_page, "stage")
    other = await page.context.new_page()
    await other.add_init_script(LISTEN)
    await other.goto(studio.link("code", ON))
    await other.mouse.click(5, 5)
    await other.wait_for_timeout(200)
    reached = notice("goal_reached", "orders", n=2, figure="orders", have="100", target="100")
    studio.show(codes=(code(),), goals=(goal(),), notices=(*burst()["notices"], reached))
    await asyncio.sleep(2.6)
    spans = sorted(await sounds(page, 0)) + sorted(await sounds(other, 0))
    assert len(spans) == 2
    one, two = await sounds(page, 0), await sounds(other, 0)
    if len(one) == 2:
        assert one[1][0] >= one[0][1] - 5
    else:
        assert (len(one), len(two)) == (1, 1)


async def test_the_winner_sounds_when_the_name_is_shown_and_once_for_all_of_a_draw(
    studio: Studio, open_page: OpenPage
) -> None:
    page = await open_loud(studio, open_page, "winner")
    called = tuple(notice("giveaway_won", "dress", 3_000, n=n, viewer="Ana") for n in (1, 2))
    studio.show(giveaways=(drawn(winner(), winner(2)),), notices=called)
    assert await sounds(page, 300) == []
    await expect(page.locator(".name").first).to_have_text("Lucía Fernández", timeout=2_000)
    assert len(await sounds(page, 400)) == 1


@pytest.mark.parametrize(
    ("name", "more", "notices"),
    [
        ("code", "", burst()["notices"]),
        ("code", "&volume=0", burst()["notices"]),
        ("code", "&volume=60&preview", burst()["notices"]),
        ("board", ON, burst()["notices"]),
        ("code", ON, burst(ago_ms=6_000)["notices"]),
    ],
    ids=["not asked for", "zero", "preview", "of another page", "old"],
)
async def test_what_is_silent(studio: Studio, open_page: OpenPage, name: str, more: str, notices: Any) -> None:
    page = await open_loud(studio, open_page, name, more)
    studio.show(codes=(code(),), notices=notices)
    assert await sounds(page, 500) == []


async def test_a_browser_that_keeps_silent_says_how_to_change_that(studio: Studio, open_page: OpenPage) -> None:
    page, _ = await open_page(studio.link("board", ON), size=SMALL, before=LISTEN)
    hint = page.get_by_role("button", name="Turn the sound on")
    await expect(hint).to_be_visible()
    studio.show(goals=(goal(),), notices=(notice("goal_reached", "orders"),))
    assert await sounds(page, 300) == []
    await hint.click()
    await expect(hint).to_have_count(0)
    studio.clock.at_ms += 2_000
    studio.show(goals=(goal(),), notices=(notice("goal_reached", "orders", -2_000),))
    assert len(await sounds(page)) == 1
    assert studio.clock.at_ms > NOW_MS

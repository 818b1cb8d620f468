"""What is heard, and how often, in a real browser."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.web.overlays.conftest import STILL, OpenPage, Studio
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
window.AudioContext = class extends AudioContext {
  constructor() {
    super();
    window.audio = this;
  }
};
"""
SMALL = (300, 500)
ON = "&volume=60"


async def sounds(page: Page, after_ms: int = 700) -> list[Any]:
    await page.wait_for_timeout(after_ms)
    heard: list[Any] = await page.evaluate("window.sounds")
    return heard


async def heard(page: Page, count: int) -> None:
    """Wait until that many sounds began."""
    await page.wait_for_function("count => window.sounds.length >= count", arg=count, timeout=5_000, polling=50)


async def open_loud(studio: Studio, open_page: OpenPage, name: str, more: str = ON, before: str = "") -> Page:
    page: Page
    page, _ = await open_page(studio.link(name, more), size=SMALL, before=LISTEN + before)
    await touch(page, may_sound=more == ON)
    return page


async def touch(page: Page, *, may_sound: bool = True) -> None:
    """Let the browser sound, which it does in OBS anyhow."""
    await page.mouse.click(5, 5)
    if may_sound:
        await page.wait_for_function("() => window.audio?.state === 'running'", polling=20)


def burst(n: int = 1, ago_ms: int = 0) -> dict[str, Any]:
    return {"codes": (code(),), "notices": (notice("code_burst", "moonlight", ago_ms, n=n, viewers="9"),)}


async def test_a_burst_sounds_once_also_after_a_reload_and_a_new_connection(
    studio: Studio, open_page: OpenPage
) -> None:
    page = await open_loud(studio, open_page, "code")
    studio.show(**burst())
    await heard(page, 1)
    studio.show(**burst(), viewers=7)
    await studio.drop_connections()
    studio.show(**burst(), viewers=8)
    assert len(await sounds(page, 1_200)) == 1
    await page.reload()
    await touch(page)
    await expect(page.locator(".count")).to_have_text("9")
    assert await sounds(page) == []
    studio.clock.at_ms += 1_000
    studio.show(**burst(ago_ms=-1_000))
    await heard(page, 1)  # another burst
    assert len(await sounds(page, 200)) == 1


async def test_two_pages_never_sound_at_once_nor_twice_for_one_thing(studio: Studio, open_page: OpenPage) -> None:
    page = await open_loud(studio, open_page, "stage")
    other = await page.context.new_page()
    await other.add_init_script(LISTEN)
    await other.goto(studio.link("code", ON))
    await touch(other)
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
    page = await open_loud(studio, open_page, "winner", ON, STILL)
    called = tuple(notice("giveaway_won", "dress", 3_000, n=n, viewer="Ana") for n in (1, 2))
    studio.show(giveaways=(drawn(winner(), winner(2)),), notices=called)
    await expect(page.locator("[data-state=hidden]")).to_have_count(2)
    assert await sounds(page, 300) == []
    studio.clock.at_ms += 1_000
    studio.show(giveaways=(drawn(winner(), winner(2)),), notices=called, viewers=7)
    await expect(page.locator(".name").first).to_have_text("Lucía Fernández")
    await heard(page, 1)
    assert len(await sounds(page, 200)) == 1


async def test_only_pages_that_were_asked_for_it_sound_and_only_for_what_is_theirs(
    studio: Studio, open_page: OpenPage
) -> None:
    loud = await open_loud(studio, open_page, "code")
    others = {
        "not asked for": await open_loud(studio, open_page, "code", ""),
        "zero": await open_loud(studio, open_page, "code", "&volume=0"),
        "preview": await open_loud(studio, open_page, "code", "&volume=60&preview"),
        "of another page": await open_loud(studio, open_page, "board"),
    }
    studio.show(**burst(ago_ms=6_000))
    assert await sounds(loud, 500) == []  # what is old
    studio.show(**burst())
    await heard(loud, 1)
    await loud.wait_for_timeout(200)
    assert {name: await sounds(page, 0) for name, page in others.items()} == {name: [] for name in others}


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
    await heard(page, 1)
    assert studio.clock.at_ms > NOW_MS

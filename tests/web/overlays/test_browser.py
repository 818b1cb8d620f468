"""The pages in a real browser: what a person in front of the screen would notice."""

import asyncio
import base64
import os
import re
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.async_api import Page, expect

from tests.web.overlays.conftest import STILL, OpenPage, Studio
from tests.web.overlays.shows import (
    KEY,
    NOW_MS,
    SHOWS,
    board,
    camp,
    code,
    countdown,
    drawn,
    goal,
    newcomers,
    notice,
    option,
    pinned,
    pk,
    poll,
    quick,
    winner,
    won,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

HERE = Path(__file__).parent
PAYLOADS = (HERE / "payloads.txt").read_text(encoding="utf-8").splitlines()
SIZES = {"upright": (1080, 1920), "wide": (1920, 1080)}
DIFFERENT_SHARE = 0.01
"""So much of a picture may differ: other versions of Chromium draw the edges of letters and shadows otherwise."""

COMPARE = """async ([one, other]) => {
  const pixels = async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
  };
  const [a, b] = [await pixels(one), await pixels(other)];
  if (a.width !== b.width || a.height !== b.height) return 1;
  let different = 0, drawn = 0;
  for (let i = 0; i < a.data.length; i += 4) {
    if (a.data[i + 3] || b.data[i + 3]) drawn += 1;
    if ([0, 1, 2, 3].some((k) => Math.abs(a.data[i + k] - b.data[i + k]) > 40)) different += 1;
  }
  return different / Math.max(drawn, 1);
}"""


PAINTED = (
    "document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))"
)


async def is_like(page: Page, name: str, blank: Page) -> None:
    """Compare with the picture that was looked at; ``NEW_SCREENSHOTS=1`` makes new ones, to be looked at."""
    await page.evaluate(PAINTED)
    picture = await page.screenshot(omit_background=True)
    path = HERE / "screenshots" / f"{name}.png"
    if os.environ.get("NEW_SCREENSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(picture)
    pair = [base64.b64encode(png).decode() for png in (picture, path.read_bytes())]
    different = await blank.evaluate(COMPARE, pair)
    assert different < DIFFERENT_SHARE, f"{name} looks different: {different:.1%} of what is drawn"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SHOWS)
async def test_every_page_looks_as_it_was_approved(
    studio: Studio, open_page: OpenPage, blank: Page, name: str, size: str
) -> None:
    studio.show(**SHOWS[name])
    page, _ = await open_page(studio.link(name), size=SIZES[size], before=STILL)
    await page.wait_for_selector(".card")
    await is_like(page, f"{name}-{size}", blank)


async def test_a_page_without_anything_due_is_transparent(studio: Studio, open_page: OpenPage) -> None:
    page, _ = await open_page(studio.link("stage"), size=(300, 500))
    studio.show(connection=replace(studio.room.current.connection, phase="ended"))
    await page.wait_for_timeout(300)
    await expect(page.locator(".card")).to_have_count(0)
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)"


# --- what viewers write ----------------------------------------------------------------------------------------


async def test_what_viewers_and_rules_say_is_text_and_nothing_leaves(studio: Studio, open_page: OpenPage) -> None:
    assert len(PAYLOADS) >= 50
    pages = {}
    for name in sorted(SHOWS.keys() - {"stage"}):
        pages[name] = await open_page(studio.link(name), size=(360, 640), before=STILL)
    for n in range(0, len(PAYLOADS), 8):
        payload = " ".join(PAYLOADS[n : n + 8])
        texts = {"en": payload, "es": f"2 {payload}"}
        studio.show(
            quick=(quick(texts=texts, answers={payload: 3}, id=payload),),
            polls=(poll(texts=texts, options=(option(payload, 2, en=payload), option("B", 1)), id=payload),),
            pinned=pinned(text=payload, translation=payload, masked=payload),
            goals=(goal(labels=texts, id=payload),),
            pk=(pk(texts=texts, camps=(camp(payload, 2, 1, en=payload), camp("K", 1, 1)), id=payload),),
            countdowns=(countdown(title=texts, id=payload),),
            codes=(code(texts=texts, id=payload),),
            notices=(notice("code_burst", payload, viewers="9"),),
            boards=(replace(board(), entries=(replace(board().entries[0], masked=payload, rank=1000 + n),)),),
            giveaways=(drawn(winner(name=payload, labels=texts), id=payload, claim_words=(payload,)),),
            newcomers=newcomers(texts=texts, keys=(payload,), n=n + 1),
        )
        said = {name: str(1000 + n) if name == "leaderboard" else payload for name in pages}  # there names are cut
        await asyncio.gather(*(shows(page, said[name]) for name, (page, _) in pages.items()))
    for name, (page, requests) in pages.items():
        assert await page.evaluate("window.pwned") is None, name
        assert await page.locator("main :is(img, script, iframe, a, style, link)").count() == 0
        assert {url for url in requests if not url.startswith(studio.server.url)} == set(), name


async def shows(page: Page, text: str) -> None:
    script = "text => document.querySelector('.card:not(.leaving)')?.textContent.includes(text)"
    await page.wait_for_function(script, arg=text, timeout=10_000, polling=50)


@pytest.mark.parametrize("payload", ["red;background:url(//127.0.0.2:9/x)", "url(http://127.0.0.2:9/x)", "</style>"])
async def test_what_a_link_sets_is_a_value_or_nothing(studio: Studio, open_page: OpenPage, payload: str) -> None:
    studio.show(**SHOWS["pinned"])
    more = "".join(f"&{name}={payload}" for name in ("accent", "paper", "font", "theme", "size", "lang", "volume"))
    page, requests = await open_page(studio.link("pinned", more), size=(540, 960))
    await page.wait_for_selector(".card")
    assert all(url.startswith(studio.server.url) for url in requests)


async def test_a_link_chooses_theme_size_languages_and_colours(studio: Studio, open_page: OpenPage) -> None:
    studio.show(**SHOWS["poll"])
    page, _ = await open_page(studio.link("poll", "&theme=day&size=l&lang=zh&accent=%2300ff00&place=top"))
    await expect(page.locator(".say")).to_have_text(["红色还是蓝色？"])
    await expect(page.locator("html")).to_have_attribute("data-theme", "day")
    assert await page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--accent')") == "#00ff00"


# --- what happens in the room ----------------------------------------------------------------------------------


async def test_the_ask_is_in_the_two_languages_the_audience_writes_most(studio: Studio, open_page: OpenPage) -> None:
    studio.show(**SHOWS["ask"])
    page, _ = await open_page(studio.link("ask"), is_still=False)
    await expect(page.locator(".say")).to_have_text(["First time here? Type Y", "¿Primera vez aquí? Escribe Y"])
    await expect(page.locator(".cap")).to_have_text(["Y", "N"])
    await expect(page.locator(".typed")).to_have_text("Y")
    await expect(page.locator(".typed")).to_have_text("N", timeout=3_000)  # the thumb goes on to the next key


async def test_bars_grow_with_the_votes_and_the_result_stays_a_while(studio: Studio, open_page: OpenPage) -> None:
    studio.show(polls=(poll(options=(option("A", 0), option("B", 0)), voters=0),))
    page, _ = await open_page(studio.link("poll"))
    await expect(page.locator(".percent")).to_have_text(["0%", "0%"])
    studio.show(polls=(poll(options=(option("A", 3), option("B", 1)), voters=4),))
    await expect(page.locator(".percent")).to_have_text(["75%", "25%"])
    studio.show(polls=(won(),))
    await expect(page.locator(".won .cap")).to_have_text(["A"])
    studio.show(polls=(won(settled_at_ms=NOW_MS - 20_000),))
    await expect(page.locator(".card:not(.leaving)")).to_have_count(0)


async def test_the_stage_shows_what_is_due_first(studio: Studio, open_page: OpenPage) -> None:
    page, _ = await open_page(studio.link("stage"))
    now = page.locator(".card:not(.leaving)")
    await expect(now).to_have_class(re.compile("board"))
    studio.show(pinned=pinned())
    await expect(now).to_have_class(re.compile("pinned"))
    studio.show(pinned=pinned(), polls=(poll(),))
    await expect(now).to_have_class(re.compile("poll"))
    studio.show(pinned=pinned(), polls=(poll(),), quick=(quick(),))
    await expect(now).to_have_class(re.compile("ask"))
    studio.show(pinned=pinned(), polls=(poll(),), quick=(quick(),), panicked=True)
    await expect(now).to_have_count(0)


# --- time ------------------------------------------------------------------------------------------------------


async def test_the_browsers_clock_does_not_matter(studio: Studio, open_page: OpenPage) -> None:
    studio.show(polls=(poll(closes_at_ms=NOW_MS + 30_000),))
    off = "const now = Date.now; Date.now = () => now() + 5 * 3600e3; performance.now = () => 777;"
    page, _ = await open_page(studio.link("poll"), before=off)
    await expect(page.locator(".time b")).to_have_text("0:30")
    studio.clock.at_ms += 12_300  # the daemon's clock was set; the next message says so
    studio.show(polls=(poll(closes_at_ms=NOW_MS + 30_000, voters=7),))
    await expect(page.locator(".time b")).to_have_text("0:18")


async def test_a_hidden_page_is_right_when_it_is_shown_again(studio: Studio, open_page: OpenPage) -> None:
    studio.show(polls=(poll(),))
    script = "Object.defineProperty(document, 'hidden', { get: () => Boolean(window.isHidden) })"
    page, _ = await open_page(studio.link("poll"), before=script)
    await page.wait_for_selector(".card")
    await until(lambda: studio.seen == [("poll",)])
    await page.evaluate("window.isHidden = true; document.dispatchEvent(new Event('visibilitychange'))")
    await until(lambda: studio.seen == [("poll",), ()])
    cdp = await page.context.new_cdp_session(page)
    await cdp.send("Page.setWebLifecycleState", {"state": "frozen"})
    began_s = time.monotonic()
    for n in range(300):
        studio.show(polls=(poll(voters=n),))
        await asyncio.sleep(0)
    assert time.monotonic() - began_s < 1  # nobody waited for it
    await cdp.send("Page.setWebLifecycleState", {"state": "active"})
    await page.evaluate("window.isHidden = false; document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.locator(".facts b").first).to_have_text("299", timeout=1_000)
    await until(lambda: studio.seen[2:] == [("poll",)])


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(200):
        if holds():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it did not come to that")


async def test_a_page_is_right_again_within_a_second_of_the_daemons_return(open_page: OpenPage) -> None:
    port = free_port()
    daemon = await start_daemon(port, "before")
    page, _ = await open_page(f"http://127.0.0.1:{port}/overlay/pinned?key={KEY}", size=(540, 960))
    try:
        await expect(page.locator(".say")).to_have_text("before")
        daemon.send_signal(signal.SIGKILL)
        await daemon.wait()
        await asyncio.sleep(1.2)
        await expect(page.locator(".say")).to_have_text("before")
        daemon = await start_daemon(port, "after")
        await expect(page.locator(".card:not(.leaving) .say")).to_have_text("after", timeout=1_000)
    finally:
        daemon.kill()
        await daemon.wait()


async def test_a_question_to_a_daemon_that_vanished_is_not_waited_for(open_page: OpenPage) -> None:
    port = free_port()
    daemon = await start_daemon(port, "before")
    asked = asyncio.Event()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()
        writer.close()

    page, _ = await open_page(f"http://127.0.0.1:{port}/overlay/pinned?key={KEY}", size=(540, 960))
    try:
        await expect(page.locator(".say")).to_have_text("before")
        daemon.kill()
        await daemon.wait()
        vanished = await asyncio.start_server(say_nothing, "127.0.0.1", port)
        await asked.wait()
        vanished.close()  # no more connections; the one there is stays, as to a computer without power
        daemon = await start_daemon(port, "after")
        await expect(page.locator(".card:not(.leaving) .say")).to_have_text("after", timeout=2_000)
    finally:
        daemon.kill()
        await daemon.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def start_daemon(port: int, text: str) -> asyncio.subprocess.Process:
    """Return a daemon of its own, once it listens."""
    arguments = ("-m", "tests.web.overlays.daemon", str(port), text)
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    return process


# --- the editor ------------------------------------------------------------------------------------------------


async def test_the_editor_shows_every_page_and_gives_links(studio: Studio, open_page: OpenPage) -> None:
    page, requests = await open_page(studio.link(""), size=(1280, 900))
    names = ["Stage", "Ask card", "Data board", "Code celebration", "Countdown", "Leaderboard", "Newcomers"]
    await expect(page.locator("h2")).to_have_text([*names, "Pinned question", "PK", "Poll", "Winners"])
    await page.get_by_role("button", name="Candy").click()
    await page.get_by_label("Languages").fill("es,en")
    link = page.get_by_role("textbox", name="Poll")
    await expect(link).to_have_value(f"{studio.server.url}/overlay/poll?key={KEY}&theme=candy&lang=es%2Cen")
    frame = page.frame_locator("[data-name=poll] iframe")
    await expect(frame.locator(".say").first).to_have_text("¿Qué color mostramos ahora?")
    assert all(url.startswith(studio.server.url) for url in requests)
    for name in sorted(SHOWS):  # every page has something to show
        await page.locator(f"[data-name={name}]").scroll_into_view_if_needed()
        await expect(page.frame_locator(f"[data-name={name}] iframe").locator(".card").first).to_be_visible()
    assert studio.seen == []  # previews are not what the audience sees


async def test_no_card_but_a_long_list_covers_the_face_of_the_host(studio: Studio, open_page: OpenPage) -> None:
    face_ends = 1920 * 0.28
    for name in sorted(set(SHOWS) - {"leaderboard"}):
        page, _ = await open_page(studio.link(name, "&preview&sample"))
        await page.wait_for_selector(".card")
        await page.wait_for_timeout(100)
        top = await page.evaluate("document.querySelector('.card').getBoundingClientRect().top")
        assert top > face_ends, name


async def test_the_editors_links_can_be_read_as_far_as_the_name_of_the_page(
    studio: Studio, open_page: OpenPage
) -> None:
    page, _ = await open_page(studio.link(""), size=(1280, 900))
    for name in sorted(SHOWS):
        room = await page.locator(f"[data-name={name}] .link").evaluate(
            "(one) => { const pen = document.createElement('canvas').getContext('2d');"
            " pen.font = getComputedStyle(one).font;"
            " return one.clientWidth - 16 - pen.measureText(one.value.split('?')[0]).width; }"
        )
        assert room > 0, name


async def test_the_editor_fits_a_phone(studio: Studio, open_page: OpenPage) -> None:
    page, _ = await open_page(studio.link(""), size=(360, 740))
    await page.wait_for_selector("article")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360

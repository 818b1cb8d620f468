"""The desk as the helper who sits at it has it: in a real browser, over a real socket, with a real room."""

import asyncio
import base64
import os
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from livebot.commands import ClaimQuestion
from livebot.testing import FakeClock
from livebot.views import Status
from livebot.views.questions import AskerView
from livebot.web import presence
from livebot.web.client import ControlClient
from livebot.web.desk import Desk
from livebot.web.overlays import Overlays
from livebot.web.server import ControlServer
from livebot.web.token import desk_key
from tests.console.showroom import NOW_MS, line, offence
from tests.web.desk.conftest import PHONE, TABLET, OpenDesk
from tests.web.desk.rooms import Room
from tests.web.desk.shows import KEY, busy, stopped
from tests.web.fakes import TOKEN, FakeRoom, question
from tests.web.overlays.conftest import STILL
from tests.web.overlays.test_browser import COMPARE, DIFFERENT_SHARE, PAYLOADS, free_port

pytestmark = pytest.mark.asyncio(loop_scope="session")

HERE = Path(__file__).parent


def button(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


async def go(page: Page, name: str) -> None:
    await page.locator(f"nav [data-key={name}]").click()


def card(page: Page, n: int) -> Locator:
    return page.locator(f"[data-key=q{n}]")


# --- the link --------------------------------------------------------------------------------------------------


async def test_the_key_leaves_the_address_and_stays_in_the_tab(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link)
    assert page.url == f"{room.server.url}/desk"
    assert room.desk.key not in await page.content()
    await page.reload()
    await expect(page.locator("header")).to_be_visible()
    assert await page.evaluate("Object.keys(localStorage).join().includes('key')") is False
    other = await page.context.new_page()
    await other.goto(page.url)
    await expect(other.get_by_role("heading", name="This page needs its link")).to_be_visible()


async def test_a_wrong_or_renewed_link_is_out_at_once_and_the_new_one_is_in(room: Room, open_desk: OpenDesk) -> None:
    wrong = await open_desk(f"{room.server.url}/desk#not-the-key", name="")
    await expect(wrong.get_by_role("heading", name="This link is not valid any more")).to_be_visible()
    page = await open_desk(room.link)
    old = room.desk.key
    async with ControlClient(room.server.url, TOKEN) as owner:
        found = await owner.desk(is_new=True)
    await expect(page.get_by_role("heading", name="This link is not valid any more")).to_be_visible(timeout=1_500)
    assert room.desk.key != old
    await page.goto(found.links[0])  # in the same tab: nothing but the part behind the # is another
    await expect(page.locator("header")).to_be_visible()


# --- questions -------------------------------------------------------------------------------------------------


async def test_a_question_is_answered_starred_dismissed_and_taken_back(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link)
    await room.asks("¿hay talla 42?")
    first = card(page, 1)
    await expect(first.locator(".main")).to_have_text("zh:¿hay talla 42?")
    await expect(first.locator(".original")).to_have_text("¿hay talla 42?")
    await first.get_by_role("button", name="Star question 1").click()
    await expect(first).to_have_class(re.compile("starred"))
    await first.get_by_role("button", name="Mark question 1").click()
    await expect(page.locator(".toast")).to_contain_text("Answered #1")
    await expect(page.locator("#fold-closed, [data-key=fold-closed] summary")).to_have_text("Done with (1)")
    assert room.shell.status.questions[0].answered_by.startswith("Ana ")
    await page.locator(".toast").get_by_role("button").click()
    await expect(page.locator("[data-key=waiting] [data-key=q1]")).to_be_visible()
    await button(first, "Open question 1").click()
    await expect(first.locator(".chip.you")).to_have_text("You")
    await button(first, "Dismiss").click()
    await expect(page.locator("[data-key=waiting] .card")).to_have_count(0)
    assert room.shell.status.questions[0].state == "dismissed"
    await page.get_by_role("button", name="Undo the last action").first.click()
    await expect(page.locator("[data-key=waiting] .card")).to_have_count(1)


async def test_a_question_is_handed_over_pinned_and_given_its_prepared_answer(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link)
    await room.asks("¿cuánto cuesta?")
    await button(page, "Open question 1").click()
    await button(page, "On screen").click()
    await expect(card(page, 1).locator(".chip.pin")).to_have_text("ON SCREEN")
    assert room.shell.status.pinned is not None
    await button(page, "Off screen").click()
    await expect(card(page, 1).locator(".chip.pin")).to_have_count(0)
    await button(page, "Hand over").click()
    await expect(page.locator("[data-key=fold-handed] .card")).to_have_count(1)
    await button(page, "Take back").click()
    await button(page, "Open question 1").click()
    await expect(page.locator(".answers .line")).to_have_text(["El A3 está hoy a $29"])
    await button(page, "Prepare to copy: price").click()
    await expect(page.locator(".toast")).to_contain_text("Ready to copy")
    await go(page, "outbox")
    await expect(page.locator(".line-card .main")).to_contain_text(["El A3 está hoy a $29"])


async def test_a_reply_is_translated_there_and_back_and_offered(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link)
    await room.asks("¿tiene forro?")
    await button(page, "Open question 1").click()
    field = page.get_by_label("Reply, in your language")
    await field.fill("有衬里")
    await room.asks("¿hay azul?", viewer="ben")  # what comes meanwhile disturbs nobody who types
    await expect(card(page, 2)).to_be_visible()
    await expect(field).to_have_value("有衬里")
    await expect(field).to_be_focused()
    await button(page, "Translate").click()
    await expect(page.locator("[data-key=reply] .line")).to_have_text("es:有衬里")
    await expect(page.locator("[data-key=reply]")).to_contain_text("means: zh:es:有衬里")
    await page.locator("[data-key=reply]").get_by_role("button", name="Prepare to copy").click()
    await go(page, "outbox")
    await expect(page.locator(".line-card .main")).to_contain_text(["es:有衬里"])


async def test_two_desks_and_a_console_want_the_same_card(room: Room, open_desk: OpenDesk) -> None:
    await room.asks("¿hay talla 42?")
    ana, ben = await open_desk(room.link), await open_desk(room.link, name="Ben", size=TABLET)
    await button(ana, "Open question 1").click()
    await expect(card(ben, 1).locator(".chip.other")).to_have_text(re.compile("^Ana "))
    await expect(button(card(ben, 1), "Mark question 1 as answered")).to_have_count(0)
    await button(card(ben, 1), "Take it over").click()
    await expect(ben.locator("#asked-text")).to_have_text(re.compile("^Ana .* has this card. Take it over"))
    await button(ben, "Cancel").click()
    assert room.shell.status.questions[0].claimed_by.startswith("Ana ")
    await ana.get_by_label("Reply, in your language").fill("half a repl")
    await button(card(ben, 1), "Take it over").click()
    await button(ben, "Yes").click()
    await expect(card(ana, 1).locator(".taken")).to_have_text(re.compile("^Ben .* has this card"))
    await expect(ana.get_by_label("Reply, in your language")).to_have_value("half a repl")
    async with ControlClient(room.server.url, TOKEN, by="console") as console:
        assert (await console.do(ClaimQuestion(n=1))).kind == "claimed"
        await console.do(ClaimQuestion(n=1, is_forced=True))
    await expect(card(ben, 1).locator(".taken")).to_have_text("console has this card")
    await button(card(ben, 1), "Close").click()
    assert room.shell.status.questions[0].claimed_by == "console"


async def test_what_a_desk_had_claimed_is_free_when_it_has_gone(
    room: Room, open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "BACK_WITHIN_S", 0.3)
    await room.asks("¿hay talla 42?")
    page = await open_desk(room.link)
    await button(page, "Open question 1").click()
    await expect(card(page, 1).locator(".chip.you")).to_be_visible()
    await page.close()
    await room.shell.until(lambda: room.shell.status.questions[0].state == "new")


# --- what is posted --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("clipboard", ["", "Object.defineProperty(navigator, 'clipboard', { value: undefined })"])
async def test_a_line_is_copied_with_one_tap_and_marked_as_posted(
    room: Room, open_desk: OpenDesk, clipboard: str
) -> None:
    page = await open_desk(room.link, before=clipboard)
    await go(page, "outbox")
    await page.get_by_role("textbox", name="Say in the room").fill("Hello everyone")
    await button(page, "Prepare").click()
    line = page.locator(".line-card")
    await expect(line.locator(".main")).to_have_text("Hello everyone")
    await expect(page.get_by_role("textbox", name="Say in the room")).to_have_value("")
    await button(line, "Copy: Hello everyone").click()
    await expect(page.locator(".toast")).to_have_text("Copied: paste it in the room")
    await page.get_by_role("textbox", name="Say in the room").focus()
    await page.keyboard.press("Control+V")
    await expect(page.get_by_role("textbox", name="Say in the room")).to_have_value("Hello everyone")
    await button(line, "I posted it").click()
    await expect(line).to_have_count(0)
    assert [(one.text, one.state) for one in room.shell.status.outbox] == [("Hello everyone", "sent")]


async def test_a_line_is_dropped(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link)
    await go(page, "outbox")
    await page.get_by_role("textbox", name="Say in the room").fill("Hello everyone")
    await button(page, "Prepare").click()
    await button(page.locator(".line-card"), "Drop").click()
    await expect(page.get_by_text("Nothing to post")).to_be_visible()


# --- the show --------------------------------------------------------------------------------------------------


async def test_polls_asks_codes_pks_and_goals_start_and_stop(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link)
    await go(page, "show")
    on_air: dict[str, tuple[str, Callable[[Status], bool]]] = {
        "polls.colour": ("Start: Red or blue? Type A or B", lambda status: status.polls[0].state == "open"),
        "quick.first": ("Start: First time here? Type Y", lambda status: status.quick[0].state == "open"),
        "codes.moon": ("Start: moon", lambda status: status.codes[0].open),
        "pk.shoes": ("Start: P for flats, K for heels", lambda status: status.pk[0].state == "open"),
    }
    for kind, (start, is_open) in on_air.items():
        await button(page, start).click()
        on = page.locator(f"article[data-key='{kind}']")
        await expect(on).to_be_visible()
        assert is_open(room.shell.status), kind
        await button(on, "Close").click()
        await expect(on.get_by_role("button")).to_have_count(0)
        assert not is_open(room.shell.status), kind
    await button(page, "Start: orders").click()
    await expect(button(page, "Stop: orders")).to_be_visible()
    await page.get_by_role("button", name="One order more").click()
    await expect(page.get_by_text("Orders: 1")).to_be_visible()
    await button(page, "Post now: follow").click()
    await expect(page.locator("nav [data-key=outbox] .badge")).to_have_text(re.compile("[1-9]"))


async def test_votes_grow_and_a_countdown_runs_by_the_daemons_clock(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link, before="Date.now = () => 5")
    await go(page, "show")
    await button(page, "Start: Vote soon").click()
    time = page.locator("[data-key='countdowns.vote'] .time")
    await expect(time).to_have_text(re.compile("4:5[0-9]"))
    before = await time.inner_text()
    await expect(time).not_to_have_text(before, timeout=2_500)
    await button(page, "+1 min").click()
    await expect(time).to_have_text(re.compile("5:5[0-9]"))
    countdown = page.locator("article[data-key='countdowns.vote']")
    await button(countdown, "Pause").click()
    await expect(countdown.locator(".chip")).to_be_visible()
    await button(countdown, "Go on").click()
    await button(countdown, "Stop").click()
    await expect(countdown).to_have_count(0)
    await button(page, "Start: Red or blue? Type A or B").click()
    poll = page.locator("article[data-key='polls.colour']")
    await expect(poll).to_be_visible()
    await room.shell.says("A")
    await room.shell.says("B", "ben")
    await room.shell.says("A", "cid")
    await expect(poll.locator(".count")).to_have_text(["2 · 67 %", "1 · 33 %"])
    await expect(poll).to_contain_text("3 voters")


async def test_a_giveaway_is_begun_and_cancelled_only_after_a_question(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link)
    await go(page, "show")
    await button(page, "Start: tumbler").click()
    giveaway = page.locator("article[data-key='giveaways.tumbler']")
    await button(giveaway, "Cancel it").click()
    await expect(page.locator("#asked-text")).to_contain_text("It cannot be taken back")
    await page.keyboard.press("Escape")
    await expect(giveaway).to_be_visible()
    await button(giveaway, "Cancel it").click()
    await button(page, "Yes").click()
    await expect(giveaway).to_have_count(0)
    assert room.shell.status.giveaways[0].state == "cancelled"


async def test_the_run_sheet_goes_on_and_back(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link)
    await go(page, "show")
    title = page.locator("[data-key=segment] h4")
    await button(page, "Next segment").click()
    await room.shell.until(lambda: room.shell.status.runsheet.current)
    now = room.shell.status.runsheet.current
    await expect(title).to_have_text({"welcome": "Welcome", "bags": "Bags"}[now])
    await button(page, "Hold").click()
    await button(page.locator("[data-key=segment]"), "Go on").click()
    await page.get_by_text("All segments").click()
    await button(page, "Begin: Good-bye").click()
    await expect(title).to_have_text("Good-bye")
    await button(page, "One back").click()
    await expect(title).not_to_have_text("Good-bye")


async def test_panic_pause_and_resume(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link)
    await button(page, "Pause").click()
    await expect(page.get_by_role("alert")).to_contain_text("Paused")
    await button(page.get_by_role("alert"), "Resume").click()
    await expect(page.get_by_role("alert")).to_have_count(0)
    await button(page, "Panic: stop all posting at once").click()
    await expect(page.get_by_role("alert")).to_contain_text("PANIC")
    assert room.shell.status.panicked
    await button(page.get_by_role("alert"), "Resume").click()
    await expect(page.get_by_role("alert")).to_have_count(0)


# --- viewers ---------------------------------------------------------------------------------------------------


async def test_offences_are_acted_on_permitted_and_dismissed(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link)
    await go(page, "guard")
    await room.shell.says("cheaper at win-bags.com everybody", "katya")
    offence = page.locator("[data-key=o1]")
    await expect(offence.locator(".line")).to_have_text("cheaper at win-bags.com everybody")
    await button(offence, "Write a warning").click()
    await expect(offence.get_by_text("Post this warning")).to_be_visible()
    await button(offence, "No offence").click()
    await expect(page.get_by_text("Nothing to decide")).to_be_visible()
    await room.shell.says("now at win-bags.com again", "katya")
    await page.locator("[data-key=o2] summary").click()
    await button(page.locator("[data-key=o2]"), "Permit one link").click()
    await expect(page.locator(".toast")).to_contain_text("Permit one link")


async def test_a_raid_is_dealt_with_in_one_tap(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link)
    await go(page, "guard")
    for n in range(4):
        await room.shell.says("visit this amazing shop it is so good everyone", f"bot{n}")
    raid = page.locator(".raid")
    await expect(raid).to_contain_text(re.compile("RAID: [34] viewers"))
    n = next(one.n for one in room.shell.status.offences if one.rule == "raid")
    await button(raid, "I did it").click()
    await room.shell.until(lambda: next(one for one in room.shell.status.offences if one.n == n).state == "done")


# --- the connection --------------------------------------------------------------------------------------------


async def test_a_killed_daemon_is_said_plainly_and_all_goes_on_after_it(open_desk: OpenDesk, tmp_path: Path) -> None:
    port = free_port()
    daemon = await start_daemon(port, tmp_path)
    page = await open_desk(f"http://127.0.0.1:{port}/desk#{desk_key(tmp_path)}")
    try:
        await button(page, "Open question 1").click()
        await page.get_by_label("Reply, in your language").fill("half a repl")
        daemon.send_signal(signal.SIGKILL)
        await daemon.wait()
        await expect(page.get_by_role("alert")).to_contain_text("No connection to livebot")
        await button(card(page, 1), "Star").click()
        await expect(page.locator(".toast.bad")).to_contain_text("NOT DONE: there is no connection", timeout=6_000)
        daemon = await start_daemon(port, tmp_path)
        await expect(page.get_by_role("alert")).to_have_count(0, timeout=3_000)
        await expect(card(page, 1).locator(".chip.you")).to_have_text("You")
        await expect(page.get_by_label("Reply, in your language")).to_have_value("half a repl")
        await button(card(page, 1), "Star").click()
        await expect(card(page, 1)).to_have_class(re.compile("starred"))
    finally:
        daemon.kill()
        await daemon.wait()


async def start_daemon(port: int, folder: Path) -> asyncio.subprocess.Process:
    """Return a daemon of its own, once it listens."""
    arguments = ("-m", "tests.web.desk.daemon", str(port), str(folder))
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    while (said := await process.stdout.readline()) != b"ready\n":
        assert said, "the daemon ended"
    return process


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


class studio:  # noqa: N801 - reads as what it is in `async with`
    """A desk with a room that a test shows as it likes."""

    def __init__(self, room: FakeRoom) -> None:
        self.room, clock = room, FakeClock(NOW_MS)
        overlays = Overlays(room, key="a-key-for-overlays-in-tests", clock=clock)
        desk = Desk(room, key=KEY, renew=lambda: KEY, clock=clock, host="127.0.0.1")
        self.server = ControlServer(room, host="127.0.0.1", port=0, token=TOKEN, overlays=overlays, desk=desk)

    async def __aenter__(self) -> tuple[FakeRoom, str]:
        await self.server.start()
        return self.room, f"{self.server.url}/desk#{KEY}"

    async def __aexit__(self, *_: object) -> None:
        await self.server.stop()


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


UNNAMED = """() => [...document.querySelectorAll("button, input, textarea, nav, section, article, dialog")]
  .filter((one) => one.checkVisibility())
  .filter((one) => !(one.getAttribute("aria-label") || one.getAttribute("aria-labelledby") || one.labels?.length
    || (one.tagName === "BUTTON" && one.textContent.trim())))
  .map((one) => one.outerHTML.slice(0, 120))"""
SMALL = """() => [...document.querySelectorAll("button, summary, input")].filter((one) => one.checkVisibility())
  .filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML.slice(0, 120))"""
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
  const isText = (node) => node.nodeType === 3 && node.data.trim();
  const texts = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility()
    && !one.classList.contains("unseen") && [...one.childNodes].some(isText));
  return texts.map((one) => {
    const [a, b] = [light(parse(getComputedStyle(one).color)), light(behind(one))];
    return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), one.outerHTML.slice(0, 100)];
  }).filter(([ratio]) => ratio < 4.5);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_all_has_a_name_is_large_enough_and_can_be_read(open_desk: OpenDesk, scheme: str) -> None:
    async with studio(FakeRoom(busy())) as (_, link):
        page = await open_desk(link, scheme=scheme)
        for part in ("questions", "outbox", "show", "guard"):
            await go(page, part)
            await page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
            for problem in (UNNAMED, SMALL, FAINT):
                assert await page.evaluate(problem) == [], part
            ids = await page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
            assert len(ids) == len(set(ids))


async def test_a_screen_reader_is_told_what_is_there_and_is_not_chattered_at(open_desk: OpenDesk) -> None:
    async with studio(FakeRoom(busy("en"))) as (room, link):
        page = await open_desk(link)
        seen = await page.locator("body").aria_snapshot()
        for line in (
            'button "Panic: stop all posting at once"',
            'navigation "Parts of the desk"',
            'button "To post 2 waiting"',
            'heading "How much is it?" [level=3]',
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


async def test_it_can_be_driven_with_keys_alone(room: Room, open_desk: OpenDesk) -> None:
    await room.asks("¿hay talla 42?")
    await room.asks("¿tiene forro?", "ben")
    page = await open_desk(room.link)
    await page.locator("[data-key=q1] button").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-key=waiting] .card")).to_have_count(1)
    await expect(card(page, 2)).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await expect(page.get_by_label("Reply, in your language")).to_be_visible()
    await button(page, "Settings").focus()
    await page.keyboard.press("Enter")
    await button(page, "中文").click()
    await expect(page.locator("nav")).to_contain_text("问题")
    await page.keyboard.press("Escape")
    await expect(page.locator("#menu")).to_be_hidden()

"""Typed text, the focus and the finger's place while the room moves on."""

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from tests.web.desk.conftest import OpenDesk
from tests.web.desk.hands import button, card, go
from tests.web.desk.rooms import Room

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANSWER_DELAY_S = 0.6
"""Longer than the page waits before it draws what is new."""


async def delay_answers(page: Page) -> None:
    """Let the page hear of what it did from the room before it hears it from its command."""

    async def late(route: Route) -> None:
        answer = await route.fetch()
        await asyncio.sleep(ANSWER_DELAY_S)
        await route.fulfill(response=answer)

    await page.route("**/api/do", late)


# --- what is typed ---------------------------------------------------------------------------------------------


async def test_a_claim_without_an_answer_costs_nobody_the_reply_they_type(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link)
    await room.asks("¿tiene forro?")
    await page.route("**/api/do", lambda route: route.abort())
    await button(page, "Open question 1").click()
    field = page.get_by_label("Reply, in your language")
    await field.fill("half a repl")
    await expect(page.locator(".toast.bad")).to_contain_text("look before you repeat it")
    await expect(field).to_have_value("half a repl")
    await page.unroute("**/api/do")
    await room.desk.close()  # the connection is lost, and comes back between two ticks of the page
    await expect(card(page, 1).locator(".chip.you")).to_have_text("You")


async def test_what_is_typed_stays_when_something_else_is_looked_at(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link)
    await room.asks("¿tiene forro?")
    await button(page, "Open question 1").click()
    await page.get_by_label("Reply, in your language").fill("half a repl")
    await go(page, "outbox")
    await page.get_by_role("textbox", name="Say in the room").fill("Hello ev")
    await go(page, "questions")
    await expect(page.get_by_label("Reply, in your language")).to_have_value("half a repl")
    await button(card(page, 1), "Close").click()
    await button(page, "Open question 1").click()
    await expect(page.get_by_label("Reply, in your language")).to_have_value("half a repl")
    await go(page, "outbox")
    await expect(page.get_by_role("textbox", name="Say in the room")).to_have_value("Hello ev")
    await button(page, "Prepare").click()
    await expect(page.get_by_role("textbox", name="Say in the room")).to_have_value("")
    await go(page, "show")
    await go(page, "outbox")
    await expect(page.get_by_role("textbox", name="Say in the room")).to_have_value("")


async def test_a_page_that_the_phone_threw_away_goes_on_where_it_was(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link)
    await room.asks("¿tiene forro?")
    await button(page, "Open question 1").click()
    await expect(card(page, 1).locator(".chip.you")).to_be_visible()
    await page.get_by_label("Reply, in your language").fill("half a repl")
    await page.reload()
    await expect(page.get_by_label("Reply, in your language")).to_have_value("half a repl")
    await expect(card(page, 1).locator(".chip.you")).to_have_text("You")
    assert room.shell.status.questions[0].state == "claimed"
    await go(page, "show")
    await page.reload()
    await expect(page.get_by_role("main", name="Show")).to_be_visible()


# --- taps ------------------------------------------------------------------------------------------------------


TAP = """([x, y, at]) => {
  const tap = new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1, clientX: x, clientY: y });
  Object.defineProperty(tap, "timeStamp", { value: at });
  document.elementFromPoint(x, y).dispatchEvent(tap);
}"""


async def test_a_double_tap_does_nothing_to_the_card_that_moves_up(room: Room, open_desk: OpenDesk) -> None:
    for viewer in ("ana", "ben", "cid"):
        await room.asks(f"¿talla de {viewer}?", viewer)
    page = await open_desk(room.link)
    box = await button(page, "Mark question 1 as answered").bounding_box()
    assert box is not None
    place = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    await page.evaluate(TAP, [*place, 10_000])
    await expect(page.locator("[data-key=waiting] .card")).to_have_count(2)
    await page.evaluate(TAP, [*place, 10_250])
    await page.evaluate(TAP, [*place, 11_000])
    await expect(page.locator("[data-key=waiting] .card")).to_have_count(1)
    await page.wait_for_timeout(300)
    assert [one.state for one in room.shell.status.questions].count("answered") == 2


# --- the focus -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_late", [False, True])
async def test_the_next_card_has_the_focus_when_one_is_done(room: Room, open_desk: OpenDesk, is_late: bool) -> None:
    await room.asks("¿hay talla 42?")
    await room.asks("¿tiene forro?", "ben")
    page = await open_desk(room.link)
    if is_late:
        await delay_answers(page)
    await page.locator("[data-key=q1] button").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-key=waiting] .card")).to_have_count(1)
    await expect(card(page, 2)).to_be_focused()


async def test_what_was_started_has_the_focus_where_it_is_now(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link)
    await go(page, "show")
    await button(page, "Start: Red or blue? Type A or B").focus()
    await page.keyboard.press("Enter")
    poll = page.locator("article[data-key='polls.colour']")
    await expect(poll).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(button(poll, "Close")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(poll).to_be_focused()


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

"""Winners and points, from the desk: what is drawn is never drawn again, so it is asked first."""

import pytest
from playwright.async_api import expect

from tests.web.desk.conftest import OpenDesk
from tests.web.desk.hands import button, go
from tests.web.desk.rooms import Room

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_winners_are_drawn_with_the_public_value(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link)
    await go(page, "show")
    await button(page, "Start: dress").click()
    giveaway = page.locator("article[data-key='giveaways.dress']")
    await expect(giveaway).to_be_visible()
    await go(page, "outbox")  # entry opens when the seal of the draw is in the room
    await button(page.locator(".line-card").filter(has_text="Seal"), "I posted it").click()
    await go(page, "show")
    await expect(button(giveaway, "Close entry")).to_be_visible()
    for viewer in ("ana", "ben", "cid"):
        await room.shell.says("me", viewer)
    await expect(giveaway).to_contain_text("3 take part")
    await button(giveaway, "Close entry").click()
    await button(page, "Yes").click()
    await expect(page.locator("nav [data-key=show] .badge")).not_to_have_class("badge calm")
    await expect(page.locator("#part-show section").nth(1)).to_contain_text("dress")  # above all that only runs
    field = giveaway.get_by_label("Public value: the 4D number")
    await field.fill("  4711 ")
    await button(giveaway, "Draw").click()
    await expect(page.locator("#asked-text")).to_have_text(
        "Draw the winners of dress with 4711? It cannot be taken back."
    )
    await button(page, "Cancel").click()
    assert room.shell.status.giveaways[1].state == "frozen"
    await field.press("Enter")
    await button(page, "Yes").click()
    await expect(giveaway.locator("li")).to_contain_text("the A3 dress")
    await expect(giveaway.locator("form")).to_have_count(0)
    drawn = room.shell.status.giveaways[1]
    assert (drawn.state, drawn.value) == ("drawn", "4711")
    assert drawn.winners[0].name in await giveaway.locator("li b").inner_text()
    await go(page, "outbox")
    await expect(page.locator(".line-card .main").filter(has_text="wins the A3 dress")).to_have_count(1)


async def test_the_leaderboard_is_offered_once_somebody_has_points(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link)
    await go(page, "show")
    await expect(button(page, "Post the leaderboard")).to_have_count(0)
    await room.shell.says("hello everyone", "maria")
    await button(page, "Post the leaderboard").click()
    await expect(page.locator(".toast")).to_contain_text("Ready to copy")
    await go(page, "outbox")
    await expect(page.locator(".line-card .main")).to_contain_text(["Top of the month: "])
    await go(page, "show")
    await button(page, "Post the leaderboard").click()
    await expect(page.locator(".toast.bad")).to_contain_text("NOT DONE")


async def test_a_question_that_follows_another_at_once_waits_for_its_own_answer(
    room: Room, open_desk: OpenDesk
) -> None:
    page = await open_desk(room.link)
    await go(page, "show")
    await button(page, "Start: tumbler").click()
    cancel = button(page.locator("article[data-key='giveaways.tumbler']"), "Cancel it")
    await cancel.click()
    await expect(page.locator("#asked")).to_be_visible()
    await page.evaluate("document.querySelector('[data-ui=no]').click(); document.querySelector('[data-ask]').click()")
    await page.wait_for_timeout(100)
    await button(page, "Yes").click()
    await expect(cancel).to_have_count(0)

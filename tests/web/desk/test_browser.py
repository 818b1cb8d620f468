"""The desk as the helper who sits at it has it: in a real browser, over a real socket, with a real room."""

import re
from collections.abc import Callable

import pytest
from playwright.async_api import expect

from livebot.commands import ClaimQuestion
from livebot.views import Status
from livebot.web import presence
from livebot.web.client import ControlClient
from tests.web.desk.conftest import TABLET, OpenDesk
from tests.web.desk.hands import button, card, go, lift_finger
from tests.web.desk.rooms import Room
from tests.web.fakes import TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="session")


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
    await expect(wrong.get_by_role("heading", name="This link does not work")).to_be_visible()
    await expect(wrong.locator(".door p")).to_contain_text("mistyped, or a newer one was made")
    page = await open_desk(room.link)
    old = room.desk.key
    async with ControlClient(room.server.url, TOKEN) as owner:
        found = await owner.desk(is_new=True)
    await expect(page.get_by_role("heading", name="This link does not work")).to_be_visible(timeout=1_500)
    assert room.desk.key != old
    await page.goto(found.links[0])  # in the same tab: nothing but the part behind the # is another
    await expect(page.locator("header")).to_be_visible()


async def test_the_settings_say_who_one_is_and_change_it(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link, name="Mia")
    await room.asks("¿hay talla 42?")
    await button(page, "Open question 1").click()
    await expect(card(page, 1).locator(".chip.you")).to_be_visible()
    await button(page, "Settings").click()
    field = page.get_by_label("Your name")
    await expect(field).to_have_value("Mia")
    await field.fill("Ana Mia")
    await button(page, "Done").click()
    await room.shell.until(lambda: room.shell.status.questions[0].claimed_by.startswith("Ana Mia "))
    await expect(card(page, 1).locator(".chip.you")).to_be_visible()
    await button(page, "Settings").click()
    await expect(field).to_have_value("Ana Mia")
    await button(page, "Done").click()
    await expect(page.locator("#menu")).to_be_hidden()


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
    await lift_finger(page)
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
    await expect(page.locator(".toast")).to_contain_text("Done: Start: orders")
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
    await lift_finger(page)
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
    await lift_finger(page)
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


async def test_with_nobody_to_decide_on_it_says_what_will_show_there(room: Room, open_desk: OpenDesk) -> None:
    page = await open_desk(room.link)
    await go(page, "guard")
    await expect(page.locator(".nothing")).to_contain_text("Who breaks your chat rules shows here")


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

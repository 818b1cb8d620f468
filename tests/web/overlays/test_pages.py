"""What each page shows when, in a real browser."""

import asyncio
import re
import time
from typing import Any

import pytest
from playwright.async_api import expect

from tests.web.overlays.conftest import STILL, OpenPage, Studio
from tests.web.overlays.shows import (
    DRESS,
    NOW_MS,
    board,
    camp,
    code,
    countdown,
    drawn,
    giveaway,
    goal,
    newcomers,
    notice,
    pinned,
    pk,
    poll,
    quick,
    winner,
    won,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

SMALL = (540, 960)
CARD = ".card:not(.leaving)"


# --- PK --------------------------------------------------------------------------------------------------------


async def test_the_camp_with_more_cheers_has_the_crown_until_the_room_turns_warm(
    studio: Studio, open_page: OpenPage
) -> None:
    studio.show(pk=(pk(),))
    page, _ = await open_page(studio.link("pk"), size=SMALL)
    await expect(page.locator(".cheers")).to_have_text(["412", "365"])
    await expect(page.locator(".ahead .cap")).to_have_text(["P"])
    await expect(page.locator(".fair")).to_be_hidden()
    studio.show(pk=(pk(leader="K", camps=(camp("P", 412, 118), camp("K", 430, 101))),))
    await expect(page.locator(".ahead .cap")).to_have_text(["K"])
    studio.show(pk=(pk(temperature="warm"),))
    await expect(page.locator(".ahead")).to_have_count(0)
    await expect(page.locator(".fair p")).to_have_text([re.compile("all for fun"), re.compile("un juego")])


async def test_a_pk_that_was_cooled_has_no_winner(studio: Studio, open_page: OpenPage) -> None:
    over = {"state": "closed", "result": "P", "settled_at_ms": NOW_MS, "closes_at_ms": 0}
    studio.show(pk=(pk(**over),))
    page, _ = await open_page(studio.link("pk"), size=SMALL, before=STILL)
    await expect(page.locator(".ahead .cap")).to_have_text(["P"])
    studio.show(pk=(pk(**over, cooled=True),))
    await expect(page.locator(".ahead")).to_have_count(0)
    await expect(page.locator(".fair")).to_be_visible()


# --- countdowns ------------------------------------------------------------------------------------------------


async def test_a_countdown_is_right_to_the_tenth_whatever_the_browsers_clock_says(
    studio: Studio, open_page: OpenPage
) -> None:
    studio.show(countdowns=(countdown(ends_at_ms=NOW_MS + 59_940),))
    before = STILL + "const now = Date.now; Date.now = () => now() - 7 * 3600e3;"
    page, _ = await open_page(studio.link("countdown"), size=SMALL, before=before)
    await expect(page.locator(".digits")).to_have_text("1:00.0")
    for left_ms, text in ((59_900, "59.9"), (59_899, "59.9"), (10_001, "10.1"), (350, "0.4"), (1, "0.1"), (0, "0.0")):
        studio.show(countdowns=(countdown(ends_at_ms=NOW_MS + left_ms),))
        await expect(page.locator(".digits")).to_have_text(text)
    studio.show(countdowns=(countdown(ends_at_ms=NOW_MS + 2 * 3_600_000),))
    await expect(page.locator(".digits")).to_have_text("2:00:00")


async def test_a_countdown_counts_by_itself(studio: Studio, open_page: OpenPage) -> None:
    studio.show(countdowns=(countdown(ends_at_ms=NOW_MS + 300_000),))
    studio.clock.now_ms = lambda: NOW_MS + round((time.monotonic() - began_s) * 1000)  # type: ignore[method-assign]
    began_s = time.monotonic()
    page, _ = await open_page(studio.link("countdown"), size=SMALL)
    digits = page.locator(".digits")
    for _ in range(3):
        await page.wait_for_timeout(400)
        asked_s = time.monotonic() - began_s
        text = await digits.text_content() or ""
        answered_s = time.monotonic() - began_s
        assert 300 - answered_s - 0.05 <= _seconds(text) <= 300 - asked_s + 0.15


def _seconds(text: str) -> float:
    minutes, seconds = text.split(":")
    return int(minutes) * 60 + float(seconds)


async def test_a_calm_countdown_shows_nothing_that_ticks(studio: Studio, open_page: OpenPage) -> None:
    studio.show(countdowns=(countdown(is_calm=True),))
    page, _ = await open_page(studio.link("countdown"), size=SMALL)
    await expect(page.locator(CARD)).to_have_text("Vote for the next itemVotación del próximo artículo")
    studio.show(countdowns=(countdown(is_calm=True, title={}),))
    await expect(page.locator(CARD)).to_have_count(0)  # without its title it has nothing to say


async def test_countdowns_to_a_figure_show_what_is_missing(studio: Studio, open_page: OpenPage) -> None:
    target = {"ends_at_ms": 0, "figure": "orders", "target": 100}
    studio.show(countdowns=(countdown(**target, have=86),))
    page, _ = await open_page(studio.link("countdown"), size=SMALL)
    await expect(page.locator(".whole")).to_have_text("14")
    studio.show(countdowns=(countdown(**target, have=99),))
    await expect(page.locator(".whole")).to_have_text("1")
    await expect(page.locator(".way")).to_have_text("99 / 100")


async def test_where_pressure_is_not_welcome_times_left_are_known_and_nothing_ticks(
    studio: Studio, open_page: OpenPage
) -> None:
    shows: dict[str, tuple[dict[str, Any], str, list[str]]] = {
        "ask": ({"quick": (quick(closes_at_ms=NOW_MS + 37_000),)}, ".time b", ["<1 min"]),
        "poll": ({"polls": (poll(closes_at_ms=NOW_MS + 61_000),)}, ".time b", ["1 min"]),
        "pk": ({"pk": (pk(closes_at_ms=NOW_MS + 3_600_000),)}, ".time b", ["60 min"]),
        "winner": (
            {"giveaways": (giveaway(texts={"de": "Noch {left}: schreib das Wort", "en": "{left}"}),)},
            ".how, .time b",
            ["Noch 2 Min.: schreib das Wort", "2 min", "2 Min."],
        ),
    }
    for name, (show, clock, texts) in shows.items():
        studio.show(**show, is_calm=True, languages={"de": 9, "en": 5})
        page, _ = await open_page(studio.link(name, "" if name == "winner" else "&lang=en"), size=SMALL, before=STILL)
        await expect(page.locator(clock)).to_have_text(texts)


async def test_goals_are_named_in_the_audiences_languages(studio: Studio, open_page: OpenPage) -> None:
    studio.show(goals=(goal(), goal(id="plain", label="", labels={})))
    page, _ = await open_page(studio.link("board"), size=SMALL)
    await expect(page.locator(".goal .name")).to_have_text(["Free shipping for everyone", "Envío gratis para todos"])
    await expect(page.locator(".goal")).to_have_count(2)


# --- leaderboard and code --------------------------------------------------------------------------------------


async def test_the_board_is_the_months_unless_the_link_says_otherwise(studio: Studio, open_page: OpenPage) -> None:
    studio.show(boards=(board("session", 2), board("month", 4)))
    page, _ = await open_page(studio.link("leaderboard"), size=SMALL)
    await expect(page.locator(".head")).to_have_text("November 2026")
    await expect(page.locator("li .name")).to_have_text(["m***a", "J***n", "山***花", "ก***า"])
    other, _ = await open_page(studio.link("leaderboard", "&board=session"), size=SMALL)
    await expect(other.locator(".head")).to_have_text("LIVE")
    studio.show(boards=(board("session", 5), board("month", 1)))
    await expect(other.locator("li .name")).to_have_count(5)
    await expect(page.locator("li:visible .name")).to_have_text(["m***a"])


async def test_a_burst_is_celebrated_for_a_while_without_the_code(studio: Studio, open_page: OpenPage) -> None:
    studio.show(codes=(code(),), notices=(notice("code_burst", "moonlight", 1_000, viewers="12"),))
    page, _ = await open_page(studio.link("code"), size=SMALL)
    await expect(page.locator(".count")).to_have_text("12")
    await expect(page.locator(".say")).to_have_text([re.compile("^12 of you"), re.compile("^¡12 de ustedes")])
    await expect(page.locator(".all")).to_have_text("348November 2026")
    assert "moonlight" not in await page.locator("main").inner_html()
    studio.show(codes=(code(),), notices=(notice("code_burst", "moonlight", 9_000, viewers="12"),))
    await expect(page.locator(CARD)).to_have_count(0)


# --- giveaways -------------------------------------------------------------------------------------------------


async def test_a_draw_from_its_word_to_its_winner(studio: Studio, open_page: OpenPage) -> None:
    studio.show(giveaways=(giveaway(texts={"en": "{left} left: type the word"}),))
    page, _ = await open_page(studio.link("winner"), size=SMALL, before=STILL)
    await expect(page.locator(".cap")).to_have_text(["me"])
    await expect(page.locator(".how")).to_have_text(["2:05 left: type the word"])
    await expect(page.locator(".seal")).to_have_text("4f3a 91bc 02de")
    studio.show(giveaways=(giveaway(state="frozen", closes_at_ms=0, public_value="tonight's 4D number"),))
    await expect(page.locator(f"{CARD} .fixed")).to_have_text("57")
    await expect(page.locator(f"{CARD} .seal")).to_have_text("a1b2 c3d4 e5f6")
    await expect(page.locator(f"{CARD} .value")).to_have_text("tonight's 4D number")
    called = notice("giveaway_won", "dress", 3_000, viewer="Lucía")
    studio.show(giveaways=(drawn(winner(name="Lucía", claim_until_ms=0)),), notices=(called,))
    name = page.locator(f"{CARD} .name")
    await expect(page.locator(f"{CARD} [data-state=hidden]")).to_have_count(1)
    assert "Lucía" not in (await page.locator("main").inner_text())
    studio.clock.at_ms += 1_000
    studio.show(giveaways=(drawn(winner(name="Lucía")),), notices=(called,))
    await expect(name).to_have_text("Lucía")
    await expect(page.locator(f"{CARD} .claim")).to_have_text("here1:33")
    done = notice("giveaway_done", "dress")
    studio.show(giveaways=(drawn(winner(name="Lucía", state="claimed"), state="done"),), notices=(done,))
    await expect(page.locator(f"{CARD} .check")).to_be_visible()
    studio.show(giveaways=(drawn(winner(name="Lucía", state="claimed"), state="done"),))
    await expect(page.locator(CARD)).to_have_count(0)


async def test_a_prize_that_is_drawn_again_goes_to_another_name_once(studio: Studio, open_page: OpenPage) -> None:
    studio.show(giveaways=(drawn(winner(name="Ana")),))
    page, _ = await open_page(studio.link("winner"), size=SMALL, before=STILL)
    await expect(page.locator(".name")).to_have_text("Ana")
    again = notice("giveaway_won", "dress", 3_500, viewer="Ben")
    other = {"giveaways": (drawn(winner(name="Ben", claim_until_ms=0)),), "notices": (again,)}
    studio.show(**other)
    await expect(page.locator("[data-state=hidden]")).to_have_count(1)
    studio.clock.at_ms += 1_000
    studio.show(**other, viewers=7)
    await expect(page.locator(".name")).to_have_text("Ben")


async def test_of_tiktoks_own_giveaway_there_is_how_to_take_part_and_no_winner(
    studio: Studio, open_page: OpenPage
) -> None:
    own = giveaway(mode="native", words=(), commitment="", texts={"en": "Tap the Giveaway button"}, labels=(DRESS,))
    studio.show(giveaways=(own,))
    page, _ = await open_page(studio.link("winner"), size=SMALL)
    await expect(page.locator(".how")).to_have_text(["Tap the Giveaway button"])
    await expect(page.locator(".cap, .seal")).to_have_count(0)
    await expect(page.locator(".people")).to_be_hidden()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("W" * 40, "W" * 23 + "…"),
        ("👨‍👩‍👧‍👦" * 24, "👨‍👩‍👧‍👦" * 24),
        ("🇺🇦" * 25, "🇺🇦" * 23 + "…"),
        ("ก็" * 25, "ก็" * 23 + "…"),
    ],
)
async def test_names_are_cut_between_characters(studio: Studio, open_page: OpenPage, name: str, shown: str) -> None:
    studio.show(giveaways=(drawn(winner(name=name)),))
    page, _ = await open_page(studio.link("winner"), size=SMALL)
    await expect(page.locator(".name")).to_have_text(shown)


# --- newcomers and the stage -----------------------------------------------------------------------------------


async def test_newcomers_are_welcomed_in_the_cards_languages_while_it_is_up(
    studio: Studio, open_page: OpenPage
) -> None:
    studio.show(newcomers=newcomers(texts={"vi": "Chào bạn", "th": "สวัสดี"}))
    page, _ = await open_page(studio.link("newcomers"), size=SMALL)
    await expect(page.locator(".say")).to_have_text(["Chào bạn", "สวัสดี"])
    await expect(page.locator(".cap")).to_have_text(["Y", "N"])
    await until_seen(studio, ("newcomers",))
    studio.show(newcomers=newcomers(until_ms=NOW_MS))
    await expect(page.locator(CARD)).to_have_count(0)


async def until_seen(studio: Studio, pages: tuple[str, ...]) -> None:
    for _ in range(200):
        if studio.seen and set(pages) <= set(studio.seen[-1]):
            return
        await asyncio.sleep(0.01)
    pytest.fail(f"only {studio.seen[-1:]} were seen")


async def test_newcomers_count_as_met_only_where_the_stage_would_show_their_card(
    studio: Studio, open_page: OpenPage
) -> None:
    page, _ = await open_page(studio.link("stage"), size=SMALL)
    await until_seen(studio, ("stage", "newcomers"))
    studio.show(polls=(poll(opened_at_ms=NOW_MS - 20_000),), newcomers=newcomers())
    await expect(page.locator(CARD)).to_have_class(re.compile("poll"))
    assert "newcomers" not in studio.seen[-1]
    studio.show(newcomers=newcomers(opens="heard"), quick=(quick(id="heard"),))
    await expect(page.locator(CARD)).to_have_class(re.compile("newcomers"))
    await until_seen(studio, ("newcomers",))
    studio.show(newcomers=newcomers(opens="heard"), quick=(quick(id="another"),))
    await expect(page.locator(CARD)).to_have_class(re.compile("ask"))
    assert "newcomers" not in studio.seen[-1]


async def test_moments_interrupt_and_what_lasts_takes_turns(studio: Studio, open_page: OpenPage) -> None:
    lasting = {"countdowns": (countdown(),), "giveaways": (giveaway(),), "boards": (board(),)}
    studio.show(**lasting)
    page, _ = await open_page(studio.link("stage"), size=SMALL, before=STILL)
    now = page.locator(CARD)
    turns: list[str] = []
    for _ in range(4):
        await expect(now).not_to_have_class(re.compile(f"^({'|'.join(['none', *turns])})"))
        turns.append((await now.get_attribute("class") or "").split()[0])
        studio.clock.at_ms += 15_000
        studio.show(**lasting, viewers=len(turns))
    assert sorted(turns) == ["board", "countdown", "leaderboard", "winner"]
    at_ms = studio.clock.at_ms
    lasting["countdowns"] = (countdown(ends_at_ms=at_ms + 9_000),)
    studio.show(**lasting, pinned=pinned())
    await expect(now).to_have_class(re.compile("countdown"))
    burst = notice("code_burst", "moonlight", NOW_MS - at_ms, viewers="9")
    studio.show(**lasting, codes=(code(),), notices=(burst,), at_ms=at_ms)
    await expect(now).to_have_class(re.compile("code"))


async def test_what_takes_turns_has_a_whole_one_after_whatever_was_on(studio: Studio, open_page: OpenPage) -> None:
    lasting = {"boards": (board(),)}
    studio.clock.at_ms += 14_000
    studio.show(**lasting, pinned=pinned())
    page, _ = await open_page(studio.link("stage"), size=SMALL, before=STILL)
    now = page.locator(CARD)
    await expect(now).to_have_class(re.compile("^pinned"))
    studio.show(**lasting)
    await expect(now).to_have_class(re.compile("^leaderboard"))
    studio.clock.at_ms += 14_000
    studio.show(**lasting, viewers=7)
    await page.wait_for_timeout(400)
    await expect(now).to_have_class(re.compile("^leaderboard"))
    studio.clock.at_ms += 1_000
    studio.show(**lasting, viewers=8)
    await expect(now).to_have_class(re.compile("^board"))


async def test_on_the_stage_a_result_is_news_also_beside_an_ask_that_is_still_open(
    studio: Studio, open_page: OpenPage
) -> None:
    before = {"quick": (quick(opened_at_ms=NOW_MS - 30_000),)}
    studio.show(**before, polls=(poll(),))
    page, _ = await open_page(studio.link("stage"), size=SMALL, before=STILL)
    now = page.locator(CARD)
    await expect(now).to_have_class(re.compile("^poll"))
    grace = poll(state="grace", closes_at_ms=0, grace_until_ms=NOW_MS + 10_000)
    studio.show(**before, polls=(grace,))
    await expect(page.locator(f"{CARD}[data-state=grace]")).to_have_class(re.compile("^poll"))
    studio.show(**before, polls=(won(), poll(id="older", opened_at_ms=NOW_MS - 90_000)))
    await expect(page.locator(f"{CARD}[data-state=closed] .won .cap")).to_have_text(["A"])
    studio.show(**before, polls=(won(),), pk=(pk(state="closed", result="P", settled_at_ms=NOW_MS),))
    await expect(now).to_have_class(re.compile("^pk"))
    studio.show(quick=(quick(opened_at_ms=NOW_MS),), polls=(won(),))
    await expect(now).to_have_class(re.compile("^ask"))
    studio.show(**before, polls=(won(settled_at_ms=NOW_MS - 12_000),))
    await expect(now).to_have_class(re.compile("^ask"))


async def test_a_question_that_was_just_pinned_goes_before_a_poll(studio: Studio, open_page: OpenPage) -> None:
    studio.show(polls=(poll(),), pinned=pinned(pinned_at_ms=NOW_MS - 14_000))
    page, _ = await open_page(studio.link("stage"), size=SMALL, before=STILL)
    await expect(page.locator(CARD)).to_have_class(re.compile("^pinned"))
    studio.show(polls=(poll(),), pinned=pinned(pinned_at_ms=NOW_MS - 16_000))
    await expect(page.locator(CARD)).to_have_class(re.compile("^poll"))
    studio.show(pinned=pinned(pinned_at_ms=NOW_MS - 16_000))
    await expect(page.locator(CARD)).to_have_class(re.compile("^pinned"))


async def test_an_ask_that_stays_open_for_long_leaves_the_stage_to_others(studio: Studio, open_page: OpenPage) -> None:
    studio.show(quick=(quick(closes_at_ms=0),))
    page, _ = await open_page(studio.link("stage"), size=SMALL, before=STILL)
    now = page.locator(CARD)
    await expect(now).to_have_class(re.compile("^ask"))
    studio.clock.at_ms += 60_000
    studio.show(quick=(quick(closes_at_ms=0),), pk=(pk(),))
    await expect(now).to_have_class(re.compile("^pk"))
    studio.show(quick=(quick(closes_at_ms=0),))
    await expect(now).to_have_class(re.compile("^(ask|board)"))
    first = (await now.get_attribute("class") or "").split()[0]
    studio.clock.at_ms += 15_000
    studio.show(quick=(quick(closes_at_ms=0),), viewers=7)
    await expect(now).to_have_class(re.compile({"ask": "^board", "board": "^ask"}[first]))


async def test_when_a_giveaway_begins_everybody_is_told_how_to_take_part(studio: Studio, open_page: OpenPage) -> None:
    on = {"polls": (poll(opened_at_ms=NOW_MS - 20_000),), "giveaways": (giveaway(closes_at_ms=0),)}
    studio.show(**on, notices=(notice("giveaway_opened", "dress", 1_000),))
    page, _ = await open_page(studio.link("stage"), size=SMALL, before=STILL)
    now = page.locator(CARD)
    await expect(now).to_have_class(re.compile("^winner entry"))
    studio.show(**on, notices=(notice("giveaway_opened", "dress", 15_000),))
    await expect(now).to_have_class(re.compile("^poll"))


async def test_of_a_rehearsals_pages_nobody_counts_as_having_seen_them(studio: Studio, open_page: OpenPage) -> None:
    page, _ = await open_page(studio.link("stage", "&unseen"), size=SMALL)
    await expect(page.locator(CARD)).to_have_count(1)
    await page.wait_for_timeout(100)
    assert studio.seen == []
    editor, _ = await open_page(studio.link("", "&unseen"))
    await expect(editor.get_by_role("textbox", name="Stage")).to_have_value(re.compile("&unseen="))

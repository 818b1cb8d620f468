"""What gives a show its rhythm, as the operator drives it from the console."""

import msgspec
import pytest
from textual.widgets import Input

from livebot.commands import (
    AddOrders,
    AnyCommand,
    CancelGiveaway,
    CoolPk,
    DrawGiveaway,
    ExtendCountdown,
    GoOnPk,
    MoveSegment,
    PauseCountdown,
    RemoveOrders,
    ResumeCountdown,
    Start,
    Stop,
    Undo,
)
from livebot.console.screens.confirm import Confirm
from livebot.console.screens.figures import FiguresScreen
from livebot.console.screens.picker import Picker
from livebot.console.screens.runsheet import RunsheetScreen
from livebot.views.base import Why
from livebot.views.crowd import MinuteView
from livebot.views.show import BoardView, FiguresView, RunsheetView
from livebot.web.client import Answer
from tests.console.desk import NARROW, WIDE, Desk, at_desk
from tests.console.showroom import (
    COUNTDOWNS,
    NATIVE,
    NOW_MS,
    WINNERS,
    giveaway,
    hostile,
    lively,
    pk,
    runsheet,
    show_status,
)

# --- at a glance ---


async def test_a_wide_window_shows_the_rhythm_of_the_show() -> None:
    async with at_desk(lively("en"), size=(160, 60)) as desk:
        for text in (
            "82 orders   0.42 a viewer-minute",
            "NOW  Bags  4:12", "3:20 behind", "orders 4/10 · comments 72/50 ✓ · A3", "next Vote  in 4:12",
            "COUNTDOWN  next-item-vote", "Vote for the next item", "says so at 1:00 · then polls.next-item",
            "3,800 likes to go", "PK  shoes  1:32  Flats lead by 38", "48 viewers cheering   P 31  K 17  calm",
            "GIVEAWAY  tumbler  open  8:10", "DRAW  dress  open  1:20  38 take part  2 cannot win", "82/100", "64 %",
            "0.42 a viewer-minute", "82 % met within 30 s",
        ):  # fmt: skip
            assert text in desk.screen, text


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_narrow_window_names_what_is_on(language: str) -> None:
    async with at_desk(lively(language), size=NARROW, language=language) as desk:
        for text in (
            "4:12",
            "Bags" if language == "en" else "包包",
            "next-item-vote",
            "-3,800",
            "tumbler",
            "8:10",
            "132",
        ):
            assert text in desk.screen


async def test_a_segment_that_is_held_stands_still_and_what_follows_moves() -> None:
    sheet = runsheet("en", held_since_ms=NOW_MS - 65_000, slips_from_ms=NOW_MS - 65_000)
    async with at_desk(lively("en", runsheet=sheet)) as desk:
        assert "HELD 1:05" in desk.screen
        assert "4:25 behind" in desk.screen
        assert "when you go on" in desk.screen


async def test_a_segment_that_only_the_operator_ends_says_how_long_it_is_over() -> None:
    sheet = runsheet("en", moves="hand")
    segments = tuple(
        msgspec.structs.replace(item, ends_at_ms=NOW_MS - 83_000) if item.id == "bags" else item
        for item in sheet.segments
    )
    async with at_desk(lively("en", runsheet=msgspec.structs.replace(sheet, segments=segments))) as desk:
        assert "1:23 OVER" in desk.screen


async def test_before_the_show_the_next_one_is_named() -> None:
    waiting = msgspec.structs.replace(show_status().connection, phase="waiting")
    sheet = RunsheetView(segments=runsheet().segments, next_show_ms=NOW_MS + 3_600_000)
    async with at_desk(show_status("en", connection=waiting, runsheet=sheet)) as desk:
        assert "next show: 10-09" in desk.screen
        late = msgspec.structs.replace(sheet, is_show_late=True, due_show_ms=NOW_MS - 600_000)
        await desk.change(runsheet=late)
        assert "SHOW IS LATE" in desk.screen


async def test_after_the_last_segment_the_run_sheet_is_through() -> None:
    sheet = runsheet("en", current="", next="")
    async with at_desk(lively("en", runsheet=sheet)) as desk:
        assert "the run sheet is through" in desk.screen


async def test_minutes_in_which_nothing_was_leave_a_gap_in_the_chart() -> None:
    minutes = tuple(MinuteView(at_ms=NOW_MS - n * 60_000, actions=40, actors=4, viewers=40) for n in (6, 5, 1))
    async with at_desk(lively("en", minutes=minutes), size=(160, 60)) as desk:
        assert "██   █" in desk.screen


async def test_who_won_and_has_to_claim() -> None:
    given = giveaway(state="drawn", winners=WINNERS, value="4711")
    async with at_desk(lively("en", giveaways=(given,), pk=())) as desk:
        assert "Maria_88  the A3 dress  has it" in desk.screen
        assert "1:05 to claim" in desk.screen
        await desk.change(giveaways=(msgspec.structs.replace(given, state="done"),))
        assert "dress  over  Maria_88" in desk.screen


# --- the run sheet ---


@pytest.mark.parametrize(
    ("key", "command", "said"),
    [
        ("n", MoveSegment(to="next"), "The next segment begins"),
        ("h", MoveSegment(to="hold"), "Held"),
        ("s", MoveSegment(to="skip"), "Left out: Vote"),
        ("b", MoveSegment(to="back"), "The segment before begins again"),
        ("u", Undo(), "Taken back"),
    ],
)
async def test_a_key_for_each_way_to_move_on(key: str, command: AnyCommand, said: str) -> None:
    async with at_desk(lively("en")) as desk:
        await desk.press("j", key)
        assert desk.done == [command]
        assert said in desk.screen
        await desk.press("j")
        assert not isinstance(desk.app.screen, RunsheetScreen)


async def test_any_segment_can_be_begun_but_the_one_that_is_on() -> None:
    async with at_desk(lively("en")) as desk:
        await desk.press("j", "enter")
        assert desk.done == []
        assert "begin this one" not in desk.screen
        await desk.press("down", "down")
        assert "Enter begin this one" in desk.screen
        await desk.press("enter")
        assert desk.done == [MoveSegment(to="go", id="good-bye")]
        assert "Good-bye begins" in desk.screen


async def test_a_held_segment_goes_on_with_the_same_key() -> None:
    sheet = runsheet("en", held_since_ms=NOW_MS - 5_000, slips_from_ms=NOW_MS - 5_000)
    async with at_desk(lively("en", runsheet=sheet)) as desk:
        await desk.press("j")
        assert "h GO ON" in desk.screen
        await desk.press("h")
        assert "The segment goes on" in desk.screen


async def test_the_run_sheet_names_only_keys_that_do_something() -> None:
    first = msgspec.structs.replace(runsheet("en").segments[0], state="running")
    async with at_desk(lively("en", runsheet=RunsheetView(current="welcome", segments=(first,)))) as desk:
        await desk.press("j")
        assert "h hold" in desk.screen
        for text in ("n next", "s skip", "b one back"):
            assert text not in desk.screen


async def test_without_a_run_sheet_its_page_says_how_to_get_one() -> None:
    async with at_desk(show_status("en"), size=NARROW) as desk:
        await desk.press("j")
        assert "There is no run sheet" in desk.screen
        assert "h hold" not in desk.screen


async def test_the_run_sheet_follows_the_show() -> None:
    async with at_desk(lively("en")) as desk:
        await desk.press("j")
        assert "2 of 4" in desk.screen
        await desk.change(runsheet=runsheet("en", current="vote", next="good-bye"))
        assert "3 of 4" in desk.screen


# --- starting and stopping ---


async def pick(desk: Desk, *typed: str) -> None:
    """Choose with ``b`` what is found by typing this."""
    await desk.press("b")
    assert isinstance(desk.app.screen, Picker)
    await desk.press(*typed, "enter")


@pytest.mark.parametrize(
    ("typed", "command", "said"),
    [
        ("stop pk", Stop(name="pk.shoes"), "Ended: PK shoes u takes it back"),
        ("stop countdown next", Stop(name="countdowns.next-item-vote"), "u takes it back"),
        ("pause", PauseCountdown(id="next-item-vote"), "Standing still: countdown next-item-vote"),
        ("+1", ExtendCountdown(id="next-item-vote", ms=60_000), "One minute more"),
        ("last-call", Start(name="countdowns.last-call"), "Started: countdown last-call"),
        ("tumbler", Stop(name="giveaways.tumbler"), "Ended: giveaway tumbler u takes it back"),
        ("flash", Start(name="goals.flash"), "Started: goal flash"),
        ("leaderboard", Start(name="points.leaderboard"), "Now post it: c copies it"),
    ],
)
async def test_everything_is_started_and_stopped_with_one_key_and_its_name(
    typed: str, command: AnyCommand, said: str
) -> None:
    async with at_desk(lively("en")) as desk:
        await pick(desk, *("space" if sign == " " else "plus" if sign == "+" else "minus" if sign == "-" else sign
                           for sign in typed))  # fmt: skip
        assert desk.done == [command]
        assert said in desk.screen


async def test_a_countdown_that_stands_still_goes_on() -> None:
    paused = msgspec.structs.replace(COUNTDOWNS[0], state="paused", ends_at_ms=0, left_ms=90_000)
    async with at_desk(lively("en", countdowns=(paused,))) as desk:
        assert "standing still" in desk.screen
        await pick(desk, "g", "o", "space", "o", "n")
        assert desk.done == [ResumeCountdown(id="next-item-vote")]


@pytest.mark.parametrize(
    ("typed", "question", "command"),
    [
        ("close", "Close the entry of dress now?", Stop(name="giveaways.dress")),
        ("cancel", "Cancel dress?", CancelGiveaway(id="dress")),
    ],
)
async def test_what_cannot_be_taken_back_is_asked_first(typed: str, question: str, command: AnyCommand) -> None:
    async with at_desk(lively("en", giveaways=(giveaway(),))) as desk:
        await pick(desk, *typed)
        assert isinstance(desk.app.screen, Confirm)
        assert question in desk.screen
        await desk.press("escape")
        assert desk.done == []
        await pick(desk, *typed)
        await desk.press("enter")
        assert desk.done == [command]
        assert "u takes it back" not in desk.screen


async def test_a_draw_waits_for_its_public_value() -> None:
    async with at_desk(lively("en", giveaways=(giveaway(state="frozen"),))) as desk:
        assert "b: type in the 4D number of tonight" in desk.screen
        await pick(desk, *"draw")
        assert isinstance(desk.app.screen.query_one(Input), Input)
        desk.daemon.answer = Answer(ok=False, kind="wrong_state", data={"state": "drawn"})
        await desk.press(*"4711", "enter")
        assert desk.done == [DrawGiveaway(id="dress", value="4711")]
        assert "Not possible now: it is drawn" in desk.screen
        desk.daemon.answer = Answer(ok=True, kind="done")
        await desk.press("enter")
        assert "Drawn" in desk.screen


async def test_a_draw_that_is_not_allowed_is_not_offered() -> None:
    barred = giveaway(state="idle", why_not=(Why(kind="draw_not_allowed"),))
    async with at_desk(show_status("en", giveaways=(barred,))) as desk:
        await desk.press("b")
        assert "see config/rules" in desk.screen


async def test_with_nothing_set_up_the_picker_says_so() -> None:
    async with at_desk(show_status("en"), size=NARROW) as desk:
        await desk.press("b")
        assert "No PK, countdown, giveaway or goal is set up" in desk.screen


# --- a PK that turns hostile ---


@pytest.mark.parametrize(
    ("key", "command", "said"),
    [("y", CoolPk(id="shoes"), "now post its friendly line"), ("z", GoOnPk(id="shoes"), "PK shoes goes on")],
)
@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_one_key_decides_about_a_hostile_pk(
    key: str, command: AnyCommand, said: str, size: tuple[int, int]
) -> None:
    async with at_desk(lively("en", pk=(hostile("en"),)), size=size) as desk:
        assert "PK shoes TURNS HOSTILE" in desk.screen
        assert "What a PK! Let's stop here" in desk.screen
        await desk.press(key)
        assert desk.done == [command]
        assert said in desk.screen


async def test_the_guards_keys_are_named_and_work_only_while_it_suggests_something() -> None:
    async with at_desk(lively("en")) as desk:
        assert "close it kindly" not in desk.screen
        await desk.press("y", "z")
        assert desk.done == []
        assert "No PK turns hostile" in desk.screen
        await desk.change(pk=(pk("en", temperature="warm", abusers=3),))
        assert "HEATED: 3 viewers insult others" in desk.screen


async def test_a_hostile_pk_rings_once() -> None:
    async with at_desk(lively("en")) as desk:
        rung = []
        desk.app.bell = lambda: rung.append(1)  # type: ignore[method-assign]
        await desk.change(pk=(hostile("en"),))
        await desk.change(pk=(hostile("en"),), viewers=7)
        assert len(rung) == 1


# --- orders by hand ---


@pytest.mark.parametrize(
    ("key", "command", "said"),
    [("plus", AddOrders(n=1), "One order more"), ("minus", RemoveOrders(n=1), "One order off")],
)
async def test_orders_are_counted_by_hand(key: str, command: AnyCommand, said: str) -> None:
    async with at_desk(lively("en")) as desk:
        await desk.press(key)
        assert desk.done == [command]
        assert said in desk.screen


# --- the figures ---


async def test_the_figures_have_pages() -> None:
    async with at_desk(lively("en"), size=(120, 60)) as desk:
        await desk.press("i")
        assert isinstance(desk.app.screen, FiguresScreen)
        for text in ("revenue 12,450,000 IDR", "by hand: orders 3", "at most 1,602", "segment bags", "poll colour",
                     "line: prompt newcomers ×4", "first time", "80 %", "of those met, 36 % took part",
                     "met by: card 380, other line 22", "the overlay is on screen"):  # fmt: skip
            assert text in desk.screen, text
        await desk.press("right")
        for text in ("Tonight", "Maria_88", "M***8", "viewers see", "Month 2025-10", "Nobody has points yet"):
            assert text in desk.screen, text
        await desk.press("3")
        for text in ("12.4 %", "10.5–14.6 %", "said 11×, 73 % of all", "best: 91 %", "●", "not said yet"):
            assert text in desk.screen, text
        await desk.press("4")
        for text in ("open, 2:10 left", "opened at 50: orders", "handed on to 4 newcomers, through 2 hands at most",
                     "brought by: Maria_88 3", "2025-10: 58"):  # fmt: skip
            assert text in desk.screen, text
        await desk.press("right")
        for text in (
            "cannot win: no follower 2",
            "seal 3f9a11c23f9a",
            "draw verify data/giveaways/0007-dress-3f9a11c2.json",
        ):
            assert text in desk.screen, text
        await desk.press("right")
        assert "[1 Show]" in desk.screen
        await desk.press("i")
        assert not isinstance(desk.app.screen, FiguresScreen)


async def test_the_figures_go_on_while_they_are_open() -> None:
    async with at_desk(lively("en"), size=NARROW) as desk:
        await desk.press("i")
        await desk.change(figures=FiguresView(orders=83))
        assert "orders 83" in desk.screen


async def test_nobody_has_points_yet() -> None:
    board = BoardView(id="session", month="", entries=())
    async with at_desk(lively("en", boards=(board,)), size=NARROW) as desk:
        await desk.press("i", "2")
        assert "Nobody has points yet" in desk.screen
        await desk.press("escape", "b")
        assert "leaderboard" not in desk.screen


async def test_panic_works_on_every_page() -> None:
    async with at_desk(lively("en")) as desk:
        for key in ("j", "i"):
            await desk.press(key, "exclamation_mark", "escape")
        assert len(desk.done) == 2


async def test_a_native_giveaway_is_left_to_tiktok() -> None:
    async with at_desk(lively("en", giveaways=(NATIVE,))) as desk:
        assert "drawn in TikTok's app; b ends it here" in desk.screen

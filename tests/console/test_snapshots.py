"""What the console looks like. After a wanted change: ``pytest tests/console --snapshot-update``, and look at them."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from textual.pilot import Pilot

from livebot.console.app import ConsoleApp
from livebot.views import Alert, Status
from tests.console.showroom import (
    NOW_MS,
    FakeDaemon,
    FrozenClock,
    advised,
    answered_back,
    away,
    giveaway,
    hostile,
    line,
    lively,
    reply,
    runsheet,
    show_status,
    unruly,
)

Compare = Callable[..., bool]
SIZES = [(80, 24), (160, 45)]


def console(status: Status, language: str) -> ConsoleApp:
    return ConsoleApp(FakeDaemon(status), FrozenClock(), language=language)


def pressing(*keys: str) -> Callable[[Pilot[Any]], Any]:
    async def run_before(pilot: Pilot[Any]) -> None:
        await pilot.pause(0.1)
        await pilot.press(*keys)
        await pilot.pause(0.1)

    return run_before


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_room_in_full_swing(snap_compare: Compare, size: tuple[int, int], language: str) -> None:
    assert snap_compare(console(show_status(language), language), terminal_size=size, run_before=pressing())


def test_everything_wrong_at_once(snap_compare: Compare) -> None:
    quota = Alert(subject="quota", kind="quota_low", detail="12 of 500", since_ms=0)
    rules = msgspec.structs.replace(show_status().rules, errors=("shop.yaml:12:5: `durration` is no setting",))
    status = away(show_status("en", panicked=True, alerts=(quota,), rules=rules, outbox=(line(1, "Hello", "maybe"),)))
    assert snap_compare(console(status, "en"), terminal_size=(80, 24), run_before=pressing())


def test_an_open_card(snap_compare: Compare) -> None:
    assert snap_compare(console(show_status("zh"), "zh"), terminal_size=(80, 24), run_before=pressing("enter"))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_questions_that_are_answered_back(snap_compare: Compare, size: tuple[int, int], language: str) -> None:
    assert snap_compare(console(answered_back(language), language), terminal_size=size, run_before=pressing())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_reply_before_it_is_posted(snap_compare: Compare, size: tuple[int, int], language: str) -> None:
    status = answered_back(language)
    first, *rest = status.questions
    first = msgspec.structs.replace(first, reply=reply(language, id="checking", ar="too_long"))
    status = msgspec.structs.replace(status, questions=(first, *rest))
    assert snap_compare(console(status, language), terminal_size=size, run_before=pressing("enter"))


def test_what_a_colleague_looks_after(snap_compare: Compare) -> None:
    assert snap_compare(console(answered_back("en"), "en"), terminal_size=(80, 24), run_before=pressing("f"))


@pytest.mark.parametrize("size", SIZES)
def test_the_translators(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(console(show_status("en"), "en"), terminal_size=size, run_before=pressing("g"))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_offences(snap_compare: Compare, size: tuple[int, int], language: str) -> None:
    assert snap_compare(console(unruly(language), language), terminal_size=size, run_before=pressing("m"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_offences_to_be_dealt_with_by_hand(snap_compare: Compare, language: str) -> None:
    keys = pressing("m", "down", "c")
    assert snap_compare(console(advised(language), language), terminal_size=(80, 24), run_before=keys)


def test_a_line_that_was_blocked(snap_compare: Compare) -> None:
    assert snap_compare(console(unruly("en"), "en"), terminal_size=(160, 45), run_before=pressing())


def test_help(snap_compare: Compare) -> None:
    keys = pressing("question_mark")
    assert snap_compare(console(show_status("en"), "en"), terminal_size=(160, 45), run_before=keys)


@pytest.mark.parametrize("size", [*SIZES, (120, 36)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_lively_room(snap_compare: Compare, size: tuple[int, int], language: str) -> None:
    assert snap_compare(console(lively(language), language), terminal_size=size, run_before=pressing())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_pk_that_turns_hostile(snap_compare: Compare, size: tuple[int, int], language: str) -> None:
    status = lively(language, pk=(hostile(language),), giveaways=(giveaway(state="frozen"),))
    assert snap_compare(console(status, language), terminal_size=size, run_before=pressing())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_run_sheet(snap_compare: Compare, size: tuple[int, int], language: str) -> None:
    assert snap_compare(console(lively(language), language), terminal_size=size, run_before=pressing("j"))


def test_a_segment_that_is_held(snap_compare: Compare) -> None:
    sheet = runsheet("en", held_since_ms=NOW_MS - 65_000, slips_from_ms=NOW_MS - 65_000)
    status = lively("en", runsheet=sheet)
    assert snap_compare(console(status, "en"), terminal_size=(80, 24), run_before=pressing("j"))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("page", [1, 2, 3, 4, 5])
def test_the_figures(snap_compare: Compare, page: int, language: str) -> None:
    keys = pressing("i", str(page))
    assert snap_compare(console(lively(language), language), terminal_size=(120, 36), run_before=keys)


def test_the_figures_in_a_small_window(snap_compare: Compare) -> None:
    assert snap_compare(console(lively("en"), "en"), terminal_size=(80, 24), run_before=pressing("i"))


@pytest.mark.parametrize("page", [1, 2, 3, 4, 5])
def test_figures_of_a_show_with_no_rules(snap_compare: Compare, page: int) -> None:
    status = show_status("en", prompts=(), codes=(), counters={})
    assert snap_compare(console(status, "en"), terminal_size=(80, 24), run_before=pressing("i", str(page)))


@pytest.mark.parametrize("size", SIZES)
def test_what_can_be_started_and_stopped(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(console(lively("en"), "en"), terminal_size=size, run_before=pressing("b"))

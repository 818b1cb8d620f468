"""The console as a whole: what it shows of the room, in any window and language, and how it is left."""

import msgspec
import pytest

from livebot.commands import ClaimQuestion, ReleaseQuestion
from livebot.console.app import ConsoleApp
from livebot.views import Alert
from livebot.web.client import ControlError
from tests.console.desk import NARROW, WIDE, at_desk
from tests.console.showroom import NOW_MS, FakeDaemon, FrozenClock, away, line, show_status


class Running:
    """The console's own daemon."""

    exit_code: int | None = None


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_the_room_at_a_glance(size: tuple[int, int]) -> None:
    async with at_desk(size=size) as desk:
        screen = desk.screen
        for text in (
            "LIVE",
            "@lumi.store",
            "1,284 viewers",
            "1:23:45",
            "How much is it?",
            "×14",
            "Sari",
            "¿cuánto cuesta?",
        ):
            assert text in screen
        for text in ("colour", "0:34", "41", "27", "Size 42 is in stock, tap the yellow basket", "front desk", "AGAIN"):
            assert text in screen


async def test_a_wide_window_shows_everything_about_the_room() -> None:
    async with at_desk() as desk:
        screen = desk.screen
        for text in (
            "Red or blue? Type A or B", "60 %", "68 voters", "Heard of our brand?", "size-chart", "won: 1", "moonlight",
            "23 hits", "newcomers", "in 2:10", "needs 3 more to join", "its line is not posted yet",
            "rate limit", "Comments of 0:12 were missed", "earlier", "untranslated", "translating", "≈",
        ):  # fmt: skip
            assert text in screen


@pytest.mark.parametrize(
    ("key", "text"), [("1", "How much is it?"), ("2", "68 voters"), ("3", "rate limit "), ("4", "11 viewers")]
)
async def test_a_narrow_window_shows_a_panel_at_a_time(key: str, text: str) -> None:
    async with at_desk(size=NARROW) as desk:
        await desk.press(key)
        assert text in desk.screen


async def test_a_narrow_window_names_the_other_panels_and_their_keys() -> None:
    async with at_desk(size=NARROW) as desk:
        for key in ("1", "2", "3", "4"):
            await desk.press(key)
            assert "1 Questions · 2 Room · 3 Outbox · 4 Events" in desk.screen
        await desk.press("l")
        assert "1 问题 · 2 直播间 · 3 发言 · 4 动态" in desk.screen


async def test_a_narrow_window_drops_the_clock_before_how_lines_go_out() -> None:
    async with at_desk(show_status("en", ending=True), size=NARROW) as desk:
        assert desk.screen.splitlines()[0].rstrip().endswith("  chat: you post")


async def test_tab_goes_round_the_panels() -> None:
    async with at_desk(size=NARROW) as desk:
        await desk.press("tab", "tab")
        assert "Outbox" in desk.screen
        await desk.press("shift+tab", "shift+tab")
        assert "Questions" in desk.screen


async def test_the_hosts_language_is_spoken_until_another_is_chosen() -> None:
    async with at_desk(show_status("zh"), language="") as desk:
        assert "直播中" in desk.screen
        assert "多少钱？" in desk.screen
        await desk.press("l")
        assert "LIVE" in desk.screen
        await desk.change(viewers=3)
        assert "3 viewers" in desk.screen


async def test_time_goes_on_between_two_views() -> None:
    clock = FrozenClock()
    app = ConsoleApp(FakeDaemon(show_status("en")), clock, language="en")
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        clock.at_ms = NOW_MS + 10_000
        app.show()
        await pilot.pause()
        screen = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
    assert "0:24" in screen
    assert "in 2:00" in screen


async def test_panic_turns_the_screen_red() -> None:
    async with at_desk(size=NARROW) as desk:
        await desk.change(panicked=True)
        assert "PANIC: nothing is posted" in desk.screen
        assert desk.app.screen.has_class("-panic")
        await desk.change(panicked=False)
        assert "PANIC: nothing is posted" not in desk.screen


async def test_trouble_rings_the_bell_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_desk() as desk:
        rung: list[int] = []
        monkeypatch.setattr(desk.app, "bell", lambda: rung.append(1))
        desk.daemon.publish(away(show_status("en")))
        await desk.pilot.pause()
        assert "NO CONNECTION to the room for 0:12" in desk.screen
        await desk.change(viewers=1)
        assert len(rung) == 1
        desk.daemon.publish(show_status("en", panicked=True))
        await desk.pilot.pause()
        assert len(rung) == 2


async def test_more_alerts_than_there_is_room_for_are_counted_the_worst_shown() -> None:
    calm = Alert(subject="connection", kind="offline", detail="", since_ms=0)
    bad = tuple(Alert(subject=f"part {n}", kind=f"trouble_{n}", detail="", since_ms=0) for n in range(4))
    async with at_desk(show_status("en", alerts=(calm, *bad), outbox=()), size=NARROW) as desk:
        assert "Part 3: Trouble 3" in desk.screen
        assert "The host is not live yet" not in desk.screen
        assert "+1 more" in desk.screen
        await desk.change(outbox=(line(1, "Hello", "failed", reason="rate_limited"),))
        assert "+2 more" in desk.screen


async def test_a_lost_daemon_cannot_be_missed() -> None:
    async with at_desk(size=NARROW) as desk:
        desk.daemon.fail(ControlError("lost", "The connection was lost."))
        await desk.pilot.pause()
        assert "CONNECTION TO LIVEBOT LOST (http://127.0.0.1:8787)" in desk.screen
        assert "OLD PICTURE" in desk.screen
        assert " LIVE " not in desk.screen
        await desk.change(viewers=7)
        assert "CONNECTION TO LIVEBOT LOST" not in desk.screen
        assert " LIVE " in desk.screen


async def test_a_daemon_that_cannot_be_followed_ends_the_console() -> None:
    async with at_desk() as desk:
        desk.daemon.fail(ControlError("wrong_token", "The daemon does not know this token."))
        await desk.pilot.pause(0.05)
        assert desk.app.return_code == 1


@pytest.mark.parametrize(("language", "said"), [("en", "closing: late votes 0:08"), ("zh", "截止中：迟到的票 0:08")])
@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_late_votes_are_counted_down(size: tuple[int, int], language: str, said: str) -> None:
    status = show_status("en")
    late = {"state": "grace", "closes_at_ms": 0, "grace_until_ms": NOW_MS + 8_000}
    polls = tuple(msgspec.structs.replace(poll, **late) for poll in status.polls[:1])
    quick = tuple(msgspec.structs.replace(ask, **late) for ask in status.quick)
    async with at_desk(msgspec.structs.replace(status, polls=polls, quick=quick), size=size, language=language) as desk:
        assert desk.screen.count(said) == 2


async def test_how_the_translators_are_doing() -> None:
    for size in (WIDE, NARROW):
        async with at_desk(size=size) as desk:
            await desk.press("g")
            for text in ("420 ms", "2,050 ms", "works", "RESTS", "last error: 429 Too Many Requests", "187 translated"):
                assert text in desk.screen
            await desk.change(engines=())
            assert "No translator is set up" in desk.screen


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
async def test_leaving_just_leaves_an_attached_console(key: str) -> None:
    async with at_desk() as desk:
        await desk.press(key)
        assert desk.app._exit


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
async def test_leaving_a_console_that_stops_the_daemon_asks_first(key: str) -> None:
    async with at_desk(own=Running()) as desk:
        await desk.press("t", key)
        assert "stops livebot" in desk.screen
        await desk.press("escape")
        assert not desk.app._exit
        await desk.press(key, "enter")
        assert desk.app._exit


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
async def test_asking_twice_to_leave_means_it(key: str) -> None:
    async with at_desk(own=Running()) as desk:
        await desk.press(key, key)
        assert desk.app._exit


async def test_another_question_is_not_answered_by_asking_to_leave() -> None:
    async with at_desk(own=Running()) as desk:
        await desk.press("e", "ctrl+c")
        assert "stops livebot" in desk.screen
        await desk.press("escape", "ctrl+c")
        assert "stops livebot" in desk.screen
        await desk.press("ctrl+q")
        assert desk.app._exit
        assert desk.done == []


async def test_a_daemon_of_our_own_that_has_ended_is_told_and_left_unasked() -> None:
    running = Running()
    async with at_desk(own=running, size=NARROW) as desk:
        await desk.press("ctrl+q")
        running.exit_code = -9
        desk.daemon.fail(ControlError("not_running", "No daemon answers."))
        await desk.pilot.pause()
        assert "LIVEBOT HAS STOPPED: leave with ^q" in desk.screen
        await desk.press("ctrl+q")
        assert desk.app._exit


async def test_leaving_with_an_open_card_releases_it() -> None:
    async with at_desk() as desk:
        await desk.press("enter", "ctrl+q")
        assert desk.done == [ClaimQuestion(n=7), ReleaseQuestion(n=7)]
        assert desk.app._exit

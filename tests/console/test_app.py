"""The console as its operator uses it, key by key."""

import asyncio

import msgspec
import pytest
from textual.events import Key
from textual.widgets import Input

from livebot.commands import (
    ActOnOffence,
    AnswerQuestion,
    AnyCommand,
    ClaimQuestion,
    CloseCode,
    ClosePoll,
    CloseQuick,
    ComposeReply,
    DismissOffence,
    DismissQuestion,
    DropReply,
    Ending,
    GiveAnswer,
    HandOverQuestion,
    LineDropped,
    LineSent,
    OpenPoll,
    Panic,
    Pause,
    PermitLink,
    PostReply,
    ReleaseQuestion,
    Resume,
    Say,
    SendPrompt,
    StarQuestion,
    Undo,
)
from livebot.console.app import ConsoleApp
from livebot.console.screens.card import CardScreen
from livebot.console.screens.confirm import Confirm
from livebot.console.screens.help import HelpScreen
from livebot.console.screens.picker import Picker
from livebot.views import Alert
from livebot.web.client import Answer, ControlError
from tests.console.desk import NARROW, WIDE, at_desk
from tests.console.showroom import (
    NOW_MS,
    FakeDaemon,
    FrozenClock,
    advised,
    answered_back,
    away,
    line,
    offence,
    question,
    reply,
    show_status,
    unruly,
)


class Running:
    """The console's own daemon."""

    exit_code: int | None = None


# --- what is shown ---


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


async def test_a_line_in_doubt_comes_before_lines_to_post() -> None:
    status = show_status("en", outbox=(line(1, "Offered", "offered"), line(2, "Doubted", "maybe")))
    async with at_desk(status, size=NARROW) as desk:
        assert "MAYBE SENT" in desk.screen
        assert "Doubted" in desk.screen
        await desk.press("v")
        assert desk.done == [LineSent(n=2)]


async def test_the_whole_text_of_a_line_to_post_is_on_the_screen() -> None:
    text = "Hello everyone, " + "the sale goes on until midnight, " * 4 + "see you there!"
    async with at_desk(show_status("en", outbox=(line(1, text, "offered"),)), size=NARROW) as desk:
        shown = " ".join(" ".join(row.split()) for row in desk.screen.splitlines())
        assert text in shown


# --- questions ---


@pytest.mark.parametrize(
    ("key", "command", "said"),
    [
        ("a", AnswerQuestion(n=7), "Answered #7"),
        ("d", DismissQuestion(n=7), "Dismissed #7"),
        ("s", StarQuestion(n=7), "Star of #7"),
        ("u", Undo(), "Taken back"),
    ],
)
async def test_a_key_on_a_question(key: str, command: AnyCommand, said: str) -> None:
    async with at_desk() as desk:
        await desk.press(key)
        assert desk.done == [command]
        assert said in desk.screen


async def test_undo_says_what_was_taken_back() -> None:
    async with at_desk() as desk:
        desk.daemon.answer = Answer(ok=True, kind="done", data={"what": "answer of #7"})
        await desk.press("u")
        assert "Taken back: answer of #7" in desk.screen


async def test_an_open_card_is_ours_until_we_leave_it() -> None:
    async with at_desk() as desk:
        await desk.press("enter")
        assert desk.done == [ClaimQuestion(n=7)]
        for text in ("How much is it?", "Original", "¿cuánto cuesta?", "harganya berapa kak?", "João", "asked by 14"):
            assert text in desk.screen
        await desk.press("escape")
        assert desk.done == [ClaimQuestion(n=7), ReleaseQuestion(n=7)]
        assert not isinstance(desk.app.screen, CardScreen)


@pytest.mark.parametrize(("key", "command"), [("a", AnswerQuestion(n=7)), ("d", DismissQuestion(n=7))])
async def test_a_card_is_dealt_with_while_open(key: str, command: AnyCommand) -> None:
    async with at_desk() as desk:
        await desk.press("enter", key)
        assert desk.done == [ClaimQuestion(n=7), command]
        assert not isinstance(desk.app.screen, CardScreen)


async def test_an_open_card_follows_the_room() -> None:
    async with at_desk() as desk:
        await desk.press("enter", "s")
        assert desk.done[-1] == StarQuestion(n=7)
        first, *rest = desk.daemon.current.questions if desk.daemon.current else ()
        await desk.change(questions=(msgspec.structs.replace(first, translation="What is the price?"), *rest))
        assert "What is the price?" in desk.screen
        await desk.change(questions=tuple(rest))
        assert not isinstance(desk.app.screen, CardScreen), "a card that is deleted closes"


async def test_dialogs_open_and_close_while_views_pour_in() -> None:
    async with at_desk() as desk:

        async def pour() -> None:
            for viewers in range(200):
                desk.daemon.change(viewers=viewers)
                await asyncio.sleep(0.002)

        pouring = asyncio.ensure_future(pour())
        await desk.press("enter", "escape", "p", "escape", "enter", "a", "question_mark", "escape")
        await pouring
        await desk.pilot.pause()
        assert "199 viewers" in desk.screen


@pytest.mark.parametrize("key", ["enter", "a", "d"])
async def test_a_card_of_another_console_is_not_touched_unasked(key: str) -> None:
    async with at_desk() as desk:
        await desk.press("down", "down", key)
        assert isinstance(desk.app.screen, Confirm)
        assert "front desk has this card" in desk.screen
        await desk.press("escape")
        assert desk.done == []
        await desk.press(key, "enter")
        expected = {
            "enter": [ClaimQuestion(n=4, is_forced=True)],
            "a": [AnswerQuestion(n=4)],
            "d": [DismissQuestion(n=4)],
        }
        assert desk.done == expected[key]


async def test_a_card_that_somebody_took_first_stays_closed() -> None:
    async with at_desk() as desk:
        desk.daemon.answer = Answer(ok=False, kind="claimed", data={"by": "front desk"})
        await desk.press("enter")
        assert not isinstance(desk.app.screen, CardScreen)
        assert "front desk has this card" in desk.screen


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"state": "claimed", "claimed_by": "front desk"}, " front desk has this card  price"),
        ({"state": "answered", "answered_by": "front desk"}, "answered  price"),
        ({"state": "answering", "answered_by": "bot"}, " ANSWER ON ITS WAY by the bot  price"),
        ({"state": "claimed", "claimed_by": "desk"}, "│  price"),
    ],
)
async def test_an_open_card_tells_what_others_do_with_it(change: dict[str, str], said: str) -> None:
    async with at_desk() as desk:
        await desk.press("enter")
        assert isinstance(desk.app.screen, CardScreen)
        first, *rest = desk.daemon.current.questions if desk.daemon.current else ()
        await desk.change(questions=(msgspec.structs.replace(first, **change), *rest))
        assert said in desk.screen


async def test_after_a_lost_connection_the_open_card_is_claimed_again_and_no_other() -> None:
    async with at_desk() as desk:
        await desk.press("enter")
        first, second, *rest = desk.daemon.current.questions if desk.daemon.current else ()
        desk.daemon.fail(ControlError("lost", "The connection was lost."))
        ours = {"state": "claimed", "claimed_by": "desk"}
        await desk.change(questions=(first, msgspec.structs.replace(second, **ours), *rest))
        assert desk.done == [ClaimQuestion(n=7), ClaimQuestion(n=7), ReleaseQuestion(n=second.id)]
        await desk.change(viewers=1)
        assert len(desk.done) == 3


async def test_the_cursor_stays_on_its_card_while_others_come_and_go() -> None:
    async with at_desk() as desk:
        await desk.press("down", "down", "down")
        assert desk.cursor == 5
        cards = desk.daemon.current.questions if desk.daemon.current else ()
        new = tuple(question(n, f"new {n}") for n in range(100, 150))
        await desk.change(questions=new + cards[1:])
        assert desk.cursor == 5
        assert "Can you ship to Manila?" in desk.screen, "it stays where it was on the screen"


async def test_the_cursor_goes_on_when_its_card_is_answered_by_anybody() -> None:
    async with at_desk() as desk:
        first, second, *rest = desk.daemon.current.questions if desk.daemon.current else ()
        await desk.change(questions=(second, *rest, msgspec.structs.replace(first, state="answered")))
        assert desk.cursor == second.id


async def test_all_cards_can_be_reached() -> None:
    async with at_desk(show_status("en", questions=tuple(question(n, f"q {n}") for n in range(1, 201)))) as desk:
        await desk.press("end")
        assert desk.cursor == 200
        assert "q 200" in desk.screen
        await desk.press("home")
        assert "q 1 " in desk.screen
        await desk.press("pagedown", "up")
        assert desk.cursor == 5


async def test_a_click_selects_and_a_double_click_opens() -> None:
    async with at_desk() as desk:
        await desk.pilot.click("#queue", offset=(20, 4))
        assert desk.cursor == 3
        await desk.pilot.click("#queue", offset=(20, 4), times=2)
        await desk.pilot.pause()
        assert desk.done == [ClaimQuestion(n=3)]


@pytest.mark.parametrize("key", ["a", "s", "d", "enter"])
async def test_a_question_that_is_not_on_the_screen_is_not_touched(key: str) -> None:
    async with at_desk(size=NARROW) as desk:
        await desk.press("3", key)
        assert desk.done == []
        assert "press 1 first" in desk.screen
        await desk.press("1", key)
        assert desk.done


async def test_keys_without_a_question_say_so() -> None:
    async with at_desk(show_status("en", questions=())) as desk:
        assert "No questions yet" in desk.screen
        for key in ("a", "s", "d", "enter"):
            await desk.press(key)
        assert desk.done == []
        assert "No question is selected" in desk.screen


# --- the room ---


@pytest.mark.parametrize(
    ("keys", "command", "said"),
    [
        (("p", "enter"), ClosePoll(id="colour"), "Closed colour"),
        (("p", "down", "enter"), OpenPoll(id="size-chart"), "Opened size-chart"),
        (("p", "b", "a", "g", "enter"), OpenPoll(id="next-item"), "Opened next-item"),
        (("k", "enter"), CloseQuick(id="heard-of-us"), "Closed heard-of-us"),
        (("o", "enter"), CloseCode(id="moonlight"), "Closed moonlight"),
        (("n", "enter"), SendPrompt(id="newcomers"), "Now post it: c copies it"),
        (("e", "enter"), Ending(), "The last minutes begin"),
        (("r",), Pause(), "Paused"),
        (("exclamation_mark",), Panic(), "PANIC"),
        (("f12",), Panic(), "PANIC"),
        (("t", "H", "i", "!", "enter"), Say(text="Hi!"), "Now post it: c copies it"),
    ],
)
async def test_a_key_for_the_room(keys: tuple[str, ...], command: AnyCommand, said: str) -> None:
    async with at_desk(size=NARROW) as desk:
        await desk.press(*keys)
        assert desk.done == [command]
        assert said in desk.screen
        assert len(desk.app.screen_stack) == 1


@pytest.mark.parametrize(
    ("typed", "name", "command"),
    [("！", "fullwidth_exclamation_mark", Panic()), ("ａ", "fullwidth_latin_small_letter_a", AnswerQuestion(n=7))],
)
async def test_keys_typed_through_an_input_method_work(typed: str, name: str, command: AnyCommand) -> None:
    async with at_desk() as desk:
        desk.app.post_message(Key(name, typed))
        await desk.pilot.pause(0.05)
        assert desk.done == [command]


@pytest.mark.parametrize("held", [{"paused": True}, {"panicked": True}])
async def test_the_same_key_goes_on(held: dict[str, bool]) -> None:
    async with at_desk(show_status("en", **held)) as desk:
        assert "RESUME" in desk.screen
        await desk.press("r")
        assert desk.done == [Resume()]


@pytest.mark.parametrize("key", ["enter", "e", "question_mark"])
async def test_panic_works_in_dialogs_without_an_input(key: str) -> None:
    async with at_desk() as desk:
        await desk.press(key, "exclamation_mark")
        assert desk.done[-1] == Panic()


async def test_panic_works_while_typing() -> None:
    async with at_desk() as desk:
        await desk.press("t", "H", "i", "f12")
        assert desk.done == [Panic()]


async def test_typing_faster_than_the_dialog_opens_loses_and_triggers_nothing() -> None:
    async with at_desk() as desk:
        for key in "tadep!":
            desk.app.post_message(Key("exclamation_mark" if key == "!" else key, key))
        await desk.pilot.pause(0.1)
        assert desk.app.screen.query_one(Input).value == "adep!"
        assert desk.done == []


async def test_a_line_that_is_refused_stays_to_be_changed() -> None:
    async with at_desk() as desk:
        desk.daemon.answer = Answer(ok=False, kind="too_long", data={"have": "200", "max": "150"})
        await desk.press("t", "H", "i", "enter")
        assert "Too long: 200 characters, 150 allowed" in desk.screen
        assert desk.app.screen.query_one(Input).value == "Hi"


async def test_escape_leaves_every_dialog() -> None:
    async with at_desk() as desk:
        for key in ("p", "k", "o", "n", "t", "e", "g", "question_mark"):
            await desk.press(key, "escape")
            assert len(desk.app.screen_stack) == 1, key
        assert desk.done == []


async def test_a_picker_without_anything_to_pick_says_so() -> None:
    async with at_desk(show_status("en", polls=())) as desk:
        await desk.press("p")
        assert "add some to the rules" in desk.screen
        await desk.press("enter", "escape")
        assert desk.done == []


async def test_only_codes_that_are_opened_by_hand_can_be_picked() -> None:
    async with at_desk(size=NARROW) as desk:
        await desk.press("o")
        picker = desk.app.screen
        assert isinstance(picker, Picker)
        assert [choice.name for choice in picker._choices] == ["moonlight"]
    status = show_status("en")
    by_itself = tuple(msgspec.structs.replace(code, when="always") for code in status.codes)
    async with at_desk(msgspec.structs.replace(status, codes=by_itself), size=NARROW) as desk:
        await desk.press("o")
        assert "No code is opened by hand" in desk.screen


@pytest.mark.parametrize(("language", "said"), [("en", "closing: late votes 0:08"), ("zh", "截止中：迟到的票 0:08")])
@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_late_votes_are_counted_down(size: tuple[int, int], language: str, said: str) -> None:
    status = show_status("en")
    late = {"state": "grace", "closes_at_ms": 0, "grace_until_ms": NOW_MS + 8_000}
    polls = tuple(msgspec.structs.replace(poll, **late) for poll in status.polls[:1])
    quick = tuple(msgspec.structs.replace(ask, **late) for ask in status.quick)
    async with at_desk(msgspec.structs.replace(status, polls=polls, quick=quick), size=size, language=language) as desk:
        assert desk.screen.count(said) == 2


async def test_a_narrow_window_shows_that_a_line_was_not_sent() -> None:
    async with at_desk(size=NARROW) as desk:
        assert "NOT SENT (rate limit): New here?" in desk.screen


async def test_help_names_every_key() -> None:
    async with at_desk() as desk:
        await desk.press("question_mark")
        assert isinstance(desk.app.screen, HelpScreen)
        for text in (
            "Enter",
            "Stop all posting at once",
            "Copy the line",
            "Leave the console",
            "Give a prepared answer",
        ):
            assert text in desk.screen


async def test_a_refusal_is_worded_in_the_operators_language() -> None:
    async with at_desk(language="zh") as desk:
        desk.daemon.answer = Answer(ok=False, kind="not_live", message="The room is not live")
        await desk.press("e", "enter")
        assert "直播间未开播" in desk.screen


async def test_a_key_without_a_daemon_says_that_nothing_was_done() -> None:
    async with at_desk() as desk:
        desk.daemon.answer = ControlError("not_running", "No daemon answers at http://127.0.0.1:8787.")
        await desk.press("a")
        assert "NOT DONE: livebot did not answer" in desk.screen


async def test_a_command_whose_answer_was_lost_is_not_called_undone() -> None:
    async with at_desk() as desk:
        desk.daemon.answer = ControlError("unsure", "The daemon took it and did not answer.")
        await desk.press("a")
        assert "NOT DONE" not in desk.screen
        assert "look before you repeat it" in desk.screen


# --- answers back ---


async def test_a_card_in_the_queue_says_all_that_is_known_of_it() -> None:
    for size in (WIDE, NARROW):
        async with at_desk(answered_back("en"), size=size) as desk:
            for text in (
                "3 open · oldest 3:24 · 2 handed over",
                "price · A3  es pt id ar  buyer gifter regular",
                "newest  A3 harganya berapa kak?",
                " ANSWER ON ITS WAY by the bot ",
                "≈ Where is my parcel?",
                " AFTER-SALES ",
            ):
                assert text in desk.screen


async def test_a_wording_that_says_the_same_is_not_shown_as_the_newest() -> None:
    cards = (question(1, "How much?", newest="HOW MUCH?"), question(2, "Price", newest="Price please"))
    async with at_desk(show_status("en", questions=cards)) as desk:
        assert desk.screen.count("newest") == 1


async def test_only_what_is_handed_over() -> None:
    async with at_desk(answered_back("en"), size=NARROW) as desk:
        await desk.press("2", "f")
        assert desk.cursor == 9
        assert "Handed over · 2 open · oldest 2:20" in desk.screen
        assert "It came broken" in desk.screen
        assert "How much is it?" not in desk.screen
        await desk.press("a")
        assert desk.done == [AnswerQuestion(n=9)]
        await desk.change(questions=desk.daemon.current.questions[:4] if desk.daemon.current else ())
        assert "Nothing is handed over." in desk.screen
        await desk.press("f")
        assert "How much is it?" in desk.screen


@pytest.mark.parametrize("from_card", [True, False])
async def test_a_question_is_handed_over_and_taken_back(from_card: bool) -> None:
    async with at_desk(answered_back("en")) as desk:
        await desk.press(*(["enter"] if from_card else []), "h")
        assert desk.done[-1:] == [HandOverQuestion(n=7)]
        assert "Handed over #7" in desk.screen
        await desk.press("f", *(["enter"] if from_card else []), "h")
        assert desk.done[-1:] == [ReleaseQuestion(n=9)]
        assert "#9 is in the queue again" in desk.screen


async def test_looking_at_a_card_that_is_handed_over_leaves_it_so() -> None:
    async with at_desk(answered_back("en")) as desk:
        await desk.press("f", "enter", "escape")
        assert desk.done == []


async def test_a_card_that_somebody_hands_over_meanwhile_is_not_taken_back() -> None:
    async with at_desk(answered_back("en")) as desk:
        await desk.press("enter")
        first, *rest = desk.daemon.current.questions if desk.daemon.current else ()
        await desk.change(questions=(*rest, msgspec.structs.replace(first, state="handed")))
        await desk.press("escape")
        assert desk.done == [ClaimQuestion(n=7)]


@pytest.mark.parametrize(
    ("mode", "how", "said"),
    [
        ("auto", "a number posts it", "Answer price goes out"),
        ("assist", "a number offers it to copy", "Now post it: c copies it"),
    ],
)
async def test_one_key_gives_a_prepared_answer(mode: str, how: str, said: str) -> None:
    async with at_desk(answered_back("en", chat_mode=mode)) as desk:
        await desk.press("enter")
        for text in (" 1   price-a3", "A3 cuesta 12 €", "A3 harganya 189rb", " 2   price", how, "1-2 answer"):
            assert text in desk.screen
        await desk.press("2")
        assert desk.done == [ClaimQuestion(n=7), GiveAnswer(n=7, answer="price")]
        assert not isinstance(desk.app.screen, CardScreen)
        assert said in desk.screen


async def test_after_an_answer_the_cursor_goes_on_to_the_next_that_waits() -> None:
    async with at_desk(answered_back("en")) as desk:
        await desk.press("enter", "1")
        first, *rest = desk.daemon.current.questions if desk.daemon.current else ()
        await desk.change(questions=(msgspec.structs.replace(first, state="answering", answered_by="desk"), *rest))
        assert desk.cursor == 12, "the second is being answered by the bot"


async def test_an_answer_that_is_refused_leaves_the_card_open() -> None:
    async with at_desk(answered_back("en"), size=NARROW) as desk:
        await desk.press("enter", "9")
        assert "There is no prepared answer 9" in desk.screen
        assert desk.done == [ClaimQuestion(n=7)]
        desk.daemon.answer = Answer(ok=False, kind="not_live")
        await desk.press("1")
        assert isinstance(desk.app.screen, CardScreen)
        assert "The room is not live" in desk.screen


async def test_a_card_without_prepared_answers_says_what_to_do() -> None:
    async with at_desk() as desk:
        await desk.press("enter")
        assert "none fits: w writes a reply" in desk.screen


async def test_who_asked_is_shown_in_their_exact_words() -> None:
    async with at_desk(answered_back("en")) as desk:
        await desk.press("enter")
        for text in (
            "Sari 🌸  gifter",
            "adik saya di Surabaya",
            "08:52:16  pt  João  quanto custa o A3?",
            "and 10 before",
        ):
            assert text in desk.screen


async def test_a_long_card_scrolls_in_a_narrow_window() -> None:
    async with at_desk(answered_back("en"), size=NARROW) as desk:
        await desk.press("enter")
        assert "adik saya" not in desk.screen
        await desk.press("pagedown", "pagedown")
        assert "Maria_88  regular  ¿cuánto cuesta el A3?" in desk.screen


@pytest.mark.parametrize("from_card", [True, False])
async def test_a_reply_is_written_translated_checked_and_posted(from_card: bool) -> None:
    async with at_desk(answered_back("en", chat_mode="auto"), size=NARROW) as desk:
        await desk.press(*(["enter"] if from_card else []), "w")
        assert "Reply to #7, in your language" in desk.screen
        assert "How much is it?" in desk.screen
        await desk.press("T", "e", "n", "enter")
        assert desk.done == [ClaimQuestion(n=7), ComposeReply(n=7, text="Ten")]
        first, *rest = desk.daemon.current.questions if desk.daemon.current else ()

        async def translated(**states: str) -> None:
            card = msgspec.structs.replace(first, reply=reply("en", **states))
            await desk.change(questions=(card, *rest))

        await translated(es="translating", id="failed", ar="too_long")
        for text in ("Reply of desk", "… es     translating", "UNTRANSLATED: not posted", "TOO LONG: write less"):
            assert text in desk.screen
        await desk.press("enter")
        assert "Wait: the reply is still being translated" in desk.screen
        await translated(id="checking")
        for text in ("✓ es     En stock", "← In stock, with you in three days", "being translated back"):
            assert text in desk.screen
        await desk.press("enter")
        assert desk.done[2:] == [PostReply(n=7)]
        assert not isinstance(desk.app.screen, CardScreen)
        assert "Your reply goes out" in desk.screen


async def test_a_reply_is_kept_changed_or_thrown_away() -> None:
    status = answered_back("en")
    first, *rest = status.questions
    status = msgspec.structs.replace(status, questions=(msgspec.structs.replace(first, reply=reply("en")), *rest))
    async with at_desk(status) as desk:
        await desk.press("enter", "escape")
        assert desk.done == [ClaimQuestion(n=7), ReleaseQuestion(n=7)]
        await desk.press("enter", "w", "!", "enter")
        assert desk.done[-1:] == [ComposeReply(n=7, text="In stock, with you in three days!")]
        await desk.press("z")
        assert desk.done[-1:] == [DropReply(n=7)]
        assert "The reply is thrown away" in desk.screen


async def test_a_reply_that_is_refused_stays_to_be_changed() -> None:
    async with at_desk(answered_back("en")) as desk:
        await desk.press("enter", "w")
        desk.daemon.answer = Answer(ok=False, kind="chat_off")
        await desk.press("H", "i", "enter")
        assert "Chat is off (chat.mode)" in desk.screen
        assert desk.app.screen.query_one(Input).value == "Hi"


async def test_a_reply_to_a_card_that_somebody_took_first_is_not_written() -> None:
    async with at_desk(answered_back("en")) as desk:
        desk.daemon.answer = Answer(ok=False, kind="claimed", data={"by": "front desk"})
        await desk.press("w")
        assert len(desk.app.screen_stack) == 1
        assert "front desk has this card" in desk.screen


async def test_how_the_translators_are_doing() -> None:
    for size in (WIDE, NARROW):
        async with at_desk(size=size) as desk:
            await desk.press("g")
            for text in ("420 ms", "2,050 ms", "works", "RESTS", "last error: 429 Too Many Requests", "187 translated"):
                assert text in desk.screen
            await desk.change(engines=())
            assert "No translator is set up" in desk.screen


# --- posting by hand ---


async def test_copying_puts_the_line_on_the_clipboard(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_desk() as desk:
        await desk.press("c")
        assert desk.app.clipboard == "Size 42 is in stock, tap the yellow basket"
        assert "Sent to the clipboard" in desk.screen
        await desk.press("v")
        assert desk.done == [LineSent(n=5)]


async def test_the_line_selected_in_the_outbox_comes_first() -> None:
    async with at_desk() as desk:
        await desk.press("3", "down", "down", "c")
        assert desk.app.clipboard == "New here? Type Y if you know our brand"


async def test_a_copied_line_is_on_the_screen_in_full_to_be_selected() -> None:
    words = "Everything in the yellow basket is ten percent off tonight until the very last minute of our show"
    outbox = (line(7, words, "sent"), line(5, "First", "offered"))
    async with at_desk(show_status("en", outbox=outbox), size=NARROW) as desk:
        await desk.press("3", "down", "c")
        assert desk.app.clipboard == words
        assert "holding Shift" in " ".join(desk.screen.split())
        assert words in " ".join(desk.screen.split())


async def test_the_line_selected_in_the_outbox_is_dropped() -> None:
    async with at_desk() as desk:
        await desk.press("3", "down", "down", "x")
        assert desk.done == [LineDropped(n=4)]


async def test_a_line_that_was_copied_is_the_one_marked_as_sent() -> None:
    first, second = line(5, "First", "offered"), line(6, "Second", "offered")
    async with at_desk(show_status("en", outbox=(first, second))) as desk:
        await desk.press("c")
        await desk.change(outbox=(msgspec.structs.replace(first, state="expired"), second))
        assert "Second" in desk.screen
        await desk.press("v")
        assert desk.done == [LineSent(n=5)], "not the one that took its place on the screen"
        await desk.press("v")
        assert desk.done == [LineSent(n=5), LineSent(n=6)]


async def test_a_line_copied_in_the_last_show_is_no_line_of_this_one() -> None:
    async with at_desk(show_status("en", outbox=(line(5, "Goodbye", "offered"),))) as desk:
        await desk.press("c")
        await desk.change(outbox=(line(1, "Hello", "offered"), line(5, "Welcome", "sent")))
        await desk.press("v")
        assert desk.done == [LineSent(n=1)]


async def test_a_copied_line_whose_echo_was_quicker_is_sent_already() -> None:
    first, second = line(5, "First", "offered"), line(6, "Second", "offered")
    async with at_desk(show_status("en", outbox=(first, second))) as desk:
        await desk.press("c")
        await desk.change(outbox=(msgspec.structs.replace(first, state="sent"), second))
        await desk.press("v")
        assert desk.done == []
        assert "Marked as sent" in desk.screen


async def test_the_line_to_post_stays_on_the_screen_while_others_come() -> None:
    prompt = line(5, "A prompt", "offered", origin="prompt:stay")
    other = line(4, "An older one", "offered", origin="prompt:stay")
    typed = line(6, "What I typed", "offered")
    async with at_desk(show_status("en", outbox=(prompt,)), size=NARROW) as desk:
        await desk.change(outbox=(other, prompt))
        assert desk.app.post.line == prompt
        await desk.change(outbox=(other, prompt, typed))
        assert desk.app.post.line == typed, "what an operator types comes first"
        await desk.press("c")
        await desk.change(outbox=(other, prompt, typed, line(7, "Typed elsewhere", "offered")))
        assert desk.app.post.line == typed


async def test_a_line_can_be_typed_and_posted_while_a_card_is_open() -> None:
    async with at_desk() as desk:
        await desk.press("enter", "t", "Y", "e", "s", "enter", "c", "v")
        assert desk.done == [ClaimQuestion(n=7), Say(text="Yes"), LineSent(n=5)]
        assert isinstance(desk.app.screen, CardScreen)


async def test_ctrl_c_copies_what_the_mouse_has_selected() -> None:
    async with at_desk(show_status("en", outbox=(line(5, "Hello everyone", "offered"),))) as desk:
        await desk.pilot.mouse_down("#post", offset=(3, 1))
        await desk.pilot.hover("#post", offset=(8, 1))
        await desk.pilot.mouse_up("#post", offset=(8, 1))
        await desk.press("ctrl+c")
        assert desk.app.clipboard == "Hello"
        assert not desk.app._exit
        await desk.press("ctrl+c")
        assert desk.app._exit


async def test_nothing_to_post_says_so() -> None:
    async with at_desk(show_status("en", outbox=())) as desk:
        await desk.press("c", "v", "x")
        assert desk.done == []
        assert "No line waits for you" in desk.screen


# --- leaving ---


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


# --- offences ---


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_offences_that_wait_are_counted_on_top(size: tuple[int, int]) -> None:
    async with at_desk(unruly("en"), size=size) as desk:
        assert "OFFENCES 4: m" in desk.screen
        await desk.change(offences=())
        assert "OFFENCES" not in desk.screen


@pytest.mark.parametrize(
    ("key", "command", "said"),
    [
        ("enter", ActOnOffence(n=8, step="warn"), "warn: #8 u takes it back"),
        ("3", ActOnOffence(n=8, step="mute long"), "mute long: #8"),
        ("4", ActOnOffence(n=8, step="remove"), "remove: #8"),
        ("d", DismissOffence(n=8), "#8 is no offence"),
        ("p", PermitLink(viewer="800"), "Katya 🌙 may post one link"),
        ("u", Undo(), "Taken back"),
    ],
)
@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_key_on_an_offence(size: tuple[int, int], key: str, command: AnyCommand, said: str) -> None:
    async with at_desk(unruly("en"), size=size) as desk:
        await desk.press("m", "down", key)
        assert desk.done == [command]
        assert said in desk.screen


async def test_an_offence_shows_who_wrote_what_why_it_is_one_and_why_it_failed() -> None:
    async with at_desk(unruly("en")) as desk:
        await desk.press("m")
        for text in (
            "Offences · 4 wait",
            "7 VIEWERS  user00000, user00001, user00002 …",
            "7 new viewers with the same text in 0:20",
            "SUGGESTED: warn",
            "a link: win-bags.com",
            "Katya 🌙  @handle8.0",
            "cheaper at win-bags.com everybody",
            "strikes before: 3",
            "FAILED: mute short",
            "the account is not a moderator of this room",
            "done: remove",
            "only counted",
        ):
            assert text in desk.screen


async def test_only_what_waits_shows_the_strikes_before_it() -> None:
    items = (
        offence(3, "links", "c.com", strikes=1),
        offence(2, "links", "b.com", "failed", strikes=2),
        offence(1, "links", "a.com", "undone", strikes=2),
    )
    async with at_desk(unruly("en", offences=items)) as desk:
        await desk.press("m")
        assert desk.screen.count("strikes before") == 1
        assert "SUGGESTED: warn   strikes before: 1" in desk.screen


async def test_one_key_acts_on_a_whole_raid() -> None:
    async with at_desk(unruly("en")) as desk:
        await desk.press("m", "enter")
        assert desk.done == [ActOnOffence(n=9, step="mute short")]
        await desk.press("p")
        assert "not for a raid" in desk.screen
        assert len(desk.done) == 1


async def test_a_failed_action_is_tried_again() -> None:
    async with at_desk(unruly("en")) as desk:
        await desk.press("m", "down", "down", "down", "enter")
        assert desk.done == [ActOnOffence(n=6, step="mute short")]


async def test_the_cursor_keeps_its_offence_and_goes_on_when_that_is_settled() -> None:
    status = unruly("en")
    async with at_desk(status) as desk:
        await desk.press("m")
        await desk.change(offences=(offence(12, "links", "newer.com"), *status.offences))
        first, *rest = status.offences
        settled = msgspec.structs.replace(first, state="done")
        await desk.press("d")
        await desk.change(offences=(offence(12, "links", "newer.com"), *rest, settled))
        await desk.press("d")
        assert desk.done == [DismissOffence(n=9), DismissOffence(n=8)]


async def test_the_step_that_was_shown_is_taken_whatever_is_suggested_by_then() -> None:
    status = unruly("en", offences=(offence(1, "links", "win.com"),))
    async with at_desk(status) as desk:
        await desk.press("m")
        await desk.press("enter")
        await desk.change(offences=(offence(1, "links", "win.com", step="remove"),))
        await desk.press("enter")
        assert desk.done == [ActOnOffence(n=1, step="warn"), ActOnOffence(n=1, step="remove")]


async def test_what_is_only_advised_is_done_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    async with at_desk(advised("en")) as desk:
        monkeypatch.setattr(desk.app, "copy_to_clipboard", copied.append)
        await desk.press("m")
        assert "BY HAND: mute long" in desk.screen
        await desk.press("down", "down", "c")
        assert "To the clipboard: handle7.0" in desk.screen
        await desk.press("enter")
        assert "#7 is marked as done" in desk.screen
        await desk.press("up", "enter")
        assert "The warning is ready: c copies it, Enter once you posted it" in desk.screen
        assert copied == ["handle7.0"]
        assert desk.done == [ActOnOffence(n=7, step="mute long"), ActOnOffence(n=8, step="warn")]


async def test_a_warning_that_is_ready_is_copied_and_marked_as_sent_beside_its_offence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copied: list[str] = []
    warning = line(21, "@Katya please no links", "offered", origin="moderation:8")
    status = advised("en")
    outbox = (line(20, "An older line", "offered"), warning)
    async with at_desk(msgspec.structs.replace(status, outbox=outbox)) as desk:
        monkeypatch.setattr(desk.app, "copy_to_clipboard", copied.append)
        await desk.press("m", "down")
        assert "The warning is ready: c copies it, Enter once you posted it" in desk.screen
        assert "c copy warning" in desk.screen
        await desk.press("c", "v")
        assert copied == ["@Katya please no links"]
        assert desk.done == [LineSent(n=21)]
        await desk.press("enter")
        assert "The warning to #8 is marked as sent" in desk.screen
        assert desk.done[1:] == [ActOnOffence(n=8, step="warn")]


@pytest.mark.parametrize(
    ("downs", "shown", "hidden"),
    [
        (0, ("Enter do it", "1 warn", "d no offence"), ("p permit", "d take back")),  # a raid
        (1, ("Enter do it", "p permit a link"), ("d take back",)),
        (4, ("d take back", "c copy name"), ("Enter do it", "1 warn", "d no offence")),  # done
        (5, ("c copy name", "p permit a link"), ("Enter do it", "1 warn", "d no offence", "d take back")),  # dry
    ],
)
async def test_only_keys_that_do_something_are_named(
    downs: int, shown: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    status = unruly("en")
    async with at_desk(status) as desk:
        await desk.press("m", *["down"] * downs)
        box = desk.screen.partition("Offences")[2]
        assert [text for text in (*shown, *hidden) if text in box] == [*shown]


async def test_the_ages_of_offences_go_on() -> None:
    async with at_desk(unruly("en", offences=(offence(1, "links", "win.com"),))) as desk:
        await desk.press("m")
        assert " 4s   SUGGESTED" in desk.screen
        desk.app._clock.at_ms += 60_000  # type: ignore[attr-defined]
        desk.app.show()
        assert " 1m   SUGGESTED" in desk.screen


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (120, 29), (160, 45)])
@pytest.mark.parametrize("keys", [("m", "d"), ("enter", "s")])
async def test_what_became_of_a_key_is_never_under_a_box(size: tuple[int, int], keys: tuple[str, ...]) -> None:
    many = tuple(offence(n, "links", f"see {n}.example") for n in range(30))
    status = unruly("en", offences=many)
    first, *rest = status.questions
    crowded = msgspec.structs.replace(first, askers=first.askers * 20)
    async with at_desk(msgspec.structs.replace(status, questions=(crowded, *rest)), size=size) as desk:
        await desk.press(*keys)
        assert "is no offence u takes it back" in desk.screen or "Star of #7 changed" in desk.screen


async def test_the_names_of_a_raid_are_copied_together(monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    async with at_desk(advised("en")) as desk:
        monkeypatch.setattr(desk.app, "copy_to_clipboard", copied.append)
        await desk.press("m", "c")
        assert copied == [" ".join(f"handle9.{n}" for n in range(7))]


async def test_a_refusal_is_said_while_the_offences_are_open() -> None:
    async with at_desk(unruly("en"), size=NARROW) as desk:
        desk.daemon.answer = Answer(ok=False, kind="wrong_state", data={"state": "acting"})
        await desk.press("m", "enter")
        assert "Not possible now: it is being done" in desk.screen


@pytest.mark.parametrize(("mode", "said"), [("off", "Moderation is off: write"), ("suggest", "No offences.")])
async def test_without_offences_it_says_so(mode: str, said: str) -> None:
    async with at_desk(show_status("en", moderation_mode=mode), size=NARROW) as desk:
        await desk.press("m")
        assert said in desk.screen
        await desk.press("enter", "1", "d", "p", "c")
        assert "No offence is selected" in desk.screen
        assert desk.done == []
        await desk.press("m", "a")
        assert desk.done == [AnswerQuestion(n=7)]


async def test_a_line_the_market_forbids_says_the_word_and_why() -> None:
    async with at_desk(unruly("en")) as desk:
        assert "BLOCKED  The best bag in the world" in desk.screen
        assert "“best”: Absolute claims may not be posted" in desk.screen


async def test_a_reply_that_is_blocked_in_a_language_says_so_before_it_is_posted() -> None:
    status = answered_back("en")
    first, *rest = status.questions
    draft = reply("en")
    es = msgspec.structs.replace(draft.parts[0], state="blocked", word="mejor", reason="No absolute claims")
    draft = msgspec.structs.replace(draft, parts=(es, *draft.parts[1:]))
    first = msgspec.structs.replace(first, reply=draft)
    async with at_desk(msgspec.structs.replace(status, questions=(first, *rest)), size=NARROW) as desk:
        await desk.press("enter")
        assert "BLOCKED: “mejor”. No absolute claims" in desk.screen

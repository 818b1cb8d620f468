"""A card that is opened: whose it is, what it tells, and the prepared answers on it."""

import msgspec
import pytest

from livebot.commands import (
    AnswerQuestion,
    AnyCommand,
    ClaimQuestion,
    DismissQuestion,
    GiveAnswer,
    PinQuestion,
    ReleaseQuestion,
    StarQuestion,
    UnpinQuestion,
)
from livebot.console.screens.card import CardScreen
from livebot.console.screens.confirm import Confirm
from livebot.console.screens.help import HelpScreen
from livebot.views.questions import PinnedView
from livebot.web.client import Answer, ControlError
from tests.console.desk import NARROW, at_desk
from tests.console.showroom import answered_back


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


async def test_o_puts_an_open_card_on_screen_and_takes_it_off_again() -> None:
    async with at_desk() as desk:
        assert "ON SCREEN" not in desk.screen
        await desk.press("enter")
        assert "o on screen" in desk.screen
        await desk.press("o")
        assert desk.done == [ClaimQuestion(n=7), PinQuestion(n=7)]
        assert "Question #7 is on the overlay" in desk.screen
        pin = PinnedView(n=7, text="¿cuánto?", language="es", translation="", masked="M***a", count=1, pinned_at_ms=0)
        await desk.change(pinned=pin)
        assert "o OFF THE SCREEN" in desk.screen
        await desk.press("escape")
        assert desk.screen.count("ON SCREEN") == 1, "the queue marks this card, and no other"
        await desk.press("enter", "o")
        assert desk.done[-1] == UnpinQuestion()
        assert "Question #7 is off the overlay" in desk.screen


async def test_help_is_shown_over_an_open_card() -> None:
    async with at_desk() as desk:
        await desk.press("enter", "question_mark")
        assert isinstance(desk.app.screen, HelpScreen)
        await desk.press("escape")
        assert isinstance(desk.app.screen, CardScreen)
        assert desk.done == [ClaimQuestion(n=7)]


async def test_a_card_that_somebody_took_first_closes_below_the_help() -> None:
    async with at_desk() as desk:
        desk.daemon.answer = Answer(ok=False, kind="claimed", data={"by": "front desk"})
        desk.app.action_open_card()
        desk.app.action_help()
        await desk.pilot.pause()
        assert len(desk.app.screen_stack) == 1


async def test_an_open_card_follows_the_room() -> None:
    async with at_desk() as desk:
        await desk.press("enter", "s")
        assert desk.done[-1] == StarQuestion(n=7)
        first, *rest = desk.questions
        await desk.change(questions=(msgspec.structs.replace(first, translation="What is the price?"), *rest))
        assert "What is the price?" in desk.screen
        await desk.change(questions=tuple(rest))
        assert not isinstance(desk.app.screen, CardScreen), "a card that is deleted closes"


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
        first, *rest = desk.questions
        await desk.change(questions=(msgspec.structs.replace(first, **change), *rest))
        assert said in desk.screen


async def test_after_a_lost_connection_the_open_card_is_claimed_again_and_no_other() -> None:
    async with at_desk() as desk:
        await desk.press("enter")
        first, second, *rest = desk.questions
        desk.daemon.fail(ControlError("lost", "The connection was lost."))
        ours = {"state": "claimed", "claimed_by": "desk"}
        await desk.change(questions=(first, msgspec.structs.replace(second, **ours), *rest))
        assert desk.done == [ClaimQuestion(n=7), ClaimQuestion(n=7), ReleaseQuestion(n=second.id)]
        await desk.change(viewers=1)
        assert len(desk.done) == 3


async def test_looking_at_a_card_that_is_handed_over_leaves_it_so() -> None:
    async with at_desk(answered_back("en")) as desk:
        await desk.press("f", "enter", "escape")
        assert desk.done == []


async def test_a_card_that_somebody_hands_over_meanwhile_is_not_taken_back() -> None:
    async with at_desk(answered_back("en")) as desk:
        await desk.press("enter")
        first, *rest = desk.questions
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

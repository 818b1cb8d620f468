"""The questions as the operator goes through them, key by key."""

import msgspec
import pytest

from livebot.commands import (
    AnswerQuestion,
    AnyCommand,
    ClaimQuestion,
    DismissQuestion,
    HandOverQuestion,
    ReleaseQuestion,
    StarQuestion,
    Undo,
)
from livebot.web.client import Answer
from tests.console.desk import NARROW, WIDE, at_desk
from tests.console.showroom import answered_back, question, show_status


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


async def test_the_cursor_stays_on_its_card_while_others_come_and_go() -> None:
    async with at_desk() as desk:
        await desk.press("down", "down", "down")
        assert desk.cursor == 5
        cards = desk.questions
        new = tuple(question(n, f"new {n}") for n in range(100, 150))
        await desk.change(questions=new + cards[1:])
        assert desk.cursor == 5
        assert "Can you ship to Manila?" in desk.screen, "it stays where it was on the screen"


async def test_the_cursor_goes_on_when_its_card_is_answered_by_anybody() -> None:
    async with at_desk() as desk:
        first, second, *rest = desk.questions
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


@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("a", AnswerQuestion(n=7)),
        ("s", StarQuestion(n=7)),
        ("d", DismissQuestion(n=7)),
        ("enter", ClaimQuestion(n=7)),
    ],
)
async def test_a_question_that_is_not_on_the_screen_is_not_touched(key: str, command: AnyCommand) -> None:
    async with at_desk(size=NARROW) as desk:
        await desk.press("3", key)
        assert desk.done == []
        assert "press 1 first" in desk.screen
        await desk.press("1", key)
        assert desk.done == [command]


async def test_keys_without_a_question_say_so() -> None:
    async with at_desk(show_status("en", questions=())) as desk:
        assert "No questions yet" in desk.screen
        for key in ("a", "s", "d", "enter"):
            await desk.press(key)
        assert desk.done == []
        assert "No question is selected" in desk.screen


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
        await desk.change(questions=desk.questions[:4])
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


async def test_after_an_answer_the_cursor_goes_on_to_the_next_that_waits() -> None:
    async with at_desk(answered_back("en")) as desk:
        await desk.press("enter", "1")
        first, *rest = desk.questions
        await desk.change(questions=(msgspec.structs.replace(first, state="answering", answered_by="desk"), *rest))
        assert desk.cursor == 12, "the second is being answered by the bot"

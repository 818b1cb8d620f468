"""Keys for the room, the dialogs they open, and what is said of a key that did nothing."""

import asyncio
from itertools import chain

import msgspec
import pytest
from textual.events import Key
from textual.widgets import Input

from livebot.commands import (
    AnswerQuestion,
    AnyCommand,
    CloseCode,
    ClosePoll,
    CloseQuick,
    Ending,
    OpenPoll,
    Panic,
    Pause,
    Resume,
    Say,
    SendPrompt,
)
from livebot.console.keys import CARD, GROUPS, GUARD
from livebot.console.screens.help import HelpScreen
from livebot.console.screens.picker import Picker
from livebot.web.client import Answer, ControlError
from livebot.wording import Words
from tests.console.desk import NARROW, at_desk
from tests.console.showroom import show_status


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


async def test_help_names_every_key() -> None:
    words = Words("en")
    async with at_desk(size=(160, 60)) as desk:
        await desk.press("question_mark")
        assert isinstance(desk.app.screen, HelpScreen)
        for key in (*chain(*GROUPS), *CARD, *GUARD):
            assert f"{key.shown:>6}  {words(f'help.{key.action}')}" in desk.screen


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

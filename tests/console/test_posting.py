"""Lines that the operator posts by hand: shown, copied, marked as sent."""

import msgspec

from livebot.commands import ClaimQuestion, LineDropped, LineSent, Say
from livebot.console.screens.card import CardScreen
from tests.console.desk import NARROW, at_desk
from tests.console.showroom import line, show_status, unruly


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


async def test_a_narrow_window_shows_that_a_line_was_not_sent() -> None:
    async with at_desk(size=NARROW) as desk:
        assert "NOT SENT (rate limit): New here?" in desk.screen


async def test_copying_puts_the_line_on_the_clipboard() -> None:
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


async def test_a_line_the_market_forbids_says_the_word_and_why() -> None:
    async with at_desk(unruly("en")) as desk:
        assert "BLOCKED  The best bag in the world" in desk.screen
        assert "“best”: Absolute claims may not be posted" in desk.screen

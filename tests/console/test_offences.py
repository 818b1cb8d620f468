"""Offences as the moderator deals with them, key by key."""

import msgspec
import pytest

from livebot.commands import ActOnOffence, AnswerQuestion, AnyCommand, DismissOffence, LineSent, PermitLink, Undo
from livebot.web.client import Answer
from tests.console.desk import NARROW, WIDE, at_desk
from tests.console.showroom import advised, line, offence, show_status, unruly


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


async def test_what_is_only_advised_is_done_by_hand() -> None:
    async with at_desk(advised("en")) as desk:
        await desk.press("m")
        assert "BY HAND: mute long" in desk.screen
        await desk.press("down", "down", "c")
        assert "To the clipboard: handle7.0" in desk.screen
        await desk.press("enter")
        assert "#7 is marked as done" in desk.screen
        await desk.press("up", "enter")
        assert "The warning is ready: c copies it, Enter once you posted it" in desk.screen
        assert desk.app.clipboard == "handle7.0"
        assert desk.done == [ActOnOffence(n=7, step="mute long"), ActOnOffence(n=8, step="warn")]


async def test_a_warning_that_is_ready_is_copied_and_marked_as_sent_beside_its_offence() -> None:
    warning = line(21, "@Katya please no links", "offered", origin="moderation:8")
    status = advised("en")
    outbox = (line(20, "An older line", "offered"), warning)
    async with at_desk(msgspec.structs.replace(status, outbox=outbox)) as desk:
        await desk.press("m", "down")
        assert "The warning is ready: c copies it, Enter once you posted it" in desk.screen
        assert "c copy warning" in desk.screen
        await desk.press("c", "v")
        assert desk.app.clipboard == "@Katya please no links"
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
@pytest.mark.parametrize(
    ("keys", "said"), [(("m", "d"), "is no offence u takes it back"), (("enter", "s"), "Star of #7 changed")]
)
async def test_what_became_of_a_key_is_never_under_a_box(
    size: tuple[int, int], keys: tuple[str, ...], said: str
) -> None:
    many = tuple(offence(n, "links", f"see {n}.example") for n in range(30))
    status = unruly("en", offences=many)
    first, *rest = status.questions
    crowded = msgspec.structs.replace(first, askers=first.askers * 20)
    async with at_desk(msgspec.structs.replace(status, questions=(crowded, *rest)), size=size) as desk:
        await desk.press(*keys)
        assert said in desk.screen


async def test_the_names_of_a_raid_are_copied_together() -> None:
    async with at_desk(advised("en")) as desk:
        await desk.press("m", "c")
        assert desk.app.clipboard == " ".join(f"handle9.{n}" for n in range(7))


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

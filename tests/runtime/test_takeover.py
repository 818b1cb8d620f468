"""A daemon is killed in the middle of a show, and another version of livebot takes the session over."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest

from livebot import commands as cmd
from livebot import events as ev
from livebot.effects import AnyEffect
from livebot.engine.lines import chat
from livebot.engine.lines.chat import Lane, Line
from livebot.engine.questions import questions
from livebot.engine.questions.cards import Card, Cards
from livebot.engine.room import Room
from livebot.engine.turn import CODE, Draft, Trace, Turn
from livebot.runtime import loop as loop_module
from livebot.viewers import Reading
from tests.runtime.conftest import Shell

Older = Callable[[pytest.MonkeyPatch], None]
"""Makes the engine that of an older version."""


def wordier(patched: pytest.MonkeyPatch) -> None:
    """It told one thing more, so that effects had other numbers."""
    notify = Turn.notify

    def twice(turn: Turn, kind: str, **data: object) -> None:
        notify(turn, kind, **data)
        if kind in ("line_sent", "question"):
            notify(turn, f"{kind}_really")

    patched.setattr(Turn, "notify", twice)


def terser(patched: pytest.MonkeyPatch) -> None:
    """It told less."""
    notify = Turn.notify

    def less(turn: Turn, kind: str, **data: object) -> None:
        if kind != "line_sent":
            notify(turn, kind, **data)

    patched.setattr(Turn, "notify", less)


def louder(patched: pytest.MonkeyPatch) -> None:
    """It worded its lines in another way."""
    add = chat.add

    def loudly(turn: Turn, lane: Lane, draft: Draft) -> Line | None:
        return add(turn, lane, msgspec.structs.replace(draft, text=draft.text.upper()))

    patched.setattr(chat, "add", loudly)


def hastier(patched: pytest.MonkeyPatch) -> None:
    """It did not wait between lines."""
    free_at = chat.free_at
    patched.setattr(chat, "free_at", lambda lane, settings: None if free_at(lane, settings) is None else 0)


def pedantic(patched: pytest.MonkeyPatch) -> None:
    """It saw another question in everything, so that cards had other numbers."""
    on_question = questions.on_question

    def apart(turn: Turn, cards: Cards, event: ev.Commented, language: str, **more: Any) -> Card:
        changed = msgspec.structs.replace(event, text=f"{event.text} {event.msg_id}")
        return on_question(turn, cards, changed, language, **more)

    patched.setattr(questions, "on_question", apart)


def deaf(patched: pytest.MonkeyPatch) -> None:
    """It took no question about sizes for one."""
    step = Room.step

    def hears(room: Room, event: ev.AnyEvent, trace: list[Trace] | None = None) -> tuple[AnyEffect, ...]:
        if isinstance(event, ev.Commented) and "size" in event.text:
            event = msgspec.structs.replace(event, reading=Reading())
        return step(room, event, trace)

    patched.setattr(Room, "step", hears)


async def killed(shell: Shell, older: Older, acts: Callable[[], Awaitable[None]]) -> None:
    """Let an older version play a part of a live show and be killed; the version of today starts after it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(loop_module, "SNAPSHOT_EVERY_S", 1e9)
        await shell.live()
        await shell.until(lambda: shell.status.connection.phase == "live")  # and the only snapshot is made
        older(patched)
        await acts()
        session_id = shell.status.connection.session_id
        await shell.die()
    await shell.start()
    assert shell.status.connection.session_id == session_id


async def say(shell: Shell, text: str) -> None:
    await shell.do(cmd.Say(text=text))
    await shell.until(lambda: shell.lines[-1][1] == "sent" and len(shell.sender.took) == len(shell.lines))


async def ask(shell: Shell, text: str, viewer: str = "cleo") -> None:
    asked = shell.status.counters.get("questions", 0)
    await shell.says(text, viewer)
    await shell.until(lambda: shell.status.counters.get("questions", 0) > asked)


@pytest.mark.parametrize("older", [wordier, terser, louder, hastier, pedantic, deaf])
async def test_the_poll_the_votes_and_the_questions_go_on_and_nothing_is_said_twice(shell: Shell, older: Older) -> None:
    shell.chat |= {"max_per_minute": 6, "min_gap_ms": 3_600_000 if older is hastier else 0}
    shell.loop.set_rules(shell.rules())

    async def acts() -> None:
        await shell.do(cmd.OpenPoll(id="colour"))
        await shell.until(lambda: shell.lines[0][1] == "sent")
        for viewer, key in (("ana", "A"), ("bo", "B"), ("ana", "B")):
            await shell.says(key, viewer)
        for n in range(3):
            await say(shell, f"line {n}")
        await ask(shell, "is it warm?")
        await shell.until(lambda: shell.status.questions[0].translation)

    await killed(shell, older, acts)
    assert shell.poll.open
    assert shell.poll.votes == {"A": 0, "B": 2}
    (card,) = shell.status.questions
    assert (card.original, card.translation_state) == ("is it warm?", "done")
    assert [state for _, state in shell.lines] == ["sent"] * 4
    said = list(shell.sender.took)
    await shell.live("7002")
    if older is not hastier:
        await say(shell, "a line of today")
        said.append(("7002", "a line of today"))
    await ask(shell, "how long is it?")
    await shell.until(lambda: shell.status.questions[1].translation)
    assert shell.sender.took == said

    await shell.die()  # from here on all is as this version decides it
    await shell.start()
    assert shell.poll.votes == {"A": 0, "B": 2}
    assert len(shell.status.questions) == 2
    assert shell.sender.took == said


async def test_a_line_that_was_being_sent_is_in_doubt(shell: Shell) -> None:

    async def acts() -> None:
        await say(shell, "line 1")
        shell.sender.gate.clear()
        await shell.do(cmd.Say(text="line 2"))
        await shell.until(lambda: shell.sender.calls == 2)

    await killed(shell, wordier, acts)
    shell.sender.gate.set()
    await shell.until(lambda: shell.lines == [("line 1", "sent"), ("line 2", "maybe")])
    await shell.live("7002")
    await shell.do(cmd.Say(text="line 3"))
    await shell.until(lambda: shell.lines[-1] == ("line 3", "sent"))
    assert shell.sender.took == [("7001", "line 1"), ("7002", "line 3")]


async def test_a_line_that_was_not_begun_goes_out_once(shell: Shell) -> None:

    async def acts() -> None:
        await say(shell, "line 1")
        shell.loop.perform = lambda *_: None
        await shell.do(cmd.Say(text="line 2"))
        await shell.do(cmd.Say(text="line 3"))

    await killed(shell, wordier, acts)
    await shell.live("7002")
    await shell.until(lambda: [state for _, state in shell.lines] == ["sent"] * 3)
    assert [text for _, text in shell.sender.took] == ["line 1", "line 2", "line 3"]


def talkative(patched: pytest.MonkeyPatch) -> None:
    """It greeted those who asked something, and not those who used a code."""
    notify, add = Turn.notify, chat.add

    def greets(turn: Turn, kind: str, **data: object) -> None:
        notify(turn, kind, **data)
        if kind == "question":
            turn.say(Draft(text="Moonlight family! Ana", origin="question", priority=CODE, ttl_ms=60_000))

    def but_not_codes(turn: Turn, lane: Lane, draft: Draft) -> Line | None:
        return None if draft.origin.startswith("code") else add(turn, lane, draft)

    patched.setattr(Turn, "notify", greets)
    patched.setattr(chat, "add", but_not_codes)


async def test_what_the_older_version_said_for_another_reason_is_not_said_again(shell: Shell) -> None:
    async def acts() -> None:
        await ask(shell, "is it warm?", "ana")
        await shell.until(lambda: shell.lines == [("Moonlight family! Ana", "sent")])
        await say(shell, "line 2")
        await shell.says("moonlight", "ana")
        await shell.until(lambda: shell.status.codes[0].hits == 1)

    await killed(shell, talkative, acts)
    await shell.live("7002")
    await shell.do(cmd.Say(text="a line of today"))
    await shell.until(lambda: shell.lines[-1] == ("a line of today", "sent"))
    assert [text for _, text in shell.sender.took] == ["Moonlight family! Ana", "line 2", "a line of today"]
    assert sorted(shell.lines) == [
        ("Moonlight family! Ana", "dropped"),
        ("Moonlight family! Ana", "sent"),
        ("a line of today", "sent"),
        ("line 2", "sent"),
    ]


async def test_cards_keep_their_numbers(shell: Shell) -> None:
    """Commands and translations in the record are about the cards that they were about."""

    async def acts() -> None:
        await ask(shell, "is it warm?", "ana")
        await ask(shell, "is it warm?", "bo")
        await ask(shell, "is it blue?", "cleo")
        await shell.until(lambda: all(card.translation for card in shell.status.questions))
        await shell.do(cmd.AnswerQuestion(n=3))
        shell.translator.gate.clear()
        await ask(shell, "how much?", "dan")
        await shell.until(lambda: len(shell.translator.asked) == 4)

    await killed(shell, pedantic, acts)
    shell.translator.gate.set()
    await shell.until(lambda: all(card.translation for card in shell.status.questions))
    cards = {card.id: card for card in shell.status.questions}
    assert {n: (card.original, card.state, card.count) for n, card in cards.items()} == {
        1: ("is it warm?", "new", 2),
        3: ("is it blue?", "answered", 1),
        4: ("how much?", "new", 1),
    }
    assert "how much?" in cards[4].translation
    await ask(shell, "which colours?")
    assert shell.status.questions[2].id == 5


async def test_a_question_that_only_this_version_hears_gets_a_number_of_its_own(shell: Shell) -> None:

    async def acts() -> None:
        await shell.says("what size is it?", "ana")
        await ask(shell, "is it blue?", "bo")
        await shell.until(lambda: shell.status.questions[0].translation)

    await killed(shell, deaf, acts)
    await shell.live("7002")
    await ask(shell, "which colours?")
    assert {(card.id, card.original, card.translation_state) for card in shell.status.questions[:2]} == {
        (2, "what size is it?", "failed"),
        (1, "is it blue?", "done"),
    }
    assert shell.status.questions[2].id == 3


# --- moderation --------------------------------------------------------------------------------------------------

MODERATION = "moderation: {mode: auto, ladder: [mute long], rules: {links: {}}}"
LINK = "buy at https://cheap.example.com"


async def moderated(shell: Shell) -> None:
    shell.rules_text += MODERATION
    shell.loop.set_rules(shell.rules())
    await shell.until(lambda: shell.status.moderation_mode == "auto")


def offences(shell: Shell) -> list[tuple[str, str]]:
    return [(offence.viewers[0].viewer_id, offence.state) for offence in shell.status.offences]


async def test_who_was_muted_stays_so_and_who_was_about_to_be_is_muted(shell: Shell) -> None:
    await moderated(shell)

    async def acts() -> None:
        await shell.says("hello", "ana")
        await shell.says(LINK, "ana")
        await shell.until(lambda: offences(shell) == [("ana", "done")])
        shell.moderator.gate.clear()
        await shell.says(LINK, "bo")
        await shell.until(lambda: len(shell.moderator.began) == 2)

    await killed(shell, wordier, acts)
    shell.moderator.gate.set()
    await shell.until(lambda: sorted(offences(shell)) == [("ana", "done"), ("bo", "done")])
    assert [viewer for viewer, _ in shell.moderator.began] == ["ana", "bo", "bo"]
    await shell.live("7002")
    await shell.do(cmd.DismissOffence(n=shell.status.offences[0].n))
    await shell.until(lambda: shell.moderator.did[-1] == ("7002", shell.moderator.did[-1][1], "unmute", 0))


def lenient(patched: pytest.MonkeyPatch) -> None:
    """It saw no offence in links."""
    patched.setattr("livebot.engine.moderation.offences.on_comment", lambda *_, **__: False)


async def test_nobody_is_muted_for_what_the_older_version_let_pass(shell: Shell) -> None:
    await moderated(shell)

    async def acts() -> None:
        await shell.says(LINK, "ana")
        await ask(shell, "is it warm?")

    await killed(shell, lenient, acts)
    assert offences(shell) == [("ana", "suggested")]
    await asyncio.sleep(0.05)
    assert shell.moderator.began == []

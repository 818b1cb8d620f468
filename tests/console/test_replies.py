"""Replies that are written at the console: translated, checked and posted."""

import msgspec
import pytest
from textual.widgets import Input

from livebot.commands import ClaimQuestion, ComposeReply, DropReply, PostReply, ReleaseQuestion
from livebot.console.screens.card import CardScreen
from livebot.web.client import Answer
from tests.console.desk import NARROW, at_desk
from tests.console.showroom import answered_back, reply


@pytest.mark.parametrize("from_card", [True, False])
async def test_a_reply_is_written_translated_checked_and_posted(from_card: bool) -> None:
    async with at_desk(answered_back("en", chat_mode="auto"), size=NARROW) as desk:
        await desk.press(*(["enter"] if from_card else []), "w")
        assert "Reply to #7, in your language" in desk.screen
        assert "How much is it?" in desk.screen
        await desk.press("T", "e", "n", "enter")
        assert desk.done == [ClaimQuestion(n=7), ComposeReply(n=7, text="Ten")]
        first, *rest = desk.questions

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

"""What the operator's keys do: each becomes a command to the daemon, and a word about what became of it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any, Protocol

from textual import work
from textual.app import App

from livebot.console.safe import cut, pasteable
from livebot.console.screens.card import CardScreen
from livebot.console.screens.confirm import Confirm
from livebot.console.screens.picker import Picker, choices_of
from livebot.console.screens.say import SayScreen
from livebot.console.widgets.bars import PostBar
from livebot.console.widgets.foot import Said
from livebot.console.widgets.outbox import Outbox
from livebot.console.widgets.queue import OPEN, Queue
from livebot.console.wording import Words
from livebot.events import (
    AnswerQuestion,
    AnyCommand,
    ClaimQuestion,
    DismissQuestion,
    Ending,
    LineDropped,
    LineSent,
    Panic,
    Pause,
    ReleaseQuestion,
    Resume,
    Say,
    StarQuestion,
    Undo,
)
from livebot.views import LineView, QuestionView, Status
from livebot.web.client import Answer, ControlError


class Daemon(Protocol):
    """What the console needs of ``ControlClient``."""

    url: str
    by: str

    def live(self, on_trouble: Callable[[ControlError], None] | None = None) -> AsyncGenerator[dict[str, Any]]: ...

    async def do(self, command: AnyCommand) -> Answer: ...


class Operator(App[None]):
    """The half of the console that acts; the other half, which shows, is ``ConsoleApp``."""

    def __init__(self, daemon: Daemon, words: Words) -> None:
        super().__init__()
        self.daemon = daemon
        self.words = words
        self.status: Status | None = None
        self.queue = Queue(words, daemon.by)
        self.outbox = Outbox(words)
        self.post = PostBar(id="post")
        self.said = Said(id="said")
        self._one_at_a_time = asyncio.Lock()

    async def carry_out(self, command: AnyCommand, said: str = "") -> str:
        """Have the daemon do something and say what became of it; return why not, empty if it was done."""
        try:
            if isinstance(command, Panic):
                answer = await self.daemon.do(command)
            else:
                async with self._one_at_a_time:  # two keys pressed quickly arrive in their order
                    answer = await self.daemon.do(command)
        except ControlError as error:
            refusal = self.words("said.no_daemon", detail=cut(str(error), 120))
        else:
            if answer.ok:
                if isinstance(command, Undo) and answer.data.get("what"):
                    said = self.words.notice("undone", answer.data)
                if said:
                    self.said.say(said)
                return ""
            refusal = self.words.reply(answer.kind, answer.data)
        self.said.say(refusal, ok=False)
        return refusal

    @work
    async def _press(self, command: AnyCommand, said: str = "") -> None:
        await self.carry_out(command, said)

    @property
    def _card(self) -> QuestionView | None:
        if isinstance(self.screen, CardScreen):
            return self.screen.card
        card = self.queue.cursor_item
        if card is None:
            self.said.say(self.words("said.no_card"), ok=False)
        return card

    async def _may_take(self, card: QuestionView) -> bool:
        """Ask first if another console is at it."""
        if card.state != "claimed" or card.claimed_by == self.daemon.by:
            return True
        question = self.words("ask.take", by=cut(card.claimed_by, 30))
        answer = await self.push_screen_wait(Confirm(self.words, question))
        return answer is True

    @work
    async def action_open_card(self) -> None:
        card = self._card
        if card is None or isinstance(self.screen, CardScreen) or not await self._may_take(card):
            return
        is_waiting = card.state in OPEN
        if card.state == "claimed":
            await self.carry_out(ReleaseQuestion(n=card.id))
        if is_waiting and await self.carry_out(ClaimQuestion(n=card.id)):
            return
        outcome = await self.push_screen_wait(CardScreen(self.words, card))
        if outcome == "answer":
            await self.carry_out(AnswerQuestion(n=card.id), self.words("said.answer", n=card.id))
        elif outcome == "dismiss":
            await self.carry_out(DismissQuestion(n=card.id), self.words("said.dismiss", n=card.id))
        elif is_waiting:
            await self.carry_out(ReleaseQuestion(n=card.id))

    @work
    async def action_answer(self) -> None:
        if (card := self._card) is not None and await self._may_take(card):
            await self.carry_out(AnswerQuestion(n=card.id), self.words("said.answer", n=card.id))

    @work
    async def action_dismiss(self) -> None:
        if (card := self._card) is not None and await self._may_take(card):
            await self.carry_out(DismissQuestion(n=card.id), self.words("said.dismiss", n=card.id))

    def action_star(self) -> None:
        if (card := self._card) is not None:
            self._press(StarQuestion(n=card.id), self.words("said.star", n=card.id))

    def on_rows_opened(self) -> None:
        if self.focused is not None and self.focused.id == "queue":
            self.action_open_card()

    def action_undo(self) -> None:
        self._press(Undo(), self.words("said.undo"))

    @property
    def _line(self) -> LineView | None:
        """The line selected in the outbox if that has the focus, or else the one that waits to be posted."""
        line = self.outbox.cursor_item if self.outbox.has_focus else self.post.line
        if line is None:
            self.said.say(self.words("said.no_line"), ok=False)
        return line

    def action_copy(self) -> None:
        if (line := self._line) is not None:
            self.copy_to_clipboard(pasteable(line.text))
            self.said.say(self.words("said.copied"))

    def action_posted(self) -> None:
        if (line := self._line) is not None:
            self._press(LineSent(n=line.id), self.words("said.posted"))

    def action_drop(self) -> None:
        if (line := self._line) is not None:
            self._press(LineDropped(n=line.id), self.words("said.dropped"))

    def action_say(self) -> None:
        async def send(text: str) -> str:
            return await self.carry_out(Say(text=text), self.words("said.say"))

        self.push_screen(SayScreen(self.words, send))

    def action_polls(self) -> None:
        self._pick("polls")

    def action_quick(self) -> None:
        self._pick("quick")

    def action_codes(self) -> None:
        self._pick("codes")

    def action_prompts(self) -> None:
        self._pick("prompts")

    @work
    async def _pick(self, what: str) -> None:
        if self.status is None:
            return
        choices = choices_of(self.status, what)
        choice = await self.push_screen_wait(Picker(self.words, self.words(f"pick.{what}"), choices))
        if choice is not None:
            key = "said.prompt" if choice.verb == "send" else f"said.{choice.verb}"
            await self.carry_out(choice.command, self.words(key, id=cut(choice.name, 30)))

    @work
    async def action_ending(self) -> None:
        if await self.push_screen_wait(Confirm(self.words, self.words("ask.ending"))):
            await self.carry_out(Ending(), self.words("notice.ending"))

    def action_pause(self) -> None:
        if self.status is not None and (self.status.paused or self.status.panicked):
            self._press(Resume(), self.words("notice.resumed"))
        else:
            self._press(Pause(), self.words("notice.paused"))

    def action_panic(self) -> None:
        self._press(Panic(), self.words("notice.panic"))

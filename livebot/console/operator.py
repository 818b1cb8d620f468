"""What the operator's keys do: each becomes a command to the daemon, and a word about what became of it."""

import asyncio
from collections.abc import Callable

from textual import work
from textual.app import App

from livebot.commands import (
    AddOrders,
    AnswerQuestion,
    AnyCommand,
    ClaimQuestion,
    ComposeReply,
    CoolPk,
    DismissQuestion,
    DrawGiveaway,
    DropReply,
    Ending,
    GiveAnswer,
    GoOnPk,
    HandOverQuestion,
    LineDropped,
    LineSent,
    Panic,
    Pause,
    PinQuestion,
    PostReply,
    ReleaseQuestion,
    RemoveOrders,
    Resume,
    Say,
    StarQuestion,
    Undo,
    UnpinQuestion,
)
from livebot.console.daemon import Daemon
from livebot.console.screens.card import CardScreen
from livebot.console.screens.choices import CANNOT_BE_UNDONE, Choice, choices_of
from livebot.console.screens.confirm import Confirm
from livebot.console.screens.help import HelpScreen
from livebot.console.screens.picker import Picker
from livebot.console.screens.say import SayScreen
from livebot.console.widgets.bars import PostBar
from livebot.console.widgets.foot import Said
from livebot.console.widgets.guard import hostile_pk
from livebot.console.widgets.outbox import Outbox
from livebot.console.widgets.queue import OPEN, Queue, main_text
from livebot.safe import clean, cut, pasteable
from livebot.views import Status
from livebot.views.lines import LineView
from livebot.views.questions import QuestionView
from livebot.web.client import ControlError
from livebot.wording import Words


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
            refusal = self._why_not(error)
        else:
            if answer.ok:
                if isinstance(command, Undo) and answer.data.get("what"):
                    said = self.words.reply(answer.kind, answer.data)
                if said:
                    self.said.say(said)
                return ""
            refusal = self.words.reply(answer.kind, answer.data)
        self.said.say(refusal, ok=False)
        return refusal

    def _why_not(self, error: ControlError) -> str:
        if error.kind == "unsure":
            return self.words("said.unsure")
        why = self.words("over.daemon") if error.may_pass else cut(str(error), 200)
        return self.words("said.not_done", why=why)

    def press(self, command: AnyCommand, said: str = "") -> None:
        """Have the daemon do something; what became of it is said below the panels."""
        self.run_worker(self.carry_out(command, said))

    @property
    def _card(self) -> QuestionView | None:
        if isinstance(self.screen, CardScreen):
            return self.screen.card
        if not self.queue.display:
            self.said.say(self.words("said.not_shown"), ok=False)
            return None
        card = self.queue.cursor_item
        if card is None:
            self.said.say(self.words("said.no_card"), ok=False)
        return card

    def _ask(self, question: str, then: Callable[[], object]) -> Confirm:
        def answered(answer: bool | None) -> None:
            if answer:
                then()

        screen = Confirm(self.words, question)
        self.push_screen(screen, answered)
        return screen

    def _when_free(self, card: QuestionView, then: Callable[[], object]) -> None:
        """Ask first if another console is at this card."""
        if card.state == "claimed" and card.claimed_by != self.daemon.by:
            self._ask(self.words("ask.take", by=cut(card.claimed_by, 30)), then)
        else:
            then()

    def action_open_card(self) -> None:
        if not isinstance(self.screen, CardScreen) and (card := self._card) is not None:
            self._when_free(card, lambda: self._open(card))

    def _open(self, card: QuestionView) -> CardScreen:
        screen = CardScreen(self.words, card, self.daemon.by)
        if self.status is not None:
            screen.know(self.status)
        self.push_screen(screen, lambda outcome: self._left(screen.card, outcome))
        if card.state in OPEN:
            self._claim(screen, card)
        return screen

    @work
    async def _claim(self, screen: CardScreen, card: QuestionView) -> None:
        is_taken = card.state == "claimed" and card.claimed_by != self.daemon.by
        refusal = await self.carry_out(ClaimQuestion(n=card.id, is_forced=is_taken))
        if refusal and screen in self.screen_stack:
            if isinstance(self.screen, SayScreen | HelpScreen):
                self.screen.dismiss(None)
            screen.dismiss("refused")

    def settle_claims(self, status: Status) -> None:
        """After a lost connection: claim the card that is open here again, and release those closed meanwhile."""
        screen = next((screen for screen in self.screen_stack if isinstance(screen, CardScreen)), None)
        for card in status.questions:
            if screen is not None and screen.card.id == card.id:
                if card.state == "new":
                    self._claim(screen, card)
            elif card.state == "claimed" and card.claimed_by == self.daemon.by:
                self.press(ReleaseQuestion(n=card.id))

    def _left(self, card: QuestionView, outcome: str | None) -> None:
        if outcome == "answer":
            self._answer(card)
        elif outcome == "dismiss":
            self._dismiss(card)
        elif outcome == "hand_over":
            self._hand_over(card)
        elif outcome is None and card.state in OPEN:
            self.press(ReleaseQuestion(n=card.id))

    def action_answer(self) -> None:
        if (card := self._card) is not None:
            self._when_free(card, lambda: self._answer(card))

    def action_dismiss(self) -> None:
        if (card := self._card) is not None:
            self._when_free(card, lambda: self._dismiss(card))

    def action_hand_over(self) -> None:
        if (card := self._card) is not None:
            self._when_free(card, lambda: self._hand_over(card))

    def _hand_over(self, card: QuestionView) -> None:
        if card.state == "handed":
            self.press(ReleaseQuestion(n=card.id), self.words("said.take_back", n=card.id))
        else:
            self.press(HandOverQuestion(n=card.id), self.words("said.hand_over", n=card.id))

    def _answer(self, card: QuestionView) -> None:
        self.press(AnswerQuestion(n=card.id), self.words("said.answer", n=card.id))

    def _dismiss(self, card: QuestionView) -> None:
        self.press(DismissQuestion(n=card.id), self.words("said.dismiss", n=card.id))

    def action_star(self) -> None:
        if (card := self._card) is not None:
            self.press(StarQuestion(n=card.id), self.words("said.star", n=card.id))

    def action_pin(self) -> None:
        """Put the open card on the overlay, or take it off."""
        if isinstance(self.screen, CardScreen):
            n = self.screen.card.id
            if self.screen.is_pinned:
                self.press(UnpinQuestion(), self.words("notice.unpinned", n=n))
            else:
                self.press(PinQuestion(n=n), self.words("notice.pinned", n=n))

    # --- answers back ---

    def action_give(self, number: int) -> None:
        """Post one of the prepared answers to the open card."""
        screen = self.screen
        if not isinstance(screen, CardScreen):
            return
        if number > len(screen.card.answers):
            self.said.say(self.words("said.no_answer", n=number), ok=False)
            return
        answer = screen.card.answers[number - 1]
        said = self._said_of_line(self.words("said.give", id=cut(answer.id, 30)))
        self._post(screen, GiveAnswer(n=screen.card.id, answer=answer.id), said)

    def action_write(self) -> None:
        """Open the card, if it is not, and a line to write the reply in."""
        if isinstance(self.screen, CardScreen):
            self._write(self.screen)
        elif (card := self._card) is not None:
            self._when_free(card, lambda: self._write(self._open(card)))

    def _write(self, screen: CardScreen) -> None:
        card = screen.card

        async def compose(text: str) -> str:
            return await self.carry_out(ComposeReply(n=card.id, text=text), self.words("said.written"))

        title = self.words("ask.reply", n=card.id)
        text = clean(card.reply.text) if card.reply is not None else ""
        self.push_screen(SayScreen(self.words, title, compose, about=main_text(card), text=text, key="translate"))

    def action_post_reply(self) -> None:
        """Post the reply on the open card; without one, leave the card."""
        screen = self.screen
        if not isinstance(screen, CardScreen):
            return
        reply = screen.card.reply
        if reply is None:
            screen.action_leave()
        elif any(part.state == "translating" for part in reply.parts):
            self.said.say(self.words("said.not_translated"), ok=False)
        else:
            self._post(screen, PostReply(n=screen.card.id), self._said_of_line(self.words("said.reply")))

    def action_discard(self) -> None:
        if isinstance(self.screen, CardScreen) and (card := self.screen.card).reply is not None:
            self.press(DropReply(n=card.id), self.words("said.discarded"))

    @work
    async def _post(self, screen: CardScreen, command: GiveAnswer | PostReply, said: str) -> None:
        """Have an answer posted and close its card; what is refused stays open."""
        if not await self.carry_out(command, said) and screen.is_current:
            screen.dismiss("given")

    def on_rows_opened(self) -> None:
        if self.focused is not None and self.focused.id == "queue":
            self.action_open_card()

    def action_undo(self) -> None:
        self.press(Undo(), self.words("said.undo"))

    @property
    def _line(self) -> LineView | None:
        """The line selected in the outbox if that has the focus, or else the one that waits to be posted."""
        line = self.outbox.cursor_item if self.outbox.has_focus else self.post.line
        if line is None:
            self.said.say(self.words("said.no_line"), ok=False)
        return line

    def action_copy(self) -> None:
        if (line := self._line) is not None:
            self.copy_line(line)

    def copy_line(self, line: LineView) -> None:
        self.copy_to_clipboard(pasteable(line.text))
        self.post.copied = line if line.state == "offered" else None
        is_in_sight = self.post.line is not None and self.post.line.id == line.id
        self.said.say(self.words("said.copied"), whole="" if is_in_sight else line.text)

    def action_posted(self) -> None:
        """Mark as sent: the line that was copied, whatever stands on the screen by now, or else the one there."""
        copied, self.post.copied = self.post.copied, None
        line = self._line if copied is None or self.outbox.has_focus else copied
        if line is None:
            return
        if any(one.id == line.id and one.state == "sent" for one in self.outbox.items):  # its echo was quicker
            self.said.say(self.words("said.posted"))
        else:
            self.press(LineSent(n=line.id), self.words("said.posted"))

    def action_drop(self) -> None:
        if (line := self._line) is not None:
            self.post.copied = None
            self.press(LineDropped(n=line.id), self.words("said.dropped"))

    def action_say(self) -> None:
        async def send(text: str) -> str:
            return await self.carry_out(Say(text=text), self._said_of_line(self.words("said.say")))

        self.push_screen(SayScreen(self.words, self.words("ask.say"), send))

    def action_polls(self) -> None:
        self._pick("polls")

    def action_quick(self) -> None:
        self._pick("quick")

    def action_codes(self) -> None:
        self._pick("codes")

    def action_prompts(self) -> None:
        self._pick("prompts")

    def action_begin(self) -> None:
        self._pick("begin")

    def _pick(self, what: str) -> None:
        if self.status is None:
            return
        nothing = {"codes": "ask.no_manual_codes" if self.status.codes else "ask.nothing", "begin": "ask.no_rhythm"}
        choices = choices_of(self.status, what, self.words)
        empty = self.words(nothing.get(what, "ask.nothing"))
        self.push_screen(Picker(self.words, self.words(f"pick.{what}"), choices, empty), self._picked)

    def _picked(self, choice: Choice | None) -> None:
        if choice is None:
            return
        name = cut(choice.name, 30)
        if isinstance(choice.command, DrawGiveaway):
            self._draw(choice.command, cut(choice.detail, 100))
        elif choice.verb in CANNOT_BE_UNDONE:
            said = self._said_of(choice, name)
            self._ask(self.words(f"ask.{choice.verb}", id=name), lambda: self.press(choice.command, said))
        else:
            self.press(choice.command, self._said_of(choice, name))

    def _said_of(self, choice: Choice, name: str) -> str:
        if choice.verb in ("send", "board"):
            return self._said_of_line(self.words("said.prompt" if choice.verb == "send" else "said.board", id=name))
        return self.words(f"said.{choice.verb}", id=name, what=self.words(f"what.{choice.kind}"))

    def _draw(self, command: DrawGiveaway, public_value: str) -> None:
        async def draw(value: str) -> str:
            return await self.carry_out(DrawGiveaway(id=command.id, value=value), self.words("said.draw"))

        self.push_screen(SayScreen(self.words, public_value, draw, key="draw"))

    def action_add_order(self) -> None:
        self.press(AddOrders(), self.words("said.order"))

    def action_remove_order(self) -> None:
        self.press(RemoveOrders(), self.words("said.order_off"))

    def action_cool_pk(self) -> None:
        if pk_id := self._hostile_pk():
            said = self.words("said.cool_assist" if self._is_assist else "said.cool", id=cut(pk_id, 30))
            self.press(CoolPk(id=pk_id), said)

    def action_keep_pk(self) -> None:
        if pk_id := self._hostile_pk():
            self.press(GoOnPk(id=pk_id), self.words("said.keep", id=cut(pk_id, 30)))

    def _hostile_pk(self) -> str:
        """Return its id; empty, and said so, if there is none."""
        if (pk := hostile_pk(self.status)) is None:
            self.said.say(self.words("said.no_pk"), ok=False)
        return pk.id if pk is not None else ""

    @property
    def _is_assist(self) -> bool:
        return self.status is not None and self.status.chat_mode == "assist"

    def _said_of_line(self, goes_out: str) -> str:
        """Return what is said of a new line: in assist mode it only waits for the operator's hands."""
        return self.words("said.to_post") if self._is_assist else goes_out

    def action_ending(self) -> None:
        self._ask(self.words("ask.ending"), lambda: self.press(Ending(), self.words("notice.ending")))

    def action_pause(self) -> None:
        if self.status is not None and (self.status.paused or self.status.panicked):
            self.press(Resume(), self.words("notice.resumed"))
        else:
            self.press(Pause(), self.words("notice.paused"))

    def action_panic(self) -> None:
        self.press(Panic(), self.words("notice.panic"))

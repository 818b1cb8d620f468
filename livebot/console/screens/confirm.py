"""A question that Enter answers with yes and Esc with no."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from livebot.console.screens.dialog import Dialog
from livebot.wording import Words


class Confirm(Dialog[bool]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "accept", show=False)]

    def __init__(self, words: Words, question: str) -> None:
        super().__init__(words)
        self._question = question

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(Content.styled(self._question, "bold"), classes="question", markup=False)
            answers = Content.assemble(
                (self.words("ask.yes"), "bold $success"), "      ", (self.words("ask.no"), "bold $warning")
            )
            yield Static(answers, markup=False)

    def action_accept(self) -> None:
        self.dismiss(True)

    def action_leave(self) -> None:
        self.dismiss(False)

"""Typing a line for the room. What the room refuses stays here, to be changed."""

from collections.abc import Awaitable, Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from livebot.console.screens.dialog import Dialog, hint
from livebot.wording import Words

MAX_CHARS = 500
"""The room's own limit is shorter and said by the room; this keeps a pasted book out."""

Send = Callable[[str], Awaitable[str]]
"""Sends a text and returns why it was refused; empty if it goes out."""


class SayScreen(Dialog[None]):
    typing: Input

    def __init__(self, words: Words, send: Send) -> None:
        super().__init__(words)
        self._send = send
        self.typing = Input(max_length=MAX_CHARS, id="say-text", select_on_focus=False)
        self._count = Static("", id="say-count", markup=False)

    def compose(self) -> ComposeResult:
        with Vertical(classes="box wide") as box:
            box.border_title = self.words("ask.say")
            yield self.typing
            yield self._count
            yield hint(("Enter", self.words("key.send")), ("Esc", self.words("key.back")))

    def on_input_changed(self, event: Input.Changed) -> None:
        self._note(str(len(event.value)) if event.value else "", "$foreground-muted")

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        if not event.value.strip():
            return
        refusal = await self._send(event.value.strip())
        if refusal:
            self._note(refusal, "bold $error")
        else:
            self.dismiss(None)

    def _note(self, text: str, style: str) -> None:
        self._count.update(Content.styled(text, style))

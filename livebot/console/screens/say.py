"""Typing a line for the room, or a reply to a question. What is refused stays here, to be changed."""

from collections.abc import Awaitable, Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from livebot.console.screens.dialog import Dialog, hint, inner_width
from livebot.safe import wrap
from livebot.wording import Words

MAX_CHARS = 500
"""The room's own limit is shorter and said by the room; this keeps a pasted book out."""
ABOUT_LINES = 4

Send = Callable[[str], Awaitable[str]]
"""Sends a text and returns why it was refused; empty if it goes out."""


class SayScreen(Dialog[None]):
    typing: Input

    def __init__(
        self, words: Words, title: str, send: Send, *, about: str = "", text: str = "", key: str = "send"
    ) -> None:
        """``about`` is shown above the input, in which ``text`` stands already; ``key`` words what Enter does."""
        super().__init__(words)
        self._title = title
        self._send = send
        self._about = about
        self._key = key
        self.typing = Input(text, max_length=MAX_CHARS, id="say-text", select_on_focus=False)
        self._count = Static("", id="say-count", markup=False)

    def compose(self) -> ComposeResult:
        with Vertical(classes="box wide") as box:
            box.border_title = self._title
            if self._about:
                lines = wrap(self._about, inner_width(self.app.size.width), ABOUT_LINES)
                yield Static(Content.styled("\n".join(lines), "bold $foreground"), classes="question", markup=False)
            yield self.typing
            yield self._count
            yield hint(("Enter", self.words(f"key.{self._key}")), ("Esc", self.words("key.back")))

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

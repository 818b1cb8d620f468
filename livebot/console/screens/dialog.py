"""What all dialogs share: Esc leaves them, the panic key works, and at their foot stand their keys."""

from typing import ClassVar, Generic, TypeVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from livebot.wording import Words

Result = TypeVar("Result")


class Dialog(ModalScreen[Result], Generic[Result]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("exclamation_mark", "app.panic", show=False),  # an input takes the sign as text
    ]

    typing: Input | None = None
    """Where typed text goes, if the dialog takes any."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    def action_leave(self) -> None:
        self.dismiss(None)


def hint(*entries: tuple[str, str]) -> Static:
    """Return the line at the foot of a dialog: which key does what."""
    parts: list[tuple[str, str]] = []
    for key, name in entries:
        parts += [(f"{key} ", "bold $primary"), (f"{name}   ", "$foreground-muted")]
    return Static(Content.assemble(*parts), classes="hint", markup=False)

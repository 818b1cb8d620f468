"""Choosing what to open, start, stop or post: arrows or typing, then Enter."""

from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from livebot.console.screens.choices import DANGER, Choice
from livebot.console.screens.dialog import Dialog, hint
from livebot.safe import cut
from livebot.wording import Words

NAME_CELLS, DETAIL_CELLS = 30, 60
FRAME_ROWS = 10
"""The box's border, the line to type in, the hint and the blank lines."""
LEAST_ROWS, MOST_ROWS = 4, 14


class Picker(Dialog[Choice]):
    """Answers with the choice made, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
    ]

    def __init__(self, words: Words, title: str, choices: list[Choice], nothing: str) -> None:
        super().__init__(words)
        self._title = title
        self._choices = choices
        self._nothing = nothing
        self._verb_cells = max((cell_len(words(f"pick.{choice.verb}")) for choice in choices), default=0) + 2
        self._shown: list[Choice] = []
        self._options = OptionList(id="pick-list", markup=False)
        self._options.can_focus = False
        if choices:
            self.typing = Input(placeholder=words("ask.filter"), id="pick-filter")

    def compose(self) -> ComposeResult:
        with Vertical(classes="box wide") as box:
            box.border_title = self._title
            if self.typing is not None:
                yield self.typing
                yield self._options
            else:
                yield Static(self._nothing, markup=False)
            yield hint(
                ("↑↓", self.words("key.move")),
                ("Enter", self.words("key.choose")),
                ("Esc", self.words("key.back")),
            )

    def on_mount(self) -> None:
        self._options.styles.max_height = max(min(self.free_rows - FRAME_ROWS, MOST_ROWS), LEAST_ROWS)
        if self.typing is not None:
            self._show(self.typing.value)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def on_input_submitted(self) -> None:
        index = self._options.highlighted
        if index is not None:
            self.dismiss(self._shown[index])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._shown[event.option_index])

    def action_move(self, by: int) -> None:
        if by > 0:
            self._options.action_cursor_down()
        else:
            self._options.action_cursor_up()

    def _show(self, typed: str) -> None:
        wanted = typed.casefold().strip()
        self._shown = [entry for entry in self._choices if wanted in self._text(entry)]
        self._options.clear_options()
        self._options.add_options(Option(self._line(choice)) for choice in self._shown)
        self._options.highlighted = 0 if self._shown else None

    def _text(self, choice: Choice) -> str:
        """Return what typing looks in."""
        kind = self.words(f"what.{choice.kind}") if choice.kind else ""
        return f"{self.words(f'pick.{choice.verb}')} {kind} {choice.name} {choice.detail}".casefold()

    def _line(self, choice: Choice) -> Content:
        verb_style = "bold $background on $warning" if choice.verb in DANGER else "$success"
        kind = f"{self.words(f'what.{choice.kind}')} " if choice.kind else ""
        verb = f" {self.words(f'pick.{choice.verb}')} "
        name = cut(f"{kind}{choice.name}", NAME_CELLS)
        return Content.assemble(
            (verb, verb_style),
            " " * (self._verb_cells - cell_len(verb) + 2),
            (name, "bold $foreground"),
            "  ",
            (cut(choice.detail, DETAIL_CELLS), "$foreground-muted"),
        )

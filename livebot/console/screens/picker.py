"""Choosing a poll, an ask, a code or a prompt: arrows or typing, then Enter."""

from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from livebot.commands import AnyCommand, CloseCode, ClosePoll, CloseQuick, OpenCode, OpenPoll, OpenQuick, SendPrompt
from livebot.console.screens.dialog import Dialog, hint
from livebot.safe import cut
from livebot.views import Status
from livebot.wording import Words

NAME_CELLS, DETAIL_CELLS = 22, 60


class Choice(NamedTuple):
    name: str
    detail: str
    verb: str
    """``open``, ``close`` or ``send``."""
    command: AnyCommand


def choices_of(status: Status, what: str) -> list[Choice]:
    """Return what can be chosen of ``polls``, ``quick``, ``codes`` or ``prompts``; what is open comes first."""
    if what == "polls":
        choices = [
            Choice(poll.id, poll.question, "close", ClosePoll(id=poll.id))
            if poll.state == "open"
            else Choice(poll.id, poll.question, "open", OpenPoll(id=poll.id))
            for poll in status.polls
        ]
    elif what == "quick":
        choices = [
            Choice(ask.id, ask.ask, "close", CloseQuick(id=ask.id))
            if ask.open
            else Choice(ask.id, ask.ask, "open", OpenQuick(id=ask.id))
            for ask in status.quick
        ]
    elif what == "codes":
        choices = [
            Choice(code.id, "", "close", CloseCode(id=code.id))
            if code.open
            else Choice(code.id, "", "open", OpenCode(id=code.id))
            for code in status.codes
            if code.when == "manual"
        ]
    else:
        choices = [Choice(prompt.id, prompt.next_text, "send", SendPrompt(id=prompt.id)) for prompt in status.prompts]
    return sorted(choices, key=lambda choice: choice.verb != "close")


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
        self._shown = [entry for entry in self._choices if wanted in f"{entry.name} {entry.detail}".casefold()]
        self._options.clear_options()
        self._options.add_options(Option(self._line(choice)) for choice in self._shown)
        self._options.highlighted = 0 if self._shown else None

    def _line(self, choice: Choice) -> Content:
        verb_style = "bold $background on $warning" if choice.verb == "close" else "$success"
        name = cut(choice.name, NAME_CELLS)
        return Content.assemble(
            (f" {self.words(f'pick.{choice.verb}')} ", verb_style),
            "  ",
            (name, "bold $foreground"),
            "  ",
            (cut(choice.detail, DETAIL_CELLS), "$foreground-muted"),
        )

"""The figures of the show, a page each; nothing here changes anything."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from livebot.console.keys import SAFETY
from livebot.console.pages.board import board_page
from livebot.console.pages.codes import codes_page
from livebot.console.pages.giveaways import giveaways_page
from livebot.console.pages.show import show_page
from livebot.console.pages.wordings import words_page
from livebot.console.screens.dialog import inner_width
from livebot.console.screens.following import Following
from livebot.views import Status
from livebot.wording import Words

Page = Callable[[Status, Words, int, int], list[Content]]
PAGES: dict[str, Page] = {
    "show": show_page,
    "board": board_page,
    "words": words_page,
    "codes": codes_page,
    "giveaways": giveaways_page,
}


class FiguresScreen(Following):
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"page({number - 1})", show=False) for number in range(1, len(PAGES) + 1)),
        Binding("right", "turn(1)", show=False, priority=True),
        Binding("left", "turn(-1)", show=False, priority=True),
        Binding("i", "leave", show=False),
        *(Binding(key.keys, f"app.{key.action}", show=False) for key in SAFETY),
    ]

    def __init__(self, words: Words, status: Status, now_ms: int) -> None:
        super().__init__(words, status, now_ms, box="figures-box")
        self._page = 0
        self._main = VerticalScroll(id="figures-main")
        self._text = Static(id="figures-text", markup=False)

    def compose(self) -> ComposeResult:
        with self._box:
            with self._main:
                yield self._text
            yield self._keys

    def on_mount(self) -> None:
        self._main.focus()

    def show_room(self) -> None:
        width = inner_width(self.size.width)
        names = [self.words(f"page.{name}") for name in PAGES]
        here = [f"[{n} {name}]" if n == self._page + 1 else f"{n} {name}" for n, name in enumerate(names, 1)]
        self._box.border_title = " · ".join(here)
        self._box.styles.height = self.free_rows
        page = [*PAGES.values()][self._page]
        self._text.update(Content("\n").join(page(self._status, self.words, self._now_ms, width)))
        self._show_keys([(f"←→ 1-{len(PAGES)}", "key.page"), ("↑↓", "key.move")])

    def action_page(self, page: int) -> None:
        self._page = page
        self._main.scroll_home(animate=False)
        self.show_room()

    def action_turn(self, by: int) -> None:
        self.action_page((self._page + by) % len(PAGES))

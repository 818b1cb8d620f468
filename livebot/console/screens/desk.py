"""How a helper's phone gets to the moderator's page."""

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from livebot.console.screens.dialog import Dialog, hint, inner_width
from livebot.qr import qr_lines
from livebot.safe import clean
from livebot.web.client import DeskLinks
from livebot.wording import Words

PAPER = "#ffffff on #000000"


class DeskScreen(Dialog[None]):
    def __init__(self, words: Words, found: DeskLinks) -> None:
        super().__init__(words)
        self._found = found
        self._code = Static(id="desk-code", markup=False)

    def compose(self) -> ComposeResult:
        with Vertical(classes="box wide") as box:
            box.border_title = self.words("desk.screen")
            with VerticalScroll(id="desk-text"):
                yield self._code
                yield Static("\n".join(desk_lines(self._found, self.words)), markup=False)
            yield hint(("Esc", self.words("key.back")))

    def on_mount(self) -> None:
        self._show_code()

    def on_resize(self) -> None:
        self._show_code()

    def _show_code(self) -> None:
        """Draw the QR code if the whole of it fits: phones read no half ones."""
        if self._found.is_private or not self._found.links:
            self._code.display = False
            return
        lines = qr_lines(self._found.links[0])
        if len(lines) + 6 > self.size.height or len(lines[0]) > inner_width(self.size.width):
            self._code.update(Content.styled(self.words("desk.narrow"), "$warning"))
        else:
            self._code.update(Content("\n").join(Content.styled(line, PAPER) for line in lines))


def desk_lines(found: DeskLinks, words: Words) -> list[str]:
    """Return the link, and what to know of it."""
    links = [clean(link) for link in found.links]
    if not links:
        return [words("desk.no_network")]
    if found.is_private:
        return [links[0], "", words("desk.private"), "", words("desk.power")]
    others = [words("desk.also", links=" ".join(links[1:]))] if links[1:] else []
    return [words("desk.scan"), links[0], *others, "", words("desk.power")]

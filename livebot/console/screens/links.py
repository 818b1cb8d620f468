"""The links to the overlays for the video, and how a helper's phone gets to the moderator's page."""

from collections.abc import Mapping

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
FRAME_ROWS = 4
"""The box's border, and its keys."""


class LinksScreen(Dialog[None]):
    """``overlays`` are the links by page.

    A rehearsal's daemon answers on its own computer only, whatever ``livebot.yaml`` says.
    """

    def __init__(self, words: Words, desk: DeskLinks, overlays: Mapping[str, str], *, is_rehearsal: bool) -> None:
        super().__init__(words)
        self._desk = desk
        self._overlays = overlays
        self._is_rehearsal = is_rehearsal
        self._code = Static(id="links-code", markup=False)
        self._text = VerticalScroll(id="links-text")

    def compose(self) -> ComposeResult:
        phone = desk_lines(self._desk, self.words, is_rehearsal=self._is_rehearsal)
        parts = [
            Static(_titled(self.words("links.overlays"), overlay_lines(self._overlays, self.words)), markup=False),
            Static(_titled(self.words("links.desk"), phone), markup=False),
        ]
        if not self._desk.is_private:  # the code is seen at once, and whole
            parts = [self._code, *reversed(parts)]
        with Vertical(id="links-box", classes="box wide") as box:
            box.border_title = self.words("links.screen")
            with self._text:
                yield from parts
            yield hint(("↑↓", self.words("key.move")), ("Esc", self.words("key.back")))

    def on_mount(self) -> None:
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        self._text.styles.max_height = self.size.height - FRAME_ROWS
        self._show_code()

    def _show_code(self) -> None:
        """Draw the QR code if the whole of it fits: phones read no half ones."""
        if self._desk.is_private or not self._desk.links:
            self._code.display = False
            return
        lines = qr_lines(self._desk.links[0])
        if len(lines) + 6 > self.size.height or len(lines[0]) > inner_width(self.size.width):
            self._code.update(Content.styled(self.words("desk.narrow"), "$warning"))
        else:
            self._code.update(Content("\n").join(Content.styled(line, PAPER) for line in lines))


def desk_lines(found: DeskLinks, words: Words, *, is_rehearsal: bool = False) -> list[str]:
    """Return the link to the moderator's page, and what to know of it."""
    links = [clean(link) for link in found.links]
    if not links:
        return [words("desk.no_network")]
    if is_rehearsal:
        return [links[0], "", words("links.rehearsal")]
    if found.is_private:
        return [links[0], "", words("desk.private"), "", words("desk.power")]
    others = [words("desk.also", links=" ".join(links[1:]))] if links[1:] else []
    return [words("desk.scan"), links[0], *others, "", words("desk.power")]


def overlay_lines(links: Mapping[str, str], words: Words) -> list[str]:
    """Return the links that lead to every overlay, and what to do with them."""
    named = [line for name in ("stage", "editor") for line in (words(f"links.{name}"), clean(links[name]))]
    return [*named, "", words("links.how")]


def _titled(title: str, lines: list[str]) -> Content:
    return Content("\n").join([Content.styled(title, "bold $accent"), *map(Content, lines), Content("")])

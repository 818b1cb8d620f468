"""What the keys do."""

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from livebot.console.keys import CARD, GROUPS
from livebot.console.screens.dialog import Dialog, hint


class HelpScreen(Dialog[None]):
    def compose(self) -> ComposeResult:
        words = self.words
        lines = []
        for group in (GROUPS[0], CARD, *GROUPS[1:]):
            for key in group:
                style = "bold white on #9d1b28" if key.action == "panic" else "bold $primary"
                lines.append(
                    Content.assemble((f"{key.shown:>6}", style), "  ", (words(f"help.{key.action}"), "$foreground"))
                )
            lines.append(Content(""))
        lines.append(Content.styled(words("help.marks"), "$foreground-muted"))
        with Vertical(id="help-box", classes="box wide") as box:
            box.border_title = words("help.title")
            with VerticalScroll(id="help-text"):
                yield Static(Content("\n").join(lines), markup=False)
            yield hint(("↑↓", words("key.move")), ("Esc", words("key.back")))

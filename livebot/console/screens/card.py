"""A question in full, with everyone who asked it. While it is open it is ours; leaving releases it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from livebot.console.keys import POSTING
from livebot.console.screens.dialog import Dialog, hint
from livebot.console.widgets.bars import clock
from livebot.safe import cut, wrap
from livebot.views import QuestionView, Status
from livebot.wording import Words


class CardScreen(Dialog[str]):
    """Answers with ``answer``, ``dismiss`` or None (left as it is)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "done('answer')", show=False),
        Binding("d", "done('dismiss')", show=False),
        Binding("s", "app.star", show=False),
        Binding("enter", "leave", show=False),
        *(Binding(key.keys, f"app.{key.action}", show=False) for key in POSTING),
    ]

    def __init__(self, words: Words, card: QuestionView, me: str) -> None:
        super().__init__(words)
        self.card = card
        self._me = me
        self._box = Vertical(id="card-box", classes="box wide")
        self._main = Static(id="card-main", markup=False)
        self._text = Static(id="card-text", markup=False)

    def compose(self) -> ComposeResult:
        with self._box:
            yield self._main
            with VerticalScroll(id="card-rest"):
                yield self._text
            yield hint(
                ("a", self.words("key.answer")),
                ("s", self.words("key.star")),
                ("d", self.words("key.dismiss")),
                ("t", self.words("key.say")),
                ("Esc", self.words("key.back")),
            )

    def on_mount(self) -> None:
        self.show(self.card)

    def on_resize(self) -> None:
        self.show(self.card)

    def follow(self, status: Status) -> None:
        """Show what became of the card; leave if it was deleted."""
        card = next((card for card in status.questions if card.id == self.card.id), None)
        if card is not None:
            self.show(card)
        elif self.is_current:
            self.action_leave()

    def show(self, card: QuestionView) -> None:
        """Show the card as it is now."""
        self.card = card
        words = self.words
        self._box.border_title = f"#{card.id}{'  ★' if card.starred else ''}"
        self._box.border_subtitle = words("card.asked", n=card.count)
        width = max(min(self.size.width, 110) - 10, 20)
        text = card.translation or card.original
        main = wrap(f"≈ {text}" if card.translation_state == "gist" else text, width)
        lines = [Content.styled(line, "bold $foreground") for line in main]
        if standing := self._standing(card):
            lines[:0] = [Content.styled(f" {standing} ", "bold $background on $warning"), Content("")]
        self._main.update(Content("\n").join(lines))
        lines = []
        if card.translation:
            lines.append(Content.styled(words("card.original"), "bold $accent"))
            lines += [Content.styled(line, "$foreground") for line in wrap(card.original, width)]
            lines.append(Content(""))
        elif card.translation_state in ("pending", "failed"):
            lines += [Content.styled(words(f"card.{card.translation_state}"), "italic $warning"), Content("")]
        for asker in reversed(card.askers):
            lead = [
                (f"{clock(asker.at_ms)}  ", "$foreground-muted"),
                (f"{cut(asker.language, 6)}  ", "$accent"),
                (f"{cut(asker.name or asker.handle, 20)}  ", "$primary"),
            ]
            used = Content.assemble(*lead).cell_length
            lines.append(Content.assemble(*lead, (cut(asker.text, max(width - used, 8)), "$foreground")))
        self._text.update(Content("\n").join(lines))

    def _standing(self, card: QuestionView) -> str:
        """Return why this card is not ours to answer; empty if it is."""
        if card.state == "claimed" and card.claimed_by != self._me:
            return self.words.reply("claimed", {"by": card.claimed_by})
        return self.words(f"card.{card.state}") if card.state in ("answered", "dismissed") else ""

    def action_done(self, what: str) -> None:
        self.dismiss(what)

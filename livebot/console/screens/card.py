"""A question in full: the answers to it, the reply that is being written, and everyone who asked.

While it is open it is ours; leaving releases it.
"""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from livebot.console.keys import CARD, GIVE, POSTING
from livebot.console.screens.dialog import Dialog, inner_width, key_lines
from livebot.console.widgets.bars import clock
from livebot.console.widgets.queue import OPEN, chips, main_text, pinned_card, signs, subject
from livebot.safe import clean, cut, wrap
from livebot.views import Status
from livebot.views.questions import AskerView, PartView, QuestionView, ReplyView
from livebot.wording import Words

ANSWERS = 9
"""As many as there are digits to press."""
MAIN_LINES = 4
TAG_CELLS, NAME_CELLS, WORD_CELLS = 6, 20, 24
FRAME_ROWS = 4
"""The box's border and its blank lines."""
LEAST_ROWS = 3
PART_MARKS = {
    "ready": ("✓", "bold $success"),
    "too_long": ("✗", "bold $error"),
    "failed": ("✗", "bold $error"),
    "blocked": ("✗", "bold $error"),
}


class CardScreen(Dialog[str]):
    """Answers with ``answer``, ``dismiss``, ``hand_over``, ``given`` (an answer goes out) or None (left as it is)."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"app.give({number})", show=False) for number in range(1, ANSWERS + 1)),
        Binding("a", "done('answer')", show=False),
        Binding("d", "done('dismiss')", show=False),
        Binding("h", "done('hand_over')", show=False),
        Binding("s", "app.star", show=False),
        Binding("w", "app.write", show=False),
        Binding("question_mark", "app.help", show=False),
        *(Binding(key.keys, f"app.{key.action}", show=False) for key in (*CARD, *POSTING) if key is not GIVE),
    ]

    def __init__(self, words: Words, card: QuestionView, me: str) -> None:
        super().__init__(words)
        self.card = card
        self._me = me
        self._chat_mode = "off"
        self.is_pinned = False
        """It is on the overlay."""
        self._box = Vertical(id="card-box", classes="box wide")
        self._main = Static(id="card-main", markup=False)
        self._rest = VerticalScroll(id="card-rest")
        self._text = Static(id="card-text", markup=False)
        self._keys = Static(classes="hint", markup=False)

    def compose(self) -> ComposeResult:
        with self._box:
            yield self._main
            with self._rest:
                yield self._text
            yield self._keys

    def on_mount(self) -> None:
        self.show(self.card)

    def on_resize(self) -> None:
        self.show(self.card)

    def follow(self, status: Status) -> None:
        """Show what became of the card; leave if it was deleted."""
        self.know(status)
        card = next((card for card in status.questions if card.id == self.card.id), None)
        if card is not None:
            self.show(card)
        elif self.is_current:
            self.action_leave()

    def know(self, status: Status) -> None:
        """Take over what the room has to do with the card."""
        self._chat_mode = status.chat_mode
        self.is_pinned = pinned_card(status) == self.card.id

    def show(self, card: QuestionView) -> None:
        """Show the card as it is now."""
        self.card = card
        words = self.words
        self._box.border_title = f"#{card.id}{'  ★' if card.starred else ''}"
        self._box.border_subtitle = words("card.asked", n=card.count)
        width = inner_width(self.size.width)
        main = [Content.styled(line, "bold $foreground") for line in wrap(main_text(card), width, MAIN_LINES)]
        if facts := self._facts(card):
            main.insert(0, facts.truncate(width, ellipsis=True))
        foot = key_lines(self._key_hints(card), width)
        self._main.update(Content("\n").join(main))
        self._rest.styles.max_height = max(self.free_rows - FRAME_ROWS - len(main) - len(foot), LEAST_ROWS)
        self._text.update(Content("\n").join(self._lines(card, width)))
        self._keys.update(Content("\n").join(foot))

    def action_done(self, what: str) -> None:
        self.dismiss(what)

    # --- what is shown ---

    def _facts(self, card: QuestionView) -> Content | None:
        """Return who has the card, what it is about and who asked, in one line."""
        parts = chips(card, self.words, self._me, is_pinned=self.is_pinned)
        if card.state == "claimed":  # as an open card is, and mostly by us
            parts = parts[2:]
            if card.claimed_by != self._me:
                who = self.words.reply("claimed", {"by": card.claimed_by})
                parts[:0] = [(f" {who} ", "bold $background on $warning"), (" ", "")]
        if about := subject(card, self.words):
            parts.append((f"{cut(about, 40)}  ", "$warning"))
        if card.standing:
            parts.append((signs(card.standing, self.words), "bold $success"))
        return Content.assemble(*parts) if parts else None

    def _key_hints(self, card: QuestionView) -> list[tuple[str, str]]:
        words = self.words
        entries: list[tuple[str, str]] = []
        if card.reply is not None:
            entries += [
                ("Enter", words("key.offer" if self._chat_mode == "assist" else "key.post")),
                ("z", words("key.discard")),
            ]
        if card.answers:
            shown = min(len(card.answers), ANSWERS)
            entries.append(("1" if shown == 1 else f"1-{shown}", words("key.give")))
        entries += [
            ("w", words("key.write")),
            ("a", words("key.answer")),
            ("h", words("key.take_back" if card.state == "handed" else "key.hand_over")),
            ("s", words("key.star")),
            ("o", words("key.unpin" if self.is_pinned else "key.pin")),
            ("d", words("key.dismiss")),
            ("t", words("key.say")),
            ("?", words("key.help")),
            ("Esc", words("key.back")),
        ]
        return entries

    def _lines(self, card: QuestionView, width: int) -> list[Content]:
        words = self.words
        lines: list[Content] = []
        if card.reply is not None:
            lines += [*_reply(card.reply, words, width), Content("")]
        lines += [*self._answers(card, width), Content("")]
        if card.translation:
            lines.append(Content.styled(words("card.original"), "bold $accent"))
            lines += [Content.styled(line, "$foreground") for line in wrap(card.original, width)]
        if card.translation_state in ("pending", "failed"):
            lines.append(Content.styled(words(f"card.{card.translation_state}"), "italic $warning"))
        if card.translation or card.translation_state in ("pending", "failed"):
            lines.append(Content(""))
        lines.append(Content.styled(words("card.askers"), "bold $accent"))
        for asker in reversed(card.askers):
            lines += _asker(asker, words, width)
        if (more := card.count - len({asker.viewer_id for asker in card.askers})) > 0:
            lines.append(Content.styled(words("card.askers_more", n=more), "$foreground-muted"))
        return lines

    def _answers(self, card: QuestionView, width: int) -> list[Content]:
        words = self.words
        if not card.answers and card.state not in (*OPEN, "handed"):
            return []
        how = words(f"card.answers.{self._chat_mode}" if card.answers else "card.no_answers")
        lines = [
            Content.assemble((f"{words('card.answers')}   ", "bold $accent"), (how, "$foreground-muted")).truncate(
                width
            )
        ]
        for number, answer in enumerate(card.answers[:ANSWERS], 1):
            name = cut(answer.id, width - 5)
            lines.append(Content.assemble((f" {number} ", "bold $background on $primary"), "  ", (name, "$primary")))
            for text in answer.texts:
                first, *others = wrap(text, width - 7)
                lines.append(Content.assemble("     ", ("· ", "$foreground-muted"), (first, "$foreground")))
                lines += [Content.styled(f"       {line}", "$foreground") for line in others]
        return lines


def _reply(reply: ReplyView, words: Words, width: int) -> list[Content]:
    """Return what the host wrote, and below it each language's text with what that means."""
    title = words("card.reply", by=cut(reply.by, NAME_CELLS))
    lines = [Content.styled(title, "bold $background on $primary")]
    lines += [Content.styled(line, "$foreground") for line in wrap(reply.text, width)]
    for part in reply.parts:
        lines += _part(part, reply, words, width)
    return lines


def _part(part: PartView, reply: ReplyView, words: Words, width: int) -> list[Content]:
    mark, style = PART_MARKS.get(part.state, ("…", "$warning"))
    lead = Content.assemble((f"{mark} ", style), (f"{cut(part.language, TAG_CELLS):<{TAG_CELLS + 1}}", "$accent"))
    indent = " " * lead.cell_length
    texts = [(line, "bold $foreground") for line in wrap(part.text, width - len(indent))] if part.text else []
    if part.back and part.text != reply.text:
        texts += [(line, "$foreground-muted") for line in wrap(f"← {part.back}", width - len(indent))]
    elif part.state == "ready" and not part.back:
        texts.append((words("part.no_back"), "italic $warning"))
    if part.state != "ready" or not texts:
        state = words(f"part.{part.state}", word=cut(part.word, WORD_CELLS), reason=clean(part.reason))
        texts += [(line, style) for line in wrap(state, width - len(indent))]
    return [
        Content.assemble(indent if number else lead, (text, text_style))
        for number, (text, text_style) in enumerate(texts)
    ]


def _asker(asker: AskerView, words: Words, width: int) -> list[Content]:
    """Return who asked when, in which language, in which words."""
    lead: list[tuple[str, str]] = [
        (f"{clock(asker.at_ms)}  ", "$foreground-muted"),
        (f"{cut(asker.language, TAG_CELLS)}  ", "$accent"),
        (f"{cut(asker.name or asker.handle, NAME_CELLS)}  ", "$primary"),
    ]
    if asker.standing:
        lead.append((f"{signs(asker.standing, words)}  ", "bold $success"))
    used = Content.assemble(*lead).cell_length
    if used + len(asker.text) <= width and len(lines := wrap(asker.text, width - used)) == 1:
        return [Content.assemble(*lead, (lines[0], "$foreground"))]
    return [
        Content.assemble(*lead),
        *(Content.assemble("          ", (line, "$foreground")) for line in wrap(asker.text, width - 10)),
    ]

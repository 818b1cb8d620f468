"""The questions: the translation large, and beneath it who asked, in which language, in which words.

Everything of ours stands left of what viewers wrote, so that a text which a terminal draws wider than it is counted
cannot push anything out of line.
"""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from livebot.console.widgets.rows import Rows
from livebot.safe import clean, cut, wrap
from livebot.views import Status
from livebot.views.questions import QuestionView
from livebot.wording import Words, duration

GUTTER = 9
NAME_CELLS = 16
SUBJECT_CELLS = 24
OLD_MS, VERY_OLD_MS = 60_000, 180_000
OPEN = ("new", "claimed")
"""States in which a card waits for this console."""
CLOSED = ("answered", "dismissed")
"""States in which it waits for nobody."""
BOT = "bot"
"""``QuestionView.answered_by`` of an answer that nobody pressed a key for."""
AFTER_SALES = "order"
"""``QuestionView.about`` of what is asked after the sale."""
STATE_STYLES = {
    "answering": "bold $background on $success",
    "handed": "bold $background on $accent",
    "answered": "$success",
    "dismissed": "$foreground-muted",
}


class Queue(Rows[QuestionView]):
    """One card a question, as the daemon orders them: open ones, those left to a colleague, those done with."""

    def __init__(self, words: Words, me: str) -> None:
        super().__init__(id="queue")
        self.words = words
        self.me = me
        self.now_ms = 0
        self.only_handed = False
        """Show nothing but what is left to a colleague: this is the colleague's console."""
        self._pinned: int | None = None

    def show(self, questions: Sequence[QuestionView], words: Words, now_ms: int, *, pinned: int | None = None) -> None:
        """``pinned`` is the number of the card on the overlay."""
        self.words, self.now_ms, self._pinned = words, now_ms, pinned
        waiting = [card for card in questions if card.state in OPEN]
        handed = [card for card in questions if card.state == "handed"]
        counted = handed if self.only_handed else waiting
        parts = [words("queue.only_handed" if self.only_handed else "panel.queue")]
        if counted:
            oldest_ms = min(card.asked_at_ms for card in counted)
            parts += [
                words("queue.open", n=len(counted)),
                words("queue.oldest", left=duration(now_ms - oldest_ms)),
            ]
        if handed and not self.only_handed:
            parts.append(words("queue.handed", n=len(handed)))
        self.border_title = " · ".join(parts)
        self.show_items(handed if self.only_handed else questions)

    def key_of(self, item: QuestionView) -> int:
        return item.id

    def heir_of(self, cursor: int, items: Sequence[QuestionView]) -> int:
        """Return the next card that waits, else the last one that does."""
        waiting = [index for index, card in enumerate(items) if card.state in OPEN] or [*range(len(items))]
        return next((index for index in waiting if index >= cursor), waiting[-1])

    def _has_left(self, before: int | None, item: QuestionView) -> bool:
        """The cursor goes on to the next card when its own needs no hand any more."""
        return before is not None and self.items[before].state in OPEN and item.state not in OPEN

    # --- a card ---

    def height_of(self, item: QuestionView, width: int) -> int:
        return len(self._main(item, width)) + 2 + bool(self._newest(item))

    def draw(self, item: QuestionView, width: int, *, is_cursor: bool) -> list[Content]:
        bar = ("▌" if is_cursor else "▎", self._bar_style(item, is_cursor=is_cursor))
        marks = iter([*self._marks(item), *[("", "")] * 9])
        is_ours = item.state in OPEN or (self.only_handed and item.state == "handed")
        main_style = "bold $foreground" if is_ours else "$foreground" if item.state == "handed" else "$foreground-muted"
        lines = [self._line(bar, next(marks), (text, main_style)) for text in self._main(item, width)]
        lead = self._lead(item)
        room = width - GUTTER - sum(cell_len(text) for text, _ in lead)
        original = cut(item.original, room) if item.translation else ""
        lines.append(self._line(bar, next(marks), *lead, (original, "$foreground-muted")).truncate(width))
        if newest := self._newest(item):
            label = f"{self.words('queue.newest')}  "
            text = cut(newest, width - GUTTER - cell_len(label))
            lines.append(self._line(bar, next(marks), (label, "italic $foreground-muted"), (text, "$foreground-muted")))
        return lines

    def draw_empty(self, width: int) -> list[Content]:
        keys = ("queue.empty_handed", "queue.empty_handed2") if self.only_handed else ("queue.empty", "queue.empty2")
        return [Content(""), *(Content.styled(f"  {self.words(key)}", "$foreground-muted") for key in keys)]

    def _line(self, bar: tuple[str, str], mark: tuple[str, str], *parts: tuple[str, str]) -> Content:
        padding = " " * (GUTTER - 2 - 1 - cell_len(mark[0]))
        return Content.assemble(bar, padding, mark, "  ", *parts)

    def _main(self, card: QuestionView, width: int) -> tuple[str, ...]:
        return wrap(main_text(card), width - GUTTER, 3)

    def _newest(self, card: QuestionView) -> str:
        """Return the last wording if it says something else than the first."""
        return card.newest if clean(card.newest).casefold() != clean(card.original).casefold() else ""

    def _lead(self, card: QuestionView) -> list[tuple[str, str]]:
        """Return the tags, languages, signs and name that stand before the original."""
        words = self.words
        parts = chips(card, words, self.me, is_pinned=card.id == self._pinned)
        if card.translation_state in ("failed", "gist") or (
            card.translation_state == "pending" and not card.translation
        ):
            style = "$error" if card.translation_state == "failed" else "italic $foreground-muted"
            parts.append((f"{words(f'card.{card.translation_state}')} ", style))
        if about := subject(card, words):
            parts.append((f"{cut(about, SUBJECT_CELLS)}  ", "$warning"))
        more = f" +{len(card.languages) - 4}" if len(card.languages) > 4 else ""
        parts.append((f"{cut(' '.join(card.languages[:4]) or card.language or '?', 12)}{more}  ", "$accent"))
        if card.standing:
            parts.append((f"{signs(card.standing, words)}  ", "bold $success"))
        if card.askers:
            parts.append((f"{cut(card.askers[0].name or card.askers[0].handle, NAME_CELLS)}  ", "$primary"))
        return parts

    def _marks(self, card: QuestionView) -> list[tuple[str, str]]:
        """Return what stands in the gutter, line by line: age, then star and count, then number."""
        waited_ms = self.now_ms - card.asked_at_ms
        age_style = "$foreground-muted"
        if card.state in OPEN and waited_ms >= OLD_MS:
            age_style = "bold $error" if waited_ms >= VERY_OLD_MS else "$warning"
        count = f"×{min(card.count, 999)}" if card.count > 1 else ""
        star = "★" if card.starred else ""
        figures = [(f"{star}{count}", "bold $warning")] if star or count else []
        return [(self.words.age(waited_ms), age_style), *figures, (f"#{min(card.id, 99_999)}", "$foreground-disabled")]

    def _bar_style(self, card: QuestionView, *, is_cursor: bool) -> str:
        if is_cursor:
            return "$primary"
        if card.state == "claimed":
            return "$secondary"
        if card.state in ("answering", "handed"):
            return "$success" if card.state == "answering" else "$accent"
        if card.starred or card.again:
            return "$warning"
        return "$panel-lighten-2" if card.state in OPEN else "$panel"


def main_text(card: QuestionView) -> str:
    """Return what the host reads first: the translation, marked if it is but the sense, or else the original."""
    if not card.translation:
        return card.original
    return f"≈ {card.translation}" if card.translation_state in ("gist", "pending") else card.translation


def subject(card: QuestionView, words: Words) -> str:
    """Return what is asked and of which product, such as ``price · A3``."""
    return " · ".join(filter(None, (words.intent(card.intent), card.product)))


def pinned_card(status: Status) -> int | None:
    """Return the number of the card on the overlay."""
    return status.pinned.n if status.pinned is not None else None


def signs(standing: Sequence[str], words: Words) -> str:
    """Return what is known of who asked, such as ``buyer gifter``."""
    return " ".join(words(f"standing.{sign}") for sign in standing)


def chips(card: QuestionView, words: Words, me: str, *, is_pinned: bool) -> list[tuple[str, str]]:
    """Return what becomes of a card, and what sets it apart, each followed by a space."""
    parts: list[tuple[str, str]] = []
    if card.state == "claimed":
        by = words("card.mine") if card.claimed_by == me else cut(card.claimed_by, NAME_CELLS)
        parts += [(f" {by} ", "bold $background on $secondary"), (" ", "")]
    elif card.state in STATE_STYLES:
        text = words(f"card.{card.state}")
        if card.answered_by == BOT:
            text = f"{text} {words('card.by_bot')}"
        is_loud = card.state in ("answering", "handed")
        parts += [(f" {text} " if is_loud else f"{text} ", STATE_STYLES[card.state]), (" ", "")]
    if is_pinned:
        parts += [(f" {words('card.pinned')} ", "bold $background on $primary"), (" ", "")]
    if card.again:
        parts += [(f" {words('card.again')} ", "bold $background on $warning"), (" ", "")]
    if card.about == AFTER_SALES:
        parts += [(f" {words('card.order')} ", "bold $foreground on $error"), (" ", "")]
    if card.is_history:
        parts.append((f"{words('card.history')} ", "italic $foreground-muted"))
    return parts

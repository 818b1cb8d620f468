"""The questions: the translation large, and beneath it who asked, in which language, in which words.

Everything of ours stands left of what viewers wrote, so that a text which a terminal draws wider than it is counted
cannot push anything out of line.
"""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from livebot.console.widgets.rows import Rows
from livebot.safe import cut, wrap
from livebot.views import QuestionView
from livebot.wording import Words, duration

GUTTER = 9
NAME_CELLS = 16
OLD_MS, VERY_OLD_MS = 60_000, 180_000
OPEN = ("new", "claimed")


class Queue(Rows[QuestionView]):
    """One card a question; open ones first, as the daemon orders them."""

    def __init__(self, words: Words, me: str) -> None:
        super().__init__(id="queue")
        self.words = words
        self.me = me
        self.now_ms = 0

    def show(self, questions: Sequence[QuestionView], words: Words, now_ms: int) -> None:
        self.words, self.now_ms = words, now_ms
        waiting = [card for card in questions if card.state in OPEN]
        parts = [words("panel.queue")]
        if waiting:
            oldest_ms = min(card.asked_at_ms for card in waiting)
            parts += [
                words("queue.open", n=len(waiting)),
                words("queue.oldest", left=duration(now_ms - oldest_ms)),
            ]
        self.border_title = " · ".join(parts)
        self.show_items(questions)

    def key_of(self, item: QuestionView) -> int:
        return item.id

    def heir_of(self, cursor: int, items: Sequence[QuestionView]) -> int:
        waiting = sum(card.state in OPEN for card in items)
        return max(min(cursor, (waiting or len(items)) - 1), 0)

    def _has_left(self, before: int | None, item: QuestionView) -> bool:
        """The cursor goes on to the next card when its own was answered or dismissed."""
        return before is not None and self.items[before].state in OPEN and item.state not in OPEN

    # --- a card ---

    def height_of(self, item: QuestionView, width: int) -> int:
        return len(self._main(item, width)) + 2

    def draw(self, item: QuestionView, width: int, *, is_cursor: bool) -> list[Content]:
        is_open = item.state in OPEN
        bar = "▌" if is_cursor else "▎"
        bar_style = self._bar_style(item, is_cursor=is_cursor)
        marks = self._marks(item)
        main_style = "bold $foreground" if is_open else "$foreground-muted"
        lines: list[Content] = []
        for number, text in enumerate(self._main(item, width)):
            mark, mark_style = marks[number] if number < len(marks) else ("", "")
            lines.append(self._line((bar, bar_style), (mark, mark_style), (text, main_style)))
        mark, mark_style = marks[len(lines)] if len(lines) < len(marks) else ("", "")
        lead = self._lead(item)
        room = width - GUTTER - sum(cell_len(text) for text, _ in lead)
        original = cut(item.original, room) if item.translation else ""
        lines.append(self._line((bar, bar_style), (mark, mark_style), *lead, (original, "$foreground-muted")))
        return lines

    def draw_empty(self, width: int) -> list[Content]:
        return [
            Content(""),
            *(Content.styled(f"  {self.words(key)}", "$foreground-muted") for key in ("queue.empty", "queue.empty2")),
        ]

    def _line(self, bar: tuple[str, str], mark: tuple[str, str], *parts: tuple[str, str]) -> Content:
        padding = " " * (GUTTER - 2 - 1 - cell_len(mark[0]))
        return Content.assemble(bar, padding, mark, "  ", *parts)

    def _main(self, card: QuestionView, width: int) -> tuple[str, ...]:
        text = card.translation or card.original
        return wrap(f"≈ {text}" if card.translation_state == "gist" else text, width - GUTTER, 3)

    def _lead(self, card: QuestionView) -> list[tuple[str, str]]:
        """Return the tags, languages and name that stand before the original."""
        words = self.words
        parts: list[tuple[str, str]] = []
        if card.state == "claimed":
            by = words("card.mine") if card.claimed_by == self.me else cut(card.claimed_by, NAME_CELLS)
            parts += [(f" {by} ", "bold $background on $secondary"), (" ", "")]
        if card.state in ("answered", "dismissed"):
            parts.append(
                (f"{words(f'card.{card.state}')} ", "$success" if card.state == "answered" else "$foreground-muted")
            )
        if card.again:
            parts += [(f" {words('card.again')} ", "bold $background on $warning"), (" ", "")]
        if card.is_history:
            parts.append((f"{words('card.history')} ", "italic $foreground-muted"))
        if card.translation_state in ("pending", "failed", "gist"):
            style = "$error" if card.translation_state == "failed" else "italic $foreground-muted"
            parts.append((f"{words(f'card.{card.translation_state}')} ", style))
        parts.append((f"{cut(' '.join(card.languages[:4]) or card.language or '?', 12)}  ", "$accent"))
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
        if card.starred or card.again:
            return "$warning"
        return "$panel-lighten-2" if card.state in OPEN else "$panel"

"""Which charts a report has, and of what."""

from collections import Counter

from markupsafe import Markup
from rich.cells import cell_len

from livebot.engine.crowd.interaction import COMMENTS
from livebot.report import charts
from livebot.report.charts import Curve, Dots, Span
from livebot.report.course import MINUTE_MS, Course
from livebot.report.sessions import PERCENT, Others, figures_of
from livebot.report.short import TEXT_CHARS, TILES, language_name, title
from livebot.report.shown import shown
from livebot.report.tables import clock, told
from livebot.wording import Words

LANES = ("show", "prompts", "ballots", "codes", "giveaways", "orders")
LANGUAGES = 5
LONG_MS = 10 * MINUTE_MS
SHORT_SLOT_MS = 10_000
NUMBER_CELLS = 5
"""As wide are the numbers beside a curve."""


class Drawn:
    """The charts, each drawn when it is asked for."""

    def __init__(self, course: Course, others: Others, words: Words) -> None:
        self._course, self._others, self._words = course, others, words
        end_ms = max(course.end_ms, course.live_ms + MINUTE_MS)
        self._span = Span(course.live_ms, end_ms, lambda at_ms: clock(at_ms, "%H:%M"))
        self._margin = max(NUMBER_CELLS, *(cell_len(words(f"lane.{lane}")) for lane in LANES))

    # --- how it went -------------------------------------------------------------------------------------------

    @property
    def viewers(self) -> Markup:
        """Viewers on average in each slot; nothing where nobody knows."""
        half_ms = self.slot_ms // 2
        known = ((at_ms, self._course.viewers_in(at_ms - half_ms, at_ms + half_ms)) for at_ms in self._middles())
        points = [(at_ms, round(viewers)) for at_ms, viewers in known if viewers is not None]
        lines = [Curve(self._words("column.viewers"), points)]
        return charts.curves(self._words("column.viewers"), lines, self._span, margin=self._margin, is_filled=True)

    @property
    def comments(self) -> Markup:
        """Acts, and those of them that are comments, in each slot."""
        course, slot_ms = self._course, self.slot_ms
        slots = Counter((act.at_ms - course.live_ms) // slot_ms for act in course.acts)
        comments = Counter((act.at_ms - course.live_ms) // slot_ms for act in course.acts if act.kind in COMMENTS)
        lines = [
            Curve(self._words(f"column.{name}"), [(at_ms, counts[n]) for n, at_ms in enumerate(self._middles())])
            for name, counts in (("actions", slots), ("comments", comments))
        ]
        title = f"{self._words('column.comments')}, {self._words('column.actions')}"
        return charts.curves(title, lines, self._span, margin=self._margin)

    @property
    def slot_ms(self) -> int:
        """The time that is counted together."""
        return MINUTE_MS if self._course.length_ms >= LONG_MS else SHORT_SLOT_MS

    def _middles(self) -> list[int]:
        """Return the middle of each slot that was on air as a whole."""
        course, slot_ms = self._course, self.slot_ms
        return [course.live_ms + n * slot_ms + slot_ms // 2 for n in range(course.length_ms // slot_ms)]

    @property
    def lanes(self) -> Markup:
        rows = []
        for lane in LANES:
            marks = [mark for mark in self._course.marks if mark.lane == lane and self._is_on_air(mark.at_ms)]
            points = [
                (mark.at_ms, f"{clock(mark.at_ms, '%H:%M:%S')} {shown(told(self._words, mark), TEXT_CHARS)}")
                for mark in marks
            ]
            rows.append(Dots(self._words(f"lane.{lane}"), points))
        return charts.lanes(self._words("section.course"), rows, self._span, margin=self._margin)

    def _is_on_air(self, at_ms: int) -> bool:
        return self._span.from_ms <= at_ms <= self._span.until_ms

    @property
    def slot_minutes(self) -> int:
        return next((n for n in (2, 5, 10, 15, 30) if self._course.length_ms / MINUTE_MS / n <= 24), 60)

    @property
    def spoken(self) -> list[str]:
        """The languages of the chart, by their colours."""
        totals = self._course.language_totals
        first = [language_name(self._words, tag) for tag, _ in totals.most_common(LANGUAGES)]
        return [*first, self._words("language.other")] if len(totals) > LANGUAGES else first

    @property
    def languages(self) -> Markup:
        course, slot_ms = self._course, self.slot_minutes * MINUTE_MS
        first = [tag for tag, _ in course.language_totals.most_common(LANGUAGES)]
        last_ms = max(course.end_ms - 1, course.live_ms)
        numbers = range(course.live_ms // slot_ms, last_ms // slot_ms + 1)
        slots: dict[int, Counter[str]] = {n: Counter() for n in numbers}
        for minute, counts in course.languages.items():
            slot = minute * MINUTE_MS // slot_ms
            if slot in slots:
                slots[slot].update({(tag if tag in first else ""): n for tag, n in counts.items() if tag in first})
                slots[slot][""] += sum(n for tag, n in counts.items() if tag not in first)
        columns = [
            (clock(n * slot_ms, "%H:%M"), [counts[tag] for tag in (*first, "")][: len(self.spoken)])
            for n, counts in slots.items()
        ]
        return charts.stacks(self._words("section.languages"), self.spoken, columns, margin=self._margin)

    @property
    def orders(self) -> Markup:
        course = self._course
        points = [(at_ms, n) for at_ms, n in course.orders if self._is_on_air(at_ms)]
        goals = sorted({goal.target for goal in course.seen.goals if goal.figure == "orders" and goal.open})
        return charts.steps(
            self._words("section.orders"),
            Curve(self._words("column.orders"), points),
            goals,
            self._span,
            margin=self._margin,
        )

    @property
    def compared(self) -> list[tuple[str, Markup]]:
        """A small chart for each key figure: the last shows, and this one."""
        shows = [*reversed(self._others.earlier), figures_of(self._course)]
        if len(shows) < 2:
            return []
        charts_ = []
        for name in TILES:
            values = [(clock(one.live_ms, "%m-%d"), getattr(one, name)) for one in shows]
            if any(value for _, value in values):
                factor = 100 if name in PERCENT else 1
                scaled = [(label, None if value is None else value * factor) for label, value in values]
                heading = title(self._words, name) + (" (%)" if name in PERCENT else "")
                charts_.append((heading, charts.bars(heading, scaled, _brief)))
        return charts_


def _brief(value: float) -> str:
    return f"{value:.3f}" if 0 < value < 1 else f"{value:.0f}" if value < 10_000 else f"{value / 1000:.0f}k"

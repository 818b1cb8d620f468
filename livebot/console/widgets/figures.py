"""What the show brings: goals, interaction, newcomers, figures."""

from collections.abc import Sequence
from decimal import Decimal

from rich.cells import cell_len
from textual.content import Content

from livebot.console.widgets.lines import GAP_CELLS, Parts, chart, fitting, heading, progress
from livebot.safe import cut
from livebot.views import Status
from livebot.views.crowd import InteractionView, MinuteView, NewcomersView
from livebot.views.show import GoalView
from livebot.wording import Words

MINUTE_MS = 60_000
CHART_MINUTES, FEWEST_MINUTES = 20, 8
SHOW_FIGURES = ("orders", "paid", "likes", "follows", "shares")
COUNTERS = (
    "comments",
    "questions",
    "questions_answered",
    "answers_by_bot",
    "translated",
    "votes",
    "code_hits",
    "lines_sent",
    "gifts",
    "diamonds",
    "joins",
    "reconnects",
)


def goal_lines(goals: Sequence[GoalView], words: Words, width: int) -> list[Content]:
    """Return a bar for each goal that counts."""
    names = {goal.id: goal_name(goal, words) for goal in goals if goal.open}
    label_width = min(max(map(cell_len, names.values()), default=0) + 2, width // 3)
    return [
        progress(names[goal.id], goal.have, goal.target, percent=goal.percent, label_width=label_width, width=width)
        for goal in goals
        if goal.open
    ]


def goal_name(goal: GoalView, words: Words) -> str:
    """Return its figure in the operator's language, and its own name if it has another."""
    figure = words(f"figure.{goal.figure}")
    return figure if goal.id == goal.figure else f"{figure} {cut(goal.id, 12)}"


def interaction_line(done: InteractionView, minutes: Sequence[MinuteView], words: Words, width: int) -> Content:
    """Return how much viewers do, how that was in the last minutes, and how many they are."""
    rate = f"{done.per_viewer_minute:.2f}" if done.viewer_minutes else "-"
    line = heading(words("room.interaction"), (words("room.rate", rate=rate), "bold $foreground"))
    actors = words("room.actors", viewers=f"{done.viewers:,}")
    columns = width - line.cell_length - cell_len(actors) - 2 * GAP_CELLS
    if columns < FEWEST_MINUTES:
        columns = width - line.cell_length - GAP_CELLS
    rates = last_rates(minutes, done.minute, min(max(columns, 0), CHART_MINUTES))
    return fitting(line, [(chart(rates), "$success"), (actors, "$foreground-muted")], width)


def last_rates(minutes: Sequence[MinuteView], now: MinuteView, n: int) -> list[float]:
    """Return what each viewer did in each of the last ``n`` minutes that are over; nothing where nobody knows."""
    known = {minute.at_ms: minute for minute in minutes}
    newest_ms = now.at_ms or max(known, default=0)
    oldest_ms = max(min(known, default=newest_ms), newest_ms - n * MINUTE_MS)
    seen = (known.get(at_ms) for at_ms in range(oldest_ms, newest_ms, MINUTE_MS))
    return [minute.actions / minute.viewers if minute and minute.viewers else 0.0 for minute in seen]


def newcomer_line(come: NewcomersView, words: Words, width: int) -> Content:
    """Return how many of those who came in were met in time, and how many of them then did something."""
    asked, acted = come.met + come.not_met, come.new.met_acted + come.returning.met_acted
    soon = come.new.acted_30s + come.returning.acted_30s
    style = "bold $success" if asked and come.met * 2 >= asked else "bold $warning" if asked else "$foreground-muted"
    all_joins = come.new.joins + come.returning.joins
    line = heading(words("room.newcomers"), (words("room.met", share=share(come.met, asked)), style))
    parts: Parts = [(words("room.soon", share=share(soon, all_joins)), "$foreground-muted")]
    if come.met:
        parts.insert(0, (words("room.met_acted", share=share(acted, come.met)), "$foreground"))
    return fitting(line, parts, width)


def share(part: int, whole: int) -> str:
    """Return a share such as ``82 %``; a dash of nothing."""
    return f"{round(100 * part / whole)} %" if whole else "-"


def viewer_lines(status: Status, words: Words, width: int) -> list[Content]:
    """Return what viewers do and what becomes of those who come in, as far as anything is known."""
    lines = []
    if status.interaction.actions:
        lines.append(interaction_line(status.interaction, status.minutes, words, width))
    if status.newcomers.joins:
        lines.append(newcomer_line(status.newcomers, words, width))
    return lines


def figure_lines(status: Status, words: Words, width: int) -> list[Content]:
    """Return the figures that are not nothing, as many on a line as fit."""
    shown = status.figures
    figures = [(words(f"figure.{name}"), f"{getattr(shown, name):,}") for name in SHOW_FIGURES if getattr(shown, name)]
    figures += [
        (words("room.revenue"), f"{Decimal(amount):,f} {cut(code, 4)}") for code, amount in shown.revenue.items()
    ]
    counted = [name for name in COUNTERS if status.counters.get(name)]
    figures += [(words(f"counter.{name}"), f"{status.counters[name]:,}") for name in counted]
    lines = [heading(words("room.figures"))]
    for label, figure in figures:
        if lines[-1].cell_length + cell_len(f"{label} {figure}  ") > width:
            lines.append(Content(""))
        lines[-1] += Content.assemble((f"{label} ", "$foreground-muted"), (f"{figure}  ", "$foreground"))
    return lines if figures else []

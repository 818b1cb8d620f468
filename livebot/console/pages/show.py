"""How the show does: goals, figures, interaction and its parts, newcomers."""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from textual.content import Content

from livebot.console.widgets.bars import pad
from livebot.console.widgets.figures import figure_lines, goal_lines, last_rates, share
from livebot.console.widgets.lines import chart, heading
from livebot.safe import clean, cut
from livebot.views import Status
from livebot.views.crowd import CrowdView, NewcomersView, StretchView
from livebot.wording import Words

FIGURE_CELLS = 10
PART_CELLS, CROWD_CELLS = 32, 14
CHART_MINUTES = 60
STRETCHES = 12
WHY_CELLS = 200


def show_page(status: Status, words: Words, now_ms: int, width: int) -> list[Content]:
    """Return what viewers brought and did, and what became of those who came in."""
    goals = goal_lines(status.goals, words, width)
    lines = [*(goals or [Content.styled(words("show.goals.none"), "$foreground-muted")]), Content("")]
    lines += _figures(status, words, width)
    lines += _interaction(status, words, width)
    lines += _stretches(status, words, width)
    return lines + _newcomers(status.newcomers, words, width)


def _figures(status: Status, words: Words, width: int) -> list[Content]:
    seen = status.figures
    viewers = words("show.viewers", n=f"{seen.viewers:,}", most=f"{seen.most_viewers:,}")
    lines = figure_lines(status, words, width) or [heading(words("room.figures"))]
    lines.append(Content.styled(viewers, "$foreground-muted"))
    if by_hand := {words(f"figure.{name}"): count for name, count in seen.by_hand.items() if count}:
        lines.append(Content.styled(words("show.by_hand", figures=_counted(by_hand)), "$warning"))
    return [*lines, Content("")]


def _interaction(status: Status, words: Words, width: int) -> list[Content]:
    done = status.interaction
    if not done.actions:
        return [heading(words("room.interaction"), (words("show.nothing"), "$foreground-muted")), Content("")]
    acts = f"{sum(done.actions.values()):,}"
    rate = f"{done.per_viewer_minute:.2f}" if done.viewer_minutes else "-"
    known = words("show.acts", actions=acts, minutes=f"{done.viewer_minutes:,.0f}")
    told = known if done.viewer_minutes else words("show.acts_unknown", actions=acts)
    kinds = _counted({words(f"act.{name}"): count for name, count in done.actions.items()})
    rates = last_rates(status.minutes, done.minute, min(width - 20, CHART_MINUTES))
    now = words("show.minute", actors=done.minute.actors, actions=done.minute.actions)
    return [
        heading(
            words("room.interaction"),
            (f"{words('room.rate', rate=rate)}  ", "bold $success"),
            (f"{words('room.actors', viewers=f'{done.viewers:,}')}  ", "bold $foreground"),
            (told, "$foreground-muted"),
        ).truncate(width, ellipsis=True),
        Content.styled(cut(kinds, width), "$foreground"),
        Content.assemble((f"{words('show.minutes')}  ", "$foreground-muted"), (chart(rates), "$success")),
        Content.styled(now, "$foreground-muted"),
        Content(""),
    ]


def _stretches(status: Status, words: Words, width: int) -> list[Content]:
    """Return the parts of the show, the liveliest first; only those in which something was done."""
    seen = sorted(
        (part for part in status.stretches if part.actions),
        key=lambda part: (-part.per_viewer_minute, -part.actions),
    )
    if not seen:
        return []
    columns = [words(f"show.col.{name}") for name in ("rate", "viewers", "acts")]
    lines = [_row(words("show.stretch"), columns, "bold $accent", PART_CELLS)]
    for part in seen[:STRETCHES]:
        rate = f"{part.per_viewer_minute:.2f}" if part.viewer_minutes else "-"
        times = f" ×{part.times}" if part.times > 1 else ""
        name = f"{cut(_name(part, words), PART_CELLS - 5)}{times}"
        lines.append(_row(name, [rate, f"{part.viewers:,}", f"{part.actions:,}"], "$foreground", PART_CELLS))
    return [*lines, Content("")]


def _name(part: StretchView, words: Words) -> str:
    """Return what a part of the show is called: ``segment bags``, ``poll colour``, ``line: prompt newcomers``."""
    is_line = part.times and not part.name.startswith("segment:")
    return f"{words('show.line')}: {words.part(part.name)}" if is_line else words.part(part.name)


def _newcomers(come: NewcomersView, words: Words, width: int) -> list[Content]:
    if not come.joins:
        return [heading(words("room.newcomers"), (words("show.nothing"), "$foreground-muted"))]
    columns = [words(f"show.col.{name}") for name in ("joins", "met", "soon", "later", "ever")]
    lines = [_row(words("room.newcomers"), columns, "bold $accent", CROWD_CELLS)]
    for name, crowd in (("new", come.new), ("returning", come.returning)):
        if crowd.joins:
            lines.append(_row(words(f"show.crowd.{name}"), _crowd(crowd), "$foreground", CROWD_CELLS))
    if come.met:
        acted = share(come.new.met_acted + come.returning.met_acted, come.met)
        lines.append(Content.styled(words("show.met_acted", share=acted), "$foreground"))
    notes = [words("show.overlay" if come.is_overlay_seen else "show.no_overlay")]
    if come.met_by:
        by = _counted({words(f"met_by.{name}"): count for name, count in come.met_by.items()})
        notes.append(words("show.met_by", counts=by))
    if come.excluded:
        counts = _counted({words(f"excluded.{name}"): count for name, count in come.excluded.items()})
        notes.append(words("show.excluded", counts=counts))
    if come.why_not:
        why = " · ".join(words.why(why.kind, why.data) for why in come.why_not)
        notes.append(words("show.no_greeting", why=cut(why, WHY_CELLS)))
    return lines + [Content.styled(cut(note, width), "$foreground-muted") for note in notes]


def _crowd(crowd: CrowdView) -> list[str]:
    soon, later, ever = (share(acted, crowd.joins) for acted in (crowd.acted_30s, crowd.acted_2m, crowd.acted))
    return [f"{crowd.joins:,}", share(crowd.met, crowd.met + crowd.not_met), soon, later, ever]


def _row(name: str, figures: Sequence[str], style: str, name_cells: int) -> Content:
    cells = "".join(" " * max(FIGURE_CELLS - cell_len(figure), 1) + figure for figure in figures)
    return Content.styled(f"{pad(name, name_cells)}{cells}", style)


def _counted(counts: Mapping[str, int]) -> str:
    most_first = sorted(counts.items(), key=lambda entry: -entry[1])
    return ", ".join(f"{clean(name)} {count:,}" for name, count in most_first)

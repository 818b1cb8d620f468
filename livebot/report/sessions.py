"""A show beside others: the last five of its room, and the last one of every other room of the data folder.

What a show came to is kept in a small file of figures, without anything of viewers, so that old shows can be compared
without playing them again, and also after their comments were erased.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from statistics import median

import msgspec

from livebot.journal.sqlite import SqliteJournal
from livebot.ports import SessionSummary
from livebot.report import files
from livebot.report.course import Course, follow

EARLIER = 5
ROOMS = 10
FORMAT = 2
"""Figures in another format are made again."""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What a show came to. Shares are from 0 to 1; None is unknown."""

    session: str
    room: str
    live_ms: int
    length_ms: int
    viewers_most: int
    viewers_mean: float | None
    """While it was known how many there were."""
    interactors: int
    actions: int
    rate: float | None
    """Actions per viewer-minute."""
    comments: int
    joins: int
    met: float | None
    """Of the joins that could be met, within 30 s."""
    joins_acted: float | None
    """Of all joins, those whose viewer did something."""
    returning: float | None
    """Of those who wrote something."""
    questions: int
    answered: float | None
    """Of the questions that were not dismissed."""
    votes: int
    code_viewers: int
    orders: int
    follows: int
    shares: int
    gifts: int
    likes: int
    format: int = FORMAT


COMPARED = (
    *("viewers_mean", "viewers_most", "interactors", "rate", "comments", "met", "joins_acted", "returning"),
    *("questions", "answered", "orders", "follows"),
)
"""Figures that are told against those of earlier shows."""
PERCENT = ("met", "joins_acted", "returning", "answered")


def figures_of(course: Course) -> Figures:
    """Return what a show came to."""
    seen, joins = course.seen, course.seen.newcomers
    whole, counters = seen.interaction, seen.counters
    crowds = (joins.new, joins.returning)
    met, not_met = sum(crowd.met for crowd in crowds), sum(crowd.not_met for crowd in crowds)
    counted = sum(crowd.joins for crowd in crowds)
    cards = [card for card in course.cards if card.state != "dismissed"]
    viewers = course.viewers_in(course.live_ms, course.end_ms)
    return Figures(
        session=course.summary.session_id,
        room=course.summary.room,
        live_ms=course.live_ms,
        length_ms=course.length_ms,
        viewers_most=seen.figures.most_viewers,
        viewers_mean=None if viewers is None else round(viewers, 1),
        interactors=whole.viewers,
        actions=sum(whole.actions.values()),
        rate=whole.per_viewer_minute if whole.viewer_minutes else None,
        comments=seen.figures.comments,
        joins=joins.joins,
        met=_share(met, met + not_met),
        joins_acted=_share(sum(crowd.acted for crowd in crowds), counted),
        returning=_share(course.returning_writers, course.writers),
        questions=len(cards),
        answered=_share(sum(card.state == "answered" for card in cards), len(cards)),
        votes=counters.get("votes", 0),
        code_viewers=sum(code.viewers for code in seen.codes),
        orders=seen.figures.orders,
        follows=seen.figures.follows,
        shares=seen.figures.shares,
        gifts=seen.figures.gifts,
        likes=seen.figures.likes,
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def usual(name: str, earlier: Iterable[Figures]) -> float | None:
    """Return what a figure usually was, or None."""
    known = [value for one in earlier if (value := getattr(one, name)) is not None]
    return median(known) if known else None


# --- others of the data folder -----------------------------------------------------------------------------------


class Others(msgspec.Struct, frozen=True, kw_only=True):
    earlier: list[Figures] = []
    """Of the same room, the newest first."""
    rooms: list[Figures] = []
    """The last show of each other room, the newest first."""


def others(
    journal: SqliteJournal,
    data: Path,
    course: Course,
    tell: Callable[[SessionSummary, int], None] = lambda *_: None,
) -> Others:
    """Return what to compare a show with; ``tell`` is told which session is played again, and how far."""
    mine = course.summary
    before: list[SessionSummary] = []
    rooms: dict[str, SessionSummary] = {}
    for summary in journal.sessions():
        if not summary.was_live or summary.session_id == mine.session_id:
            continue
        if summary.room == mine.room:
            if summary.opened_at_ms < mine.opened_at_ms and len(before) < EARLIER:
                before.append(summary)
        elif summary.opened_at_ms <= max(course.end_ms, mine.opened_at_ms):
            rooms.setdefault(summary.room, summary)
    return Others(
        earlier=list(_figures(journal, data, before, tell)),
        rooms=list(_figures(journal, data, list(rooms.values())[:ROOMS], tell)),
    )


def _figures(
    journal: SqliteJournal, data: Path, summaries: list[SessionSummary], tell: Callable[[SessionSummary, int], None]
) -> Iterator[Figures]:
    for summary in summaries:
        figures = load(data, summary.session_id)
        if figures is None:
            figures = figures_of(follow(summary, journal.steps(summary.session_id), partial(tell, summary)))
            keep(data, summary, figures)
        if figures.live_ms:
            yield figures


def load(data: Path, session_id: str) -> Figures | None:
    """Return the figures that were kept, if they were."""
    try:
        figures = msgspec.json.decode(files.figures(data, session_id).read_bytes(), type=Figures)
    except (OSError, msgspec.MsgspecError):
        return None
    return figures if figures.format == FORMAT else None


def keep(data: Path, summary: SessionSummary, figures: Figures) -> None:
    """Keep figures of a show that is over; those of one from which something was erased never replace better ones."""
    if summary.closed_at_ms is None or (summary.touched and load(data, summary.session_id) is not None):
        return
    with suppress(OSError), files.whole(files.figures(data, summary.session_id)) as path:  # they can be made again
        path.write_bytes(msgspec.json.format(msgspec.json.encode(figures)))

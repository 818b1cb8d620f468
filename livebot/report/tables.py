"""Every figure of a report, once, as tables: the page shows them, and CSV and JSON are made of them.

Cells are what they mean; how a column is shown follows from its form (``Column.form``). What viewers wrote stands here
as they wrote it: every form of the report makes it harmless in its own way.
"""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from livebot.engine.questions.cards import CLOSED, Card
from livebot.engine.text import mask
from livebot.report.course import MINUTE_MS, ORDERED, Course, Mark
from livebot.report.moments import LEAD_MS, Moment
from livebot.report.sessions import COMPARED, PERCENT, Figures, Others, figures_of, usual
from livebot.results import harmless
from livebot.wording import Words

Cell = str | int | float | None


class Column(NamedTuple):
    name: str
    form: str = ""
    """``clock`` and ``moment`` (milliseconds since 1970), ``span`` (milliseconds), ``share`` (0 to 1), ``rate``,
    ``code`` (a kind, worded by ``name.kind``), ``text`` (somebody's words), or nothing: as it is."""


class Table(NamedTuple):
    name: str
    columns: tuple[Column, ...]
    rows: list[tuple[Cell, ...]]


def rows_of(table: Table) -> list[dict[str, Any]]:
    """Return the rows with their cells by column name."""
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def tables_of(course: Course, others: Others, words: Words) -> dict[str, Table]:
    """Return the tables by name; those about what was not in the show are empty."""
    makers = (
        *(_minutes, _parts, _joins, _results, _prompts, _questions, _languages),
        *(_moderation, _giveaways, _codes, _points, _orders, _goals),
    )
    tables = [_figures(course, others), _timeline(course, words), _moments(course, words)]
    tables += [maker(course) for maker in makers] + [_sessions(course, others)]
    return {table.name: table for table in tables}


# --- the tables --------------------------------------------------------------------------------------------------


def _figures(course: Course, others: Others) -> Table:
    mine = figures_of(course)
    rows: list[tuple[Cell, ...]] = [
        (name, "share" if name in PERCENT else "", getattr(mine, name), usual(name, others.earlier))
        for name in COMPARED
    ]
    return Table("figures", (Column("figure", "code"), Column("unit"), Column("value"), Column("usual")), rows)


def _minutes(course: Course) -> Table:
    columns = (Column("at", "moment"), *map(Column, ("viewers", "comments", "actions", "actors", "joins")))
    rows: list[tuple[Cell, ...]] = []
    for m in course.minutes:
        viewers = course.viewers_in(m.at_ms, m.at_ms + MINUTE_MS)
        counts = (m.comments, m.actions, m.actors, m.joins)
        rows.append((m.at_ms, None if viewers is None else round(viewers), *counts))
    return Table("minutes", columns, rows)


def told(words: Words, mark: Mark) -> str:
    """Return what happened, in words."""
    if mark.kind == ORDERED:
        return words("paper.ordered", **mark.data)
    return words.notice(mark.kind, mark.data)


def _timeline(course: Course, words: Words) -> Table:
    columns = (Column("at", "clock"), Column("offset", "span"), Column("lane", "code"), Column("what", "text"))
    rows = [(mark.at_ms, mark.at_ms - course.live_ms, mark.lane, told(words, mark)) for mark in course.marks]
    return Table("timeline", columns, list(rows))


def _moments(course: Course, words: Words) -> Table:
    columns = (
        *(Column("at", "clock"), Column("offset", "span"), Column("length", "span"), Column("rank"), Column("acts")),
        *(Column("occasion", "text"), Column("kinds"), Column("sayings", "text")),
    )
    rows: list[tuple[Cell, ...]] = []
    for moment in course.moments:
        from_ms = cut_from(course, moment)
        rows.append(
            (
                from_ms,
                from_ms - course.live_ms,
                moment.until_ms - from_ms,
                moment.rank,
                moment.acts,
                told(words, course.marks[moment.occasion]) if moment.occasion is not None else "",
                ", ".join(f"{words(f'act.{kind}')} {count}" for kind, count in moment.kinds.items()),
                " · ".join(f"{text} ×{count}" if count > 1 else text for text, count in moment.sayings),
            )
        )
    return Table("moments", columns, rows)


def cut_from(course: Course, moment: Moment) -> int:
    """Return when a cut of a moment begins, in milliseconds since 1970."""
    return max(moment.from_ms - LEAD_MS, course.live_ms)


PARTS = ("segment", "answered", "line")


def _parts(course: Course) -> Table:
    columns = (
        *(Column("part", "code"), Column("name", "text"), Column("times"), Column("viewers"), Column("actions")),
        *(Column("viewer_minutes", "rate"), Column("per_viewer_minute", "rate")),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in course.seen.stretches:
        is_segment = one.name.startswith("segment:")
        part = "segment" if is_segment else "line" if one.times else "answered"
        rate = one.per_viewer_minute if one.viewer_minutes else None
        name = one.name.removeprefix("segment:")
        rows.append((part, name, one.times, one.viewers, one.actions, one.viewer_minutes, rate))
    rows.sort(key=lambda row: PARTS.index(str(row[0])))
    return Table("parts", columns, rows)


def _joins(course: Course) -> Table:
    columns = (
        *(Column("crowd", "code"), Column("joins"), Column("met"), Column("not_met"), Column("excluded")),
        *(Column("met_acted"), Column("acted_30s", "share"), Column("acted_2m", "share"), Column("acted", "share")),
    )
    rows: list[tuple[Cell, ...]] = []
    for name in ("new", "returning"):
        one = getattr(course.seen.newcomers, name)
        shares = ((acted / one.joins if one.joins else None) for acted in (one.acted_30s, one.acted_2m, one.acted))
        rows.append((name, one.joins, one.met, one.not_met, one.excluded, one.met_acted, *shares))
    return Table("joins", columns, rows if course.seen.newcomers.joins else [])


def _results(course: Course) -> Table:
    columns = (
        *(Column("opened", "clock"), Column("kind", "code"), Column("id"), Column("question", "text")),
        *(Column("key"), Column("option", "text"), Column("count"), Column("share", "share"), Column("viewers")),
        *(Column("voters"), Column("won"), Column("languages")),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in sorted(course.outcomes, key=lambda one: datetime.fromisoformat(one.opened_at)):
        whole = sum(one.counts.values()) if one.kind == "pk" else one.voters
        at_ms = round(datetime.fromisoformat(one.opened_at).timestamp() * 1000)
        languages = " ".join(f"{tag} {count}" for tag, count in one.languages.items())
        for key, count in sorted(one.counts.items(), key=lambda item: -item[1]):
            label, share = one.labels.get(key) or key, count / whole if whole else 0.0
            held: tuple[Cell, ...] = (at_ms, one.kind, one.id, one.question, key, label, count, share)
            rows.append((*held, one.viewers.get(key, 0), one.voters, int(key in one.winners), languages))
    return Table("results", columns, rows)


def _prompts(course: Course) -> Table:
    columns = (
        *(Column("prompt"), Column("language"), Column("text", "text"), Column("shown"), Column("present")),
        *(Column("responders"), Column("rate", "share"), Column("low", "share"), Column("high", "share")),
        Column("best", "share"),
    )
    said = [view for view in course.seen.wordings if view.shown]
    said.sort(key=lambda view: (-view.rate, view.prompt, view.n))
    rows = [
        (v.prompt, v.language, v.text, v.shown, v.present, v.responders, v.rate, v.low, v.high, v.best) for v in said
    ]
    return Table("prompts", columns, list(rows))


def askers_by_language(card: Card) -> Counter[str]:
    """Return how many viewers asked a question in each language, the first one first."""
    return Counter(language for _, language in dict.fromkeys((one.viewer_id, one.language) for one in card.members))


def is_missed(card: Card) -> bool:
    return card.state not in CLOSED


def _questions(course: Course) -> Table:
    columns = (
        *(Column("n"), Column("at", "clock"), Column("state", "code"), Column("intent", "code"), Column("product")),
        *(Column("askers"), Column("languages"), Column("buyers"), Column("waited", "span"), Column("by")),
        *(Column("text", "text"), Column("translation", "text")),
    )
    rows: list[tuple[Cell, ...]] = []
    for card in course.cards:
        until_ms = card.closed_at_ms or course.end_ms
        buyers = len({member.viewer_id for member in card.members if "buyer" in member.standing})
        rows.append(
            (
                *(card.id, card.asked_at_ms, card.state, card.topic.intent, card.topic.product, len(card.viewers)),
                *(" ".join(askers_by_language(card)), buyers, max(until_ms - card.asked_at_ms, 0), card.answered_by),
                *(card.members[0].text if card.members else "", card.translation),
            )
        )
    return Table("questions", columns, rows)


def _languages(course: Course) -> Table:
    columns = (Column("at", "moment"), Column("language"), Column("comments"))
    rows: list[tuple[Cell, ...]] = [
        (minute * MINUTE_MS, tag, count)
        for minute, counts in sorted(course.languages.items())
        for tag, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return Table("languages", columns, rows)


def _moderation(course: Course) -> Table:
    columns = (Column("rule", "code"), Column("step", "code"), Column("state", "code"), Column("offences"))
    counts = Counter((one.rule, one.step, one.state) for one in course.offences)
    dry = {name: count for name, count in course.seen.counters.items() if name.startswith("dry_")}
    rows: list[tuple[Cell, ...]] = [(*key, count) for key, count in counts.most_common()]
    known = Counter(one.rule for one in course.offences if one.state == "dry")
    for name, count in dry.items():
        rule = name.removeprefix("dry_")
        if count > known[rule]:
            rows.append((rule, "", "dry", count - known[rule]))
    return Table("moderation", columns, rows)


def _giveaways(course: Course) -> Table:
    columns = (
        *(Column("giveaway"), Column("mode", "code"), Column("stage", "code"), Column("prizes", "text")),
        *(Column("entrants"), Column("winners", "text"), Column("public_value"), Column("record"), Column("digest")),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in course.seen.giveaways:
        if one.state == "idle":
            continue
        winners = ", ".join(f"{winner.place}. {winner.name} ({winner.prize})" for winner in one.winners if winner.name)
        steps = course.records.get(one.record, [])
        digest = str(steps[-1]["digest"]) if steps else one.digest
        prizes, entrants = ", ".join(one.prizes), one.entrants if one.mode == "draw" else None
        rows.append((one.id, one.mode, one.state, prizes, entrants, winners, one.value, one.record, digest))
    shown = {one.record for one in course.seen.giveaways}
    rows += (_record(name, steps) for name, steps in course.records.items() if name not in shown)
    return Table("giveaways", columns, rows)


def _record(name: str, steps: list[dict[str, Any]]) -> tuple[Cell, ...]:
    """Return what a record says by itself: the giveaway was held again since, or its rule is gone."""
    by_step = {step["step"]: step for step in steps}
    terms = by_step.get("announced", {}).get("terms", {})
    entrants = len(by_step.get("frozen", {}).get("entrants", ()))
    value, last = by_step.get("drawn", {}).get("public_value", ""), steps[-1]
    return terms.get("giveaway", ""), "draw", last["step"], "", entrants, "", value, name, last["digest"]


def _codes(course: Course) -> Table:
    columns = (
        *(Column("code"), Column("hits"), Column("viewers"), Column("regulars"), Column("first_timers")),
        *(Column("bursts"), Column("handed_on"), Column("generations"), Column("bringers", "text")),
        Column("community"),
    )
    rows: list[tuple[Cell, ...]] = []
    for code in course.seen.codes:
        if code.viewers:
            bringers = ", ".join(f"{mask(one.name, one.handle)} {one.newcomers}" for one in code.bringers[:3])
            months = ", ".join(f"{month} {count}" for month, count in code.community.items())
            counts = (code.hits, code.viewers, code.regulars, code.first_timers, code.bursts, code.handed_on)
            rows.append((code.id, *counts, code.chain, bringers, months))
    return Table("codes", columns, rows)


def _points(course: Course) -> Table:
    columns = (Column("leaderboard", "code"), *map(Column, ("rank", "viewer", "points", "level")))
    rows: list[tuple[Cell, ...]] = [
        (board.id, entry.rank, entry.masked, entry.points, entry.level)
        for board in course.seen.boards
        for entry in board.entries
    ]
    return Table("points", columns, rows)


def _orders(course: Course) -> Table:
    return Table("orders", (Column("at", "clock"), Column("orders")), list(course.orders))


def _goals(course: Course) -> Table:
    columns = (
        *(Column("goal"), Column("label", "text"), Column("figure", "code"), Column("have"), Column("target")),
        *(Column("reached"), Column("done")),
    )
    rows: list[tuple[Cell, ...]] = [
        (goal.id, goal.label, goal.figure, goal.have, goal.target, goal.reached, int(goal.is_done))
        for goal in course.seen.goals
        if goal.open
    ]
    return Table("goals", columns, rows)


def _sessions(course: Course, others: Others) -> Table:
    columns = (
        *(Column("session"), Column("room", "text"), Column("at", "moment"), Column("length", "span")),
        *(Column(name, "share" if name in PERCENT else "rate" if name == "rate" else "") for name in COMPARED),
    )

    def row(one: Figures) -> tuple[Cell, ...]:
        return (one.session, one.room, one.live_ms, one.length_ms, *(getattr(one, name) for name in COMPARED))

    return Table("sessions", columns, [row(one) for one in (figures_of(course), *others.earlier, *others.rooms)])


# --- for spreadsheets and scripts --------------------------------------------------------------------------------


def clock(at_ms: float, form: str) -> str:
    """Return a time on this machine's clock."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone().strftime(form)


def to_csv(table: Table) -> str:
    """Return a table for spreadsheets: with the mark by which they know UTF-8, and no formulas."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(column.name for column in table.columns)
    for row in table.rows:
        writer.writerow(_in_cell(column.form, cell) for column, cell in zip(table.columns, row, strict=True))
    return text.getvalue()


def _in_cell(form: str, cell: Cell) -> Cell:
    if isinstance(cell, str):
        return harmless(cell)
    if cell is None:
        return ""
    match form:
        case "clock" | "moment":
            return clock(cell, "%Y-%m-%d %H:%M:%S")
        case "span":
            seconds = round(cell / 1000)
            return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        case "share":
            return round(cell, 4)
    return cell


def write_folder(tables: Iterable[Table], folder: Path) -> None:
    """Write a file for each table that holds anything."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in filter(_has_rows, tables):
        (folder / f"{table.name}.csv").write_text(to_csv(table), encoding="utf-8", newline="")


def write_archive(tables: Iterable[Table], target: Path) -> None:
    """Write one .zip with a file for each table that holds anything."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in filter(_has_rows, tables):
            archive.writestr(f"{table.name}.csv", to_csv(table))


def _has_rows(table: Table) -> bool:
    return bool(table.rows)


def to_json(tables: Sequence[Table]) -> dict[str, Any]:
    """Return the tables as lists of objects. Times are milliseconds since 1970, spans milliseconds, shares 0 to 1."""
    return {table.name: rows_of(table) for table in tables}

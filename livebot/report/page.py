"""The report as one HTML file: opens offline, runs no script, loads nothing, and prints."""

import base64
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from livebot import __version__
from livebot.engine.questions.cards import Card
from livebot.report import tables
from livebot.report.course import MINUTE_MS, Course
from livebot.report.drawn import Drawn
from livebot.report.sessions import PERCENT, Figures, Others, figures_of, usual
from livebot.report.short import (
    TILES,
    change_of,
    goal_name,
    in_short,
    intent_name,
    language_name,
    missed_groups,
    title,
    trend,
)
from livebot.report.shown import shown
from livebot.report.tables import Cell, Column, Table, clock, tables_of
from livebot.views.show import GoalView
from livebot.wording import Words, duration

POLICY = "default-src 'none'; style-src '{style}'; base-uri 'none'; form-action 'none'"
SHOWN_CARDS = 40
SHOWN_PARTS = 10
GROUPS = 12
TEXT_CHARS = 160
KINDS = ("poll", "pk", "quick")


def html_report(course: Course, others: Others, words: Words) -> str:
    """Return the page."""
    style = _asset("page.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"shown": shown, "clock": clock}
    page = _Page(course, others, words)
    return environment.from_string(_asset("page.html")).render(
        page=page,
        zip=zip,
        words=words,
        course=course,
        tables=page.tables,
        language="zh-Hans" if words.language == "zh" else "en",
        style=Markup(style),  # noqa: S704 - our own file
        policy=POLICY.format(style=f"sha256-{digest}"),
        version=__version__,
    )


def _asset(name: str) -> str:
    return (resources.files("livebot.report") / name).read_text("utf-8")


class _Page:
    """What the template asks for, in words of the host's language."""

    def __init__(self, course: Course, others: Others, words: Words) -> None:
        self._course, self._others, self._words = course, others, words
        self.tables = tables_of(course, others, words)
        self.figures = figures_of(course)
        self.drawn = Drawn(course, others, words)

    # --- the head ----------------------------------------------------------------------------------------------

    @property
    def when(self) -> str:
        day = clock(self._course.live_ms, "%Y-%m-%d %H:%M")
        return self._words("paper.when", day=day, length=duration(self._course.length_ms))

    @property
    def market_time(self) -> str:
        """When it was in the market, if its clock shows another time."""
        course, zone = self._course, ZoneInfo(self._course.settings.timezone)
        begin, end = (datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone) for ms in (course.live_ms, course.end_ms))
        if f"{begin:%H:%M}" == clock(course.live_ms, "%H:%M"):
            return ""
        return self._words("paper.market", begin=f"{begin:%H:%M}", end=f"{end:%H:%M}", zone=zone.key)

    @property
    def tiles(self) -> list[dict[str, str]]:
        """The key figures, each with what it usually is."""
        tiles = []
        for name in TILES:
            value, before = getattr(self.figures, name), usual(name, self._others.earlier)
            change = change_of(value, before)
            tiles.append(
                {
                    "name": self.title(name),
                    "value": self.figure(name, value),
                    "usual": "" if before is None else self._words("paper.usual", value=self.figure(name, before)),
                    "trend": trend(change),
                    "sign": {"up": "▲", "down": "▼", "even": "●"}.get(trend(change), ""),
                }
            )
        return tiles

    def title(self, name: str) -> str:
        return title(self._words, name)

    def goal(self, goal: GoalView) -> str:
        return goal_name(self._words, goal)

    def figure(self, name: str, value: float | None) -> str:
        if value is None:
            return "–"
        if name in PERCENT:
            return f"{value * 100:.0f} %"
        return f"{value:.3f}" if name == "rate" else f"{value:,.0f}".replace(",", "\u202f")

    @property
    def moments(self) -> list[dict[str, Any]]:
        """The table's rows; what was written stands by itself, as one text may run from right to left."""
        found = self._course.moments
        return [row | {"said": one.sayings} for row, one in zip(self.rows("moments"), found, strict=True)]

    @property
    def in_short(self) -> list[str]:
        return in_short(self._course, self._others, self._words)

    # --- tables ------------------------------------------------------------------------------------------------

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return a table's rows by column name."""
        table = self.tables[name]
        return [dict(zip((column.name for column in table.columns), row, strict=True)) for row in table.rows]

    def heads(self, table: Table) -> list[str]:
        return [self._words(f"column.{column.name}") for column in table.columns]

    def cell(self, column: Column, value: Cell) -> str:
        """Return what a cell of a table shows."""
        if value is None or value == "":
            return ""
        if isinstance(value, str):
            return self.kind(column.name, value) if column.form == "code" else shown(value, TEXT_CHARS)
        match column.form:
            case "clock":
                return clock(value, "%H:%M:%S")
            case "moment":
                is_of_the_show = value >= self._course.live_ms - MINUTE_MS
                return clock(value, "%H:%M" if is_of_the_show else "%Y-%m-%d %H:%M")
            case "span":
                return duration(round(value))
            case "share":
                return f"{value * 100:.1f} %"
            case "rate":
                return f"{value:.3f}"
        return f"{value:g}" if isinstance(value, float) else str(value)

    def numbers(self, table: Table) -> set[int]:
        """Return which columns hold numbers."""
        firsts = [next((row[n] for row in table.rows if row[n] is not None), "") for n in range(len(table.columns))]
        return {n for n, first in enumerate(firsts) if not isinstance(first, str)}

    def kind(self, name: str, value: str) -> str:
        if name == "intent":
            return self.intent(value)
        return self._words(f"{name}.{value}")

    def intent(self, intent: str) -> str:
        return shown(intent_name(self._course, self._words, intent))

    def language(self, tag: str) -> str:
        return language_name(self._words, tag)

    # --- questions ---------------------------------------------------------------------------------------------

    @property
    def asked(self) -> dict[str, list[dict[str, Any]]]:
        """Questions by intent, product and language: how many asked, and how many of them were not answered."""
        cards = [card for card in self._course.cards if card.state != "dismissed"]

        def by(askers: Callable[[Card], Mapping[str, int]]) -> list[dict[str, Any]]:
            whole, missed = Counter[str](), Counter[str]()
            for card in cards:
                whole.update(askers(card))
                missed.update(askers(card) if tables.is_missed(card) else {})
            most = max(whole.values(), default=1)
            return [
                {
                    "name": name,
                    "count": count,
                    "missed": missed[name],
                    "share": 100 * count / most,
                    "missed_share": 100 * missed[name] / most,
                }
                for name, count in whole.most_common(GROUPS)
            ]

        return {
            "by_intent": by(lambda card: {self.intent(card.topic.intent): len(card.viewers)}),
            "by_product": by(
                lambda card: {shown(card.topic.product, 40): len(card.viewers)} if card.topic.product else {}
            ),
            "by_language": by(
                lambda card: {self.language(tag): count for tag, count in tables.askers_by_language(card).items()}
            ),
        }

    @property
    def questions_told(self) -> str:
        cards = self._course.cards
        return self._words(
            "say.questions",
            asked=len(cards),
            answered=sum(card.state == "answered" for card in cards),
            bot=sum(card.state == "answered" and card.answered_by == "bot" for card in cards),
            missed=sum(map(tables.is_missed, cards)),
            dismissed=sum(card.state == "dismissed" for card in cards),
        )

    @property
    def missed(self) -> list[dict[str, Any]]:
        """The questions nobody answered, by what they ask and of which product; most asked first."""
        left, told = SHOWN_CARDS, []
        for name, cards in missed_groups(self._course, self._words):
            told.append({"name": name, "count": len(cards), "cards": cards[:left], "more": max(len(cards) - left, 0)})
            left = max(left - len(cards), 0)
        return told

    # --- the rest ----------------------------------------------------------------------------------------------

    @property
    def ballots(self) -> list[dict[str, Any]]:
        """Polls, PKs and asks, each with its options; what was held several times is added up."""
        held: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in self.rows("results"):
            held.setdefault((row["kind"], row["id"]), []).append(row)
        ballots = [self._ballot(kind, rows) for (kind, _), rows in held.items()]
        return sorted(ballots, key=lambda ballot: KINDS.index(ballot["kind"]))

    def _ballot(self, kind: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
        times = sorted({row["opened"] for row in rows})
        counts, won = Counter[str](), Counter[str]()
        for row in rows:
            counts[row["key"]] += row["count"]
            won[row["key"]] += row["won"]
        voters = sum({row["opened"]: row["voters"] for row in rows}.values())
        whole = (counts.total() if kind == "pk" else voters) or 1
        labels = {row["key"]: row["option"] for row in rows}
        options = [
            {"key": key, "label": labels[key], "count": count, "share": 100 * count / whole, "won": won[key]}
            for key, count in counts.most_common()
        ]
        return {
            "kind": kind,
            "id": rows[0]["id"],
            "question": rows[-1]["question"],
            "times": len(times),
            "at": clock(times[0], "%H:%M"),
            "voters": voters,
            "options": options,
        }

    def parts(self, part: str) -> list[dict[str, Any]]:
        titles = {segment.id: segment.title for segment in self._course.seen.runsheet.segments}
        rows = [row for row in self.rows("parts") if row["part"] == part]
        if part != "segment":  # those stay in the order of the show
            rows = sorted(rows, key=lambda row: -(row["per_viewer_minute"] or 0))[:SHOWN_PARTS]
        scale = 100 / (max((row["per_viewer_minute"] or 0 for row in rows), default=0) or 1)
        return [
            row
            | {
                "name": titles.get(row["name"]) or self._words.part(row["name"]),
                "bar": scale * (row["per_viewer_minute"] or 0),
            }
            for row in rows
        ]

    @property
    def prompts(self) -> list[dict[str, Any]]:
        """Texts with where the bar and its mark stand, of a hundred."""
        rows = self.rows("prompts")
        scale = 100 / (max((row["high"] for row in rows), default=1) or 1)
        return [
            row | {"x": scale * row["low"], "w": scale * (row["high"] - row["low"]), "m": scale * row["rate"]}
            for row in rows
        ]

    @property
    def joins_told(self) -> str:
        figures = self.figures
        if not figures.joins:
            return self._words("say.no_joins")
        return self._words(
            "say.joins",
            joins=figures.joins,
            counted=sum(row["joins"] for row in self.rows("joins")),
            met="–" if figures.met is None else f"{figures.met * 100:.0f}",
            acted="–" if figures.joins_acted is None else f"{figures.joins_acted * 100:.0f}",
        )

    @property
    def languages(self) -> list[tuple[str, int, float]]:
        """Language, comments, share."""
        totals = self._course.language_totals
        return [(self.language(tag), n, 100 * n / totals.total()) for tag, n in totals.most_common(GROUPS)]

    @property
    def boards(self) -> list[tuple[str, list[dict[str, Any]]]]:
        boards: dict[str, list[dict[str, Any]]] = {}
        for row in self.rows("points"):
            boards.setdefault(row["leaderboard"], []).append(row)
        return [(self._words(f"leaderboard.{name}"), rows) for name, rows in boards.items()]

    @property
    def rooms(self) -> list[Figures]:
        return self._others.rooms

"""``livebot results``: what viewers chose in polls, PKs and quick asks, as a list, as CSV or as JSON.

Everything is read from the journal, whether it was before or after the last update of the rules.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import typer

from livebot.engine.fields import parse_duration_ms
from livebot.journal.sqlite import SqliteJournal
from livebot.ports import JournalError
from livebot.recordings import open_journal
from livebot.rules.config import load_config
from livebot.runtime.clock import SystemClock
from livebot.safe import clean, pasteable
from livebot.viewers import Memory

KINDS = ("poll", "pk", "quick")


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One poll, PK or quick ask as it was held, in the form of the JSON."""

    session: str
    kind: str
    """``poll``, ``pk`` or ``quick``."""
    id: str
    question: str
    opened_at: str
    """In the market's time zone, as ISO 8601."""
    closed_at: str
    market: str
    timezone: str
    result: str
    """``winner``, ``tie`` or ``none``."""
    winners: list[str]
    labels: dict[str, str]
    counts: dict[str, int]
    """Votes by option; of a PK, cheers."""
    viewers: dict[str, int]
    """Different viewers by option."""
    voters: int
    languages: dict[str, int]
    """Voters by the language they write."""


COLUMNS = (
    "session",
    "kind",
    "id",
    "opened_at",
    "closed_at",
    "timezone",
    "market",
    "question",
    "key",
    "option",
    "count",
    "percent",
    "viewers",
    "voters",
    "won",
    "languages",
)


def main(config: Path, data_dir: Path | None, *, as_csv: bool, as_json: bool, since: str) -> int:
    """Print the results of all sessions, the oldest first; return the exit code. Raises JournalError."""
    settings = load_config(config)
    since_ms = _since_ms(since, settings.timezone, SystemClock().now_ms()) if since else 0
    with open_journal(data_dir or settings.data_path) as journal:
        outcomes = list(outcomes_of(journal, since_ms))
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(outcomes)))
    elif as_csv:
        typer.echo(to_csv(outcomes).encode(), nl=False)
    elif outcomes:
        typer.echo("\n\n".join(map(_paragraph, outcomes)))
    else:
        since_then = f" since {since}" if since else ""
        typer.echo(f"There are no results yet: nothing that viewers vote in has ended{since_then}.")
    return 0


def outcomes_of(journal: SqliteJournal, since_ms: int = 0) -> Iterator[Outcome]:
    """Yield what was held since then, the oldest session first; what was closed twice counts as it ended."""
    for session in reversed(journal.sessions()):
        held = {
            (memory.kind, memory.key, memory.data["opened_at_ms"]): memory.data
            for memory in journal.remembered(session.session_id)
            if memory.kind in KINDS
        }
        for (kind, rule_id, _), facts in held.items():
            if facts["closed_at_ms"] < since_ms:
                continue
            yield outcome_of(session.session_id, Memory(kind=kind, key=rule_id, data=facts))


def outcome_of(session_id: str, memory: Memory) -> Outcome:
    """Return what a session remembers of something that was held."""
    facts = memory.data
    zone = ZoneInfo(facts["timezone"])
    return Outcome(
        session=session_id,
        kind=memory.kind,
        id=memory.key,
        question=facts["question"],
        opened_at=_clock(facts["opened_at_ms"], zone).isoformat(),
        closed_at=_clock(facts["closed_at_ms"], zone).isoformat(),
        market=facts["market"],
        timezone=facts["timezone"],
        result=facts["result"],
        winners=facts.get("winners", []),
        labels=facts.get("labels", {}),
        counts=facts["counts"],
        viewers=facts["viewers"],
        voters=facts["voters"],
        languages=facts["languages"],
    )


def to_csv(outcomes: Iterable[Outcome]) -> str:
    """Return a row for each option, for spreadsheets: with the mark by which they know UTF-8, and no formulas."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for one in outcomes:
        languages = " ".join(f"{tag} {count}" for tag, count in one.languages.items())
        for key, count in one.counts.items():
            row = (
                one.session,
                one.kind,
                one.id,
                _in_cell(one.opened_at),
                _in_cell(one.closed_at),
                one.timezone,
                one.market,
                one.question,
                key,
                one.labels.get(key, key),
                count,
                _percent(one, key),
                one.viewers[key],
                one.voters,
                "yes" if key in one.winners else "no",
                languages,
            )
            writer.writerow(harmless(cell) if isinstance(cell, str) else cell for cell in row)
    return text.getvalue()


def harmless(cell: str) -> str:
    """Return a text that no spreadsheet takes for a formula or a command."""
    cell = pasteable(cell)
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) else cell


def _in_cell(moment: str) -> str:
    """Return a moment as spreadsheets know it, on the clock of its zone."""
    return f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M:%S}"


def _percent(one: Outcome, key: str) -> int:
    whole = sum(one.counts.values()) if one.kind == "pk" else one.voters
    return round(100 * one.counts[key] / whole) if whole else 0


def _paragraph(one: Outcome) -> str:
    opened = datetime.fromisoformat(one.opened_at)
    what = {"poll": "poll", "pk": "PK", "quick": "quick ask"}[one.kind]
    lines = [f"{opened:%Y-%m-%d %H:%M} {one.market}  {what} {one.id}: {clean(one.question)}"]
    for key, count in sorted(one.counts.items(), key=lambda item: -item[1]):
        label = clean(one.labels.get(key, ""))
        name = clean(key) if label in ("", clean(key)) else f"{clean(key)} {label}"
        of = f", {one.viewers[key]} viewers" if one.kind == "pk" else ""
        lines.append(f"  {count:>6}  {_percent(one, key):>3} %  {name}{of}{' *' * (key in one.winners)}")
    languages = ", ".join(f"{tag} {count}" for tag, count in one.languages.items())
    return "\n".join([*lines, f"  {one.voters:>6} voters{f' ({languages})' if languages else ''}"])


def _clock(at_ms: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at_ms // 1000, UTC).astimezone(zone)


def _since_ms(since: str, timezone: str, now_ms: int) -> int:
    """Return the moment that ``2026-11-01``, on the market's clock, or ``30d``, up to now, stands for."""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", since):
            return round(datetime.combine(date.fromisoformat(since), time(), ZoneInfo(timezone)).timestamp() * 1000)
        return now_ms - parse_duration_ms(since)
    except ValueError:
        raise JournalError(f"{since} is neither a day such as 2026-11-01 nor a time such as 30d.") from None

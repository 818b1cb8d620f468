"""``livebot sessions``, ``replay`` and ``forget``: what is recorded in the data folder."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import typer
from rapidfuzz import fuzz, process

from livebot.engine.turn import Trace
from livebot.events import AnyEvent
from livebot.journal.sqlite import SqliteJournal
from livebot.ports import JournalError, SessionSummary
from livebot.replay import Difference, Explain, OnTrace, compare, course_under, other_versions, recorded_course, verify
from livebot.rules.load import find_rule_files, read_rules
from livebot.rules.problems import ConfigProblems
from livebot.runtime import erasing
from livebot.runtime.datadir import JOURNAL_NAME
from livebot.safe import clean


def show_sessions(data: Path) -> int:
    """Print a line for each recorded live; return the exit code."""
    with open_journal(data) as journal:
        summaries = journal.sessions()
    for summary in summaries:
        typer.echo(_line(summary))
    if not summaries:
        typer.echo(f"Nothing is recorded in {data} yet.")
    return 0


def replay(data: Path, wanted: str, rules: Path | None, *, trace: bool) -> int:
    """Play a session again; return 1 if its own rules do not give the recorded decisions."""
    on_trace = _trace_printer() if trace else None
    with open_journal(data) as journal:
        summary = find_session(journal, wanted)
        steps = journal.steps(summary.session_id)
        if rules is not None:
            return _try_rules(journal, summary, rules, on_trace)
        difference = verify(steps, on_trace)
        others = other_versions(journal.steps(summary.session_id))
    typer.echo(_told(difference) if difference else _exact(summary))
    if others:
        typer.echo(f"Recorded by another version ({', '.join(others)}): an exact replay is promised for the same only.")
    if summary.touched:
        typer.echo("Something was erased from this session, so an exact replay is not promised.")
    return 0 if difference is None or others or summary.touched else 1


def forget(data: Path, viewer: str) -> int:
    """Erase a viewer and print what was erased; return the exit code.

    Raises CannotStart while a daemon runs: it would still know the viewer, and write that down again.
    """
    with open_journal(data):  # says so if nothing was ever recorded here
        pass
    counts = asyncio.run(erasing.forget(data, viewer.removeprefix("@")))
    erased = {what: count for what, count in counts.items() if count}
    if not erased:
        typer.echo(f"Nothing is recorded about {viewer}: give the @name or the numeric id as TikTok has it.")
        return 1
    typer.echo(f"Erased of {viewer}: {', '.join(f'{count} {what}' for what, count in erased.items())}.")
    return 0


def _trace_printer() -> OnTrace:
    explain = Explain()

    def show(event: AnyEvent, traces: list[Trace]) -> None:
        for line in explain(event, traces):
            indent = "    " if line.startswith(" ") else ""
            typer.echo(f"{indent}{clean(line)}")

    return show


@contextmanager
def open_journal(data: Path) -> Iterator[SqliteJournal]:
    """Open the records of a data folder. Raises JournalError if there are none."""
    path = data / JOURNAL_NAME
    if not path.exists():
        raise JournalError(f"Nothing is recorded in {data} yet: livebot run does that, or give --data-dir.")
    journal = SqliteJournal(path)
    try:
        yield journal
    finally:
        journal.close()


def find_session(journal: SqliteJournal, wanted: str) -> SessionSummary:
    """Return the session of that name, or the only one that begins so. Raises JournalError."""
    summaries = journal.sessions()
    if wanted == "last" and summaries:
        return summaries[0]
    exact = [summary for summary in summaries if summary.session_id == wanted]
    found = exact or [summary for summary in summaries if summary.session_id.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(summary.session_id for summary in found[:5])
        raise JournalError(f"Several sessions begin with {wanted}: {names}. Write more of the name.")
    raise JournalError(_unknown(wanted, [summary.session_id for summary in summaries]))


def _unknown(wanted: str, known: list[str]) -> str:
    """Return what to say of a session that is not there, with those whose names are like it."""
    near = process.extract(wanted, known, scorer=fuzz.partial_ratio, score_cutoff=70, limit=5)
    named = f" Like it: {', '.join(name for name, *_ in near)}." if near else ""
    return f"There is no session {wanted}: livebot sessions lists them.{named}"


def _try_rules(journal: SqliteJournal, summary: SessionSummary, rules: Path, on_trace: OnTrace | None) -> int:
    patterns = [str(rules / "*.yaml")] if rules.is_dir() else [str(rules)]
    paths, unmatched = find_rule_files(patterns, Path())
    if unmatched:
        raise JournalError(f"There are no rule files in {rules}.")
    files = read_rules(paths)
    if not files.is_usable:
        raise ConfigProblems(files.problems)
    tried = course_under(files.rules, journal.steps(summary.session_id), on_trace)
    differences = compare(recorded_course(journal.steps(summary.session_id)), tried)
    typer.echo(f"{summary.session_id} under {rules}:")
    typer.echo("\n".join(map(clean, differences)) if differences else "nothing would have differed.")
    return 0


def _line(summary: SessionSummary) -> str:
    opened = datetime.fromtimestamp(summary.opened_at_ms / 1000, UTC).astimezone()
    if summary.closed_at_ms is None:
        length = "not finished"
    else:
        length = f"{(summary.closed_at_ms - summary.opened_at_ms) // 60_000} min"
    marks = [] if summary.was_live else ["never live"]
    marks += ["something was erased"] if summary.touched else []
    parts = [f"{opened:%Y-%m-%d %H:%M}", length, f"{summary.events} events", *marks]
    return f"{summary.session_id}  {clean(summary.room)}  {', '.join(parts)}"


def _exact(summary: SessionSummary) -> str:
    return f"{summary.session_id}: {summary.events} events, every decision as recorded."


def _told(difference: Difference) -> str:
    def named(effects: tuple[object, ...]) -> str:
        return "\n".join(f"    {clean(repr(effect))}" for effect in effects) or "    nothing"

    return (
        f"Event {difference.seq} ({type(difference.event).__name__}) was decided otherwise.\n"
        f"  recorded:\n{named(difference.recorded)}\n  now:\n{named(difference.replayed)}"
    )

"""``livebot report``: makes the report of a recorded show, and says where it is."""

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Literal

import msgspec
import typer

from livebot.journal.sqlite import SqliteJournal
from livebot.ports import JournalError, SessionSummary
from livebot.recordings import find_session, open_journal
from livebot.report import files, markers
from livebot.report.course import Course, follow
from livebot.report.sessions import Others, figures_of, keep, others
from livebot.report.tables import clock, tables_of, to_json, write_archive, write_folder
from livebot.wording import Words, duration

Form = Literal["html", "text", "csv", "json"]
FAR_MS = 3_600_000
"""Who records begins sooner before a show."""
NICE = 10
"""How much other processes of the machine go first when a report is made beside a show."""


@dataclass(frozen=True)
class Wishes:
    """What is to be made of a show."""

    form: Form | None = None
    """None: text, and the page beside it."""
    out: Path | None = None
    """Where to, instead of the usual place."""
    markers: Path | None = None
    recorded_from: str = ""
    """When the recording that the markers are for began, such as ``20:03:15``; empty: with the show."""
    rate: str = "30"
    """Its frames per second."""
    language: str = ""
    """Instead of the host's."""
    is_behind: bool = False
    """Nobody watches: no progress, and other processes go first."""


def main(data: Path, wanted: str, wishes: Wishes) -> int:
    """Make the report and print it, or where it is; return the exit code. Raises JournalError."""
    _check(wishes)
    if wishes.is_behind and hasattr(os, "nice"):
        os.nice(NICE)
    with open_journal(data) as journal:
        summary = _find(journal, wanted)
        progress = _Progress(is_shown=not wishes.is_behind and sys.stderr.isatty())
        course = follow(summary, journal.steps(summary.session_id), lambda n: progress(summary, n))
        beside = others(journal, data, course, progress)
        progress.clear()
    words = Words(wishes.language or course.settings.host_language)
    try:
        _make(data, course, beside, words, wishes)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise JournalError(f"{error.filename or 'The report'} cannot be written: {error.strerror or error}.") from error
    keep(data, summary, figures_of(course))
    return 0


def _check(wishes: Wishes) -> None:
    """Complain before the show is played again, and not after it."""
    if wishes.markers is not None and wishes.markers.suffix.lower() not in markers.FORMS:
        raise JournalError(f"{wishes.markers.name}: markers can be written as {', '.join(markers.FORMS)}.")
    if wishes.markers is None and wishes.recorded_from:
        raise JournalError("--recorded-from is for markers: add --markers moments.edl.")
    if wishes.rate not in markers.RATES:
        raise JournalError(f"--fps is one of {', '.join(sorted(markers.RATES, key=float))}.")
    if wishes.recorded_from:
        _time(wishes.recorded_from)
    out = wishes.out
    is_file = out is not None and out.suffix[1:2].isalpha() and out.suffix.lower() != ".zip" and not out.is_dir()
    if wishes.form == "csv" and out is not None and is_file:
        raise JournalError(f"{out.name}: --csv writes a file for each table, so --out is a folder or a .zip.")
    if wishes.form is None and wishes.markers is not None and out is not None:
        raise JournalError("--markers has the file's name itself; --out goes with --html, --text, --csv or --json.")


def _find(journal: SqliteJournal, wanted: str) -> SessionSummary:
    """Return the session of that name; ``last`` is the last show, not a session that waits for one."""
    if wanted == "last" and (live := next((one for one in journal.sessions() if one.was_live), None)) is not None:
        return live
    return find_session(journal, wanted)


def _make(data: Path, course: Course, beside: Others, words: Words, wishes: Wishes) -> None:
    session_id = course.summary.session_id
    if wishes.markers is not None:
        _write_markers(course, words, wishes, wishes.markers)
        if wishes.form is None:
            return
    match wishes.form:
        case "json":
            figures = {
                "session": session_id,
                "room": course.summary.room,
                "live_ms": course.live_ms,
                "end_ms": course.end_ms,
                **to_json(list(tables_of(course, beside, words).values())),
            }
            _say_or_write(msgspec.json.format(msgspec.json.encode(figures)).decode(), wishes.out)
        case "csv":
            all_tables = tables_of(course, beside, words).values()
            if wishes.out is None:
                with files.whole(files.archive(data, session_id)) as path:
                    write_archive(all_tables, path)
            elif wishes.out.suffix.lower() == ".zip":
                write_archive(all_tables, wishes.out)
            else:
                write_folder(all_tables, wishes.out)
            typer.echo(str(wishes.out or files.archive(data, session_id)))
        case "html":
            typer.echo(str(_write_page(data, course, beside, words, wishes.out)))
        case _:
            from livebot.report.text import text_report  # noqa: PLC0415 - each form loads what it needs

            _say_or_write(text_report(course, beside, words), wishes.out)
            if wishes.form is None and course.live_ms:
                path = _write_page(data, course, beside, words, None)
                typer.echo(words("paper.also", path=path), err=True)


def _write_page(data: Path, course: Course, beside: Others, words: Words, out: Path | None) -> Path:
    from livebot.report.page import html_report  # noqa: PLC0415 - drawing charts takes a moment to load

    text = html_report(course, beside, words)
    if out is not None:
        out.write_text(text, encoding="utf-8")
        return out
    target = files.page(data, course.summary.session_id)
    with files.whole(target) as path:
        path.write_text(text, encoding="utf-8")
    return target


def _say_or_write(text: str, out: Path | None) -> None:
    if out is None:
        typer.echo(text)
    else:
        out.write_text(f"{text}\n", encoding="utf-8")


def _write_markers(course: Course, words: Words, wishes: Wishes, target: Path) -> None:
    began_ms = _began_ms(course, wishes.recorded_from) if wishes.recorded_from else 0
    found = markers.markers_of(course, words, began_ms)
    if course.moments and not found:
        day = clock(course.live_ms, "%H:%M")
        raise JournalError(words("paper.not_recorded", at=wishes.recorded_from, live=day))
    target.write_text(
        markers.FORMS[target.suffix.lower()](found, markers.RATES[wishes.rate], words), encoding="utf-8", newline=""
    )
    typer.echo(f"{target}: {words('paper.markers', n=len(found))}")
    apart_ms = abs(began_ms - course.live_ms)
    if began_ms and apart_ms > FAR_MS:
        way = "paper.recorded_before" if began_ms < course.live_ms else "paper.recorded_after"
        typer.echo(words(way, at=wishes.recorded_from, left=duration(apart_ms)), err=True)


def _began_ms(course: Course, written: str) -> int:
    """Return the moment nearest to the show's beginning at which this machine's clock said that."""
    live = datetime.fromtimestamp(course.live_ms / 1000, UTC).astimezone()
    days = (live.replace(tzinfo=None) + timedelta(days=n) for n in (-1, 0, 1))
    moments = (datetime.combine(day.date(), _time(written)).astimezone() for day in days)
    return round(min(moments, key=lambda moment: abs(moment - live)).timestamp() * 1000)


def _time(written: str) -> time:
    for form in ("%H:%M:%S", "%H:%M"):
        with suppress(ValueError):
            return datetime.strptime(written, form).time()
    raise JournalError(f"--recorded-from {written} is no time of day such as 20:03:15.")


class _Progress:
    """A line on the terminal that says how far it is."""

    def __init__(self, *, is_shown: bool) -> None:
        self._is_shown = is_shown
        self._is_dirty = False

    def __call__(self, summary: SessionSummary, done: int) -> None:
        if self._is_shown and summary.events:
            sys.stderr.write(f"\r\x1b[K{summary.session_id}: {100 * done // summary.events} %")
            sys.stderr.flush()
            self._is_dirty = True

    def clear(self) -> None:
        if self._is_dirty:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

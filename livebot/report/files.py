"""Where reports lie: in the data folder, a page for each show, and beside it its figures for comparing."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from livebot.ports import SessionSummary

FOLDER = "reports"


def page(data: Path, session_id: str) -> Path:
    return data / FOLDER / f"{session_id}.html"


def figures(data: Path, session_id: str) -> Path:
    """Return where what a show came to is kept: numbers only, nothing of viewers."""
    return data / FOLDER / f"{session_id}.json"


def archive(data: Path, session_id: str) -> Path:
    """Return where the tables are put."""
    return data / FOLDER / f"{session_id}.zip"


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """Let a file be written beside its place, and put it there when it is whole: nobody finds half a report."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        yield _unfinished(target)
        _unfinished(target).replace(target)
    finally:
        _unfinished(target).unlink(missing_ok=True)


def _unfinished(target: Path) -> Path:
    return target.with_name(f"{target.name}.new")


def is_made(data: Path, session_id: str) -> bool:
    """Return whether a report was made of a show that is over, even if somebody deleted the page since."""
    return figures(data, session_id).exists()


def forget(data: Path, summaries: Iterable[SessionSummary]) -> int:
    """Delete the reports of sessions from which something was erased; return how many.

    ``livebot report`` makes new ones. The figures stay: they name nobody.
    """
    touched = [summary.session_id for summary in summaries if summary.touched]
    reports = [path for name in touched for path in (page(data, name), archive(data, name))]
    found = [path for report in reports for path in (report, _unfinished(report)) if path.exists()]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)

"""Where reports lie: in the data folder, a page for each show, and beside it its figures for comparing."""

from collections.abc import Iterable
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


def is_made(data: Path, session_id: str) -> bool:
    """Return whether a report was made of a show that is over, even if somebody deleted the page since."""
    return figures(data, session_id).exists()


def forget(data: Path, summaries: Iterable[SessionSummary]) -> int:
    """Delete the reports of sessions from which something was erased; return how many.

    ``livebot report`` makes new ones. The figures stay: they name nobody.
    """
    touched = [summary.session_id for summary in summaries if summary.touched]
    paths = [path for name in touched for path in (page(data, name), archive(data, name)) if path.exists()]
    for path in paths:
        path.unlink(missing_ok=True)
    return len(paths)

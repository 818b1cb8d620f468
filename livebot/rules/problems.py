"""What is wrong in a file people wrote: where, what was found, what was expected, how to fix it."""

import difflib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One error or warning. Lines and columns count from 1; columns are characters."""

    file: str
    line: int
    col: int
    found: str
    expected: str = ""
    fix: str = ""
    severity: Literal["error", "warning"] = "error"
    is_missing: bool = False
    """Something is named that is not there; it may be in a file that was not read."""

    def __str__(self) -> str:
        prefix = "warning: " if self.severity == "warning" else ""
        what = "; ".join(part for part in (self.found, self.expected and f"expected {self.expected}", self.fix) if part)
        return f"{self.file}:{self.line}:{self.col}: {prefix}{what}"


Place = tuple[str, int, int]
"""File, line and column."""


def warning(place: Place, found: str, expected: str, fix: str) -> Problem:
    """Return what is allowed, but likely to be a mistake."""
    return Problem(*place, found, expected, fix, severity="warning")


class ConfigProblems(Exception):  # noqa: N818 - reads as what happened
    """Configuration or rules cannot be used; holds every problem found, warnings included."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def errors_in(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that forbid using the files."""
    return [problem for problem in problems if problem.severity == "error"]


def shown_path(path: Path) -> str:
    """Return the path as people want to read it: relative to the current folder where that is shorter."""
    try:
        relative = Path(os.path.relpath(path))
    except ValueError:  # another drive, on Windows
        return path.as_posix()
    return (path if relative.parts[:1] == ("..",) else relative).as_posix()


def quoted(text: str, limit: int = 40) -> str:
    """Return the text in quotes, on one line, shortened in the middle of a file but never in meaning."""
    visible = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return f'"{visible}"' if len(visible) <= limit else f'"{visible[: limit - 1]}…"'


def did_you_mean(written: str, known: Iterable[str]) -> str:
    """Return ``did you mean "…"?``, or nothing if no known word is close."""
    by_folded = {word.casefold(): word for word in known}
    close = difflib.get_close_matches(written.casefold(), by_folded, n=1, cutoff=0.7)
    return f'did you mean "{by_folded[close[0]]}"?' if close else ""

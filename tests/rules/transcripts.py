"""Broken files beside what is said of them, as text: ``=== name``, the file, ``--- says``, the problems."""

from pathlib import Path

HERE = Path(__file__).parent


def transcripts(name: str) -> dict[str, tuple[str, list[str]]]:
    """Return for each case the file's text and the lines expected."""
    cases = {}
    for case in (HERE / name).read_text(encoding="utf-8").split("=== ")[1:]:
        title, _, rest = case.partition("\n")
        text, _, said = rest.partition("--- says\n")
        cases[title] = (text, [line for line in said.splitlines() if line])
    return cases

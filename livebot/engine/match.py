"""Matchers: from a pattern in YAML to what a comment contains."""

from typing import Literal

import re2

MatchKind = Literal["exact", "word", "contains", "fuzzy", "regex"]


def check_pattern(kind: MatchKind, pattern: str) -> None:
    """Raise ValueError, worded for whoever wrote the rule, if the pattern can never match or is malformed."""
    if kind == "regex":
        try:
            re2.compile(pattern)
        except re2.error as error:
            raise ValueError(f"not a valid regex (RE2): {error}") from None

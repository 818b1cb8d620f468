"""A row of the summary."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table. It is right if expected and got are the same and there are no differences in detail."""

    what: str
    expected: str
    got: str
    differences: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        return self.expected == self.got and not self.differences

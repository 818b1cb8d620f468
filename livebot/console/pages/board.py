"""The leaderboards: who is on top, and what viewers see of their names."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from livebot.console.widgets.bars import pad
from livebot.console.widgets.lines import heading
from livebot.safe import cut, wrap
from livebot.views import Status
from livebot.views.show import BoardEntryView, BoardView
from livebot.wording import Words

NAME_CELLS, MASKED_CELLS = 20, 14
POINTS_CELLS = 10


def board_page(status: Status, words: Words, now_ms: int, width: int) -> list[Content]:
    """Return one board below the other."""
    if not status.boards:
        return [Content(line) for line in wrap(words("board.none"), width)]
    lines = [Content.styled(line, "$foreground-muted") for line in wrap(words("board.private"), width)]
    for board in status.boards:
        lines += [Content(""), *_board(board, words, width)]
    return lines


def _board(board: BoardView, words: Words, width: int) -> list[Content]:
    title = words(f"board.{board.id}", month=board.month)
    if not board.entries:
        return [heading(title, (words("board.nobody"), "$foreground-muted"))]
    name = pad(cut(title, NAME_CELLS + 4), NAME_CELLS + 5)
    masked = pad(words("board.masked"), MASKED_CELLS)
    points = words("board.points")
    head = Content.styled(f"{name}{masked}{' ' * (POINTS_CELLS - cell_len(points))}{points}", "bold $accent")
    return [head, *(line.truncate(width, ellipsis=True) for line in _entries(board.entries, words))]


def _entries(entries: Sequence[BoardEntryView], words: Words) -> list[Content]:
    most = max((entry.points for entry in entries), default=0)
    return [
        Content.assemble(
            (f" {entry.rank:>2}  ", "$foreground-muted"),
            (pad(cut(entry.name or entry.handle, NAME_CELLS - 1), NAME_CELLS), "bold $foreground"),
            (pad(cut(entry.masked, MASKED_CELLS - 1), MASKED_CELLS), "$primary"),
            (f"{entry.points:>{POINTS_CELLS},}", "bold $success" if entry.points == most else "$foreground"),
            (f"  {words('board.level', n=entry.level)}" if entry.level else "", "$foreground-muted"),
        )
        for entry in entries
    ]

"""How each translation engine is doing."""

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from livebot.console.screens.dialog import Dialog, hint, inner_width
from livebot.ports import EngineReport
from livebot.safe import cut
from livebot.views import Status
from livebot.wording import Words

NAME_CELLS, FIGURE_CELLS = 22, 9
BREAKER_STYLES = {"closed": "bold $success", "half_open": "bold $warning", "open": "bold $foreground on $error"}
COUNTERS = ("translated", "gists", "untranslated")


class EnginesScreen(Dialog[None]):
    """Follows the room while it is open."""

    def __init__(self, words: Words, status: Status) -> None:
        super().__init__(words)
        self._status = status
        self._text = Static(id="engines-text", markup=False)

    def compose(self) -> ComposeResult:
        with Vertical(classes="box wide") as box:
            box.border_title = self.words("engines.title")
            yield self._text
            yield hint(("Esc", self.words("key.back")))

    def on_mount(self) -> None:
        self.follow(self._status)

    def on_resize(self) -> None:
        self.follow(self._status)

    def follow(self, status: Status) -> None:
        """Show the figures as they are now."""
        self._status = status
        self._text.update(Content("\n").join(engine_lines(status, self.words, inner_width(self.size.width))))


def engine_lines(status: Status, words: Words, width: int) -> list[Content]:
    """Return a table of the engines in the order they are asked, each with its last error below it."""
    counts = {name: status.counters.get(name, 0) for name in COUNTERS}
    questions = Content.styled(words("engines.questions", **counts), "$foreground-muted")
    if not status.engines:
        return [Content.styled(words("engines.none"), "$foreground"), Content(""), questions]
    titles = [words(f"engines.{name}") for name in ("mean", "p95", "ok", "failed")]
    head = _row(words("engines.name"), titles)
    lines = [Content.styled(head, "bold $accent")]
    for engine in status.engines:
        lines += _engine(engine, words, width)
    return [*lines, Content(""), questions]


def _engine(engine: EngineReport, words: Words, width: int) -> list[Content]:
    was_asked = bool(engine.ok or engine.failed)
    times = [f"{ms:,} ms" if was_asked else "-" for ms in (engine.mean_ms, engine.p95_ms)]
    row = _row(cut(engine.engine, NAME_CELLS - 1), [*times, f"{engine.ok:,}", f"{engine.failed:,}"])
    state = f" {words(f'engines.{engine.breaker}')} "
    lines = [Content.assemble((row, "$foreground"), "   ", (state, BREAKER_STYLES.get(engine.breaker, "$warning")))]
    if engine.last_error:
        error = words("engines.last", error=cut(engine.last_error, 200))
        lines.append(Content.styled(f"  {cut(error, width - 2)}", "$warning"))
    return lines


def _row(name: str, figures: list[str]) -> str:
    cells = [name + " " * (NAME_CELLS - cell_len(name))]
    return "".join([*cells, *(" " * (FIGURE_CELLS - cell_len(figure)) + figure for figure in figures)])

"""The lines below the panels: what became of the last key, and the keys there are."""

from rich.cells import cell_len
from textual.content import Content
from textual.timer import Timer

from livebot.console.keys import GROUPS, OF_A_LINE, PANES
from livebot.console.widgets.bars import Bar
from livebot.safe import wrap
from livebot.wording import Words

SAID_FOR_S, WHOLE_FOR_S = 6.0, 30.0
TALL = 30
"""Lines a window needs for the key bar to show every key."""
FIRST = ("panic", "pause", "help")
IN_ORDER = sorted((key for group in GROUPS for key in group), key=lambda key: key.action not in FIRST)


class Said(Bar):
    """What became of the last key; goes away by itself."""

    _timer: Timer | None = None

    def say(self, text: str, *, ok: bool = True, whole: str = "") -> None:
        """Show ``text``, and below it all of ``whole``, to be selected with the mouse."""
        if self._timer is not None:
            self._timer.stop()
        mark, style = ("✓", "bold $success") if ok else ("✗", "bold white on #9d1b28")
        first, *rest = wrap(text, self.app.size.width - 5)
        lines = [Content.assemble((f" {mark} {first}", style), ("  " if not ok else "", style))]
        lines += [Content.styled(f"   {line}", style) for line in rest]
        if whole:
            lines += [Content.styled(f"  {line}", "bold $foreground") for line in wrap(whole, self.app.size.width - 4)]
        self.show_lines(lines)
        self._timer = self.set_timer(WHOLE_FOR_S if len(lines) > 1 else SAID_FOR_S, lambda: self.show_lines([]))


class KeyBar(Bar):
    """The keys, the vital ones first; a low window shows the two lines that matter most."""

    def show(self, words: Words, *, is_held: bool) -> None:
        """``is_held`` says that a pause or a panic is on, so that its key goes on."""
        width, height = self.app.size
        is_narrow = self.app.screen_stack[0].has_class("-narrow")
        lines: list[list[tuple[str, str]]] = [[]]
        used = 0
        for key in IN_ORDER:
            if key is PANES and is_narrow:  # the edge of the panel names them
                continue
            if key in OF_A_LINE and height < TALL:  # the bar of the line names them
                continue
            name = words("key.resume" if is_held and key.action == "pause" else f"key.{key.action}")
            cells = cell_len(f" {key.shown} {name} ")
            if used + cells > width:
                if len(lines) == 2 and height < TALL:
                    break
                lines.append([])
                used = 0
            is_panic = key.action == "panic"
            lines[-1] += [
                (f" {key.shown} ", "bold white on #9d1b28" if is_panic else "bold $primary"),
                (f"{name} ", "bold white on #9d1b28" if is_panic else "$foreground-muted"),
            ]
            used += cells
        self.show_lines([Content.assemble(*line) for line in lines])

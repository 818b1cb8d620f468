"""Which words work: the texts of each prompt by how many of those present write something after them."""

from collections.abc import Sequence
from itertools import groupby

from textual.content import Content

from livebot.console.widgets.figures import share
from livebot.console.widgets.lines import heading
from livebot.safe import cut, wrap
from livebot.views import Status
from livebot.views.lines import WordingView
from livebot.wording import Words

SCALE_CELLS = 24
INDENT = "  "


def words_page(status: Status, words: Words, now_ms: int, width: int) -> list[Content]:
    """Return the texts, those that work best first in each language of a prompt."""
    if not status.wordings:
        return [Content(line) for line in wrap(words("words.none"), width)]
    lines = [Content.styled(line, "$foreground-muted") for line in wrap(words("words.about"), width)]
    for prompt, views in groupby(status.wordings, key=lambda view: view.prompt):
        lines += [Content(""), heading(cut(prompt, 40)), *_prompt(list(views), words, width)]
    return lines


def _prompt(views: Sequence[WordingView], words: Words, width: int) -> list[Content]:
    said = sum(view.shown for view in views)
    most = max((view.high for view in views if view.shown), default=1.0) or 1.0
    best = max((view.rate for view in views if view.shown), default=0.0)
    lines: list[Content] = []
    for view in sorted(views, key=lambda view: (view.language, -view.rate, view.n)):
        language = f"{cut(view.language, 6)} "
        text = cut(view.text, width - len(INDENT) - len(language))
        is_best = bool(view.shown) and view.rate == best
        style = "bold $foreground" if is_best else "$foreground"
        lines.append(Content.assemble(INDENT, (language, "$accent"), (text, style)))
        lines.append(_figures(view, words, said, most, is_best=is_best).truncate(width, ellipsis=True))
    return lines


def _figures(view: WordingView, words: Words, said: int, most: float, *, is_best: bool) -> Content:
    if not view.shown:
        return Content.styled(f"{INDENT * 2}{words('words.unsaid')}", "$foreground-muted")
    rate = f"{view.rate * 100:>5.1f} %"
    between = f" {view.low * 100:.1f}–{view.high * 100:.1f} %".ljust(15)
    facts = (
        words("words.shown", n=view.shown, share=share(view.shown, said)),
        words("words.best", best=f"{view.best * 100:.0f} %"),
    )
    return Content.assemble(
        INDENT * 2,
        (rate, "bold $success" if is_best else "bold $foreground"),
        (between, "$foreground-muted"),
        (_interval(view, most), "$success" if is_best else "$primary"),
        (f"  {'  '.join(facts)}", "$foreground-muted"),
    )


def _interval(view: WordingView, most: float) -> str:
    """Return where the true rate lies, on a scale up to ``most``; a dot where it was measured."""
    low, high, at = (
        min(round(share * (SCALE_CELLS - 1) / most), SCALE_CELLS - 1) for share in (view.low, view.high, view.rate)
    )
    return "".join("●" if cell == at else "━" if low <= cell <= high else "·" for cell in range(SCALE_CELLS))

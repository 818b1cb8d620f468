"""The part of ``livebot report`` that is about words: which texts of prompts worked, and how the codes spread."""

from collections.abc import Iterator
from itertools import groupby

from livebot.safe import clean, cut
from livebot.views import Status
from livebot.views.lines import CodeView, WordingView
from livebot.wording import Words

TEXT_CELLS = 50
BRINGERS_TOLD = 3


def wording_lines(words: Words, seen: Status) -> Iterator[str]:
    """Yield the figures of each text that was said, by prompt; nothing if none was."""
    said = [view for view in seen.wordings if view.shown]
    if said:
        yield words("report.wordings")
    for prompt, views in groupby(said, key=lambda view: view.prompt):
        yield f"  {prompt}"
        for view in sorted(views, key=lambda view: -view.rate):
            yield "    " + _text(words, view)


def _text(words: Words, view: WordingView) -> str:
    return words(
        "report.wording",
        text=cut(view.text, TEXT_CELLS),
        language=view.language,
        shown=view.shown,
        responders=view.responders,
        present=view.present,
        rate=_percent(view.rate),
        low=_percent(view.low),
        high=_percent(view.high),
        best=f"{view.best * 100:.0f}",
    )


def _percent(share: float) -> str:
    return f"{share * 100:.1f}"


def code_lines(words: Words, seen: Status) -> Iterator[str]:
    """Yield who used each code, how it was passed on, and its community by month; nothing of codes nobody used."""
    for code in seen.codes:
        if not code.viewers:
            continue
        yield words(
            "report.code", id=code.id, viewers=code.viewers, regulars=code.regulars, first_timers=code.first_timers
        )
        if code.handed_on:
            yield "  " + words("report.handed_on", n=code.handed_on, chain=code.chain, who=_bringers(code))
        months = "  ".join(f"{month} {viewers}" for month, viewers in code.community.items())
        yield "  " + words("report.community", months=months)


def _bringers(code: CodeView) -> str:
    return ", ".join(
        f"{clean(bringer.name or bringer.handle or bringer.viewer_id)} {bringer.newcomers}"
        for bringer in code.bringers[:BRINGERS_TOLD]
    )

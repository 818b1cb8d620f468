"""Which words work: what viewers did in the minute after each text of a prompt.

A line of a prompt that viewers see opens a window of ``WINDOW_MS``. Who writes in it responds: a comment, a question, a
vote, a cheer, a code, an entry (``RESPONSES``); likes, gifts, follows, shares and orders come for other reasons. Each
viewer counts once in a window. Where windows overlap, the line posted last has what comes: the nearest before it.
Present is who TikTok said was there when the line was posted, and at least those who responded.

A window says nothing, and is left out, where TikTok had not said yet how many are there, and where the room was not
live until its end: nobody knows what was written.

The figures are kept for each wording, so in each language apart. What earlier sessions learnt counts too, old ones
less: each session ``FADES`` times as much as the next one that used the same wording. How a text is chosen by them is
in ``sampling.py``.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

import msgspec

from livebot.engine.feature import Feature
from livebot.engine.lines.sampling import Tally, chances_of_best, interval, wording_key
from livebot.engine.turn import Act, Turn
from livebot.events import AnyEvent, Recalled
from livebot.viewers import Memory, Past
from livebot.views.lines import WordingView

if TYPE_CHECKING:
    from livebot.engine.lines.chat import Line
    from livebot.engine.lines.prompts import PromptRule
    from livebot.engine.state import RoomState

UNHEARD = Tally()
KIND = "wording"
"""Of memories."""
ORIGIN = "prompt:"
"""How lines of prompts are marked in the outbox."""
WINDOW_MS = 60_000
RESPONSES = ("comment", "question", "vote", "cheer", "code", "entry")
FADES = Fraction(3, 4)
SESSIONS = 20
"""So many earlier ones count."""


class Window(msgspec.Struct, kw_only=True):
    """The minute after a line."""

    key: str
    ends_ms: int
    present: int
    """0: nobody knows."""
    responders: dict[str, bool] = {}
    """Ids of viewers."""


class Wordings(msgspec.Struct, kw_only=True):
    """What a session remembers. Keys are those of ``wording_key``."""

    windows: list[Window] = []
    """The oldest first."""
    heard: dict[str, Tally] = {}
    """In this session."""
    known: dict[str, Tally] = {}
    """With what earlier sessions learnt: what texts are chosen by."""


class WordingsFeature(Feature):
    """Measures."""

    def deadline(self, state: "RoomState") -> int | None:
        return state.wordings.windows[0].ends_ms if state.wordings.windows else None

    def advance(self, turn: Turn, state: "RoomState") -> None:
        windows = state.wordings.windows
        while windows and windows[0].ends_ms <= turn.at_ms:
            _count(turn, state.wordings, windows.pop(0))

    def on_event(self, turn: Turn, state: "RoomState", event: AnyEvent) -> None:
        if isinstance(event, Recalled):
            state.wordings.known = _recalled(event.memories)
        if not state.show.is_live:
            state.wordings.windows = []

    def on_posted(self, turn: Turn, state: "RoomState", line: "Line") -> None:
        if line.origin.startswith(ORIGIN) and state.show.is_live:
            key = wording_key(line.origin.removeprefix(ORIGIN), line.text)
            window = Window(key=key, ends_ms=turn.at_ms + WINDOW_MS, present=state.show.viewers)
            state.wordings.windows.append(window)

    def on_act(self, turn: Turn, state: "RoomState", act: Act) -> None:
        if act.kind in RESPONSES and state.wordings.windows:
            state.wordings.windows[-1].responders[act.viewer.id] = True


def _count(turn: Turn, wordings: Wordings, window: Window) -> None:
    """Add a window that is over to the figures, and leave these to later sessions."""
    if not window.present:
        return
    responders = len(window.responders)
    tally = Tally(shown=1, present=max(window.present, responders), responders=responders)
    heard = wordings.heard.setdefault(window.key, Tally())
    heard.add(tally)
    wordings.known.setdefault(window.key, Tally()).add(tally)
    turn.remember(Memory(kind=KIND, key=window.key, data=msgspec.structs.asdict(heard)))


def _recalled(memories: Iterable[Past]) -> dict[str, Tally]:
    """Return what earlier sessions learnt; ``memories`` are the newest first."""
    sessions: dict[str, list[dict[str, int]]] = {}
    for past in memories:
        if past.memory.kind == KIND:
            sessions.setdefault(past.memory.key, []).append(past.memory.data)
    return {key: Tally(**_faded(figures[:SESSIONS])) for key, figures in sessions.items()}


def _faded(sessions: list[dict[str, int]]) -> dict[str, int]:
    """Return the sums of some sessions' figures, the newest first: in fractions, which are exact."""
    names = Tally.__struct_fields__
    return {
        name: int(sum(FADES ** (age + 1) * figures[name] for age, figures in enumerate(sessions))) for name in names
    }


def look(turn: Turn, state: "RoomState", rules: Iterable["PromptRule"]) -> tuple[WordingView, ...]:
    """Return what others see: of each prompt the texts in the languages it speaks now, or has spoken."""
    return tuple(view for rule in rules for view in _views(turn, state.wordings, rule))


def _views(turn: Turn, wordings: Wordings, rule: "PromptRule") -> Iterator[WordingView]:
    now = {turn.pick(texts)[0] for texts in rule.texts}
    for language in dict.fromkeys(tag for texts in rule.texts for tag in texts):
        if language not in now and not wordings.known:
            continue
        texts = {n: texts[language] for n, texts in enumerate(rule.texts, 1) if language in texts}
        keys = {n: wording_key(rule.id, text) for n, text in texts.items()}
        if language not in now and wordings.known.keys().isdisjoint(keys.values()):
            continue
        chances = chances_of_best([wordings.known.get(key, UNHEARD) for key in keys.values()])
        for (n, key), best in zip(keys.items(), chances, strict=True):
            heard = wordings.heard.get(key, UNHEARD)
            low, high = interval(heard)
            yield WordingView(
                id=f"{rule.id}:{n}:{language}",
                prompt=rule.id,
                n=n,
                language=language,
                text=texts[n],
                shown=heard.shown,
                present=heard.present,
                responders=heard.responders,
                rate=round(heard.responders / heard.present, 4) if heard.present else 0.0,
                low=round(low, 4),
                high=round(high, 4),
                best=round(best, 3),
            )

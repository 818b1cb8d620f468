"""One step of the engine: the time, what may be used, and what was decided so far."""

import hashlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from livebot.effects import AnyEffect, Notify, Remember, Reply
from livebot.engine.crowd.people import People, room_languages
from livebot.engine.lines.gate import Gate
from livebot.engine.settings import RoomSettings
from livebot.engine.text import NAMELESS, display_name
from livebot.viewers import Memory, Viewer
from livebot.views import NoticeView
from livebot.views.base import Why

if TYPE_CHECKING:
    from livebot.engine.lines.chat import Line

NOTICES_KEPT = 100

BOT = "bot"
"""The name that livebot itself goes by, among those of consoles."""
OPERATOR, ANSWER, POLL, CODE, PROMPT = range(5)
"""Priorities of chat lines; lower goes first."""


Outcome = tuple[str, dict[str, object]]
"""What became of a command: the reply's kind, and its data."""
DONE: Outcome = ("done", {})


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a rule fired on an event, and why or why not."""

    rule: str
    """Such as ``polls.colour``."""
    fired: bool
    why: Why


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A line that a feature wants to post; the chat lane decides whether and when."""

    text: str
    origin: str
    priority: int
    ttl_ms: int
    is_by_hand: bool = False
    """The operator asked for it: a pause does not hold it back."""
    opens: str = ""
    """Id of the poll or quick ask that opens when the line is posted."""
    language: str = ""
    """Of the text; empty if nobody knows."""
    told: tuple[str, ...] = ()
    """Languages of the askers whom an answer is for."""


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a viewer did and that counts: no spam, nothing that was only repeated."""

    viewer: Viewer
    kind: str
    """``comment``, ``question``, ``vote``, ``code``, ``cheer``, ``entry``, ``like``, ``follow``, ``share``, ``gift`` or
    ``order``. One comment is one act, of the kind that says most."""
    rule: str = ""
    """What it was an answer to, such as ``polls.colour``."""
    value: int = 1
    """Likes, or a gift's diamonds."""
    is_new: bool = True
    """False for what adds nothing: a vote changed, a code used again."""
    is_first: bool = True
    """False if the viewer has done the same about the same before, as who cheers again."""
    text: str = ""
    """What was written, of a comment or a question; of an order, its id."""


class Ledger(msgspec.Struct, kw_only=True):
    """What every feature writes to."""

    counters: dict[str, int] = {}
    notices: list[NoticeView] = []
    next_notice: int = 1
    next_effect: int = 1


def tag_for(texts: Mapping[str, str], language: str) -> str:
    """Return the tag of the text in a language: ``pt``, or ``pt-BR`` where that is all there is; empty if none is."""
    if language in texts or not language:
        return language
    return next((tag for tag in texts if tag.startswith(f"{language}-")), "")


def text_in(texts: Mapping[str, str], language: str) -> str:
    """Return the text in a language, for people of the shop: the first if there is none, empty if there are none."""
    return texts.get(tag_for(texts, language)) or next(iter(texts.values()), "")


class Turn:
    """Handed to every feature while one event is decided."""

    def __init__(
        self,
        *,
        at_ms: int,
        seed: str,
        settings: RoomSettings,
        people: People,
        gate: Gate,
        ledger: Ledger,
        traces: list[Trace] | None,
        blocks: Callable[[], Why | None],
    ) -> None:
        self.at_ms = at_ms
        self.by = BOT
        """Name of the console whose command is carried out."""
        self.settings = settings
        self.people = people
        self.gate = gate
        self.blocks = blocks
        """Tells why livebot says nothing by itself at the moment, if it does not."""
        self.effects: list[AnyEffect] = []
        self.drafts: list[Draft] = []
        self.acts: list[Act] = []
        self.starts: list[tuple[str, Why | None]] = []
        self.occasion: Why | None = None
        """Of what is being started: why, where that is known."""
        self.stops: list[str] = []
        self.taken_back: list[str] = []
        self.opens: list[str] = []
        self.settled: list[Line] = []
        """Lines of the outbox that were settled, in whatever way, and not yet looked at."""
        self._seed = seed
        self._ledger = ledger
        self._traces = traces

    # --- deciding ---------------------------------------------------------------------------------------------

    def do(self, effect: AnyEffect) -> None:
        self.effects.append(effect)

    def effect_id(self, kind: str) -> str:
        """Return a new effect id, unique in the session."""
        number = self._ledger.next_effect
        self._ledger.next_effect += 1
        return f"{kind}:{number}"

    def say(self, draft: Draft) -> None:
        self.drafts.append(draft)

    def act(
        self,
        viewer: Viewer,
        kind: str,
        rule: str = "",
        *,
        value: int = 1,
        is_new: bool = True,
        is_first: bool = True,
        text: str = "",
    ) -> None:
        """Let every feature see what a viewer did; see ``Act``."""
        act = Act(viewer=viewer, kind=kind, rule=rule, value=value, is_new=is_new, is_first=is_first, text=text)
        self.acts.append(act)

    def start(self, name: str, why: Why | None = None) -> None:
        """Start what has this name, such as ``polls.colour`` or ``countdowns.last-call``."""
        self.starts.append((name, why))

    def stop(self, name: str) -> None:
        """Stop what this one had started, as far as it still goes on."""
        self.stops.append(name)

    def take_back(self, name: str) -> None:
        """Undo the stop of what this one had stopped."""
        self.taken_back.append(name)

    def open(self, rule_id: str) -> None:
        """Open the poll, quick ask or code with this id, without a line of its own."""
        self.opens.append(rule_id)

    def remember(self, *memories: Memory) -> None:
        """Leave something to later sessions."""
        self.do(Remember(id=self.effect_id("remember"), memories=memories))

    def notify(self, kind: str, **data: object) -> None:
        """Add a line to the list of events."""
        words = {name: str(value) for name, value in data.items()}
        ledger = self._ledger
        ledger.notices.append(NoticeView(n=ledger.next_notice, at_ms=self.at_ms, kind=kind, data=words))
        del ledger.notices[:-NOTICES_KEPT]
        ledger.next_notice += 1
        self.do(Notify(id=self.effect_id("notify"), kind=kind, data=words))

    def reply(self, command_id: str, kind: str, data: Mapping[str, object]) -> None:
        """Say what became of a command; everything but ``done`` is a refusal."""
        words = {name: str(value) for name, value in data.items()}
        self.do(Reply(id=f"reply:{command_id}", command_id=command_id, ok=kind == "done", kind=kind, data=words))

    def count(self, counter: str, by: int = 1) -> None:
        self._ledger.counters[counter] = self._ledger.counters.get(counter, 0) + by

    # --- explaining -------------------------------------------------------------------------------------------

    @property
    def is_traced(self) -> bool:
        return self._traces is not None

    def trace(self, rule: str, why: str | Why, *, fired: bool = False, **data: object) -> None:
        """Note why a rule fired or did not; costs nothing unless somebody asked for traces."""
        if self._traces is not None:
            if isinstance(why, str):
                why = Why(kind=why, data={name: str(value) for name, value in data.items()})
            self._traces.append(Trace(rule=rule, fired=fired, why=why))

    # --- choosing ---------------------------------------------------------------------------------------------

    def chance(self, below: int, *what: object) -> int:
        """Return a whole number from 0 to ``below - 1``, the same whenever the session is replayed."""
        digest = hashlib.blake2b("|".join((self._seed, *map(str, what))).encode(), digest_size=8).digest()
        return int.from_bytes(digest) % below

    def pick(self, texts: Mapping[str, str], language: str = "") -> tuple[str, str]:
        """Return the language and the wording to use: the given one, else the room's most written, else the market's.

        A text in a language that nobody wrote it in is never made up.
        """
        first = language or next(iter(room_languages(self.people, self.at_ms)), "")
        for wanted in (first, self.settings.market_language, "en"):
            if tag := tag_for(texts, wanted):
                return tag, texts[tag]
        return next(iter(texts.items()))

    def name_of(self, name: str, handle: str) -> str:
        """Return what to call a viewer in a posted line: the name, else the handle, else ``?``."""
        for text in (name, handle):
            called = display_name(text).lstrip("@ ")
            if called not in ("", NAMELESS) and self.gate.lets_name(called):
                return called
        return NAMELESS

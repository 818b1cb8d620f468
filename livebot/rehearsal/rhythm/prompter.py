"""Writes the script of the second show: one act after the other, each some time after the one before."""

from collections import Counter, defaultdict

from livebot.rehearsal.audience import Audience, Chance, Guest
from livebot.rehearsal.rhythm.cast import CAST
from livebot.rehearsal.script import (
    NOTHING,
    Act,
    Breach,
    Claim,
    Comment,
    Give,
    Join,
    Like,
    Means,
    Order,
    Sale,
    WaitFor,
    What,
)

STEP_MS = 250
SAYINGS = 3
"""More than that nobody of the crowd says: whoever says much in a minute earns nothing for it."""
LIKES = 15
"""In one message."""


class Prompter:
    """``acts`` grow as the scenes are written."""

    def __init__(self, audience: Audience, chance: Chance) -> None:
        self.acts: list[Act] = []
        self.chance = chance
        self.moment = ""
        self._audience = audience
        self._at_ms = 0
        self._coming = chance.shuffled(audience.guests[1:])
        self._here: list[Guest] = []
        self._said: defaultdict[Guest, set[str]] = defaultdict(set)
        self._votes: Counter[str] = Counter()

    def act(self, what: What | Sale | Claim, after_ms: int = STEP_MS) -> None:
        self._at_ms += after_ms
        self.acts.append(Act(self._at_ms, self.moment, what))

    def rest(self, ms: int) -> None:
        """Let some time pass in which nobody does anything."""
        self._at_ms += ms

    # --- the crowd ---------------------------------------------------------------------------------------------

    def comes(self, count: int, after_ms: int = STEP_MS) -> list[Guest]:
        """Let some more of the crowd come in; return them."""
        coming, self._coming = self._coming[:count], self._coming[count:]
        for guest in coming:
            self.act(Join(guest), after_ms)
        self._here += coming
        return coming

    def some(self, count: int) -> list[Guest]:
        """Return some of those who are here."""
        return self.chance.shuffled(self._here)[:count]

    def chatter(self, count: int, every_ms: int) -> None:
        """Let the crowd say things: nobody says the same twice."""
        for _ in range(count):
            able = [guest for guest in self._here if len(self._said[guest]) < SAYINGS]
            guest = self.chance.pick(able)
            fresh = [text for text in self._audience.says[guest.language] if text not in self._said[guest]]
            self._said[guest].add(text := self.chance.pick(fresh))
            self.act(Comment(guest, text + self.chance.pick(self._audience.touches)), every_ms)

    # --- those who have a part ---------------------------------------------------------------------------------

    def says(self, who: str | Guest, text: str, means: Means = NOTHING, *, breaks: Breach | None = None) -> None:
        self.act(Comment(CAST[who] if isinstance(who, str) else who, text, means, breaks=breaks))

    def likes(self, name: str, count: int) -> None:
        for _ in range(0, count, LIKES):
            self.act(Like(CAST[name], LIKES), 100)

    def gives(self, name: str, gift: str, count: int = 1) -> None:
        self.act(Give(CAST[name], gift, count))

    def votes(self, who: str | Guest, poll: str, text: str, keys: str = "") -> None:
        """``keys`` are what the text names, if it is not just that."""
        self.says(who, text, Means("vote", poll, keys or text))

    def cheers(self, who: str, pk: str, text: str, key: str = "") -> None:
        self.says(who, text, Means("cheer", pk, key or text))

    # --- the operator, and waiting -----------------------------------------------------------------------------

    def order(self, *words: str) -> None:
        """Let the operator do something when livebot has heard what came before."""
        self.wait("heard")
        self.act(Order(words))

    def wait(self, what: str, of: str = "") -> None:
        self.act(WaitFor(what, of), 0)  # type: ignore[arg-type]

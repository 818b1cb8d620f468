"""Who came in, and who of them was met within half a minute: as exactly as times of two programs can be compared."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from livebot.rehearsal.performance import Deed
from livebot.rehearsal.rhythm.cast import BY_NAME
from livebot.rehearsal.rhythm.doings import doings
from livebot.rehearsal.rhythm.past import ACTIVE
from livebot.rehearsal.script import Join, Order
from livebot.rehearsal.server import BOT

MET_MS, SOON_MS = 30_000, 120_000


@dataclass(frozen=True)
class Between:
    """A number of which only bounds are known for certain."""

    low: int = 0
    high: int = 0

    def __add__(self, other: "Between") -> "Between":
        return Between(self.low + other.low, self.high + other.high)

    def as_expected(self, got: int) -> str:
        """Return the number, if it can be, else what it can be."""
        if self.low <= got <= self.high:
            return str(got)
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"


def surely(is_so: bool, may_be: bool) -> Between:
    return Between(int(is_so), int(is_so or may_be))


@dataclass
class Came:
    """The joins of the show."""

    joins: int = 0
    excluded: Counter[str] = field(default_factory=Counter)
    new: int = 0
    returning: int = 0
    met: Between = Between()
    acted_soon: Between = Between()
    """Within 30 s of the join."""
    acted_later: Between = Between()
    """Within 2 min of it."""
    acted: int = 0


def arrivals(deeds: Sequence[Deed], posted_ms: Sequence[int], slack_ms: int) -> Came:
    """Return the joins. ``posted_ms`` is when lines were posted; times closer than ``slack_ms`` are not told apart."""
    it, seen, past = Came(), set[str](), {BY_NAME[name].viewer.id for name in ACTIVE}
    did = list(doings(deeds))
    pauses = _pauses(deeds)
    for n, deed in enumerate(deeds):
        if not isinstance(deed.act.what, Join) or deed.sent is None:
            continue
        viewer, at_ms = deed.act.what.guest.viewer, deed.sent.at_ms
        it.joins += 1
        why = "host" if viewer.is_host else "own_account" if viewer == BOT else ""
        why = why or ("moderator" if viewer.is_moderator else "")
        was_here = viewer.id in seen or any(doing.n < n and doing.guest.viewer.id == viewer.id for doing in did)
        if why := why or ("rejoined" if was_here else ""):
            it.excluded[why] += 1
            continue
        seen.add(viewer.id)
        it.returning += viewer.id in past
        it.new += viewer.id not in past
        acts = [doing.at_ms - at_ms for doing in did if doing.n > n and doing.guest.viewer.id == viewer.id]
        first_ms = min(acts, default=None)
        it.acted += first_ms is not None
        it.acted_soon += _within(first_ms, MET_MS, slack_ms)
        it.acted_later += _within(first_ms, SOON_MS, slack_ms)
        if any(begin <= n < end for begin, end in pauses):
            it.excluded["paused"] += 1
            continue
        lines = [ms - at_ms for ms in posted_ms]
        paused = min((deeds[begin].at_ms - at_ms for begin, _ in pauses if begin > n), default=None)
        if paused is not None and paused < MET_MS and not any(0 < ms < paused for ms in lines):
            it.excluded["paused"] += 1
            continue
        it.met += surely(
            any(slack_ms < ms < MET_MS - slack_ms for ms in lines),
            any(-slack_ms < ms < MET_MS + slack_ms for ms in lines),
        )
    return it


def _within(passed_ms: int | None, limit_ms: int, slack_ms: int) -> Between:
    if passed_ms is None:
        return Between()
    return surely(slack_ms < passed_ms < limit_ms - slack_ms, passed_ms < limit_ms + slack_ms)


def _pauses(deeds: Sequence[Deed]) -> list[tuple[int, int]]:
    """Return the numbers of the deeds between which livebot was paused."""
    orders = ((n, deed.act.what) for n, deed in enumerate(deeds))
    words: Mapping[int, str] = {n: order.words[0] for n, order in orders if isinstance(order, Order)}
    begins = [n for n, word in words.items() if word == "pause"]
    ends = [n for n, word in words.items() if word == "resume"]
    return list(zip(begins, ends, strict=False))

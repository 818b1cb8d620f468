"""Arrivals: who came in, whether they were met, and what they did then.

A join that is not *excluded* waits to be met for 30 s, counted from the beginning of the join:

    waiting   met       a line was posted, or a card was up, before the time was over
              excluded  livebot could not meet anybody any more: the room was paused, the connection lost …
              not met   the time is over (nothing happens then, so nothing is written down)

A line or a card meets everybody who waits, and what keeps livebot from it excludes everybody who waits. So those who
wait are always the last who came, and no join is looked at more than a few times.

How newcomers are greeted is in ``newcomers.py``.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

import msgspec

from livebot.viewers import Profile, Viewer
from livebot.views.crowd import CrowdView

MET_MS = 30_000
SOON_MS = 120_000
KEPT = 20_000
"""The last so many joiners are remembered; of others nobody knows whether they do something later, or come back."""
FORGOTTEN_AT_ONCE = 500
Key = TypeVar("Key")


class Joiner(msgspec.Struct, kw_only=True, array_like=True):
    """A viewer who came in; those who were excluded at once are not remembered."""

    joined_ms: int
    seen_ms: int
    """When TikTok last told that they joined."""
    is_returning: bool = False
    fate: str = ""
    """``met``, ``acted`` (met, and did something after it) or ``out`` (excluded)."""
    has_acted: bool = False
    language: str = ""
    """What they wrote in earlier sessions."""


class Crowd(msgspec.Struct, kw_only=True):
    """Figures of joins of one kind."""

    joins: int = 0
    excluded: int = 0
    met: int = 0
    met_acted: int = 0
    acted_30s: int = 0
    acted_2m: int = 0
    acted: int = 0


class Arrivals(msgspec.Struct, kw_only=True):
    """What a session remembers."""

    joins: int = 0
    excluded: dict[str, int] = {}
    """By reason."""
    met_by: dict[str, int] = {}
    new: Crowd = msgspec.field(default_factory=Crowd)
    returning: Crowd = msgspec.field(default_factory=Crowd)
    joiners: dict[str, Joiner] = {}
    """By viewer; in the order in which they came."""
    forgotten: int = 0
    first_acts: dict[int, int] = {}
    """Seconds from a join to the first act, less exact the more they are, to how often that was."""

    def crowd(self, joiner: Joiner) -> Crowd:
        return self.returning if joiner.is_returning else self.new


def exclude(arrivals: Arrivals, why: str) -> None:
    """Count a join that is no newcomer's."""
    arrivals.joins += 1
    _count(arrivals.excluded, why)


def come_in(arrivals: Arrivals, viewer: Viewer, profile: Profile, at_ms: int) -> Joiner:
    """Take in somebody who waits to be met now."""
    joiner = Joiner(joined_ms=at_ms, seen_ms=at_ms, is_returning=profile.sessions > 0, language=profile.language)
    arrivals.joins += 1
    arrivals.crowd(joiner).joins += 1
    arrivals.joiners.pop(viewer.id, None)  # whoever comes again is the last
    arrivals.joiners[viewer.id] = joiner
    if len(arrivals.joiners) > KEPT:
        for viewer_id in list(islice(arrivals.joiners, FORGOTTEN_AT_ONCE)):
            arrivals.forgotten += not arrivals.joiners.pop(viewer_id).has_acted
    return joiner


def waiting(arrivals: Arrivals, since_ms: int) -> Iterator[Joiner]:
    """Yield those who wait to be met and came after that moment, the last first."""
    for joiner in reversed(arrivals.joiners.values()):
        if joiner.fate or joiner.joined_ms <= since_ms:
            return
        yield joiner


def meet(arrivals: Arrivals, by: str, at_ms: int) -> None:
    """Everybody who waits is met."""
    for joiner in waiting(arrivals, at_ms - MET_MS):
        joiner.fate = "met"
        arrivals.crowd(joiner).met += 1
        _count(arrivals.met_by, by)


def give_up(arrivals: Arrivals, why: str, at_ms: int) -> None:
    """Exclude everybody who waits: livebot cannot meet them any more."""
    for joiner in waiting(arrivals, at_ms - MET_MS):
        joiner.fate = "out"
        arrivals.crowd(joiner).excluded += 1
        _count(arrivals.excluded, why)


def act(arrivals: Arrivals, viewer_id: str, at_ms: int) -> None:
    """Note that a viewer did something."""
    joiner = arrivals.joiners.get(viewer_id)
    if joiner is None:
        return
    crowd, after_ms = arrivals.crowd(joiner), at_ms - joiner.joined_ms
    if joiner.fate == "met":
        joiner.fate = "acted"
        crowd.met_acted += 1
    if not joiner.has_acted:
        joiner.has_acted = True
        crowd.acted += 1
        crowd.acted_30s += after_ms < MET_MS
        crowd.acted_2m += after_ms < SOON_MS
        _count(arrivals.first_acts, _rounded(after_ms // 1000))


def _count(counts: dict[Key, int], what: Key) -> None:
    counts[what] = counts.get(what, 0) + 1


def _rounded(seconds: int) -> int:
    """Return a time as exactly as anybody wants to know it: a second of two minutes, a minute of an hour."""
    return seconds if seconds < 120 else seconds // 60 * 60


# --- what others see ---------------------------------------------------------------------------------------------


def first_act_s(arrivals: Arrivals) -> int:
    """Return the median time to the first act; 0 if there was none."""
    times, left = arrivals.first_acts, (sum(arrivals.first_acts.values()) + 1) // 2
    for seconds in sorted(times):
        left -= times[seconds]
        if left <= 0:
            return seconds
    return 0


def look(crowd: Crowd, those_waiting: Iterable[Joiner]) -> CrowdView:
    """Return what others see of the joins of one kind."""
    still = sum(1 for _ in those_waiting)
    return CrowdView(
        joins=crowd.joins,
        excluded=crowd.excluded,
        waiting=still,
        met=crowd.met,
        not_met=crowd.joins - crowd.excluded - crowd.met - still,
        met_acted=crowd.met_acted,
        acted_30s=crowd.acted_30s,
        acted_2m=crowd.acted_2m,
        acted=crowd.acted,
    )

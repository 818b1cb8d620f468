"""The liveliest moments of a show: where most was done within half a minute, by more than a like."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

SLOT_MS = 5_000
SLOTS = 6
"""A moment is half a minute."""
APART_MS = 60_000
"""So far moments begin from each other at least."""
MOST = 10
LEAST_ACTS = 3
LEAD_MS = 5_000
"""A cut begins a little before."""
OCCASION_MS = 60_000
"""What began so long before may be what it was about."""
QUIET = ("like",)
"""Acts that cost a tap and come in floods."""


@dataclass(frozen=True)
class Act:
    """Something that a viewer did, and that counts."""

    at_ms: int
    kind: str
    text: str
    """What they wrote, if they did."""


class Occasion(Protocol):
    """What happened in the show."""

    @property
    def at_ms(self) -> int: ...

    @property
    def kind(self) -> str: ...

    @property
    def lane(self) -> str: ...


@dataclass(frozen=True)
class Moment:
    rank: int
    """1 is the liveliest."""
    from_ms: int
    until_ms: int
    acts: int
    kinds: dict[str, int]
    """The acts by kind, most first."""
    sayings: tuple[tuple[str, int], ...]
    """What was written most, and how often."""
    occasion: int | None
    """Which of the occasions it may have been about."""


ANSWERED = {
    "cheer": ("pk_opened",),
    "vote": ("poll_opened", "quick_opened"),
    "entry": ("giveaway_opened",),
    "code": ("code_burst", "code_opened"),
}
"""What acts of a kind are answers to."""
ANSWERS_SHARE = 0.3
"""From so many of the acts on, a moment is about what they answer."""
ANSWERED_WITHIN_MS = 600_000
WEIGHTS = {"giveaways": 5, "ballots": 4, "codes": 3, "show": 2, "prompts": 1, "orders": 0}
"""What else a moment is more likely about, by lane."""
NO_OCCASION = ("_closed", "_done", "_cancelled", "gap")
"""How kinds end that no moment is about: what is over, and what was missed."""


def liveliest(acts: Iterable[Act], occasions: Sequence[Occasion]) -> list[Moment]:
    """Return the liveliest moments, those first where most was done; of two alike the earlier one."""
    loud = [act for act in acts if act.kind not in QUIET]
    slots = Counter(act.at_ms // SLOT_MS for act in loud)
    starts = {slot - back for slot in slots for back in range(SLOTS)}
    sums = {start: sum(slots[start + n] for n in range(SLOTS)) for start in starts}
    chosen: list[int] = []
    for start in sorted(sums, key=lambda start: (-sums[start], start)):
        is_apart = all(abs(start - other) * SLOT_MS >= APART_MS for other in chosen)
        if sums[start] >= LEAST_ACTS and is_apart:
            chosen.append(start)
            if len(chosen) == MOST:
                break
    return [_moment(rank, start * SLOT_MS, loud, occasions) for rank, start in enumerate(chosen, 1)]


def _moment(rank: int, from_ms: int, acts: list[Act], occasions: Sequence[Occasion]) -> Moment:
    until_ms = from_ms + SLOTS * SLOT_MS
    first, end = (bisect_left(acts, ms, key=lambda act: act.at_ms) for ms in (from_ms, until_ms))
    mine = acts[first:end]
    kinds = Counter(act.kind for act in mine)
    return Moment(
        rank=rank,
        from_ms=from_ms,
        until_ms=until_ms,
        acts=len(mine),
        kinds=dict(kinds.most_common()),
        sayings=tuple(_sayings(act.text for act in mine if act.text)),
        occasion=_occasion(from_ms, until_ms, kinds, occasions),
    )


def _occasion(from_ms: int, until_ms: int, kinds: Counter[str], occasions: Sequence[Occasion]) -> int | None:
    """Return what viewers answered, if many of them did; else the weightiest of what had just begun."""
    answers = max(ANSWERED, key=lambda kind: kinds[kind])
    if kinds[answers] >= ANSWERS_SHARE * kinds.total():
        for n in range(len(occasions) - 1, -1, -1):
            one = occasions[n]
            if one.kind in ANSWERED[answers] and from_ms - ANSWERED_WITHIN_MS <= one.at_ms < until_ms:
                return n
    near = [
        n
        for n, one in enumerate(occasions)
        if from_ms - OCCASION_MS <= one.at_ms < until_ms and not one.kind.endswith(NO_OCCASION)
    ]
    return max(near, key=lambda n: (WEIGHTS.get(occasions[n].lane, 0), occasions[n].at_ms), default=None)


def _sayings(texts: Iterable[str]) -> Iterable[tuple[str, int]]:
    """Yield the three that were written most, whatever their case and spaces, in the words of who came first."""
    firsts: dict[str, str] = {}
    counts = Counter[str]()
    for text in texts:
        plain = re.sub(r"\s+", " ", text).strip().casefold()
        firsts.setdefault(plain, text)
        counts[plain] += 1
    for plain, count in counts.most_common(3):
        yield firsts[plain], count

"""Thompson sampling: which of several texts to say next, by how viewers responded to each so far.

What is known of a text is how many viewers were present when it was said, all times together, and how many of them
responded. That makes a Beta distribution of its true rate (from a flat one, so that a text nobody heard may be
anything); a rate is drawn for each text, and the text with the highest is said. In ``explore`` percent of all times any
of them is said instead, each as likely as the others: so each of k texts gets at least ``explore / k`` percent of the
times, however bad it looked at first, and a wrong winner is found out. A distribution takes viewers to decide each for
themselves, which they do not quite; that is the other reason for the floor.

A replay must draw the same on every machine, and the logarithms of floating-point libraries differ in the last digit.
So nothing is drawn with floating point: with whole numbers a and b a draw from Beta(a, b) is the a-th smallest of
a + b - 1 numbers drawn evenly, and that one is found bit by bit, by how many of them fall into the lower half: as many
as there are ones among as many random bits. The bits come from a hash.
"""

import hashlib
import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import msgspec

from livebot.engine.turn import Turn

BITS = 32
"""Of a drawn rate: finer than any two texts differ."""
MOST_PRESENT = 1_000_000
"""So many viewers are believed; of more, the same share."""
Z = 1.959963984540054
"""Standard deviations to either side that hold 95 %."""
_POINTS = 120
"""At which the chance of being the best is worked out, for each text."""
_REACH = 6
"""Standard deviations around its mean in which a distribution is looked at."""


class Tally(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What is known of a text."""

    shown: int = 0
    present: int = 0
    """Viewers present, of all times together; never fewer than ``responders``."""
    responders: int = 0
    """Different viewers who responded, each counted once for each time."""

    def add(self, other: "Tally") -> None:
        self.shown += other.shown
        self.present += other.present
        self.responders += other.responders


@lru_cache(4096)
def wording_key(prompt_id: str, text: str) -> str:
    """Return what a text of a prompt is called wherever its figures are kept, also after the rules were sorted anew."""
    return f"{prompt_id}:{hashlib.blake2b(text.encode(), digest_size=6).hexdigest()}"


def choose(turn: Turn, tallies: Sequence[Tally], explore: int, *what: object) -> tuple[int, str]:
    """Return the number of the text to say, and how it was found: ``explored`` or ``drawn``.

    ``what`` names the occasion; the same one gives the same answer.
    """
    if turn.chance(100, "explore", *what) < explore:
        return turn.chance(len(tallies), "explored", *what), "explored"
    rates = [draw(turn.chance(1 << 64, "drawn", number, *what), *_shape(tally)) for number, tally in enumerate(tallies)]
    return max(range(len(rates)), key=rates.__getitem__), "drawn"


def _shape(tally: Tally) -> tuple[int, int]:
    """Return a and b of the distribution of a text's rate."""
    responders, present = tally.responders, tally.present
    if present > MOST_PRESENT:
        responders, present = responders * MOST_PRESENT // present, MOST_PRESENT
    return 1 + responders, 1 + present - responders


@lru_cache(1024)
def draw(seed: int, a: int, b: int) -> int:
    """Return a number from 0 to 2 ** ``BITS`` - 1 that is distributed like Beta(a, b) times 2 ** ``BITS``."""
    count, drawn = a + b - 1, 0
    for bit in range(BITS):
        random = hashlib.shake_256(f"{seed}|{bit}".encode()).digest((count + 7) // 8)
        lower = (int.from_bytes(random) >> (-count % 8)).bit_count()
        drawn <<= 1
        if a <= lower:
            count = lower
        else:
            drawn, a, count = drawn + 1, a - lower, count - lower
    return drawn


def interval(tally: Tally) -> tuple[float, float]:
    """Return between what the rate is, for 95 %, by Wilson's score; from 0 to 1 where nobody was present."""
    n = tally.present
    if not n:
        return 0.0, 1.0
    rate, z2 = tally.responders / n, Z * Z
    middle = (rate + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * math.sqrt(rate * (1 - rate) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def chances_of_best(tallies: Sequence[Tally]) -> tuple[float, ...]:
    """Return for each text how likely its rate is the highest. For showing only: nothing is decided by it."""
    return _chances(tuple(_shape(tally) for tally in tallies))


@lru_cache(256)
def _chances(shapes: tuple[tuple[int, int], ...]) -> tuple[float, ...]:
    """Integrate, for each distribution, its density times the others' being below."""
    points = sorted({point for shape in shapes for point in _points(*shape)})
    masses = [_masses(points, a, b) for a, b in shapes]
    below = [0.0] * len(shapes)
    chances = [0.0] * len(shapes)
    for cell in range(len(points) - 1):
        middle = [so_far + mass[cell] / 2 for so_far, mass in zip(below, masses, strict=True)]
        for number, mass in enumerate(masses):
            others = math.prod(value for other, value in enumerate(middle) if other != number)
            chances[number] += mass[cell] * others
            below[number] += mass[cell]
    total = sum(chances)
    return tuple(chance / total for chance in chances)


def _points(a: int, b: int) -> list[float]:
    mean = a / (a + b)
    reach = _REACH * math.sqrt(mean * (1 - mean) / (a + b + 1))
    low, high = max(mean - reach, 0.0), min(mean + reach, 1.0)
    return [round(low + (high - low) * point / _POINTS, 12) for point in range(_POINTS + 1)]


def _masses(points: Sequence[float], a: int, b: int) -> list[float]:
    """Return how much of a distribution lies between each point and the next, adding up to 1."""
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    masses = []
    for low, high in pairwise(points):
        middle = (low + high) / 2
        density = math.exp(scale + (a - 1) * math.log(middle) + (b - 1) * math.log1p(-middle))
        masses.append(density * (high - low))
    total = sum(masses)
    return [mass / total for mass in masses]

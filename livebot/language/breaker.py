"""A circuit breaker: what keeps failing is given a rest, then tried once, then trusted again.

closed     every call is let through; so many failures in a row open it, or so many calls in a row that were given up
           because another engine was quicker
open       no call is let through until the rest is over
half_open  one call is under way to find out: success closes it, failure opens it for twice as long
"""

from livebot.ports import Clock

FAILURES = 3
ABANDONED = 5
FIRST_REST_MS = 15_000
LONGEST_REST_MS = 600_000
LONGEST_ASKED_MS = 86_400_000
"""When the other side itself asks for a rest."""


class Breaker:
    def __init__(self, clock: Clock) -> None:
        self.state = "closed"
        self._clock = clock
        self._failures = 0
        self._abandoned = 0
        self._next_rest_ms = FIRST_REST_MS
        self._opened_at_ms = 0
        self._rest_ms = 0

    @property
    def is_resting(self) -> bool:
        rested_ms = self._clock.now_ms() - self._opened_at_ms
        return self.state == "open" and 0 <= rested_ms < self._rest_ms  # the machine's clock may have stepped back

    def lets_through(self) -> bool:
        """Whether to make a call now; whoever is told yes reports how it went."""
        if self.state == "open" and not self.is_resting:
            self.state = "half_open"
            return True
        return self.state == "closed"

    def succeeded(self) -> None:
        self.state = "closed"
        self._failures = self._abandoned = 0
        self._next_rest_ms = FIRST_REST_MS

    def failed(self, rest_ms: int = 0) -> None:
        """``rest_ms``: for how long the other side asked to be left alone, if it did: then one failure is enough."""
        self._failures += 1
        if self.state == "half_open":
            self._next_rest_ms = min(self._next_rest_ms * 2, LONGEST_REST_MS)
        elif not rest_ms and (self.state == "open" or self._failures < FAILURES):
            return
        self._open(rest_ms)

    def abandoned(self) -> bool:
        """The call was given up unfinished. Returns whether that was once too often."""
        self._abandoned += 1
        if self.state == "open" or (self.state == "closed" and self._abandoned < ABANDONED):
            return False
        self._open()
        return True

    def _open(self, asked_ms: int = 0) -> None:
        self.state = "open"
        self._opened_at_ms = self._clock.now_ms()
        self._rest_ms = max(self._next_rest_ms, min(asked_ms, LONGEST_ASKED_MS))

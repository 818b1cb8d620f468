"""A circuit breaker: what keeps failing is given a rest, then tried once, then trusted again.

closed     every call is let through; so many failures in a row open it
open       no call is let through until the rest is over
half_open  one call is under way to find out: success closes it, failure opens it for twice as long
"""

from livebot.ports import Clock

FAILURES = 3
FIRST_REST_MS = 15_000
LONGEST_REST_MS = 600_000


class Breaker:
    def __init__(self, clock: Clock) -> None:
        self.state = "closed"
        self._clock = clock
        self._failures = 0
        self._rest_ms = FIRST_REST_MS
        self._opened_at_ms = 0

    def lets_through(self) -> bool:
        """Whether to make a call now; whoever is told yes reports how it went."""
        if self.state == "open" and not 0 <= self._clock.now_ms() - self._opened_at_ms < self._rest_ms:
            self.state = "half_open"  # also when the machine's clock stepped back
            return True
        return self.state == "closed"

    def succeeded(self) -> None:
        self.state = "closed"
        self._failures = 0
        self._rest_ms = FIRST_REST_MS

    def failed(self, rest_ms: int = 0) -> None:
        """``rest_ms``: for how long the other side asked to be left alone, if it did: then one failure is enough."""
        self._failures += 1
        if self.state == "half_open":
            self._rest_ms = min(self._rest_ms * 2, LONGEST_REST_MS)
        elif self.state == "open" or (self._failures < FAILURES and not rest_ms):
            return
        self.state = "open"
        self._opened_at_ms = self._clock.now_ms()
        self._rest_ms = min(max(self._rest_ms, rest_ms), LONGEST_REST_MS)

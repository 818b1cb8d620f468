"""Whoever guesses tokens is turned away for a while.

What counts is how many *different* wrong ones come from an address: a page or a script that goes on asking with a token
of yesterday guesses nothing, and shuts out nobody.
"""

import ipaddress
import math
from dataclasses import dataclass, field

MOST = 10
WAIT_S = 60.0
ADDRESSES = 1_000
"""So many are remembered; whoever has more of them is in no home network."""


@dataclass
class _Tries:
    last_s: float = 0.0
    tokens: set[int] = field(default_factory=set)


class Attempts:
    """Wrong tokens by address; times in seconds of any clock that runs evenly."""

    def __init__(self) -> None:
        self._tries: dict[str, _Tries] = {}

    def wait_s(self, address: str, now_s: float) -> int:
        """Return how long nothing from this address is looked at yet; 0: it may try."""
        tries = self._tries.get(_network(address))
        if tries is None or len(tries.tokens) < MOST:
            return 0
        return max(math.ceil(tries.last_s + WAIT_S - now_s), 0)

    def wrong(self, address: str, token: bytes, now_s: float) -> None:
        network = _network(address)
        tries = self._tries.pop(network, None)
        if tries is None or now_s - tries.last_s >= WAIT_S:
            tries = _Tries()
        tries.tokens.add(hash(token))
        tries.last_s = now_s
        self._tries[network] = tries  # the last tried come last
        while len(self._tries) > ADDRESSES:
            del self._tries[next(iter(self._tries))]


def _network(address: str) -> str:
    """Return what one guesser has only one of: an IPv4 address, or a whole IPv6 network."""
    try:
        given = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(given, ipaddress.IPv6Address) and given.ipv4_mapped is None:
        return str(ipaddress.ip_network((given, 64), strict=False))
    return str(given)

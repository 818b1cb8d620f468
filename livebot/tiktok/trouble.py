"""What can keep us from a room, and how patient to be about it.

=================  ==========================================  ==============================================
kind               what it means                               what the daemon does next
=================  ==========================================  ==============================================
``offline``        the host is not live (two look-ups agree)   looks again every ``poll_offline_s``
``live_ended``     TikTok said that the show is over           the same: waits for the next show
``not_found``      no such account, or it never went live      looks again, ten times as seldom
``age_restricted`` only logged-in adults may watch             tries again, ten times as seldom
``blocked``        TikTok or the sign provider turns us away   tries again after 30 s, doubling up to 15 min
``rate_limited``   the sign provider's quota is used up        waits as long as the provider says, or as above
``network``        something on the way does not answer        tries again after 1 s, doubling up to 1 min
=================  ==========================================  ==============================================

Every wait gets up to a fifth longer by chance, at most half a minute, so that many rooms do not knock at the same
moment.
"""

import hashlib
from dataclasses import dataclass
from typing import Literal

Kind = Literal["offline", "live_ended", "not_found", "age_restricted", "blocked", "rate_limited", "network"]

SELDOM = 10
JITTER, MOST_JITTER_S = 0.2, 30.0

DOUBLING: dict[Kind, tuple[float, float]] = {
    "blocked": (30.0, 900.0),
    "rate_limited": (30.0, 900.0),
    "network": (1.0, 60.0),
}
"""First and longest wait, in seconds."""


@dataclass(eq=False)
class Trouble(Exception):  # noqa: N818 - reads as what happened
    """There is no connection to the room, or no longer."""

    kind: Kind
    detail: str = ""
    """Where or why, in few words, such as ``sign provider``; never holds a secret."""
    retry_after_s: float | None = None
    """What a service asked us to wait."""

    def wait_s(self, tries: int, *, poll_offline_s: float, seed: str) -> float:
        """How long to wait after failing ``tries`` times in a row, 1 or more."""
        if self.kind in DOUBLING:
            first_s, most_s = DOUBLING[self.kind]
            wait_s = min(first_s * 2.0 ** min(tries - 1, 20), most_s)
            if self.retry_after_s is not None:
                # The provider's word counts; but if it was wrong once, our own patience grows on top.
                wait_s = max(self.retry_after_s, 1.0) + (wait_s if tries > 1 else 0.0)
        else:
            wait_s = poll_offline_s * (SELDOM if self.kind in ("not_found", "age_restricted") else 1)
        return wait_s + min(wait_s * JITTER, MOST_JITTER_S) * chance(f"{seed}:{self.kind}:{tries}")


def chance(seed: str) -> float:
    """A number from 0 to 1 that is the same for the same seed."""
    return int.from_bytes(hashlib.blake2b(seed.encode(), digest_size=4).digest()) / 2**32

"""The show: is the room live, are we connected, what was missed.

phase    means                                   left by
waiting  not live yet                            Connected → live
live     comments arrive                         LivePaused → paused, Disconnected → away, LiveEnded → ended
paused   the host paused the stream              LiveResumed → live, Disconnected → away, LiveEnded → ended
away     live as far as we know, no connection   Connected → live, LiveEnded → ended
ended    over, unless it comes back in time      Connected → live (the same show goes on)
closed   over for good
"""

import msgspec

from livebot.engine.text import product_name
from livebot.engine.turn import Turn
from livebot.events import (
    AnyEvent,
    Connected,
    Disconnected,
    LiveEnded,
    LivePaused,
    LiveResumed,
    ProductShown,
    Recovered,
    SessionClosed,
    WireEvent,
)
from livebot.views import Gap

GAPS_KEPT = 50


class Show(msgspec.Struct, kw_only=True):
    phase: str = "waiting"
    room_id: str = ""
    live_since_ms: int = 0
    last_frame_at_ms: int = 0
    viewers: int = 0
    product: str = ""
    """The one on show, as viewers may call it: its number if its title has one, else the title."""
    is_held: bool = False
    """The operator pressed pause."""
    is_panicked: bool = False
    is_ending: bool = False
    gaps: list[Gap] = []

    @property
    def is_live(self) -> bool:
        return self.phase == "live"

    @property
    def is_going(self) -> bool:
        """It has begun and is not over, even if nothing arrives at the moment."""
        return self.phase in ("live", "paused", "away")


def on_event(turn: Turn, show: Show, event: AnyEvent) -> None:
    """Follow the connection and the stream."""
    match event:
        case ProductShown():
            show.last_frame_at_ms = turn.at_ms
            show.product = product_name(event.title) or event.product_id
            turn.notify("product_shown", product=event.title or event.product_id)
        case WireEvent():
            show.last_frame_at_ms = turn.at_ms
        case Connected():
            _connect(turn, show, event.room_id)
        case Disconnected() if show.phase in ("live", "paused"):
            show.phase = "away"
            _open_gap(show, event.last_frame_at_ms or turn.at_ms, event.reason)
            turn.count("disconnects")
            turn.notify("disconnected", reason=event.reason)
        case Recovered() if show.phase in ("live", "paused"):
            show.phase = "away"
            _open_gap(show, show.last_frame_at_ms or turn.at_ms, "restart")
            turn.notify("recovered")
        case LivePaused() if show.phase == "live":
            show.phase = "paused"
            turn.notify("live_paused")
        case LiveResumed() if show.phase == "paused":
            show.phase = "live"
            turn.notify("live_resumed")
        case LiveEnded() if show.phase in ("live", "paused", "away"):
            show.phase = "ended"
            _close_gap(turn, show)
            turn.notify("live_ended")
        case SessionClosed():
            show.phase = "closed"
        case _:
            pass


def _connect(turn: Turn, show: Show, room_id: str) -> None:
    if not show.live_since_ms:
        show.live_since_ms = turn.at_ms
    elif show.phase != "live":
        turn.count("reconnects")
    show.phase, show.room_id, show.last_frame_at_ms = "live", room_id, turn.at_ms
    turn.notify("connected", room_id=room_id)
    _close_gap(turn, show)


def _open_gap(show: Show, from_ms: int, reason: str) -> None:
    show.gaps.append(Gap(from_ms=from_ms, until_ms=0, reason=reason))
    del show.gaps[:-GAPS_KEPT]


def _close_gap(turn: Turn, show: Show) -> None:
    if show.gaps and not show.gaps[-1].until_ms:
        gap = msgspec.structs.replace(show.gaps[-1], until_ms=turn.at_ms)
        show.gaps[-1] = gap
        turn.count("gap_ms", gap.until_ms - gap.from_ms)
        turn.notify("gap", seconds=round((gap.until_ms - gap.from_ms) / 1000))

"""Figures of the show: what it has brought so far, for milestones, goals and the data board."""

from typing import TYPE_CHECKING, Literal, get_args

import msgspec

from livebot.engine.feature import Feature
from livebot.engine.turn import Turn
from livebot.events import AnyEvent, Ordered, ViewersCounted

if TYPE_CHECKING:
    from livebot.engine.state import RoomState

Name = Literal["orders", "viewers", "comments", "likes", "gifts", "diamonds", "follows", "shares", "joins"]
NAMES: tuple[str, ...] = get_args(Name)


class Figures(msgspec.Struct, kw_only=True):
    """What a session remembers beside the counters."""

    orders: dict[str, str] = {}
    """Order id to its status."""
    most_viewers: int = 0


class FiguresFeature(Feature):
    """Follows what the counters of the room do not."""

    def on_event(self, turn: Turn, state: "RoomState", event: AnyEvent) -> None:
        if isinstance(event, ViewersCounted):
            state.figures.most_viewers = max(state.figures.most_viewers, event.viewers)
        elif isinstance(event, Ordered):
            state.figures.orders[event.order_id] = event.status


def value(state: "RoomState", name: str) -> int:
    """Return a figure; of viewers it is the most there were."""
    if name == "orders":
        return sum(status != "cancelled" for status in state.figures.orders.values())
    if name == "viewers":
        return state.figures.most_viewers
    return state.ledger.counters.get(name, 0)

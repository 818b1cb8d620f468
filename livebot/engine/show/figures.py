"""Figures of the show: what it has brought so far, for milestones, goals and the data board.

Where TikTok tells a total of the stream (likes, everyone who came), that is more right than our own count, which
misses what was before we came; the higher of the two stands. A show that comes back under a new room id goes on
counting where it was. Who follows twice is counted once. An order counts once, from the moment it is known until it is
cancelled, whatever order the news of it comes in, and only if it was bought after the show began. What livebot is not
told, an operator sets by hand; orders added so count besides those that come in.
"""

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, get_args

import msgspec

from livebot.commands import AddOrders, RemoveOrders, SetFigure
from livebot.engine.feature import Feature
from livebot.engine.turn import DONE, Act, Outcome, Turn
from livebot.events import AnyEvent, Connected, Joined, Liked, Ordered, ViewersCounted
from livebot.viewers import Viewer
from livebot.views.show import FiguresView

if TYPE_CHECKING:
    from livebot.engine.state import RoomState

Name = Literal["orders", "paid", "viewers", "comments", "likes", "gifts", "diamonds", "follows", "shares", "joins"]
"""``orders`` are those that were placed and not cancelled, ``paid`` those of them that are paid; ``viewers`` is the
most there were at once."""
NAMES: tuple[str, ...] = get_args(Name)
BY_HAND = tuple(name for name in NAMES if name != "viewers")
"""What operators may set; of viewers TikTok always tells."""
MOST_BY_HAND = 10**9
MOST_ORDERS = 1_000
"""Added or removed by one command: more is a slip of the finger."""

LATER = ("placed", "paid", "cancelled")
"""An order's states: news of an earlier one that comes late changes nothing."""
NO_COMMENTS = {"like": "", "gift": "", "order": "", "follow": "follows", "share": "shares"}
"""Acts that are not comments, and the figure that each adds to, if none is counted elsewhere."""
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")


class Order(msgspec.Struct, kw_only=True, omit_defaults=True):
    """An order of this show."""

    status: str = "placed"
    amount: str = ""
    currency: str = ""
    has_buyer: bool = False
    """Somebody whom the room knows bought it: that was their act."""


class Tally(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Something that both TikTok and we count, stream by stream."""

    before: int = 0
    """In earlier streams of this show."""
    counted: int = 0
    told: int = 0
    head_start: int = 0
    """What there was before we came."""

    @property
    def value(self) -> int:
        return self.before + max(self.counted, self.told)

    def take(self, count: int, total: int) -> None:
        self.counted += count
        if total > 0 and not self.told and not self.before:
            self.head_start = max(total - self.counted, 0)
        self.told = max(self.told, total)

    def begin_stream(self) -> None:
        self.before, self.counted, self.told = self.value, 0, 0


class Figures(msgspec.Struct, kw_only=True):
    """What a session remembers."""

    orders: dict[str, Order] = {}
    """By order id."""
    counted: dict[str, int] = {}
    """What we count ourselves: ``orders``, ``paid``, ``comments``, ``follows``, ``shares``."""
    followers: dict[str, bool] = {}
    """Who followed: whoever stops and follows again is no other one."""
    revenue: dict[str, Decimal] = {}
    """Of orders whose amount is known, by currency."""
    likes: Tally = msgspec.field(default_factory=Tally)
    joins: Tally = msgspec.field(default_factory=Tally)
    most_viewers: int = 0
    room_id: str = ""
    """Of the stream that the tallies are of."""
    by_hand: dict[str, int] = {}
    """What operators added to a figure, or took off."""


class FiguresFeature(Feature):
    """Follows the figures."""

    def on_event(self, turn: Turn, state: "RoomState", event: AnyEvent) -> None:
        figures = state.figures
        match event:
            case Liked():
                figures.likes.take(event.count, event.total)
            case Joined() if not state.settings.is_ours(event.viewer):
                figures.joins.take(1, 0)
            case ViewersCounted():
                figures.joins.take(0, event.total)
                figures.most_viewers = max(figures.most_viewers, event.viewers)
            case Connected() if event.room_id != figures.room_id:
                figures.room_id = event.room_id
                figures.likes.begin_stream()
                figures.joins.begin_stream()
            case Ordered():
                self._on_order(turn, state, event)
            case _:
                pass

    def on_act(self, turn: Turn, state: "RoomState", act: Act) -> None:
        figures, name = state.figures, NO_COMMENTS.get(act.kind, "comments")
        if not name or state.settings.is_ours(act.viewer) or (name == "follows" and act.viewer.id in figures.followers):
            return
        _count(figures, name, 1)
        if name == "follows":
            figures.followers[act.viewer.id] = True

    def _on_order(self, turn: Turn, state: "RoomState", event: Ordered) -> None:
        figures, before, had = state.figures, state.figures.orders.get(event.order_id), _counted(state, "orders")
        if before is None:
            since_ms = state.show.live_since_ms
            if not since_ms or (event.ordered_at_ms or turn.at_ms) < since_ms:
                turn.trace("figures.orders", "before_show")
                return
        known, buyer, status = before or Order(), _buyer(state, event.viewer_id), event.status
        if buyer is not None and state.settings.is_ours(buyer):
            turn.trace("figures.orders", "own_account")
            status = "cancelled"  # out for good, whoever else tells of it
        order = Order(
            status=max(known.status, status, key=LATER.index),
            amount=event.amount if _AMOUNT.fullmatch(event.amount) else known.amount,
            currency=event.currency or known.currency,
            has_buyer=known.has_buyer or buyer is not None,
        )
        if before is not None:
            _sell(figures, before, -1)
        _sell(figures, order, 1)
        figures.orders[event.order_id] = order
        if not had:
            _point_out(turn, state)
        if buyer is not None and not known.has_buyer and order.status != "cancelled":
            turn.act(buyer, "order", text=event.order_id)


# --- what operators set ----------------------------------------------------------------------------------------


def set_by_hand(turn: Turn, state: "RoomState", command: AddOrders | RemoveOrders | SetFigure) -> Outcome:
    """Carry out a command, or say why not."""
    if isinstance(command, SetFigure):
        return _set(turn, state, command.figure, command.n, command.n)
    if command.n > MOST_ORDERS:
        return "too_many_orders", {"n": command.n, "max": MOST_ORDERS}
    orders, is_first = value(state, "orders"), state.figures.by_hand.get("orders", 0) <= 0
    if isinstance(command, RemoveOrders):
        return _set(turn, state, "orders", command.n, orders - command.n)
    outcome = _set(turn, state, "orders", command.n, orders + command.n)
    if is_first:
        _point_out(turn, state)
    return outcome


def _set(turn: Turn, state: "RoomState", name: str, n: int, to: int) -> Outcome:
    """Let a figure be ``to``, as an operator says; what comes counts from there. ``n`` is what they typed."""
    if name not in BY_HAND:
        return "unknown_figure", {"figure": name, "known": ", ".join(BY_HAND)}
    if to < 0 or not 0 <= n <= MOST_BY_HAND:
        return "no_such_number", {"have": value(state, name), "max": MOST_BY_HAND}
    change(turn, state, name, to - value(state, name))
    return DONE


def change(turn: Turn, state: "RoomState", name: str, by: int) -> None:
    """Let a figure be so much higher, or lower, than it is."""
    to = max(value(state, name) + by, 0)
    state.figures.by_hand[name] = to - _counted(state, name)
    turn.notify("figure_set", figure=name, to=to)


def _point_out(turn: Turn, state: "RoomState") -> None:
    """Tell the operator, where orders were added by hand and others come in: nobody knows whether they are the same."""
    by_hand = state.figures.by_hand.get("orders", 0)
    if by_hand > 0 and _counted(state, "orders"):
        turn.notify("orders_twice", n=by_hand)


def _count(figures: Figures, name: str, by: int) -> None:
    figures.counted[name] = figures.counted.get(name, 0) + by


def _sell(figures: Figures, order: Order, by: int) -> None:
    """Add an order to the figures, or take it out again."""
    if order.status == "cancelled":
        return
    _count(figures, "orders", by)
    if order.status == "paid":
        _count(figures, "paid", by)
    if order.amount:
        revenue = figures.revenue.get(order.currency, Decimal(0))
        figures.revenue[order.currency] = revenue + by * Decimal(order.amount)


def _buyer(state: "RoomState", who: str) -> Viewer | None:
    """Return who bought it, by id or @name, if that is somebody whom the room knows."""
    persons, handle = state.people.persons, who.removeprefix("@").lower()
    if not handle:
        return None
    known = persons.keys() & {who} or [viewer_id for viewer_id, p in persons.items() if p.handle.lower() == handle]
    viewer_id = next(iter(known), "")
    if viewer_id:
        return Viewer(id=viewer_id, handle=persons[viewer_id].handle, name=persons[viewer_id].name)
    return Viewer(id="", handle=handle) if handle in state.settings.own_handles else None


def _counted(state: "RoomState", name: str) -> int:
    figures = state.figures
    match name:
        case "viewers":
            return figures.most_viewers
        case "likes":
            return figures.likes.value
        case "joins":
            return figures.joins.value
        case "gifts" | "diamonds":
            return state.ledger.counters.get(name, 0)
    return figures.counted.get(name, 0)


def value(state: "RoomState", name: str) -> int:
    """Return a figure."""
    return max(_counted(state, name) + state.figures.by_hand.get(name, 0), 0)


def head_start(state: "RoomState", name: str) -> int:
    """Return how high a figure was before livebot came to this show: nothing to celebrate now."""
    tallies = {"likes": state.figures.likes, "joins": state.figures.joins}
    return tallies[name].head_start if name in tallies else 0


def look(state: "RoomState") -> FiguresView:
    """Return what others see."""
    figures = state.figures
    return FiguresView(
        **{name: value(state, name) for name in NAMES if name != "viewers"},
        viewers=state.show.viewers,
        most_viewers=figures.most_viewers,
        revenue={currency: f"{amount:f}" for currency, amount in figures.revenue.items() if amount},
        by_hand={name: by for name, by in figures.by_hand.items() if by},
    )

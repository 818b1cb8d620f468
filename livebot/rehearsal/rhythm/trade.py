"""Orders, likes and what they lead to: the figures, the goals on the way, and the countdown to a figure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from livebot.rehearsal.performance import Deed
from livebot.rehearsal.script import Like, Order, Sale
from livebot.rehearsal.truth import has_arrived

RANK = ("placed", "paid", "cancelled")
"""An order never becomes again what it was."""


@dataclass
class Books:
    """The orders of the show, as they come."""

    orders: dict[str, str] = field(default_factory=dict)
    """Order id to status."""
    amounts: dict[str, str] = field(default_factory=dict)
    by_hand: int = 0
    course: list[int] = field(default_factory=list)
    """How many orders there were after each piece of news."""

    @property
    def count(self) -> int:
        return sum(status != "cancelled" for status in self.orders.values()) + self.by_hand

    @property
    def paid(self) -> int:
        return list(self.orders.values()).count("paid")

    @property
    def revenue(self) -> Decimal:
        sold = (self.amounts.get(order, "0") for order, status in self.orders.items() if status != "cancelled")
        return sum(map(Decimal, sold), Decimal(0))


def books(deeds: Sequence[Deed]) -> Books:
    """Return the orders that count: those of this show, signed rightly."""
    it = Books()
    for deed in deeds:
        match deed.act.what:
            case Sale(trick="forged" | "earlier"):
                continue
            case Sale() as sale if not deed.trouble:
                before = it.orders.get(sale.order_id, "placed")
                it.orders[sale.order_id] = max(before, sale.status, key=RANK.index)
                it.amounts |= {sale.order_id: sale.amount} if sale.amount else {}
            case Order(words=("order", "add", number)) if not deed.trouble:
                it.by_hand += int(number)
            case _:
                continue
        it.course.append(it.count)
    return it


def goal_lines(rule: Mapping[str, Any], course: Iterable[int]) -> list[str]:
    """Return what had to be said of a goal as its figure took this course."""
    targets = [int(target) for target in next(iter(rule["target"].values()))]
    share = int(rule["announce_at"][0].removesuffix("%"))
    said: list[str] = []
    best = (0, False)
    for have in course:
        reached = sum(have >= target for target in targets)
        from_, to = ([0, *targets][reached], targets[reached]) if reached < len(targets) else (0, 0)
        now = (reached, bool(to) and 100 * (have - from_) >= share * (to - from_))
        if now <= best:
            continue
        is_reached, best = reached > best[0], now
        target = targets[reached - 1] if is_reached else to
        text = rule["announce_reached" if is_reached else "announce"]["en"]
        said.append(text.format(have=have, target=target, left=target - have))
    return said


def like_lines(deeds: Sequence[Deed], rule: Mapping[str, Any]) -> tuple[list[str], bool]:
    """Return what had to be said of a countdown to so many likes, and whether it came to zero."""
    target, amounts = int(rule["until"]["likes"]), [int(amount) for amount in rule["amounts"]]
    said: list[str] = []
    told = 0
    for what, likes in _likes(deeds):
        missing = target - likes
        if isinstance(what, Order):
            told = missing + 1
        elif told and missing <= 0:
            return [*said, rule["closing"]["en"]], True
        elif told and any(missing <= amount < told for amount in amounts):
            told = missing
            said.append(rule["calm"]["en"].format(left=missing))
    return said, False


def _likes(deeds: Sequence[Deed]) -> Iterator[tuple[Like | Order, int]]:
    """Yield each like, and the start of the countdown, with how many likes there were then."""
    likes = 0
    for deed in deeds:
        what = deed.act.what
        if isinstance(what, Like) and has_arrived(deed):
            likes += what.count
            yield what, likes
        elif isinstance(what, Order) and what.words == ("countdown", "start", "surprise") and not deed.trouble:
            yield what, likes

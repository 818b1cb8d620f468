"""What viewers did, as it counts: for the figures of interaction, and for points."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from livebot.rehearsal.audience import Guest
from livebot.rehearsal.messages import GIFTS
from livebot.rehearsal.performance import Deed
from livebot.rehearsal.rhythm.cast import BY_NAME
from livebot.rehearsal.rhythm.past import POINTS
from livebot.rehearsal.script import Breach, Comment, Follow, Give, Like, Order, Sale, Share
from livebot.rehearsal.server import BOT
from livebot.rehearsal.truth import has_arrived

KINDS = {
    "nothing": ("comment", ""),
    "question": ("question", ""),
    "meaning": ("question", ""),
    "vote": ("vote", "polls"),
    "answer": ("vote", "quick"),
    "cheer": ("cheer", "pk"),
    "code": ("code", "codes"),
    "how": ("question", "giveaways"),
    "entry": ("entry", "giveaways"),
    "claim": ("comment", "giveaways"),
}
"""What a comment means to what it counts as, and the section of the rules that it belongs to."""
WRITTEN = ("comment", "question", "vote", "cheer", "code", "entry")
MINUTE_MS = 60_000


@dataclass(frozen=True)
class Doing:
    """Something that a viewer did."""

    n: int
    """Of the deed."""
    at_ms: int
    guest: Guest
    kind: str
    rule: str = ""
    """Such as ``polls.colour``."""
    text: str = ""
    value: int = 1
    """Likes, or diamonds."""
    breaks: Breach | None = None


def doings(deeds: Sequence[Deed]) -> Iterator[Doing]:
    """Yield what viewers did, and nothing of the host's and livebot's own."""
    streaks: dict[tuple[str, int], int] = {}
    ordered: set[str] = set()
    for n, deed in enumerate(deeds):
        what, at_ms = deed.act.what, deed.sent.at_ms if deed.sent else deed.at_ms
        if isinstance(what, Sale):
            if what.buyer is not None and what.order_id not in ordered and not deed.trouble:
                ordered.add(what.order_id)
                yield Doing(n, at_ms, what.buyer, "order", f"orders.{what.order_id}")
        elif not has_arrived(deed):
            continue
        elif isinstance(what, Comment):
            if what.means.kind != "aside" and not what.guest.viewer.is_host and what.guest.viewer != BOT:
                kind, section = KINDS[what.means.kind]
                rule = f"{section}.{what.means.of}" if section else ""
                yield Doing(n, at_ms, what.guest, kind, rule, what.text, breaks=what.breaks)
        elif isinstance(what, Like):
            yield Doing(n, at_ms, what.guest, "like", value=what.count)
        elif isinstance(what, Follow | Share):
            yield Doing(n, at_ms, what.guest, type(what).__name__.lower())
        elif isinstance(what, Give) and (not what.group or what.is_end):
            key = (what.gift, what.group or -n)
            more = what.repeat_count - streaks.get(key, 0)
            streaks[key] = what.repeat_count
            yield Doing(n, at_ms, what.guest, "gift", value=more * GIFTS[what.gift].diamonds)


@dataclass
class Purse:
    """What one viewer has, and what earns them nothing any more."""

    points: int = 0
    likes: int = 0
    diamonds: int = 0


def points(
    deeds: Sequence[Deed], rule: Mapping[str, Any], counted_cheers: Iterable[int], entered: Iterable[int]
) -> dict[str, int]:
    """Return what each viewer earned in this show, by id.

    ``counted_cheers`` and ``entered`` are the numbers of the deeds that were such: not each that looks like one is.
    """
    counted, entries = set(counted_cheers), set(entered)
    purses: defaultdict[str, Purse] = defaultdict(Purse)
    known: set[tuple[str, ...]] = set()
    by_minute: Counter[tuple[str, int]] = Counter()
    muted = _muted(deeds)

    def is_first(*what: str) -> bool:
        is_so = what not in known
        known.add(what)
        return is_so

    for doing in doings(deeds):
        who, purse = doing.guest.viewer.id, purses[doing.guest.viewer.id]
        if doing.breaks is not None or doing.n > muted.get(who, len(deeds)):
            continue
        match doing.kind:
            case "comment" | "question" | "cheer":
                is_cheer = doing.kind == "cheer"
                is_new = doing.n in counted if is_cheer else is_first(who, "said", _letters(doing.text))
                minute = (who, doing.at_ms // MINUTE_MS)
                if is_new and by_minute[minute] < int(rule["per_minute"]):
                    by_minute[minute] += 1
                    purse.points += int(rule["cheer" if is_cheer else "comment"])
            case "vote" | "code" | "follow" | "share" if is_first(who, doing.kind, doing.rule):
                purse.points += int(rule[doing.kind])
            case "entry" if doing.n in entries:
                purse.points += int(rule["entry"])
            case "order" if doing.rule not in _cancelled(deeds):
                purse.points += int(rule["order"])
            case "like":
                purse.likes += doing.value
            case "gift":
                purse.diamonds += doing.value
    likes, gift = rule["like"], rule["gift"]
    return {
        who: purse.points
        + min(purse.likes // int(likes["per"]) * int(likes["points"]), int(likes["most"]))
        + purse.diamonds // int(gift["per"]) * int(gift["points"])
        for who, purse in purses.items()
    }


def points_before() -> dict[str, int]:
    """Return what viewers had before this show."""
    return {BY_NAME[name].viewer.id: earned for name, earned in POINTS.items()}


def _muted(deeds: Sequence[Deed]) -> dict[str, int]:
    """Return who was muted, and by which deed; the show is over before they may write again."""
    by_handle = {guest.viewer.handle: guest.viewer.id for guest in BY_NAME.values()}
    orders = ((n, deed.act.what) for n, deed in enumerate(deeds) if not deed.trouble)
    words = ((n, what.words) for n, what in orders if isinstance(what, Order))
    return {by_handle[w[2]]: n for n, w in words if w[:2] == ("moderation", "mute")}


def _cancelled(deeds: Sequence[Deed]) -> set[str]:
    sales = (deed.act.what for deed in deeds if not deed.trouble)
    return {f"orders.{sale.order_id}" for sale in sales if isinstance(sale, Sale) and sale.status == "cancelled"}


def _letters(text: str) -> str:
    """Return what two texts have in common that say the same."""
    return "".join(filter(str.isalnum, text.casefold()))

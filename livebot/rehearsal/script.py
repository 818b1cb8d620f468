"""The script of a rehearsal: who does what and when, and what each comment means. Pure: no clock, no sockets.

The show has moments in a fixed order, each a share of its length, so that a short show still has a bit of everything.
Times are those of a show in which nothing is waited for; what is waited for puts off the rest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from livebot.rehearsal.audience import Guest

MOMENTS = {
    "arrivals": 11,
    "questions": 17,
    "answers": 11,
    "ask": 9,
    "poll": 14,
    "break": 7,
    "result": 6,
    "code": 9,
    "trouble": 5,
    "silence": 5,
    "finale": 6,
}
"""The moments of the show, in order, and how much of it each takes, in percent."""
SHORTEST_MS, USUAL_MS, LONGEST_MS = 30_000, 120_000, 600_000

POLL, ASK, USEFUL, CODE, PROMPT, BOAST = "colour", "heard-of-us", "useful", "moonlight", "newcomers", "boast"
"""Ids of the rules in ``show.yaml`` that the script plays with."""
CLAIM, CLAIM_RULE = "best price", "absolute-claims"
"""What every text has that the gate must stop, and the rule of ``market.yaml`` against it."""


@dataclass(frozen=True, slots=True)
class Product:
    """Something the host sells."""

    id: int
    title: str
    price: str


PRODUCTS = {
    "A3": Product(1729384756001, "A3 Moon lamp", "$29.00"),
    "B2": Product(1729384756002, "B2 Star blanket", "$45.00"),
}
"""By the number that viewers call them by."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a comment is to livebot, if livebot understands it rightly."""

    kind: Literal[
        "nothing", "question", "vote", "answer", "code", "meaning",
        "cheer", "how", "entry", "claim", "aside",
    ] = "nothing"  # fmt: skip
    """``how`` one takes part in a giveaway; an ``aside`` is for livebot alone, and no part of the talk."""
    of: str = ""
    """Id of the topic, poll, quick ask, code, PK or giveaway."""
    key: str = ""
    """Of a vote, an answer or a cheer, several with blanks between; of a question, the product that it is about."""

    @property
    def card(self) -> str:
        """What all questions of one card have in common, and no others: such as ``price A3``."""
        return f"{self.of} {self.key}".strip()


NOTHING = Means()


@dataclass(frozen=True, slots=True)
class Breach:
    """A comment breaks a rule of moderation."""

    rule: str
    case: str
    """What is one offence; all texts of it are its own."""


Form = Literal["chat", "emote", "question_box"]


@dataclass(frozen=True, slots=True)
class Comment:
    guest: Guest
    text: str
    means: Means = NOTHING
    tag: str = ""
    """By which a later act refers to it."""
    form: Form = "chat"
    breaks: Breach | None = None
    """Said of what the comment is; who may do anything, may do this too."""


@dataclass(frozen=True, slots=True)
class Join:
    guest: Guest


@dataclass(frozen=True, slots=True)
class Like:
    guest: Guest
    count: int


@dataclass(frozen=True, slots=True)
class Follow:
    guest: Guest


@dataclass(frozen=True, slots=True)
class Share:
    guest: Guest


@dataclass(frozen=True, slots=True)
class Give:
    """One message of a gift; those of a streak have one ``group``."""

    guest: Guest
    gift: str
    repeat_count: int = 1
    group: int = 0
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """TikTok sends the comment with that tag once more, with the id it had."""

    tag: str


@dataclass(frozen=True, slots=True)
class Delete:
    """A moderator deletes the comment with that tag."""

    tag: str


@dataclass(frozen=True, slots=True)
class DeleteAllOf:
    """A moderator deletes everything of a viewer."""

    guest: Guest


@dataclass(frozen=True, slots=True)
class Order:
    """What the operator does, in the words of ``livebot do``; the show goes on when it is done."""

    words: tuple[str, ...]
    card: str = ""
    case: str = ""
    """The number of this card, or of this offence, comes after the first two words."""
    refused_by: str = ""
    """The rule of ``market.yaml`` for which livebot must refuse it."""


@dataclass(frozen=True, slots=True)
class ShowProduct:
    """The host puts one of the ``PRODUCTS`` on the screen."""

    product: str


@dataclass(frozen=True, slots=True)
class Break:
    """The connection breaks, and livebot has to come back by itself."""


@dataclass(frozen=True, slots=True)
class FallSilent:
    """The connection stays open and nothing comes through it any more."""


@dataclass(frozen=True, slots=True)
class Fail:
    """An endpoint of the look-alike fails the next request, with one of ``faults.Fault``."""

    endpoint: str
    fault: str


@dataclass(frozen=True, slots=True)
class WaitFor:
    what: Literal[
        "return", "quick", "result", "calm", "merged", "answered", "reply", "cooldown",
        "found", "acted", "failed", "heeded", "let in",
        "heard", "state", "temperature", "segment", "late", "greeted", "called", "line", "minute",
    ]  # fmt: skip
    """livebot is back in the room; a quick ask is open; a poll is settled; nothing is on its way any more;
    everybody who asked is on one card; a card is answered; a reply can be read, also translated back; the bot may give
    the answer to a card again.

    Everybody of a case is on one offence; it was acted on; that failed; its viewers have had time to see it; they may
    write again.

    livebot knows all that was done so far; something of the rules is in a state (``polls.colour open``); a PK is so
    hot; a segment is on; the show is late; newcomers were greeted so often; so many winners' names were posted
    (``lamp 2``); another line was, and none waits; a minute of the clock has just begun."""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Sale:
    """News of an order comes from outside the room; the show goes on when livebot has answered."""

    order_id: str
    how: Literal["shop", "http", "csv"]
    """TikTok Shop's webhook, another program's request, a file."""
    status: Literal["placed", "paid", "cancelled"] = "paid"
    buyer: Guest | None = None
    amount: str = ""
    """In USD."""
    trick: Literal["", "forged", "again", "earlier"] = ""
    """The signature is wrong; the very same notification comes once more; it was bought before the show."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The viewer who was named last as the winner of a prize claims it."""

    giveaway: str
    prize: str
    text: str


What = (
    Comment | Join | Like | Follow | Share | Give | Repeat | Delete | DeleteAllOf
    | Order | ShowProduct | Break | FallSilent | Fail | WaitFor
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    at_ms: int
    """From the beginning of the show."""
    moment: str
    what: What | Sale | Claim
    """The last two only in the second show (``rhythm``)."""


def moment_times(length_ms: int) -> dict[str, tuple[int, int]]:
    """Return when each moment begins and ends."""
    times, begin = {}, 0
    for moment, percent in MOMENTS.items():
        end = begin + percent
        times[moment] = (length_ms * begin // 100, length_ms * end // 100)
        begin = end
    return times


def comments_of(script: list[Act]) -> list[Comment]:
    return [act.what for act in script if isinstance(act.what, Comment)]


def by_hand(handle: str) -> str:
    """Return the name of the case in which the operator acts on a viewer without an offence."""
    return f"hand {handle}"


def case_named(rule: str, handle: str, text: str, by_text: Mapping[str, str]) -> str:
    """Return which case an offence is, by what livebot tells of it; empty if it is none."""
    return by_hand(handle) if rule == "hand" else by_text.get(text, "")


def cases_by_text(comments: Iterable[Comment]) -> dict[str, str]:
    return {comment.text: comment.breaks.case for comment in comments if comment.breaks}


def refusal(rule: str, word: str, reason: str) -> str:
    """Return how it is told that the market's rules forbade an order."""
    return f"{rule}: {word!r}: {reason}"

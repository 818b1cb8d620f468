"""What the whole world may see of a room. What is not named here is on no overlay.

Every struct takes the fields of its names from the view in ``livebot.views`` that it is made of; what they mean is said
there. Texts are by language: the page chooses.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from livebot.views import Status
from livebot.views.base import View

RESULT_SHOWN_MS = 60_000
"""What a poll came to is told for so long; pages show it more briefly."""
LANGUAGES = 5
MOMENT_MS = 30_000
"""What has happened is news for at most so long."""
MOMENTS = frozenset({"code_burst", "goal_reached", "giveaway_opened", "giveaway_won", "giveaway_done"})
"""Of the kinds of notices, those that pages tell of at once."""


class Option(View, frozen=True, kw_only=True):
    key: str
    label: str
    labels: dict[str, str]
    votes: int


class Poll(View, frozen=True, kw_only=True):
    id: str
    state: str
    texts: dict[str, str]
    options: tuple[Option, ...]
    voters: int
    opened_at_ms: int
    closes_at_ms: int
    settled_at_ms: int
    grace_until_ms: int
    result: str


class Quick(View, frozen=True, kw_only=True):
    id: str
    state: str
    texts: dict[str, str]
    answers: dict[str, int]
    viewers: int
    opened_at_ms: int
    closes_at_ms: int
    grace_until_ms: int


class Camp(View, frozen=True, kw_only=True):
    key: str
    label: str
    labels: dict[str, str]
    cheers: int
    viewers: int


class Pk(View, frozen=True, kw_only=True):
    id: str
    state: str
    texts: dict[str, str]
    camps: tuple[Camp, ...]
    viewers: int
    opened_at_ms: int
    closes_at_ms: int
    settled_at_ms: int
    grace_until_ms: int
    result: str
    leader: str
    temperature: str
    cooled: bool


class Pinned(View, frozen=True, kw_only=True):
    n: int
    text: str
    language: str
    translation: str
    masked: str
    count: int
    pinned_at_ms: int


class Figures(View, frozen=True, kw_only=True):
    viewers: int
    most_viewers: int
    orders: int
    comments: int
    likes: int
    gifts: int
    follows: int
    shares: int


class Goal(View, frozen=True, kw_only=True):
    id: str
    labels: dict[str, str]
    figure: str
    have: int
    target: int
    percent: int
    reached: int
    is_done: bool


class Countdown(View, frozen=True, kw_only=True):
    id: str
    title: dict[str, str]
    state: str
    ends_at_ms: int
    left_ms: int
    over_at_ms: int
    figure: str
    have: int
    target: int
    is_calm: bool


class Code(View, frozen=True, kw_only=True):
    id: str
    open: bool
    hits: int
    viewers: int
    first_timers: int
    bursts: int
    texts: dict[str, str]
    community: dict[str, int]


class BoardEntry(View, frozen=True, kw_only=True):
    rank: int
    masked: str
    points: int
    level: int


class Board(View, frozen=True, kw_only=True):
    id: str
    month: str
    entries: tuple[BoardEntry, ...]


class Winner(View, frozen=True, kw_only=True):
    place: int
    prize: str
    labels: dict[str, str]
    name: str
    state: str
    claim_until_ms: int


class Giveaway(View, frozen=True, kw_only=True):
    id: str
    mode: str
    state: str
    prizes: tuple[str, ...]
    labels: tuple[dict[str, str], ...]
    texts: dict[str, str]
    words: tuple[str, ...]
    claim_words: tuple[str, ...]
    closes_at_ms: int
    commitment: str
    digest: str
    public_value: str
    entrants: int
    winners: tuple[Winner, ...]


class Newcomers(View, frozen=True, kw_only=True):
    """The card that is up."""

    n: int
    crowd: str
    joins: int
    texts: dict[str, str]
    keys: tuple[str, ...]
    opens: str
    from_ms: int
    until_ms: int


class Moment(View, frozen=True, kw_only=True):
    """Something that has just happened, as a notice told it."""

    n: int
    at_ms: int
    kind: str
    id: str
    """Of the code, the goal or the giveaway."""
    viewers: int
    """Of a burst: how many it were."""


class OverlayState(View, frozen=True, kw_only=True):
    """What pages get, section by section. All of it is empty while an operator has stopped everything."""

    live: bool = False
    languages: tuple[str, ...] = ()
    """What the audience writes, most written first."""
    host_language: str = ""
    is_calm: bool = False
    polls: tuple[Poll, ...] = ()
    """Those that are open or have just been."""
    quick: tuple[Quick, ...] = ()
    pk: tuple[Pk, ...] = ()
    pinned: Pinned | None = None
    figures: Figures | None = None
    goals: tuple[Goal, ...] = ()
    """Those that count."""
    countdowns: tuple[Countdown, ...] = ()
    """Without those that have not begun."""
    codes: tuple[Code, ...] = ()
    """Ids may give the code away: for telling codes apart, not for showing."""
    boards: tuple[Board, ...] = ()
    giveaways: tuple[Giveaway, ...] = ()
    newcomers: Newcomers | None = None
    moments: tuple[Moment, ...] = ()
    """The oldest first."""


def overlay(status: Status) -> OverlayState:
    """Return what may be shown of a status."""
    facts: dict[str, Any] = {
        "live": status.connection.phase in ("live", "paused", "away"),
        "languages": tuple(tag for tag in status.languages if tag != "und")[:LANGUAGES],
        "host_language": status.host_language,
        "is_calm": status.is_calm,
    }
    if status.panicked:
        return OverlayState(**facts)
    now_ms = status.at_ms
    public = {
        "polls": [poll for poll in status.polls if _is_on(poll, now_ms)],
        "quick": [ask for ask in status.quick if ask.state in ("open", "grace")],
        "pk": [pk for pk in status.pk if pk.state != "idle"],
        "pinned": status.pinned,
        "figures": msgspec.structs.replace(status.figures, viewers=status.viewers),
        "goals": [goal for goal in status.goals if goal.open],
        "countdowns": [countdown for countdown in status.countdowns if countdown.state != "idle"],
        "codes": status.codes,
        "boards": status.boards,
        "giveaways": [giveaway for giveaway in status.giveaways if giveaway.state != "idle"],
        "newcomers": status.newcomers.card,
        "moments": list(_moments(status)),
    }
    return msgspec.convert(facts | public, OverlayState, from_attributes=True)


def _moments(status: Status) -> Iterator[Moment]:
    for notice in status.notices:
        if notice.kind in MOMENTS and status.at_ms - notice.at_ms <= MOMENT_MS:
            viewers = int(notice.data.get("viewers", 0))
            yield Moment(n=notice.n, at_ms=notice.at_ms, kind=notice.kind, id=notice.data["id"], viewers=viewers)


def _is_on(poll: Any, now_ms: int) -> bool:
    return poll.state in ("open", "grace") or (
        poll.state == "closed" and now_ms - poll.settled_at_ms <= RESULT_SHOWN_MS
    )


def changes(old: OverlayState, new: OverlayState) -> dict[str, Any]:
    """Return the sections that differ, in JSON form."""
    return {
        name: msgspec.to_builtins(value)
        for name in OverlayState.__struct_fields__
        if (value := getattr(new, name)) != getattr(old, name)
    }

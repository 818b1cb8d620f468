"""Points: what viewers have collected, in this session, this month and ever, and who is on top.

This is what a session remembers of it, and what other features may ask. How points are earned, said and shown is in
``earning.py``.

Points of earlier sessions come with a viewer's profile, or, for those who had the most, with ``Recalled``. "Ever" is as
far back as the journal remembers: the points of who was not seen for the time of ``retention`` are erased with their
name.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from pydantic import BeforeValidator, Field
from pydantic.json_schema import WithJsonSchema

from livebot.engine.fields import RuleModel
from livebot.viewers import Profile, Standing

if TYPE_CHECKING:
    from livebot.engine.state import RoomState

Board = Literal["session", "month", "all"]
BOARDS: tuple[Board, ...] = ("session", "month", "all")
PLACES = 10
MOST = 10**12
"""Nobody earns more in a month of one session."""
EVER = ""
"""Beside the months: points of all of them."""


class Circle(RuleModel):
    """Regulars, or those who reached a level."""

    regulars: bool = False
    level: int = Field(default=0, ge=0)


def _parse_circle(value: object) -> object:
    if value == "regulars":
        return {"regulars": True}
    if isinstance(value, str):
        raise ValueError(
            f'"{value}" is nobody that livebot knows; expected regulars, or {{level: 2}}; write one of them'
        )
    return value


_CIRCLE_SCHEMA = {
    "anyOf": [
        {"const": "regulars"},
        {
            "type": "object",
            "properties": {"level": {"type": "integer", "minimum": 1}},
            "required": ["level"],
            "additionalProperties": False,
        },
    ]
}
OnlyFor = Annotated[Circle, BeforeValidator(_parse_circle), WithJsonSchema(_CIRCLE_SCHEMA)]
"""Whom something is for, as written in YAML: ``only_for: regulars``, or ``only_for: {level: 2}``."""


class Collector(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A viewer who has points, or was close to some."""

    name: str = ""
    handle: str = ""
    earlier: dict[str, int] = {}
    """Points of earlier sessions by month, and of all of them under ``EVER``."""
    has_followed: bool = False
    has_shared: bool = False
    likes: int = 0
    diamonds: int = 0
    minute: int = 0
    """The last one in which they earned something by writing, and how often they did in it."""
    in_minute: int = 0
    said: list[int] = []
    """Checksums of the last texts that earned something."""


class Points(msgspec.Struct, kw_only=True):
    """What a session remembers."""

    earned: dict[str, dict[str, int]] = {}
    """In this session: by month, by viewer."""
    collectors: dict[str, Collector] = {}
    tops: dict[str, list[str]] = {}
    """By board: the viewers with the most points, the first first; kept with every point, since there may be very many
    viewers. Equal points stand in the order of the ids."""
    hidden: dict[str, bool] = {}
    """Viewers who do not want to be shown."""
    month: str = ""
    """Such as ``2026-11``, on the clock of the market, and when the next one begins."""
    month_ends_ms: int = 0
    unsaved: dict[str, dict[str, bool]] = {}
    """By month: viewers whose points of it later sessions do not know yet; and when they are to be told."""
    save_at_ms: int = 0
    orders: dict[str, tuple[str, str, int]] = {}
    """By an order's id: who bought it, and in which month that earned how much."""
    risen: dict[str, int] = {}
    """Viewers who reached a level that was not announced yet, and which."""
    announce_at_ms: int = 0
    """Until then no level is announced."""
    asked: dict[str, int] = {}
    """When viewers were last told their points; the room's last time under the empty key."""


# --- what others ask -------------------------------------------------------------------------------------------


def total(state: "RoomState", viewer_id: str, board: Board = "all") -> int:
    """Return a viewer's points: of this session, of this month, or all."""
    points = state.points
    collector = points.collectors.get(viewer_id)
    earlier = collector.earlier if collector is not None else {}
    if board == "month":
        return points.earned.get(points.month, {}).get(viewer_id, 0) + earlier.get(points.month, 0)
    session = 0
    for month in points.earned.values():
        session += month.get(viewer_id, 0)
    return session if board == "session" else session + earlier.get(EVER, 0)


def level(state: "RoomState", viewer_id: str) -> int:
    """Return which level of ``points.levels`` a viewer has reached, counted from 1; 0 for none."""
    levels = (state.rules.get("points") or {}).get("levels", ())
    points = total(state, viewer_id) if levels else 0
    return sum(points >= item["at"] for item in levels)


def is_among(state: "RoomState", only_for: Circle | None, viewer_id: str, profile: Profile) -> bool:
    """Return whether something is for a viewer; without ``only_for`` it is for everybody.

    Regulars were active in an earlier session, or reached the first level.
    """
    if only_for is None:
        return True
    have = level(state, viewer_id)
    return have >= only_for.level and not (only_for.regulars and not have and not profile.sessions)


def top(state: "RoomState", board: Board) -> Iterator[tuple[str, Collector, int]]:
    """Yield id, viewer and points of those who have the most, the first first."""
    for viewer_id in state.points.tops.get(board, ()):
        yield viewer_id, state.points.collectors[viewer_id], total(state, viewer_id, board)


# --- collecting ------------------------------------------------------------------------------------------------


def collector(points: Points, viewer_id: str) -> Collector:
    """Return what is known of a viewer, from now on at least that they are one."""
    return points.collectors.setdefault(viewer_id, Collector())


def add(state: "RoomState", viewer_id: str, amount: int, month: str = "") -> None:
    """Give a viewer points of this month, or take them back, of the month they are of, where ``amount`` is negative."""
    points = state.points
    month = month or points.month
    earned = points.earned.setdefault(month, {})
    earned[viewer_id] = min(max(earned.get(viewer_id, 0) + amount, 0), MOST)
    collector(points, viewer_id)
    points.unsaved.setdefault(month, {})[viewer_id] = True
    if amount > 0:
        _place(state, viewer_id)
    else:
        rank(state)


def know(state: "RoomState", viewer_id: str, profile: Profile) -> None:
    """Take in what a viewer's profile says of earlier sessions."""
    if not profile.points:
        return
    who = collector(state.points, viewer_id)
    earlier = {**profile.points, EVER: sum(profile.points.values())}
    if earlier != who.earlier:
        is_more = all(earlier.get(key, 0) >= amount for key, amount in who.earlier.items())
        who.earlier = earlier
        if is_more:
            _place(state, viewer_id)
        else:
            rank(state)


def recall(state: "RoomState", standings: Mapping[str, Iterable[Standing]], hidden: Iterable[str]) -> None:
    """Take in what is known of earlier sessions when this one begins."""
    points = state.points
    points.hidden = dict.fromkeys(hidden, True)
    for key, several in standings.items():
        for standing in several:
            who = collector(points, standing.viewer_id)
            who.earlier[key] = standing.points
            who.name, who.handle = str(standing.data.get("name", "")), str(standing.data.get("handle", ""))
    rank(state)


def hide(state: "RoomState", viewer_id: str, *, is_hidden: bool) -> bool:
    """Take a viewer off the boards, or put them back; return whether that changes anything."""
    hidden = state.points.hidden
    if (viewer_id in hidden) == is_hidden:
        return False
    if not is_hidden:
        del hidden[viewer_id]
        _place(state, viewer_id)
        return True
    hidden[viewer_id] = True
    if any(viewer_id in ids for ids in state.points.tops.values()):
        rank(state)
    return True


# --- boards ----------------------------------------------------------------------------------------------------


def rank(state: "RoomState") -> None:
    """Work out all boards anew."""
    points = state.points
    this_month = points.earned.get(points.month, {})
    session = _sum([*points.earned.values()])
    known = points.collectors.items()
    boards: dict[Board, Iterable[tuple[str, int]]] = {
        "session": session.items(),
        "month": ((of, this_month.get(of, 0) + who.earlier.get(points.month, 0)) for of, who in known),
        "all": ((of, session.get(of, 0) + who.earlier.get(EVER, 0)) for of, who in known),
    }
    for board, everyone in boards.items():
        shown = ((-amount, of) for of, amount in everyone if amount and of not in points.hidden)
        points.tops[board] = [of for _, of in heapq.nsmallest(PLACES, shown)]


def _sum(months: Sequence[dict[str, int]]) -> dict[str, int]:
    if len(months) == 1:
        return months[0]
    result: dict[str, int] = {}
    for month in months:
        for viewer_id, amount in month.items():
            result[viewer_id] = result.get(viewer_id, 0) + amount
    return result


def _place(state: "RoomState", viewer_id: str) -> None:
    """Put a viewer who has more points than before where they belong now."""
    if viewer_id in state.points.hidden:
        return
    for board in BOARDS:
        ids = state.points.tops.setdefault(board, [])
        place = (-total(state, viewer_id, board), viewer_id)
        if not place[0] or (len(ids) == PLACES and place > (-total(state, ids[-1], board), ids[-1])):
            continue
        others = [(-total(state, other, board), other) for other in ids if other != viewer_id]
        ids[:] = [other for _, other in sorted([*others, place])[:PLACES]]


def month_of(at_ms: int, timezone: str) -> tuple[str, int]:
    """Return the month on the clock of a zone, such as ``2026-11``, and when the next one begins."""
    zone = ZoneInfo(timezone)
    now = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone)
    year, month = now.year + now.month // 12, now.month % 12 + 1
    return f"{now:%Y-%m}", round(datetime(year, month, 1, tzinfo=zone).timestamp() * 1000)

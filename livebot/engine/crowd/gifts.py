"""Gifts: streaks are counted when they end, or when nothing more came for a while.

A streak is one viewer, one gift, one group. Half of real streaks never send their end, so a time-out counts them;
an end that comes after that adds only the difference. Other gifts count at once.
"""

import itertools

import msgspec

from livebot.engine.crowd.people import Person
from livebot.engine.text import display_name
from livebot.engine.turn import Turn
from livebot.events import Gifted
from livebot.viewers import Viewer

STREAK_TIMEOUT_MS = 10_000
FORGET_MS = 600_000
"""A counted streak is remembered this long for a late end."""


class Streak(msgspec.Struct, kw_only=True):
    viewer: Viewer
    gift: str
    diamonds: int
    seen: int
    """The highest count any message of the streak had."""
    counted: int = 0
    last_at_ms: int


class Gifts(msgspec.Struct, kw_only=True):
    """Both are in the order of the last message, so that what is due or old stands first."""

    streaks: dict[str, Streak] = {}
    running: dict[str, int] = {}
    """Streaks with something uncounted, and when they are counted unless more comes."""


def on_gift(turn: Turn, gifts: Gifts, event: Gifted) -> None:
    """Take one gift message."""
    turn.people.persons.setdefault(event.viewer.id, Person()).is_gifter = True
    if not event.is_streak:
        _count(turn, event.viewer, event.gift_name, max(event.repeat_count, 1), event.diamonds)
        return
    _forget_old(turn, gifts)
    key = f"{event.viewer.id}:{event.gift_id}:{event.group_id}"
    streak = gifts.streaks.pop(key, None)
    if streak is None:
        streak = Streak(
            viewer=event.viewer, gift=event.gift_name, diamonds=event.diamonds, seen=0, last_at_ms=turn.at_ms
        )
    streak.seen = max(streak.seen, event.repeat_count)
    streak.last_at_ms = turn.at_ms
    gifts.streaks[key] = streak
    if event.is_streak_end:
        _settle(turn, gifts, key)
    elif streak.seen > streak.counted:
        gifts.running.pop(key, None)
        gifts.running[key] = turn.at_ms + STREAK_TIMEOUT_MS


def deadline(gifts: Gifts) -> int | None:
    return next(iter(gifts.running.values()), None)


def advance(turn: Turn, gifts: Gifts) -> None:
    """Count streaks that went quiet."""
    while (due_ms := deadline(gifts)) is not None and due_ms <= turn.at_ms:
        _settle(turn, gifts, next(iter(gifts.running)))


def _settle(turn: Turn, gifts: Gifts, key: str) -> None:
    gifts.running.pop(key, None)
    streak = gifts.streaks[key]
    more, streak.counted = streak.seen - streak.counted, streak.seen
    if more:
        _count(turn, streak.viewer, streak.gift, more, streak.diamonds)


def _forget_old(turn: Turn, gifts: Gifts) -> None:
    before_ms = turn.at_ms - FORGET_MS
    old = list(itertools.takewhile(lambda key: gifts.streaks[key].last_at_ms <= before_ms, gifts.streaks))
    for key in old:
        del gifts.streaks[key]


def _count(turn: Turn, viewer: Viewer, gift: str, count: int, diamonds: int) -> None:
    name = display_name(viewer.name or viewer.handle)
    turn.count("gifts", count)
    turn.count("diamonds", count * diamonds)
    turn.act(viewer, "gift", value=count * diamonds)
    turn.notify("gift", viewer=name, gift=gift, count=count, diamonds=count * diamonds)

"""Times on the clock on the wall: 20:30 on Tuesdays, in some time zone."""

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import StringConstraints

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


def moments(at: str, days: Collection[str], now_ms: int, zone: ZoneInfo) -> list[int]:
    """Return when that time is, on those days or on every day, from the day before yesterday on and for a week.

    One that the clock skips comes as long after midnight as ever, which the clock then calls an hour later. One that it
    shows twice comes once, at the first.
    """
    wall = time.fromisoformat(at)
    today = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(zone).date()
    dates = (today + timedelta(n) for n in range(-2, 9))
    return [
        round(datetime.combine(day, wall, zone).timestamp() * 1000)
        for day in dates
        if not days or DAYS[day.weekday()] in days
    ]


def next_moment(at: str, days: Collection[str], now_ms: int, zone: ZoneInfo) -> int:
    """Return when that time is next."""
    return next(at_ms for at_ms in moments(at, days, now_ms, zone) if at_ms > now_ms)

"""Times on the clock, also where it is set forward or back."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from livebot.engine.show.wall import moments, next_moment

NEW_YORK, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")


def utc(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("at", "zone", "now", "then"),
    [
        ("20:00", NEW_YORK, "2026-03-07 12:00", "2026-03-08 01:00"),  # still winter time
        ("20:00", NEW_YORK, "2026-03-08 12:00", "2026-03-09 00:00"),  # the evening after the change
        ("20:00", NEW_YORK, "2026-10-31 12:00", "2026-11-01 00:00"),
        ("20:00", NEW_YORK, "2026-11-01 12:00", "2026-11-02 01:00"),
        ("02:30", NEW_YORK, "2026-03-08 05:00", "2026-03-08 07:30"),  # skipped: it is 03:30 then
        ("01:30", NEW_YORK, "2026-11-01 04:00", "2026-11-01 05:30"),  # shown twice: the first
        ("01:30", NEW_YORK, "2026-11-01 05:30", "2026-11-02 06:30"),  # and not a second time
        ("02:30", BERLIN, "2026-03-29 00:00", "2026-03-29 01:30"),
        ("02:30", BERLIN, "2026-10-25 00:00", "2026-10-25 00:30"),
        ("02:30", BERLIN, "2026-10-25 00:30", "2026-10-26 01:30"),
    ],
)
def test_when_the_clock_changes(at: str, zone: ZoneInfo, now: str, then: str) -> None:
    assert next_moment(at, (), utc(now), zone) == utc(then)


def test_two_zones_change_on_different_days() -> None:
    now = utc("2026-03-15 00:00")  # New York has summer time already, Berlin has not
    assert next_moment("20:00", ("tue",), now, NEW_YORK) == utc("2026-03-18 00:00")
    assert next_moment("20:00", ("tue",), now, BERLIN) == utc("2026-03-17 19:00")


def test_only_on_its_days() -> None:
    now = utc("2026-03-11 12:00")  # a Wednesday
    days = [
        datetime.fromtimestamp(ms / 1000, UTC).strftime("%a") for ms in moments("12:00", ("tue", "fri"), now, BERLIN)
    ]
    assert days == ["Tue", "Fri", "Tue"]


def test_the_day_is_that_of_the_zone() -> None:
    assert (
        next_moment("00:30", ("wed",), utc("2026-01-06 20:00"), ZoneInfo("Asia/Jakarta"))
        == utc("2026-01-06 17:30") + 7 * 86_400_000
    )
    assert next_moment("00:30", ("wed",), utc("2026-01-06 17:00"), ZoneInfo("Asia/Jakarta")) == utc("2026-01-06 17:30")

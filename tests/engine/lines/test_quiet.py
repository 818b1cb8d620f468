"""Quiet hours by the clock on the wall, past midnight and when clocks are changed."""

from datetime import UTC, datetime

import pytest

from livebot.engine.lines.quiet import QuietHours


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("now", "is_quiet", "changes"),
    [
        ("2026-01-10T01:59:59", False, "2026-01-10T02:00:00"),
        ("2026-01-10T02:00:00", True, "2026-01-10T07:00:00"),
        ("2026-01-10T06:59:59.999", True, "2026-01-10T07:00:00"),
        ("2026-01-10T07:00:00", False, "2026-01-11T02:00:00"),
    ],
)
def test_hours_of_a_day(now: str, is_quiet: bool, changes: str) -> None:
    hours = QuietHours(["02:00-07:00"])
    assert hours.at(ms(now)) is is_quiet
    assert hours.changes_at(ms(now)) == ms(changes)


def test_hours_past_midnight_and_several() -> None:
    hours = QuietHours(["22:30-01:00", "12:00-13:00"], "Asia/Tokyo")
    assert hours.at(ms("2026-01-10T15:59:00"))  # 00:59 in Tokyo
    assert not hours.at(ms("2026-01-10T16:00:00"))
    assert hours.at(ms("2026-01-10T03:30:00"))
    assert hours.changes_at(ms("2026-01-10T04:00:00")) == ms("2026-01-10T13:30:00")


def test_clocks_that_are_changed() -> None:
    hours = QuietHours(["02:00-07:00"], "Europe/Berlin")
    assert hours.changes_at(ms("2026-03-29T00:30:00")) == ms("2026-03-29T01:00:00")  # 02:00 does not exist: 03:00
    assert hours.changes_at(ms("2026-03-29T01:30:00")) == ms("2026-03-29T05:00:00")


def test_a_clock_that_goes_back_over_a_border() -> None:
    hours = QuietHours(["02:00-07:00"])
    assert hours.at(ms("2026-01-10T03:00:00"))
    assert not hours.at(ms("2026-01-10T01:00:00"))


def test_without_any_it_is_never_quiet_and_nothing_is_due() -> None:
    assert not QuietHours().at(ms("2026-01-10T03:00:00"))
    assert QuietHours().changes_at(ms("2026-01-10T03:00:00")) is None

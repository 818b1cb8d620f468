"""Quiet hours: by the clock on the wall, past midnight and when clocks are changed, and in a room."""

import json
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from livebot.engine.lines.quiet import QuietHours
from livebot.testing import Playbook
from tests.engine.lines.market import CODES, PACK, pack


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


@pytest.mark.parametrize("hours", ["25:00-07:00", "2-7", "02:00", "02:60-03:00"])
def test_quiet_hours_are_two_times_of_day(hours: str) -> None:
    with pytest.raises(ValidationError):
        pack(quiet_hours=[hours])


QUIET = f"market: {json.dumps(PACK | {'quiet_hours': ['22:20-22:25']}, ensure_ascii=False)}\n"
"""Playbooks begin at 22:13:20 UTC."""


def test_in_quiet_hours_livebot_says_nothing_by_itself() -> None:
    play = Playbook(QUIET + 'prompts: [{id: p, every: 3m, texts: [{en: "Hello"}, {en: "Hi"}]}]')
    play(
        """
        0:01   -- live
        3:01   >> Hi
        6:01   >> Hello
        9:30   -- tick
        9:30   operator: say I am here
        9:30   >> I am here
        9:45   operator: prompt send p
        9:45   >> Hi
        12:45  >> Hello
        """
    )
    play("13:00 -- tick")


def test_the_console_says_why_and_until_when() -> None:
    play = Playbook(QUIET + 'prompts: [{id: p, every: 1m, texts: [{en: "Hello"}]}]')
    play.feed(play._event(play.room.state.at_ms + 500_000, "-- live"))
    (why, *_) = play.prompt("p").why_not
    assert (why.kind, why.data) == ("quiet_hours", {"left_ms": "200000"})


def test_quiet_hours_are_those_of_the_markets_clock() -> None:
    rules = QUIET.replace("22:20-22:25", "17:00-18:00") + "prompts: [{id: p, every: 1m, texts: [{en: Hello}]}]"
    play = Playbook(rules, timezone="America/New_York")
    play(
        """
        0:01  -- live
        9:00  -- tick
        """
    )
    assert "quiet_hours" in play.why_not("p")


def test_what_waits_goes_out_when_quiet_hours_end() -> None:
    play = Playbook(QUIET + CODES)
    play(
        """
        0:01   -- live
        11:30  ana: moon
        11:40  >> Hi Ana!
        """
    )

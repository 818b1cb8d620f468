"""Quiet hours: when livebot says nothing by itself, by the clock on the wall of the market."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class QuietHours:
    """Tells whether a moment is in quiet hours, and until when that holds. Derived, so not part of the state."""

    def __init__(self, hours: Sequence[str] = (), timezone: str = "UTC") -> None:
        """Take hours such as ``22:30-07:00`` and the name of a time zone."""
        self._hours = [(time.fromisoformat(span[:5]), time.fromisoformat(span[-5:])) for span in hours]
        self._zone = ZoneInfo(timezone)
        self._known = (0, 0, False)

    def at(self, at_ms: int) -> bool:
        return self._stretch(at_ms)[2]

    def changes_at(self, at_ms: int) -> int | None:
        """Return when that is over and the other begins; None if there are no quiet hours."""
        return self._stretch(at_ms)[1] if self._hours else None

    def _stretch(self, at_ms: int) -> tuple[int, int, bool]:
        """Return from when, until when, and whether it is quiet in between."""
        from_ms, until_ms, _ = self._known
        if self._hours and not from_ms <= at_ms < until_ms:
            today = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(self._zone).date()
            quiet = [self._span(today + timedelta(days), *span) for days in (-1, 0, 1) for span in self._hours]
            until_ms = min(border for span in quiet for border in span if border > at_ms)
            is_quiet = any(start_ms <= at_ms < end_ms for start_ms, end_ms in quiet)
            self._known = (at_ms, until_ms, is_quiet)
        return self._known

    def _span(self, day: date, start: time, end: time) -> tuple[int, int]:
        last_day = day if start < end else day + timedelta(1)
        moments = (datetime.combine(day, start, self._zone), datetime.combine(last_day, end, self._zone))
        return round(moments[0].timestamp() * 1000), round(moments[1].timestamp() * 1000)

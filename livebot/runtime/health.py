"""What is wrong around the room, as the operator sees it."""

from collections.abc import Callable

import structlog

from livebot.ports import Clock
from livebot.views import Alert

log = structlog.get_logger(__name__)


class Alerts:
    """Implements ``livebot.ports.Health``."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._alerts: dict[str, Alert] = {}
        self.on_change: Callable[[], None] = lambda: None

    @property
    def current(self) -> tuple[Alert, ...]:
        """Oldest first."""
        return tuple(self._alerts.values())

    def raise_alert(self, subject: str, kind: str, detail: str = "") -> None:
        before = self._alerts.get(subject)
        if before is not None and (before.kind, before.detail) == (kind, detail):
            return
        is_same = before is not None and before.kind == kind
        since_ms = before.since_ms if before is not None and is_same else self._clock.now_ms()
        self._alerts[subject] = Alert(subject=subject, kind=kind, detail=detail, since_ms=since_ms)
        if not is_same:
            log.warning("alert", subject=subject, kind=kind, detail=detail)
        self.on_change()

    def clear_alert(self, subject: str) -> None:
        if self._alerts.pop(subject, None) is not None:
            log.info("alert is over", subject=subject)
            self.on_change()

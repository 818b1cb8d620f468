"""What the operator must not miss, the worst first."""

from typing import NamedTuple

from livebot.console.safe import cut
from livebot.console.wording import Words, duration
from livebot.views import Status
from livebot.web.client import ControlError

CALM = {"offline", "live_ended"}
"""Alerts that are news, not trouble."""


class AlertLine(NamedTuple):
    key: str
    """The same for the same trouble, so that its bell rings once."""
    level: str
    """``panic``, ``bad``, ``warn`` or ``calm``; the bell rings for the first two."""
    text: str


def alert_lines(
    status: Status | None, words: Words, now_ms: int, trouble: ControlError | None = None, url: str = ""
) -> list[AlertLine]:
    """Return what is wrong with the room (``status``) and with our connection to the daemon (``trouble``)."""
    lines: list[AlertLine] = []
    if trouble is not None:
        text = words(f"trouble.{trouble.kind}", url=url, detail=cut(str(trouble), 200))
        lines.append(AlertLine(f"daemon:{trouble.kind}", "bad", text))
    if status is None:
        return lines
    if status.panicked:
        lines.insert(0, AlertLine("panic", "panic", words("alert.panic")))
    elif status.paused:
        lines.append(AlertLine("paused", "warn", words("alert.paused")))
    if status.connection.phase == "away":
        since_ms = status.connection.gaps[-1].from_ms if status.connection.gaps else status.connection.last_frame_at_ms
        text = words("alert.away", left=duration(now_ms - since_ms))
        lines.append(AlertLine("away", "bad", text))
    if status.rules.errors:
        text = words("alert.rules_refused", first=cut(status.rules.errors[0], 300))
        lines.append(AlertLine(f"rules:{hash(status.rules.errors)}", "bad", text))
    if status.engines and all(engine.breaker == "open" for engine in status.engines):
        engines = ", ".join(cut(engine.engine, 20) for engine in status.engines)
        lines.append(AlertLine("translators", "bad", words("alert.translators_down", engines=engines)))
    for alert in status.alerts:
        level = "calm" if alert.kind in CALM else "bad"
        text = words.alert(alert.subject, alert.kind, alert.detail)
        lines.append(AlertLine(f"{alert.subject}:{alert.kind}", level, text))
    return sorted(lines, key=lambda line: ("panic", "bad", "warn", "calm").index(line.level))

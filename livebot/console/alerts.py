"""What the operator must not miss, the worst first."""

from typing import NamedTuple

from livebot.safe import cut
from livebot.views import Status
from livebot.views.lines import LineView
from livebot.views.moderation import OffenceView
from livebot.wording import Words, duration

FAILED_SHOWN_MS = 180_000
"""How long a line that was not sent stays in sight."""
LEVELS = ("panic", "bad", "warn", "calm")
WAITING = ("suggested", "advice", "failed")
"""States of an offence that the operator has to decide about."""
CALM = {"offline", "live_ended"}
"""Alerts that are news, not trouble."""


class AlertLine(NamedTuple):
    key: str
    """The same for the same trouble, so that its bell rings once."""
    level: str
    """One of ``LEVELS``; the bell rings for the first two."""
    text: str
    over: str = ""
    """What is said once it is over."""


def alert_lines(status: Status | None, words: Words, now_ms: int, trouble: str = "", url: str = "") -> list[AlertLine]:
    """Return what is wrong with the room (``status``) and with our connection to the daemon.

    ``trouble`` is ``not_running``, ``lost``, or ``ended`` if the daemon was ours and is no more; empty if none.
    """
    lines: list[AlertLine] = []
    if trouble:
        text = words(f"trouble.{trouble}", url=url)
        lines.append(AlertLine(f"daemon:{trouble}", "bad", text, words.over("daemon")))
    if status is None:
        return lines
    if status.panicked:
        lines.insert(0, AlertLine("panic", "panic", words("alert.panic"), words.over("panic")))
    elif status.paused:
        lines.append(AlertLine("paused", "warn", words("alert.paused"), words.over("paused")))
    if status.connection.phase == "away":
        since_ms = status.connection.gaps[-1].from_ms if status.connection.gaps else status.connection.last_frame_at_ms
        left = duration(now_ms - since_ms)
        lines.append(AlertLine("away", "bad", words("alert.away", left=left), words.over("away", left=left)))
    if status.rules.errors:
        text = words("alert.rules_refused", first=cut(status.rules.errors[0], 300))
        lines.append(AlertLine(f"rules:{hash(status.rules.errors)}", "bad", text, words.over("rules_refused")))
    if status.engines and all(engine.breaker == "open" for engine in status.engines):
        engines = ", ".join(cut(engine.engine, 20) for engine in status.engines)
        text = words("alert.translators_down", engines=engines)
        lines.append(AlertLine("translators", "bad", text, words.over("translators_down")))
    for alert in status.alerts:
        level = "calm" if alert.kind in CALM else "bad"
        text = words.alert(alert.subject, alert.kind, alert.detail)
        lines.append(AlertLine(f"{alert.subject}:{alert.kind}", level, text, words.over(alert.kind)))
    return worst_first(lines)


def worst_first(lines: list[AlertLine]) -> list[AlertLine]:
    return sorted(lines, key=lambda line: LEVELS.index(line.level))


def waiting_offences(status: Status) -> list[OffenceView]:
    """Return the offences that wait for the operator."""
    return [offence for offence in status.offences if offence.state in WAITING]


def failed_lines(status: Status, now_ms: int) -> list[LineView]:
    """Return the lines that failed or were blocked in the last minutes, the newest first."""
    failed = [
        line for line in status.outbox if line.state in ("failed", "blocked") and now_ms - line.at_ms < FAILED_SHOWN_MS
    ]
    return sorted(failed, key=lambda line: -line.id)


def why_not_sent(line: LineView, words: Words) -> str:
    """Return which line was not sent, and why."""
    return words.notice(f"line_{line.state}", {"reason": line.reason, "text": line.text, "word": line.word})


def failed_alert(status: Status, words: Words, now_ms: int) -> list[AlertLine]:
    """Return one alert for the lines that were not sent, if there are any; windows may be too narrow for the outbox."""
    failed = failed_lines(status, now_ms)
    if not failed:
        return []
    text = why_not_sent(failed[0], words)
    more = f"  {words('post.more', n=len(failed) - 1)}" if len(failed) > 1 else ""
    return [AlertLine(f"failed:{failed[0].id}", "bad", f"{text}{more}")]

"""When it is, who we are, and lines and notices."""

from typing import Any

from livebot.views import NoticeView
from livebot.views.lines import LineView

NOW_MS = 1_760_000_000_000
"""2025-10-09 08:53:20 UTC."""
ME = "desk"


def notice(n: int, kind: str, /, **data: str) -> NoticeView:
    return NoticeView(n=n, at_ms=NOW_MS - (40 - n) * 7_000, kind=kind, data=data)


def line(n: int, text: str, state: str, **more: Any) -> LineView:
    values: dict[str, Any] = {"origin": "operator", "reason": "", "at_ms": NOW_MS - n * 9_000, "expires_at_ms": 0}
    return LineView(id=n, text=text, state=state, **(values | more))

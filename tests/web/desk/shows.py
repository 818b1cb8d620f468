"""Rooms for the desk to show, made of the console's."""

from typing import Any

import msgspec

from livebot.views import Alert, Status
from tests.console.showroom import NOW_MS, advised, answered_back, hostile, line, lively

KEY = "a-key-for-the-desk-in-tests"
LINES = ("Red or blue? Type A for red, B for blue 💙", "¿Cuánto cuesta? 29,90 € con envío incluido")


def busy(host: str = "zh", **changes: Any) -> Status:
    """A room in full swing: something in every part of the page."""
    posting = tuple(line(80 + n, text, "offered", expires_at_ms=NOW_MS + 92_000) for n, text in enumerate(LINES))
    warned = advised(host)
    usual = {
        "questions": answered_back(host).questions,
        "outbox": (*lively(host).outbox, *posting, *(one for one in warned.outbox if one.state == "blocked")),
        "offences": warned.offences,
        "moderation_mode": "suggest",
        "chat_mode": "assist",
        "pk": (hostile(host),),
    }
    return msgspec.structs.replace(lively(host), **(usual | changes))


def stopped(host: str = "zh") -> Status:
    return busy(host, panicked=True, alerts=(Alert(subject="disk", kind="disk_low", detail="1 GB", since_ms=NOW_MS),))

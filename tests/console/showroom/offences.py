"""A room whose viewers do not behave."""

from typing import Any

import msgspec

from livebot.views import Status
from livebot.views.base import Why
from livebot.views.moderation import OffenceView, OffenderView
from tests.console.showroom.base import NOW_MS, line, notice
from tests.console.showroom.room import show_status


def offence(n: int, rule: str, text: str, state: str = "suggested", step: str = "warn", **more: Any) -> OffenceView:
    """An offence of one viewer, or of ``names``; what was found is ``data``."""
    names = more.pop("names", (f"Viewer {n}",))
    values: dict[str, Any] = {
        "viewers": tuple(
            OffenderView(viewer_id=f"{n}0{number}", handle=f"handle{n}.{number}", name=name)
            for number, name in enumerate(names)
        ),
        "strikes": 0,
        "at_ms": NOW_MS - n * 4_000,
        "why": Why(kind=rule, data=more.pop("data", {})),
    }
    return OffenceView(n=n, rule=rule, text=text, step=step, state=state, **(values | more))


def unruly(host: str = "zh", **changes: Any) -> Status:
    """A room whose viewers do not behave, and whose lines the market's rules do not all let through."""
    spam = "GANA DINERO DESDE CASA 💰 escríbeme al whatsapp +34 600 000 000"
    reason = "绝对化用语不能用" if host == "zh" else "Absolute claims may not be posted"
    offences = (
        offence(9, "raid", spam, step="mute short", names=tuple(f"user{n:05}" for n in range(7)), comments=7,
                data={"viewers": "7", "within_ms": "20000"}),
        offence(8, "links", "cheaper at win-bags.com everybody", names=("Katya 🌙",), data={"found": "win-bags.com"}),
        offence(7, "repeats", "follow me follow back", step="mute long", strikes=3, comments=4, names=("سارة أحمد",),
                data={"times": "3", "within_ms": "30000"}),
        offence(6, "words", "you are a sc@m", "failed", "mute short", strikes=2, names=("Budi",),
                data={"found": "sc@m"}, reason="the account is not a moderator of this room"),
        offence(5, "contacts", "add me 0812 0000 0000", "done", "remove", names=("Jun-jun",),
                data={"found": "0812 0000 0000"}),
        offence(4, "capitals", "WHEN DOES IT SHIP TO ME", "dry", data={"share": "100"}, comments=12),
        offence(3, "links", "my page: ig.example", "dismissed", data={"found": "ig.example"}),
    )  # fmt: skip
    notices = (
        notice(32, "raid", n="9", viewers="7"),
        notice(33, "moderation_failed", n="6", viewer="Budi", step="mute short",
               reason="the account is not a moderator of this room"),
        notice(34, "moderated", n="5", rule="contacts", viewer="Jun-jun", step="remove"),
        notice(35, "line_blocked", line="7", text="The best bag in the world", word="best", reason=reason),
    )  # fmt: skip
    blocked = line(7, "The best bag in the world", "blocked", word="best", reason=reason, rule="absolute")
    values: dict[str, Any] = {
        "chat_mode": "auto",
        "moderation_mode": "suggest",
        "offences": offences,
        "outbox": (line(1, "Welcome! Type Y if you know our brand", "sent"), blocked),
        "notices": notices,
    }
    return msgspec.structs.replace(show_status(host), **(values | changes))


def advised(host: str = "zh") -> Status:
    """The same room where livebot can only advise."""
    status = unruly(host, chat_mode="assist")
    by_hand = (
        msgspec.structs.replace(item, state="advice") if item.state == "suggested" else item for item in status.offences
    )
    return msgspec.structs.replace(status, offences=tuple(by_hand))

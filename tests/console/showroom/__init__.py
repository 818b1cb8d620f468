"""A room in full swing, for looking at the console."""

from tests.console.showroom.answers import answered_back, reply
from tests.console.showroom.base import NOW_MS, line, notice
from tests.console.showroom.daemon import FakeDaemon, FrozenClock
from tests.console.showroom.offences import advised, offence, unruly
from tests.console.showroom.questions import question
from tests.console.showroom.rhythm import COUNTDOWNS, NATIVE, WINNERS, giveaway, hostile, lively, pk, runsheet
from tests.console.showroom.room import away, show_status

__all__ = [
    "COUNTDOWNS",
    "NATIVE",
    "NOW_MS",
    "WINNERS",
    "FakeDaemon",
    "FrozenClock",
    "advised",
    "answered_back",
    "away",
    "giveaway",
    "hostile",
    "line",
    "lively",
    "notice",
    "offence",
    "pk",
    "question",
    "reply",
    "runsheet",
    "show_status",
    "unruly",
]

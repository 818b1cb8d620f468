"""Results: what polls, quick asks and PKs came to, remembered for the next time and told in its question.

A text that tells of the last time (``{last_winner}``, ``{last_percent}``, ``{last_day}``) is used only if there was a
last time that somebody won; a tie tells nothing.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from livebot.engine.turn import Turn
from livebot.events import Recalled
from livebot.viewers import Memory
from livebot.views.asks import ResultView

if TYPE_CHECKING:
    from livebot.engine.asks.ballots import Ballot, Ballots

KINDS = {"polls": "poll", "quick": "quick", "pk": "pk"}
"""Sections of the rules, and what one of each is called: in the outbox, and where its results are remembered."""
KEPT = 5
LAST_TIME = ("last_winner", "last_percent", "last_day")


class Result(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a poll, a quick ask or a PK came to."""

    closed_at_ms: int
    counts: dict[str, int]
    """Votes or, of a PK, cheers, by key."""
    voters: int
    whole: int
    """What shares are of: the voters or, of a PK, the cheers."""
    winners: list[str] = []
    """The keys that have the most; none if nobody voted."""
    labels: dict[str, str] = {}
    """What the keys stand for, in the host's language."""

    @property
    def most(self) -> int:
        return max(self.counts.values())

    @property
    def percent(self) -> str:
        """Return the winners' share, each."""
        return str(round(100 * self.most / self.whole)) if self.whole else "0"

    @property
    def kind(self) -> str:
        """Return ``winner``, ``tie`` or ``none``."""
        return {0: "none", 1: "winner"}.get(len(self.winners), "tie")


def winners(counts: dict[str, int]) -> list[str]:
    """Return the keys with the most votes; none if there are no votes."""
    most = max(counts.values(), default=0)
    return [key for key, count in counts.items() if count == most] if most else []


def settle(
    turn: Turn, ballots: "Ballots", ballot: "Ballot", *, question: str, labels: dict[str, str], counts: dict[str, int]
) -> Result:
    """Remember what a ballot came to, here and for later sessions, with all that a buyers' team may ask of it.

    ``counts`` are its votes or, of a PK, the cheers.
    """
    voters = len(ballot.votes)
    result = Result(
        closed_at_ms=ballot.closed_at_ms,
        counts=counts,
        voters=voters,
        whole=sum(counts.values()) if ballot.kind == "pk" else voters,
        winners=winners(counts),
        labels=labels,
    )
    ballots.past[ballot.name] = [result, *ballots.past.get(ballot.name, ())][:KEPT]
    persons = turn.people.persons
    languages = Counter(persons[voter].language or "und" for voter in ballot.votes if voter in persons)
    facts = {
        "question": question,
        "result": result.kind,
        "opened_at_ms": ballot.opened_at_ms,
        "viewers": ballot.tally(),
        "languages": dict(sorted(languages.items(), key=lambda item: (-item[1], item[0]))),
        "market": turn.settings.market,
        "timezone": turn.settings.timezone,
    }
    data = msgspec.to_builtins(result) | facts
    turn.remember(Memory(kind=KINDS[ballot.kind], key=ballot.id, data=data))
    return result


def recall(ballots: "Ballots", event: Recalled) -> None:
    """Take in what earlier sessions left."""
    sections = {kind: section for section, kind in KINDS.items()}
    for past in event.memories:
        if (section := sections.get(past.memory.kind)) is None:
            continue
        known = ballots.past.setdefault(f"{section}.{past.memory.key}", [])
        if len(known) < KEPT:
            known.append(msgspec.convert(past.memory.data, Result))


def last_won(past: Iterable[Result]) -> Result | None:
    """Return the newest of some results that has a winner."""
    return next((result for result in past if result.kind == "winner"), None)


def last_time(turn: Turn, result: Result, language: str, labels: dict[str, str]) -> dict[str, str]:
    """Return the words for ``LAST_TIME``; ``labels`` are those that the keys have in that language by now."""
    (key,) = result.winners
    return {
        "last_winner": labels.get(key) or result.labels.get(key, key),
        "last_percent": result.percent,
        "last_day": day_of(result.closed_at_ms, turn.at_ms, turn.settings.timezone, language),
    }


def look(past: Iterable[Result]) -> tuple[ResultView, ...]:
    """Return what others see of the last results."""
    return tuple(
        ResultView(at_ms=one.closed_at_ms, result=",".join(one.winners), votes=dict(one.counts), voters=one.voters)
        for one in past
    )


# --- days ------------------------------------------------------------------------------------------------------

_DAYS = {
    "en": ("today", "yesterday", "last {}", "last {}", "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    "es": ("hoy", "ayer", "el {}", "el {} pasado", "lunes martes miércoles jueves viernes sábado domingo"),
    "pt": (
        "hoje",
        "ontem",
        "{}",
        "{}",
        "na_última_segunda na_última_terça na_última_quarta na_última_quinta na_última_sexta"
        " no_último_sábado no_último_domingo",
    ),
    "id": ("hari ini", "kemarin", "{} lalu", "{} lalu", "Senin Selasa Rabu Kamis Jumat Sabtu Minggu"),
    "vi": (
        "hôm nay",
        "hôm qua",
        "{} vừa rồi",
        "{} tuần trước",
        "thứ_Hai thứ_Ba thứ_Tư thứ_Năm thứ_Sáu thứ_Bảy Chủ_nhật",
    ),
    "th": (
        "วันนี้",
        "เมื่อวาน",
        "{}ที่ผ่านมา",
        "{}ที่แล้ว",
        "วันจันทร์ วันอังคาร วันพุธ วันพฤหัสบดี วันศุกร์ วันเสาร์ วันอาทิตย์",
    ),
    "zh": ("今天", "昨天", "{}", "上{}", "周一 周二 周三 周四 周五 周六 周日"),
}
"""Today, yesterday, a day of the last six, the same day a week ago, and the days' names."""


def day_of(then_ms: int, now_ms: int, timezone: str, language: str) -> str:
    """Return a day as people name it, such as ``last Tuesday``, on the clock of a zone; else ``2026-11-17``."""
    zone = ZoneInfo(timezone)
    then, now = (datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone).date() for at_ms in (then_ms, now_ms))
    words = _DAYS.get(language.partition("-")[0])
    ago = (now - then).days
    if words is None or not 0 <= ago <= 7:
        return then.isoformat()
    today, yesterday, lately, a_week_ago, names = words
    name = names.split()[then.weekday()].replace("_", " ")
    return {0: today, 1: yesterday, 7: a_week_ago}.get(ago, lately).format(name)

"""The rows about moderation: each thing that can go wrong makes one of them wrong."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from livebot.rehearsal.audience import Guest, invite
from livebot.rehearsal.cases import Call
from livebot.rehearsal.order_rows import OrderTable
from livebot.rehearsal.row import Row
from livebot.rehearsal.sayings import Sayings
from livebot.rehearsal.script import CLAIM, CLAIM_RULE, Breach, Comment, Order
from livebot.views.base import Why
from livebot.views.moderation import OffenceView, OffenderView

from .test_rehearse_truth import Show

AUDIENCE = invite(1)
BYSTANDER, *RAIDERS = [guest for guest in AUDIENCE.guests[1:10] if not guest.is_regular]
PEDDLER = AUDIENCE.troublemakers["peddler"].guest
MUTES: list[Call] = [("mute", guest.viewer.id, 60) for guest in RAIDERS]
WARNING = f"{PEDDLER.viewer.name}, no advertising in here please"
REFUSAL = f"{CLAIM_RULE}: {CLAIM!r}: TikTok Shop bars claims that cannot be verified"


def offence(rule: str, text: str, guests: list[Guest], step: str, state: str = "done") -> OffenceView:
    viewers = tuple(OffenderView(viewer_id=g.viewer.id, handle=g.viewer.handle, name=g.viewer.name) for g in guests)
    why = Why(kind=rule)
    return OffenceView(n=1, rule=rule, viewers=viewers, text=text, step=step, state=state, strikes=1, at_ms=0, why=why)


LINK, RAID = offence("links", "link!", [PEDDLER], "warn"), offence("raid", "raid!", RAIDERS, "mute short")


def wrong(
    offences: list[OffenceView],
    calls: list[Call] = MUTES,
    posted: tuple[str, ...] = (WARNING,),
    refusals: tuple[str, ...] = (REFUSAL,),
) -> list[Row]:
    show = Show()(Comment(PEDDLER, "link!", breaks=Breach("links", "link")))(Comment(BYSTANDER, "hello"))
    for raider in RAIDERS:
        show(Comment(raider, "raid!", breaks=Breach("raid", "raid")))
    show(Order(("moderation", "act"), case="raid"))(Order(("say", CLAIM), refused_by=CLAIM_RULE))
    outcome = SimpleNamespace(status=SimpleNamespace(offences=offences), refusals=lambda: list(refusals))
    table = OrderTable(show.truth(), cast("Any", outcome), calls, posted, Sayings("en"))
    return [row for row in table.rows() if not row.is_right]


def names(rows: list[Row]) -> list[str]:
    return [row.what.partition(":")[0].partition(",")[0] for row in rows]


def test_all_as_it_had_to_be() -> None:
    assert wrong([RAID, LINK]) == []


@pytest.mark.parametrize(
    ("offences", "rows"),
    [
        ([LINK], ["Offences found", "Raids"]),
        (
            [LINK, *(offence("raid", "raid!", [raider], "mute short") for raider in RAIDERS)],
            ["Offences found", "Raids"],
        ),
        ([LINK, RAID, offence("repeats", "hello", [BYSTANDER], "warn", "suggested")], ["Offences found", "Innocent"]),
        ([LINK, offence("raid", "raid!", RAIDERS, "mute short", "suggested")], ["Offences found"]),
        ([offence("links", "link!", [PEDDLER], "remove"), RAID], ["Offences found"]),
    ],
)
def test_offences_that_are_missing_doubled_or_not_so(offences: list[OffenceView], rows: list[str]) -> None:
    assert [name.removesuffix(" viewers touched") for name in names(wrong(offences))] == rows


def test_a_mute_that_did_not_come_through_is_named_and_so_is_one_too_many() -> None:
    (row,) = wrong([RAID, LINK], calls=MUTES[1:])
    assert row.differences == (f"@{RAIDERS[0].viewer.handle}: mute 60: expected 1, got 0",)
    touched, done = wrong([RAID, LINK], calls=[*MUTES, ("ban", BYSTANDER.viewer.id, 0)])
    assert touched.differences == (f"@{BYSTANDER.viewer.handle}",)
    assert done.differences == (f"@{BYSTANDER.viewer.handle}: ban: expected 0, got 1",)


def test_a_warning_is_posted_once() -> None:
    for posted in ((), (WARNING, WARNING)):
        (row,) = wrong([RAID, LINK], posted=posted)
        assert row.differences == (f"@{PEDDLER.viewer.handle}: warn: expected 1, got {len(posted)}",)


@pytest.mark.parametrize("refusals", [(), (REFUSAL, "Best price ever"), (f"{CLAIM_RULE}: {CLAIM!r}: ",)])
def test_what_had_to_be_refused_with_its_reason_and_nothing_else(refusals: tuple[str, ...]) -> None:
    assert names(wrong([RAID, LINK], refusals=refusals)) == ["Lines the market's rules stopped"]

"""What must become of breaches: who is an offender, what is done by itself, and what the operator's orders change."""

from collections import Counter

import pytest

from livebot.rehearsal.audience import Guest, Troublemaker, invite, texts_of
from livebot.rehearsal.cases import Cases
from livebot.rehearsal.script import Breach, Comment, Fail, Order, by_hand

AUDIENCE = invite(1)
ONE, TWO, *RAIDERS = [guest for guest in AUDIENCE.guests[1:] if not guest.is_regular]
REGULAR = AUDIENCE.regulars[0]
MODERATOR = AUDIENCE.troublemakers["moderator"].guest
ACT = ("moderation", "act")


@pytest.fixture
def cases() -> Cases:
    return Cases(texts_of("show.yaml")["moderation"])


def breaks(cases: Cases, guest: Guest, rule: str, case: str) -> None:
    cases.breaks(Comment(guest, f"{case}!", breaks=Breach(rule, case)))


def states(cases: Cases) -> dict[str, tuple[str, str]]:
    return {name: (case.step, case.state) for name, case in cases.found.items()}


def test_spam_is_warned_about_at_once_and_the_next_time_muted(cases: Cases) -> None:
    breaks(cases, ONE, "links", "first")
    breaks(cases, ONE, "links", "second")
    breaks(cases, TWO, "words", "other")
    assert states(cases) == {
        "first": ("warn", "done"),
        "second": ("mute short", "done"),
        "other": ("warn", "done"),
    }
    assert cases.warned == [ONE, TWO]
    assert cases.calls == Counter({("mute", ONE.viewer.id, 60): 1})


@pytest.mark.parametrize("guest", [REGULAR, MODERATOR])
def test_who_may_do_anything_is_no_offender(cases: Cases, guest: Guest) -> None:
    breaks(cases, guest, "links", "own page")
    assert (cases.found, cases.warned) == ({}, [])


def test_one_link_is_permitted_and_no_second_one(cases: Cases) -> None:
    cases.orders(Order(("moderation", "permit", ONE.viewer.handle)), ONE)
    breaks(cases, ONE, "links", "permitted")
    breaks(cases, ONE, "links", "not permitted")
    assert cases.found.keys() == {"not permitted"}


def test_a_flood_is_only_shown_until_the_operator_acts_and_a_dry_rule_stays_dry(cases: Cases) -> None:
    breaks(cases, ONE, "flood", "flood")
    breaks(cases, TWO, "capitals", "shouting")
    assert states(cases) == {"flood": ("warn", "suggested"), "shouting": ("warn", "dry")}
    cases.orders(Order((*ACT, "mute long"), case="flood"), None)
    assert states(cases)["flood"] == ("mute long", "done")
    assert cases.calls == Counter({("mute", ONE.viewer.id, 300): 1})


def test_a_mute_that_tiktok_refuses_has_failed_and_one_that_has_to_wait_has_not(cases: Cases) -> None:
    breaks(cases, ONE, "flood", "flood")
    cases.fails(Fail("mutes", "not_moderator"))
    cases.fails(Fail("mutes", "rate_limited"))
    cases.orders(Order((*ACT, "mute short"), case="flood"), None)
    assert (states(cases)["flood"], cases.calls.total()) == (("mute short", "failed"), 0)
    cases.orders(Order(ACT, case="flood"), None)
    assert (states(cases)["flood"], cases.calls.total()) == (("mute short", "done"), 1)


def test_what_is_undone_is_taken_back_and_holds_nothing_against_anybody(cases: Cases) -> None:
    breaks(cases, ONE, "flood", "flood")
    cases.orders(Order((*ACT, "mute short"), case="flood"), None)
    cases.orders(Order(("undo",)), None)
    assert states(cases)["flood"] == ("mute short", "undone")
    assert cases.calls == Counter({("mute", ONE.viewer.id, 60): 1, ("unmute", ONE.viewer.id, 0): 1})
    breaks(cases, ONE, "links", "link")
    assert states(cases)["link"] == ("warn", "done")


def test_a_suggestion_is_dismissed_and_a_removal_by_hand_taken_back(cases: Cases) -> None:
    breaks(cases, ONE, "repeats", "again and again")
    cases.orders(Order(("moderation", "dismiss"), case="again and again"), None)
    cases.orders(Order(("moderation", "remove", TWO.viewer.handle)), TWO)
    cases.orders(Order(("moderation", "dismiss"), case=by_hand(TWO.viewer.handle)), None)
    assert states(cases) == {
        "again and again": ("warn", "dismissed"),
        by_hand(TWO.viewer.handle): ("remove", "undone"),
    }
    assert cases.calls == Counter({("ban", TWO.viewer.id, 0): 1, ("unban", TWO.viewer.id, 0): 1})


def test_a_raid_is_one_offence_and_who_comes_late_gets_what_the_others_got(cases: Cases) -> None:
    *early, late = RAIDERS[:7]
    for raider in early[:-1]:
        breaks(cases, raider, "raid", "raid")
    assert cases.found == {}
    breaks(cases, early[-1], "raid", "raid")
    assert states(cases) == {"raid": ("mute short", "suggested")}
    cases.orders(Order(ACT, case="raid"), None)
    breaks(cases, late, "raid", "raid")
    assert cases.calls == Counter({("mute", raider.viewer.id, 60): 1 for raider in (*early, late)})


def test_troublemakers_are_strangers_with_texts_of_their_own() -> None:
    strangers: list[Troublemaker] = [*AUDIENCE.troublemakers.values(), *AUDIENCE.raiders]
    ids = [one.guest.viewer.id for one in strangers]
    texts = [text for one in strangers for text in one.says]
    assert len({*ids, *(guest.viewer.id for guest in AUDIENCE.guests)}) == len(ids) + len(AUDIENCE.guests)
    assert len(set(texts)) == len(texts)
    assert not any(one.guest.is_regular for one in strangers)

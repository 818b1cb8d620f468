"""The truth of a show: what was heard, and what the script says it means."""

import re
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest

from livebot.rehearsal import cases as cases_module
from livebot.rehearsal import tally as tally_module
from livebot.rehearsal import truth as truth_module
from livebot.rehearsal.audience import Guest, invite
from livebot.rehearsal.connection import Connection, Sent
from livebot.rehearsal.performance import Deed
from livebot.rehearsal.script import (
    ASK,
    CLAIM,
    CLAIM_RULE,
    CODE,
    POLL,
    Act,
    Breach,
    Break,
    Comment,
    Delete,
    DeleteAllOf,
    Give,
    Like,
    Means,
    Order,
    WaitFor,
    What,
)
from livebot.rehearsal.truth import Truth

AUDIENCE = invite(1)
SPANISH = [guest for guest in AUDIENCE.guests if guest.language == "es"]
ENGLISH = [guest for guest in AUDIENCE.guests[1:] if guest.language == "en"]
RED, BLUE = Means("vote", POLL, "A"), Means("vote", POLL, "B")


class Show:
    """Deeds, one a second, with the look-alike's record of each."""

    def __init__(self) -> None:
        self.deeds: list[Deed] = []
        self.came = [0]
        self._ids = count(1)

    def __call__(self, what: What, *, live: bool = True, replayed_to: int = 0, trouble: str = "") -> "Show":
        """``live``: the first connection got it; ``replayed_to``: a later one got it as history."""
        at_ms = 1000 * (len(self.deeds) + 1)
        sent = None
        if not isinstance(what, Order | WaitFor | Break):
            kind = {Comment: "chat", Like: "like", Give: "gift"}.get(type(what), "delete")
            viewer_id = "" if isinstance(what, Delete | DeleteAllOf) else cast("Any", what).guest.viewer.id
            sent = Sent(str(next(self._ids)), kind, "1", at_ms, viewer_id, getattr(what, "text", ""))
            sent.acked_by |= {1} if live else set()
            sent.replayed_to |= {replayed_to} if replayed_to else set()
        self.deeds.append(Deed(Act(at_ms, "", what), at_ms, sent, trouble))
        return self

    def comes_back(self) -> "Show":
        self.came.append(1000 * (len(self.deeds) + 1))
        return self

    def truth(self, language: str = "en") -> Truth:
        came = [
            cast("Connection", type("Came", (), {"number": n, "opened_at_ms": at_ms})())
            for n, at_ms in enumerate(self.came, 1)
        ]
        sent = [deed.sent for deed in self.deeds if deed.sent]
        ended_at_ms = 1000 * (len(self.deeds) + 1)
        return Truth(self.deeds, sent, came, AUDIENCE, host_language=language, ended_at_ms=ended_at_ms)


def vote(guest: Guest, means: Means) -> Comment:
    return Comment(guest, means.key, means)


def ask(guest: Guest, topic: str, text: str = "", tag: str = "") -> Comment:
    return Comment(guest, text or AUDIENCE.topics[topic].ask[guest.language][0], Means("question", topic), tag)


def test_the_truth_does_not_ask_the_engine() -> None:
    for module in (truth_module, tally_module, cases_module):
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        assert not re.search(r"livebot\.(engine|replay|journal|views)", source)


def test_the_last_vote_counts_and_what_nobody_heard_does_not() -> None:
    one, two, three, *_ = SPANISH
    show = Show()(Order(("poll", "open", POLL)))(vote(one, RED))(vote(one, BLUE))(vote(two, RED))
    show(vote(three, RED), live=False)(vote(two, BLUE), live=False)
    assert show.truth().votes() == {one.viewer.id: "B", two.viewer.id: "A"}
    assert show.truth().lost == 2


def test_a_vote_in_history_counts_if_the_poll_is_still_open_then() -> None:
    one, two, *_ = SPANISH
    show = Show()(Order(("poll", "open", POLL)))(vote(one, RED), live=False, replayed_to=2)
    show(vote(two, RED), live=False, replayed_to=3).comes_back()
    show(Order(("poll", "close", POLL)))(WaitFor("result", POLL)).comes_back()
    assert show.truth().votes() == {one.viewer.id: "A"}


def test_answers_and_codes_count_only_live() -> None:
    one, two, *_ = SPANISH
    show = Show()(Comment(one, "sí", Means("answer", ASK, "Y")))
    show(Comment(two, "y", Means("answer", ASK, "Y")), live=False, replayed_to=2)
    show(Comment(one, "🌙🌙🌙", Means("code", CODE)))
    show(Comment(two, "🌙🌙🌙", Means("code", CODE)), live=False, replayed_to=2)
    assert show.truth().answers(ASK) == {one.viewer.id: "Y"}
    assert [use.guest for use in show.truth().code_uses()] == [one]


def test_one_topic_is_one_card_and_each_asker_counts_once() -> None:
    one, two, *_ = SPANISH
    show = Show()(ask(one, "price"))(ask(one, "price"))(ask(two, "price"))(ask(ENGLISH[0], "price"))
    card = show.truth().tally().cards["price"]
    assert card.askers == {one.viewer.id, two.viewer.id, ENGLISH[0].viewer.id}
    assert card.translation == "How much is it?"
    assert show.truth("zh").tally().cards["price"].translation == "这个多少钱？"


def test_a_card_of_the_hosts_own_language_needs_no_translation() -> None:
    assert Show()(ask(ENGLISH[0], "price"))(ask(SPANISH[0], "price")).truth().tally().cards["price"].translation == ""


def test_orders_change_cards_and_asking_again_reopens_what_was_answered() -> None:
    one, two, *_ = SPANISH
    show = Show()(ask(one, "price"))(ask(one, "nosy"))(ask(one, "black"))
    show(Order(("question", "answer"), "price"))(Order(("question", "dismiss"), "nosy"))
    show(Order(("question", "star"), "black"))(Order(("question", "star"), "price"), trouble="no such card")
    cards = show.truth().tally().cards
    assert [(card.state, card.is_starred) for card in cards.values()] == [
        ("answered", False), ("dismissed", False), ("new", True),
    ]  # fmt: skip
    show(ask(two, "price"), live=False, replayed_to=2)
    assert show.truth().tally().cards["price"].state == "answered"
    card = show(ask(two, "price")).truth().tally().cards["price"]
    assert (card.state, card.is_again) == ("new", True)


def test_deleted_comments_leave_their_cards_and_empty_cards_go() -> None:
    one, two, *_ = SPANISH
    show = Show()(ask(one, "price"))(ask(two, "price"))(ask(one, "black"))(ask(two, "pink", tag="bad"))(Delete("bad"))
    assert show.truth().tally().cards.keys() == {"price", "black"}
    show(DeleteAllOf(one))
    assert {topic: card.askers for topic, card in show.truth().tally().cards.items()} == {"price": {two.viewer.id}}
    assert len(show.truth().deleted()) == 3


def test_a_streak_counts_as_its_highest_message_that_arrived() -> None:
    one, *_ = SPANISH
    show = Show()(Give(one, "Rose", 1, group=1))(Give(one, "Rose", 4, group=1))
    show(Give(one, "Rose", 9, group=1, is_end=True), live=False)(Give(one, "Galaxy"))(Give(one, "Galaxy"))(Like(one, 7))
    assert show.truth().gifts() == (6, 2004)
    assert show.truth().likes() == 7


@pytest.mark.parametrize(
    ("votes", "result"),
    [
        ("AAB", "Red wins with 67%!"),
        ("ABB", "Blue wins with 67%!"),
        ("AB", "It is a tie: Red / Blue!"),
        ("", "Nobody voted: type A or B next time!"),
    ],
)
def test_the_result_that_must_be_announced(votes: str, result: str) -> None:
    show = Show()
    for guest, key in zip(SPANISH, votes, strict=False):
        show(vote(guest, Means("vote", POLL, key)))
    (needed,) = show(WaitFor("result", POLL)).truth().needed_lines()
    assert result in needed.texts


def test_what_the_operator_ordered_must_have_been_posted_and_nothing_unknown() -> None:
    show = Show()(Order(("say", "Hello")))(Order(("say", "Never said")), trouble="not live")
    show(Comment(SPANISH[0], "🌙🌙🌙", Means("code", CODE)))
    said, answered = show.truth().needed_lines()
    assert said.texts == {"Hello"}
    assert answered.texts == {f"{SPANISH[0].viewer.name}, welcome to the moonlight family!"}
    assert "Never said" not in show.truth().allowed_lines()
    assert "Tap the heart if you like what you see" in show.truth().allowed_lines()


def test_what_the_market_forbids_is_neither_needed_nor_allowed() -> None:
    truth = Show()(Order(("say", f"Our {CLAIM}!"), refused_by=CLAIM_RULE)).truth("zh")
    assert truth.needed_lines() == []
    assert not any(CLAIM in text.lower() for text in truth.allowed_lines())
    assert truth.refusals() == [f"{CLAIM_RULE}: {CLAIM!r}: TikTok Shop 不许用无法核实的说法"]


def test_who_was_muted_is_not_lost() -> None:
    show = Show()(Comment(SPANISH[0], "hola"), live=False)(Comment(SPANISH[1], "hola"), live=False)
    muted = show.deeds[0].sent
    assert muted is not None
    muted.withheld = "muted"
    assert show.truth().lost == 1


def test_a_breach_that_nobody_heard_is_no_offence() -> None:
    breach = Comment(SPANISH[0], "www.outlet.example", breaks=Breach("links", "link"))
    assert Show()(breach, live=False).truth().cases().found == {}
    truth = Show()(breach).truth()
    assert [case.viewers for case in truth.cases().found.values()] == [{SPANISH[0].viewer.id}]
    (warning,) = truth.needed_lines()
    assert f"{SPANISH[0].viewer.name}, sin publicidad por favor" in warning.texts

"""What must become of questions: which of them share a card, and who is answered in which language."""

from itertools import count

import pytest

from livebot.rehearsal.audience import Guest, invite, texts_of
from livebot.rehearsal.connection import Sent
from livebot.rehearsal.script import Comment, Means, Order
from livebot.rehearsal.tally import BOT, OPERATOR, Answer, Tally

AUDIENCE = invite(1)
COOLDOWN_MS = 40_000
_ids = count(1)


@pytest.fixture
def tally() -> Tally:
    return Tally(AUDIENCE.topics, AUDIENCE.replies, texts_of("show.yaml")["answers"], "en")


def guests(language: str) -> list[Guest]:
    return [guest for guest in AUDIENCE.guests[1:] if guest.language == language]


def ask(tally: Tally, guest: Guest, topic: str, product: str = "", *, at_ms: int = 0, live: bool = True) -> None:
    comment = Comment(guest, f"{topic} {product}?", Means("question", topic, product))
    sent = Sent(str(next(_ids)), "chat", "1", at_ms, guest.viewer.id, comment.text)
    (sent.acked_by if live else sent.replayed_to).add(1)
    tally.asks(comment, sent)


def lines(tally: Tally) -> list[tuple[str, str, str]]:
    return [(answer.by, answer.language, min(answer.texts)) for answer in tally.answers]


def named(text: str, *askers: Guest) -> str:
    return min(
        f"{' '.join(names)} {text}"
        for names in (
            [f"@{guest.viewer.name}" for guest in askers],
            [f"@{guest.viewer.name}" for guest in reversed(askers)],
        )
    )


def test_the_same_is_one_card_in_all_languages_and_another_product_is_another(tally: Tally) -> None:
    (es, *_), (vi, *_), (th, *_) = guests("es"), guests("vi"), guests("th")
    for guest in (es, vi, th):
        ask(tally, guest, "price", "A3")
    ask(tally, es, "price", "B2")
    ask(tally, vi, "red", "B2")
    ask(tally, th, "blue", "B2")
    assert {name: card.languages for name, card in tally.cards.items()} == {
        "price A3": {"es", "vi", "th"},
        "price B2": {"es"},
        "red B2": {"vi"},
        "blue B2": {"th"},
    }


def test_a_prepared_answer_goes_to_all_who_wait_a_line_for_each_language(tally: Tally) -> None:
    (ana, leo, *_), (thao, *_) = guests("es"), guests("vi")
    for guest in (ana, thao, leo, ana):
        ask(tally, guest, "price", "B2")
    tally.orders(Order(("question", "give", "price-b2"), "price B2"))
    assert lines(tally) == [
        (OPERATOR, "es", named("El B2 está hoy a $45, con envío gratis", ana, leo)),
        (OPERATOR, "vi", named("B2 hôm nay $45, miễn phí ship", thao)),
    ]
    ask(tally, thao, "price", "B2")
    assert (tally.cards["price B2"].state, tally.cards["price B2"].is_again) == ("new", True)
    tally.orders(Order(("question", "give", "price-b2"), "price B2"))
    assert lines(tally)[2:] == [(OPERATOR, "vi", named("B2 hôm nay $45, miễn phí ship", thao))]


def test_the_hosts_own_words_go_out_as_they_were_translated(tally: Tally) -> None:
    (ana, *_), (mali, *_) = guests("es"), guests("th")
    ask(tally, ana, "wash")
    ask(tally, mali, "wash")
    tally.orders(Order(("question", "reply", "Yes"), "wash"))
    assert tally.answers == []
    tally.orders(Order(("question", "post"), "wash"))
    words = AUDIENCE.replies["wash"].translations
    assert lines(tally) == [(OPERATOR, "es", named(words["es"], ana)), (OPERATOR, "th", named(words["th"], mali))]
    assert tally.cards["wash"].answered_by == OPERATOR


def test_the_bot_answers_once_in_each_language_until_its_cooldown_is_over(tally: Tally) -> None:
    (ana, leo, mateo, *_), (siti, *_) = guests("es"), guests("id")
    ask(tally, ana, "order")
    ask(tally, leo, "order", at_ms=COOLDOWN_MS - 1)
    ask(tally, siti, "order", at_ms=COOLDOWN_MS - 1)
    assert [answer.language for answer in tally.answers] == ["es", "id"]
    ask(tally, mateo, "order", at_ms=COOLDOWN_MS, live=False)
    assert len(tally.answers) == 2
    ask(tally, ana, "order", at_ms=COOLDOWN_MS)
    card = tally.cards["order"]
    assert tally.answers[2] == Answer(BOT, "order", "es", tally.answers[2].texts)
    assert {f"@{guest.viewer.name}" in min(tally.answers[2].texts) for guest in (ana, leo, mateo)} == {True}
    assert (card.state, card.answered_by, card.is_again) == ("answered", BOT, False)


def test_what_a_colleague_looks_after_stays_there(tally: Tally) -> None:
    ana, leo, *_ = guests("es")
    ask(tally, ana, "where_is_order")
    tally.orders(Order(("question", "handover"), "where_is_order"))
    ask(tally, leo, "where_is_order")
    assert tally.cards["where_is_order"].state == "handed"

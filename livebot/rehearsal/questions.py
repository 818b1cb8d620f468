"""The scenes of questions: which of them belong on one card, and what the operator and the bot answer to whom."""

from livebot.rehearsal.audience import PRANKSTER
from livebot.rehearsal.pen import Pen
from livebot.rehearsal.script import Comment, Delete, Give, Order, WaitFor

PREPARED = "price-b2"
"""Id of an answer in ``show.yaml``."""


def questions(pen: Pen) -> None:
    """A3 is on show. Who asks the same shares a card, whatever the language; unlike questions stay apart."""
    pen.show(pen.at(0), "A3")
    pen.ask(pen.at(0.0), "price")
    pen.ask(pen.at(0.05), "black")
    pen.ask(pen.at(0.1), "nosy")
    pen.ask(pen.at(0.15), "rude", tag="rude")
    for n, (one, other) in enumerate((("red", "blue"), ("size_m", "size_l"), ("to_mexico", "to_brazil"))):
        pen.crowd(0.2 + n / 5, 0.6 + n / 5, one, "es id fr" if one == "to_mexico" else "es id vi es")
        pen.crowd(0.25 + n / 5, 0.55 + n / 5, other, "es fr" if other == "to_brazil" else "id es")
    topics = ("price", "size", "waterproof", "black", "shipping", "battery", "pink", "discount", "skin")
    count = pen.some(13, 3_000)
    for n in range(count):
        pen.ask(pen.at(0.2 + 0.8 * n / count), topics[n] if n < len(topics) else pen.chance.pick(topics))
    pen.ask(pen.at(0.5), "shipping", is_boxed=True)
    pen.add(pen.at(0.6), Delete("rude"))
    for n, text in enumerate(pen.audience.pranks):
        pen.add(pen.at(0.3 + n / 10), Comment(pen.audience.guests[PRANKSTER], text))
    giver = pen.anyone(pen.at(0.5))
    for n in range(1, 6):
        pen.add(pen.at(0.5 + n / 20), Give(giver, "Rose", n, group=1, is_end=n == 5))


def answers(pen: Pen) -> None:
    """B2 is on show. Those who ask its price get what was prepared, a line for each of their three languages."""
    pen.show(pen.at(0), "B2")
    pen.crowd(0.02, 0.2, "price", "es id vi es id")
    pen.crowd(0.1, 0.2, "price", "th id", naming="A3")
    pen.add(pen.at(0.2), WaitFor("merged", "price B2"))
    pen.add(pen.at(0.2), Order(("question", "give", PREPARED), "price B2"))
    pen.add(pen.at(0.2), WaitFor("answered", "price B2"))
    _own_words(pen)
    _hand_over(pen)
    _frequent(pen)


def _own_words(pen: Pen) -> None:
    """Only their translations show that they ask the same; the host's reply is read, translated back, and posted."""
    text = pen.audience.replies["wash"].text[pen.host_language]
    pen.crowd(0.22, 0.4, "wash", "es th pt th")
    pen.add(pen.at(0.4), WaitFor("merged", "wash"))
    pen.add(pen.at(0.4), Order(("question", "reply", text), "wash"))
    pen.add(pen.at(0.4), WaitFor("reply", "wash"))
    pen.add(pen.at(0.4), Order(("question", "post"), "wash"))
    pen.add(pen.at(0.4), WaitFor("answered", "wash"))


def _hand_over(pen: Pen) -> None:
    """What comes after the sale is left to a colleague, also when it is asked again."""
    pen.crowd(0.45, 0.55, "where_is_order", "es id pt")
    pen.add(pen.at(0.55), Order(("question", "handover"), "where_is_order"))
    pen.crowd(0.58, 0.6, "where_is_order", "id")


def _frequent(pen: Pen) -> None:
    """The bot answers by itself, once in each language until its cooldown is over."""
    pen.crowd(0.65, 0.7, "order", "es")
    pen.add(pen.at(0.7), WaitFor("answered", "order"))
    pen.crowd(0.75, 0.8, "order", "es")
    pen.crowd(0.85, 0.9, "order", "id")


def frequent_again(pen: Pen) -> None:
    """The cooldown is over: the bot answers again."""
    pen.add(pen.at(0.3), WaitFor("cooldown", "order"))
    pen.crowd(0.35, 0.4, "order", "es")

"""Prepared answers: chosen by the operator, or given by the bot where ``auto`` allows it.

They are posted at once, a line for each language among the askers, in the wording of the market's language where
nobody wrote another. Every line names those it is for (``askers.py``); what becomes of it is in ``delivery.py``.
"""

from collections.abc import Iterable
from itertools import islice

from livebot.engine.fields import DurationMs, RuleId, RuleModel, Text, Texts
from livebot.engine.questions.askers import LANGUAGES, by_language, each_once, line_to
from livebot.engine.questions.cards import Card, Cards, Member
from livebot.engine.questions.delivery import Gave, Given, deliver
from livebot.engine.questions.same import Topic, called, value
from livebot.engine.text import product_name
from livebot.engine.turn import BOT, Draft, Turn, tag_for

MEASURES = ("number:", "size:")
"""A five that is a size or a count is not product no. 5."""


class AutoRule(RuleModel):
    """The bot gives this answer by itself to whoever asks nothing else, in a language it was written in."""

    cooldown: DurationMs = 180_000
    """How long the bot does not repeat it in the same language."""


class AnswerRule(RuleModel):
    """A prepared answer."""

    id: RuleId
    intent: Text
    """What it answers, such as ``price`` or ``shipping``."""
    product: str = ""
    """The product it is about, as viewers call it (``A3``, ``dress``); empty: any, and questions that name none."""
    texts: Texts
    """What to post, per language; livebot puts the askers' names before it."""
    auto: AutoRule | None = None
    """Without it, only the operator gives this answer."""


def fitting(rules: Iterable[AnswerRule], card: Card) -> list[AnswerRule]:
    """Return the prepared answers to a card, those for its very product first."""
    named = called(card.topic.product) | set(card.topic.words) | _values(card.topic)
    fit = [rule for rule in rules if rule.intent == card.topic.intent and _product(rule) <= named]
    return sorted(fit, key=lambda rule: not rule.product)


def _asks_only(rule: AnswerRule, card: Card) -> bool:
    """True if the card asks for nothing that the rule does not speak of."""
    topic = card.topic
    asked = {*topic.words, *(value(fact) for fact in topic.facts)}
    if rule.product and not (topic.is_shown and _product(rule) <= asked):
        asked |= called(topic.product)  # "a3 and b3 price?"
    return asked <= _product(rule) and not any(fact.startswith(MEASURES) for fact in topic.facts)


def _product(rule: AnswerRule) -> set[str]:
    return called(product_name(rule.product))


def _values(topic: Topic) -> set[str]:
    """Return the things that a question speaks of and that a product may be called."""
    return {value(fact) for fact in topic.facts if not fact.startswith(MEASURES)}


def wordings(turn: Turn, rule: AnswerRule, card: Card) -> dict[str, list[Member]]:
    """Return the askers by the language of the text that they get, the newest first."""
    groups: dict[str, list[Member]] = {}
    for language, askers in by_language(turn, card).items():
        groups.setdefault(turn.pick(rule.texts, language)[0], []).extend(askers)
    newest_first = {tag: sorted(askers, key=lambda member: -member.at_ms) for tag, askers in groups.items()}
    return dict(islice(newest_first.items(), LANGUAGES))


def lines(turn: Turn, card: Card, rule: AnswerRule) -> list[Draft]:
    """Return the lines of a prepared answer to everybody who waits for it."""
    return [line_to(turn, card, askers, rule.texts[tag], tag) for tag, askers in wordings(turn, rule, card).items()]


def note_given(turn: Turn, given: Given, card: Card, rule: AnswerRule, lines: Iterable[Draft]) -> None:
    """Keep the bot from giving an answer that is on its way to the room, or was there a moment ago."""
    for line in lines:
        given.last[f"{rule.id}:{line.language}"] = Gave(at_ms=turn.at_ms, card=card.id)


def give_by_bot(turn: Turn, cards: Cards, card: Card, rules: Iterable[AnswerRule], given: Given) -> bool:
    """Answer the newest comment of a card if a rule allows it; return whether that is all there is to do.

    Within its cooldown an answer was in the room a moment ago, and is not repeated.
    """
    if card.state not in ("new", "answered") and (card.state, card.answered_by) != ("answering", BOT):
        return False
    asker = card.members[-1]
    for rule in fitting(rules, card):
        tag = tag_for(rule.texts, asker.language)
        if rule.auto is None or not tag or not _asks_only(rule, card):
            continue
        if blocks := turn.gate.blocks(rule.texts[tag], tag):
            turn.trace(f"answers.{rule.id}", "blocked", broken=blocks[0].rule, word=blocks[0].word)
            continue
        last = given.last.get(f"{rule.id}:{tag}")
        if last is not None and turn.at_ms < last.at_ms + rule.auto.cooldown:
            turn.trace(f"answers.{rule.id}", "cooldown_room", left_ms=last.at_ms + rule.auto.cooldown - turn.at_ms)
            if card.state == "answered" and card.answered_by == BOT and last.is_posted:
                asker.done_at_ms = turn.at_ms
            return card.state == "answering" or bool(asker.done_at_ms)
        askers = each_once(
            member
            for member in card.members
            if member.language == asker.language
            and (member.at_ms > last.at_ms if last is not None else not member.done_at_ms)
        )
        turn.count("answers_by_bot")
        turn.trace(f"answers.{rule.id}", "answered", fired=True, n=card.id)
        line = line_to(turn, card, askers, rule.texts[tag], tag, is_by_hand=False)
        note_given(turn, given, card, rule, [line])
        deliver(turn, cards, card, [line], BOT)
        return True
    return False

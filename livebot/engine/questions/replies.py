"""Replies in the host's own words.

They are translated for each language of those who wait, shown with what they mean translated back, and posted when
the operator says so.
"""

import re
from itertools import islice

from livebot.effects import Translate
from livebot.engine.questions.askers import LANGUAGES, by_language, line_to
from livebot.engine.questions.cards import Card, Cards, Part, Reply, find
from livebot.engine.text import one_line
from livebot.engine.turn import Draft, Outcome, Turn
from livebot.events import Translated, TranslationFailed

_EFFECT = re.compile(r"(?P<kind>answer|back):(?P<card>\d+):(?P<reply>\d+):(?P<language>.+)")
PHRASEBOOK = "phrasebook"
"""The engine that gives the sense of a question, which is no translation of an answer."""


def compose(turn: Turn, cards: Cards, card: Card, text: str, by: str) -> None:
    """Begin a reply: have it translated for everybody who waits; the one before it is thrown away."""
    reply = Reply(n=cards.next_reply, by=by, text=text)
    cards.next_reply += 1
    card.reply = reply
    target = turn.settings.target_language
    for language in islice(by_language(turn, card), LANGUAGES):
        part = Part(language=language)
        reply.parts.append(part)
        if language == target.partition("-")[0]:  # zh-TW is understood by who wrote zh
            part.text, part.back = text, text
            _check(turn, part)
        else:
            _translate(turn, f"answer:{card.id}:{reply.n}:{language}", text, target, language)


def on_translation(turn: Turn, cards: Cards, event: Translated | TranslationFailed) -> None:
    """Fill in the translation of a reply, or what it means translated back."""
    found = _EFFECT.fullmatch(event.effect_id)
    card = find(cards, int(found["card"])) if found else None
    if found is None or card is None or card.reply is None or card.reply.n != int(found["reply"]):
        return  # another reply was written meanwhile, or none is left
    part = next((part for part in card.reply.parts if part.language == found["language"]), None)
    if part is None:
        return
    text = "" if isinstance(event, TranslationFailed) or event.engine == PHRASEBOOK else one_line(event.text)
    if found["kind"] == "back":
        part.back, part.state = text, "ready"
    elif not text:
        part.state = "failed"
        turn.notify("reply_untranslated", n=card.id, language=part.language)
    else:
        part.text = text
        if _check(turn, part):
            part.state = "checking"
            effect_id = f"back:{card.id}:{card.reply.n}:{part.language}"
            _translate(turn, effect_id, text, part.language, turn.settings.target_language)


def lines(turn: Turn, card: Card) -> list[Draft]:
    """Return what can be posted of a reply: what is translated, to those who still wait for it."""
    askers = by_language(turn, card)
    return [
        line_to(turn, card, askers[part.language], part.text, part.language)
        for part in (card.reply.parts if card.reply is not None else ())
        if part.state in ("checking", "ready") and part.language in askers
    ]


def why_blocked(card: Card) -> Outcome | None:
    """Return which of the market's rules blocks a part of the reply, or None."""
    for part in card.reply.parts if card.reply is not None else ():
        if part.state == "blocked":
            return "blocked", {"word": part.word, "rule": part.rule, "reason": part.reason}
    return None


def _check(turn: Turn, part: Part) -> bool:
    """Return whether a part can be posted: it is short enough, and the market's rules let it pass."""
    part.state = "ready" if len(part.text) <= turn.settings.chat.max_chars else "too_long"
    for block in turn.gate.blocks(part.text, part.language):
        part.state, part.rule, part.word = "blocked", block.rule, block.word
        part.reason = block.reason(turn.settings.host_language)
    return part.state == "ready"


def _translate(turn: Turn, effect_id: str, text: str, source: str, target: str) -> None:
    turn.do(Translate(id=effect_id, text=text, source=source, target=target))

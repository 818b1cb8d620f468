"""Answers back: what the host says to those who asked, in the language they asked in.

    prepared   chosen by the operator, or given by the bot where ``auto`` allows it; posted at once, a line for each
               language among the askers, in the wording of the market's language where nobody wrote another
    reply      in the host's own words: translated for each language, shown with what it means translated back, and
               posted when the operator says so

Every line names those it is for. The card is ``answering`` while its lines are on the way, answered once one is
posted, and waits again if none is.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable

import msgspec

from livebot.effects import Translate
from livebot.engine.cards import Card, Cards, Member, Part, Reply, await_answer, find, set_state
from livebot.engine.fields import DurationMs, RuleId, RuleModel, Text, Texts
from livebot.engine.people import UNKNOWN
from livebot.engine.text import display_name, fold, one_line
from livebot.engine.turn import ANSWER, Draft, Turn
from livebot.events import Translated, TranslationFailed

LANGUAGES = 3
"""One answer goes out in so many languages at most: the lane is slow."""
NAMED = 3
TTL_MS = 120_000
ORIGIN = "answer:"
_EFFECT = re.compile(r"(?P<kind>answer|back):(?P<card>\d+):(?P<reply>\d+):(?P<language>.+)")
BOT = "bot"
PHRASEBOOK = "phrasebook"
"""The engine that gives the sense of a question, which is no translation of an answer."""


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
    """The product it is about, as viewers call it (``A3``); empty: any, and questions that name none."""
    texts: Texts
    """What to post, per language; livebot puts the askers' names before it."""
    auto: AutoRule | None = None
    """Without it, only the operator gives this answer."""


class Given(msgspec.Struct, kw_only=True):
    """When the bot gave its answers, by ``rule:language``."""

    at_ms: dict[str, int] = {}


def origin(card: Card) -> str:
    return f"{ORIGIN}{card.id}"


# --- prepared answers ------------------------------------------------------------------------------------------


def fitting(rules: Iterable[AnswerRule], card: Card) -> list[AnswerRule]:
    """Return the prepared answers to a card, those for its very product first."""
    topic = card.topic
    fit = [rule for rule in rules if rule.intent == topic.intent and (not rule.product or _is_about(rule, card))]
    return sorted(fit, key=lambda rule: not rule.product)


def _is_about(rule: AnswerRule, card: Card) -> bool:
    return set(fold(rule.product).split()) <= {*card.topic.product.split(), *card.topic.words}


def wordings(turn: Turn, rule: AnswerRule, card: Card) -> dict[str, list[str]]:
    """Return the askers' languages by the language of the text that they get."""
    groups: dict[str, list[str]] = {}
    for language in _languages(turn, card):
        groups.setdefault(turn.pick(rule.texts, language)[0], []).append(language)
    return groups


def give(turn: Turn, cards: Cards, card: Card, rule: AnswerRule, by: str) -> None:
    """Post a prepared answer to everybody who waits for it."""
    for wording, languages in wordings(turn, rule, card).items():
        _say(turn, card, rule.texts[wording], _waiting(card, languages), is_by_hand=True)
    await_answer(turn, cards, card, by)


def give_by_bot(turn: Turn, cards: Cards, card: Card, rules: Iterable[AnswerRule], given: Given) -> bool:
    """Answer the newest comment of a card if a rule allows it; return whether that is all there is to do.

    Within its cooldown an answer was in the room a moment ago, and is not repeated.
    """
    if card.state not in ("new", "answering", "answered"):
        return False
    asker = card.members[-1]
    for rule in fitting(rules, card):
        if rule.auto is None or asker.language not in rule.texts or not _asks_only(rule, card):
            continue
        key = f"{rule.id}:{asker.language}"
        last_ms = given.at_ms.get(key)
        if last_ms is not None and turn.at_ms < last_ms + rule.auto.cooldown:
            turn.trace(f"answers.{rule.id}", "cooldown_room", left_ms=last_ms + rule.auto.cooldown - turn.at_ms)
            return card.answered_by == BOT
        since = [member for member in _waiting(card, [asker.language]) if member.at_ms > (last_ms or 0)]
        given.at_ms[key] = turn.at_ms
        turn.count("answers_by_bot")
        turn.trace(f"answers.{rule.id}", "answered", fired=True, n=card.id)
        _say(turn, card, rule.texts[asker.language], since, is_by_hand=False)
        await_answer(turn, cards, card, BOT)
        return True
    return False


def _asks_only(rule: AnswerRule, card: Card) -> bool:
    """True if the card asks for nothing that the rule does not speak of."""
    return not card.topic.facts and set(card.topic.words) <= set(fold(rule.product).split())


def follow(turn: Turn, cards: Cards, lines: Iterable[tuple[str, int, str]]) -> None:
    """See what became of the answers on their way, by origin, time and state of the outbox's lines."""
    lines = [line for line in lines if line[0].startswith(ORIGIN)] if cards.answering else []
    for number in [*cards.answering]:
        card = find(cards, number)
        if card is not None and card.state == "answering":
            own = [
                state
                for origin_, at_ms, state in lines
                if at_ms >= card.answering_since_ms and find(cards, int(origin_.removeprefix(ORIGIN))) is card
            ]
            if not {"sent", "maybe"}.isdisjoint(own):
                set_state(turn, card, "answered", by=card.answered_by)
                turn.count("questions_answered")
            elif not own or {"waiting", "sending", "offered"}.isdisjoint(own):
                set_state(turn, card, "new")
                turn.notify("answer_lost", n=card.id)
            else:
                continue
        cards.answering.remove(number)


# --- the host's own words --------------------------------------------------------------------------------------


def compose(turn: Turn, cards: Cards, card: Card, text: str, by: str) -> None:
    """Begin a reply: have it translated for everybody who waits; the one before it is thrown away."""
    reply = Reply(n=cards.next_reply, by=by, text=text)
    cards.next_reply += 1
    card.reply = reply
    for language in _languages(turn, card):
        part = Part(language=language)
        reply.parts.append(part)
        if language == turn.settings.target_language:
            part.text, part.back = text, text
            _check_length(turn, card, part)
        else:
            _translate(turn, f"answer:{card.id}:{reply.n}:{language}", text, turn.settings.target_language, language)


def on_translation(turn: Turn, cards: Cards, event: Translated | TranslationFailed) -> None:
    """Fill in the translation of a reply, or what it means translated back."""
    found = _EFFECT.fullmatch(event.effect_id)
    card = find(cards, int(found["card"])) if found else None
    if found is None or card is None or card.reply is None or card.reply.n != int(found["reply"]):
        return  # another reply was written meanwhile, or none is left
    part = next(part for part in card.reply.parts if part.language == found["language"])
    text = "" if isinstance(event, TranslationFailed) or event.engine == PHRASEBOOK else one_line(event.text)
    if found["kind"] == "back":
        part.back, part.state = text, "ready"
    elif not text:
        part.state = "failed"
        turn.notify("reply_untranslated", n=card.id, language=part.language)
    else:
        part.text = text
        if _check_length(turn, card, part):
            part.state = "checking"
            _translate(
                turn,
                f"back:{card.id}:{card.reply.n}:{part.language}",
                text,
                part.language,
                turn.settings.target_language,
            )


def post(turn: Turn, cards: Cards, card: Card, by: str) -> bool:
    """Post what is translated of the reply; False if nothing is."""
    parts = card.reply.parts if card.reply is not None else []
    ready = [part for part in parts if part.state in ("checking", "ready")]
    for part in ready:
        _say(turn, card, part.text, _waiting(card, [part.language]), is_by_hand=True)
    if ready:
        card.reply = None
        await_answer(turn, cards, card, by)
    return bool(ready)


def _check_length(turn: Turn, card: Card, part: Part) -> bool:
    fits = len(part.text) <= turn.settings.chat.max_chars
    part.state = "ready" if fits else "too_long"
    return fits


def _translate(turn: Turn, effect_id: str, text: str, source: str, target: str) -> None:
    turn.do(Translate(id=effect_id, text=text, source=source, target=target))


# --- to whom, in which language --------------------------------------------------------------------------------


def _waiting(card: Card, languages: Collection[str] = ()) -> list[Member]:
    """Return those who asked since the last answer, the newest first, each once; of some languages or of all."""
    since = [member for member in reversed(card.members) if not card.is_again or member.at_ms >= card.asked_at_ms]
    found: dict[str, Member] = {}
    for member in [m for m in since if m.language in languages] or since:
        found.setdefault(member.viewer_id, member)
    return list(found.values())


def _languages(turn: Turn, card: Card) -> list[str]:
    """Return the languages that most askers wrote, who waits longest first among equals.

    Where no language is known, it is the one that an answer falls back to.
    """
    counts = Counter(member.language for member in reversed(_waiting(card)) if member.language != UNKNOWN)
    return [language for language, _ in counts.most_common(LANGUAGES)] or [turn.settings.market_language]


def _say(turn: Turn, card: Card, text: str, askers: list[Member], *, is_by_hand: bool) -> None:
    """Post a text with as many of the askers' names before it as there is room for."""
    names = [f"@{display_name(member.name or member.handle)}" for member in askers[:NAMED]]
    while names and len(" ".join((*names, text))) > turn.settings.chat.max_chars:
        names.pop()
    line = " ".join((*names, text))
    turn.say(Draft(text=line, origin=origin(card), priority=ANSWER, ttl_ms=TTL_MS, is_by_hand=is_by_hand))

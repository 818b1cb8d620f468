"""Questions: one card for one question, however many ask it, in whatever language.

    state      means                                    left by
    new        waits                                    claim → claimed, answer → answered, dismiss → dismissed
    claimed    a console has opened it                  release → new, answer → answered, dismiss → dismissed
    answered   the host answered it                     asked again → new (marked "again"), undo
    dismissed  needs no answer                          asked again ten minutes later → new (marked "again"), undo

Two comments are the same question if their words, or those of their translations, are the same once folded, or if they
hold nothing but the same intent ("price?", "harga?", "多少钱"). The younger card of a merge becomes an alias.
"""

import msgspec

from livebot.effects import Translate
from livebot.engine.people import UNKNOWN
from livebot.engine.text import bare, is_word_char
from livebot.engine.turn import Turn
from livebot.events import Commented, Translated, TranslationFailed

MEMBERS_KEPT = 200
CLOSED_KEPT = 100
FORGET_EVERY = 10
"""After so many new cards, closed ones beyond those kept are forgotten."""
DISMISSED_MS = 600_000
"""Asking again within this time of the dismissal keeps it: nothing is hidden for the rest of the show."""
TRANSLATED_CHARS = 500
"""Longer texts are cut for the translator; TikTok's own comments are shorter."""


class Member(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One comment on a card."""

    msg_id: str
    viewer_id: str
    name: str
    handle: str = ""
    text: str
    language: str
    at_ms: int


class Card(msgspec.Struct, kw_only=True, omit_defaults=True):
    id: int
    state: str = "new"
    is_starred: bool = False
    claimed_by: str = ""
    is_again: bool = False
    is_history: bool = False
    intent: str = ""
    translation: str = ""
    translation_state: str = "none"
    engine: str = ""
    asked_at_ms: int
    closed_at_ms: int = 0
    """When it was answered or dismissed last."""
    viewers: dict[str, int] = {}
    """Everyone who asked, and how often."""
    members: list[Member] = []


class Questions(msgspec.Struct, kw_only=True):
    cards: dict[int, Card] = {}
    next_id: int = 1
    by_key: dict[str, int] = {}
    """What makes a comment the same question, to the card."""
    aliases: dict[int, int] = {}


def find(questions: Questions, number: int) -> Card | None:
    """Return the card with that number, also by the number it had before a merge."""
    while number in questions.aliases:
        number = questions.aliases[number]
    return questions.cards.get(number)


def _with_key(questions: Questions, key: str) -> Card | None:
    return find(questions, questions.by_key[key]) if key in questions.by_key else None


def _key(event: Commented) -> str:
    if event.reading.is_bare and event.reading.intent:
        return f"intent:{event.reading.intent}"
    return _text_key(event.text)


def _text_key(text: str) -> str:
    letters = "".join(char if is_word_char(char) else " " for char in bare(text))
    return f"text:{' '.join(letters.split()) or text}"


def on_question(turn: Turn, questions: Questions, event: Commented, language: str) -> None:
    """A viewer asked something: put it on its card, or on a new one."""
    key = _key(event)
    card = _with_key(questions, key)
    turn.count("questions")
    member = Member(
        msg_id=event.msg_id,
        viewer_id=event.viewer.id,
        name=event.viewer.name,
        handle=event.viewer.handle,
        text=event.text,
        language=language,
        at_ms=turn.at_ms,
    )
    if card is None:
        card = _new_card(turn, questions, event, key, language)
    elif not event.is_history and _is_reopened(card, turn.at_ms):
        card.state, card.is_again, card.claimed_by, card.asked_at_ms = "new", True, "", turn.at_ms
        turn.count("questions_again")
        turn.notify("question_again", n=card.id)
    card.is_history &= event.is_history
    card.viewers[member.viewer_id] = card.viewers.get(member.viewer_id, 0) + 1
    card.members.append(member)
    del card.members[:-MEMBERS_KEPT]
    turn.trace("questions", "question", fired=True, n=card.id)


def _is_reopened(card: Card, asked_ms: int) -> bool:
    return card.state == "answered" or (card.state == "dismissed" and asked_ms - card.closed_at_ms >= DISMISSED_MS)


def _new_card(turn: Turn, questions: Questions, event: Commented, key: str, language: str) -> Card:
    card = Card(
        id=questions.next_id,
        intent=event.reading.intent,
        is_history=event.is_history,
        asked_at_ms=turn.at_ms,
    )
    questions.next_id += 1
    questions.cards[card.id] = card
    questions.by_key[key] = card.id
    turn.notify("question", n=card.id)
    if language != turn.settings.target_language.partition("-")[0]:  # zh needs no translation into zh-TW
        card.translation_state = "pending"
        source = "auto" if language == UNKNOWN else language
        text = event.text[:TRANSLATED_CHARS]
        effect_id = f"translate:{card.id}"
        turn.do(Translate(id=effect_id, text=text, source=source, target=turn.settings.target_language))
    _forget_old(questions)
    return card


def on_translation(turn: Turn, questions: Questions, event: Translated | TranslationFailed) -> None:
    """Fill in what the translator found; the same translation as an open card's makes the two one."""
    number = event.effect_id.removeprefix("translate:")
    card = find(questions, int(number)) if number.isdecimal() else None
    if card is None or card.translation_state != "pending":
        return
    if isinstance(event, TranslationFailed):
        card.translation_state = "failed"
        turn.count("untranslated")
        return
    card.translation, card.engine = event.text, event.engine
    if event.engine == "phrasebook":
        card.translation_state = "gist"
        turn.count("gists")
        return
    card.translation_state = "done"
    turn.count("translated")
    if card.state == "dismissed":
        return
    same = _text_key(event.text)
    other = _with_key(questions, same)
    if other is None or other.state == "dismissed":
        questions.by_key[same] = card.id
    elif other is not card:
        _merge(turn, questions, *sorted((other, card), key=lambda either: either.id))


def _merge(turn: Turn, questions: Questions, older: Card, younger: Card) -> None:
    older.members = sorted([*older.members, *younger.members], key=lambda member: member.at_ms)[-MEMBERS_KEPT:]
    for viewer_id, times in younger.viewers.items():
        older.viewers[viewer_id] = older.viewers.get(viewer_id, 0) + times
    older.is_starred |= younger.is_starred
    older.is_history &= younger.is_history
    if younger.state != "answered":
        if older.state == "answered":
            older.state, older.is_again, older.asked_at_ms = "new", True, younger.asked_at_ms
        if younger.state == "claimed" and older.state == "new":
            older.state, older.claimed_by = "claimed", younger.claimed_by
    del questions.cards[younger.id]
    questions.aliases[younger.id] = older.id
    turn.count("questions_merged")


def on_deleted(turn: Turn, questions: Questions, msg_ids: frozenset[str], viewer_ids: frozenset[str]) -> int:
    """Take deleted comments off their cards, and cards without comments away; return how many comments went."""
    gone = 0
    for card in list(questions.cards.values()):
        kept = [m for m in card.members if m.msg_id not in msg_ids and m.viewer_id not in viewer_ids]
        if len(kept) == len(card.members) and viewer_ids.isdisjoint(card.viewers):
            continue
        gone += len(card.members) - len(kept)
        for member in card.members:
            if member.msg_id in msg_ids:
                _take_back(card, member.viewer_id)
        card.viewers = {viewer_id: times for viewer_id, times in card.viewers.items() if viewer_id not in viewer_ids}
        card.members = kept
        if not kept:
            _remove(questions, card)
    turn.count("comments_deleted", gone)
    return gone


def _take_back(card: Card, viewer_id: str) -> None:
    card.viewers[viewer_id] -= 1
    if not card.viewers[viewer_id]:
        del card.viewers[viewer_id]


def _remove(questions: Questions, card: Card) -> None:
    del questions.cards[card.id]
    questions.by_key = {key: number for key, number in questions.by_key.items() if number != card.id}


def _forget_old(questions: Questions) -> None:
    """Now and then, because it looks at every card."""
    if questions.next_id % FORGET_EVERY == 0:
        for card in closed(questions)[CLOSED_KEPT:]:
            _remove(questions, card)


def closed(questions: Questions) -> list[Card]:
    """Return the answered and dismissed cards, the last one first."""
    cards = (card for card in questions.cards.values() if card.state in ("answered", "dismissed"))
    return sorted(cards, key=lambda card: (-card.closed_at_ms, -card.id))


def set_state(turn: Turn, card: Card, state: str, *, by: str = "") -> None:
    """Answer, dismiss, claim (``by`` a console) or release a card."""
    card.state, card.claimed_by = state, by if state == "claimed" else ""
    if state in ("answered", "dismissed"):
        card.is_again, card.closed_at_ms = False, turn.at_ms


def release_all(turn: Turn, questions: Questions, by: str) -> None:
    """Give back every card that a console has claimed."""
    for card in questions.cards.values():
        if card.state == "claimed" and card.claimed_by == by:
            set_state(turn, card, "new")


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """A card's standing before it was answered or dismissed, for undo. Whoever had claimed it has closed it since."""

    id: int
    state: str
    is_again: bool


def standing(card: Card) -> Before:
    return Before(id=card.id, state="new" if card.state == "claimed" else card.state, is_again=card.is_again)


def restore(questions: Questions, before: Before) -> bool:
    """Undo; False if the card is gone, or was asked again since."""
    card = find(questions, before.id)
    if card is None or card.state not in ("answered", "dismissed"):
        return False
    card.state, card.is_again = before.state, before.is_again
    return True

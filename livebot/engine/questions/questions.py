"""Questions: one card for one question, however many ask it, in whatever language.

A comment goes on the card with the same topic (``same.py``): by its own words at once, and by those of its translation
when that comes, which makes two cards one; the younger becomes an alias. Cards and their states are in ``cards.py``.
"""

from functools import lru_cache

from livebot.effects import Translate
from livebot.engine.crowd.people import UNKNOWN
from livebot.engine.lines.chat import Lane
from livebot.engine.match import WordFinder
from livebot.engine.questions.cards import CLOSED, Card, Cards, Member, find, forget_old, note_topic, remove, with_topic
from livebot.engine.questions.delivery import drop_lines
from livebot.engine.questions.same import contradict, is_faithful, topic
from livebot.engine.text import fold
from livebot.engine.turn import Turn
from livebot.events import Commented, Translated, TranslationFailed

MEMBERS_KEPT = 200
DISMISSED_MS = 600_000
"""Asking again within this time of the dismissal keeps it: nothing is hidden for the rest of the show."""
TRANSLATED_CHARS = 500
"""Longer texts are cut for the translator; TikTok's own comments are shorter."""
PHRASEBOOK = "phrasebook"
"""The engine that gives the sense of what is asked, not the words."""
STRONGEST = ("answering", "claimed", "handed", "new", "answered")
"""Which of two cards' states is that of both when they merge."""
ORDER = "order"
"""``Reading.about`` of after-sales questions."""


def on_question(turn: Turn, cards: Cards, event: Commented, language: str, *, shown_product: str) -> Card:
    """A viewer asked something: put it on its card, or on a new one."""
    asked = topic(event.reading, event.text, shown_product)
    card = with_topic(cards, asked)
    turn.count("questions")
    member = Member(
        msg_id=event.msg_id,
        viewer_id=event.viewer.id,
        name=event.viewer.name,
        handle=event.viewer.handle,
        text=event.text,
        language=language,
        at_ms=turn.at_ms,
        standing=_standing(turn, event),
    )
    if card is None:
        card = Card(
            id=cards.next_id,
            topic=asked,
            about=event.reading.about,
            shown_product=shown_product,
            is_history=event.is_history,
            asked_at_ms=turn.at_ms,
        )
        cards.next_id += 1
        cards.cards[card.id] = card
        turn.notify("question", n=card.id)
        forget_old(cards)
    if not card.members or card.translation_state == "ignored":
        _translate(turn, card, event, language)
    note_topic(cards, asked, card)
    card.is_history &= event.is_history
    card.viewers[member.viewer_id] = card.viewers.get(member.viewer_id, 0) + 1
    card.members.append(member)
    if event.is_history and card.state in CLOSED:  # it is answered already, as far as anybody knows
        member.done_at_ms = turn.at_ms
    _cut(card)
    turn.trace("questions", "question", fired=True, n=card.id)
    return card


def _cut(card: Card) -> None:
    """Keep the newest members; what a viewer said again since goes first, so that nobody crowds others out."""
    while len(card.members) > MEMBERS_KEPT:
        newest = {member.viewer_id: place for place, member in enumerate(card.members)}
        repeats = (place for place, member in enumerate(card.members) if newest[member.viewer_id] != place)
        del card.members[next(repeats, 0)]


def _standing(turn: Turn, event: Commented) -> tuple[str, ...]:
    person = turn.people.persons.get(event.viewer.id)
    signs = {
        "buyer": event.reading.about == ORDER,
        "gifter": person is not None and person.is_gifter,
        "regular": event.profile.sessions > 0,
    }
    return tuple(name for name, holds in signs.items() if holds)


def reopen(turn: Turn, card: Card) -> None:
    """It was asked again: what was answered waits anew, and so does what was dismissed a while ago."""
    if card.state == "answered" or (card.state == "dismissed" and turn.at_ms - card.closed_at_ms >= DISMISSED_MS):
        card.state, card.is_again, card.answered_by, card.asked_at_ms = "new", True, "", turn.at_ms
        turn.count("questions_again")
        turn.notify("question_again", n=card.id)


def _translate(turn: Turn, card: Card, event: Commented, language: str) -> None:
    settings = turn.settings
    if language == settings.target_language.partition("-")[0]:  # zh needs no translation into zh-TW
        return
    ignored = settings.ignored
    if (
        language in ignored.languages
        or event.viewer.handle.lower() in ignored.viewers
        or _finder(ignored.words).find(fold(event.text))
    ):
        card.translation_state = "ignored"
        return
    card.translation_state = "pending"
    card.translation = settings.gists.get(card.topic.intent, "")
    card.engine = PHRASEBOOK if card.translation else ""
    source = "auto" if language == UNKNOWN else language
    text = event.text[:TRANSLATED_CHARS]
    turn.do(Translate(id=f"translate:{card.id}", text=text, source=source, target=settings.target_language))


_finder = lru_cache(maxsize=8)(WordFinder)


def on_translation(turn: Turn, cards: Cards, event: Translated | TranslationFailed) -> None:
    """Fill in what the translator found; the same translation as an open card's makes the two one."""
    number = event.effect_id.removeprefix("translate:")
    card = find(cards, int(number)) if number.isdecimal() else None
    if card is None or card.translation_state != "pending":
        return
    if isinstance(event, Translated):
        card.translation, card.engine = event.text, event.engine
    elif not card.translation:
        card.translation_state = "failed"
        turn.count("untranslated")
        return
    if isinstance(event, TranslationFailed) or event.engine == PHRASEBOOK:
        card.translation_state = "gist"
        turn.count("gists")
        return
    card.translation_state = "done"
    turn.count("translated")
    if card.state == "dismissed":
        return
    translated = topic(event.reading, event.text, card.shown_product)
    if not is_faithful(translated, card.topic):
        return
    other = with_topic(cards, translated)
    if other is None or other.state == "dismissed":
        note_topic(cards, translated, card)
    elif other is not card and not contradict(card.topic, other.topic):
        _merge(turn, cards, *sorted((other, card), key=lambda either: either.id))


def _merge(turn: Turn, cards: Cards, older: Card, younger: Card) -> None:
    older.members = sorted([*older.members, *younger.members], key=lambda member: member.at_ms)
    _cut(older)
    for viewer_id, times in younger.viewers.items():
        older.viewers[viewer_id] = older.viewers.get(viewer_id, 0) + times
    older.is_starred |= younger.is_starred
    older.is_history &= younger.is_history
    older.reply = older.reply or younger.reply
    _merge_states(older, younger)
    del cards.cards[younger.id]
    cards.aliases[younger.id] = older.id
    turn.count("questions_merged")


def _merge_states(older: Card, younger: Card) -> None:
    strongest = min(older, younger, key=lambda card: STRONGEST.index(card.state))
    if older.state == "answered" and strongest is younger:
        older.is_again, older.asked_at_ms = True, younger.asked_at_ms
    older.answering_from = "handed" if "handed" in (older.state, younger.state) else strongest.answering_from
    older.is_told = strongest.is_told
    older.state, older.claimed_by, older.answered_by = strongest.state, strongest.claimed_by, strongest.answered_by
    older.closed_at_ms = max(older.closed_at_ms, younger.closed_at_ms)


def on_deleted(turn: Turn, cards: Cards, lane: Lane, msg_ids: frozenset[str], viewer_ids: frozenset[str]) -> int:
    """Take deleted comments off their cards, and cards without comments away; return how many comments went.

    An answer that is not posted yet may name who is gone: it is taken back.
    """
    gone, empty = 0, []
    if cards.pinned is not None and (cards.pinned.msg_id in msg_ids or cards.pinned.viewer_id in viewer_ids):
        cards.pinned = None
    for card in cards.cards.values():
        kept = [m for m in card.members if m.msg_id not in msg_ids and m.viewer_id not in viewer_ids]
        if len(kept) == len(card.members) and viewer_ids.isdisjoint(card.viewers):
            continue
        gone += len(card.members) - len(kept)
        drop_lines(turn, cards, lane, card)
        for member in card.members:
            if member.msg_id in msg_ids:
                _take_back(card, member.viewer_id)
        card.viewers = {viewer_id: times for viewer_id, times in card.viewers.items() if viewer_id not in viewer_ids}
        card.members = kept
        if not kept:
            empty.append(card)
    remove(cards, empty)
    turn.count("comments_deleted", gone)
    return gone


def _take_back(card: Card, viewer_id: str) -> None:
    card.viewers[viewer_id] -= 1
    if not card.viewers[viewer_id]:
        del card.viewers[viewer_id]

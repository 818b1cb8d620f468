"""``livebot report``: what became of a session's questions, and which were never answered."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby

from livebot.engine.cards import CLOSED, Card
from livebot.engine.room import Room
from livebot.events import Connected, SessionClosed
from livebot.ports import SessionSummary, Step
from livebot.safe import clean, cut
from livebot.wording import Words, duration

WORDING_CELLS = 70


def text_report(summary: SessionSummary, steps: Iterable[Step]) -> str:
    """Return the report in the host's language, or in English."""
    room, live_ms, last_ms = Room(), 0, 0
    for step in steps:
        room.step(step.event)
        if not isinstance(step.event, SessionClosed):  # it may come long after the show
            last_ms = room.state.at_ms
        if isinstance(step.event, Connected):
            live_ms = live_ms or room.state.at_ms
    words = Words(room.state.settings.host_language)
    lines = [
        words("report.title", session=summary.session_id, room=clean(summary.room)),
        words("report.when", day=_clock(live_ms, "%Y-%m-%d %H:%M"), length=duration(last_ms - live_ms))
        if live_ms
        else words("report.never_live"),
        "",
        *_totals(words, room),
        "",
        *_unanswered(words, room, last_ms),
    ]
    if summary.touched:
        lines += ["", words("report.touched")]
    return "\n".join(lines)


def _totals(words: Words, room: Room) -> list[str]:
    counters = room.state.ledger.counters
    figures = {
        "asked": counters.get("questions", 0),
        "cards": room.state.questions.next_id - 1 - len(room.state.questions.aliases),
        "answered": counters.get("questions_answered", 0),
        "bot": counters.get("answers_by_bot", 0),
        "handed": counters.get("questions_handed", 0),
        "dismissed": counters.get("questions_dismissed", 0),
        "untranslated": counters.get("untranslated", 0) + counters.get("gists", 0),
    }
    return [words("report.questions", **figures), words("report.outcomes", **figures)]


def _unanswered(words: Words, room: Room, end_ms: int) -> list[str]:
    """Return those still waiting at the end, by what they ask, product and language; most asked first."""
    waiting = [card for card in room.state.questions.cards.values() if card.state not in CLOSED]
    if not waiting:
        return [words("report.none_missed")]

    def group(card: Card) -> tuple[bool, str, str]:
        return not card.topic.intent, card.topic.intent, card.topic.product

    lines = [words("report.missed", n=len(waiting))]
    for (_, intent, product), cards in groupby(sorted(waiting, key=group), key=group):
        asks = room.state.settings.gists.get(intent) or intent.replace("_", " ") or words("report.other")
        lines += ["", "  " + " · ".join(filter(None, (asks, cut(product, WORDING_CELLS))))]
        for card in sorted(cards, key=lambda card: (_languages(card), -len(card.viewers), card.asked_at_ms)):
            lines += _card(words, card, end_ms)
    return lines


def _card(words: Words, card: Card, end_ms: int) -> list[str]:
    state = words(f"state.{card.state}") if card.state in ("answering", "handed") else ""
    signs = ", ".join(words(f"standing.{sign}") for sign in sorted({s for m in card.members for s in m.standing}))
    facts = [
        f"#{card.id} ×{len(card.viewers)}",
        _languages(card),
        words("report.asked_at", at=_clock(card.asked_at_ms, "%H:%M"), waited=duration(end_ms - card.asked_at_ms)),
        *filter(None, (signs, state)),
    ]
    original = f"      {cut(card.members[0].text, WORDING_CELLS)}"
    translation = [f"      → {cut(card.translation, WORDING_CELLS)}"] if card.translation else []
    return [f"    {'  '.join(facts)}", original, *translation]


def _languages(card: Card) -> str:
    return " ".join(dict.fromkeys(member.language for member in card.members))


def _clock(at_ms: int, form: str) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone().strftime(form)

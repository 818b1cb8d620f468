"""``livebot report``: what viewers did in a session, and which of their questions were never answered."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from livebot.engine.cards import CLOSED, Card
from livebot.engine.room import Room
from livebot.engine.view import look
from livebot.events import Connected, LiveEnded
from livebot.ports import SessionSummary, Step
from livebot.report_figures import interaction_lines, newcomer_lines
from livebot.report_wordings import code_lines, wording_lines
from livebot.safe import clean, cut
from livebot.wording import Words, duration

WORDING_CELLS = 70
LANGUAGE_CELLS = 8


def text_report(summary: SessionSummary, steps: Iterable[Step]) -> str:
    """Return the report in the host's language, or in English."""
    room, live_ms, end_ms = Room(), 0, 0
    for step in steps:
        room.step(step.event)
        if isinstance(step.event, Connected):
            live_ms, end_ms = live_ms or room.state.at_ms, 0
        elif isinstance(step.event, LiveEnded):  # what comes after it may come much later
            end_ms = end_ms or room.state.at_ms
    end_ms = end_ms or room.state.at_ms
    words, seen = Words(room.state.settings.host_language), look(room)
    lines = [
        words("report.title", session=summary.session_id, room=clean(summary.room)),
        words("report.when", day=_clock(live_ms, "%Y-%m-%d %H:%M"), length=duration(end_ms - live_ms))
        if live_ms
        else words("report.never_live"),
        "",
        *interaction_lines(words, seen),
        *newcomer_lines(words, seen.newcomers),
        *wording_lines(words, seen),
        *code_lines(words, seen),
        "",
        *_totals(words, room),
        "",
        *_unanswered(words, room, end_ms),
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
    """Return those still waiting at the end, by what they ask and of which product; most asked first."""
    waiting = [card for card in room.state.questions.cards.values() if card.state not in CLOSED]
    if not waiting:
        return [words("report.none_missed")]
    groups: dict[tuple[str, str], list[Card]] = {}
    for card in waiting:
        groups.setdefault((card.topic.intent, card.topic.product), []).append(card)

    def rank(group: tuple[str, str]) -> tuple[bool, int, tuple[str, str]]:
        return not group[0], -sum(len(card.viewers) for card in groups[group]), group

    languages = Counter(language for card in waiting for language in _languages(card))
    by_language = "  ".join(f"{language} {count}" for language, count in languages.most_common())
    lines = [words("report.missed", n=len(waiting)), words("report.languages", counts=by_language)]
    for intent, product in sorted(groups, key=rank):
        asks = room.state.settings.gists.get(intent) or words.intent(intent) or words("report.other")
        lines += ["", "  " + " · ".join(filter(None, (asks, cut(product, WORDING_CELLS))))]
        for card in sorted(groups[intent, product], key=lambda card: (_languages(card), -len(card.viewers), card.id)):
            lines += _card(words, card, end_ms)
    return lines


def _card(words: Words, card: Card, end_ms: int) -> list[str]:
    """Return how many asked, in which languages, when and who; then the first wording and what it means."""
    state = words(f"state.{card.state}") if card.state in ("answering", "handed") else ""
    signs = ", ".join(words(f"standing.{sign}") for sign in sorted({s for m in card.members for s in m.standing}))
    facts = [
        f"#{card.id}  ×{len(card.viewers)}",
        " ".join(_languages(card)),
        words("report.asked_at", at=_clock(card.asked_at_ms, "%H:%M"), waited=duration(end_ms - card.asked_at_ms)),
        *filter(None, (signs, state)),
    ]
    is_gist = card.translation_state in ("pending", "gist")
    translation = f"{'≈' if is_gist else '→'} {cut(card.translation, WORDING_CELLS)}" if card.translation else ""
    texts = filter(None, (cut(card.members[0].text, WORDING_CELLS), translation))
    return [f"    {'  '.join(facts)}", *(f"        {text}" for text in texts)]


def _languages(card: Card) -> list[str]:
    return list(dict.fromkeys(cut(member.language, LANGUAGE_CELLS) for member in card.members))


def _clock(at_ms: int, form: str) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone().strftime(form)

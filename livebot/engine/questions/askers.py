"""Who waits for an answer to a card, in which language, and the line that tells them."""

from collections import Counter
from collections.abc import Iterable

from livebot.engine.crowd.people import UNKNOWN
from livebot.engine.questions.cards import Card, Member, origin
from livebot.engine.turn import ANSWER, Draft, Turn

LANGUAGES = 3
"""One answer goes out in so many wordings at most: the lane is slow."""
NAMED = 3
TTL_MS = 120_000


def waiting(card: Card) -> list[Member]:
    """Return those whom nobody has answered, by their newest comments, the newest first."""
    return each_once(member for member in card.members if not member.done_at_ms)


def by_language(turn: Turn, card: Card) -> dict[str, list[Member]]:
    """Return those who wait, or else all who asked, by the language to answer them in.

    The language that most wrote comes first, who waits longest among equals. Those whose language nobody knows go
    with them; where no language is known, it is the one that an answer falls back to.
    """
    asking = waiting(card) or each_once(card.members)
    known = Counter(member.language for member in reversed(asking) if member.language != UNKNOWN)
    ranked = [language for language, _ in known.most_common()] or [turn.settings.market_language]
    groups: dict[str, list[Member]] = {language: [] for language in ranked}
    for member in asking:
        groups[ranked[0] if member.language == UNKNOWN else member.language].append(member)
    return groups


def line_to(
    turn: Turn, card: Card, askers: list[Member], text: str, language: str, *, is_by_hand: bool = True
) -> Draft:
    """Return the line that tells askers a text, with as many of their names before it as there is room for."""
    names = [f"@{turn.name_of(member.name, member.handle)}" for member in askers[:NAMED]]
    while names and len(" ".join((*names, text))) > turn.settings.chat.max_chars:
        names.pop()
    return Draft(
        text=" ".join((*names, text)),
        origin=origin(card),
        priority=ANSWER,
        ttl_ms=TTL_MS,
        is_by_hand=is_by_hand,
        language=language,
        told=tuple(sorted({UNKNOWN, language, *(member.language for member in askers)})),
    )


def each_once(members: Iterable[Member]) -> list[Member]:
    """Return each viewer's newest comment, the newest first."""
    found: dict[str, Member] = {}
    for member in reversed([*members]):
        found.setdefault(member.viewer_id, member)
    return list(found.values())

"""What must become of every question of the show: on which card it is, and which answers are posted to whom.

Told like the rest of the truth (``truth.py``) from the script alone: it says which comments belong on one card.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

from livebot.rehearsal.audience import Guest, OwnWords, Topic
from livebot.rehearsal.connection import Sent
from livebot.rehearsal.script import Comment, Order

OPERATOR, BOT = "operator", "bot"


@dataclass
class Card:
    """A question as it must stand in the queue at the end."""

    name: str
    """See ``Means.card``."""
    translation: str
    """Empty if the first asker wrote the host's language."""
    asked: list[tuple[Guest, Sent]] = field(default_factory=list)
    """Who asked, and the comments, those taken away excepted."""
    state: str = "new"
    answered_by: str = ""
    is_starred: bool = False
    is_again: bool = False
    waiting: list[Guest] = field(default_factory=list)
    """Those who asked since the last answer, in that order."""

    @property
    def askers(self) -> set[str]:
        """Ids of the viewers."""
        return {sent.viewer_id for _, sent in self.asked}

    @property
    def comments(self) -> set[tuple[str, str]]:
        """Viewer id and text."""
        return {(sent.viewer_id, sent.text) for _, sent in self.asked}

    @property
    def languages(self) -> set[str]:
        return {guest.language for guest, _ in self.asked}


@dataclass(frozen=True)
class Answer:
    """A line that must be posted exactly once."""

    by: str
    card: str
    language: str
    texts: frozenset[str]
    """Its possible wordings: the names may stand in any order."""


class Tally:
    """Follows the show: what was asked, what the operator did, and what the bot must have done by itself."""

    def __init__(
        self,
        topics: Mapping[str, Topic],
        replies: Mapping[str, OwnWords],
        rules: Sequence[Mapping[str, Any]],
        host_language: str,
    ) -> None:
        """``rules`` are the prepared answers of ``show.yaml``."""
        self.cards: dict[str, Card] = {}
        self.answers: list[Answer] = []
        self._topics = topics
        self._replies = replies
        self._rules = rules
        self._host_language = host_language
        self._given_at_ms: dict[tuple[str, str], int] = {}
        """Rule and language to when the bot gave that answer."""

    def asks(self, comment: Comment, sent: Sent) -> None:
        """Somebody asks; who is heard only as history gets no answer from the bot, and moves no card."""
        name, guest = comment.means.card, comment.guest
        if name not in self.cards:
            is_foreign = guest.language != self._host_language
            gloss = self._topics[comment.means.of].gloss[self._host_language]
            self.cards[name] = Card(name, gloss if is_foreign else "")
        card = self.cards[name]
        card.asked.append((guest, sent))
        if sent.acked_by and not self._is_told_by_bot(card, comment, sent.at_ms) and card.state == "answered":
            card.state, card.is_again, card.answered_by, card.waiting = "new", True, "", []
        card.waiting.append(guest)

    def orders(self, order: Order) -> None:
        """The operator does something with a card."""
        card, (_, verb, *rest) = self.cards[order.card], order.words
        match verb:
            case "star":
                card.is_starred = not card.is_starred
            case "dismiss":
                card.state = "dismissed"
            case "handover":
                card.state = "handed"
            case "answer":
                self._answered(card, OPERATOR)
            case "give":
                self._posts(card, next(rule["texts"] for rule in self._rules if rule["id"] == rest[0]))
            case "post":
                self._posts(card, self._replies[card.name].translations)

    def takes_away(self, is_deleted: set[str]) -> None:
        """A moderator deletes comments, by their message ids, none of which anybody answers; cards without any go."""
        for card in self.cards.values():
            card.asked = [(guest, sent) for guest, sent in card.asked if sent.msg_id not in is_deleted]
        self.cards = {name: card for name, card in self.cards.items() if card.asked}

    def _posts(self, card: Card, texts: Mapping[str, str]) -> None:
        """The operator's answer goes to all who wait, a line for each of their languages: the script has it in all."""
        for language in dict.fromkeys(guest.language for guest in card.waiting):
            self._says(OPERATOR, card, language, texts[language], card.waiting)
        self._answered(card, OPERATOR)

    def _is_told_by_bot(self, card: Card, comment: Comment, at_ms: int) -> bool:
        """Let the bot answer; return whether that is all there is to do, because it has or just did."""
        language = comment.guest.language
        for rule in self._rules:
            if "auto" not in rule or rule["intent"] != comment.means.of or language not in rule["texts"]:
                continue
            last_ms = self._given_at_ms.get((rule["id"], language))
            if last_ms is not None and at_ms - last_ms < _cooldown_ms(rule):
                return card.answered_by == BOT
            since = [guest for guest, sent in card.asked if last_ms is None or sent.at_ms > last_ms]
            self._says(BOT, card, language, rule["texts"][language], since)
            self._given_at_ms[rule["id"], language] = at_ms
            self._answered(card, BOT)
            return True
        return False

    def _says(self, by: str, card: Card, language: str, text: str, askers: list[Guest]) -> None:
        """Post a text to those of ``askers`` who write the language."""
        names = [f"@{guest.viewer.name}" for guest in dict.fromkeys(askers) if guest.language == language]
        texts = frozenset(" ".join((*order, text)) for order in permutations(names))
        self.answers.append(Answer(by, card.name, language, texts))

    def _answered(self, card: Card, by: str) -> None:
        card.state, card.is_again, card.answered_by, card.waiting = "answered", False, by, []


def _cooldown_ms(rule: Mapping[str, Any]) -> int:
    return int(rule["auto"]["cooldown"].removesuffix("s")) * 1000

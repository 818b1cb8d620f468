"""The gate: what a market does not let a host's tools post, and why.

A market's pack (``config/markets/us.yaml`` …) names words and patterns; every line that livebot could post is held
against it in the chat lane, whoever wrote it. What is found inside an ``unless`` phrase is excused: "best wishes"
excuses the "best" in it, and no other.
"""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Annotated, Literal

import msgspec
from pydantic import Field, StringConstraints, model_validator

from livebot.engine.fields import Language, RuleId, RuleModel, Text, Texts, Words
from livebot.engine.match import WordFinder, check_pattern, compile_regex
from livebot.engine.moderation.disguise import WordList, forms
from livebot.engine.moderation.redirect import contact, links
from livebot.engine.text import fold

EVERY = "und"
"""Words under this tag are looked for whatever the language is; the others in texts of their language, and in those
whose language nobody knows."""

About = Literal["claim", "link", "contact", "price", "urgency", "giveaway", "disclosure"]
Sure = Literal["official", "secondary", "weak"]
WordsByLanguage = dict[Language, Words]
QuietHours = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")]
"""``02:00-07:00``, by the clock of ``settings.timezone``; may go past midnight."""


SourceDate = Annotated[str, StringConstraints(pattern=r"^(\d{4}(-\d\d){0,2}|undated)$")]
"""``2025-11-13``, ``2025-11``, ``2025`` or ``undated``."""


class Sourced(RuleModel):
    """Something a market demands, and how we know."""

    source: Text
    """Where it says so: a page's address or name."""
    source_date: SourceDate
    """When that was written, as far as it says."""
    sure: Sure = "secondary"
    """``official`` (the platform's or the law's own text), ``secondary`` (others tell of it) or ``weak``."""
    reason: Texts
    """Why, in the languages of hosts."""


class MarketRule(Sourced):
    """What a line may not say."""

    id: RuleId
    about: About
    """``urgency`` counts only where the pack says that urgency is unwelcome."""
    words: WordsByLanguage = Field(default_factory=dict)
    """Neither these nor patterns: whatever livebot itself takes for a link or a contact."""
    patterns: Words = ()
    """RE2, against the folded line: small letters, plain digits."""
    unless: Words = ()
    """Phrases inside which a find is excused; of a rule about links without words: domains that may be named."""

    @model_validator(mode="after")
    def _finds_something(self) -> "MarketRule":
        if not self.words and not self.patterns and self.about not in ("link", "contact"):
            raise ValueError("this rule finds nothing: write words or patterns")
        for word in (*(word for words in self.words.values() for word in words), *self.unless):
            check_pattern("word", word)
        for pattern in self.patterns:
            check_pattern("regex", pattern)
        return self


class Giveaways(Sourced):
    """What a market says of giveaways."""

    mode: Literal["native", "draw"] = "native"
    """``native``: only the platform's own tool. ``draw``: an own draw is possible."""


class MarketPack(RuleModel):
    """A market's rules, as written in ``config/markets``."""

    market: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    name: Texts
    updated: date
    """When somebody last held it against its sources."""
    giveaways: Giveaways | None = None
    urgency: Literal["allowed", "unwelcome"] = "allowed"
    quiet_hours: tuple[QuietHours, ...] = ()
    """When livebot says nothing by itself."""
    rules: tuple[MarketRule, ...] = ()
    banned_words: WordsByLanguage = Field(default_factory=dict)
    """What viewers may not write, for moderation."""
    banned_words_from: str = ""
    """Who wrote that list, and under which licence."""

    @model_validator(mode="after")
    def _words_can_match(self) -> "MarketPack":
        for word in (word for words in self.banned_words.values() for word in words):
            check_pattern("word", word)
        return self


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of the market that a line breaks."""

    rule: str
    about: str
    word: str
    """What in the line breaks it, folded."""
    reasons: dict[str, str]

    def reason(self, language: str) -> str:
        """Return why, in the host's language or else in English."""
        return self.reasons.get(language) or self.reasons.get("en") or next(iter(self.reasons.values()))


class Gate:
    """A pack, compiled. Without one, everything passes."""

    def __init__(self, pack: MarketPack | None = None) -> None:
        self.pack = pack
        rules = pack.rules if pack is not None else ()
        is_urgency_fine = pack is not None and pack.urgency == "allowed"
        self._rules = [rule for rule in rules if not (rule.about == "urgency" and is_urgency_fine)]
        self._words = [
            (rule, language, word)
            for rule in self._rules
            for language, words in rule.words.items()
            for word in map(fold, words)
        ]
        self._finder = WordFinder(word for _, _, word in self._words)
        self._patterns = [(rule, compile_regex(pattern)) for rule in self._rules for pattern in rule.patterns]
        self._unless = {rule.id: WordFinder(map(fold, rule.unless)) for rule in self._rules}
        self._leading_out = [rule for rule in self._rules if not rule.words and not rule.patterns]
        banned = pack.banned_words.values() if pack is not None else ()
        self._banned = WordList(word for words in banned for word in words)
        self._known = lru_cache(maxsize=1024)(self._blocks)

    def blocks(self, text: str, language: str = "") -> list[Block]:
        """Return the rules that a line breaks, each once; ``language`` is the line's, empty if nobody knows."""
        return list(self._known(text, language)) if self._rules else []

    def lets_name(self, name: str) -> bool:
        """Return whether a viewer's name may stand in a line: no advertisement, claim or insult, however disguised.

        Viewers choose their names, and would have livebot say things.
        """
        if links(name) or contact(name) or self._banned.find(name):
            return False
        return not any(self.blocks(form) for form in forms(name))

    def _blocks(self, text: str, language: str) -> tuple[Block, ...]:
        folded = fold(text)
        found: dict[str, Block] = {}
        for rule, start, end in self._finds(folded, language.partition("-")[0]):
            excused = ((from_, to) for _, from_, to in self._unless[rule.id].find(folded))
            if rule.id not in found and not any(from_ <= start and end <= to for from_, to in excused):
                found[rule.id] = _block(rule, folded[start:end])
        for rule in self._leading_out:
            hosts = links(text, [fold(domain) for domain in rule.unless]) if rule.about == "link" else []
            if word := contact(text) if rule.about == "contact" else "".join(hosts[:1]):
                found[rule.id] = _block(rule, word)
        return tuple(found.values())

    def _finds(self, folded: str, language: str) -> Iterator[tuple[MarketRule, int, int]]:
        for index, start, end in self._finder.find(folded):
            rule, tag, _ = self._words[index]
            if tag == EVERY or not language or tag.partition("-")[0] == language:
                yield rule, start, end
        for rule, pattern in self._patterns:
            for match in pattern.finditer(folded):
                yield rule, match.start(), match.end()


def _block(rule: MarketRule, word: str) -> Block:
    return Block(rule=rule.id, about=rule.about, word=word, reasons=dict(rule.reason))


def blocks(pack: MarketPack, text: str, language: str = "") -> list[Block]:
    """Return the rules of a pack that a line breaks. For one line; a ``Gate`` is compiled once for many."""
    return Gate(pack).blocks(text, language)

"""What moderation looks for in a comment, and what it remembers of viewers to find it.

Answers to polls and asks, and code phrases, are what the host wants many times over: they are no repeats and no flood.
Nor are short exclamations, emoji and questions asked again, which every show is full of. What many new viewers copy
from a line of the host, the shop or livebot they were asked to type: that is no raid.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Literal

import msgspec

from livebot.engine.lines.gate import EVERY, MarketPack
from livebot.engine.moderation.disguise import WordList, forms
from livebot.engine.moderation.redirect import contact, links
from livebot.engine.moderation.rules import BannedWords, ModerationRule, Watch
from livebot.engine.text import fold
from livebot.events import Commented
from livebot.viewers import Viewer

REPEATABLE = 5
"""Shorter texts may be repeated (``wow``, ``hola``); Chinese and the like count double."""
COINCIDENCE = 16
"""Shorter texts are often written by many at once (``happy birthday``)."""
NEWCOMER_COMMENTS = 2
"""Who wrote no more than that, today or ever, is new."""
VIEWERS_KEPT = 5_000
TEXTS_KEPT = 500
ASKED_KEPT = 20
ASKED_MS = 180_000
"""So long after the host, or livebot, wrote something, viewers copy it because they were asked to."""

Standing = Literal["new", "seen", "known"]
"""Of a viewer: ``known`` are those who were here before, follow or subscribe, ``seen`` those who chatted today."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that a comment breaks."""

    rule: str
    mode: str
    """``dry``, ``suggest`` or ``auto``."""
    data: dict[str, str] = {}
    key: str = ""
    """Of a raid: the letters of its text."""
    viewers: tuple[Viewer, ...] = ()


class Habit(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a viewer wrote lately."""

    at_ms: list[int] = []
    texts: list[tuple[int, str]] = []


class Wave(msgspec.Struct, kw_only=True):
    """Who wrote the same text lately."""

    at_ms: list[int] = []
    viewers: list[Viewer] = []
    known_ms: int = 0
    """When somebody known wrote it too: it is what the host asked for, and no raid."""


class Memory(msgspec.Struct, kw_only=True):
    """Both with the latest last, and bounded."""

    habits: dict[str, Habit] = {}
    waves: dict[str, Wave] = {}
    asked: list[tuple[int, str]] = []
    """When the host, an own account or livebot wrote something, and its letters."""


class WordWatch:
    """Finds banned words, the market's and the shop's own, whether or not moderation acts on them."""

    def __init__(self, rule: BannedWords, pack: MarketPack | None) -> None:
        self._words = _banned(rule, pack)
        self._list = WordList(word for _, word in self._words)

    def find(self, text: str, languages: Collection[str]) -> tuple[str, str] | None:
        """Return a banned word of a text as it stands there and as it is listed; ``languages`` as of ``look``."""
        for index, word in self._list.find(text).items():
            language, banned = self._words[index]
            if language == EVERY or not languages or language in languages:
                return word, banned
        return None


class Watchman:
    """The rules of moderation, compiled. Derived from them, so not part of the state."""

    def __init__(self, rule: ModerationRule, pack: MarketPack | None) -> None:
        self.rule = rule
        self.words = WordWatch(rule.rules.words or BannedWords(), pack)
        allow = rule.rules.links.allow if rule.rules.links else ()
        self._domains = tuple(fold(domain).removeprefix("https://").removeprefix("www.") for domain in allow)

    def look(
        self,
        memory: Memory,
        event: Commented,
        at_ms: int,
        *,
        languages: Collection[str],
        standing: Standing,
        is_raid: bool = False,
    ) -> list[Finding]:
        """Return the rules that a comment breaks, the most serious first.

        ``languages`` are those it may be in, none if nobody knows; ``standing`` is its writer's. With ``is_raid`` a
        raid with its text goes on: one more is enough.
        """
        said, shown = self._said(event.text, languages), self._shown(event.text)
        raid = self._raid(memory, event, at_ms, standing, is_raid=is_raid)
        return [*said, *raid, *self._done(memory, event, at_ms), *shown]

    def hear_known(self, memory: Memory, key: str, at_ms: int) -> None:
        """Note that somebody known wrote a text."""
        if self._may_be_raid(key):
            self._wave(memory, key).known_ms = at_ms

    def hear_own(self, memory: Memory, text: str, at_ms: int) -> None:
        """Note what the host, an own account or livebot wrote: who copies that was asked to."""
        if self._is_on(self.rule.rules.raid):
            memory.asked = [*memory.asked, (at_ms, gist(text))][-ASKED_KEPT:]

    # --- one comment by itself --------------------------------------------------------------------------------

    def _said(self, text: str, languages: Collection[str]) -> Iterator[Finding]:
        rules = self.rule.rules
        if self._is_on(rules.links) and (hosts := links(text, self._domains)):
            yield self._finding("links", rules.links, found=hosts[0])
        if self._is_on(rules.contacts) and (found := contact(text)):
            yield self._finding("contacts", rules.contacts, found=found)
        if self._is_on(rules.words) and (banned := self.words.find(text, languages)) is not None:
            yield self._finding("words", rules.words, found=banned[0], word=banned[1])

    def _shown(self, text: str) -> Iterator[Finding]:
        rules = self.rule.rules
        if rules.capitals and self._is_on(rules.capitals):
            upper, lower = sum(map(str.isupper, text)), sum(map(str.islower, text))
            letters = upper + lower
            if letters >= rules.capitals.min_letters and 100 * upper >= rules.capitals.share * letters:
                yield self._finding("capitals", rules.capitals, share=round(100 * upper / letters))
        if rules.symbols and self._is_on(rules.symbols):
            chars = [char for char in _CHEER.sub("", text) if not char.isspace()]
            signs = sum(map(_is_sign, chars))
            if len(chars) >= rules.symbols.min_chars and 100 * signs >= rules.symbols.share * len(chars):
                yield self._finding("symbols", rules.symbols, share=round(100 * signs / len(chars)))
        if rules.length and self._is_on(rules.length) and len(text) > rules.length.max:
            yield self._finding("length", rules.length, chars=len(text), max=rules.length.max)

    # --- comments together ------------------------------------------------------------------------------------

    def _done(self, memory: Memory, event: Commented, at_ms: int) -> Iterator[Finding]:
        key = gist(event.text)
        asks = bool(event.reading.intent)
        habit = memory.habits.pop(event.viewer.id, None) or Habit()
        memory.habits[event.viewer.id] = habit
        if len(memory.habits) > VIEWERS_KEPT:
            del memory.habits[next(iter(memory.habits))]
        repeats, flood = self.rule.rules.repeats, self.rule.rules.flood
        if repeats and self._is_on(repeats) and not asks and weight(key) >= REPEATABLE:
            since = [said for said in habit.texts if said[0] > at_ms - repeats.within]
            habit.texts = [*since, (at_ms, key)][-50:]
            if sum(said == key for _, said in habit.texts) >= repeats.times:
                habit.texts = []
                yield self._finding("repeats", repeats, times=repeats.times, within_ms=repeats.within)
        if flood and self._is_on(flood):
            habit.at_ms = [*(at for at in habit.at_ms if at > at_ms - flood.within), at_ms]
            if len(habit.at_ms) >= flood.comments:
                habit.at_ms = []
                yield self._finding("flood", flood, times=flood.comments, within_ms=flood.within)

    def _raid(
        self, memory: Memory, event: Commented, at_ms: int, standing: Standing, *, is_raid: bool
    ) -> Iterator[Finding]:
        raid, key, viewer = self.rule.rules.raid, gist(event.text), event.viewer
        if raid is None or standing == "seen" or event.reading.intent or not self._may_be_raid(key):
            return
        if any(at_ms <= said_ms + ASKED_MS and key in said for said_ms, said in memory.asked):
            return
        if standing == "known":
            self.hear_known(memory, key, at_ms)
            return
        wave = self._wave(memory, key)
        others = [
            (when, who)
            for when, who in zip(wave.at_ms, wave.viewers, strict=True)
            if when > at_ms - raid.within and who.id != viewer.id
        ]
        last = [*others[1 - raid.viewers :], (at_ms, viewer)]
        wave.at_ms, wave.viewers = [when for when, _ in last], [who for _, who in last]
        if is_raid or (len(last) >= raid.viewers and at_ms >= wave.known_ms + raid.within):
            finding = self._finding("raid", raid, viewers=len(last), within_ms=raid.within)
            yield msgspec.structs.replace(finding, key=key, viewers=tuple(wave.viewers))

    def _may_be_raid(self, key: str) -> bool:
        return self._is_on(self.rule.rules.raid) and weight(_once(key)) >= COINCIDENCE

    def _wave(self, memory: Memory, key: str) -> Wave:
        """Return who wrote a text, as the one written last."""
        wave = memory.waves.pop(key, None) or Wave()
        memory.waves[key] = wave
        if len(memory.waves) > TEXTS_KEPT:
            del memory.waves[next(iter(memory.waves))]
        return wave

    # --- helpers ----------------------------------------------------------------------------------------------

    def _is_on(self, watch: Watch | None) -> bool:
        return watch is not None and watch.mode != "off"

    def _finding(self, name: str, watch: Watch | None, **data: object) -> Finding:
        assert watch is not None
        own = watch.mode or ("suggest" if name == "raid" else self.rule.mode)
        return Finding(rule=name, mode=own, data={name: str(value) for name, value in data.items()})


@lru_cache(maxsize=4096)
def gist(text: str) -> str:
    """Return the letters of a text and nothing else: what is the same in ``SALE!! 12`` and ``s a l e 💥 77``."""
    return "".join(char for char in forms(text)[-1] if unicodedata.category(char)[0] in "LM")


def weight(key: str) -> int:
    """Return how much a text says, in letters of an alphabet."""
    return len(key) + sum(char >= "\u2e80" for char in key)


def _once(key: str) -> str:
    """Return what is said over and over once: ``me`` of ``mememe``."""
    return key[: (key + key).find(key, 1)] if key else ""


def _banned(rule: BannedWords, pack: MarketPack | None) -> list[tuple[str, str]]:
    """Return language and word of everything that is banned."""
    allowed = {fold(word) for word in rule.allow}
    lists = [pack.banned_words] if pack is not None else []
    every = {(tag, word) for words in (*lists, rule.add) for tag in words for word in words[tag]}
    return sorted((tag, word) for tag, word in every if fold(word) not in allowed)


_CHEER = re.compile("[\u200d\u20e3\u2600-\u27bf\ufe00-\ufe0f\U0001f000-\U0001fbff]")
"""Emoji and what belongs to them."""


def _is_sign(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS" or "\u0300" <= char <= "\u036f"

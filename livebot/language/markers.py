"""Words that give a language away, compiled from ``markers.yaml``."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from livebot.language.resources import compiled, load

_EXACT = 4.0
_WITHOUT_ACCENTS = 2.0
"""Log-odds for a word of one language only."""
_ROMANISED_START = -5.0
"""Log-odds of romanised writing before any of its words was seen."""
_ROMANISED_WORDS = 2
"""Fewer of its words are chance."""

_ACCENTS = re.compile("[\u0300-\u036f]")
_SPECIAL_LETTERS = str.maketrans("đıłø", "dilo")


def plain(word: str) -> str:
    """A casefolded word without the accents of Latin and Cyrillic letters, as people type it in a hurry."""
    if word.isascii():
        return word
    letters = _ACCENTS.sub("", unicodedata.normalize("NFD", word)).translate(_SPECIAL_LETTERS)
    return unicodedata.normalize("NFC", letters)


def words_of(text: str) -> list[str]:
    """The casefolded words of a text; for scripts with spaces."""
    folded = text.casefold().replace("\u0307", "").replace("’", "'")
    return [stripped for word in folded.split() if (stripped := word.strip("'-"))]


def evidence(words: Iterable[str]) -> dict[str, float]:
    """What the words add to each language's log-odds. A word shared by several languages counts less for each."""
    weights = _weights()
    found: dict[str, float] = {}
    for word in words:
        for language, weight in weights.get(word, ()):
            found[language] = found.get(language, 0.0) + weight
    return found


def knows_all(words: Iterable[str]) -> bool:
    """Whether each of the words tells something of its language."""
    return all(map(_weights().__contains__, words))


def romanised(words: Iterable[str]) -> dict[str, float]:
    """Log-odds, whole and not added, of languages that are written here in Latin letters against their habit."""
    weights = _romanised_weights()
    found: dict[str, list[float]] = {}
    for word in words:
        for language, weight in weights.get(word, ()):
            found.setdefault(language, []).append(weight)
    return {lang: _ROMANISED_START + sum(hits) for lang, hits in found.items() if len(hits) >= _ROMANISED_WORDS}


def is_japanese(text: str) -> bool:
    """Whether a text in Chinese characters alone holds some that only Japanese uses."""
    return _japanese().search(text) is not None


@compiled
def _weights() -> dict[str, tuple[tuple[str, float], ...]]:
    return _weigh(load("markers.yaml")["words"])


@compiled
def _romanised_weights() -> dict[str, tuple[tuple[str, float], ...]]:
    latin = _weights()
    return {
        word: tuple((language, weight / (1 + len(latin.get(word, ())))) for language, weight in entries)
        for word, entries in _weigh(load("markers.yaml")["romanised"]).items()
    }


@compiled
def _japanese() -> re.Pattern[str]:
    return re.compile("|".join(load("markers.yaml")["japanese"]))


def _weigh(lists: Mapping[str, Iterable[str]]) -> dict[str, tuple[tuple[str, float], ...]]:
    exact: dict[str, set[str]] = {}
    for language, words in lists.items():
        for word in words:
            exact.setdefault(word, set()).add(language)
    without_accents: dict[str, set[str]] = {}
    for word, languages in exact.items():
        without_accents.setdefault(plain(word), set()).update(languages)
    table = {}
    for word in exact.keys() | without_accents.keys():
        sure = exact.get(word, set())
        maybe = without_accents.get(word, set()) - sure
        table[word] = (
            *((language, _EXACT / len(sure)) for language in sorted(sure)),
            *((language, _WITHOUT_ACCENTS / len(sure | maybe)) for language in sorted(maybe)),
        )
    return table

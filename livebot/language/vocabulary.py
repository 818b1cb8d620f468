"""Every phrase of the word lists in one table, so that a comment is searched once for all of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from livebot.language.markers import plain
from livebot.language.phrases import Found, Phrases, Text, fold
from livebot.language.resources import compiled, load

SPOKEN_EVERYWHERE = "en"
"""Viewers of every language write "size" and "price"."""

QUESTION, INTENT, FILLER, DETAIL = range(4)
"""The lists, as places in ``Hits``."""

_QUESTION_KINDS = ("any", "start", "end", "short", "topic", "own", "not", "statement", "praise")
_LONG = 6
"""Letters of words that are no others without their accents."""
_INTENT_KINDS = ("say", "weak", "thing", "with", "unless")


class Entry(NamedTuple):
    """What a phrase stands for."""

    list: int
    """``QUESTION``, ``INTENT``, ``FILLER`` or ``DETAIL``."""
    language: str
    kind: str
    """The section of its list."""
    value: str
    """The intent, or the detail in its form for all languages."""


Hit = Found[Entry]


class Hits(NamedTuple):
    """The phrases of a comment, by list."""

    question: list[Hit]
    intent: list[Hit]
    filler: list[Hit]
    detail: list[Hit]
    language: str = ""
    """The likeliest of the languages that were looked for; empty if any would do."""


def find(text: Text, languages: Collection[str] = ()) -> Hits:
    """Return the phrases of ``text`` in one of ``languages`` (tags, the likeliest first; any if none is given)."""
    question, intent, filler, detail = lists = list[Hit](), list[Hit](), list[Hit](), list[Hit]()
    for hit in phrases().find(text, {*languages, SPOKEN_EVERYWHERE} if languages else ()):
        lists[hit.value.list].append(hit)
    return Hits(question, intent, filler, detail, next(iter(languages), ""))


@compiled
def phrases() -> Phrases[Entry]:
    """Built once, in about a tenth of a second."""
    forms = ((form, entry.language, entry) for entry, phrase in _entries() for form in _forms(entry, phrase))
    return Phrases(dict.fromkeys(forms))  # two words may be one without their accents


def _entries() -> Iterator[tuple[Entry, str]]:
    for language, kinds in load("lexicon.yaml")["languages"].items():
        for kind in _QUESTION_KINDS:
            for phrase in kinds.get(kind, ()):
                yield Entry(QUESTION, language, kind, ""), phrase
    for intent, kinds in load("phrasebook.yaml")["intents"].items():
        for kind in _INTENT_KINDS:
            for language, said in kinds.get(kind, {}).items():
                for phrase in said:
                    yield Entry(INTENT, language, kind, intent), phrase
    for language, said in load("phrasebook.yaml")["filler"].items():
        for phrase in said:
            yield Entry(FILLER, language, "", ""), phrase
    for language, groups in load("details.yaml")["details"].items():
        for group, terms in groups.items():
            for value, phrase in _terms(group, terms):
                yield Entry(DETAIL, language, group, value), phrase


def _terms(group: str, terms: Mapping[str, Iterable[str]] | Iterable[str]) -> Iterator[tuple[str, str]]:
    """The values and phrases of a group: ``colour:red`` and "rojo"; a mere list has its group as the value."""
    if not isinstance(terms, Mapping):
        yield from ((group, phrase) for phrase in terms)
        return
    for name, said in terms.items():
        value = name if group in ("fit", "aspect", "ask") else f"{group}:{name}"
        yield from ((value, phrase) for phrase in said)


def _forms(entry: Entry, phrase: str) -> set[str]:
    """The phrase as it stands and as it is typed without accents."""
    folded = fold(phrase)
    if entry.list == QUESTION and entry.kind != "short" and " " not in phrase:
        # "que" is no "qué", but "que talla" is "qué talla", and "tendras" is "tendrás"
        is_plain_too = entry.kind in ("start", "topic", "praise") and len(folded) >= _LONG
        return {folded, plain(folded)} if is_plain_too else {folded}
    if entry.list == DETAIL and entry.language == "vi":
        return {folded}  # "do" is more often "đó" than "đỏ"
    return {folded, plain(folded)}

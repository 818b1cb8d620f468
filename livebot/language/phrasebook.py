"""What a comment asks, by the shipped phrases (``phrasebook.yaml``): the offline half of understanding a question."""

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from livebot.language.clean import visible
from livebot.language.markers import plain
from livebot.language.phrases import Found, Phrases, Text, fold
from livebot.language.resources import load

SPOKEN_EVERYWHERE = "en"
"""Viewers of every language write "size" and "price"."""


class Asked(NamedTuple):
    intent: str
    """The phrasebook's name for what is asked; empty if nothing was found."""
    is_bare: bool
    """Nothing is left but the intent's own words, politeness and filler."""


NOTHING = Asked("", False)


class _Entry(NamedTuple):
    language: str
    intent: str
    kind: str
    """``say``, ``weak`` or ``unless``; ``filler`` has no intent."""


def intent(text: str, languages: Collection[str] = ()) -> Asked:
    """What ``text`` asks if it is written in one of ``languages`` (tags; any language if none is given)."""
    return find(Text(visible(text)), languages)


def find(text: Text, languages: Collection[str] = ()) -> Asked:
    """The same for a text that is prepared already."""
    found = [hit for hit in _questions().find(text) if _is_spoken(hit, languages)]
    voided = [hit for hit in found if hit.value.kind == "unless"]
    said = [hit for hit in found if hit.value.kind != "unless" and not any(_covers(v, hit) for v in voided)]
    if not said:
        return NOTHING
    best = max(said, key=lambda hit: (hit.value.kind == "say", hit.end - hit.start, -hit.start)).value.intent
    filler = [hit for hit in _filler().find(text) if _is_spoken(hit, languages)]
    return Asked(best, _is_covered(text.folded, [*filler, *(hit for hit in said if hit.value.intent == best)]))


def gist(intent: str, target: str) -> str | None:
    """What the intent asks, in the language ``target``; None if the phrasebook cannot say it in that language."""
    glosses: dict[str, str] = load("phrasebook.yaml")["intents"].get(intent, {}).get("gloss", {})
    return glosses.get(target) or glosses.get(target.partition("-")[0])


@cache
def _questions() -> Phrases[_Entry]:
    return Phrases(
        (form, _Entry(language, intent, kind))
        for intent, sections in load("phrasebook.yaml")["intents"].items()
        for kind in ("say", "weak", "unless")
        for language, phrases in sections.get(kind, {}).items()
        for form in _forms(phrases)
    )


@cache
def _filler() -> Phrases[_Entry]:
    return Phrases(
        (form, _Entry(language, "", "filler"))
        for language, phrases in load("phrasebook.yaml")["filler"].items()
        for form in _forms(phrases)
    )


def _is_spoken(hit: Found[_Entry], languages: Collection[str]) -> bool:
    return not languages or hit.value.language in languages or hit.value.language == SPOKEN_EVERYWHERE


def _forms(phrases: list[str]) -> set[str]:
    """Each phrase as it stands and as it is typed without accents."""
    folded = {fold(phrase) for phrase in phrases}
    return folded | {plain(phrase) for phrase in folded}


def _covers(outer: Found[_Entry], inner: Found[_Entry]) -> bool:
    return outer.value.intent == inner.value.intent and outer.start <= inner.start and inner.end <= outer.end


def _is_covered(text: str, hits: Collection[Found[_Entry]]) -> bool:
    """True if every letter and digit of the text is inside one of the places."""
    covered: set[int] = set()
    for hit in hits:
        covered.update(range(hit.start, hit.end))
    return all(at in covered or not char.isalnum() for at, char in enumerate(text))

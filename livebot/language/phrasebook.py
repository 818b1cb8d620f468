"""What a comment asks, by the phrases of ``phrasebook.yaml``: the offline half of understanding a question."""

import re
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from livebot.language.clean import visible
from livebot.language.details import details, is_aside
from livebot.language.phrases import Text
from livebot.language.resources import compiled, load
from livebot.language.vocabulary import Hit, Hits
from livebot.language.vocabulary import find as find_phrases

LANGUAGES = (
    "en", "es", "pt", "fr", "de", "it", "vi", "th", "id", "ms", "tl", "ja", "ko", "zh", "ar", "ru", "hi", "tr", "pl",
)  # fmt: skip
"""Every intent has phrases in these."""
HOST_LANGUAGES = ("zh", "en", "es", "id", "vi", "th")
"""Every intent has a gloss in these."""


class Asked(NamedTuple):
    intent: str
    """The phrasebook's name for what is asked; empty if nothing was found."""
    is_named: bool = False
    """A phrase asks just this: not merely "how much", and no "size" that is part of "size M"."""
    is_request: bool = False
    """Saying it is asking, even without a question word."""
    details: tuple[str, ...] = ()
    """What it asks about besides the intent; see ``Reading.details``."""

    @property
    def is_bare(self) -> bool:
        """Nothing is asked but the intent."""
        return bool(self.intent) and not self.details


NOTHING = Asked("")
STOCK, SIZE, SHIP = "stock", "size", "ship"
_ASKS = {"fit": SIZE, "restock": STOCK, "cod": SHIP}
"""Details that ask something even if no phrase does: "when will you get more"."""
_OF_ONE = frozenset(("size", "colour", "item", "goods"))
_CODE = re.compile("item:[a-z]")
"""A product's code: who names one wants to see it ("show A3"), but "show me number 5" is said to others too."""


def intent(text: str, languages: Collection[str] = ()) -> Asked:
    """What ``text`` asks if it is written in one of ``languages`` (tags; any language if none is given)."""
    prepared = Text(visible(text))
    return find(prepared, find_phrases(prepared, languages))


def find(text: Text, hits: Hits) -> Asked:
    """The same for a text whose phrases have been found already. Without an intent there are no details either."""
    if not hits.intent:
        return NOTHING
    said = [hit for hit in hits.intent if hit.value.kind in ("say", "weak")]
    said += [hit for pair in _pairs(hits.intent) for hit in pair]
    if voided := [hit for hit in hits.intent if hit.value.kind == "unless"]:
        said = [hit for hit in said if not any(_voids(longer, hit) for longer in voided)]
    if not said:
        return NOTHING
    plain = [hit for hit in said if not is_aside(text, hit, hits.detail)] if hits.detail else said
    name = max(plain or said, key=_prominence).value.value
    others = {hit.value.value for hit in plain or said}
    if len(others) > 1:
        name = next((other for other in _intents()[name].get("gives_way", ()) if other in others), name)
    entry = _intents()[name]
    is_named = any(_is_strong(hit) and hit.value.value == name for hit in plain)
    found = details(text, hits, name, said)
    if implied := entry.get("implies"):
        found = tuple(detail for detail in found if detail not in implied)
    is_request = entry.get("is_request") == "true" and (is_named or any(map(_CODE.match, found)))
    return Asked(name, is_named, is_request, found)


def settled(intent: str, details: Collection[str]) -> str:
    """Return the intent that a question with these details has, whichever words were found for it.

    "Size M?", "do you have it in M" and "in black?" ask whether it is there, in one size or colour; "which colours are
    available" asks for no stock.
    """
    if intent == STOCK:
        return "" if tuple(details) == ("colours",) else STOCK
    if not intent:
        intent = next((_ASKS[detail] for detail in details if detail in _ASKS), "")
    if intent not in ("", SIZE):
        return intent
    kinds = [detail.partition(":")[0] for detail in details]
    is_one = (kinds.count("size"), kinds.count("colour")) in ((1, 0), (0, 1))
    return STOCK if is_one and _OF_ONE.issuperset(kinds) else intent


def gist(intent: str, target: str) -> str | None:
    """What the intent asks, in the language ``target``; None if the phrasebook cannot say it in that language."""
    glosses: dict[str, str] = _intents().get(intent, {}).get("gloss", {})
    return glosses.get(target) or glosses.get(target.partition("-")[0])


def intents() -> tuple[str, ...]:
    """The names of all intents, the users' own among them."""
    return tuple(_intents())


def about(intent: str) -> str:
    """What the answer depends on: ``product``, ``shop`` or ``order``; empty without an intent."""
    return str(_intents()[intent].get("about", "product")) if intent in _intents() else ""


def after_sales(intent: str) -> bool:
    """Whether the intent is about something that was bought already."""
    return about(intent) == "order"


def holes() -> list[tuple[str, str]]:
    """Each intent and language without a phrase for it."""
    return [(name, tag) for name, entry in _intents().items() for tag in LANGUAGES if not entry.get("say", {}).get(tag)]


def gloss_holes() -> list[tuple[str, str]]:
    """Each intent and host language without a gloss."""
    return [(name, tag) for name in _intents() for tag in HOST_LANGUAGES if not gist(name, tag)]


@compiled
def _intents() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = load("phrasebook.yaml")["intents"]
    return loaded


def _prominence(hit: Hit) -> tuple[bool, int, int]:
    return _is_strong(hit), hit.end - hit.start, -hit.start


def _is_strong(hit: Hit) -> bool:
    return hit.value.kind != "weak"


def _pairs(found: Iterable[Hit]) -> list[tuple[Hit, Hit]]:
    """Each ``thing`` phrase with a ``with`` phrase of its intent elsewhere in the comment."""
    about = [hit for hit in found if hit.value.kind == "thing"]
    if not about:
        return []
    fate = [hit for hit in found if hit.value.kind == "with"]
    pairs = ((one, other) for one in about for other in fate if one.value.value == other.value.value)
    return [(one, other) for one, other in pairs if one.end <= other.start or other.end <= one.start]


def _voids(outer: Hit, inner: Hit) -> bool:
    return outer.value.value == inner.value.value and outer.start <= inner.start and inner.end <= outer.end

"""The people of the rehearsal room and their words, from ``audience.yaml``."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml

from livebot.viewers import Viewer

T = TypeVar("T")

PRANKSTER = 0
"""The number of the guest whose name and comments are hostile."""


class Chance:
    """Choices that are the same for the same seed, one after the other."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = 0

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to ``limit - 1``."""
        self._count += 1
        digest = hashlib.blake2b(f"{self._seed}|{self._count}".encode(), digest_size=8).digest()
        return int.from_bytes(digest) % limit

    def pick(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in items]


@dataclass(frozen=True)
class Topic:
    """Something that is asked, in many languages: one question, one card."""

    id: str
    gloss: dict[str, str]
    """What it means, by the host's language."""
    ask: dict[str, tuple[str, ...]]
    """Language to the ways it is asked."""
    is_bare: bool
    """Everyone knows what is meant, so that askers need no translation to be one."""
    is_of_product: bool = False
    """It is about the product on show."""
    naming: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Language to the ways it is asked about a ``{product}`` by name."""


@dataclass(frozen=True)
class OwnWords:
    """What the host answers to a topic, and what translators make of it."""

    text: dict[str, str]
    """By the host's language."""
    translations: dict[str, str]
    back: dict[str, str]
    """What each of the translations means, by the host's language."""


@dataclass(frozen=True)
class Guest:
    """Somebody of the audience."""

    viewer: Viewer
    language: str
    is_regular: bool = False
    """Used the code in an earlier session."""


@dataclass(frozen=True)
class Troublemaker:
    """Somebody who came for something else, and what they write, one after the other."""

    guest: Guest
    says: tuple[str, ...]


@dataclass(frozen=True)
class Audience:
    """What ``audience.yaml`` says."""

    guests: tuple[Guest, ...]
    """The first one is the prankster."""
    greets: dict[str, list[str]]
    says: dict[str, list[str]]
    touches: list[str]
    """Put after what is said."""
    pleas: list[str]
    """Put after what is asked."""
    pranks: list[str]
    near_misses: dict[str, list[str]]
    topics: dict[str, Topic]
    near_topics: tuple[str, ...]
    """Ids of the topics that come near a vote."""
    replies: dict[str, OwnWords]
    """By topic."""
    meanings: dict[str, list[str]]
    """Ways to ask what the code means."""
    troublemakers: dict[str, "Troublemaker"]
    """By their part; none of them is among the guests."""
    raiders: tuple["Troublemaker", ...]

    @property
    def regulars(self) -> list[Guest]:
        return [guest for guest in self.guests if guest.is_regular]


@cache
def texts_of(name: str) -> dict[str, Any]:
    """Return the YAML file ``name`` of this folder; every scalar is text, as typed."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - builds lists, dicts and text only
    return loaded


def invite(seed: int) -> Audience:
    """Return the audience that the seed gives."""
    book = texts_of("audience.yaml")
    people: dict[str, Any] = book["people"]
    near = book["near_misses"]
    topics = {name: _topic(name, entry) for name, entry in (book["questions"] | near["asks"]).items()}
    return Audience(
        guests=tuple(_guests(Chance(f"{seed}|guests"), book)),
        greets={language: entry["greets"] for language, entry in people.items()},
        says={language: entry["says"] for language, entry in people.items()},
        touches=book["touches"],
        pleas=book["pleas"],
        pranks=book["pranks"]["says"],
        near_misses=near["says"],
        topics=topics,
        near_topics=tuple(near["asks"]),
        replies={name: OwnWords(**entry) for name, entry in book["replies"].items()},
        meanings=book["meanings"],
        troublemakers={
            part: Troublemaker(_stranger(n, entry), tuple(entry["says"]))
            for n, (part, entry) in enumerate(book["troublemakers"].items())
        },
        raiders=tuple(
            Troublemaker(_stranger(100 + n, {"name": name}), (text,))
            for n, (name, text) in enumerate(book["raiders"].items())
        ),
    )


def _topic(name: str, entry: dict[str, Any]) -> Topic:
    ask, naming = (
        {language: tuple(ways) for language, ways in entry.get(how, {}).items()} for how in ("ask", "naming")
    )
    is_of_product = entry.get("about") == "product"
    return Topic(name, entry["gloss"], ask, entry.get("bare") == "yes", is_of_product, naming)


def _guests(chance: Chance, book: dict[str, Any]) -> list[Guest]:
    guests = [Guest(Viewer(id=_id(PRANKSTER), handle="pranks_r000", name=book["pranks"]["name"]), "en")]
    for language, entry in book["people"].items():
        for n in range(int(entry["share"])):
            number = len(guests)
            names = entry["names"]
            viewer = Viewer(
                id=_id(number),
                handle=f"{chance.pick(book['handles'])}_r{number:03}",
                name=names[n] if n < len(names) else f"{chance.pick(names)} {2 + chance.below(97)}",
                is_follower=chance.below(3) == 0,
                is_subscriber=chance.below(12) == 0,
            )
            guests.append(Guest(viewer, language, is_regular=n % 11 == 1))
    return guests


def _stranger(number: int, entry: dict[str, Any]) -> Guest:
    is_moderator = entry.get("is_moderator") == "yes"
    handle = f"stranger_s{number:03}"
    return Guest(
        Viewer(id=_id(1000 + number), handle=handle, name=entry["name"], is_moderator=is_moderator),
        entry.get("language", "en"),
    )


def _id(number: int) -> str:
    return str(7_200_000_000_000_000_001 + 7_919 * number)

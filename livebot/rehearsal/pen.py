"""The pen that scripts are written with: who is there, and what they write."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from livebot.rehearsal.audience import Audience, Chance, Guest, Topic
from livebot.rehearsal.script import (
    NOTHING,
    POLL,
    SHORTEST_MS,
    Act,
    Comment,
    Follow,
    Form,
    Join,
    Like,
    Means,
    Share,
    ShowProduct,
    What,
    moment_times,
)

EMOTES = ("7071234567890", "7079876543210")

VOTES = {
    "A": ("A", "a", "Ａ", "🅰️", "A!!!", "aaa", "A please", "team A", "A 😍"),
    "B": ("B", "b", "Ｂ", "🅱️", "B!", "bbb", "team B", "B please", "b 💙"),
}
COLOURS = {
    "en": ("red", "BLUE"), "es": ("rojo", "Azul"), "pt": ("Vermelho", "azul"), "fr": ("rouge", "bleu"),
    "de": ("rot", "blau"), "vi": ("đỏ", "xanh"), "th": ("แดง", "ฟ้า"), "id": ("merah", "biru"), "tl": ("pula", "asul"),
    "ja": ("赤", "青"), "ko": ("빨강", "파랑"), "ar": ("أحمر", "أزرق"), "ru": ("красный", "синий"),
    "zh": ("红色", "蓝"),
}  # fmt: skip


@dataclass
class Pen:
    """Puts acts into the script, in the moment it was turned to."""

    audience: Audience
    chance: Chance
    length_ms: int
    host_language: str

    def __post_init__(self) -> None:
        self.acts: list[Act] = []
        self.moment = ""
        self._times = moment_times(self.length_ms)
        self._joined_ms: dict[Guest, int] = {}
        self._product = ""
        self._crowds: defaultdict[str, list[Guest]] = defaultdict(list)

    def turn_to(self, moment: str) -> None:
        self.moment = moment

    def at(self, share: float) -> int:
        """Return the time when that share of the moment has passed."""
        begin, end = self._times[self.moment]
        return begin + round((end - begin) * share)

    def add(self, at_ms: int, what: What) -> None:
        moment = max((begin, moment) for moment, (begin, _) in self._times.items() if begin <= at_ms)[1]
        self.acts.append(Act(at_ms, moment, what))

    def some(self, least: int, one_per_ms: int) -> int:
        """Return a number that grows with the length of the show."""
        return least + (self.length_ms - SHORTEST_MS) // one_per_ms

    # --- the guests --------------------------------------------------------------------------------------------

    def join(self, at_ms: int, guest: Guest) -> None:
        self._joined_ms[guest] = at_ms
        self.add(at_ms, Join(guest))

    def anyone(self, at_ms: int, languages: Collection[str] = (), besides: Collection[Guest] = ()) -> Guest:
        """Return one of those who have come by then, or else anyone who writes one of the languages."""
        others = [guest for guest in self.audience.guests[1:] if guest not in besides]
        wanted = [guest for guest in others if not languages or guest.language in languages]
        return self.chance.pick([guest for guest in wanted if self._has_come(guest, at_ms)] or wanted)

    def different(self, at_ms: int, count: int) -> list[Guest]:
        here = [guest for guest in self.audience.guests[1:] if self._has_come(guest, at_ms)]
        return self.chance.shuffled(here)[:count]

    def _has_come(self, guest: Guest, at_ms: int) -> bool:
        return self._joined_ms.get(guest, self.length_ms) <= at_ms

    # --- the host ----------------------------------------------------------------------------------------------

    def show(self, at_ms: int, product: str) -> None:
        """Put a product on the screen: what is written into the script from now on comes later."""
        self._product = product
        self.add(at_ms, ShowProduct(product))

    # --- what they write ---------------------------------------------------------------------------------------

    def like(self, at_ms: int) -> None:
        self.add(at_ms, Like(self.anyone(at_ms), 1 + self.chance.below(15)))

    def follow(self, at_ms: int) -> None:
        self.add(at_ms, Follow(self.anyone(at_ms)))

    def share(self, at_ms: int) -> None:
        self.add(at_ms, Share(self.anyone(at_ms)))

    def emote(self, at_ms: int) -> None:
        text = "".join(f"[{emote}]" for emote in EMOTES[: 1 + self.chance.below(2)])
        self.add(at_ms, Comment(self.anyone(at_ms), text, form="emote"))

    def say(self, at_ms: int) -> None:
        guest = self.anyone(at_ms)
        text = self.chance.pick(self.audience.says[guest.language]) + self.chance.pick(self.audience.touches)
        self.add(at_ms, Comment(guest, text))

    def ask(
        self, at_ms: int, topic_id: str, *, tag: str = "", is_boxed: bool = False, by: Guest | None = None
    ) -> Guest:
        """Let somebody ask. Who writes the host's language asks only what is understood without a translation."""
        topic = self.audience.topics[topic_id]
        foreign = [language for language in topic.ask if language != self.host_language]
        guest = by or self.anyone(at_ms, topic.ask if topic.is_bare or not foreign else foreign)
        text = self.chance.pick(topic.ask[guest.language])
        plea = "" if "?" in text or is_boxed else self.chance.pick(self.audience.pleas)
        form: Form = "question_box" if is_boxed else "chat"
        self.add(at_ms, Comment(guest, text + plea, self._question(topic), tag, form))
        return guest

    def crowd(self, begin: float, end: float, topic_id: str, languages: str, *, naming: str = "") -> None:
        """Let one guest after the other ask the same, in these languages and in all the topic's wordings in turn.

        Each is another one, also in a later crowd. ``naming`` is the product that they name, if any.
        """
        topic, guests = self.audience.topics[topic_id], self._crowds[topic_id]
        for n, language in enumerate(order := languages.split()):
            at_ms = self.at(begin + (end - begin) * n / len(order))
            ways = (topic.naming if naming else topic.ask)[language]
            text = ways[order[:n].count(language) % len(ways)].replace("{product}", naming)
            guests.append(self.anyone(at_ms, [language], besides=guests))
            self.add(at_ms, Comment(guests[-1], text, self._question(topic, naming)))

    def _question(self, topic: Topic, naming: str = "") -> Means:
        return Means("question", topic.id, naming or (self._product if topic.is_of_product else ""))

    def vote(self, at_ms: int, guest: Guest, key: str = "", *, tag: str = "", is_late: bool = False) -> str:
        """Let a guest vote for a key, or for whichever; return it."""
        key = key or ("A" if self.chance.below(100) < 60 else "B")
        word = COLOURS[guest.language][key == "B"]
        text = word if is_late else self.chance.pick((*VOTES[key], word, word, word))
        self.add(at_ms, Comment(guest, text, NOTHING if is_late else Means("vote", POLL, key), tag))
        return key

    def near_miss(self, at_ms: int) -> None:
        language = self.chance.pick(list(self.audience.near_misses))
        text = self.chance.pick(self.audience.near_misses[language])
        self.add(at_ms, Comment(self.anyone(at_ms, [language]), text))

"""Whether two comments ask the same question.

They do if they have the same intent and ask about the same things: the same product, the same colours, sizes and
numbers, and the same other words, but for a slip of the finger in a long one. A comment without an intent and without
details is the same as another if its words are, once folded. Whatever differs keeps apart: two cards for one question
cost a glance, one card for two questions hides one.
"""

import msgspec
from rapidfuzz.distance import OSA

from livebot.engine.text import bare, is_word_char
from livebot.viewers import Reading

ITEM = "item:"
NEGATION = "not"
PLAIN = ("colour:", "size:", "number:", "place:", NEGATION)
"""Facts that mean one thing: the word for leather is that for skin in many languages."""
SLIP_LETTERS = 6
"""In shorter words one letter more often makes another word than a slip: plant and plants, form and from."""
OF_A_PRODUCT = "product"
"""``Reading.about`` of intents that mean the product on show if they name none. Others may mean the host."""


class Topic(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a question is about, in a form that can be compared."""

    intent: str = ""
    product: str = ""
    facts: tuple[str, ...] = ()
    """What has one form in all languages (``colour:red``, ``not``), sorted."""
    words: tuple[str, ...] = ()
    """What has not; of a comment without details that is not bare, all its words."""
    is_shown: bool = False
    """The product is meant only because it is on show."""

    @property
    def kind(self) -> str:
        """What must be equal to the letter."""
        return "|".join((self.intent, self.product, *self.facts))

    @property
    def wording(self) -> str:
        return " ".join(self.words)

    @property
    def is_bare(self) -> bool:
        """Nothing but the intent, of the product on show or of a named one."""
        return bool(self.intent) and not self.facts and not self.words


def topic(reading: Reading, text: str, shown_product: str = "") -> Topic:
    """Return what a text asks; ``shown_product`` is the one that is on show."""
    items = sorted(detail.removeprefix(ITEM) for detail in reading.details if detail.startswith(ITEM))
    facts = sorted(d for d in reading.details if (":" in d or d == NEGATION) and not d.startswith(ITEM))
    words = sorted(d for d in reading.details if ":" not in d and d != NEGATION)
    if not reading.details and not reading.is_bare:
        words = _words(text)
    is_shown = bool(shown_product) and not items and reading.about == OF_A_PRODUCT
    if is_shown and called(shown_product) <= {*words, *map(value, facts)}:  # "moon dress price" while that is on show
        facts = [fact for fact in facts if value(fact) not in called(shown_product)]
        words = [word for word in words if word not in called(shown_product)]
    return Topic(
        intent=reading.intent,
        product=shown_product if is_shown else " ".join(items),
        facts=tuple(facts),
        words=tuple(words),
        is_shown=is_shown,
    )


def called(product: str) -> set[str]:
    """Return the words that name a product."""
    return set(product.split())


def value(fact: str) -> str:
    """Return ``red`` of ``colour:red``."""
    return fact.rpartition(":")[2]


def is_faithful(translated: Topic, asked: Topic) -> bool:
    """Return whether a translation still asks all that the original is known to: engines lose words."""
    if asked.intent and (translated.intent != asked.intent or (asked.words and translated.is_bare)):
        return False
    is_product_kept = asked.is_shown or asked.product in ("", translated.product)
    return is_product_kept and {fact for fact in asked.facts if fact.startswith(PLAIN)} <= set(translated.facts)


def contradict(one: Topic, other: Topic) -> bool:
    """Return whether two originals cannot ask the same even if their translations do."""
    if one.intent and other.intent and one.intent != other.intent:
        return True
    is_sure = all(topic.intent or topic.product for topic in (one, other))  # else it may be of the product on show
    return (is_sure and one.product != other.product) or _lasting(one) != _lasting(other)


def _lasting(topic: Topic) -> list[str]:
    """Facts that look alike in every language, so that none of them can be unknown in one."""
    return [fact for fact in topic.facts if fact.startswith(("number:", "size:"))]


def is_slip(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """True if all words are the same but one long one, with a letter too many, too few or two in the wrong order."""
    if len(words) != len(others):
        return False
    only, only_other = set(words).difference(others), set(others).difference(words)
    if len(only) != 1 or len(only_other) != 1:
        return False
    word, other = only.pop(), only_other.pop()
    if min(len(word), len(other)) < SLIP_LETTERS or not (word.isalpha() and other.isalpha()):
        return False
    if len(word) == len(other) and sorted(word) != sorted(other):  # another letter makes another word: shirt, skirt
        return False
    return OSA.distance(word, other, score_cutoff=1) == 1


def _words(text: str) -> list[str]:
    letters = "".join(char if is_word_char(char) else " " for char in bare(text))
    return letters.split() or [text]

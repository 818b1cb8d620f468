"""Users extend the word lists with their own."""

from collections.abc import Iterator

import pytest

from livebot.language import phrasebook, resources
from livebot.language.detectors import Detector
from livebot.language.reader import CommentReader


class NoOpinion:
    def rank(self, text: str) -> dict[str, float]:
        return {}


def detectors() -> tuple[Detector, Detector]:
    return NoOpinion(), NoOpinion()


@pytest.fixture(autouse=True)
def shipped_lists() -> Iterator[None]:
    yield
    resources.extend({})


def test_a_new_intent_is_asked_and_has_its_gloss() -> None:
    resources.extend(
        {
            "intents": {
                "engraving": {"gloss": {"en": "Can you engrave it?"}, "say": {"en": ["engrave*"], "es": ["grabar"]}}
            }
        }
    )
    reading = CommentReader(detectors).read("can you engrave the red one", "")
    assert (reading.intent, reading.details) == ("engraving", ("colour:red",))
    assert phrasebook.gist("engraving", "en") == "Can you engrave it?"
    assert phrasebook.about("engraving") == "product"
    assert ("engraving", "pt") in phrasebook.holes()
    assert ("engraving", "zh") in phrasebook.gloss_holes()


def test_phrases_are_added_to_the_shipped_ones() -> None:
    resources.extend({"intents": {"price": {"say": {"en": ["whats the damage"]}}}})
    reader = CommentReader(detectors)
    assert reader.read("whats the damage", "").intent == "price"
    assert reader.read("how much is it", "").intent == "price"


def test_question_words_and_details_can_be_added() -> None:
    resources.extend(
        {
            "languages": {"en": {"any": ["gimme the lowdown", "spill the deta*"], "pattern": ["^lowdown on .+"]}},
            "details": {"en": {"colour": {"teal": ["teal", "petrol"]}}},
        }
    )
    reader = CommentReader(detectors)
    for asking in ("gimme the lowdown", "spill the details now", "lowdown on shoes"):
        assert reader.read(asking, "").question >= 0.5
    assert reader.read("price of petrol one", "").details == reader.read("teal price", "").details == ("colour:teal",)


def test_what_was_added_can_be_taken_away() -> None:
    resources.extend({"intents": {"price": {"say": {"en": ["whats the damage"]}}}})
    resources.extend({})
    assert CommentReader(detectors).read("whats the damage", "").intent == ""


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ({"intent": {}}, "intent: no such section; there are brands, details,"),
        ({"intents": {"price": {"say": {"en": "price"}}}}, r"intents.price.say.en: a list is needed here"),
        ({"intents": ["price"]}, "intents: a table is needed here"),
        ({"intents": {"price": {"gloss": {"en": ["x"]}}}}, "intents.price.gloss.en: text is needed here"),
        ({"intents": {"engraving": {"say": ["engrave"]}}}, "intents.engraving.say: a table is needed here"),
        ({"intents": {"engraving": {"says": {}}}}, "intents.engraving.says: no such property"),
    ],
)
def test_a_wrong_shape_is_named_and_changes_nothing(extra: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        resources.extend(extra)
    assert CommentReader(detectors).read("how much is it", "").intent == "price"

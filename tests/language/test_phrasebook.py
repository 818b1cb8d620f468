import pytest

from livebot.language import phrasebook
from livebot.language.resources import load

LANGUAGES = (
    "en",
    "es",
    "pt",
    "fr",
    "de",
    "it",
    "vi",
    "th",
    "id",
    "ms",
    "tl",
    "ja",
    "ko",
    "ar",
    "ru",
    "zh",
    "hi",
    "tr",
    "pl",
)
INTENTS = ("price", "size", "ship", "stock", "material", "discount", "return", "order", "waterproof", "meaning")


@pytest.mark.parametrize("intent", INTENTS)
def test_every_intent_is_known_in_every_language_and_has_its_glosses(intent: str) -> None:
    assert set(load("phrasebook.yaml")["intents"][intent]["say"]) == set(LANGUAGES)
    assert all(phrasebook.gist(intent, target) for target in ("zh", "zh-CN", "en", "es", "id", "vi", "th"))


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("how much for the black one?", "en", "price"),
        ("how much is shipping", "en", "ship"),
        ("when will it be back in stock", "en", "stock"),
        ("cuanto dura la bateria", "es", ""),
        ("CUÁNTO CUESTA", "es", "price"),
        ("cuanto cuesta", "es", "price"),
        ("baterainya tahan berapa lama", "id", ""),
        ("yang hitam berapa kak", "id", "price"),
        ("ukuran berapa ini", "id", "size"),
        ("有什么尺码", "zh", "size"),
        ("这个price多少", "zh", "price"),
        ("كم سعر الفستان", "ar", "price"),
        ("какие размеры есть", "ru", "size"),
        ("사이즈 뭐 있어요", "ko", "size"),
        ("have a nice day", "en", ""),
        ("i mean it is nice", "en", ""),
    ],
)
def test_what_is_asked(text: str, language: str, intent: str) -> None:
    assert phrasebook.intent(text, (language,)).intent == intent


@pytest.mark.parametrize(
    "text",
    ["what does it mean", "what's the code", "what is the meaning of this code?", "qué significa",
     "que quiere decir eso", "o que significa", "ça veut dire quoi",
     "was bedeutet das", "cosa significa", "nghĩa là gì vậy",
     "แปลว่าอะไรคะ", "apa artinya kak", "apa maksudnya",
     "ano ibig sabihin nun", "どういう意味ですか",
     "무슨 뜻이에요", "شو يعني", "что это значит", "什么意思", "暗号是什么",
     "मतलब क्या है", "ne demek bu", "co to znaczy"],
)  # fmt: skip
def test_asking_what_a_code_means(text: str) -> None:
    assert phrasebook.intent(text).intent == "meaning"


@pytest.mark.parametrize(
    ("text", "is_bare"),
    [
        ("how much is it please", True),
        ("price? 🙏🙏", True),
        ("@shop price pls", True),
        ("how much is the red one", False),
        ("how much is A3", False),
        ("#5 price", False),
        ("price 38", False),
        ("giá bao nhiêu vậy shop", True),
        ("gia bao nhieu vay shop", True),
        ("cái màu đen bao nhiêu tiền", False),
        ("这个多少钱呀", True),
        ("黑色的多少钱", False),
        ("いくらですか", True),
        ("黒いのはいくら", False),
        ("ราคาเท่าไหร่คะ", True),
        ("สีดำราคาเท่าไหร่คะ", False),
        ("harganya berapa kak", True),
        ("얼마예요", True),
        ("how much is shipping", False),
    ],
)
def test_bare_questions_ask_nothing_else(text: str, is_bare: bool) -> None:
    asked = phrasebook.intent(text)
    assert asked.intent
    assert asked.is_bare is is_bare


def test_phrases_of_other_languages_do_not_count() -> None:
    assert phrasebook.intent("hm so nice", ("en",)).intent == ""
    assert phrasebook.intent("hm po", ("tl",)).intent == "price"


def test_no_gist_without_intent_or_in_an_unknown_language() -> None:
    assert phrasebook.gist("", "zh") is None
    assert phrasebook.gist("price", "sw") is None

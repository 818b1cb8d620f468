import time

import pytest

from livebot.language.questions import compile_pattern
from livebot.language.reader import CommentReader


def score(reader: CommentReader, text: str) -> float:
    return reader.read(text, "").question


@pytest.mark.parametrize(
    "text",
    ["price", "price pls", "harga kak", "ราคา", "giá", "hm po", "precio amiga", "preço", "prix svp", "preis",
     "prezzo", "値段", "가격", "سعر", "цена",
     "价格", "दाम", "fiyat", "cena", "Size?", "sizes??", "shipping",
     "taille 40", "39码", "saiz xl", "размер 44"],
)  # fmt: skip
def test_one_word_is_a_question_to_a_shop(reader: CommentReader, text: str) -> None:
    assert score(reader, text) >= 0.5


@pytest.mark.parametrize(
    "text",
    ["how cute", "how cute is this dress omg", "what a beautiful day", "qué bonito vestido", "que lindo",
     "c'est trop beau", "wie schön", "che bello",
     "ne güzel", "какая красота", "क्या बात है", "size M please", "I want the blue one", "talla M por favor",
     "这么好看", "どうもありがとう", "hola",
     "my size is 38", "red wala liya", "39", "XL", "kkkkkkk", "只有我一个人",
     "i don't know what to buy", "me encanta", "terima kasih kak", "不知道买什么好"],
)  # fmt: skip
def test_what_only_looks_like_a_question(reader: CommentReader, text: str) -> None:
    assert score(reader, text) < 0.5


@pytest.mark.parametrize(
    "text",
    ["hi sis do you ship to canada", "thanks, can you show the back", "hola amiga tienen talla S",
     "kak ready size L gak kak", "bonjour madame vous livrez en suisse",
     "sin giảm giá hả chị", "สวัสดีค่ะ มีไซส์ L ไหมคะ", "cześć macie rozmiar M", "abla kargo kaç gün sürer",
     "ate may size L pa po ba", "quero saber, tem na cor rosa?"],
)  # fmt: skip
def test_greetings_and_politeness_are_passed_over(reader: CommentReader, text: str) -> None:
    assert score(reader, text) >= 0.5


def test_a_mark_asks_in_any_language(reader: CommentReader) -> None:
    assert score(reader, "mennyibe kerül ez?") >= 0.85
    assert score(reader, "hoeveel kost dit？") >= 0.85
    assert score(reader, "???") < 0.5


def test_a_mark_and_a_question_word_are_surer_than_either(reader: CommentReader) -> None:
    assert score(reader, "how much is it?") > score(reader, "how much is it") > score(reader, "love it how much") > 0.5


def test_a_question_in_a_language_nobody_recognised_is_found(reader: CommentReader) -> None:
    reading = reader.read("fiyat ne", "")
    assert reading.question >= 0.5


def test_an_address_is_no_question_mark(reader: CommentReader) -> None:
    assert score(reader, "look https://shop.example/item?id=3") < 0.5


@pytest.mark.parametrize(
    "text", ["size 39 ko", "black milega", "freeship k", "cod pwede ba", "xl ada", "navy available"]
)
def test_english_shop_words_with_another_languages_ending_ask(reader: CommentReader, text: str) -> None:
    assert score(reader, text) >= 0.5


def test_patterns_of_users_take_linear_time() -> None:
    search = compile_pattern(r"^(?:\pL+\pL*)+$")
    began_s = time.perf_counter()
    assert search("ä" * 20_000 + "!") is None
    assert time.perf_counter() - began_s < 0.5
    assert search("größe") is not None


@pytest.mark.parametrize("pattern", ["(", r"(?<=a)b", r"(a)\1"])
def test_a_pattern_that_is_none_is_named(pattern: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="not a valid regex"):
        compile_pattern(pattern)
    assert capfd.readouterr().err == ""

import pytest

from livebot.language.engines import EngineFault, EngineRefusal
from livebot.language.verdict import checked


@pytest.mark.parametrize(
    ("answer", "text", "target"),
    [
        ("这个多少钱？", "how much is this", "zh"),
        ("iPhone 15 Pro Max 多少钱", "quanto custa o iPhone 15 Pro Max", "zh"),
        ("How much is 李宁?", "李宁多少钱", "en"),
        ("いくらですか", "how much", "ja"),
        ("価格", "price", "ja"),
        ("¿Cuánto?", "多少钱", "es"),
        ("50", "năm mươi", "zh"),
        ("Is the error 500 (code) a quota exceeded thing?", "¿error 500 (código) es quota exceeded?", "en"),
    ],
)
def test_a_translation_is_taken(answer: str, text: str, target: str) -> None:
    assert checked(f" {answer}\n", text, target) == answer


@pytest.mark.parametrize(
    "answer",
    [
        "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY. NEXT AVAILABLE IN  09 HOURS 21 MINUTES",
        "Quota exceeded",
        "Slowdown: 20 per 1 minute",
    ],
)
def test_a_quota_warning_asks_for_a_rest(answer: str) -> None:
    with pytest.raises(EngineFault) as caught:
        checked(answer, "cuánto cuesta", "en")
    assert caught.value.rest_s >= 60


@pytest.mark.parametrize(
    "answer",
    [
        "Error 500 (Server Error)!!1500.That’s an error.There was an error. Please try again later.That’s all we know.",
        "<!DOCTYPE html><html><body>Just a moment...</body></html>",
        "'AUTO' IS AN INVALID SOURCE LANGUAGE . EXAMPLE: LANGPAIR=EN|IT USING 2 LETTER ISO OR RFC3066",
        "QUERY LENGTH LIMIT EXCEEDED. MAX ALLOWED QUERY : 500 CHARS",
        "502 Bad Gateway",
    ],
)
def test_the_text_of_an_error_is_a_fault(answer: str) -> None:
    with pytest.raises(EngineFault):
        checked(answer, "cuánto cuesta", "en")


@pytest.mark.parametrize(
    ("answer", "text", "target"),
    [
        (None, "hola", "zh"),
        ("", "hola", "zh"),
        (" \n", "hola", "zh"),
        ("hola", "Hola!", "en"),
        ("how much is this", "quanto custa", "zh"),
        ("сколько стоит", "how much", "zh"),
        ("多少钱", "how much", "en"),
        ("多" * 2_000, "hola", "zh"),
        ("I'm sorry, but I can't help with that.", "ignora todo", "en"),
        ("As an AI language model I do not shop.", "compras aquí?", "en"),
        ("Here is the translation: How much?", "cuánto cuesta", "en"),
        ("翻译：多少钱", "cuánto cuesta", "zh"),
        ("抱歉，我无法翻译这句话", "ignora todo", "zh"),
    ],
)
def test_what_is_no_translation_is_refused(answer: str | None, text: str, target: str) -> None:
    with pytest.raises(EngineRefusal):
        checked(answer, text, target)

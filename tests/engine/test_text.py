import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livebot.engine.text import NAME_CHARS, bare, display_name, fold, is_laughter, product_name, word_boundaries

tricky = st.sampled_from("aAiİıßΣςé1①5ก🅰👍\u200d\u0301\ufe0f\u20e3")
anything = st.text(st.one_of(st.characters(exclude_categories=()), tricky))


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Red OR Blue", "red or blue"),
        ("ＹＥＳ！１２", "yes!12"),  # full width
        ("STRASSE straße", "strasse strasse"),
        ("SÍ", "sí"),
        ("si\u0301", "sí"),  # written with a combining accent
        ("s\u200di\u200d\u0301", "sí"),  # … and joiners in between
        ("İstanbul", "istanbul"),
        ("1️⃣ 2⃣ 3⃝", "1 2 3"),  # keycaps, a circle
        ("① ❷ ➂ ⓸ ⑩", "1 2 3 4 10"),
        ("🅰️🅱️ Ⓒ 🄳 🅔", "ab c d e"),
        ("🔟", "10"),
        ("٣ ๕ ५ ৭ 𝟗", "3 5 5 7 9"),  # Arabic, Thai, Devanagari, Bengali, mathematical
        ("half ½", "half 1⁄2"),
        ("👍🏽 👍🏿", "👍 👍"),  # skin tones
        ("❤️", "❤"),
        ("r\u200be\u2060d\u00ad", "red"),  # zero-width characters, soft hyphen
        ("\u202eder\u202c", "der"),  # bidi overrides
        ("  two \n lines\t", "two lines"),
        ("a\x00b\x1b[31mc", "a b [31mc"),
        ("é\x07\ud800é", "é é"),  # a bell and half a surrogate pair
        ("", ""),
    ],
)
def test_fold_brings_what_phones_type_to_one_plain_form(written: str, plain: str) -> None:
    assert fold(written) == plain


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("@shop A", "a"),
        ("@shop @bo_1  A!", "a"),
        ("＠shop A", "a"),
        ("@shop", ""),
        ("@ A", "a"),
        ("¡¡Sí!!", "sí"),
        ("👍 yes 👍", "yes"),
        ("«да»", "да"),
        ("👍", "👍"),
        ("❤️❤️!!", "❤❤"),
        ("+", "+"),
        ("?!", "?!"),
        ("don't", "don't"),
        ("ใช่", "ใช่"),
        ("[heart_1]", "heart_1"),
        ("[heart_1] nice! [wow][wow]", "nice"),
        ("[wow] 👍", "wow"),
    ],
)
def test_bare_is_the_whole_comment_without_what_stands_around_it(written: str, whole: str) -> None:
    assert bare(written) == whole


@pytest.mark.parametrize(
    "text",
    [
        "555",
        "55555555",
        "666",
        "888",
        "233",
        "23333",
        "233233",
        "kkkk",
        "www",
        "hhh",
        "ㅋㅋ",
        "ㅎㅎㅎ",
        "ถถถ",
        "ههه",
        "草草",
    ],
)
def test_laughter(text: str) -> None:
    assert is_laughter(text)


@pytest.mark.parametrize("text", ["5", "55", "111", "2", "23", "k", "ww", "5a5", "草", ""])
def test_no_laughter(text: str) -> None:
    assert not is_laughter(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("the red one", {"the", "red", "one"}),
        ("don't", {"don't"}),
        ("สวัสดีครับ", {"สวัสดี", "ครับ"}),
        ("ไซส์mมีไหม", {"m"}),
        ("我要红色", {"红色"}),
    ],
)
def test_words_of_every_script_have_their_boundaries(text: str, words: set[str]) -> None:
    boundaries = word_boundaries(text)
    for word in words:
        start = text.index(word)
        assert {start, start + len(word)} <= boundaries


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana", "Ana"),
        ("  A\nn\ta ", "A n a"),
        ("ev\u202eil\u2066", "evil"),
        ("\x1b[2Jana", "[2Jana"),
        ("\u200b", "?"),
        ("", "?"),
        ("x" * 60, "x" * NAME_CHARS),
        ("a" + "\u0301" * 500, "a" + "\u0301" * (2 * NAME_CHARS - 1)),
        ("x" * 23 + "e\u0301e\u0301", "x" * 23 + "e\u0301"),  # never cut in the middle of a character
        ("x" * 23 + "👍🏽👍🏽", "x" * 23 + "👍🏽"),
        ("e\u0301" * 20, "e\u0301" * 20),
        ("莉莉🌙", "莉莉🌙"),
    ],
)
def test_display_name_is_fit_to_stand_in_a_line(name: str, shown: str) -> None:
    assert display_name(name) == shown


@settings(deadline=None, max_examples=400)
@given(anything)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None, max_examples=200)
@given(anything)
def test_no_text_breaks_anything(text: str) -> None:
    assert len(bare(text)) <= len(fold(text))
    assert display_name(text).strip()
    assert len(display_name(text)) <= 2 * NAME_CHARS
    boundaries = word_boundaries(fold(text))
    assert {0, len(fold(text))} <= boundaries


@pytest.mark.parametrize(
    ("title", "called"),
    [
        *[("A3 Moon dress", "a3"), ("A03", "a3"), ("A-4", "a4"), ("Ａ５ 裙子", "a5"), ("Nike AF1 shoe", "af1")],
        *[("No. 5 dress", "5"), ("no5", "5"), ("Nº 5", "5"), ("#12 bag", "12"), ("#A12", "a12"), ("5号 裙子", "5")],
        *[("Moon  Dress", "moon dress"), ("2024 new", "2024 new"), ("RM20 top", "rm20 top"), ("", "")],
    ],
)
def test_products_are_called_alike_however_they_are_written(title: str, called: str) -> None:
    assert product_name(title) == called

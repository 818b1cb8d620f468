import pytest

from livebot.language.clean import folded, prose, visible


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How much?", "how much"),
        ("cuánto cuestaaaa", "¡Cuánto cuesta! 😍"),
        ("@shop_official giá bao nhiêu", "giá bao nhiêu ạ".removesuffix(" ạ")),
        ("Ｐｒｉｃｅ？", "price"),
    ],
)
def test_texts_that_mean_the_same_fold_to_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("is it $5", "is it 5"), ("1+1?", "11?"), ("size 3", "size 5"), ("A3", "A5")]
)
def test_texts_that_differ_in_what_matters_stay_apart(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@pytest.mark.parametrize("text", ["😍😍", "?!", "", "  ", "@somebody"])
def test_nothing_to_translate(text: str) -> None:
    assert folded(text) == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@maria_lopez cuánto cuesta 😍", "cuánto cuesta 😍"),
        ("#fyp #viral how much", "how much"),
        ("#5 how much", "#5 how much"),
        ("#A3 size?", "#A3 size?"),
        ("look https://evil.example/x?y=1 now", "look now"),
        ("[laugh][cry] wow", "wow"),
        ("soooo cuteeee", "so cute"),
        ("ｈｏｗ ｍｕｃｈ", "how much"),
        ("pri\u200bce\ufe0f", "price"),
    ],
)
def test_what_is_no_prose_goes(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    ["hahaha", "jajajajaja", "kkkkk", "wkwkwkwk", "rsrsrs", "ahahahah", "xD", "LOL", "lmaooo", "mdrrr", "ksksksk",
     "sjsjsjs", "awokwokwok", "ㅋㅋㅋㅋ", "ㅠㅠ", "哈哈哈哈", "www", "ｗｗｗ", "хахаха", "ахахах", "ههههه",
     "555555", "หหหห", "हाहाहा", "keke",
     "iphone 15 pro max", "Nike", "XL", "A5", "B12 XL", "y",
     "ok", "yessss", "¯\\_(ツ)_/¯", "🔥🔥", "233", ""],
)  # fmt: skip
def test_what_tells_no_language_goes(text: str) -> None:
    assert prose(visible(text)) == ""


@pytest.mark.parametrize(
    "text", ["hijau", "kakak", "kaka jual", "hai kak", "haji", "ahora", "hoje", "wah", "笑える", "好"]
)
def test_words_that_look_like_laughter_stay(text: str) -> None:
    assert prose(visible(text)) == text

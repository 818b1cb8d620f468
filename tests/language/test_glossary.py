"""The shop's own words: found however they are typed, and brought back from what engines make of them."""

import time
from pathlib import Path

import pytest

from livebot.language.glossary import Glossary, GlossaryFile, load_glossary, read_glossary
from livebot.rules.problems import ConfigProblems

SHIPPED = Path(__file__).parents[2] / "config" / "glossary.yaml"
SHOP = {
    "keep": ["Lumière", "A#", "SKU-#", "S", "M", "XL"],
    "names": {
        "Moon Lamp": {"zh": ["月亮灯", "月球灯"], "es": ["lámpara de luna", "lámpara luna"], "th": "โคมไฟพระจันทร์"},
        "Glow": {"zh": "荧光", "zh-TW": "螢光"},
    },
    "amounts": {
        "dollars": {"en": ["${n}", "{n} dollars"], "zh": ["{n}美元", "{n}刀"], "es": ["{n} dólares", "${n}"]},
        "cm": {"en": "{n} cm", "zh": ["{n}厘米", "{n}公分"]},
    },
}


def shop(**sections: object) -> Glossary:
    return Glossary(GlossaryFile.model_validate({**SHOP, **sections}))


def sent(text: str, target: str, glossary: Glossary | None = None) -> str:
    """What the engine is sent."""
    guarded = (glossary or shop()).guard(text, target)
    return guarded.sent(guarded.masked)


def through(text: str, target: str, answer: str) -> str:
    """What becomes of an engine's answer, if nothing got lost."""
    guarded = shop().guard(text, target)
    restored, lost = guarded.restored(answer, guarded.masked)
    assert not lost
    return restored


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("¿cuánto cuesta la lámpara de luna?", "zh", "¿cuánto cuesta la QX1?"),
        ("CUANTO CUESTA LA LAMPARA DE  LUNA", "zh", "CUANTO CUESTA LA QX1"),
        ("moonlamp or moon-lamp", "zh", "QX1 or QX2"),
        ("月亮灯和月球灯", "es", "QX1和QX2"),
        ("อยากได้โคมไฟพระจันทร์ค่ะ", "zh", "อยากได้QX1ค่ะ"),
        ("lumiere en stock?", "zh", "QX1 en stock?"),
        ("have a3 in m?", "zh", "have A3 in M?"),
        ("Ａ３多少钱", "en", "A3多少钱"),
        ("sku 204 price", "zh", "SKU-204 price"),
        ("30公分长", "en", "QX1长"),
        ("is it 30cm long", "en", "is it 30 cm long"),
        ("$19.99 each", "zh", "QX1 each"),
        ("1,299.50 dollars", "zh", "QX1"),
        ("son 20 dolares", "es", "son 20 dólares"),
    ],
)
def test_words_of_the_shop_are_found_however_they_are_typed(text: str, target: str, expected: str) -> None:
    assert sent(text, target) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I'm sure, what's that?",  # no sizes M and S
        "glowing moonlamps",
        "the band A33b, BA3",
        "20 $ or $20k or 20 dollarsss",
        "30 cmx",
        "nothing of ours",
        "",
        "😍😍",
    ],
)
def test_what_only_looks_like_the_shops_words_stays(text: str) -> None:
    guarded = shop().guard(text, "zh")
    assert guarded.sent(guarded.masked) == text
    assert guarded.signature == ""
    assert guarded.whole is None


def test_the_longest_of_several_is_taken() -> None:
    glossary = shop(names={"Moon": {"zh": "月亮"}, "Moon Lamp": {"zh": "月亮灯"}})
    assert glossary.guard("moon lamp moon", "zh").whole == "月亮灯 月亮"


def test_each_language_gets_its_own_word() -> None:
    guarded = [shop().guard("moon lamp glow", target).whole for target in ("zh", "zh-TW", "es", "vi")]
    assert guarded == ["月亮灯 荧光", "月亮灯 螢光", "lámpara de luna Glow", "Moon Lamp Glow"]


def test_an_amount_that_the_language_has_no_way_to_write_stays_as_written() -> None:
    assert shop().guard("$20", "vi").whole == "$20"
    assert shop().guard("30公分", "vi").whole == "30公分"


def test_digits_of_other_scripts_are_understood() -> None:
    assert shop().guard("٣٠ cm", "zh").whole == "30厘米"


@pytest.mark.parametrize("answer", ["QX1多少钱？", "qx1 多少钱？", "QX 1多少钱？", "Q X1多少钱？"])
def test_a_placeholder_is_recognised_however_an_engine_returns_it(answer: str) -> None:
    assert "月亮灯" in through("cuánto cuesta la lámpara de luna", "zh", answer)


def test_two_terms_may_change_places() -> None:
    text = "lumiere or moon lamp for $20"
    assert sent(text, "zh") == "QX1 or QX2 for QX3"
    assert through(text, "zh", "QX3的QX2还是QX1？") == "20美元的月亮灯还是Lumière？"


def test_the_same_word_twice_comes_back_twice() -> None:
    guarded = shop().guard("A3 or a3 red", "zh")
    assert guarded.restored("A3还是A3红色", guarded.masked) == ("A3还是A3红色", frozenset())
    assert guarded.restored("A3还是红色", guarded.masked)[1] == {0, 1}


@pytest.mark.parametrize(
    "answer", ["多少钱？", "QX1 QX1 多少钱？", "QX2多少钱？", "Q1多少钱？", "QX12多少钱？", "AQX1多少钱"]
)
def test_what_did_not_come_back_exactly_once_is_named(answer: str) -> None:
    guarded = shop().guard("moon lamp price", "zh")
    assert guarded.restored(answer, guarded.masked)[1] == {0}


def test_a_text_that_holds_the_placeholder_gets_another() -> None:
    assert sent("QX1 with moon lamp", "zh") == "QX1 with ZK1"


def test_a_name_may_hold_anything() -> None:
    glossary = shop(names={r"C++ \1 (Pro)": {"zh": r"\g<0> 加"}})
    guarded = glossary.guard(r"the c++ \1 (pro) price", "zh")
    assert guarded.sent(guarded.masked) == "the QX1 price"
    assert guarded.restored("QX1价格", guarded.masked) == (r"\g<0> 加价格", frozenset())
    assert guarded.restored(r"\g<0> 加价格", frozenset()) == (r"\g<0> 加价格", frozenset())


def test_the_signature_changes_with_what_the_glossary_makes_of_the_text_and_with_nothing_else() -> None:
    asked = "moon lamp A3"
    before = shop().guard(asked, "zh").signature
    assert before
    assert shop(names={**SHOP["names"], "Sun Lamp": {"zh": "太阳灯"}}).guard(asked, "zh").signature == before  # type: ignore[dict-item]
    assert shop(names={"Moon Lamp": {"zh": "月灯"}}).guard(asked, "zh").signature != before
    assert shop(keep=[]).guard(asked, "zh").signature != before
    assert shop().guard(asked, "es").signature != before


def test_the_shipped_glossary_works() -> None:
    assert read_glossary(SHIPPED)[1] == []
    glossary = load_glossary(SHIPPED)
    assert glossary.guard("¿Lámpara luna A3 XL 20 dólares?", "zh").whole == "¿月亮灯 A3 XL 20美元?"
    assert glossary.guard("月球灯30公分5公斤", "en").whole == "Moon Lamp30 cm5 kg"


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", []),
        ("keep:\n  # - Brand\nnames:\n", []),
        (
            "keeep: [a]\n",
            ['glossary.yaml:1:1: unknown key "keeep"; expected one of keep, names, amounts; did you mean "keep"?'],
        ),
        (
            "names:\n  Moon Lamp: {spanish: luna}\n",
            ['glossary.yaml:2:15: "spanish" stands where a language is expected;'
             " expected a language tag such as en, es, id, zh; did you mean es?"],
        ),
        (
            "names:\n  Moon Lamp: luna\n",
            ['glossary.yaml:2:14: "luna" for "Moon Lamp"; expected a text for each language, such as {en: "Hello"};'
             ' write Moon Lamp: {en: "luna"}'],
        ),
        (
            'amounts:\n  cm:\n    en: "{n} cm"\n    zh: 厘米\n',
            ['glossary.yaml:4:9: "厘米" is no amount; expected {n} once, and a unit; such as "{n} cm" or "${n}"'],
        ),
        (
            "names:\n  Moon: {zh: 月亮}\n  Lamp: {zh: [灯, 月亮]}\n",
            ['glossary.yaml:3:9: warning: "月亮" stands for "Moon" and for "Lamp"; expected one meaning for each;'
             " take it away from one of them"],
        ),
        ("- a\n", ["glossary.yaml:1:1: a list; expected keys with values, one below the other; "]),
        ("keep: [a\n", ["glossary.yaml:"]),
    ],
)  # fmt: skip
def test_mistakes_are_named_with_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, problems: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("glossary.yaml")
    path.write_text(text, encoding="utf-8")
    found = [str(problem) for problem in read_glossary(path)[1]]
    assert len(found) == len(problems)
    for problem, expected in zip(found, problems, strict=True):
        assert problem.startswith(expected)


def test_a_glossary_with_mistakes_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    with pytest.raises(ConfigProblems, match="there is no such file"):
        load_glossary(path)
    path.write_text("keep: {a: b}\n", encoding="utf-8")
    with pytest.raises(ConfigProblems):
        load_glossary(path)


def test_a_thousand_products_cost_a_question_nothing() -> None:
    names = {f"Product {number} deluxe": {"zh": f"产品{number}号"} for number in range(1_000)}
    glossary = shop(names=names)
    began_s = time.perf_counter()
    for _ in range(20):
        assert glossary.guard("how much is product 77 deluxe", "zh").signature == "product 77 deluxe → 产品77号"
        glossary.guard("product " * 60, "zh")
    assert time.perf_counter() - began_s < 0.2

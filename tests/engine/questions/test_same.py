import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebot.engine.questions.same import Topic, contradict, is_faithful, is_slip, topic
from livebot.viewers import Reading


def asked(intent: str = "", *details: str, text: str = "", about: str = "", shown: str = "") -> Topic:
    reading = Reading(intent=intent, details=tuple(sorted(details)), is_bare=bool(intent) and not details, about=about)
    return topic(reading, text, shown)


class TestTopic:
    def test_what_is_known_in_all_languages_is_told_from_words(self) -> None:
        found = asked("price", "item:a3", "colour:red", "not", "silk", "lining")
        assert found == Topic(intent="price", product="a3", facts=("colour:red", "not"), words=("lining", "silk"))

    def test_without_details_the_words_say_it(self) -> None:
        assert asked(text="@shop Any  POCKETS??") == Topic(words=("any", "pockets"))
        assert asked(text="?!") == Topic(words=("?!",))
        assert asked("price").words == ()

    def test_what_is_not_bare_and_has_no_known_details_is_its_words(self) -> None:
        assert topic(Reading(intent="price"), "price of the skirt?") == Topic(
            intent="price", words=("price", "of", "the", "skirt")
        )

    @pytest.mark.parametrize(("about", "product"), [("product", "a3"), ("", ""), ("shop", ""), ("order", "")])
    def test_only_a_question_of_a_product_is_of_the_one_on_show(self, about: str, product: str) -> None:
        assert asked("price", about=about, shown="a3").product == product

    def test_a_named_product_is_meant_whatever_is_on_show(self) -> None:
        assert asked("price", "item:b2", about="product", shown="a3").product == "b2"
        assert asked("price", "item:b2", "item:a1", about="product").product == "a1 b2"

    @pytest.mark.parametrize("details", [("moon", "goods:dress"), ("dress", "moon")])
    def test_the_product_on_show_may_be_called_by_its_title(self, details: tuple[str, ...]) -> None:
        found = asked("price", *details, about="product", shown="moon dress")
        assert found == Topic(intent="price", product="moon dress", is_shown=True)
        assert asked("price", "moon", about="product", shown="moon dress").words == ("moon",)

    def test_bare(self) -> None:
        assert asked("price", about="product", shown="a3").is_bare
        assert not asked("price", "colour:red").is_bare
        assert not asked(text="why").is_bare


UNLIKE = [
    (asked("price", "colour:red"), asked("price", "colour:blue")),
    (asked("stock", "size:m"), asked("stock", "size:l")),
    (asked("price", "item:a3"), asked("price", "item:b3")),
    (asked("shipping", "mexico"), asked("shipping", "peru")),
    (asked("price"), asked("size")),
    (asked("waterproof"), asked("waterproof", "not")),
    (asked("price", "shirt"), asked("price", "skirt")),
    (asked("price", about="product", shown="a3"), asked("price", about="product", shown="b2")),
]


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_unlike_questions_stay_apart(one: Topic, other: Topic) -> None:
    assert one.kind != other.kind or (one.wording != other.wording and not is_slip(one.words, other.words))


class TestSlips:
    @pytest.mark.parametrize(
        ("word", "typed"), [("pockets", "pocket"), ("leather", "leathr"), ("sleeves", "sleevse"), ("zipper", "zippper")]
    )
    def test_one_letter_in_a_long_word_is_a_slip(self, word: str, typed: str) -> None:
        assert is_slip(("any", word), ("any", typed))
        assert is_slip((typed, "any"), ("any", word))

    @pytest.mark.parametrize(
        ("word", "other"),
        [
            ("shirt", "skirt"),  # too short
            ("winter", "hinter"),  # another letter
            ("model12", "model1"),  # a number
            ("leather", "lather s"),  # too far
            ("pockets", "buttons"),
        ],
    )
    def test_anything_more_is_another_word(self, word: str, other: str) -> None:
        assert not is_slip(("any", word), ("any", other))

    def test_one_slip_only(self) -> None:
        assert not is_slip(("pockets", "leather"), ("pocket", "leathr"))
        assert not is_slip(("pockets",), ("any", "pockets"))
        assert not is_slip(("any", "pockets"), ("any", "pockets"))

    @given(st.lists(st.text("abcdefg", min_size=1, max_size=9), max_size=4))
    def test_the_order_of_the_two_does_not_matter(self, words: list[str]) -> None:
        others = [word[:-1] or "x" for word in words]
        assert is_slip(tuple(words), tuple(others)) == is_slip(tuple(others), tuple(words))


class TestFaithfulness:
    @pytest.mark.parametrize(
        ("translated", "original"),
        [
            (asked("price"), asked("price", "colour:red")),
            (asked("price", "colour:blue"), asked("price", "colour:navy")),
            (asked("price"), asked("price", "wholesale")),
            (asked("price"), asked("", "colour:red")),
            (asked("price"), asked("price", "item:a3")),
            (asked("shipping"), asked("price")),
            (asked("waterproof"), asked("waterproof", "not")),
        ],
    )
    def test_what_is_known_of_the_original_must_survive(self, translated: Topic, original: Topic) -> None:
        assert not is_faithful(translated, original)

    @pytest.mark.parametrize(
        ("translated", "original"),
        [
            (asked("price"), asked(text="cuánto sale")),
            (asked("price", "silk"), asked("price", "seda")),
            (asked("price", "colour:red", "silk"), asked("price", "colour:red", "seda")),
            (asked("shipping", about="shop", shown="a3"), asked(text="¿envían?", shown="a3")),
            (asked("price", "item:a3"), asked("price", "item:a3")),
        ],
    )
    def test_what_nobody_knew_of_the_original_may_be_added(self, translated: Topic, original: Topic) -> None:
        assert is_faithful(translated, original)


class TestContradiction:
    def test_what_is_on_show_contradicts_only_if_the_product_is_meant(self) -> None:
        unknown = asked(text="¿envían?", shown="a3")
        assert not contradict(unknown, asked("shipping", about="shop", shown="a3"))
        assert contradict(asked("price", about="product", shown="a3"), asked("price", about="product", shown="b2"))

    def test_other_intents_products_and_numbers_contradict(self) -> None:
        assert contradict(asked("price"), asked("size"))
        assert contradict(asked("price", "item:a3"), asked("price"))
        assert contradict(asked("stock", "size:m"), asked("stock", "size:l"))

    def test_what_may_be_unknown_in_a_language_does_not(self) -> None:
        assert not contradict(asked("", "colour:red"), asked("price", "vermelho"))
        assert not contradict(asked(text="precio"), asked("price"))

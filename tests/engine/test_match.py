import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livebot.engine.match import AnswerTable, MatchKind, PhraseMatcher, check_pattern

COLOURS = AnswerTable({"A": ["red", "rojo", "merah"], "B": ["blue", "azul", "biru"]}, ["{key} please", "team {key}"])
NUMBERS = AnswerTable({"1": [], "2": [], "3": [], "5": [], "6": [], "10": []})
YES = AnswerTable({"Y": ["yes", "ya", "sí", "是", "👍", "🇲🇽"], "N": ["no", "+", "[6899_nope]"]})


@pytest.mark.parametrize(
    ("table", "text", "key"),
    [
        (NUMBERS, "1", "1"),
        (NUMBERS, "１", "1"),
        (NUMBERS, "1️⃣", "1"),
        (NUMBERS, "①", "1"),
        (NUMBERS, "❷", "2"),
        (NUMBERS, "٣", "3"),
        (NUMBERS, "1!!!", "1"),
        (NUMBERS, "(2)", "2"),
        (NUMBERS, "111", "1"),
        (NUMBERS, "1️⃣1️⃣1️⃣", "1"),
        (NUMBERS, "5", "5"),
        (NUMBERS, "66", "6"),
        (NUMBERS, "10", "10"),
        (NUMBERS, "⑩", "10"),
        (NUMBERS, "@shop 2", "2"),
        (COLOURS, "a", "A"),
        (COLOURS, "🅰️", "A"),
        (COLOURS, "Ⓑ", "B"),
        (COLOURS, "Ｂ", "B"),
        (COLOURS, "AAAA", "A"),
        (COLOURS, "red", "A"),
        (COLOURS, "REDDDD ❤️", "A"),
        (COLOURS, "¡Azul!", "B"),
        (COLOURS, "A please", "A"),
        (COLOURS, "team b!!", "B"),
        (COLOURS, "Team Merah", "A"),
        (YES, "y", "Y"),
        (YES, "Y👍", "Y"),
        (YES, "YES", "Y"),
        (YES, "Yesss", "Y"),
        (YES, "Sí!!", "Y"),
        (YES, "是是是", "Y"),
        (YES, "👍", "Y"),
        (YES, "👍🏽👍🏽", "Y"),
        (YES, "👍 👍 👍!", "Y"),
        (YES, "🇲🇽🇲🇽🇲🇽", "Y"),
        (YES, "NO", "N"),
        (YES, "+", "N"),
        (YES, "[6899_nope]", "N"),
        (YES, "[6899_nope][6899_nope] [6899_nope]!", "N"),
        (YES, "Y[wow]", "Y"),
        (YES, "[wow] [heart] yes!! [heart]", "Y"),
        (NUMBERS, "[1]", "1"),
        (NUMBERS, "🔟", "10"),
    ],
)
def test_a_tolerant_one_key_answer(table: AnswerTable, text: str, key: str) -> None:
    assert table.answer(text) == key


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (NUMBERS, "I have 2 kids"),
        (NUMBERS, "2 kids"),
        (NUMBERS, "1 or 2"),
        (NUMBERS, "12"),
        (NUMBERS, "100"),  # no lengthened 10
        (NUMBERS, "1010"),
        (NUMBERS, "1,5"),
        (NUMBERS, "5555"),  # Thai laughter
        (NUMBERS, "๕๕๕"),
        (NUMBERS, "555+"),
        (NUMBERS, "666"),
        (NUMBERS, "６６６６"),
        (NUMBERS, "233"),
        (NUMBERS, "23333"),
        (NUMBERS, ""),
        (NUMBERS, "@1"),
        (NUMBERS, "😂"),
        (COLOURS, "is the red one available?"),
        (COLOURS, "red or blue"),
        (COLOURS, "a b"),
        (COLOURS, "ab"),
        (COLOURS, "I want A please"),
        (COLOURS, "team"),
        (COLOURS, "team C"),
        (COLOURS, "rd"),
        (YES, "yes but how much"),
        (YES, "si"),
        (YES, "👍❤️"),
        (YES, "[6899_nope][6899_yes]"),
        (YES, "[yes] but how much [heart]"),
        (NUMBERS, "[1][2]"),
        (YES, "👎"),
        (AnswerTable({"K": [], "W": []}), "kkkk"),
        (AnswerTable({"K": [], "W": []}), "www"),
        (AnswerTable({"good": []}), "god"),  # fewer letters than the word has
    ],
)
def test_what_must_not_count(table: AnswerTable, text: str) -> None:
    assert table.answer(text) is None


def test_laughter_counts_where_a_rule_lists_it() -> None:
    table = AnswerTable({"6": [], "great": ["666"]})
    assert table.answer("6") == "6"
    assert table.answer("666") == "great"
    assert table.answer("66666") == "great"
    assert table.answer("5555") is None


def test_two_keys_that_fit_equally_are_no_answer() -> None:
    table = AnswerTable({"1": [], "11": []})
    assert (table.answer("1"), table.answer("11"), table.answer("111")) == ("1", "11", None)


def test_a_key_is_stronger_than_a_word_of_another() -> None:
    table = AnswerTable({"A": ["b", "x"], "B": ["x"]})
    assert (table.answer("b"), table.answer("bbb"), table.answer("x")) == ("B", "B", "A")


def test_what_nobody_can_type_is_no_answer() -> None:
    assert AnswerTable({"\u200b": [], "@you": []}).answer("@shop") is None


def find(kind: MatchKind, *phrases: str, text: str, distance: int = 1) -> bool:
    return PhraseMatcher(("code", kind, phrase, distance) for phrase in phrases).find(text) == ["code"]


@pytest.mark.parametrize(
    ("kind", "phrase", "text", "matches"),
    [
        ("exact", "the moon never sleeps", "The MOON never sleeps!!", True),
        ("exact", "the moon never sleeps", "@shop the moon never sleeps 🌙", True),
        ("exact", "the moon never sleeps", "so the moon never sleeps", False),
        ("exact", "🌙🌙🌙", "🌙🌙🌙", True),
        ("exact", "🌙🌙🌙", "🌙🌙🌙!", True),
        ("exact", "🌙🌙🌙", "🌙🌙🌙🌙", False),
        ("contains", "moon", "moonlight", True),
        ("contains", "🌙🌙🌙", "hi 🌙🌙🌙🌙", True),
        ("contains", "the moon", "the  ｍｏｏｎ", True),
        ("contains", "moon", "mood", False),
        ("contains", "[6899_moon]", "[6899_moon][6899_moon]", True),
        ("word", "moon", "the moon!", True),
        ("word", "moon", "moonlight moon", True),
        ("word", "moon", "moonlight", False),
        ("word", "the moon", "see the moon now", True),
        ("word", "红色", "我要红色的", True),
        ("word", "รหัส", "บอกรหัสหน่อย", True),
        ("word", "赤い", "この赤いワンピースください", True),
        ("word", "ワン", "この赤いワンピースください", False),
        ("word", "m", "ไซส์mมีไหม", True),
        ("word", "m", "ไซส์xmมีไหม", False),
        ("word", "🌙", "x🌙y", True),
        ("fuzzy", "moonlight", "moonlihgt", True),
        ("fuzzy", "moonlight", "Moonligt!", True),
        ("fuzzy", "moonlight", "monligt", False),
        ("fuzzy", "moonlight", "oh moonlight", False),
        ("regex", r"^moon(light)?$", "MOONLIGHT", True),
        ("regex", r"mo+n", "the mooooon", True),
        ("regex", r"^moon$", "moonlight", False),
    ],
)
def test_the_five_ways_to_match(kind: MatchKind, phrase: str, text: str, matches: bool) -> None:
    assert find(kind, phrase, text=text) is matches


def test_fuzzy_keeps_to_its_stated_distance() -> None:
    assert find("fuzzy", "moonlight", text="monligt", distance=2)
    assert not find("fuzzy", "moonlight", text="onligt", distance=2)


def test_all_rules_are_looked_for_at_once_and_each_is_found_once() -> None:
    matcher = PhraseMatcher(
        [
            ("moon", "contains", "moon", 1),
            ("moon", "contains", "moonlight", 1),
            ("light", "word", "light", 1),
            ("moonlight", "exact", "moonlight", 1),
            ("any", "regex", ".", 1),
        ]
    )
    assert sorted(matcher.find("moonlight")) == ["any", "moon", "moonlight"]
    assert sorted(matcher.find("light")) == ["any", "light"]
    assert PhraseMatcher([]).find("moon") == []


@pytest.mark.parametrize(
    ("kind", "pattern", "says"),
    [
        ("contains", "\u200b", "nobody could type it"),
        ("exact", " ", "nobody could type it"),
        ("regex", "(moon", "missing"),
        ("regex", r"(?=moon)", "RE2"),
    ],
)
def test_a_pattern_that_cannot_work_is_refused_in_words(kind: MatchKind, pattern: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        check_pattern(kind, pattern)


def test_a_pattern_that_can_work_is_taken() -> None:
    check_pattern("regex", r"^moon(light)?$")
    check_pattern("word", "🌙")


HOSTILE = PhraseMatcher([("a", "regex", r"(a+)+$", 1), ("b", "fuzzy", "aaaa", 3), ("c", "word", "aa", 1)])


@settings(deadline=None, max_examples=100)
@given(st.text(st.one_of(st.characters(exclude_categories=()), st.sampled_from("aA1๕ก👍@")), max_size=40))
def test_no_comment_breaks_a_matcher(text: str) -> None:
    HOSTILE.find(text)
    for table in (COLOURS, NUMBERS, YES):
        assert table.answer(text) in (None, *"ABYN1235", "6", "10")


def test_a_hostile_comment_takes_no_time() -> None:
    HOSTILE.find("a" * 5_000 + "!")
    assert YES.answer("🇲🇽" * 2_000 + "👎") is None
    for text in ("[a]" * 3_000 + "x", "x" + "[]" * 3_000, "[" * 9_000, "]" * 9_000):
        assert YES.answer(text) is None

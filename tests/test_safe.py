"""Viewers' text on its way to the terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from livebot.safe import FIRST_STRONG_ISOLATE, POP_ISOLATE, clean, cut, pasteable, wrap
from tests.console.hostile import PAYLOADS

DANGEROUS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
any_text = st.text(max_size=80) | st.sampled_from(PAYLOADS)


def without_isolates(text: str) -> str:
    return text.removeprefix(FIRST_STRONG_ISOLATE).removesuffix(POP_ISOLATE)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_becomes_one_harmless_line(payload: str) -> None:
    cleaned = clean(payload)
    assert not {unicodedata.category(character) for character in cleaned} & DANGEROUS
    assert cell_len(cleaned) <= 2 * len(payload)


@given(any_text)
def test_nothing_dangerous_survives(text: str) -> None:
    cleaned = clean(text)
    assert not {unicodedata.category(character) for character in cleaned} & DANGEROUS
    assert cleaned == cleaned.strip(" ")
    assert clean(cleaned) == cleaned


@given(any_text)
def test_every_terminal_counts_the_same_width(text: str) -> None:
    """No character left is one whose width depends on its neighbours."""
    cleaned = clean(text)
    assert cell_len(cleaned) == sum(cell_len(character) for character in cleaned)
    marks = 0
    for character in cleaned:
        marks = marks + 1 if cell_len(character) == 0 else 0
        assert marks <= 3


@given(any_text, st.integers(1, 40))
def test_what_is_cut_fits(text: str, width: int) -> None:
    assert cell_len(cut(text, width)) <= width


@given(any_text, st.integers(2, 40), st.integers(1, 5))
def test_what_is_wrapped_fits(text: str, width: int, max_lines: int) -> None:
    lines = wrap(text, width, max_lines)
    assert 1 <= len(lines) <= max_lines
    assert all(cell_len(line) <= width for line in lines)


@given(any_text, st.integers(2, 40))
def test_wrapping_loses_nothing_but_spaces(text: str, width: int) -> None:
    joined = "".join(without_isolates(line) for line in wrap(text, width, 100_000))
    assert joined.replace(" ", "") == clean(text).replace(" ", "")


@given(any_text, st.integers(4, 40))
def test_right_to_left_lines_are_isolated(text: str, width: int) -> None:
    for line in wrap(text, width):
        bare = without_isolates(line)
        turns = any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in bare)
        assert (line != bare) == turns
        assert FIRST_STRONG_ISOLATE not in bare
        assert POP_ISOLATE not in bare


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("¿Hay talla 42?", "¿Hay talla 42?"),
        ("有 42 码的吗？", "有 42 码的吗？"),
        ("กี่บาทคะ ที่นี่", "กี่บาทคะ ที่นี่"),
        ("Còn màu đen không", "Còn màu đen không"),
        (unicodedata.normalize("NFD", "Còn màu"), "Còn màu"),
        ("कितने का है?", "कितने का है?"),
        ("שלום", "שלום"),
        ("السعر؟", "السعر؟"),
        ("얼마예요?", "얼마예요?"),
        ("🌙🌙🌙 ✨", "🌙🌙🌙 ✨"),
    ],
)
def test_what_people_write_stays(text: str, kept: str) -> None:
    assert clean(text) == kept


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\u202eb", "ab"),
        ("one\r\ntwo", "one two"),
        ("👨\u200d👩\u200d👧", "👨👩👧"),
        ("🇪🇸", "ES"),
        ("1️⃣ ❤️ 👍🏽", "1 ❤ 👍"),
        ("Z" + "\u0301" * 9, "Ź\u0301\u0301\u0301"),
        ("\u200b" * 900 + "x", "x"),
    ],
)
def test_what_terminals_disagree_about_is_made_plain(text: str, seen: str) -> None:
    assert clean(text) == seen


def test_lines_break_between_words_and_never_start_with_a_comma() -> None:
    assert wrap("what does it cost", 9) == ("what does", "it cost")
    assert wrap("可以寄到马尼拉吗？运费", 16) == ("可以寄到马尼拉", "吗？运费")
    assert wrap("a" * 25, 10) == ("a" * 10, "a" * 10, "a" * 5)
    assert wrap("one two three four", 9, 2) == ("one two", "three…")


def test_the_clipboard_gets_the_emoji_whole_and_no_keys() -> None:
    assert pasteable("Hi 👩\u200d👧\r\n\x1b[A\x00there\x03 ") == "Hi 👩\u200d👧  [Athere"

"""Moderation as shipped, measured: ordinary comments are left alone, spam and abuse are caught."""

from collections import Counter
from pathlib import Path

import pytest

from bench.moderation import ORDINARY, Item, judge, read_items, report

HERE = Path(__file__).parent
CHATS = HERE.parent / "language" / "data"


def judged(path: Path, market: str = "US") -> list[Item]:
    items = read_items(path)
    judge(items, market)
    return items


def touched(items: list[Item]) -> list[str]:
    return [str(item) for item in items if item.label == ORDINARY and item.caught]


@pytest.mark.parametrize("market", ["US", "ID"])
def test_ordinary_comments_are_left_alone(market: str) -> None:
    items = judged(HERE / "comments_ordinary.txt", market)

    by_language = Counter(item.language for item in items)
    assert len(items) >= 300
    assert len([language for language, count in by_language.items() if count >= 14]) >= 12
    assert len(touched(items)) <= len(items) / 100, "\n".join(touched(items))


@pytest.mark.parametrize("market", ["US", "ID"])
def test_spam_abuse_and_evasion_are_caught(market: str) -> None:
    items = judged(HERE / "comments_unwanted.txt", market)

    missed = [str(item) for item in items if not item.caught]
    assert len(items) >= 200
    assert len(missed) <= 0.05 * len(items), "\n".join(missed)


def test_most_of_what_nothing_was_tuned_to_is_caught() -> None:
    items = judged(HERE / "comments_fresh.txt")

    missed = [str(item) for item in items if not item.caught]
    assert len(missed) <= 0.1 * len(items), "\n".join(missed)


@pytest.mark.parametrize("name", ["chat_fresh.txt", "chat_dev.txt"])
def test_comments_written_for_other_tests_are_left_alone(name: str) -> None:
    items = judged(CHATS / name)

    assert len(items) > 700
    assert len(touched(items)) <= len(items) / 100, "\n".join(touched(items))


def test_the_file_says_what_is_no_comment(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("# note\nok | en | hi\nwhat is this\n", encoding="utf-8")

    with pytest.raises(ValueError, match=r"mine\.txt:3: no labelled comment: 'what is this'"):
        read_items(tmp_path / "mine.txt")


def test_the_table_counts_by_rule(tmp_path: Path) -> None:
    mine = "ok | en | how much\nlinks | en | www.cheapbags.shop\nwords | en | nice bag\n= flood | en | fast\n"
    (tmp_path / "mine.txt").write_text(
        mine + "".join(f"{s} ana | {'abcdefghi'[s]}x\n" for s in range(9)), encoding="utf-8"
    )

    assert report(judged(tmp_path / "mine.txt")).splitlines() == [
        "rule          meant  caught  by it  wrongly",
        "links             1       1      1        0",
        "words             1       0      0        0",
        "flood             1       1      1        0",
        "caught:  2 of 3 (66.7 %) unwanted",
        "touched: 0 of 1 (0.0 %) ordinary",
    ]

"""Pairs of comments in all languages: those that ask the same meet, those that do not never do."""

from pathlib import Path
from typing import NamedTuple

import pytest

from livebot.engine.questions.same import Topic, is_slip, topic
from livebot.language.reader import CommentReader

MET = 0.95
"""So many of the same pairs must meet; a missed one is a second card for one question."""
QUESTION = 0.5


class Pair(NamedTuple):
    kind: str
    language: str
    other_language: str
    text: str
    other: str


PAIRS = [
    Pair(*line.split("|"))
    for line in (Path(__file__).parent / "data" / "pairs.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def topics(reader: CommentReader, pair: Pair) -> tuple[Topic, Topic]:
    one, other = reader.read(pair.text, pair.language), reader.read(pair.other, pair.other_language)
    return topic(one, pair.text), topic(other, pair.other)


@pytest.mark.parametrize(
    "pair", [pair for pair in PAIRS if pair.kind == "unlike"], ids=lambda p: f"{p.text} / {p.other}"
)
def test_unlike_questions_stay_apart(reader: CommentReader, pair: Pair) -> None:
    one, other = topics(reader, pair)
    assert one.kind != other.kind or one.words != other.words


def test_the_same_questions_meet(reader: CommentReader) -> None:
    pairs = [pair for pair in PAIRS if pair.kind == "same"]
    apart = []
    for pair in pairs:
        one, other = topics(reader, pair)
        if one.kind != other.kind or not (one.words == other.words or is_slip(one.words, other.words)):
            apart.append((pair.text, pair.other))
    assert len(apart) <= (1 - MET) * len(pairs), apart


def test_all_of_them_are_questions(reader: CommentReader) -> None:
    texts = {(text, tag) for _, tag, other_tag, one, other in PAIRS for text, tag in ((one, tag), (other, other_tag))}
    missed = [text for text, tag in texts if reader.read(text, tag).question < QUESTION]
    assert len(missed) <= (1 - MET) * len(texts), missed

"""Which moments are the liveliest."""

from dataclasses import dataclass
from itertools import pairwise

from livebot.report.moments import APART_MS, MOST, Act, liveliest

AT_MS = 1_700_000_000_000


@dataclass(frozen=True)
class Mark:
    at_ms: int
    kind: str
    lane: str


def acts(seconds: float, count: int, kind: str = "comment", text: str = "hi") -> list[Act]:
    return [Act(AT_MS + round(seconds * 1000) + n, kind, text) for n in range(count)]


def test_the_moments_with_most_acts_come_first() -> None:
    moments = liveliest([*acts(10, 4), *acts(200, 9), *acts(400, 6)], ())
    assert [(moment.rank, moment.acts) for moment in moments] == [(1, 9), (2, 6), (3, 4)]
    assert all(
        moment.from_ms <= AT_MS + s * 1000 < moment.until_ms for moment, s in zip(moments, (200, 400, 10), strict=True)
    )


def test_one_burst_is_one_moment_and_there_are_at_most_ten() -> None:
    everything = [act for n in range(100) for act in acts(n * 30, 5)]
    moments = liveliest(everything, ())
    assert len(moments) == MOST
    assert all(b.from_ms - a.from_ms >= APART_MS for a, b in pairwise(moments))


def test_likes_and_single_comments_make_no_moment() -> None:
    assert liveliest([*acts(10, 500, kind="like"), *acts(100, 2)], ()) == []


def test_a_moment_is_about_what_viewers_answered() -> None:
    marks = [
        Mark(AT_MS, "pk_opened", "ballots"),
        Mark(AT_MS + 100_000, "quick_opened", "ballots"),
        Mark(AT_MS + 101_000, "giveaway_opened", "giveaways"),
    ]
    (moment,) = liveliest([*acts(110, 6, "cheer", "P"), *acts(111, 3)], marks)
    assert moment.occasion == 0


def test_else_it_is_about_the_weightiest_of_what_had_just_begun() -> None:
    marks = [
        Mark(AT_MS, "giveaway_opened", "giveaways"),  # too long ago
        Mark(AT_MS + 85_000, "product_shown", "show"),
        Mark(AT_MS + 90_000, "prompt_fired", "prompts"),
        Mark(AT_MS + 95_000, "poll_closed", "ballots"),  # what is over is no occasion
    ]
    (moment,) = liveliest(acts(100, 6), marks)
    assert moment.occasion == 1
    (moment,) = liveliest(acts(100, 6), ())
    assert moment.occasion is None


def test_what_was_written_most_is_told_in_the_words_of_the_first() -> None:
    texts = ["Moon", "moon ", "MOON", "sun", "hey", "you"]
    (moment,) = liveliest([act for n, text in enumerate(texts) for act in acts(1 + n, 1, text=text)], ())
    assert moment.sayings == (("Moon", 3), ("sun", 1), ("hey", 1))
    assert moment.kinds == {"comment": 6}

"""The script of a rehearsal is a function of its seed, and has everything however short it is."""

from collections import Counter
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livebot.rehearsal.audience import invite
from livebot.rehearsal.scenes import write_script
from livebot.rehearsal.script import (
    LONGEST_MS,
    MOMENTS,
    POLL,
    SHORTEST_MS,
    USUAL_MS,
    Act,
    Comment,
    Delete,
    Order,
    Repeat,
    WaitFor,
    What,
    comments_of,
)

lengths = st.integers(SHORTEST_MS, LONGEST_MS)
seeds = st.integers(-(10**9), 10**9)
languages = st.sampled_from(["en", "zh"])


def script(seed: int = 1, length_ms: int = USUAL_MS, language: str = "en") -> list[Act]:
    return write_script(invite(seed), seed, length_ms, language)


@settings(max_examples=15, deadline=None)
@given(seeds, lengths, languages)
def test_every_script_has_everything_in_order(seed: int, length_ms: int, language: str) -> None:
    acts = script(seed, length_ms, language)
    assert acts == script(seed, length_ms, language)
    assert {type(act.what) for act in acts} == set(get_args(What))
    assert {comment.means.kind for comment in comments_of(acts)} == {
        "nothing", "question", "vote", "answer", "code", "meaning",
    }  # fmt: skip
    assert list(dict.fromkeys(act.moment for act in acts)) == list(MOMENTS)
    times = [act.at_ms for act in acts]
    assert times == sorted(times)
    assert 0 <= times[0] <= times[-1] <= length_ms


@settings(max_examples=15, deadline=None)
@given(seeds, lengths)
def test_votes_are_cast_only_while_the_poll_is_open(seed: int, length_ms: int) -> None:
    acts = [act.what for act in script(seed, length_ms)]
    opened, settled = acts.index(Order(("poll", "open", POLL))), acts.index(WaitFor("result", POLL))
    closed = acts.index(Order(("poll", "close", POLL)))
    votes = [n for n, what in enumerate(acts) if isinstance(what, Comment) and what.means.kind == "vote"]
    assert opened < min(votes) < max(votes) < settled
    assert any(closed < n for n in votes)


def test_another_seed_is_another_show() -> None:
    assert [act.what for act in script(1)] != [act.what for act in script(2)]


def test_a_longer_show_has_more_of_it() -> None:
    short, usual = (Counter(type(act.what) for act in script(length_ms=ms)) for ms in (SHORTEST_MS, USUAL_MS))
    assert usual[Comment] > 1.5 * short[Comment]


def test_some_120_viewers_write_in_more_than_eight_languages() -> None:
    comments = comments_of(script())
    assert 110 <= len(invite(1).guests) <= 130
    assert len({comment.guest.language for comment in comments}) > 8
    assert len({comment.guest.viewer.id for comment in comments}) > 80


def test_everything_referred_to_was_said_before() -> None:
    said: set[str] = set()
    for act in script():
        if isinstance(act.what, Comment):
            said.add(act.what.tag)
        if isinstance(act.what, Delete | Repeat):
            assert act.what.tag in said


def test_minds_are_changed_and_votes_come_after_the_close() -> None:
    votes = [comment for comment in comments_of(script()) if comment.means.kind == "vote"]
    keys: dict[str, set[str]] = {}
    for vote in votes:
        keys.setdefault(vote.guest.viewer.id, set()).add(vote.means.key)
    assert any(len(both) == 2 for both in keys.values())
    texts = {comment.text for comment in comments_of(script())}
    assert texts & {"Ｙ", "YES", "Y👍"}
    assert texts & {"１", "1️⃣", "①", "2️⃣"}


@pytest.mark.parametrize("length_ms", [0, SHORTEST_MS - 1, LONGEST_MS + 1])
def test_a_show_of_the_wrong_length_is_refused_and_says_what_is_right(length_ms: int) -> None:
    with pytest.raises(ValueError, match="from 30s to 10m"):
        script(length_ms=length_ms)

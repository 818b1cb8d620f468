"""Polls of which a viewer may choose more than one option."""

import pytest
from pydantic import ValidationError

from livebot.testing import Playbook, rules_from_yaml
from tests.engine.asks.poll_room import COLOUR


class TestSeveralChoices:
    """Polls in which a viewer may vote for more than one option."""

    NEXT = """
polls:
  - id: next
    question: {en: "Which two next?"}
    choose: 2
    options: [{key: 1, accept: [bags]}, {key: 2}, {key: 3}, {key: Y}, {key: 🍎}, {key: 🍌},
      {key: D}, {key: E}, {key: J}]
    duration: 60s
    announce: {en: "{winner}: {votes} of {voters}, {percent}%"}
    announce_tie: {en: "{winners}: {percent}% each"}
"""

    def opened(self, rules: str = NEXT) -> Playbook:
        play = Playbook(rules)
        play("0:00 -- live\n0:01 operator: poll open next\n0:01 >> Which two next?")
        return play

    def votes_of(self, *texts: str, rules: str = NEXT) -> str:
        play = self.opened(rules)
        for text in texts:
            play(f"0:05 ana: {text}")
        poll = play.poll("next")
        assert poll.voters == bool(sum(poll.votes.values()))
        return " ".join(key for key, count in poll.votes.items() for _ in range(count))

    @pytest.mark.parametrize(
        ("text", "keys"),
        [
            ("1 3", "1 3"),
            ("1,3", "1 3"),
            ("１、３！", "1 3"),
            ("1和3", "1 3"),
            ("1 和 3", "1 3"),
            ("1 and bags", "1"),
            ("3&1", "1 3"),
            ("1 y 3", "3 Y"),  # a key is a key
            ("Y and 3", "3 Y"),
            ("D E", "D E"),
            ("🍎🍌", "🍎 🍌"),
            ("🍎 🍌", "🍎 🍌"),
            ("🍎🍎", "🍎"),
            ("13", ""),
            ("I have 2 kids", ""),
            ("and", ""),
            ("5555", ""),
            ("1 2 3", "2 3"),
            (" ".join("1" * 1000), ""),
            ("1" * 1000, "1"),
        ],
    )
    def test_several_in_one_comment(self, text: str, keys: str) -> None:
        assert self.votes_of(text) == keys

    def test_or_each_in_a_comment_of_its_own(self) -> None:
        assert self.votes_of("1", "3", "3") == "1 3"

    def test_the_last_ones_count(self) -> None:
        assert self.votes_of("1", "2", "3") == "2 3"
        assert self.votes_of("1", "2", "1", "3") == "1 3"

    def test_or_the_first_ones_are_final(self) -> None:
        rules = self.NEXT + "    vote: first\n"
        assert self.votes_of("1", "2", "3", rules=rules) == "1 2"
        assert self.votes_of("3 2 1", rules=rules) == "2 3"

    def test_shares_are_of_the_voters(self) -> None:
        play = self.opened()
        play("""
            0:02  ana: 1 3
            0:03  bo: 3 2
            0:04  cy: 3
            1:11  >> 3: 3 of 3, 100%
        """)
        assert (play.poll("next").votes["3"], play.poll("next").voters, play.poll("next").choose) == (3, 3, 2)

    def test_several_are_no_answer_where_one_is_asked_for(self) -> None:
        assert self.votes_of("1 3", rules=self.NEXT.replace("choose: 2", "choose: 1")) == ""

    def test_a_viewers_first_choice_is_a_vote_and_all_others_change_it(self) -> None:
        play = self.opened()
        counted = []
        for text in ("1", "2", "3"):
            play(f"0:05 ana: {text}")
            counters = play.status.counters
            counted.append((counters["votes"], counters.get("votes_changed", 0)))
        assert counted == [(1, 0), (1, 1), (1, 2)]

    def test_more_choices_than_options_are_refused(self) -> None:
        with pytest.raises(ValidationError, match="choose is 3, of 2 options"):
            rules_from_yaml(COLOUR + "    choose: 3\n")


def test_several_choices_in_several_comments_are_one_voter() -> None:
    play = Playbook(
        """
        points: {vote: 2}
        polls:
          - {id: wish, question: {en: "J, T or H?"}, choose: 2, options: [{key: J}, {key: T}, {key: H}]}
        """
    )
    play("""
        0:01  -- live
        0:02  operator: poll open wish
        0:02  >> J, T or H?
        0:03  ana: J
        0:04  ana: T
    """)
    assert (play.poll("wish").voters, play.poll("wish").votes) == (1, {"J": 1, "T": 1, "H": 0})
    assert [stretch.viewers for stretch in play.status.stretches if stretch.name == "polls.wish"] == [1]
    assert [entry.points for entry in play.status.boards[0].entries] == [2]

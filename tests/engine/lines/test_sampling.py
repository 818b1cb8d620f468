"""Thompson sampling in whole numbers: the draws are what the textbook says, and always the same."""

from fractions import Fraction

import pytest

from livebot.engine.lines.sampling import (
    BITS,
    MOST_PRESENT,
    Tally,
    chances_of_best,
    choose,
    draw,
    interval,
    wording_key,
)
from livebot.engine.turn import Turn
from livebot.testing import Playbook


def turn(seed: str = "seed") -> Turn:
    return Playbook(seed=seed).room.looking()


def drawn(a: int, b: int, times: int = 2_000) -> list[float]:
    return [draw(seed, a, b) / 2**BITS for seed in range(times)]


@pytest.mark.parametrize(("a", "b"), [(1, 1), (1, 60), (3, 7), (21, 2_000), (400, 100_000)])
def test_draws_have_the_mean_and_the_spread_of_their_beta_distribution(a: int, b: int) -> None:
    values = drawn(a, b)
    mean = a / (a + b)
    spread = (mean * (1 - mean) / (a + b + 1)) ** 0.5
    found = sum(values) / len(values)
    assert found == pytest.approx(mean, abs=4 * spread / len(values) ** 0.5)
    assert (sum((value - found) ** 2 for value in values) / len(values)) ** 0.5 == pytest.approx(spread, rel=0.1)


def test_half_of_all_draws_are_below_the_median() -> None:
    assert sum(value < 0.5**0.5 for value in drawn(2, 1)) == pytest.approx(1_000, abs=90)  # of x² on [0, 1]


def test_draws_are_the_same_on_every_machine() -> None:
    assert [draw(7, 3, 40), draw(7, 3, 41), draw(8, 3, 40), draw(2**63, 1, 1)] == [
        261632455,
        261632455,
        259944928,
        2363925298,
    ]


def test_more_viewers_than_believable_are_a_share_of_those() -> None:
    many = Tally(present=10**15, responders=10**14)
    assert chances_of_best([many, Tally(present=MOST_PRESENT, responders=MOST_PRESENT // 10)]) == pytest.approx(
        (0.5, 0.5), abs=0.001
    )
    assert choose(turn(), [many, Tally(present=100)], 1, "x")[0] in (0, 1)


class TestChoosing:
    WORSE, BETTER = Tally(shown=9, present=9_000, responders=90), Tally(shown=9, present=9_000, responders=180)

    def choices(self, explore: int, tallies: list[Tally], times: int = 1_000) -> list[tuple[int, str]]:
        one = turn()
        return [choose(one, tallies, explore, "text", "hello", n) for n in range(times)]

    def test_the_better_is_chosen_but_for_exploring_and_then_each_alike(self) -> None:
        choices = self.choices(20, [self.WORSE, self.BETTER])
        assert sum(number for number, _ in choices) == pytest.approx(900, abs=35)
        explored = [number for number, how in choices if how == "explored"]
        assert len(explored) == pytest.approx(200, abs=50)
        assert sum(explored) / len(explored) == pytest.approx(0.5, abs=0.12)

    def test_with_everything_explored_all_are_alike(self) -> None:
        choices = self.choices(100, [self.WORSE, self.BETTER, Tally()])
        assert {how for _, how in choices} == {"explored"}
        for number in range(3):
            assert sum(number == chosen for chosen, _ in choices) == pytest.approx(333, abs=60)

    def test_of_what_nobody_heard_anything_may_be_true(self) -> None:
        assert sum(number for number, _ in self.choices(1, [Tally(), Tally()])) == pytest.approx(500, abs=65)
        assert self.choices(1, [self.BETTER, Tally()], 50).count((1, "drawn")) > 40

    def test_the_same_occasion_gives_the_same_answer_another_seed_others(self) -> None:
        tallies = [Tally(present=50, responders=5), Tally(present=50, responders=6)]
        assert self.choices(20, tallies, 50) == self.choices(20, tallies, 50)
        assert self.choices(20, tallies, 50) != [
            choose(turn("other"), tallies, 20, "text", "hello", n) for n in range(50)
        ]


class TestFigures:
    def test_wilsons_interval(self) -> None:
        assert interval(Tally()) == (0.0, 1.0)
        assert interval(Tally(present=100, responders=10)) == pytest.approx((0.0552, 0.1744), abs=0.0001)
        assert interval(Tally(present=10)) == pytest.approx((0.0, 0.2775), abs=0.0001)
        assert interval(Tally(present=10, responders=10)) == pytest.approx((0.7225, 1.0), abs=0.0001)

    def test_the_chance_of_being_the_best_is_that_of_winning_a_draw(self) -> None:
        tallies = [Tally(present=40, responders=4), Tally(present=200, responders=24), Tally(present=10)]
        chances = chances_of_best(tallies)
        assert sum(chances) == pytest.approx(1)
        wins = [0, 0, 0]
        for seed in range(2_000):
            rates = [draw(3 * seed + n, 1 + t.responders, 1 + t.present - t.responders) for n, t in enumerate(tallies)]
            wins[rates.index(max(rates))] += 1
        assert [win / 2_000 for win in wins] == pytest.approx(list(chances), abs=0.04)

    def test_it_is_right_also_where_all_were_present_responded_or_are_very_many(self) -> None:
        assert chances_of_best([Tally()]) == (1.0,)
        assert chances_of_best([]) == ()
        assert chances_of_best([Tally(present=9, responders=9), Tally(present=9)]) == pytest.approx((1, 0), abs=0.001)
        exact = float(Fraction(1, 2))
        sure = Tally(present=10**6, responders=500_000)
        assert chances_of_best([sure, Tally()]) == pytest.approx((exact, exact), abs=0.01)

    def test_a_text_keeps_its_key_and_has_one_for_each_prompt(self) -> None:
        assert wording_key("hello", "Hi") == wording_key("hello", "Hi") != wording_key("bye", "Hi")
        assert len({wording_key("hello", text) for text in ("Hi", "hi", "Hi ")}) == 3

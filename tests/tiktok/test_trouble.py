"""How patient each trouble makes us."""

import pytest

from livebot.tiktok.trouble import JITTER, Kind, Trouble


def wait_s(trouble: Trouble, tries: int = 1, seed: str = "shop") -> float:
    return trouble.wait_s(tries, poll_offline_s=30, seed=seed)


@pytest.mark.parametrize(
    ("kind", "tries", "least_s"),
    [
        ("offline", 1, 30),
        ("offline", 50, 30),
        ("live_ended", 1, 30),
        ("not_found", 3, 300),
        ("age_restricted", 3, 300),
        ("blocked", 1, 30),
        ("blocked", 3, 120),
        ("blocked", 50, 900),
        ("rate_limited", 1, 30),
        ("network", 1, 1),
        ("network", 4, 8),
        ("network", 5000, 60),
    ],
)
def test_waits(kind: Kind, tries: int, least_s: float) -> None:
    assert least_s <= wait_s(Trouble(kind), tries) <= least_s * (1 + JITTER)


def test_the_providers_word_counts_until_it_was_wrong() -> None:
    assert 42 <= wait_s(Trouble("rate_limited", retry_after_s=42)) <= 42 * 1.2
    assert wait_s(Trouble("rate_limited", retry_after_s=42), tries=3) >= 42 + 120
    assert wait_s(Trouble("rate_limited", retry_after_s=0)) >= 1


def test_chance_costs_half_a_minute_at_most() -> None:
    for n in range(20):
        assert 3600 <= wait_s(Trouble("rate_limited", retry_after_s=3600), seed=f"shop {n}") <= 3630


def test_rooms_spread_out_and_each_is_predictable() -> None:
    waits = [wait_s(Trouble("offline"), seed=f"shop {n}") for n in range(50)]
    assert len(set(waits)) == 50
    assert max(waits) - min(waits) > 4
    assert wait_s(Trouble("offline")) == wait_s(Trouble("offline"))

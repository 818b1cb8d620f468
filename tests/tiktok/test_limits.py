"""Rate-limit headers in all their spellings."""

import pytest

from livebot.tiktok.limits import MOST_S, Quota, quota, retry_after_s

NOW_MS = 1_800_000_000_000


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"Retry-After": "42"}, 42),
        ({"retry-after": "1.5"}, 1.5),
        ({"Retry-After": "Fri, 15 Jan 2027 08:01:00 GMT"}, 60),
        ({"RateLimit-Reset": "42"}, 42),
        ({"ratelimit-reset": "1800000042"}, 42),
        ({"X-RateLimit-Reset": "1800000042000"}, 42),
        ({"X-Rate-Limit-Reset": "42"}, 42),
        ({"X-RateLimit-Reset-After": "42"}, 42),
        ({"RateLimit-Reset": "42, 42;w=60"}, 42),
        ({"RateLimit-Reset": "2027-01-15T08:01:00.000Z"}, 60),
        ({"RateLimit-Reset": "Fri, 15 Jan 2027 99999999999999999999:01:00 GMT"}, None),
        ({"RateLimit": "limit=100, remaining=0, reset=50"}, 50),
        ({"RateLimit": '"default";r=0;t=50'}, 50),
        ({"Retry-After": "5", "RateLimit-Reset": "86000"}, 5),
        ({"Retry-After": "soon", "RateLimit-Reset": "42"}, 42),
        ({"RateLimit-Remaining": "0"}, None),
        ({}, None),
        ({"Retry-After": ""}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "٤٢"}, None),
        ({"RateLimit-Reset": "1799999999"}, 0),
        ({"Retry-After": "99999999"}, MOST_S),
        ({"Retry-After": "9" * 5000}, None),
    ],
)
def test_wait(headers: dict[str, str], wait_s: float | None) -> None:
    assert retry_after_s(headers, NOW_MS) == wait_s


@pytest.mark.parametrize(
    ("headers", "expected", "is_low"),
    [
        ({"RateLimit-Remaining": "100", "RateLimit-Limit": "2500"}, Quota(100, 2500), True),
        ({"RateLimit-Remaining": "1", "RateLimit-Limit": "5", "RateLimit-Reset": "42"}, Quota(1, 5, 42), False),
        ({"x-ratelimit-remaining": "251", "x-ratelimit-limit": "2500"}, Quota(251, 2500), False),
        ({"RateLimit-Remaining": "3"}, Quota(3, 0), False),
    ],
)
def test_quota(headers: dict[str, str], expected: Quota, is_low: bool) -> None:
    found = quota(headers, NOW_MS)
    assert found == expected
    assert found is not None
    assert found.is_low is is_low


def test_no_quota() -> None:
    assert quota({"RateLimit-Remaining": "many"}, NOW_MS) is None

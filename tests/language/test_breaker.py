from livebot.language.breaker import ABANDONED, FAILURES, FIRST_REST_MS, LONGEST_REST_MS, Breaker
from tests.language.fakes import HandClock


def opened(clock: HandClock) -> Breaker:
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        assert breaker.lets_through()
        breaker.failed()
    return breaker


def test_it_opens_after_failures_in_a_row() -> None:
    breaker = opened(HandClock())
    assert breaker.state == "open"
    assert not breaker.lets_through()


def test_a_success_in_between_keeps_it_closed() -> None:
    breaker = Breaker(HandClock())
    for _ in range(10):
        breaker.failed()
        breaker.succeeded()
    assert breaker.state == "closed"


def test_after_the_rest_one_call_is_tried() -> None:
    clock = HandClock()
    breaker = opened(clock)
    clock.ms += FIRST_REST_MS
    assert breaker.lets_through()
    assert breaker.state == "half_open"
    assert not breaker.lets_through()
    breaker.succeeded()
    assert breaker.state == "closed"
    assert breaker.lets_through()


def test_each_failed_try_doubles_the_rest_up_to_a_limit() -> None:
    clock = HandClock()
    breaker = opened(clock)
    rest_ms = FIRST_REST_MS
    for _ in range(10):
        clock.ms += rest_ms - 1
        assert not breaker.lets_through()
        clock.ms += 1
        assert breaker.lets_through()
        breaker.failed()
        rest_ms = min(rest_ms * 2, LONGEST_REST_MS)


def test_it_rests_for_as_long_as_it_was_asked_to() -> None:
    clock = HandClock()
    breaker = Breaker(clock)
    breaker.failed(rest_ms=90_000)
    clock.ms += 89_999
    assert not breaker.lets_through()
    clock.ms += 1
    assert breaker.lets_through()


def test_a_clock_that_steps_back_does_not_lock_it() -> None:
    clock = HandClock()
    breaker = opened(clock)
    clock.ms -= 3_600_000
    assert breaker.lets_through()


def test_calls_given_up_in_a_row_open_it_too_and_a_success_forgets_them() -> None:
    breaker = Breaker(HandClock())
    for _ in range(3):
        for _ in range(ABANDONED - 1):
            assert not breaker.abandoned()
        breaker.succeeded()
    assert [breaker.abandoned() for _ in range(ABANDONED)][-1]
    assert breaker.state == "open"


def test_a_try_that_was_given_up_is_followed_by_another_rest() -> None:
    clock = HandClock()
    breaker = opened(clock)
    clock.ms += FIRST_REST_MS
    assert breaker.lets_through()
    assert breaker.abandoned()
    assert not breaker.lets_through()
    clock.ms += FIRST_REST_MS
    assert breaker.lets_through()


def test_a_rest_that_was_asked_for_may_be_long_and_is_not_remembered() -> None:
    clock = HandClock()
    breaker = Breaker(clock)
    breaker.failed(rest_ms=3_600_000)
    clock.ms += 3_599_999
    assert not breaker.lets_through()
    clock.ms += 1
    assert breaker.lets_through()
    breaker.failed()
    clock.ms += 2 * FIRST_REST_MS
    assert breaker.lets_through()


def test_a_rest_asked_for_while_it_rests_already_is_kept() -> None:
    clock = HandClock()
    breaker = opened(clock)
    breaker.failed(rest_ms=90_000)
    clock.ms += 89_999
    assert not breaker.lets_through()

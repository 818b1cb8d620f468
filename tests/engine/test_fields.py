from typing import Any

import pytest
from pydantic import ValidationError

from livebot.engine.fields import fill, parse_duration_ms
from livebot.engine.rulebook import RuleSet
from livebot.testing import rules_from_yaml


@pytest.mark.parametrize(
    ("written", "ms"),
    [
        ("45s", 45_000),
        ("5m", 300_000),
        ("1h30m", 5_400_000),
        ("1h1m1s1ms", 3_661_001),
        ("500ms", 500),
        ("90d", 7_776_000_000),
        ("0", 0),
        (" 5s ", 5_000),
        (60_000, 60_000),
    ],
)
def test_durations(written: object, ms: int) -> None:
    assert parse_duration_ms(written) == ms


@pytest.mark.parametrize("written", ["", "5", "5 s", "m5", "1m1h", "-5s", "1.5h", "five"])
def test_what_is_no_duration(written: str) -> None:
    with pytest.raises(ValueError, match="such as 45s, 5m or 1h30m"):
        parse_duration_ms(written)


def test_every_scalar_is_what_was_typed() -> None:
    rules = rules_from_yaml("""
        quick:
          - id: "on"
            ask: {en: "Yes or no?"}
            answers: {NO: [no, off, 007], on: 12:30, 1: []}
        """)
    assert rules.quick[0].id == "on"
    assert rules.quick[0].answers == {"NO": ("no", "off", "007"), "on": ("12:30",), "1": ()}


def test_values_fill_placeholders_in_one_pass() -> None:
    assert fill("Hi {viewer}, {other}", {"viewer": "{percent}", "percent": "9"}) == "Hi {percent}, {other}"


POLL = {"id": "c", "question": {"en": "A or B?"}, "options": [{"key": "A"}, {"key": "B"}]}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"announce": {"en": "{winer} wins"}}, r"unknown placeholder {winer} in en: this text can use {winner}"),
        ({"question": {"en": "{winner}?"}}, "this text can use no placeholders"),
        ({"question": {}}, "at least 1 item"),
        ({"question": {"English": "A or B?"}}, "match pattern"),
        ({"id": "no spaces"}, "match pattern"),
        ({"options": [{"key": "A"}]}, "at least 2 items"),
        ({"duration": "soon"}, "expected a duration"),
        ({"vote": "best"}, "'first' or 'last'"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)
def test_a_wrong_poll_says_what_is_wrong(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        RuleSet.model_validate({"polls": [POLL | changes]})


def test_placeholders_of_prompts_are_checked_in_every_text() -> None:
    prompt = {"id": "p", "every": "5m", "texts": [{"en": "Hello"}, {"en": "Hello {viewer}"}]}
    with pytest.raises(ValidationError, match=r"unknown placeholder {viewer}"):
        RuleSet.model_validate({"prompts": [prompt]})


def test_a_code_with_a_phrase_that_nobody_can_type_is_refused() -> None:
    with pytest.raises(ValidationError, match="nobody could type it"):
        RuleSet.model_validate({"codes": [{"id": "c", "phrases": ["\u200b"]}]})


def test_rules_survive_being_written_down() -> None:
    rules = RuleSet.model_validate({"polls": [POLL | {"duration": "1m", "announce": {"en": "{winner}!"}}]})
    assert RuleSet.model_validate(rules.model_dump(mode="json")) == rules

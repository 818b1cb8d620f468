"""What is likely to be a mistake in ``newcomers:``."""

from pathlib import Path

import pytest

from livebot.rules.check import with_traps
from livebot.rules.config import Config
from livebot.rules.load import read_rules

TEXTS = "  texts: [{en: Hi}, {en: Hello}]\n"
ASKS = """
quick: [{id: heard, ask: {en: "Y?"}, answers: {Y: []}, window: 20s}]
polls: [{id: size, question: {en: "A?"}, options: [{key: A}, {key: B}], duration: 0}]
codes: [{id: moon, phrases: [the moon], reply: {en: Moon}}, {id: sun, phrases: [sun], when: manual, reply: {en: Sun}}]
"""


def said(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    problems = with_traps(Config(room="x"), read_rules([path])).problems
    return [f"{p.severity}: {p.found}; {p.fix}" for p in problems]


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        (
            f"newcomers:\n  opens: haerd\n{TEXTS}",
            'error: newcomers are to answer "haerd", which does not exist; did you mean "heard"?',
        ),
        (
            f"newcomers:\n  opens: heard\n{TEXTS}",
            "warning: heard is open for 20s only; give it more time",
        ),
        (
            f"newcomers:\n  opens: moon\n{TEXTS}",
            "warning: the code moon is not opened by anybody (when: always);"
            " write when: manual there, or delete this line",
        ),
        (
            "newcomers:\n  texts: [{en: Hi}]\n",
            "warning: there is a single text for newcomers; add another: the same line is never posted twice in a row",
        ),
        (
            f'newcomers:\n{TEXTS}  returning: [{{en: "Hi {{viewer}}"}}]\n',
            'warning: every text greets by name; add such as {en: "Good to have you back!"}',
        ),
    ],
)
def test_warns_of_a_trap(tmp_path: Path, rules: str, problem: str) -> None:
    assert said(tmp_path, rules + ASKS) == [problem]


@pytest.mark.parametrize("opens", ["size", "sun"])
def test_what_can_be_opened_and_answered_is_fine(tmp_path: Path, opens: str) -> None:
    assert said(tmp_path, f"newcomers:\n  opens: {opens}\n{TEXTS}{ASKS}") == []


def test_an_ask_that_exists_nowhere_is_named_even_if_there_are_none(tmp_path: Path) -> None:
    (problem,) = said(tmp_path, f"newcomers:\n  opens: heard\n{TEXTS}")
    assert problem.endswith("delete the line")


def test_texts_are_held_to_the_limits_of_the_chat(tmp_path: Path) -> None:
    rules = f'newcomers:\n{TEXTS}  returning: [{{en: "{"x" * 149} {{visits}}"}}, {{en: Hi}}]\n'
    (problem,) = said(tmp_path, rules)
    assert problem.startswith("error: the text has 156 characters with its placeholders filled in")

"""Traps in giveaways: what ``livebot check`` says of them."""

from pathlib import Path

import pytest

from livebot.rules.check import check_rules
from livebot.rules.config import load_config

DRAW = """
giveaways:
  - id: dress
    mode: draw
    prizes: [{name: {en: dress}}]
    entry: {comment: [me]}
    public_value: tonight's number
    announce: {en: "Go {seal}"}
    closed: {en: "Over {seal}"}
    enter: {en: Type me}
    winner: {en: "{viewer}!"}
"""
ALLOWED = "    allowed: {by: Ana, because: it is lawful}\n"
SHIPPED = Path(__file__).parents[2] / "config"


def said_of(rules: str, market: str = "US", pack: str = "") -> list[str]:
    """Return what is said of rules, in a market with a pack if one is given."""
    Path("livebot.yaml").write_text(f"room: x\nmarket: {market}\nrules: rules.yaml\n", encoding="utf-8")
    Path("rules.yaml").write_text(rules, encoding="utf-8")
    if pack:
        Path("markets").mkdir(exist_ok=True)
        Path(f"markets/{market.lower()}.yaml").write_text(pack, encoding="utf-8")
    problems = check_rules(load_config(Path("livebot.yaml"), env={})).problems
    return [str(problem) for problem in problems if problem.file == "rules.yaml"]


def pack_with(mode: str) -> str:
    return f"""
market: US
name: {{en: United States, zh: 美国}}
updated: 2099-01-01
giveaways: {{mode: {mode}, source: The policy, source_date: 2025-11-13, sure: official, reason: {{
  en: only their tool}}}}
"""


def test_why_a_draw_is_not_held_is_said_with_its_source() -> None:
    assert said_of(DRAW, pack=pack_with("native")) == [
        "rules.yaml:4:11: warning: livebot never starts this draw in the market US: only their tool"
        " (official, 2025-11-13: The policy); expected mode: native, and TikTok's own LIVE Giveaway;"
        ' or the owner answers for it: allowed: {by: "name", because: "why it is lawful"}'
    ]


def test_a_market_without_a_pack_allows_no_draw() -> None:
    assert "the market's pack says nothing of draws" in said_of(DRAW)[0]


def test_what_is_allowed_is_no_trap() -> None:
    assert said_of(DRAW + ALLOWED, pack=pack_with("native")) == []
    assert said_of(DRAW, pack=pack_with("draw")) == []
    assert "the market allows draws already" in said_of(DRAW + ALLOWED, pack=pack_with("draw"))[0]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("    duration: 5s\n", ["it is over after 5s"]),
        ("    duration: 0\n    remind: {at: [1m], say: {en: x}}\n", ["it has no end of its own"]),
        ("    remind: {at: [9m, 1m], say: {en: x}}\n", ["nobody is reminded 9m before the end: it lasts 5m"]),
        ("    countdown: gone\n", ['there is no countdown "gone"']),
        ("    claim: {within: 10s}\n", ["winners have 10s to claim"]),
        (
            "    claim: {remind: 2m}\n    remind_claim: {en: '{viewer}'}\n",
            ["the reminder is not within the time to claim"],
        ),
        ("    claim: {remind: 1m}\n", ["there is no text to remind winners with"]),
        ('    claim: {words: ["\\u200b"]}\n', ["nobody can type"]),
        ("    claim: {words: ['666']}\n", ["is typed as laughter"]),
        (
            "    claim: {words: [a]}\npolls: [{id: p, question: {en: x}, options: [{key: A}, {key: B}]}]\n",
            ['the poll "p"'],
        ),
        ("    claim: {words: [y]}\nquick: [{id: q, ask: {en: x}, answers: {Y: []}}]\n", ['the quick ask "q"']),
        (
            "    claim: {words: [c]}\npolls: [{id: p, question: {en: x}, options: [{key: A}, {key: B}]}]\n"
            "quick: [{id: q, ask: {en: x}, answers: {Y: []}}]\n",
            [],
        ),
        ("    claimed: {en: '" + "x" * 160 + "'}\n", ["at most 150"]),
        ("    claimed: {en: '{prize}" + "x" * 147 + "'}\n", ["with its placeholders filled in"]),
    ],
)
def test_what_is_likely_to_be_a_mistake(written: str, said: list[str]) -> None:
    problems = said_of(DRAW + ALLOWED + written)
    assert len(problems) == len(said), problems
    for problem, part in zip(problems, said, strict=True):
        assert part in problem


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{code: gone}", 'there is no code "gone"'),
        ("{poll: gone}", 'there is no poll "gone"'),
        ("{order: true}", "only buyers take part"),
        ("{}", "entry needs exactly one of"),
    ],
)
def test_entries_that_cannot_be_made(entry: str, said: str) -> None:
    (problem,) = said_of(DRAW.replace("{comment: [me]}", entry) + ALLOWED)
    assert said in problem


def test_without_a_public_value_viewers_have_to_trust() -> None:
    (problem,) = said_of(DRAW.replace("    public_value: tonight's number\n", "") + ALLOWED)
    assert "no public value goes into this draw" in problem


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('    announce: {en: "Go {seal}"}\n', "never see what fixes the seed"),
        ('    closed: {en: "Over {seal}"}\n', "never see what fixes who takes part"),
    ],
)
def test_viewers_are_to_see_what_is_fixed(text: str, said: str) -> None:
    unsealed = text.replace(" {seal}", "")
    (problem,) = said_of(DRAW.replace(text, unsealed) + ALLOWED)
    assert said in problem
    assert "with {seal} in each text" in problem
    if "closed" in text:
        assert said in said_of(DRAW.replace(text, "") + ALLOWED)[0]
        at_once = DRAW.replace(text, "").replace("    public_value: tonight's number\n", "")
        assert not any(said in problem for problem in said_of(at_once + ALLOWED))


def test_a_winner_nobody_names_is_an_error() -> None:
    (problem,) = said_of(DRAW.replace("{viewer}!", "We have a winner") + ALLOWED)
    assert problem.startswith("rules.yaml:11:18: it does not say who has won")


def test_what_the_market_holds_back_is_found_beforehand() -> None:
    rules = """
rules: [{id: win, about: giveaway, source: page, source_date: 2026-01-01, reason: {en: no}, words: {en: [go]}}]
"""
    assert any('"go"' in problem for problem in said_of(DRAW + ALLOWED, pack=pack_with("native") + rules))


def test_the_shipped_example_has_no_traps() -> None:
    config = load_config(SHIPPED / "livebot.yaml", env={})
    problems = [problem for problem in check_rules(config).problems if problem.file.endswith("giveaways.yaml")]
    assert problems == []
    text = (SHIPPED / "rules" / "giveaways.yaml").read_text(encoding="utf-8")
    lines = [line.replace("  # ", "  ", 1) for line in text.partition("  # - id: dress")[2].splitlines()]
    assert said_of("giveaways:\n  - id: dress\n" + "\n".join(lines[1:])) == []

"""Countdowns where the market wants no pressure, and the run sheet as it is shipped."""

from pathlib import Path

from livebot.rules.check import check_rules
from livebot.rules.config import load_config
from tests.rules.files import said, write

PACK = """
market: DE
name: {en: Germany}
updated: 2026-07-01
urgency: unwelcome
rules:
  - id: hurry
    about: urgency
    source: page
    source_date: 2026-01-01
    sure: official
    reason: {en: it puts viewers off}
    words: {und: [hurry, last chance]}
"""
COUNTDOWN = """
countdowns:
  - id: bag
    for: 5m
    marks: [1m]
    texts: {en: "Hurry, {left}!", de: "Hurry, {left}!"}
"""
SHIPPED = Path(__file__).parents[2] / "config"


def warnings(rules: str, market: str = "DE") -> list[str]:
    write(f"room: x\nmarket: {market}\nrules: rules.yaml\n")
    write(PACK, "markets/de.yaml")
    write(PACK.replace("unwelcome", "allowed").replace("DE", "GB"), "markets/gb.yaml")
    write(rules, "rules.yaml")
    return said()


def test_pressure_that_is_not_posted_is_told_beforehand() -> None:
    assert warnings(COUNTDOWN) == [
        "rules.yaml:6:5: warning: in DE pressure is not welcome, so this is not posted; expected a calm text beside it;"
        ' add calm: {en: "The giveaway is at nine"}, or leave it: then nothing is said at the marks'
    ]


def test_where_pressure_is_fine_nothing_is_said() -> None:
    assert warnings(COUNTDOWN, "GB") == []


def test_the_calm_text_is_held_against_the_rules_and_the_other_is_not() -> None:
    (only,) = warnings(COUNTDOWN + '    calm: {de: "Last chance"}\n')
    assert only.startswith('rules.yaml:7:16: warning: "last chance" is held back in DE')


def test_the_shipped_run_sheet_fits_the_shipped_rules() -> None:
    text = (SHIPPED / "livebot.yaml").read_text(encoding="utf-8")
    assert "  # - runsheet.yaml" in text
    folder = Path("config")
    for path in SHIPPED.rglob("*.yaml"):
        to = folder / path.relative_to(SHIPPED)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(path.read_bytes())
    (folder / "livebot.yaml").write_text(text.replace("  # - runsheet.yaml", "  - runsheet.yaml"), encoding="utf-8")
    files = check_rules(load_config(folder / "livebot.yaml", env={}))
    mine = ("config/runsheet.yaml", "config/rules/countdowns.yaml")
    assert [str(problem) for problem in files.problems if problem.file in mine] == []
    assert files.rules.runsheet is not None
    assert files.rules.countdowns

"""``check`` looks at every text that the rules can hold: at what may not be posted, and at what is too long."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from livebot.engine.rulebook import RuleSet
from livebot.rules.config import Config
from livebot.rules.load import RuleFiles, read_rules
from livebot.rules.problems import errors_in
from livebot.rules.traps.gate import gate_traps
from livebot.rules.traps.texts import text_traps
from tests.rule_texts import NEVER_POSTED, everything_saying, text_fields

RULE = {"id": "best", "about": "claim", "source": "a page", "source_date": "2026-01-02", "reason": {"en": "no"}}
PACK = {"market": "US", "name": {"en": "US"}, "updated": "2026-01-02", "rules": [RULE | {"words": {"und": ["best"]}}]}
PRIVATE = {"runsheet.segments.title"}
"""What only the shop sees."""


def rules_with(field: str, text: str, folder: Path) -> RuleFiles:
    """Return rules in which one kind of text says this, and all others something harmless."""
    written = everything_saying(lambda at: text if at == field else "fine")
    path = folder / "rules.yaml"
    path.write_text(json.dumps(written), encoding="utf-8")  # which is YAML as well
    files = read_rules([path])
    assert not errors_in(files.problems)
    return replace(files, rules=RuleSet.model_validate(files.rules.model_dump() | {"market": PACK}))


@pytest.mark.parametrize("field", sorted(text_fields()))
def test_the_gate_is_held_against_every_text_beforehand(field: str, tmp_path: Path) -> None:
    files = rules_with(field, "the best", tmp_path)
    said = [str(problem) for problem in gate_traps(Config(room="x"), files)]
    assert bool(said) == (field not in PRIVATE)
    assert all("is held back in US" in line for line in said)


@pytest.mark.parametrize("field", sorted(text_fields()))
def test_every_text_that_is_posted_has_to_fit_into_a_line(field: str, tmp_path: Path) -> None:
    files = rules_with(field, "x" * 151, tmp_path)
    said = [str(problem) for problem in text_traps(Config(room="x"), files)]
    assert any("characters" in line for line in said) == (field not in NEVER_POSTED)


@pytest.mark.parametrize("field", sorted(text_fields()))
def test_every_text_is_one_line_that_can_be_read(field: str, tmp_path: Path) -> None:
    files = rules_with(field, "two\nlines", tmp_path)
    assert any("line break" in str(problem) for problem in text_traps(Config(room="x"), files))

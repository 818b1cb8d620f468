"""The schemas that editors read."""

import json
from pathlib import Path

import pytest

from livebot.rules.load import read_rules
from livebot.rules.schema import FILES, schemas, write_schemas
from livebot.rules.yamltree import read_tree

CONFIG = Path(__file__).parents[2] / "config"


@pytest.mark.parametrize("name", FILES)
def test_the_shipped_schemas_are_current(name: str) -> None:
    shipped = (CONFIG / "schema" / name).read_text(encoding="utf-8")

    assert shipped == schemas()[name], "run: livebot schema"


def test_the_shipped_files_name_their_schemas() -> None:
    files = [*CONFIG.glob("*.yaml"), *(CONFIG / "rules").glob("*.yaml")]

    for file in files:
        first = file.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema=")
        assert (file.parent / first.partition("=")[2]).exists()
    assert len(files) >= 8


@pytest.mark.parametrize(
    ("name", "section"),
    [("livebot", "chat"), ("rules", "polls"), ("rules", "answers"), ("secrets", "tiktok"), ("glossary", "names"),
     ("language", "intents")],
)  # fmt: skip
def test_a_section_whose_lines_are_all_notes_is_no_mistake_to_editors(name: str, section: str) -> None:
    schema = json.loads(schemas()[f"{name}.schema.json"])
    found = schema["properties"][section]

    assert "null" in schema.get("$defs", {}).get(found.get("$ref", "").rpartition("/")[2], found)["type"]


def test_schemas_are_written_into_a_new_folder(tmp_path: Path) -> None:
    paths = write_schemas(tmp_path / "a" / "schema")

    assert [path.name for path in paths] == list(FILES)


def test_the_issues_example_is_right() -> None:
    path = Path(__file__).parent / "example.yaml"

    files = read_rules([path])

    assert files.problems == []
    assert read_tree(path).problems == []
    assert [len(getattr(files.rules, name)) for name in ("polls", "quick", "codes", "prompts")] == [1, 1, 1, 1]
    assert files.rules.polls[0].duration == 60_000
    assert files.rules.codes[0].cooldown.user == 300_000

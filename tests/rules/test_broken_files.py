"""Broken files: what a moderator reads for each, to the letter."""

from pathlib import Path

import pytest

from livebot.rules.config import read_config
from livebot.rules.load import read_rules
from tests.rules.transcripts import transcripts

RULES = transcripts("broken_rules.txt")
CONFIGS = transcripts("broken_configs.txt")


@pytest.mark.parametrize("name", RULES)
def test_says_what_is_wrong_with_rules(name: str) -> None:
    text, expected = RULES[name]
    path = Path("rules.yaml")
    path.write_text(text, encoding="utf-8")

    assert [str(problem) for problem in read_rules([path]).problems] == expected


@pytest.mark.parametrize("name", CONFIGS)
def test_says_what_is_wrong_with_a_configuration(name: str) -> None:
    text, expected = CONFIGS[name]
    path = Path("livebot.yaml")
    path.write_text(text, encoding="utf-8")

    _, problems = read_config(path, env={})

    assert [str(problem) for problem in sorted(problems)] == expected


def test_there_is_a_case_for_every_kind_of_mistake() -> None:
    assert len(RULES) + len(CONFIGS) >= 60


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"codes: \xff", "rules.yaml:1:8: the file is not UTF-8 from here on; expected UTF-8; save it again as UTF-8"),
        (
            "codes: []\n".encode("utf-16"),
            "rules.yaml:1:1: the file is UTF-16; expected UTF-8; save it again with the encoding UTF-8",
        ),
        (
            b"codes:\n  - id: mo\x07on\n",
            "rules.yaml:2:11: an invisible control character (U+0007); expected plain text; delete it",
        ),
        (
            "codes:\n  - {id: a, phrases: ['moon\u2028star']}\n".encode(),
            "rules.yaml:2:28: an invisible control character (U+2028); expected plain text; delete it",
        ),
        (
            b"# " + b"x" * 500_000,
            "rules.yaml:1:1: the file has 500,002 bytes; expected at most 500,000; split it into several files",
        ),
    ],
)
def test_says_what_is_wrong_with_the_bytes(data: bytes, expected: str) -> None:
    path = Path("rules.yaml")
    path.write_bytes(data)

    assert [str(problem) for problem in read_rules([path]).problems] == [expected]


def test_a_byte_order_mark_is_no_mistake() -> None:
    path = Path("rules.yaml")
    path.write_bytes("codes:\r\n  - {id: a, phrases: [moon]}\r\n".encode("utf-8-sig"))

    files = read_rules([path])

    assert files.problems == []
    assert files.rules.codes[0].id == "a"


def test_says_that_a_file_is_missing_or_a_folder(folder: Path) -> None:
    (folder / "rules").mkdir()

    problems = read_rules([Path("rules"), Path("nowhere.yaml")]).problems

    assert [str(problem) for problem in problems] == [
        "nowhere.yaml:1:1: there is no such file; check the name and the folder",
        "rules:1:1: this is a folder; expected a YAML file; name the files in it, such as rules/*.yaml",
    ]


def test_a_deep_or_self_made_huge_file_is_refused_at_once() -> None:
    path = Path("rules.yaml")
    path.write_text("codes: " + "[" * 100_000, encoding="utf-8")

    assert [problem.found for problem in read_rules([path]).problems] == ["more than 20 levels inside each other"]

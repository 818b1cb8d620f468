"""Several rule files become one rule set, or none."""

from pathlib import Path

import pytest

from livebot.rules.check import load_rules
from livebot.rules.config import Config, load_config
from livebot.rules.load import LISTS, find_rule_files, read_rules
from livebot.rules.problems import ConfigProblems
from livebot.rules.wording import RULES

COLOUR = 'polls:\n  - {id: colour, question: {en: "A or B?"}, options: [{key: A}, {key: B}]}\n'
SHOES = 'polls:\n  - {id: shoes, question: {en: "C or D?"}, options: [{key: C}, {key: D}]}\n'
ANSWER = 'answers:\n  - {id: price, intent: price, texts: {en: "It is $20"}}\n'


def config_in(folder: Path, rules: str = "rules/*.yaml") -> Config:
    (folder / "livebot.yaml").write_text(f'room: x\nrules: "{rules}"\n', encoding="utf-8")
    return load_config(folder / "livebot.yaml", env={})


@pytest.fixture
def folder(folder: Path) -> Path:
    (folder / "rules").mkdir()
    return folder


def test_files_are_merged_in_the_order_of_their_names(folder: Path) -> None:
    (folder / "rules" / "b.yaml").write_text(COLOUR, encoding="utf-8")
    (folder / "rules" / "a.yaml").write_text(SHOES, encoding="utf-8")

    files = load_rules(config_in(folder))

    assert [poll.id for poll in files.rules.polls] == ["shoes", "colour"]
    assert files.sources == {"rules/a.yaml": SHOES, "rules/b.yaml": COLOUR}
    assert files.problems == []


def test_one_mistake_anywhere_refuses_everything_and_the_rest_is_still_looked_at(folder: Path) -> None:
    (folder / "rules" / "a.yaml").write_text(COLOUR, encoding="utf-8")
    (folder / "rules" / "b.yaml").write_text(COLOUR.replace("key: B", "key: A"), encoding="utf-8")
    (folder / "rules" / "c.yaml").write_text("polls:\n  - {id: shoes}\ncodes: [}\n", encoding="utf-8")
    (folder / "rules" / "d.yaml").write_text(SHOES.replace("question", "quest"), encoding="utf-8")

    with pytest.raises(ConfigProblems) as refused:
        load_rules(config_in(folder))

    assert [str(problem) for problem in refused.value.problems if problem.severity == "error"] == [
        'rules/b.yaml:2:10: the id "colour" is taken already (rules/a.yaml:2); expected each id once in polls;'
        " choose another id",
        'rules/b.yaml:2:71: "A" stands for option 1 and option 2; expected each word for one option;'
        " take it away from one of them",
        'rules/c.yaml:3:9: a comma is missing here; expected "," or "]";'
        " put a comma between the values, and quotes around texts with , : { } [ ] ' in them",
        'rules/d.yaml:2:5: "question" is missing in the poll "shoes"; expected id, question and options;'
        ' add question: {en: "Red or blue? Type A or B"}',
        'rules/d.yaml:2:17: unknown key "quest"; expected one of id, question, question_again, duration, grace,'
        " frames, options, choose, vote, target, announce, announce_tie, announce_none, starts;"
        ' did you mean "question"?',
    ]


def test_a_file_named_twice_is_read_once(folder: Path) -> None:
    (folder / "rules" / "a.yaml").write_text(COLOUR, encoding="utf-8")
    (folder / "livebot.yaml").write_text("room: x\nrules: [rules/a.yaml, rules/*.yaml, rules]\n", encoding="utf-8")
    config = load_config(folder / "livebot.yaml", env={})

    paths, unmatched = find_rule_files(config.rules[:2], folder)

    assert paths == [folder / "rules" / "a.yaml"]
    assert unmatched == []
    with pytest.raises(ConfigProblems, match="this is a folder"):
        load_rules(config)


def test_a_pattern_without_files_is_a_warning_and_a_missing_file_an_error(folder: Path) -> None:
    files = load_rules(config_in(folder))

    assert [str(problem) for problem in files.problems] == [
        'livebot.yaml:2:8: warning: no file matches "rules/*.yaml"; expected files beside livebot.yaml;'
        " correct the pattern, or write the rules"
    ]
    with pytest.raises(ConfigProblems, match=r'livebot\.yaml:2:8: there is no file "rules/polls'):
        load_rules(config_in(folder, "rules/polls.yaml"))


def test_a_wrong_name_under_rules_is_told_where_it_stands(folder: Path) -> None:
    (folder / "runsheet.yaml").write_text("runsheet: {segments: [{id: a, for: 5m}]}\n", encoding="utf-8")
    (folder / "livebot.yaml").write_text("room: x\nrules:\n  - runshet.yaml\n", encoding="utf-8")
    with pytest.raises(ConfigProblems) as caught:
        load_rules(load_config(folder / "livebot.yaml", env={}))
    (problem,) = [problem for problem in caught.value.problems if problem.severity == "error"]
    assert str(problem).endswith(
        'livebot.yaml:3:5: there is no file "runshet.yaml"; expected a file beside livebot.yaml;'
        ' did you mean "runsheet.yaml"?'
    )


def test_prepared_answers_are_found_where_they_usually_are(folder: Path) -> None:
    (folder / "livebot.yaml").write_text("room: x\n", encoding="utf-8")
    (folder / "rules" / "a.yaml").write_text(COLOUR, encoding="utf-8")
    config = load_config(folder / "livebot.yaml", env={})

    assert load_rules(config).problems == []
    (folder / "answers.yaml").write_text(ANSWER, encoding="utf-8")
    assert [answer.id for answer in load_rules(config).rules.answers] == ["price"]


def test_a_pattern_leaves_out_the_settings_beside_the_rules(folder: Path) -> None:
    for name in ("secrets.yaml", "secrets.example.yaml"):
        (folder / name).write_text("tiktok: {session_id: top-secret}\n", encoding="utf-8")
        (folder / name).chmod(0o600)
    (folder / "shop.yaml").write_text(COLOUR, encoding="utf-8")
    for name in ("glossary.yaml", "language.yaml"):
        (folder / name).write_text("", encoding="utf-8")
    (folder / "rules" / "secrets.yaml").write_text("codes: []\n", encoding="utf-8")

    files = load_rules(config_in(folder, "**/*.yaml"))

    assert list(files.sources) == ["rules/secrets.yaml", "shop.yaml"]
    assert files.problems == []


def test_files_that_an_editor_named_otherwise_are_not_overlooked(folder: Path) -> None:
    (folder / "rules" / "a.yaml").write_text(COLOUR, encoding="utf-8")
    for name in ("codes.yml", "more.yaml.txt", "notes.txt"):
        (folder / "rules" / name).write_text("codes: []\n", encoding="utf-8")

    assert [str(problem) for problem in load_rules(config_in(folder)).problems] == [
        "livebot.yaml:2:8: warning: rules/codes.yml is not read; expected names that end in .yaml;"
        " rename it to codes.yaml, or move it away",
        "livebot.yaml:2:8: warning: rules/more.yaml.txt is not read; expected names that end in .yaml;"
        " rename it to more.yaml, or move it away",
    ]


def test_rules_are_found_from_the_configurations_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "rules" / "a.yaml").write_text(COLOUR, encoding="utf-8")
    config = config_in(folder, str(folder / "ru[l]es" / "*.yaml"))
    monkeypatch.chdir("/")

    assert [poll.id for poll in load_rules(config).rules.polls] == ["colour"]


def test_every_list_of_rules_has_a_name_for_one_of_them() -> None:
    assert tuple(RULES) == LISTS


def test_lists_with_nothing_under_them_are_empty(folder: Path) -> None:
    path = folder / "rules" / "a.yaml"
    path.write_text("polls:\n  # - id: later\ncodes:\n", encoding="utf-8")

    files = read_rules([path])

    assert files.is_usable
    assert files.problems == []
    assert files.rules.polls == ()

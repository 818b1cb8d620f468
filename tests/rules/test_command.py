"""``livebot check`` from the outside."""

from pathlib import Path

import pytest

from livebot.language import phrasebook
from livebot.rules.command import check, write

SHIPPED = Path(__file__).parents[2] / "config"
GOOD = "codes:\n  - {id: moon, phrases: [the moon never sleeps]}\n"


def test_the_shipped_configuration_passes_without_a_warning(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(SHIPPED.parent)

    assert check(Path("config/livebot.yaml")) == 0
    assert capsys.readouterr().out == (
        "config/livebot.yaml: 3 polls, 2 quick asks, 1 PK, 3 codes, 3 prompts, 8 answers, 2 goals, 2 countdowns,"
        " 1 giveaway, moderation: off, points, newcomers, the pack of US; all good.\n"
    )


def test_the_secrets_example_can_be_used_as_it_is(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "livebot.yaml").write_text("room: x\n", encoding="utf-8")
    secrets = folder / "secrets.yaml"
    secrets.write_bytes((SHIPPED / "secrets.example.yaml").read_bytes())
    secrets.chmod(0o600)

    assert check(folder) == 0
    assert "no file matches" in capsys.readouterr().out


def test_a_file_of_secrets_is_checked_as_one(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    by_content = folder / "mine.yaml"
    by_content.write_text("tiktok: {session_id: top-secret, target_idc: x}\ntranslation: {api_keys: {libre: k}}\n")
    by_content.chmod(0o600)
    by_name = folder / "secrets.yaml"
    by_name.write_text("tiktok: {sesion_id: top-secret}\n")
    by_name.chmod(0o600)
    monkeypatch.chdir(SHIPPED.parent)

    assert check(Path("config/secrets.example.yaml")) == 0
    assert capsys.readouterr().out == "config/secrets.example.yaml: no secret is set; all good.\n"
    monkeypatch.chdir(folder)
    assert check(Path("mine.yaml")) == 0
    assert capsys.readouterr().out == "mine.yaml: session_id, target_idc, the key for libre; all good.\n"
    assert check(Path("secrets.yaml")) == 1
    said = capsys.readouterr().out
    assert 'secrets.yaml:1:10: unknown key "sesion_id"' in said
    assert "top-secret" not in said


def test_mistakes_in_configuration_and_rules_are_told_together(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "livebot.yaml").write_text("room: x\nmarkt: US\nrules: [a.yaml, b.yaml]\n", encoding="utf-8")
    (folder / "a.yaml").write_text("poll: []\n", encoding="utf-8")
    (folder / "b.yaml").write_text(GOOD + "  - {id: hi, phrases: [hi]}\n", encoding="utf-8")

    assert check(Path("livebot.yaml")) == 1
    assert capsys.readouterr().out == (
        'a.yaml:1:1: unknown key "poll"; expected one of polls, quick, pk, codes, prompts, answers,'
        " goals, countdowns, giveaways, moderation, points, newcomers, runsheet;"
        ' did you mean "polls"?\n'
        'b.yaml:3:24: warning: "hi" is part of many words; expected a longer phrase; write more, or match: word\n'
        'livebot.yaml:2:1: unknown key "markt"; expected one of room, market, timezone, host, tiktok, chat,'
        ' translation, questions, rules, data_dir, retention, resume_within, web, orders; did you mean "market"?\n'
        "2 errors, 1 warning: nothing of this is used until it is right.\n"
    )


def test_rule_files_can_be_checked_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "rules").mkdir()
    (folder / "rules" / "codes.yaml").write_text(GOOD, encoding="utf-8")
    (folder / "rules" / "more.yaml").write_text("quick:\n  - {id: a, ask: {en: x}, answers: {}}\n", encoding="utf-8")

    assert check(Path("rules/codes.yaml")) == 0
    assert capsys.readouterr().out == "rules/codes.yaml: 1 code; all good.\n"
    assert check(Path("rules")) == 1
    assert "rules/more.yaml:2:36: " in capsys.readouterr().out


PROMPT = "prompts:\n  - {id: warm, every: 5m, texts: [{en: A or B?}, {en: Left or right?}], opens: colour}\n"
POLL = "polls:\n  - {id: colour, question: {en: A or B?}, options: [{key: a}, {key: b}]}\n"
SHEET = "runsheet: {segments: [{id: hello, title: {en: Hello}, length: 20m, opens: [polls.colour], prompts: [warm]}]}\n"


def test_rule_files_are_checked_with_the_others_of_the_configuration(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = folder / "rules"
    rules.mkdir()
    (folder / "livebot.yaml").write_text("room: x\nmarket: MY\nrules: [rules/*.yaml]\n", encoding="utf-8")
    (rules / "prompts.yaml").write_text(PROMPT, encoding="utf-8")
    (rules / "polls.yaml").write_text(POLL, encoding="utf-8")
    (folder / "runsheet.yaml").write_text(SHEET, encoding="utf-8")

    assert check(Path("rules/prompts.yaml")) == 0
    assert capsys.readouterr().out == (
        'rules/prompts.yaml:2:35: warning: there is no text in "ms" here, nor in 1 more text of this file; '
        "expected one in the language of the market MY, which others fall back to; add ms: …\n"
        "rules/prompts.yaml: 1 prompt; 1 warning.\n"
    )
    assert check(Path("runsheet.yaml")) == 0, "though livebot.yaml does not name it"
    assert capsys.readouterr().out == "runsheet.yaml: a run sheet of 1 segment; all good.\n"
    assert check(rules) == 0

    (rules / "polls.yaml").write_text(POLL.replace("colour", "color") + "typo: []\n", encoding="utf-8")
    assert check(Path("rules/prompts.yaml")) == 1
    said = capsys.readouterr().out
    assert 'rules/prompts.yaml:2:80: the prompt opens "colour", which does not exist;' in said
    assert 'did you mean "color"?' in said
    assert "typo" not in said


def test_what_a_rule_file_alone_cannot_know_is_no_mistake(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "prompts.yaml").write_text(PROMPT, encoding="utf-8")
    (folder / "runsheet.yaml").write_text(SHEET, encoding="utf-8")
    (folder / "giveaways.yaml").write_text(
        "giveaways:\n  - {id: bag, prizes: [{name: {en: x}}], announce: {en: Bag}, enter: {en: A}, countdown: last}\n",
        encoding="utf-8",
    )
    (folder / "newcomers.yaml").write_text("newcomers: {texts: [{en: Hi}, {en: Ho}], opens: ready}\n", encoding="utf-8")

    for name, found in (
        ("prompts.yaml", 'the prompt opens "colour", which does not exist in this file; expected '),
        ("runsheet.yaml", 'there is no "polls.colour" in this file; expected '),
        ("runsheet.yaml", 'there is no prompt "warm" in this file; expected '),
        ("giveaways.yaml", 'there is no countdown "last" in this file; expected '),
        ("newcomers.yaml", 'newcomers are to answer "ready", which does not exist in this file; expected '),
    ):
        assert check(Path(name)) == 0
        said = capsys.readouterr().out
        assert f"warning: {found}" in said
        assert "; fine if another file has it\n" in said
    assert check(folder) == 1, "all of them together"


def test_a_rule_file_with_a_misspelt_list_is_known_as_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "shop.yaml").write_text("pols: []\n", encoding="utf-8")

    assert check(Path("shop.yaml")) == 1
    assert 'did you mean "polls"?' in capsys.readouterr().out


def test_a_configuration_may_have_any_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "shop.yaml").write_text("rom: x\n", encoding="utf-8")

    assert check(Path("shop.yaml")) == 1
    assert 'did you mean "room"?' in capsys.readouterr().out


def test_a_rule_file_with_something_out_of_place_is_known_as_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "shop.yaml").write_text("polls:\n  - id: a\nquestion: {en: x}\n", encoding="utf-8")

    assert check(Path("shop.yaml")) == 1
    assert '"room" is missing' not in capsys.readouterr().out


def test_secret_codes_are_no_secrets(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "secrets.yaml").write_text(GOOD, encoding="utf-8")

    assert check(Path("secrets.yaml")) == 0
    assert capsys.readouterr().out == "secrets.yaml: 1 code; all good.\n"


def test_every_file_is_known_for_what_it_is(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(SHIPPED)
    for name, have in (
        ("answers.yaml", "8 answers"),
        ("glossary.yaml", "your shop's own words"),
        ("language.yaml", "questions and words of your own"),
    ):
        assert check(Path(name)) == 0
        assert capsys.readouterr().out == f"{name}: {have}; all good.\n"
    monkeypatch.chdir(folder)
    (folder / "mine.yaml").write_text("amounts: {dollars: {en: dollars}}\n", encoding="utf-8")
    assert check(Path("mine.yaml")) == 1
    assert capsys.readouterr().out.startswith('mine.yaml:1:25: "dollars" is no amount')
    (folder / "more.yaml").write_text("intents: {gift: {glos: {en: gift}}}\n", encoding="utf-8")
    assert check(Path("more.yaml")) == 1
    assert 'did you mean "gloss"?' in capsys.readouterr().out
    assert check(Path("nowhere/glossary.yaml")) == 1
    assert "nowhere/glossary.yaml:1:1: there is no such file" in capsys.readouterr().out


def test_mistakes_in_the_shops_own_words_are_told_with_the_rest(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = "room: x\ntranslation: {glossary: glossary.yaml}\nquestions: {words: language.yaml}\n"
    (folder / "livebot.yaml").write_text(config, encoding="utf-8")
    (folder / "answers.yaml").write_text("answers: [{id: a, intent: gift, texts: {en: x}}]\n", encoding="utf-8")

    assert check(Path("livebot.yaml")) == 1
    said = capsys.readouterr().out
    assert 'livebot.yaml:2:25: there is no file "glossary.yaml"; expected a file beside livebot.yaml;' in said
    assert 'livebot.yaml:3:20: there is no file "language.yaml"; expected a file beside livebot.yaml;' in said
    assert '"gift" is no question that livebot knows' in said

    (folder / "glossary.yaml").write_text("keep: [YourShop]\n", encoding="utf-8")
    phrases = ", ".join(f"{tag}: {tag} gift" for tag in phrasebook.LANGUAGES if tag != "ja")
    language = f"intents:\n  gift: {{gloss: {{en: Gift?}}, say: {{{phrases}}}}}\n"
    (folder / "language.yaml").write_text(language, encoding="utf-8")
    assert check(Path("livebot.yaml")) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if "no file matches" not in line] == [
        'language.yaml:2:3: warning: the question "gift" has no phrases in ja;'
        " expected some in every language that your viewers write; add such as ja: […] below its say",
        "livebot.yaml: 1 answer; 2 warnings.",
    ]


def test_a_folder_without_rule_files_is_a_mistake(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "rules").mkdir()

    assert check(Path("rules")) == 1
    assert "rules:1:1: this folder holds no rule files" in capsys.readouterr().out
    (folder / "rules" / "codes.yml").write_text(GOOD, encoding="utf-8")
    assert check(Path("rules")) == 0


def test_a_missing_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(Path("nowhere.yaml")) == 1
    assert capsys.readouterr().out.splitlines() == [
        "nowhere.yaml:1:1: there is no such file; check the name and the folder",
        "1 error, 0 warnings: nothing of this is used until it is right.",
    ]


def test_a_folder_that_cannot_be_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "file").write_text("", encoding="utf-8")

    assert write(folder / "file") == 1
    assert capsys.readouterr().err.startswith("Cannot write the schemas into ")

"""``moderation:``: once in all files, on by being written, and what is likely to be a mistake in it."""

from pathlib import Path

import pytest

from livebot.rules import check
from livebot.rules.load import read_rules
from tests.rules.files import said, write
from tests.rules.test_markets import PACK, TODAY


@pytest.fixture(autouse=True)
def market(monkeypatch: pytest.MonkeyPatch) -> None:
    write(PACK, "markets/us.yaml")
    monkeypatch.setattr(check, "today", lambda: TODAY)


def warnings(moderation: str, config: str = "") -> list[str]:
    write(f"room: x\nrules: rules.yaml\n{config}")
    write(f"moderation:\n{moderation}", "rules.yaml")
    return said()


def test_a_rule_is_on_by_being_written_also_without_a_value() -> None:
    Path("a.yaml").write_text("moderation:\n  mode: suggest\n  rules:\n    contacts:\n    raid: {}\n", encoding="utf-8")

    files = read_rules([Path("a.yaml")])

    assert files.problems == []
    assert files.rules.moderation is not None
    assert [name for name, rule in files.rules.moderation.rules if rule is not None] == ["contacts", "raid"]


@pytest.mark.parametrize("text", ["moderation:\n", "moderation:\n  mode: off\n  rules:\n    # links: {}\n"])
def test_a_section_of_nothing_but_notes_switches_nothing_on(text: str) -> None:
    Path("a.yaml").write_text(text, encoding="utf-8")

    files = read_rules([Path("a.yaml")])

    assert files.problems == []
    moderation = files.rules.moderation
    assert moderation is None or all(rule is None for _, rule in moderation.rules)


def test_it_is_written_once_in_all_files() -> None:
    Path("a.yaml").write_text("polls: []\nmoderation: {mode: suggest}\n", encoding="utf-8")
    Path("b.yaml").write_text("codes: []\nmoderation: {mode: auto}\n", encoding="utf-8")

    files = read_rules([Path("a.yaml"), Path("b.yaml")])

    assert [str(problem) for problem in files.problems] == [
        'b.yaml:2:1: "moderation" is written already (a.yaml:2); expected it once in all files; put both together'
    ]


def test_a_mistake_in_it_leaves_the_lists_of_the_file_alone() -> None:
    Path("a.yaml").write_text("codes: [{id: c, phrases: [moon cat]}]\nmoderation: {mode: loud}\n", encoding="utf-8")

    files = read_rules([Path("a.yaml")])

    assert [code.id for code in files.rules.codes] == ["c"]
    assert files.rules.moderation is None
    assert len(files.problems) == 1


def test_nothing_to_look_for() -> None:
    assert warnings("  mode: suggest\n") == [
        "rules.yaml:2:3: warning: moderation is on, but there are no rules below it, so nothing is looked for;"
        " expected rules: with links, words, repeats …; see the shipped rules/moderation.yaml"
    ]
    assert warnings("  mode: off\n") == []


def test_acting_by_itself_takes_an_account() -> None:
    rules = "  rules: {links: {}}\n"
    assert warnings(f"  mode: auto\n{rules}") == [
        "rules.yaml:2:9: warning: moderation is to act by itself, but chat.mode is assist, so it only advises;"
        " expected chat.mode: auto, with an account; see secrets.example.yaml, or write mode: suggest"
    ]
    assert [line for line in warnings(f"  mode: auto\n{rules}", "chat: {mode: auto}\n") if "moderation" in line] == [
        "rules.yaml:2:9: warning: moderation is to act by itself, but tiktok.session_id is not set, so it only advises;"
        " expected chat.mode: auto, with an account; see secrets.example.yaml, or write mode: suggest"
    ]
    assert warnings("  mode: suggest\n  rules: {links: {mode: auto}}\n")[0].startswith("rules.yaml:3:25: warning:")
    assert warnings(f"  mode: suggest\n{rules}") == []


def test_a_mute_that_does_not_grow() -> None:
    assert warnings("  mute_short: 60s\n  mute_long: 60s\n") == [
        "rules.yaml:3:14: warning: the long mute is no longer than the short one; expected a longer one, such as 5m;"
        " change one of them"
    ]


def test_words_that_contradict_each_other() -> None:
    assert warnings("  rules:\n    words: {add: {en: [Scam]}, allow: [scam, SCUM, scumm]}\n") == [
        'rules.yaml:3:40: "scam" is banned and allowed; expected one of them; take it away from add or allow',
        'rules.yaml:3:52: warning: "scumm" is no word that the market bans; expected one of its words, written as'
        ' there; did you mean "scum"?',
    ]


def test_words_in_a_language_that_there_is_not() -> None:
    assert warnings("  rules:\n    words: {add: {jp: [x y], und: [y z]}}\n") == [
        'rules.yaml:3:19: warning: "jp" is no language that livebot knows; expected a tag such as en, es, id, zh, or'
        " und for all; did you mean ja?"
    ]


def test_no_words_at_all(folder: Path) -> None:
    (folder / "markets" / "us.yaml").unlink()

    assert warnings("  mode: off\n  rules:\n    words: {}\n") == []
    assert warnings("  mode: suggest\n  rules:\n    words: {}\n") == [
        "rules.yaml:4:5: warning: there are no banned words: the market has none, and none are added; expected a pack"
        " for the market; or words of your own: add: {en: [scam]}"
    ]


def test_it_belongs_into_a_rule_file() -> None:
    with pytest.raises(Exception, match=r'unknown key "moderation".*move it to a rule file'):
        warnings("", "moderation: {mode: auto}\n")


def test_a_domain_that_is_none_permits_nothing() -> None:
    rules = '  rules: {links: {allow: [myshop.com, "https://www.myshop.com/a", "not a domain"]}}\n'

    assert warnings(rules) == [
        'rules.yaml:2:39: warning: "https://www.myshop.com/a" is no domain, so it permits nothing; expected a domain'
        " such as myshop.com; write myshop.com",
        'rules.yaml:2:67: warning: "not a domain" is no domain, so it permits nothing; expected a domain such as'
        " myshop.com; correct it, or delete it",
    ]


def test_a_single_letter_is_hardly_a_banned_word() -> None:
    assert warnings("  rules: {words: {add: {en: [e, scam], zh: [滚]}}}\n") == [
        'rules.yaml:2:30: warning: "e" is a single letter, which harmless comments have, too; expected a word; delete'
        " it, or write the whole word"
    ]

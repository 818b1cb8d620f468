"""A market's pack: found beside livebot.yaml, read with what it uses, checked, and held against every script."""

from datetime import date
from pathlib import Path

import pytest

from livebot.rules import check
from livebot.rules.check import check_rules, load_rules
from livebot.rules.command import check as check_command
from livebot.rules.config import load_config
from livebot.rules.load import find_rule_files
from livebot.rules.markets import read_pack
from livebot.rules.problems import ConfigProblems
from tests.rules.conftest import with_pack

TODAY = date(2026, 11, 1)
RULE = """\
  - id: {id}
    about: claim
    source: TikTok Shop, article 1
    source_date: 2026-01-31
    sure: official
    reason: {{en: it cannot be proved, zh: 无法证明}}
    words: {{en: [{words}]}}
"""
PACK = """\
market: US
name: {en: United States, zh: 美国}
updated: 2026-10-31
giveaways: {mode: native, source: article 2, source_date: 2026-01-31, reason: {en: only TikTok's own}}
banned_words_from: us
banned_words: {en: [scum]}
"""
PROMPT = "prompts:\n  - {id: a, every: 5m, texts: [{en: The best bags}, {en: Hello}]}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(check, "_with_pack", with_pack)
    monkeypatch.setattr(check, "today", lambda: TODAY)
    monkeypatch.chdir(tmp_path)
    write("livebot.yaml", "room: x\nmarket: US\nhost: {language: zh}\nrules: rules.yaml\n")
    write("rules.yaml", PROMPT)
    return tmp_path


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def said(pack: str) -> list[str]:
    return [str(problem) for problem in sorted(read_pack(write("markets/us.yaml", pack), TODAY).problems)]


def warnings() -> list[str]:
    return [str(problem) for problem in check_rules(load_config(Path("livebot.yaml"), env={})).problems]


def test_a_pack_is_put_into_the_rules_with_what_it_uses() -> None:
    own = RULE.format(id="own", words="cheapest")
    write("markets/us.yaml", f"{PACK}uses: [common/claims.yaml, words/*.yaml]\nrules:\n{own}")
    write("markets/common/claims.yaml", "rules:\n" + RULE.format(id="claims", words="the best"))
    write("markets/words/en.yaml", "banned_words_from: shared\nbanned_words: {en: [scum, fool]}\n")
    write("markets/words/es.yaml", "banned_words: {es: [tonto]}\n")

    files = load_rules(load_config(Path("livebot.yaml"), env={}))

    pack = files.rules.market
    assert pack is not None
    assert [rule.id for rule in pack.rules] == ["own", "claims"]
    assert pack.banned_words == {"en": ("scum", "fool"), "es": ("tonto",)}
    assert pack.banned_words_from == "us; shared"
    assert {
        "markets/us.yaml",
        "markets/common/claims.yaml",
        "markets/words/es.yaml",
        "rules.yaml",
    } <= files.sources.keys()
    assert type(files.rules).model_validate(files.rules.model_dump(mode="json")) == files.rules


def test_every_script_is_held_against_the_pack_beforehand() -> None:
    write("markets/us.yaml", f"{PACK}rules:\n" + RULE.format(id="claims", words="the best"))

    assert warnings() == [
        'rules.yaml:2:37: warning: "the best" is held back in US: 无法证明; expected other words;'
        " rule claims, official, 2026-01-31: TikTok Shop, article 1"
    ]


def test_every_kind_of_text_is_looked_at() -> None:
    write("markets/us.yaml", f"{PACK}rules:\n" + RULE.format(id="claims", words="the best"))
    best = '{en: "{viewer} the best"}'
    write(
        "rules.yaml",
        f"""\
polls:
  - id: p
    question: {{en: the best?}}
    options: [{{key: A, label: {{en: The Best}}}}, {{key: B}}]
    announce: {{en: "{{winner}} is the best"}}
    announce_tie: {{en: the best}}
    announce_none: {{en: the best}}
quick: [{{id: q, ask: {{en: the best}}, answers: {{Y: []}}}}]
codes: [{{id: c, phrases: [moon cat], reply: {best}, welcome: {best}, explain: {{en: the best}},
         burst: {{viewers: 5, within: 9s, say: {{en: the best}}}}}}]
answers: [{{id: a, intent: price, texts: {{en: the best}}}}]
moderation: {{warnings: {{en: "the best: {{reason}}"}}}}
""",
    )

    held_back = [line for line in warnings() if "is held back" in line]
    assert [int(line.split(":")[1]) for line in held_back] == [3, 4, 5, 6, 7, 8, 9, 9, 9, 10, 11, 12]


def test_urgency_is_held_back_only_where_it_is_unwelcome() -> None:
    rule = RULE.format(id="hurry", words="the best").replace("about: claim", "about: urgency")
    write("markets/us.yaml", f"{PACK}rules:\n{rule}")
    assert warnings() == []

    write("markets/us.yaml", f"{PACK}urgency: unwelcome\nrules:\n{rule}")
    assert len(warnings()) == 1


def test_a_market_without_a_pack_is_a_clear_warning() -> None:
    assert warnings() == [
        "livebot.yaml:2:9: warning: there is no pack for US, so livebot holds back nothing that is posted, and"
        " moderation bans no words; expected markets/us.yaml; write one like those that ship with livebot; copy the"
        " folder markets"
    ]

    write("markets/my.yaml", PACK)
    assert warnings()[0].endswith("write one like those that ship with livebot; there are MY")


def test_a_broken_pack_refuses_everything() -> None:
    write("markets/us.yaml", PACK.replace("market: US", "markets: US"))

    with pytest.raises(ConfigProblems, match=r'markets/us\.yaml:1:1: unknown key "markets"'):
        load_rules(load_config(Path("livebot.yaml"), env={}))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("2026-10-31", "2025-10-31", "3:10: warning: the rules of US were last looked at on 2025-10-31, more than a"
         " year ago; expected rules that somebody compared with their sources since; look at the sources again, then"
         " write the day here"),
        ("2026-10-31", "2027-10-31", "3:10: warning: 2027-10-31 is still to come; expected the day somebody looked at"
         " the sources; correct it"),
        ("2026-10-31", "yesterday", '3:10: "yesterday" for "updated"; expected a day such as 2026-01-31; write year,'
         " month and day"),
        ("market: US", "market: MX", '1:9: the file us.yaml says that it is about "MX"; expected US; correct it, or'
         " rename the file"),
        ("market: US", "market: usa", '1:9: "usa" for "market"; expected a country\'s two capital letters; write USA'),
        ("name:", "quiet_hours: [2-7]\nname:", '2:15: "2-7"; expected hours such as 02:00-07:00; write both with four'
         " digits"),
        ("name:", "urgency: maybe\nname:", '2:10: "maybe" for "urgency"; expected one of allowed, unwelcome'),
        ("name:", "urgent: no\nname:", '2:1: unknown key "urgent"; expected one of market, name, updated, giveaways,'
         ' urgency, quiet_hours, rules, banned_words, banned_words_from, uses; did you mean "urgency"?'),
        ("name:", "uses: [common/x.yaml]\nname:", '2:8: there is no file "common/x.yaml"; expected a file of this'
         " folder; correct it"),
        ("name:", "uses: words/*.yaml\nname:", '2:7: there is no file "words/*.yaml"; expected a file of this folder;'
         " correct it"),
        ("{en: [scum]}", "{english: [scum]}", '6:16: "english" stands where a language is expected; expected a language'
         " tag such as en, es, id, zh; did you mean en?"),
        ("{en: [scum]}", "{jp: [scum], und: [x y]}", '6:16: warning: "jp" is no language that livebot knows; expected a'
         " tag such as en, es, id, zh, or und for all; did you mean ja?"),
        ("{en: [scum]}", "[scum]", '6:15: a list for "banned_words"; expected lists of words for each language; write'
         " it like banned_words: {en: [scam]}"),
    ],
)  # fmt: skip
def test_says_what_is_wrong_with_a_pack(before: str, after: str, expected: str) -> None:
    assert said(PACK.replace(before, after)) == [f"markets/us.yaml:{expected}"]


def test_a_rule_without_source_or_reason_is_none() -> None:
    rules = "rules:\n  - {id: a, about: claims, words: {en: [x]}}\n"

    assert said(PACK + rules) == [
        'markets/us.yaml:8:5: "reason" is missing; expected source, source_date, reason, id and about; add reason:'
        ' {en: "TikTok bars …", zh: "TikTok 不许…"}',
        'markets/us.yaml:8:5: "source" is missing; expected source, source_date, reason, id and about; add source:'
        ' "TikTok Shop seller policy, article 123"',
        'markets/us.yaml:8:5: "source_date" is missing; expected source, source_date, reason, id and about; add'
        " source_date: 2026-01-31",
        'markets/us.yaml:8:20: "claims" for "about"; expected one of claim, link, contact, price, urgency, giveaway,'
        ' disclosure; did you mean "claim"?',
    ]


def test_two_rules_cannot_have_one_name() -> None:
    write("markets/claims.yaml", "rules:\n" + RULE.format(id="own", words="best"))

    assert said(f"{PACK}uses: claims.yaml\nrules:\n" + RULE.format(id="own", words="x")) == [
        'markets/claims.yaml:2:9: the id "own" is taken already (markets/us.yaml:9); expected each id once in a pack;'
        " choose another id"
    ]


def test_packs_are_no_rule_files_for_a_pattern(folder: Path) -> None:
    write("markets/us.yaml", PACK)
    write("markets/words/en.yaml", "banned_words: {en: [scum]}\n")

    paths, _ = find_rule_files(["**/*.yaml"], folder)

    assert [path.name for path in paths] == ["rules.yaml"]


def test_packs_and_what_they_use_can_be_checked_alone(capsys: pytest.CaptureFixture[str]) -> None:
    write("markets/us.yaml", f"{PACK}uses: words/*.yaml\nrules:\n" + RULE.format(id="a", words="best"))
    write("markets/words/en.yaml", "banned_words: {en: [scum]}\n")

    assert check_command(Path("markets")) == 0
    assert check_command(Path("markets/us.yaml")) == 0
    assert check_command(Path("markets/words/en.yaml")) == 0
    write("markets/words/en.yaml", "banned_words: {en: {scum: x}}\n")
    assert check_command(Path("markets/words/en.yaml")) == 1
    write("empty/markets/notes.txt", "")
    assert check_command(Path("empty/markets")) == 1
    assert capsys.readouterr().out.splitlines() == [
        "markets/us.yaml: a market pack with 1 rule; all good.",
        "markets/us.yaml: a market pack with 1 rule; all good.",
        "markets/words/en.yaml: rules and words that packs use; all good.",
        'markets/words/en.yaml:1:20: keys with values for "en"; expected a list: each item on its own line with "- "'
        ' before it; put "- " before the first line and indent the others',
        "1 error, 0 warnings: nothing of this is used until it is right.",
        "empty/markets:1:1: this folder holds no market packs; expected files such as us.yaml; name another folder",
        "1 error, 0 warnings: nothing of this is used until it is right.",
    ]

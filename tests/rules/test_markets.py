"""A market's pack: found beside livebot.yaml, read with what it uses, checked, and held against every script."""

from datetime import date
from pathlib import Path

import pytest

from livebot.rules import check
from livebot.rules.check import check_words, load_rules
from livebot.rules.command import check as check_command
from livebot.rules.config import load_config
from livebot.rules.load import find_rule_files
from livebot.rules.markets import read_pack
from livebot.rules.problems import ConfigProblems
from tests.rules.conftest import with_pack
from tests.rules.files import said, write

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
giveaways: {mode: native, source: article 2, source_date: 2026-01-31, sure: weak, reason: {en: only TikTok's own}}
banned_words_from: us
banned_words: {en: [scum]}
"""
PROMPT = "prompts:\n  - {id: a, every: 5m, texts: [{en: The best bags}, {en: Hello}]}\n"


@pytest.fixture(autouse=True)
def shop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "_with_pack", with_pack)
    monkeypatch.setattr(check, "today", lambda: TODAY)
    write("room: x\nmarket: US\nhost: {language: zh}\nrules: rules.yaml\n", "livebot.yaml")
    write(PROMPT, "rules.yaml")


def said_of(pack: str) -> list[str]:
    return [str(problem) for problem in sorted(read_pack(write(pack, "markets/us.yaml"), TODAY).problems)]


def test_a_pack_is_put_into_the_rules_with_what_it_uses() -> None:
    own = RULE.format(id="own", words="cheapest")
    write(f"{PACK}uses: [common/claims.yaml, words/*.yaml]\nrules:\n{own}", "markets/us.yaml")
    write("rules:\n" + RULE.format(id="claims", words="the best"), "markets/common/claims.yaml")
    write("banned_words_from: shared\nbanned_words: {en: [scum, fool]}\n", "markets/words/en.yaml")
    write("banned_words: {es: [tonto]}\n", "markets/words/es.yaml")

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
    write(f"{PACK}rules:\n" + RULE.format(id="claims", words="the best"), "markets/us.yaml")

    assert said() == [
        'rules.yaml:2:37: warning: "the best" is held back in US: 无法证明; expected other words;'
        " rule claims, official, 2026-01-31: TikTok Shop, article 1"
    ]


def test_every_kind_of_text_is_looked_at() -> None:
    write(f"{PACK}rules:\n" + RULE.format(id="claims", words="the best"), "markets/us.yaml")
    best = '{en: "{viewer} the best"}'
    write(
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
        "rules.yaml",
    )

    held_back = [line for line in said() if "is held back" in line]
    assert [int(line.split(":")[1]) for line in held_back] == [3, 4, 5, 6, 7, 8, 9, 9, 9, 10, 11, 12]


def test_urgency_is_held_back_only_where_it_is_unwelcome() -> None:
    rule = RULE.format(id="hurry", words="the best").replace("about: claim", "about: urgency")
    write(f"{PACK}rules:\n{rule}", "markets/us.yaml")
    assert said() == []

    write(f"{PACK}urgency: unwelcome\nrules:\n{rule}", "markets/us.yaml")
    assert len(said()) == 1


def test_a_market_without_a_pack_is_a_clear_warning() -> None:
    assert said() == [
        "livebot.yaml:2:9: warning: there is no pack for US, so livebot holds back nothing that is posted, and"
        " moderation bans no words; expected markets/us.yaml; write one like those that ship with livebot; copy the"
        " folder markets"
    ]

    write(PACK, "markets/my.yaml")
    assert said()[0].endswith("write one like those that ship with livebot; there are MY")


def test_a_broken_pack_refuses_everything() -> None:
    write(PACK.replace("market: US", "markets: US"), "markets/us.yaml")

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
         ' urgency, quiet_hours, rules, banned_words, banned_words_from, uses, allowed; did you mean "urgency"?'),
        ("name:", "uses: [common/x.yaml]\nname:", '2:8: there is no file "common/x.yaml"; expected a file of this'
         " folder; correct it"),
        ("name:", "uses: words/*.yaml\nname:", '2:7: there is no file "words/*.yaml"; expected a file of this folder;'
         " correct it"),
        ("{en: [scum]}", "{english: [scum]}", '6:16: "english" stands where a language is expected; expected a language'
         " tag such as en, es, id, zh; did you mean en?"),
        ("{en: [scum]}", "{jp: [scum], und: [x y]}", '6:16: warning: "jp" is no language that livebot knows; expected a'
         " tag such as en, es, id, zh, or und for all; did you mean ja?"),
        ("name:", 'quiet_hours: ["22:00-07:00", "07:00-07:00"]\nname:', "2:30: warning: 07:00-07:00 is the whole day,"
         " so livebot never says anything by itself; expected hours such as 02:00-07:00; correct it"),
        ("2026-01-31", "31.1.2026", '4:59: "31.1.2026" for "source_date"; expected when the source was written:'
         " 2026-01-31, 2026-01, 2026, or undated; write what the source itself says"),
        ("2026-01-31", "2026-02-30", '4:59: "2026-02-30" is not in the calendar; expected a day such as 2026-01-31;'
         " correct it"),
        ("2026-01-31", "2027-01", "4:59: warning: 2027-01 is still to come; expected when the source was written;"
         " correct it"),
        ("2026-01-31, sure: weak", "undated", "4:12: warning: this does not say how sure it is, so it counts as"
         " secondary; expected sure: official, secondary or weak; add it"),
        ("{en: [scum]}", "[scum]", '6:15: a list for "banned_words"; expected lists of words for each language; write'
         " it like banned_words: {en: [scam]}"),
    ],
)  # fmt: skip
def test_says_what_is_wrong_with_a_pack(before: str, after: str, expected: str) -> None:
    assert said_of(PACK.replace(before, after)) == [f"markets/us.yaml:{expected}"]


def test_a_rule_without_source_or_reason_is_none() -> None:
    rules = "rules:\n  - {id: a, about: claims, words: {en: [x]}}\n"

    assert said_of(PACK + rules) == [
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
    write("rules:\n" + RULE.format(id="own", words="best"), "markets/claims.yaml")

    assert said_of(f"{PACK}uses: claims.yaml\nrules:\n" + RULE.format(id="own", words="x")) == [
        'markets/claims.yaml:2:9: the id "own" is taken already (markets/us.yaml:9); expected each id once in a pack;'
        " choose another id"
    ]


def test_a_pattern_that_cannot_work_is_shown_where_it_stands() -> None:
    rule = RULE.format(id="a", words="x")

    assert said_of(f"{PACK}rules:\n{rule}    patterns: [fine, '(the best']\n") == [
        "markets/us.yaml:15:22: not a valid regex (RE2): missing ): (the best"
    ]
    unseen = rule.replace("[x]", r'[x, "\u200b"]')
    assert said_of(f"{PACK}rules:\n{unseen}")[0].startswith("markets/us.yaml:14:21: the phrase")


def test_a_pattern_that_no_line_can_match_is_a_trap() -> None:
    rule = RULE.format(id="a", words="x")
    patterns = r"['Best\S', 'ดำ', '\búnic[oa]', '\bfine\b[^\p{L}]']"

    assert said_of(f"{PACK}rules:\n{rule}    patterns: {patterns}\n") == [
        'markets/us.yaml:15:16: warning: "B" in a pattern never matches, since lines are folded first; expected small'
        " letters in their plain form; write b",
        'markets/us.yaml:15:26: warning: "ำ" in a pattern never matches, since lines are folded first; expected small'
        ' letters in their plain form; write ".." in its place',
        'markets/us.yaml:15:32: warning: "\\bú" finds no edge of a word: \\b knows the letters a to z only; expected'
        r" (?:^|[^\p{L}]) or (?:[^\p{L}]|$); write that instead",
    ]


def test_the_owner_answers_for_a_line_of_their_own() -> None:
    rule = RULE.format(id="claims", words="the best")
    exception = "allowed:\n  - {rule: claims, phrase: the best bags, because: test of 2026-05}\n"
    write(f"{PACK}{exception}uses: common.yaml\n", "markets/us.yaml")
    write(f"rules:\n{rule}", "markets/common.yaml")
    write(PROMPT.replace("{en: Hello}", "{en: The best hats}"), "rules.yaml")

    assert [line.partition(": warning: ")[0] for line in said()] == ["rules.yaml:2:58"]


@pytest.mark.parametrize(
    ("exception", "expected"),
    [
        ("{rule: claim, phrase: the best, because: x}", '8:12: there is no rule "claim"; expected the id of a rule of'
         ' this pack; did you mean "claims"?'),
        ("{rule: claims, phrase: nice, because: x}", '8:28: warning: the rule "claims" does not hold back "nice";'
         " expected a phrase with a word that the rule looks for; delete it, or write the words as they stand in the"
         " line"),
        ("{rule: phones, phrase: call +1 555 010 0199, because: x}", '8:28: "call +1 555 010 0199" cannot be allowed:'
         ' the rule "phones" knows no such exceptions; expected words or patterns in the rule; delete it'),
        ("{rule: pages, phrase: see myshop.com, because: x}", '8:27: "see myshop.com" cannot be allowed: the rule'
         ' "pages" knows no such exceptions; expected a domain such as myshop.com; delete it'),
        ("{rule: claims, phrase: the best}", '8:5: "because" is missing; expected rule, phrase and because; add'
         " because: …"),
    ],
)  # fmt: skip
def test_an_exception_that_changes_nothing(exception: str, expected: str) -> None:
    found = RULE.format(id="claims", words="the best")
    phones = RULE.format(id="phones", words="x").replace("claim\n", "contact\n").rpartition("    words")[0]
    pages = RULE.format(id="pages", words="x").replace("claim\n", "link\n").rpartition("    words")[0]

    assert said_of(f"{PACK}allowed:\n  - {exception}\nrules:\n{found}{phones}{pages}") == [
        f"markets/us.yaml:{expected}"
    ]


def test_a_domain_can_be_allowed() -> None:
    pages = RULE.format(id="pages", words="x").replace("claim\n", "link\n").rpartition("    words")[0]
    exception = "allowed: [{rule: pages, phrase: myshop.com, because: the platform agreed}]\n"

    assert said_of(f"{PACK}{exception}rules:\n{pages}") == []


def test_the_glossary_is_held_against_the_pack() -> None:
    write(f"{PACK}rules:\n" + RULE.format(id="claims", words="miracle"), "markets/us.yaml")
    write("room: x\nmarket: US\nrules: rules.yaml\ntranslation: {glossary: glossary.yaml}\n", "livebot.yaml")
    write(
        "keep: [Miracle Co]\nnames:\n  Miracle Lamp: {es: lámpara}\n  Lamp: {en: [Wonder, A miracle], zh: 灯}\n",
        "glossary.yaml",
    )

    problems = check_words(load_config(Path("livebot.yaml"), env={}))

    assert [str(problem).partition(" is held back")[0] for problem in problems] == [
        'glossary.yaml:1:8: warning: "miracle"',
        'glossary.yaml:3:3: warning: "miracle"',
    ]


def test_packs_are_no_rule_files_for_a_pattern(folder: Path) -> None:
    write(PACK, "markets/us.yaml")
    write("banned_words: {en: [scum]}\n", "markets/words/en.yaml")

    paths, _ = find_rule_files(["**/*.yaml"], folder)

    assert [path.name for path in paths] == ["rules.yaml"]


def test_packs_and_what_they_use_can_be_checked_alone(capsys: pytest.CaptureFixture[str]) -> None:
    write(f"{PACK}uses: words/*.yaml\nrules:\n" + RULE.format(id="a", words="best"), "markets/us.yaml")
    write("banned_words: {en: [scum]}\n", "markets/words/en.yaml")

    assert check_command(Path("markets")) == 0
    assert check_command(Path("markets/us.yaml")) == 0
    assert check_command(Path("markets/words/en.yaml")) == 0
    write("banned_words: {en: {scum: x}}\n", "markets/words/en.yaml")
    assert check_command(Path("markets/words/en.yaml")) == 1
    write("", "empty/markets/notes.txt")
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

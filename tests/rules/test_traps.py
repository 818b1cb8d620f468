"""What is allowed and likely to be a mistake, and what fits no limit."""

import os
from pathlib import Path

import pytest

from livebot.language import phrasebook
from livebot.rules.check import with_traps
from livebot.rules.config import Config
from livebot.rules.load import read_rules
from tests.rules.files import said, write
from tests.rules.transcripts import HERE, transcripts

TRAPS = transcripts("traps.txt")
PROMPT = "prompts:\n  - {id: a, every: 5m, texts: [{en: Hi}, {en: Hello}]}\n"


def warnings(config: str, rules: str) -> list[str]:
    """Return what is said of a configuration and its only rule file."""
    write(f"{config}\nrules: rules.yaml\n", mode=0o644)
    write(rules, "rules.yaml")
    return said()


@pytest.mark.parametrize("name", TRAPS)
def test_warns_of_a_trap_in_the_rules(name: str) -> None:
    text, said = TRAPS[name]
    expected = [line.replace("INTENTS", ", ".join(phrasebook.intents())) for line in said]
    path = Path("rules.yaml")
    path.write_text(text, encoding="utf-8")

    assert [str(problem) for problem in with_traps(Config(room="x"), read_rules([path])).problems] == expected


def test_an_ordinary_rule_file_has_no_traps() -> None:
    assert with_traps(Config(room="x"), read_rules([HERE / "example.yaml"])).problems == []


def test_prompts_never_fire_when_chat_is_off() -> None:
    assert warnings("room: x\nchat:\n  mode: off", PROMPT) == [
        "livebot.yaml:3:9: warning: chat.mode is off, so no prompt can ever fire; expected assist or auto;"
        " or delete the prompts"
    ]


def test_the_bot_answers_nobody_when_chat_is_off() -> None:
    answers = "answers:\n  - {id: a, intent: size, texts: {en: x}, auto: {cooldown: 3m}}\n"

    assert warnings("room: x\nchat: {mode: off}", answers) == [
        "rules.yaml:2:43: warning: chat.mode is off, so livebot never gives this answer by itself;"
        " expected chat.mode: assist or auto; or delete auto"
    ]


def test_settings_decide_what_is_too_long_and_too_often() -> None:
    rules = PROMPT.replace("5m", "20s").replace("Hello", "Hello everyone")

    assert warnings("room: x\nchat: {max_chars: 10, min_gap: 30s, max_per_minute: 2}", rules) == [
        "rules.yaml:2:5: warning: all prompts together want 3.0 lines a minute;"
        " expected at most 2 (chat.max_per_minute); longer intervals: some of them can never fire in time",
        "rules.yaml:2:20: warning: every 20s is shorter than the gap between two lines;"
        " expected at least 30s (chat.min_gap); it cannot fire so often",
        "rules.yaml:2:48: the text has 14 characters; expected at most 10 (chat.max_chars); shorten it",
    ]


def test_the_market_decides_which_language_must_be_there() -> None:
    assert warnings("room: x\nmarket: VN", PROMPT) == [
        'rules.yaml:2:32: warning: there is no text in "vi" here, nor in 1 more text of this file;'
        " expected one in the language of the market VN, which others fall back to; add vi: …",
    ]


def test_settings_that_are_likely_to_be_a_slip() -> None:
    assert warnings("room: x\nretention: 90s\ntranslation: {engines: [google, mymemory, google]}", PROMPT) == [
        "livebot.yaml:2:12: warning: comments are erased after 1m30s; expected days, such as 90d;"
        " write it with a d; questions and votes of a show are gone after this time",
        "livebot.yaml:3:24: warning: google more than once; expected each engine once; take one away",
    ]


CHAT = "{name: chat, model: m, url: "


@pytest.mark.parametrize("engines", ["{name: libre, url: 'http://a:1'}, {name: libre, url: 'http://b:1'}",
                                     f"{CHAT}'http://a:1/v1'}}, {CHAT}'http://b:1/v1'}}"])  # fmt: skip
def test_one_engine_on_two_servers_is_two_engines(engines: str) -> None:
    assert warnings(f"room: x\ntranslation: {{engines: [{engines}]}}", PROMPT) == []


@pytest.mark.parametrize(
    ("engine", "name"),
    [("deepl", "deepl"), ("{name: deepl, api_key: ' '}", "deepl"), ("{name: chat, model: m}", "chat"),
     (CHAT + "'https://api.openai.com/v1'}", "chat")],
)  # fmt: skip
def test_an_engine_that_answers_nobody_without_a_key(engine: str, name: str) -> None:
    config = f"room: x\ntranslation: {{engines: [google, {engine}]}}"

    assert warnings(config, PROMPT) == [
        f"livebot.yaml:2:24: warning: the engine {name} has no key, so it will refuse every question; expected your"
        f' key for it in secrets.yaml; write there translation: {{api_keys: {{{name}: "…"}}}}, or take the engine away'
    ]

    secrets = Path("secrets.yaml")
    secrets.write_text(f"translation: {{api_keys: {{{name}: k}}}}\n", encoding="utf-8")
    secrets.chmod(0o600)
    assert warnings(config, PROMPT) == []


def test_a_model_on_ones_own_machine_needs_no_key() -> None:
    assert warnings(f"room: x\ntranslation: {{engines: [{CHAT}'http://localhost:11434/v1'}}]}}", PROMPT) == []


def test_a_language_to_be_ignored_that_there_is_not() -> None:
    assert warnings("room: x\ntranslation: {ignore: {languages: [en, jp]}}", PROMPT) == [
        'livebot.yaml:2:35: warning: "jp" is no language that livebot knows; expected a tag such as zh or en;'
        " did you mean ja?"
    ]


@pytest.mark.parametrize("mode", ["auto", "assist"])
def test_posting_too_fast_gets_accounts_muted(mode: str) -> None:
    tiktok = "tiktok: {session_id: a, target_idc: b, sign_api_key: c}"
    config = f"room: x\nchat: {{mode: {mode}, min_gap: 1s}}\n{tiktok}"

    assert [said for said in warnings(config, PROMPT) if "in a file others can read" not in said] == [
        f"livebot.yaml:2:{25 + len(mode)}: warning: a gap of 1s; expected 2s or more;"
        " accounts that post faster are seen to be muted"
    ]


def test_posting_by_itself_takes_an_account() -> None:
    chat = "room: x\nchat:\n  mode: auto"
    assert warnings(chat, PROMPT) == [
        "livebot.yaml:3:9: warning: chat.mode is auto, but tiktok.session_id is not set;"
        " expected an account to post with, as secrets.example.yaml explains;"
        " add it to the secrets file, or use chat.mode: assist"
    ]

    secrets = Path("secrets.yaml")
    secrets.write_text("tiktok: {session_id: a, target_idc: b, sign_api_key: c}\n", encoding="utf-8")
    secrets.chmod(0o600)
    assert warnings(chat, PROMPT) == []


@pytest.mark.parametrize(("written", "meant"), [("UK", "GB"), ("uk", "GB"), ("JA", "JP")])
def test_a_market_that_is_nearly_one(written: str, meant: str) -> None:
    assert f"did you mean {meant}?" in warnings(f"room: x\nmarket: {written}", PROMPT)[0]


def test_unknown_markets_and_languages() -> None:
    assert warnings("room: x\nmarket: XQ\nhost: {language: qq}\ntranslation: {target: jp}", PROMPT) == [
        'livebot.yaml:2:9: warning: "XQ" is no market that livebot knows; expected a country\'s two letters;'
        " texts fall back to English; check the letters",
        'livebot.yaml:3:18: warning: "qq" is no language that livebot knows; expected a tag such as zh or en;'
        " check the tag",
        'livebot.yaml:4:23: warning: "jp" is no language that livebot knows; expected a tag such as zh or en;'
        " did you mean ja?",
    ]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no permission bits")
def test_a_secret_in_a_file_that_others_can_read() -> None:
    assert warnings("room: x\ntiktok: {session_id: top-secret, target_idc: ''}", PROMPT) == [
        'livebot.yaml:2:22: warning: the secret "session_id" is in a file others can read;'
        " expected secrets in secrets.yaml; move it there, or: chmod 600 livebot.yaml"
    ]

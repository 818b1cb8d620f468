"""What shops post: the packs let ordinary lines pass, and hold back what their markets do not allow."""

from functools import cache
from pathlib import Path

import pytest

from livebot.engine.gate import Gate, MarketPack
from livebot.engine.reasons import REASONS
from livebot.rehearsal.scenes import FAREWELL
from livebot.rules.check import today
from livebot.rules.languages import MARKET_LANGUAGES
from livebot.rules.load import find_rule_files, read_rules
from livebot.rules.markets import read_pack
from livebot.rules.traps_texts import wordings

CONFIG = Path(__file__).resolve().parents[2] / "config"
SHOW = CONFIG.parent / "livebot" / "rehearsal" / "show.yaml"
MARKETS = [path.stem.upper() for path in sorted((CONFIG / "markets").glob("*.yaml"))]
POSTED = Path(__file__).with_name("posted.txt")


@cache
def pack_of(market: str) -> MarketPack:
    pack = read_pack(CONFIG / "markets" / f"{market.lower()}.yaml", today())
    assert pack.rules is not None
    return pack.rules


@cache
def gate_of(market: str) -> Gate:
    return Gate(pack_of(market))


def lines() -> list[tuple[str, str, str]]:
    """Return rule, language and text of every line."""
    written = POSTED.read_text(encoding="utf-8").splitlines()
    parts = [line.split(" | ", 2) for line in written if line and not line.startswith("#")]
    return [(rule, language, text) for rule, language, text in parts]


def broken(market: str, text: str, language: str) -> list[str]:
    return [f"{block.rule}: {block.word}" for block in gate_of(market).blocks(text, language)]


def test_every_market_of_the_order_has_a_pack() -> None:
    assert {"US", "GB", "ID", "MY", "TH", "VN", "PH", "SG", "BR", "MX", "JP"} <= set(MARKETS)


@pytest.mark.parametrize("market", MARKETS)
def test_a_pack_says_where_it_has_its_rules_from_and_why(market: str) -> None:
    pack = pack_of(market)
    assert pack.market == market
    assert pack.giveaways is not None
    assert pack.giveaways.mode == "native"
    assert pack.banned_words_from
    for rule in (pack.giveaways, *pack.rules):
        assert {"en", "zh"} <= rule.reason.keys(), rule
        assert rule.source_date == "undated" or rule.source_date <= str(pack.updated), rule


@pytest.mark.parametrize("market", MARKETS)
def test_a_pack_knows_its_markets_own_language(market: str) -> None:
    pack, language = pack_of(market), MARKET_LANGUAGES[market]
    assert len(pack.banned_words[language]) >= 30
    by_about = {rule.about for rule in pack.rules if language in rule.words}
    assert {"claim", "contact", "giveaway"} <= by_about


@pytest.mark.parametrize("market", MARKETS)
def test_ordinary_lines_pass_also_where_nobody_knows_the_language(market: str) -> None:
    ordinary = [(language, text) for rule, language, text in lines() if rule == "ok"]
    assert len(ordinary) >= 80
    held_back = {
        text: found for language, text in ordinary for tag in (language, "") if (found := broken(market, text, tag))
    }
    assert held_back == {}


@pytest.mark.parametrize("market", MARKETS)
def test_what_the_market_does_not_allow_is_held_back(market: str) -> None:
    passed = []
    for wanted, language, text in lines():
        rule, _, only = wanted.partition("@")
        if (
            rule != "ok"
            and only in ("", market)
            and not any(f.startswith(f"{rule}:") for f in broken(market, text, language))
        ):
            passed.append((rule, text))
    assert passed == []


@pytest.mark.parametrize("market", MARKETS)
def test_everything_that_ships_passes(market: str) -> None:
    paths, _ = find_rule_files(["rules/*.yaml", "answers.yaml"], CONFIG)
    held_back = {
        text: found
        for files in (read_rules(paths), read_rules([SHOW]))
        for wording in wordings(files)
        for language, text in wording.texts.items()
        if (found := broken(market, text, language))
    }
    assert held_back == {}


@pytest.mark.parametrize("market", MARKETS)
def test_what_livebot_says_of_itself_passes(market: str) -> None:
    said = {(language, text) for reasons in REASONS.values() for language, text in reasons.items()} | {("en", FAREWELL)}
    assert {text: found for language, text in said if (found := broken(market, text, language))} == {}


def test_what_moderation_bans_in_every_language_is_long_enough_to_mean_nothing_else() -> None:
    assert [word for word in pack_of("US").banned_words["und"] if len(word) < 5] == []

"""What shops post: the packs let ordinary lines pass, and hold back what their markets do not allow."""

import re
from functools import cache
from pathlib import Path

import pytest

from livebot.engine.asks.pk_rules import COOL
from livebot.engine.lines.gate import Gate, MarketPack
from livebot.engine.moderation.reasons import REASONS
from livebot.rehearsal.scenes import FAREWELL
from livebot.rules.check import today
from livebot.rules.languages import MARKET_LANGUAGES
from livebot.rules.load import find_rule_files, read_rules
from livebot.rules.markets import read_pack
from livebot.rules.traps.texts import wordings

CONFIG = Path(__file__).resolve().parents[2] / "config"
MARKETS = [path.stem.upper() for path in sorted((CONFIG / "markets").glob("*.yaml"))]
BIG_MARKETS = ["US", "GB", "ID", "TH", "VN", "BR", "MX", "JP"]
KNOWN = CONFIG.parents[1] / "shared" / "data" / "markets.md"
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


def market_lines(label: str) -> list[tuple[str, str]]:
    written = POSTED.with_name("posted_markets.txt").read_text(encoding="utf-8").splitlines()
    parts = [line.split(" | ", 2) for line in written if line and not line.startswith("#")]
    return [(language, text) for given, language, text in parts if given == label]


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


@pytest.mark.skipif(not KNOWN.exists(), reason="needs the collection of sources")
@pytest.mark.parametrize("market", MARKETS)
def test_a_pack_cites_only_what_was_read(market: str) -> None:
    pack, known = pack_of(market), KNOWN.read_text(encoding="utf-8")
    assert pack.giveaways is not None
    for rule in (pack.giveaways, *pack.rules):
        for cited in re.findall(r"\d{5,}|20\d\d-\d\d-\d\d", f"{rule.source} {rule.source_date}"):
            assert cited in known, (rule.source, cited)
        if "general knowledge" in rule.source:
            assert rule.sure == "weak", rule


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


@pytest.mark.parametrize("market", BIG_MARKETS)
def test_what_sellers_of_a_market_say_passes_and_what_they_may_not_say_does_not(market: str) -> None:
    lawful, unlawful = market_lines(f"ok@{market}"), market_lines(f"stop@{market}")
    assert len(lawful) >= 40
    assert len(unlawful) >= 25

    held_back = {text: found for language, text in lawful if (found := broken(market, text, language))}
    passed = [text for language, text in unlawful if not broken(market, text, language)]

    assert held_back == {}
    assert len(passed) <= 0.1 * len(unlawful), "\n".join(passed)


@pytest.mark.parametrize("market", MARKETS)
def test_everything_that_ships_passes(market: str) -> None:
    paths, _ = find_rule_files(["rules/*.yaml", "answers.yaml"], CONFIG)
    held_back = {
        text: found
        for wording in wordings(read_rules(paths))
        for language, text in wording.texts.items()
        if (found := broken(market, text, language))
    }
    assert held_back == {}


@pytest.mark.parametrize("market", MARKETS)
def test_what_livebot_says_of_itself_passes(market: str) -> None:
    said = {spoken for texts in (*REASONS.values(), COOL) for spoken in texts.items()} | {("en", FAREWELL)}
    assert {text: found for language, text in said if (found := broken(market, text, language))} == {}


def test_what_moderation_bans_in_every_language_is_long_enough_to_mean_nothing_else() -> None:
    assert [word for word in pack_of("US").banned_words["und"] if len(word) < 5] == []

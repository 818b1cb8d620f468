"""What the market does not let livebot post, found in the scripts before they are used."""

from collections.abc import Iterator

from livebot.engine.fields import names_in_braces
from livebot.engine.gate import Gate, MarketPack
from livebot.rules.config import Config
from livebot.rules.load import RuleFiles
from livebot.rules.problems import Problem, quoted, warning
from livebot.rules.traps_texts import wordings


def gate_traps(config: Config, files: RuleFiles) -> Iterator[Problem]:
    """Yield each text that the pack of the market holds back, with the word, the rule, its reason and its source."""
    pack = files.rules.market
    if pack is None:
        return
    gate = Gate(pack)
    for wording in wordings(files):
        for language, text in wording.texts.items():
            for block in gate.blocks(_without_placeholders(text), language):
                found = f"{quoted(block.word)} is held back in {pack.market}: {block.reason(config.host.language)}"
                place = files.place(*wording.at, language)
                yield warning(place, found, "other words", _told(pack, block.rule))


def _without_placeholders(text: str) -> str:
    """Return the text as the shop wrote it; what stands in for a placeholder is looked at by itself."""
    for name in names_in_braces(text):
        text = text.replace(f"{{{name}}}", "…")
    return text


def _told(pack: MarketPack, rule_id: str) -> str:
    rule = next(rule for rule in pack.rules if rule.id == rule_id)
    return f"rule {rule.id}, {rule.sure}, {rule.source_date}: {rule.source}"

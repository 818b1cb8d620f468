"""What the market does not let livebot post, found in the scripts before they are used."""

from collections.abc import Iterator
from pathlib import Path

from livebot.engine.fields import names_in_braces
from livebot.engine.lines.gate import Block, Gate, MarketPack
from livebot.engine.show.countdowns import is_calm
from livebot.rules.config import Config
from livebot.rules.load import RuleFiles
from livebot.rules.problems import Place, Problem, quoted, warning
from livebot.rules.traps.texts import wordings
from livebot.rules.yamltree import Tree, read_tree


def gate_traps(config: Config, files: RuleFiles) -> Iterator[Problem]:
    """Yield each text that the pack of the market holds back, with the word, the rule, its reason and its source."""
    pack = files.rules.market
    if pack is None:
        return
    gate = Gate(pack)
    reader = config.host.language
    for wording in wordings(files):
        if wording.is_private or (wording.is_pressure and is_calm(pack)):
            continue
        for language, text in wording.texts.items():
            place = files.place(*wording.at, language)
            for block in gate.blocks(_without_placeholders(text), language):
                yield _held_back(place, block, pack, reader)


def glossary_traps(path: Path, pack: MarketPack, reader: str) -> Iterator[Problem]:
    """Yield what the glossary writes into translated lines, and the market holds back; ``reader`` is the host's
    language.
    """
    tree, gate = read_tree(path), Gate(pack)
    for place, language, text in _written(tree):
        for block in gate.blocks(text, language):
            yield _held_back(place, block, pack, reader)


def _written(tree: Tree) -> Iterator[tuple[Place, str, str]]:
    """Yield what stands in translated lines: its place, its language if it has one, and the text."""
    keep, names = (tree.root.child(key) if tree.root is not None else None for key in ("keep", "names"))
    for node in keep.scalars() if keep is not None else ():
        yield (tree.file, node.line, node.col), "", str(node.value or "")
    if names is None or not isinstance(names.value, dict):
        return
    for name, forms in names.value.items():
        yield (tree.file, *names.keys[name]), "", name
        for language, node in forms.value.items() if isinstance(forms.value, dict) else ():
            first = next(node.scalars())
            yield (tree.file, first.line, first.col), language, str(first.value or "")


def _held_back(place: Place, block: Block, pack: MarketPack, reader: str) -> Problem:
    found = f"{quoted(block.word)} is held back in {pack.market}: {block.reason(reader)}"
    return warning(place, found, "other words", _told(pack, block.rule))


def _without_placeholders(text: str) -> str:
    """Return the text as the shop wrote it; what stands in for a placeholder is looked at by itself."""
    for name in names_in_braces(text):
        text = text.replace(f"{{{name}}}", "…")
    return text


def _told(pack: MarketPack, rule_id: str) -> str:
    rule = next(rule for rule in pack.rules if rule.id == rule_id)
    return f"rule {rule.id}, {rule.sure}, {rule.source_date}: {rule.source}"

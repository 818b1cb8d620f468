"""Market packs: ``markets/us.yaml`` beside ``livebot.yaml``, and the files it uses, read as one pack.

What several markets share (claims that TikTok bars everywhere, the words of a language that moderation looks for)
stands in files of its own, which a pack names under ``uses``. A pack is all or nothing, like the rules.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, ValidationError

from livebot.engine.fields import RuleId, RuleModel, Text, Words
from livebot.engine.lines.gate import EVERY, Gate, MarketPack, MarketRule, WordsByLanguage
from livebot.rules.explain import explain
from livebot.rules.languages import is_language, language_named
from livebot.rules.load import PACKS_FOLDER, find_rule_files
from livebot.rules.problems import Problem, did_you_mean, errors_in, quoted, shown_path, warning
from livebot.rules.yamltree import Node, Tree, read_tree

OLD_AFTER = timedelta(days=365)
SOURCE_DAY = re.compile(r"\d{4}(-\d\d){0,2}")

Model = TypeVar("Model", bound=RuleModel)


class SharedFile(RuleModel):
    """What several packs use: rules for what is posted, words for what viewers may not write."""

    rules: tuple[MarketRule, ...] = ()
    banned_words: WordsByLanguage = Field(default_factory=dict)
    """What viewers may not write, for moderation."""
    banned_words_from: str = ""
    """Who wrote that list, and under which licence."""


class Allowed(RuleModel):
    """What the shop posts all the same, and answers for."""

    rule: RuleId
    """The rule that holds it back."""
    phrase: Text
    """Passes wherever it stands in a line; of a rule about links, a domain."""
    because: Text
    """Who answers for it, and with what proof."""


class PackFile(MarketPack):
    """A market's own file."""

    uses: Words = ()
    """Files of the same folder with more rules and words, as names or patterns."""
    allowed: tuple[Allowed, ...] = ()
    """The owner's own exceptions, each from one rule."""


@dataclass(frozen=True)
class Pack:
    """What the files of a pack say. Without ``rules`` there is no pack for the market, or it cannot be used."""

    rules: MarketPack | None = None
    problems: list[Problem] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    """File name to full text."""


def pack_path(folder: Path, market: str) -> Path:
    """Return where the pack of a market is, or would be."""
    return folder / PACKS_FOLDER / f"{market.lower()}.yaml"


def read_pack(path: Path, today: date) -> Pack:
    """Read a pack and all that it uses; what is wrong is in ``problems``, nothing is raised."""
    tree = read_tree(path)
    own, problems = _read(tree, PackFile)
    uses = _words_at(tree, "uses")
    trees = [tree]
    shared: list[SharedFile] = []
    for pattern in uses:
        paths, unmatched = find_rule_files([str(pattern.value)], path.parent)
        paths = [each for each in paths if each.exists()]
        if unmatched or not paths:
            found = f"there is no file {quoted(str(pattern.value))}"
            problems.append(Problem(tree.file, pattern.line, pattern.col, found, "a file of this folder", "correct it"))
        for each in paths:
            other = read_tree(each)
            part, wrong = _read(other, SharedFile)
            trees.append(other)
            problems += wrong
            if part is not None:
                shared.append(part)
    problems += _repeated_ids(trees)
    if not errors_in(problems):
        problems += [problem for each in trees for problem in _shared_traps(each, today)]
    if own is not None and not errors_in(problems):
        problems += _allowed_traps(tree, own, shared)
    if own is not None:
        problems += _pack_traps(tree, own, path, today)
    sources = {each.file: each.text for each in trees}
    if own is None or errors_in(problems):
        return Pack(None, problems, sources)
    return Pack(_as_one(own, shared), problems, sources)


def check_shared(path: Path, today: date) -> list[Problem]:
    """Return what is wrong with one file that packs use."""
    tree = read_tree(path)
    problems = [*_read(tree, SharedFile)[1], *_repeated_ids([tree])]
    return problems or list(_shared_traps(tree, today))


def is_pack_file(path: Path) -> bool:
    """True for a market's own file: it says when it was updated, or lies where packs lie."""
    return path.is_file() and (
        "updated" in _keys(path) or (path.parent.name == PACKS_FOLDER and path.suffix == ".yaml")
    )


def is_shared_file(path: Path) -> bool:
    """True for a file with what packs share: words that are banned, or rules that are no file names."""
    if not path.is_file() or is_pack_file(path):
        return False
    root = read_tree(path).root
    rules = root.child("rules") if root is not None else None
    has_rules = (
        rules is not None and isinstance(rules.value, list) and any(isinstance(r.value, dict) for r in rules.value)
    )
    return has_rules or "banned_words" in _keys(path)


def _keys(path: Path) -> set[str]:
    root = read_tree(path).root
    return set(root.value) if root is not None and isinstance(root.value, dict) else set()


def _read(tree: Tree, model: type[Model]) -> tuple[Model | None, list[Problem]]:
    if tree.root is None:
        return None, list(tree.problems)
    data: Any = tree.root.plain()
    if isinstance(data, dict):
        data = {key: value for key, value in data.items() if value is not None}  # every line below it is a note
    try:
        return model.model_validate({} if data is None else data), list(tree.problems)
    except ValidationError as error:
        return None, [*tree.problems, *explain(error, tree, model)]


def _as_one(own: PackFile, shared: list[SharedFile]) -> MarketPack:
    words: dict[str, dict[str, None]] = {}
    parts: list[PackFile | SharedFile] = [own, *shared]
    for part in parts:
        for language, some in part.banned_words.items():
            words.setdefault(language, {}).update(dict.fromkeys(some))
    origins = dict.fromkeys(part.banned_words_from for part in parts if part.banned_words_from)
    return MarketPack.model_validate(
        own.model_dump(exclude={"uses", "allowed"})
        | {
            "rules": [_with_exceptions(rule, own.allowed).model_dump() for part in parts for rule in part.rules],
            "banned_words": {language: tuple(some) for language, some in words.items()},
            "banned_words_from": "; ".join(origins),
        }
    )


def _with_exceptions(rule: MarketRule, allowed: Iterable[Allowed]) -> MarketRule:
    phrases = [each.phrase for each in allowed if each.rule == rule.id]
    return rule.model_copy(update={"unless": (*rule.unless, *phrases)})


# --- traps -----------------------------------------------------------------------------------------------------


def _pack_traps(tree: Tree, pack: PackFile, path: Path, today: date) -> Iterator[Problem]:
    assert tree.root is not None
    if pack.market.lower() != path.stem.lower():
        node = tree.root.child("market") or tree.root
        found = f"the file {path.name} says that it is about {quoted(pack.market)}"
        yield Problem(tree.file, node.line, node.col, found, path.stem.upper(), "correct it, or rename the file")
    node = tree.root.child("updated") or tree.root
    place = tree.file, node.line, node.col
    if pack.updated > today:
        yield warning(place, f"{pack.updated} is still to come", "the day somebody looked at the sources", "correct it")
    elif today - pack.updated > OLD_AFTER:
        yield warning(
            place,
            f"the rules of {pack.market} were last looked at on {pack.updated}, more than a year ago",
            "rules that somebody compared with their sources since",
            "look at the sources again, then write the day here",
        )
    for node in _words_at(tree, "quiet_hours"):
        start, _, end = str(node.value).partition("-")
        if start == end:
            found = f"{node.value} is the whole day, so livebot never says anything by itself"
            yield warning((tree.file, node.line, node.col), found, "hours such as 02:00-07:00", "correct it")


def _shared_traps(tree: Tree, today: date) -> Iterator[Problem]:
    yield from _unknown_languages(tree)
    yield from _pattern_traps(tree)
    yield from _source_traps(tree, today)


def _source_traps(tree: Tree, today: date) -> Iterator[Problem]:
    """Yield sources with a day that is none, and rules that do not say how sure they are."""
    giveaways = tree.root.child("giveaways") if tree.root is not None else None
    for sourced in [*_items(tree, "rules"), *([giveaways] if giveaways is not None else [])]:
        if not isinstance(sourced.value, dict):
            continue
        if sourced.child("sure") is None:
            found = "this does not say how sure it is, so it counts as secondary"
            place = (tree.file, sourced.line, sourced.col)
            yield warning(place, found, "sure: official, secondary or weak", "add it")
        node = sourced.child("source_date")
        if node is None or not isinstance(node.value, str) or not SOURCE_DAY.fullmatch(node.value):
            continue  # undated, or refused already
        first_day = node.value + "-01" * (2 - node.value.count("-"))
        try:
            is_to_come = date.fromisoformat(first_day) > today
        except ValueError:
            found = f"{quoted(node.value)} is not in the calendar"
            yield Problem(tree.file, node.line, node.col, found, "a day such as 2026-01-31", "correct it")
            continue
        if is_to_come:
            found = f"{node.value} is still to come"
            yield warning((tree.file, node.line, node.col), found, "when the source was written", "correct it")


def _pattern_traps(tree: Tree) -> Iterator[Problem]:
    """Yield patterns with parts that never match: lines are folded first, and RE2 knows English words only."""
    for rule in _items(tree, "rules"):
        patterns = rule.child("patterns")
        for node in patterns.scalars() if patterns is not None else ():
            pattern = str(node.value or "")
            letters = re.sub(r"\(\?P|\\(?:[pP]\{\w+\}|.)", "", pattern)
            folded = unicodedata.normalize("NFKC", letters).casefold()
            place = (tree.file, node.line, node.col)
            if odd := next((char for char in letters if char not in folded), ""):
                found = f"{quoted(odd)} in a pattern never matches, since lines are folded first"
                yield warning(place, found, "small letters in their plain form", f"write {_plain(odd)}")
            if at_edge := re.search(r"\\b[^\x00-\x7f]|[^\x00-\x7f]\\b", pattern):
                found = f"{quoted(at_edge[0])} finds no edge of a word: \\b knows the letters a to z only"
                yield warning(place, found, r"(?:^|[^\p{L}]) or (?:[^\p{L}]|$)", "write that instead")


def _plain(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char).casefold()
    return folded if len(folded) == 1 else f'"{"." * len(folded)}" in its place'


def _allowed_traps(tree: Tree, own: PackFile, shared: list[SharedFile]) -> Iterator[Problem]:
    """Yield exceptions from no rule, and those that change nothing."""
    parts: list[PackFile | SharedFile] = [own, *shared]
    rules = {rule.id: rule for part in parts for rule in part.rules}
    for each, node in zip(own.allowed, _items(tree, "allowed"), strict=True):
        at = node.child("rule") or node
        if (rule := rules.get(each.rule)) is None:
            fix = did_you_mean(each.rule, rules) or "see the ids in this file and in those that it uses"
            found = f"there is no rule {quoted(each.rule)}"
            yield Problem(tree.file, at.line, at.col, found, "the id of a rule of this pack", fix)
            continue
        at = node.child("phrase") or node
        if not _holds_back(rule, each.phrase):
            found = f"the rule {quoted(rule.id)} does not hold back {quoted(each.phrase)}"
            fix = "delete it, or write the words as they stand in the line"
            yield warning((tree.file, at.line, at.col), found, "a phrase with a word that the rule looks for", fix)
        elif _holds_back(_with_exceptions(rule, [each]), each.phrase):
            found = f"{quoted(each.phrase)} cannot be allowed: the rule {quoted(rule.id)} knows no such exceptions"
            expected = "a domain such as myshop.com" if rule.about == "link" else "words or patterns in the rule"
            yield Problem(tree.file, at.line, at.col, found, expected, "delete it")


def _holds_back(rule: MarketRule, phrase: str) -> bool:
    pack = MarketPack(market="XX", name={"en": "-"}, updated=date.min, urgency="unwelcome", rules=(rule,))
    return bool(Gate(pack).blocks(phrase))


def _repeated_ids(trees: list[Tree]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for tree in trees:
        for rule in _items(tree, "rules"):
            node = rule.child("id")
            if node is None or not isinstance(node.value, str):
                continue
            if (taken := first.setdefault(node.value, f"{tree.file}:{node.line}")) != f"{tree.file}:{node.line}":
                found = f"the id {quoted(node.value)} is taken already ({taken})"
                fix = "choose another id"
                yield Problem(tree.file, node.line, node.col, found, "each id once in a pack", fix)


def _unknown_languages(tree: Tree) -> Iterator[Problem]:
    lists = [rule.child(key) for rule in _items(tree, "rules") for key in ("words", "reason")]
    lists.append(tree.root.child("banned_words") if tree.root is not None else None)
    for node in lists:
        for tag, (line, col) in node.keys.items() if node is not None else ():
            if tag != EVERY and not is_language(tag):
                meant = language_named(tag)
                found = f"{quoted(tag)} is no language that livebot knows"
                fix = f"did you mean {meant}?" if meant else "no line will ever be taken for it"
                yield warning((tree.file, line, col), found, f"a tag such as en, es, id, zh, or {EVERY} for all", fix)


def _items(tree: Tree, name: str) -> list[Node]:
    node = tree.root.child(name) if tree.root is not None else None
    return node.value if node is not None and isinstance(node.value, list) else []


def _words_at(tree: Tree, name: str) -> list[Node]:
    node = tree.root.child(name) if tree.root is not None else None
    return [each for each in node.scalars() if isinstance(each.value, str)] if node is not None else []


def no_pack(folder: Path, market: str) -> tuple[str, str, str]:
    """Return what to say of a market without a pack: what was found, what was expected, how to fix it."""
    path = pack_path(folder, market)
    there = sorted(each.stem.upper() for each in path.parent.glob("*.yaml"))
    found = f"there is no pack for {market}, so livebot holds back nothing that is posted, and moderation bans no words"
    others = f"there are {', '.join(there)}" if there else f"copy the folder {PACKS_FOLDER}"
    return found, shown_path(path), f"write one like those that ship with livebot; {others}"

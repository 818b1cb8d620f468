"""Rule files → one rule set, with every problem of every file at once."""

import glob
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError, create_model

from livebot.engine.fields import RuleModel
from livebot.engine.match import check_pattern
from livebot.engine.rulebook import RuleSet
from livebot.rules.config import Config
from livebot.rules.explain import explain
from livebot.rules.problems import Place, Problem, did_you_mean, errors_in, quoted
from livebot.rules.secrets import is_settings_file
from livebot.rules.wording import SECTIONS
from livebot.rules.yamltree import Node, Tree, read_tree

MAX_NUMBER = 10**12
"""Thirty years in milliseconds; larger ones are a slip of the finger."""

PACKS_FOLDER = "markets"
"""Beside ``livebot.yaml``; holds the market packs, which are no rule files."""

LISTS = tuple(name for name, field in RuleSet.model_fields.items() if field.default == ())
"""``polls``, ``quick`` …: the lists that a rule file may hold."""
PARTS = (*LISTS, *SECTIONS)

_FIELDS: Any = {name: (field.annotation, field) for name, field in RuleSet.model_fields.items() if name in PARTS}
RuleFile: type[RuleModel] = create_model("RuleFile", __base__=RuleModel, **_FIELDS)
"""What one rule file may hold: the rule set without what the loader puts in."""


@dataclass(frozen=True)
class RuleFiles:
    """What the rule files say. Use ``rules`` only if no problem is an error: all or nothing."""

    rules: RuleSet
    """The rules that are right by themselves, of all files, in the order of the files."""
    problems: list[Problem]
    sources: dict[str, str]
    """File name to full text, as people wrote it."""
    nodes: dict[str, list[tuple[str, Node]]] = field(default_factory=dict)
    """For each list of ``rules``, each rule's file and node; for a section, its only one."""

    @property
    def is_usable(self) -> bool:
        return not errors_in(self.problems)

    def node(self, rules: str, index: int, *keys: str | int) -> Node:
        """Return a part of a rule as it was written, or the nearest thing around it that was."""
        node = self.nodes[rules][index][1]
        for key in keys:
            node = node.child(key) or node
        return node

    def place(self, rules: str, index: int, *keys: str | int) -> Place:
        """Return its file, line and column."""
        node = self.node(rules, index, *keys)
        return self.nodes[rules][index][0], node.line, node.col

    def key_place(self, rules: str, index: int, *keys: str | int) -> Place:
        """Return where the last key itself stands, not what is written after it."""
        node = self.node(rules, index, *keys[:-1])
        return self.nodes[rules][index][0], *node.keys.get(str(keys[-1]), (node.line, node.col))


def find_rule_files(patterns: Iterable[str], folder: Path) -> tuple[list[Path], list[str]]:
    """Return the files that names and patterns stand for, and the patterns that no file matches.

    A pattern never stands for ``livebot.yaml``, the secrets and the market packs beside it, also where the rules lie
    there too.
    """
    files: dict[Path, None] = {}
    unmatched: list[str] = []
    packs = folder / PACKS_FOLDER
    for pattern in patterns:
        whole = str(Path(pattern).expanduser())
        if not glob.has_magic(whole):
            files[folder / whole] = None
            continue
        names = glob.glob(whole, root_dir=folder, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute ones
        paths = (folder / name for name in sorted(names))
        found = [path for path in paths if path.is_file() and not is_settings_file(path) and packs not in path.parents]
        if not found:
            unmatched.append(pattern)
        files.update(dict.fromkeys(found))
    return list(files), unmatched


def read_rules(paths: Iterable[Path]) -> RuleFiles:
    """Read and validate rule files; what is wrong is in ``problems``, nothing is raised."""
    trees = [read_tree(path) for path in paths]
    problems: list[Problem] = []
    nodes: dict[str, list[tuple[str, Node]]] = {name: [] for name in PARTS}
    for tree in trees:
        problems += tree.problems
        if tree.root is not None:
            problems += _read_parts(tree, nodes)
    lists = {name: [node.plain() for _, node in nodes[name]] for name in LISTS}
    sections = {name: _section(nodes[name][0][1]) for name in SECTIONS if nodes[name]}
    rules = RuleSet.model_validate(lists | sections)
    problems += _huge_numbers(rules, nodes)
    readable = [tree for tree in trees if tree.root is not None]
    problems += _repeated_ids(readable)
    problems += _unusable_phrases(readable)
    if len(readable) == len(trees):
        problems += _unknown_targets(readable)
    return RuleFiles(rules, sorted(set(problems)), {tree.file: tree.text for tree in trees}, nodes)


def _read_parts(tree: Tree, nodes: dict[str, list[tuple[str, Node]]]) -> list[Problem]:
    """Add the rules that are right to ``nodes``; return what is wrong with the others."""
    assert tree.root is not None
    data: Any = tree.root.plain()
    if data is None:
        return [
            Problem(
                tree.file,
                1,
                1,
                "there are no rules in this file",
                fix="write some, or delete the file",
                severity="warning",
            )
        ]
    if not isinstance(data, dict):
        found = "a list" if isinstance(data, list) else f"the text {quoted(str(data))}"
        return [
            Problem(
                tree.file,
                tree.root.line,
                tree.root.col,
                f"the file begins with {found}",
                f"one of {', '.join(f'{name}:' for name in PARTS)}",
                "put such a line on top and indent the rest",
            )
        ]
    if data.keys() & Config.model_fields.keys() and not data.keys() & set(PARTS):
        found = "this file holds settings, not rules"
        expected = f"a file with {', '.join(PARTS[:-1])} or {PARTS[-1]}"
        return [Problem(tree.file, 1, 1, found, expected, "name the rule files")]
    problems: list[Problem] = []
    wrong: set[tuple[int | str, ...]] = set()
    data = {key: value for key, value in data.items() if value is not None or key not in PARTS}
    for name in data.keys() & set(SECTIONS):
        data[name] = _section(tree.root.child(name))
    try:
        RuleFile.model_validate(data)
    except ValidationError as error:
        problems = explain(error, tree, RuleFile)
        wrong = {detail["loc"][:2] for detail in error.errors(include_url=False)}
    for name in LISTS:
        node = tree.root.child(name)
        if node is not None and isinstance(node.value, list) and (name,) not in wrong:
            nodes[name] += [(tree.file, item) for index, item in enumerate(node.value) if (name, index) not in wrong]
    for name in data.keys() & set(SECTIONS):
        problems += _read_section(tree, name, nodes[name], is_right=all(path[0] != name for path in wrong))
    return problems


def _read_section(tree: Tree, name: str, found: list[tuple[str, Node]], *, is_right: bool) -> list[Problem]:
    """Add the section to what was ``found``, if it is the first; return what is wrong if it is not."""
    assert tree.root is not None
    if found:
        line, col = tree.root.keys[name]
        first = f"{found[0][0]}:{found[0][1].line}"
        said = f"{quoted(name)} is written already ({first})"
        return [Problem(tree.file, line, col, said, "it once in all files", "put both together")]
    node = tree.root.child(name)
    if is_right and node is not None:
        found.append((tree.file, node))
    return []


def _section(node: Node | None) -> Any:
    """Return a section as values; what stands in ``moderation.rules`` without a value is on with its own defaults."""
    data: Any = node.plain() if node is not None else None
    rules = data.get("rules") if isinstance(data, dict) else None
    if isinstance(rules, dict):
        data["rules"] = {name: {} if value is None else value for name, value in rules.items()}
    elif isinstance(data, dict) and rules is None:
        data.pop("rules", None)  # every line below it is a note
    return data


def _items(tree: Tree, name: str) -> list[Node]:
    node = tree.root.child(name) if tree.root is not None else None
    return node.value if node is not None and isinstance(node.value, list) else []


def _text(node: Node | None) -> str:
    return node.value if node is not None and isinstance(node.value, str) else ""


def _huge_numbers(rules: RuleSet, nodes: dict[str, list[tuple[str, Node]]]) -> list[Problem]:
    problems = []
    for name in PARTS:
        written = getattr(rules, name) if name in LISTS else [getattr(rules, name)] * len(nodes[name])
        for (file, node), rule in zip(nodes[name], written, strict=True):
            for keys in _paths_of_huge(rule.model_dump()):
                place = node
                for key in keys:
                    place = place.child(key) or place
                found = f"{quoted(_text(place))} is too large"
                problems.append(Problem(file, place.line, place.col, found, "a smaller number", "correct it"))
    return problems


def _paths_of_huge(value: Any) -> Iterator[tuple[str | int, ...]]:
    """Yield where a huge number stands inside dicts and tuples."""
    if isinstance(value, int) and value > MAX_NUMBER:
        yield ()
    elif isinstance(value, dict | tuple):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            for path in _paths_of_huge(part):
                yield (key, *path)


def _repeated_ids(trees: list[Tree]) -> list[Problem]:
    problems = []
    for name in LISTS:
        first: dict[str, str] = {}
        for tree in trees:
            for item in _items(tree, name):
                written = item.child("id")
                if written is None or not (rule_id := _text(written)):
                    continue
                place = f"{tree.file}:{written.line}"
                if rule_id in first:
                    found = f"the id {quoted(rule_id)} is taken already ({first[rule_id]})"
                    problems.append(
                        Problem(
                            tree.file, written.line, written.col, found, f"each id once in {name}", "choose another id"
                        )
                    )
                first.setdefault(rule_id, place)
    return problems


def _unusable_phrases(trees: list[Tree]) -> list[Problem]:
    """Look at every code's phrases, also where something else is wrong with the code."""
    problems = []
    for tree in trees:
        for code in _items(tree, "codes"):
            kind: Any = _text(code.child("match")) or "contains"
            phrases = code.child("phrases")
            for phrase in phrases.scalars() if phrases is not None else ():
                try:
                    check_pattern(kind, _text(phrase) or "?")
                except ValueError as error:
                    problems.append(
                        Problem(
                            tree.file,
                            phrase.line,
                            phrase.col,
                            str(error),
                            "a phrase that somebody can type",
                            "correct it",
                        )
                    )
    return problems


def _unknown_targets(trees: list[Tree]) -> list[Problem]:
    """Look whether each prompt opens something that exists."""
    sections = ("polls", "quick", "pk")
    known = {_text(item.child("id")) for tree in trees for name in sections for item in _items(tree, name)}
    known.discard("")
    problems = []
    for tree in trees:
        for prompt in _items(tree, "prompts"):
            opens = prompt.child("opens")
            if opens is not None and _text(opens) and _text(opens) not in known:
                there_are = f"there are {', '.join(sorted(known))}" if known else "delete the line"
                problems.append(
                    Problem(
                        tree.file,
                        opens.line,
                        opens.col,
                        f"the prompt opens {quoted(_text(opens))}, which does not exist",
                        "the id of a poll, a quick ask or a PK",
                        did_you_mean(_text(opens), known) or there_are,
                        is_missing=True,
                    )
                )
    return problems

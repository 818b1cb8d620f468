"""YAML as people typed it: every scalar is text, every node knows its place, nothing is guessed.

Built from the parser's events instead of PyYAML's constructors, which turn ``NO`` into false and ``007`` into 7, keep
the last of two equal keys in silence, and let a few aliases grow into gigabytes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml
from yaml.reader import Reader

from livebot.rules.problems import Problem, quoted, shown_path
from livebot.rules.yamlerrors import ODD_SPACES, syntax_problem

MAX_BYTES = 500_000
MAX_DEPTH = 20
MAX_NODES = 50_000
"""After aliases were followed, so that a file cannot multiply itself."""

_FastLoader: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_UNSEEN = re.compile(rf"{Reader.NON_PRINTABLE.pattern}|[\x85\u2028\u2029]")
"""The last three end a line for YAML, and for no editor."""
_ODD_INDENT = re.compile(r"^[ \t]*([^\S \t\r\n]|[\u200b\ufeff])", re.MULTILINE)
_IN_CURLY_QUOTES = re.compile(r"[“”„＂‘][^“”„＂‘’]*[“”＂’]?")
_NOTE = re.compile(r"[ \t]+(#[^\s#]\S*)")
"""A note without a space after its #: rather a hashtag that was meant to be posted."""
_TEXT_TAGS = (None, "!", "tag:yaml.org,2002:str")


@dataclass(slots=True)
class Node:
    """A value with its place. ``None`` stands where nothing was written (``key:`` alone)."""

    line: int
    col: int
    value: "str | list[Node] | dict[str, Node] | None"
    keys: "dict[str, tuple[int, int]]" = field(default_factory=dict)
    """Of a mapping: where each key stands."""
    size: int = 1
    hashtag: str = ""
    """What stands behind a text without quotes and looks like a part of it: ``#sale``, which YAML takes for a note."""

    def plain(self) -> Any:
        """Return the value as dicts, lists, texts and None."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def child(self, part: str | int) -> "Node | None":
        """Return what stands under a key or at an index, or None."""
        if isinstance(self.value, dict) and isinstance(part, str):
            return self.value.get(part)
        if isinstance(self.value, list) and isinstance(part, int) and part < len(self.value):
            return self.value[part]
        return None

    def scalars(self) -> "Iterator[Node]":
        """Yield this node's texts, in the order of the file."""
        if isinstance(self.value, (dict, list)):
            for child in self.value.values() if isinstance(self.value, dict) else self.value:
                yield from child.scalars()
        else:
            yield self


@dataclass(slots=True)
class Tree:
    """A parsed file. ``root`` is None if it could not be read at all; ``problems`` then say why."""

    file: str
    text: str
    root: Node | None
    problems: list[Problem]


def read_tree(path: Path) -> Tree:
    """Read a YAML file; whatever is wrong with it is in the tree's ``problems``."""
    file = shown_path(path)

    def unreadable(found: str, expected: str = "", fix: str = "", line: int = 1, col: int = 1) -> Tree:
        return Tree(file, "", None, [Problem(file, line, col, found, expected, fix)])

    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return unreadable("there is no such file", fix="check the name and the folder")
    except IsADirectoryError:
        return unreadable("this is a folder", "a YAML file", f"name the files in it, such as {path.name}/*.yaml")
    except OSError as error:
        if path.is_dir():  # Windows says "permission denied"
            return unreadable("this is a folder", "a YAML file", f"name the files in it, such as {path.name}/*.yaml")
        return unreadable(f"the file cannot be read ({error.strerror})", fix="check its permissions")
    if len(data) > MAX_BYTES:
        return unreadable(f"the file has {len(data):,} bytes", f"at most {MAX_BYTES:,}", "split it into several files")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return unreadable("the file is UTF-16", "UTF-8", "save it again with the encoding UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        line, col = before.count("\n") + 1, len(before) - before.rfind("\n")
        return unreadable("the file is not UTF-8 from here on", "UTF-8", "save it again as UTF-8", line, col)
    return parse_tree(text, file)


def parse_tree(text: str, file: str) -> Tree:
    """Parse YAML text. Syntax errors stop at the first; everything else is collected."""
    if odd := _UNSEEN.search(text):
        before = text[: odd.start()]
        found = f"an invisible control character (U+{ord(odd[0]):04X})"
        line, col = before.count("\n") + 1, len(before) - before.rfind("\n")
        return Tree(file, text, None, [Problem(file, line, col, found, "plain text", "delete it")])
    if odd := _ODD_INDENT.search(text):
        line, col = text.count("\n", 0, odd.start(1)) + 1, odd.start(1) - odd.start() + 1
        found = (
            f"a {ODD_SPACES.get(odd[1], 'special space')} in front of the text, which YAML does not take for a space"
        )
        fix = "delete what is in front of the text on this line and type spaces"
        return Tree(file, text, None, [Problem(file, line, col, found, "plain spaces", fix)])
    builder = _Builder(file, text)
    try:
        root = builder.document(yaml.parse(text, Loader=_FastLoader))
    except _StopReading:
        root = None
    except yaml.YAMLError as error:
        builder.problems = [syntax_problem(_slow_error(text) or error, text, file)]
        root = None
    return Tree(file, text, root, builder.problems)


def _slow_error(text: str) -> yaml.YAMLError | None:
    """Return the pure Python parser's error: it says more than libyaml's, and the same on every machine."""
    try:
        for _ in yaml.parse(text, Loader=yaml.BaseLoader):
            pass
    except yaml.YAMLError as error:
        return error
    return None


class _StopReading(Exception):  # noqa: N818
    """The file is out of bounds; the problem is noted."""


class _Builder:
    """Turns the parser's events into nodes."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = text.splitlines()
        self.problems: list[Problem] = []
        self.anchors: dict[str, Node] = {}

    def document(self, events: Iterator[Any]) -> Node:
        """Return the file's only document; nothing at all is a node without a value."""
        root = Node(1, 1, None)
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(event, 'a second document begins here ("---")', "one document", 'delete the "---" line')
                root = self._node(next(events), events, 1)
        return root

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if depth > MAX_DEPTH:
            self._stop(event, f"more than {MAX_DEPTH} levels inside each other", "far fewer", "check the brackets")
        if event.tag not in _TEXT_TAGS:
            self._note(event, 'a text begins with "!"', "quotes around such a text", "write '!…'")
        node = Node(event.start_mark.line + 1, event.start_mark.column + 1, None)
        if isinstance(event, yaml.ScalarEvent):
            is_nothing = event.value == "" and event.style in (None, "") and event.tag is None
            node.value = None if is_nothing else event.value
            if event.style in (None, ""):
                self._unquoted(node, event)
        elif isinstance(event, yaml.SequenceStartEvent):
            node.value = []
            while not isinstance(item := next(events), yaml.SequenceEndEvent):
                node.value.append(self._grow(node, self._node(item, events, depth + 1), item))
                if event.flow_style and isinstance(item, yaml.ScalarEvent) and item.style in (None, ""):
                    self._item(item)
        else:
            self._mapping(node, events, depth)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    # What files hold may be secret, so notes never repeat a value.

    def _unquoted(self, node: Node, event: Any) -> None:
        """Look at a text without quotes for what was meant to be part of it, or not to be."""
        if _IN_CURLY_QUOTES.fullmatch(event.value):
            found = "the quotes here are curly: they become part of the text"
            self._note(event, found, "straight quotes", f'type "…" instead of {event.value[0]}…', "warning")
        end = event.end_mark
        if event.value and (note := _NOTE.match(self.lines[end.line], end.column)):
            node.hashtag = note[1]

    def _item(self, event: Any) -> None:
        """Look at a text without quotes in ``[ ]``."""
        if wide := re.search("[，、]", event.value):
            found = f'this is one text with a "{wide[0]}" in it'
            fix = "type a plain comma between texts; put a text with such a comma in quotes"
            self._note(event, found, "each text by itself", fix, "warning")

    def _mapping(self, node: Node, events: Iterator[Any], depth: int) -> None:
        values: dict[str, Node] = {}
        merged: dict[str, Node] = {}
        while not isinstance(key_event := next(events), yaml.MappingEndEvent):
            key = self._node(key_event, events, depth + 1)
            value = self._grow(node, self._node(next(events), events, depth + 1), key_event)
            name = "" if key.value is None else key.value
            if not isinstance(name, str):
                self._note(
                    key_event,
                    "a list or a group of keys stands where a key is expected",
                    "a word",
                    "put the text in quotes",
                )
            elif name == "<<" and key_event.style in (None, ""):
                merged = self._merge(value, key_event) | merged
            elif name in values:
                line, _ = node.keys[name]
                self._note(
                    key_event,
                    f"the key {quoted(name)} stands here twice (first on line {line})",
                    "each key once",
                    "delete one or rename it",
                )
            else:
                values[name] = value
                node.keys[name] = (key.line, key.col)
        for name, value in merged.items():
            if name not in values:
                values[name] = value
                node.keys[name] = (value.line, value.col)
        node.value = values

    def _merge(self, value: Node, event: Any) -> dict[str, Node]:
        merged: dict[str, Node] = {}
        for part in value.value if isinstance(value.value, list) else [value]:
            if isinstance(part.value, dict):
                merged = part.value | merged
            else:
                self._note(event, '"<<" takes over the keys of an alias', "an alias such as *name", "name one")
        return merged

    def _alias(self, event: Any) -> Node:
        node = self.anchors.get(event.anchor)
        if node is None:
            found, expected = "this alias (*…) is not defined above", "&… in front of a value above"
            self._note(event, found, expected, "for a text that begins with *, put it in quotes: '*…'")
            return Node(event.start_mark.line + 1, event.start_mark.column + 1, f"*{event.anchor}")
        return node

    def _grow(self, node: Node, child: Node, event: Any) -> Node:
        node.size += child.size
        if node.size > MAX_NODES:
            self._stop(event, f"more than {MAX_NODES:,} values", "fewer", "split the file, or use fewer aliases")
        return child

    def _note(
        self, event: Any, found: str, expected: str, fix: str, severity: Literal["error", "warning"] = "error"
    ) -> None:
        mark = event.start_mark
        self.problems.append(Problem(self.file, mark.line + 1, mark.column + 1, found, expected, fix, severity))

    def _stop(self, event: Any, found: str, expected: str, fix: str) -> None:
        self._note(event, found, expected, fix)
        raise _StopReading

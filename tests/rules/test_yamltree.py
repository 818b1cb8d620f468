"""YAML as people typed it."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from livebot.rules import yamltree
from livebot.rules.yamltree import Node, parse_tree


def root_of(text: str) -> Node:
    tree = parse_tree(text, "x.yaml")
    assert tree.problems == []
    assert tree.root is not None
    return tree.root


def test_every_scalar_is_the_text_as_typed() -> None:
    text = "NO: on\n007: 12:30\n1: 1.50\nyes: ~\n0x1F: 1_000\n2026-01-01: !!str null\nempty:\nquoted: ''\n"

    assert root_of(text).plain() == {
        "NO": "on",
        "007": "12:30",
        "1": "1.50",
        "yes": "~",
        "0x1F": "1_000",
        "2026-01-01": "null",
        "empty": None,
        "quoted": "",
    }


def test_nodes_know_their_places() -> None:
    root = root_of("polls:\n  - id: a\n    options: [x, {key: 🌙 B}]\n")

    polls = root.child("polls")
    assert polls is not None
    poll = polls.child(0)
    assert poll is not None
    option = poll.child("options")
    assert option is not None
    assert poll.keys == {"id": (2, 5), "options": (3, 5)}
    assert [(text.line, text.col, text.value) for text in option.scalars()] == [(3, 15, "x"), (3, 24, "🌙 B")]
    assert polls.child(1) is None
    assert polls.child("id") is None


def test_aliases_and_merges_work() -> None:
    root = root_of(
        "base: &base {user: 5m, room: 20s}\nlong: &long {user: 1h}\na: {<<: *base, user: 1m}\nb: {<<: [*long, *base]}\n"
    )

    assert root.plain()["a"] == {"user": "1m", "room": "20s"}
    assert root.plain()["b"] == {"user": "1h", "room": "20s"}


def test_an_alias_inside_itself_is_refused() -> None:
    tree = parse_tree("a: &a [*a]\n", "x.yaml")

    assert [problem.found for problem in tree.problems] == ["this alias (*…) is not defined above"]


def test_both_parsers_give_the_same_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# c\npolls:\n  - id: a\n    question: {en: \"x: y\", es: '¿z?'}\n    more: |\n      two\n      lines\n"
    fast = root_of(text)
    monkeypatch.setattr(yamltree, "_FastLoader", yaml.BaseLoader)

    assert root_of(text) == fast


@given(st.text(alphabet=st.sampled_from("ab:- \n\t\"'{}[],#&*!|>%@`?：é🌙\\\x07"), max_size=40))
def test_any_text_is_parsed_or_explained(text: str) -> None:
    tree = parse_tree(text, "x.yaml")

    assert tree.root is not None or tree.problems
    for problem in tree.problems:
        assert problem.line >= 1
        assert problem.col >= 1
        assert "YAML cannot read this" not in problem.found

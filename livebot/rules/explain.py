"""Validation errors of pydantic → problems at the place in the file where the mistake is."""

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from livebot.engine.fields import names_in_braces
from livebot.rules.problems import Problem, did_you_mean
from livebot.rules.wording import Mistake, word
from livebot.rules.yamltree import Node, Tree


def explain(error: ValidationError, tree: Tree, model: type[BaseModel]) -> list[Problem]:
    """Return every mistake of a file that did not fit its model."""
    assert tree.root is not None
    problems: list[Problem] = []
    for detail in error.errors(include_url=False):
        loc = detail["loc"]
        if "unknown placeholder" in detail["msg"]:
            problems += _unknown_placeholders(detail["msg"], tree.file, _walk(tree.root, loc)[1])
        elif detail["type"] == "value_error" and loc[:1] == ("codes",) and len(loc) == 2:
            continue  # its phrases, which the loader looks at one by one
        elif detail["type"] == "too_short" and _has_enough(_walk(tree.root, loc)[1], detail["ctx"]["min_length"]):
            continue  # the items that did not fit, which are reported themselves
        else:
            problems.append(_explain(dict(detail), tree, model))
    return problems


def _explain(detail: dict[str, Any], tree: Tree, model: type[BaseModel]) -> Problem:
    assert tree.root is not None
    loc = tuple(detail["loc"])
    is_key = loc[-1:] == ("[key]",)
    if is_key:
        loc = loc[:-1]
    parent, node = _walk(tree.root, loc)
    name = loc[-1] if loc else ""
    mistake = Mistake(
        kind=detail["type"],
        name=name if isinstance(name, str) else "",
        node=node,
        is_key=is_key,
        context=detail.get("ctx", {}),
        field=_field(model, loc),
        model=_model_at(model, loc[:-1]),
        where=_rule_named(tree.root, loc[:-1]),
    )
    line, col = (node.line, node.col) if node is not None else (parent.line, parent.col)
    if is_key or mistake.kind == "extra_forbidden" or (node is not None and node.value is None):
        line, col = parent.keys.get(mistake.name, (line, col))
    return Problem(tree.file, line, col, *word(mistake))


def _unknown_placeholders(message: str, file: str, texts: Node | None) -> Iterator[Problem]:
    """Yield each place of the texts with a placeholder they cannot use; the message names but the first."""
    can = message.partition(": this text can use ")[2]
    allowed = names_in_braces(can)
    for text in texts.scalars() if texts is not None else ():
        for wrong in sorted(names_in_braces(str(text.value or "")) - allowed):
            fix = did_you_mean(wrong, allowed) or "delete it"
            yield Problem(file, text.line, text.col, f"unknown placeholder {{{wrong}}}", can, fix)


def _has_enough(node: Node | None, least: int) -> bool:
    return node is not None and isinstance(node.value, (list, dict)) and len(node.value) >= least


def _walk(root: Node, loc: tuple[Any, ...]) -> tuple[Node, Node | None]:
    """Return the last node but one, and the node itself; None where it was not written."""
    parent: Node = root
    node: Node | None = root
    for part in loc:
        if node is None or not isinstance(node.value, (dict, list)):
            break
        parent, node = node, node.child(part)
    return parent, node


def _rule_named(root: Node, loc: tuple[Any, ...]) -> str:
    """Return such as `` in the poll "colour"``, as far as the file says."""
    node = _walk(root, loc[:2])[1]
    written = node.child("id") if node is not None else None
    kind = {"polls": "poll", "quick": "quick ask", "codes": "code", "prompts": "prompt"}.get(str(loc[0])) if loc else ""
    if not kind:
        return ""
    which = f' "{written.value}"' if written is not None and isinstance(written.value, str) else ""
    return f" in the {kind}{which}" if len(loc) == 2 else f" in a part of the {kind}{which}"


# --- models ----------------------------------------------------------------------------------------------------


def _model_at(model: type[BaseModel], loc: tuple[Any, ...]) -> type[BaseModel] | None:
    """Return the model that describes the mapping at ``loc``; None where texts or words are."""
    current: Any = model
    for part in loc:
        for inner in _models(current):
            if isinstance(part, str) and part in inner.model_fields:
                current = inner.model_fields[part].annotation
    return next(_models(current), None)


def _field(model: type[BaseModel], loc: tuple[Any, ...]) -> FieldInfo | None:
    owner = _model_at(model, loc[:-1])
    return owner.model_fields.get(str(loc[-1])) if owner is not None and loc else None


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and get_origin(annotation) is None and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)

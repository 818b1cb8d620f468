"""Validation errors of pydantic → problems at the place in the file where the mistake is."""

import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from livebot.engine.fields import names_in_braces
from livebot.engine.match import MatchKind, check_pattern
from livebot.rules.problems import Problem, did_you_mean, quoted
from livebot.rules.wording import RULES, Mistake, keys_of, word
from livebot.rules.yamltree import Node, Tree


def explain(error: ValidationError, tree: Tree, model: type[BaseModel]) -> list[Problem]:
    """Return every mistake of a file that did not fit its model."""
    assert tree.root is not None
    problems: list[Problem] = []
    for detail in error.errors(include_url=False):
        loc = detail["loc"]
        if "unknown placeholder" in detail["msg"]:
            problems += _unknown_placeholders(detail["msg"], tree.file, _walk(tree.root, loc)[1])
        elif loc[:1] == ("codes",) and len(loc) == 2 and _is_unmatchable(detail, _walk(tree.root, loc)[1]):
            continue  # for its phrases, which the loader looks at one by one
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
    name = loc[-1] if loc and isinstance(loc[-1], str) else ""
    field, owner = _field(model, loc), _model_at(model, loc[:-1])
    mistake = Mistake(
        kind=detail["type"],
        name=_shown(name, _known(model, loc)),
        node=node,
        is_key=is_key,
        context=detail.get("ctx", {}),
        field=field,
        model=owner,
        where=_rule_named(tree.root, loc[:-1]),
        of=next((part for part in reversed(loc) if isinstance(part, str)), ""),
        below=_empty_above(parent, name, owner),
        owners=tuple(key for key in _owners(name, owner) if key not in RULES or key in parent.keys),
        is_secret=field is not None and _holds_secrets(field.annotation),
    )
    if mistake.kind == "value_error" and node is not None:
        node = _never_matching(node, str(mistake.context["error"]))
    line, col = (node.line, node.col) if node is not None else (parent.line, parent.col)
    if is_key or mistake.kind == "extra_forbidden" or (node is not None and node.value is None):
        line, col = parent.keys.get(name, (line, col))
    return Problem(tree.file, line, col, *word(mistake))


def _unknown_placeholders(message: str, file: str, texts: Node | None) -> Iterator[Problem]:
    """Yield each place of the texts with a placeholder they cannot use; the message names but the first."""
    can = message.partition(": this text can use ")[2]
    allowed = names_in_braces(can)
    for text in texts.scalars() if texts is not None else ():
        for wrong in sorted(names_in_braces(str(text.value or "")) - allowed):
            fix = did_you_mean(wrong, allowed) or "delete it"
            yield Problem(file, text.line, text.col, f"unknown placeholder {quoted(f'{{{wrong}}}')}", can, fix)


_KINDS: tuple[MatchKind, ...] = ("word", "regex")


def _never_matching(node: Node, message: str) -> Node:
    """Return the word or pattern for which a whole rule was refused; the rule itself if it was for something else."""
    for text in node.scalars():
        for kind in _KINDS:
            try:
                check_pattern(kind, str(text.value or ""))
            except ValueError as error:
                if str(error) == message:
                    return text
    return node


def _is_unmatchable(detail: ErrorDetails, node: Node | None) -> bool:
    """Return whether a rule was refused for a word or pattern of it."""
    if node is None or detail["type"] != "value_error":
        return False
    return _never_matching(node, str(detail["ctx"]["error"])) is not node


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
    kind = RULES.get(str(loc[0])) if loc else ""
    if not kind:
        return ""
    which = f' "{written.value}"' if written is not None and isinstance(written.value, str) else ""
    return f" in the {kind}{which}" if len(loc) == 2 else f" in a part of the {kind}{which}"


def _empty_above(parent: Node, name: str, owner: type[BaseModel] | None) -> str:
    """Return the last known key above that one, if nothing is written after it."""
    if not isinstance(parent.value, dict) or name not in parent.value or owner is None:
        return ""
    above = list(parent.value)[: list(parent.value).index(name)]
    known = next((key for key in reversed(above) if key in keys_of(owner)), "")
    return known if known and parent.value[known].value is None else ""


def _shown(name: str, known: dict[str, Any]) -> str:
    """Return a key as it may be shown: among secrets, what is no key may well be a part of one.

    ``known`` are the keys that may stand there, and the types of their values.
    """
    if name in known or not any(SecretStr in (kind, *get_args(kind)) for kind in known.values()):
        return name
    if re.fullmatch("[A-Za-z_ -]+", name) and did_you_mean(name, known):
        return name
    key, colon, _ = re.split("([:：]|$)", name, maxsplit=1)
    return f"{key}{colon}…" if key in known else "…"


def _known(model: type[BaseModel], loc: tuple[Any, ...]) -> dict[str, Any]:
    """Return the keys that may stand beside the one at ``loc``, and the types of their values."""
    owner, around = _model_at(model, loc[:-1]), _field(model, loc[:-1])
    if owner is not None:
        return {key: field.annotation for key, field in keys_of(owner).items()}
    if around is not None and get_origin(around.annotation) is dict:
        keys, values = get_args(around.annotation)
        return {str(key): values for key in get_args(keys)}
    return {}


# --- models ----------------------------------------------------------------------------------------------------


def _model_at(model: type[BaseModel], loc: tuple[Any, ...]) -> type[BaseModel] | None:
    """Return the model that describes the mapping at ``loc``; None where texts or words are."""
    current: Any = model
    for part in loc:
        for inner in _models(current):
            if isinstance(part, str) and part in keys_of(inner):
                current = keys_of(inner)[part].annotation
    return next(_models(current), None)


def _field(model: type[BaseModel], loc: tuple[Any, ...]) -> FieldInfo | None:
    owner = _model_at(model, loc[:-1])
    return keys_of(owner).get(str(loc[-1])) if owner is not None and loc else None


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and get_origin(annotation) is None and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def _owners(name: str, model: type[BaseModel] | None) -> Iterator[str]:
    """Yield the keys of the model below which a key of that name may stand."""
    for key, field in keys_of(model).items() if model is not None else ():
        if any(name in keys_of(inner) for inner in _models(field.annotation)):
            yield key


def _holds_secrets(annotation: Any) -> bool:
    """True if a value of that type is a secret, or has some in it."""
    inner = (field.annotation for model in _models(annotation) for field in model.model_fields.values())
    return annotation is SecretStr or any(map(_holds_secrets, (*get_args(annotation), *inner)))

"""The word lists that ship with livebot, and those that users add to them."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml

T = TypeVar("T")

_SHIPPED = ("lexicon.yaml", "phrasebook.yaml", "details.yaml", "markers.yaml")
INTENT_SHAPE: Mapping[str, Any] = {
    **{key: {} for key in ("gloss", "say", "weak", "thing", "with", "unless")},
    **{key: [] for key in ("implies", "gives_way")},
    **dict.fromkeys(("about", "is_request"), ""),
}
"""The properties of an intent, each with an empty value of its kind."""
_extra: Mapping[str, Any] = {}
_generation = 0


@cache
def shipped(name: str) -> dict[str, Any]:
    """The YAML file ``name`` of this folder. Every scalar is text, as typed: ``no`` and ``y`` are words here."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - builds lists, dicts and text only
    return loaded


def load(name: str) -> dict[str, Any]:
    """The shipped file ``name`` with what users added to its sections."""
    base = shipped(name)
    lists: dict[str, Any] = merged(base, {section: value for section, value in _extra.items() if section in base})
    return lists


def extend(extra: Mapping[str, Any]) -> None:
    """Let ``extra`` be part of every list from now on: sections of the shipped files, every scalar as text.

    It replaces what was added before. Readers made earlier remember what they have read: make a new one. Raises
    ValueError, naming the place as a path with dots, where ``extra`` has another shape than the shipped lists; then
    nothing has changed.
    """
    global _extra, _generation
    sections = {section for name in _SHIPPED for section in shipped(name)} - {"version"}
    if unknown := sorted(extra.keys() - sections - {"version"}):
        raise ValueError(f"{unknown[0]}: no such section; there are {', '.join(sorted(sections))}")
    extra = {section: value for section, value in extra.items() if section != "version"}
    for name in _SHIPPED:
        merged(shipped(name), {section: value for section, value in extra.items() if section in shipped(name)})
    for name, intent in extra.get("intents", {}).items():
        if unknown := sorted(intent.keys() - INTENT_SHAPE.keys()):
            raise ValueError(f"intents.{name}.{unknown[0]}: no such property; there are {', '.join(INTENT_SHAPE)}")
        merged({"intents": {name: INTENT_SHAPE}}, {"intents": {name: intent}})
    _extra, _generation = extra, _generation + 1


def compiled(make: Callable[[], T]) -> Callable[[], T]:
    """A decorator: the result is kept until the lists are extended."""
    made: tuple[int, T] | None = None

    def kept() -> T:
        nonlocal made
        current = made
        if current is None or current[0] != _generation:
            generation = _generation  # before the lists are read: another thread may extend them meanwhile
            current = made = generation, make()
        return current[1]

    return kept


def merged(base: Any, extra: Any, path: str = "") -> Any:
    """``extra`` over ``base``: tables are merged, lists grow, text is replaced. Raises like ``extend``."""
    if isinstance(base, Mapping) and isinstance(extra, Mapping):
        return {
            **base,
            **{
                key: merged(base[key], value, f"{path}.{key}".strip(".")) if key in base else value
                for key, value in extra.items()
            },
        }
    if isinstance(base, list) and isinstance(extra, list):
        return [*base, *(item for item in extra if item not in base)]
    if isinstance(base, str) and isinstance(extra, str):
        return extra
    kind = "a list" if isinstance(base, list) else "a table" if isinstance(base, Mapping) else "text"
    raise ValueError(f"{path}: {kind} is needed here")

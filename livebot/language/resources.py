"""The word lists that ship with livebot, read once and only when needed."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def load(name: str) -> dict[str, Any]:
    """The YAML file ``name`` of this folder. Every scalar is text, as typed: ``no`` and ``y`` are words here."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - builds lists, dicts and text only
    return loaded

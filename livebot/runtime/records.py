"""Records of draws: one JSON file each, to be published as it is. ``docs/draw.md`` says what stands in it."""

import json
import os
from pathlib import Path
from typing import Any

from livebot.draw import FORMAT

FOLDER = "giveaways"
"""In the data folder. Nothing in it is ever deleted by livebot: it names no viewer, and markets ask for years."""


def add_step(folder: Path, name: str, n: int, step: dict[str, Any]) -> None:
    """Write step ``n`` (from 0) of a record, unless it is there already. Raises OSError.

    A file that somebody damaged is put aside, so that nothing that is still to come is lost.
    """
    path = folder / name
    steps = _steps_of(path)
    if any(known["digest"] == step["digest"] for known in steps) or len(steps) > n:
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{name}.new")
    text = json.dumps({"format": FORMAT, "steps": [*steps, step]}, ensure_ascii=False, indent=1)
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _steps_of(path: Path) -> list[dict[str, Any]]:
    try:
        record = json.loads(path.read_text("utf-8"))
        return [{**step, "digest": step["digest"]} for step in record["steps"]]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError):
        path.replace(path.with_name(f"{path.name}.damaged"))
        return []

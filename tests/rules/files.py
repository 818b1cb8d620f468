"""A configuration on disk, and what ``livebot check`` says of it."""

from pathlib import Path

from livebot.rules.check import check_rules
from livebot.rules.config import load_config


def write(text: str, name: str = "livebot.yaml", mode: int = 0o600) -> Path:
    """Write a file of the test's folder."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def said(env: dict[str, str] | None = None) -> list[str]:
    """Return what is said of ``livebot.yaml`` and the files it names."""
    return [str(problem) for problem in check_rules(load_config(Path("livebot.yaml"), env=env or {})).problems]

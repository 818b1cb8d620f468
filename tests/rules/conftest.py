"""Each test has a folder of its own, and leaves what livebot understands, which is the process's, as it was."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from livebot.language import resources
from livebot.rules import check
from livebot.rules.config import Config
from livebot.rules.load import RuleFiles
from livebot.rules.markets import pack_path

with_pack = check._with_pack


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def shipped_words() -> Iterator[None]:
    yield
    resources.extend({})


@pytest.fixture(autouse=True)
def no_pack_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave packs out of tests that are about something else."""

    def with_pack_if_any(config: Config, files: RuleFiles) -> RuleFiles:
        is_there = pack_path(config.path.parent, config.market).exists()
        return with_pack(config, files) if is_there else files

    monkeypatch.setattr(check, "_with_pack", with_pack_if_any)

from pathlib import Path

import pytest

from livebot.journal.sqlite import SqliteJournal
from livebot.language.memory import TranslationMemory
from livebot.ports import Step
from livebot.runtime.datadir import JOURNAL_NAME, MEMORY_NAME, CannotStart, only_one
from livebot.runtime.erasing import forget
from tests.contracts.journal import comment, opened


async def test_a_forgotten_viewer_is_gone_from_journal_and_translations(tmp_path: Path) -> None:
    journal, memory = SqliteJournal(tmp_path / JOURNAL_NAME), TranslationMemory(tmp_path / MEMORY_NAME)
    journal.open_session("s1", "shop", 1)
    journal.commit("s1", 0, [opened("s1"), Step(comment("m1", "does it shrink?"))])
    await memory.put("does it shrink?", "en", "zh", "会缩水吗", 1)
    await memory.put("how much?", "en", "zh", "多少钱", 1)
    journal.close()
    memory.close()

    erased = await forget(tmp_path, "@anna.k")
    assert (erased["comments"], erased["translations"]) == (1, 1)
    for file in tmp_path.glob("*.sqlite3*"):
        for trace in ("shrink", "anna.k", "7001234567"):
            assert trace.encode() not in file.read_bytes(), file.name
    memory = TranslationMemory(tmp_path / MEMORY_NAME)
    assert await memory.get("does it shrink?", "en", "zh") is None
    assert await memory.get("how much?", "en", "zh") == "多少钱"
    memory.close()


async def test_not_while_a_daemon_knows_the_viewer(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(CannotStart, match="in use by a livebot"):
        await forget(tmp_path, "anna.k")

from pathlib import Path

import pytest

from livebot.events import SessionClosed
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
    assert (erased["comment"], erased["translation"]) == (1, 1)
    for file in tmp_path.glob("*.sqlite3*"):
        for trace in ("shrink", "anna.k", "7001234567"):
            assert trace.encode() not in file.read_bytes(), file.name
    memory = TranslationMemory(tmp_path / MEMORY_NAME)
    assert await memory.get("does it shrink?", "en", "zh") is None
    assert await memory.get("how much?", "en", "zh") == "多少钱"
    memory.close()


async def test_says_that_the_show_that_is_not_over_starts_anew(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / JOURNAL_NAME)
    for n, session in enumerate(("s1", "s2")):
        journal.open_session(session, "shop", n)
        journal.commit(session, 0, [opened(session), Step(comment("m1", "does it shrink?"))])
    journal.commit("s1", 2, [Step(SessionClosed(at_ms=99))])
    journal.close()

    erased = await forget(tmp_path, "@anna.k")

    assert erased["sessions (the show that is not over starts anew: queue, polls and counts are empty)"] == 2
    assert erased["comments"] == 2


async def test_a_show_that_is_over_stays_over(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / JOURNAL_NAME)
    journal.open_session("s1", "shop", 1)
    journal.commit("s1", 0, [opened("s1"), Step(comment("m1", "does it shrink?"))])
    journal.commit("s1", 2, [Step(SessionClosed(at_ms=99))])
    journal.close()

    assert (await forget(tmp_path, "@anna.k"))["session"] == 1


async def test_not_while_a_daemon_knows_the_viewer(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(CannotStart, match="in use by a livebot"):
        await forget(tmp_path, "anna.k")

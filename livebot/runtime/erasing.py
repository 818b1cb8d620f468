"""``livebot forget``: one viewer, erased from everything in the data folder."""

from pathlib import Path

from livebot.journal.sqlite import SqliteJournal
from livebot.language.memory import TranslationMemory
from livebot.runtime.datadir import JOURNAL_NAME, MEMORY_NAME, only_one


async def forget(data_dir: Path, viewer: str) -> dict[str, int]:
    """Erase a viewer, given by id or handle; return kind to how many were erased.

    Raises CannotStart while a daemon has the folder (it would still know the viewer), and JournalError.
    """
    with only_one(data_dir):
        journal = SqliteJournal(data_dir / JOURNAL_NAME)
        memory = TranslationMemory(data_dir / MEMORY_NAME)
        try:
            # Translations first: the journal is what says which texts they were of.
            translations = await memory.forget(journal.texts_of(viewer))
            return journal.forget(viewer) | {"translations": translations}
        finally:
            memory.close()
            journal.close()

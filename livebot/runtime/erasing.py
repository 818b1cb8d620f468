"""``livebot forget``: one viewer, erased from everything in the data folder."""

from pathlib import Path

from livebot.journal.sqlite import SqliteJournal
from livebot.language.memory import TranslationMemory
from livebot.report import files
from livebot.runtime.datadir import JOURNAL_NAME, MEMORY_NAME, only_one


async def forget(data_dir: Path, viewer: str) -> dict[str, int]:
    """Erase a viewer, given by id or handle; return what was erased, in words that fit the number, to how many.

    Raises CannotStart while a daemon has the folder (it would still know the viewer), and JournalError.
    """
    with only_one(data_dir):
        journal = SqliteJournal(data_dir / JOURNAL_NAME)
        memory = TranslationMemory(data_dir / MEMORY_NAME)
        try:
            whole = _unfinished(journal)
            # Translations first: the journal is what says which texts they were of.
            translations = await memory.forget(journal.texts_of(viewer))
            counts = journal.forget(viewer) | {"translations": translations}
            if reports := files.forget(data_dir, journal.sessions()):
                counts["reports"] = reports
            has_new_state = _unfinished(journal) != whole
        finally:
            memory.close()
            journal.close()
    named = {what.removesuffix("s") if count == 1 else what: count for what, count in counts.items()}
    if has_new_state:  # what is erased from cannot be rebuilt exactly, so the daemon will not try
        note = " (the show that is not over starts anew: queue, polls and counts are empty)"
        return {f"{what}{note if what.startswith('session') else ''}": count for what, count in named.items()}
    return named


def _unfinished(journal: SqliteJournal) -> set[str]:
    """Return the sessions that could go on when the daemon starts again."""
    return {s.session_id for s in journal.sessions() if s.closed_at_ms is None and not s.touched}

"""Opening the journal's SQLite file, bringing it to today's schema, and saying in plain words what is wrong with it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import msgspec

from livebot.ports import JournalError

BUSY_TIMEOUT_S = 5.0
"""How long to wait for another process (``livebot sessions``, a backup) to let go of the file."""


class UnreadableRecord(JournalError):  # noqa: N818 - reads as what happened
    """What is stored does not make sense to this version of livebot."""


def migrations() -> list[tuple[int, str]]:
    """Return every migration's number and SQL, lowest first."""
    files = (resources.files("livebot.journal") / "migrations").iterdir()
    scripts = {int(file.name.split("_")[0]): file.read_text("utf-8") for file in files if file.name.endswith(".sql")}
    return sorted(scripts.items())


def open_database(path: Path) -> sqlite3.Connection:
    """Open the file for writing, made or migrated if need be. Raises JournalError."""
    with plain_errors(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise JournalError(f"The data folder {path.parent} cannot be made: {error.strerror}. {_OTHER}") from error
        db = _connect(path)
        try:
            # Answers are ready only when the disk has them: a power cut loses nothing that was shown.
            db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")
            db.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten, not only forgotten
            _migrate(db, path)
        except BaseException:
            db.close()
            raise
        return db


def open_reader(path: Path) -> sqlite3.Connection:
    """Open the file beside its writer; writing through this connection fails. Raises JournalError."""
    with plain_errors(path):
        db = _connect(path)
        db.execute("PRAGMA query_only = ON")
        return db


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_TIMEOUT_S)


def _migrate(db: sqlite3.Connection, path: Path) -> None:
    known = migrations()
    newest = known[-1][0]
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > newest:
        raise JournalError(
            f"The journal {path} was written by a newer livebot (its schema is {version}, this livebot knows "
            f"{newest}). Nothing was changed. Upgrade livebot, or set another data_dir."
        )
    for number, script in known:
        if number > version:
            db.executescript(f"BEGIN IMMEDIATE; {script}; PRAGMA user_version = {number}; COMMIT;")


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        # Some errors (a full disk) have rolled back already.
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite and decoding raise into a JournalError that says what happened, where, and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise JournalError(_explain(error, path)) from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadableRecord(
            f"The journal {path} holds a record that this livebot cannot read ({error}). It is damaged, or another "
            "version wrote it. Nothing was changed."
        ) from error


_OTHER = "Correct its permissions, or set another data_dir."

_EXPLANATIONS = {
    "SQLITE_FULL": "The disk that holds {path} is full. Free some space; nothing that was stored is lost.",
    "SQLITE_READONLY": "The journal {path} cannot be written (read-only file or folder). " + _OTHER,
    "SQLITE_CANTOPEN": "The journal {path} cannot be opened or made. " + _OTHER,
    "SQLITE_PERM": "The journal {path} cannot be opened: not permitted. " + _OTHER,
    "SQLITE_CORRUPT": "The journal {path} is damaged ({error}). Livebot leaves it as it is. To start with a new one, "
    "move it away, with the files beside it that begin alike; 'sqlite3 FILE .recover' saves what can be saved.",
    "SQLITE_BUSY": "The journal {path} is held by another program for longer than "
    f"{BUSY_TIMEOUT_S:.0f} s. Close what has it open (a backup, a database browser).",
    "SQLITE_INTERRUPT": "Something else had to be done in {path} first.",
    "SQLITE_IOERR": "The disk that holds {path} gave an error ({error}). Look at its health and its free space.",
}
_EXPLANATIONS["SQLITE_NOTADB"] = _EXPLANATIONS["SQLITE_CORRUPT"]


def _explain(error: sqlite3.Error, path: Path) -> str:
    name = getattr(error, "sqlite_errorname", "") or ""
    for code, words in _EXPLANATIONS.items():
        if name.startswith(code):
            return words.format(path=path, error=error)
    return f"The journal {path} refused: {error}."

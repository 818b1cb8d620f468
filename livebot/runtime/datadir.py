"""The data folder: one daemon at a time, and a note of where that one can be reached."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import filelock
import msgspec

JOURNAL_NAME, MEMORY_NAME, ORDERS_NAME = "journal.sqlite3", "translations.sqlite3", "orders.sqlite3"


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """The daemon that has the data folder."""

    pid: int
    url: str = ""
    """Its control API; empty until that listens."""


class CannotStart(Exception):  # noqa: N818 - reads as what happened
    """The daemon cannot start here; the message says why and what to do."""


def make_data_dir(data_dir: Path) -> None:
    """Make the folder, for its owner alone, if it is not there yet. Raises CannotStart."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(data_dir, error) from error


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Keep everyone else off the data folder, made if need be. Raises CannotStart.

    The lock is the operating system's: it goes with the process, however that ends.
    """
    make_data_dir(data_dir)
    try:
        lock = filelock.FileLock(data_dir / "lock", timeout=0, fallback_to_soft=False)
        lock.acquire()
    except filelock.Timeout:
        other = running(data_dir)
        who = f"process {other.pid}" if other else "another process"
        raise CannotStart(
            f"The data folder {data_dir} is in use by a livebot that is running ({who}). "
            "Stop that one, or set another data_dir."
        ) from None
    except OSError as error:
        raise _unusable(data_dir, error) from error
    try:
        announce(data_dir, "")
        yield
    finally:
        with suppress(OSError):
            (data_dir / "daemon.json").unlink()
        lock.release()


def announce(data_dir: Path, url: str) -> None:
    """Note where this process can be reached. Raises CannotStart."""
    fresh = data_dir / "daemon.json.new"
    try:
        fresh.write_bytes(msgspec.json.encode(Running(pid=os.getpid(), url=url)))
        fresh.replace(data_dir / "daemon.json")
    except OSError as error:
        raise _unusable(data_dir, error) from error


def running(data_dir: Path) -> Running | None:
    """Return the daemon that has the folder, or had it when it died; None if none is noted."""
    try:
        return msgspec.json.decode((data_dir / "daemon.json").read_bytes(), type=Running)
    except (OSError, msgspec.MsgspecError):
        return None


def _unusable(data_dir: Path, error: OSError) -> CannotStart:
    cure = "Free some space" if error.errno == errno.ENOSPC else "Correct its permissions"
    return CannotStart(
        f"The data folder {data_dir} cannot be used: {error.strerror or error}. {cure}, or set another data_dir."
    )

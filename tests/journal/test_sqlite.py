import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from livebot import events as ev
from livebot.journal.database import UnreadableRecord, migrations
from livebot.journal.sqlite import SqliteJournal
from livebot.ports import JournalError, Step
from tests.contracts.journal import ROOM, JournalContract, chat, comment, opened

NOBODY = 65_534


class TestSqliteJournal(JournalContract):
    """A journal like any other."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal with one comment, closed."""
    path = tmp_path / "journal.sqlite3"
    journal = SqliteJournal(path)
    journal.open_session("s1", ROOM, 1_000)
    journal.commit("s1", 0, [opened("s1"), Step(comment("m1", "is it warm?"))])
    journal.close()
    return path


def comments_in(path: Path) -> list[str]:
    journal = SqliteJournal(path)
    texts = [step.event.text for step in journal.steps("s1") if isinstance(step.event, ev.Commented)]
    journal.close()
    return texts


def test_what_was_committed_is_there_for_the_next_process(path: Path) -> None:
    assert comments_in(path) == ["is it warm?"]


def test_others_read_while_the_daemon_writes(path: Path) -> None:
    writer, beside = SqliteJournal(path), SqliteJournal(path)
    reading = beside.steps("s1")
    next(reading)
    writer.commit("s1", 2, [Step(comment("m2", "later"))])
    assert [step.event for step in reading] == [comment("m1", "is it warm?")]
    assert len(list(beside.steps("s1"))) == 3
    writer.close()
    beside.close()


def test_threads_take_turns(path: Path) -> None:
    journal = SqliteJournal(path)

    def write(session: int) -> None:
        journal.open_session(f"t{session}", ROOM, 1)
        for seq in range(20):
            journal.commit(f"t{session}", seq, [Step(comment(f"m{seq}", "x"))])

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(list(journal.steps(f"t{n}"))) for n in range(4)] == [20] * 4
    journal.close()


def test_nothing_of_a_forgotten_viewer_is_left_in_the_files(path: Path) -> None:
    journal = SqliteJournal(path)
    journal.commit("s1", 2, [Step(comment("m2", "my address is 5 Elm Street"), (chat("l1", "Hi Anna 🌸!"),))])
    traces = [trace.encode() for trace in ("Elm Street", "anna.k", "Anna", "7001234567")]
    stored = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert all(trace in stored for trace in traces), "what is looked for would be found"
    journal.forget("anna.k")
    for file in path.parent.iterdir():
        for trace in traces:
            assert trace not in file.read_bytes(), file.name
    journal.close()


def test_another_process_goes_on_where_one_ended(path: Path) -> None:
    journal = SqliteJournal(path)
    journal.commit("s1", 2, [Step(comment("m2", "hello"), (chat("l1"), chat("l2")))])
    journal.close()
    journal = SqliteJournal(path)
    journal.mark_started("s1", "l1", 3_000)
    journal.close()
    journal = SqliteJournal(path)
    journal.save_snapshot("s1", 2, b"state")
    assert [(left.effect.id, left.started) for left in journal.pending("s1")] == [("l1", True), ("l2", False)]
    journal.close()


def test_erasing_gives_way(path: Path) -> None:
    journal = SqliteJournal(path)
    journal.commit("s1", 2, [Step(comment(f"n{n}", f"hello {n}")) for n in range(2_000)])
    with pytest.raises(JournalError, match=r"had to be done in .* first"):
        journal.expire(10_000, gives_way=lambda: True)
    assert journal.sessions()[0].touched is False
    journal.save_snapshot("s1", 2, b"not interrupted")
    assert journal.expire(10_000)["comments"] == 2_001
    journal.close()


# --- trouble -----------------------------------------------------------------------------------------------------


def test_a_full_disk_is_told_and_loses_nothing(path: Path) -> None:
    journal = SqliteJournal(path)
    (pages,) = journal._writer.execute("PRAGMA page_count").fetchone()
    journal._writer.execute(f"PRAGMA max_page_count = {pages}")
    steps = [Step(comment(f"big{n}", "x" * 10_000)) for n in range(20)]
    with pytest.raises(JournalError, match=r"journal\.sqlite3 is full.*Free some space"):
        journal.commit("s1", 2, steps)
    assert [step.event for step in journal.steps("s1", after_seq=0)] == [comment("m1", "is it warm?")]
    journal._writer.execute("PRAGMA max_page_count = 100000")
    journal.commit("s1", 2, steps)
    assert len(list(journal.steps("s1"))) == 22
    journal.close()


def test_a_damaged_file_is_told_and_left_alone(tmp_path: Path, path: Path) -> None:
    noise = tmp_path / "noise.sqlite3"
    noise.write_bytes(b"this is no database" * 500)
    with pytest.raises(JournalError, match=r"noise\.sqlite3 is damaged .*move it away"):
        SqliteJournal(noise)
    assert noise.read_bytes() == b"this is no database" * 500

    journal = SqliteJournal(path)
    journal.commit("s1", 2, [Step(comment(f"n{n}", "y" * 500)) for n in range(200)])
    journal.close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + b"\xff" * (len(whole) - len(whole) // 2))
    journal = SqliteJournal(path)
    with pytest.raises(JournalError, match="is damaged"):
        list(journal.steps("s1"))
    journal.close()


def test_a_newer_schema_is_told_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(JournalError, match=r"newer livebot \(its schema is 99.*Upgrade livebot"):
        SqliteJournal(path)
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {migrations()[-1][0]}")
    db.close()
    assert comments_in(path) == ["is it warm?"]


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder that the test may not write to, also when the tests run as root."""
    folder = Path(tempfile.mkdtemp())
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    try:
        yield folder
    finally:
        if as_root:
            os.seteuid(0)
        folder.chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX permissions")
def test_a_read_only_folder_is_told(path: Path, unprivileged: Path) -> None:
    inside = unprivileged / "journal.sqlite3"
    shutil.copy(path, inside)
    inside.chmod(0o444)
    unprivileged.chmod(0o555)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    for where in (inside, unprivileged / "new.sqlite3", unprivileged / "sub" / "new.sqlite3"):
        with pytest.raises(JournalError, match=r"Correct its permissions, or set another data_dir"):
            SqliteJournal(where)


def test_a_journal_held_by_another_program_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("livebot.journal.database.BUSY_TIMEOUT_S", 0.05)
    journal = SqliteJournal(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalError, match="held by another program"):
        journal.commit("s1", 2, [Step(comment("m2", "later"))])
    other.execute("ROLLBACK")
    other.close()
    journal.commit("s1", 2, [Step(comment("m2", "later"))])
    journal.close()


@pytest.mark.parametrize("body", ['{"type": "Levitated", "at_ms": 1}', '{"type": "Comm', "\xff"])
def test_a_record_that_makes_no_sense_is_told(path: Path, body: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE events SET body = ? WHERE seq = 1", (body.encode("latin-1"),))
        db.commit()
    journal = SqliteJournal(path)
    with pytest.raises(UnreadableRecord, match=r"journal\.sqlite3 holds a record that this livebot cannot read"):
        list(journal.steps("s1"))
    journal.close()


def test_an_effect_that_makes_no_sense_is_told(path: Path) -> None:
    journal = SqliteJournal(path)
    journal.commit("s1", 2, [Step(comment("m2", "hello"), (chat("l1"),))])
    journal._writer.execute('UPDATE effects SET body = CAST(\'{"type": "SendPigeon"}\' AS BLOB)')
    with pytest.raises(UnreadableRecord, match="SendPigeon"):
        journal.pending("s1")
    journal.close()


def test_codes_of_before_the_months_were_stored_are_of_the_month_their_session_was_opened_in(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with closing(sqlite3.connect(path)) as db:
        for number, script in migrations()[:2]:
            db.executescript(f"{script}; PRAGMA user_version = {number};")
        db.execute(
            "INSERT INTO sessions (session_id, room, opened_at_ms) VALUES ('s1', ?, 1764547200000)", (ROOM,)
        )  # 2025-12-01
        db.execute("INSERT INTO viewers VALUES (?, '7', 1, '')", (ROOM,))
        db.execute("INSERT INTO viewer_codes VALUES (?, '7', 1, 'moon')", (ROOM,))
        db.commit()
    with closing(SqliteJournal(path)) as journal:
        assert journal.recall(ROOM, 9_000).communities == {"moon": {"2025-12": 1}}
        assert journal.profile(ROOM, "7", except_session="s2").code_months == {"moon": "2025-12"}

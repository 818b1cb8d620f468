"""The whole rehearsal as people run it: a process, the real daemon as its child, real sockets."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from livebot.rehearsal.daemon import daemon_with
from livebot.runtime.child import DaemonFailed
from livebot.runtime.datadir import running

REHEARSE = [sys.executable, "-m", "livebot", "rehearse", "--for", "30s"]
FAST = ["--speed", "25"]

SABOTAGE = """
import sys
from livebot.rehearsal import command
from livebot.rehearsal.audience import invite
from livebot.rehearsal.connection import Connection
from livebot.rehearsal.scenes import write_script
from livebot.rehearsal.script import comments_of

send, LibreService = Connection.send, command.LibreService
votes = [comment for comment in comments_of(write_script(invite(1), 1, 30_000, "en")) if comment.means.kind == "vote"]
voters = [vote.guest for vote in votes]
lost = next(vote for vote in votes if voters.count(vote.guest) == 1)

async def lossy(self, frame, records):
    if records and (records[0].viewer_id, records[0].text) == (lost.guest.viewer.id, lost.text):
        records[0].acked_by.add(self.number)
    else:
        await send(self, frame, records)

def lying(translations, *, sources):
    lies = {text: {**gloss, "en": "It is free!"} if gloss.get("en", "").startswith("How do I") else gloss
            for text, gloss in translations.items()}
    return LibreService(lies, sources=sources)

Connection.send, command.LibreService = lossy, lying
sys.exit(command.main(speed=25, seed=1, for_s=30, plain=True, language="en"))
"""


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that livebot is started in."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def env(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A home of one's own, and secrets that must stay out of it all."""
    monkeypatch.chdir(home)
    secrets = {"LIVEBOT_SESSION_ID": "my-real-session", "LIVEBOT_TOKEN": "my-real-token-0123456789"}
    return {**os.environ, **secrets, "TMPDIR": str(tmp_path), "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}


@contextmanager
def started(command: list[str], env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(text: str, output: IO[str]) -> str:
    """Read until a line has this text; return all that was read."""
    seen = ""
    for line in output:
        seen += line
        if text in line:
            break
    return seen


def marks(output: str) -> tuple[int, int]:
    """Return how many rows of the summary are right, and how many are not."""
    lines = output.splitlines()
    return sum(line.endswith("✓") for line in lines), sum(line.endswith("✗") for line in lines)


def test_a_rehearsal_ends_with_everything_as_it_had_to_be(env: dict[str, str], tmp_path: Path, home: Path) -> None:
    with started([*REHEARSE, *FAST], env) as process:
        output, errors = process.communicate(timeout=100)
    assert process.returncode == 0, output + errors
    assert errors == ""
    right, wrong = marks(output)
    assert (right > 30, wrong) == (True, 0)
    assert "nothing lost, nothing doubled" in output
    assert "network, silent" in output
    assert "── The connection breaks" in output
    assert "A scripted colleague answers" in output
    assert output.index("Comparing what livebot counted") < output.index("nothing lost")
    assert "Sent: @" in output
    assert "session opened" not in output
    assert "Sent: Thank you all, see you tomorrow!" in output
    assert "NOT DONE: mute short for Speedy" in output
    assert "Taken back: offence" in output
    assert re.search("[67] VIEWERS.*Leave this shop", output)
    assert "my-real" not in output
    assert list(tmp_path.iterdir()) == []
    report = home / "data" / "rehearsal" / "report.html"
    assert output.splitlines()[-1] == str(report)
    assert "How much is it?" in report.read_text(encoding="utf-8")


def test_a_report_that_cannot_be_written_is_no_failure(env: dict[str, str], home: Path) -> None:
    (home / "data").write_text("in the way")
    with started([*REHEARSE, *FAST], env) as process:
        output, errors = process.communicate(timeout=100)
    assert (process.returncode, errors) == (0, "")
    assert "nothing lost, nothing doubled" in output
    assert re.search("^No report: .*data", output, re.MULTILINE)


def test_what_is_not_as_it_had_to_be_is_named_and_the_exit_code_is_1(env: dict[str, str], tmp_path: Path) -> None:
    with started([sys.executable, "-c", SABOTAGE], env) as process:
        output, errors = process.communicate(timeout=100)
    assert process.returncode == 1, output + errors
    table, _, differences = output.partition("\nDifferences\n")
    wrong = {line.split("  ")[0] for line in table.splitlines() if line.endswith("✗")}
    expected = {"Comments", "Votes and answers: colour", "Questions translated"}
    assert wrong - {"Lines that had to be posted"} == expected  # the lost vote may change the announced result
    assert "missing: " in differences
    assert "got nothing" in differences
    assert "order: expected 'How do I order?', got 'It is free!'" in differences
    (folder,) = tmp_path.iterdir()
    assert f"The records are kept in {folder}" in output
    assert (folder / "data" / "journal.sqlite3").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_ends_it_cleanly_with_what_happened_until_then(env: dict[str, str], tmp_path: Path, home: Path) -> None:
    with started(REHEARSE, env) as process:
        assert process.stdout is not None
        seen = wait_for("Question #", process.stdout)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=30)
    assert process.returncode == 130, seen + output + errors
    assert errors == ""
    assert "The show was left early" in output
    assert "Only a whole rehearsal leaves a report" in output
    right, wrong = marks(output)
    assert (right > 10, wrong) == (True, 0), output
    assert list(tmp_path.iterdir()) == list(home.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_one_ctrl_c_while_it_compares_does_not_lose_the_summary_and_a_second_leaves(
    env: dict[str, str], tmp_path: Path
) -> None:
    for again in (False, True):
        with started(REHEARSE, env) as process:
            assert process.stdout is not None
            wait_for("Question #", process.stdout)
            process.send_signal(signal.SIGINT)
            wait_for("Comparing", process.stdout)
            process.send_signal(signal.SIGINT)
            wait_for("The summary comes in a few seconds", process.stdout)
            if again:
                process.send_signal(signal.SIGINT)
            output, errors = process.communicate(timeout=30)
        assert process.returncode == 130, output + errors
        assert (marks(output)[0] > 10) is not again
        assert errors == ("Left without a summary; the rehearsal's records are deleted.\n" if again else "")
        assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals of POSIX")
def test_in_a_terminal_the_console_is_shown_and_then_the_summary(env: dict[str, str], tmp_path: Path) -> None:
    import pty  # noqa: PLC0415 - not on Windows

    ours, theirs = pty.openpty()
    screen = {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
    process = subprocess.Popen([*REHEARSE, *FAST], env=env | screen, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = bytearray()
    try:
        while chunk := _read(ours):
            shown += chunk
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    output = shown.decode(errors="replace").replace("\r\n", "\n")
    console, entered, rest = output.partition("\x1b[?1049h")
    assert entered, output
    console, left, after = rest.rpartition("\x1b[?1049l")
    assert left
    assert "How much is it?" in console
    assert "A scripted colleague answers" in console
    assert after.partition("\n")[0].endswith("did …")
    assert "nothing lost, nothing doubled" in after
    assert marks(after)[1] == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals of POSIX")
def test_a_terminal_that_is_closed_ends_the_rehearsal_and_its_daemon(env: dict[str, str], tmp_path: Path) -> None:
    import fcntl  # noqa: PLC0415 - not on Windows
    import pty  # noqa: PLC0415
    import termios  # noqa: PLC0415

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        REHEARSE,
        env=env | {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - it takes no lock
    )
    os.close(theirs)
    try:
        shown = b""
        while b"LIVE" not in shown:
            shown += os.read(ours, 65536)
        (data,) = tmp_path.glob("livebot-rehearsal-*/data")
        assert running(data) is not None
        os.close(ours)
        process.wait(10)
        deadline_s = time.monotonic() + 15
        while running(data) is not None:
            assert time.monotonic() < deadline_s
            time.sleep(0.1)
    finally:
        process.kill()
        process.wait()


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux says so when the other side is closed
        return b""


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [(["--for", "5s"], "from 30s to 10m")],
)
def test_what_cannot_be_rehearsed_is_said_at_once(arguments: list[str], complaint: str, env: dict[str, str]) -> None:
    with started([*REHEARSE, *arguments], env) as process:
        output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (1, "")
    assert complaint in errors


async def test_a_daemon_that_does_not_start_says_why(tmp_path: Path) -> None:
    config = tmp_path / "livebot.yaml"
    config.write_text("room: '@shop'\nwobble: 1\n", encoding="utf-8")
    with pytest.raises(DaemonFailed, match=r"(?s)did not start.*wobble"):
        async with daemon_with(config, 1):
            pass

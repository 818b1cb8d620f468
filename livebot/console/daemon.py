"""A daemon of our own: ``livebot run`` with a console starts one and takes it down again."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from livebot.web.client import ControlClient, ControlError
from livebot.web.token import TokenError, known_token

LOG_NAME = "livebot.log"
LOG_LINES_SHOWN = 20
START_WITHIN_S = 60
STOP_WITHIN_S = 8
POLL_S = 0.1
PARENT_VARIABLE = "LIVEBOT_STOP_WITH_STDIN"
"""Set to 1 for a daemon that shall stop when its standard input ends: the console that started it is gone then."""


class DaemonFailed(Exception):  # noqa: N818 - reads as what happened
    """The daemon did not start, or stopped by itself; the message holds the end of its log."""


@contextmanager
def own_daemon(config_path: Path | None, data_dir: Path, url: str) -> Iterator[str]:
    """Start ``livebot run --headless``, wait until it answers at ``url``, give its token, and stop it at the end.

    Its log goes to ``livebot.log`` in the data folder. Raises DaemonFailed.
    """
    _refuse_if_taken(url, data_dir)
    data_dir.mkdir(parents=True, exist_ok=True)
    log_path = data_dir / LOG_NAME
    with log_path.open("ab") as log:
        began = log.tell()
        process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            command(config_path, data_dir),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env={**os.environ, PARENT_VARIABLE: "1"},
            # Ctrl+C in our terminal is for us: the daemon is told to stop when we are done.
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
    try:
        yield _token_when_it_answers(process, url, data_dir, log_path, began)
        if process.poll():
            raise DaemonFailed(_with_log("The daemon stopped by itself.", log_path, began))
    finally:
        _stop(process)


def command(config_path: Path | None, data_dir: Path) -> list[str]:
    """Return the command line of a daemon with this configuration (None: the default one)."""
    words = [sys.executable, "-m", "livebot", "run", "--headless", "--data-dir", str(data_dir)]
    return words if config_path is None else [*words, "--config", str(config_path)]


def answers(url: str, token: str) -> ControlError | None:
    """Ask the daemon for its status once; return what is wrong, or None."""

    async def ask() -> None:
        async with ControlClient(url, token) as client:
            await client.status()

    try:
        asyncio.run(ask())
    except ControlError as error:
        return error
    return None


def _refuse_if_taken(url: str, data_dir: Path) -> None:
    try:
        token = known_token(data_dir)
    except TokenError:
        token = "none"  # noqa: S105 - only to find out whether anybody is there
    error = answers(url, token)
    if error is None:
        raise DaemonFailed(f"A daemon with this data folder runs already at {url}: show it with `livebot console`.")
    if error.kind != "not_running":
        raise DaemonFailed(f"Another program answers at {url}: choose another web.port in livebot.yaml.")


def _token_when_it_answers(
    process: subprocess.Popen[bytes], url: str, data_dir: Path, log_path: Path, began: int
) -> str:
    for _ in range(round(START_WITHIN_S / POLL_S)):
        if process.poll() is not None:
            raise DaemonFailed(_with_log("The daemon did not start.", log_path, began))
        with suppress(TokenError):
            token = known_token(data_dir)
            if answers(url, token) is None:
                return token
        time.sleep(POLL_S)
    raise DaemonFailed(_with_log(f"The daemon did not answer within {START_WITHIN_S} s.", log_path, began))


def _with_log(message: str, log_path: Path, began: int) -> str:
    with log_path.open("rb") as log:
        log.seek(began)
        lines = log.read().decode("utf-8", "replace").splitlines()[-LOG_LINES_SHOWN:]
    return "\n".join([f"{message} The end of {log_path}:", *lines])


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End its standard input, which it takes as a request to stop; insist after a while."""
    assert process.stdin is not None
    process.stdin.close()
    if os.name == "posix":
        process.terminate()
    try:
        process.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

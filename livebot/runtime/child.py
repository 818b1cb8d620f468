"""The daemon as a child process: a console or a rehearsal starts it, and takes it down again."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from livebot.runtime.datadir import make_data_dir, running
from livebot.runtime.logs import printable
from livebot.web.client import ControlClient, ControlError
from livebot.web.token import TokenError, known_token

START_WITHIN_S, STOP_WITHIN_S, LOOK_EVERY_S = 60, 10, 0.05
LOG_LINES_SHOWN = 20
STOP_WITH_STDIN = "LIVEBOT_STOP_WITH_STDIN"
"""Environment variable: 1 for a daemon that stops when its standard input ends, since whoever started it is gone."""


class DaemonFailed(Exception):  # noqa: N818 - reads as what happened
    """The daemon did not start or did not stay; the message holds the end of its log."""


class ChildDaemon:
    """``livebot run --headless`` from entering until ``stop`` or leaving.

    Its log goes to ``log_path``; the one before is kept beside it as ``.old``. ``config`` None is the default one.
    Entering raises CannotStart if the data folder cannot be used.
    """

    def __init__(
        self,
        config: Path | None,
        data_dir: Path,
        log_path: Path,
        *,
        speed: float = 1.0,
        env: Mapping[str, str] = os.environ,
    ) -> None:
        self.data_dir = data_dir
        self.url = ""
        self.token = ""
        self._command = command(config, data_dir, speed)
        self._log_path = log_path
        self._env = env
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        make_data_dir(self.data_dir)
        with suppress(OSError):  # there is none yet, or Windows will not move what a daemon still writes
            self._log_path.replace(self._log_path.with_name(f"{self._log_path.name}.old"))
        with self._log_path.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                self._command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={**self._env, STOP_WITH_STDIN: "1"},
                # Ctrl+C in our terminal is for us: the daemon is told to stop when we are done.
                start_new_session=os.name == "posix",
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def wait_until_it_answers(self) -> None:
        """Wait until ``url`` and ``token`` are known and work; not in an event loop. Raises DaemonFailed."""
        for _ in range(round(START_WITHIN_S / LOOK_EVERY_S)):
            if self.exit_code is not None:
                raise self.failure("The daemon did not start.")
            if (found := where_it_answers(self.data_dir, self._env)) is not None:
                self.url, self.token = found
                return
            time.sleep(LOOK_EVERY_S)
        raise self.failure(f"The daemon did not start within {START_WITHIN_S} s.")

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        assert self._process is not None
        return self._process.poll()

    def stop(self) -> int:
        """Let it end, with force if it takes too long; return its exit code."""
        process = self._process
        assert process is not None
        assert process.stdin is not None
        process.stdin.close()  # it takes that as a request to stop, also where there are no signals
        if os.name == "posix":
            process.terminate()
        try:
            return process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def how_it_ended(self) -> str:
        """Return a sentence on what became of a daemon that nobody here stopped; its log knows nothing of a signal."""
        code = self.exit_code
        if code is None or code >= 0:
            return "The daemon stopped by itself."
        name = signal.Signals(-code).name
        if name == "SIGKILL":
            return "The daemon was ended from outside: by somebody, or by the system for lack of memory (SIGKILL)."
        return f"The daemon crashed ({name})."

    def failure(self, message: str) -> DaemonFailed:
        """Return an error with the end of the log."""
        lines = self._log_path.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES_SHOWN:]
        return DaemonFailed(
            "\n".join([message, f"The end of {self._log_path}:", *(f"  {printable(readable(line))}" for line in lines)])
        )


def where_it_answers(data_dir: Path, env: Mapping[str, str] = os.environ) -> tuple[str, str] | None:
    """Return URL and token of the daemon with this data folder if it answers; not in an event loop."""
    found = running(data_dir)
    if found is None or not found.url:
        return None
    try:
        token = known_token(data_dir, env)
        asyncio.run(_ask(found.url, token))
    except (TokenError, ControlError):
        return None
    return found.url, token


def command(config: Path | None, data_dir: Path, speed: float) -> list[str]:
    """Return the command line of a daemon."""
    words = [sys.executable, "-m", "livebot", "run", "--headless", "--data-dir", str(data_dir)]
    words += [] if config is None else ["--config", str(config)]
    return words if speed == 1 else [*words, "--speed", f"{speed:g}"]


def readable(line: str) -> str:
    """Return a line of a log as people read it: time of day, level, what happened, and what is known of it."""
    try:
        entry = json.loads(line)
        at = datetime.fromisoformat(entry.pop("timestamp")).astimezone()
        level, event = entry.pop("level"), entry.pop("event")
    except (ValueError, TypeError, KeyError, AttributeError):  # a traceback, or what a library printed
        return line
    entry.pop("logger", None)
    return "  ".join([f"{at:%H:%M:%S}", level, str(event), *(f"{name}={value}" for name, value in entry.items())])


async def _ask(url: str, token: str) -> None:
    async with ControlClient(url, token) as client:
        await client.status()

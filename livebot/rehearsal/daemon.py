"""The real daemon as a child process, and the folder it works in."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Self

from livebot.console.daemon import PARENT_VARIABLE
from livebot.rehearsal.libre import LibreService
from livebot.rehearsal.server import LookAlike
from livebot.runtime.datadir import running
from livebot.web.token import known_token

START_WITHIN_S, STOP_WITHIN_S, LOOK_EVERY_S = 60, 10, 0.05
LOG_LINES_SHOWN = 15
SILENT_AFTER_MS, SILENT_AFTER_REAL_MS = 8_000, 3_000
"""How long a silent connection is believed: in the show's time, but never less than that in real time, since a busy
machine can keep any process waiting for a while."""

ACCOUNT = {
    "LIVEBOT_SIGN_API_KEY": "rehearsal-key",
    "LIVEBOT_SESSION_ID": "rehearsal-session",
    "LIVEBOT_TARGET_IDC": "rehearsal-idc",
}
"""Made up: whatever the user's own secrets are, they stay out of a rehearsal."""


class DaemonFailed(Exception):  # noqa: N818 - reads as what happened
    """The daemon did not start or did not stay; the message holds the end of its log."""


def write_config(folder: Path, server: LookAlike, libre: LibreService, *, host_language: str, speed: float) -> Path:
    """Write ``livebot.yaml`` and the rules into ``folder``; return the path of the former."""
    silent_after_ms = max(SILENT_AFTER_MS, round(SILENT_AFTER_REAL_MS * speed))
    rules = files(__package__).joinpath("show.yaml").read_text(encoding="utf-8")
    (folder / "show.yaml").write_text(rules, encoding="utf-8")
    config = folder / "livebot.yaml"
    config.write_text(
        f"""\
room: "@{server.room.host.handle}"
market: US
host: {{language: {host_language}}}
tiktok:
  app_url: {server.app_url}
  webcast_url: {server.webcast_url}
  sign_url: {server.sign_url}
  silent_after: {silent_after_ms}ms
chat:
  mode: auto
  min_gap: 2s
  max_per_minute: 30
  own_accounts: [{server.bot.handle}]
translation:
  engines:
    - {{name: libre, url: {libre.url}}}
rules: [show.yaml]
data_dir: data
web: {{port: 0}}
""",
        encoding="utf-8",
    )
    return config


class Daemon:
    """``livebot run --headless`` from entering until ``stop`` or leaving. Raises DaemonFailed if it does not start."""

    def __init__(self, config: Path, speed: float) -> None:
        self.data_dir = config.parent / "data"
        self.url = ""
        self.token = ""
        self._config = config
        self._speed = speed
        self._log = config.parent / "daemon.log"
        self._process: subprocess.Popen[bytes] | None = None

    async def __aenter__(self) -> Self:
        command = [sys.executable, "-m", "livebot", "run", "--headless"]
        command += ["--config", str(self._config), "--speed", f"{self._speed:g}"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: ASYNC220, S603 - takes no time; our own module, no shell
                command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=_environment(os.environ),
                # Ctrl+C is for us: the daemon is told to stop when we are done.
                start_new_session=os.name == "posix",
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        try:
            await self._started()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    async def stop(self) -> int:
        """Let it end, with force if it takes too long; return its exit code."""
        process = self._process
        assert process is not None
        assert process.stdin is not None
        process.stdin.close()  # it takes that as a request to stop, also where there are no signals
        if os.name == "posix" and process.poll() is None:
            process.terminate()
        try:
            return await asyncio.to_thread(process.wait, STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def failure(self, message: str) -> DaemonFailed:
        """Return an error with the end of the log."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES_SHOWN:]
        return DaemonFailed("\n".join([message, *(f"  {line}" for line in lines)]))

    async def _started(self) -> None:
        try:
            async with asyncio.timeout(START_WITHIN_S):
                while not self.url:
                    if not self.is_running:
                        raise self.failure("The daemon did not start. It said:")
                    found = running(self.data_dir)
                    self.url = found.url if found else ""
                    await asyncio.sleep(LOOK_EVERY_S)
        except TimeoutError:
            raise self.failure(f"The daemon did not start within {START_WITHIN_S} s. It said:") from None
        self.token = known_token(self.data_dir, {})


def _environment(env: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in env.items() if not name.startswith("LIVEBOT_")}
    return kept | ACCOUNT | {PARENT_VARIABLE: "1"}

"""Reports by themselves: when a stream ends, one is made beside the daemon, and again when its session is over.

Between the two the show may come back. It is made by another process, which other work goes before: whatever a report
does or fails at, a show is not touched.
"""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

import structlog

from livebot.journal.sqlite import SqliteJournal
from livebot.ports import Clock, JournalError
from livebot.report import files
from livebot.runtime.logs import printable
from livebot.runtime.loop import RoomLoop
from livebot.runtime.tasks import Worker

LOOK_EVERY_MS = 5_000
YOUNG_MS = 172_800_000
"""Older shows wait until somebody asks for their report."""
MADE_WITHIN_S = 900.0
TOLD_CHARS = 300

log = structlog.get_logger(__name__)


class Reports:
    def __init__(self, *, data_dir: Path, journal: SqliteJournal, worker: Worker, loop: RoomLoop, clock: Clock) -> None:
        self._data_dir = data_dir
        self._journal = journal
        self._worker = worker
        self._loop = loop
        self._clock = clock
        self._tried: set[str] = set()

    async def run(self) -> None:
        """Make what is missing, until cancelled: at the start, when a stream ends, and when another session begins."""
        seen = ("", False)
        while True:
            connection = self._loop.status().connection
            session_id, has_ended = now = connection.session_id, connection.phase == "ended"
            if now != seen:
                for due in await self._due():
                    self._tried.add(due)
                    await self._make(due)
                if has_ended:
                    await self._make(session_id)
                seen = now
            await self._clock.sleep(LOOK_EVERY_MS)

    async def _due(self) -> list[str]:
        """Return the shows that are over and have no report, the newest first."""
        try:
            sessions = await self._worker.run(self._journal.sessions)
        except JournalError as error:
            log.warning("no report, later again", reason=str(error))
            return []
        since_ms = self._clock.now_ms() - YOUNG_MS
        over = [one for one in sessions if one.was_live and (one.closed_at_ms or 0) > since_ms]
        return [
            one.session_id
            for one in over
            if one.session_id not in self._tried and not files.is_made(self._data_dir, one.session_id)
        ]

    async def _make(self, session_id: str) -> None:
        words = ("report", session_id, "--html", "--behind", "--data-dir", str(self._data_dir))
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "livebot", *words),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )
        except OSError as error:
            log.warning("no report", session=session_id, reason=error.strerror)
            return
        try:
            async with asyncio.timeout(MADE_WITHIN_S):
                _, said = await process.communicate()
        except TimeoutError:
            log.warning("no report", session=session_id, reason=f"it took longer than {MADE_WITHIN_S:g} s")
            return
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        if process.returncode:
            reason = printable(said.decode(errors="replace").strip())[-TOLD_CHARS:]
            log.warning("no report", session=session_id, reason=reason)
        else:
            log.info("report made", session=session_id, path=str(files.page(self._data_dir, session_id)))

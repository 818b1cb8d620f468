"""What goes on beside the show: free disk space, and erasing what is too old to keep."""

import shutil
from collections import Counter
from pathlib import Path

import structlog

from livebot.journal.sqlite import SqliteJournal
from livebot.language.memory import TranslationMemory
from livebot.ports import Clock, JournalError
from livebot.report import files
from livebot.runtime.health import Alerts
from livebot.runtime.loop import RoomLoop
from livebot.runtime.tasks import Worker

LOOK_EVERY_MS = 30_000
EXPIRE_EVERY_MS = 3_600_000
LOW_BYTES = 500_000_000
"""A long show takes some 100 MB; below this the operator should know before it begins."""

log = structlog.get_logger(__name__)


class Housekeeping:
    def __init__(
        self,
        *,
        data_dir: Path,
        retention_ms: int,
        journal: SqliteJournal,
        worker: Worker,
        memory: TranslationMemory,
        loop: RoomLoop,
        alerts: Alerts,
        clock: Clock,
    ) -> None:
        self._data_dir = data_dir
        self._retention_ms = retention_ms
        self._journal = journal
        self._worker = worker
        self._memory = memory
        self._loop = loop
        self._alerts = alerts
        self._clock = clock
        self._expire_at_ms = 0

    async def run(self) -> None:
        """Look around until cancelled."""
        while True:
            self.look_at_disk()
            if self._clock.now_ms() >= self._expire_at_ms and self._is_idle:
                await self.expire()
            await self._clock.sleep(LOOK_EVERY_MS)

    def look_at_disk(self) -> None:
        free_bytes = shutil.disk_usage(self._data_dir).free
        if free_bytes < LOW_BYTES:
            self._alerts.raise_alert("disk", "disk_low", f"{free_bytes // 1_000_000} MB")
        else:
            self._alerts.clear_alert("disk")

    async def expire(self) -> None:
        """Erase comments and viewers older than the retention, one session at a time.

        It keeps the journal busy, so it gives way to whatever else wants that: a show that begins, the daemon's end.
        """
        before_ms = self._clock.now_ms() - self._retention_ms
        erased: Counter[str] = Counter()
        try:
            for slice_ms in await self._worker.run(self._slices, before_ms):
                if not self._is_idle:
                    return
                gone = await self._worker.run(self._journal.expire, slice_ms, lambda: self._worker.is_wanted)
                if any(gone.values()):
                    gone["reports"] = files.forget(self._data_dir, await self._worker.run(self._journal.sessions))
                erased.update(gone)
        except JournalError as error:
            log.warning("old comments could not be erased, later again", reason=str(error))
            return
        erased["translations"] = await self._memory.expire(before_ms)
        if any(erased.values()):
            log.info("erased what is older than the retention", **erased)
        self._expire_at_ms = self._clock.now_ms() + EXPIRE_EVERY_MS

    @property
    def _is_idle(self) -> bool:
        return self._loop.status().connection.phase == "waiting"

    def _slices(self, before_ms: int) -> list[int]:
        """Return the times before which to erase, one after the other."""
        closed_ms = [session.closed_at_ms for session in self._journal.sessions() if session.closed_at_ms is not None]
        return [*sorted(at_ms + 1 for at_ms in closed_ms if at_ms + 1 < before_ms), before_ms]

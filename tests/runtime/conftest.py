import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from livebot import commands as cmd
from livebot import events as ev
from livebot.effects import Reply
from livebot.engine.settings import ChatSettings, RoomSettings
from livebot.journal.sqlite import SqliteJournal
from livebot.ports import EngineReport, JournalError, ModerationAction, Step, Translation
from livebot.runtime import clock as clock_module
from livebot.runtime.clock import SystemClock
from livebot.runtime.executor import Executor
from livebot.runtime.health import Alerts
from livebot.runtime.loop import RoomLoop
from livebot.runtime.session import Sessions
from livebot.runtime.tasks import Worker, spawn
from livebot.testing import rules_from_yaml
from livebot.viewers import Reading, Viewer
from livebot.views import Status
from livebot.views.asks import PollView

ROOM = "shop"
RULES = """
polls:
  - id: colour
    question: {en: "Red or blue? Type A or B"}
    options:
      - {key: A, label: {en: Red}}
      - {key: B, label: {en: Blue}}
    duration: 10m
codes:
  - id: moon
    phrases: ["moonlight"]
    reply: {en: "Moonlight family! {viewer}"}
"""


class TroubledJournal(SqliteJournal):
    """Fails on demand, before or after it stored."""

    fails = 0
    stores_nevertheless = False
    is_slow = False

    def commit(self, session_id: str, first_seq: int, steps: Sequence[Step]) -> None:
        if not self.fails:
            return super().commit(session_id, first_seq, steps)
        self.fails -= 1
        if self.stores_nevertheless:
            super().commit(session_id, first_seq, steps)
        raise JournalError("The disk that holds the journal is full.")


class QuestionMarkReader:
    def read(self, text: str, hint: str) -> Reading:
        return Reading(scores={hint or "en": 0.9}, question=1.0 if "?" in text else 0.0)

    def read_translation(self, text: str, language: str) -> Reading:
        return Reading(intent="price" if "钱" in text else "", details=("price",) if "钱" in text else ())


class Sender:
    """The chat service: keeps what it took, does as it is told."""

    def __init__(self) -> None:
        self.took: list[tuple[str, str]] = []
        self.raises: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.calls = 0

    async def send(self, room_id: str, text: str) -> None:
        self.calls += 1
        await self.gate.wait()
        if self.raises is not None:
            raise self.raises
        self.took.append((room_id, text))


class Moderator:
    """TikTok's moderation: keeps what it did, does as it is told."""

    def __init__(self) -> None:
        self.began: list[tuple[str, str]] = []
        self.did: list[tuple[str, str, ModerationAction, int]] = []
        self.raises: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def moderate(self, room_id: str, viewer_id: str, action: ModerationAction, seconds: int) -> None:
        self.began.append((viewer_id, action))
        await self.gate.wait()
        if self.raises is not None:
            raise self.raises
        self.did.append((room_id, viewer_id, action, seconds))


class Translator:
    def __init__(self) -> None:
        self.asked: list[str] = []
        self.raises: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def translate(self, text: str, source: str, target: str) -> Translation:
        self.asked.append(text)
        await self.gate.wait()
        if self.raises is not None:
            raise self.raises
        return Translation(text=f"{target}:{text}", engine="fake", source=source)

    def report(self) -> list[EngineReport]:
        return [EngineReport(engine="fake", ok=len(self.asked))]


class Shell:
    """A room with everything around it but TikTok; may be ended and started again on the same journal."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = SystemClock()
        self.sender, self.moderator, self.translator = Sender(), Moderator(), Translator()
        self.settings: dict[str, Any] = {"resume_within_ms": 600_000}
        self.chat: dict[str, Any] = {"mode": "auto", "min_gap_ms": 0, "max_per_minute": 60}
        self.rules_text = RULES
        self.number = 0

    def rules(self) -> ev.RulesLoaded:
        settings = RoomSettings(room=ROOM, host_language="zh", chat=ChatSettings(**self.chat), **self.settings)
        return ev.RulesLoaded(
            at_ms=self.clock.now_ms(),
            rules=rules_from_yaml(self.rules_text).model_dump(mode="json"),
            settings=msgspec.to_builtins(settings),
        )

    async def start(self) -> None:
        self.journal = TroubledJournal(self.path)
        self.worker = Worker("journal")
        self.alerts = Alerts(self.clock)
        self.loop = RoomLoop(
            sessions=Sessions(self.journal, ROOM, self.rules()),
            journal=self.journal,
            worker=self.worker,
            clock=self.clock,
            reader=QuestionMarkReader(),
            alerts=self.alerts,
        )
        self.executor = Executor(
            journal=self.journal,
            worker=self.worker,
            clock=self.clock,
            sender=self.sender,
            moderator=self.moderator,
            translator=self.translator,
            reader=QuestionMarkReader(),
            settle=self.loop.settle,
            health=self.alerts,
            records=self.path.parent / "giveaways",
        )
        self.loop.perform, self.loop.recover = self.executor.perform, self.executor.recover
        self.running = spawn(self.loop.run(), name="room")
        await asyncio.wait_for(self.loop.ready.wait(), 5)

    async def stop(self) -> None:
        await self.executor.close(within_s=1)
        self.loop.stop()
        await asyncio.wait_for(self.running, 5)
        self.close()

    async def die(self) -> None:
        """End as if the process were killed: nothing is finished."""
        self.running.cancel()
        await self.executor.close(within_s=0)
        await asyncio.gather(self.running, return_exceptions=True)
        self.close()

    def close(self) -> None:
        self.worker.close()
        self.journal.close()

    # --- the room ----------------------------------------------------------------------------------------------

    async def live(self, room_id: str = "7001") -> None:
        await self.put(ev.Connected(at_ms=self.clock.now_ms(), room_id=room_id))

    async def go_live(self) -> None:
        """Bring the room live, and wait until it is seen to be."""
        await self.live()
        await self.until(lambda: self.status.connection.phase == "live")

    async def put(self, event: ev.AnyEvent) -> None:
        await self.loop.inbox.put(event)

    def comment(self, text: str, viewer: str = "ana", **fields: Any) -> ev.Commented:
        self.number += 1
        now_ms = self.clock.now_ms()
        who = Viewer(id=viewer, handle=viewer, name=viewer.title())
        msg_id = fields.pop("msg_id", f"m{self.number}")
        return ev.Commented(at_ms=now_ms, msg_id=msg_id, viewer=who, text=text, written_at_ms=now_ms, **fields)

    async def says(self, text: str, viewer: str = "ana", **fields: Any) -> None:
        await self.put(self.comment(text, viewer, **fields))

    async def do(self, command: cmd.AnyCommand, command_id: str = "") -> Reply:
        self.number += 1
        return await asyncio.wait_for(self.loop.command(command, "desk", command_id or f"c{self.number}"), 5)

    @property
    def status(self) -> Status:
        return self.loop.window.status()

    @property
    def poll(self) -> PollView:
        return self.status.polls[0]

    @property
    def lines(self) -> list[tuple[str, str]]:
        return [(line.text, line.state) for line in self.status.outbox]

    async def until(self, condition: Callable[[], Any], within_s: float = 5) -> None:
        async with asyncio.timeout(within_s):
            while not condition():  # noqa: ASYNC110 - what is waited for has no event of its own
                await asyncio.sleep(0.005)

    def events(self, session_id: str = "") -> list[ev.AnyEvent]:
        return [step.event for step in self.journal.steps(session_id or self.status.connection.session_id)]


def shift_wall_clock(monkeypatch: pytest.MonkeyPatch, by_s: int) -> None:
    machine = SimpleNamespace(
        time_ns=lambda: time.time_ns() + by_s * 10**9, monotonic_ns=time.monotonic_ns, monotonic=time.monotonic
    )
    monkeypatch.setattr(clock_module, "time", machine)


@pytest.fixture
async def shell(tmp_path: Path) -> AsyncIterator[Shell]:
    async with running(tmp_path / "journal.sqlite3") as shell:
        yield shell


@asynccontextmanager
async def running(path: Path) -> AsyncIterator[Shell]:
    shell = Shell(path)
    await shell.start()
    try:
        yield shell
    finally:
        if not shell.running.done():
            await shell.stop()

"""A room behind the control API that does what a test tells it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec

from livebot.commands import AnyCommand
from livebot.effects import Reply
from livebot.views import Connection, RulesView, Status
from livebot.views.questions import QuestionView

TOKEN = "a-token-for-tests-only"

EMPTY = Status(
    room="shop",
    viewers=0,
    at_ms=1_000,
    host_language="zh",
    market="US",
    chat_mode="assist",
    paused=False,
    panicked=False,
    ending=False,
    connection=Connection(phase="live", room_id="7", session_id="s", live_since_ms=0, last_frame_at_ms=0),
    polls=(),
    quick=(),
    codes=(),
    prompts=(),
    questions=(),
    outbox=(),
    notices=(),
    counters={},
    languages={},
    rules=RulesView(loaded_at_ms=0, polls=0, quick=0, codes=0, prompts=0, answers=0, errors=()),
)


def question(n: int, original: str = "How much is it?", **changes: object) -> QuestionView:
    plainest = QuestionView(
        id=n,
        original=original,
        language="en",
        translation="",
        translation_state="none",
        engine="",
        count=1,
        languages=("en",),
        state="new",
        starred=False,
        claimed_by="",
        again=False,
        intent="",
        asked_at_ms=1_000,
        askers=(),
    )
    return msgspec.structs.replace(plainest, **changes)


class FakeRoom:
    """Shows ``current``; answers every command with ``reply`` and remembers it."""

    def __init__(self, status: Status = EMPTY) -> None:
        self.current = status
        self.reply: Reply | Exception = Reply(id="r", command_id="c", ok=True, kind="done")
        self.given: list[tuple[AnyCommand, str, str]] = []
        self.watchers = 0
        self.left = asyncio.Event()
        self._changed = asyncio.Event()

    def change(self, **changes: object) -> None:
        self.current = msgspec.structs.replace(self.current, **changes)
        self._changed.set()

    def seen(self) -> Any:
        """Return what a client makes of the current status."""
        return msgspec.json.decode(msgspec.json.encode(self.current))

    def status(self) -> Status:
        return self.current

    async def subscribe(self) -> AsyncIterator[Status]:
        self.watchers += 1
        try:
            while True:
                await self._changed.wait()
                self._changed.clear()
                yield self.current
        finally:
            self.watchers -= 1
            self.left.set()

    async def command(self, command: AnyCommand, by: str, command_id: str, *, within_s: float | None = None) -> Reply:
        self.given.append((command, by, command_id))
        await asyncio.sleep(0)
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply

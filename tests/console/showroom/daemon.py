"""What stands for the daemon and the clock."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any

import msgspec

from livebot.commands import AnyCommand
from livebot.views import Status, plain
from livebot.web.client import Answer, ControlError, DeskLinks
from tests.console.showroom.base import ME, NOW_MS


class FrozenClock:
    """Stands at ``NOW_MS`` until moved."""

    def __init__(self) -> None:
        self.at_ms = NOW_MS

    def now_ms(self) -> int:
        return self.at_ms

    async def sleep(self, ms: int) -> None:
        await asyncio.Event().wait()


class FakeDaemon:
    """Shows what a test publishes; remembers what was asked of it."""

    url = "http://127.0.0.1:8787"
    by = ME

    def __init__(self, status: Status | None = None) -> None:
        self.current = status
        self.done: list[AnyCommand] = []
        self.answer: Answer | ControlError = Answer(ok=True, kind="done")
        self._news: asyncio.Queue[Status | ControlError] = asyncio.Queue()
        if status is not None:
            self._news.put_nowait(status)

    def publish(self, status: Status) -> None:
        self.current = status
        self._news.put_nowait(status)

    def change(self, **changes: Any) -> None:
        assert self.current is not None
        self.publish(msgspec.structs.replace(self.current, **changes))

    def fail(self, trouble: ControlError) -> None:
        self._news.put_nowait(trouble)

    async def live(self, on_trouble: Callable[[ControlError], None] | None = None) -> AsyncGenerator[dict[str, Any]]:
        while True:
            news = await self._news.get()
            if isinstance(news, Status):
                yield plain(news)
            elif news.may_pass and on_trouble is not None:
                on_trouble(news)
            else:
                raise news

    async def desk(self) -> DeskLinks:
        return DeskLinks(host="0.0.0.0", is_private=False, links=("http://192.168.1.20:8787/desk#a-key-for-tests",))

    async def overlay_links(self) -> dict[str, str]:
        return {name: f"{self.url}/overlay/{name}?key=to-watch" for name in ("editor", "ask", "stage")}

    async def do(self, command: AnyCommand) -> Answer:
        self.done.append(command)
        if isinstance(self.answer, ControlError):
            raise self.answer
        return self.answer

"""A console on a fake daemon, with short names for what tests do at it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from livebot.commands import AnyCommand
from livebot.console.app import ConsoleApp
from livebot.console.widgets.queue import Queue
from livebot.views import Status
from livebot.views.questions import QuestionView
from tests.console.showroom import FakeDaemon, FrozenClock, show_status

WIDE, NARROW = (160, 45), (80, 24)


class Desk:
    def __init__(self, app: ConsoleApp, daemon: FakeDaemon, pilot: Pilot[None]) -> None:
        self.app = app
        self.daemon = daemon
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def change(self, **changes: Any) -> None:
        self.daemon.change(**changes)
        await self.pilot.pause()

    @property
    def screen(self) -> str:
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    @property
    def done(self) -> list[AnyCommand]:
        return self.daemon.done

    @property
    def questions(self) -> tuple[QuestionView, ...]:
        return self.daemon.current.questions if self.daemon.current else ()

    @property
    def cursor(self) -> int | None:
        card = self.app.screen_stack[0].query_one(Queue).cursor_item
        return card.id if card else None


@asynccontextmanager
async def at_desk(
    status: Status | None = None, *, size: tuple[int, int] = WIDE, language: str = "en", **options: Any
) -> AsyncIterator[Desk]:
    daemon = FakeDaemon(status if status is not None else show_status("en"))
    app = ConsoleApp(daemon, FrozenClock(), language=language, **options)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Desk(app, daemon, pilot)

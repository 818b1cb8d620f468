"""What the console talks to."""

from collections.abc import AsyncGenerator, Callable
from typing import Any, Protocol

from livebot.commands import AnyCommand
from livebot.web.client import Answer, ControlError, DeskLinks


class Daemon(Protocol):
    """What the console needs of ``ControlClient``."""

    url: str
    by: str

    def live(self, on_trouble: Callable[[ControlError], None] | None = None) -> AsyncGenerator[dict[str, Any]]: ...

    async def do(self, command: AnyCommand) -> Answer: ...

    async def desk(self) -> DeskLinks: ...

    async def overlay_links(self) -> dict[str, str]: ...

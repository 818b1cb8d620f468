"""Operators who wait for what became of their command."""

import asyncio

from livebot.effects import Reply
from livebot.ports import JournalError

KEPT = 500


class Replies:
    """Replies by command id, given and to come; the same command may be asked about several times."""

    def __init__(self) -> None:
        self._replies: dict[str, asyncio.Future[Reply]] = {}

    def expect(self, command_id: str) -> bool:
        """Return whether the command is new here."""
        if command_id in self._replies:
            return False
        self._replies[command_id] = asyncio.get_running_loop().create_future()
        return True

    async def wait(self, command_id: str) -> Reply:
        """Raises JournalError if the command did not happen."""
        return await asyncio.shield(self._replies[command_id])

    def give(self, reply: Reply) -> None:
        waiting = self._replies.get(reply.command_id)
        if waiting is None or waiting.done():
            return
        waiting.set_result(reply)
        if len(self._replies) > KEPT:
            given = [command_id for command_id, future in self._replies.items() if future.done()]
            for command_id in given[: KEPT // 2]:
                del self._replies[command_id]

    def refuse(self, command_id: str, error: JournalError) -> None:
        """The command did not happen, and may be given again."""
        waiting = self._replies.pop(command_id, None)
        if waiting is not None:
            waiting.set_exception(error)
            waiting.exception()  # nobody may be waiting any more

"""A daemon that can be killed: ``python -m tests.web.overlays.daemon PORT TEXT`` shows TEXT as the pinned question."""

import asyncio
import sys

from livebot.testing import FakeClock
from livebot.web.overlays import Overlays
from livebot.web.server import ControlServer
from tests.web.fakes import TOKEN, FakeRoom
from tests.web.overlays.shows import KEY, NOW_MS, pinned, status


async def main(port: int, text: str) -> None:
    room = FakeRoom(status(pinned=pinned(text=text)))
    overlays = Overlays(room, key=KEY, clock=FakeClock(NOW_MS))
    async with ControlServer(room, host="127.0.0.1", port=port, token=TOKEN, overlays=overlays):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))

"""A daemon that can be killed: ``python -m tests.web.desk.daemon PORT FOLDER`` goes on with the room of its folder."""

import asyncio
import sys
from pathlib import Path

from tests.web.desk.rooms import open_room


async def main(port: int, folder: Path) -> None:
    is_new = not (folder / "journal.sqlite3").exists()
    async with open_room(folder, port=port) as room:
        await room.shell.live()
        if is_new:
            await room.asks("¿cuánto cuesta?")
        await room.shell.until(lambda: room.shell.status.questions)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))

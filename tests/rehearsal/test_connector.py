"""An independent client, the npm package tiktok-live-connector, follows the look-alike."""

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from livebot.rehearsal.messages import GIFTS
from livebot.rehearsal.server import LookAlike
from livebot.viewers import Viewer

PACKAGE = "tiktok-live-connector@2.5.0"
SCRIPT = Path(__file__).with_name("connector.mjs")


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The package with all it needs, installed once into the user's cache folder."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("Node.js and npm are not installed")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "livebot" / PACKAGE
    modules = folder / "node_modules"
    if not (modules / "tiktok-live-connector").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund", PACKAGE]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
        except subprocess.TimeoutExpired:
            pytest.skip(f"npm could not install {PACKAGE} within 90 s")
        if done.returncode != 0:
            pytest.skip(f"npm could not install {PACKAGE}: {done.stderr.strip().splitlines()[-1:]}")
    return modules


async def test_the_connector_sees_what_viewers_do(
    server: LookAlike, node_modules: Path, mia: Viewer, tom: Viewer
) -> None:
    room = server.room
    await room.chat(tom, "early")
    process = await asyncio.create_subprocess_exec(
        "node", str(SCRIPT), str(node_modules), server.address, room.host.handle, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    heard = _heard(process.stdout)
    try:
        await room.connected(timeout_s=20)
        assert (await anext(heard))["text"] == "early"
        assert await anext(heard) == {"event": "connected", "roomId": str(room.room_id)}

        await room.join(mia)
        sent = await room.chat(mia, "¿cuánto cuesta? 💕", language="es")
        await room.emote(mia, "7123")
        await room.like(mia, 15)
        await room.gift(mia, GIFTS["Rose"], repeat_count=3)
        await room.follow(mia)
        await room.share(mia)
        await room.viewers(120, 4500)
        await room.question(mia, "size 40?")
        await room.delete_messages(sent.msg_id)
        assert await room.settled(5)
        await room.end_live()
        events = {event["event"]: event async for event in heard}
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()

    who = {"id": mia.id, "handle": "mia_88", "name": "Mia ✨"}
    assert events == {
        "join": {"event": "join", **who},
        "chat": {"event": "chat", **who, "text": sent.text, "language": "es", "msgId": sent.msg_id},
        "emote": {"event": "emote", **who, "emotes": ["7123"]},
        "like": {"event": "like", **who, "count": 15, "total": "15"},
        "gift": {"event": "gift", **who, "gift": "Rose", "type": 1, "diamonds": 1, "count": 3},
        "follow": {"event": "follow", **who},
        "share": {"event": "share", **who},
        "viewers": {"event": "viewers", "viewers": "120", "total": "4500"},
        "question": {"event": "question", **who, "text": "size 40?"},
        "delete": {"event": "delete", "msgIds": [sent.msg_id]},
        "end": {"event": "end"},
        "disconnected": {"event": "disconnected", "code": 1000},
    }
    assert sent.acked_by == {1}


async def _heard(lines: asyncio.StreamReader) -> AsyncIterator[dict[str, Any]]:
    async for line in lines:
        yield json.loads(line)

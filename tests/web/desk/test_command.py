"""``livebot desk`` and the console's screen: how a helper gets in."""

import asyncio

import pytest

from livebot import remote
from livebot.console.screens.links import desk_lines
from livebot.testing import FakeClock
from livebot.web.client import DeskLinks
from livebot.web.desk import Desk
from livebot.web.server import ControlServer
from livebot.wording import Words
from tests.web.fakes import TOKEN, FakeRoom


async def test_the_command_prints_the_link_and_makes_a_new_one(capsys: pytest.CaptureFixture[str]) -> None:
    room = FakeRoom()
    desk = Desk(room, key="old-key-of-the-desk", renew=lambda: "new-key-of-the-desk", clock=FakeClock(1), host="::1")
    async with ControlServer(room, host="127.0.0.1", port=0, token=TOKEN, desk=desk) as server:
        assert await asyncio.to_thread(remote.desk, server.url, TOKEN, is_new=False, language="en") == 0
        assert "/desk#old-key-of-the-desk\n" in capsys.readouterr().out
        assert await asyncio.to_thread(remote.desk, server.url, TOKEN, is_new=True, language="zh") == 0
        said = capsys.readouterr().out
        assert "/desk#new-key-of-the-desk\n" in said
        assert "目前只有本机能打开" in said
        assert await asyncio.to_thread(remote.desk, server.url, "x" * 20, is_new=False, language="en") == 1
        assert "does not know this token" in capsys.readouterr().err


def test_what_to_set_and_what_that_means_is_said_plainly() -> None:
    private = DeskLinks(host="127.0.0.1", is_private=True, links=("http://127.0.0.1:8787/desk#k",))
    said = "\n".join(desk_lines(private, Words("en")))
    assert "write `host: 0.0.0.0` under `web:` in livebot.yaml, and restart livebot" in said
    assert "not encrypted" in said
    shared = DeskLinks(host="0.0.0.0", is_private=False, links=("http://10.0.0.5:1/desk#k", "http://10.0.0.6:1/desk#k"))
    first, link, others, *_ = desk_lines(shared, Words("en"))
    assert first.startswith("Scan it")
    assert link == "http://10.0.0.5:1/desk#k"
    assert "http://10.0.0.6:1/desk#k" in others
    alone = DeskLinks(host="0.0.0.0", is_private=False, links=())
    assert desk_lines(alone, Words("zh")) == ["本机没有连接手机能共用的网络。"]

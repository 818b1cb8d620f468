"""A running daemon from the shell."""

from typing import Any, Self

import msgspec
import pytest

from livebot import remote
from livebot.views import Status, plain
from livebot.views.crowd import CrowdView, InteractionView, NewcomersView
from tests.console.showroom import show_status, unruly


class Client:
    """Stands for the control API's client."""

    seen: Status

    def __init__(self, url: str, token: str, *, by: str) -> None:
        pass

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def status(self) -> dict[str, Any]:
        return plain(self.seen)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> type[Client]:
    monkeypatch.setattr(remote, "ControlClient", Client)
    return Client


def test_the_status_tells_offences_and_blocked_lines(client: type[Client], capsys: pytest.CaptureFixture[str]) -> None:
    client.seen = unruly("en")
    assert remote.status("http://127.0.0.1:1", "token", as_json=False) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "moderation suggest: 4 waiting" in lines
    text = "cheaper at win-bags.com everybody (a link: win-bags.com)"
    assert f"  8. suggested warn: Katya 🌙 (@handle8.0): {text}" in lines
    assert any(line.startswith("  9. suggested mute short: 7 viewers: GANA DINERO") for line in lines)
    assert any(line.endswith("(a banned word: sc@m, the account is not a moderator of this room)") for line in lines)
    assert any(line.startswith("outbox 7: BLOCKED, nothing was posted: “best”.") for line in lines)


def test_a_room_without_moderation_says_nothing_of_it(client: type[Client], capsys: pytest.CaptureFixture[str]) -> None:
    client.seen = show_status("en")
    assert remote.status("http://127.0.0.1:1", "token", as_json=False) == 0
    assert "moderation" not in capsys.readouterr().out


def test_the_status_tells_interaction_and_newcomers(client: type[Client], capsys: pytest.CaptureFixture[str]) -> None:
    done = InteractionView(viewers=3, actions={"comment": 4, "like": 2}, viewer_minutes=30.0, per_viewer_minute=0.2)
    new = CrowdView(joins=6, met=3, not_met=3, acted_30s=2)
    come = NewcomersView(joins=8, met=3, not_met=3, excluded={"rejoined": 2}, new=new)
    client.seen = msgspec.structs.replace(show_status("en"), interaction=done, newcomers=come)
    assert remote.status("http://127.0.0.1:1", "token", as_json=False) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "interaction: 6 acts by 3 viewers, 0.200 a viewer-minute" in lines
    assert "newcomers: 3 of 6 met within 30 s, 2 of 6 active by then (2 of 8 joins not counted)" in lines
    client.seen = show_status("en")
    assert remote.status("http://127.0.0.1:1", "token", as_json=False) == 0
    assert not any(line.startswith("newcomers") for line in capsys.readouterr().out.splitlines())

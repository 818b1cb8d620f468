import asyncio
import contextlib
import hmac
import os
import signal
import socket
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from livebot.commands import AddOrders, AnyCommand, ClosePoll, OpenPoll, Say
from livebot.journal.sqlite import SqliteJournal
from livebot.ports import JournalError
from livebot.rehearsal.libre import LibreService
from livebot.rehearsal.server import LookAlike
from livebot.remote import import_orders
from livebot.rules.config import load_config
from livebot.rules.problems import ConfigProblems
from livebot.runtime.clock import SystemClock
from livebot.runtime.daemon import run_daemon
from livebot.runtime.datadir import JOURNAL_NAME, CannotStart, running
from livebot.viewers import Viewer
from livebot.web.client import Answer, ControlClient
from livebot.web.token import known_token
from tests.runtime.conftest import RULES

ANA = Viewer(id="7000000000000000001", handle="ana", name="Ana")
BEN = Viewer(id="7000000000000000002", handle="ben", name="Ben")
MORE_RULES = RULES + "quick: [{id: know, ask: {en: Know us? Y}, answers: {Y: [yes]}}]"
SESSION = "5e55104a5e55104a5e55104a5e55104a"


class House:
    """A shop's folder, a look-alike of TikTok, a translation service; and the daemon between them."""

    def __init__(self, folder: Path, tiktok: LookAlike, libre: LibreService) -> None:
        self.folder, self.tiktok, self.libre = folder, tiktok, libre
        self.data = folder / "data"
        self.status: dict[str, Any] = {}
        self.rules(RULES)
        self.configure()

    def configure(self, more: str = "") -> None:
        (self.folder / "livebot.yaml").write_text(f"""
room: "@{self.tiktok.room.host.handle}"
host: {{language: zh}}
tiktok:
  app_url: {self.tiktok.app_url}
  webcast_url: {self.tiktok.webcast_url}
  sign_url: {self.tiktok.sign_url}
  sign_api_key: euler-key-0123456789
chat: {{mode: auto, min_gap: 100ms, max_per_minute: 60}}
translation: {{engines: [{{name: libre, url: "{self.libre.url}"}}]}}
rules: [rules.yaml]
web: {{port: 0}}
{more}""")

    def rules(self, text: str) -> None:
        (self.folder / "rules.yaml").write_text(text)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[ControlClient]:
        """Run the daemon; yields a client that watches it."""
        config = load_config(
            self.folder / "livebot.yaml", {"LIVEBOT_SESSION_ID": SESSION, "LIVEBOT_TARGET_IDC": "useast1a"}
        )
        self.status = {}
        stopping = asyncio.Event()
        ready: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        daemon: asyncio.Future[Any] = asyncio.ensure_future(
            run_daemon(config, self.data, stopping=stopping, on_ready=ready.set_result)
        )
        await asyncio.wait([daemon, ready], return_when=asyncio.FIRST_COMPLETED, timeout=10)
        if daemon.done():
            await daemon
        async with ControlClient(ready.result(), known_token(self.data, {})) as client:
            watching = asyncio.ensure_future(self._watch(client))
            try:
                yield client
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)
                stopping.set()
                await asyncio.wait_for(daemon, 5)

    async def _watch(self, client: ControlClient) -> None:
        async with contextlib.aclosing(client.live()) as views:
            async for self.status in views:
                pass

    async def until(self, is_so: Callable[[dict[str, Any]], Any], within_s: float = 8) -> None:
        async with asyncio.timeout(within_s):
            while not (self.status and is_so(self.status)):  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.01)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with (
        LookAlike(SystemClock()) as tiktok,
        LibreService({"¿Cuánto cuesta el rojo?": {"zh": "红色多少钱？"}}) as libre,
    ):
        yield House(tmp_path, tiktok, libre)


async def do(client: ControlClient, command: AnyCommand) -> Answer:
    answer = await client.do(command)
    assert answer.ok, answer
    return answer


def votes(status: dict[str, Any]) -> dict[str, int]:
    return dict(status["polls"][0]["votes"])


async def test_a_show_through_the_whole_daemon(house: House) -> None:
    async with house.open() as client:
        await house.until(lambda s: s["connection"]["phase"] == "live")
        assert running(house.data) is not None
        await do(client, OpenPoll(id="colour"))
        await house.tiktok.room.chat(ANA, "A")
        await house.tiktok.room.chat(BEN, "b")
        await house.until(lambda s: votes(s) == {"A": 1, "B": 1})
        await house.tiktok.room.chat(ANA, "¿Cuánto cuesta el rojo?", language="es")
        await house.until(lambda s: s["questions"] and s["questions"][0]["translation_state"] == "done")
        assert house.status["questions"][0]["language"] == "es"
        assert house.status["engines"][0]["engine"] == "libre"
        await house.until(lambda s: s["outbox"][0]["state"] == "sent")
        assert [line.text for line in house.tiktok.chat_received] == ["Red or blue? Type A or B"]
        await do(client, ClosePoll(id="colour"))
    assert running(house.data) is None

    async with house.open():
        await house.until(lambda s: s["connection"]["phase"] == "live")
        assert votes(house.status) == {"A": 1, "B": 1}
        assert [gap["reason"] for gap in house.status["connection"]["gaps"]] == ["stopped"]
        assert len(house.tiktok.chat_received) == 1


async def test_nothing_of_the_account_is_stored_or_shown(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    async with house.open() as client:
        await house.until(lambda s: s["connection"]["phase"] == "live")
        await do(client, Say(text="hello"))
        await house.until(lambda s: s["outbox"] and s["outbox"][0]["state"] == "sent")
    kept = b"".join(file.read_bytes() for file in house.data.iterdir() if file.name != "token")
    for secret in (SESSION, "euler-key-0123456789"):
        assert secret.encode() not in kept
        assert secret not in "".join(capfd.readouterr())


# --- rules ---------------------------------------------------------------------------------------------------------


async def test_rules_are_read_again_when_they_are_saved(house: House) -> None:
    async with house.open() as client:
        await house.until(lambda s: s["connection"]["phase"] == "live")
        await do(client, OpenPoll(id="colour"))
        await asyncio.sleep(0.3)  # the watch begins
        house.rules(MORE_RULES)
        await house.until(lambda s: s["rules"]["quick"] == 1)
        assert house.status["polls"][0]["open"]

        house.rules(RULES.replace("phrases:", "phrasez:"))
        await house.until(lambda s: s["rules"]["errors"])
        assert "rules.yaml:" in house.status["rules"]["errors"][0]
        assert house.status["rules"]["quick"] == 1

        house.rules(MORE_RULES)
        await house.until(lambda s: not s["rules"]["errors"])

        house.configure("questions: {threshold: 0.9}\n")
        await house.until(lambda s: any(notice["kind"] == "rules_loaded" for notice in s["notices"][-2:]))


async def test_wrong_rules_stop_a_start_but_not_a_show(house: House) -> None:
    house.rules("polls: [{id: }]")
    with pytest.raises(ConfigProblems, match=r"rules\.yaml:1"):
        async with house.open():
            pass
    house.rules(RULES)
    async with house.open():
        await house.until(lambda s: s["connection"]["phase"] == "live")
    house.rules("polls: [{id: }]")
    async with house.open():
        await house.until(lambda s: s["rules"]["errors"] and s["rules"]["polls"] == 1)
    with closing(sqlite3.connect(house.data / JOURNAL_NAME)) as db:  # the show that had them cannot be read any more
        db.execute("UPDATE events SET body = CAST('{}' AS BLOB) WHERE type = 'Connected'")
        db.commit()
    with pytest.raises(ConfigProblems, match=r"rules\.yaml:1"):
        async with house.open():
            pass


async def test_a_glossary_is_read_again_when_it_is_saved_and_a_wrong_one_never_takes_its_place(house: House) -> None:
    glossary = house.folder / "glossary.yaml"
    glossary.write_text('keep: ["Luna Roja"]')
    config = (house.folder / "livebot.yaml").read_text()
    (house.folder / "livebot.yaml").write_text(
        config.replace("translation: {", "translation: {glossary: glossary.yaml, ")
    )
    async with house.open():
        await house.until(lambda s: s["connection"]["phase"] == "live")
        await asyncio.sleep(0.3)  # the watch begins
        glossary.write_text("keep: {")
        await house.until(lambda s: [alert["kind"] for alert in s["alerts"]] == ["glossary_refused"])
        await house.tiktok.room.chat(ANA, "¿Cuánto cuesta Luna Roja?", language="es")
        await house.until(lambda s: s["questions"] and s["questions"][0]["translation_state"] != "pending")
        assert all("Luna Roja" not in asked.text for asked in house.libre.asked)
        glossary.write_text("keep: []")
        await house.until(lambda s: not s["alerts"])


# --- one at a time, and the end ------------------------------------------------------------------------------------


async def test_a_second_daemon_is_refused_by_name(house: House) -> None:
    async with house.open():
        config = load_config(house.folder / "livebot.yaml")
        with pytest.raises(CannotStart, match=rf"in use by a livebot that is running \(process {os.getpid()}\)"):
            await run_daemon(config, house.data)


async def test_a_port_that_is_taken_is_told_and_leaves_everything_as_it_was(house: House) -> None:
    async with house.open():
        await house.until(lambda s: s["connection"]["phase"] == "live")
    before = (house.data / JOURNAL_NAME).read_bytes()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        config_path = house.folder / "livebot.yaml"
        config_path.write_text(config_path.read_text().replace("port: 0", f"port: {taken.getsockname()[1]}"))
        with pytest.raises(CannotStart, match=r"another program is there already"):
            async with house.open():
                pass
    assert (house.data / JOURNAL_NAME).read_bytes() == before
    async with asyncio.timeout(1):  # and the folder is free again
        house.configure()
        async with house.open():
            pass


async def test_a_journal_of_a_newer_livebot_is_told(house: House) -> None:
    house.data.mkdir()
    journal = SqliteJournal(house.data / JOURNAL_NAME)
    journal._writer.execute("PRAGMA user_version = 99")
    journal.close()
    with pytest.raises(JournalError, match="newer livebot"):
        async with house.open():
            pass


async def test_a_start_that_cannot_go_on_can_be_stopped(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async with house.open():
        pass
    monkeypatch.setattr("livebot.journal.database.BUSY_TIMEOUT_S", 0.05)
    with closing(sqlite3.connect(house.data / JOURNAL_NAME, isolation_level=None)) as another_program:
        another_program.execute("BEGIN IMMEDIATE")
        stopping = asyncio.Event()
        asyncio.get_running_loop().call_later(0.5, stopping.set)
        with pytest.raises(JournalError, match="held by another program"):
            async with asyncio.timeout(5):
                await run_daemon(load_config(house.folder / "livebot.yaml"), house.data, stopping=stopping)


async def test_sigterm_stops_cleanly(house: House) -> None:
    async with house.open():
        await house.until(lambda s: s["connection"]["phase"] == "live")
        await house.tiktok.room.chat(ANA, "hello")
        await house.until(lambda s: s["counters"].get("comments") == 1)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.1)
    async with house.open():
        await house.until(lambda s: s["counters"].get("comments") == 1)


async def test_systemd_is_told(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(address)
        systemd.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", address)
        monkeypatch.setenv("WATCHDOG_USEC", "100000")
        told: list[str] = []
        async with house.open(), asyncio.timeout(5):
            while told.count("WATCHDOG=1") < 3:
                told.append((await asyncio.get_running_loop().sock_recv(systemd, 100)).decode())
        with contextlib.suppress(BlockingIOError):
            while True:
                told.append(systemd.recv(100).decode())
    assert {told[0], told[1]} == {"READY=1", "WATCHDOG=1"}
    assert told[-1] == "STOPPING=1"


async def test_orders_come_in_from_outside(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    house.configure("orders: {tiktok_shop: true}")
    secrets = house.folder / "secrets.yaml"
    secrets.write_text("orders: {app_key: abcdef, app_secret: the-secret-of-the-app}")
    secrets.chmod(0o600)
    async with house.open() as client, aiohttp.ClientSession(base_url=client.url) as http:
        await house.until(lambda s: s["connection"]["phase"] == "live")
        now_s = SystemClock().now_ms() // 1000 + 1
        body = b'{"type":1,"data":{"order_id":"1","order_status":"UNPAID","update_time":%d}}' % now_s
        sign = hmac.new(b"the-secret-of-the-app", b"abcdef" + body, "sha256").hexdigest()
        for given, status in ((sign, 200), (sign[::-1], 401), (sign, 200)):
            async with http.post("/orders/tiktok-shop", data=body, headers={"Authorization": given}) as response:
                assert (response.status, await response.read()) == (status, b"")
        file = house.folder / "orders.csv"
        file.write_text("order_id,status,amount,currency\n1,paid,5,USD\n2,paid,6,USD\n")
        token = known_token(house.data, {})
        for told in ("2 new or changed, 0 known already.", "0 new or changed, 2 known already."):
            assert await asyncio.to_thread(import_orders, client.url, token, file, "UTC") == 0
            assert told in capfd.readouterr().out
        await house.until(lambda s: s["figures"]["orders"] == 2)
        assert house.status["figures"]["revenue"] == {"USD": "11"}
        assert (await client.do(AddOrders(n=2))).ok
        assert await asyncio.to_thread(import_orders, client.url, token, file, "UTC") == 0
        assert "2 orders added by hand count besides" in capfd.readouterr().out
        file.write_text("order_id,ordered_at\n9,2020-01-01 10:00\n")
        assert await asyncio.to_thread(import_orders, client.url, token, file, "Asia/Jakarta") == 0
        told = capfd.readouterr().out
        assert "0 new or changed, 0 known already, 1 left out." in told
        assert "before livebot saw the room go live. Times without a zone were read as times in Asia/Jakarta." in told
        file.write_text("order_id,status\n3,sold\n")
        assert await asyncio.to_thread(import_orders, client.url, token, file, "UTC") == 1
        assert "orders.csv:2:" in capfd.readouterr().err
    assert await asyncio.to_thread(import_orders, client.url, token, house.folder / "no.csv", "UTC") == 1
    file.write_text("order_id\n3\n")
    assert await asyncio.to_thread(import_orders, client.url, token, file, "UTC") == 1
    assert "not counted twice" in capfd.readouterr().err

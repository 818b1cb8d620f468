"""``livebot doctor``: what it finds, and what it says to do about it."""

import asyncio
import json
import os
import socket
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import date
from email.utils import formatdate
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiohttp import web

from livebot.doctor import examine, main
from livebot.journal.sqlite import SqliteJournal
from livebot.rehearsal.libre import LibreFault, LibreService
from livebot.rehearsal.server import Fault, LookAlike
from livebot.runtime.clock import SystemClock
from livebot.runtime.datadir import JOURNAL_NAME
from livebot.tiktok.probe import Finding
from livebot.web.server import ControlServer
from tests.web.fakes import TOKEN, FakeRoom

ANSWERS = {"¿Cuánto cuesta el rojo?": {"zh": "红色的多少钱？"}}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("LIVEBOT_SIGN_API_KEY", "LIVEBOT_SESSION_ID", "LIVEBOT_TARGET_IDC", "LIVEBOT_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
async def tiktok() -> AsyncIterator[LookAlike]:
    async with LookAlike(SystemClock()) as running:
        yield running


@pytest.fixture
async def libre() -> AsyncIterator[LibreService]:
    async with LibreService(ANSWERS) as running:
        yield running


def configure(tiktok: LookAlike, libre: LibreService, more: str = "", *, port: int = 0, app_url: str = "") -> Path:
    path = Path("livebot.yaml")
    path.write_text(
        f"""
room: "@{tiktok.room.host.handle}"
host: {{language: zh}}
tiktok: {{app_url: "{app_url or tiktok.app_url}", webcast_url: "{tiktok.webcast_url}", sign_url: "{tiktok.sign_url}"}}
translation: {{engines: [{{name: libre, url: "{libre.url}", timeout: 500ms}}]}}
rules: rules.yaml
web: {{port: {port}}}
{more}
""",
        encoding="utf-8",
    )
    Path("rules.yaml").write_text("codes: [{id: moon, phrases: [the moon never sleeps]}]\n", encoding="utf-8")
    Path("markets").mkdir(exist_ok=True)
    pack = f"market: US\nname: {{en: United States, zh: 美国}}\nupdated: {date.today()}\n"
    Path("markets/us.yaml").write_text(pack, encoding="utf-8")
    return path


async def look(path: Path) -> dict[str, Finding]:
    return {finding.subject: finding for finding in await examine(path, None, SystemClock())}


async def test_all_is_well(tiktok: LookAlike, libre: LibreService) -> None:
    found = await look(configure(tiktok, libre))

    assert list(found) == [
        "rules", "secrets", "room", "sign", "chat", "translation: libre", "clock", "port", "disk", "data",
        "journal", "token",
    ]  # fmt: skip
    assert {subject for subject, finding in found.items() if finding.ok is not True} <= {"disk"}
    assert found["rules"].finding == "livebot.yaml and its rules are right."
    assert found["secrets"].finding == "none is set; reading a room needs none. There is no secrets.yaml."
    assert found["chat"].finding == "chat.mode is assist: you post the lines yourself."
    assert found["translation: libre"].finding.startswith("answers in ")
    assert found["clock"].finding == "right."
    assert found["data"].finding == "data is made at the first start."
    assert found["journal"].finding == "nothing is recorded yet."
    assert found["token"].finding == "a token for consoles is made at the first start."
    assert not Path("data").exists()
    assert libre.asked[0].target == "zh"


async def test_mistakes_in_rules_come_first(tiktok: LookAlike, libre: LibreService) -> None:
    path = configure(tiktok, libre)
    Path("rules.yaml").write_text("code: []\n", encoding="utf-8")

    found = await look(path)

    assert list(found) == ["rules"]
    assert (found["rules"].ok, found["rules"].advice) == (False, "Run: livebot check livebot.yaml")
    assert found["rules"].finding.startswith('a mistake: rules.yaml:1:1: unknown key "code"')


async def test_traps_in_rules_do_not_stop_the_show(tiktok: LookAlike, libre: LibreService) -> None:
    path = configure(tiktok, libre)
    Path("rules.yaml").write_text("codes: [{id: hi, phrases: [hi]}]\n", encoding="utf-8")

    assert (await look(path))["rules"].ok is None


@pytest.mark.skipif(os.name != "posix", reason="Windows has no permission bits")
async def test_secrets_that_others_can_read(tiktok: LookAlike, libre: LibreService) -> None:
    path = configure(tiktok, libre)
    secrets = Path("secrets.yaml")
    secrets.write_text("tiktok: {session_id: top-secret}\n", encoding="utf-8")
    secrets.chmod(0o644)

    found = await look(path)

    assert found["rules"].ok is True
    assert (found["secrets"].ok, found["secrets"].advice) == (False, "Run: chmod 600 secrets.yaml")
    assert "room" in found
    secrets.chmod(0o600)
    assert (await look(path))["secrets"].finding == "set: session_id."


async def test_posting_matters_only_in_auto_mode(tiktok: LookAlike, libre: LibreService) -> None:
    found = await look(configure(tiktok, libre, "chat: {mode: auto}"))
    assert found["chat"].ok is False
    assert found["chat"].advice

    found = await look(configure(tiktok, libre, "chat: {mode: off}"))
    assert found["chat"].ok is True


async def test_moderation_is_looked_at_where_livebot_does_it(tiktok: LookAlike, libre: LibreService) -> None:
    rules = "moderation: {mode: suggest, rules: {links: {}}}\n"
    path = configure(tiktok, libre)
    assert "moderation" not in await look(path)

    Path("rules.yaml").write_text(rules, encoding="utf-8")
    found = await look(path)
    assert (found["moderation"].ok, "you do it yourself" in found["moderation"].finding) == (True, True)
    assert "in the host's country" in found["moderation"].finding

    path = configure(tiktok, libre, "chat: {mode: auto}")
    Path("rules.yaml").write_text(rules, encoding="utf-8")
    found = await look(path)
    assert (found["moderation"].ok, "session_id is not set" in found["moderation"].advice) == (False, True)


async def test_a_translator_that_is_down_or_slow_or_talks_nonsense(tiktok: LookAlike, libre: LibreService) -> None:
    path = configure(tiktok, libre)

    for fault, words in (
        (LibreFault.BROKEN, "HTTP 500"),
        (LibreFault.HANG, "no answer"),
        (LibreFault.QUOTA, "the quota is used up"),
        (LibreFault.EMPTY, "no translation came"),
    ):
        libre.fail(fault)
        engine = (await look(path))["translation: libre"]
        assert engine.ok is None
        assert words in engine.finding
        assert engine.advice.startswith("Only the built-in phrasebook is left after it. ")
        libre.heal()


async def test_a_translator_that_is_asked_too_often_says_until_when(tiktok: LookAlike, libre: LibreService) -> None:
    async def refuse(_request: web.Request) -> web.Response:
        return web.Response(status=429, headers={"Retry-After": "90"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", refuse)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    busy = f'{{name: libre, url: "http://127.0.0.1:{runner.addresses[0][1]}"}}'
    path = configure(tiktok, libre)
    path.write_text(path.read_text("utf-8").replace("engines: [", f"engines: [{busy}, {busy}, "), encoding="utf-8")

    found = [finding for finding in await examine(path, None, SystemClock()) if finding.subject == "translation: libre"]
    await runner.cleanup()

    assert [finding.advice for finding in found] == [
        "Its questions go to the next engine. It takes questions again in 1m30s.",
        "Its questions go to the next engine. It takes questions again in 1m30s.",
        "",
    ]


async def test_a_room_that_cannot_be_found(tiktok: LookAlike, libre: LibreService) -> None:
    tiktok.fail("limits", Fault.BROKEN)
    path = configure(tiktok, libre)
    path.write_text(path.read_text("utf-8").replace(tiktok.room.host.handle, "nobody"), encoding="utf-8")

    found = await look(path)

    assert found["room"].ok is False
    assert found["sign"].ok is None


@pytest.mark.parametrize(
    ("off_s", "words"), [(9, "this machine is 9 s behind TikTok."), (-9, "this machine is 9 s ahead of TikTok.")]
)
async def test_a_wrong_clock(tiktok: LookAlike, libre: LibreService, off_s: int, words: str) -> None:
    async def tell(_request: web.Request) -> web.Response:
        return web.Response(headers={"Date": formatdate(SystemClock().now_ms() / 1000 + off_s, usegmt=True)})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", tell)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]

    clock = (await look(configure(tiktok, libre, app_url=f"http://127.0.0.1:{port}")))["clock"]
    await runner.cleanup()

    assert clock.ok is None
    assert clock.finding in (words, words.replace("9", "8"), words.replace("9", "10"))


async def test_a_clock_that_cannot_be_compared(tiktok: LookAlike, libre: LibreService) -> None:
    found = await look(configure(tiktok, libre, app_url="http://127.0.0.1:1"))

    assert (found["clock"].ok, found["clock"].finding) == (None, "TikTok did not tell the time.")
    assert (found["room"].ok, found["room"].finding) == (False, "TikTok cannot be reached.")


async def test_the_port_is_ours_or_anothers(tiktok: LookAlike, libre: LibreService) -> None:
    async with ControlServer(FakeRoom(), host="127.0.0.1", port=0, token=TOKEN) as server:
        port = int(server.url.rpartition(":")[2])
        found = (await look(configure(tiktok, libre, port=port)))["port"]
        assert (found.ok, found.finding) == (True, f"a livebot is running on 127.0.0.1:{port} now.")

    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        found = (await look(configure(tiktok, libre, port=port)))["port"]
        assert (found.ok, found.finding) == (False, f"another program uses 127.0.0.1:{port}.")


async def test_an_address_that_this_machine_does_not_have(tiktok: LookAlike, libre: LibreService) -> None:
    path = configure(tiktok, libre)
    path.write_text(path.read_text("utf-8").replace("web: {", "web: {host: 192.0.2.1, "), encoding="utf-8")

    found = (await look(path))["port"]

    assert found.ok is False
    assert "livebot cannot listen on 192.0.2.1:0" in found.finding


@pytest.mark.parametrize(("free", "ok"), [(5_000_000, False), (500_000_000, None), (50_000_000_000, True)])
async def test_the_disk(
    tiktok: LookAlike, libre: LibreService, monkeypatch: pytest.MonkeyPatch, free: int, ok: bool | None
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))

    found = (await look(configure(tiktok, libre)))["disk"]

    assert found.ok is ok
    assert bool(found.advice) is (ok is not True)


async def test_a_data_folder_that_cannot_be_written(tiktok: LookAlike, libre: LibreService) -> None:
    Path("file").write_text("", encoding="utf-8")

    found = (await look(configure(tiktok, libre, "data_dir: file/data")))["data"]

    assert found.ok is False
    assert found.finding.startswith("livebot cannot write into ")


@pytest.mark.skipif(os.name != "posix", reason="Windows has no permission bits")
async def test_a_data_folder_of_somebody_else(
    tiktok: LookAlike, libre: LibreService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory() as open_to_all:
        Path(open_to_all).chmod(0o755)
        monkeypatch.chdir(open_to_all)
        path = configure(tiktok, libre, "data_dir: private/data")
        (private := Path("private")).mkdir()
        private.chmod(0)
        me = os.geteuid()
        if me == 0:  # root may look everywhere
            os.seteuid(65534)
        try:
            found = await look(path)
        finally:
            os.seteuid(me)
            private.chmod(0o700)

    assert [subject for subject in found if subject in ("disk", "data", "journal", "token")] == ["data"]
    assert found["data"].ok is False
    assert "livebot cannot write into " in found["data"].finding


def recorded(version: int | None = None) -> Path:
    """Make a journal, of another version if one is given."""
    Path("data").mkdir(mode=0o700)
    path = Path("data") / JOURNAL_NAME
    SqliteJournal(path).close()
    if version is not None:
        with closing(sqlite3.connect(path)) as db:
            db.execute(f"PRAGMA user_version = {version}")
    return path


async def test_a_journal_that_can_be_used(tiktok: LookAlike, libre: LibreService) -> None:
    before = {path: path.read_bytes() for path in recorded().parent.iterdir()}

    found = await look(configure(tiktok, libre))

    assert (found["journal"].ok, found["journal"].finding) == (True, "data/journal.sqlite3 can be read.")
    assert found["data"].finding == "data can be written."
    assert {path: path.read_bytes() for path in Path("data").iterdir()} == before


async def test_a_journal_in_use_is_no_trouble(tiktok: LookAlike, libre: LibreService) -> None:
    journal = SqliteJournal(recorded())
    journal.open_session("s", "shop", 0)

    assert (await look(configure(tiktok, libre)))["journal"].ok is True
    journal.close()


async def test_a_journal_of_a_newer_livebot(tiktok: LookAlike, libre: LibreService) -> None:
    recorded(999)

    found = (await look(configure(tiktok, libre)))["journal"]

    assert (found.ok, found.finding) == (False, "data/journal.sqlite3 was written by a newer livebot.")


@pytest.mark.parametrize("keep", [0, 100])
async def test_a_broken_journal(tiktok: LookAlike, libre: LibreService, keep: int) -> None:
    path = recorded()
    good = path.read_bytes()
    path.write_bytes(good[:keep] + b"x" * (len(good) - keep))

    found = (await look(configure(tiktok, libre)))["journal"]

    assert found.ok is False
    assert "is damaged" in found.finding


async def test_a_token_that_cannot_be_used(tiktok: LookAlike, libre: LibreService) -> None:
    Path("data").mkdir(mode=0o700)
    token = Path("data") / "token"
    token.write_text("short\n", encoding="utf-8")
    token.chmod(0o600)
    path = configure(tiktok, libre)

    found = (await look(path))["token"]
    assert (found.ok, found.advice) == (False, "Delete the file: a new one is made.")
    assert "short" not in found.finding

    token.write_text("x" * 40, encoding="utf-8")
    assert (await look(path))["token"].finding == "consoles have their token."


@pytest.mark.skipif(os.name != "posix", reason="Windows has no permission bits")
async def test_a_data_folder_that_others_can_look_into(tiktok: LookAlike, libre: LibreService) -> None:
    Path("data").mkdir()
    Path("data").chmod(0o755)

    found = (await look(configure(tiktok, libre)))["data"]

    assert (found.ok, found.advice) == (None, "Run: chmod 700 data")


async def test_the_examples_room_is_told(tiktok: LookAlike, libre: LibreService) -> None:
    path = configure(tiktok, libre)
    path.write_text(path.read_text("utf-8").replace(tiktok.room.host.handle, "yourshop"), encoding="utf-8")

    found = (await look(path))["room"]

    assert (found.ok, found.finding) == (False, "TikTok does not find @yourshop.")
    assert found.advice.startswith(
        "This is still the example's room: write your own @name after room: in livebot.yaml. "
    )


async def test_prints_a_line_for_each_with_what_to_do(
    tiktok: LookAlike, libre: LibreService, capsys: pytest.CaptureFixture[str]
) -> None:
    path = configure(tiktok, libre, "chat: {mode: auto}")

    assert await asyncio.to_thread(main, path, None, as_json=False) == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "! rules: livebot.yaml and its rules have warnings."
    assert "✗ chat: livebot cannot post." in printed
    assert printed[printed.index("✗ chat: livebot cannot post.") + 1].startswith("    → ")

    assert await asyncio.to_thread(main, configure(tiktok, libre), None, as_json=True) == 0
    findings = json.loads(capsys.readouterr().out)
    assert findings[0] == {
        "subject": "rules",
        "ok": True,
        "finding": "livebot.yaml and its rules are right.",
        "advice": "",
    }

"""The commands, as they are typed."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

from livebot import __version__
from livebot.cli import app
from livebot.commands import OpenPoll, Say
from livebot.effects import Reply
from livebot.journal.sqlite import SqliteJournal
from livebot.runtime.datadir import JOURNAL_NAME, announce, only_one
from livebot.testing import Playbook
from livebot.views import Alert
from livebot.views.asks import OptionView, PollView, QuickView
from livebot.views.lines import CodeView, LineView
from livebot.web.commands import USAGE
from livebot.web.server import ControlServer
from tests.test_replay import RULES, show
from tests.web.fakes import TOKEN, FakeRoom, question

SESSION = "20261122-093000-shop"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    usual = os.umask(0o022)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LIVEBOT_TOKEN", raising=False)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "livebot.yaml").write_text("room: shop\ndata_dir: ../data\n", encoding="utf-8")
    yield tmp_path
    os.umask(usual)


def livebot(*words: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(app, words, env=env)


def said(result: Result) -> str:
    """Return what was printed, with single spaces, so that the terminal's width does not matter."""
    return " ".join(f"{result.stdout} {result.stderr}".split())


# --- the program -----------------------------------------------------------------------------------------------


def test_help_is_there_at_once_and_names_every_command() -> None:
    code = "import sys, livebot.cli; print(sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for heavy in ("TikTokLive", "pydantic", "aiohttp", "textual", "langdetect"):
        assert f"'{heavy}'" not in loaded

    result = livebot("--help")

    assert result.exit_code == 0
    for name in (
        "check",
        "doctor",
        "schema",
        "rehearse",
        "run",
        "console",
        "status",
        "do",
        "sessions",
        "replay",
        "forget",
    ):
        assert name in result.stdout
        assert livebot(name, "--help").exit_code == 0
    assert "..." not in result.stdout.partition("Commands:")[2]
    assert "…" not in result.stdout.partition("Commands:")[2]


def test_runs_as_a_module_and_says_its_version() -> None:
    result = subprocess.run([sys.executable, "-m", "livebot", "--version"], capture_output=True, text=True, check=True)

    assert result.stdout == f"livebot {__version__}\n"


def test_a_terminal_that_knows_few_characters_gets_question_marks(folder: Path) -> None:
    (folder / "rules.yaml").write_text("月: []\n", encoding="utf-8")

    result = subprocess.run(
        [sys.executable, "-m", "livebot", "check", "rules.yaml"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
    )

    assert result.returncode == 1
    assert '"?"' in result.stdout


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["rehearse", "--speed", "0"], "a number, more than 0 and at most 30, such as 10"),
        (["rehearse", "--speed", "500"], "a number, more than 0 and at most 30, such as 10"),
        (["rehearse", "--speed", "nan"], "a number, more than 0 and at most 30, such as 10"),
        (["rehearse", "--speed", "fast"], "a number, more than 0 and at most 30, such as 10"),
        (["rehearse", "--for", "90"], "expected a duration such as 45s, 5m or 1h30m"),
        (["rehearse", "--for", "0"], "more than nothing"),
        (["run", "--speed", "-1", "--headless"], "a number, more than 0 and at most 30, such as 10"),
        (["run", "--sped", "1"], "No such option"),
        (["console", "--language", "fr"], "en or zh"),
        (["replay"], "Missing argument"),
        (["bogus"], "No such command"),
    ],
)
def test_wrong_words_are_refused_with_the_reason(words: list[str], why: str) -> None:
    result = livebot(*words)

    assert result.exit_code == 2
    assert why in said(result)


@pytest.mark.parametrize(
    "words", [["run"], ["run", "--headless"], ["status"], ["do", "pause"], ["sessions"], ["console"]]
)
def test_a_wrong_configuration_is_told_as_plain_lines(folder: Path, words: list[str]) -> None:
    (folder / "config" / "livebot.yaml").write_text("rom: x\n", encoding="utf-8")

    result = livebot(*words)

    assert result.exit_code == (78 if "--headless" in words else 1)
    assert "config/livebot.yaml:1:1: unknown key" in result.stderr
    assert "`livebot check` shows it again" in said(result)
    assert "Traceback" not in result.stderr


def test_what_to_check_again_is_the_file_that_was_given(folder: Path) -> None:
    (folder / "other.yaml").write_text("rom: x\n", encoding="utf-8")

    assert "`livebot check other.yaml` shows it again" in said(livebot("status", "--config", "other.yaml"))


# --- before the show -------------------------------------------------------------------------------------------


def test_check_tells_everything_and_fails_on_errors(folder: Path) -> None:
    (folder / "config" / "rules").mkdir()
    rules = folder / "config" / "rules" / "codes.yaml"
    rules.write_text("codes:\n  - {id: moon, phrases: [the moon never sleeps]}\n", encoding="utf-8")
    assert livebot("check").exit_code == 0

    rules.write_text("codes:\n  - {id: moon}\n", encoding="utf-8")
    result = livebot("check")

    assert result.exit_code == 1
    assert '"phrases" is missing in the code "moon"' in result.stdout


def test_schema_writes_where_it_is_told(folder: Path) -> None:
    result = livebot("schema", "--write", str(folder / "out"))

    assert result.exit_code == 0
    assert json.loads((folder / "out" / "rules.schema.json").read_text("utf-8"))["properties"].keys() >= {"polls"}


# --- the show --------------------------------------------------------------------------------------------------


@pytest.fixture
def room() -> FakeRoom:
    return FakeRoom()


@pytest.fixture
async def daemon(room: FakeRoom, folder: Path) -> AsyncIterator[ControlServer]:
    """A daemon with the configuration of ``folder``."""
    (folder / "config" / "livebot.yaml").write_text("room: shop\ndata_dir: ../data\nweb: {port: 0}\n", encoding="utf-8")
    (folder / "data").mkdir()
    token = folder / "data" / "token"
    token.write_text(TOKEN, encoding="ascii")
    token.chmod(0o600)
    async with ControlServer(room, host="127.0.0.1", port=0, token=TOKEN) as server:
        announce(folder / "data", server.url)
        yield server


async def test_status_as_json_is_the_status(daemon: ControlServer, room: FakeRoom) -> None:
    room.change(questions=(question(1, "多少钱\x9b"),))

    result = await asyncio.to_thread(livebot, "status", "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout) == room.seen()
    assert result.stdout.isascii()


async def test_status_in_words_is_harmless(daemon: ControlServer, room: FakeRoom) -> None:
    options = (OptionView(key="A", label="Red", votes=2), OptionView(key="B", label="Blue", votes=1))
    room.change(
        viewers=131,
        paused=True,
        polls=(PollView(id="colour", question="?", open=True, state="open", options=options, votes={"A": 2, "B": 1},
                        voters=3, closes_at_ms=0),),
        quick=(QuickView(id="know", ask="?", open=True, answers={"Y": 4}, viewers=4, closes_at_ms=0, state="grace",
                         grace_until_ms=9_000),
               QuickView(id="never", ask="?", open=False, answers={}, viewers=0, closes_at_ms=0)),
        codes=(CodeView(id="moon", open=True, hits=5, viewers=4, first_timers=1, regulars=3, bursts=0),),
        questions=(
            msgspec.structs.replace(question(1, "\x1b[2Jcuánto\ncuesta"), translation="多少钱", count=3),
            question(2, state="answered"),
            question(3, "long " * 60),
        ),
        outbox=(
            LineView(id=5, text="Buy now", state="failed", origin="operator", reason="rate_limited", at_ms=0,
                     expires_at_ms=0),
            LineView(id=4, text="Hello", state="offered", origin="operator", reason="", at_ms=0, expires_at_ms=0),
            LineView(id=3, text="Gone", state="sent", origin="operator", reason="", at_ms=0, expires_at_ms=0),
        ),
        alerts=(Alert(subject="connection", kind="network", detail="silent", since_ms=0),),
        rules=msgspec.structs.replace(room.current.rules, errors=("polls.yaml:3:1: no `id`",)),
    )  # fmt: skip

    result = await asyncio.to_thread(livebot, "status")

    assert result.stdout.splitlines() == [
        "shop: live, 131 viewers, chat assist, paused",
        "ALERT RULES REFUSED, the old ones stay; `livebot check` says how to correct it: polls.yaml:3:1: no `id`",
        "ALERT NETWORK TROUBLE on the way to the room: no data came any more",
        "outbox 5: NOT SENT (rate limit): Buy now",
        "interaction: 0 acts by 0 viewers",
        "poll colour (open): A 2, B 1; 3 voters",
        "quick ask know (closing, late votes 0:08): Y 4",
        "quick ask never (idle): nothing yet",
        "code moon: 5 uses by 4 viewers",
        "2 questions waiting",
        "  1. [2Jcuánto cuesta → 多少钱 (3×)",
        f"  3. {('long ' * 60)[:59]}… (1×)",
        "outbox 4 (offered): Hello",
    ]


async def test_a_daemon_is_found_though_its_configuration_has_changed(daemon: ControlServer, folder: Path) -> None:
    (folder / "config" / "livebot.yaml").write_text("room: shop\ndata_dir: ../data\nweb: {port: 1}\n", encoding="utf-8")

    assert (await asyncio.to_thread(livebot, "status")).exit_code == 0


async def test_do_carries_out_a_command(daemon: ControlServer, room: FakeRoom) -> None:
    result = await asyncio.to_thread(livebot, "do", "poll", "open", "colour")
    assert result.exit_code == 0
    result = await asyncio.to_thread(livebot, "do", "say", "-5%", "today")
    assert result.exit_code == 0

    assert [given[0] for given in room.given] == [OpenPoll(id="colour"), Say(text="-5% today")]


async def test_do_says_why_the_room_refused(daemon: ControlServer, room: FakeRoom) -> None:
    room.reply = Reply(id="r", command_id="c", ok=False, kind="unknown_poll", data={"id": "color"})

    result = await asyncio.to_thread(livebot, "do", "poll", "open", "color")

    assert result.exit_code == 1
    assert "color" in result.stderr


@pytest.mark.parametrize("usage", USAGE)
def test_the_help_of_do_names_every_command(usage: str) -> None:
    assert usage in said(livebot("do", "--help"))


async def test_do_says_what_was_taken_back(daemon: ControlServer, room: FakeRoom) -> None:
    room.reply = Reply(id="r", command_id="c", ok=True, kind="done", data={"what": "question 12"})

    assert said(await asyncio.to_thread(livebot, "do", "undo")).strip() == "Taken back: question 12"


async def test_do_explains_words_it_does_not_know(daemon: ControlServer, room: FakeRoom) -> None:
    result = await asyncio.to_thread(livebot, "do", "pol", "open", "colour")

    assert result.exit_code == 2
    assert "Did you mean: poll open ID" in result.stderr
    assert room.given == []


async def test_a_daemon_elsewhere_wants_its_token(daemon: ControlServer, folder: Path) -> None:
    def status(*words: str, env: dict[str, str] | None = None) -> Result:
        return livebot("status", "--config", "nowhere.yaml", "--url", daemon.url, *words, env=env)

    (folder / "their-token").write_text(f"{TOKEN}\n", encoding="ascii")
    bare = daemon.url.removeprefix("http://")
    assert (await asyncio.to_thread(livebot, "status", "--url", bare, "--token-file", "their-token")).exit_code == 0
    other = await asyncio.to_thread(livebot, "status", "--url", f"ws://{bare}", "--token-file", "their-token")
    assert (other.exit_code, "livebot speaks http, such as http://" in said(other)) == (1, True)

    assert (await asyncio.to_thread(status, "--token-file", "their-token")).exit_code == 0
    assert (await asyncio.to_thread(status, env={"LIVEBOT_TOKEN": TOKEN})).exit_code == 0
    for result, why in (
        (await asyncio.to_thread(status), "set LIVEBOT_TOKEN, or give --token-file"),
        (await asyncio.to_thread(status, "--token-file", "none"), "Cannot read the token file none: No such file"),
        (await asyncio.to_thread(status, "--token-file", "config/livebot.yaml"), "There is no token in config/live"),
        (
            await asyncio.to_thread(status, env={"LIVEBOT_TOKEN": "another-token-than-theirs"}),
            "does not know this token",
        ),
    ):
        assert result.exit_code == 1
        assert why in said(result)


def test_no_daemon_is_told_plainly(folder: Path) -> None:
    result = livebot("status")
    assert result.exit_code == 1
    assert "There is no token in" in said(result)

    result = livebot("do", "pause", "--url", "http://127.0.0.1:1", env={"LIVEBOT_TOKEN": TOKEN})
    assert result.exit_code == 1
    assert "No daemon answers at http://127.0.0.1:1" in said(result)


# --- after the show --------------------------------------------------------------------------------------------


@pytest.fixture
def recorded(folder: Path) -> Playbook:
    """A live that is in the journal of ``folder``."""
    (folder / "data").mkdir()
    play = show()
    journal = SqliteJournal(folder / "data" / JOURNAL_NAME)
    journal.open_session(SESSION, "shop", play.steps[0].event.at_ms)
    journal.commit(SESSION, 0, play.steps)
    journal.close()
    return play


def test_nothing_recorded_yet(folder: Path) -> None:
    for words in (["sessions"], ["replay", "last"], ["forget", "ana"]):
        result = livebot(*words)
        assert result.exit_code == 1
        assert "Nothing is recorded in" in said(result)


def test_sessions_are_listed(recorded: Playbook) -> None:
    result = livebot("sessions")

    assert result.exit_code == 0
    assert result.stdout.startswith(f"{SESSION}  shop  ")
    assert f"not finished, {len(recorded.steps)} events" in result.stdout


@pytest.mark.parametrize("name", [SESSION, "2026", "last"])
def test_a_replay_with_its_own_rules_is_exact(recorded: Playbook, name: str) -> None:
    result = livebot("replay", name)

    assert result.exit_code == 0
    assert result.stdout == f"{SESSION}: {len(recorded.steps)} events, every decision as recorded.\n"


def test_a_replay_that_differs_is_told_with_its_place(recorded: Playbook, folder: Path) -> None:
    forged = [msgspec.structs.replace(step, effects=()) for step in recorded.steps]
    journal = SqliteJournal(folder / "data" / JOURNAL_NAME)
    journal.open_session("forged", "shop", 0)
    journal.commit("forged", 0, forged)
    journal.close()

    result = livebot("replay", "forged")

    assert result.exit_code == 1
    assert "was decided otherwise" in result.stdout
    assert "recorded: nothing now: " in said(result)


def test_a_replay_under_other_rules_says_what_would_have_differed(recorded: Playbook, folder: Path) -> None:
    (folder / "other.yaml").write_text(RULES.replace("{en: Hello}", "{en: Good day}"), encoding="utf-8")

    result = livebot("replay", "last", "--rules", "other.yaml")

    assert result.exit_code == 0
    assert result.stdout.startswith(f"{SESSION} under other.yaml:")
    assert "Good day" in result.stdout

    (folder / "rules").mkdir()
    (folder / "rules" / "same.yaml").write_text(RULES, encoding="utf-8")
    assert "nothing would have differed" in livebot("replay", "last", "--rules", "rules").stdout


def test_check_takes_the_configuration_like_every_other_command(folder: Path) -> None:
    (folder / "shop.yaml").write_text("room: x\nmarkt: US\n", encoding="utf-8")

    for words in (("check", "--config", "shop.yaml"), ("check", "shop.yaml")):
        result = livebot(*words)
        assert (result.exit_code, "shop.yaml:2:1: unknown key" in result.stdout) == (1, True)


def test_rules_to_try_must_be_right(recorded: Playbook, folder: Path) -> None:
    (folder / "other.yaml").write_text("poll: []\n", encoding="utf-8")
    (folder / "empty").mkdir()

    result = livebot("replay", "last", "--rules", "other.yaml")
    assert (result.exit_code, "other.yaml:1:1: unknown key" in result.stderr) == (1, True)
    result = livebot("replay", "last", "--rules", "nowhere.yaml")
    assert (result.exit_code, "there is no such file" in result.stderr) == (1, True)
    result = livebot("replay", "last", "--rules", "empty")
    assert (result.exit_code, "There are no rule files in empty" in result.stderr) == (1, True)


def test_a_trace_says_for_each_event_what_fired(recorded: Playbook) -> None:
    result = livebot("replay", "last", "--trace")

    assert "fired polls.colour: vote key=A" in said(result)


def test_a_session_that_is_not_there_or_not_the_only_one(recorded: Playbook, folder: Path) -> None:
    journal = SqliteJournal(folder / "data" / JOURNAL_NAME)
    journal.open_session("20261123-093000-shop", "shop", 0)
    journal.close()

    assert "Several sessions begin with 2026" in said(livebot("replay", "2026"))
    assert "There is no session 1999" in said(livebot("replay", "1999"))


def test_a_viewer_is_forgotten(recorded: Playbook) -> None:
    result = livebot("forget", "@ana")
    assert result.exit_code == 0
    assert result.stdout.startswith("Erased of @ana: ")

    assert livebot("forget", "@ana").exit_code == 1
    result = livebot("replay", "last")
    assert result.exit_code == 0


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_forgetting_leaves_nothing_that_others_can_read(recorded: Playbook, folder: Path) -> None:
    (folder / "data").chmod(0o755)
    before = set((folder / "data").iterdir())

    assert livebot("forget", "@ana").exit_code == 0

    new = set((folder / "data").iterdir()) - before
    assert folder / "data" / "translations.sqlite3" in new
    assert {path.stat().st_mode & 0o077 for path in new} == {0}


def test_a_viewer_is_not_forgotten_under_a_running_daemon(recorded: Playbook, folder: Path) -> None:
    with only_one(folder / "data"):
        result = livebot("forget", "@ana")

    assert result.exit_code == 1
    assert "is in use by a livebot that is running" in said(result)

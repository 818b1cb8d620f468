"""A daemon process that dies again and again, in front of an audience and an operator who keep a record.

After each death the journal is compared, before another process has it, with everything the dead one had shown,
answered, asked and sent; then the next one's first view, while the audience is still silent, with what was shown.
"""

import asyncio
import contextlib
import multiprocessing
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from itertools import pairwise
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import msgspec
import pytest

from livebot.commands import AnyCommand, OpenPoll, Say
from livebot.effects import AnyEffect, SendChat, Translate
from livebot.engine.room import Room
from livebot.engine.view import look
from livebot.events import AnyEvent, CommandGiven, Commented
from livebot.journal.sqlite import SqliteJournal
from livebot.rehearsal.libre import LibreService
from livebot.rehearsal.server import LookAlike
from livebot.rules.config import load_config
from livebot.runtime.clock import SystemClock
from livebot.runtime.daemon import main
from livebot.runtime.datadir import JOURNAL_NAME, running
from livebot.runtime.failpoints import EXIT_CODE, VARIABLE, failpoint
from livebot.viewers import Viewer
from livebot.web.client import ControlClient, ControlError
from livebot.web.token import known_token

RULES = """
polls:
  - id: colour
    question: {en: "Red or blue? Type A or B"}
    options: [{key: A, label: {en: Red}}, {key: B, label: {en: Blue}}]
    duration: 1h
"""
COMMIT_TAKES_S = 0.06
"""Time enough to be caught showing or doing what is not stored."""
THINGS = ("jacket", "teapot", "lantern", "blanket", "mirror", "kettle", "ribbon", "saddle", "violin", "hammock")
COLOURS = ("red", "blue", "green", "yellow", "white", "black", "silver", "golden", "purple", "orange")
ASKS = ("is the {} {} waterproof?", "how heavy is the {} {}?", "who made the {} {}?")

_processes = multiprocessing.get_context("forkserver")
"""Starts each daemon from a process that has imported everything already: a start takes 0.3 s instead of 2 s."""
_processes.set_forkserver_preload(["livebot.runtime.daemon", "livebot.rules.config"])


def _run_daemon(config: Path, data: Path, fails_at: str) -> None:
    """What ``livebot run --headless`` does, on a slow disk."""
    os.environ |= {"LIVEBOT_SESSION_ID": "5e55104a5e55104a", "LIVEBOT_TARGET_IDC": "x", VARIABLE: fails_at}
    os.environ["LIVEBOT_SIGN_API_KEY"] = "key-0123456789"
    pytest.MonkeyPatch().setattr("livebot.runtime.loop.failpoint", _on_a_slow_disk)
    sys.stderr = (data.parent / "daemon.log").open("a")
    main(load_config(config), data)


def _on_a_slow_disk(name: str) -> None:
    if name == "before_commit":
        time.sleep(COMMIT_TAKES_S)
    failpoint(name)


class Stage:
    def __init__(self, folder: Path, tiktok: LookAlike, libre: LibreService) -> None:
        self.tiktok, self.libre = tiktok, libre
        self.data, self.config = folder / "data", folder / "livebot.yaml"
        self.status: dict[str, Any] = {}
        """The newest that a console was shown; of a process that has died, the last."""
        self.done: set[str] = set()
        """Ids of the commands that were answered with yes."""
        self.said = 0
        self.viewers = 0
        self.first_viewers: set[int] = set()
        """Those who were the first to write to a process."""
        (folder / "rules.yaml").write_text(RULES)
        self.config.touch(0o600)
        self.config.write_text(f"""
room: "@{tiktok.room.host.handle}"
host: {{language: zh}}
tiktok: {{app_url: "{tiktok.app_url}", webcast_url: "{tiktok.webcast_url}", sign_url: "{tiktok.sign_url}"}}
chat: {{mode: auto, min_gap: 50ms, max_per_minute: 60}}
translation: {{engines: [{{name: libre, url: "{libre.url}"}}]}}
rules: [rules.yaml]
web: {{port: 0}}
""")

    # --- the process -------------------------------------------------------------------------------------------

    def spawn(self, failpoint: str = "") -> BaseProcess:
        process = _processes.Process(target=_run_daemon, args=(self.config, self.data, failpoint))
        process.start()
        return process

    @asynccontextmanager
    async def daemon(self, failpoint: str = "") -> AsyncIterator["Run"]:
        """Run a daemon with the audience and the operator at work; it is stopped cleanly if it still lives.

        At its end every promise is checked.
        """
        process = self.spawn(failpoint)
        run = Run(self, process)
        busy = asyncio.ensure_future(run.play())
        try:
            yield run
        finally:
            busy.cancel()
            (failure,) = await asyncio.gather(busy, return_exceptions=True)
            if process.is_alive():
                process.terminate()
                assert await run.exit_code(within_s=5) == 0
            process.close()
        assert isinstance(failure, asyncio.CancelledError), failure
        if run.first:
            check_kept(run.before, run.first)
        self.check_stored()

    # --- audience and operator ---------------------------------------------------------------------------------

    async def comment(self) -> None:
        """Somebody who never wrote before votes or asks; a vote that is lost cannot be made up for."""
        self.viewers += 1
        n = self.viewers
        await self.tiktok.room.chat(Viewer(id=_id(n), handle=f"viewer{n}", name=f"Viewer {n}"), _text(n))

    async def audience(self) -> None:
        self.first_viewers.add(self.viewers + 1)
        while True:
            await self.comment()
            await asyncio.sleep(0.02)

    async def operator(self, client: ControlClient) -> None:
        while True:
            self.said += 1
            await self.do(client, Say(text=f"Line number {self.said} of the evening"), f"say-{self.said}")
            await asyncio.sleep(0.1)

    async def do(self, client: ControlClient, command: AnyCommand, command_id: str) -> None:
        if (await client.do(command, command_id=command_id)).ok:
            self.done.add(command_id)

    # --- the promises ------------------------------------------------------------------------------------------

    def check_stored(self) -> None:
        """Everything that the dead process let anyone see is in its journal, as nobody has refilled it yet.

        The record of all lives together replays to the recorded decisions.
        """
        room, events, effects = Room(), list[AnyEvent](), list[AnyEffect]()
        with _copied(self.data / JOURNAL_NAME) as path:
            journal = SqliteJournal(path)
            (session,) = journal.sessions()
            for step in journal.steps(session.session_id):
                assert room.step(step.event) == step.effects, "the same decisions"
                events.append(step.event)
                effects += step.effects
            journal.close()
            started = _started(path)
        check_kept(self.status, msgspec.to_builtins(look(room)))
        assert self.done <= {event.command_id for event in events if isinstance(event, CommandGiven)}
        asked = {effect.text for effect in effects if isinstance(effect, Translate)}
        assert {request.text for request in self.libre.asked} <= asked, "nothing is done before it is stored"
        self._check_audience(room, [event for event in events if isinstance(event, Commented)])
        self._check_chat({effect.id: effect.text for effect in effects if isinstance(effect, SendChat)}, started)

    def _check_audience(self, room: Room, comments: list[Commented]) -> None:
        heard = [_number(comment) for comment in comments if _number(comment) and not comment.is_history]
        missing = [(n, then) for n, then in pairwise([0, *heard]) if then != n + 1 and then not in self.first_viewers]
        assert not missing, "of what a process heard, nothing is missing in between"
        voted = {comment.viewer.id: [comment.text] for comment in comments if comment.text in ("A", "B")}
        assert [ballot.votes for ballot in room.state.ballots.items] == ([voted] if room.state.ballots.items else [])

    def _check_chat(self, decided: dict[str, str], started: set[str]) -> None:
        received = Counter(line.text for line in self.tiktok.chat_received)
        allowed = Counter(decided[effect_id] for effect_id in started)
        assert not received - allowed, "no line is sent that was not decided and begun in the record"
        assert max(allowed.values(), default=1) == 1, "no line is begun twice"


class Run:
    """One life of the daemon."""

    def __init__(self, stage: Stage, process: BaseProcess) -> None:
        self.stage, self.process = stage, process
        self.before = stage.status
        self.first: dict[str, Any] = {}
        """What it showed at first, before anybody in the audience spoke."""

    async def play(self) -> None:
        while (daemon := running(self.stage.data)) is None or daemon.pid != self.process.pid or not daemon.url:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        async with ControlClient(daemon.url, known_token(self.stage.data, {})) as client, asyncio.TaskGroup() as tasks:
            tasks.create_task(self.watch(client))
            tasks.create_task(self.ask(client))
            tasks.create_task(self.perform(client))

    async def watch(self, client: ControlClient) -> None:
        async with contextlib.aclosing(client.live()) as views:
            async for view in views:
                self.see(view)

    async def ask(self, client: ControlClient) -> None:
        """A script beside the console."""
        while True:
            with contextlib.suppress(ControlError):
                self.see(await client.status())
            await asyncio.sleep(0.02)

    def see(self, view: dict[str, Any]) -> None:
        self.first = self.first or view
        self.stage.status = view

    async def perform(self, client: ControlClient) -> None:
        await self.until(is_live)
        with contextlib.suppress(ControlError):  # the daemon is dead
            await self.stage.do(client, OpenPoll(id="colour"), "open-once")
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.stage.audience())
                tasks.create_task(self.operate(client))

    async def operate(self, client: ControlClient) -> None:
        await self.until(has_begun)
        with contextlib.suppress(ControlError):
            await self.stage.operator(client)

    async def until(self, is_so: Callable[[dict[str, Any]], Any], within_s: float = 20) -> None:
        """Wait until this life has shown something."""
        async with asyncio.timeout(within_s):
            while not (self.first and is_so(self.stage.status)):  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.01)

    async def exit_code(self, within_s: float = 20) -> int:
        async with asyncio.timeout(within_s):
            while (code := self.process.exitcode) is None:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        return code

    async def dies(self) -> dict[str, Any]:
        """Wait until the failpoint has ended it; return what it showed last."""
        assert await self.exit_code() == EXIT_CODE
        assert has_begun(self.stage.status), "there was something to lose"
        return self.stage.status

    async def kill(self) -> None:
        self.process.kill()
        await self.exit_code()


def check_kept(before: dict[str, Any], now: dict[str, Any]) -> None:
    """Everything that a console had seen is there in what it sees now."""
    if not before:
        return
    assert now["connection"]["session_id"] == before["connection"]["session_id"]
    for old, new in zip(before["polls"], now["polls"], strict=True):
        assert new["open"] >= old["open"], "an open poll goes on"
        assert all(new["votes"][key] >= count for key, count in old["votes"].items()), "no vote is lost"
        assert new["voters"] == sum(new["votes"].values()), "no vote is doubled"
    asked = {card["id"]: card for card in now["questions"]}
    for card in before["questions"]:
        assert asked[card["id"]]["original"] == card["original"], "no question is lost"
        assert asked[card["id"]]["count"] >= card["count"]
    said = {line["id"]: line for line in now["outbox"]}
    for line in before["outbox"]:
        if line["id"] >= min(said):
            assert said[line["id"]]["text"] == line["text"], "no line is lost"
            assert line["state"] != "sent" or said[line["id"]]["state"] == "sent"


def is_live(view: dict[str, Any]) -> bool:
    return bool(view["connection"]["phase"] == "live")


def has_begun(view: dict[str, Any]) -> bool:
    """Whether a console shows votes and questions."""
    return bool(view.get("questions") and view["polls"][0]["voters"] > 3)


def _id(n: int) -> str:
    return str(7_000_000_000_000_000_000 + n)


def _number(comment: Commented) -> int:
    """Return which one of the audience wrote it; 0 if it is our own line."""
    handle = comment.viewer.handle
    return int(handle.removeprefix("viewer")) if handle.startswith("viewer") else 0


def _text(n: int) -> str:
    thing, colour, ask = THINGS[n // 3 % 10], COLOURS[n // 30 % 10], ASKS[n // 300 % len(ASKS)]
    return ("AB"[n % 2], "B", ask.format(colour, thing))[n % 3]


@contextmanager
def _copied(path: Path) -> Iterator[Path]:
    """A copy to look into, so that the next process finds everything as the last one left it."""
    with tempfile.TemporaryDirectory() as folder:
        for file in (path, path.with_name(f"{path.name}-wal")):
            if file.exists():
                shutil.copy(file, folder)
        yield Path(folder) / path.name


def _started(path: Path) -> set[str]:
    """Return the ids of the lines whose start was stored."""
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT effect_id FROM effects WHERE kind = 'SendChat' AND started_at_ms IS NOT NULL")
        return {effect_id for (effect_id,) in rows}


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    async with LookAlike(SystemClock()) as tiktok, LibreService({}) as libre:
        yield Stage(folder, tiktok, libre)


def lines(view: dict[str, Any], state: str) -> list[dict[str, Any]]:
    return [line for line in view["outbox"] if line["state"] == state]

"""A daemon process that dies again and again, in front of an audience and an operator who keep a record."""

import asyncio
import contextlib
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from livebot.events import OpenPoll, Say, Viewer
from livebot.journal.sqlite import SqliteJournal
from livebot.rehearsal.libre import LibreService
from livebot.rehearsal.server import LookAlike
from livebot.replay import verify
from livebot.rules.config import load_config
from livebot.runtime.clock import SystemClock
from livebot.runtime.daemon import main
from livebot.runtime.datadir import JOURNAL_NAME, running
from livebot.runtime.failpoints import EXIT_CODE, VARIABLE
from livebot.web.client import ControlClient, ControlError
from livebot.web.token import known_token

RULES = """
polls:
  - id: colour
    question: {en: "Red or blue? Type A or B"}
    options: [{key: A, label: {en: Red}}, {key: B, label: {en: Blue}}]
    duration: 1h
"""
THINGS = ("jacket", "teapot", "lantern", "blanket", "mirror", "kettle", "ribbon", "saddle", "violin", "hammock")
ASKS = ("is the {} waterproof?", "how heavy is the {}?", "does the {} come in green?", "who made the {}?")


_processes = multiprocessing.get_context("forkserver")
"""Starts each daemon from a process that has imported everything already: a start takes 0.3 s instead of 2 s."""
_processes.set_forkserver_preload(["livebot.runtime.daemon", "livebot.rules.config"])


def _run_daemon(config: Path, data: Path, failpoint: str) -> None:
    """What ``livebot run --headless`` does."""
    os.environ |= {"LIVEBOT_SESSION_ID": "5e55104a5e55104a", "LIVEBOT_TARGET_IDC": "x", VARIABLE: failpoint}
    os.environ["LIVEBOT_SIGN_API_KEY"] = "key-0123456789"
    with (data.parent / "daemon.log").open("a") as sys.stderr:
        main(load_config(config), data)


class Stage:
    def __init__(self, folder: Path, tiktok: LookAlike, libre: LibreService) -> None:
        self.tiktok, self.data, self.config = tiktok, folder / "data", folder / "livebot.yaml"
        self.status: dict[str, Any] = {}
        """The newest that a console was shown; of a process that has died, the last."""
        self.shown_lines: dict[int, set[str]] = {}
        """Line number to every state it was ever shown in."""
        self.said: list[str] = []
        self._viewers = 0
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

    def spawn(self, failpoint: str) -> BaseProcess:
        process = _processes.Process(target=_run_daemon, args=(self.config, self.data, failpoint))
        process.start()
        return process

    @asynccontextmanager
    async def daemon(self, failpoint: str = "") -> AsyncIterator["Run"]:
        """Run a daemon with the audience and the operator at work; it is stopped cleanly if it still lives."""
        process = self.spawn(failpoint)
        run = Run(self, process)
        busy = asyncio.ensure_future(run.play())
        try:
            yield run
        finally:
            busy.cancel()
            await asyncio.gather(busy, return_exceptions=True)
            if process.is_alive():
                process.terminate()
                assert await run.exit_code(within_s=5) == 0
            process.close()

    # --- audience and operator ---------------------------------------------------------------------------------

    async def comment(self) -> None:
        """Somebody new votes, asks, or says nothing of interest."""
        self._viewers += 1
        n = self._viewers
        viewer = Viewer(id=str(7_000_000_000_000_000_000 + n), handle=f"viewer{n}", name=f"Viewer {n}")
        thing = THINGS[n // 3 % len(THINGS)]
        ask = ASKS[n // 30 % len(ASKS)].format(thing)
        await self.tiktok.room.chat(viewer, ("AB"[n % 2], "B", ask)[n % 3])

    async def audience(self) -> None:
        while True:
            await self.comment()
            await asyncio.sleep(0.02)

    async def operator(self, client: ControlClient) -> None:
        await client.do(OpenPoll(id="colour"), command_id="open-once")
        while True:
            self.said.append(f"Line number {len(self.said)} of the evening")
            await client.do(Say(text=self.said[-1]))
            await asyncio.sleep(0.1)

    def see(self, view: dict[str, Any]) -> None:
        self.status = view
        for line in view["outbox"]:
            self.shown_lines.setdefault(line["id"], set()).add(line["state"])

    # --- the promises ------------------------------------------------------------------------------------------

    def check_kept(self, before: dict[str, Any]) -> None:
        """Everything that a console had seen of the process before is there in what it sees now."""
        now = self.status
        if before:
            assert now["connection"]["session_id"] == before["connection"]["session_id"]
            for old, new in zip(before["polls"], now["polls"], strict=True):
                assert new["open"] >= old["open"], "an open poll goes on"
                assert all(new["votes"][key] >= count for key, count in old["votes"].items()), "no vote is lost"
                assert new["voters"] == sum(new["votes"].values()), "no vote is doubled"
            asked = {card["id"]: card for card in now["questions"]}
            for card in before["questions"]:
                assert asked[card["id"]]["original"] == card["original"], "no question is lost"
                assert asked[card["id"]]["count"] >= card["count"]
        self.check_chat()

    def check_chat(self) -> None:
        received = Counter(line.text for line in self.tiktok.chat_received)
        assert received.most_common(1)[0][1] == 1 if received else True, "no line is sent twice"

    def check_record(self) -> None:
        """The journal of all lives together replays to the recorded decisions."""
        journal = SqliteJournal(self.data / JOURNAL_NAME)
        (session,) = journal.sessions()
        assert verify(journal.steps(session.session_id)) is None
        journal.close()


class Run:
    """One life of the daemon."""

    def __init__(self, stage: Stage, process: BaseProcess) -> None:
        self.stage, self.process = stage, process
        self.is_seen = asyncio.Event()
        self.before = stage.status

    async def play(self) -> None:
        while (daemon := running(self.stage.data)) is None or daemon.pid != self.process.pid or not daemon.url:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        async with ControlClient(daemon.url, known_token(self.stage.data, {})) as client, asyncio.TaskGroup() as tasks:
            tasks.create_task(self.watch(client))
            tasks.create_task(self.stage.audience())
            tasks.create_task(self.operate(client))

    async def watch(self, client: ControlClient) -> None:
        async with contextlib.aclosing(client.live()) as views:
            async for view in views:
                self.stage.see(view)
                self.is_seen.set()

    async def operate(self, client: ControlClient) -> None:
        with contextlib.suppress(ControlError):
            await self.stage.operator(client)

    async def until(self, is_so: Callable[[dict[str, Any]], Any], within_s: float = 20) -> None:
        """Wait until this life has shown something."""
        async with asyncio.timeout(within_s):
            await self.is_seen.wait()
            while not is_so(self.stage.status):  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.01)

    async def exit_code(self, within_s: float = 20) -> int:
        async with asyncio.timeout(within_s):
            while (code := self.process.exitcode) is None:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        return code

    async def dies(self) -> None:
        """Wait until the failpoint has ended it."""
        assert await self.exit_code() == EXIT_CODE

    async def kill(self) -> None:
        self.process.kill()
        await self.exit_code()


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    async with LookAlike(SystemClock()) as tiktok, LibreService({}) as libre:
        yield Stage(folder, tiktok, libre)


def lines(view: dict[str, Any], state: str) -> list[dict[str, Any]]:
    return [line for line in view["outbox"] if line["state"] == state]

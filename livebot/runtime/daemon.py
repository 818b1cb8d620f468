"""The daemon: follows one room until it is told to stop.

    source ─▶ inbox ─▶ RoomLoop ─▶ journal ─▶ Executor ─▶ chat, moderation, translation ─▶ inbox
                          └─▶ Window ─▶ control API ─▶ consoles

It stops cleanly on SIGTERM, SIGINT, ``stopping`` or cancellation: what has arrived is committed, a line that is being
sent gets a moment to settle, and the state is saved for a quick start.
"""

import asyncio
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import structlog

from livebot import __version__
from livebot.events import Disconnected, OverlaySeen, RulesLoaded
from livebot.journal.sqlite import SqliteJournal
from livebot.language.chain import open_chain
from livebot.language.glossary import Glossary, load_glossary
from livebot.language.memory import TranslationMemory
from livebot.language.reader import CommentReader
from livebot.ports import Clock, JournalError
from livebot.rules.check import load_words
from livebot.rules.config import Config
from livebot.rules.problems import ConfigProblems, errors_in
from livebot.runtime import logs
from livebot.runtime.child import STOP_WITH_STDIN
from livebot.runtime.clock import FastClock, SystemClock
from livebot.runtime.datadir import JOURNAL_NAME, MEMORY_NAME, ORDERS_NAME, CannotStart, announce, only_one
from livebot.runtime.executor import Executor
from livebot.runtime.health import Alerts
from livebot.runtime.housekeeping import Housekeeping
from livebot.runtime.loop import RoomLoop
from livebot.runtime.notify import ALIVE, READY, STOPPING, alive_every_s, notify
from livebot.runtime.orders import OrderDesk
from livebot.runtime.records import FOLDER
from livebot.runtime.reload import RuleWatch, read_rules_event, refused, rules_last_in_force
from livebot.runtime.reports import Reports
from livebot.runtime.session import Sessions
from livebot.runtime.tasks import LeftBehind, Worker, spawn, stop
from livebot.tiktok.chat import TikTokChat
from livebot.tiktok.moderation import TikTokModeration
from livebot.tiktok.rooms import Name, RoomNotUnderstood, parse_room
from livebot.tiktok.source import TikTokSource
from livebot.web.desk import Desk
from livebot.web.orders import Entrances
from livebot.web.overlays import Overlays
from livebot.web.server import CannotListen, ControlServer, why_not_listening
from livebot.web.token import TokenError, desk_key, overlay_key, own_token

SOURCE_STOPS_WITHIN_S, SEND_SETTLES_WITHIN_S = 1.0, 1.5
CLOSING_WITHIN_S, COMMITTED_AFTER_S, CLOSED_WITHIN_S = 2.0, 3.0, 0.4
"""Counted from the beginning of the stop, and after that: together below the 5 s in which a daemon has to stop."""
SOURCE_AGAIN_MS = 5_000

log = structlog.get_logger(__name__)


def main(config: Config, data_dir: Path, speed: float = 1.0) -> int:
    """Run headless until told to stop; return the exit code. Raises what ``run_daemon`` raises."""
    logs.configure_logs(sys.stderr)
    clock = SystemClock() if speed == 1 else FastClock(speed)

    async def run() -> None:
        asyncio.get_running_loop().set_default_executor(LeftBehind())
        stopping = asyncio.Event()
        if os.environ.get(STOP_WITH_STDIN) == "1":
            _stop_with_stdin(stopping)
        await run_daemon(config, data_dir, clock=clock, stopping=stopping)

    asyncio.run(run())
    return 0


async def run_daemon(
    config: Config,
    data_dir: Path,
    *,
    clock: Clock | None = None,
    stopping: asyncio.Event | None = None,
    on_ready: Callable[[str], None] = lambda url: None,
) -> None:
    """Follow the configured room until SIGTERM, SIGINT or ``stopping``; ``on_ready`` gets the control API's URL.

    Raises CannotStart, ConfigProblems or JournalError, with words for people, if it cannot start or go on. A start that
    fails because of the data folder, the token or the port leaves the journal as it was.
    """
    stopping = stopping or asyncio.Event()
    logs.hide_secrets_of(config)
    with ExitStack() as stack:
        stack.enter_context(_signals_set(stopping))
        stack.enter_context(only_one(data_dir))
        ways = await _ways_in(config, data_dir)
        daemon = Daemon(config, data_dir, ways, clock or SystemClock(), stack)
        await daemon.run(stopping, on_ready)


class Daemon:
    """Everything around one room, put together."""

    def __init__(
        self, config: Config, data_dir: Path, ways: tuple[str, str, str], clock: Clock, stack: ExitStack
    ) -> None:
        """What must be closed at the end is left to ``stack``. Raises ConfigProblems or JournalError."""
        self._config = config
        self._data_dir = data_dir
        self._token, self._overlay_key, self._desk_key = ways
        self._clock = clock
        self._alerts = Alerts(clock)
        self._journal = SqliteJournal(data_dir / JOURNAL_NAME)
        self._worker = Worker("journal")
        stack.callback(self._close)
        self._room = _room_key(config)
        self._problems: ConfigProblems | None = None
        rules = self._first_rules()
        self._reader = CommentReader()
        self._loop = RoomLoop(
            sessions=Sessions(self._journal, self._room, rules),
            journal=self._journal,
            worker=self._worker,
            clock=clock,
            reader=self._reader,
            alerts=self._alerts,
        )
        self._memory = TranslationMemory(data_dir / MEMORY_NAME)
        self._translator = open_chain(
            config.engine_settings(),
            self._memory,
            clock,
            hedge_after_s=config.translation.hedge_after / 1000,
        )
        self._read_glossary(config)
        self._executor = Executor(
            journal=self._journal,
            worker=self._worker,
            clock=clock,
            sender=TikTokChat(config.tiktok_settings(), clock),
            moderator=TikTokModeration(config.tiktok_settings(), clock),
            translator=self._translator,
            reader=self._reader,
            settle=self._loop.settle,
            health=self._alerts,
            records=data_dir / FOLDER,
        )
        self._loop.perform, self._loop.recover = self._executor.perform, self._executor.recover
        self._loop.window.engines = self._translator.report
        self._watch = RuleWatch(config, None if self._problems else rules, self._loop, clock, self._read_glossary)
        self._desk = OrderDesk(self._loop, data_dir / ORDERS_NAME, clock)
        stack.callback(self._desk.close, CLOSED_WITHIN_S)
        self._house = Housekeeping(
            data_dir=data_dir,
            retention_ms=config.retention,
            journal=self._journal,
            worker=self._worker,
            memory=self._memory,
            loop=self._loop,
            alerts=self._alerts,
            clock=clock,
        )
        self._reports = Reports(
            data_dir=data_dir, journal=self._journal, worker=self._worker, loop=self._loop, clock=clock
        )

    def _first_rules(self) -> RulesLoaded:
        """Return the rules in the files; if they are wrong in the middle of a show, the ones it had go on."""
        try:
            for problem in load_words(self._config):
                log.warning("words", problem=str(problem))
            return read_rules_event(self._config, self._clock.now_ms())
        except ConfigProblems as problems:
            rules = rules_last_in_force(self._journal, self._room)
            if rules is None:
                raise
            self._problems = problems
            return rules

    def _read_glossary(self, config: Config) -> None:
        """Translate with the glossary as its file says now; if that is wrong, with the one before."""
        try:
            self._translator.glossary = load_glossary(config.glossary_path) if config.glossary_path else Glossary()
        except ConfigProblems as problems:
            first = str(errors_in(problems.problems)[0])
            log.error("glossary refused, the one before stays", problem=first)
            self._alerts.raise_alert("glossary", "glossary_refused", first)
        else:
            self._alerts.clear_alert("glossary")

    async def run(self, stopping: asyncio.Event, on_ready: Callable[[str], None]) -> None:
        """Run until ``stopping``; see ``run_daemon``."""
        asyncio.get_running_loop().set_exception_handler(self._on_failure)
        room = spawn(self._loop.run(), name="room")
        tasks: list[asyncio.Task[Any]] = []
        server: ControlServer | None = None
        try:
            await _first([room], self._loop.ready, stopping)
            if self._loop.ready.is_set():
                if self._problems is not None:
                    self._loop.inbox.add(refused(self._problems, self._clock.now_ms()))
                server = await self._listen()
                follow = spawn(self._follow(), name="source")
                tasks += [follow, spawn(self._watch.run(), name="rules"), spawn(self._house.run(), name="housekeeping")]
                tasks.append(spawn(self._reports.run(), name="reports"))
                tasks.append(spawn(_say_alive(), name="watchdog"))
                tasks.append(spawn(self._freeze_what_stays(), name="garbage collection"))
                announce(self._data_dir, server.url)
                log.info("livebot runs", version=__version__, room=self._config.room, url=server.url)
                notify(READY)
                on_ready(server.url)
                await _first([room, follow], stopping)
        finally:
            notify(STOPPING)
            log.info("livebot stops")
            await self._stop(room, tasks, server)
        if room.cancelled():
            raise JournalError(
                f"The last events could not be stored in time: {self._data_dir / JOURNAL_NAME} did not answer. Close "
                "what else has it open (a backup, a database browser), and look at the disk's health."
            )
        room.result()

    async def _listen(self) -> ControlServer:
        web = self._config.web
        orders = Entrances(self._desk, self._config.order_settings(), self._clock)
        overlays = Overlays(self._loop, key=self._overlay_key, clock=self._clock, seen=self._on_overlays_seen)
        server = ControlServer(
            self._loop,
            host=web.host,
            port=web.port,
            token=self._token,
            orders=orders,
            overlays=overlays,
            desk=Desk(self._loop, key=self._desk_key, renew=self._renew_desk_key, clock=self._clock, host=web.host),
        )
        try:
            await server.start()
        except CannotListen as error:
            raise CannotStart(str(error)) from error
        return server

    def _on_overlays_seen(self, pages: tuple[str, ...]) -> None:
        self._loop.inbox.add(OverlaySeen(at_ms=self._clock.now_ms(), pages=pages))

    def _renew_desk_key(self) -> str:
        key = desk_key(self._data_dir, is_new=True)
        logs.hide(key)
        return key

    async def _freeze_what_stays(self) -> None:
        """Take word lists and libraries out of the garbage collector's sight: looking at them stalls the room."""
        await asyncio.to_thread(self._reader.wait_until_ready)
        gc.collect()
        gc.freeze()

    async def _follow(self) -> None:
        """Bring what the room's source sees into the inbox. Raises CannotStart if ``room`` leads nowhere."""
        while True:
            source = TikTokSource(self._config.tiktok_settings(), self._clock, self._alerts)
            try:
                async for event in source.events():
                    await self._loop.inbox.put(event)
            except RoomNotUnderstood as error:
                raise CannotStart(str(error)) from error
            except Exception as error:
                log.error("the source failed and is started again", exc_info=error)
                self._alerts.raise_alert("connection", "network", type(error).__name__)
            await self._clock.sleep(SOURCE_AGAIN_MS)

    def _on_failure(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, CannotStart | JournalError):
            log.error(context["message"], reason=str(error))
        else:
            log.error(context["message"], exc_info=error)
            self._alerts.raise_alert("internal", "task_failed", context["message"])

    # --- the end -----------------------------------------------------------------------------------------------

    async def _stop(
        self, room: asyncio.Task[None], tasks: list[asyncio.Task[Any]], server: ControlServer | None
    ) -> None:
        """Stop in time, losing nothing that can be stored."""
        committed_by_s = asyncio.get_running_loop().time() + COMMITTED_AFTER_S
        with suppress(TimeoutError):
            await asyncio.wait_for(stop(*tasks), SOURCE_STOPS_WITHIN_S)
        if self._loop.ready.is_set() and (last := self._loop.status().connection).phase in ("live", "paused"):
            now_ms = self._clock.now_ms()
            self._loop.inbox.add(
                Disconnected(at_ms=now_ms, reason="stopped", last_frame_at_ms=last.last_frame_at_ms or now_ms)
            )
        closing = [self._executor.close(SEND_SETTLES_WITHIN_S)]
        if server is not None:
            closing.append(server.stop())
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_WITHIN_S):
                await asyncio.gather(*closing, return_exceptions=True)
        self._loop.stop()
        await asyncio.wait([room], timeout=committed_by_s - asyncio.get_running_loop().time())
        await stop(room)
        await self._translator.close()

    def _close(self) -> None:
        if self._worker.close(CLOSED_WITHIN_S):
            self._journal.close()  # else what it is doing ends with the process, and is undone at the next start


async def _ways_in(config: Config, data_dir: Path) -> tuple[str, str, str]:
    """Return the control API's token, the overlays' key and the desk's, having tried whether it can listen.

    Raises CannotStart.
    """
    host, port = config.web.host, config.web.port
    try:
        ways = own_token(data_dir), overlay_key(data_dir), desk_key(data_dir)
        trial = await asyncio.get_running_loop().create_server(asyncio.Protocol, host, port, start_serving=False)
    except TokenError as error:
        raise CannotStart(str(error)) from error
    except OSError as error:
        raise CannotStart(why_not_listening(error, host, port)) from error
    trial.close()
    logs.hide(*ways)
    return ways


async def _first(tasks: list[asyncio.Task[Any]], *events: asyncio.Event) -> None:
    """Wait until one of the tasks has ended, and raise what it raised, or one of the events is set."""
    waiting = [spawn(event.wait(), name="waiting") for event in events]
    try:
        done, _ = await asyncio.wait([*tasks, *waiting], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
    for task in done:
        task.result()


async def _say_alive() -> None:
    every_s = alive_every_s()
    while every_s is not None:
        notify(ALIVE)
        await asyncio.sleep(every_s)


@contextmanager
def _signals_set(stopping: asyncio.Event) -> Iterator[None]:
    """Let SIGTERM and SIGINT set ``stopping``."""
    loop = asyncio.get_running_loop()
    before = {}
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(ValueError):  # not the main thread: somebody else listens to signals
            before[number] = signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopping.set))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop_with_stdin(stopping: asyncio.Event) -> None:
    """Set ``stopping`` when standard input ends: whoever started us is gone."""
    loop = asyncio.get_running_loop()

    def wait() -> None:
        # Not sys.stdin: its lock would be held when the interpreter ends, which is fatal.
        while os.read(0, 4096):
            pass
        with suppress(RuntimeError):  # the loop is closed: stopped already
            loop.call_soon_threadsafe(stopping.set)

    threading.Thread(target=wait, name="standard input", daemon=True).start()


def _room_key(config: Config) -> str:
    """Return what the journal calls the room: the same for its name and its link, so that its regulars are known."""
    room = parse_room(config.room, config.tiktok.app_url)
    return f"@{room.name}" if isinstance(room, Name) else config.room

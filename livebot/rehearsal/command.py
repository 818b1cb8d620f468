"""``livebot rehearse``: a show for practice, with the real daemon, compared with the truth at the end."""

import asyncio
import locale
import logging
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack, aclosing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from livebot.console.app import ConsoleApp
from livebot.console.plain import PlainLines
from livebot.ports import JournalError
from livebot.rehearsal.audience import invite
from livebot.rehearsal.daemon import daemon_with
from livebot.rehearsal.libre import LibreService
from livebot.rehearsal.outcome import read_outcome
from livebot.rehearsal.performance import Performance, StageClock
from livebot.rehearsal.plays import PLAYS, Play
from livebot.rehearsal.row import Row
from livebot.rehearsal.sayings import Sayings
from livebot.rehearsal.script import comments_of
from livebot.rehearsal.server import LookAlike
from livebot.rehearsal.summary import summary
from livebot.report import command as report
from livebot.runtime.child import ChildDaemon, DaemonFailed
from livebot.runtime.logs import configure_logs
from livebot.runtime.tasks import spawn, stop
from livebot.views import Status
from livebot.web.client import ControlClient, ControlError

COMES_WITHIN_S, CONSOLE_ENDS_WITHIN_S, CATCHES_UP_WITHIN_S = 60.0, 3.0, 2.0
VIEW_LAGS_S = 0.3
"""The last lines shall be seen, too."""
INTERRUPTED = 130
REPORT = Path("data/rehearsal/report.html")
"""Where the report stays, from the folder that livebot is started in."""


class RehearsalClient(ControlClient):
    async def overlay_links(self) -> dict[str, str]:
        """The audience is not greeted by overlays: that they are watched must not change the show."""
        return {name: f"{link}&unseen" for name, link in (await super().overlay_links()).items()}


@dataclass
class Rehearsal:
    """One rehearsal. ``run`` prints what happens, or shows the console, and returns the summary's rows."""

    play: Play
    folder: Path
    speed: float
    is_plain: bool

    def __post_init__(self) -> None:
        self.is_whole = False
        """The show was performed to its end."""
        self.is_interrupted = False
        """It was ended by Ctrl+C or SIGTERM, and not by leaving the console."""
        self.notes: list[str] = []
        """What to know about the rows."""
        self._say = Sayings(self.play.language)
        self._clock = StageClock(self.speed)
        self._left = asyncio.Event()
        self._has_begun = False
        self._was_asked_for_patience = False

    async def run(self) -> list[Row]:
        """Raises DaemonFailed, ControlError or JournalError."""
        guests = self.play.audience.guests
        languages = {guest.language for guest in guests}
        intro = self._say("intro", viewers=len(guests), languages=len(languages))
        self._print([intro, self._say("colleague")])
        async with AsyncExitStack() as stack:
            stack.enter_context(self._signals())
            server = await stack.enter_async_context(LookAlike(self._clock))
            libre = await stack.enter_async_context(self._translations())
            config = self.play.set_up(self.folder, server, libre, self.speed)
            await asyncio.to_thread(self.play.record_past, config, self._clock.now_ms())
            daemon = await stack.enter_async_context(daemon_with(config, self.speed))
            control = await stack.enter_async_context(RehearsalClient(daemon.url, daemon.token, by="operator"))
            self._print(await self._links(control))
            try:
                return await self._rehearse(server, daemon, control)
            except ControlError as error:
                if daemon.exit_code is None:
                    raise
                raise daemon.failure(f"{daemon.how_it_ended()} It was in the middle of the show.") from error

    async def _links(self, control: ControlClient) -> list[str]:
        overlays = await control.overlay_links()
        desk = (await control.desk()).links[0]
        links = self._say("links", stage=overlays["stage"], editor=overlays["editor"], desk=desk).splitlines()
        return links if self.is_plain else [*links, self._say("links again")]

    async def _rehearse(self, server: LookAlike, daemon: ChildDaemon, control: ControlClient) -> list[Row]:
        show = self.play.performance(
            server, control, self._clock, folder=self.folder, speed=self.speed, on_moment=self._announce
        )
        try:
            await server.room.connected(timeout_s=COMES_WITHIN_S)
        except TimeoutError:
            raise daemon.failure(f"The daemon did not come into the room within {COMES_WITHIN_S:g} s.") from None
        await show.until(lambda status: status["connection"]["phase"] == "live")
        connection = msgspec.convert(await control.status(), Status).connection
        self._clock.agree(server.room.came[0].opened_at_ms, connection.live_since_ms)
        self._has_begun = True
        await self._perform(show, daemon)
        self._print([self._say("comparing")])
        if not self.is_whole:
            await show.caught_up(CATCHES_UP_WITHIN_S)
        status = msgspec.convert(await control.status(), Status)
        exit_code = await asyncio.to_thread(daemon.stop)
        outcome = await asyncio.to_thread(read_outcome, daemon.data_dir, status, exit_code)
        others = outcome.orders_of_others(control.by)
        truth, rows = self.play.judge(show, server, outcome, self.speed, is_whole=self.is_whole, is_alone=not others)
        self.notes += [self._say("lost", n=truth.lost)] if truth.lost else []
        self.notes += [self._say("hands on", n=others)] if others else []
        self.notes += [] if self.is_whole else [self._say("early")]
        return rows

    def _translations(self) -> LibreService:
        """Return a translation service that knows every question of the script, and the replies there and back."""
        audience = self.play.audience
        asked = [comment for comment in comments_of(self.play.script) if comment.means.kind == "question"]
        translations = {comment.text: audience.topics[comment.means.of].gloss for comment in asked}
        for reply in audience.replies.values():
            translations |= dict.fromkeys(reply.text.values(), reply.translations)
            translations |= dict.fromkeys(reply.translations.values(), reply.back)
        return LibreService(translations, sources={comment.text: comment.guest.language for comment in asked})

    # --- what the user sees ------------------------------------------------------------------------------------

    async def _perform(self, show: Performance, daemon: ChildDaemon) -> None:
        """Perform until the end of the show, or until the user leaves."""
        client = RehearsalClient(daemon.url, daemon.token, by="console")
        app = None if self.is_plain else ConsoleApp(client, self._clock, language=self.play.language, is_rehearsal=True)
        view = spawn(self._lines(client) if app is None else self._console(app, client), name="view")
        performing = spawn(show.run(), name="show")
        leaving = spawn(self._left.wait(), name="leaving")
        await asyncio.wait([performing, leaving, view], return_when=asyncio.FIRST_COMPLETED)
        self.is_whole = performing.done()
        self._left.set()
        await asyncio.sleep(VIEW_LAGS_S)
        if app is not None:
            app.exit()
            await asyncio.wait([view], timeout=CONSOLE_ENDS_WITHIN_S)
        await stop(leaving, performing, view)
        if self.is_whole:
            performing.result()
        elif not view.cancelled() and (error := view.exception()):
            raise error

    async def _console(self, app: ConsoleApp, client: ControlClient) -> None:
        app.call_later(app.said.say, self._say("colleague"))
        async with client:
            await app.run_async()

    async def _lines(self, client: ControlClient) -> None:
        lines = PlainLines(self.play.language)
        async with client, aclosing(client.live()) as views:
            async for view in views:
                self._print(lines.of_status(msgspec.convert(view, Status)))

    def _announce(self, moment: str) -> None:
        if self.is_plain:
            self._print([f"── {self._say(f'moment {moment}')}"])

    def _print(self, lines: list[str]) -> None:
        try:
            print_lines(lines)
        except BrokenPipeError:  # the reader, such as `head`, has had enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self._left.set()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Let Ctrl+C and the like end the show and give the summary so far; before the show, end it all.

        The summary takes seconds: who is impatient is told so once. A terminal that was closed (SIGHUP) ends the
        process as it stands, and so its daemon: nobody is there, and the console would wait for ever to be drawn.
        """
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None

        def leave() -> None:
            if self._has_begun and not self._left.is_set():
                self.is_interrupted = True
                self._left.set()
            elif self._has_begun and not self._was_asked_for_patience:
                self._was_asked_for_patience = True
                self._print([self._say("patience")])
            else:
                task.cancel()

        before = {}
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(ValueError):  # not the main thread: somebody else listens to signals
                before[number] = signal.signal(number, lambda *_: loop.call_soon_threadsafe(leave))
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def main(
    *,
    speed: float,
    seed: int,
    for_s: float | None,
    plain: bool,
    language: str | None = None,
    show: str = "room",
) -> int:
    """Rehearse, print the summary, and return the exit code: 1 if anything is not as it had to be.

    ``for_s`` is the length of the show in its own seconds, the usual one if None. ``language`` is the host's, ``en`` or
    ``zh``; the locale's if None. ``show`` is one of ``PLAYS``.
    """
    language = language or _own_language()
    if show not in PLAYS:
        return _failed(f"there is no show {show}: choose one of {', '.join(PLAYS)}")
    try:
        play = PLAYS[show](invite(seed), seed, language, None if for_s is None else round(for_s * 1000))
    except ValueError as error:
        return _failed(str(error))
    is_plain = plain or not (sys.stdin.isatty() and sys.stdout.isatty())
    folder = Path(tempfile.mkdtemp(prefix="livebot-rehearsal-"))
    rehearsal = Rehearsal(play, folder, speed, is_plain)
    try:
        with (folder / "rehearsal.log").open("w", encoding="utf-8") as log:
            configure_logs(log, logging.WARNING)
            rows = asyncio.run(rehearsal.run())
    except (asyncio.CancelledError, KeyboardInterrupt):
        shutil.rmtree(folder, ignore_errors=True)
        sys.stderr.write(f"{Sayings(language)('nothing left')}\n")
        return INTERRUPTED
    except (DaemonFailed, ControlError, JournalError) as error:
        return _failed(f"{error}\nThe records are kept in {folder}.")
    is_right = all(row.is_right for row in rows)
    is_kept = rehearsal.is_whole and not is_right
    lines = summary(rows, rehearsal.notes, Sayings(language))
    lines += [Sayings(language)("kept", folder=folder)] if is_kept else []
    with suppress(BrokenPipeError, KeyboardInterrupt):
        print_lines(lines)
        if rehearsal.is_whole:
            _write_report(folder / "data", language)
    if not is_kept:
        shutil.rmtree(folder, ignore_errors=True)
    if rehearsal.is_whole:
        return 0 if is_right else 1
    return INTERRUPTED if rehearsal.is_interrupted else 0


def _write_report(data: Path, language: str) -> None:
    """Write the report on the show, as one is made after a real show, and print where it is."""
    say = Sayings(language)
    try:
        REPORT.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        print_lines([say("report")])
        report.main(data, "last", report.Wishes(form="html", out=REPORT.resolve()))
    except BrokenPipeError:
        raise
    except (JournalError, OSError) as error:
        print_lines([say("no report", why=error)])


def print_lines(lines: list[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _failed(message: str) -> int:
    sys.stderr.write(f"livebot: {message}\n")
    return 1


def _own_language() -> str:
    name = (locale.getlocale()[0] or "").lower()
    return "zh" if name.startswith(("zh", "chinese")) else "en"

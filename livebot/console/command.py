"""``livebot console`` and the console of ``livebot run``."""

import asyncio
import getpass
import os
import secrets
import signal
import socket
import sys
from contextlib import aclosing
from pathlib import Path

import msgspec

from livebot.console.app import ConsoleApp
from livebot.console.plain import PlainLines
from livebot.runtime.child import ChildDaemon, DaemonFailed, where_it_answers
from livebot.runtime.clock import SystemClock
from livebot.safe import clean
from livebot.views import Status
from livebot.web.client import ControlClient, ControlError
from livebot.wording import Words

LOG_NAME = "livebot.log"
GO_ON = "Start `livebot run` again: it goes on with the same show, and nothing that was recorded is lost."


def attach(url: str, token: str, *, plain: bool = False, language: str = "") -> int:
    """Show the daemon at ``url`` until the operator leaves; return the exit code.

    ``language`` is ``en`` or ``zh``; empty takes the host's. Without a terminal, or with ``plain``, prints lines
    instead.
    """
    return _show(ControlClient(url, token, by=_own_name()), plain=plain, language=language)


def run_with_console(config_path: Path | None, data_dir: Path) -> int:
    """Start ``livebot run --headless`` with this configuration, show its console, and stop it when that is left.

    Returns the exit code. Raises CannotStart.
    """
    if (found := where_it_answers(data_dir)) is not None:
        url, _ = found
        return _failed(f"A daemon with this data folder runs already at {url}: show it with `livebot console`.")
    try:
        with ChildDaemon(config_path, data_dir, data_dir / LOG_NAME) as daemon:
            daemon.wait_until_it_answers()
            exit_code = _show(ControlClient(daemon.url, daemon.token, by=_own_name()), own=daemon)
            if daemon.exit_code:
                raise daemon.failure(f"{daemon.how_it_ended()} {GO_ON}")
            return exit_code
    except DaemonFailed as error:
        return _failed(error)


def _own_name() -> str:
    """Return who sits here, and something to tell their consoles apart, also on machines that are all alike."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container may know no user
        user = socket.gethostname()
    return f"{clean(user)[:40]} {secrets.token_hex(2)}"


def _show(client: ControlClient, *, plain: bool = False, language: str = "", own: ChildDaemon | None = None) -> int:
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    try:
        if plain or not is_terminal:
            return asyncio.run(_print_lines(client, language, own))
        return asyncio.run(_run_app(client, language, own))
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 0
    except ControlError as error:
        return _failed(error)


async def _run_app(client: ControlClient, language: str, own: ChildDaemon | None) -> int:
    async with client:
        await client.status()  # a wrong address, token or version is better said before the screen is taken over
        app = ConsoleApp(client, SystemClock(), language=language, own=own)
        await app.run_async()
        return app.return_code or 0


async def _print_lines(client: ControlClient, language: str, own: ChildDaemon | None) -> int:
    _end_with_sigterm()
    lines = PlainLines(language)

    def on_trouble(trouble: ControlError) -> None:
        _print(lines.of_trouble(trouble.kind, client.url))
        if own is not None and own.exit_code is not None:
            raise trouble

    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # an old terminal cannot show every script
    try:
        async with client:
            await client.status()
            async with aclosing(client.live(on_trouble)) as views:
                async for view in views:
                    _print(lines.of_status(msgspec.convert(view, Status)))
    except BrokenPipeError:  # the reader, such as `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except msgspec.ValidationError:
        raise ControlError("other_version", Words("en")("trouble.other_version")) from None
    return 0


def _end_with_sigterm() -> None:
    task = asyncio.current_task()
    if os.name == "posix" and task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


def _print(lines: list[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _failed(error: Exception | str) -> int:
    sys.stderr.write(f"livebot: {error}\n")
    return 1

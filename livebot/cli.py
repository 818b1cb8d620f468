"""The commands. Each imports what it needs only when it runs, so that ``--help`` is there at once."""

# ruff: noqa: PLC0415 - late imports are the point of this file; options of the command line are flags

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from livebot import __version__, draw_command

app = typer.Typer(
    name="livebot",
    help="TikTok LIVE: questions translated for the host, polls, secret codes and timely lines for the room.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.add_typer(draw_command.app, name="draw")

CONFIG = Path("config/livebot.yaml")

ConfigOption = Annotated[Path, typer.Option("--config", help="The livebot.yaml to use.")]
DataOption = Annotated[Path | None, typer.Option("--data-dir", help="Where records are kept, instead of data_dir.")]
UrlOption = Annotated[str, typer.Option("--url", help="Address of a daemon elsewhere, such as http://10.0.0.5:8787.")]
TokenOption = Annotated[Path | None, typer.Option("--token-file", help="File with that daemon's token.")]

DO_HELP = """Press a key of the console from the shell.

\b
poll open ID         poll close ID        quick open ID       quick close ID
code open ID         code close ID        prompt send ID
question answer N    question star N      question dismiss N
question claim N     question release N   question handover N
question give N ANSWER                    a prepared answer goes out
question reply N TEXT                     a reply is translated
question post N      question discard N   that reply: out, or away
question pin N       question unpin       on the overlay, or off
outbox sent N        outbox drop N        say TEXT
order add N          order remove N       figure set FIGURE N
goal start ID        goal stop ID
pk start ID          pk stop ID
pk cool ID           pk go-on ID          a PK that turns hostile: close it, or not
countdown start ID   countdown stop ID    countdown add ID TIME
countdown pause ID   countdown resume ID
segment next         segment skip         segment back        segment hold
segment go ID        leaderboard post
giveaway start ID    giveaway stop ID     a draw: entry is closed
giveaway draw ID VALUE                    the public value it waits for
giveaway cancel ID [REASON]               no winner, or no more of them
moderation act N [STEP]                   warn, mute short, mute long or remove
moderation dismiss N                      it was no offence
moderation warn VIEWER                    moderation mute VIEWER
moderation remove VIEWER                  moderation permit VIEWER (one link)
pause                resume               panic               undo    ending
"""


EX_CONFIG = 78
"""Tells a service manager that starting again does not cure it."""


def command(
    name: str | None = None, *, of: typer.Typer = app, **options: Any
) -> Callable[[Callable[..., int]], Callable[..., None]]:
    """Make a function that returns an exit code a command; what is wrong is printed as plain lines."""

    def decorate(function: Callable[..., int]) -> Callable[..., None]:
        @of.command(name, **options)
        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> None:
            code = EX_CONFIG if kwargs.get("headless") else 1
            with _plain_errors(kwargs.get("rules") or kwargs.get("config") or CONFIG, code):
                raise typer.Exit(function(*args, **kwargs))

        return run

    return decorate


@contextmanager
def _plain_errors(files: Path, code: int) -> Iterator[None]:
    """Print what is wrong; ``files`` are those whose mistakes a check shows again, ``code`` is what they end with."""
    from livebot.address import AddressError
    from livebot.ports import JournalError
    from livebot.rules.problems import ConfigProblems
    from livebot.runtime.datadir import CannotStart

    try:
        yield
    except ConfigProblems as problems:
        check = "livebot check" if files == CONFIG else f"livebot check {files}"
        typer.echo(f"{problems}\nCorrect this first; `{check}` shows it again.", err=True)
        raise typer.Exit(code) from None
    except (AddressError, CannotStart, JournalError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def _keep_private() -> None:
    """Let nobody else on this machine read what is written from now on: it is viewers' data."""
    os.umask(0o077)


FASTEST = 30
"""Beyond this a machine's own delays are longer than the margins of a rehearsal."""


def _speed(speed: float) -> float:
    if not 0 < speed <= FASTEST:
        raise typer.BadParameter(f"a number between 0 and {FASTEST}, such as 10")
    return speed


def _console_language(language: str) -> str:
    if language not in ("", "en", "zh"):
        raise typer.BadParameter("en or zh")
    return language


LanguageOption = Annotated[str, typer.Option("--language", help="The console's: en or zh.", callback=_console_language)]


def _duration_s(text: str) -> float:
    from livebot.engine.fields import parse_duration_ms

    try:
        seconds = parse_duration_ms(text) / 1000
    except ValueError as error:
        raise typer.BadParameter(f"{text}; {error}", param_hint="--for") from None
    if seconds <= 0:
        raise typer.BadParameter("more than nothing, such as 90s", param_hint="--for")
    return seconds


# --- before the show -------------------------------------------------------------------------------------------


@command()
def check(
    path: Annotated[Path, typer.Argument(help="A livebot.yaml, a rule file, or a folder of them.")] = CONFIG,
) -> int:
    """Check configuration and rules: every mistake with its line.

    Warns of what is likely to surprise you, too.
    """
    from livebot.rules import command

    return command.check(path)


@command()
def doctor(
    config: ConfigOption = CONFIG,
    data_dir: DataOption = None,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> int:
    """Check everything around a show.

    Room, sign key, posting, translators, clock, disk, rules and ports.
    """
    from livebot import doctor

    return doctor.main(config, data_dir, as_json=json)


@command()
def schema(
    folder: Annotated[Path, typer.Option("--write", help="The folder to write into.")] = Path("config/schema"),
) -> int:
    """Write JSON Schemas of the YAML files for your editor.

    With them it completes and checks while you type.
    """
    from livebot.rules import command

    return command.write(folder)


@command()
def rehearse(
    *,
    speed: Annotated[float, typer.Option(help="How many times faster than real time.", callback=_speed)] = 1.0,
    seed: Annotated[int, typer.Option(help="Another number is another audience.")] = 1,
    length: Annotated[str, typer.Option("--for", help="How long, such as 90s; the whole script if not given.")] = "",
    plain: Annotated[bool, typer.Option("--plain", help="Lines instead of the console.")] = False,
    show: Annotated[str, typer.Option(help="room; or rhythm: newcomers, PK, giveaways, orders, points …")] = "room",
    language: LanguageOption = "",
) -> int:
    """Try livebot on a made-up room with a made-up audience.

    Nothing leaves this machine.
    """
    _keep_private()
    for_s = _duration_s(length) if length else None
    from livebot.rehearsal.command import main

    return main(speed=speed, seed=seed, for_s=for_s, plain=plain, language=language or None, show=show)


# --- the show --------------------------------------------------------------------------------------------------


@command()
def run(
    config: ConfigOption = CONFIG,
    data_dir: DataOption = None,
    headless: Annotated[bool, typer.Option("--headless", help="Without a console: for services and servers.")] = False,
    speed: Annotated[float, typer.Option(help="With --headless.", hidden=True, callback=_speed)] = 1.0,
) -> int:
    """Wait for the room to go live and follow it.

    After a stream it waits for the next. Ctrl-C ends it.
    """
    _keep_private()
    from livebot.rules.config import load_config

    settings = load_config(config)
    data = data_dir or settings.data_path
    if headless:
        from livebot.runtime.daemon import main

        return main(settings, data, speed)
    from livebot.console.command import run_with_console

    return run_with_console(config, data)


@command()
def console(
    config: ConfigOption = CONFIG,
    data_dir: DataOption = None,
    url: UrlOption = "",
    token_file: TokenOption = None,
    *,
    plain: Annotated[bool, typer.Option("--plain", help="Lines, like a log.")] = False,
    language: LanguageOption = "",
) -> int:
    """Open a console on a running daemon.

    Several at once are fine, also from other machines.

    For a daemon elsewhere give --url, and its token in the environment variable LIVEBOT_TOKEN or with --token-file.
    """
    from livebot.address import find_daemon
    from livebot.console.command import attach

    return attach(*find_daemon(config, data_dir, url, token_file), plain=plain, language=language)


@command()
def status(
    config: ConfigOption = CONFIG,
    data_dir: DataOption = None,
    url: UrlOption = "",
    token_file: TokenOption = None,
    json: Annotated[bool, typer.Option("--json", help="Everything, for scripts.")] = False,
) -> int:
    """Show what a running daemon sees.

    Alerts, lines that failed, polls, asks, codes, the first questions, and what waits in the outbox.
    """
    from livebot import remote
    from livebot.address import find_daemon

    return remote.status(*find_daemon(config, data_dir, url, token_file), as_json=json)


@command()
def overlays(
    config: ConfigOption = CONFIG,
    data_dir: DataOption = None,
    url: UrlOption = "",
    token_file: TokenOption = None,
) -> int:
    """Print the links to the overlays of a running daemon.

    Open the editor's in a browser: it shows every page and gives links for OBS and LIVE Studio.

    Whoever has a link can watch, and do nothing else.
    """
    from livebot import remote
    from livebot.address import find_daemon

    return remote.overlays(*find_daemon(config, data_dir, url, token_file))


@command()
def desk(
    config: ConfigOption = CONFIG,
    data_dir: DataOption = None,
    url: UrlOption = "",
    token_file: TokenOption = None,
    *,
    new: Annotated[bool, typer.Option("--new", help="Make a new link; the old ones stop at once.")] = False,
    language: LanguageOption = "",
) -> int:
    """Let a helper's phone in: link and QR code.

    They lead to the moderator's page of a running daemon, for a phone or tablet in the same network.

    Whoever has the link can do what you do: it is for people you trust.
    """
    from livebot import remote
    from livebot.address import find_daemon

    return remote.desk(*find_daemon(config, data_dir, url, token_file), is_new=new, language=language)


@command(help=DO_HELP, context_settings={"ignore_unknown_options": True})
def do(
    words: Annotated[list[str], typer.Argument(metavar="COMMAND", help="Such as: poll open colour")],
    config: ConfigOption = CONFIG,
    data_dir: DataOption = None,
    url: UrlOption = "",
    token_file: TokenOption = None,
) -> int:
    from livebot import remote
    from livebot.address import find_daemon

    return remote.do(*find_daemon(config, data_dir, url, token_file), words)


orders_app = typer.Typer(help="Orders of the show.", no_args_is_help=True)
app.add_typer(orders_app, name="orders")


@command("import", of=orders_app)
def import_orders(
    file: Annotated[Path, typer.Argument(help="Columns: order_id, status, amount, currency, ordered_at, viewer.")],
    config: ConfigOption = CONFIG,
    data_dir: DataOption = None,
    url: UrlOption = "",
    token_file: TokenOption = None,
) -> int:
    """Tell a running daemon of the orders in a CSV file.

    Those bought before the show began do not count; to import a file again does no harm.
    """
    from livebot import remote
    from livebot.address import find_daemon
    from livebot.rules.config import load_config

    zone = load_config(config).timezone if config.exists() else "UTC"
    return remote.import_orders(*find_daemon(config, data_dir, url, token_file), file, zone)


# --- after the show --------------------------------------------------------------------------------------------


@command()
def sessions(config: ConfigOption = CONFIG, data_dir: DataOption = None) -> int:
    """List the recorded lives, the newest first."""
    from livebot import recordings

    return recordings.show_sessions(_data_path(config, data_dir))


@command()
def report(
    session: Annotated[str, typer.Argument(help="Its name from `livebot sessions`, or the beginning of it.")] = "last",
    *,
    html: Annotated[bool, typer.Option("--html", help="Only the page: one file, opens offline.")] = False,
    text: Annotated[bool, typer.Option("--text", help="Only the text.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Every table, for spreadsheets: a .zip, or a folder.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Every table, for scripts.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Where to write it.")] = None,
    markers: Annotated[
        Path | None, typer.Option("--markers", help="The liveliest moments for a video editor: .edl, .csv or .txt.")
    ] = None,
    recorded_from: Annotated[
        str, typer.Option("--recorded-from", help="When that recording began, such as 20:03:15; else with the show.")
    ] = "",
    fps: Annotated[int, typer.Option("--fps", help="Frames per second of the recording.")] = 30,
    language: Annotated[
        str, typer.Option("--language", help="en or zh; else the host's.", callback=_console_language)
    ] = "",
    config: ConfigOption = CONFIG,
    data_dir: DataOption = None,
    behind: Annotated[bool, typer.Option("--behind", hidden=True)] = False,
) -> int:
    """Tell what a live came to, for its owner.

    Viewers, interaction, polls, words that work, questions nobody answered, the liveliest moments, orders, and how the
    last lives were. Prints it and writes a page with charts into data/reports; after a live that is made by itself.
    """
    _keep_private()
    from livebot.report.command import Form, Wishes, main

    wanted: dict[Form, bool] = {"html": html, "text": text, "csv": csv, "json": json}
    forms = [form for form, is_wanted in wanted.items() if is_wanted]
    if len(forms) > 1:
        raise typer.BadParameter("one of --html, --text, --csv and --json at a time")
    wishes = Wishes(
        form=forms[0] if forms else None,
        out=out,
        markers=markers,
        recorded_from=recorded_from,
        rate=fps,
        language=language,
        is_behind=behind,
    )
    return main(_data_path(config, data_dir), session, wishes)


@command()
def results(
    csv: Annotated[bool, typer.Option("--csv", help="A row for each option, for spreadsheets.")] = False,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
    since: Annotated[str, typer.Option(help="Only what ended since then: a day such as 2026-11-01, or 30d.")] = "",
    config: ConfigOption = CONFIG,
    data_dir: DataOption = None,
) -> int:
    """List what viewers chose in every poll, PK and quick ask.

    Counts by option, voters and their languages, with the time in the market.
    """
    from livebot import results

    return results.main(config, data_dir, as_csv=csv, as_json=json, since=since)


@command()
def replay(
    session: Annotated[str, typer.Argument(help="Its name from `livebot sessions`, the beginning of it, or `last`.")],
    rules: Annotated[Path | None, typer.Option("--rules", help="A rule file or a folder of them to try out.")] = None,
    trace: Annotated[bool, typer.Option("--trace", help="Say for each event what fired, and why not.")] = False,
    config: ConfigOption = CONFIG,
    data_dir: DataOption = None,
) -> int:
    """Play a recorded live again, with its own or other rules.

    With its own rules it must decide the same; with others it says what would differ.

    With --trace, each line is an event: the time since the room was joined, what it was, and whose. Below it stand the
    rules that fired, and for a comment all that did not, with the reason. A reason why a prompt
    waits is told once, when it is new.
    """
    from livebot import recordings

    return recordings.replay(_data_path(config, data_dir), session, rules, trace=trace)


@command()
def forget(
    viewer: Annotated[str, typer.Argument(help="The @name or the numeric id.")],
    config: ConfigOption = CONFIG,
    data_dir: DataOption = None,
) -> int:
    """Erase one viewer everywhere, recordings included.

    Says what was erased. Not while livebot runs.
    """
    _keep_private()
    from livebot import recordings

    return recordings.forget(_data_path(config, data_dir), viewer)


def _data_path(config: Path, data_dir: Path | None) -> Path:
    from livebot.rules.config import load_config

    return data_dir or load_config(config).data_path


# --- the program -----------------------------------------------------------------------------------------------


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"livebot {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Options that stand before the command."""


def main() -> None:
    """Run the command line; exits with the command's code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may know few characters: better "?" than a crash
            stream.reconfigure(errors="replace")
    try:
        app()
    except KeyboardInterrupt:
        raise SystemExit(130) from None

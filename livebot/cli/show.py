"""The commands for a show that runs."""

# ruff: noqa: PLC0415 - see livebot.cli

from pathlib import Path
from typing import Annotated

import typer

from livebot.cli.shared import (
    CONFIG,
    ConfigOption,
    DataOption,
    LanguageOption,
    TokenOption,
    UrlOption,
    command,
    keep_private,
    speed,
)

app = typer.Typer()

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


@command(app)
def run(
    config: ConfigOption = CONFIG,
    data_dir: DataOption = None,
    headless: Annotated[bool, typer.Option("--headless", help="Without a console: for services and servers.")] = False,
    speed: Annotated[float, typer.Option(help="With --headless.", hidden=True, parser=speed)] = 1.0,
) -> int:
    """Wait for the room to go live and follow it.

    After a stream it waits for the next. Ctrl-C ends it.
    """
    keep_private()
    from livebot.rules.config import load_config

    settings = load_config(config)
    data = data_dir or settings.data_path
    if headless:
        from livebot.runtime.daemon import main

        return main(settings, data, speed)
    from livebot.console.command import run_with_console

    return run_with_console(config, data)


@command(app)
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


@command(app)
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


@command(app)
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


@command(app)
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


@command(app, help=DO_HELP, context_settings={"ignore_unknown_options": True})
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


@command(orders_app, "import")
def import_orders(
    file: Annotated[Path, typer.Argument(help="Columns: order_id, status, amount, currency, ordered_at, viewer.")],
    config: ConfigOption = CONFIG,
    data_dir: DataOption = None,
    url: UrlOption = "",
    token_file: TokenOption = None,
) -> int:
    """Tell a running daemon of the orders in a CSV file.

    Those bought before livebot saw the room go live do not count; to import a file again does no harm.

    Times without a zone are times of the market's time zone. Amounts may be written 19.90 or 19,90.
    """
    from livebot import remote
    from livebot.address import find_daemon
    from livebot.rules.config import load_config

    zone = load_config(config).timezone if config.exists() else "UTC"
    return remote.import_orders(*find_daemon(config, data_dir, url, token_file), file, zone)

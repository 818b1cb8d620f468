"""The commands. Each imports what it needs only when it runs, so that ``--help`` is there at once."""

import sys
from typing import Annotated

import typer

from livebot import __version__
from livebot.cli import after, before, draw, show

app = typer.Typer(
    name="livebot",
    help="TikTok LIVE: questions translated for the host, polls, secret codes and timely lines for the room.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for part in (before, show, after):
    app.add_typer(part.app)
app.add_typer(draw.app, name="draw")


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

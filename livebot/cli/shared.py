"""What all commands share: options, and how errors are printed."""

# ruff: noqa: PLC0415 - see livebot.cli

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

CONFIG = Path("config/livebot.yaml")

ConfigOption = Annotated[Path, typer.Option("--config", help="The livebot.yaml to use.")]
DataOption = Annotated[Path | None, typer.Option("--data-dir", help="Where records are kept, instead of data_dir.")]
UrlOption = Annotated[str, typer.Option("--url", help="Address of a daemon elsewhere, such as http://10.0.0.5:8787.")]
TokenOption = Annotated[Path | None, typer.Option("--token-file", help="File with that daemon's token.")]

EX_CONFIG = 78
"""Tells a service manager that starting again does not cure it."""


def command(
    of: typer.Typer, name: str | None = None, **options: Any
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


def keep_private() -> None:
    """Let nobody else on this machine read what is written from now on: it is viewers' data."""
    os.umask(0o077)


FASTEST = 30
"""Beyond this a machine's own delays are longer than the margins of a rehearsal."""


def speed(text: str) -> float:
    """Read a speed."""
    with suppress(ValueError):
        if 0 < (number := float(text)) <= FASTEST:
            return number
    raise typer.BadParameter(f"a number, more than 0 and at most {FASTEST}, such as 10")


def console_language(language: str) -> str:
    if language not in ("", "en", "zh"):
        raise typer.BadParameter("en or zh")
    return language


LanguageOption = Annotated[str, typer.Option("--language", help="The console's: en or zh.", callback=console_language)]


def data_path(config: Path, data_dir: Path | None) -> Path:
    from livebot.rules.config import load_config

    return data_dir or load_config(config).data_path

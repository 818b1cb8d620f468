"""The commands for before a show."""

# ruff: noqa: PLC0415 - see livebot.cli

from pathlib import Path
from typing import Annotated

import typer

from livebot.cli.shared import CONFIG, ConfigOption, DataOption, LanguageOption, command, keep_private, speed

app = typer.Typer()


def _duration_s(text: str) -> float:
    from livebot.engine.fields import parse_duration_ms

    try:
        seconds = parse_duration_ms(text) / 1000
    except ValueError as error:
        raise typer.BadParameter(f"{text}; {error}", param_hint="--for") from None
    if seconds <= 0:
        raise typer.BadParameter("more than nothing, such as 90s", param_hint="--for")
    return seconds


@command(app)
def check(
    path: Annotated[
        Path | None, typer.Argument(help="A livebot.yaml, a rule file, or a folder of them.", show_default=False)
    ] = None,
    config: ConfigOption = CONFIG,
) -> int:
    """Check configuration and rules: every mistake with its line.

    Warns of what is likely to surprise you, too.
    """
    from livebot.rules import command

    return command.check(path or config)


@command(app)
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


@command(app)
def schema(
    folder: Annotated[Path, typer.Option("--write", help="The folder to write into.")] = Path("config/schema"),
) -> int:
    """Write JSON Schemas of the YAML files for your editor.

    With them it completes and checks while you type.
    """
    from livebot.rules import command

    return command.write(folder)


@command(app)
def rehearse(
    *,
    speed: Annotated[float, typer.Option(help="How many times faster than real time.", parser=speed)] = 1.0,
    seed: Annotated[int, typer.Option(help="Another number is another audience.")] = 1,
    length: Annotated[str, typer.Option("--for", help="How long, such as 90s; the whole script if not given.")] = "",
    plain: Annotated[bool, typer.Option("--plain", help="Lines instead of the console.")] = False,
    show: Annotated[str, typer.Option(help="room; or rhythm: newcomers, PK, giveaways, orders, points …")] = "room",
    language: LanguageOption = "",
) -> int:
    """Try livebot on a made-up room with a made-up audience.

    Nothing leaves this machine.
    """
    keep_private()
    for_s = _duration_s(length) if length else None
    from livebot.rehearsal.command import main

    return main(speed=speed, seed=seed, for_s=for_s, plain=plain, language=language or None, show=show)

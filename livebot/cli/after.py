"""The commands for after a show."""

# ruff: noqa: PLC0415 - see livebot.cli

from pathlib import Path
from typing import Annotated

import typer

from livebot.cli.shared import CONFIG, ConfigOption, DataOption, command, console_language, data_path, keep_private

app = typer.Typer()


@command(app)
def sessions(config: ConfigOption = CONFIG, data_dir: DataOption = None) -> int:
    """List the recorded lives, the newest first."""
    from livebot import recordings

    return recordings.show_sessions(data_path(config, data_dir))


@command(app)
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
        str,
        typer.Option("--recorded-from", help="When it began, by this computer's clock: 20:03:15; else with the show."),
    ] = "",
    fps: Annotated[str, typer.Option("--fps", help="Frames per second of the recording, such as 25 or 29.97.")] = "30",
    language: Annotated[
        str, typer.Option("--language", help="en or zh; else the host's.", callback=console_language)
    ] = "",
    config: ConfigOption = CONFIG,
    data_dir: DataOption = None,
    behind: Annotated[bool, typer.Option("--behind", hidden=True)] = False,
) -> int:
    """Tell what a live came to, for its owner.

    Viewers, interaction, polls, words that work, questions nobody answered, the liveliest moments, orders, and how the
    last lives were. Prints it and writes a page with charts into data/reports; after a live that is made by itself.
    """
    keep_private()
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
    return main(data_path(config, data_dir), session, wishes)


@command(app)
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


@command(app)
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

    return recordings.replay(data_path(config, data_dir), session, rules, trace=trace)


@command(app)
def forget(
    viewer: Annotated[str, typer.Argument(help="The @name or the numeric id.")],
    config: ConfigOption = CONFIG,
    data_dir: DataOption = None,
) -> int:
    """Erase one viewer everywhere, recordings included.

    Says what was erased. Not while livebot runs.
    """
    keep_private()
    from livebot import recordings

    return recordings.forget(data_path(config, data_dir), viewer)

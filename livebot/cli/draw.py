"""``livebot draw``: anyone can check how winners were drawn, from the published record alone."""

# ruff: noqa: PLC0415 - see livebot.cli

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(help="Check the published record of a giveaway's draw.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def draw() -> None:
    """Check the published record of a giveaway's draw."""


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="The record, as it was published.")],
    viewer: Annotated[str, typer.Option("--viewer", help="A numeric user id: is that viewer among the entrants?")] = "",
) -> None:
    """Draw again from a record alone, and say whether everything in it holds.

    Ends with 1 if anything does not. What it cannot know: whether the commitment is the one that was posted before
    entry opened, and whether the public value is the true one. Compare those yourself.
    """
    from livebot.draw import verify as problems_of
    from livebot.safe import clean

    try:
        record = json.loads(file.read_text("utf-8"))
    except OSError as error:
        typer.echo(f"{file} cannot be read: {error.strerror or error}.", err=True)
        raise typer.Exit(1) from None
    except (ValueError, RecursionError) as error:
        typer.echo(f"{file} is no record of a draw: it is not JSON ({error}).", err=True)
        raise typer.Exit(1) from None
    problems = problems_of(record)
    for problem in problems:
        typer.echo(f"WRONG: {clean(problem)}", err=True)
    if problems:
        raise typer.Exit(1)
    for line in _told(record, viewer):
        typer.echo(clean(line))


def _utc(step: dict[str, Any]) -> str:
    return datetime.fromtimestamp(step["at_ms"] / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _told(record: dict[str, Any], viewer: str) -> list[str]:
    from livebot.draw import is_in, phase

    steps = {step["step"]: step for step in record["steps"]}
    announced = steps["announced"]
    terms = announced["terms"]
    lines = [
        f"The record holds. Giveaway {terms['number']} ({terms['giveaway']}) of {terms['room']}: {phase(record)}.",
        f"Commitment of {_utc(announced)}: {announced['commitment']}",
        *(f"Earlier: giveaway {past['number']} ({past['id']}): {past['phase']}" for past in announced["earlier"]),
    ]
    if "frozen" in steps:
        frozen = steps["frozen"]
        lines.append(f"Entry open from {_utc(steps['opened'])} to {_utc(frozen)}, sealed by {frozen['digest']}")
        lines.append(f"Entrants: {len(frozen['entrants'])}, list {frozen['entrants_hash']}")
    if "drawn" in steps:
        value = steps["drawn"]["public_value"]
        named = f"Public value: {value} ({terms['public_value']}); compare it, and that it came after entry, yourself"
        lines.append(f"Drawn {_utc(steps['drawn'])}. {named if value else terms['trust']}")
        claims = {step["place"]: step["entrant"] for step in record["steps"] if step["step"] in ("claimed", "redrawn")}
        for winner in steps["drawn"]["winners"]:
            prize = next(iter(terms["prizes"][winner["prize"]]["name"].values()))
            lines.append(
                f"Place {winner['place']}, {prize}: {claims.get(winner['place'], winner['entrant']) or 'nobody'}"
            )
    if viewer:
        answer = {True: "is among the entrants", False: "is not among the entrants", None: "cannot be known yet"}
        lines.append(f"Viewer {viewer} {answer[is_in(record, viewer.strip())]}.")
    return lines

"""``livebot status`` and ``livebot do``: a running daemon from the shell."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import typer

from livebot.safe import clean
from livebot.web.client import ControlClient, ControlError
from livebot.web.commands import parse_command

QUESTIONS_SHOWN = 10


def status(url: str, token: str, *, as_json: bool) -> int:
    """Print what the daemon sees; return the exit code."""

    async def ask() -> dict[str, Any]:
        async with ControlClient(url, token, by="status") as client:
            return await client.status()

    try:
        seen = asyncio.run(ask())
    except ControlError as error:
        typer.echo(str(error), err=True)
        return 1
    typer.echo(json.dumps(seen, indent=2) if as_json else "\n".join(_in_words(seen)))
    return 0


def do(url: str, token: str, words: list[str]) -> int:
    """Have an operator's command carried out and print what became of it; return the exit code."""
    try:
        command = parse_command(words)
    except ValueError as error:
        typer.echo(str(error), err=True)
        return 2

    async def order() -> tuple[bool, str]:
        async with ControlClient(url, token, by="do") as client:
            answer = await client.do(command)
        return answer.ok, answer.message or answer.kind

    try:
        done, message = asyncio.run(order())
    except ControlError as error:
        typer.echo(str(error), err=True)
        return 1
    typer.echo(clean(message), err=not done)
    return 0 if done else 1


def _in_words(seen: dict[str, Any]) -> Iterator[str]:
    """Yield the status as lines; viewers' texts made harmless."""
    state = [name for name in ("paused", "panicked", "ending") if seen[name]]
    parts = [seen["connection"]["phase"], f"{seen['viewers']} viewers", f"chat {seen['chat_mode']}", *state]
    yield f"{clean(seen['room'])}: {', '.join(parts)}"
    for alert in seen["alerts"]:
        yield f"ALERT {alert['subject']}: {alert['kind']} {clean(alert['detail'])}".rstrip()
    for poll in seen["polls"]:
        votes = ", ".join(f"{clean(key)} {count}" for key, count in poll["votes"].items())
        yield f"poll {poll['id']} ({poll['state']}): {votes}; {poll['voters']} voters"
    for ask in seen["quick"]:
        answers = ", ".join(f"{clean(key)} {count}" for key, count in ask["answers"].items())
        yield f"quick ask {ask['id']} ({'open' if ask['open'] else 'closed'}): {answers}"
    for code in seen["codes"]:
        yield f"code {code['id']}: {code['hits']} uses by {code['viewers']} viewers"
    waiting = [question for question in seen["questions"] if question["state"] in ("new", "claimed")]
    yield f"{len(waiting)} questions wait"
    for question in waiting[:QUESTIONS_SHOWN]:
        translation = f" → {clean(question['translation'])}" if question["translation"] else ""
        yield f"  {question['id']}. {clean(question['original'])}{translation} ({question['count']}×)"
    for line in seen["outbox"]:
        if line["state"] in ("waiting", "sending", "offered", "maybe"):
            yield f"outbox {line['id']} ({line['state']}): {clean(line['text'])}"

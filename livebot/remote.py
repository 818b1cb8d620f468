"""``livebot status`` and ``livebot do``: a running daemon from the shell, in English."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import msgspec
import typer

from livebot.console.alerts import alert_lines, failed_lines, waiting_offences, why_not_sent
from livebot.console.widgets.offences import name_of
from livebot.console.widgets.queue import main_text, signs, subject
from livebot.safe import clean, cut
from livebot.views import OffenceView, PollView, QuestionView, QuickView, Status
from livebot.web.client import ControlClient, ControlError
from livebot.web.commands import parse_command
from livebot.wording import Words, duration

QUESTIONS_SHOWN = 10
TEXT_CELLS = 60


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
    if as_json:
        typer.echo(json.dumps(seen, indent=2))
        return 0
    try:
        lines = list(_in_words(msgspec.convert(seen, Status)))
    except msgspec.ValidationError:
        typer.echo(Words("en")("trouble.other_version"), err=True)
        return 1
    typer.echo("\n".join(lines))
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


def _in_words(seen: Status) -> Iterator[str]:
    """Yield the status as lines; viewers' texts made harmless."""
    words = Words("en")
    state = [name for name in ("paused", "panicked", "ending") if getattr(seen, name)]
    parts = [seen.connection.phase, f"{seen.viewers} viewers", f"chat {seen.chat_mode}", *state]
    yield f"{clean(seen.room)}: {', '.join(parts)}"
    for alert in alert_lines(seen, words, seen.at_ms):
        if alert.key not in ("panic", "paused"):  # the first line says so
            yield f"ALERT {alert.text}"
    for line in failed_lines(seen, seen.at_ms):
        yield f"outbox {line.id}: {why_not_sent(line, words)}"
    if seen.moderation_mode != "off":
        offences = waiting_offences(seen)
        yield f"moderation {seen.moderation_mode}: {len(offences)} waiting"
        for offence in offences[:QUESTIONS_SHOWN]:
            yield f"  {_offence(offence, words)}"
    for poll in seen.polls:
        yield f"poll {poll.id} ({_state(poll, seen.at_ms)}): {_counts(poll.votes)}; {poll.voters} voters"
    for ask in seen.quick:
        yield f"quick ask {ask.id} ({_state(ask, seen.at_ms)}): {_counts(ask.answers)}"
    for code in seen.codes:
        yield f"code {code.id}: {code.hits} uses by {code.viewers} viewers"
    waiting = [card for card in seen.questions if card.state in ("new", "claimed")]
    handed = sum(card.state == "handed" for card in seen.questions)
    yield f"{len(waiting)} questions wait" + (f", {handed} handed over" if handed else "")
    for card in waiting[:QUESTIONS_SHOWN]:
        yield f"  {_card(card, words)}"
    for engine in seen.engines:
        figures = f"mean {engine.mean_ms} ms, p95 {engine.p95_ms} ms, {engine.failed} errors"
        yield f"translator {clean(engine.engine)}: {words(f'engines.{engine.breaker}')}, {figures}"
    for line in seen.outbox:
        if line.state in ("waiting", "sending", "offered", "maybe"):
            yield f"outbox {line.id} ({line.state}): {clean(line.text)}"


def _card(card: QuestionView, words: Words) -> str:
    """Return a question in one line: ``7. ¿cuánto? → How much? (14×, price · A3, buyer)``."""
    translation = f" → {cut(main_text(card), TEXT_CELLS)}" if card.translation else ""
    facts = (f"{card.count}×", cut(subject(card, words), TEXT_CELLS), signs(card.standing, words))
    return f"{card.id}. {cut(card.original, TEXT_CELLS)}{translation} ({', '.join(filter(None, facts))})"


def _offence(offence: OffenceView, words: Words) -> str:
    """Return an offence in one line: ``7. suggested warn: Ann (@ann1): buy at win.com (a link: win.com)``."""
    first = offence.viewers[0]
    who = f"{cut(name_of(first), TEXT_CELLS)} (@{cut(first.handle, TEXT_CELLS)})"
    if len(offence.viewers) > 1:
        who = f"{len(offence.viewers)} viewers"
    facts = (words.why(offence.why.kind, offence.why.data), words.reason(offence.reason))
    said = f"{who}: {cut(offence.text, TEXT_CELLS)}" if offence.text else who
    return f"{offence.n}. {offence.state} {offence.step}: {said} ({', '.join(filter(None, facts))})"


def _state(ballot: PollView | QuickView, now_ms: int) -> str:
    left = duration(ballot.grace_until_ms - now_ms)
    return f"closing, late votes {left}" if ballot.state == "grace" else ballot.state


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{clean(key)} {count}" for key, count in counts.items()) or "nothing yet"

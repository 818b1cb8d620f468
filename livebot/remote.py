"""``livebot status`` and ``livebot do``: a running daemon from the shell, in English."""

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import typer

from livebot.console.alerts import alert_lines, failed_lines, waiting_offences, why_not_sent
from livebot.console.screens.links import desk_lines
from livebot.console.widgets.offences import name_of
from livebot.console.widgets.queue import main_text, signs, subject
from livebot.orders import MOST_AT_ONCE, FileMistakes, Taken, read_orders
from livebot.qr import BLACK_AND_WHITE, qr_lines
from livebot.safe import clean, cut
from livebot.views import Status
from livebot.views.asks import PkView, PollView, QuickView
from livebot.views.moderation import OffenceView
from livebot.views.questions import QuestionView
from livebot.web.client import ControlClient, ControlError, DeskLinks
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


def overlays(url: str, token: str) -> int:
    """Print the links to the pages for the video; return the exit code."""

    async def ask() -> dict[str, str]:
        async with ControlClient(url, token, by="overlays") as client:
            return await client.overlay_links()

    try:
        links = asyncio.run(ask())
    except ControlError as error:
        typer.echo(str(error), err=True)
        return 1
    width = max(map(len, links))
    typer.echo("\n".join(f"{name:<{width}}  {link}" for name, link in links.items()))
    return 0


def desk(url: str, token: str, *, is_new: bool, language: str) -> int:
    """Print the link to the moderator's page and its QR code; return the exit code."""

    async def ask() -> DeskLinks:
        async with ControlClient(url, token, by="desk") as client:
            return await client.desk(is_new=is_new)

    try:
        found = asyncio.run(ask())
    except ControlError as error:
        typer.echo(str(error), err=True)
        return 1
    words = Words(language)
    for text in desk_lines(found, words):
        typer.echo(text)
    if found.links and not found.is_private and sys.stdout.isatty():
        typer.echo("\n".join(BLACK_AND_WHITE.format(line) for line in qr_lines(found.links[0])))
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


def import_orders(url: str, token: str, file: Path, zone: str) -> int:
    """Bring the orders of a CSV file to the daemon; times in it are of ``zone``. Return the exit code."""
    try:
        news = read_orders(file, ZoneInfo(zone))
    except FileMistakes as mistakes:
        typer.echo("\n".join(map(clean, str(mistakes).splitlines())), err=True)
        return 1

    async def bring() -> Taken:
        taken = Taken()
        batches = [news[n : n + MOST_AT_ONCE] for n in range(0, len(news), MOST_AT_ONCE)]
        async with ControlClient(url, token, by="import") as client:
            with typer.progressbar(batches, label=_n(len(news), "order"), file=sys.stderr) as progress:
                for batch in progress:
                    taken += await client.orders(batch)
        return taken

    try:
        taken = asyncio.run(bring())
    except ControlError as error:
        typer.echo(f"{error}\nImport the file again then: what was taken already is not counted twice.", err=True)
        return 1
    earlier = f", {taken.earlier} left out" if taken.earlier else ""
    typer.echo(f"{taken.new} new or changed, {taken.known} known already{earlier}.")
    if taken.earlier:
        typer.echo(
            "Left out is what was bought before livebot saw the room go live. "
            f"Times without a zone were read as times in {zone}."
        )
    if taken.by_hand:
        typer.echo(
            f"{_n(taken.by_hand, 'order')} added by hand count besides: if they are among these, "
            f"livebot do order remove {taken.by_hand}"
        )
    return 0


def _in_words(seen: Status) -> Iterator[str]:
    """Yield the status as lines; viewers' texts made harmless."""
    words = Words("en")
    state = [name for name in ("paused", "panicked", "ending") if getattr(seen, name)]
    parts = [seen.connection.phase, _n(seen.viewers, "viewer"), f"chat {seen.chat_mode}", *state]
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
    yield from _figures(seen)
    for poll in seen.polls:
        yield f"poll {poll.id} ({_state(poll, seen.at_ms)}): {_counts(poll.votes)}; {_n(poll.voters, 'voter')}"
    for pk in seen.pk:
        heat = f", {pk.temperature}" if pk.temperature != "calm" else ""
        cheers = _counts({camp.key: camp.cheers for camp in pk.camps})
        yield f"pk {pk.id} ({_state(pk, seen.at_ms)}{heat}): {cheers}; {_n(pk.viewers, 'viewer')}"
    for ask in seen.quick:
        yield f"quick ask {ask.id} ({_state(ask, seen.at_ms)}): {_counts(ask.answers)}"
    for code in seen.codes:
        yield f"code {code.id}: {_n(code.hits, 'use')} by {_n(code.viewers, 'viewer')}"
    waiting = [card for card in seen.questions if card.state in ("new", "claimed")]
    handed = sum(card.state == "handed" for card in seen.questions)
    yield f"{_n(len(waiting), 'question')} waiting" + (f", {handed} handed over" if handed else "")
    for card in waiting[:QUESTIONS_SHOWN]:
        yield f"  {_card(card, words)}"
    for engine in seen.engines:
        figures = f"mean {engine.mean_ms} ms, p95 {engine.p95_ms} ms, {engine.failed} errors"
        yield f"translator {clean(engine.engine)}: {words(f'engines.{engine.breaker}')}, {figures}"
    for line in seen.outbox:
        if line.state in ("waiting", "sending", "offered", "maybe"):
            yield f"outbox {line.id} ({line.state}): {clean(line.text)}"


def _figures(seen: Status) -> Iterator[str]:
    """Yield what viewers do, and what becomes of those who come in."""
    done, come = seen.interaction, seen.newcomers
    rate = f", {done.per_viewer_minute:.3f} a viewer-minute" if done.viewer_minutes else ""
    yield f"interaction: {_n(sum(done.actions.values()), 'act')} by {_n(done.viewers, 'viewer')}{rate}"
    if come.joins:
        joins, soon = come.new.joins + come.returning.joins, come.new.acted_30s + come.returning.acted_30s
        yield (
            f"newcomers: {come.met} of {come.met + come.not_met} met within 30 s, {soon} of {joins} active by then"
            f" ({sum(come.excluded.values())} of {come.joins} joins not counted)"
        )


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
        who = _n(len(offence.viewers), "viewer")
    facts = (words.why(offence.why.kind, offence.why.data), words.reason(offence.reason))
    said = f"{who}: {cut(offence.text, TEXT_CELLS)}" if offence.text else who
    return f"{offence.n}. {offence.state} {offence.step}: {said} ({', '.join(filter(None, facts))})"


def _state(ballot: PollView | PkView | QuickView, now_ms: int) -> str:
    left = duration(ballot.grace_until_ms - now_ms)
    return f"closing, late votes {left}" if ballot.state == "grace" else ballot.state


def _n(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{clean(key)} {count}" for key, count in counts.items()) or "nothing yet"

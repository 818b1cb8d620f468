"""``livebot doctor``: the check before a show, a line for each thing that can go wrong, with what to do about it."""

import asyncio
import errno
import json
import os
import shutil
import socket
import sqlite3
import tempfile
from collections.abc import Awaitable
from contextlib import closing
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import typer

from livebot.engine.rulebook import RuleSet
from livebot.journal.database import migrations, plain_errors
from livebot.language.engines import EngineFault, EngineRefusal, EngineSettings, make_engine
from livebot.language.verdict import checked
from livebot.ports import Clock, JournalError
from livebot.rules.check import check_rules, check_words
from livebot.rules.config import Config, read_config
from livebot.rules.problems import errors_in, shown_path
from livebot.rules.secrets import ENVIRONMENT, OPEN_TO_OTHERS, SECRETS_NAME, read_secrets, readable_by_others
from livebot.rules.wording import shown_duration
from livebot.runtime.clock import SystemClock
from livebot.runtime.datadir import JOURNAL_NAME
from livebot.tiktok.probe import COUNTRY, Finding, probe
from livebot.web.token import VARIABLE, TokenError, known_token

CLOCK_SKEW_MS = 5_000
ASK_WITHIN_S = 8
PLENTY_BYTES = 1_000_000_000
TOO_LITTLE_BYTES = 100_000_000
QUESTION, ITS_LANGUAGE = "¿Cuánto cuesta el rojo?", "es"
OTHER_QUESTION, OTHER_LANGUAGE = "How much is the red one?", "en"

EXAMPLE_ROOM = "yourshop"
"""What the shipped configuration says."""

MARKS = {True: "✓", None: "!", False: "✗"}


def main(config_path: Path, data_dir: Path | None, *, as_json: bool) -> int:
    """Print the findings; return 1 if something would stop the show, else 0."""
    findings = asyncio.run(examine(config_path, data_dir, SystemClock()))
    if as_json:
        typer.echo(json.dumps([msgspec.to_builtins(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            typer.echo(f"{MARKS[finding.ok]} {finding.subject}: {finding.finding}")
            if finding.advice:
                typer.echo(f"    → {finding.advice}")
    return 1 if any(finding.ok is False for finding in findings) else 0


async def examine(config_path: Path, data_dir: Path | None, clock: Clock) -> list[Finding]:
    """Look at everything at once; takes as long as the slowest answer, some twelve seconds at most."""
    config, problems = read_config(config_path)
    problems += check_words(config)
    files = check_rules(config)
    files_alone = [problem for problem in (*problems, *files.problems) if problem.found != OPEN_TO_OTHERS]
    first = _files(config_path, files_alone)
    if first.ok is False:
        return [first]
    data = data_dir or config.data_path
    target = config.room_settings().target_language
    engines = config.engine_settings()
    looks: list[Awaitable[list[Finding]]] = [
        _tiktok(config, files.rules, clock),
        *(_engine(settings, target, is_last=settings is engines[-1]) for settings in engines),
        _clock(config.tiktok.app_url, clock),
        _port(config.web.host, config.web.port),
    ]
    found = await asyncio.gather(*looks)
    around = [finding for part in found for finding in part]
    return [first, _secrets(config), *around, *await asyncio.to_thread(_stored, data)]


def _files(path: Path, problems: list[Any]) -> Finding:
    name = shown_path(path)
    advice = f"Run: livebot check {name}"
    if errors := errors_in(set(problems)):
        finding = f"a mistake: {errors[0]}" if len(errors) == 1 else f"{len(errors)} mistakes, such as {errors[0]}"
        return Finding(subject="rules", ok=False, finding=finding, advice=advice)
    if problems:
        return Finding(subject="rules", ok=None, finding=f"{name} and its rules have warnings.", advice=advice)
    return Finding(subject="rules", ok=True, finding=f"{name} and its rules are right.")


def _secrets(config: Config) -> Finding:
    """Say which secrets are set, and whether only their owner can read them."""
    path = config.path.parent / SECRETS_NAME
    if path.exists() and readable_by_others(path) and errors_in(read_secrets(path)[1]):
        finding = f"others on this machine can read {shown_path(path)}: livebot does not start with it."
        return Finding(subject="secrets", ok=False, finding=finding, advice=f"Run: chmod 600 {shown_path(path)}")
    names = [name for name in ENVIRONMENT.values() if getattr(config.tiktok, name) is not None]
    where = "" if path.exists() else f" There is no {SECRETS_NAME}."
    finding = f"set: {', '.join(names)}." if names else "none is set; reading a room needs none."
    return Finding(subject="secrets", ok=True, finding=finding + where)


async def _tiktok(config: Config, rules: RuleSet, clock: Clock) -> list[Finding]:
    fit = {"chat": _posting, "room": _room}
    is_moderated = rules.moderation is not None and rules.moderation.mode != "off"
    moderates = is_moderated and config.chat.mode == "auto"
    findings = await probe(config.tiktok_settings(), clock, moderates=moderates)
    if is_moderated and not moderates:
        advised = f"chat.mode is {config.chat.mode}: livebot says whom to mute or remove, you do it yourself. {COUNTRY}"
        findings.append(Finding(subject="moderation", ok=True, finding=advised))
    return [fit[finding.subject](config, finding) if finding.subject in fit else finding for finding in findings]


def _room(config: Config, finding: Finding) -> Finding:
    """Add what to do about a room that was never filled in: the example's may well be somebody's."""
    if config.room.removeprefix("@") != EXAMPLE_ROOM:
        return finding
    own = f"This is still the example's room: write your own @name after room: in {shown_path(config.path)}."
    return msgspec.structs.replace(finding, ok=finding.ok and None, advice=f"{own} {finding.advice}".strip())


def _posting(config: Config, finding: Finding) -> Finding:
    """Fit what was found about posting to the chat mode: only ``auto`` needs it."""
    if config.chat.mode == "auto":
        return finding
    what = "you post the lines yourself" if config.chat.mode == "assist" else "livebot never speaks"
    return Finding(subject="chat", ok=True, finding=f"chat.mode is {config.chat.mode}: {what}.")


async def _engine(settings: EngineSettings, target: str, *, is_last: bool) -> list[Finding]:
    """Ask one engine one question. A dead engine does not stop the show: the others and the phrasebook are there."""
    question, language = (QUESTION, ITS_LANGUAGE) if target != ITS_LANGUAGE else (OTHER_QUESTION, OTHER_LANGUAGE)
    subject = f"translation: {settings.name}"
    engine = make_engine(settings)
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    try:
        checked(await engine.translate(question, language, target), question, target)
    except (EngineFault, EngineRefusal) as refusal:
        then = "Only the built-in phrasebook is left after it" if is_last else "Its questions go to the next engine"
        check = "Check the connection, its url and its api_key, or take it out."
        if isinstance(refusal, EngineFault) and refusal.rest_s:
            check = f"It takes questions again in {shown_duration(round(refusal.rest_s) * 1000)}."
        return [Finding(subject=subject, ok=None, finding=f"{refusal}.", advice=f"{then}. {check}")]
    finally:
        engine.close()
    return [Finding(subject=subject, ok=True, finding=f"answers in {(loop.time() - began_s) * 1000:.0f} ms.")]


async def _clock(app_url: str, clock: Clock) -> list[Finding]:
    """Compare this machine's clock with TikTok's."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ASK_WITHIN_S)) as session,
            session.head(app_url) as response,
        ):
            theirs_ms = parsedate_to_datetime(response.headers["Date"]).timestamp() * 1000
    except (aiohttp.ClientError, TimeoutError, OSError, KeyError, ValueError):
        advice = "Make sure that this machine sets its time by itself."
        return [Finding(subject="clock", ok=None, finding="TikTok did not tell the time.", advice=advice)]
    off_s = round((clock.now_ms() - theirs_ms) / 1000)
    if abs(off_s) * 1000 > CLOCK_SKEW_MS:
        finding = f"this machine is {abs(off_s)} s {'ahead of' if off_s > 0 else 'behind'} TikTok."
        advice = "Let this machine set its time by itself: votes in the last seconds could be counted wrongly."
        return [Finding(subject="clock", ok=None, finding=finding, advice=advice)]
    return [Finding(subject="clock", ok=True, finding="right.")]


async def _port(host: str, port: int) -> list[Finding]:
    """See whether the control API can listen, or a livebot does already."""
    where = f"{host}:{port}"
    refused = _cannot_bind(host, port)
    if refused is None:
        return [Finding(subject="port", ok=True, finding=f"{where} is free.")]
    if refused.errno != errno.EADDRINUSE:
        advice = "Correct web.host and web.port: 127.0.0.1 and a port above 1023 always work."
        finding = f"livebot cannot listen on {where} ({refused.strerror})."
        return [Finding(subject="port", ok=False, finding=finding, advice=advice)]
    if await _is_livebot(f"http://{where}/health"):
        return [Finding(subject="port", ok=True, finding=f"a livebot is running on {where} now.")]
    advice = "Stop that program, or choose another web.port."
    return [Finding(subject="port", ok=False, finding=f"another program uses {where}.", advice=advice)]


def _cannot_bind(host: str, port: int) -> OSError | None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probed:
            if not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # elsewhere than on Windows, as the server itself does
                probed.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probed.bind(address)
    except OSError as error:
        return error
    return None


async def _is_livebot(url: str) -> bool:
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session,
            session.get(url) as response,
        ):
            return "X-Livebot-Api" in response.headers
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False


def _stored(folder: Path) -> list[Finding]:
    """Look at the data folder, and at what is in it if livebot may."""
    writing = _writing(folder)
    if writing.ok is False:
        return [writing]
    return [_disk(folder), writing, _journal(folder / JOURNAL_NAME), _token(folder)]


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(_nearest(folder)).free
    finding = f"{free / 1e9:.1f} GB free for {shown_path(folder)}."
    if free < PLENTY_BYTES:
        advice = "Make room: livebot records every comment, and stops taking votes when the disk is full."
        return Finding(subject="disk", ok=None if free > TOO_LITTLE_BYTES else False, finding=finding, advice=advice)
    return Finding(subject="disk", ok=True, finding=finding)


def _writing(folder: Path) -> Finding:
    """See whether records can be kept, without making the folder."""
    name = shown_path(folder)
    try:
        with tempfile.TemporaryFile(dir=_nearest(folder)) as probed:
            probed.write(b"livebot")
    except OSError as error:
        finding = f"livebot cannot write into {name} ({error.strerror})."
        return Finding(subject="data", ok=False, finding=finding, advice="Correct data_dir, or the folder's owner.")
    if not folder.exists():
        return Finding(subject="data", ok=True, finding=f"{name} is made at the first start.")
    if readable_by_others(folder):
        finding = f"others on this machine can look into {name}, where viewers' comments are kept."
        return Finding(subject="data", ok=None, finding=finding, advice=f"Run: chmod 700 {name}")
    return Finding(subject="data", ok=True, finding=f"{name} can be written.")


def _nearest(folder: Path) -> Path:
    """Return the folder, or the one above it that exists."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def _journal(path: Path) -> Finding:
    """Look whether the journal can be read and is of this livebot, and change nothing."""
    if not path.exists():
        return Finding(subject="journal", ok=True, finding="nothing is recorded yet.")
    # Beside a log of recent changes the file has a user; alone it may be read without leaving such a log behind.
    mode = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
    try:
        with (
            plain_errors(path),
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=ASK_WITHIN_S)) as db,
        ):
            (version,) = db.execute("PRAGMA user_version").fetchone()
            (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
    except JournalError as error:
        return Finding(subject="journal", ok=False, finding=str(error))
    if found != "ok":
        finding = f"{shown_path(path)} is damaged ({found.splitlines()[-1]})."
        advice = "Move it away, with the files beside it that begin alike: livebot makes a new one."
        return Finding(subject="journal", ok=False, finding=finding, advice=advice)
    if version > migrations()[-1][0]:
        finding = f"{shown_path(path)} was written by a newer livebot."
        return Finding(subject="journal", ok=False, finding=finding, advice="Upgrade livebot, or set another data_dir.")
    return Finding(subject="journal", ok=True, finding=f"{shown_path(path)} can be read.")


def _token(folder: Path) -> Finding:
    """Look at the token that consoles need; the first start makes one."""
    if not os.environ.get(VARIABLE, "").strip() and not (folder / "token").exists():
        return Finding(subject="token", ok=True, finding="a token for consoles is made at the first start.")
    try:
        known_token(folder)
    except TokenError as error:
        advice = "Delete the file: a new one is made." if not os.environ.get(VARIABLE) else f"Correct {VARIABLE}."
        return Finding(subject="token", ok=False, finding=str(error), advice=advice)
    return Finding(subject="token", ok=True, finding="consoles have their token.")

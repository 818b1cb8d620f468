"""The configuration's rules, loaded at the start and again whenever a file is saved: all or nothing."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import msgspec
import structlog
from watchfiles import Change, awatch

from livebot.events import RulesLoaded, RulesRefused
from livebot.journal.database import UnreadableRecord
from livebot.ports import Clock, Journal
from livebot.rules.check import load_rules
from livebot.rules.config import Config, load_config
from livebot.rules.load import find_rule_files
from livebot.rules.problems import ConfigProblems, errors_in
from livebot.rules.secrets import SECRETS_NAME
from livebot.runtime.loop import RoomLoop

DEBOUNCE_MS = 300

log = structlog.get_logger(__name__)


def read_rules_event(config: Config, at_ms: int) -> RulesLoaded:
    """Load the rule files. Raises ConfigProblems."""
    files = load_rules(config)
    for problem in files.problems:
        log.warning("rules", problem=str(problem))
    return RulesLoaded(
        at_ms=at_ms,
        rules=files.rules.model_dump(mode="json"),
        settings=msgspec.to_builtins(config.room_settings()),
        sources=files.sources,
    )


def refused(problems: ConfigProblems, at_ms: int) -> RulesRefused:
    """Return the event, having logged it: whoever runs a server has no console before their eyes."""
    errors = tuple(str(problem) for problem in errors_in(problems.problems))
    log.error("rules refused, those before stay in force", problems=errors)
    return RulesRefused(at_ms=at_ms, errors=errors)


def rules_last_in_force(journal: Journal, room: str) -> RulesLoaded | None:
    """Return the rules of the session that is still open, if it can be read: with these a restart can go on."""
    session_id = journal.unfinished_session(room)
    if session_id is None:
        return None
    rules = None
    try:
        for step in journal.steps(session_id):
            if isinstance(step.event, RulesLoaded):
                rules = step.event
    except UnreadableRecord as error:
        log.error("session cannot be read", session=session_id, reason=str(error))
        return None
    return rules


class RuleWatch:
    """Watches the files of a configuration and tells the room what they say."""

    def __init__(
        self,
        config: Config,
        in_force: RulesLoaded | None,
        loop: RoomLoop,
        clock: Clock,
        on_saved: Callable[[Config], None],
    ) -> None:
        """``in_force`` is what the files said last; None if they were refused. ``on_saved`` hears of every save."""
        self._config = config
        self._in_force = in_force
        self._loop = loop
        self._clock = clock
        self._on_saved = on_saved

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            folders = await asyncio.to_thread(_folders, self._config)
            async for _ in awatch(*folders, watch_filter=_is_ours, debounce=DEBOUNCE_MS, recursive=True):
                await self.look_again()
                if await asyncio.to_thread(_folders, self._config) != folders:
                    break

    async def look_again(self) -> None:
        """Read the files; put what they say in force, or say why not."""
        now_ms = self._clock.now_ms()
        try:
            config = await asyncio.to_thread(load_config, self._config.path)
            rules = await asyncio.to_thread(read_rules_event, config, now_ms)
        except ConfigProblems as problems:
            self._in_force = None
            self._loop.inbox.add(refused(problems, now_ms))
            return
        self._warn_of_restart(config)
        self._on_saved(config)
        before, self._in_force = self._in_force, rules
        if before is None or (before.rules, before.settings) != (rules.rules, rules.settings):
            self._loop.set_rules(rules)

    def _warn_of_restart(self, config: Config) -> None:
        fixed = ("room", "tiktok", "translation", "web", "orders", "data_dir", "retention")
        changed = [name for name in fixed if getattr(config, name) != getattr(self._config, name)]
        if config.words_path != self._config.words_path:
            changed.append("questions.words")
        if changed:
            log.warning("restart livebot to apply", settings=changed)
        # The session stays the room's that it was opened for.
        self._config = config.model_copy(update={"room": self._config.room})


def _folders(config: Config) -> list[Path]:
    """Return the folders that hold the configuration and its rules."""
    files, _ = find_rule_files(config.rules, config.path.parent)
    glossary = [config.glossary_path] if config.glossary_path is not None else []
    folders = {file.resolve().parent for file in (config.path, *files, *glossary)}
    return sorted(folder for folder in folders if folder.is_dir())


def _is_ours(_change: Change, path: str) -> bool:
    return path.endswith((".yaml", ".yml")) and not path.endswith(SECRETS_NAME)

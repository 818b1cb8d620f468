"""Rules as the daemon wants them: read, validated, and looked over for traps, all or nothing."""

import glob
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from livebot.language.glossary import read_glossary
from livebot.rules.config import Config
from livebot.rules.languages import MARKET_LANGUAGES, is_language, language_named, market_named
from livebot.rules.load import RuleFiles, find_rule_files, read_rules
from livebot.rules.markets import no_pack, pack_path, read_pack
from livebot.rules.problems import ConfigProblems, Problem, did_you_mean, errors_in, quoted, shown_path, warning
from livebot.rules.secrets import readable_by_others
from livebot.rules.traps.answers import prepared_traps
from livebot.rules.traps.codes import choosing_traps, door_traps
from livebot.rules.traps.engines import engine_traps
from livebot.rules.traps.gate import gate_traps, glossary_traps
from livebot.rules.traps.giveaways import giveaway_traps
from livebot.rules.traps.moderation import moderation_traps
from livebot.rules.traps.newcomers import newcomers_traps
from livebot.rules.traps.orders import goal_traps, order_traps
from livebot.rules.traps.pk import pk_traps
from livebot.rules.traps.points import points_traps
from livebot.rules.traps.runsheet import runsheet_traps
from livebot.rules.traps.texts import text_traps
from livebot.rules.traps.words import answer_traps, code_traps, list_traps
from livebot.rules.wording import shown_duration
from livebot.rules.words import use_words
from livebot.runtime.clock import SystemClock
from livebot.tiktok.settings import why_not

MUTED_BELOW_MS = 2_000
"""Accounts that post faster than this are seen to be muted (tiktools documentation)."""
LONG_STREAM_MS = 12 * 3_600_000
SHORT_MEMORY_MS = 24 * 3_600_000
TOO_SHORT_MS = 5_000
"""Nobody answers within less: viewers see the video late, and have to type."""


def load_rules(config: Config) -> RuleFiles:
    """Read and check the rules that ``livebot.yaml`` names; the problems of the result are warnings.

    Raises ConfigProblems, with the warnings as well, if anything is an error.
    """
    files = check_rules(config)
    if not files.is_usable:
        raise ConfigProblems(files.problems)
    return files


def load_words(config: Config) -> list[Problem]:
    """Let livebot understand the words of ``questions.words`` as well, in readers made from now on; return warnings.

    Call it before the rules are loaded: prepared answers may be for these questions. Raises ConfigProblems.
    """
    problems = _check_language(config)
    if errors_in(problems):
        raise ConfigProblems(problems)
    return problems


def check_words(config: Config) -> list[Problem]:
    """Do the same, and look at the glossary as well; return every problem, errors and warnings."""
    problems = _check_language(config)
    if (path := config.glossary_path) is None:
        return problems
    if not path.exists():
        return [*problems, _no_such_file(config, "translation", "glossary")]
    wrong = read_glossary(path)[1]
    pack = read_pack(pack_path(config.path.parent, config.market), today()).rules
    if pack is not None and not errors_in(wrong):
        wrong += glossary_traps(path, pack, config.host.language)
    return [*problems, *wrong]


def _check_language(config: Config) -> list[Problem]:
    path = config.words_path
    if path is not None and not path.exists():
        use_words(None)
        return [_no_such_file(config, "questions", "words")]
    return use_words(path, read_in=(config.translation.target or config.host.language,))


def _no_such_file(config: Config, *keys: str) -> Problem:
    section = getattr(config, keys[0])
    found = f"there is no file {quoted(getattr(section, keys[1]))}"
    return Problem(*config.place(*keys), found, "a file beside livebot.yaml", "correct the name, or delete the line")


def check_rules(config: Config) -> RuleFiles:
    """Read the rules and the market's pack, and return them with every problem, errors and warnings."""
    paths, unmatched = find_rule_files(config.rules, config.path.parent)
    paths = [path for path in paths if path.exists()]
    files = read_rules(paths)
    problems = list(_missing_files(config)) if config.is_written("rules") else []  # nobody asked for answers.yaml
    problems += [
        warning(
            config.place("rules"),
            f"no file matches {quoted(pattern)}",
            "files beside livebot.yaml",
            "correct the pattern, or write the rules",
        )
        for pattern in unmatched
    ]
    problems += [
        warning(
            config.place("rules"),
            f"{shown_path(path)} is not read",
            "names that end in .yaml",
            f"rename it to {path.name.partition('.')[0]}.yaml, or move it away",
        )
        for path in _nearly_named({path.parent for path in paths}, set(paths))
    ]
    return with_traps(config, _with_pack(config, replace(files, problems=[*problems, *files.problems])))


def _missing_files(config: Config) -> Iterator[Problem]:
    """Yield the names under ``rules`` for which there is no file."""
    for name in config.rules:
        path = config.path.parent / Path(name).expanduser()
        if not glob.has_magic(name) and not path.exists():
            there = [Path(name).with_name(file.name).as_posix() for file in path.parent.glob("*.yaml")]
            fix = did_you_mean(name, there) or "correct the name, or delete the line"
            found = f"there is no file {quoted(name)}"
            yield Problem(*config.entry_place("rules", name), found, "a file beside livebot.yaml", fix)


def check_part(config: Config, paths: list[Path]) -> RuleFiles:
    """Read a few rule files, together with the others that the configuration names; return the problems of these."""
    named, _ = find_rule_files(config.rules, config.path.parent)
    own = {path.resolve() for path in paths}
    others = [path for path in named if path.exists() and path.resolve() not in own]
    whole = with_traps(config, _with_pack(config, read_rules([*others, *paths])))
    files = read_rules(paths)
    return replace(files, problems=[problem for problem in whole.problems if problem.file in files.sources])


def today() -> date:
    """Return the day it is, in UTC."""
    return datetime.fromtimestamp(SystemClock().now_ms() / 1000, UTC).date()


def _with_pack(config: Config, files: RuleFiles) -> RuleFiles:
    """Return the rules with the pack of the market put in, if there is one."""
    path = pack_path(config.path.parent, config.market)
    if not path.exists():
        missing = warning(config.place("market"), *no_pack(config.path.parent, config.market))
        return replace(files, problems=[*files.problems, missing])
    pack = read_pack(path, today())
    return replace(
        files,
        rules=files.rules.model_copy(update={"market": pack.rules}),
        problems=[*files.problems, *pack.problems],
        sources=files.sources | pack.sources,
    )


def _nearly_named(folders: set[Path], read: set[Path]) -> Iterator[Path]:
    """Yield the files beside the rules that an editor gave a name that no pattern takes."""
    for folder in folders:
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name.endswith((".yml", ".yaml.txt", ".yml.txt")) and path not in read:
                yield path


def with_traps(config: Config, files: RuleFiles) -> RuleFiles:
    """Return the same rules with the traps found added to their problems."""
    traps = (
        *config_traps(config, files),
        *list_traps(files),
        *answer_traps(files),
        *ballot_traps(files),
        *code_traps(files),
        *door_traps(files),
        *choosing_traps(files),
        *prompt_traps(config, files),
        *prepared_traps(config, files),
        *text_traps(config, files),
        *pk_traps(files),
        *moderation_traps(config, files),
        *giveaway_traps(config, files),
        *points_traps(files),
        *newcomers_traps(files),
        *runsheet_traps(config, files),
        *gate_traps(config, files),
        *order_traps(config),
        *goal_traps(files),
    )
    return replace(files, problems=sorted({*files.problems, *traps}))


def config_traps(config: Config, files: RuleFiles) -> Iterator[Problem]:
    """Yield what is likely to be a mistake in ``livebot.yaml``."""
    if config.market not in MARKET_LANGUAGES:
        meant = market_named(config.market)
        yield warning(
            config.place("market"),
            f"{quoted(config.market)} is no market that livebot knows",
            "a country's two letters",
            f"did you mean {meant}?" if meant else "texts fall back to English; check the letters",
        )
    for keys, tag in (
        (("host", "language"), config.host.language),
        (("translation", "target"), config.translation.target),
        *((("translation", "ignore", "languages"), tag) for tag in config.translation.ignore.languages),
    ):
        if tag and not is_language(tag):
            meant = language_named(tag)
            yield warning(
                config.place(*keys),
                f"{quoted(tag)} is no language that livebot knows",
                "a tag such as zh or en",
                f"did you mean {meant}?" if meant else "check the tag",
            )
    if config.chat.mode == "auto":
        yield from _posting_traps(config)
    if config.chat.mode != "off" and config.chat.min_gap < MUTED_BELOW_MS:
        yield warning(
            config.place("chat", "min_gap"),
            f"a gap of {shown_duration(config.chat.min_gap)}",
            "2s or more",
            "accounts that post faster are seen to be muted",
        )
    if config.chat.mode == "off" and files.rules.prompts:
        yield warning(
            config.place("chat", "mode"),
            "chat.mode is off, so no prompt can ever fire",
            "assist or auto",
            "or delete the prompts",
        )
    if config.retention < SHORT_MEMORY_MS:
        yield warning(
            config.place("retention"),
            f"comments are erased after {shown_duration(config.retention)}",
            "days, such as 90d",
            "write it with a d; questions and votes of a show are gone after this time",
        )
    yield from engine_traps(config)
    if os.name == "posix" and config.path.exists() and readable_by_others(config.path):
        for name in ("sign_api_key", "session_id", "target_idc"):
            if config.is_written("tiktok", name):
                yield warning(
                    config.place("tiktok", name),
                    f"the secret {quoted(name)} is in a file others can read",
                    "secrets in secrets.yaml",
                    "move it there, or: chmod 600 " + config.place()[0],
                )


def _posting_traps(config: Config) -> Iterator[Problem]:
    """Yield what keeps livebot from posting by itself."""
    if obstacle := why_not(config.tiktok_settings()):
        reason, _, fix = obstacle.partition(": ")
        yield warning(
            config.place("chat", "mode"),
            f"chat.mode is auto, but {reason}",
            "an account to post with, as secrets.example.yaml explains",
            fix,
        )


def ballot_traps(files: RuleFiles) -> Iterator[Problem]:
    """Yield polls, quick asks and PKs that are over before anybody can answer."""
    polls = (("polls", index, "duration", poll.duration) for index, poll in enumerate(files.rules.polls))
    asks = (("quick", index, "window", ask.window) for index, ask in enumerate(files.rules.quick))
    pks = (("pk", index, "duration", pk.duration) for index, pk in enumerate(files.rules.pk))
    for name, index, key, length_ms in (*polls, *asks, *pks):
        if 0 < length_ms < TOO_SHORT_MS:
            found = f"it is over after {shown_duration(length_ms)}"
            fix = "viewers see the video late, and have to type"
            yield warning(files.place(name, index, key), found, "a minute or so, such as 60s", fix)


def prompt_traps(config: Config, files: RuleFiles) -> Iterator[Problem]:
    """Yield prompts that fire less often than they look as if they would, or never."""
    chat = config.chat
    rules = files.rules
    ids = [*(poll.id for poll in rules.polls), *(quick.id for quick in rules.quick), *(pk.id for pk in rules.pk)]
    per_minute = 0.0
    for index, prompt in enumerate(files.rules.prompts):
        every = files.place("prompts", index, "every")
        per_minute += 60_000 / prompt.every
        if prompt.every < chat.min_gap:
            yield warning(
                every,
                f"every {shown_duration(prompt.every)} is shorter than the gap between two lines",
                f"at least {shown_duration(chat.min_gap)} (chat.min_gap)",
                "it cannot fire so often",
            )
        if prompt.every >= LONG_STREAM_MS:
            yield warning(
                every,
                f"every {shown_duration(prompt.every)} is longer than streams last",
                "minutes, such as 5m",
                "it will never fire",
            )
        if prompt.jitter >= prompt.every:
            yield warning(
                files.place("prompts", index, "jitter"),
                "the jitter is as long as the interval",
                "a small part of it",
                f"for example {shown_duration(prompt.every // 10)}",
            )
        if 0 < prompt.min_comments < prompt.min_viewers:
            yield warning(
                files.place("prompts", index, "min_viewers"),
                f"{prompt.min_viewers} people cannot write {prompt.min_comments} comments",
                f"min_comments of at least {prompt.min_viewers}",
                "raise one or lower the other",
            )
        if prompt.min_viewers and not prompt.min_comments:
            yield warning(
                files.place("prompts", index, "min_viewers"),
                "min_viewers counts people who commented since the last time, not the audience",
                "min_comments beside it",
                f"add min_comments: {prompt.min_viewers}, or delete the line",
            )
        if prompt.opens is not None and ids.count(prompt.opens) > 1:
            yield warning(
                files.place("prompts", index, "opens"),
                f"{quoted(prompt.opens)} is the id of more than one poll, quick ask or PK",
                "an id that only one of them has",
                "rename one",
            )
    if per_minute > chat.max_per_minute:
        yield warning(
            files.place("prompts", 0),
            f"all prompts together want {per_minute:.1f} lines a minute",
            f"at most {chat.max_per_minute} (chat.max_per_minute)",
            "longer intervals: some of them can never fire in time",
        )

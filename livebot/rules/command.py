"""``livebot check`` and ``livebot schema``."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import typer
from pydantic import BaseModel

from livebot.language.glossary import GlossaryFile, read_glossary
from livebot.rules.check import check_part, check_rules, check_words, load_words, today, with_traps
from livebot.rules.config import Config, read_config
from livebot.rules.load import PACKS_FOLDER, PARTS, RuleFiles, find_rule_files, read_rules
from livebot.rules.markets import check_shared, is_pack_file, is_shared_file, read_pack
from livebot.rules.problems import ConfigProblems, Problem, did_you_mean, errors_in, shown_path
from livebot.rules.schema import write_schemas
from livebot.rules.secrets import (
    CONFIG_NAME,
    Secrets,
    TikTokSecrets,
    TranslationSecrets,
    read_secrets,
    secrets_set,
)
from livebot.rules.wording import RULES
from livebot.rules.words import LanguageFile, use_words
from livebot.rules.yamltree import read_tree


def check(path: Path) -> int:
    """Print every problem of a ``livebot.yaml`` with all it names, or of one other file; return the exit code."""
    if path.is_dir() and (path / CONFIG_NAME).exists():
        path /= CONFIG_NAME
    if not path.exists():
        return _told(path, "", read_tree(path).problems)
    if _is_secrets_file(path):
        return _check_secrets(path)
    if _is_file_of(GlossaryFile, "glossary", path):
        return _told(path, "your shop's own words", read_glossary(path)[1])
    if _is_file_of(LanguageFile, "language", path):
        return _told(path, "questions and words of your own", use_words(path))
    if path.is_dir() and path.name == PACKS_FOLDER:
        return _check_packs(path)
    if is_pack_file(path):
        return _check_pack(path)
    if is_shared_file(path):
        return _told(path, "rules and words that packs use", check_shared(path, today()))
    if path.is_dir():
        paths, _ = find_rule_files(["*.yaml", "*.yml"], path)
        files = _check_part(paths)
        problems = files.problems
        if not paths:
            fix = f"name a {CONFIG_NAME}, a rule file or a folder of them"
            problems = [
                Problem(shown_path(path), 1, 1, "this folder holds no rule files", "files such as codes.yaml", fix)
            ]
    elif _is_rule_file(path):
        files = _check_part([path])
        problems = files.problems
    else:
        config, problems = read_config(path)
        problems += check_words(config)
        files = check_rules(config)
        problems += files.problems
    return _told(path, _holdings(files), problems)


def _holdings(files: RuleFiles) -> str:
    counted = {one: len(getattr(files.rules, name)) for name, one in RULES.items()}
    have = [_count(count, one) for one, count in counted.items() if count]
    if files.rules.moderation is not None:
        have.append(f"moderation: {files.rules.moderation.mode}")
    have += [name for name in ("points", "newcomers") if getattr(files.rules, name) is not None]
    if files.rules.runsheet is not None:
        have.append(f"a run sheet of {_count(len(files.rules.runsheet.segments), 'segment')}")
    if files.rules.market is not None:
        have.append(f"the pack of {files.rules.market.market}")
    return ", ".join(have) or "no rules"


def _check_packs(folder: Path) -> int:
    codes = [_check_pack(path) for path in sorted(folder.glob("*.yaml"))]
    if codes:
        return max(codes)
    found = "this folder holds no market packs"
    return _told(folder, "", [Problem(shown_path(folder), 1, 1, found, "files such as us.yaml", "name another folder")])


def _check_pack(path: Path) -> int:
    pack = read_pack(path, today())
    rules = len(pack.rules.rules) if pack.rules is not None else 0
    return _told(path, f"a market pack with {_count(rules, 'rule')}", pack.problems)


def write(folder: Path) -> int:
    """Write the JSON Schemas; return the exit code."""
    try:
        paths = write_schemas(folder)
    except OSError as error:
        typer.echo(f"Cannot write the schemas into {folder}: {error.strerror}.", err=True)
        return 1
    for path in paths:
        typer.echo(f"wrote {shown_path(path)}")
    return 0


def _check_part(paths: list[Path]) -> RuleFiles:
    """Check rule files with all that the configuration beside them, or one folder above, says; else by themselves."""
    folders = [folder for path in paths[:1] for folder in path.absolute().parents[:2]]
    config_path = next((folder / CONFIG_NAME for folder in folders if (folder / CONFIG_NAME).is_file()), None)
    config = read_config(config_path)[0] if config_path is not None else Config(room="@unknown")
    with suppress(ConfigProblems):  # of other files
        load_words(config)
    if config_path is not None:
        return check_part(config, paths)
    files = with_traps(config, read_rules(paths))
    return replace(files, problems=[_in_this_file(problem) for problem in files.problems]) if len(paths) == 1 else files


def _in_this_file(problem: Problem) -> Problem:
    """Return what is missing as a warning: it may be in another file."""
    if not problem.is_missing:
        return problem
    found, fix = f"{problem.found} in this file", "fine if another file has it"
    return replace(problem, found=found, fix=fix, severity="warning")


def _check_secrets(path: Path) -> int:
    secrets, problems = read_secrets(path)
    return _told(path, ", ".join(secrets_set(secrets)) or "no secret is set", problems)


def _is_secrets_file(path: Path) -> bool:
    """True for a name such as ``secrets.example.yaml``, and for a file of secrets and nothing else."""
    if path.is_dir():
        return False
    root = read_tree(path).root
    sections = root.value if root is not None and isinstance(root.value, dict) else {}
    has_keys = {key for section in sections.values() if isinstance(section.value, dict) for key in section.value}
    known = {*TikTokSecrets.model_fields, *TranslationSecrets.model_fields}
    is_nothing_else = bool(has_keys) and sections.keys() <= Secrets.model_fields.keys() and has_keys <= known
    has_the_name = path.name.startswith("secrets.") and not sections.keys() & RULES.keys()
    return is_nothing_else or has_the_name


def _is_file_of(model: type[BaseModel], name: str, path: Path) -> bool:
    """True for a file with the model's name, such as ``glossary.yaml``, and for one with its keys and no others."""
    if path.is_dir():
        return False
    root = read_tree(path).root
    keys = root.value.keys() if root is not None and isinstance(root.value, dict) else set[str]()
    if keys & {*PARTS, *Config.model_fields}:
        return False
    return path.name.startswith(f"{name}.") or (bool(keys) and keys <= model.model_fields.keys())


def _is_rule_file(path: Path) -> bool:
    """True unless the file has the name of a configuration, or a key that is a setting or looks like one."""
    root = read_tree(path).root
    keys = root.value.keys() if root is not None and isinstance(root.value, dict) else set[str]()
    if path.name == CONFIG_NAME or keys & Config.model_fields.keys():
        return False
    return bool(keys & set(PARTS)) or not any(did_you_mean(key, Config.model_fields) for key in keys)


def _told(path: Path, have: str, problems: list[Problem]) -> int:
    """Print every problem and a last line; return the exit code."""
    for problem in sorted(set(problems)):
        typer.echo(str(problem))
    errors = len(errors_in(set(problems)))
    warnings = len(set(problems)) - errors
    if errors:
        counts = f"{_count(errors, 'error')}, {_count(warnings, 'warning')}"
        typer.echo(f"{counts}: nothing of this is used until it is right.")
        return 1
    typer.echo(f"{shown_path(path)}: {have}; {_count(warnings, 'warning') if warnings else 'all good'}.")
    return 0


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"

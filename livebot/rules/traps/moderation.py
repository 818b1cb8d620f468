"""Traps in ``moderation:``: rules that find nothing, words that are banned and allowed, mutes that nobody can give."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from livebot.engine.lines.gate import EVERY
from livebot.engine.moderation.rules import ModerationRule
from livebot.engine.text import fold
from livebot.rules.config import Config
from livebot.rules.languages import is_language, language_named
from livebot.rules.load import RuleFiles
from livebot.rules.problems import Problem, did_you_mean, quoted, warning
from livebot.tiktok.settings import why_not

SECTION = ("moderation", 0)
_DOMAIN = re.compile(r"[\w-]+(\.[\w-]+)+")


def moderation_traps(config: Config, files: RuleFiles) -> Iterator[Problem]:
    """Yield what is likely to be a mistake in ``moderation:``."""
    moderation = files.rules.moderation
    if moderation is None:
        return
    written = {name: rule for name, rule in moderation.rules if rule is not None}
    if moderation.mode != "off" and not written:
        yield warning(
            files.place(*SECTION),
            "moderation is on, but there are no rules below it, so nothing is looked for",
            "rules: with links, words, repeats …",
            "see the shipped rules/moderation.yaml",
        )
    yield from _acting_traps(config, files, moderation)
    yield from _link_traps(files, moderation)
    yield from _word_traps(files, moderation)
    if moderation.mute_short >= moderation.mute_long:
        yield warning(
            files.place(*SECTION, "mute_long"),
            "the long mute is no longer than the short one",
            "a longer one, such as 5m",
            "change one of them",
        )


def _acting_traps(config: Config, files: RuleFiles, moderation: ModerationRule) -> Iterator[Problem]:
    """Yield where livebot is to act by itself, and cannot."""
    modes: list[tuple[str, ...]] = [("mode",)] * (moderation.mode == "auto")
    modes += [("rules", name, "mode") for name, rule in moderation.rules if rule is not None and rule.mode == "auto"]
    if not modes or moderation.mode == "off":
        return
    obstacle = f"chat.mode is {config.chat.mode}" if config.chat.mode != "auto" else why_not(config.tiktok_settings())
    if obstacle:
        yield warning(
            files.place(*SECTION, *modes[0]),
            f"moderation is to act by itself, but {obstacle.partition(': ')[0]}, so it only advises",
            "chat.mode: auto, with an account",
            "see secrets.example.yaml, or write mode: suggest",
        )


def _link_traps(files: RuleFiles, moderation: ModerationRule) -> Iterator[Problem]:
    for number, domain in enumerate(moderation.rules.links.allow if moderation.rules.links else ()):
        named = urlsplit(f"//{domain.partition('://')[2] or domain}").netloc
        if not _DOMAIN.fullmatch(domain):
            fix = f"write {named.removeprefix('www.')}" if _DOMAIN.fullmatch(named) else "correct it, or delete it"
            place = files.place(*SECTION, "rules", "links", "allow", number)
            yield warning(
                place, f"{quoted(domain)} is no domain, so it permits nothing", "a domain such as myshop.com", fix
            )


def _word_traps(files: RuleFiles, moderation: ModerationRule) -> Iterator[Problem]:
    words = moderation.rules.words
    if words is None:
        return
    at = (*SECTION, "rules", "words")
    pack = files.rules.market
    banned = {fold(word): word for some in (pack.banned_words.values() if pack else ()) for word in some}
    added = {fold(word) for some in words.add.values() for word in some}
    for tag, some in words.add.items():
        for number, word in enumerate(some):
            if len(fold(word)) == 1 and fold(word).isascii():
                place = files.place(*at, "add", tag, number)
                found = f"{quoted(word)} is a single letter, which harmless comments have, too"
                yield warning(place, found, "a word", "delete it, or write the whole word")
        if tag != EVERY and not is_language(tag):
            meant = language_named(tag)
            yield warning(
                files.key_place(*at, "add", tag),
                f"{quoted(tag)} is no language that livebot knows",
                f"a tag such as en, es, id, zh, or {EVERY} for all",
                f"did you mean {meant}?" if meant else "these words are never looked for",
            )
    for number, word in enumerate(words.allow):
        place = files.place(*at, "allow", number)
        if fold(word) in added:
            yield Problem(
                *place, f"{quoted(word)} is banned and allowed", "one of them", "take it away from add or allow"
            )
        elif pack is not None and fold(word) not in banned:
            yield warning(
                place,
                f"{quoted(word)} is no word that the market bans",
                "one of its words, written as there",
                did_you_mean(word, banned.values()) or "delete it, or correct it",
            )
    if moderation.mode != "off" and not banned and not added:
        found = "there are no banned words: the market has none, and none are added"
        yield warning(files.key_place(*at), found, "a pack for the market", "or words of your own: add: {en: [scam]}")

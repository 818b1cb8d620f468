"""Traps in what livebot says: lines that are too long, languages that nobody will be shown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from livebot.engine.asks.ballots import Asking, label_in
from livebot.engine.asks.pk_rules import PkRule
from livebot.engine.crowd.awards import PointsRule
from livebot.engine.fields import fill, names_in_braces
from livebot.engine.giveaways.giveaway import NO_SEAL
from livebot.engine.giveaways.rules import GiveawayRule
from livebot.engine.lines.left import LANGUAGES, worded
from livebot.engine.show.goals import WHOLE, GoalRule
from livebot.engine.text import NAME_CHARS, fold, is_unseen
from livebot.rules.config import Config
from livebot.rules.languages import is_language, language_named
from livebot.rules.load import RuleFiles
from livebot.rules.problems import Place, Problem, quoted, warning

_BIG_COUNT = "999999"
_LONGEST = {
    "viewer": "x" * (2 * NAME_CHARS),
    "viewers": _BIG_COUNT,
    "percent": "100",
    "votes": _BIG_COUNT,
    "voters": _BIG_COUNT,
    "cheers": _BIG_COUNT,
    "seconds": "999",
    "last_percent": "100",
    "last_day": "x" * 24,
    "have": "9" * 10,
    "target": "9" * 10,
    "top": f"1. {'x' * 12}***{'x' * 12} {_BIG_COUNT}",
    "points": _BIG_COUNT,
    "month": _BIG_COUNT,
    "visits": _BIG_COUNT,
    "session": _BIG_COUNT,
    "left": max((worded(86_399_000, language) for language in LANGUAGES), key=len),
}
"""Placeholder to the longest thing it can stand for."""


@dataclass(frozen=True)
class Wording:
    """One text in several languages, with its place."""

    texts: Mapping[str, str]
    at: tuple[Any, ...]
    asking: Asking | None = None
    """The poll or PK it is of."""
    is_posted: bool = True
    is_private: bool = False
    """Only the shop sees it."""
    is_pressure: bool = False
    """Not posted in a market that does not welcome it."""
    longest: Mapping[str, str] = field(default_factory=dict)
    """Placeholder to the longest thing it can stand for in this rule."""
    needs: tuple[str, ...] = ()
    """Placeholders without any of which it says nothing."""


def text_traps(config: Config, files: RuleFiles) -> Iterator[Problem]:
    """Yield what is wrong with the texts of all rules."""
    most = config.chat.max_chars
    for wording in wordings(files):
        for language, text in wording.texts.items():
            place = files.place(*wording.at, language)
            if unseen := next(filter(is_unseen, text), ""):
                named = {"\n": "a line break", "\t": "a tab"}.get(unseen, f"the invisible U+{ord(unseen):04X}")
                yield Problem(*place, f"there is {named} in the text", "one line that can be read", "take it out")
            if hashtag := files.node(*wording.at, language).hashtag:
                found = f"the text ends before {quoted(hashtag)}, which is a note to YAML"
                yield warning(place, found, "quotes around a text with a #", 'write "the whole text"')
            longest = fill(text, {**_LONGEST, **_labels(wording.asking, language), **wording.longest})
            if wording.is_posted and len(longest) > most:
                filled = " with its placeholders filled in" if longest != text else ""
                yield Problem(
                    *place,
                    f"the text has {len(longest)} characters{filled}",
                    f"at most {most} (chat.max_chars)",
                    "shorten it",
                )
            if wording.is_posted and (
                brace := re.search(r"[{}]", fill(text, dict.fromkeys(names_in_braces(text), "")))
            ):
                found, missing = ("never closed", "}") if brace[0] == "{" else ("never opened", "{")
                fix = f"add the {missing}, or delete the {brace[0]}"
                yield Problem(*place, f'a "{brace[0]}" is {found}', "placeholders such as {viewer}", fix)
            elif wording.needs and names_in_braces(text).isdisjoint(wording.needs):
                named = " or ".join(f"{{{name}}}" for name in wording.needs)
                fix = "put it where it belongs"
                yield warning(place, f"without {named} this tells nobody anything", f"{named} in each text", fix)
            yield from _language_traps(files.key_place(*wording.at, language), language, config.market_language)
    yield from _market_traps(config, files)
    yield from _rotation_traps(files)


def _market_traps(config: Config, files: RuleFiles) -> Iterator[Problem]:
    """Yield one warning for each file with texts that lack the market's language."""
    lacking: dict[str, list[Place]] = {}
    for wording in wordings(files):
        if config.market_language not in wording.texts and not wording.is_private:
            place = files.place(*wording.at)
            lacking.setdefault(place[0], []).append(place)
    for places in lacking.values():
        others = len(places) - 1
        more = f", nor in {others} more text{'s' * (others > 1)} of this file" if others else ""
        yield warning(
            min(places),
            f"there is no text in {quoted(config.market_language)} here{more}",
            f"one in the language of the market {config.market}, which others fall back to",
            f"add {config.market_language}: …",
        )


def _language_traps(place: Place, tag: str, market_language: str) -> Iterator[Problem]:
    if not is_language(tag):
        meant = language_named(tag)
        yield warning(
            place,
            f"{quoted(tag)} is no language that livebot knows",
            "a tag such as en, es, id, zh",
            f"did you mean {meant}?" if meant else "nobody will ever be shown this text",
        )
    elif "-" in tag and tag != market_language:
        plain = tag.partition("-")[0]
        yield warning(place, f"{quoted(tag)} names a region", "the language alone", f"write {plain}")


def _rotation_traps(files: RuleFiles) -> Iterator[Problem]:
    for index, prompt in enumerate(files.rules.prompts):
        place = files.place("prompts", index, "texts")
        if len(prompt.texts) == 1:
            if len(files.rules.prompts) == 1:
                yield warning(
                    place,
                    "the only prompt has a single text",
                    "two texts or more",
                    "add another: the same line is never posted twice in a row",
                )
            continue
        for language in dict.fromkeys(language for texts in prompt.texts for language in texts):
            said = [fold(texts[language]) for texts in prompt.texts if language in texts]
            if len(said) > 1 and len(set(said)) == 1:
                yield warning(
                    place,
                    f"all texts in {language} are the same",
                    "different texts to rotate through",
                    "change them: the same line is never posted twice in a row",
                )


def wordings(files: RuleFiles) -> Iterator[Wording]:
    """Yield every text of the rules, in the order of the files' lists."""
    rules = files.rules
    for index, poll in enumerate(rules.polls):
        names = ("question", "question_again", "announce", "announce_tie", "announce_none")
        yield from _some(poll, names, ("polls", index), poll, needs={"announce": ("winner",)})
        for number, option in enumerate(poll.options):
            if option.label:
                yield Wording(option.label, ("polls", index, "options", number, "label"), is_posted=False)
    for index, pk in enumerate(rules.pk):
        yield from _of_pk(pk, ("pk", index))
    for index, quick in enumerate(rules.quick):
        yield from _some(quick, ("ask",), ("quick", index))
    for index, code in enumerate(rules.codes):
        yield from _some(code, ("reply", "welcome", "explain", "opening", "closing"), ("codes", index))
        if code.burst:
            yield Wording(code.burst.say, ("codes", index, "burst", "say"))
    for index, prompt in enumerate(rules.prompts):
        for number, texts in enumerate(prompt.texts):
            yield Wording(texts, ("prompts", index, "texts", number))
    for index, countdown in enumerate(rules.countdowns):
        at = ("countdowns", index)
        several = ("left",) if len(countdown.marks or countdown.amounts) > 1 else ()
        yield from _some(countdown, ("closing",), at)
        if countdown.calm:
            yield Wording(countdown.calm, (*at, "calm"))
        if countdown.texts:
            yield Wording(countdown.texts, (*at, "texts"), is_pressure=True, needs=several)
        if countdown.title:
            yield Wording(countdown.title, (*at, "title"), is_posted=False)
    for index, answer in enumerate(rules.answers):
        yield Wording(answer.texts, ("answers", index, "texts"))
    if (points := rules.points) is not None:
        yield from _of_points(points, ("points", 0))
    if rules.newcomers is not None:
        for key in ("texts", "returning"):
            for number, texts in enumerate(getattr(rules.newcomers, key)):
                yield Wording(texts, ("newcomers", 0, key, number))
    for index, goal in enumerate(rules.goals):
        yield from _some(goal, ("announce", "announce_reached"), ("goals", index), needs=_needs_of(goal))
        if goal.label:
            yield Wording(goal.label, ("goals", index, "label"), is_posted=False)
    for index, giveaway in enumerate(rules.giveaways):
        yield from _of_giveaway(giveaway, ("giveaways", index))
    for index, segment in enumerate(rules.runsheet.segments if rules.runsheet is not None else ()):
        yield Wording(segment.title, ("runsheet", 0, "segments", index, "title"), is_posted=False, is_private=True)
    if rules.moderation is not None and rules.moderation.warnings:
        yield Wording(rules.moderation.warnings, ("moderation", 0, "warnings"), needs=("viewer",))


def _of_points(rule: PointsRule, at: tuple[Any, ...]) -> Iterator[Wording]:
    level = max((name for level in rule.levels for name in level.name.values()), key=len, default="")
    longest = {"level": level, "who": f"{_LONGEST['viewer']} ({level}) +99"}
    for index, one in enumerate(rule.levels):
        yield Wording(one.name, (*at, "levels", index, "name"), is_posted=False)
    for key, spoken, needed in (("level_up", rule.level_up, "who"), ("leaderboard", rule.leaderboard, "top")):
        if spoken is not None:
            yield Wording(spoken.say, (*at, key, "say"), longest=longest, needs=(needed,))
    if rule.ask is not None:
        needs = ("points", "month", "session", "level")
        yield Wording(rule.ask.reply, (*at, "ask", "reply"), longest=longest, needs=needs)


def _of_giveaway(rule: GiveawayRule, at: tuple[Any, ...]) -> Iterator[Wording]:
    longest = {
        "prize": " + ".join(max(prize.name.values(), key=len) for prize in rule.prizes),
        "word": max((*(rule.entry.comment if rule.entry else ()), *rule.claim.words), key=len, default=""),
        "value": rule.public_value,
        "seal": NO_SEAL,
        "entrants": _BIG_COUNT,
    }
    posted = {name: getattr(rule, name) for name in GiveawayRule.placeholders if getattr(rule, name)}
    for name, texts in posted.items():
        yield Wording(texts, (*at, name), longest=longest, needs=("viewer",) if name == "remind_claim" else ())
    if rule.remind is not None:
        yield Wording(rule.remind.say, (*at, "remind", "say"), longest=longest)
    for number, prize in enumerate(rule.prizes):
        yield Wording(prize.name, (*at, "prizes", number, "name"), is_posted=False)


def _of_pk(rule: PkRule, at: tuple[Any, ...]) -> Iterator[Wording]:
    names = ("question", "question_again", "announce", "announce_tie", "announce_none", "cool")
    yield from _some(rule, names, at, rule, needs={"announce": ("winner", "score")})
    if rule.lead is not None:
        yield Wording(rule.lead.say, (*at, "lead", "say"), rule, needs=("leader", "score"))
    if rule.last is not None:
        yield Wording(rule.last.say, (*at, "last", "say"), rule)
    for number, camp in enumerate(rule.camps):
        if camp.label:
            yield Wording(camp.label, (*at, "camps", number, "label"), is_posted=False)


def _needs_of(goal: GoalRule) -> dict[str, tuple[str, ...]]:
    """Return what its texts need to say where each is posted at several marks, or targets."""
    have, targets = ("have", "target", "left"), next(iter((goal.target or {}).values()), ())
    is_over_once = goal.each is None and len(targets) == 1
    marks = sum(mark < WHOLE for mark in goal.announce_at)
    return {
        "announce": have if marks > 1 or not is_over_once else (),
        "announce_reached": () if is_over_once else have[:2],
    }


def _some(
    rule: object,
    names: Sequence[str],
    at: tuple[Any, ...],
    asking: Asking | None = None,
    *,
    needs: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> Iterator[Wording]:
    for name in names:
        if texts := getattr(rule, name):
            yield Wording(texts, (*at, name), asking, needs=needs.get(name, ()))


def _labels(asking: Asking | None, language: str) -> dict[str, str]:
    if asking is None:
        return {}
    labels = [label_in(option, language) for option in asking.choices]
    longest, score = max(labels, key=len), f" {_BIG_COUNT} : {_BIG_COUNT} ".join(labels)
    return {
        "winners": " / ".join(labels),
        **dict.fromkeys(("winner", "last_winner", "leader"), longest),
        "score": score,
    }

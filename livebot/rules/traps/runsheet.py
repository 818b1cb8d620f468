"""Traps in countdowns and in the run sheet: names that do not exist, segments in disorder, pressure nobody wants."""

from collections.abc import Iterator
from itertools import pairwise

from livebot.engine.rulebook import STARTED, RuleSet
from livebot.engine.show.countdowns import CountdownRule, is_calm
from livebot.engine.show.runsheet import RunsheetRule
from livebot.rules.config import Config
from livebot.rules.load import RuleFiles
from livebot.rules.problems import Place, Problem, did_you_mean, errors_in, quoted, warning
from livebot.rules.wording import shown_duration

SHEET = ("runsheet", 0)
OFTEN_MS = 3_600_000
"""A countdown that comes again sooner looks as if it never meant it."""


def runsheet_traps(config: Config, files: RuleFiles) -> Iterator[Problem]:
    """Yield what is wrong with countdowns and the run sheet, or likely to be a mistake."""
    for index, countdown in enumerate(files.rules.countdowns):
        yield from _pressure_traps(files, index, countdown)
        yield from _mark_traps(config, files, index, countdown)
        yield from _again_traps(files, index, countdown)
    sheet = files.rules.runsheet
    if sheet is not None:
        yield from _order_traps(files, sheet)
        yield from _prompt_traps(files, sheet)
        yield from _ending_traps(files, sheet)
    if not errors_in(files.problems):  # else a name may be missing only because its rule is wrong
        yield from _unknown_names(files)


# --- countdowns ------------------------------------------------------------------------------------------------


def _pressure_traps(files: RuleFiles, index: int, rule: CountdownRule) -> Iterator[Problem]:
    pack = files.rules.market
    if pack is None or not is_calm(pack) or rule.texts is None or rule.calm is not None:
        return
    found = f"in {pack.market} pressure is not welcome, so this is not posted"
    yield warning(
        files.key_place("countdowns", index, "texts"),
        found,
        "a calm text beside it",
        'add calm: {en: "The giveaway is at nine"}, or leave it: then nothing is said at the marks',
    )


def _mark_traps(config: Config, files: RuleFiles, index: int, rule: CountdownRule) -> Iterator[Problem]:
    key = "amounts" if rule.until else "marks"
    marks = rule.amounts if rule.until else rule.marks
    if marks and rule.texts is None and rule.calm is None:
        yield warning(
            files.key_place("countdowns", index, key),
            "nothing is said at these marks",
            "a text",
            'add texts: {en: "{left} to go"}, or delete them',
        )
    for name in ("texts", "calm"):
        if getattr(rule, name) is not None and not marks:
            place = files.key_place("countdowns", index, name)
            yield warning(place, "this is never said", f"{key}: when to say it", f"add {key}")
    for number, mark in enumerate(rule.marks):
        if rule.for_ is not None and mark > rule.for_:
            yield warning(
                files.place("countdowns", index, "marks", number),
                f"{shown_duration(mark)} before the end it has not begun",
                f"at most {shown_duration(rule.for_)}",
                "delete it, or correct it",
            )
        if mark == 0:
            yield warning(
                files.place("countdowns", index, "marks", number), "at 0 it is over", "closing", "write closing instead"
            )
    in_order = sorted(rule.marks)
    for first, second in pairwise(in_order):
        if 0 < second - first < config.chat.min_gap:
            yield warning(
                files.place("countdowns", index, "marks", rule.marks.index(first)),
                f"{shown_duration(second)} and {shown_duration(first)} are closer than the gap between two lines",
                f"at least {shown_duration(config.chat.min_gap)} (chat.min_gap)",
                "delete one: the later line comes too late and is dropped",
            )


def _again_traps(files: RuleFiles, index: int, rule: CountdownRule) -> Iterator[Problem]:
    if rule.again_after < OFTEN_MS:
        yield warning(
            files.place("countdowns", index, "again_after"),
            f"it can begin anew after {shown_duration(rule.again_after)}",
            f"{shown_duration(OFTEN_MS)} or more",
            "a countdown that begins anew for the same thing misleads viewers, which the law of many markets bars",
        )
    if f"countdowns.{rule.id}" in rule.then:
        yield Problem(
            *files.place("countdowns", index, "then"),
            "at zero it starts itself, which is refused",
            "what comes after it",
            "delete it",
        )
    for number, start in enumerate(rule.starts):
        if start.every is not None and start.every < (rule.for_ or 0) + rule.again_after:
            least = shown_duration((rule.for_ or 0) + rule.again_after)
            yield warning(
                files.place("countdowns", index, "starts", number, "every"),
                f"every {shown_duration(start.every)} it is refused: it was on just before",
                f"{least} or more (its length and again_after)",
                "a longer interval; again_after: 0 if each time it is about something else",
            )


# --- the run sheet ---------------------------------------------------------------------------------------------


def _order_traps(files: RuleFiles, sheet: RunsheetRule) -> Iterator[Problem]:
    """Yield segments that nobody knows the time of, and those that overlap or leave a gap."""
    begins = sheet.begins
    end: int | None = 0
    for number, segment in enumerate(sheet.segments):
        at = (*SHEET, "segments", number)
        before = sheet.segments[number - 1].id if number else ""
        if segment.at is None and end is None:
            yield Problem(
                *files.place(*at),
                f"nobody knows when the segment {quoted(segment.id)} begins",
                f"at, or a length of the segment {quoted(before)}",
                "add one of them",
            )
        elif segment.at is not None and number and segment.at < (end if end is not None else begins[number - 1]):
            overlaps = end is not None and segment.at > begins[number - 1]
            yield Problem(
                *files.place(*at, "at"),
                f"it begins at {shown_duration(segment.at)}, {'during' if overlaps else 'not after'} {quoted(before)}",
                f"{shown_duration(end or begins[number - 1] + 60_000)} or later",
                "correct it, or the length of the one before it",
            )
        elif segment.at is not None and number and end is not None and segment.at > end:
            yield warning(
                files.place(*at, "at"),
                f"{quoted(before)} lasts until {shown_duration(segment.at)}, longer than it says",
                f"{shown_duration(end)}, or a segment in between",
                f"delete the length of {quoted(before)}, or this line",
            )
        end = begins[number] + segment.length if segment.length is not None else None


def _prompt_traps(files: RuleFiles, sheet: RunsheetRule) -> Iterator[Problem]:
    """Yield prompts and countdowns that the segment is too short for."""
    every = {prompt.id: prompt.every for prompt in files.rules.prompts}
    lengths = {f"countdowns.{rule.id}": rule.for_ or 0 for rule in files.rules.countdowns}
    for number, (segment, span) in enumerate(zip(sheet.segments, sheet.spans, strict=True)):
        for key, names, lasts in (("prompts", segment.prompts, every), ("opens", segment.opens, lengths)):
            for index, name in enumerate(names):
                if not span or lasts.get(name, 0) < span + (key == "opens"):
                    continue
                yield warning(
                    files.place(*SHEET, "segments", number, key, index),
                    f"{quoted(name)} takes {shown_duration(lasts[name])}, the segment {shown_duration(span)}",
                    "a longer segment, or a shorter time",
                    f"it never fires here; to post it at the beginning, write opens: [prompts.{name}]"
                    if key == "prompts"
                    else "it ends in a later segment",
                )


def _ending_traps(files: RuleFiles, sheet: RunsheetRule) -> Iterator[Problem]:
    for number, segment in enumerate(sheet.segments[:-1]):
        if segment.ending:
            yield warning(
                files.place(*SHEET, "segments", number, "ending"),
                f"the last minutes begin with {quoted(segment.id)}, but {len(sheet.segments) - number - 1} more follow",
                "ending: true in the last one",
                "move it",
            )


# --- names -----------------------------------------------------------------------------------------------------


def _unknown_names(files: RuleFiles) -> Iterator[Problem]:
    """Yield what is to be started and does not exist, or cannot be."""
    rules = files.rules
    known = _startable(rules)
    for name, place in _named(files):
        if name not in known:
            some = ", ".join(sorted(known)[:6]) + (" …" if len(known) > 6 else "")
            fix = did_you_mean(name, known) or (f"there are {some}" if known else "delete it")
            found, expected = f"there is no {quoted(name)}", "section and id, such as polls.colour"
            yield Problem(*place, found, expected, fix, is_missing=True)
        elif code := next((code for code in rules.codes if f"codes.{code.id}" == name and code.when != "manual"), None):
            found = f"the code {quoted(code.id)} is not opened like this (when: {code.when})"
            yield warning(place, found, "when: manual in the code", "change the code, or delete this")
    prompts = {prompt.id for prompt in rules.prompts}
    for number, segment in enumerate(rules.runsheet.segments if rules.runsheet else ()):
        for index, prompt_id in enumerate(segment.prompts):
            if prompt_id not in prompts:
                fix = did_you_mean(prompt_id, prompts) or "write it, or delete this"
                at = files.place(*SHEET, "segments", number, "prompts", index)
                found = f"there is no prompt {quoted(prompt_id)}"
                yield Problem(*at, found, "the id of a prompt", fix, is_missing=True)


def _startable(rules: RuleSet) -> set[str]:
    known = {f"{section}.{rule.id}" for section in STARTED for rule in getattr(rules, section)}
    if rules.runsheet is not None:
        known |= {f"runsheet.{segment.id}" for segment in rules.runsheet.segments}
    if rules.points is not None and rules.points.leaderboard is not None:
        known.add("points.leaderboard")
    return known


def _named(files: RuleFiles) -> Iterator[tuple[str, Place]]:
    for index, countdown in enumerate(files.rules.countdowns):
        for number, name in enumerate(countdown.then):
            yield name, files.place("countdowns", index, "then", number)
    sheet = files.rules.runsheet
    for number, segment in enumerate(sheet.segments if sheet is not None else ()):
        for index, name in enumerate(segment.opens):
            yield name, files.place(*SHEET, "segments", number, "opens", index)

"""Traps in ``newcomers:``: an ask that does not exist, or that nobody can answer in time."""

from collections.abc import Iterator

from livebot.engine.crowd.arrivals import MET_MS
from livebot.engine.crowd.newcomers import NewcomersRule
from livebot.engine.fields import names_in_braces
from livebot.rules.load import RuleFiles
from livebot.rules.problems import Problem, did_you_mean, errors_in, quoted, warning
from livebot.rules.wording import shown_duration

SECTION = ("newcomers", 0)


def newcomers_traps(files: RuleFiles) -> Iterator[Problem]:
    """Yield what is wrong in ``newcomers:``, or likely to be a mistake."""
    rule = files.rules.newcomers
    if rule is None:
        return
    if rule.opens and not errors_in(files.problems):  # else it may be missing only because it is wrong
        yield from _opens_traps(files, rule, rule.opens)
    if len(rule.texts) == 1:
        yield warning(
            files.place(*SECTION, "texts"),
            "there is a single text for newcomers",
            "two texts or more",
            "add another: the same line is never posted twice in a row",
        )
    if rule.returning and all("viewer" in names_in_braces(text) for texts in rule.returning for text in texts.values()):
        yield warning(
            files.place(*SECTION, "returning"),
            "every text greets by name",
            "one without {viewer} as well: names that may not be posted are never said",
            'add such as {en: "Good to have you back!"}',
        )


def _opens_traps(files: RuleFiles, rule: NewcomersRule, opens: str) -> Iterator[Problem]:
    place = files.place(*SECTION, "opens")
    rules = files.rules
    lengths = {rule.id: rule.duration for rule in (*rules.polls, *rules.pk)} | {q.id: q.window for q in rules.quick}
    codes = {code.id: code.when for code in rules.codes}
    if opens not in lengths.keys() | codes.keys():
        known = sorted(lengths.keys() | codes.keys())
        there_are = f"there are {', '.join(known)}" if known else "delete the line"
        found = f"newcomers are to answer {quoted(opens)}, which does not exist"
        expected, fix = "the id of a poll, a PK, a quick ask or a code", did_you_mean(opens, known) or there_are
        yield Problem(*place, found, expected, fix, is_missing=True)
    elif opens not in lengths and codes[opens] != "manual":
        found, expected = (
            f"the code {opens} is not opened by anybody (when: {codes[opens]})",
            "a code with when: manual",
        )
        yield warning(place, found, expected, "write when: manual there, or delete this line")
    elif 0 < lengths.get(opens, 0) < MET_MS:
        yield warning(
            place,
            f"{opens} is open for {shown_duration(lengths[opens])} only",
            f"{shown_duration(MET_MS)} or more, since newcomers see the video late and have to read first",
            "give it more time",
        )

"""Traps in what viewers type: two rules waiting for the same word, words that nobody can or everybody does type."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import re2

from livebot.engine.match import AnswerTable, PhraseMatcher
from livebot.engine.text import bare, fold, is_laughter
from livebot.rules.load import RuleFiles
from livebot.rules.problems import Place, Problem, quoted, warning
from livebot.rules.wording import RULES


@dataclass(frozen=True)
class Answer:
    """One way to answer a poll, a PK or a quick ask."""

    option: int
    """Which option it stands for, counted from 0."""
    word: str
    place: Place


@dataclass(frozen=True)
class Ballot:
    """What a poll, a PK and a quick ask have in common."""

    name: str
    answers: list[Answer]
    table: AnswerTable
    frames: list[tuple[str, Place]]


def list_traps(files: RuleFiles) -> Iterator[Problem]:
    """Yield where one text stands that was meant to be several."""
    rules = files.rules
    lists: list[tuple[str, int, tuple[str | int, ...]]] = []
    for index, poll in enumerate(rules.polls):
        lists += [("polls", index, ("options", n, "accept")) for n, option in enumerate(poll.options) if option.accept]
    for index, pk in enumerate(rules.pk):
        lists += [("pk", index, ("camps", n, "accept")) for n, camp in enumerate(pk.camps) if camp.accept]
    for index, quick in enumerate(rules.quick):
        lists += [("quick", index, ("answers", key)) for key, words in quick.answers.items() if words]
    lists += [("codes", index, ("phrases",)) for index, code in enumerate(rules.codes) if code.match != "regex"]
    for name, index, keys in lists:
        written = files.node(name, index, *keys).value
        if isinstance(written, str) and (parts := _parted(written)):
            yield warning(
                files.place(name, index, *keys),
                f"{quoted(written)} is one text",
                "a list, if it was meant to be several",
                f"write [{', '.join(parts)}], or [{quoted(written)}] if it is one",
            )


def _parted(written: str) -> list[str]:
    """Return the texts that somebody meant who typed no list, or one with a Chinese keyboard's brackets."""
    inner = re.sub(r"^[【［](.*)[】］]$", r"\1", written)
    parts = [part.strip() for part in re.split("[,，、]", inner) if part.strip()]
    return parts if len(parts) > 1 or inner != written else []


def answer_traps(files: RuleFiles) -> Iterator[Problem]:
    """Yield what is wrong with the keys and words of polls, PKs and quick asks."""
    ballots = list(_ballots(files))
    for index, ballot in enumerate(ballots):
        yield from _within(ballot)
        yield from _between(ballot, ballots[:index])


def code_traps(files: RuleFiles) -> Iterator[Problem]:
    """Yield what is wrong with the phrases of codes."""
    codes = files.rules.codes
    matcher = PhraseMatcher((code.id, code.match, phrase, code.distance) for code in codes for phrase in code.phrases)
    for index, code in enumerate(codes):
        for number, phrase in enumerate(code.phrases):
            place = files.place("codes", index, "phrases", number)
            if code.match == "regex":
                if re2.search(phrase, ""):
                    yield warning(
                        place,
                        f"the regex {quoted(phrase)} matches any comment at all",
                        "one that needs at least a word",
                        "take away a * or a |",
                    )
                continue
            form = bare(phrase)
            if others := [other for other in matcher.find(phrase) if other != code.id]:
                yield warning(
                    place,
                    f"who types {quoted(phrase)} also uses the code {_listed(others)}",
                    "phrases that are not part of each other",
                    "change one of them",
                )
            if is_laughter(form):
                yield warning(
                    place,
                    f"{quoted(phrase)} is typed as laughter or praise",
                    "a phrase only regulars know",
                    "choose another",
                )
            if code.match == "contains" and len(fold(phrase)) <= 2 and form.isascii() and form.isalnum():
                yield warning(
                    place, f"{quoted(phrase)} is part of many words", "a longer phrase", "write more, or match: word"
                )
            if code.match == "fuzzy" and len(form) <= 2 * code.distance:
                yield warning(
                    place,
                    f"{quoted(phrase)} with {code.distance} wrong letters can be nearly anything",
                    f"at least {2 * code.distance + 1} letters",
                    "write more, or a smaller distance",
                )
    yield from _codes_in_answers(files, matcher)


def _codes_in_answers(files: RuleFiles, matcher: PhraseMatcher) -> Iterator[Problem]:
    for ballot in _ballots(files):
        by_code: dict[str, list[str]] = {}
        places: dict[str, Place] = {}
        for answer in ballot.answers:
            for code in matcher.find(answer.word):
                by_code.setdefault(code, []).append(answer.word)
                places.setdefault(code, answer.place)
        for code, words in by_code.items():
            yield warning(
                places[code],
                f"{_listed(words)} in the {ballot.name} is also the code {quoted(code)}",
                "answers that are no codes",
                "change one: while it is open, who types that only votes",
            )


def _within(ballot: Ballot) -> Iterator[Problem]:
    """Yield the traps inside one poll, PK or quick ask."""
    taken: dict[str, int] = {}
    for answer in ballot.answers:
        form = bare(answer.word)
        if not form:
            yield Problem(
                *answer.place,
                f"nobody can type {quoted(answer.word)} as an answer",
                "letters, digits or an emoji",
                "choose another word",
            )
        elif taken.setdefault(form, answer.option) != answer.option:
            found = f"{quoted(answer.word)} stands for option {taken[form] + 1} and option {answer.option + 1}"
            yield Problem(*answer.place, found, "each word for one option", "take it away from one of them")
        if is_laughter(form):
            yield warning(
                answer.place,
                f"{quoted(answer.word)} is typed as laughter or praise",
                "a word that is only typed on purpose",
                "choose another",
            )
    for frame, place in ballot.frames:
        if "{key}" not in frame:
            yield Problem(
                *place,
                f"the frame {quoted(frame)} has no {{key}}",
                "a frame such as team {key}",
                "put {key} where the answer stands",
            )


def _between(ballot: Ballot, before: list[Ballot]) -> Iterator[Problem]:
    """Yield one warning if a ballot shares words with earlier ones."""
    shared: dict[str, Place] = {}
    rivals: list[str] = []
    for rival in before:
        words = {answer.word: answer.place for answer in ballot.answers if rival.table.answer(answer.word)}
        if words:
            rivals.append(rival.name)
            shared = words | shared
    if shared:
        place = next(answer.place for answer in ballot.answers if answer.word in shared)
        yield warning(
            place,
            f"the {ballot.name} shares {_listed(shared)} with the {' and the '.join(rivals)}",
            "keys that nothing else uses",
            "change them, or never have both open: the newest has the answer",
        )


def _ballots(files: RuleFiles) -> Iterator[Ballot]:
    askings = (
        *(("polls", "options", i, rule) for i, rule in enumerate(files.rules.polls)),
        *(("pk", "camps", i, rule) for i, rule in enumerate(files.rules.pk)),
    )
    for section, key, index, rule in askings:
        answers = []
        for n, option in enumerate(rule.choices):
            at: tuple[str, int, str, int] = (section, index, key, n)
            answers.append(Answer(n, option.key, files.place(*at, "key")))
            answers += [Answer(n, word, files.place(*at, "accept", i)) for i, word in enumerate(option.accept)]
        table = AnswerTable({option.key: option.accept for option in rule.choices}, rule.frames)
        frames = [(frame, files.place(section, index, "frames", i)) for i, frame in enumerate(rule.frames)]
        yield Ballot(f"{RULES[section]} {quoted(rule.id)}", answers, table, frames)
    for index, quick in enumerate(files.rules.quick):
        answers = []
        for n, (key, accept) in enumerate(quick.answers.items()):
            answers.append(Answer(n, key, files.key_place("quick", index, "answers", key)))
            answers += [
                Answer(n, word, files.place("quick", index, "answers", key, i)) for i, word in enumerate(accept)
            ]
        frames = [(frame, files.place("quick", index, "frames", i)) for i, frame in enumerate(quick.frames)]
        yield Ballot(f"quick ask {quoted(quick.id)}", answers, AnswerTable(quick.answers, quick.frames), frames)


def _listed(words: Iterable[str]) -> str:
    first, *rest = [quoted(word) for word in words]
    if len(rest) > 2:
        return f"{first} and {len(rest)} more"
    return " and ".join([", ".join([first, *rest[:-1]]), rest[-1]] if rest else [first])

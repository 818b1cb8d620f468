"""Traps in ``points:``: words that mean two things, points that nobody or everybody gets."""

from collections.abc import Iterator

from livebot.engine.fields import Words
from livebot.engine.match import AnswerTable, PhraseMatcher
from livebot.engine.text import fold
from livebot.rules.languages import is_language, language_named
from livebot.rules.load import RuleFiles
from livebot.rules.problems import Place, Problem, quoted, warning

SECTION = ("points", 0)
MANY_LIKES = 10
"""A minute of tapping is hundreds of likes."""


def points_traps(files: RuleFiles) -> Iterator[Problem]:
    """Yield what is likely to be a mistake in ``points:``."""
    points = files.rules.points
    if points is None:
        return
    if points.like.points and points.like.per < MANY_LIKES and not points.like.most:
        yield warning(
            files.place(*SECTION, "like"),
            f"a point for {points.like.per} likes, without an end",
            "a hundred or so, since viewers tap hundreds of likes a minute",
            "write per: 100, or most: 20",
        )
    if points.ask is None and points.leaderboard is None and points.level_up is None and not points.levels:
        yield warning(
            files.place(*SECTION),
            "points are counted, but no viewer ever hears of them",
            "levels, ask or leaderboard",
            "see the shipped rules/points.yaml",
        )
    if points.leaderboard is not None and not points.hide:
        yield warning(
            files.place(*SECTION, "leaderboard"),
            "viewers are named on the leaderboard and cannot refuse",
            "words to write who does not want to be shown",
            'add hide: {en: ["!hide me"]}',
        )
    yield from _word_traps(files)


def _word_traps(files: RuleFiles) -> Iterator[Problem]:
    rules = files.rules
    codes = PhraseMatcher(
        (code.id, code.match, phrase, code.distance) for code in rules.codes for phrase in code.phrases
    )
    polls = [(f"poll {quoted(poll.id)}", {o.key: o.accept for o in poll.options}, poll.frames) for poll in rules.polls]
    asks = [(f"quick ask {quoted(ask.id)}", ask.answers, ask.frames) for ask in rules.quick]
    tables = [(name, AnswerTable(answers, frames)) for name, answers, frames in (*polls, *asks)]
    taken: dict[str, str] = {}
    for what, language, word, place, key_place in _spoken(files):
        if not is_language(language):
            meant = language_named(language)
            fix = f"did you mean {meant}?" if meant else "correct the tag"
            found = f"{quoted(language)} is no language that livebot knows"
            yield warning(key_place, found, "a tag such as en, es, id, zh", fix)
        if taken.setdefault(fold(word), what) != what:
            found = f"{quoted(word)} is written for {taken[fold(word)]} and for {what}"
            yield Problem(*place, found, "each word for one of them", "take it away from one")
        if shared := [f"the code {quoted(code)}" for code in codes.find(word)]:
            found = f"{quoted(word)} is also {shared[0]}"
            yield warning(place, found, "a word that is no code", "change one: who types it never uses the code")
        if shared := [name for name, table in tables if table.answer(word) is not None]:
            found = f"{quoted(word)} is also an answer to the {shared[0]}"
            yield warning(
                place, found, "a word that is no answer", "change one: while that is open, who types it votes"
            )


def _spoken(files: RuleFiles) -> Iterator[tuple[str, str, str, Place, Place]]:
    """Yield each word to livebot: the key it stands under, its language, itself, its place and its language's."""
    points = files.rules.points
    assert points is not None
    parts: list[tuple[str, dict[str, Words], tuple[str, ...]]] = [
        ("hide", points.hide, ("hide",)),
        ("show", points.show, ("show",)),
    ]
    if points.ask is not None:
        parts.append(("ask", points.ask.words, ("ask", "words")))
    for what, words, at in parts:
        for language, some in words.items():
            for number, word in enumerate(some):
                place = files.place(*SECTION, *at, language, number)
                yield what, language, word, place, files.key_place(*SECTION, *at, language)

"""Traps in prepared answers: answers to nothing, answers that some viewers never get."""

import re
from collections.abc import Iterator

from livebot.engine.questions.answers import AnswerRule
from livebot.engine.text import NAME_CHARS, fold
from livebot.language import phrasebook
from livebot.rules.config import Config
from livebot.rules.languages import is_language
from livebot.rules.load import RuleFiles
from livebot.rules.problems import Problem, quoted, warning
from livebot.rules.words import unknown_intent

NAME_ROOM = len("@ ") + NAME_CHARS
"""Characters that an asker's name takes in front of an answer."""


def prepared_traps(config: Config, files: RuleFiles) -> Iterator[Problem]:
    """Yield what is wrong with the prepared answers, and what is likely to be."""
    answers = files.rules.answers
    languages = dict.fromkeys(language for answer in answers for language in answer.texts if is_language(language))
    known = phrasebook.intents() if answers else ()
    for index, answer in enumerate(answers):
        if answer.intent not in known:
            yield unknown_intent(files.place("answers", index, "intent"), answer.intent)
        yield from _auto_traps(config, files, index, answer)
        yield from _text_traps(config, files, index, answer)
        # Of the market's language, which others fall back to, all texts are told alike.
        missing = [tag for tag in languages if tag not in answer.texts and tag != config.market_language]
        if missing:
            yield warning(
                files.place("answers", index, "texts"),
                f"the answer {quoted(answer.id)} has no text in {', '.join(missing)}",
                "every language that the other answers have",
                f"add {missing[0]}: …, or those viewers read it in another language",
            )
    yield from _same_traps(files)


def _auto_traps(config: Config, files: RuleFiles, index: int, answer: AnswerRule) -> Iterator[Problem]:
    written = files.nodes["answers"][index][1].child("auto")
    if written is not None and written.value is None:
        yield warning(
            files.key_place("answers", index, "auto"),
            'nothing is written after "auto", so only you give this answer',
            "how long livebot does not repeat itself",
            "write auto: {cooldown: 3m}, or delete it",
        )
    if answer.auto is not None and config.chat.mode == "off":
        yield warning(
            files.key_place("answers", index, "auto"),
            "chat.mode is off, so livebot never gives this answer by itself",
            "chat.mode: assist or auto",
            "or delete auto",
        )


def _text_traps(config: Config, files: RuleFiles, index: int, answer: AnswerRule) -> Iterator[Problem]:
    most = config.chat.max_chars
    for language, text in answer.texts.items():
        place = files.place("answers", index, "texts", language)
        if placeholder := re.search(r"\{[^{}]*\}", text):
            found = f"{quoted(placeholder[0])} would be posted as it stands"
            fix = "delete it: livebot puts the askers' names in front by itself"
            yield Problem(*place, found, "no placeholders in an answer", fix)
        if most - NAME_ROOM < len(text) <= most:
            yield warning(
                place,
                f"the text has {len(text)} characters, which leaves no room for a long name in front",
                f"at most {most - NAME_ROOM}",
                "shorten it, or some lines will not say whom they answer",
            )


def _same_traps(files: RuleFiles) -> Iterator[Problem]:
    """Yield answers to what another one answers already."""
    first: dict[tuple[str, str], str] = {}
    for index, answer in enumerate(files.rules.answers):
        other = first.setdefault((answer.intent, fold(answer.product)), answer.id)
        if other != answer.id:
            what = f"{quoted(answer.intent)} of {quoted(answer.product)}" if answer.product else quoted(answer.intent)
            yield warning(
                files.place("answers", index, "intent"),
                f"{quoted(other)} answers {what} already",
                "one answer for each question and product",
                "put the texts together, or say which product it is for",
            )

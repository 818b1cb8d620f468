"""The audience's texts are what the script takes them for: a rehearsal that fails must not fail for its own words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from livebot.language.reader import CommentReader
from livebot.rehearsal.audience import invite, texts_of
from livebot.rehearsal.daemon import ACCOUNT, write_config
from livebot.rehearsal.libre import LibreService
from livebot.rehearsal.performance import COOLDOWN_IS_OVER_MS
from livebot.rehearsal.scenes import write_script
from livebot.rehearsal.script import CLAIM, CLAIM_RULE, USUAL_MS, comments_of
from livebot.rehearsal.server import LookAlike
from livebot.rules.check import load_rules
from livebot.rules.config import load_config
from livebot.runtime.clock import SystemClock

AUDIENCE = invite(1)


@pytest.fixture(scope="module")
def reader() -> CommentReader:
    reader = CommentReader()
    assert reader.wait_until_ready(30)
    return reader


def asked() -> Iterator[tuple[str, str, str]]:
    """Yield topic, language and text of every question, with what is put after it."""
    for topic in AUDIENCE.topics.values():
        for language, ways in topic.ask.items():
            for way in ways:
                for plea in set(AUDIENCE.pleas) if "?" not in way else {""}:
                    yield topic.id, language, way + plea


def test_questions_are_read_as_what_they_are(reader: CommentReader) -> None:
    wrong = []
    for topic, language, text in asked():
        reading = reader.read(text, language)
        is_bare = reading.is_bare and reading.intent == topic
        best = max(reading.scores, key=lambda tag: reading.scores[tag], default="")
        if reading.question < 0.5 or is_bare != AUDIENCE.topics[topic].is_bare or best != language:
            wrong.append((topic, language, text, reading))
    assert wrong == []


def test_a_product_that_is_named_is_read(reader: CommentReader) -> None:
    for topic in AUDIENCE.topics.values():
        for language, ways in topic.naming.items():
            for way in ways:
                reading = reader.read(way.replace("{product}", "A3"), language)
                assert (reading.intent, reading.details) == (topic.id, ("item:a3",)), way


def test_nothing_else_is_read_as_a_question(reader: CommentReader) -> None:
    said = [
        (language, text)
        for lists in (AUDIENCE.says, AUDIENCE.greets)
        for language, texts in lists.items()
        for text in texts
    ]
    said = [(language, text + touch) for language, text in said for touch in set(AUDIENCE.touches)]
    said += [(language, text) for language, texts in AUDIENCE.near_misses.items() for text in texts]
    said += [("en", text) for text in AUDIENCE.pranks]
    said += [("en", text) for someone in (*AUDIENCE.troublemakers.values(), *AUDIENCE.raiders) for text in someone.says]
    said.remove(("en", AUDIENCE.troublemakers["peddler"].says[0]))  # spam that asks, and comes on no card
    assert [
        (text, reader.read(text, language)) for language, text in said if reader.read(text, language).question >= 0.5
    ] == []


def test_asking_for_the_meaning_is_read_as_that(reader: CommentReader) -> None:
    for language, ways in AUDIENCE.meanings.items():
        for text in ways:
            reading = reader.read(text, language)
            assert reading.question >= 0.5, text
            assert "🌙🌙🌙" in text or reading.intent == "meaning", text


def test_every_topic_says_what_it_means_to_both_hosts() -> None:
    for topic in AUDIENCE.topics.values():
        assert topic.gloss.keys() == {"en", "zh"}
    glosses = [topic.gloss["en"] for topic in AUDIENCE.topics.values()]
    assert len(set(glosses)) == len(glosses), "two questions that mean the same would become one card"


def test_two_languages_never_ask_different_things_in_the_same_words() -> None:
    topics: dict[str, set[str]] = {}
    for topic, _, text in asked():
        topics.setdefault(text, set()).add(topic)
    assert {text: names for text, names in topics.items() if len(names) > 1} == {}


async def test_the_rules_of_the_show_have_no_mistakes_and_no_traps(tmp_path: Path) -> None:
    async with LookAlike(SystemClock()) as server, LibreService({}) as libre:
        config = load_config(write_config(tmp_path, server, libre, host_language="zh", speed=10), ACCOUNT)
    assert config.host.language == "zh"
    assert config.tiktok.silent_after == 30_000
    problems = load_rules(config).problems
    assert [problem for problem in problems if problem.severity != "warning"] == []
    claims = [text for rule in texts_of("show.yaml")["prompts"] for texts in rule["texts"] for text in texts.values()]
    claims = [text for text in claims if CLAIM in text.lower()]
    assert len(problems) == len(claims) == 2
    assert all(CLAIM in problem.found and CLAIM_RULE in str(problem) for problem in problems)


def test_results_are_worded_in_languages_that_every_option_has_a_name_in() -> None:
    for poll in texts_of("show.yaml")["polls"]:
        for language in {**poll["announce"], **poll["announce_tie"]}:
            assert all(language in option["label"] for option in poll["options"])


def test_whoever_is_answered_in_the_script_reads_their_own_language() -> None:
    """Else several languages share a line, which the truth does not tell of."""
    texts = {rule["intent"]: rule["texts"] for rule in texts_of("show.yaml")["answers"]}
    texts |= {topic: words.translations for topic, words in AUDIENCE.replies.items()}
    cards = {"price B2": texts["price"], "order": texts["order"], "wash": texts["wash"]}
    until = [act for act in write_script(AUDIENCE, 1, USUAL_MS, "en") if act.moment == "answers"]
    asked = [(c.means.card, c.guest.language) for c in comments_of(until) if c.means.card in cards]
    assert {card for card, _ in asked} == cards.keys()
    assert all(language in cards[card] for card, language in asked)


def test_the_script_waits_until_the_bot_may_answer_again() -> None:
    cooldowns = [rule["auto"]["cooldown"] for rule in texts_of("show.yaml")["answers"] if "auto" in rule]
    assert [int(cooldown.removesuffix("s")) * 1000 < COOLDOWN_IS_OVER_MS for cooldown in cooldowns] == [True]

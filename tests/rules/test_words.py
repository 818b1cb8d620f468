"""``language.yaml``: questions and words of one's own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from livebot.language import phrasebook, resources
from livebot.language.reader import CommentReader
from livebot.rules.check import load_words
from livebot.rules.config import load_config
from livebot.rules.problems import ConfigProblems
from livebot.rules.words import use_words
from livebot.viewers import Reading
from tests.rules.transcripts import transcripts

BROKEN = transcripts("broken_words.txt")
SHIPPED = Path(__file__).parents[2] / "config" / "language.yaml"


def write(text: str) -> Path:
    path = Path("language.yaml")
    path.write_text(text, encoding="utf-8")
    return path


class Unsure:
    """A detector that leaves everything to the words."""

    def rank(self, text: str) -> Mapping[str, float]:
        return {}


def read(text: str) -> Reading:
    """Return what a reader made now makes of a comment from an English app."""
    return CommentReader(make_detectors=lambda: (Unsure(), Unsure())).read(text, "en")


@pytest.mark.parametrize("name", BROKEN)
def test_says_what_is_wrong_with_own_words(name: str) -> None:
    text, said = BROKEN[name]
    expected = [line.replace("INTENTS", ", ".join(phrasebook.intents())) for line in said]

    assert [str(problem) for problem in sorted(use_words(write(text)))] == expected


def test_own_questions_are_understood_in_every_language() -> None:
    assert use_words(SHIPPED) == []

    for text in ("do you gift wrap?", "选好了，可以礼品包装吗", "bisa dibungkus kado?", "มีห่อของขวัญไหมคะ"):
        assert read(text).intent == "gift", text
    assert phrasebook.gist("gift", "zh") == "可以礼品包装吗？"


def test_words_of_own_make_a_question_or_none() -> None:
    before = read("drop").question, read("how dreamy").question

    assert use_words(write("languages:\n  en: {short: drop, praise: [how dreamy]}\nbrands: YourShop\n")) == []
    assert read("drop").question >= 0.5 > before[0]
    assert read("how dreamy").question < before[1]


def test_with_a_mistake_livebot_understands_what_it_is_shipped_with() -> None:
    use_words(SHIPPED)

    assert use_words(write("intents: {gift: {sya: {en: [gift]}}}\n")) != []
    assert "gift" not in phrasebook.intents()


def test_only_the_hosts_language_must_say_what_is_asked() -> None:
    phrases = ", ".join(f"{tag}: {tag} gift" for tag in phrasebook.LANGUAGES)
    text = f"intents:\n  gift: {{say: {{{phrases}}}}}\n"

    assert [problem.found for problem in use_words(write(text), read_in=["vi"])] == [
        'the question "gift" has no gloss in vi'
    ]
    assert use_words(write(text), read_in=["de"]) == []


def test_what_only_the_lists_themselves_know_to_be_wrong_has_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(extra: Mapping[str, Any]) -> None:
        if extra:
            raise ValueError("details.en.colour.navy.blue: text is needed here")

    monkeypatch.setattr(resources, "extend", refuse)

    assert [str(problem) for problem in use_words(write("details:\n  en:\n    colour: {navy.blue: [navy]}\n"))] == [
        "language.yaml:3:25: text is needed here; compare it with the shipped language.yaml"
    ]


def test_the_daemon_starts_with_the_words_of_its_configuration() -> None:
    write("intents: {gift: {gloss: {en: Gift?}, say: {en: [gift]}}}\n")
    Path("livebot.yaml").write_text("room: x\nquestions: {words: language.yaml}\n", encoding="utf-8")
    config = load_config(Path("livebot.yaml"), env={})

    assert [problem.severity for problem in load_words(config)] == ["warning"]
    assert config.room_settings().gists["gift"] == "Gift?"

    Path("language.yaml").unlink()
    with pytest.raises(ConfigProblems, match="there is no file"):
        load_words(config)
    assert "gift" not in config.gists()


def test_without_own_words_there_is_nothing_to_say() -> None:
    Path("livebot.yaml").write_text("room: x\n", encoding="utf-8")

    assert load_words(load_config(Path("livebot.yaml"), env={})) == []

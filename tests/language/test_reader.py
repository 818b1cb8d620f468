import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from livebot.language.detectors import Detector, LangDetect, Py3LangId
from livebot.language.reader import LATIN, SURE, CommentReader
from livebot.viewers import Reading

DATA = Path(__file__).parent / "data"


def language(reading: Reading) -> str:
    best = next(iter(reading.scores), "und")
    return best if reading.scores.get(best, 0.0) > SURE else "und"


def chat_lines(name: str = "chat_dev.txt") -> Iterator[tuple[str, bool, str]]:
    tag = ""
    for row in (DATA / name).read_text(encoding="utf-8").splitlines():
        if row.startswith("## "):
            tag = row[3:]
        elif row:
            yield tag, row[0] == "q", row[2:]


def noise_lines() -> Iterator[tuple[str, str, str]]:
    for row in (DATA / "noise_dev.tsv").read_text(encoding="utf-8").splitlines():
        kind, tag, text = row.split("\t")
        yield kind, tag, text


def test_comments_are_read_in_their_language(reader: CommentReader) -> None:
    lines = list(chat_lines())
    right = sum(language(reader.read(text, "")) == tag for tag, _, text in lines)
    assert right / len(lines) >= 0.97


def test_a_second_collection_of_comments_is_read_as_well(reader: CommentReader) -> None:
    lines = list(chat_lines("chat_fresh.txt"))
    right = sum(language(reader.read(text, "")) == tag for tag, _, text in lines)
    asked = [(is_question, reader.read(text, "").question >= 0.5) for _, is_question, text in lines]
    hits = asked.count((True, True))
    assert right / len(lines) >= 0.96
    assert hits / (hits + asked.count((True, False))) >= 0.95
    assert hits / (hits + asked.count((False, True))) >= 0.93


def test_slang_typed_in_a_hurry_is_understood(reader: CommentReader) -> None:
    lines = list(chat_lines("chat_slang.txt"))
    right = sum(language(reader.read(text, "")) == tag for tag, _, text in lines)
    asked = [(is_question, reader.read(text, "").question >= 0.5) for _, is_question, text in lines]
    hits = asked.count((True, True))
    assert right / len(lines) >= 0.87
    assert hits / (hits + asked.count((True, False))) >= 0.95
    assert hits / (hits + asked.count((False, True))) >= 0.93


def test_noise_has_no_language(reader: CommentReader) -> None:
    wrong = [text for _, tag, text in noise_lines() if tag == "und" and reader.read(text, "").scores]
    assert wrong == []


@pytest.mark.parametrize("kind", ["wrap", "elong", "caps", "nodia", "mixed"])
def test_dressed_up_comments_are_read_in_their_language(reader: CommentReader, kind: str) -> None:
    lines = [(tag, text) for found, tag, text in noise_lines() if found == kind]
    right = sum(language(reader.read(text, "")) == tag for tag, text in lines)
    assert right / len(lines) >= 0.9


def test_questions_are_found_without_much_noise(reader: CommentReader) -> None:
    asked = [(is_question, reader.read(text, "").question >= 0.5) for _, is_question, text in chat_lines()]
    hits = asked.count((True, True))
    assert hits / (hits + asked.count((True, False))) >= 0.97
    assert hits / (hits + asked.count((False, True))) >= 0.85


@pytest.mark.parametrize(
    ("text", "tag", "script"),
    [
        ("ราคาเท่าไหร่", "th", "Thai"),
        ("이거 size M 있어요", "ko", "Kore"),
        ("このTシャツのサイズ", "ja", "Jpan"),
        ("返品できない送料", "ja", "Jpan"),
        ("这个price多少", "zh", "Hani"),
        ("值得买", "zh", "Hani"),
        ("値段", "ja", "Hani"),
        ("скільки коштує ця сукня", "uk", "Cyrl"),
        ("сколько стоит это платье", "ru", "Cyrl"),
        ("यह कितने का है", "hi", "Deva"),
        ("قیمتش چنده", "fa", "Arab"),
        ("بكم هذا", "ar", "Arab"),
        ("πόσο κάνει", "el", "Grek"),
        ("¯\\_(ツ)_/¯ so funny you guys", "en", "Latn"),
        ("kitne ka hai bhaiya", "hi", "Latn"),
    ],
)
def test_script_and_language(reader: CommentReader, text: str, tag: str, script: str) -> None:
    reading = reader.read(text, "")
    assert (language(reading), reading.script) == (tag, script)


@pytest.mark.parametrize("text", ["Kenneth", "miranda", "nicolly", "yuki", "budi", "asdasd", "Alarcon755k"])
def test_a_name_alone_has_no_language(reader: CommentReader, text: str) -> None:
    assert language(reader.read(text, "")) == "und"


def test_tiktoks_hint_decides_only_what_the_text_leaves_open(reader: CommentReader) -> None:
    assert language(reader.read("harga berapa", "ms")) == "ms"
    assert language(reader.read("harga berapa", "id")) == "id"
    assert language(reader.read("how much is the black one", "ms")) == "en"
    assert language(reader.read("ราคาเท่าไหร่", "en")) == "th"
    assert reader.read("😍😍", "es").scores == {}
    assert language(reader.read("無料", "ja-JP")) == "ja"


def test_at_most_three_scores_the_best_first(reader: CommentReader) -> None:
    for _, _, text in chat_lines():
        scores = list(reader.read(text, "").scores.values())
        assert len(scores) <= 3
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "\u202e\u202d", "a" * 100_000, "\ud800", "مرحبا\ud800", "多少钱\ud800",
     "love it сколько the best", "🏳️‍🌈" * 500, "?" * 5_000, "\u0301" * 300, "ﷺ" * 200, "Z͑ͫ̓a̴l̷g̶o̵ " * 40],
)  # fmt: skip
def test_hostile_text_is_read_quickly(reader: CommentReader, text: str) -> None:
    began_s = time.perf_counter()
    reader.read(text, "")
    assert time.perf_counter() - began_s < 0.1


def test_until_the_detectors_are_loaded_script_and_words_decide() -> None:
    may_load = threading.Event()

    def load() -> tuple[Detector, Detector]:
        may_load.wait(10)
        return Py3LangId(LATIN), NoOpinion()

    reader = CommentReader(load)
    assert not reader.wait_until_ready(timeout_s=0)
    assert language(reader.read("ราคาเท่าไหร่", "")) == "th"
    assert language(reader.read("quanto custa o preto", "")) == "pt"
    assert language(reader.read("lignes inconnues", "")) == "und"
    may_load.set()
    assert reader.wait_until_ready(timeout_s=10)
    assert language(reader.read("lignes inconnues", "")) == "fr"


class NoOpinion:
    def rank(self, text: str) -> Mapping[str, float]:
        return {}


class Says:
    """A detector that gives the same answer to everything, and counts."""

    def __init__(self, scores: Mapping[str, float]) -> None:
        self.scores = scores
        self.asked = 0

    def rank(self, text: str) -> Mapping[str, float]:
        self.asked += 1
        return self.scores


@pytest.mark.parametrize(("second", "found"), [("es", "es"), ("pt", "und")])
def test_a_second_opinion_confirms_and_never_overrules(second: str, found: str) -> None:
    first = Says({"es": -0.9, "pt": -1.2, "it": -1.4})
    reader = CommentReader(lambda: (first, Says({second: -0.1})))
    reader.wait_until_ready()
    assert language(reader.read("xqz wvk", "")) == found


def test_the_second_opinion_is_not_asked_when_the_first_is_sure() -> None:
    second = Says({"pt": -0.1})
    reader = CommentReader(lambda: (Says({"es": -0.05, "pt": -3.0}), second))
    reader.wait_until_ready()
    assert language(reader.read("xqz wvk", "")) == "es"
    assert second.asked == 0


def test_a_repeated_comment_is_read_once() -> None:
    first = Says({"es": -0.05})
    reader = CommentReader(lambda: (first, NoOpinion()))
    reader.wait_until_ready()
    for _ in range(5):
        reader.read("xqz wvk", "")
    assert first.asked == 1


def test_langdetect_says_the_same_every_time_and_never_raises() -> None:
    detector = LangDetect(LATIN)
    assert detector.rank("12345 😍") == {}
    answers = {tuple(detector.rank("sirven para correr").items()) for _ in range(20)}
    assert len(answers) == 1


def test_langdetect_can_be_asked_first_from_several_threads() -> None:
    answers: list[Mapping[str, float]] = []
    detector = LangDetect(LATIN)
    threads = [threading.Thread(target=lambda: answers.append(detector.rank("wie viel kostet das"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert all(max(answer, key=answer.__getitem__) == "de" for answer in answers)

"""How well and how fast comments are read: ``python bench/language.py [--wrong] [DATA_DIR]``.

The files are ``chat_dev.txt``, ``chat_fresh.txt``, ``chat_slang.txt`` and ``noise_dev.tsv``, which come with the
tests, and ``tatoeba_language_dev.tsv`` and ``tatoeba_questions_dev.tsv``, which do not; those of DATA_DIR go first.
What is nowhere is named and skipped.
"""

import gc
import random
import re
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from livebot.language.detectors import Detector
from livebot.language.reader import SURE, CommentReader, load_detectors
from livebot.viewers import Reading

QUESTION = 0.5
REPOSITORY = Path(__file__).resolve().parents[1]


class Line(NamedTuple):
    language: str
    text: str
    is_question: bool = False
    kind: str = ""


class NoOpinion:
    def rank(self, text: str) -> dict[str, float]:
        return {}


class Counted:
    """A detector that counts how often it is asked, and how long it takes."""

    def __init__(self, detector: Detector) -> None:
        self.detector = detector
        self.asked = 0
        self.took_s = 0.0

    def rank(self, text: str) -> Mapping[str, float]:
        began = time.perf_counter()
        answer = self.detector.rank(text)
        self.took_s += time.perf_counter() - began
        self.asked += 1
        return answer


def main() -> None:
    arguments = [argument for argument in sys.argv[1:] if argument != "--wrong"]
    data = Path(arguments[0]) if arguments else REPOSITORY.parent / "shared" / "data" / "language"
    show_wrong = "--wrong" in sys.argv
    before_mb = memory_mb()
    began = time.perf_counter()
    reader = CommentReader()
    made = time.perf_counter() - began
    reader.wait_until_ready()
    print(f"reader: {made * 1e3:.1f} ms to make, ready after {time.perf_counter() - began:.2f} s")
    reader.read("warm up: how much is it?", "")
    print(f"memory: {memory_mb() - before_mb:.0f} MB more\n")

    chat, fresh = chat_lines(data, "chat_dev.txt"), chat_lines(data, "chat_fresh.txt")
    slang, noise = chat_lines(data, "chat_slang.txt"), noise_lines(data)
    tatoeba, questions = tatoeba_lines(data), question_lines(data)
    for name, lines, goal in (
        ("chat", chat, 97),
        ("fresh chat", fresh, 0),
        ("slang", slang, 0),
        ("tatoeba", tatoeba, 95),
        ("noise", noise, 0),
    ):
        if lines:
            languages(name, lines, reader, goal, show_wrong)
            second_opinion(lines)
    for kind in dict.fromkeys(line.kind for line in noise):
        lines = [line for line in noise if line.kind == kind]
        print(f"  noise, {kind}: {accuracy(lines, reader):.0%} of {len(lines)}")
    if chat:
        ask("questions in chat", chat, reader, show_wrong)
    if fresh:
        ask("questions in fresh chat", fresh, reader, show_wrong)
    if slang:
        ask("questions in slang", slang, reader, show_wrong)
    if questions:
        ask("questions in tatoeba, marks stripped", questions, reader, show_wrong)
    print()
    speed([line.text for line in chat + noise])


def memory_mb() -> float:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def second_opinion(lines: list[Line]) -> None:
    """Print how often langdetect is asked and what it changes."""
    first, second = load_detectors()
    counted = Counted(second)
    readers = [CommentReader(lambda: (first, counted)), CommentReader(lambda: (first, NoOpinion()))]
    for reader in readers:
        reader.wait_until_ready()
    found = [[language_of(reader.read(line.text, "")) for line in lines] for reader in readers]
    changed = [(line.language, both) for line, *both in zip(lines, *found, strict=True) if both[0] != both[1]]
    helped = sum(language == with_it for language, (with_it, _) in changed)
    hurt = sum(language == without_it for language, (_, without_it) in changed)
    print(
        f"  second opinion: asked {counted.asked} times of {len(lines)}, "
        f"{counted.took_s / max(counted.asked, 1) * 1e3:.1f} ms each; "
        f"changed {len(changed)}, {helped} for the better, {hurt} for the worse"
    )


def language_of(reading: Reading) -> str:
    """What a comment's reading says by itself, without any history."""
    best = max(reading.scores, key=reading.scores.__getitem__, default="und")
    return best if reading.scores.get(best, 0.0) > SURE else "und"


def accuracy(lines: list[Line], reader: CommentReader) -> float:
    return sum(language_of(reader.read(line.text, "")) == line.language for line in lines) / len(lines)


def languages(name: str, lines: list[Line], reader: CommentReader, goal: int, show_wrong: bool) -> None:
    confusions: Counter[str] = Counter()
    for line in lines:
        reading = reader.read(line.text, "")
        if (found := language_of(reading)) != line.language:
            confusions[f"{line.language}>{found}"] += 1
            if show_wrong:
                print(f"    {line.language} read as {found}: {line.text}  {reading.scores}")
    print(f"language in {name}: {accuracy(lines, reader):.1%} of {len(lines)}" + (f" (goal {goal} %)" if goal else ""))
    print("  confusions: " + ", ".join(f"{pair} {count}" for pair, count in confusions.most_common(12)))


def ask(name: str, lines: list[Line], reader: CommentReader, show_wrong: bool) -> None:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        score = reader.read(line.text, "").question
        outcome = (
            ("hit" if line.is_question else "false") if score >= QUESTION else ("missed" if line.is_question else "")
        )
        counts[line.language][outcome] += 1
        if show_wrong and outcome in ("false", "missed"):
            print(f"    {outcome}: {line.language} {line.text}  {score}")
    total = sum(counts.values(), Counter[str]())
    print(f"\n{name}: " + figures(total))
    for language, count in sorted(counts.items()):
        print(f"  {language}: {figures(count)}")


def figures(count: Counter[str]) -> str:
    asked, found = count["hit"] + count["missed"], count["hit"] + count["false"]
    return f"recall {count['hit'] / max(asked, 1):.1%}, precision {count['hit'] / max(found, 1):.1%}"


def speed(texts: list[str]) -> None:
    detectors = load_detectors()
    chance = random.Random(1)
    stream: list[str] = []
    for text in texts:
        stream.append(text)
        while chance.random() < 0.4:
            stream.append(chance.choice(stream))
    for name, comments in (("cold", texts), ("stream with 40 % repeats", stream)):
        print(f"{name}: {min(cost_us(comments, warm(detectors)) for _ in range(5)):.0f} µs of CPU a comment")
    plain = min(rank_us(texts, detectors[0]) for _ in range(5))
    print(f"the detector alone, for comparison: {plain:.0f} µs of CPU a comment")
    reader = warm(detectors)
    cost_us(texts, reader)
    print(f"cached: {cost_us(texts, reader):.1f} µs of CPU a comment")


def warm(detectors: tuple[Detector, Detector]) -> CommentReader:
    """A reader that has read its word lists but no comment yet."""
    reader = CommentReader(lambda: detectors)
    reader.wait_until_ready()
    reader.read("warm up: how much is it?", "")
    return reader


def cost_us(texts: list[str], reader: CommentReader) -> float:
    began = time.process_time()
    for text in texts:
        reader.read(text, "")
    return (time.process_time() - began) / len(texts) * 1e6


def rank_us(texts: list[str], detector: Detector) -> float:
    began = time.process_time()
    for text in texts:
        detector.rank(text)
    return (time.process_time() - began) / len(texts) * 1e6


def rows(data: Path, name: str) -> Iterable[str]:
    for path in (data / name, REPOSITORY / "tests" / "language" / "data" / name):
        if path.exists():
            return path.read_text(encoding="utf-8").splitlines()
    print(f"{data / name} is not there: skipped")
    return []


def chat_lines(data: Path, name: str) -> list[Line]:
    lines, language = [], ""
    for row in rows(data, name):
        if row.startswith("## "):
            language = row[3:]
        elif row:
            lines.append(Line(language, row[2:], row[0] == "q"))
    return lines


def noise_lines(data: Path) -> list[Line]:
    fields = [row.split("\t") for row in rows(data, "noise_dev.tsv") if row]
    return [Line(language, text, kind=kind) for kind, language, text in fields]


def tatoeba_lines(data: Path) -> list[Line]:
    fields = [row.split("\t") for row in rows(data, "tatoeba_language_dev.tsv") if row]
    return [Line(language, text) for language, text, *_ in fields]


def question_lines(data: Path) -> list[Line]:
    fields = [row.split("\t") for row in rows(data, "tatoeba_questions_dev.tsv") if row]
    return [Line(language, re.sub("[?？؟¿।]", "", text), kind == "question") for language, kind, text, *_ in fields]


if __name__ == "__main__":
    main()

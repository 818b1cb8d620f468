"""Many questions at once: everyone gets an answer in time, and nothing piles up. ``bench/translation.py`` is longer."""

import asyncio
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from livebot.language.chain import open_chain
from livebot.language.engines import EngineSettings
from livebot.language.memory import TranslationMemory
from livebot.rehearsal.libre import LibreFault, LibreService
from tests.language.fakes import HandClock

RATE = 50


def question(number: int) -> str:
    return f"¿cuánto cuesta el vestido número {number}?"


def words(count: int) -> dict[str, dict[str, str]]:
    return {question(number): {"zh": f"{number}号裙子多少钱？"} for number in range(count)}


@pytest.mark.parametrize("name", ["libre", "libre_form"])
async def test_fifty_questions_a_second_are_all_translated(tmp_path: Path, name: str) -> None:
    count = 75
    waited_s: list[float] = []
    threads = threading.active_count()
    async with LibreService(words(count), delay_s=0.4) as libre:
        settings = [EngineSettings(name=name, url=libre.url)]
        chain = open_chain(settings, TranslationMemory(tmp_path / "memory.sqlite3"), HandClock())

        async def ask(number: int) -> str:
            await asyncio.sleep(number / RATE)
            began_s = time.monotonic()
            text = (await chain.translate(question(number), "es", "zh")).text
            waited_s.append(time.monotonic() - began_s)
            return text

        answers = await asyncio.gather(*(ask(number) for number in range(count)))
        assert threading.active_count() - threads <= 24 + 4
        await chain.close()
    assert answers == [f"{number}号裙子多少钱？" for number in range(count)]
    assert sorted(waited_s)[int(count * 0.95)] < 0.8


async def test_a_burst_that_is_too_much_for_the_engine_loses_nothing(tmp_path: Path) -> None:
    """At 80 a second, 300 at once: those that do not get a place in time get the gist."""
    count = 300
    tasks, threads = len(asyncio.all_tasks()), threading.active_count()
    async with LibreService(words(count), delay_s=0.05) as libre:
        settings = [EngineSettings(name="libre_form", url=libre.url, timeout_s=1.0, concurrency=4)]
        chain = open_chain(settings, TranslationMemory(tmp_path / "memory.sqlite3"), HandClock())
        began_s = time.monotonic()
        answers = await asyncio.gather(*(chain.translate(question(number), "es", "zh") for number in range(count)))
        assert time.monotonic() - began_s < 2.5
        assert threading.active_count() - threads <= 4 + 12
        assert libre.most_at_once <= 4
        await chain.close()
    by = Counter(answer.engine for answer in answers)
    assert by["libre_form"] >= 40
    assert by["libre_form"] + by["phrasebook"] == count
    assert all(answer.text == "多少钱？" for answer in answers if answer.engine == "phrasebook")
    await asyncio.sleep(0.1)
    assert len(asyncio.all_tasks()) <= tasks + 1


async def test_an_engine_that_hangs_holds_up_nobody_under_load(tmp_path: Path) -> None:
    count = 60
    async with LibreService(words(count)) as hanging, LibreService(words(count), delay_s=0.1) as well:
        hanging.fail(LibreFault.HANG)
        settings = [
            EngineSettings(name="libre_form", url=hanging.url, timeout_s=0.6),
            EngineSettings(name="libre", url=well.url, timeout_s=0.6),
        ]
        memory = TranslationMemory(tmp_path / "memory.sqlite3")
        chain = open_chain(settings, memory, HandClock(), hedge_after_s=0.2)
        waited_s: list[float] = []

        async def ask(number: int) -> str:
            await asyncio.sleep(number / RATE)
            began_s = time.monotonic()
            engine = (await chain.translate(question(number), "es", "zh")).engine
            waited_s.append(time.monotonic() - began_s)
            return engine

        engines = await asyncio.gather(*(ask(number) for number in range(count)))
        await chain.close()
    assert set(engines) == {"libre"}
    assert max(waited_s) < 0.6
    assert sorted(waited_s)[count // 4] < 0.2  # once it is left alone, nobody waits for it

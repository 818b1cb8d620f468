import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from livebot.language.memory import TranslationMemory


@pytest.fixture
async def memory(tmp_path: Path) -> AsyncIterator[TranslationMemory]:
    opened = TranslationMemory(tmp_path / "translations.sqlite3")
    yield opened
    opened.close()


async def test_the_very_text_goes_before_one_that_folds_to_the_same(memory: TranslationMemory) -> None:
    await memory.put("PRECIO?", "es", "zh", "价格？", 2)
    await memory.put("precio", "es", "zh", "价格", 1)
    assert await memory.get("precio", "es", "zh") == "价格"
    assert await memory.get("PRECIO?", "es", "zh") == "价格？"
    assert await memory.get("Precio!!", "es", "zh") == "价格？"
    assert await memory.get("precio", "pt", "zh") is None


async def test_forgetting_and_expiring(memory: TranslationMemory) -> None:
    await memory.put("soy Ana López", "es", "zh", "我是安娜", 1_000)
    await memory.put("precio", "es", "zh", "价格", 2_000)
    await memory.put("talla", "es", "zh", "尺码", 3_000)
    assert await memory.forget(["Soy Ana López!!"]) == 1
    assert await memory.get("soy Ana López", "es", "zh") is None
    assert await memory.expire(before_ms=2_500) == 1
    assert await memory.get("talla", "es", "zh") == "尺码"


async def test_a_broken_file_does_not_stop_anybody(tmp_path: Path) -> None:
    path = tmp_path / "translations.sqlite3"
    path.write_bytes(b"this is no database at all, whatever its name says" * 100)
    memory = TranslationMemory(path)
    await memory.put("precio", "es", "zh", "价格", 1)
    assert await memory.get("precio", "es", "zh") is None
    memory.close()
    assert path.read_bytes().startswith(b"this is no database")


async def test_a_folder_that_is_not_there_does_not_stop_anybody(tmp_path: Path) -> None:
    memory = TranslationMemory(tmp_path / "nowhere" / "translations.sqlite3")
    assert await memory.get("precio", "es", "zh") is None
    memory.close()


async def test_a_file_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "translations.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE translation (something TEXT)")
    other.close()
    memory = TranslationMemory(path)
    await memory.put("precio", "es", "zh", "价格", 1)
    assert await memory.get("precio", "es", "zh") is None
    memory.close()


async def test_each_translation_belongs_to_the_terms_it_was_made_with(memory: TranslationMemory) -> None:
    await memory.put("luna?", "es", "zh", "月亮灯？", 1, terms="luna → 月亮灯")
    assert await memory.get("luna?", "es", "zh", terms="luna → 月亮灯") == "月亮灯？"
    assert await memory.get("luna?", "es", "zh") is None
    await memory.put("luna?", "es", "zh", "月亮？", 2)
    assert await memory.get("Luna!", "es", "zh") == "月亮？"
    assert await memory.forget(["luna"]) == 1


async def test_a_file_from_before_there_was_a_glossary_is_still_good(tmp_path: Path) -> None:
    path = tmp_path / "translations.sqlite3"
    with sqlite3.connect(path) as old:
        old.execute(
            "CREATE TABLE translation (target TEXT NOT NULL, source TEXT NOT NULL, folded TEXT NOT NULL,"
            " text TEXT NOT NULL, translation TEXT NOT NULL, at_ms INTEGER NOT NULL,"
            " PRIMARY KEY (target, source, folded, text)) WITHOUT ROWID"
        )
        old.execute("INSERT INTO translation VALUES ('zh', 'es', 'precio', 'precio', '价格', 1)")
    old.close()
    for _ in range(2):
        memory = TranslationMemory(path)
        assert await memory.get("precio", "es", "zh") == "价格"
        await memory.put("luna", "es", "zh", "月亮灯", 2, terms="luna → 月亮灯")
        assert await memory.get("luna", "es", "zh", terms="luna → 月亮灯") == "月亮灯"
        memory.close()

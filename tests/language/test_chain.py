import asyncio
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from livebot.language.chain import TranslationChain
from livebot.language.engines import EngineFault, EngineRefusal, EngineSettings, make_engine
from livebot.language.memory import TranslationMemory
from livebot.ports import Translation, TranslationRefused
from livebot.rehearsal.libre import LibreFault, LibreService
from tests.language.fakes import HandClock

ASKED = "¿hacen envíos a méxico?"
MEANT = "你们能寄到墨西哥吗？"


class Scripted:
    """An engine that answers from a list; the last answer is repeated."""

    def __init__(self, name: str, *answers: str | Exception | None, delay_s: float = 0.0) -> None:
        self.settings = EngineSettings(name=name, timeout_s=1.0)
        self.answers = list(answers)
        self.delay_s = delay_s
        self.asked: list[tuple[str, str, str]] = []

    async def translate(self, text: str, source: str, target: str) -> str | None:
        self.asked.append((text, source, target))
        await asyncio.sleep(self.delay_s)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        pass


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def libre() -> AsyncIterator[LibreService]:
    async with LibreService({ASKED: {"zh": MEANT}}) as running:
        yield running


class Chains:
    """Makes chains over one memory file, and closes them."""

    def __init__(self, folder: Path, clock: HandClock) -> None:
        self._path = folder / "translations.sqlite3"
        self._clock = clock
        self._made: list[TranslationChain] = []

    def make(self, *engines: Scripted | EngineSettings) -> TranslationChain:
        made = [engine if isinstance(engine, Scripted) else make_engine(engine) for engine in engines]
        chain = TranslationChain(made, TranslationMemory(self._path), self._clock)
        self._made.append(chain)
        return chain

    async def close(self) -> None:
        for chain in self._made:
            await chain.close()


@pytest.fixture
async def chains(tmp_path: Path, clock: HandClock) -> AsyncIterator[Chains]:
    made = Chains(tmp_path, clock)
    yield made
    await made.close()


async def test_the_first_engine_that_can_translates(chains: Chains) -> None:
    first = Scripted("first", EngineFault("HTTP 503"))
    chain = chains.make(first, Scripted("second", MEANT), Scripted("third", "没人问我"))
    assert await chain.translate(ASKED, "es", "zh") == Translation(text=MEANT, engine="second")
    assert [(report.engine, report.ok, report.failed) for report in chain.report()] == [
        ("first", 0, 1),
        ("second", 1, 0),
        ("third", 0, 0),
    ]
    assert chain.report()[0].last_error == "HTTP 503"


async def test_a_translation_is_remembered_across_restarts(chains: Chains) -> None:
    assert (await chains.make(Scripted("first", MEANT)).translate(ASKED, "es", "zh")).engine == "first"
    silent = Scripted("silent", EngineFault("gone"))
    again = chains.make(silent)
    assert await again.translate(ASKED, "es", "zh") == Translation(text=MEANT, engine="memory")
    assert (await again.translate("@shop HACEN ENVÍOS a Méxicooooo??? 🙏", "es", "zh")).text == MEANT
    assert silent.asked == []


async def test_a_remembered_translation_is_for_its_languages_only(chains: Chains) -> None:
    engine = Scripted("first", MEANT, "Do you ship to Mexico?")
    chain = chains.make(engine)
    await chain.translate(ASKED, "es", "zh")
    assert (await chain.translate(ASKED, "es", "en")).text == "Do you ship to Mexico?"


async def test_the_same_question_asked_by_many_is_translated_once(chains: Chains) -> None:
    engine = Scripted("first", MEANT, delay_s=0.05)
    chain = chains.make(engine)
    answers = await asyncio.gather(*(chain.translate(text, "es", "zh") for text in (ASKED, ASKED.upper(), ASKED + "?")))
    assert {answer.text for answer in answers} == {MEANT}
    assert len(engine.asked) == 1


async def test_one_who_stops_waiting_does_not_stop_the_others(chains: Chains) -> None:
    chain = chains.make(Scripted("first", MEANT, delay_s=0.05))
    impatient = asyncio.ensure_future(chain.translate(ASKED, "es", "zh"))
    patient = asyncio.ensure_future(chain.translate(ASKED, "es", "zh"))
    await asyncio.sleep(0.01)
    impatient.cancel()
    assert (await patient).text == MEANT


@pytest.mark.parametrize("source", ["und", "", "auto"])
async def test_an_unknown_language_is_left_to_the_engine(chains: Chains, source: str) -> None:
    engine = Scripted("first", MEANT)
    await chains.make(engine).translate(ASKED, source, "zh")
    assert engine.asked == [(ASKED, "auto", "zh")]


async def test_romanised_text_is_left_to_the_engine(chains: Chains) -> None:
    engine = Scripted("first", "多少钱")
    chain = chains.make(engine)
    await chain.translate("kitne ka hai ye", "hi", "zh")
    await chain.translate("ये कितने का है", "hi", "zh")
    assert [source for _, source, _ in engine.asked] == ["auto", "hi"]


async def test_the_targets_own_language_needs_no_engine(chains: Chains) -> None:
    engine = Scripted("first", "别的")
    assert await chains.make(engine).translate("多少钱", "zh", "zh-CN") == Translation(
        text="多少钱", engine="none", source="zh"
    )
    assert engine.asked == []


async def test_emoji_are_not_sent_anywhere(chains: Chains) -> None:
    engine = Scripted("first", None)
    with pytest.raises(TranslationRefused, match="nothing to translate"):
        await chains.make(engine).translate("😍😍 ?!", "und", "zh")
    assert engine.asked == []


async def test_without_any_engine_the_phrasebook_gives_the_gist(chains: Chains) -> None:
    chain = chains.make(Scripted("first", EngineFault("no connection")))
    assert await chain.translate("cuánto cuesta el azul", "es", "zh") == Translation(
        text="多少钱？", engine="phrasebook"
    )
    assert (await chain.translate("quanto custa esse", "und", "en")).text == "How much is it?"


async def test_a_gist_is_not_remembered(chains: Chains) -> None:
    await chains.make(Scripted("first", EngineFault("gone"))).translate("cuánto cuesta el azul", "es", "zh")
    better = chains.make(Scripted("first", "蓝色的多少钱？"))
    assert (await better.translate("cuánto cuesta el azul", "es", "zh")).text == "蓝色的多少钱？"


async def test_what_nobody_can_translate_is_refused(chains: Chains) -> None:
    with pytest.raises(TranslationRefused):
        await chains.make(Scripted("first", None)).translate("saludos a mi tía", "es", "zh")


@pytest.mark.parametrize(
    "fault",
    list(LibreFault),
)
async def test_whatever_an_engine_does_the_next_takes_over(
    libre: LibreService, chains: Chains, fault: LibreFault
) -> None:
    libre.fail(fault)
    chain = chains.make(EngineSettings(name="libre", url=libre.url, timeout_s=0.4), Scripted("second", MEANT))
    began_s = time.monotonic()
    assert await chain.translate(ASKED, "es", "zh") == Translation(text=MEANT, engine="second")
    assert time.monotonic() - began_s < 0.8
    assert chain.report()[0].failed == 1


async def test_a_used_up_quota_rests_the_engine_at_once(libre: LibreService, chains: Chains, clock: HandClock) -> None:
    libre.fail(LibreFault.QUOTA, times=1)
    chain = chains.make(EngineSettings(name="libre", url=libre.url), Scripted("second", "别的翻译"))
    await chain.translate("hola amigos", "es", "zh")
    assert chain.report()[0].breaker == "open"
    assert (await chain.translate(ASKED, "es", "zh")).engine == "second"
    clock.ms += 10 * 60_000
    assert (
        await chain.translate(ASKED + " gracias", "es", "zh")
    ).engine == "second"  # not in its dictionary: unchanged
    assert chain.report()[0].breaker == "closed"


async def test_an_engine_that_keeps_failing_is_left_alone_and_tried_again(chains: Chains, clock: HandClock) -> None:
    fault = EngineFault("HTTP 503")
    sick = Scripted("sick", fault, fault, fault, fault, "好的")
    chain = chains.make(sick, Scripted("well", "嗯"))
    for number in range(6):
        await chain.translate(f"pregunta número {number}", "es", "zh")
    assert len(sick.asked) == 3
    assert chain.report()[0].breaker == "open"
    clock.ms += 15_000
    assert (await chain.translate("otra pregunta", "es", "zh")).engine == "well"
    clock.ms += 15_000
    await chain.translate("todavía descansa", "es", "zh")
    assert len(sick.asked) == 4
    clock.ms += 15_000
    assert (await chain.translate("y otra más", "es", "zh")).engine == "sick"
    assert chain.report()[0].breaker == "closed"


async def test_no_more_than_four_calls_at_once(libre: LibreService, chains: Chains) -> None:
    libre.delay_s = 0.02
    libre.translations = {f"pregunta {number}": {"zh": f"问题 {number}"} for number in range(24)}
    chain = chains.make(EngineSettings(name="libre", url=libre.url))
    answers = await asyncio.gather(*(chain.translate(text, "es", "zh") for text in libre.translations))
    assert [answer.text for answer in answers] == [f"问题 {number}" for number in range(24)]
    assert libre.most_at_once == 4
    report = chain.report()[0]
    assert report.ok == 24
    assert 20 <= report.mean_ms <= report.p95_ms


async def test_a_hanging_call_does_not_hold_up_the_end(libre: LibreService, chains: Chains) -> None:
    libre.fail(LibreFault.HANG)
    chain = chains.make(EngineSettings(name="libre", url=libre.url, timeout_s=30))
    waiting = asyncio.ensure_future(chain.translate(ASKED, "es", "zh"))
    await asyncio.sleep(0.1)
    began_s = time.monotonic()
    await chain.close()
    assert time.monotonic() - began_s < 0.5
    with pytest.raises(TranslationRefused, match="closed"):
        await waiting
    assert all(thread.daemon for thread in threading.enumerate() if "libre" in thread.name)


async def test_a_refusal_does_not_rest_the_engine(chains: Chains) -> None:
    picky = Scripted("picky", EngineRefusal("HTTP 400"))
    chain = chains.make(picky, Scripted("second", MEANT))
    for number in range(5):
        await chain.translate(f"pregunta número {number}", "es", "zh")
    assert len(picky.asked) == 5

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from livebot.language.breaker import ABANDONED
from livebot.language.chain import TranslationChain, open_chain
from livebot.language.engines import EngineFault, EngineRefusal, EngineSettings, make_engine
from livebot.language.glossary import Glossary, GlossaryFile
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
        self.concurrency = 4
        self.answers = list(answers)
        self.delay_s = delay_s
        self.asked: list[tuple[str, str, str]] = []
        self.cancelled = 0

    async def translate(self, text: str, source: str, target: str) -> str | None:
        self.asked.append((text, source, target))
        try:
            await asyncio.sleep(self.delay_s)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
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

    def make(
        self, *engines: Scripted | EngineSettings, glossary: Glossary | None = None, hedge_after_s: float = 0.8
    ) -> TranslationChain:
        made = [engine if isinstance(engine, Scripted) else make_engine(engine) for engine in engines]
        memory = TranslationMemory(self._path)
        chain = TranslationChain(made, memory, self._clock, glossary=glossary, hedge_after_s=hedge_after_s)
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


@pytest.mark.parametrize("fault", LibreFault)
@pytest.mark.parametrize("name", ["libre", "libre_form"])
async def test_whatever_an_engine_does_the_next_takes_over(
    libre: LibreService, chains: Chains, name: str, fault: LibreFault
) -> None:
    libre.fail(fault)
    chain = chains.make(EngineSettings(name=name, url=libre.url, timeout_s=0.4), Scripted("second", MEANT))
    began_s = time.monotonic()
    assert await chain.translate(ASKED, "es", "zh") == Translation(text=MEANT, engine="second")
    assert time.monotonic() - began_s < 0.8
    assert chain.report()[0].failed == 1


async def test_the_next_engine_is_asked_as_well_when_the_first_is_slow(chains: Chains) -> None:
    slow, quick = Scripted("slow", "太慢了", delay_s=0.5), Scripted("quick", MEANT)
    chain = chains.make(slow, quick, hedge_after_s=0.05)
    began_s = time.monotonic()
    assert await chain.translate(ASKED, "es", "zh") == Translation(text=MEANT, engine="quick")
    assert time.monotonic() - began_s < 0.3
    assert slow.cancelled == 1
    report = chain.report()[0]
    assert (report.ok, report.failed, report.mean_ms, report.breaker) == (0, 0, 0, "closed")


async def test_the_first_engine_may_still_win(chains: Chains) -> None:
    first, hedge = Scripted("first", MEANT, delay_s=0.1), Scripted("hedge", "太慢了", delay_s=0.5)
    chain = chains.make(first, hedge, hedge_after_s=0.02)
    assert (await chain.translate(ASKED, "es", "zh")).engine == "first"
    assert (len(hedge.asked), hedge.cancelled) == (1, 1)
    assert [(report.ok, report.failed) for report in chain.report()] == [(1, 0), (0, 0)]


async def test_a_quick_engine_is_asked_alone(chains: Chains) -> None:
    first, second = Scripted("first", MEANT, delay_s=0.02), Scripted("second", "没人问我")
    await chains.make(first, second, hedge_after_s=0.2).translate(ASKED, "es", "zh")
    assert second.asked == []


async def test_a_hedge_that_fails_leaves_the_first_its_time(chains: Chains) -> None:
    first, hedge = Scripted("first", MEANT, delay_s=0.2), Scripted("hedge", EngineFault("HTTP 503"))
    chain = chains.make(first, hedge, hedge_after_s=0.02)
    assert (await chain.translate(ASKED, "es", "zh")).engine == "first"
    assert [(report.ok, report.failed) for report in chain.report()] == [(1, 0), (0, 1)]


async def test_questions_do_not_wait_for_ever_for_an_engine_that_hangs(chains: Chains, clock: HandClock) -> None:
    """Each call to it is cancelled before its time-out, so it never fails; it is left alone all the same."""
    hanging = Scripted("hanging", "太慢了", delay_s=30)
    chain = chains.make(hanging, Scripted("quick", MEANT), hedge_after_s=0.01)
    for number in range(ABANDONED + 5):
        assert (await chain.translate(f"pregunta número {number}", "es", "zh")).text == MEANT
    assert len(hanging.asked) == ABANDONED
    report = chain.report()[0]
    assert (report.failed, report.breaker) == (0, "open")
    assert "slower" in report.last_error
    clock.ms += 15_000
    hanging.delay_s, hanging.answers = 0, ["好的"]
    assert (await chain.translate("otra pregunta", "es", "zh")).engine == "hanging"
    assert chain.report()[0].breaker == "closed"


async def test_too_many_at_once_get_the_gist_or_a_reason_at_once(
    chains: Chains, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("livebot.language.chain.MOST_ASKED", 2)
    chain = chains.make(Scripted("slow", MEANT, delay_s=0.2))
    first = [asyncio.ensure_future(chain.translate(f"pregunta número {number}", "es", "zh")) for number in range(2)]
    await asyncio.sleep(0)
    assert (await chain.translate("cuánto cuesta el azul", "es", "zh")).engine == "phrasebook"
    with pytest.raises(TranslationRefused, match="too many"):
        await chain.translate("saludos a mi tía", "es", "zh")
    assert [(await answer).text for answer in first] == [MEANT, MEANT]


SHOP = Glossary(
    GlossaryFile.model_validate(
        {"keep": ["A#", "XL"], "names": {"Moon Lamp": {"zh": "月亮灯", "es": ["lámpara de luna"]}}}
    )
)


async def test_the_shops_words_reach_the_other_language_as_the_shop_writes_them(chains: Chains) -> None:
    engine = Scripted("first", "QX1 A3 多少钱？", "¿Cuánto cuesta la QX1?")
    chain = chains.make(engine, glossary=SHOP)
    assert (await chain.translate("¿cuánto cuesta la lampara de luna a3?", "es", "zh")).text == "月亮灯 A3 多少钱？"
    assert (await chain.translate("月亮灯多少钱？", "zh", "es")).text == "¿Cuánto cuesta la lámpara de luna?"
    assert [text for text, _, _ in engine.asked] == ["¿cuánto cuesta la QX1 A3?", "QX1多少钱？"]


async def test_an_engine_that_loses_a_name_is_asked_again_without_the_placeholder(chains: Chains) -> None:
    engine = Scripted("first", "那个多少钱？", "月亮灯多少钱？")
    chain = chains.make(engine, glossary=SHOP)
    assert (await chain.translate("cuánto cuesta la lámpara de luna", "es", "zh")).text == "月亮灯多少钱？"
    assert [text for text, _, _ in engine.asked] == ["cuánto cuesta la QX1", "cuánto cuesta la 月亮灯"]
    assert chain.report()[0].ok == 1


async def test_a_size_that_was_translated_is_asked_for_again_with_a_placeholder(chains: Chains) -> None:
    engine = Scripted("first", "有加大码吗？", "有QX1吗？")
    chain = chains.make(engine, glossary=SHOP)
    assert (await chain.translate("tienes XL", "es", "zh")).text == "有XL吗？"
    assert [text for text, _, _ in engine.asked] == ["tienes XL", "tienes QX1"]


async def test_a_size_that_no_engine_leaves_alone_is_taken_as_it_comes(chains: Chains) -> None:
    chain = chains.make(Scripted("first", "有加大码吗？", EngineFault("HTTP 503")), glossary=SHOP)
    assert (await chain.translate("tienes XL", "es", "zh")).text == "有加大码吗？"


async def test_a_translation_without_the_name_is_none(chains: Chains) -> None:
    first, second = Scripted("first", "多少钱？", None), Scripted("second", "QX1多少钱？")
    chain = chains.make(first, second, glossary=SHOP)
    translation = await chain.translate("cuánto cuesta la lámpara de luna", "es", "zh")
    assert translation == Translation(text="月亮灯多少钱？", engine="second")
    assert "lost a name" in chain.report()[0].last_error


async def test_nothing_but_the_shops_words_needs_no_engine(chains: Chains) -> None:
    engine = Scripted("first", None)
    chain = chains.make(engine, glossary=SHOP)
    assert await chain.translate("¿lámpara de luna XL?", "es", "zh") == Translation(
        text="¿月亮灯 XL?", engine="glossary"
    )
    assert engine.asked == []


async def test_what_was_translated_under_another_glossary_is_translated_anew(chains: Chains) -> None:
    asked = "cuánto cuesta la lámpara de luna"
    engine = Scripted("first", "QX1多少钱？")
    chain = chains.make(engine, glossary=SHOP)
    assert (await chain.translate(asked, "es", "zh")).text == "月亮灯多少钱？"
    assert (await chain.translate(asked, "es", "zh")).engine == "memory"
    chain.glossary = Glossary(
        GlossaryFile.model_validate({"names": {"Moon Lamp": {"zh": "月球灯", "es": "lámpara de luna"}}})
    )
    assert await chain.translate(asked, "es", "zh") == Translation(text="月球灯多少钱？", engine="first")
    chain.glossary = Glossary()
    engine.answers = ["那盏灯多少钱？"]
    assert (await chain.translate(asked, "es", "zh")).text == "那盏灯多少钱？"


async def test_a_chain_owns_its_connections(libre: LibreService, tmp_path: Path, clock: HandClock) -> None:
    settings = [EngineSettings(name="libre", url=libre.url)]
    chain = open_chain(settings, TranslationMemory(tmp_path / "translations.sqlite3"), clock)
    assert (await chain.translate(ASKED, "es", "zh")).text == MEANT
    await chain.close()


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


async def test_no_more_calls_at_once_than_the_engine_takes(libre: LibreService, chains: Chains) -> None:
    libre.delay_s = 0.02
    libre.translations = {f"pregunta {number}": {"zh": f"问题 {number}"} for number in range(24)}
    chain = chains.make(EngineSettings(name="libre", url=libre.url, concurrency=4))
    answers = await asyncio.gather(*(chain.translate(text, "es", "zh") for text in libre.translations))
    assert [answer.text for answer in answers] == [f"问题 {number}" for number in range(24)]
    assert libre.most_at_once == 4
    report = chain.report()[0]
    assert report.ok == 24
    assert min(report.mean_ms, report.p95_ms) >= 20  # one slow call of 24 may lift the mean above the 95th percentile


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


async def test_an_engine_that_does_not_keep_its_own_time_out_is_cut_off(chains: Chains) -> None:
    slow = Scripted("slow", "太慢了", delay_s=30)
    slow.settings = EngineSettings(name="slow", timeout_s=0.1)
    chain = chains.make(slow, Scripted("second", MEANT))
    assert (await chain.translate(ASKED, "es", "zh")).engine == "second"
    assert (chain.report()[0].failed, chain.report()[0].last_error) == (1, "no answer within 0.1 s")


async def test_a_refusal_does_not_rest_the_engine(chains: Chains) -> None:
    picky = Scripted("picky", EngineRefusal("HTTP 400"))
    chain = chains.make(picky, Scripted("second", MEANT))
    for number in range(5):
        await chain.translate(f"pregunta número {number}", "es", "zh")
    assert len(picky.asked) == 5

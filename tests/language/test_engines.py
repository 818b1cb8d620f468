"""The pitfalls of deep-translator, each against a local server over a real socket."""

import asyncio
import logging
import socket
import threading
import time
from collections.abc import AsyncIterator

import pytest

from livebot.language.engines import EngineFault, EngineRefusal, EngineSettings, make_engine
from livebot.rehearsal.libre import LibreFault, LibreService
from tests.language.fakes import TranslationServer

SECRET = "sk-very-secret-key"


@pytest.fixture
async def server() -> AsyncIterator[TranslationServer]:
    async with TranslationServer() as running:
        yield running


@pytest.fixture
async def libre() -> AsyncIterator[LibreService]:
    async with LibreService({"cuánto cuesta": {"zh": "多少钱"}}) as running:
        yield running


def google(server: TranslationServer, timeout_s: float = 5.0) -> EngineSettings:
    return EngineSettings(name="google", url=f"{server.url}/m", timeout_s=timeout_s)


def mymemory(server: TranslationServer) -> EngineSettings:
    return EngineSettings(name="mymemory", url=f"{server.url}/get", timeout_s=5)


async def test_google_translates(server: TranslationServer) -> None:
    assert await make_engine(google(server)).translate("hola", "es", "zh") == "HOLA"


async def test_mymemory_translates(server: TranslationServer) -> None:
    server.answer = lambda text: "it&#39;s " + text
    assert await make_engine(mymemory(server)).translate("hola", "es", "en") == "it's hola"


async def test_libre_translates_without_the_trailing_slash_and_without_a_key(libre: LibreService) -> None:
    engine = make_engine(EngineSettings(name="libre", url=libre.url.rstrip("/")))
    assert await engine.translate("cuánto cuesta", "es", "zh") == "多少钱"


async def test_libre_sends_its_key(libre: LibreService) -> None:
    libre.api_key = SECRET
    allowed = make_engine(EngineSettings(name="libre", url=libre.url, api_key=SECRET))
    assert await allowed.translate("cuánto cuesta", "es", "zh") == "多少钱"
    with pytest.raises(EngineFault, match="HTTP 403"):
        await make_engine(EngineSettings(name="libre", url=libre.url)).translate("cuánto cuesta", "es", "zh")


async def test_each_engine_gets_its_own_language_codes(server: TranslationServer, libre: LibreService) -> None:
    for source, target in (("he", "zh"), ("auto", "zh-TW"), ("fil", "en"), ("pt-BR", "zh")):
        await make_engine(google(server)).translate("x", source, target)
    assert [(query["sl"], query["tl"]) for query in server.queries] == [
        ("iw", "zh-CN"), ("auto", "zh-TW"), ("tl", "en"), ("pt", "zh-CN"),
    ]  # fmt: skip
    server.queries.clear()
    for source, target in (("auto", "zh"), ("tl", "en"), ("ms", "vi")):
        await make_engine(mymemory(server)).translate("x", source, target)
    assert [query["langpair"] for query in server.queries] == ["Autodetect|zh-CN", "tl-PH|en-US", "ms-MY|vi-VN"]
    for source, target in (("tl", "zh"), ("ms", "th"), ("auto", "zh-CN")):
        await make_engine(EngineSettings(name="libre", url=libre.url)).translate("x", source, target)
    assert [(asked.source, asked.target) for asked in libre.asked] == [("tl", "zh"), ("ms", "th"), ("auto", "zh")]


async def test_a_silent_server_costs_no_more_than_the_time_out(libre: LibreService) -> None:
    libre.fail(LibreFault.HANG)
    engine = make_engine(EngineSettings(name="libre", url=libre.url, timeout_s=0.2))
    began_s = time.monotonic()
    with pytest.raises(EngineFault, match="no answer"):
        await engine.translate("hola", "es", "zh")
    assert time.monotonic() - began_s < 0.6


async def test_a_dripping_server_costs_no_more_than_the_time_out_and_gives_its_thread_back(libre: LibreService) -> None:
    libre.fail(LibreFault.DRIP)
    engine = make_engine(EngineSettings(name="libre", url=libre.url, timeout_s=0.3))
    threads = threading.active_count()
    for _ in range(3):
        began_s = time.monotonic()
        with pytest.raises(EngineFault, match=r"in time|within"):
            await engine.translate("hola", "es", "zh")
        assert time.monotonic() - began_s < 0.7
    await asyncio.sleep(0.3)
    engine.close()
    await asyncio.sleep(0.05)
    assert threading.active_count() <= threads


async def test_a_server_that_never_answers_cannot_use_up_more_than_its_own_threads() -> None:
    """It takes the connection and says nothing, not even to the kernel: as a dead host behind a live balancer."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as dead:
        url = f"http://127.0.0.1:{dead.getsockname()[1]}/"
        engine = make_engine(EngineSettings(name="libre", url=url, timeout_s=0.3, concurrency=1))
        before = threading.active_count()
        calls = [engine.translate("hola", "es", "zh") for _ in range(40)]
        answers = await asyncio.gather(*calls, return_exceptions=True)
        assert all(isinstance(answer, EngineFault) for answer in answers)
        assert any("hang" in str(answer) for answer in answers)
        assert threading.active_count() - before <= 13
        engine.close()
        # Its requests time out too, a little later: no thread stays behind.
        await asyncio.sleep(0.4)
        assert threading.active_count() <= before


async def test_a_reset_connection_is_a_fault(libre: LibreService) -> None:
    libre.fail(LibreFault.RESET)
    with pytest.raises(EngineFault, match="no connection"):
        await make_engine(EngineSettings(name="libre", url=libre.url)).translate("hola", "es", "zh")


async def test_nobody_listening_is_a_fault() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        url = f"http://127.0.0.1:{gone.getsockname()[1]}/"
    with pytest.raises(EngineFault, match="no connection"):
        await make_engine(EngineSettings(name="libre", url=url)).translate("hola", "es", "zh")


async def test_too_many_requests_says_for_how_long(server: TranslationServer) -> None:
    server.status, server.headers = 429, {"Retry-After": "90"}
    with pytest.raises(EngineFault, match="429") as caught:
        await make_engine(google(server)).translate("hola", "es", "zh")
    assert caught.value.rest_s == 90


async def test_a_broken_server_is_a_fault(server: TranslationServer) -> None:
    server.status = 503
    with pytest.raises(EngineFault, match="HTTP 503"):
        await make_engine(mymemory(server)).translate("hola", "es", "zh")


async def test_a_page_in_place_of_json_is_a_fault(libre: LibreService) -> None:
    libre.fail(LibreFault.NOT_JSON)
    with pytest.raises(EngineFault, match="unreadable answer"):
        await make_engine(EngineSettings(name="libre", url=libre.url)).translate("hola", "es", "zh")


async def test_json_of_another_shape_is_a_fault(server: TranslationServer) -> None:
    server.body = {"responseStatus": 500}
    with pytest.raises(EngineFault, match="unreadable answer"):
        await make_engine(mymemory(server)).translate("hola", "es", "zh")


async def test_a_page_without_a_translation_is_a_refusal(server: TranslationServer) -> None:
    server.page = "<html><body>Our systems have detected unusual traffic</body></html>"
    with pytest.raises(EngineRefusal):
        await make_engine(google(server)).translate("hola", "es", "zh")


async def test_a_language_the_server_does_not_know_is_a_refusal(libre: LibreService) -> None:
    with pytest.raises(EngineRefusal, match="HTTP 400"):
        await make_engine(EngineSettings(name="libre", url=libre.url)).translate("halo", "xx", "zh")


async def test_an_answer_without_end_is_cut_off(server: TranslationServer) -> None:
    server.page = "<p>" * 1_000_000
    with pytest.raises(EngineFault, match="no end"):
        await make_engine(google(server)).translate("hola", "es", "zh")


async def test_emoji_give_nothing(server: TranslationServer) -> None:
    """Google's own echo of emoji makes deep-translator return None."""
    server.answer = str
    assert await make_engine(google(server)).translate("😍😍", "auto", "zh") is None


async def test_mymemory_without_any_match_gives_nothing(server: TranslationServer) -> None:
    """deep-translator lets a StopIteration out, which asyncio cannot carry."""
    server.answer = lambda text: None
    assert await make_engine(mymemory(server)).translate("hola", "es", "zh") is None


async def test_many_at_once_get_their_own_answers(server: TranslationServer) -> None:
    """One translator shared by threads mixes answers up: every call has its own."""
    server.delay_s = 0.01
    engine = make_engine(EngineSettings(name="google", url=f"{server.url}/m", timeout_s=10, concurrency=8))
    gate = asyncio.Semaphore(8)

    async def one(number: int) -> bool:
        async with gate:
            return await engine.translate(f"text number {number}", "en", "zh") == f"TEXT NUMBER {number}"

    assert all(await asyncio.gather(*(one(number) for number in range(200))))


async def test_a_key_is_never_told(libre: LibreService, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    settings = EngineSettings(name="libre", url=libre.url, api_key=SECRET, timeout_s=0.5)
    engine = make_engine(settings)
    libre.api_key = "another"
    messages = [repr(settings)]
    for fault in (None, *LibreFault):
        libre.heal()
        if fault:
            libre.api_key = ""
            libre.fail(fault)
        try:
            await engine.translate("hola", "es", "zh")
        except (EngineFault, EngineRefusal) as failure:
            messages.append(f"{failure!r} {failure} {failure.__cause__!r}")
    with socket.create_server(("127.0.0.1", 0)) as gone:
        url = f"http://127.0.0.1:{gone.getsockname()[1]}/"
    with pytest.raises(EngineFault) as caught:
        await make_engine(EngineSettings(name="libre", url=url, api_key=SECRET)).translate("hola", "es", "zh")
    assert not [text for text in (*messages, repr(caught.value), caplog.text) if SECRET in text]


def test_an_unknown_engine_is_named_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="'gogle'; there are google, mymemory, libre"):
        make_engine(EngineSettings(name="gogle"))

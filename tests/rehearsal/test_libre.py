"""The translation service, as deep-translator and a plain HTTP client see it."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from deep_translator import LibreTranslator

from livebot.rehearsal.libre import ERROR_TEXT, QUOTA_TEXT, Asked, LibreFault, LibreService


@pytest.fixture
async def libre() -> AsyncIterator[LibreService]:
    async with LibreService({"¿cuánto cuesta?": {"zh": "多少钱？"}}, sources={"¿cuánto cuesta?": "es"}) as service:
        yield service


async def ask(libre: LibreService, text: str = "¿cuánto cuesta?", **more: str) -> httpx.Response:
    async with httpx.AsyncClient(timeout=0.5) as client:
        return await client.post(f"{libre.url}translate", json={"q": text, "source": "auto", "target": "zh", **more})


async def test_deep_translator_translates(libre: LibreService) -> None:
    translator = LibreTranslator(source="es", target="zh", api_key="any", custom_url=libre.url)
    assert await asyncio.to_thread(translator.translate, "¿cuánto cuesta?") == "多少钱？"
    assert libre.asked == [Asked("¿cuánto cuesta?", "es", "zh")]


async def test_what_it_does_not_know_comes_back_marked(libre: LibreService) -> None:
    assert (await ask(libre, "hola", source="es")).json() == {"translatedText": "[es→zh] hola"}


async def test_the_source_language_is_detected(libre: LibreService) -> None:
    assert (await ask(libre)).json() == {
        "translatedText": "多少钱？",
        "detectedLanguage": {"language": "es", "confidence": 90.0},
    }
    async with httpx.AsyncClient() as client:
        found = await client.post(f"{libre.url}detect", data={"q": "¿cuánto cuesta?"})
        languages = await client.get(f"{libre.url}languages")
    assert found.json() == [{"language": "es", "confidence": 90.0}]
    assert {"zh", "es"} <= {language["code"] for language in languages.json()}


async def test_bad_requests_are_refused(libre: LibreService) -> None:
    assert (await ask(libre, target="xx")).json() == {"error": "xx is not supported"}
    assert (await ask(libre, "")).status_code == 400
    libre.api_key = "right"
    assert (await ask(libre, api_key="wrong")).status_code == 403
    assert (await ask(libre, api_key="right")).status_code == 200


async def test_who_is_kept_waiting_is_let_go_when_it_stops(libre: LibreService) -> None:
    libre.fail(LibreFault.HANG)
    async with httpx.AsyncClient(timeout=10) as client:
        waiting = asyncio.create_task(client.post(f"{libre.url}translate", json={"q": "hola", "target": "zh"}))
        while not libre.asked:  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.01)
        await libre.stop()
        assert (await waiting).status_code == 503


@pytest.mark.parametrize("fault", [LibreFault.HANG, LibreFault.DRIP, LibreFault.RESET])
async def test_no_answer_comes(libre: LibreService, fault: LibreFault) -> None:
    libre.fail(fault, times=1)
    with pytest.raises((TimeoutError, httpx.TransportError)):
        await asyncio.wait_for(ask(libre), 0.4)
    assert (await ask(libre)).status_code == 200


@pytest.mark.parametrize(("fault", "status"), [(LibreFault.RATE_LIMITED, 429), (LibreFault.BROKEN, 500)])
async def test_it_says_that_it_failed(libre: LibreService, fault: LibreFault, status: int) -> None:
    libre.fail(fault)
    assert (await ask(libre)).status_code == status
    libre.heal()
    assert (await ask(libre)).status_code == 200


@pytest.mark.parametrize(
    ("fault", "lie"),
    [
        (LibreFault.UNCHANGED, "¿cuánto cuesta?"),
        (LibreFault.EMPTY, ""),
        (LibreFault.NULL, None),
        (LibreFault.QUOTA, QUOTA_TEXT),
        (LibreFault.ERROR_PAGE, ERROR_TEXT),
    ],
)
async def test_it_lies(libre: LibreService, fault: LibreFault, lie: str | None) -> None:
    libre.fail(fault)
    response = await ask(libre)
    assert (response.status_code, response.json()["translatedText"]) == (200, lie)


async def test_it_answers_with_a_page(libre: LibreService) -> None:
    libre.fail(LibreFault.NOT_JSON)
    assert (await ask(libre)).headers["Content-Type"].startswith("text/html")


async def test_it_counts_how_many_ask_at_once(libre: LibreService) -> None:
    libre.delay_s = 0.05
    await asyncio.gather(*(ask(libre, f"text {n}") for n in range(3)))
    assert libre.most_at_once == 3

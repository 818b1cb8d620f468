"""The page in a real browser: nothing runs, nothing is loaded, it fits a phone."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from livebot.report.page import html_report
from livebot.report.sessions import Others, figures_of
from livebot.wording import Words
from tests.report.shows import course_of, played
from tests.report.test_page import hostile

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_no_payload_runs_and_nothing_is_asked_of_the_network(chromium: Browser, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(html_report(course_of(hostile()), Others(), Words("en")), encoding="utf-8")
    page = await chromium.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    await page.goto(path.as_uri())
    for details in await page.query_selector_all("summary"):
        await details.click()
    await page.wait_for_timeout(300)
    assert asked == [path.as_uri()]
    assert said == []  # the policy had nothing to refuse
    assert await page.evaluate("window.pwned") is None
    assert await page.evaluate("document.scripts.length + document.images.length + document.forms.length") == 0
    assert "<script>window.pwned=1</script>" in await page.inner_text("main")
    await page.close()


async def test_hostile_texts_do_not_stretch_a_phone(chromium: Browser, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(html_report(course_of(hostile()), Others(), Words("zh")), encoding="utf-8")
    page = await chromium.new_page(viewport={"width": 360, "height": 900})
    await page.goto(path.as_uri())
    await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await page.close()


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_it_fits_a_phone_and_a_desk_and_shows_one_drawing_of_each_chart(
    chromium: Browser, tmp_path: Path, language: str
) -> None:
    course = course_of(played())
    figures = figures_of(course)
    path = tmp_path / "show.html"
    path.write_text(html_report(course, Others(earlier=[figures], rooms=[figures]), Words(language)), encoding="utf-8")
    for width, shown in ((360, "narrow"), (1200, "wide")):
        page = await chromium.new_page(viewport={"width": width, "height": 900})
        await page.goto(path.as_uri())
        assert await page.evaluate("document.documentElement.scrollWidth") == width
        charts = "[...document.querySelectorAll('.chart')].filter(c => c.checkVisibility()).map(c => c.classList[1])"
        assert set(await page.evaluate(charts)) == {shown, "small"}
        plots = "[...document.querySelectorAll('.charts .plot > .background')].filter(c => c.checkVisibility())"
        begins = await page.evaluate(f"{plots}.map(c => Math.round(c.getBoundingClientRect().x))")
        assert len(set(begins)) == 1  # the times of all charts stand above each other
        await page.close()

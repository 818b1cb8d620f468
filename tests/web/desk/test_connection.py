"""The daemon goes and comes back under an open page."""

import asyncio
import re
import signal
import sys
from pathlib import Path

import pytest
from playwright.async_api import expect

from livebot.web.token import desk_key
from tests.web.desk.conftest import OpenDesk
from tests.web.desk.hands import button, card
from tests.web.overlays.test_browser import free_port

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_killed_daemon_is_said_plainly_and_all_goes_on_after_it(open_desk: OpenDesk, tmp_path: Path) -> None:
    port = free_port()
    daemon = await start_daemon(port, tmp_path)
    page = await open_desk(f"http://127.0.0.1:{port}/desk#{desk_key(tmp_path)}")
    try:
        await button(page, "Open question 1").click()
        await page.get_by_label("Reply, in your language").fill("half a repl")
        daemon.send_signal(signal.SIGKILL)
        await daemon.wait()
        await expect(page.get_by_role("alert")).to_contain_text("No connection to livebot")
        await page.evaluate(
            "window.said = []; const alert = document.querySelector('[role=alert] > :not([aria-hidden])');"
            "const follow = new MutationObserver(() => window.said.push(alert.textContent));"
            "follow.observe(alert, {subtree: true, childList: true, characterData: true})"
        )
        await button(card(page, 1), "Star").click()
        await expect(page.locator(".toast.bad")).to_contain_text("NOT DONE: there is no connection", timeout=6_000)
        assert await page.evaluate("window.said") == []  # told once
        daemon = await start_daemon(port, tmp_path)
        await expect(page.get_by_role("alert")).to_have_count(0, timeout=3_000)
        await expect(card(page, 1).locator(".chip.you")).to_have_text("You")
        await expect(page.get_by_label("Reply, in your language")).to_have_value("half a repl")
        await button(card(page, 1), "Star").click()
        await expect(card(page, 1)).to_have_class(re.compile("starred"))
    finally:
        if daemon.returncode is None:
            daemon.kill()
            await daemon.wait()


async def start_daemon(port: int, folder: Path) -> asyncio.subprocess.Process:
    """Return a daemon of its own, once it listens."""
    arguments = ("-m", "tests.web.desk.daemon", str(port), str(folder))
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    while (said := await process.stdout.readline()) != b"ready\n":
        assert said, "the daemon ended"
    return process

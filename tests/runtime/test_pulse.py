"""A machine that slept: what is made of the time it was away."""

import asyncio

import pytest

from livebot import events as ev
from livebot.replay import verify
from livebot.runtime import pulse as pulse_module
from tests.runtime.conftest import Shell, shift_wall_clock

PROMPTS = "prompts: [{id: hello, every: 10s, texts: [{en: Hello}, {en: Welcome}]}]"


async def sleepy(shell: Shell, monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    """Bring a room live that has something to say, and let the machine sleep for an hour."""
    monkeypatch.setattr(pulse_module, "LOOK_EVERY_S", 0.02)
    await shell.stop()
    shell.rules_text, shell.chat["mode"] = PROMPTS, mode
    await shell.start()
    await shell.live()
    await shell.says("before")
    await shell.until(lambda: shell.status.connection.phase == "live" and shell.status.counters.get("comments"))
    await asyncio.sleep(0.05)
    shift_wall_clock(monkeypatch, 3600)


@pytest.mark.parametrize("mode", ["auto", "assist"])
async def test_what_was_due_while_the_machine_slept_is_not_said(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    shell.settings["resume_within_ms"] = 7_200_000
    await sleepy(shell, monkeypatch, mode)
    await shell.until(lambda: shell.status.connection.phase == "away")
    assert shell.status.connection.gaps[-1].reason == "suspended"
    await shell.until(lambda: shell.status.counters.get("prompts_skipped") == 360)
    assert shell.lines == []
    session_id = shell.status.connection.session_id
    await shell.says("after")  # the connection has outlived it
    await shell.until(lambda: shell.status.connection.phase == "live")
    assert shell.status.connection.session_id == session_id
    assert shell.status.connection.room_id == "7001"
    gap = shell.status.connection.gaps[-1]
    assert 3_590_000 < gap.until_ms - gap.from_ms < 3_610_000
    assert shell.status.counters["comments"] == 2
    assert shell.lines == []
    kinds = [type(event).__name__ for event in shell.events()]
    assert kinds[-2:] == ["Connected", "Commented"]
    assert verify(shell.journal.steps(session_id)) is None


async def test_what_the_source_says_after_a_sleep_counts(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.settings["resume_within_ms"] = 7_200_000
    await sleepy(shell, monkeypatch, "auto")
    await shell.until(lambda: shell.status.connection.phase == "away")
    now_ms = shell.clock.now_ms()
    await shell.put(ev.Disconnected(at_ms=now_ms, reason="network", last_frame_at_ms=now_ms - 3_600_000))
    await shell.says("late to arrive")
    await shell.until(lambda: shell.status.counters.get("comments") == 2)
    assert shell.status.connection.phase == "away"
    await shell.live("7002")
    await shell.until(lambda: shell.status.connection.room_id == "7002")


async def test_a_show_that_was_slept_through_is_over(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    first = shell.status.connection.session_id
    await sleepy(shell, monkeypatch, "auto")
    for n in range(5):
        await shell.says(f"another show {n}")
        await asyncio.sleep(0.03)
    await shell.until(lambda: shell.status.connection.session_id != first)
    await shell.until(lambda: shell.status.connection.phase == "live")
    assert len([event for event in shell.events(first) if isinstance(event, ev.Commented)]) == 1
    assert shell.sender.took == []


async def test_a_journal_that_keeps_us_waiting_is_no_sleep(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse_module, "LOOK_EVERY_S", 0.02)
    monkeypatch.setattr(pulse_module, "LAPSE_MS", 250)
    await shell.go_live()
    with shell.journal._lock:
        await shell.says("hello")
        await asyncio.sleep(0.4)
    await shell.until(lambda: shell.status.counters.get("comments") == 1)
    assert shell.status.connection.phase == "live"

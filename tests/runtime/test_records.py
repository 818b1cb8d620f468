"""Records of draws reach their files, whatever comes in between."""

import json
import os
from pathlib import Path

import pytest

from livebot.draw import FORMAT, seal
from livebot.effects import PublishRecord
from livebot.runtime import executor as executor_module
from livebot.runtime import records
from tests.runtime.conftest import Shell


def published(n: int) -> PublishRecord:
    step = {"step": "opened", "at_ms": n}
    return PublishRecord(id=f"record:{n}", name="7-dress.json", n=n, step={**step, "digest": seal("", step)})


def steps_in(folder: Path) -> list[int]:
    record = json.loads((folder / "giveaways" / "7-dress.json").read_text("utf-8"))
    assert record["format"] == FORMAT
    return [step["at_ms"] for step in record["steps"]]


async def test_steps_are_written_in_order(shell: Shell) -> None:
    await shell.start()
    shell.executor.perform(shell.loop._session, [published(n) for n in range(5)])
    await shell.until((shell.path.parent / "giveaways" / "7-dress.json").exists)
    await shell.until(lambda: len(steps_in(shell.path.parent)) == 5)
    assert steps_in(shell.path.parent) == [0, 1, 2, 3, 4]
    await shell.stop()


async def test_a_disk_that_refuses_is_told_of_and_tried_again(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor_module, "RECORD_AGAIN_MS", 1)
    await shell.start()
    tries: list[int] = []

    def refuse(folder: Path, name: str, n: int, step: dict[str, object]) -> None:
        tries.append(n)
        if len(tries) == 2:
            monkeypatch.setattr(executor_module, "add_step", records.add_step)
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(executor_module, "add_step", refuse)
    shell.executor.perform(shell.loop._session, [published(0), published(1)])
    await shell.until((shell.path.parent / "giveaways" / "7-dress.json").exists)
    await shell.until(lambda: len(steps_in(shell.path.parent)) == 2)
    assert tries == [0, 0]
    assert shell.alerts.current == ()
    await shell.stop()

"""A daemon killed while it moderates: what was decided is done after the restart, and twice does no harm."""

from pathlib import Path
from typing import Any

import pytest

from livebot.viewers import Viewer
from tests.crash.stage import RULES, Stage, has_begun, is_live, staged

SPAMMER = Viewer(id="6999999999999999999", handle="cheap.deals", name="Cheap Deals")
MODERATION = """
moderation:
  mode: auto
  ladder: [mute long]
  rules: {links: {}}
"""


def offences(view: dict[str, Any], state: str) -> list[dict[str, Any]]:
    return [offence for offence in view.get("offences", []) if offence["state"] == state]


async def is_muted(stage: Stage) -> bool:
    return (await stage.tiktok.room.chat(SPAMMER, "anybody here")).withheld == "muted"


@pytest.mark.parametrize(("failpoint", "calls"), [("before_moderation", 1), ("after_moderation", 2)])
async def test_a_mute_outlives_a_kill(tmp_path: Path, failpoint: str, calls: int) -> None:
    async with staged(tmp_path) as stage:
        (tmp_path / "rules.yaml").write_text(RULES + MODERATION)
        async with stage.daemon(failpoint) as run:
            await run.until(lambda s: is_live(s) and has_begun(s))
            await stage.tiktok.room.chat(SPAMMER, "buy at https://cheap.example.com/now")
            await run.dies()
        assert await is_muted(stage) == (failpoint == "after_moderation")
        async with stage.daemon() as run:
            await run.until(lambda s: is_live(s) and offences(s, "done"))
        assert await is_muted(stage)
        assert len(stage.tiktok.requests_to("mutes")) == calls

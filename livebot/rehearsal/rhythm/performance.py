"""Performs the second show: orders come in, winners claim, and everybody waits for what the rules bring about."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from livebot.ports import Clock
from livebot.rehearsal.performance import Deed, Performance
from livebot.rehearsal.rhythm.cast import BY_NAME
from livebot.rehearsal.rhythm.shop import Shop
from livebot.rehearsal.script import Act, Claim, Comment, Means, Sale, WaitFor
from livebot.rehearsal.server import LookAlike
from livebot.web.client import ControlClient

WINNER_LINE = re.compile(r"(?P<name>.+) gets (?P<prize>.+)! Type here within")
"""What viewers read when somebody has won ``lamp``."""
MINUTE_MS, EARLY_MS, LATE_MS = 60_000, 3_000, 30_000


class RhythmPerformance(Performance):
    """See ``Performance``."""

    def __init__(
        self, server: LookAlike, control: ControlClient, clock: Clock, script: list[Act], *, folder: Path, **how: Any
    ) -> None:
        super().__init__(server, control, clock, script, **how)
        self._folder = folder
        self._shop: Shop | None = None

    async def run(self) -> None:
        self._shop = Shop(self._control, self._clock, self._folder)
        try:
            await super().run()
        finally:
            await self._shop.close()

    async def _perform(self, act: Act) -> Deed:
        match act.what:
            case Sale() as sale:
                assert self._shop is not None
                at_ms = self._clock.now_ms()
                return Deed(act, at_ms, trouble=await self._shop.tell(sale))
            case Claim() as claim:
                return await self._claim(act, claim)
        return await super()._perform(act)

    async def _claim(self, act: Act, claim: Claim) -> Deed:
        """Let the viewer write who read their name in the chat; nobody, if no name can be read."""
        lines = [match for line in self._posted() if (match := WINNER_LINE.match(line))]
        named = [line["name"] for line in lines if line["prize"] == claim.prize]
        if not named or named[-1] not in BY_NAME:
            return Deed(act, self._clock.now_ms(), trouble=f"nobody was named as the winner of {claim.prize}")
        comment = Comment(BY_NAME[named[-1]], claim.text, Means("claim", claim.giveaway))
        return await super()._perform(replace(act, what=comment))

    async def _wait_for(self, wait: WaitFor) -> bool:
        match wait.what:
            case "calm":
                return await self.caught_up()
            case "line":
                before = len(self._posted())
                is_new = await self.until(lambda _: len(self._posted()) > before)
                return is_new and await self.caught_up()
            case "minute":
                gone_ms = self._clock.now_ms() % MINUTE_MS
                await self._clock.sleep(0 if EARLY_MS < gone_ms < LATE_MS else MINUTE_MS + EARLY_MS - gone_ms)
                return True
            case "state":
                name, state = wait.of.split()
                return await self.until(lambda status: _state(status, name) == state)
            case "temperature":
                pk, level = wait.of.split()
                return await self.until(lambda status: any(p["temperature"] == level for p in _items(status, "pk", pk)))
            case "segment":
                return await self.until(lambda status: status["runsheet"]["current"] == wait.of)
            case "late":
                return await self.until(lambda status: bool(status["runsheet"]["is_late"]))
            case "greeted":
                return await self.until(lambda status: status["newcomers"]["greetings"] == int(wait.of))
            case "called":
                giveaway, number = wait.of.split()
                return await self.until(lambda status: self._are_called(status, giveaway, int(number)))
        return await super()._wait_for(wait)

    def _posted(self) -> list[str]:
        return [line.text for line in self._server.chat_received]

    def _are_called(self, status: Mapping[str, Any], giveaway: str, number: int) -> bool:
        """So many winners' names were posted, and livebot knows that each of them was."""
        (item,) = _items(status, "giveaways", giveaway)
        is_known = all(winner["claim_until_ms"] or winner["state"] != "called" for winner in item["winners"])
        return is_known and sum(bool(WINNER_LINE.match(line)) for line in self._posted()) >= number


def _items(status: Mapping[str, Any], section: str, item_id: str) -> list[Mapping[str, Any]]:
    return [item for item in status[section] if item["id"] == item_id]


def _state(status: Mapping[str, Any], name: str) -> str:
    section, _, item_id = name.partition(".")
    (item,) = _items(status, section, item_id)
    return str(item["state"]) if "state" in item else "open" if item["open"] else "closed"

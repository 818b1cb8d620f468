"""What every moderator promises, whatever room it acts in. A test module subclasses ``ModeratorContract``."""

import pytest

from livebot.ports import Moderator, Refused, Uncertain
from livebot.viewers import Viewer

ANA = Viewer(id="7000000000000000001", handle="ana", name="Ana")
BEN = Viewer(id="7000000000000000002", handle="ben", name="Ben")


class ModeratorContract:
    room_id: str
    """Of a room that is live; set by the ``moderator`` fixture."""

    @pytest.fixture
    async def moderator(self) -> Moderator:
        raise NotImplementedError

    async def heard(self, viewer: Viewer) -> str:
        """Let somebody write a comment; return ``heard``, ``muted`` or ``banned``."""
        raise NotImplementedError

    async def later(self, seconds: int) -> None:
        """Let time pass in the room."""
        raise NotImplementedError

    async def troubled(self, times: int | None) -> None:
        """Let the next so many calls fail, or all, without any being refused."""
        raise NotImplementedError

    async def test_a_mute_is_for_one_viewer_and_ends_by_itself(self, moderator: Moderator) -> None:
        await moderator.moderate(self.room_id, ANA.id, "mute", 60)
        assert (await self.heard(ANA), await self.heard(BEN)) == ("muted", "heard")
        await self.later(seconds=61)
        assert await self.heard(ANA) == "heard"

    async def test_a_mute_is_taken_back(self, moderator: Moderator) -> None:
        await moderator.moderate(self.room_id, ANA.id, "mute", -1)
        assert await self.heard(ANA) == "muted"
        await moderator.moderate(self.room_id, ANA.id, "unmute", 0)
        assert await self.heard(ANA) == "heard"

    async def test_a_removed_viewer_is_let_in_again(self, moderator: Moderator) -> None:
        await moderator.moderate(self.room_id, ANA.id, "ban", 0)
        assert (await self.heard(ANA), await self.heard(BEN)) == ("banned", "heard")
        await moderator.moderate(self.room_id, ANA.id, "unban", 0)
        assert await self.heard(ANA) == "heard"

    async def test_twice_is_once(self, moderator: Moderator) -> None:
        for _ in range(2):
            await moderator.moderate(self.room_id, ANA.id, "mute", 300)
            await moderator.moderate(self.room_id, BEN.id, "ban", 0)
        for _ in range(2):
            await moderator.moderate(self.room_id, ANA.id, "unmute", 0)
            await moderator.moderate(self.room_id, BEN.id, "unban", 0)
        assert (await self.heard(ANA), await self.heard(BEN)) == ("heard", "heard")

    async def test_trouble_that_passes_is_sat_out(self, moderator: Moderator) -> None:
        await self.troubled(times=2)
        await moderator.moderate(self.room_id, ANA.id, "mute", 300)
        assert await self.heard(ANA) == "muted"

    async def test_trouble_that_stays_is_told(self, moderator: Moderator) -> None:
        await self.troubled(times=None)
        with pytest.raises((Refused, Uncertain)):
            await moderator.moderate(self.room_id, ANA.id, "mute", 300)

    @pytest.mark.parametrize("room_id", ["", "7000000000000000404"])
    async def test_nobody_is_muted_in_a_room_that_is_not_live(self, moderator: Moderator, room_id: str) -> None:
        with pytest.raises(Refused):
            await moderator.moderate(room_id, ANA.id, "mute", 60)
        assert await self.heard(ANA) == "heard"

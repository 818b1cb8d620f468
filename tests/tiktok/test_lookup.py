"""Is the host live? Each of TikTok's answers is wrong at times."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest

from livebot.rehearsal.server import Fault, LookAlike
from livebot.tiktok.endpoints import web_client
from livebot.tiktok.lookup import find_live_room
from livebot.tiktok.settings import TikTokSettings
from livebot.tiktok.trouble import Trouble

Find = Callable[..., Awaitable[str]]


@pytest.fixture
async def find(settings: TikTokSettings) -> AsyncIterator[Find]:
    quick = replace(settings, connect_timeout_s=0.3)
    web = web_client(quick)

    async def find(owner: str = "rehearsal.shop", **known: str) -> str:
        """The room's id, or the kind of trouble."""
        try:
            return await find_live_room(owner, web, quick, **known)
        except Trouble as trouble:
            return trouble.kind

    yield find
    await web.close()


@pytest.mark.parametrize(
    "faults",
    [
        {},
        {"page": Fault.OFFLINE},
        {"page": Fault.BLOCKED},
        {"page": Fault.EMPTY},
        {"page": Fault.NOT_FOUND},
        {"page": Fault.HANG},
        {"page": Fault.DROP},
        {"lookup": Fault.OFFLINE},
        {"lookup": Fault.BLOCKED},
        {"alive": Fault.OFFLINE},
        {"alive": Fault.BLOCKED},
        {"alive": Fault.BROKEN},
        {"page": Fault.OFFLINE, "alive": Fault.EMPTY},
        {"page": Fault.BROKEN, "alive": Fault.DROP},
    ],
    ids=str,
)
async def test_live_although_one_answer_is_wrong(tiktok: LookAlike, find: Find, faults: dict[str, Fault]) -> None:
    for endpoint, fault in faults.items():
        tiktok.fail(endpoint, fault)
    assert await find() == str(tiktok.room.room_id)


@pytest.mark.parametrize(
    ("is_live", "faults", "kind"),
    [
        (False, {}, "offline"),
        (False, {"page": Fault.BLOCKED}, "offline"),
        (False, {"lookup": Fault.BROKEN}, "offline"),
        (True, {"page": Fault.OFFLINE, "lookup": Fault.OFFLINE}, "offline"),
        (True, {"page": Fault.OFFLINE, "alive": Fault.OFFLINE}, "offline"),
        (True, {"page": Fault.NOT_FOUND, "lookup": Fault.NOT_FOUND}, "not_found"),
        (True, {"page": Fault.BLOCKED, "lookup": Fault.NOT_FOUND}, "not_found"),
        (True, {"page": Fault.BLOCKED, "lookup": Fault.BLOCKED}, "blocked"),
        (True, {"page": Fault.NOT_FOUND, "lookup": Fault.EMPTY}, "blocked"),
        (True, {"page": Fault.RATE_LIMITED, "lookup": Fault.RATE_LIMITED}, "blocked"),
        (True, {"page": Fault.BLOCKED, "lookup": Fault.DROP}, "blocked"),
        (True, {"page": Fault.BROKEN, "lookup": Fault.HANG}, "network"),
    ],
    ids=str,
)
async def test_why_not_live(tiktok: LookAlike, find: Find, is_live: bool, faults: dict[str, Fault], kind: str) -> None:
    tiktok.room.is_live = is_live
    for endpoint, fault in faults.items():
        tiktok.fail(endpoint, fault)
    assert await find() == kind


async def test_unknown_owner(find: Find) -> None:
    assert await find("nobody") == "not_found"


async def test_known_room_spares_the_page(tiktok: LookAlike, find: Find) -> None:
    room_id = str(tiktok.room.room_id)
    assert await find(known_room_id=room_id) == room_id
    assert [request.endpoint for request in tiktok.requests] == ["alive"]


async def test_known_room_that_is_over_leads_to_the_new_one(tiktok: LookAlike, find: Find) -> None:
    old = str(tiktok.room.room_id)
    tiktok.room.go_live()
    assert await find(known_room_id=old) == str(tiktok.room.room_id) != old


async def test_room_that_has_ended_is_not_entered_again_unless_it_is_alive(tiktok: LookAlike, find: Find) -> None:
    room_id = str(tiktok.room.room_id)
    tiktok.fail("alive", Fault.EMPTY)
    assert await find(ended_room_id=room_id) == "offline"
    tiktok.fail("alive", Fault.OFFLINE)
    assert await find(ended_room_id=room_id) == "offline"
    tiktok.heal()
    assert await find(ended_room_id=room_id) == room_id

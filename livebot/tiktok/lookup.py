"""Is the host live, and in which room?

TikTok has three answers to this, and each is wrong at times: the page of the live (captchas, stale "offline"), the
JSON behind it, and the check by room id. "Offline" and "not found" are believed only when a second look-up does not
disagree.
"""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

import httpx
from TikTokLive.client.web.web_client import TikTokWebClient

from livebot.tiktok.settings import TikTokSettings
from livebot.tiktok.trouble import Trouble

SIGI_STATE = re.compile(r'<script id="SIGI_STATE" type="application/json">(.*?)</script>', re.DOTALL)
OFFLINE_STATUS = 4

State = Literal["live", "offline", "not_found", "blocked", "network"]
BELIEVED: tuple[Literal["offline", "not_found", "blocked", "network"], ...] = (
    "offline",
    "not_found",
    "blocked",
    "network",
)
"""When two look-ups give different reasons why the host is not live, the first in this order holds."""


@dataclass(frozen=True)
class Answer:
    """What one look-up said."""

    state: State
    room_id: str = ""


async def find_live_room(
    owner: str, web: TikTokWebClient, settings: TikTokSettings, *, known_room_id: str = "", ended_room_id: str = ""
) -> str:
    """The id of the room in which ``owner`` is live now. Raises Trouble if there is none, or nobody can tell.

    ``known_room_id`` is asked for first: it spares the page, which TikTok guards. ``ended_room_id`` has ended: it
    counts as live only where the check by room id says so, because the page goes on naming it for a while.
    """
    if known_room_id and await _is_alive(known_room_id, web, settings):
        return known_room_id
    page = await _read_page(owner, web, settings)
    if page.state == "live" and await _confirms(page.room_id, ended_room_id, web, settings):
        return page.room_id
    second = await _read_json(owner, web, settings)
    if second.state == "live":
        both_say_so = second == page and page.room_id != ended_room_id
        if both_say_so or await _confirms(second.room_id, ended_room_id, web, settings):
            return second.room_id
    states = {"offline" if answer.state == "live" else answer.state for answer in (page, second)}
    kind = next(kind for kind in BELIEVED if kind in states)
    raise Trouble(kind, {"blocked": "captcha", "network": "TikTok"}.get(kind, ""))


async def _confirms(room_id: str, ended_room_id: str, web: TikTokWebClient, settings: TikTokSettings) -> bool:
    alive = await _is_alive(room_id, web, settings)
    return alive is True or (alive is None and room_id != ended_room_id)


async def _is_alive(room_id: str, web: TikTokWebClient, settings: TikTokSettings) -> bool | None:
    """What the check by room id says; None if it says nothing."""
    url = f"{settings.webcast_url.rstrip('/')}/room/check_alive/"
    try:
        response = await web.get(url, extra_params={"room_ids": room_id})
        entries = response.json()["data"]
        return next(
            (bool(entry["alive"]) for entry in entries if str(entry.get("room_id_str", room_id)) == room_id), None
        )
    except (httpx.HTTPError, ValueError, LookupError, TypeError, AttributeError):
        return None


async def _read_page(owner: str, web: TikTokWebClient, settings: TikTokSettings) -> Answer:
    def read(response: httpx.Response) -> Answer:
        state = SIGI_STATE.search(response.text)
        live_room = json.loads(state[1]).get("LiveRoom") if state else None
        if live_room is None:
            # An account that never went live has none, but neither has a captcha: only the JSON can say "not found".
            return Answer("blocked")
        user = live_room["liveRoomUserInfo"]["user"]
        return _answer(user.get("status"), user.get("roomId"))

    url = f"{settings.app_url.rstrip('/')}/@{owner}/live"
    return await _ask(lambda: web.get(url, base_params=False), read)


async def _read_json(owner: str, web: TikTokWebClient, settings: TikTokSettings) -> Answer:
    def read(response: httpx.Response) -> Answer:
        answer = response.json()
        if answer.get("message") == "user_not_found":
            return Answer("not_found")
        data = answer["data"]
        live_room: dict[str, Any] = data.get("liveRoom") or {}
        return _answer(live_room.get("status", data["user"].get("status")), data["user"].get("roomId"))

    url = f"{settings.app_url.rstrip('/')}/api-live/user/room/"
    return await _ask(lambda: web.get(url, extra_params={"uniqueId": owner, "sourceType": 54}), read)


async def _ask(get: Callable[[], Awaitable[httpx.Response]], read: Callable[[httpx.Response], Answer]) -> Answer:
    try:
        response = await get()
        if response.status_code >= 500:
            return Answer("network")
        return Answer("not_found") if response.status_code == 404 else read(response)
    except httpx.HTTPError:
        return Answer("network")
    except (ValueError, LookupError, TypeError, AttributeError):
        # Anything but the expected form is a captcha or a block page.
        return Answer("blocked")


def _answer(status: object, room_id: object) -> Answer:
    room = str(room_id or "")
    is_live = status != OFFLINE_STATUS and room.isascii() and room.isdecimal() and int(room) > 0
    return Answer("live", room) if is_live else Answer("offline")

"""TikTok's pages and look-ups: what says who a host is and whether they are live."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from livebot.rehearsal.faults import Fault
from livebot.rehearsal.room import Room
from livebot.viewers import Viewer

LIVE, OFFLINE = 2, 4


def live_page(room: Room | None, fault: Fault | None) -> web.Response:
    """``/@name/live``; a host who never went live has no ``LiveRoom``."""
    state: dict[str, Any] = {"AppContext": {"initialized": True}}
    if room is not None and fault is not Fault.NOT_FOUND:
        state["LiveRoom"] = {"liveRoomUserInfo": _user_and_room(room, fault)}
    return _page("SIGI_STATE", state)


def profile_page(host: Viewer | None, fault: Fault | None) -> web.Response:
    """``/@name``, also by numeric user id."""
    detail: dict[str, Any] = {"userInfo": {}, "statusCode": 10221}
    if host is not None and fault is not Fault.NOT_FOUND:
        user = {"id": host.id, "uniqueId": host.handle, "nickname": host.name}
        detail = {"userInfo": {"user": user}, "statusCode": 0}
    return _page("__UNIVERSAL_DATA_FOR_REHYDRATION__", {"__DEFAULT_SCOPE__": {"webapp.user-detail": detail}})


def lookup(room: Room | None, fault: Fault | None) -> web.Response:
    """``/api-live/user/room/``: the second opinion."""
    if room is None or fault is Fault.NOT_FOUND:
        return web.json_response({"data": {}, "message": "user_not_found", "statusCode": 19881007})
    return web.json_response({"data": _user_and_room(room, fault), "message": "", "statusCode": 0})


def check_alive(rooms: list[Room], room_ids: list[int], fault: Fault | None, now_ms: int) -> web.Response:
    """``/webcast/room/check_alive/``; ids that never were are left out."""
    alive = {room.room_id for room in rooms if room.is_live and fault is not Fault.OFFLINE}
    known = {room_id for room in rooms for room_id in room.room_ids}
    data = [{"alive": i in alive, "room_id": i, "room_id_str": str(i)} for i in room_ids if i in known]
    return web.json_response({"data": data, "extra": {"now": now_ms}, "status_code": 0})


def room_info(room: Room | None, room_id: str, now_ms: int) -> web.Response:
    """``/webcast/room/info/``; an ended room still names its owner, a restricted or unknown one says nothing."""
    if room is None or room.is_age_restricted:
        error = {"message": "Request params error", "prompts": "Request params error"}
        return web.json_response({"data": error, "extra": {"now": now_ms}, "status_code": 10011})
    is_live = room.is_live and room_id == str(room.room_id)
    host = room.host
    data = {
        "id": int(room_id),
        "id_str": room_id,
        "status": LIVE if is_live else OFFLINE,
        "title": "Rehearsal",
        "owner": {"id": int(host.id), "id_str": host.id, "display_id": host.handle, "nickname": host.name},
        "owner_user_id": int(host.id),
        "user_count": len(room.connections),
    }
    return web.json_response({"data": data, "extra": {"now": now_ms}, "status_code": 0})


def _user_and_room(room: Room, fault: Fault | None) -> dict[str, Any]:
    status = LIVE if room.is_live and fault is not Fault.OFFLINE else OFFLINE
    user = {"id": room.host.id, "uniqueId": room.host.handle, "nickname": room.host.name}
    return {
        "user": {**user, "roomId": str(room.room_id), "status": status},
        "liveRoom": {"status": status, "title": "Rehearsal", "liveRoomMode": 0},
    }


def _page(script_id: str, state: Mapping[str, Any]) -> web.Response:
    script = json.dumps(state).replace("</", "<\\/")
    page = f'<html><body><script id="{script_id}" type="application/json">{script}</script></body></html>'
    return web.Response(text=page, content_type="text/html")

"""The sign provider's calls that mute and remove viewers, and what a room says to them."""

from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from livebot.ports import ModerationAction
from livebot.rehearsal.room import Room

Endpoint = Literal["mutes", "bans"]
ACTIONS: dict[tuple[str, Endpoint], ModerationAction] = {
    ("PUT", "mutes"): "mute",
    ("DELETE", "mutes"): "unmute",
    ("PUT", "bans"): "ban",
    ("DELETE", "bans"): "unban",
}
VIEWER = {"mutes": "user_id", "bans": "tiktok_user_id"}
"""How the viewer's id is called."""


@dataclass(frozen=True, slots=True)
class Moderated:
    """Something that was done to a viewer, or taken back."""

    at_ms: int
    action: ModerationAction
    viewer_id: str
    seconds: int
    """Of a mute, -1 for the whole stream; 0 otherwise."""


def moderate(request: web.Request, endpoint: Endpoint, room: Room, at_ms: int) -> Moderated:
    """Do what is asked for."""
    action, viewer_id = ACTIONS[request.method, endpoint], request.query.get(VIEWER[endpoint], "")
    seconds = int(request.query.get("duration", "-1")) if action == "mute" else 0
    match action:
        case "mute":
            room.mute(viewer_id, seconds)
        case "unmute":
            room.unmute(viewer_id)
        case "ban":
            room.banned.add(viewer_id)
        case "unban":
            room.banned.discard(viewer_id)
    return Moderated(at_ms, action, viewer_id, seconds)


def told(done: Moderated, room: Room) -> web.Response:
    figures = {"actual_duration": done.seconds, "max_count": 500, "total": 1}
    return _answer(done.at_ms, {**figures, "room_id": room.room_id, "user_id": int(done.viewer_id)})


def listed(endpoint: Endpoint, room: Room, at_ms: int) -> web.Response:
    """Say who is muted or banned at the moment."""
    viewer_ids = room.muted if endpoint == "mutes" else room.banned
    return _answer(at_ms, [{"user_id": int(viewer_id)} for viewer_id in sorted(viewer_ids)])


def _answer(at_ms: int, data: object) -> web.Response:
    answer = {"data": data, "extra": {"now": at_ms}, "status_code": 0}
    return web.json_response({"code": 200, "message": "OK", "response": {"data": answer}})

"""What a user wrote as ``room`` → the owner's name, which is what livebot follows.

Understood are a name, @name, a link to the profile or the live (also with a query, also without ``https://``), a
short link as the app shares it, and a numeric room id. TikTokLive reads only names and plain links. A room id dies
with its stream, so it is resolved to the owner once.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import httpx
from TikTokLive.client.web.web_client import TikTokWebClient

from livebot.tiktok.settings import APP_URL, TikTokSettings
from livebot.tiktok.trouble import Trouble

MOST_REDIRECTS = 5

NAME = re.compile(r"@?([A-Za-z0-9_.]{1,64})", re.ASCII)
ROOM_ID = re.compile(r"\d{10,20}", re.ASCII)
PROFILE_PATH = re.compile(r"/@([A-Za-z0-9_.]{1,64})(?:/|$)", re.ASCII)
ROOM_PATH = re.compile(r"/(?:share/)?live/(\d{10,20})(?:/|$)", re.ASCII)
SHORT_PATH = re.compile(r"/(?:t/)?[A-Za-z0-9]{5,20}/?", re.ASCII)


@dataclass(frozen=True)
class Name:
    """The owner's unique id, without the @."""

    name: str


@dataclass(frozen=True)
class RoomId:
    room_id: str


@dataclass(frozen=True)
class ShortLink:
    url: str


class RoomNotUnderstood(ValueError):  # noqa: N818
    """The ``room`` setting leads to no room; the message says why and what to write instead."""


def parse_room(room: str, app_url: str = APP_URL) -> Name | RoomId | ShortLink:
    """Read what a user wrote, without asking anyone. Raises RoomNotUnderstood."""
    text = room.strip()
    if ROOM_ID.fullmatch(text):
        return RoomId(text)
    name = NAME.fullmatch(text)
    if name and not _is_host(text):
        return Name(name[1].lower())
    return _parse_link(text if "://" in text else f"https://{text}", app_url, room)


async def resolve_owner(room: str, web: TikTokWebClient, settings: TikTokSettings) -> str:
    """The owner's name for whatever ``room`` is.

    Raises RoomNotUnderstood if it leads nowhere, and Trouble if TikTok cannot be asked right now.
    """
    parsed = parse_room(room, settings.app_url)
    for _ in range(MOST_REDIRECTS):
        match parsed:
            case Name(name):
                return name
            case RoomId(room_id):
                return await _owner_of(room_id, web, settings)
            case ShortLink(url):
                target = await _redirect(url, web, settings)
                try:
                    parsed = _parse_link(target, settings.app_url, room)
                except RoomNotUnderstood:
                    raise RoomNotUnderstood(
                        f"The short link {room!r} leads to no TikTok account; it may have expired. "
                        "Write the @name instead."
                    ) from None
    raise RoomNotUnderstood(f"The short link {room!r} goes round in circles. Write the @name instead.")


def _parse_link(link: str, app_url: str, room: str) -> Name | RoomId | ShortLink:
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError:
        host = ""
    is_tiktok = _is_host(host) or (host != "" and host == urlsplit(app_url).hostname)
    if is_tiktok and parts.scheme in ("http", "https"):
        if owner := PROFILE_PATH.match(unquote(parts.path)):
            return Name(owner[1].lower())
        if room_id := ROOM_PATH.match(parts.path):
            return RoomId(room_id[1])
        if SHORT_PATH.fullmatch(parts.path) and (parts.path.startswith("/t/") or not host.startswith("www.")):
            return ShortLink(link)
    raise RoomNotUnderstood(
        f"room: {room!r} is no TikTok name, link or room id. Write the name as in the app (such as @myshop), "
        f"or paste the link of the live (such as {APP_URL}/@myshop/live)."
    )


def _is_host(text: str) -> bool:
    return text.lower() == "tiktok.com" or text.lower().endswith(".tiktok.com")


async def _redirect(url: str, web: TikTokWebClient, settings: TikTokSettings) -> str:
    """Where a short link leads; empty if nowhere. Raises Trouble if TikTok does not tell."""
    if settings.app_url != APP_URL:
        # A rehearsal or a test: its server answers for all of TikTok's hosts, under one of the two forms.
        code = urlsplit(url).path.rstrip("/").rpartition("/")[2]
        url = urljoin(settings.app_url, f"/t/{code}/")
    try:
        response = await web.get(url, base_params=False)
    except httpx.InvalidURL:
        return ""
    except httpx.HTTPError as error:
        raise Trouble("network", "short link") from error
    if response.has_redirect_location:
        return urljoin(url, response.headers["location"])
    if response.status_code in (404, 410):
        return ""
    # Whatever else it is, a captcha or a gateway's page, does not mean that the link is dead.
    raise Trouble("network" if response.status_code >= 500 else "blocked", "short link")


async def _owner_of(room_id: str, web: TikTokWebClient, settings: TikTokSettings) -> str:
    info = await _room_info(room_id, web, settings)
    owner = info.get("owner")
    name = owner.get("display_id") if isinstance(owner, dict) else None
    if isinstance(name, str) and NAME.fullmatch(name):
        return name.lower()
    # The stream may be over, for adults only, or TikTok wants a log-in for once: asking again may help.
    raise Trouble("not_found", "room id")


async def _room_info(room_id: str, web: TikTokWebClient, settings: TikTokSettings) -> dict[str, Any]:
    """TikTok's description of a room; empty if there is none. Raises Trouble."""
    try:
        response = await web.get(f"{settings.webcast_url.rstrip('/')}/room/info/", extra_params={"room_id": room_id})
        if response.status_code >= 500:
            raise Trouble("network", "room info")
        answer = response.json()
    except httpx.HTTPError as error:
        raise Trouble("network", "room info") from error
    except ValueError as error:
        raise Trouble("blocked", "room info") from error
    data = answer.get("data") if isinstance(answer, dict) else None
    return data if isinstance(data, dict) else {}


async def is_restricted(room_id: str, web: TikTokWebClient, settings: TikTokSettings) -> bool:
    """Whether TikTok describes the room only by a prompt to log in. False if it cannot be asked."""
    try:
        return "prompts" in await _room_info(room_id, web, settings)
    except Trouble:
        return False

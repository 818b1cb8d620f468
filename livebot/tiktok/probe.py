"""The TikTok part of ``livebot doctor``: what stands between this configuration and a good show."""

import asyncio
from typing import Any

import httpx
import msgspec

from livebot.ports import Clock
from livebot.tiktok.chat import why_not
from livebot.tiktok.endpoints import sign_client, web_client
from livebot.tiktok.limits import retry_after_s
from livebot.tiktok.lookup import find_live_room
from livebot.tiktok.rooms import RoomNotUnderstood, is_restricted, resolve_owner, room_info
from livebot.tiktok.settings import TikTokSettings
from livebot.tiktok.trouble import Kind, Trouble

WITHIN_S = 8.0
WINDOWS = ("minute", "hour", "day")

ADVICE: dict[Kind, str] = {
    "offline": "Nothing to do: livebot waits and starts by itself when the show begins.",
    "not_found": "Check the spelling of room (an account that never went live is not found either); "
    "instead of a room id, which dies with its stream, write the @name.",
    "blocked": "TikTok shows this machine a captcha. Wait an hour, or use another internet connection.",
    "network": "Check the internet connection, a proxy or firewall, and tiktok.app_url and tiktok.webcast_url.",
    "age_restricted": "TikTok shows this room to logged-in adults only; livebot reads anonymously and cannot enter.",
}
OK: dict[Kind, bool | None] = {"offline": True, "blocked": None}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the check."""

    subject: str
    """``room``, ``sign`` or ``chat``."""
    ok: bool | None
    """None: nothing is wrong, but it could not be made sure."""
    finding: str
    advice: str = ""
    """What to do about it; empty if nothing is to be done."""


async def probe(settings: TikTokSettings, clock: Clock) -> list[Finding]:
    """Look at room, sign provider and chat. Sends nothing into the room; takes eight seconds at most, never raises."""
    room, sign = await asyncio.gather(_room(settings), _sign(settings, clock))
    return [room, sign, _chat(settings)]


async def _room(settings: TikTokSettings) -> Finding:
    web = web_client(settings)
    owner = ""
    try:
        async with asyncio.timeout(WITHIN_S):
            owner = await resolve_owner(settings.room, web, settings)
            room_id = await find_live_room(owner, web, settings)
            if is_restricted(await room_info(room_id, web, settings)):
                raise Trouble("age_restricted")
    except RoomNotUnderstood as error:
        return Finding(subject="room", ok=False, finding=str(error))
    except (Trouble, TimeoutError) as error:
        trouble = error if isinstance(error, Trouble) else Trouble("network", f"no answer within {WITHIN_S:g} s")
        finding = {
            "offline": f"@{owner} exists and is not live now.",
            "not_found": f"TikTok does not find {settings.room}.",
            "blocked": f"TikTok does not let this machine look up {settings.room}.",
            "age_restricted": f"@{owner} is live, for adults only.",
        }.get(trouble.kind, f"TikTok cannot be reached{_in_brackets(trouble.detail)}.")
        return Finding(
            subject="room", ok=OK.get(trouble.kind, False), finding=finding, advice=ADVICE.get(trouble.kind, "")
        )
    finally:
        await web.close()
    return Finding(subject="room", ok=True, finding=f"@{owner} is live in room {room_id}.")


def _in_brackets(detail: str) -> str:
    return f" ({detail})" if detail not in ("", "TikTok") else ""


async def _sign(settings: TikTokSettings, clock: Clock) -> Finding:
    """Ask the sign provider for the quota: the answer also tells whether it takes the key."""
    try:
        async with asyncio.timeout(WITHIN_S), sign_client(settings) as client:
            response = await client.get("/webcast/rate_limits")
        answer = response.json() if response.status_code == 200 else {}
    except (httpx.HTTPError, ValueError, TimeoutError) as error:
        return Finding(
            subject="sign",
            ok=False,
            finding=f"The sign provider cannot be reached ({type(error).__name__}).",
            advice="Check the internet connection and tiktok.sign_url. Without it livebot cannot enter a room.",
        )
    code = answer.get("code", 200) if isinstance(answer, dict) else 0
    if response.status_code in (401, 403) or code in (401, 403):
        return Finding(
            subject="sign",
            ok=False,
            finding="The sign provider does not accept tiktok.sign_api_key.",
            advice="Copy the key again from your account there, or remove it to use the free quota.",
        )
    if response.status_code == 429:
        wait_s = retry_after_s(response.headers, clock.now_ms())
        when = f"in {wait_s:.0f} s" if wait_s is not None else "later"
        return Finding(
            subject="sign", ok=False, finding="The sign provider's quota is used up.", advice=f"Try again {when}."
        )
    if code != 200 or response.status_code != 200:
        return Finding(
            subject="sign",
            ok=None,
            finding=f"The sign provider answered {response.status_code}.",
            advice="Try again in a minute; if it stays, look at the provider's status page.",
        )
    return _quota(answer, has_key=bool(settings.sign_api_key))


def _quota(answer: dict[str, Any], *, has_key: bool) -> Finding:
    left = []
    is_low = False
    for window in WINDOWS:
        figures = answer.get(window)
        if isinstance(figures, dict) and isinstance(figures.get("remaining"), int | float):
            remaining, most = figures["remaining"], figures.get("max") or 0
            left.append(
                f"{remaining:g} of {most:g} this {window}" if window != "day" else f"{remaining:g} of {most:g} today"
            )
            is_low = is_low or remaining * 10 <= most
    key = "The sign API key is accepted" if has_key else "No sign API key is set; the free quota applies"
    if not left:
        return Finding(subject="sign", ok=True, finding=f"{key}.")
    return Finding(
        subject="sign",
        ok=not is_low,
        finding=f"{key}. Connections left: {', '.join(left)}.",
        advice="Every connect and reconnect takes one: wait for the quota to fill, or take a larger plan."
        if is_low
        else "",
    )


def _chat(settings: TikTokSettings) -> Finding:
    obstacle = why_not(settings)
    if obstacle:
        return Finding(subject="chat", ok=False, finding="livebot cannot post.", advice=f"{obstacle}.")
    return Finding(
        subject="chat",
        ok=None,
        finding="Session and key are set. Only a posted line shows whether TikTok accepts them.",
        advice='Moderators may have to be in the host\'s country. Post a line before the show: livebot do say "hello".',
    )

"""The TikTok part of ``livebot doctor``: what stands between this configuration and a good show."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import msgspec

from livebot.ports import Clock, Refused, Uncertain
from livebot.tiktok.account import NOT_LIVE, RATE_LIMITED
from livebot.tiktok.endpoints import sign_client, web_client
from livebot.tiktok.limits import retry_after_s, wait_s
from livebot.tiktok.lookup import find_live_room
from livebot.tiktok.moderation import NO_PLAN, NOT_MODERATOR, WRONG_COUNTRY, TikTokModeration
from livebot.tiktok.rooms import RoomNotUnderstood, is_restricted, resolve_owner
from livebot.tiktok.settings import TikTokSettings, why_not
from livebot.tiktok.trouble import Kind, Trouble
from livebot.wording import duration

WITHIN_S = 8.0
WINDOWS = {"minute": "this minute", "hour": "this hour", "day": "today"}

ADVICE: dict[Kind, str] = {
    "offline": "Nothing to do: livebot waits and starts by itself when the show begins.",
    "not_found": "Check the spelling of room (an account that never went live is not found either); "
    "instead of a room id, which dies with its stream, write the @name.",
    "blocked": "TikTok shows this machine a captcha, or was asked too often. Wait an hour, or use another internet "
    "connection.",
    "network": "Check the internet connection, a proxy or firewall, and tiktok.app_url and tiktok.webcast_url.",
    "age_restricted": "TikTok shows this room to logged-in adults only; livebot reads anonymously and cannot enter.",
}
COUNTRY = "A moderator's account often has to be in the host's country."
MODERATION_ADVICE = {
    NOT_MODERATOR: f"Let the host make the account a moderator, in the app. {COUNTRY}",
    WRONG_COUNTRY: "Use an account of the host's country, or chat.mode: assist: then livebot says whom to mute.",
    NO_PLAN: "Buy the add-on there, or use chat.mode: assist: then livebot says whom to mute.",
}
OK: dict[Kind, bool | None] = {"offline": True, "blocked": None}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the check."""

    subject: str
    """``room``, ``sign``, ``chat`` or ``moderation``."""
    ok: bool | None
    """None: nothing is wrong, but it could not be made sure."""
    finding: str
    advice: str = ""
    """What to do about it; empty if nothing is to be done."""


async def probe(settings: TikTokSettings, clock: Clock, *, moderates: bool) -> list[Finding]:
    """Look at room, sign provider and chat, and if it ``moderates`` at whether the account may.

    Does nothing in the room; takes twelve seconds at most, never raises.
    """
    (room, room_id), sign = await asyncio.gather(_room(settings), _sign(settings, clock))
    moderation = [await _moderation(settings, clock, room_id)] if moderates else []
    return [room, sign, _chat(settings), *moderation]


async def _room(settings: TikTokSettings) -> tuple[Finding, str]:
    """Return what was found, and the id of the room if it is live."""
    # One look-up that hangs must leave time for the others.
    settings = replace(settings, connect_timeout_s=WITHIN_S / 4)
    web = web_client(settings)
    owner = ""
    try:
        async with asyncio.timeout(WITHIN_S):
            owner = await resolve_owner(settings.room, web, settings)
            room_id = await find_live_room(owner, web, settings)
            if await is_restricted(room_id, web, settings):
                raise Trouble("age_restricted")
    except RoomNotUnderstood as error:
        return Finding(subject="room", ok=False, finding=str(error).removeprefix("room: ")), ""
    except (Trouble, TimeoutError) as error:
        trouble = error if isinstance(error, Trouble) else Trouble("network", f"no answer within {WITHIN_S:g} s")
        finding = {
            "offline": f"@{owner} exists and is not live now.",
            "not_found": f"TikTok does not find {settings.room}.",
            "blocked": f"TikTok does not let this machine look up {settings.room}.",
            "age_restricted": f"@{owner} is live, for adults only.",
        }.get(trouble.kind, f"TikTok cannot be reached{_in_brackets(trouble.detail)}.")
        advice = ADVICE.get(trouble.kind, "")
        return Finding(subject="room", ok=OK.get(trouble.kind, False), finding=finding, advice=advice), ""
    finally:
        await web.close()
    return Finding(subject="room", ok=True, finding=f"@{owner} is live in room {room_id}."), room_id


def _in_brackets(detail: str) -> str:
    return f" ({detail})" if detail != "TikTok" else ""


async def _sign(settings: TikTokSettings, clock: Clock) -> Finding:
    """Ask the sign provider for the quota: the answer also tells whether it takes the key."""
    if fault := settings.fault("sign_api_key"):
        return _no_entry("The sign API key cannot be sent.", f"{fault}.")
    try:
        async with asyncio.timeout(WITHIN_S), sign_client(settings) as client:
            response = await client.get("/webcast/rate_limits")
    except (httpx.HTTPError, TimeoutError):
        advice = "Check the internet connection and tiktok.sign_url. Without it livebot cannot enter a room."
        return _no_entry("The sign provider cannot be reached.", advice)
    try:
        answer = response.json()
    except ValueError:
        answer = None
    code = answer.get("code", 200) if isinstance(answer, dict) else 0
    if 401 in (response.status_code, code) or 403 in (response.status_code, code):
        if not settings.sign_api_key:
            return _no_entry("The sign provider wants a key.", "Get one there, and set tiktok.sign_api_key.")
        advice = "Copy the key again from your account there, or remove it to use the free quota."
        return _no_entry("The sign provider does not accept tiktok.sign_api_key.", advice)
    if response.status_code == 429:
        left_s = retry_after_s(response.headers, clock.now_ms())
        when = "later" if left_s is None else f"in {duration(round(left_s * 1000))}"
        return _no_entry("The sign provider's quota is used up.", f"Try again {when}.")
    if response.status_code == 200 and code == 0:
        advice = "Check tiktok.sign_url, and whether a log-in page of this network answers in its place."
        return _no_entry("What answers at tiktok.sign_url is no sign provider.", advice)
    if response.status_code != 200 or code != 200:
        return Finding(
            subject="sign",
            ok=None,
            finding=f"The sign provider answered {code if response.status_code == 200 else response.status_code}.",
            advice="Try again in a minute; if it stays, look at the provider's status page.",
        )
    return _quota(answer, clock.now_ms(), has_key=bool(settings.sign_api_key))


def _no_entry(finding: str, advice: str) -> Finding:
    return Finding(subject="sign", ok=False, finding=finding, advice=advice)


def _quota(answer: dict[str, Any], now_ms: int, *, has_key: bool) -> Finding:
    left = []
    is_low = is_spent = False
    for window, words in WINDOWS.items():
        figures = answer.get(window)
        if not isinstance(figures, dict) or not isinstance(figures.get("remaining"), int | float):
            continue
        remaining, most = figures["remaining"], figures.get("max") or 0
        left.append(f"{remaining:g} of {most:g} {words}")
        if remaining * 10 <= most:
            is_low = True
            is_spent = is_spent or remaining <= 0
            resets_in_s = wait_s(str(figures.get("reset_at") or ""), now_ms)
            left[-1] += "" if resets_in_s is None else f" (all again in {duration(round(resets_in_s * 1000))})"
    key = "The sign API key is accepted" if has_key else "No sign API key is set; the free quota applies"
    return Finding(
        subject="sign",
        ok=False if is_spent else None if is_low else True,
        finding=f"{key}. Connections left: {', '.join(left)}." if left else f"{key}.",
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


async def _moderation(settings: TikTokSettings, clock: Clock, room_id: str) -> Finding:
    """Ask for the list of the muted, which the room shows to those who may mute."""

    def found(ok: bool | None, finding: str, advice: str) -> Finding:
        return Finding(subject="moderation", ok=ok, finding=finding, advice=advice)

    if obstacle := why_not(settings):
        return found(False, "livebot cannot mute or remove anyone.", f"{obstacle}.")
    if not room_id:
        return found(None, "Whether the account may moderate can be asked only in a live room.", COUNTRY)
    moderation = TikTokModeration(replace(settings, account_timeout_s=WITHIN_S / 2), clock)
    try:
        await moderation.look(room_id)
    except Refused as refused:
        ok = None if refused.reason in (RATE_LIMITED, NOT_LIVE) else False
        advice = MODERATION_ADVICE.get(refused.reason, COUNTRY)
        return found(ok, f"The account may not see who is muted: {refused.reason}.", advice)
    except Uncertain as trouble:
        return found(None, f"Whether the account may moderate could not be asked: {trouble}.", COUNTRY)
    advice = f"Only a mute makes sure. {COUNTRY}"
    return found(None, f"The account is shown who is muted in room {room_id}, as moderators are.", advice)

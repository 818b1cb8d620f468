"""Muting and removing viewers.

Doing it twice is the same as doing it once, so that a call whose outcome is unknown is simply made again, after a
growing pause; a refusal that time may cure, such as a rate limit, too. Other refusals are final.
"""

from livebot.ports import Clock, ModerationAction, Refused, Uncertain
from livebot.tiktok.account import (
    EXPIRED,
    LOGGED_OUT_HINT,
    NOT_LIVE,
    RATE_LIMITED,
    WRONG_KEY,
    Account,
    Unreachable,
    Wording,
    hint,
)
from livebot.tiktok.settings import TikTokSettings

NO_PLAN = "the sign provider's plan lacks moderation"
NOT_MODERATOR = "the account is not a moderator of this room"
WRONG_COUNTRY = "TikTok lets only accounts of the host's country moderate here"
VIEWER_GONE = "the viewer is gone"
VIEWER_IMMUNE = "the host and moderators cannot be muted or removed"
DONE_ALREADY = "it is so already"

WORDING = Wording(
    what="the request",
    hints=(
        hint(r"premium|\bplan\b|upgrade|add-?on", NO_PLAN),
        WRONG_KEY,
        hint(r"(already|not|n't)( been)? (muted|banned|blocked|removed)", DONE_ALREADY),
        hint(r"too (many|fast|frequent|often)|频繁", RATE_LIMITED),
        hint(r"countr|region|国家|地区", WRONG_COUNTRY),
        hint(r"(mute|ban|block|kick|remove) (an?|the|other|another) (host|anchor|moderator|admin)", VIEWER_IMMUNE),
        hint(r"(user|viewer)\b.{0,30}(not (found|exist|in )|gone|left)|用户不存在", VIEWER_GONE),
        hint(
            r"(room|live|stream)\b.{0,30}(not (found|exist|live)|ended|finished|closed)|not live|直播已结束", NOT_LIVE
        ),
        hint(r"moderator|permission|not allowed|privilege|admin|管理员|权限", NOT_MODERATOR),
        LOGGED_OUT_HINT,
    ),
    by_status={401: EXPIRED, 402: NO_PLAN, 403: NO_PLAN, 404: "the room or the viewer is gone"},
)

PAUSES_S = (1.0, 3.0, 9.0)
LONGEST_WAIT_S = 20.0
"""Who is told to wait longer has no use for the mute any more."""

MUTES, BANS = "/webcast/moderation/mutes", "/webcast/moderation/bans"
CALLS: dict[ModerationAction, tuple[str, str, str]] = {
    # Method, path, and how the viewer's id is called there.
    "mute": ("PUT", MUTES, "user_id"),
    "unmute": ("DELETE", MUTES, "user_id"),
    "ban": ("PUT", BANS, "tiktok_user_id"),
    "unban": ("DELETE", BANS, "tiktok_user_id"),
}


class TikTokModeration:
    """Mutes and removes. See ``livebot.ports.Moderator``."""

    def __init__(self, settings: TikTokSettings, clock: Clock) -> None:
        self._account = Account(settings, clock, WORDING)
        self._clock = clock

    async def moderate(self, room_id: str, viewer_id: str, action: ModerationAction, seconds: int) -> None:
        """Do it, in several attempts if need be; takes two minutes at most. Raises Refused or Uncertain."""
        if not room_id:
            raise Refused(NOT_LIVE)
        method, path, viewer = CALLS[action]
        query = {"room_id": room_id, viewer: viewer_id} | ({"duration": str(seconds)} if action == "mute" else {})
        for pause_s in (*PAUSES_S, None):
            try:
                await self._account.ask(method, path, query=query)
            except (Refused, Uncertain) as trouble:
                if str(trouble) == DONE_ALREADY:
                    return
                wait_s = _wait_s(trouble, pause_s)
                if wait_s is None:
                    raise
                await self._clock.sleep(round(wait_s * 1000))
            else:
                return

    async def look(self, room_id: str) -> None:
        """Ask for the list of the muted, which changes nothing. Raises Refused or Uncertain."""
        await self._account.ask("GET", MUTES, query={"room_id": room_id})


def _wait_s(trouble: Refused | Uncertain, pause_s: float | None) -> float | None:
    """Return when to try again; None if there is no use in it."""
    if pause_s is None or isinstance(trouble, Uncertain | Unreachable):
        return pause_s
    if trouble.reason != RATE_LIMITED or (trouble.retry_after_s or 0) > LONGEST_WAIT_S:
        return None
    return max(pause_s, trouble.retry_after_s or 0)

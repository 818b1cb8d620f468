"""Posting into the room."""

from livebot.ports import Clock
from livebot.tiktok.account import EXPIRED, LOGGED_OUT_HINT, NOT_LIVE, WRONG_KEY, Account, Wording, hint
from livebot.tiktok.settings import TikTokSettings

NO_PLAN = "the sign provider's plan lacks chat"

WORDING = Wording(
    what="the line",
    hints=(
        hint(r"mute|speak|banned|禁言", "the account is muted in this room"),
        hint(r"premium|plan|permission|upgrade|add-?on", NO_PLAN),
        WRONG_KEY,
        LOGGED_OUT_HINT,
    ),
    by_status={401: EXPIRED, 402: NO_PLAN, 403: NO_PLAN, 404: NOT_LIVE, 413: "the text is too long"},
)


class TikTokChat:
    """Posts lines. See ``livebot.ports.ChatSender``."""

    def __init__(self, settings: TikTokSettings, clock: Clock) -> None:
        self._account = Account(settings, clock, WORDING)

    async def send(self, room_id: str, text: str) -> None:
        """Post one line. Raises Refused or Uncertain."""
        await self._account.ask("POST", "/webcast/chat", json={"content": text, "targetRoomId": room_id})

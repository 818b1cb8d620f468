"""What the TikTok side must be told: which room, where the servers are, and the account to post with."""

from dataclasses import dataclass, field

APP_URL = "https://www.tiktok.com"
WEBCAST_URL = "https://webcast.tiktok.com/webcast"
SIGN_URL = "https://api.eulerstream.com"


@dataclass(frozen=True, kw_only=True)
class TikTokSettings:
    """The ``room`` and ``tiktok`` part of the configuration. Secrets never show in ``repr``."""

    room: str
    """As the user wrote it: name, @name, link, short link or numeric room id."""
    app_url: str = APP_URL
    webcast_url: str = WEBCAST_URL
    sign_url: str = SIGN_URL
    sign_api_key: str = field(default="", repr=False)
    session_id: str = field(default="", repr=False)
    """Cookie ``sessionid`` of the account that posts. Used to post and nowhere else: reading is anonymous."""
    target_idc: str = ""
    """Cookie ``tt-target-idc`` of that account."""
    silent_after_s: float = 30.0
    """A connection without any frame for so long counts as lost."""
    poll_offline_s: float = 30.0
    """How often to look whether the host is live."""
    connect_timeout_s: float = 15.0
    """Most time for one look-up, and for one attempt to connect."""
    chat_timeout_s: float = 10.0
    """Most time for posting one line; a slower answer leaves the line in doubt."""

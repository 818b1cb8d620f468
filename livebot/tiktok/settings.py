"""What the TikTok side must be told: which room, where the servers are, and the account to act with."""

import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

APP_URL = "https://www.tiktok.com"
WEBCAST_URL = "https://webcast.tiktok.com/webcast"
SIGN_URL = "https://api.eulerstream.com"
LOOPBACK = ("127.0.0.1", "localhost", "::1")

SENDABLE = re.compile(r"[\x21-\x7e]*", re.ASCII)
"""What a header and a cookie can carry."""

Secret = Literal["session_id", "target_idc", "sign_api_key"]
ACTING: tuple[Secret, ...] = ("session_id", "target_idc", "sign_api_key")
"""What posting and moderating need; reading does with ``sign_api_key`` alone, or with nothing."""


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
    """Cookie ``sessionid`` of the account that posts and moderates, used for nothing else: reading is anonymous."""
    target_idc: str = ""
    """Cookie ``tt-target-idc`` of that account."""
    silent_after_s: float = 30.0
    """A connection without any frame for so long counts as lost."""
    poll_offline_s: float = 30.0
    """How often to look whether the host is live."""
    connect_timeout_s: float = 15.0
    """Most time for one look-up, and for one attempt to connect."""
    account_timeout_s: float = 10.0
    """Most time for one call of the account; a slower answer leaves open whether it was done."""

    def fault(self, name: Secret) -> str:
        """What is wrong with a secret, and how to fix it; empty if nothing is, or if it is not set."""
        value: str = getattr(self, name)
        if SENDABLE.fullmatch(value) and ";" not in value:
            return ""
        return f"tiktok.{name} holds a blank, ';' or other sign that cannot be in it: copy it again"


def why_not(settings: TikTokSettings) -> str:
    """What in the settings keeps the account from acting, and how to fix it; empty if nothing does."""
    for name in ACTING:
        if not getattr(settings, name):
            return f"tiktok.{name} is not set: add it to the secrets file, or use chat.mode: assist"
        if fault := settings.fault(name):
            return fault
    sign_url = urlsplit(settings.sign_url)
    if sign_url.scheme != "https" and sign_url.hostname not in LOOPBACK:
        return "tiktok.sign_url is not https: the session would cross the net readable by anyone"
    return ""

"""Where TikTok and the sign provider are, how TikTokLive is told, and what it may log.

TikTokLive keeps its addresses in ``WebDefaults``, one for the whole process; this is the only place that sets them.
Three of its habits are corrected here: its sign client checks no certificate, waits without end, and prints
cookies through a logger of its own.
"""

import logging
from collections.abc import Awaitable, Callable

import httpx
from TikTokLive.client.logger import TikTokLiveLogHandler
from TikTokLive.client.web.web_client import TikTokWebClient
from TikTokLive.client.web.web_settings import WebDefaults

from livebot.tiktok.settings import TikTokSettings

ResponseHook = Callable[[httpx.Response], Awaitable[None]]


def point_library_at(settings: TikTokSettings) -> None:
    """Make TikTokLive use the servers of ``settings``, and keep what it prints out of our logs."""
    WebDefaults.tiktok_app_url = settings.app_url.rstrip("/")
    WebDefaults.tiktok_webcast_url = settings.webcast_url.rstrip("/")
    WebDefaults.tiktok_sign_url = settings.sign_url.rstrip("/")
    _tame_logs()


def web_client(settings: TikTokSettings) -> TikTokWebClient:
    """An anonymous HTTP client that looks like a browser to TikTok. Close it with ``close()``."""
    point_library_at(settings)
    return TikTokWebClient(**web_kwargs(settings))


def web_kwargs(settings: TikTokSettings) -> dict[str, dict[str, object]]:
    """What TikTokLive's own constructors need to know. Holds the sign API key, and never the session."""
    return {
        "httpx_kwargs": {"timeout": settings.connect_timeout_s},
        # Both are named although WebDefaults has them: variables of the environment would win over it.
        "signer_kwargs": {
            "sign_api_key": settings.sign_api_key or None,
            "sign_api_base": settings.sign_url.rstrip("/"),
        },
    }


def sign_client(settings: TikTokSettings, *, on_response: ResponseHook | None = None) -> httpx.AsyncClient:
    """An HTTP client for the sign provider that checks certificates and gives up in time.

    ``on_response`` sees every answer with its headers, also those that TikTokLive turns into an error without them.
    """
    headers = {"User-Agent": "livebot"}
    if settings.sign_api_key:
        headers["X-Api-Key"] = settings.sign_api_key
    return httpx.AsyncClient(
        base_url=settings.sign_url.rstrip("/"),
        headers=headers,
        timeout=settings.connect_timeout_s,
        event_hooks={"response": [on_response] if on_response else []},
    )


def _tame_logs() -> None:
    # TikTokLive writes to stderr, which a console on the same terminal cannot bear; cookies go out at WARNING and
    # DEBUG. What is left are its errors, which reach our own handlers. httpx notes every request at INFO, and httpcore
    # every header that comes in, cookies too.
    logger = TikTokLiveLogHandler.get_logger()
    logger.handlers.clear()
    logger.propagate = True
    if _errors_only not in logger.filters:
        logger.addFilter(_errors_only)
    for chatty in ("httpx", "httpcore"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _errors_only(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.ERROR

"""Logs: one JSON object a line.

Whatever logs (also a library, also a traceback) goes through one last step that takes known secrets out.
"""

import json
import logging
import sys
from typing import TextIO
from urllib.parse import quote

import structlog
from structlog.typing import Processor

from livebot.rules.config import Config

HIDDEN = "[secret]"
SHORTEST_SECRET = 6

_secrets: set[str] = set()


def hide(*secrets: str) -> None:
    """Never let these appear in a log from now on."""
    for secret in secrets:
        if len(secret) >= SHORTEST_SECRET:
            _secrets.update((secret, quote(secret, safe="")))


def hide_secrets_of(config: Config) -> None:
    tiktok = config.tiktok
    keys = [engine.api_key for engine in config.translation.engines]
    orders = (config.orders.app_secret, config.orders.http_secret)
    hide(*(s.get_secret_value() for s in (tiktok.sign_api_key, tiktok.session_id, *keys, *orders) if s is not None))


def printable(line: str) -> str:
    """Return the line with what no terminal should be given (controls, marks that turn text around) escaped."""
    if line.isprintable():
        return line
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in line)


class _Formatter(structlog.stdlib.ProcessorFormatter):
    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in sorted(_secrets, key=len, reverse=True):
            line = line.replace(secret, HIDDEN)
        return printable(line)


def configure_logs(stream: TextIO = sys.stderr, level: int = logging.INFO) -> None:
    """Write every log to ``stream``, one JSON object a line."""
    common: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*common, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    as_json: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Formatter(foreign_pre_chain=common, processors=as_json))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("httpx", "httpcore", "websockets", "watchfiles"):
        logging.getLogger(chatty).setLevel(logging.WARNING)

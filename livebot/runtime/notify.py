"""Tells systemd how the daemon is doing (``Type=notify``); does nothing where nobody asked.

The protocol is a datagram to the socket in ``NOTIFY_SOCKET``; see sd_notify(3).
"""

import os
import socket
from collections.abc import Mapping

import structlog

log = structlog.get_logger(__name__)

READY, STOPPING, ALIVE = "READY=1", "STOPPING=1", "WATCHDOG=1"


def notify(state: str, env: Mapping[str, str] = os.environ) -> None:
    """Send a state such as ``READY``."""
    address = env.get("NOTIFY_SOCKET", "")
    if not address or not hasattr(socket, "AF_UNIX"):
        return
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
            sock.sendto(state.encode(), "\0" + address[1:] if address.startswith("@") else address)
    except OSError as error:
        log.warning("systemd was not told", state=state, reason=str(error))


def alive_every_s(env: Mapping[str, str] = os.environ) -> float | None:
    """Return how often to say ``ALIVE``, half of what systemd allows; None if there is no watchdog."""
    if env.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    microseconds = env.get("WATCHDOG_USEC", "")
    return int(microseconds) / 2_000_000 if microseconds.isdigit() and int(microseconds) else None

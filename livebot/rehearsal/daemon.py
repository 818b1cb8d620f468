"""The real daemon of a rehearsal, and the configuration it works with."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from livebot.rehearsal.libre import LibreService
from livebot.rehearsal.server import LookAlike
from livebot.runtime.child import ChildDaemon

SILENT_AFTER_MS, SILENT_AFTER_REAL_MS = 8_000, 3_000
"""How long a silent connection is believed: in the show's time, but never less than that in real time, since a busy
machine can keep any process waiting for a while."""

ACCOUNT = {
    "LIVEBOT_SIGN_API_KEY": "rehearsal-key",
    "LIVEBOT_SESSION_ID": "rehearsal-session",
    "LIVEBOT_TARGET_IDC": "rehearsal-idc",
    "LIVEBOT_SHOP_APP_KEY": "rehearsal-app",
    "LIVEBOT_SHOP_APP_SECRET": "rehearsal-app-secret",
    "LIVEBOT_ORDERS_SECRET": "rehearsal-orders-secret",
}
"""Made up: whatever the user's own secrets are, they stay out of a rehearsal."""


def write_config(
    folder: Path,
    server: LookAlike,
    libre: LibreService,
    *,
    host_language: str,
    speed: float,
    files_in: str = "",
    more: str = "",
) -> Path:
    """Write ``livebot.yaml`` and the rules into ``folder``; return the path of the former.

    ``files_in`` is the folder here that rules and pack are in, ``more`` what else stands in ``livebot.yaml``.
    """
    silent_after_ms = max(SILENT_AFTER_MS, round(SILENT_AFTER_REAL_MS * speed))
    ours = files(__package__).joinpath(files_in)
    rules = ours.joinpath("show.yaml").read_text(encoding="utf-8")
    (folder / "show.yaml").write_text(rules, encoding="utf-8")
    (folder / "markets").mkdir(exist_ok=True)
    pack = ours.joinpath("market.yaml").read_text(encoding="utf-8")
    (folder / "markets" / "us.yaml").write_text(pack, encoding="utf-8")
    config = folder / "livebot.yaml"
    config.write_text(
        f"""\
room: "@{server.room.host.handle}"
market: US
host: {{language: {host_language}}}
tiktok:
  app_url: {server.app_url}
  webcast_url: {server.webcast_url}
  sign_url: {server.sign_url}
  silent_after: {silent_after_ms}ms
chat:
  mode: auto
  min_gap: 2s
  max_per_minute: 30
  own_accounts: [{server.bot.handle}]
translation:
  engines:
    - {{name: libre, url: {libre.url}}}
rules: [show.yaml]
data_dir: data
web: {{port: 0}}
{more}""",
        encoding="utf-8",
    )
    return config


@asynccontextmanager
async def daemon_with(config: Path, speed: float) -> AsyncIterator[ChildDaemon]:
    """Run ``livebot run --headless`` beside the loop, with nothing of the user's. Raises DaemonFailed, CannotStart."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("LIVEBOT_")}
    folder = config.parent
    with ChildDaemon(config, folder / "data", folder / "daemon.log", speed=speed, env=own | ACCOUNT) as daemon:
        try:
            await asyncio.to_thread(daemon.wait_until_it_answers)
            yield daemon
        finally:
            await asyncio.to_thread(daemon.stop)

"""Where the daemon is that a command talks to, and the token it wants."""

import os
from pathlib import Path

from livebot.rules.config import load_config
from livebot.runtime.datadir import running
from livebot.web.token import TokenError, is_token, known_token


class AddressError(Exception):
    """It is not known where the daemon is, or its token; the message says what to do."""


def find_daemon(config: Path, data_dir: Path | None, url: str, token_file: Path | None) -> tuple[str, str]:
    """Return a daemon's address and its token: of the one at ``url``, else of the configuration's.

    Raises AddressError, or ConfigProblems.
    """
    given = _token_in(token_file) if token_file is not None else os.environ.get("LIVEBOT_TOKEN", "").strip()
    if url:
        if not given:
            raise AddressError("A daemon elsewhere wants its token: set LIVEBOT_TOKEN, or give --token-file.")
        return _web_address(url), given
    settings = load_config(config)
    data = data_dir or settings.data_path
    daemon = running(data)
    address = daemon.url if daemon is not None and daemon.url else settings.control_url
    try:
        return address, given or known_token(data)
    except TokenError as error:
        raise AddressError(str(error)) from None


def _web_address(url: str) -> str:
    """Return the address of a daemon with its scheme; people leave that out."""
    scheme, separator, _ = url.partition("://")
    if not separator:
        return f"http://{url}"
    if scheme.casefold() not in ("http", "https"):
        raise AddressError(f"--url {url}: livebot speaks http, such as http://10.0.0.5:8787.")
    return url


def _token_in(path: Path) -> str:
    try:
        token = path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError as error:
        raise AddressError(f"Cannot read the token file {path}: {error.strerror}.") from None
    if not is_token(token):
        raise AddressError(f"There is no token in {path}: copy the file data/token of that daemon as it is.")
    return token

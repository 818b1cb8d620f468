"""The token that the control API wants: from the environment, or made once and kept in the data folder."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "LIVEBOT_TOKEN"
SHORTEST = 16


class TokenError(Exception):
    """There is no usable token; the message says what to do and never holds one."""


def own_token(data_dir: Path, env: Mapping[str, str] = os.environ) -> str:
    """Return the daemon's token, making ``token`` (readable by its owner only) in the folder if there is none yet.

    Raises TokenError if the token is too short, or if the file cannot be written or can be read by others.
    """
    given = env.get(VARIABLE, "").strip()
    if given:
        return _checked(given, f"the environment variable {VARIABLE}")
    path = data_dir / "token"
    if not path.exists():
        _create(path)
    return _read(path)


def known_token(data_dir: Path, env: Mapping[str, str] = os.environ) -> str:
    """Return the token of a daemon on this machine, for its clients; never makes one. Raises TokenError."""
    given = env.get(VARIABLE, "").strip()
    if given:
        return _checked(given, f"the environment variable {VARIABLE}")
    path = data_dir / "token"
    if not path.exists():
        raise TokenError(
            f"There is no token in {path}: the daemon has not run with this data folder yet. Start it with"
            f" `livebot run`, or set {VARIABLE} to the token of the daemon you want to reach."
        )
    return _read(path)


def _create(path: Path) -> None:
    fresh = path.with_name("token.new")
    try:
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise TokenError(
            f"Cannot write the token file {path}: {error.strerror}. Check the data folder, or set {VARIABLE}."
        ) from error


def _read(path: Path) -> str:
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise TokenError(
                f"The token file {path} can be read by others. Delete it (a new one is made), or: chmod 600 {path}"
            )
        text = path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError as error:
        raise TokenError(f"Cannot read the token file {path}: {error.strerror}.") from error
    return _checked(text, f"the token file {path}")


def _checked(token: str, where: str) -> str:
    if len(token) < SHORTEST or not token.isascii() or not token.isprintable() or " " in token:
        raise TokenError(f"The token in {where} is unusable: it takes at least {SHORTEST} letters, digits or signs.")
    return token

"""The token that the control API wants: from the environment, or made once and kept in the data folder."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "LIVEBOT_TOKEN"
SHORTEST = 16
NEEDED = f"it takes at least {SHORTEST} letters, digits or signs, without a blank"


class TokenError(Exception):
    """There is no usable token; the message says what to do and never holds one."""


def own_token(data_dir: Path, env: Mapping[str, str] = os.environ) -> str:
    """Return the daemon's token, making ``token`` (readable by its owner only) in the folder if there is none yet.

    Raises TokenError if the token is too short, or if the file cannot be written or can be read by others.
    """
    if (given := _given(env)) is not None:
        return given
    path = data_dir / "token"
    if not path.exists():
        _create(path)
    return _read(path)


def overlay_key(data_dir: Path) -> str:
    """Return the key that overlay links carry, making ``overlay-key`` in the folder if there is none yet.

    Whoever has it sees what the overlays show, and can do nothing. Raises TokenError, as ``own_token``.
    """
    path = data_dir / "overlay-key"
    if not path.exists():
        _create(path)
    return _read(path)


def desk_key(data_dir: Path, *, is_new: bool = False) -> str:
    """Return the key in the link to the desk, making ``desk-key`` in the folder if there is none yet, or a new one.

    Whoever has it does what an operator does. Raises TokenError, as ``own_token``.
    """
    path = data_dir / "desk-key"
    if is_new or not path.exists():
        _create(path)
    return _read(path)


def known_token(data_dir: Path, env: Mapping[str, str] = os.environ) -> str:
    """Return the token of a daemon on this machine, for its clients; never makes one. Raises TokenError."""
    if (given := _given(env)) is not None:
        return given
    path = data_dir / "token"
    if not path.exists():
        raise TokenError(
            f"There is no token in {path}: the daemon has not run with this data folder yet. Start it with"
            f" `livebot run`, or set {VARIABLE} to the token of the daemon you want to reach."
        )
    return _read(path)


def is_token(text: str) -> bool:
    return len(text) >= SHORTEST and text.isascii() and text.isprintable() and " " not in text


def _given(env: Mapping[str, str]) -> str | None:
    """Return the token in the environment, if there is one."""
    token = env.get(VARIABLE, "").strip()
    if token and not is_token(token):
        raise TokenError(f"The token in the environment variable {VARIABLE} is unusable: {NEEDED}.")
    return token or None


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
    if not is_token(text):
        raise TokenError(
            f"The token in the file {path} is unusable: {NEEDED}. Delete the file and start livebot:"
            " it makes a new one."
        )
    return text

"""Where the token comes from."""

import os
import stat
from pathlib import Path

import pytest

from livebot.web.token import TokenError, known_token, overlay_key, own_token

posix = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")


def test_a_token_is_made_once_and_kept(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    token = own_token(tmp_path, {})
    assert len(token) >= 32
    assert own_token(tmp_path, {}) == token == known_token(tmp_path, {})
    assert own_token(other, {}) != token


@posix
def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    own_token(tmp_path, {})
    assert stat.S_IMODE((tmp_path / "token").stat().st_mode) == 0o600


@posix
def test_one_that_others_can_read_is_refused(tmp_path: Path) -> None:
    token = own_token(tmp_path, {})
    (tmp_path / "token").chmod(0o644)
    with pytest.raises(TokenError, match="chmod 600") as caught:
        own_token(tmp_path, {})
    assert token not in str(caught.value)


def test_the_environment_comes_first_and_leaves_no_file(tmp_path: Path) -> None:
    assert own_token(tmp_path, {"LIVEBOT_TOKEN": "from-the-environment"}) == "from-the-environment"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("weak", ["short", "has a space in the middle", "ünïcödé-is-no-header"])
def test_a_weak_token_is_refused(tmp_path: Path, weak: str) -> None:
    with pytest.raises(TokenError, match="LIVEBOT_TOKEN") as caught:
        own_token(tmp_path, {"LIVEBOT_TOKEN": weak})
    assert weak not in str(caught.value)


def test_an_empty_file_is_refused_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "token").touch(0o600)
    with pytest.raises(TokenError, match="Delete the file and start livebot"):
        own_token(tmp_path, {})


def test_a_console_never_makes_one(tmp_path: Path) -> None:
    with pytest.raises(TokenError, match="livebot run"):
        known_token(tmp_path, {})
    assert not list(tmp_path.iterdir())


def test_the_key_is_made_once_kept_private_and_not_the_token(tmp_path: Path) -> None:
    key = overlay_key(tmp_path)
    assert overlay_key(tmp_path) == key != own_token(tmp_path, env={})
    (tmp_path / "overlay-key").write_text("short")
    with pytest.raises(TokenError):
        overlay_key(tmp_path)

import io
import json
import logging

import pytest
import structlog

from livebot.runtime import logs

KEY = "sign/key+0123456789"


@pytest.fixture(autouse=True)
def _undone() -> object:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    for handler in set(root.handlers) - set(handlers):
        handler.close()
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def test_secrets_are_taken_out_of_whatever_is_logged() -> None:
    written = io.StringIO()
    logs.hide(KEY, "short")
    logs.configure_logs(written)
    structlog.get_logger("ours").info("asked", url=f"https://sign.example/?apiKey={KEY}", note="short")
    logging.getLogger("a.library").warning("cookie is %s", KEY)
    try:
        raise ValueError("https://sign.example/?apiKey=sign%2Fkey%2B0123456789")
    except ValueError:
        structlog.get_logger("ours").exception("failed")
    text = written.getvalue()
    assert [json.loads(line)["event"] for line in text.splitlines()] == ["asked", "cookie is [secret]", "failed"]
    assert KEY not in text
    assert "sign%2Fkey" not in text
    assert text.count(logs.HIDDEN) >= 3
    assert "short" in text
    assert "ValueError" in text


def test_what_a_terminal_would_obey_is_escaped() -> None:
    written = io.StringIO()
    logs.configure_logs(written)
    text = "\x1b[2J \x9b31m \u202egnol\u2066 \u2028 \U000e0041 多少钱 ¿sí?"
    structlog.get_logger("ours").info(text)
    logging.getLogger("a.library").error("%s", text)
    line, _ = lines = written.getvalue().split("\n")[:2]
    assert all(line.isprintable() for line in lines)
    assert [json.loads(line)["event"] for line in lines] == [text, text]
    assert "多少钱 ¿sí?" in line

"""What must not be missed."""

import msgspec
import pytest

from livebot.console.alerts import AlertLine, alert_lines
from livebot.ports import EngineReport
from livebot.views import Alert, Status
from livebot.web.client import ControlError
from livebot.wording import Words
from tests.console.showroom import NOW_MS, away, show_status


def texts(status: Status | None, trouble: ControlError | None = None) -> list[AlertLine]:
    return alert_lines(status, Words("en"), NOW_MS, trouble, "http://127.0.0.1:1")


def test_a_healthy_room_is_quiet() -> None:
    assert texts(show_status()) == []


def test_a_lost_room_says_for_how_long() -> None:
    (line,) = texts(away(show_status()))
    assert line.level == "bad"
    assert "0:12" in line.text


def test_panic_comes_first_and_replaces_paused() -> None:
    lines = texts(away(show_status(panicked=True, paused=True)))
    assert [line.level for line in lines] == ["panic", "bad"]


def test_refused_rules_show_the_first_error() -> None:
    rules = msgspec.structs.replace(show_status().rules, errors=("shop.yaml:3:1: no `id`", "another"))
    (line,) = texts(show_status(rules=rules))
    assert "shop.yaml:3:1: no `id`" in line.text


def test_translators_are_down_when_all_of_them_rest() -> None:
    resting = EngineReport(engine="libre", breaker="open")
    assert texts(show_status(engines=(resting, EngineReport(engine="google")))) == []
    (line,) = texts(show_status(engines=(resting,)))
    assert "libre" in line.text


@pytest.mark.parametrize(("kind", "level"), [("offline", "calm"), ("quota_low", "bad"), ("unheard_of", "bad")])
def test_alerts_of_the_runtime_are_shown(kind: str, level: str) -> None:
    alert = Alert(subject="connection", kind=kind, detail="\x1b[2J 12", since_ms=0)
    (line,) = texts(show_status(alerts=(alert,)))
    assert line.level == level
    assert "\x1b" not in line.text


def test_a_lost_daemon_is_said_even_before_the_first_view() -> None:
    (line,) = texts(None, ControlError("not_running", "No daemon answers."))
    assert "http://127.0.0.1:1" in line.text

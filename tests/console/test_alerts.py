"""What must not be missed."""

import msgspec
import pytest

from livebot.console.alerts import FAILED_SHOWN_MS, AlertLine, alert_lines, failed_alert
from livebot.ports import EngineReport
from livebot.views import Alert, Status
from livebot.wording import Words
from tests.console.showroom import NOW_MS, away, line, show_status


def texts(status: Status | None, trouble: str = "") -> list[AlertLine]:
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
    (line,) = texts(None, "not_running")
    assert "http://127.0.0.1:1" in line.text


@pytest.mark.parametrize(
    ("kind", "detail", "english", "chinese"),
    [
        ("not_found", "TikTok", "ROOM NOT FOUND: check `room` in livebot.yaml",
         "找不到直播间：检查 livebot.yaml 的 room"),
        ("network", "silent", "NETWORK TROUBLE on the way to the room: no data came any more",
         "到直播间的网络不通：收不到数据"),
        ("network", "SomeError", "NETWORK TROUBLE on the way to the room", "到直播间的网络不通"),
        ("rate_limited", "30 s", "SIGN QUOTA SPENT: trying again in 30 s", "签名额度用完：30 s 后再试"),
    ],
)  # fmt: skip
def test_details_are_part_of_the_sentence_or_left_out(kind: str, detail: str, english: str, chinese: str) -> None:
    assert Words("en").alert("connection", kind, detail) == english
    assert Words("zh").alert("connection", kind, detail) == chinese


def test_lines_that_were_not_sent_are_told_for_some_minutes() -> None:
    failed = line(4, "Buy now", "failed", reason="rate_limited", at_ms=NOW_MS - 1_000)
    status = show_status(outbox=(failed, msgspec.structs.replace(failed, id=3), line(5, "Hello", "sent")))
    (alert,) = failed_alert(status, Words("en"), NOW_MS)
    assert (alert.level, alert.text) == ("bad", "NOT SENT (rate limit): Buy now  +1 more")
    assert failed_alert(status, Words("en"), NOW_MS + FAILED_SHOWN_MS) == []


def test_a_line_that_the_market_forbids_says_the_word_and_why() -> None:
    blocked = line(4, "The best bag", "blocked", word="best", reason="No absolute claims", at_ms=NOW_MS)
    (alert,) = failed_alert(show_status(outbox=(blocked,)), Words("en"), NOW_MS)
    assert alert.text == "BLOCKED, nothing was posted: “best”. No absolute claims (The best bag)"

"""The room itself."""

from typing import Any

import msgspec

from livebot.ports import EngineReport
from livebot.views import Connection, Gap, RulesView, Status
from livebot.views.asks import OptionView, PollView, QuickView
from livebot.views.base import Why
from livebot.views.lines import CodeView, PromptView
from tests.console.showroom.base import NOW_MS, line, notice
from tests.console.showroom.questions import questions


def show_status(host: str = "zh", **changes: Any) -> Status:
    status = Status(
        room="lumi.store",
        viewers=1_284,
        at_ms=NOW_MS,
        host_language=host,
        market="ID",
        chat_mode="assist",
        paused=False,
        panicked=False,
        ending=False,
        connection=Connection(
            phase="live", room_id="7", session_id="s", live_since_ms=NOW_MS - 5_025_000, last_frame_at_ms=NOW_MS
        ),
        polls=(
            PollView(
                id="colour", question="Red or blue? Type A or B", open=True, state="open",
                options=(OptionView(key="A", label="Red", votes=41), OptionView(key="B", label="Blue", votes=27)),
                votes={"A": 41, "B": 27}, voters=68, closes_at_ms=NOW_MS + 34_000,
            ),
            PollView(
                id="size-chart", question="Useful? 1 yes, 2 no", open=False, state="closed",
                options=(OptionView(key="1", label="yes", votes=9), OptionView(key="2", label="no", votes=3)),
                votes={"1": 9, "2": 3}, voters=12, closes_at_ms=0, result="1",
            ),
            PollView(id="next-item", question="Bag or shoes?", open=False, state="idle", options=(), votes={}, voters=0,
                     closes_at_ms=0),
        ),
        quick=(
            QuickView(id="heard-of-us", ask="Heard of our brand? Type Y", open=True, answers={"Y": 33}, viewers=33,
                      closes_at_ms=NOW_MS + 18_000),
        ),
        codes=(
            CodeView(id="moonlight", open=True, hits=23, viewers=17, first_timers=4, regulars=6, bursts=1,
                     when="manual"),
            CodeView(id="last-call", open=False, hits=0, viewers=0, first_timers=0, regulars=0, bursts=0,
                     why_not=(Why(kind="not_open"),)),
        ),
        prompts=(
            PromptView(id="newcomers", fired=4, last_fired_at_ms=NOW_MS - 170_000, due_at_ms=NOW_MS + 130_000,
                       next_text="New here? Type Y if you know our brand",
                       why_not=(Why(kind="interval", data={"left_ms": "130000"}),
                                Why(kind="min_joins", data={"have": "2", "need": "5"}))),
            PromptView(id="follow", fired=2, last_fired_at_ms=NOW_MS - 170_000, due_at_ms=NOW_MS,
                       next_text="Tap follow: the next drop is at nine", why_not=(Why(kind="waiting_posting"),)),
        ),
        questions=questions(host),
        outbox=(
            line(1, "Welcome! Type Y if you know our brand", "sent"),
            line(2, "Moonlight family! Maria_88", "sent"),
            line(3, "Red or blue? Type A or B", "sent"),
            line(4, "New here? Type Y if you know our brand", "failed", reason="rate limited"),
            line(5, "Size 42 is in stock, tap the yellow basket", "offered", expires_at_ms=NOW_MS + 45_000),
            line(6, "Tap follow: the next drop is at nine", "offered", expires_at_ms=NOW_MS + 90_000),
        ),
        notices=(
            notice(1, "connected", room_id="7"),
            notice(2, "prompt_fired", id="newcomers"),
            notice(3, "code_first", id="moonlight", viewer="Katya 🌙"),
            notice(4, "poll_closed", id="size-chart", result="winner", winners="1", votes="12"),
            notice(5, "gift", viewer="Sari", gift="Rose", count="10", diamonds="10"),
            notice(6, "disconnected", reason="network"),
            notice(7, "gap", seconds="12"),
            notice(8, "code_burst", id="moonlight", viewers="11"),
            notice(9, "line_failed", line="4", text="New here? Type Y if you know our brand", reason="rate limited"),
            notice(10, "poll_opened", id="colour"),
            notice(11, "question", n="9"),
        ),
        counters={"comments": 3_482, "questions": 211, "translated": 187, "votes": 402, "code_hits": 23,
                  "lines_sent": 34, "gifts": 57, "diamonds": 1_204, "reconnects": 1},
        languages={"id": 210, "es": 160, "en": 91, "th": 60, "vi": 33, "tl": 25, "ar": 11},
        rules=RulesView(loaded_at_ms=0, polls=3, quick=1, codes=2, prompts=2, answers=0, errors=()),
        engines=(EngineReport(engine="libre", ok=180, mean_ms=420, p95_ms=900),
                 EngineReport(engine="google", ok=7, failed=3, mean_ms=310, p95_ms=2_050, breaker="open",
                              last_error="429 Too Many Requests")),
    )  # fmt: skip
    return msgspec.structs.replace(status, **changes)


def away(status: Status) -> Status:
    gap = Gap(from_ms=NOW_MS - 12_000, until_ms=0, reason="network")
    connection = msgspec.structs.replace(status.connection, phase="away", gaps=(gap,))
    return msgspec.structs.replace(status, connection=connection)

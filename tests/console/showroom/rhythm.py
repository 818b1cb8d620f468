"""What gives a show its rhythm: a run sheet, countdowns, goals, a PK, giveaways, points."""

from typing import Any

import msgspec

from livebot.views import Status
from livebot.views.asks import CampView, PkView
from livebot.views.base import Why
from livebot.views.crowd import CrowdView, InteractionView, MinuteView, NewcomersView, StretchView
from livebot.views.lines import BringerView, CodeView, WordingView
from livebot.views.show import (
    BoardEntryView,
    BoardView,
    CountdownView,
    FiguresView,
    GiveawayView,
    GoalView,
    RunsheetView,
    SegmentGoalView,
    SegmentView,
    WinnerView,
)
from tests.console.showroom.base import NOW_MS, line
from tests.console.showroom.room import show_status


def segment(segment_id: str, title: str, state: str, begins_min: int, **more: Any) -> SegmentView:
    """A segment of a show that began forty minutes ago."""
    planned_ms = NOW_MS + (begins_min - 40) * 60_000
    values: dict[str, Any] = {
        "begins_after_ms": begins_min * 60_000,
        "length_ms": 15 * 60_000,
        "planned_ms": planned_ms,
        "starts_at_ms": planned_ms,
        "ends_at_ms": 0,
    }
    return SegmentView(id=segment_id, title=title, state=state, **(values | more))


def runsheet(host: str = "zh", **changes: Any) -> RunsheetView:
    """Three minutes behind, in the second of four segments."""
    titles = ("开场", "包包", "投票", "收尾") if host == "zh" else ("Welcome", "Bags", "Vote", "Good-bye")
    late_ms = 200_000
    segments = (
        segment("welcome", titles[0], "done", 0, note="Say hello first", prompts=("newcomers",)),
        segment("bags", titles[1], "running", 25, starts_at_ms=NOW_MS - 700_000, ends_at_ms=NOW_MS + 252_000,
                product="A3", opens=("quick.heard-of-us",),
                goals=(SegmentGoalView(figure="orders", need=10, have=4),
                       SegmentGoalView(figure="comments", need=50, have=72))),
        segment("vote", titles[2], "coming", 40, starts_at_ms=NOW_MS + 252_000, opens=("polls.next-item",)),
        segment("good-bye", titles[3], "coming", 55, starts_at_ms=NOW_MS + 1_152_000, length_ms=0, ending=True),
    )  # fmt: skip
    sheet = RunsheetView(current="bags", next="vote", late_ms=late_ms, is_late=True, segments=segments)
    return msgspec.structs.replace(sheet, **changes)


def pk(host: str = "zh", **changes: Any) -> PkView:
    labels = ("平底鞋", "高跟鞋") if host == "zh" else ("Flats", "Heels")
    view = PkView(
        id="shoes", question="Flats or heels?", open=True, state="open", viewers=48,
        camps=(CampView(key="P", label=labels[0], cheers=132, viewers=31),
               CampView(key="K", label=labels[1], cheers=94, viewers=17)),
        closes_at_ms=NOW_MS + 92_000, leader="P",
    )  # fmt: skip
    return msgspec.structs.replace(view, **changes)


def hostile(host: str = "zh") -> PkView:
    line = "这场 PK 太精彩了！先到这里，谢谢大家！" if host == "zh" else "What a PK! Let's stop here, thank you all!"
    return pk(host, temperature="hot", abusers=7, suggestion=line)


def giveaway(giveaway_id: str = "dress", state: str = "open", **changes: Any) -> GiveawayView:
    """A draw."""
    view = GiveawayView(
        id=giveaway_id, mode="draw", state=state, prizes=("the A3 dress", "a scarf"), number=7, entrants=38,
        turned_away={"follower": 2}, public_value="the 4D number of tonight", commitment="3f9a11c2" * 8,
        record="0007-dress-3f9a11c2.json", allowed_by="Ana Li, owner: our lawyer's letter of 2026-03-02",
        closes_at_ms=NOW_MS + 80_000 if state == "open" else 0,
    )  # fmt: skip
    return msgspec.structs.replace(view, **changes)


NATIVE = GiveawayView(
    id="tumbler", mode="native", state="open", prizes=("a travel tumbler",), closes_at_ms=NOW_MS + 490_000
)
WINNERS = (
    WinnerView(place=1, prize="the A3 dress", viewer_id="v1", name="Maria_88", state="claimed"),
    WinnerView(place=2, prize="a scarf", viewer_id="v2", name="Sari 🌸", state="called",
               claim_until_ms=NOW_MS + 65_000),
)  # fmt: skip
COUNTDOWNS = (
    CountdownView(id="next-item-vote", title={"en": "Vote for the next item", "zh": "下一款投票"}, state="running",
                  started_at_ms=NOW_MS - 60_000, ends_at_ms=NOW_MS + 252_000, marks=(60_000, 10_000),
                  then=("polls.next-item",)),
    CountdownView(id="surprise", title={}, state="running", figure="likes", have=6_200, target=10_000),
    CountdownView(id="last-call", title={}, state="idle"),
)  # fmt: skip
GOALS = (
    GoalView(id="orders", label="Orders", figure="orders", open=True, have=82, target=100, left=18, percent=64,
             reached=1),
    GoalView(id="likes", label="Likes", figure="likes", open=True, have=46_200, target=50_000, left=3_800, percent=62,
             reached=4),
    GoalView(id="flash", label="", figure="orders", open=False, have=0, target=20, left=20, percent=0, reached=0),
)  # fmt: skip


def wording(prompt: str, n: int, text: str, rate: float = 0.0, **more: Any) -> WordingView:
    values: dict[str, Any] = {
        "language": "id", "shown": 0, "present": 0, "responders": 0, "low": 0.0, "high": 1.0, "best": 0.5,
    }  # fmt: skip
    return WordingView(id=f"{prompt}:{n}", prompt=prompt, n=n, text=text, rate=rate, **(values | more))


def boards() -> tuple[BoardView, ...]:
    names = ("Maria_88", "Sari 🌸", "น้องแพรว", "سارة أحمد", "Jun-jun")
    masked = ("M***8", "S***🌸", "น้***ว", "س***د", "J***n")
    entries = tuple(
        BoardEntryView(rank=n, masked=mask, points=260 - 30 * n, level=max(4 - n, 0), name=name, handle=f"h{n}")
        for n, (name, mask) in enumerate(zip(names, masked, strict=True), 1)
    )
    return (
        BoardView(id="session", month="", entries=entries),
        BoardView(id="month", month="2025-10", entries=entries[:3]),
        BoardView(id="all", month="", entries=()),
    )


def lively(host: str = "zh", **changes: Any) -> Status:
    """A room with a run sheet, a PK, countdowns, giveaways, goals, points and all that is counted."""
    minutes = tuple(
        MinuteView(at_ms=NOW_MS - (30 - n) * 60_000, actions=20 + n * 7 % 60, actors=12, viewers=90) for n in range(30)
    )
    values: dict[str, Any] = {
        "runsheet": runsheet(host),
        "pk": (pk(host),),
        "countdowns": COUNTDOWNS,
        "giveaways": (NATIVE, giveaway()),
        "goals": GOALS,
        "figures": FiguresView(orders=82, paid=61, revenue={"IDR": "12450000"}, viewers=1_284, most_viewers=1_602,
                               likes=46_200, follows=57, shares=31, by_hand={"orders": 3}),
        "interaction": InteractionView(viewers=412, actions={"comment": 2_804, "vote": 402, "cheer": 226, "code": 23},
                                       viewer_minutes=8_120.0, per_viewer_minute=0.425,
                                       minute=MinuteView(at_ms=NOW_MS, actions=31, actors=18, viewers=90)),
        "minutes": minutes,
        "stretches": (
            StretchView(name="segment:bags", times=1, viewers=118, actions=690, viewer_minutes=1_400.0,
                        per_viewer_minute=0.493),
            StretchView(name="polls.colour", times=0, viewers=68, actions=71, viewer_minutes=90.0,
                        per_viewer_minute=0.789),
            StretchView(name="prompt:newcomers", times=4, viewers=52, actions=58, viewer_minutes=0.0,
                        per_viewer_minute=0.0),
        ),
        "newcomers": NewcomersView(
            joins=640, met=402, not_met=88, excluded={"rejoined": 120, "moderator": 30},
            met_by={"card": 380, "line": 22},
            new=CrowdView(joins=420, met=330, not_met=80, met_acted=104, acted_30s=96, acted_2m=131, acted=160),
            returning=CrowdView(joins=70, met=72, not_met=8, met_acted=40, acted_30s=31, acted_2m=40, acted=45),
            is_overlay_seen=True, why_not=(Why(kind="interval", data={"left_ms": "40000"}),),
        ),
        "wordings": (
            wording("newcomers", 1, "Baru gabung? Ketik Y kalau kenal brand kami", 0.124, shown=11, present=980,
                    responders=121, low=0.105, high=0.146, best=0.91),
            wording("newcomers", 2, "Halo semua! Pertama kali di live kami?", 0.081, shown=4, present=350,
                    responders=28, low=0.056, high=0.114, best=0.09),
            wording("follow", 1, "Tap follow: drop berikutnya jam sembilan"),
        ),
        "codes": (
            CodeView(id="moonlight", open=True, hits=23, viewers=17, first_timers=4, regulars=6, bursts=1, handed_on=4,
                     chain=2, bringers=(BringerView(viewer_id="v1", name="Maria_88", handle="h1", newcomers=3,
                                                    is_regular=True),),
                     community={"2025-08": 31, "2025-09": 44, "2025-10": 58}),
            CodeView(id="happy-hour", open=True, hits=3, viewers=3, first_timers=3, regulars=0, bursts=0, when="manual",
                     why_open=Why(kind="start_reached", data={"figure": "orders", "amount": "50"}),
                     closes_at_ms=NOW_MS + 130_000),
            CodeView(id="good-night", open=False, hits=0, viewers=0, first_timers=0, regulars=0, bursts=0,
                     when="ending"),
        ),
        "boards": boards(),
        "outbox": (line(3, "Red or blue? Type A or B", "sent"),),
    }  # fmt: skip
    return msgspec.structs.replace(show_status(host), **(values | changes))

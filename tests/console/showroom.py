"""A room in full swing, for looking at the console."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any

import msgspec

from livebot.commands import AnyCommand
from livebot.ports import EngineReport
from livebot.views import Connection, Gap, NoticeView, RulesView, Status, plain
from livebot.views.asks import CampView, OptionView, PkView, PollView, QuickView
from livebot.views.base import Why
from livebot.views.crowd import CrowdView, InteractionView, MinuteView, NewcomersView, StretchView
from livebot.views.lines import BringerView, CodeView, LineView, PromptView, WordingView
from livebot.views.moderation import OffenceView, OffenderView
from livebot.views.questions import AnswerView, AskerView, PartView, QuestionView, ReplyView
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
from livebot.web.client import Answer, ControlError, DeskLinks

NOW_MS = 1_760_000_000_000
"""2025-10-09 08:53:20 UTC."""
ME = "desk"


def question(
    n: int,
    original: str,
    translation: str = "",
    *,
    language: str = "es",
    name: str = "Maria_88",
    ago_s: int = 20,
    **more: Any,
) -> QuestionView:
    at_ms = NOW_MS - ago_s * 1000
    asker = AskerView(viewer_id=f"v{n}", name=name, handle=f"h{n}", text=original, language=language, at_ms=at_ms)
    values: dict[str, Any] = {
        "id": n,
        "original": original,
        "language": language,
        "translation": translation,
        "translation_state": "done" if translation else "pending",
        "engine": "libre" if translation else "",
        "count": 1,
        "languages": (language,),
        "state": "new",
        "starred": False,
        "claimed_by": "",
        "again": False,
        "intent": "",
        "asked_at_ms": at_ms,
        "askers": (asker,),
        "newest": original,
    }
    return QuestionView(**(values | more))


def notice(n: int, kind: str, /, **data: str) -> NoticeView:
    return NoticeView(n=n, at_ms=NOW_MS - (40 - n) * 7_000, kind=kind, data=data)


def line(n: int, text: str, state: str, **more: Any) -> LineView:
    values: dict[str, Any] = {"origin": "operator", "reason": "", "at_ms": NOW_MS - n * 9_000, "expires_at_ms": 0}
    return LineView(id=n, text=text, state=state, **(values | more))


ZH = (
    "有 42 码的吗？红色的那款", "这个防水吗？", "多少钱？", "可以寄到马尼拉吗？运费要多少，几天能到？",
    "有大一点的尺码吗？我穿 XXL", "什么材质？", "还有黑色吗", "能退货吗？",
)  # fmt: skip
EN = (
    "Is there a size 42? The red one", "Is it waterproof?", "How much is it?",
    "Can you ship to Manila? How much is it and how many days does it take?",
    "Is there a larger size? I wear XXL", "What is it made of?", "Is black still there", "Can I return it?",
)  # fmt: skip


def questions(host: str) -> tuple[QuestionView, ...]:
    to = ZH if host == "zh" else EN
    more_askers = tuple(
        AskerView(viewer_id=f"w{n}", name=name, handle=name, text=text, language=language, at_ms=NOW_MS - n * 8_000)
        for n, (name, text, language) in enumerate(
            [
                ("Sari 🌸", "harganya berapa kak?", "id"),
                ("João", "quanto custa?", "pt"),
                ("Linh", "bao nhiêu tiền ạ", "vi"),
            ]
        )
    )
    return (
        question(7, "¿cuánto cuesta?", to[2], ago_s=204, count=14, languages=("es", "id", "pt", "vi"), starred=True,
                 askers=more_askers, intent="price"),
        question(3, "¿Hay talla 42? la roja porfa", to[0], ago_s=95, name="Maria_88"),
        question(4, "กันน้ำไหมคะ", to[1], language="th", ago_s=71, name="น้องแพรว", state="claimed",
                 claimed_by="front desk"),
        question(5, "pwede po ba ipadala sa Manila? magkano shipping at ilang araw?", to[3], language="tl", ago_s=48,
                 name="Jun-jun", again=True, count=3),
        question(6, "هل يوجد مقاس أكبر؟ ألبس XXL", to[4], language="ar", ago_s=33, name="سارة أحمد"),
        question(8, "какой материал?", to[5], language="ru", ago_s=21, name="Катя", translation_state="gist"),
        question(9, "Còn màu đen không shop ơi", language="vi", ago_s=9, name="Linh Nguyễn"),
        question(10, "iade var mi acaba", language="tr", ago_s=6, name="Zeynep ✨", translation_state="failed"),
        question(11, "これは洗濯機で洗えますか？", language="ja", ago_s=2, name="ゆうこ", is_history=True),
        question(1, "Do you have it in black?", to[6], language="en", ago_s=400, state="answered"),
        question(2, "posso devolver?", to[7], language="pt", ago_s=420, name="João", state="dismissed"),
    )  # fmt: skip


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


def reply(host: str = "zh", **states: str) -> ReplyView:
    """A reply in three languages; ``states`` are those of its parts that are not ready yet."""
    text = "有货，三天内寄到" if host == "zh" else "In stock, with you in three days"
    texts = {
        "es": "En stock, te llega en tres días",
        "id": "Ready kak, sampai dalam tiga hari",
        "ar": "متوفر، يصلك خلال ثلاثة أيام",
    }
    parts = []
    for language, translated in texts.items():
        state = states.get(language, "ready")
        known = state in ("checking", "ready", "too_long")
        back = text if state == "ready" else ""
        parts.append(PartView(language=language, text=translated if known else "", back=back, state=state))
    return ReplyView(by=ME, text=text, parts=tuple(parts))


def answered_back(host: str = "zh", **changes: Any) -> Status:
    """A room whose viewers are answered: prepared answers, a reply, what the bot said, what a colleague has."""
    to = ZH if host == "zh" else EN
    late = "我的快递到哪了？" if host == "zh" else "Where is my parcel?"
    broken = "收到就坏了，能退款吗？" if host == "zh" else "It came broken, can I have my money back?"
    prices = (
        AnswerView(
            id="price-a3", texts=("A3 cuesta 12 €, envío gratis hoy", "A3 harganya 189rb, gratis ongkir hari ini")
        ),
        AnswerView(id="price", texts=("Todos los precios están en la cesta amarilla",)),
    )
    askers = tuple(
        AskerView(viewer_id=f"w{n}", name=name, handle=name, text=text, language=language, standing=standing,
                  at_ms=NOW_MS - (9 - n) * 8_000)
        for n, (name, text, language, standing) in enumerate(
            [
                ("Maria_88", "¿cuánto cuesta el A3?", "es", ("regular",)),
                ("João", "quanto custa o A3?", "pt", ()),
                ("Sari 🌸", "A3 harganya berapa kak? kalau beli dua dapat diskon nggak ya, soalnya mau kirim juga buat "
                            "adik saya di Surabaya", "id", ("gifter",)),
                ("سارة", "بكم A3؟", "ar", ("buyer",)),
            ]
        )
    )  # fmt: skip
    price = question(7, "¿cuánto cuesta el A3?", to[2], ago_s=204, count=14, languages=("es", "pt", "id", "ar"),
                     askers=askers, intent="price", product="A3", standing=("buyer", "gifter", "regular"),
                     newest="A3 harganya berapa kak? kalau beli dua dapat diskon nggak ya", answers=prices)  # fmt: skip
    cards = (
        price,
        question(5, "pwede po ba ipadala sa Manila?", to[3], language="tl", ago_s=61, name="Jun-jun", state="answering",
                 answered_by="bot", intent="ship", count=2, languages=("tl", "en"), newest="do you ship to Manila??"),
        question(12, "donde esta mi pedido?", late, ago_s=33, name="Pilar", intent="where_is_order", about="order",
                 standing=("buyer",), translation_state="pending"),
        question(6, "هل يوجد مقاس أكبر؟ ألبس XXL", to[4], language="ar", ago_s=21, name="سارة أحمد", intent="size",
                 standing=("regular",)),
        question(9, "kam rusak barangnya, refund dong", broken, language="id", ago_s=140, name="Budi", state="handed",
                 intent="damaged", about="order", standing=("buyer",), count=2),
        question(10, "iade var mi", to[7], language="tr", ago_s=90, name="Zeynep ✨", state="handed", intent="return"),
        question(1, "harganya berapa", to[2], language="id", ago_s=400, state="answered", answered_by="bot",
                 intent="price"),
        question(2, "posso devolver?", to[7], language="pt", ago_s=420, name="João", state="answered",
                 answered_by="front desk"),
    )  # fmt: skip
    notices = (notice(30, "product_shown", product="A3 summer dress"), notice(31, "answer_lost", n="4"),
               notice(32, "reply_untranslated", n="4", language="th"))  # fmt: skip
    return msgspec.structs.replace(show_status(host), **({"questions": cards, "notices": notices} | changes))


def offence(n: int, rule: str, text: str, state: str = "suggested", step: str = "warn", **more: Any) -> OffenceView:
    """An offence of one viewer, or of ``names``; what was found is ``data``."""
    names = more.pop("names", (f"Viewer {n}",))
    values: dict[str, Any] = {
        "viewers": tuple(
            OffenderView(viewer_id=f"{n}0{number}", handle=f"handle{n}.{number}", name=name)
            for number, name in enumerate(names)
        ),
        "strikes": 0,
        "at_ms": NOW_MS - n * 4_000,
        "why": Why(kind=rule, data=more.pop("data", {})),
    }
    return OffenceView(n=n, rule=rule, text=text, step=step, state=state, **(values | more))


def unruly(host: str = "zh", **changes: Any) -> Status:
    """A room whose viewers do not behave, and whose lines the market's rules do not all let through."""
    spam = "GANA DINERO DESDE CASA 💰 escríbeme al whatsapp +34 600 000 000"
    reason = "绝对化用语不能用" if host == "zh" else "Absolute claims may not be posted"
    offences = (
        offence(9, "raid", spam, step="mute short", names=tuple(f"user{n:05}" for n in range(7)), comments=7,
                data={"viewers": "7", "within_ms": "20000"}),
        offence(8, "links", "cheaper at win-bags.com everybody", names=("Katya 🌙",), data={"found": "win-bags.com"}),
        offence(7, "repeats", "follow me follow back", step="mute long", strikes=3, comments=4, names=("سارة أحمد",),
                data={"times": "3", "within_ms": "30000"}),
        offence(6, "words", "you are a sc@m", "failed", "mute short", strikes=2, names=("Budi",),
                data={"found": "sc@m"}, reason="the account is not a moderator of this room"),
        offence(5, "contacts", "add me 0812 0000 0000", "done", "remove", names=("Jun-jun",),
                data={"found": "0812 0000 0000"}),
        offence(4, "capitals", "WHEN DOES IT SHIP TO ME", "dry", data={"share": "100"}, comments=12),
        offence(3, "links", "my page: ig.example", "dismissed", data={"found": "ig.example"}),
    )  # fmt: skip
    notices = (
        notice(32, "raid", n="9", viewers="7"),
        notice(33, "moderation_failed", n="6", viewer="Budi", step="mute short",
               reason="the account is not a moderator of this room"),
        notice(34, "moderated", n="5", rule="contacts", viewer="Jun-jun", step="remove"),
        notice(35, "line_blocked", line="7", text="The best bag in the world", word="best", reason=reason),
    )  # fmt: skip
    blocked = line(7, "The best bag in the world", "blocked", word="best", reason=reason, rule="absolute")
    values: dict[str, Any] = {
        "chat_mode": "auto",
        "moderation_mode": "suggest",
        "offences": offences,
        "outbox": (line(1, "Welcome! Type Y if you know our brand", "sent"), blocked),
        "notices": notices,
    }
    return msgspec.structs.replace(show_status(host), **(values | changes))


def advised(host: str = "zh") -> Status:
    """The same room where livebot can only advise."""
    status = unruly(host, chat_mode="assist")
    by_hand = (
        msgspec.structs.replace(item, state="advice") if item.state == "suggested" else item for item in status.offences
    )
    return msgspec.structs.replace(status, offences=tuple(by_hand))


def away(status: Status) -> Status:
    gap = Gap(from_ms=NOW_MS - 12_000, until_ms=0, reason="network")
    connection = msgspec.structs.replace(status.connection, phase="away", gaps=(gap,))
    return msgspec.structs.replace(status, connection=connection)


class FrozenClock:
    """Stands at ``NOW_MS`` until moved."""

    def __init__(self) -> None:
        self.at_ms = NOW_MS

    def now_ms(self) -> int:
        return self.at_ms

    async def sleep(self, ms: int) -> None:
        await asyncio.Event().wait()


class FakeDaemon:
    """Shows what a test publishes; remembers what was asked of it."""

    url = "http://127.0.0.1:8787"
    by = ME

    def __init__(self, status: Status | None = None) -> None:
        self.current = status
        self.done: list[AnyCommand] = []
        self.answer: Answer | ControlError = Answer(ok=True, kind="done")
        self._news: asyncio.Queue[Status | ControlError] = asyncio.Queue()
        if status is not None:
            self._news.put_nowait(status)

    def publish(self, status: Status) -> None:
        self.current = status
        self._news.put_nowait(status)

    def change(self, **changes: Any) -> None:
        assert self.current is not None
        self.publish(msgspec.structs.replace(self.current, **changes))

    def fail(self, trouble: ControlError) -> None:
        self._news.put_nowait(trouble)

    async def live(self, on_trouble: Callable[[ControlError], None] | None = None) -> AsyncGenerator[dict[str, Any]]:
        while True:
            news = await self._news.get()
            if isinstance(news, Status):
                yield plain(news)
            elif news.may_pass and on_trouble is not None:
                on_trouble(news)
            else:
                raise news

    async def desk(self) -> DeskLinks:
        return DeskLinks(host="0.0.0.0", is_private=False, links=("http://192.168.1.20:8787/desk#a-key-for-tests",))

    async def do(self, command: AnyCommand) -> Answer:
        self.done.append(command)
        if isinstance(self.answer, ControlError):
            raise self.answer
        return self.answer

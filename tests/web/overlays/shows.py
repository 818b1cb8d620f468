"""Rooms in which something is on, for pages to show."""

from typing import Any

import msgspec

from livebot.views import NoticeView, Status
from livebot.views.asks import CampView, OptionView, PkView, PollView, QuickView
from livebot.views.crowd import NewcomerCardView, NewcomersView
from livebot.views.lines import CodeView
from livebot.views.questions import PinnedView
from livebot.views.show import BoardEntryView, BoardView, CountdownView, FiguresView, GiveawayView, GoalView, WinnerView
from tests.web.fakes import EMPTY

NOW_MS = 1_800_000_000_000
KEY = "a-read-only-key-for-tests"


def status(**changes: Any) -> Status:
    usual = {"at_ms": NOW_MS, "viewers": 1280, "languages": {"und": 50, "en": 30, "es": 20, "vi": 1}}
    return msgspec.structs.replace(EMPTY, **(usual | changes))


def option(key: str, votes: int, **labels: str) -> OptionView:
    return OptionView(key=key, label=labels.get("en", key), votes=votes, labels=labels)


def poll(**changes: Any) -> PollView:
    usual = PollView(
        id="colour",
        question="红色还是蓝色？",
        open=True,
        state="open",
        options=(option("A", 83, en="Red", es="Rojo"), option("B", 45, en="Blue", es="Azul")),
        votes={"A": 83, "B": 45},
        voters=128,
        closes_at_ms=NOW_MS + 42_000,
        texts={
            "zh": "红色还是蓝色？",
            "en": "Red or blue? Type A for red, B for blue",
            "es": "¿Rojo o azul? Escribe A para rojo o B para azul",
        },
        opened_at_ms=NOW_MS - 9_000,
    )
    return msgspec.structs.replace(usual, **changes)


def won(**changes: Any) -> PollView:
    over = {"state": "closed", "open": False, "closes_at_ms": 0, "settled_at_ms": NOW_MS - 1_000, "result": "A"}
    return poll(**(over | changes))


def quick(**changes: Any) -> QuickView:
    usual = QuickView(
        id="heard",
        ask="第一次来？",
        open=True,
        answers={"Y": 23},
        viewers=23,
        closes_at_ms=NOW_MS + 37_000,
        state="open",
        texts={"en": "First time here? Type Y", "es": "¿Primera vez aquí? Escribe Y"},
        opened_at_ms=NOW_MS - 1_000,
    )
    return msgspec.structs.replace(usual, **changes)


def camp(key: str, cheers: int, viewers: int, **labels: str) -> CampView:
    return CampView(key=key, label=labels.get("en", key), cheers=cheers, viewers=viewers, labels=labels)


def pk(**changes: Any) -> PkView:
    usual = PkView(
        id="shoes",
        question="平底还是高跟？",
        open=True,
        state="open",
        camps=(camp("P", 412, 118, en="Flats", es="Planas"), camp("K", 365, 96, en="Heels", es="Tacones")),
        viewers=214,
        closes_at_ms=NOW_MS + 95_000,
        leader="P",
        texts={"en": "Flats or heels? Cheer for yours!", "es": "¿Planas o tacones? ¡Anima a las tuyas!"},
        opened_at_ms=NOW_MS - 85_000,
    )
    return msgspec.structs.replace(usual, **changes)


def pinned(**changes: Any) -> PinnedView:
    usual = PinnedView(
        n=1,
        text="¿Hacen envíos a Canarias y cuánto tarda en llegar el pedido?",
        language="es",
        translation="Do you ship to the Canaries, and how long does an order take?",
        masked="M***a",
        count=14,
        pinned_at_ms=NOW_MS - 60_000,
    )
    return msgspec.structs.replace(usual, **changes)


def goal(**changes: Any) -> GoalView:
    usual = GoalView(
        id="orders",
        label="Free shipping for everyone",
        labels={"zh": "全场包邮", "en": "Free shipping for everyone", "es": "Envío gratis para todos"},
        figure="orders",
        open=True,
        have=86,
        target=100,
        left=14,
        percent=86,
        reached=0,
    )
    return msgspec.structs.replace(usual, **changes)


def countdown(**changes: Any) -> CountdownView:
    usual = CountdownView(
        id="vote",
        title={"en": "Vote for the next item", "es": "Votación del próximo artículo"},
        state="running",
        started_at_ms=NOW_MS,
        ends_at_ms=NOW_MS + 299_300,
    )
    return msgspec.structs.replace(usual, **changes)


def code(**changes: Any) -> CodeView:
    usual = CodeView(
        id="moonlight",
        open=True,
        hits=31,
        viewers=24,
        first_timers=6,
        regulars=18,
        bursts=1,
        texts={"en": "{viewers} of you know the word!", "es": "¡{viewers} de ustedes conocen la palabra!"},
        community={"2026-10": 290, "2026-11": 348},
    )
    return msgspec.structs.replace(usual, **changes)


def notice(kind: str, item_id: str, ago_ms: int = 0, *, n: int = 1, **data: str) -> NoticeView:
    return NoticeView(n=n, at_ms=NOW_MS - ago_ms, kind=kind, data={"id": item_id, **data})


def board(board_id: str = "month", size: int = 10) -> BoardView:
    names = ("m***a", "J***n", "山***花", "ก***า", "K***y", "b***o", "T***i", "a***7", "R***e", "n***x")
    entries = tuple(
        BoardEntryView(
            rank=n + 1,
            masked=name,
            points=1240 - 36 * n,
            level=3 if n < 2 else 2 if n < 6 else 0,
            name="",
            handle="",
        )
        for n, name in enumerate(names[:size])
    )
    return BoardView(id=board_id, month="2026-11" if board_id == "month" else "", entries=entries)


DRESS = {"en": "A summer dress", "es": "Un vestido de verano"}
SCARF = {"en": "A scarf", "es": "Una bufanda"}


def giveaway(**changes: Any) -> GiveawayView:
    usual = GiveawayView(
        id="dress",
        mode="draw",
        state="open",
        prizes=("连衣裙",),
        labels=(DRESS,),
        texts={
            "en": "Type the word below to take part. It is free",
            "es": "Escribe la palabra para participar. Es gratis",
        },
        words=("me",),
        claim_words=("here",),
        closes_at_ms=NOW_MS + 125_000,
        commitment="4f3a91bc02dea7715c8e" + "0" * 44,
        digest="a1b2c3d4e5f60718293a" + "0" * 44,
        entrants=57,
    )
    return msgspec.structs.replace(usual, **changes)


def winner(place: int = 1, **changes: Any) -> WinnerView:
    usual = WinnerView(
        place=place,
        prize="连衣裙",
        labels=DRESS,
        viewer_id=f"v{place}",
        name="Lucía Fernández",
        state="called",
        claim_until_ms=NOW_MS + 94_000,
    )
    return msgspec.structs.replace(usual, **changes)


def drawn(*winners: WinnerView, **changes: Any) -> GiveawayView:
    return giveaway(**({"state": "drawn", "closes_at_ms": 0, "winners": winners or (winner(),)} | changes))


def newcomers(**changes: Any) -> NewcomersView:
    usual = NewcomerCardView(
        n=1,
        crowd="new",
        joins=7,
        texts={
            "en": "Welcome in! Have you heard of our brand? Y = yes, N = not yet",
            "es": "¡Te damos la bienvenida! ¿Conoces nuestra marca? Y = sí, N = todavía no",
        },
        keys=("Y", "N"),
        opens="heard",
        from_ms=NOW_MS - 2_000,
        until_ms=NOW_MS + 28_000,
    )
    return NewcomersView(card=msgspec.structs.replace(usual, **changes))


FIGURES = FiguresView(orders=86, likes=25_300, comments=940)

SHOWS: dict[str, dict[str, Any]] = {
    "ask": {"quick": (quick(answers={"Y": 18, "N": 5}),)},
    "poll": {"polls": (poll(),)},
    "pk": {"pk": (pk(),)},
    "countdown": {"countdowns": (countdown(),)},
    "leaderboard": {"boards": (board(),)},
    "code": {"codes": (code(),), "notices": (notice("code_burst", "moonlight", 1_000, viewers="12"),)},
    "winner": {"giveaways": (drawn(winner(), winner(2, name="Nguyễn Thị Ánh Tuyết", labels=SCARF, state="claimed")),)},
    "newcomers": {"newcomers": newcomers()},
    "pinned": {"pinned": pinned()},
    "board": {"figures": FIGURES, "goals": (goal(),)},
    "stage": {"polls": (won(),), "pinned": pinned(), "figures": FIGURES},
}
"""What is on when the screenshot of a page is taken."""

"""Rooms in which something is on, for pages to show."""

from typing import Any

import msgspec

from livebot.views import FiguresView, GoalView, OptionView, PinnedView, PollView, QuickView, Status
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


def pinned(**changes: Any) -> PinnedView:
    usual = PinnedView(
        n=1,
        text="¿Hacen envíos a Canarias y cuánto tarda en llegar el pedido?",
        language="es",
        translation="Do you ship to the Canaries, and how long does an order take?",
        masked="M***a",
        count=14,
    )
    return msgspec.structs.replace(usual, **changes)


def goal(**changes: Any) -> GoalView:
    usual = GoalView(
        id="orders",
        label="Free shipping for everyone",
        figure="orders",
        open=True,
        have=86,
        target=100,
        left=14,
        percent=86,
        reached=0,
    )
    return msgspec.structs.replace(usual, **changes)


FIGURES = FiguresView(orders=86, likes=25_300, comments=940)

SHOWS: dict[str, dict[str, Any]] = {
    "ask": {"quick": (quick(answers={"Y": 18, "N": 5}),)},
    "poll": {"polls": (poll(),)},
    "pinned": {"pinned": pinned()},
    "board": {"figures": FIGURES, "goals": (goal(),)},
    "stage": {"polls": (won(),), "pinned": pinned(), "figures": FIGURES},
}
"""What is on when the screenshot of a page is taken."""

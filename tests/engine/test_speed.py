"""How fast the engine is: a figure to look at, not a limit that a busy machine could break."""

import gc
import time

import msgspec
import pytest

from livebot.engine.room import Room
from livebot.engine.settings import RoomSettings
from livebot.events import AnyEvent, Commented, Connected, RulesLoaded, SessionOpened
from livebot.testing import START_MS
from livebot.viewers import Reading, Viewer
from tests.engine.session_rules import PLAIN_RULES

COMMENTS = 10_000
TEXTS = [
    "love this colour",
    "A",
    "🌙🌙🌙",
    "how much is the red one?",
    "so pretty 😍",
    "B!!",
    "5555",
    "@shop yes please",
    "azul",
]


def test_comments_per_second(pytestconfig: pytest.Config, capsys: pytest.CaptureFixture[str]) -> None:
    events: list[AnyEvent] = [
        SessionOpened(at_ms=START_MS, session_id="s", seed="seed"),
        RulesLoaded(at_ms=START_MS, rules=PLAIN_RULES[0], settings=msgspec.to_builtins(RoomSettings(room="shop"))),
        Connected(at_ms=START_MS, room_id="1"),
    ]
    for number in range(COMMENTS):
        text = TEXTS[number % len(TEXTS)]
        at_ms = START_MS + number * 50
        events.append(
            Commented(
                at_ms=at_ms,
                msg_id=str(number),
                viewer=Viewer(id=str(number % 700), name="Somebody"),
                text=f"{text} {number % 50}" if "?" in text else text,
                written_at_ms=at_ms,
                reading=Reading(scores={"en": 0.9}, question=float("?" in text)),
            )
        )
    room = Room()
    gc.collect()
    began_s = time.perf_counter()
    for event in events:
        room.step(event)
    took_s = time.perf_counter() - began_s
    assert room.state.ledger.counters["comments"] == COMMENTS
    with capsys.disabled():
        pytestconfig.get_terminal_writer().line(f"\nengine: {COMMENTS / took_s:,.0f} comments a second")

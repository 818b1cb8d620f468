"""A real room behind a real server: engine, journal and executor; only TikTok and the translators are made up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import msgspec

from livebot.viewers import Reading
from livebot.web.desk import Desk
from livebot.web.overlays import Overlays
from livebot.web.server import ControlServer
from livebot.web.token import desk_key
from tests.runtime.conftest import QuestionMarkReader, Shell
from tests.web.fakes import TOKEN

RULES = """
polls:
  - id: colour
    question: {en: "Red or blue? Type A or B", zh: "红还是蓝？A 或 B"}
    options:
      - {key: A, label: {en: Red, zh: 红}}
      - {key: B, label: {en: Blue, zh: 蓝}}
    duration: 10m
quick:
  - id: first
    ask: {en: "First time here? Type Y"}
    answers: {"Y": [y]}
codes:
  - id: moon
    phrases: ["moonlight"]
    when: manual
    reply: {en: "Moonlight family! {viewer}"}
prompts:
  - id: follow
    every: 30m
    texts: [{en: "Tap follow, we are live every day"}]
countdowns:
  - id: vote
    for: 5m
    title: {en: Vote soon}
goals:
  - id: orders
    each: {orders: 100}
    when: manual
pk:
  - id: shoes
    question: {en: "P for flats, K for heels"}
    camps:
      - {key: P, label: {en: Flats}}
      - {key: K, label: {en: Heels}}
    duration: 5m
giveaways:
  - id: tumbler
    mode: native
    prizes: [{name: {en: a travel tumbler}}]
    duration: 10m
    announce: {en: "Our LIVE Giveaway is open for {left}: {prize}!"}
    enter: {en: "Tap the Giveaway button"}
  - id: dress
    mode: draw
    allowed: {by: "Ana Li, owner", because: "no purchase"}
    prizes: [{name: {en: the A3 dress}}]
    duration: 10m
    entry: {comment: me}
    public_value: the 4D number
    announce: {en: "Win {prize}! Type me. Seal {seal}"}
    enter: {en: "Type me"}
    closed: {en: "{entrants} are in. {value} decides"}
    winner: {en: "{viewer} wins {prize}! Type {word} within {left}"}
    claim: {within: 2m, words: [here]}
points:
  comment: 1
  leaderboard: {say: {en: "Top of the month: {top}"}}
answers:
  - id: price
    intent: price
    texts: {en: "A3 is $29 today", es: "El A3 está hoy a $29"}
runsheet:
  moves: hand
  segments:
    - {id: welcome, title: {en: Welcome}, at: 0m}
    - {id: bags, title: {en: Bags}, at: 10m}
    - {id: good-bye, title: {en: Good-bye}, at: 20m}
moderation:
  mode: suggest
  rules:
    links: {allow: []}
    raid: {viewers: 3, within: 20s}
"""


class PriceReader(QuestionMarkReader):
    def read(self, text: str, hint: str) -> Reading:
        intent = "price" if "cuesta" in text else ""
        return msgspec.structs.replace(super().read(text, hint), intent=intent)


@dataclass
class Room:
    """What a test has in its hands."""

    shell: Shell
    server: ControlServer
    desk: Desk

    @property
    def link(self) -> str:
        return f"{self.server.url}/desk#{self.desk.key}"

    async def asks(self, text: str, viewer: str = "ana", language: str = "es") -> None:
        """``text`` is a question if it has a question mark, and asks the price if "cuesta" is in it."""
        await self.shell.says(text, viewer, hint=language)


@asynccontextmanager
async def open_room(folder: Path, *, port: int = 0, mode: str = "assist") -> AsyncIterator[Room]:
    shell = Shell(folder / "journal.sqlite3")
    shell.rules_text = RULES
    shell.chat["mode"] = mode
    with patch("tests.runtime.conftest.QuestionMarkReader", PriceReader):
        await shell.start()

    def renew() -> str:
        return desk_key(folder, is_new=True)

    overlays = Overlays(shell.loop, key="a-key-for-overlays-in-tests", clock=shell.clock)
    desk = Desk(shell.loop, key=desk_key(folder), renew=renew, clock=shell.clock, host="127.0.0.1")
    try:
        async with ControlServer(
            shell.loop, host="127.0.0.1", port=port, token=TOKEN, overlays=overlays, desk=desk
        ) as server:
            yield Room(shell, server, desk)
    finally:
        await shell.stop()

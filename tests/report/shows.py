"""A small show in which something of everything happens, and its journal."""

from pathlib import Path
from typing import Any

from livebot.events import Ordered, SessionClosed, SessionOpened
from livebot.journal.sqlite import SqliteJournal
from livebot.ports import SessionSummary
from livebot.report.course import Course, follow
from livebot.runtime.datadir import JOURNAL_NAME
from livebot.testing import START_MS, Playbook
from livebot.viewers import Profile

SESSION = "20231114-shop"
RULES = """
polls: [{id: colour, question: {en: "Red or blue?"}, options: [{key: A, label: {en: Red}}, {key: B, label: {en: Blue}}],
         duration: 30s}]
pk: [{id: shoes, question: {en: "P or K?"}, camps: [{key: P, label: {en: Flats}}, {key: K, label: {en: Heels}}],
      duration: 30s}]
codes: [{id: moon, phrases: [moon]}]
prompts: [{id: hello, every: 5m, texts: [{en: "Welcome to the show"}]}]
goals: [{id: sold, target: {orders: 2}, label: {en: Sold}}]
points: {comment: 1, vote: 2}
runsheet: {segments: [{id: intro, title: {en: The beginning}, length: 1m}, {id: deal, title: {en: Deals}, length: 9m}]}
moderation: {mode: suggest, rules: {links: {}}}
answers: [{id: cost, intent: price, texts: {en: Ten}, auto: {cooldown: 20s}}]
"""


def played(rules: str = RULES, **settings: Any) -> Playbook:
    """Return a show of six minutes."""
    play = Playbook(rules, mode="assist", **settings)
    play.profiles["ana"] = Profile(sessions=3, codes=("moon",), code_months={"moon": "2023-10"})
    play("""
        0:00  -- live
        0:00  -- viewers 10
        0:05  -- joins ana
        0:10  ana (es): hola a todos
        0:20  bo? (es, price, item:a3): cuánto el a3
        0:21  -- translated 1: How much is the A3?
        0:30  cy? (en): does it have pockets
        0:40  -- shows Moon dress
        1:10  operator: poll open colour
        1:11  operator: outbox sent 1
        1:12  ana: A
        1:13  bo: A
        1:14  cy: B
        1:15  -- viewers 40
        2:00  ana: moon
        2:02  bo: moon
        2:30  di: buy at www.cheap.shop
        3:00  operator: pk start shoes
        3:01  operator: outbox sent 2
        3:05  ana: P
        3:06  bo: P
        3:07  cy: K
        3:08  ana: P
        3:09  di: P
        3:10  -- viewers 80
    """)
    for n in range(3):
        play.feed(Ordered(at_ms=START_MS + 200_000 + n * 20_000, order_id=f"o{n}", amount="10", currency="USD"))
    play("""
        5:00  -- viewers 60
        6:00  -- ended
    """)
    return play


def course_of(play: Playbook) -> Course:
    return follow(summary_of(play), play.steps)


def summary_of(play: Playbook) -> SessionSummary:
    return SessionSummary(
        session_id=SESSION,
        room="shop",
        opened_at_ms=play.steps[0].event.at_ms,
        closed_at_ms=None,
        was_live=True,
        events=len(play.steps),
        touched=False,
    )


def keep(folder: Path, play: Playbook, session: str = SESSION, room: str = "shop", *, is_closed: bool = True) -> None:
    """Put a show into the journal of a data folder."""
    if is_closed:
        play.feed(SessionClosed(at_ms=play.room.state.at_ms + 1))
    opened = play.steps[0].event
    assert isinstance(opened, SessionOpened)
    journal = SqliteJournal(folder / JOURNAL_NAME)
    journal.open_session(session, room, opened.at_ms)
    journal.commit(session, 0, play.steps)
    journal.close()

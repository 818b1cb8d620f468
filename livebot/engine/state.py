"""Everything a room remembers. It can be written down and read back (snapshots) and holds nothing derived."""

from typing import Any

import msgspec

from livebot.engine.asks.ballots import Ballots
from livebot.engine.asks.pk_rules import Fight
from livebot.engine.crowd.gifts import Gifts
from livebot.engine.crowd.interaction import Interaction
from livebot.engine.crowd.newcomers import Newcomers
from livebot.engine.crowd.people import People
from livebot.engine.crowd.points import Points
from livebot.engine.giveaways.giveaway import Giveaways
from livebot.engine.lines.chat import Lane
from livebot.engine.lines.codes import CodeState
from livebot.engine.lines.prompts import PromptState
from livebot.engine.lines.wordings import Wordings
from livebot.engine.moderation.docket import Docket
from livebot.engine.moderation.watch import Memory
from livebot.engine.questions.cards import Before, Cards
from livebot.engine.questions.delivery import Given
from livebot.engine.settings import RoomSettings
from livebot.engine.show.countdowns import Countdown
from livebot.engine.show.figures import Figures
from livebot.engine.show.goals import GoalState
from livebot.engine.show.runsheet import Runsheet
from livebot.engine.show.show import Show
from livebot.engine.starts import Starts
from livebot.engine.turn import Ledger, Turn

UNDO_KEPT = 20


class Undoable(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Something an operator did that one key takes back."""

    question: Before | None = None
    ballot_n: int = 0
    is_ending: bool = False
    offence_n: int = 0
    stopped: str = ""
    """Such as ``countdowns.last-call``."""
    figure: str = ""
    """A figure that was set by hand, and by how much it changed."""
    change: int = 0
    by: str = ""
    """Name of the console."""


class RoomState(msgspec.Struct, kw_only=True):
    session_id: str = ""
    seed: str = ""
    at_ms: int = 0
    settings: RoomSettings = RoomSettings(room="")
    rules: dict[str, Any] = {}
    """The rule set in force, in JSON form."""
    rules_loaded_at_ms: int = 0
    rules_errors: tuple[str, ...] = ()
    show: Show = msgspec.field(default_factory=Show)
    people: People = msgspec.field(default_factory=People)
    ballots: Ballots = msgspec.field(default_factory=Ballots)
    pk: dict[str, Fight] = {}
    codes: dict[str, CodeState] = {}
    prompts: dict[str, PromptState] = {}
    questions: Cards = msgspec.field(default_factory=Cards)
    answers: Given = msgspec.field(default_factory=Given)
    gifts: Gifts = msgspec.field(default_factory=Gifts)
    docket: Docket = msgspec.field(default_factory=Docket)
    watch: Memory = msgspec.field(default_factory=Memory)
    figures: Figures = msgspec.field(default_factory=Figures)
    goals: dict[str, GoalState] = {}
    giveaways: Giveaways = msgspec.field(default_factory=Giveaways)
    starts: Starts = msgspec.field(default_factory=Starts)
    interaction: Interaction = msgspec.field(default_factory=Interaction)
    newcomers: Newcomers = msgspec.field(default_factory=Newcomers)
    points: Points = msgspec.field(default_factory=Points)
    countdowns: dict[str, Countdown] = {}
    runsheet: Runsheet = msgspec.field(default_factory=Runsheet)
    wordings: Wordings = msgspec.field(default_factory=Wordings)
    lane: Lane = msgspec.field(default_factory=Lane)
    ledger: Ledger = msgspec.field(default_factory=Ledger)
    undo: list[Undoable] = []


def remember(turn: Turn, state: RoomState, entry: Undoable) -> None:
    """Keep it for undo."""
    entry.by = turn.by
    state.undo.append(entry)
    del state.undo[:-UNDO_KEPT]

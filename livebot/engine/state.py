"""Everything a room remembers. It can be written down and read back (snapshots) and holds nothing derived."""

from typing import Any

import msgspec

from livebot.engine.ballots import Ballots
from livebot.engine.cards import Before, Cards
from livebot.engine.chat import Lane
from livebot.engine.codes import CodeState
from livebot.engine.countdowns import Countdown
from livebot.engine.delivery import Given
from livebot.engine.docket import Docket
from livebot.engine.figures import Figures
from livebot.engine.gifts import Gifts
from livebot.engine.giveaway import Giveaways
from livebot.engine.goals import GoalState
from livebot.engine.interaction import Interaction
from livebot.engine.newcomers import Newcomers
from livebot.engine.people import People
from livebot.engine.pk_rules import Fight
from livebot.engine.points import Points
from livebot.engine.prompts import PromptState
from livebot.engine.runsheet import Runsheet
from livebot.engine.settings import RoomSettings
from livebot.engine.show import Show
from livebot.engine.starts import Starts
from livebot.engine.turn import Ledger
from livebot.engine.watch import Memory
from livebot.engine.wordings import Wordings

UNDO_KEPT = 20


class Undoable(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Something an operator did that one key takes back."""

    question: Before | None = None
    ballot_n: int = 0
    is_ending: bool = False
    offence_n: int = 0
    stopped: str = ""
    """Such as ``countdowns.last-call``."""


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


def remember(state: RoomState, entry: Undoable) -> None:
    """Keep it for undo."""
    state.undo.append(entry)
    del state.undo[:-UNDO_KEPT]

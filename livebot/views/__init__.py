"""What consoles, overlays and ``livebot status`` see of a room: one ``Status``, sent whole and then as changes.

The names in ``Status`` are a contract with other tools. Texts are as viewers wrote them: whoever shows them makes
them safe first.
"""

from typing import Any

import msgspec

from livebot.ports import EngineReport
from livebot.views.asks import PkView, PollView, QuickView
from livebot.views.base import View
from livebot.views.crowd import InteractionView, MinuteView, NewcomersView, StretchView
from livebot.views.lines import CodeView, LineView, PromptView, WordingView
from livebot.views.moderation import OffenceView
from livebot.views.questions import PinnedView, QuestionView
from livebot.views.show import BoardView, CountdownView, FiguresView, GiveawayView, GoalView, RunsheetView


class Gap(View, frozen=True, kw_only=True):
    """A stretch in which comments could not arrive. ``until_ms`` is 0 while it lasts."""

    from_ms: int
    until_ms: int
    reason: str


class Connection(View, frozen=True, kw_only=True):
    phase: str
    """``waiting`` (not live yet), ``live``, ``paused`` (by the host), ``away`` (connection lost), ``ended``."""
    room_id: str
    session_id: str
    live_since_ms: int
    last_frame_at_ms: int
    gaps: tuple[Gap, ...] = ()


class NoticeView(View, frozen=True, kw_only=True):
    """A line of the event list; ``kind`` names the wording."""

    n: int
    at_ms: int
    kind: str
    data: dict[str, str]


class Alert(View, frozen=True, kw_only=True):
    subject: str
    kind: str
    detail: str
    since_ms: int


class RulesView(View, frozen=True, kw_only=True):
    loaded_at_ms: int
    polls: int
    quick: int
    codes: int
    prompts: int
    answers: int
    errors: tuple[str, ...]
    """Of the last change, if it was refused; the rules before it are still in force."""


class Status(View, frozen=True, kw_only=True):
    """Everything about one room, for people and tools."""

    room: str
    """The room as configured."""
    viewers: int
    at_ms: int
    """Now, by the daemon's clock; ages and times left are to be told from this."""
    host_language: str
    market: str
    is_calm: bool = False
    """The market does not welcome pressure: nothing that ticks belongs on the screen."""
    chat_mode: str
    paused: bool
    panicked: bool
    ending: bool
    connection: Connection
    polls: tuple[PollView, ...]
    quick: tuple[QuickView, ...]
    codes: tuple[CodeView, ...]
    prompts: tuple[PromptView, ...]
    questions: tuple[QuestionView, ...]
    """Open ones first: starred, then oldest; then those handed over; then the last answered and dismissed."""
    outbox: tuple[LineView, ...]
    notices: tuple[NoticeView, ...]
    """The last hundred."""
    counters: dict[str, int]
    languages: dict[str, int]
    """Comments of the last ten minutes by language."""
    rules: RulesView
    moderation_mode: str = "off"
    """``off``, ``suggest`` or ``auto``."""
    offences: tuple[OffenceView, ...] = ()
    """Those that wait for the operator first, then the others, the newest first."""
    interaction: InteractionView = InteractionView()
    minutes: tuple[MinuteView, ...] = ()
    """Those that are over, oldest first, at most 240; one in which nothing was is left out."""
    wordings: tuple[WordingView, ...] = ()
    """Of each prompt the texts in the languages that it speaks."""
    stretches: tuple[StretchView, ...] = ()
    newcomers: NewcomersView = NewcomersView()
    figures: FiguresView = FiguresView()
    goals: tuple[GoalView, ...] = ()
    boards: tuple[BoardView, ...] = ()
    """Leaderboards; none where no points are given."""
    giveaways: tuple[GiveawayView, ...] = ()
    countdowns: tuple[CountdownView, ...] = ()
    runsheet: RunsheetView = RunsheetView()
    pk: tuple[PkView, ...] = ()
    pinned: PinnedView | None = None
    """The question that the overlay shows."""
    alerts: tuple[Alert, ...] = ()
    """Added by the runtime: what is wrong around the room."""
    engines: tuple[EngineReport, ...] = ()
    """Added by the runtime: the translation engines."""


ITEM_KEYS = {
    "polls": "id",
    "quick": "id",
    "pk": "id",
    "codes": "id",
    "prompts": "id",
    "questions": "id",
    "outbox": "id",
    "offences": "n",
    "wordings": "id",
    "stretches": "name",
    "giveaways": "id",
    "countdowns": "id",
    "boards": "id",
    "goals": "id",
}
"""Sections whose items are sent one by one, and the key that names an item."""


def plain(status: Status) -> dict[str, Any]:
    """Return the JSON form, as ``livebot status --json`` prints it."""
    result: dict[str, Any] = msgspec.to_builtins(status)
    return result


def diff(old: Status, new: Status) -> dict[str, Any]:
    """Return what changed from one status to the next, in JSON form; ``apply`` brings the old one up to date.

    Unkeyed sections are sent whole. A keyed section is sent as ``{"order": [ids], "items": {id: item}}`` with the
    changed items only; items that are the same object cost next to nothing, however many there are.
    """
    changes: dict[str, Any] = {}
    for name in Status.__struct_fields__:
        before, value = getattr(old, name), getattr(new, name)
        if before == value:
            continue
        key = ITEM_KEYS.get(name)
        if key is None:
            changes[name] = msgspec.to_builtins(value)
            continue
        known = {getattr(item, key): item for item in before}
        changed = [item for item in value if known.get(getattr(item, key)) != item]
        changes[name] = {
            "order": [str(getattr(item, key)) for item in value],
            "items": {str(getattr(item, key)): msgspec.to_builtins(item) for item in changed},
        }
    return changes


def apply(old: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return the plain status after ``changes``: the inverse of ``diff``. Raises KeyError if changes do not fit."""
    new = dict(old)
    for name, value in changes.items():
        key = ITEM_KEYS.get(name)
        if key is None:
            new[name] = value
            continue
        items = {str(item[key]): item for item in old.get(name, ())} | value["items"]
        new[name] = [items[item_id] for item_id in value["order"]]
    return new

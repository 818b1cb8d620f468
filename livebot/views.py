"""What consoles, overlays and ``livebot status`` see of a room: one ``Status``, sent whole and then as changes.

The names in ``Status`` are a contract with other tools. Texts are as viewers wrote them: whoever shows them makes
them safe first.
"""

from typing import Any

import msgspec

from livebot.ports import EngineReport


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Immutable, so that two views can be compared and shared."""


class Why(View, frozen=True, kw_only=True, omit_defaults=True):
    """A reason, named so that each console can word it in its own language."""

    kind: str
    """Such as ``interval``, ``min_comments``, ``gap``, ``paused``, ``chat_off``, ``cooldown``."""
    data: dict[str, str] = {}


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


class OptionView(View, frozen=True, kw_only=True):
    key: str
    label: str
    votes: int


class PollView(View, frozen=True, kw_only=True):
    id: str
    question: str
    open: bool
    """Takes votes now (also during the grace time after its close)."""
    state: str
    """``idle``, ``open``, ``grace`` or ``closed``."""
    options: tuple[OptionView, ...]
    votes: dict[str, int]
    voters: int
    closes_at_ms: int
    """0 if it is not open or has no time limit."""
    grace_until_ms: int = 0
    """After the close: until when late votes still count; 0 otherwise."""
    result: str = ""
    """After the close: the winning keys, joined by commas; empty if nobody voted."""


class QuickView(View, frozen=True, kw_only=True):
    id: str
    ask: str
    open: bool
    answers: dict[str, int]
    """Key to number of viewers; of the open ask, or of the last one."""
    viewers: int
    closes_at_ms: int
    state: str = "idle"
    """As of a poll."""
    grace_until_ms: int = 0


class CodeView(View, frozen=True, kw_only=True):
    id: str
    open: bool
    hits: int
    viewers: int
    first_timers: int
    regulars: int
    bursts: int
    when: str = "always"
    """``always``, ``ending`` or ``manual``: only the last is opened and closed by operators."""
    why_not: tuple[Why, ...] = ()
    """Why the code would not be answered now."""


class PromptView(View, frozen=True, kw_only=True):
    id: str
    fired: int
    last_fired_at_ms: int
    due_at_ms: int
    """When its interval allows it next; 0 if unknown."""
    next_text: str
    why_not: tuple[Why, ...] = ()
    """Why it has not fired yet; empty if it is about to."""


class AskerView(View, frozen=True, kw_only=True):
    """One comment on a question card."""

    viewer_id: str
    name: str
    handle: str
    text: str
    language: str
    at_ms: int
    standing: tuple[str, ...] = ()
    """``buyer`` (asks about an order), ``gifter`` (in this session), ``regular`` (was here before)."""


class AnswerView(View, frozen=True, kw_only=True):
    """A prepared answer that fits a card."""

    id: str
    texts: tuple[str, ...]
    """What would be posted, without the askers' names: a line per language."""
    languages: tuple[str, ...] = ()
    """The language tag of each of them."""


class PartView(View, frozen=True, kw_only=True):
    """A reply in one of the askers' languages."""

    language: str
    text: str
    back: str
    """What ``text`` means, translated back."""
    state: str
    """``translating``, ``checking`` (back is on its way), ``ready``, ``too_long``, ``blocked`` or ``failed``."""
    reason: str = ""
    """Why the market's rules block it, in the host's language."""
    word: str = ""
    """What in it they block."""


class ReplyView(View, frozen=True, kw_only=True):
    """What the host wrote, not yet posted."""

    by: str
    text: str
    parts: tuple[PartView, ...]


class QuestionView(View, frozen=True, kw_only=True):
    id: int
    original: str
    language: str
    translation: str
    translation_state: str
    """``none`` (not needed), ``pending`` (``translation`` may be a gist meanwhile), ``done``, ``gist`` (phrasebook),
    ``failed`` or ``ignored`` (by the settings)."""
    engine: str
    count: int
    languages: tuple[str, ...]
    state: str
    """``new``, ``claimed``, ``answering``, ``answered``, ``handed`` (to a colleague) or ``dismissed``."""
    starred: bool
    claimed_by: str
    again: bool
    """Asked again after it was answered."""
    intent: str
    asked_at_ms: int
    """The oldest wait starts here."""
    askers: tuple[AskerView, ...]
    """Newest last, at most twenty."""
    is_history: bool = False
    newest: str = ""
    """The last wording."""
    product: str = ""
    """The one it is about: named, or on show when it was asked."""
    about: str = ""
    """``product``, ``shop`` or ``order`` (after the sale); empty if that is not known."""
    standing: tuple[str, ...] = ()
    """Of all who asked: ``buyer``, ``gifter``, ``regular``."""
    answered_by: str = ""
    """A console, or ``bot``."""
    answers: tuple[AnswerView, ...] = ()
    reply: ReplyView | None = None


class LineView(View, frozen=True, kw_only=True):
    """A line of the outbox."""

    id: int
    text: str
    state: str
    """``waiting``, ``sending``, ``offered`` (copy it), ``sent``, ``maybe`` (maybe sent), ``failed``, ``expired``,
    ``dropped`` or ``blocked`` (by the market's rules)."""
    origin: str
    """``operator``, ``answer:N``, ``poll:ID``, ``quick:ID``, ``code:ID``, ``prompt:ID`` or ``moderation:N``."""
    reason: str
    """Of a blocked line: why, as a sentence in the host's language; else a kind, such as ``repeated``."""
    at_ms: int
    expires_at_ms: int
    word: str = ""
    """What in a blocked line the market's rules block."""
    rule: str = ""
    """The rule of the market's pack that does."""


class OffenderView(View, frozen=True, kw_only=True):
    viewer_id: str
    handle: str
    name: str


class OffenceView(View, frozen=True, kw_only=True):
    """Something that the rules of moderation do not allow."""

    n: int
    rule: str
    """``links``, ``contacts``, ``words``, ``repeats``, ``flood``, ``capitals``, ``symbols``, ``length``, ``raid``, or
    ``hand`` for what an operator did without one."""
    viewers: tuple[OffenderView, ...]
    """One, but for a raid."""
    text: str
    """The last comment that was one."""
    step: str
    """What is suggested or done: ``warn``, ``mute short``, ``mute long`` or ``remove``."""
    state: str
    """``suggested`` (a key does it), ``advice`` (do it by hand), ``acting``, ``done``, ``failed``, ``dismissed``,
    ``undone`` or ``dry`` (only counted)."""
    strikes: int
    """Offences of the viewer that count at the moment and were acted on, this one included."""
    at_ms: int
    why: Why
    """``kind`` is the rule, ``data`` what was found: ``found`` (a link, a number, a word), ``times``, ``share`` …"""
    reason: str = ""
    """Why it failed."""
    comments: int = 1
    """How many comments it stands for."""


class InteractionView(View, frozen=True, kw_only=True):
    """What viewers did in this session."""

    viewers: int = 0
    """Different viewers who did something."""
    actions: dict[str, int] = {}
    """By kind: ``comment``, ``question``, ``vote``, ``code``, ``like``, ``follow``, ``share``, ``gift`` …"""
    per_viewer_minute: float = 0.0
    """Actions for each minute that a viewer spent in the room; 0 if TikTok never said how many there are."""


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
    alerts: tuple[Alert, ...] = ()
    """Added by the runtime: what is wrong around the room."""
    engines: tuple[EngineReport, ...] = ()
    """Added by the runtime: the translation engines."""


ITEM_KEYS = {
    "polls": "id",
    "quick": "id",
    "codes": "id",
    "prompts": "id",
    "questions": "id",
    "outbox": "id",
    "offences": "n",
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

"""Views of what viewers answer: polls, PKs and quick asks, and how they went before."""

from livebot.views.base import View


class OptionView(View, frozen=True, kw_only=True):
    key: str
    label: str
    votes: int
    labels: dict[str, str] = {}
    """By language, as far as the rule says."""


class ResultView(View, frozen=True, kw_only=True):
    """What a poll or a PK came to, in this session or an earlier one."""

    at_ms: int
    """When it was closed."""
    result: str
    """The winning keys, joined by commas; empty if nobody voted."""
    votes: dict[str, int]
    """By key; of a PK, cheers."""
    voters: int


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
    choose: int = 1
    """So many options a viewer may have: with more than one, the votes are more than the voters."""
    texts: dict[str, str] = {}
    """The question by language."""
    opened_at_ms: int = 0
    settled_at_ms: int = 0
    """When its result was known; 0 before."""
    history: tuple[ResultView, ...] = ()
    """The last five results, the newest first."""


class CampView(View, frozen=True, kw_only=True):
    """One side of a PK."""

    key: str
    label: str
    cheers: int
    viewers: int
    """Different viewers who are in this camp."""
    labels: dict[str, str] = {}
    """By language, as far as the rule says."""


class PkView(View, frozen=True, kw_only=True):
    """Two camps that cheer."""

    id: str
    question: str
    open: bool
    """Takes cheers now (also during the grace time after its close)."""
    state: str
    """As of a poll."""
    camps: tuple[CampView, ...]
    viewers: int
    closes_at_ms: int
    grace_until_ms: int = 0
    result: str = ""
    """After the close: the winning keys, joined by commas; empty if nobody cheered."""
    leader: str = ""
    """The camp that has more cheers now, while it is open."""
    temperature: str = "calm"
    """``calm``, ``warm`` (announcements are held back) or ``hot`` (closing it is suggested)."""
    abusers: int = 0
    """Different viewers who wrote insults or banned words within the guard's time."""
    suggestion: str = ""
    """While it is ``hot``: the friendly line that ``pk cool`` would post; empty once it was dismissed."""
    cooled: bool = False
    """It was closed with the friendly line, so that its result is not announced."""
    texts: dict[str, str] = {}
    """The question by language."""
    opened_at_ms: int = 0
    settled_at_ms: int = 0
    """When its result was known; 0 before."""
    history: tuple[ResultView, ...] = ()
    """The last five results, the newest first."""


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
    texts: dict[str, str] = {}
    """The ask by language."""
    opened_at_ms: int = 0

"""Views of what livebot says: codes, prompts and how their texts work, and the outbox."""

from livebot.views.base import View, Why


class BringerView(View, frozen=True, kw_only=True):
    """A viewer from whom others have a code."""

    viewer_id: str
    name: str
    """This and the handle are for operators, never for public pages."""
    handle: str
    newcomers: int
    """Who has it from them, and who has it from those, and so on."""
    is_regular: bool
    """They used it in an earlier session; else they found it without help."""


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
    why_open: Why | None = None
    """``manual`` and open: ``by_hand``, ``by_rule``, or what under ``starts`` opened it: ``start_reached``,
    ``start_said`` …"""
    opened_at_ms: int = 0
    closes_at_ms: int = 0
    """0 where an operator closes it."""
    handed_on: int = 0
    """Viewers who used it for the first time ever within a minute of somebody else."""
    chain: int = 0
    """How many hands it went through at most, in a row; regulars are the first."""
    bringers: tuple[BringerView, ...] = ()
    """Those who brought the most newcomers, at most ten."""
    texts: dict[str, str] = {}
    """What is said at a burst, by language; ``{viewers}`` stands in them for how many it were."""
    community: dict[str, int] = {}
    """By month, the last twelve: how many different viewers used it, this session included."""


class PromptView(View, frozen=True, kw_only=True):
    id: str
    fired: int
    last_fired_at_ms: int
    due_at_ms: int
    """When its interval allows it next; 0 if unknown."""
    next_text: str
    why_not: tuple[Why, ...] = ()
    """Why it has not fired yet; empty if it is about to."""


class WordingView(View, frozen=True, kw_only=True):
    """A text of a prompt in one language, and what viewers did in the minute after it, in this session."""

    id: str
    prompt: str
    n: int
    """Which text of the prompt, from 1."""
    language: str
    text: str
    shown: int
    """Times that could be measured."""
    present: int
    """Viewers who were there, all times together."""
    responders: int
    """Those of them who wrote something."""
    rate: float
    """Of those present, 0 to 1; it lies between ``low`` and ``high`` with 95 % certainty."""
    low: float
    high: float
    best: float
    """How likely it is the one that viewers respond to most, of the prompt's texts in this language; with what earlier
    sessions learnt, 0 to 1."""


class LineView(View, frozen=True, kw_only=True):
    """A line of the outbox."""

    id: int
    text: str
    state: str
    """``waiting``, ``sending``, ``offered`` (copy it), ``sent``, ``maybe`` (maybe sent), ``failed``, ``expired``,
    ``dropped`` or ``blocked`` (by the market's rules)."""
    origin: str
    """``operator``, ``answer:N``, ``moderation:N``, or section and id of the rule: ``poll:ID``, ``code:ID`` …"""
    reason: str
    """Of a blocked line: why, as a sentence in the host's language; else a kind, such as ``repeated``."""
    at_ms: int
    expires_at_ms: int
    word: str = ""
    """What in a blocked line the market's rules block."""
    rule: str = ""
    """The rule of the market's pack that does."""

"""Views of the show: figures and goals, boards, giveaways, countdowns, the run sheet."""

from livebot.views.base import View, Why


class FiguresView(View, frozen=True, kw_only=True):
    """What the show has brought so far, for a data board."""

    orders: int = 0
    """Placed and not cancelled."""
    paid: int = 0
    """Those of them that are paid."""
    revenue: dict[str, str] = {}
    """By currency, as decimal numbers, of the orders whose amount is known."""
    viewers: int = 0
    """Now."""
    most_viewers: int = 0
    comments: int = 0
    likes: int = 0
    gifts: int = 0
    diamonds: int = 0
    follows: int = 0
    shares: int = 0
    joins: int = 0
    """Everyone who came, as TikTok says, also before livebot did."""
    by_hand: dict[str, int] = {}
    """What of a figure is an operator's: added, or taken off."""


class GoalView(View, frozen=True, kw_only=True):
    """A goal of the show."""

    id: str
    label: str
    """What the board calls it, in the market's language; empty: by its figure."""
    labels: dict[str, str] = {}
    """It by language, as far as the rule says."""
    figure: str
    """``orders``, ``likes`` …"""
    open: bool
    """It counts. One with ``when: manual`` waits until it is started."""
    have: int
    target: int
    """The one that comes next; when all are reached, the last."""
    left: int
    percent: int
    """Of the way from the last target to the next, 0 to 100."""
    reached: int
    """How many targets were."""
    is_done: bool = False
    """All of them."""


class BoardEntryView(View, frozen=True, kw_only=True):
    """A viewer on a leaderboard."""

    rank: int
    """Everybody's own, also of those with equal points."""
    masked: str
    """The name as it is shown in public, such as ``m***a``; several may be masked alike."""
    points: int
    level: int
    """Reached with the points of all shows; 0: none."""
    name: str
    """This and the handle are for operators, never for public pages."""
    handle: str


class BoardView(View, frozen=True, kw_only=True):
    """A leaderboard: the ten viewers with the most points."""

    id: str
    """``session``, ``month`` or ``all``."""
    month: str
    """Of the board of a month: which, such as ``2026-11``."""
    entries: tuple[BoardEntryView, ...]


class WinnerView(View, frozen=True, kw_only=True):
    """One of the prizes of a draw, and who has it."""

    place: int
    """From 1."""
    prize: str
    labels: dict[str, str] = {}
    """The prize by language."""
    viewer_id: str
    """Empty if nobody is left to win it."""
    name: str
    """Not masked: winners must recognise themselves."""
    state: str
    """``called`` (has to claim), ``claimed`` or ``lost``."""
    claim_until_ms: int = 0
    """0 while the name is not posted yet, and where nothing has to be claimed."""


class GiveawayView(View, frozen=True, kw_only=True):
    id: str
    mode: str
    """``native`` or ``draw``."""
    state: str
    """``idle``, ``announced``, ``open``, ``frozen`` (a draw waits for its public value), ``drawn``, ``done`` or
    ``cancelled``."""
    prizes: tuple[str, ...]
    labels: tuple[dict[str, str], ...] = ()
    """The prizes by language."""
    texts: dict[str, str] = {}
    """How to take part, by language; ``{left}`` stands in them for the time that is left."""
    words: tuple[str, ...] = ()
    """Of a draw: what to write to enter, and then to claim; none where something else is asked."""
    claim_words: tuple[str, ...] = ()
    closes_at_ms: int = 0
    """0 if it is not open, or has no time limit."""
    reason: str = ""
    """Why it was cancelled."""
    allowed_by: str = ""
    """Of a draw: who says that livebot may draw the winners, and why."""
    number: int = 0
    """Of a draw: which one of the room it is."""
    record: str = ""
    """Name of its published file."""
    commitment: str = ""
    """Fixes the seed before anybody can enter."""
    digest: str = ""
    """Of the last step of the record."""
    entrants: int = 0
    turned_away: dict[str, int] = {}
    """How many cannot win, by reason: ``follower``, ``points``, ``level``, ``won``, ``moderator``, ``own``,
    ``punished``, ``inactive``."""
    public_value: str = ""
    """The name of the value that goes into the draw; empty if none does."""
    value: str = ""
    """It, once the operator gave it."""
    winners: tuple[WinnerView, ...] = ()
    why_not: tuple[Why, ...] = ()
    """Why it cannot be started."""


class CountdownView(View, frozen=True, kw_only=True):
    """A countdown. Whoever shows one to a time counts by itself, from ``Status.at_ms`` and ``ends_at_ms``."""

    id: str
    title: dict[str, str]
    """What it is called, by language; may be empty."""
    state: str
    """``idle``, ``running``, ``paused``, ``ended`` (came to zero) or ``stopped``."""
    started_at_ms: int = 0
    ends_at_ms: int = 0
    """While it runs to a time; else 0."""
    left_ms: int = 0
    """While it is paused."""
    over_at_ms: int = 0
    """When it ended or was stopped."""
    again_at_ms: int = 0
    """After that: from when on it can be started again."""
    figure: str = ""
    """Of one to a figure: which, such as ``orders``; then come what there is, and what it waits for."""
    have: int = 0
    target: int = 0
    marks: tuple[int, ...] = ()
    """Announcements still to come: milliseconds left, or what is missing of the figure."""
    text: str = ""
    """What is announced, with ``{left}``, for the host; empty if nothing is."""
    is_calm: bool = False
    """The market does not welcome pressure: nothing that ticks belongs on the screen."""
    then: tuple[str, ...] = ()
    """What starts at zero."""


class SegmentGoalView(View, frozen=True, kw_only=True):
    figure: str
    need: int
    have: int
    """In this segment; 0 while another one is on."""


class SegmentView(View, frozen=True, kw_only=True):
    """A segment of the show."""

    id: str
    title: str
    """In the host's language."""
    state: str
    """``coming``, ``running``, ``done``, ``skipped``, or ``missed`` (the room was not live)."""
    begins_after_ms: int
    """By plan, from the beginning of the show."""
    length_ms: int
    """By plan; 0: open."""
    planned_ms: int
    """When it was to begin; 0 before the show."""
    starts_at_ms: int
    """When it began, or is expected to: see ``RunsheetView.slips_from_ms``. 0: unknown, or never."""
    ends_at_ms: int
    """Of the one that is on, likewise; 0: open."""
    prompts: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    product: str = ""
    note: str = ""
    ending: bool = False
    goals: tuple[SegmentGoalView, ...] = ()


class RunsheetView(View, frozen=True, kw_only=True):
    """The segments of the show, and when shows are planned."""

    current: str = ""
    """The segment that is on; empty if none is."""
    next: str = ""
    moves: str = "auto"
    """``auto`` or ``hand`` (only an operator goes on)."""
    held_since_ms: int = 0
    """The segment is held since then."""
    slips_from_ms: int = 0
    """From then on what is still to come, and ``late_ms``, move on with every second; 0: they do not."""
    late_ms: int = 0
    """How much later than planned things are, not counting what ``slips_from_ms`` adds; less than 0: earlier."""
    is_late: bool = False
    """All in all it is more than the run sheet's ``late_after``."""
    segments: tuple[SegmentView, ...] = ()
    due_show_ms: int = 0
    """When the show was planned that is waited for, or is on; 0: none was."""
    next_show_ms: int = 0
    is_show_late: bool = False
    """The show should be on, and the host is not there."""

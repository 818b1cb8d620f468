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


class PinnedView(View, frozen=True, kw_only=True):
    """The question on the overlay."""

    n: int
    """Its card."""
    text: str
    language: str
    translation: str
    """Empty if there is none."""
    masked: str
    """Who asked, as shown in public."""
    count: int
    """How many ask it."""


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


class MinuteView(View, frozen=True, kw_only=True):
    """One minute of the clock."""

    at_ms: int = 0
    """When it begins."""
    comments: int = 0
    actions: int = 0
    actors: int = 0
    """Different viewers who did something in it."""
    viewers: int = 0
    """How many were there, on average over the whole minute; 0 where nobody knows."""
    joins: int = 0


class InteractionView(View, frozen=True, kw_only=True):
    """What viewers did in this session."""

    viewers: int = 0
    """Different viewers who did something."""
    actions: dict[str, int] = {}
    """By kind: ``comment``, ``question``, ``vote``, ``code``, ``like``, ``follow``, ``share``, ``gift`` …"""
    viewer_minutes: float = 0.0
    """Minutes that all viewers together spent in the room, as far as TikTok said how many there are."""
    per_viewer_minute: float = 0.0
    """Actions for each of them; 0 if TikTok never said."""
    minute: MinuteView = MinuteView()
    """The one that is now; those before it are in ``Status.minutes``."""


class StretchView(View, frozen=True, kw_only=True):
    """Interaction in a part of the show."""

    name: str
    """``segment:ID`` of the run sheet; ``polls.ID``, ``quick.ID``, ``pk.ID`` … for what viewers answered; or the origin
    of a line, as in ``LineView`` (without the number), for the minute after each time that it was posted."""
    times: int
    """How often a segment began, or a line was posted; 0 for what is answered."""
    viewers: int
    """Different viewers who did something; each time anew."""
    actions: int
    viewer_minutes: float
    """Of a poll or an ask, while it was open; 0 where that is not told."""
    per_viewer_minute: float


class CrowdView(View, frozen=True, kw_only=True):
    """What became of the joins of one kind of viewers; the host, moderators, own accounts and those who had only just
    been here are in none.
    """

    joins: int = 0
    excluded: int = 0
    """Of these, those that nobody could meet, such as while the room was paused."""
    waiting: int = 0
    """Not met yet, but their time is not over."""
    met: int = 0
    not_met: int = 0
    met_acted: int = 0
    """Met, and did something after it."""
    acted_30s: int = 0
    """Did something within 30 s of the join."""
    acted_2m: int = 0
    acted: int = 0
    """Did something at any time in this session, as far as livebot remembers them."""


class NewcomerCardView(View, frozen=True, kw_only=True):
    """What the overlay shows to those who have just come."""

    n: int
    crowd: str
    """``new`` or ``returning``: who they are."""
    joins: int
    """How many of them there were when the card was made."""
    texts: dict[str, str]
    """One or two, by language, the more fitting first. No names in them."""
    keys: tuple[str, ...]
    """What to type, if the text asks for a key."""
    opens: str
    """The poll, ask or code that goes with it."""
    from_ms: int
    until_ms: int


class NewcomersView(View, frozen=True, kw_only=True):
    """Joins, who of them was met within 30 s, and what they did. Every join is met, not met, waiting or excluded.

    Joins that livebot never saw, because TikTok did not tell them or because livebot was too busy, are in no figure.
    """

    joins: int = 0
    waiting: int = 0
    met: int = 0
    not_met: int = 0
    excluded: dict[str, int] = {}
    """By reason: ``host``, ``moderator``, ``own_account``, ``rejoined`` (was here minutes ago); or what kept livebot
    from meeting them: ``not_live``, ``gap`` (no connection), ``paused``, ``panicked``, ``quiet_hours``."""
    met_by: dict[str, int] = {}
    """``card``, ``greeting``, or ``line`` for any other that was posted."""
    new: CrowdView = CrowdView()
    returning: CrowdView = CrowdView()
    """Those who were active in an earlier session."""
    first_act_s: int = 0
    """Median time from the join to the first thing that a viewer did, of those who did something; 0 if none did."""
    forgotten: int = 0
    """Joins that are too long ago, or too many, to know whether their viewers did something later."""
    greetings: int = 0
    """Lines that were posted, or offered, to greet."""
    is_overlay_seen: bool = False
    """The overlay with the cards is on somebody's screen."""
    card: NewcomerCardView | None = None
    """The one that is up now."""
    why_not: tuple[Why, ...] = ()
    """Why nobody is greeted in the chat now."""


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

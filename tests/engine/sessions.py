"""Random sessions: what may happen in a room, and rooms in which it happened."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from hypothesis import strategies as st

from livebot.commands import (
    ActOnOffence,
    AnyCommand,
    DismissOffence,
    LineDropped,
    LineSent,
    MuteViewer,
    PermitLink,
    ReleaseAllQuestions,
    RemoveViewer,
    WarnViewer,
)
from livebot.effects import AnyEffect, Moderate, OfferChat, SendChat, Translate
from livebot.engine.room import Room
from livebot.engine.settings import ChatSettings, RoomSettings
from livebot.engine.text import fold
from livebot.events import (
    AnyEvent,
    ChatDoubted,
    ChatFailed,
    ChatSent,
    CommandGiven,
    Commented,
    CommentsDeleted,
    Connected,
    Disconnected,
    Followed,
    Gifted,
    Joined,
    Liked,
    LiveEnded,
    LivePaused,
    LiveResumed,
    Moderated,
    ModerationFailed,
    Ordered,
    OverlaySeen,
    ProductShown,
    Recovered,
    RulesLoaded,
    RulesRefused,
    SessionClosed,
    SessionOpened,
    Shared,
    Ticked,
    Translated,
    TranslationFailed,
    ViewersCounted,
)
from livebot.testing import START_MS, rules_from_yaml
from livebot.viewers import Profile, Reading, Viewer
from livebot.web.commands import parse_command

RULES = """
polls:
  - id: colour
    question: {en: "Red or blue?", es: "¿Rojo o azul?"}
    options: [{key: A, accept: [red, rojo]}, {key: B, label: {en: Blue}, accept: [blue, azul]}]
    duration: 40s
    announce: {en: "{winner} wins!", es: "¡Gana {winner}!"}
    announce_tie: {en: "A tie!"}
    announce_none: {en: "Nobody!"}
  - {id: size, question: {en: "A or S?"}, options: [{key: A}, {key: S}], duration: 0, vote: first, target: 2,
     starts: [{every: 60s}, {at: "22:15"}, {reached: {viewers: 50}}, {each: {orders: 2}}, {ending: true}]}
  - {id: two, question: {en: "A, C or D?"}, question_again: {en: "{last_day} {last_winner}", es: "¡{last_winner}!"},
     options: [{key: A}, {key: C}, {key: D}], choose: 2, duration: 30s, announce: {en: "{winner} of {voters}"}}
pk:
  - id: camps
    question: {en: "A or K?"}
    question_again: {en: "{last_winner} {last_day}, and now?"}
    camps: [{key: A}, {key: K, accept: [red]}]
    duration: 40s
    cheers_per_viewer: {per_minute: 3, in_all: 5}
    camp: first
    lead: {by: 1, every: 10s, say: {en: "{leader} leads, {score}"}}
    last: {before: 20s, say: {en: "{seconds} s, {score}"}}
    announce: {en: "{winner} {cheers} {score}"}
    guard: {viewers: 1, within: 20s}
    starts: [{every: 90s}]
quick:
  - {id: heard, ask: {en: "Y?"}, answers: {Y: [yes, 是], 1: []}, window: 20s, grace: 5s}
codes:
  - id: moon
    phrases: [the moon, 🌙🌙]
    reply: {en: "Moon! {viewer}", es: "¡Luna!"}
    welcome: {en: "Welcome {viewer}"}
    explain: {en: "A secret"}
    cooldown: {user: 20s, room: 5s}
    burst: {viewers: 2, within: 30s, say: {en: "🌙🌙"}}
  - {id: sun, phrases: [sun], match: word, when: manual, reply: {en: "Sun"}, open_for: 30s, opening: {en: "Sun up"},
     closing: {en: "Sun down", es: "Noche"}, starts: [{each: {comments: 5}}, {every: 60s}, {said: [hi]}]}
  - {id: end, phrases: [finale], match: fuzzy, when: ending, reply: {en: "Bye"}}
prompts:
  - {id: hello, every: 20s, jitter: 9s, texts: [{en: Hello, es: Hola}, {en: Welcome}], opens: heard,
     choose: best, explore: 30%}
  - {id: vote, every: 45s, min_comments: 2, min_viewers: 2, texts: [{en: "Vote now"}], opens: colour}
  - {id: new, every: 30s, min_joins: 1, texts: [{en: "New here?"}, {en: "Hi, new ones"}, {en: Hello}]}
answers:
  - {id: cost, intent: price, texts: {en: "Ten", es: "Diez"}, auto: {cooldown: 20s}}
  - {id: cost-a3, intent: price, product: A3, texts: {en: "Twelve"}}
points:
  per_minute: 2
  like: {per: 5}
  levels: [{at: 2, name: {en: Friend, es: Amiga}}, {at: 6, name: {en: Star}}]
  level_up: {every: 20s, say: {en: "Level up! {who}"}}
  ask: {words: {en: ["!points"]}, reply: {en: "{viewer}: {points} {month} {session} {level}"}, cooldown: {user: 9s}}
  hide: {en: ["!hide me"]}
  show: {en: ["!show me"]}
  leaderboard: {say: {en: "Top: {top}"}, starts: [{every: 60s}]}
newcomers:
  cohort: {viewers: 2, within: 20s}
  every: 30s
  opens: heard
  rejoined_within: 60s
  texts: [{en: "New? Y", es: "¿Nuevo?"}, {en: "Hello"}]
  returning: [{es: "¡{viewer} otra vez!", en: "Back, {viewer} {visits}"}, {en: "Welcome back"}]
goals:
  - id: sold
    target: {orders: [2, 5]}
    announce: {en: "{have} of {target}, {left} left"}
    announce_reached: {en: "{target} sold", es: "¡{target}!"}
  - id: more
    each: {likes: 10}
    when: manual
    starts: [{each: {gifts: 3}}, {said: [the moon]}]
    announce_reached: {en: "{have}"}
countdowns:
  - {id: soon, for: 40s, marks: [40s, 20s, 5s], texts: {en: "{left}!"}, closing: {en: "Now!"}, again_after: 30s,
     then: [polls.colour, codes.sun, runsheet.middle], starts: [{every: 90s}]}
  - {id: late, at: "22:16", marks: [1m], calm: {en: "{left}", es: "¡{left}!"}}
  - {id: sold, until: {orders: 3}, amounts: [2, 1], texts: {en: "{left} more"}, then: [countdowns.soon]}
runsheet:
  late_after: 10s
  shows: [{at: "22:14"}, {days: [wed], at: "08:30", timezone: Asia/Tokyo}]
  segments:
    - {id: first, title: {en: First}, at: 0m, prompts: [hello], goals: {comments: 2, viewers: 5}}
    - {id: middle, title: {en: Middle}, at: 50s, prompts: [new], product: A3, opens: [countdowns.sold, quick.heard]}
    - {id: last, title: {en: Last}, at: 80s, length: 60s, ending: true, opens: [prompts.vote]}
giveaways:
  - id: tumbler
    prizes: [{name: {en: a tumbler}}]
    duration: 60s
    announce: {en: "{prize}! {left}", es: "¡{prize}!"}
    enter: {en: "Tap the box"}
    remind: {at: [20s, 40s], say: {en: "{left} left"}}
    thanks: {en: Thanks}
    cooldown: 15s
    countdown: soon
    starts: [{every: 90s}]
  - id: dress
    mode: draw
    allowed: {by: Ana, because: fine}
    prizes: [{name: {en: dress}, count: 2}]
    duration: 25s
    grace: 5s
    entry: {comment: [me]}
    eligible: {active: 40s, not_won_within: 1d}
    claim: {within: 20s, remind: 5s, words: [here]}
    announce: {en: "{prize} {seal}"}
    enter: {en: "Type {word}"}
    none: {en: Nobody}
    closed: {en: "{entrants} in"}
    winner: {en: "{viewer} won"}
    remind_claim: {en: "{viewer}?"}
    claimed: {en: "{viewer} has it"}
    unclaimed: {en: "{viewer} is away"}
    starts: [{every: 60s}]
  - id: bag
    mode: draw
    allowed: {by: Ana, because: fine}
    prizes: [{name: {en: bag}}]
    duration: 0
    public_value: the number
    entry: {code: moon}
    eligible: {follower: true, points: 1}
    claim: {within: 0}
    announce: {en: "Bag!"}
    enter: {en: "Use it"}
    winner: {en: "{viewer} has the bag"}
moderation:
  mode: auto
  exempt: [regulars]
  strikes_expire: 60s
  rules:
    links: {allow: [myshop.com]}
    contacts: {}
    words: {add: {en: [scam]}}
    repeats: {times: 2, within: 20s}
    flood: {comments: 4, within: 5s}
    capitals: {min_letters: 5}
    symbols: {mode: dry}
    length: {max: 30, mode: suggest}
    raid: {viewers: 2, within: 60s}
market: {market: US, name: {en: US}, updated: 2026-01-01, quiet_hours: ["22:15-22:16"], rules: [
  {id: top, about: claim, source: page, source_date: 2026-01-01, reason: {en: no}, words: {und: [best, welcome]}}]}
"""
OTHER_RULES = """
polls: [{id: colour, question: {en: "C or D?"}, options: [{key: C}, {key: D}], duration: 15s, grace: 0}]
prompts: [{id: hello, every: 10s, texts: [{en: Hello}], starts: [{after: 50s}, {reached: {comments: 3}}]}]
goals: [{id: sold, target: {orders: 3}, announce_at: 40%, announce: {en: "{have}/{target}"}}]
codes: [{id: moon, phrases: ["moo+n"], match: regex, reply: {en: "Moon again"}, only_for: {level: 1}}]
countdowns: [{id: soon, for: 15s, marks: [10s], texts: {en: "{left} to go"}}, {id: sold, for: 1m}]
runsheet: {moves: hand, late_after: 5s, segments: [
  {id: middle, title: {en: M}, length: 20s, prompts: [hello]}, {id: end, title: {en: E}}]}
moderation: {mode: suggest, ladder: [mute short, remove], rules: {links: {}, repeats: {mode: auto}, raid: {mode: auto}}}
points: {comment: 3, levels: [{at: 5, name: {en: Star}}], hide: {es: ["!hide me"]}}
market: {market: US, name: {en: United States}, updated: 2026-01-01, rules: [
  {id: luna, about: claim, source: page, source_date: 2026-01-01, reason: {en: unproven}, words: {en: [hello]}}]}
"""
PLAIN_RULES = [rules_from_yaml(text).model_dump(mode="json") for text in (RULES, OTHER_RULES, "")]
CHATS = [
    ChatSettings(mode="auto", max_per_minute=4),
    ChatSettings(mode="auto", min_gap_ms=0, max_chars=12),
    ChatSettings(mode="assist", own_accounts=("bot",)),
    ChatSettings(mode="off"),
]
LANES = [
    ChatSettings(mode="assist", min_gap_ms=2_000, max_per_minute=2, own_accounts=("bot",)),
    ChatSettings(mode="auto", min_gap_ms=0, max_per_minute=2),
    ChatSettings(mode="auto", min_gap_ms=2_000, max_per_minute=3, own_accounts=("bot",)),
    ChatSettings(mode="auto"),
]
NAMES = ["ana", "bo", "cy", "di", "bot"]
TEXTS = [
    *("A", "１", "azul!", "S", "s", "Y👍", "yes", "是", "5555", "I have 2 kids", "@bo A", ""),
    *("A", "K", "K", "kkk", "A D", "C and D", "scam"),
    *("the moon", "🌙🌙🌙", "sun", "finales", "what does the moon mean", "hi"),
    *("any pockets", "ANY POCKETS?", "有口袋吗", "Hello", "Welcome", "Red or blue?", "Y?"),
    *("!points", "!hide me", "!show me"),
    *("me", "me", "ME!", "here", "how do i enter"),
    *(
        "bit.ly/x1",
        "the moon bit.ly/x1",
        "sc4m",
        "you all get cheated",
        "!!!!!!!!!!!!",
        "the best of the best of all things",
    ),
]
LEFT = "left"  # a console has gone; it has no words, for nobody types it
BALLOTS = [
    *("poll {} two", "poll {} colour", "poll {} size", "poll {} gone"),
    *("quick {} heard", "code {} sun", "code {} moon"),
]
COMMANDS = [
    *(words.format(do) for words in BALLOTS for do in ("open", "close")),
    *(f"pk {do} camps" for do in ("start", "start", "stop", "cool", "go-on")),
    *(f"question {do} {n}" for do in ("answer", "star", "dismiss", "claim", "release", "handover") for n in (1, 2)),
    *(f"question {do}" for do in ("give 1 cost", "give 2 cost-a3", "reply 1 十块", "post 1", "discard 1")),
    *("prompt send hello", "prompt send vote", "outbox sent 1", "outbox drop 1", "outbox drop 2"),
    *("order add 3", "order remove", "figure set likes 9", "goal start more", "goal stop sold", "goal start sold"),
    *(f"countdown {do} {which}" for do in ("start", "stop", "pause", "resume") for which in ("soon", "late", "sold")),
    *("countdown add soon 30s", "countdown add sold 1m", "segment go last", "segment go first"),
    *(f"segment {do}" for do in ("next", "skip", "hold", "hold", "back")),
    "leaderboard post",
    *(f"giveaway {do} {which}" for do in ("start", "stop", "cancel") for which in ("tumbler", "dress", "bag")),
    *("giveaway draw bag 12", "giveaway draw dress 3"),
    *("say Hello", "say the best", "say One", "say Two", "ending", "pause", "resume", "panic", "undo", "undo", LEFT),
]
MODERATION: list[AnyCommand] = [
    *(ActOnOffence(n=n, step=step) for n in (1, 2, 3) for step in ("", "warn", "mute long", "remove")),
    *(DismissOffence(n=n) for n in (1, 2, 3)),
    *(make(viewer=name) for make in (PermitLink, WarnViewer, MuteViewer, RemoveViewer) for name in ("ana", "bo")),
]
PHASES = ["live", "live", "live", "lost", "ended", "paused", "resumed", "restart"]


@dataclass
class Idea:
    """Something to happen; what it is exactly depends on what the room has in flight."""

    kind: str
    after_ms: int
    data: dict[str, Any] = field(default_factory=dict)


moments = st.one_of(st.just(0), st.integers(0, 500), st.integers(0, 30_000), st.integers(-2_000, 90_000))
soon = st.one_of(st.just(0), st.integers(0, 12_000))
viewers = st.builds(Viewer, id=st.sampled_from(NAMES), handle=st.sampled_from(NAMES), name=st.text(max_size=4))
details = st.sampled_from([(), (), ("pockets",), ("pocekts",), ("item:a3",), ("colour:red", "not")])
readings = st.builds(
    Reading,
    scores=st.sampled_from([{}, {"en": 0.9}, {"es": 0.8}, {"zh": 0.9}, {"es": 0.45, "pt": 0.4}]),
    question=st.sampled_from([0.0, 0.0, 1.0]),
    intent=st.sampled_from(["", "", "price", "meaning"]),
    is_bare=st.booleans(),
    details=details,
    about=st.sampled_from(["", "product", "order"]),
)
asking = st.builds(
    Reading,
    scores=st.sampled_from([{"en": 0.9}, {"es": 0.8}, {"zh": 0.9}]),
    question=st.just(1.0),
    intent=st.sampled_from(["", "", "price"]),
    is_bare=st.booleans(),
    details=details,
    about=st.sampled_from(["", "product", "order"]),
)
anything_typed = st.one_of(st.sampled_from(TEXTS), st.sampled_from(TEXTS), st.text(max_size=12))


def comments(
    texts: st.SearchStrategy[str] = anything_typed, readings: st.SearchStrategy[Reading] = readings
) -> st.SearchStrategy[dict[str, Any]]:
    """What ``Commented`` needs besides its time, with how long ago it was written."""
    return st.fixed_dictionaries(
        {
            "viewer": viewers,
            "text": texts,
            "reading": readings,
            "profile": st.sampled_from(
                [Profile(), Profile(sessions=2, language="es", codes=("moon",), points={"2023-10": 4})]
            ),
            "is_history": st.sampled_from([False, False, False, True]),
            "is_question_box": st.sampled_from([False, False, False, True]),
            "written_ms_ago": st.integers(0, 20_000),
        }
    )


def ideas(
    kind: str, after_ms: st.SearchStrategy[int] = moments, **data: st.SearchStrategy[Any]
) -> st.SearchStrategy[Idea]:
    return st.builds(Idea, kind=st.just(kind), after_ms=after_ms, data=st.fixed_dictionaries(data))


def commands(*words: str, after_ms: st.SearchStrategy[int] = moments) -> st.SearchStrategy[Idea]:
    return ideas("command", after_ms, words=st.sampled_from(words), by=st.sampled_from(["desk", "desk", "phone"]))


def plan_of(*kinds: st.SearchStrategy[Idea], most: int) -> st.SearchStrategy[list[Idea]]:
    return st.lists(st.one_of(kinds), min_size=5, max_size=most)


outcomes = st.sampled_from(["sent", "sent", "sent", "failed", "limited", "maybe", "echo"])
translations: dict[str, Any] = {
    "which": st.integers(0, 9),
    "text": st.sampled_from(["有口袋吗", "有口袋吗", "多少钱", ""]),
    "engine": st.sampled_from(["libre", "libre", "phrasebook"]),
}

plans = plan_of(
    *[ideas("comment", comment=comments())] * 3,
    *[commands(*COMMANDS)] * 2,
    *[ideas("settle", how=outcomes)] * 2,
    ideas("translate", **translations),
    ideas("moderate", which=st.integers(0, len(MODERATION) - 1)),
    ideas("moderated", which=st.integers(0, 5), fails=st.booleans()),
    ideas("connection", phase=st.sampled_from(PHASES)),
    ideas("rules", rules=st.integers(0, 2), chat=st.integers(0, len(CHATS) - 1)),
    ideas("gift", viewer=viewers, count=st.integers(0, 5), is_streak=st.booleans(), is_end=st.booleans()),
    ideas("other", viewer=viewers, which=st.integers(0, 10)),
    ideas(
        "order",
        number=st.integers(1, 6),
        status=st.sampled_from(["placed", "paid", "cancelled"]),
        amount=st.sampled_from(["", "9.90", "150000", "NaN"]),
        who=st.sampled_from(["", "ana", "@Bo", "bot"]),
        ago_ms=st.sampled_from([0, 0, 60_000]),
    ),
    ideas("total", viewer=viewers, likes=st.integers(0, 9), total=st.integers(0, 99)),
    ideas("deleted", name=st.sampled_from(NAMES), number=st.integers(0, 40)),
    ideas("tick"),
    most=45,
)
"""Anything at all."""
busy_lanes = plan_of(
    *[commands("say One", "say one", "say Two", "say 🌙🌙", after_ms=soon)] * 3,
    ideas("comment", soon, comment=comments(st.sampled_from(["🌙🌙", "the moon", "One"]), st.just(Reading()))),
    *[ideas("settle", soon, how=st.sampled_from(["sent", "sent", "failed", "limited", "maybe", "echo"]))] * 3,
    commands("prompt send hello", "outbox drop 1", "outbox drop 2", "pause", after_ms=soon),
    commands("panic", "resume", after_ms=soon),
    ideas("tick", soon),
    most=60,
)
"""Many lines, and every way for them to end."""
queue_texts = st.sampled_from(["any pockets", "ANY POCKETS?", "有口袋吗", "tasche?", "how much"])
busy_queues = plan_of(
    *[ideas("comment", soon, comment=comments(queue_texts, asking))] * 3,
    *[ideas("translate", soon, **translations)] * 3,
    *[commands(*(words for words in COMMANDS if words.startswith("question")), "undo", LEFT)] * 2,
    ideas("settle", soon, how=outcomes),
    commands("outbox sent 1", "outbox drop 1", "panic", "resume", after_ms=soon),
    most=40,
)
"""Many questions, and everything that is done with them."""
costs = st.builds(
    Reading,
    scores=st.sampled_from([{"en": 0.9}, {"es": 0.8}, {"fr": 0.9}, {"zh": 0.9}, {}]),
    question=st.just(1.0),
    intent=st.just("price"),
    is_bare=st.just(value=True),
    about=st.just("product"),
)
busy_answers = plan_of(
    *[ideas("comment", soon, comment=comments(st.just("how much"), costs))] * 3,
    *[commands("question give 1 cost", "question reply 1 十块", "question post 1", after_ms=soon)] * 2,
    commands("question answer 1", "question dismiss 1", "question handover 1", "question release 1", after_ms=soon),
    commands(*(f"outbox {do} {n}" for do in ("sent", "drop") for n in (1, 2, 3)), after_ms=soon),
    commands("undo", "pause", "panic", "resume", after_ms=soon),
    *[ideas("settle", soon, how=outcomes)] * 3,
    ideas("translate", soon, **translations),
    ideas("deleted", soon, name=st.sampled_from(NAMES), number=st.integers(0, 40)),
    ideas("other", soon, viewer=viewers, which=st.just(6)),
    ideas("tick"),
    most=40,
)
"""One question in many languages, and every way to answer it."""


class LaneWatch:
    """Sees every step of a session and knows by itself what the chat lane must never do."""

    def __init__(self) -> None:
        self._started_ms: list[int] = []
        self._flying: SendChat | None = None
        self._settled_ms = self._offered_ms = 0
        self._last_text = ""

    def see(self, room: Room, event: AnyEvent, effects: Sequence[AnyEffect]) -> None:
        chat, now_ms = room.state.settings.chat, room.state.at_ms
        self._note(event, chat, now_ms)
        for effect in effects:
            if isinstance(effect, OfferChat):
                assert chat.mode == "assist"
                if not next(line for line in room.state.lane.lines if line.id == effect.line).is_by_hand:
                    self._check_pace(chat, now_ms)
                self._offered_ms = now_ms
                self._last_text = ""  # the operator decides what comes after what
            elif isinstance(effect, SendChat):
                assert chat.mode == "auto"
                self._check(effect, chat, now_ms)
                self._flying = effect
            else:
                continue
            self._started_ms.append(now_ms)
            said = set(re.findall(r"\w+", fold(effect.text)))
            assert said.isdisjoint(_blocked_words(room)), "the gate let it pass"
            assert room.state.show.is_live
            assert not room.state.show.is_panicked

    def _check(self, line: SendChat, chat: ChatSettings, now_ms: int) -> None:
        self._check_pace(chat, now_ms)
        assert now_ms < line.expires_at_ms
        assert 0 < len(line.text) <= chat.max_chars
        assert fold(line.text) != self._last_text

    def _check_pace(self, chat: ChatSettings, now_ms: int) -> None:
        assert self._flying is None, "two lines in flight"
        assert now_ms >= max(self._settled_ms, self._offered_ms) + chat.min_gap_ms
        assert len([at_ms for at_ms in self._started_ms if at_ms > now_ms - 60_000]) < chat.max_per_minute

    def _note(self, event: AnyEvent, chat: ChatSettings, now_ms: int) -> None:
        """Follow what becomes of the line in flight."""
        match event:
            case ChatSent() | ChatDoubted() | ChatFailed() if self._flying and event.effect_id == self._flying.id:
                if not isinstance(event, ChatFailed):
                    self._last_text = fold(self._flying.text)
            case Commented(text=text) if (
                self._flying and event.viewer.handle in chat.own_accounts and fold(text) == fold(self._flying.text)
            ):
                self._last_text = fold(self._flying.text)
            case CommandGiven(command=LineDropped() | LineSent()):
                self._last_text = ""  # one in doubt may be said again
                return
            case _:
                return
        self._flying, self._settled_ms = None, now_ms


def _blocked_words(room: Room) -> set[str]:
    market = room.state.rules.get("market") or {"rules": []}
    return {word for rule in market["rules"] for words in rule["words"].values() for word in words}


class Session:
    """A session as it is lived: every event with what was decided because of it."""

    def __init__(self, seed: str, chat: ChatSettings) -> None:
        self.room = Room()
        self.events: list[AnyEvent] = []
        self.effects: list[AnyEffect] = []
        self._watch = LaneWatch()
        self._at_ms = START_MS
        self.take(SessionOpened(at_ms=START_MS, session_id="s", seed=seed))
        self.take(self._rules(0, chat))
        self.take(Connected(at_ms=START_MS, room_id="1"))

    def take(self, event: AnyEvent) -> None:
        """Step an event, and before it every deadline at its own time, so that each decision's time is known."""
        room = self.room
        event = msgspec.structs.replace(event, at_ms=max(event.at_ms, room.state.at_ms))  # as the room's loop does
        while (due_ms := room.next_deadline()) is not None and due_ms <= event.at_ms:
            self._step(Ticked(at_ms=due_ms))
        self._step(event)

    def _step(self, event: AnyEvent) -> None:
        before_ms = self.room.state.at_ms
        effects = self.room.step(event)
        now_ms = self.room.state.at_ms
        due_ms = self.room.next_deadline()
        assert now_ms >= before_ms
        assert due_ms is None or due_ms > now_ms, "the room's loop would spin"
        self.events.append(event)
        self.effects += effects
        self._watch.see(self.room, event, effects)

    def carry_out(self, idea: Idea) -> None:
        self._at_ms += idea.after_ms
        if (event := self._event(idea)) is not None:
            self.take(event)

    def _event(self, idea: Idea) -> AnyEvent | None:
        at_ms, data = self._at_ms, idea.data
        number = f"m{len(self.events)}"
        match idea.kind:
            case "comment":
                written_at_ms = at_ms - data["comment"]["written_ms_ago"]
                fields = {name: value for name, value in data["comment"].items() if name != "written_ms_ago"}
                return Commented(at_ms=at_ms, msg_id=number, written_at_ms=written_at_ms, **fields)
            case "command":
                command = ReleaseAllQuestions() if data["words"] == LEFT else parse_command(data["words"].split())
                return CommandGiven(at_ms=at_ms, command_id=number, by=data["by"], command=command)
            case "moderate":
                return CommandGiven(at_ms=at_ms, command_id=number, by="desk", command=MODERATION[data["which"]])
            case "moderated":
                taken = [effect.id for effect in self.effects if isinstance(effect, Moderate)]
                effect_id = taken[-1 - data["which"] % len(taken)] if taken else "moderate:1"
                if data["fails"]:
                    return ModerationFailed(at_ms=at_ms, effect_id=effect_id, reason="no permission")
                return Moderated(at_ms=at_ms, effect_id=effect_id)
            case "settle":
                return self._outcome(data["how"])
            case "translate":
                asked = [effect.id for effect in self.effects if isinstance(effect, Translate)]
                effect_id = asked[data["which"] % len(asked)] if asked else "translate:1"
                if not data["text"]:
                    return TranslationFailed(at_ms=at_ms, effect_id=effect_id, reason="none")
                return Translated(at_ms=at_ms, effect_id=effect_id, text=data["text"], engine=data["engine"])
            case "connection":
                return self._connection(data["phase"])
            case "rules":
                return self._rules(data["rules"], CHATS[data["chat"]])
            case "gift":
                return Gifted(
                    at_ms=at_ms, msg_id=number, viewer=data["viewer"], gift_id="1", gift_name="Rose", group_id="1",
                    diamonds=1, repeat_count=data["count"], is_streak=data["is_streak"], is_streak_end=data["is_end"],
                )  # fmt: skip
            case "order":
                bought_ms = at_ms - data["ago_ms"] if data["ago_ms"] else 0
                return Ordered(
                    at_ms=at_ms, order_id=f"o{data['number']}", status=data["status"], amount=data["amount"],
                    currency="USD", viewer_id=data["who"], ordered_at_ms=bought_ms,
                )  # fmt: skip
            case "total" if data["likes"]:
                return Liked(
                    at_ms=at_ms, msg_id=number, viewer=data["viewer"], count=data["likes"], total=data["total"]
                )
            case "total":
                return ViewersCounted(at_ms=at_ms, msg_id=number, viewers=data["total"], total=data["total"])
            case "other":
                return self._other(data["which"], number, data["viewer"])
            case "deleted":
                gone = (f"m{data['number']}",)
                return CommentsDeleted(at_ms=at_ms, msg_id=number, msg_ids=gone, viewer_ids=(data["name"],))
        return Ticked(at_ms=at_ms)

    def _connection(self, phase: str) -> AnyEvent:
        happenings: dict[str, AnyEvent] = {
            "live": Connected(at_ms=self._at_ms, room_id="1"),
            "lost": Disconnected(at_ms=self._at_ms, reason="network", last_frame_at_ms=self._at_ms - 1_000),
            "ended": LiveEnded(at_ms=self._at_ms),
            "paused": LivePaused(at_ms=self._at_ms),
            "resumed": LiveResumed(at_ms=self._at_ms),
            "restart": Recovered(at_ms=self._at_ms),
        }
        return happenings[phase]

    def _other(self, which: int, msg_id: str, viewer: Viewer) -> AnyEvent:
        at_ms = self._at_ms
        match which:
            case 0:
                return Liked(at_ms=at_ms, msg_id=msg_id, viewer=viewer, count=3)
            case 1:
                return Followed(at_ms=at_ms, msg_id=msg_id, viewer=viewer)
            case 2:
                return Shared(at_ms=at_ms, msg_id=msg_id, viewer=viewer)
            case 3:
                return ViewersCounted(at_ms=at_ms, msg_id=msg_id, viewers=7)
            case 4:
                return RulesRefused(at_ms=at_ms, errors=("no",))
            case 5:
                return SessionClosed(at_ms=at_ms)
            case 6:
                return ProductShown(at_ms=at_ms, msg_id=msg_id, product_id="7", title="A3 dress")
            case 7:
                pages = ("newcomers",) if viewer.name else ()
                return OverlaySeen(at_ms=at_ms, pages=pages)
        profile = Profile(sessions=len(viewer.name) % 2, language="es")
        return Joined(at_ms=at_ms, msg_id=msg_id, viewer=viewer, profile=profile)

    def _outcome(self, how: str) -> AnyEvent | None:
        at_ms = self._at_ms
        flying = next((line for line in self.room.state.lane.lines if line.state == "sending"), None)
        if flying is None:
            return None
        match how:
            case "sent":
                return ChatSent(at_ms=at_ms, effect_id=flying.effect_id)
            case "failed":
                return ChatFailed(at_ms=at_ms, effect_id=flying.effect_id, reason="refused")
            case "limited":
                return ChatFailed(at_ms=at_ms, effect_id=flying.effect_id, reason="rate", retry_at_ms=at_ms + 9_000)
            case "maybe":
                return ChatDoubted(at_ms=at_ms, effect_id=flying.effect_id, reason="timeout")
        bot = Viewer(id="bot", handle="bot")
        return Commented(at_ms=at_ms, msg_id=f"m{len(self.events)}", viewer=bot, text=flying.text, written_at_ms=at_ms)

    def _rules(self, rules: int, chat: ChatSettings) -> RulesLoaded:
        room_settings = RoomSettings(room="shop", host_language="zh", chat=chat, gists={"price": "多少钱"})
        return RulesLoaded(at_ms=self._at_ms, rules=PLAIN_RULES[rules], settings=msgspec.to_builtins(room_settings))


def lived(plan: Sequence[Idea], seed: str = "seed", chat: ChatSettings = CHATS[0]) -> Session:
    session = Session(seed, chat)
    for idea in plan:
        session.carry_out(idea)
    return session


def played(room: Room, events: Sequence[AnyEvent]) -> list[AnyEffect]:
    return [effect for event in events for effect in room.step(event)]

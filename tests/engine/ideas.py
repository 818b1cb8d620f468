"""What may happen in a room: plans for random sessions."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from livebot.commands import ActOnOffence, AnyCommand, DismissOffence, MuteViewer, PermitLink, RemoveViewer, WarnViewer
from livebot.viewers import Profile, Reading, Viewer
from tests.engine.session_rules import CHATS

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

"""The gate: what the market's rules do not let livebot post, whoever wrote it."""

import json
import re
from collections.abc import Callable
from itertools import count

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from livebot.commands import ComposeReply, GiveAnswer, PostReply, Say
from livebot.effects import OfferChat, SendChat, Translate
from livebot.engine.lines.gate import Block, Gate, MarketPack, blocks
from livebot.engine.rulebook import RuleSet
from livebot.engine.text import fold
from livebot.engine.turn import Trace
from livebot.events import AnyEvent, ChatFailed, Connected, Joined, RulesLoaded, Ticked, Translated
from livebot.testing import START_MS, Playbook
from livebot.viewers import Profile, Reading, Viewer
from tests.rule_texts import NEVER_POSTED, everything_saying, text_fields

RULE = {"source": "a page", "source_date": "2026-01-02", "reason": {"en": "Not provable", "zh": "无法证明"}}
PACK = {
    "market": "US",
    "name": {"en": "United States"},
    "updated": "2026-01-02",
    "rules": [
        {
            **RULE,
            "id": "absolute",
            "about": "claim",
            "words": {"und": ["best", "No.1"], "de": ["beste"], "id": ["paling"], "zh": ["第一"]},
            "unless": ["best wishes", "all the best"],
        },
        {**RULE, "id": "cure", "about": "claim", "patterns": [r"\bcures? \w+", r"100 ?% (?:safe|natural)"]},
        {**RULE, "id": "hurry", "about": "urgency", "words": {"en": ["last chance"]}},
        {**RULE, "id": "elsewhere", "about": "link", "unless": ["myshop.com"]},
        {**RULE, "id": "handles", "about": "contact"},
    ],
    "banned_words": {"en": ["damn fool"]},
}
MARKET = f"market: {json.dumps(PACK, ensure_ascii=False)}\n"


def pack(**changes: object) -> MarketPack:
    return MarketPack.model_validate(PACK | changes)


def broken(text: str, language: str = "en", **changes: object) -> list[tuple[str, str]]:
    return [(block.rule, block.word) for block in blocks(pack(**changes), text, language)]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("The BEST dress", "en", [("absolute", "best")]),
        ("The ＢＥＳＴ dress", "en", [("absolute", "best")]),
        ("bestow, the bestie", "en", []),
        ("Best wishes!", "en", []),
        ("Best wishes from the best shop", "en", [("absolute", "best")]),
        ("Das beste Kleid", "de", [("absolute", "beste")]),
        ("beste", "nl", []),
        ("beste", "", [("absolute", "beste")]),
        ("Das beste Kleid", "de-AT", [("absolute", "beste")]),
        ("the best", "vi", [("absolute", "best")]),
        ("全网第一", "zh", [("absolute", "第一")]),
        ("第一次来吗", "zh", []),
        ("It cures acne, 100% natural", "en", [("cure", "cures acne")]),
        ("100 % Safe", "en", [("cure", "100 % safe")]),
        ("more at bit.ly/x1", "en", [("elsewhere", "bit.ly")]),
        ("more at myshop.com", "en", []),
        ("add me on whatsapp", "en", [("handles", "add me on whatsapp")]),
        ("last chance!", "en", []),
        ("The best, it cures acne", "en", [("absolute", "best"), ("cure", "cures acne")]),
        ("How are you?", "en", []),
    ],
)
def test_what_a_line_breaks(text: str, language: str, found: list[tuple[str, str]]) -> None:
    assert broken(text, language) == found


def test_urgency_is_blocked_where_it_is_unwelcome() -> None:
    assert broken("last chance!", urgency="unwelcome") == [("hurry", "last chance")]


def test_without_a_pack_everything_passes() -> None:
    assert Gate(None).blocks("the best, bit.ly/x") == []


def test_the_reason_is_in_the_hosts_language_or_in_english() -> None:
    (block,) = blocks(pack(), "the best")
    assert [block.reason(language) for language in ("zh", "en", "vi")] == ["无法证明", "Not provable", "Not provable"]
    assert Block(rule="r", about="claim", word="w", reasons={"vi": "Không"}).reason("zh") == "Không"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"words": {}, "patterns": []}, "finds nothing"),
        ({"words": {"en": ["\u200b"]}}, "no visible characters"),
        ({"patterns": ["("]}, "not a valid regex"),
        ({"unless": ["\u200b"]}, "no visible characters"),
        ({"about": "weather"}, "about"),
    ],
)
def test_a_rule_that_cannot_work_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        pack(rules=[{**RULE, "id": "r", "about": "claim", "words": {"en": ["x"]}, **wrong}])


@pytest.mark.parametrize("hours", ["25:00-07:00", "2-7", "02:00", "02:60-03:00"])
def test_quiet_hours_are_two_times_of_day(hours: str) -> None:
    with pytest.raises(ValidationError):
        pack(quiet_hours=[hours])


def test_a_banned_word_nobody_can_type_is_refused() -> None:
    with pytest.raises(ValidationError, match="no visible characters"):
        pack(banned_words={"en": ["\ufe0f"]})


# --- in the room -----------------------------------------------------------------------------------------------


def test_the_operators_own_line_is_refused_with_the_reason_in_the_hosts_language() -> None:
    play = Playbook(MARKET, host_language="zh")
    play("0:01 -- live")
    reply = play.replied(Say(text="the best"))
    assert (reply.kind, reply.ok) == ("blocked", False)
    assert reply.data == {"word": "best", "rule": "absolute", "reason": "无法证明"}
    assert play.outbox == []
    assert play.reply("say hello") == "done"


def test_a_prompt_uses_what_passes() -> None:
    play = Playbook(MARKET + 'prompts: [{id: p, every: 10s, texts: [{en: "The best"}, {en: "Hello"}, {en: "Hi"}]}]')
    play(
        """
        0:01  -- live
        0:11  >> Hi
        0:21  >> Hello
        0:31  >> Hi
        """
    )


BOASTING = """
prompts: [{id: p, every: 10s, texts: [{en: The best}], opens: q}]
quick: [{id: q, ask: {en: Like it}, answers: {Y: []}}]
"""


def test_a_prompt_that_never_passes_is_shown_as_blocked_with_the_reason_and_the_word() -> None:
    play = Playbook(MARKET + BOASTING)
    play(
        """
        0:01  -- live
        0:40  -- tick
        """
    )
    (line,) = play.status.outbox  # once, not every ten seconds
    assert (line.state, line.reason, line.word, line.rule) == ("blocked", "Not provable", "best", "absolute")
    assert play.notices("line_blocked") == [{"line": "1", "text": "The best", "word": "best", "reason": "Not provable"}]
    assert "blocked" in play.why_not("p")
    assert not play.quick("q").open
    assert play.reply("prompt send p") == "blocked"


POLLS = """
polls: [{id: p, question: {en: "Which is best?"}, options: [{key: A}, {key: B}], duration: 20s,
         announce_none: {en: "The best had no votes"}}]
quick: [{id: q, ask: {en: "Best? Y"}, answers: {Y: []}}]
"""


def test_a_poll_is_not_opened_with_a_question_that_may_not_be_posted() -> None:
    play = Playbook(MARKET + POLLS)
    play("0:01 -- live")
    assert play.reply("poll open p") == "blocked"
    assert play.reply("quick open q") == "blocked"
    assert not play.poll("p").open


def test_where_nothing_is_posted_nothing_is_blocked() -> None:
    play = Playbook(MARKET + POLLS, mode="off")
    play("0:01 -- live")
    assert play.reply("poll open p") == "done"


def test_a_result_that_may_not_be_posted_is_shown_as_blocked() -> None:
    play = Playbook(MARKET + POLLS.replace("Which is best?", "A or B?"))
    play(
        """
        0:01  -- live
        0:01  operator: poll open p
        0:01  >> A or B?
        1:00  -- tick
        """
    )
    assert play.outbox[-1] == ("The best had no votes", "blocked")


CODES = """
codes: [{id: moon, phrases: [moon], reply: {en: "Hi {viewer}!"}, explain: {en: "The best secret"},
         cooldown: {user: 1s, room: 1s}, burst: {viewers: 2, within: 30s, say: {en: "Best burst"}}}]
"""


def test_replies_explanations_and_bursts_of_codes_pass_the_gate() -> None:
    play = Playbook(MARKET + CODES, chat={"min_gap_ms": 0})
    play(
        """
        0:01  -- live
        0:02  ana: moon
        0:02  >> Hi Ana!
        0:10  bo: moon
        0:10  >> Hi Bo!
        0:20  cy? (en, meaning): what does moon mean
        """
    )
    assert [text for text, state in play.outbox if state == "blocked"] == ["Best burst", "The best secret"]


def test_a_viewers_name_that_advertises_is_replaced_by_the_handle() -> None:
    play = Playbook(MARKET + CODES, chat={"min_gap_ms": 0})
    play("0:01 -- live")
    names = [("Best Buy", "ana1"), ("bit.ly/x1", "ana2"), ("+84 912 345 678", "best")]
    names += [("B e s t", "ana3"), ("b3st", "ana4"), ("You d@mn f00l", "ana5")]
    for name, handle in names:
        viewer = Viewer(id=handle, handle=handle, name=name)
        play.feed(play.comment("", "moon", play.room.state.at_ms + 40_000, viewer=viewer))
    said = [effect.text for effect in play.effects(SendChat)]
    assert said == ["Hi ana1!", "Hi ana2!", "Hi ?!", "Hi ana3!", "Hi ana4!", "Hi ana5!"]


PRICE = Reading(scores={"en": 0.9}, question=1.0, intent="price", is_bare=True, about="product")
ANSWERS = """
answers:
  - {id: cost, intent: price, texts: {en: "Best price: ten", es: "Diez"}, auto: {cooldown: 20s}}
"""


def test_an_answer_that_may_not_be_posted() -> None:
    play = Playbook(MARKET + ANSWERS)
    play(
        """
        0:01  -- live
        0:02  ana? (en, price): how much
        """
    )
    assert play.card(1).state == "new"
    traces: list[Trace] = []
    play.room.step(play.comment("bo", "how much", play.room.state.at_ms, reading=PRICE), traces)
    assert ("answers.cost", "blocked") in [(trace.rule, trace.why.kind) for trace in traces]
    assert play.reply(GiveAnswer(n=1, answer="cost")) == "blocked"


def test_an_answer_goes_out_in_the_languages_in_which_it_may() -> None:
    play = Playbook(MARKET + ANSWERS.replace(", auto: {cooldown: 20s}", ""))
    play(
        """
        0:01  -- live
        0:02  ana? (en, price): how much
        0:03  bo? (es, price): cuánto
        0:04  operator: question give 1 cost
        0:04  >> @Bo Diez
        """
    )
    assert ("@Ana Best price: ten", "blocked") in play.outbox
    assert (play.card(1).state, play.card(1).again) == ("new", True)  # Ana still waits


def test_a_translated_reply_is_blocked_before_it_is_posted() -> None:
    play = Playbook(MARKET, host_language="zh")
    play(
        """
        0:01  -- live
        0:02  ana? (en): how is it
        """
    )
    play.reply(ComposeReply(n=1, text="很好"))
    play("0:05 -- translated answer:1:1:en: the best")
    reply_ = play.card(1).reply
    assert reply_ is not None
    (part,) = reply_.parts
    assert (part.state, part.word, part.reason) == ("blocked", "best", "无法证明")
    reply = play.replied(PostReply(n=1))
    assert (reply.kind, reply.data["word"]) == ("blocked", "best")


def test_what_waits_is_held_against_changed_rules() -> None:
    play = Playbook("", mode="assist")
    play("0:01 -- live")
    play.reply("say the best")
    play.reply("say all fine")
    play.load(MARKET)
    assert play.outbox == [("the best", "blocked"), ("all fine", "offered")]


def test_what_was_being_sent_is_held_against_changed_rules_before_it_is_tried_again() -> None:
    play = Playbook("", settles=False, chat={"min_gap_ms": 0})
    play("0:01 -- live")
    play.reply("say the best")
    (sending,) = play.effects(SendChat)
    play.load(MARKET)
    at_ms = play.room.state.at_ms
    play.feed(ChatFailed(at_ms=at_ms, effect_id=sending.id, reason="rate limit", retry_at_ms=at_ms + 9_000))
    play.feed(Ticked(at_ms=at_ms + 20_000))
    assert len(play.effects(SendChat)) == 1
    assert play.outbox == [("the best", "blocked")]


# --- quiet hours -----------------------------------------------------------------------------------------------

QUIET = f"market: {json.dumps(PACK | {'quiet_hours': ['22:20-22:25']}, ensure_ascii=False)}\n"
"""Playbooks begin at 22:13:20 UTC."""


def test_in_quiet_hours_livebot_says_nothing_by_itself() -> None:
    play = Playbook(QUIET + 'prompts: [{id: p, every: 3m, texts: [{en: "Hello"}, {en: "Hi"}]}]')
    play(
        """
        0:01   -- live
        3:01   >> Hi
        6:01   >> Hello
        9:30   -- tick
        9:30   operator: say I am here
        9:30   >> I am here
        9:45   operator: prompt send p
        9:45   >> Hi
        12:45  >> Hello
        """
    )
    play("13:00 -- tick")


def test_the_console_says_why_and_until_when() -> None:
    play = Playbook(QUIET + 'prompts: [{id: p, every: 1m, texts: [{en: "Hello"}]}]')
    play.feed(play._event(play.room.state.at_ms + 500_000, "-- live"))
    (why, *_) = play.prompt("p").why_not
    assert (why.kind, why.data) == ("quiet_hours", {"left_ms": "200000"})


def test_quiet_hours_are_those_of_the_markets_clock() -> None:
    rules = QUIET.replace("22:20-22:25", "17:00-18:00") + "prompts: [{id: p, every: 1m, texts: [{en: Hello}]}]"
    play = Playbook(rules, timezone="America/New_York")
    play(
        """
        0:01  -- live
        9:00  -- tick
        """
    )
    assert "quiet_hours" in play.why_not("p")


def test_what_waits_goes_out_when_quiet_hours_end() -> None:
    play = Playbook(QUIET + CODES)
    play(
        """
        0:01   -- live
        11:30  ana: moon
        11:40  >> Hi Ana!
        """
    )


# --- whatever is written ---------------------------------------------------------------------------------------

BAD = ["the best", "BEST", "ｂｅｓｔ", "best wishes", "hello best", "bit.ly/x1", "it cures all", "add me on whatsapp"]
scripts = st.one_of(st.sampled_from([*BAD, "ok", "hello"]), st.text(max_size=12))
names = st.one_of(st.sampled_from([*BAD, "b e s t", "b3st", "beśt", "Ana", "@best"]), st.text(max_size=12))


def rules_saying(say: Callable[[str], str]) -> RuleSet:
    """Rules with every kind of text that is posted; ``say`` is told which it is, such as ``polls.question``."""

    def fit(at: str) -> str:
        text = say(at)
        return text if text.strip() and "{" not in text else "x"

    return RuleSet.model_validate({"market": PACK} | everything_saying(fit))


class Show:
    """A show in which every feature speaks, in any mode; lines that are offered are posted by hand."""

    def __init__(self, rules: RuleSet, mode: str, name: Callable[[], str], say: Callable[[], str]) -> None:
        self.play = Playbook(mode=mode, chat={"min_gap_ms": 0, "max_per_minute": 10_000}, host_language="zh")
        self._name, self._say = name, say
        room_settings = msgspec.to_builtins(self.play.settings)
        self.feed(RulesLoaded(at_ms=START_MS, rules=rules.model_dump(mode="json"), settings=room_settings))
        self.feed(Connected(at_ms=START_MS, room_id="1"))
        for part in (
            self._votes,
            self._cheers,
            self._codes,
            self._answers,
            self._figures,
            self._giveaways,
            self._comings,
        ):
            part()

    @property
    def at_ms(self) -> int:
        return self.play.room.state.at_ms

    def feed(self, event: AnyEvent) -> None:
        self.play.feed(event)
        for line in list(self.play.room.state.lane.lines):
            if line.state == "offered":
                self.play.reply(f"outbox sent {line.id}")

    def do(self, *commands: str) -> None:
        for command in commands:
            self.play.reply(command)
            self.wait(1)

    def wait(self, seconds: int) -> None:
        until_ms = self.at_ms + seconds * 1_000
        while (due_ms := self.play.room.next_deadline()) is not None and due_ms < until_ms:
            self.feed(Ticked(at_ms=due_ms))
        self.feed(Ticked(at_ms=until_ms))

    def write(self, *texts: str, viewer_id: str = "", **fields: object) -> None:
        for text in texts:
            viewer = Viewer(id=viewer_id or self._name() or "nobody", name=self._name(), handle=self._name())
            self.feed(self.play.comment("", text, self.at_ms + 500, viewer=viewer, **fields))

    def _votes(self) -> None:
        self.do("prompt send p", "quick open q")
        for votes in ([], [("ana", "A"), ("bo", "B")], [("cy", "A")], []):
            self.do("poll open p")
            for viewer_id, key in votes:
                self.write(key, viewer_id=viewer_id)
            self.do("poll close p")

    def _cheers(self) -> None:
        for cheers in ("", "CD", "CDD", ""):
            self.do("pk start k")
            for n, key in enumerate(cheers):
                self.write(key, viewer_id=f"fan {n}")
            self.wait(85)
            self.do("pk stop k")
        self.do("pk start k", "pk cool k")

    def _codes(self) -> None:
        self.write("moon", "moon", viewer_id="ana")
        self.write("moon")
        self.write("what does moon mean", reading=Reading(scores={"en": 1.0}, question=1.0, intent="meaning"))
        self.do("code open door", "code close door")

    def _answers(self) -> None:
        self.write("how much", reading=PRICE)
        self.write("is it nice", reading=Reading(scores={"en": 1.0}, question=1.0))
        self.write("so long that nobody would ever want to read it to its very end")
        self.play.reply(Say(text=self._say()))
        self.wait(1)
        for number in (1, 2):
            self.play.reply(GiveAnswer(n=number, answer="a"))
            self.play.reply(ComposeReply(n=number, text="很好"))
            for effect in self.play.effects(Translate):
                self.feed(Translated(at_ms=self.at_ms, effect_id=effect.id, text=self._say(), engine="libre"))
            self.play.reply(PostReply(n=number))
            self.wait(1)

    def _figures(self) -> None:
        self.do("order add 1", "order add 1", "countdown start hurried", "countdown start calm")
        self.wait(10)
        self.write("!points", "!points")
        self.wait(21)
        self.write("!points")
        self.do("leaderboard post")

    def _giveaways(self) -> None:
        self.do("giveaway start native")
        self.write("how do i enter")
        self.wait(20)
        for entrants in ([], ["ana", "bo"]):
            self.do("giveaway start draw")
            for viewer_id in entrants:
                self.write("me", viewer_id=viewer_id)
            self.wait(20)
        self.wait(25)  # the first winner is not there
        for viewer_id in ("ana", "bo"):
            self.write("here", viewer_id=viewer_id)
        self.wait(1)

    def _comings(self) -> None:
        for sessions in (0, 1):
            viewer = Viewer(id=f"came {sessions}", name=self._name(), handle=self._name())
            profile = Profile(sessions=sessions)
            self.feed(Joined(at_ms=self.at_ms, msg_id=f"j{sessions}", viewer=viewer, profile=profile))
            self.wait(35)


def test_every_text_of_the_rules_is_in_this_show() -> None:
    at: list[str] = []

    def say(where: str) -> str:
        at.append(where)
        return "x"

    rules_saying(say)
    assert set(at) == text_fields()


@pytest.mark.parametrize("mode", ["auto", "assist"])
def test_every_text_is_said_in_this_show(mode: str) -> None:
    marks: dict[str, str] = {}

    def say(at: str) -> str:
        marks[f"fine{len(marks)}x"] = at
        return list(marks)[-1]

    numbers = count()
    show = Show(rules_saying(say), mode, lambda: f"ana {next(numbers)}", lambda: f"fine {next(numbers)}")
    kind = SendChat if mode == "auto" else OfferChat
    posted = [effect.text for effect in show.play.effects(kind)]
    assert {at for mark, at in marks.items() if any(mark in text for text in posted)} == text_fields() - NEVER_POSTED


@pytest.mark.parametrize("mode", ["auto", "assist"])
def test_every_text_can_be_blocked(mode: str) -> None:
    numbers = count()
    show = Show(rules_saying(lambda _: f"best {next(numbers)}"), mode, lambda: f"ana {next(numbers)}", lambda: "best")
    assert show.play.effects(SendChat) + show.play.effects(OfferChat) == []


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(["auto", "assist"]))
def test_nothing_that_is_posted_or_offered_breaks_a_rule(data: st.DataObject, mode: str) -> None:
    def say(_: str = "") -> str:
        return data.draw(scripts)

    play = Show(rules_saying(say), mode, lambda: data.draw(names), say).play
    for effect in (*play.effects(SendChat), *play.effects(OfferChat)):
        assert blocks(pack(), effect.text, "en") == []
        said = fold(effect.text).replace("best wishes", "")
        assert not re.search(r"\bbest\b|b e s t|b3st|bit\.ly|cures all|add me on whatsapp", said)

"""The gate: what the market's rules do not let livebot post, whoever wrote it."""

import pytest
from pydantic import ValidationError

from livebot.commands import ComposeReply, GiveAnswer, PostReply, Say
from livebot.effects import SendChat
from livebot.engine.lines.gate import Block, Gate, blocks
from livebot.engine.turn import Trace
from livebot.events import ChatFailed, Ticked
from livebot.testing import Playbook
from livebot.viewers import Viewer
from tests.engine.lines.market import CODES, MARKET, PRICE, RULE, pack


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


def test_a_banned_word_nobody_can_type_is_refused() -> None:
    with pytest.raises(ValidationError, match="no visible characters"):
        pack(banned_words={"en": ["\ufe0f"]})


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

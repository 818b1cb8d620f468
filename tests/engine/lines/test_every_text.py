"""Every text that rules can have, in one show: it can be said, and blocked."""

import re
from collections.abc import Callable
from itertools import count

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livebot.commands import ComposeReply, GiveAnswer, PostReply, Say
from livebot.effects import OfferChat, SendChat, Translate
from livebot.engine.lines.gate import blocks
from livebot.engine.rulebook import RuleSet
from livebot.engine.text import fold
from livebot.events import AnyEvent, Connected, Joined, RulesLoaded, Ticked, Translated
from livebot.testing import START_MS, Playbook
from livebot.viewers import Profile, Reading, Viewer
from tests.engine.lines.market import PACK, PRICE, pack
from tests.rule_texts import NEVER_POSTED, everything_saying, text_fields

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

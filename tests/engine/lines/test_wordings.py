"""Which words work: windows, figures, what sessions leave to those after them, and what is said because of it."""

import hashlib
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livebot.commands import Say
from livebot.effects import Notify, Remember, SendChat
from livebot.engine.lines.sampling import wording_key
from livebot.engine.room import Room
from livebot.events import AnyEvent, ChatSent, Commented, Connected, Recalled, Ticked, ViewersCounted
from livebot.testing import START_MS, Playbook
from livebot.viewers import Memory, Past, Viewer
from livebot.views.lines import WordingView

HELLO = """
prompts:
  - id: hello
    every: 1m
    texts: [{en: "Welcome", es: "Bienvenidos"}, {en: "Hello"}]
"""
"""With the Playbook's own seed Welcome is the first of them."""
FAST = {"min_gap_ms": 0, "max_per_minute": 60}


def wording(play: Playbook, text: str) -> WordingView:
    return next(view for view in play.status.wordings if view.text == text)


def figures(play: Playbook, text: str) -> tuple[int, int, int]:
    view = wording(play, text)
    return view.shown, view.present, view.responders


class TestWindows:
    def test_who_writes_in_the_minute_after_it_responds_and_each_once(self) -> None:
        play = Playbook(HELLO.replace("1m", "3m"))
        play("""
            0:00  -- live
            0:01  -- viewers 40
            2:59  bo: too early
            3:00  >> Welcome
            3:01  ana: hi
            3:02  ana: hi again
            3:59.999 cy?: how much
            4:00  di: too late
        """)
        assert figures(play, "Welcome") == (1, 40, 2)
        view = wording(play, "Welcome")
        assert (view.rate, view.low < 0.05 < view.high, view.language, view.n) == (0.05, True, "en", 1)

    def test_votes_and_codes_respond_likes_and_the_house_do_not(self) -> None:
        rules = HELLO + "codes: [{id: moon, phrases: [moon]}]\nquick: [{id: y, ask: {en: 'Y?'}, answers: {Y: []}}]"
        play = Playbook(rules.replace("every: 1m", "every: 1m\n    opens: y"), chat={"own_accounts": ["bot"]})
        play("0:00 -- live\n0:01 -- viewers 9\n1:00 >> Welcome\n1:01 ana: Y\n1:02 bo: moon\n1:03 bot: hi\n1:04 cy!: hi")
        play.feed(play.comment("h", "hi", START_MS + 70_000, viewer=Viewer(id="h", is_host=True)))
        play("1:20 -- likes 5\n2:00 >> Hello")
        assert figures(play, "Welcome") == (1, 9, 2)

    def test_what_comes_in_two_windows_is_the_later_lines(self) -> None:
        play = Playbook(HELLO)
        play("""
            0:00  -- live
            0:01  -- viewers 10
            1:00  >> Welcome
            1:10  ana: hi
            1:30  operator: prompt send hello
            1:30  >> Hello
            1:40  ana: hi
            1:50  bo: hi
            2:15  cy: hi
            2:30  >> Welcome
        """)
        assert (figures(play, "Welcome"), figures(play, "Hello")) == ((1, 10, 1), (1, 10, 3))

    def test_at_least_those_who_responded_were_there(self) -> None:
        play = Playbook(HELLO)
        play("0:00 -- live\n0:01 -- viewers 1\n1:00 >> Welcome\n1:01 ana: a\n1:02 bo: b\n2:00 >> Hello")
        assert figures(play, "Welcome") == (1, 2, 2)

    def test_without_a_count_of_viewers_nothing_is_learnt(self) -> None:
        play = Playbook(HELLO)
        play("0:00 -- live\n1:00 >> Welcome\n1:01 ana: a\n1:02 -- viewers 9\n2:00 >> Hello")
        assert (figures(play, "Welcome"), play.effects(Remember)) == ((0, 0, 0), [])

    @pytest.mark.parametrize("away", ["-- lost", "-- paused", "-- ended", "-- restart", "-- closed"])
    def test_nor_where_the_room_was_away_before_the_end(self, away: str) -> None:
        play = Playbook(HELLO.replace("every: 1m", "every: 5m"))
        play(f"0:00 -- live\n0:01 -- viewers 9\n5:00 >> Welcome\n5:30 {away}\n7:00 -- tick")
        assert figures(play, "Welcome") == (0, 0, 0)

    def test_a_line_that_is_posted_when_the_show_is_over_opens_none(self) -> None:
        play = Playbook(HELLO, settles=False)
        play("0:00 -- live\n0:01 -- viewers 9\n1:00 >> Welcome\n1:01 -- ended\n1:02 -- sent\n3:00 -- tick")
        assert figures(play, "Welcome") == (0, 0, 0)

    def test_in_assist_mode_it_opens_when_the_operator_posted_it(self) -> None:
        play = Playbook(HELLO, mode="assist")
        play("""
            0:00  -- live
            0:01  -- viewers 9
            1:10  ana: hi
            1:20  operator: outbox sent 1
            1:30  bo: hi
            2:20  -- tick
        """)
        assert figures(play, "Welcome") == (1, 9, 1)

    def test_other_lines_open_none(self) -> None:
        play = Playbook()
        play("0:00 -- live\n0:01 operator: say Hi\n0:01 >> Hi\n0:02 ana: hi")
        assert play.room.state.wordings.windows == []

    def test_each_language_has_its_own_figures_and_is_shown_when_it_is_spoken(self) -> None:
        play = Playbook(HELLO)
        play("0:00 -- live\n0:01 -- viewers 10\n0:02 ana (es): hola\n0:03 bo (es): hola")
        assert [view.id for view in play.status.wordings] == ["hello:1:en", "hello:2:en", "hello:1:es"]
        play("1:00 >> Bienvenidos\n1:01 ana (es): hola\n2:00 >> Hello")
        assert (figures(play, "Bienvenidos"), figures(play, "Welcome")) == ((1, 10, 1), (0, 0, 0))


def past(session: int, text: str, **data: int) -> Past:
    memory = Memory(kind="wording", key=wording_key("hello", text), data={"shown": 1, **data})
    return Past(memory=memory, session_id=f"s{session}", at_ms=START_MS - session)


class TestMemory:
    def test_a_session_leaves_its_figures_each_time_they_grow(self) -> None:
        play = Playbook(HELLO)
        play("0:00 -- live\n0:01 -- viewers 10\n1:00 >> Welcome\n1:01 ana: a")
        play("2:00 >> Hello\n3:00 >> Welcome\n4:00 >> Hello")
        left = [memory for effect in play.effects(Remember) for memory in effect.memories]
        assert [(memory.kind, memory.key, memory.data["shown"], memory.data["responders"]) for memory in left] == [
            ("wording", wording_key("hello", "Welcome"), 1, 1),
            ("wording", wording_key("hello", "Hello"), 1, 0),
            ("wording", wording_key("hello", "Welcome"), 2, 1),
        ]

    def test_the_older_counts_less_and_only_for_choosing(self) -> None:
        play = Playbook(HELLO)
        memories = (
            past(1, "Welcome", present=400, responders=40),
            past(2, "Welcome", present=1_600, responders=160),
            Past(memory=Memory(kind="other", key="colour"), session_id="s1", at_ms=0),
            past(1, "Hello", present=4_000, responders=40),
        )
        play.feed(Recalled(at_ms=START_MS, memories=memories))
        known = play.room.state.wordings.known[wording_key("hello", "Welcome")]
        assert (known.shown, known.present, known.responders) == (1, 300 + 900, 30 + 90)
        assert figures(play, "Welcome") == (0, 0, 0)
        assert (wording(play, "Welcome").best, wording(play, "Hello").best) == (1.0, 0.0)

    def test_what_is_measured_adds_to_it(self) -> None:
        play = Playbook(HELLO)
        play.feed(Recalled(at_ms=START_MS, memories=(past(1, "Welcome", present=400, responders=40),)))
        play("0:00 -- live\n0:01 -- viewers 10\n1:00 >> Welcome\n1:01 ana: a\n2:00 >> Hello")
        assert play.room.state.wordings.known[wording_key("hello", "Welcome")].present == 310
        assert figures(play, "Welcome") == (1, 10, 1)

    def test_a_session_of_long_ago_counts_no_more(self) -> None:
        play = Playbook(HELLO)
        play.feed(
            Recalled(at_ms=START_MS, memories=tuple(past(n, "Hello", present=0, responders=0) for n in range(30)))
        )
        assert play.room.state.wordings.known[wording_key("hello", "Hello")].shown == 2


BEST = HELLO.replace("every: 1m", "every: 1m\n    choose: best\n    explore: 20%")


class TestChoosing:
    def test_the_best_may_come_again_but_never_twice_in_a_row_in_the_room(self) -> None:
        play = Playbook(BEST.replace("20%", "1%"), chat=FAST)
        play.feed(Recalled(at_ms=START_MS, memories=(past(1, "Hello", present=9_000, responders=900),
                                                     past(1, "Welcome", present=9_000, responders=9))))  # fmt: skip
        play("0:00 -- live\n1:00 >> Hello\n2:00 >> Welcome\n3:00 >> Hello")
        play("3:30 operator: say Hi\n3:30 >> Hi\n4:00 >> Hello")
        chosen = [effect.data["chosen"] for effect in play.effects(Notify) if effect.kind == "prompt_fired"]
        assert chosen == ["drawn", "only", "only", "drawn"]

    def test_in_turn_nothing_is_drawn(self) -> None:
        play = Playbook(HELLO, chat=FAST)
        play.feed(Recalled(at_ms=START_MS, memories=(past(1, "Hello", present=9_000, responders=900),
                                                     past(1, "Welcome", present=9_000, responders=9))))  # fmt: skip
        play("0:00 -- live\n1:00 >> Welcome\n2:00 >> Hello\n3:00 >> Welcome")
        play("3:30 operator: say Hi\n3:30 >> Hi\n4:00 >> Hello")

    def test_what_will_be_said_next_can_be_seen_and_is_said(self) -> None:
        play = Playbook(BEST, chat=FAST)
        play("0:00 -- live")
        for minute in range(1, 20):
            play(f"{minute - 1}:30 operator: say {minute}\n{minute - 1}:30 >> {minute}\n{minute - 1}:59.999 -- tick")
            play(f"{minute}:00 >> {play.prompt('hello').next_text}")


class Show:
    """A show whose viewers respond to each text as often as they really do, and a line of the operator in between."""

    def __init__(self, rules: str = BEST, seed: str = "seed") -> None:
        self.play = Playbook(rules, chat=FAST, seed=seed, settles=False)
        self.said: list[str] = []
        self._at_ms = START_MS
        self._feed(Connected(at_ms=START_MS, room_id="1"))
        self._feed(ViewersCounted(at_ms=START_MS, msg_id="v", viewers=100))

    def _feed(self, event: AnyEvent) -> None:
        for effect in self.play.feed(event):
            if isinstance(effect, SendChat):
                self.play.feed(ChatSent(at_ms=self._at_ms, effect_id=effect.id))
                if effect.text in ("Welcome", "Hello", "Come in"):
                    self.said.append(effect.text)

    def go_on(self, rounds: int, share: Callable[[str], float]) -> None:
        for _ in range(rounds):
            self._at_ms += 60_000
            self._feed(Ticked(at_ms=self._at_ms))
            number = len(self.said)
            for viewer in range(100):
                digest = hashlib.blake2b(f"{number}|{viewer}".encode(), digest_size=4).digest()
                if int.from_bytes(digest) / 2**32 < share(self.said[-1]):
                    name = f"v{viewer}"
                    self._feed(
                        Commented(
                            at_ms=self._at_ms + 1_000,
                            msg_id=f"{number}-{viewer}",
                            viewer=Viewer(id=name, handle=name),
                            text=f"answer {number}",
                            written_at_ms=self._at_ms,
                        )
                    )
            self._feed(self.play.command(Say(text=f"line {number}"), self._at_ms + 30_000))


def by_text(texts: dict[str, float]) -> Callable[[str], float]:
    return texts.__getitem__


class TestAudience:
    def test_the_better_text_gets_most_of_the_showings_and_the_other_its_floor(self) -> None:
        show = Show()
        show.go_on(200, by_text({"Welcome": 0.02, "Hello": 0.06}))
        said = Counter(show.said[50:])
        assert said["Hello"] > 0.8 * 150
        assert said["Welcome"] >= 0.05 * 150
        assert wording(show.play, "Hello").best > 0.99
        assert wording(show.play, "Hello").low < 0.06 < wording(show.play, "Hello").high

    def test_a_wrong_early_winner_is_found_out(self) -> None:
        show = Show()
        show.go_on(20, by_text({"Welcome": 0.2, "Hello": 0.01}))
        assert wording(show.play, "Welcome").best > 0.95
        show.go_on(400, by_text({"Welcome": 0.01, "Hello": 0.06}))
        assert Counter(show.said[-100:])["Hello"] > 75

    def test_of_three_texts_the_best_wins_too(self) -> None:
        show = Show(BEST.replace('{en: "Hello"}]', '{en: "Hello"}, {en: "Come in"}]'))
        show.go_on(200, by_text({"Welcome": 0.02, "Hello": 0.03, "Come in": 0.1}))
        said = Counter(show.said[50:])
        assert said["Come in"] > 0.7 * 150
        assert min(said["Welcome"], said["Hello"]) >= 3

    @settings(deadline=None, max_examples=15)
    @given(st.text(max_size=5), st.lists(st.integers(0, 99), min_size=5, max_size=25), st.integers(0, 24))
    def test_a_replay_and_a_restart_choose_the_same(self, seed: str, shares: list[int], cut: int) -> None:
        show = Show(seed=seed)
        for percent in shares:
            show.go_on(1, by_text(dict.fromkeys(("Welcome", "Hello"), percent / 500)))
        room = Room()
        at = len(show.play.steps) * min(cut, len(shares)) // len(shares)
        for number, step in enumerate(show.play.steps):
            if number == at:
                room = Room.restore(room.snapshot())
            assert room.step(step.event) == step.effects
        assert room.snapshot() == show.play.room.snapshot()

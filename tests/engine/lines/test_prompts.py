from itertools import pairwise

import pytest

from livebot.engine.lines.prompts import PromptRule, PromptState, start_round
from livebot.engine.room import Room
from livebot.testing import START_MS, Playbook

HELLO = """
prompts:
  - id: hello
    every: 1m
    texts: [{en: "Welcome"}, {en: "Hello"}]
"""
"""With the Playbook's own seed Welcome is the first of them."""


def test_a_prompt_fires_each_time_its_interval_has_passed_and_never_repeats_its_last_text() -> None:
    play = Playbook(
        HELLO,
    )
    play("""
        0:00  -- live
        1:00  >> Welcome
        2:00  >> Hello
        3:00  >> Welcome
        4:00  >> Hello
    """)
    assert (play.prompt("hello").fired, play.prompt("hello").last_fired_at_ms) == (4, START_MS + 240_000)
    assert play.prompt("hello").due_at_ms == START_MS + 300_000
    assert play.prompt("hello").next_text == "Welcome"


def test_the_interval_begins_when_the_room_goes_live() -> None:
    play = Playbook(HELLO)
    play("10:00 -- live\n11:00 >> Welcome")


def test_rotation_is_by_chance_but_the_same_whenever_it_is_replayed() -> None:
    five = HELLO.replace('[{en: "Welcome"}', ", ".join(f'{{en: "Text {n}"}}' for n in range(5)).join(["[", ""]))

    def said(seed: str) -> list[str]:
        play = Playbook(five, seed=seed)
        play("0:00 -- live")
        texts = []
        for minute in range(1, 40):
            texts.append(play.prompt("hello").next_text)
            play(f"{minute}:00 >> {texts[-1]}")
        return texts

    texts = said("one")
    assert texts == said("one")
    assert texts != said("two")
    assert len(set(texts)) == 6
    assert all(text != following for text, following in pairwise(texts))


def test_jitter_stays_within_its_bounds_and_differs_each_time() -> None:
    play = Playbook(HELLO.replace("every: 1m", "every: 1m\n    jitter: 20s"))
    play("0:00 -- live")
    gaps, before_ms = set(), START_MS
    for _ in range(40):
        due_ms = play.prompt("hello").due_at_ms
        gaps.add(due_ms - before_ms)
        minute, ms = divmod(due_ms - START_MS, 60_000)
        play(f"{minute}:{ms / 1000:06.3f} >> {play.prompt('hello').next_text}")
        before_ms = due_ms
    assert min(gaps) >= 40_000
    assert max(gaps) <= 80_000
    assert max(gaps) - min(gaps) > 20_000
    assert len(gaps) > 30


def test_a_jitter_longer_than_the_interval_never_makes_it_nothing() -> None:
    play = Playbook()
    turn = play.room._turn(None)
    rule = PromptRule.model_validate({"id": "p", "every": "10s", "jitter": "1h", "texts": [{"en": "Hi"}]})
    for _ in range(20):
        state = PromptState()
        start_round(turn, rule, state, 1_000_000)
        assert state.due_at_ms >= 1_001_000


class TestMinimums:
    @pytest.mark.parametrize(
        ("minimum", "so_far", "the_last"),
        [
            ("min_comments: 3", "0:30 ana: a\n0:31 ana: b", "ana: c"),
            ("min_viewers: 3", "0:30 ana: a\n0:31 ana: b\n0:32 ana: c\n0:33 bo: d", "cy: e"),
            ("min_joins: 2", "0:30 -- joins ana\n0:31 bo: hi\n0:32 cy: hi", "-- joins bo"),
        ],
    )
    def test_it_waits_for_them_and_then_fires_at_once(self, minimum: str, so_far: str, the_last: str) -> None:
        play = Playbook(HELLO.replace("every: 1m", f"every: 1m\n    {minimum}"))
        reason, need = minimum.split(": ")
        play(f"0:00 -- live\n{so_far}")
        assert play.why_not("hello") == ["interval", reason]
        play(f"1:30 -- tick\n1:41 {the_last}\n1:41 >> Welcome")
        play("5:00 -- tick")  # none of it counts for the next time
        (why,) = play.prompt("hello").why_not
        assert (why.kind, why.data) == (reason, {"have": "0", "need": need})

    def test_own_lines_history_and_the_host_do_not_count(self) -> None:
        play = Playbook(HELLO.replace("every: 1m", "every: 1m\n    min_comments: 1"), chat={"own_accounts": ["bot"]})
        play("0:00 -- live\n0:10 bot: hi all\n0:20 ana!: hi\n2:00 -- tick")
        assert play.why_not("hello") == ["min_comments"]

    def test_votes_and_codes_are_comments_too(self) -> None:
        play = Playbook(
            HELLO.replace("every: 1m", "every: 1m\n    min_comments: 1") + "codes: [{id: m, phrases: [moon]}]"
        )
        play("0:00 -- live\n0:10 ana: moon\n1:00 >> Welcome")


class TestNoBacklog:
    @pytest.mark.parametrize(
        ("stop", "go"),
        [
            ("operator: pause", "operator: resume"),
            ("operator: panic", "operator: resume"),
            ("-- paused", "-- resumed"),
            ("-- lost", "-- live"),
            ("-- ended", "-- live"),
            ("-- restart", "-- live"),
        ],
    )
    def test_what_was_missed_is_skipped(self, stop: str, go: str) -> None:
        play = Playbook(HELLO)
        play(f"0:00 -- live\n0:50 {stop}\n2:30 {go}\n3:00 >> Welcome")
        assert play.status.counters["prompts_skipped"] == 2

    def test_a_short_interruption_skips_nothing(self) -> None:
        play = Playbook(HELLO)
        play("0:00 -- live\n0:50 -- lost\n0:55 -- live\n1:00 >> Welcome")

    def test_what_still_waits_for_comments_has_missed_nothing(self) -> None:
        play = Playbook(HELLO.replace("every: 1m", "every: 1m\n    min_comments: 1"))
        play("""
            0:00  -- live
            1:30  -- lost
            1:32  -- live
            1:40  ana: hi
            1:40  >> Welcome
            1:50  operator: pause
            3:00  ana: hi
            3:30  operator: resume
            4:00  >> Hello
        """)

    def test_nothing_fires_when_chat_is_off(self) -> None:
        play = Playbook(HELLO, mode="off")
        play("0:00 -- live\n5:00 -- tick")
        assert play.why_not("hello") == ["chat_off", "interval"]
        play.load(HELLO, chat={"mode": "auto"})
        play("6:00 >> Welcome")

    def test_a_long_silence_gives_one_prompt_not_many(self) -> None:
        play = Playbook(HELLO.replace("every: 1m", "every: 1m\n    min_comments: 1"))
        play("0:00 -- live\n30:00 ana: hi\n30:00 >> Welcome\n31:30 ana: hi\n31:30 >> Hello")


class TestLane:
    def test_the_gap_between_any_two_messages_is_kept(self) -> None:
        play = Playbook(HELLO)
        play("0:00 -- live\n0:55 operator: say Hi all\n0:55 >> Hi all\n1:01 -- tick")
        assert [(why.kind, why.data) for why in play.prompt("hello").why_not] == [("gap", {"left_ms": "2000"})]
        play("1:03 >> Welcome")

    def test_other_lines_go_first(self) -> None:
        play = Playbook(HELLO)
        play("0:00 -- live\n0:55 operator: say One\n0:55 >> One\n0:56 operator: say Two\n1:01 -- tick")
        assert play.why_not("hello") == ["lane_busy"]
        play("1:03 >> Two\n1:11 >> Welcome")

    def test_a_prompt_due_with_a_poll_result_lets_it_go_first(self) -> None:
        play = Playbook(
            HELLO
            + 'polls: [{id: p, question: {en: "A or B?"}, options: [{key: A}, {key: B}], duration: 30s,'
            + ' announce_none: {en: "Nobody"}}]'
        )
        play("0:00 -- live\n0:20 operator: poll open p\n0:20 >> A or B?\n1:00 >> Nobody\n1:00 -- tick")
        assert play.why_not("hello") == ["gap"]
        play("1:08 >> Welcome")

    def test_two_prompts_due_at_once_go_one_after_the_other(self) -> None:
        play = Playbook(HELLO + "  - {id: late, every: 50s, texts: [{en: Late}]}\n")
        play("0:00 -- live\n0:45 operator: say Hi\n0:45 >> Hi\n0:53 >> Late\n1:01 >> Welcome")

    def test_a_prompt_with_nothing_new_to_say_is_skipped(self) -> None:
        play = Playbook('prompts: [{id: one, every: 1m, texts: [{en: "Follow us!"}]}]')
        play("""
            0:00  -- live
            1:00  >> Follow us!
            2:00  -- tick
            2:30  operator: say Hi
            2:30  >> Hi
            3:00  >> Follow us!
            3:01  -- tick
        """)
        assert (play.prompt("one").fired, play.prompt("one").next_text, play.why_not("one")) == (
            2,
            "",
            ["interval", "gap", "repeated"],
        )
        assert play.notices("prompt_skipped") == [{"id": "one", "why": "repeated"}]

    def test_a_text_that_the_operator_just_said_is_not_said_again(self) -> None:
        play = Playbook(HELLO)
        play("0:00 -- live\n0:30 operator: say welcome\n0:30 >> welcome\n1:00 >> Hello")


class TestLanguage:
    TEXTS = "prompts: [{id: hello, every: 1m, texts: [{en: Hello, es: Hola, id: Halo}]}]"

    def test_what_the_room_has_been_writing(self) -> None:
        play = Playbook(self.TEXTS)
        play("0:00 -- live\n0:10 ana (es): a\n0:11 bo (es): b\n0:12 cy (en): c\n1:00 >> Hola")

    def test_only_the_last_ten_minutes_count(self) -> None:
        play = Playbook(self.TEXTS.replace("1m", "12m"))
        play("0:00 -- live\n0:10 ana (es): a\n0:11 bo (es): b\n10:00 cy (en): c\n12:00 >> Hello")

    def test_the_market_where_nobody_wrote_the_language(self) -> None:
        play = Playbook(self.TEXTS, market_language="id")
        play("0:00 -- live\n0:10 ana (fr): a\n1:00 >> Halo")

    def test_english_then_anything_where_the_market_is_not_written(self) -> None:
        play = Playbook(self.TEXTS, market_language="th")
        play("0:00 -- live\n1:00 >> Hello")
        play = Playbook("prompts: [{id: hello, every: 1m, texts: [{es: Hola, id: Halo}]}]", market_language="th")
        play("0:00 -- live\n1:00 >> Hola")


OPENS = """
prompts:
  - {id: hello, every: 1m, texts: [{en: "Y if you know us"}, {en: "Heard of us? Type Y"}], opens: heard}
  - {id: vote, every: 30m, texts: [{en: "A or B?"}, {en: "B or A?"}], opens: colour}
quick: [{id: heard, ask: {en: "Heard of us?"}, answers: {Y: [yes]}, window: 20s}]
polls: [{id: colour, question: {en: "?"}, options: [{key: A}, {key: B}]}]
"""


class TestOpens:
    def test_what_a_prompt_opens_opens_once_viewers_see_the_line(self) -> None:
        play = Playbook(OPENS, settles=False)
        play("0:00 -- live\n1:00 >> Y if you know us\n1:01 ana: y\n1:02 -- sent\n1:03 bo: y")
        assert play.quick("heard").answers == {"Y": 1}
        assert play.quick("heard").closes_at_ms == START_MS + 82_000

    def test_a_poll_is_opened_without_asking_twice(self) -> None:
        play = Playbook(OPENS)
        play("0:00 -- live")
        text = play.prompt("vote").next_text
        play(f"0:01 operator: prompt send vote\n0:01 >> {text}\n0:02 ana: a")
        assert play.poll("colour").votes == {"A": 1, "B": 0}

    def test_a_line_that_never_goes_out_opens_nothing(self) -> None:
        play = Playbook(OPENS, settles=False)
        play("0:00 -- live\n1:00 >> Y if you know us\n1:01 -- failed\n1:02 ana: y")
        assert not play.quick("heard").open

    def test_a_line_in_doubt_opens_it_when_its_echo_appears(self) -> None:
        play = Playbook(OPENS, settles=False)
        play("""
            0:00 -- live
            1:00 >> Y if you know us
            1:10 -- maybe
            1:11 ana: y
            1:12 bot: Y if you know us
            1:13 ana: y
        """)
        assert play.quick("heard").answers == {"Y": 1}

    def test_in_assist_mode_it_opens_when_the_operator_confirms(self) -> None:
        play = Playbook(OPENS, mode="assist")
        play("0:00 -- live\n1:00 -- tick\n1:10 ana: y")
        assert (play.offered, play.quick("heard").open) == (["Y if you know us"], False)
        assert play.why_not("hello") == ["interval", "waiting_posting"]
        play("1:20 operator: outbox sent 1\n1:21 ana: y")
        assert play.quick("heard").answers == {"Y": 1}

    def test_what_is_open_already_stays_as_it_is(self) -> None:
        play = Playbook(OPENS.replace("20s", "90s"))
        play("0:00 -- live\n1:00 >> Y if you know us\n1:05 ana: y\n2:00 >> Heard of us? Type Y\n2:01 bo: y")
        assert (play.quick("heard").viewers, play.quick("heard").closes_at_ms) == (2, START_MS + 150_000)

    def test_a_rule_that_is_gone_meanwhile_opens_nothing(self) -> None:
        play = Playbook(OPENS, settles=False)
        play("0:00 -- live\n1:00 >> Y if you know us")
        play.load(HELLO)
        play("1:05 -- sent\n1:06 ana: y")
        assert play.status.quick == ()


class TestByHand:
    def test_a_prompt_is_posted_now_and_its_interval_begins_anew(self) -> None:
        play = Playbook(HELLO)
        play("0:00 -- live\n0:30 operator: prompt send hello\n0:30 >> Welcome\n1:30 >> Hello")

    def test_also_during_a_pause(self) -> None:
        play = Playbook(HELLO)
        play("0:00 -- live\n0:10 operator: pause\n0:30 operator: prompt send hello\n0:30 >> Welcome")

    @pytest.mark.parametrize(
        ("before", "reply"), [("0:00 -- tick", "not_live"), ("0:00 -- live\n0:01 operator: panic", "panicked")]
    )
    def test_not_when_nothing_may_be_posted(self, before: str, reply: str) -> None:
        play = Playbook(HELLO)
        play(before)
        assert play.reply("prompt send hello") == reply
        assert play.reply("prompt send bye") == "unknown"

    def test_nor_when_it_has_nothing_new_to_say(self) -> None:
        play = Playbook('prompts: [{id: one, every: 1h, texts: [{en: "Follow us!"}]}]')
        play("0:00 -- live\n0:30 operator: prompt send one\n0:30 >> Follow us!")
        assert play.reply("prompt send one") == "repeated"
        assert play.prompt("one").fired == 1


class TestReload:
    def test_a_changed_interval_counts_from_now(self) -> None:
        play = Playbook(HELLO)
        play("0:00 -- live\n0:30 -- tick")
        play.load(HELLO.replace("1m", "2m"))
        play("2:30 >> Welcome")

    def test_a_changed_text_leaves_the_interval_alone(self) -> None:
        play = Playbook(HELLO)
        play("0:00 -- live\n0:30 -- tick")
        play.load(HELLO.replace("Welcome", "Come in"))
        play("1:00 >> Come in")

    def test_the_last_text_is_not_repeated_wherever_it_stands_now(self) -> None:
        play = Playbook(HELLO)
        play("0:00 -- live\n1:00 >> Welcome\n1:30 operator: say Hi\n1:30 >> Hi")
        play.load(HELLO.replace('{en: "Welcome"}, {en: "Hello"}', '{en: "Hello"}, {en: "Welcome"}'))
        play("2:00 >> Hello")

    def test_texts_that_are_all_the_same_are_one(self) -> None:
        play = Playbook(HELLO.replace("Hello", "Welcome"))
        play("0:00 -- live\n1:00 >> Welcome\n1:30 operator: say Hi\n1:30 >> Hi\n2:00 >> Welcome")

    def test_a_new_prompt_begins_now(self) -> None:
        play = Playbook("")
        play("0:00 -- live\n0:30 -- tick")
        play.load(HELLO)
        play("1:30 >> Welcome")

    @pytest.mark.parametrize(("stop", "go"), [("paused", "resumed"), ("lost", "live")])
    def test_one_that_is_new_while_the_room_is_away_begins_when_it_is_back(self, stop: str, go: str) -> None:
        play = Playbook("")
        play(f"0:00 -- live\n0:10 -- {stop}")
        play.load(HELLO)
        play(f"0:30 -- {go}\n1:30 >> Welcome")

    def test_a_prompt_that_is_gone_fires_no_more(self) -> None:
        play = Playbook(HELLO)
        play("0:00 -- live\n0:30 -- tick")
        play.load("")
        play("5:00 -- tick")
        assert play.status.prompts == ()


def test_connecting_a_second_time_does_not_begin_the_interval_anew() -> None:
    play = Playbook(HELLO)
    play("0:00 -- live\n0:30 -- live\n0:40 -- lost\n0:45 -- live 1002\n1:00 >> Welcome")


def test_a_restart_changes_nothing_about_when_and_what() -> None:
    play = Playbook(HELLO)
    play("0:00 -- live\n1:00 >> Welcome")
    play.room = Room.restore(play.room.snapshot())
    play("2:00 >> Hello")


def test_in_assist_mode_the_next_waits_until_the_last_was_posted_or_given_up() -> None:
    play = Playbook(HELLO, mode="assist")
    play("0:00 -- live\n3:00 -- tick\n3:30 operator: outbox drop 1")
    assert play.offered == ["Welcome", "Hello"]
    play("6:00 -- tick")
    assert len(play.offered) == 3

import pytest

from livebot.commands import Panic, Say, Start, Stop, Undo
from livebot.effects import Reply, SendChat
from livebot.events import RulesRefused
from livebot.testing import START_MS, Playbook
from livebot.web.commands import parse_command
from livebot.wording import Words

RULES = """
polls:
  - {id: colour, question: {en: "A or B?"}, options: [{key: A}, {key: B}], announce: {en: "{winner}!"}, duration: 60s}
quick:
  - {id: colour, ask: {en: "Y?"}, answers: {Y: []}}
codes:
  - {id: moon, phrases: [moon], when: manual}
"""


def test_every_command_is_answered_by_its_id() -> None:
    play = Playbook()
    given = play.command(Panic())
    assert [effect for effect in play.feed(given) if isinstance(effect, Reply)] == [
        Reply(id=f"reply:{given.command_id}", command_id=given.command_id, ok=True, kind="done")
    ]
    assert play.status.counters["commands"] == 1


@pytest.mark.parametrize(
    ("words", "kind", "data"),
    [
        ("poll open shape", "unknown", {"what": "polls", "id": "shape"}),
        ("quick open shape", "unknown", {"what": "quick", "id": "shape"}),
        ("code open shape", "unknown", {"what": "codes", "id": "shape"}),
        ("prompt send shape", "unknown", {"what": "prompts", "id": "shape"}),
        ("poll close colour", "not_open", {"id": "colour"}),
        ("question star 3", "unknown_question", {"n": "3"}),
        ("outbox sent 3", "unknown_line", {"n": "3"}),
        ("undo", "nothing_to_undo", {}),
    ],
)
def test_a_refusal_says_why(words: str, kind: str, data: dict[str, str]) -> None:
    play = Playbook(RULES)
    effects = play.feed(play.command(parse_command(words.split())))
    (reply,) = [effect for effect in effects if isinstance(effect, Reply)]
    assert (reply.ok, reply.kind, reply.data) == (False, kind, data)


@pytest.mark.parametrize("words", ["poll open colour", "quick open colour", "pk start shoes"])
def test_what_asks_viewers_something_needs_a_show(words: str) -> None:
    camps = "[{key: A, label: {en: A}}, {key: B, label: {en: B}}]"
    rules = f"{RULES}\npk:\n  - {{id: shoes, question: {{en: 'A or B?'}}, camps: {camps}}}\n"
    play = Playbook(rules)
    assert play.reply(words) == "not_live", "it has not begun"
    play("0:00  -- live\n0:01  -- lost")
    assert play.reply(words) == "done", "the connection is lost for a moment"
    play = Playbook(rules)
    play("0:00  -- live\n0:01  -- ended")
    assert play.reply(words) == "not_live", "it is over"


@pytest.mark.parametrize(
    ("typed", "posted"),
    [
        ("\x1b[31mSale\x07 now\u202e!", "[31mSale now!"),
        ("one\ntwo\r\nthree\tfour\x85 five\u2028six", "one two three four five six"),
        (" ze\u200bro \u2066width\u2069\ufeff ", "zero width"),
        ("👩\u200d💻 ❤️ می\u200cخواهم", "👩\u200d💻 ❤️ می\u200cخواهم"),
        ("x" * 149 + "\u200b\u200b\n!", None),
        ("x" * 148 + "\u200b\u200b\n!", "x" * 148 + " !"),
    ],
)
def test_only_what_can_be_read_of_a_line_is_posted(typed: str, posted: str | None) -> None:
    play = Playbook()
    play("0:00  -- live")
    effects = play.feed(play.command(Say(text=typed)))
    assert [effect.text for effect in effects if isinstance(effect, SendChat)] == ([posted] if posted else [])
    (reply,) = [effect for effect in effects if isinstance(effect, Reply)]
    assert reply.kind == ("done" if posted else "too_long")


@pytest.mark.parametrize("typed", ["\x1b\x07", " \u200b\n", "\u202e"])
def test_a_line_of_nothing_to_read_is_refused(typed: str) -> None:
    play = Playbook()
    play("0:00  -- live")
    (reply,) = play.feed(play.command(Say(text=typed)))
    assert isinstance(reply, Reply)
    assert reply.kind == "empty"


class TestUndo:
    def test_a_closed_poll_opens_again_with_the_time_it_had_left(self) -> None:
        play = Playbook(RULES)
        play("""
            0:00  -- live
            0:01  operator: poll open colour
            0:01  >> A or B?
            0:05  ana: A
            0:21  operator: poll close colour
            0:25  operator: undo
            1:00  bo: A
            1:15  >> A!
        """)
        assert play.poll("colour").votes == {"A": 2, "B": 0}

    def test_also_after_its_grace_time_and_a_result_that_still_waits_is_not_posted(self) -> None:
        play = Playbook(RULES)
        play("""
            0:00  -- live
            0:01  operator: poll open colour
            0:01  >> A or B?
            0:05  ana: A
            0:10  operator: poll close colour
            0:15  operator: say One
            0:15  >> One
            0:16  operator: say Two
            0:21  operator: undo
            0:23  >> Two
            0:30  bo: A
            1:22  >> A!
        """)
        assert play.notices("undone") == [{"what": "polls.colour"}]

    def test_a_poll_without_a_time_limit_has_none_afterwards(self) -> None:
        play = Playbook(RULES.replace("60s", "0"))
        play("""
            0:00 -- live
            0:01 operator: poll open colour
            0:01 >> A or B?
            0:02 operator: poll close colour
            0:03 operator: undo
        """)
        assert (play.poll("colour").state, play.poll("colour").closes_at_ms) == ("open", 0)

    def test_the_question_of_the_poll_that_still_waits_is_posted_all_the_same(self) -> None:
        play = Playbook(RULES)
        play("""
            0:00  -- live
            0:01  operator: say One
            0:01  >> One
            0:02  operator: poll open colour
            0:03  operator: poll close colour
            0:04  operator: undo
            0:09  >> A or B?
        """)

    def test_a_quick_ask_opens_again_and_leaves_the_lines_of_a_poll_with_its_name_alone(self) -> None:
        play = Playbook(RULES)
        play("""
            0:00  -- live
            0:01  operator: quick open colour
            0:01  >> Y?
            0:02  operator: quick close colour
            0:05  operator: poll open colour
            0:06  operator: undo
            0:07  ana: y
            0:09  >> A or B?
        """)
        assert play.quick("colour").viewers == 1

    def test_a_poll_that_was_opened_again_since_is_left_as_it_is(self) -> None:
        play = Playbook(RULES.replace(', announce: {en: "{winner}!"}', ""))
        play("""
            0:00  -- live
            0:01  operator: code open moon
            0:01  operator: code close moon
            0:01  operator: poll open colour
            0:01  >> A or B?
            0:10  operator: poll close colour
            0:12  operator: say One
            0:12  >> One
            0:30  operator: poll open colour
            0:30  >> A or B?
        """)
        assert play.reply("undo") == "done"
        assert play.notices("undone") == [{"what": "codes.moon"}]
        assert play.code("moon").open

    def test_a_code_that_is_open_again_or_gone_is_passed_over(self) -> None:
        play = Playbook(RULES)
        play("""
            0:00 -- live
            0:01 operator: code open moon
            0:02 operator: code close moon
            0:03 operator: code open moon
        """)
        assert play.reply("undo") == "nothing_to_undo"
        play("0:04 operator: code close moon")
        play.load("")
        assert play.reply("undo") == "nothing_to_undo"

    def test_the_newest_goes_first_and_the_oldest_are_forgotten(self) -> None:
        play = Playbook(RULES)
        for number in range(25):
            play(f"0:01 v{number}?: question {number}\n0:02 operator: question dismiss {number + 1}")
        undone = 0
        while play.reply("undo") == "done":
            undone += 1
        assert undone == 20
        assert [card.id for card in play.status.questions if card.state == "new"] == list(range(6, 26))


def test_undo_says_whose_it_was_if_it_was_anothers() -> None:
    play = Playbook(RULES)
    play("0:00 -- live\n0:01 v1?: one\n0:01 v2?: two")
    for by in ("ann", "ben"):
        play.feed(play.command(parse_command(["question", "dismiss", "1" if by == "ann" else "2"]), by=by))
    replies = [
        effect for _ in range(2) for effect in play.feed(play.command(Undo(), by="ann")) if isinstance(effect, Reply)
    ]
    assert [reply.data for reply in replies] == [{"what": "question 2", "by": "ben"}, {"what": "question 1"}]
    assert [Words("en").reply(reply.kind, reply.data) for reply in replies] == [
        "Taken back: question 2 (done by: ben)",
        "Taken back: question 1",
    ]


def test_a_line_that_has_to_wait_is_said_to_wait() -> None:
    play = Playbook()
    play("0:00 -- live")
    replies = [play.replied(f"say {text}") for text in ("One", "Two")]
    assert [Words("en").reply(reply.kind, reply.data) for reply in replies] == [
        "Done",
        "Done: the line waits its turn in the outbox (`livebot status` shows it)",
    ]


def test_ending_is_announced_to_the_operators_and_seen() -> None:
    play = Playbook()
    play("0:01 operator: ending")
    assert (play.status.ending, play.notices("ending")) == (True, [{}])


def test_refused_rules_are_shown_and_the_old_ones_stay() -> None:
    play = Playbook(RULES)
    play.feed(RulesRefused(at_ms=START_MS, errors=("polls.yaml:3:5: no", "more")))
    assert play.status.rules.errors == ("polls.yaml:3:5: no", "more")
    assert play.notices("rules_refused") == [{"first": "polls.yaml:3:5: no"}]
    assert play.status.rules.polls == 1
    play.feed(RulesRefused(at_ms=START_MS, errors=()))
    play.load("")
    assert not play.status.rules.errors
    assert play.status.rules.polls == 0
    assert play.notices("rules_loaded")[-1] == {"changed": "codes.moon, polls.colour, quick.colour"}


def test_the_ending_can_be_taken_back_once() -> None:
    play = Playbook()
    play("0:00 -- live\n0:01 operator: ending\n0:02 operator: ending")
    assert play.reply("undo") == "done"
    assert not play.status.ending
    assert play.notices("undone") == [{"what": "ending"}]
    assert play.reply("undo") == "nothing_to_undo"


@pytest.mark.parametrize("command", [Start(name="nowhere.x"), Stop(name="nowhere.x"), Stop(name="points.leaderboard")])
def test_what_has_no_name_or_cannot_be_stopped_is_unknown(command: Start | Stop) -> None:
    assert Playbook("points: {comment: 1}").reply(command) == "unknown"

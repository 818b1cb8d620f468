"""Polls from their question to their result: which votes count, and what is told."""

import pytest

from livebot.engine.room import Room
from livebot.testing import START_MS, Playbook
from livebot.viewers import Viewer
from tests.engine.asks.poll_room import COLOUR, SILENT, opened


def test_a_poll_from_its_question_to_its_result() -> None:
    play = opened()
    play("""
        0:05  ana: A
        0:06  bo (es): azul
        0:07  cy: is the red one available?
        0:08  di: @shop a!!!
        0:09  ed: AAA
        1:11  >> Red wins with 75%: 3 of 4!
    """)
    poll = play.poll("colour")
    assert (poll.votes, poll.voters, poll.state, poll.open, poll.result) == ({"A": 3, "B": 1}, 4, "closed", False, "A")
    assert [(option.key, option.label, option.votes) for option in poll.options] == [("A", "Red", 3), ("B", "Blue", 1)]
    assert play.notices("poll_closed") == [{"id": "colour", "result": "winner", "winners": "A", "votes": "4"}]


def test_a_tie_and_nobody_have_their_own_wording() -> None:
    play = opened()
    play("""
        0:02  ana: A
        0:03  bo: B
        1:11  >> Red / Blue tie at 50%!
        2:00  operator: poll open colour
        2:00  >> Red or blue? Type A or B
        3:10  >> Nobody voted!
    """)
    assert play.poll("colour").result == ""


def test_a_result_without_a_wording_is_only_shown_to_the_operator() -> None:
    play = Playbook(SILENT)
    play("""
        0:00  -- live
        0:01  operator: poll open size
        0:01  >> S or M?
        0:02  ana: s
        9:00  bo: M
        9:01  operator: poll close size
        9:30  -- tick
    """)
    assert play.poll("size").result == "S,M"
    assert play.notices("poll_closed") == [{"id": "size", "result": "tie", "winners": "S, M", "votes": "2"}]


def test_the_result_is_in_the_language_the_room_writes() -> None:
    play = Playbook(COLOUR)
    play("""
        0:00  -- live
        0:01  ana (es): hola
        0:02  operator: poll open colour
        0:02  >> ¿Rojo o azul? Escribe A o B
        0:03  ana (es): rojo
        1:12  >> ¡Gana Rojo!
    """)


def test_the_last_vote_counts_unless_the_first_is_final() -> None:
    last, first = {"A": 0, "B": 1}, {"A": 1, "B": 0}
    for vote, votes in (("", last), ("    vote: last\n", last), ("    vote: first\n", first)):
        play = opened(COLOUR + vote)
        play("""
            0:02  ana: A
            0:03  ana: B
            0:04  ana: B
        """)
        assert play.poll("colour").votes == votes
        assert play.poll("colour").voters == 1


def test_votes_are_kept_by_user_id_not_by_name() -> None:
    play = opened()
    for viewer in (Viewer(id="1", name="Ana"), Viewer(id="2", name="Ana"), Viewer(id="1", name="Someone else")):
        play.feed(play.comment("", "A", START_MS + 2_000, viewer=viewer))
    assert play.poll("colour").votes == {"A": 2, "B": 0}


def test_answers_within_the_grace_time_still_count() -> None:
    play = opened()
    play("""
        0:20  operator: poll close colour
        0:29.999  ana: A
        0:30  >> Red wins with 100%: 1 of 1!
        0:30  bo: A
    """)
    assert play.poll("colour").votes == {"A": 1, "B": 0}


def test_during_the_grace_time_the_poll_shows_as_such() -> None:
    play = opened()
    assert (play.poll("colour").state, play.poll("colour").closes_at_ms) == ("open", START_MS + 61_000)
    assert play.reply("poll close colour") == "done"
    assert (play.poll("colour").state, play.poll("colour").open, play.poll("colour").closes_at_ms) == ("grace", True, 0)
    assert play.reply("poll close colour") == "not_open"


def test_a_target_closes_the_poll() -> None:
    play = opened(COLOUR + "    target: 2\n")
    play("""
        0:05  ana: A
        0:06  ana: B
        0:07  bo: B
        0:10  cy: A
        0:17  >> Blue wins with 67%: 2 of 3!
    """)


TWO = """
polls:
  - {id: old, question: {en: "Old: A or B?"}, options: [{key: A}, {key: B}], duration: 0}
  - {id: new, question: {en: "New: A or C?"}, options: [{key: A}, {key: C}], duration: 30s}
"""


def test_the_newest_poll_has_the_key_and_late_answers_never_fall_through() -> None:
    play = Playbook(TWO)
    play("""
        0:00  -- live
        0:01  operator: poll open old
        0:01  >> Old: A or B?
        0:05  ana: A
        0:10  operator: poll open new
        0:10  >> New: A or C?
        0:11  bo: A
        0:12  bo: B
        0:45  cy: A
        0:50  di: A
    """)
    assert play.poll("new").votes == {"A": 2, "C": 0}  # cy came in the grace time
    assert play.poll("old").votes == {"A": 2, "B": 1}  # di came after it


def test_opening_a_poll_again_starts_a_new_count() -> None:
    play = opened()
    play("""
        0:05  ana: A
        0:10  operator: poll close colour
        0:12  operator: poll open colour
        0:12  >> Red wins with 100%: 1 of 1!
        0:20  >> Red or blue? Type A or B
    """)
    assert play.poll("colour").votes == {"A": 0, "B": 0}
    assert play.reply("poll open colour") == "already_open"
    assert play.reply("poll open shape") == "unknown"


def test_an_open_poll_survives_a_restart_with_its_votes() -> None:
    play = opened()
    play("""
        0:05  ana: A
    """)
    play.room = Room.restore(play.room.snapshot())
    play("""
        0:20  -- restart
        0:25  -- live
        0:26  ana: B
        0:27  bo: B
        1:11  >> Blue wins with 100%: 2 of 2!
    """)


def test_a_poll_goes_on_while_the_connection_is_lost_and_its_result_waits() -> None:
    play = opened()
    play("""
        0:05  ana: A
        0:30  -- lost
        1:20  -- live
        1:20  >> Red wins with 100%: 1 of 1!
    """)


def test_a_question_that_still_waits_when_its_poll_is_over_is_not_asked_any_more() -> None:
    play = Playbook(SILENT.replace("duration: 0", "duration: 2s, grace: 1s"))
    play("""
        0:00  -- live
        0:01  operator: say One
        0:01  >> One
        0:02  operator: poll open size
        0:03  operator: say Two
        0:09  >> Two
    """)
    assert [(line.text, line.reason) for line in play.status.outbox if line.state == "dropped"] == [
        ("S or M?", "closed")
    ]


def test_a_pause_holds_the_result_back_but_not_the_question_that_the_operator_asks() -> None:
    play = Playbook(COLOUR + 'quick: [{id: ask, ask: {en: "Y?"}, answers: {Y: []}}]')
    play("""
        0:00  -- live
        0:01  operator: pause
        0:02  operator: poll open colour
        0:02  >> Red or blue? Type A or B
        0:03  ana: A
        0:10  operator: quick open ask
        0:10  >> Y?
        1:12  -- tick
        1:40  operator: resume
        1:40  >> Red wins with 100%: 1 of 1!
    """)


def test_what_is_open_stays_open_when_the_rules_change() -> None:
    play = opened()
    play("0:02 ana: A")
    play.load(COLOUR.replace("key: A", "key: X").replace("60s", "5s"))
    play("0:05 bo: A\n1:11 >> Red wins with 100%: 2 of 2!")
    assert play.poll("colour").votes == {"A": 2, "B": 0}
    play("""
        2:00  operator: poll open colour
        2:00  >> Red or blue? Type A or B
        2:01  bo: A
        2:02  cy: X
        2:15  >> Red wins with 100%: 1 of 1!
    """)


def test_a_poll_whose_rule_is_gone_is_seen_as_long_as_it_takes_answers() -> None:
    play = opened()
    play("0:02 ana: A")
    play.load("")
    assert play.poll("colour").votes == {"A": 1, "B": 0}
    play("1:11 >> Red wins with 100%: 1 of 1!")
    assert play.status.polls == ()


class TestHistory:
    """Comments that the server repeats on connecting."""

    @pytest.fixture
    def play(self) -> Playbook:
        play = Playbook(COLOUR)
        play("""
            0:00 -- live
            0:10 operator: poll open colour
            0:10 >> Red or blue? Type A or B
            0:20 -- lost
            0:30 -- live
        """)
        return play

    def both_opened(self) -> Playbook:
        """Return a room in which the old poll was opened at 0:01 and the new one at 0:20."""
        play = Playbook(TWO)
        play("""
            0:00 -- live
            0:01 operator: poll open old
            0:01 >> Old: A or B?
            0:20 operator: poll open new
            0:20 >> New: A or C?
        """)
        return play

    def votes_with(self, play: Playbook, written_s: int) -> int:
        written_at_ms = START_MS + written_s * 1000
        play.feed(play.comment("ana", "A", START_MS + 30_000, is_history=True, written_at_ms=written_at_ms))
        return play.poll("colour").voters

    def test_it_counts_in_a_poll_that_was_open_when_it_was_written(self, play: Playbook) -> None:
        assert self.votes_with(play, 25) == 1

    def test_it_does_not_count_in_a_poll_that_was_not(self, play: Playbook) -> None:
        assert self.votes_with(play, 9) == 0

    def test_an_answer_from_before_the_newest_poll_belongs_to_the_older_one(self) -> None:
        play = self.both_opened()
        play.feed(play.comment("ana", "A", START_MS + 30_000, is_history=True, written_at_ms=START_MS + 10_000))
        assert (play.poll("old").voters, play.poll("new").voters) == (1, 0)

    @pytest.mark.parametrize(("written_s", "votes"), [(10, (1, 0)), (20, (0, 0)), (59, (0, 0)), (61, (1, 0))], ids=str)
    def test_one_that_comes_when_its_poll_is_settled_does_not_fall_through_to_an_older_one(
        self, written_s: int, votes: tuple[int, int]
    ) -> None:
        play = self.both_opened()
        play("1:10 -- live")
        play.feed(
            play.comment("ana", "A", START_MS + 70_000, is_history=True, written_at_ms=START_MS + written_s * 1000)
        )
        assert (play.poll("old").voters, play.poll("new").voters) == votes

    def test_a_clock_of_tiktok_that_is_ahead_costs_nobody_the_vote(self, play: Playbook) -> None:
        play("1:12 -- tick")
        late = play.comment("ana", "A", START_MS + 72_000, is_history=True, written_at_ms=START_MS + 99_000)
        play.feed(late)
        assert play.poll("colour").voters == 1


def test_host_and_own_accounts_have_no_vote_but_moderators_have() -> None:
    play = opened(chat={"own_accounts": ["@Shop.Bot"]})
    at_ms = START_MS + 5_000
    play.feed(play.comment("host", "A", at_ms, viewer=Viewer(id="h", handle="host", is_host=True)))
    play.feed(play.comment("bot", "A", at_ms, viewer=Viewer(id="b", handle="shop.bot")))
    play.feed(play.comment("mod", "A", at_ms, viewer=Viewer(id="m", handle="mod", is_moderator=True)))
    assert play.poll("colour").votes == {"A": 1, "B": 0}


def test_an_emote_is_an_answer_where_a_rule_lists_it() -> None:
    play = opened(COLOUR.replace("accept: [red", "accept: ['[7012_heart]', red"))
    play("""
        0:02  ana: [7012_heart]
        0:03  bo: [7012_heart][7012_heart]
    """)
    assert play.poll("colour").votes == {"A": 2, "B": 0}


def test_a_label_falls_back_to_english_then_to_any_then_to_the_key() -> None:
    play = Playbook("""
        polls:
          - id: fruit
            question: {es: "¿1, 2 o 3?"}
            options: [{key: 1, label: {en: Apple, zh: 苹果}}, {key: 2, label: {zh: 梨}}, {key: 3}]
        """)
    assert [option.label for option in play.poll("fruit").options] == ["Apple", "梨", "3"]
    assert play.poll("fruit").question == "¿1, 2 o 3?"
    assert (play.poll("fruit").state, play.poll("fruit").votes) == ("idle", {"1": 0, "2": 0, "3": 0})


@pytest.mark.parametrize("mode", ["auto", "assist"])
def test_what_opens_by_itself_opens_when_its_line_is_posted_and_is_asked_once(mode: str) -> None:
    rules = COLOUR + "    starts: [{said: ['!vote']}, {every: 1m}]\n"
    play = Playbook(rules, mode=mode, chat={"min_gap_ms": 20_000})
    moderator = Viewer(id="m", handle="mod", is_moderator=True)
    play("0:01 -- live\n0:40 operator: say Hello" + ("\n0:40 >> Hello" if mode == "auto" else ""))
    for second in (50, 51):
        play.feed(play.comment("mod", "!Vote", START_MS + second * 1000, viewer=moderator))
    waiting = [line for line in play.status.outbox if line.origin == "poll:colour"]
    assert (len(waiting), play.poll("colour").state) == (1, "idle")
    if mode == "auto":
        play("1:00 >> Red or blue? Type A or B")
    else:
        play("1:00 operator: outbox sent 2")
    play("1:01 ana: A\n1:05 -- tick")
    assert play.poll("colour").votes == {"A": 1, "B": 0}
    assert len([line for line in play.status.outbox if line.origin == "poll:colour"]) == 1


def test_a_poll_and_an_ask_of_the_same_name_are_not_taken_for_each_other() -> None:
    play = Playbook(
        SILENT + 'quick: [{id: size, ask: {en: "L?"}, answers: {L: []}, starts: [{after: 1m}]}]',
    )
    play("0:00 -- live\n1:00 >> L?\n1:01 ana: L")
    assert (play.quick("size").answers, play.poll("size").state) == ({"L": 1}, "idle")

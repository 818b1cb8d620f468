"""What operators do with cards: answered, dismissed, starred, claimed, undone."""

from livebot.commands import ClaimQuestion, ReleaseAllQuestions, ReleaseQuestion
from livebot.testing import START_MS, Playbook
from tests.engine.questions.conftest import states


class TestAnswering:
    def test_asked_again_after_the_answer_it_reopens(self, play: Playbook) -> None:
        play("0:01 ana?: any pockets\n0:10 operator: question answer 1\n0:20 bo?: any pockets")
        card = play.card(1)
        assert (card.state, card.again, card.count, card.asked_at_ms) == ("new", True, 2, START_MS + 20_000)
        assert play.notices("question_again") == [{"n": "1"}]
        play("0:30 operator: question answer 1\n0:40 cy?!: any pockets")
        assert (play.card(1).state, play.card(1).again) == ("answered", False)  # history does not reopen it

    def test_dismissed_and_asked_again_it_stays_away_for_a_while(self, play: Playbook) -> None:
        play("0:01 ana?: marry me\n0:02 operator: question dismiss 1\n0:10 ana?: marry me\n9:59 bo?: marry me")
        assert states(play) == [(1, "dismissed", 2)]
        play("10:02 cy?: marry me")
        assert (states(play), play.card(1).again) == ([(1, "new", 3)], True)

    def test_states_are_said_when_there_is_nothing_to_do(self, play: Playbook) -> None:
        play("0:01 ana?: any pockets")
        assert play.reply("question answer 9") == "unknown_question"
        assert [play.reply("question answer 1"), play.reply("question answer 1")] == ["done", "wrong_state"]
        assert [play.reply("question dismiss 1"), play.reply("question dismiss 1")] == ["done", "wrong_state"]
        assert play.reply("question claim 1") == "wrong_state"

    def test_a_star_puts_it_on_top_and_again_takes_it_away(self, play: Playbook) -> None:
        play("0:01 ana?: first\n0:02 bo?: second\n0:03 cy?: third\n0:04 operator: question star 3")
        assert [card.original for card in play.status.questions] == ["third", "first", "second"]
        play("0:05 operator: question star 3")
        assert [card.original for card in play.status.questions] == ["first", "second", "third"]

    def test_open_cards_come_first_then_the_last_closed(self, play: Playbook) -> None:
        play("""
            0:01  ana?: first
            0:02  bo?: second
            0:03  cy?: third
            0:04  operator: question answer 3
            0:05  operator: question dismiss 1
        """)
        assert [card.original for card in play.status.questions] == ["second", "first", "third"]

    def test_undo_takes_back_answers_and_dismissals_one_by_one(self, play: Playbook) -> None:
        play("""
            0:01  ana?: first
            0:02  bo?: second
            0:03  operator: question claim 2
            0:04  operator: question answer 2
            0:05  operator: question dismiss 1
        """)
        assert play.reply("undo") == "done"
        assert states(play) == [(1, "new", 1), (2, "answered", 1)]
        assert play.reply("undo") == "done"
        assert (play.card(2).state, play.card(2).claimed_by) == ("new", "")  # nobody has it open any more
        assert play.reply("undo") == "nothing_to_undo"
        assert play.notices("undone") == [{"what": "question 1"}, {"what": "question 2"}]

    def test_undo_passes_over_a_card_that_is_gone(self, play: Playbook) -> None:
        play("0:01 ana?: first\n0:02 operator: question answer 1\n0:03 -- deletes ana")
        assert play.reply("undo") == "nothing_to_undo"

    def test_undo_leaves_a_card_alone_that_was_asked_again_since(self, play: Playbook) -> None:
        play("0:01 ana?: first\n0:02 operator: question answer 1\n0:03 bo?: first\n0:04 operator: question claim 1")
        assert play.reply("undo") == "nothing_to_undo"
        assert (play.card(1).state, play.card(1).again) == ("claimed", True)


class TestClaims:
    def claim(self, play: Playbook, by: str, *, forced: bool = False) -> str:
        effects = play.feed(play.command(ClaimQuestion(n=1, is_forced=forced), by=by))
        return next(str(effect.kind) for effect in effects if effect.id.startswith("reply"))  # type: ignore[union-attr]

    def test_two_consoles_do_not_get_the_same_card(self, play: Playbook) -> None:
        play("0:01 ana?: any pockets")
        assert self.claim(play, "desk") == "done"
        assert (play.card(1).state, play.card(1).claimed_by) == ("claimed", "desk")
        assert self.claim(play, "desk") == "done"
        assert self.claim(play, "phone") == "claimed"
        assert play.card(1).claimed_by == "desk"

    def test_a_claim_can_be_taken_over(self, play: Playbook) -> None:
        play("0:01 ana?: any pockets")
        self.claim(play, "desk")
        assert self.claim(play, "phone", forced=True) == "done"
        assert play.card(1).claimed_by == "phone"

    def test_only_its_own_console_releases_it(self, play: Playbook) -> None:
        play("0:01 ana?: any pockets")
        self.claim(play, "desk")
        play.feed(play.command(ReleaseQuestion(n=1), by="phone"))
        assert play.card(1).claimed_by == "desk"
        play.feed(play.command(ReleaseQuestion(n=1), by="desk"))
        assert (play.card(1).state, play.card(1).claimed_by) == ("new", "")

    def test_a_console_that_is_gone_holds_no_card(self, play: Playbook) -> None:
        play("0:01 ana?: one\n0:02 bo?: two\n0:03 cy?: three\n0:04 di?: four")
        for number, by in ((1, "desk"), (2, "phone"), (3, "desk")):
            play.feed(play.command(ClaimQuestion(n=number), by=by))
        play("0:05 operator: question answer 3")
        play.feed(play.command(ReleaseAllQuestions(), by="desk"))
        cards = [(card.id, card.state, card.claimed_by) for card in play.status.questions]
        assert cards == [(1, "new", ""), (2, "claimed", "phone"), (4, "new", ""), (3, "answered", "")]

    def test_nor_one_that_has_no_name(self, play: Playbook) -> None:
        play("0:01 ana?: one\n0:02 operator: question answer 1")
        play.feed(play.command(ReleaseAllQuestions(), by=""))
        assert states(play) == [(1, "answered", 1)]

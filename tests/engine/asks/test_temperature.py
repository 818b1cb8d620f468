"""What happens when a PK turns hostile, and what does not make it so."""

import pytest
from pydantic import ValidationError

from livebot.engine.asks.temperature import Guard
from livebot.events import Commented
from livebot.testing import START_MS, Playbook
from livebot.viewers import Viewer
from tests.engine.asks.pk_room import LAST, LEAD, MARKET, PK, cheers, opened


class TestTheTemperature:
    """Insults of many cool a PK down, and nothing else does."""

    def heated(self, insults: int, rules: str = LEAD + MARKET) -> Playbook:
        play = opened(rules)
        for n in range(insults):
            play(f"0:02 v{n}: you idiot")
        return play

    def test_at_first_announcements_are_held_back(self) -> None:
        play = self.heated(2, rules=LEAD.replace("60s", "2m") + MARKET)
        play("0:03 ana: P\n0:03 bo: P")
        assert (play.pk("shoes").temperature, play.pk("shoes").abusers) == ("calm", 2)
        play("0:05 v3: 1d1ot!!")
        assert (play.pk("shoes").temperature, play.pk("shoes").suggestion) == ("warm", "")
        play("0:20 cy: K\n0:21 di: K\n0:22 ed: K\n0:23 fe: K")
        assert play.notices("pk_warm") == [{"id": "shoes", "viewers": "3"}]
        play("1:02 >> Heels takes the lead, Flats 2 : 4 Heels!\n1:03 operator: pk stop shoes")
        assert play.notices("pk_hot") == []
        assert play.notices("pk_calm") == [{"id": "shoes"}]

    def test_then_closing_is_suggested_with_a_friendly_line(self) -> None:
        play = self.heated(4)
        pk = play.pk("shoes")
        assert (pk.temperature, pk.suggestion, pk.abusers) == ("hot", "Both are great, thank you!", 4)
        assert play.notices("pk_hot") == [{"id": "shoes", "viewers": "4"}]
        play("""
            0:03  ana: P
            0:09  operator: pk cool shoes
            0:09  >> Both are great, thank you!
            0:30  -- tick
        """)
        pk = play.pk("shoes")
        assert (pk.state, pk.cooled, pk.result, pk.temperature) == ("closed", True, "P", "calm")
        assert play.notices("pk_cooled") == [{"id": "shoes"}]

    def test_undo_opens_it_again_and_its_result_is_told_then(self) -> None:
        play = self.heated(4)
        play("""
            0:03  ana: P
            0:05  operator: pk cool shoes
            0:06  operator: undo
            1:12  >> Flats wins with 100%: 1 cheers, 1 viewers, Flats 1 : 0 Heels
        """)
        assert not play.pk("shoes").cooled
        assert [line.state for line in play.status.outbox if line.text.startswith("Both")] == ["dropped"]

    def test_the_friendly_line_outlasts_the_grace_time_where_it_waits_to_be_copied(self) -> None:
        play = Playbook(PK, mode="assist")
        play("0:00 -- live\n0:01 operator: pk start shoes\n0:02 operator: pk cool shoes\n0:30 -- tick")
        assert ("Both are great, thank you!", "offered") in play.outbox

    def test_the_operator_lets_it_go_on(self) -> None:
        play = self.heated(4)
        assert play.reply("pk go-on shoes") == "done"
        assert (play.pk("shoes").temperature, play.pk("shoes").suggestion) == ("hot", "")
        play("0:10 v7: idiot")
        assert play.pk("shoes").suggestion == ""
        assert play.reply("pk go-on shoes") == "goes_on"

    def test_after_a_calm_it_is_suggested_again(self) -> None:
        play = self.heated(4, rules=PK.replace("60s", "0") + MARKET)
        assert play.reply("pk go-on shoes") == "done"
        play("1:02 -- tick")
        assert play.pk("shoes").temperature == "calm"
        for n in range(4):
            play(f"2:00 v{n}: idiot")
        assert play.pk("shoes").suggestion

    def test_it_stays_hot_until_it_is_calm(self) -> None:
        play = self.heated(3, rules=PK.replace("60s", "0") + MARKET)
        play("0:30 v3: idiot\n0:30 v4: idiot\n0:31 v5: idiot")
        assert play.pk("shoes").temperature == "hot"
        play("1:02 -- tick")
        assert (play.pk("shoes").temperature, play.pk("shoes").abusers) == ("hot", 3)
        play("1:30 -- tick")
        assert play.pk("shoes").temperature == "calm"

    def test_one_troll_makes_no_hostile_room(self) -> None:
        play = opened(PK + MARKET)
        for n in range(50):
            play.feed(play.comment("troll", f"idiot {n}", START_MS + 2_000 + n))
        assert (play.pk("shoes").temperature, play.pk("shoes").abusers) == ("calm", 1)

    def test_in_a_large_room_a_few_are_no_mood(self) -> None:
        play = opened(PK.replace("60s", "0") + MARKET)
        for n in range(100):
            play.feed(play.comment(f"fan{n}", "P", START_MS + 2_000))
        for n in range(4):
            play.feed(play.comment(f"v{n}", "idiot", START_MS + 3_000))
        assert play.pk("shoes").temperature == "calm"
        for n in range(4, 7):
            play.feed(play.comment(f"v{n}", "idiot", START_MS + 3_000))
        assert play.pk("shoes").temperature == "warm"

    def test_moderators_who_write_are_not_measured_either(self) -> None:
        play = opened(PK.replace("60s", "0") + MARKET)
        for n in range(60):
            viewer = Viewer(id=f"m{n}", handle=f"m{n}", is_moderator=True)
            play.feed(play.comment("", "calm down", START_MS + 2_000, viewer=viewer))
        for n in range(3):
            play.feed(play.comment(f"v{n}", "idiot", START_MS + 3_000))
        assert play.pk("shoes").temperature == "warm"

    def test_who_wrote_before_the_last_minute_is_not_measured(self) -> None:
        play = opened(PK.replace("60s", "0") + MARKET)
        for n in range(100):
            play.feed(play.comment(f"fan{n}", "P", START_MS + 2_000))
        play.feed(play.comment("fan0", "P", START_MS + 62_000))
        for n in range(3):
            play.feed(play.comment(f"v{n}", "idiot", START_MS + 62_000))
        assert play.pk("shoes").temperature == "warm"

    def test_winning_by_far_is_no_offence(self) -> None:
        play = opened(PK + MARKET)
        for n in range(300):
            play.feed(play.comment(f"fan{n}", "P", START_MS + 2_000))
        assert (play.pk("shoes").temperature, cheers(play)) == ("calm", {"P": (300, 300), "K": (0, 0)})

    def test_host_moderators_own_accounts_and_history_are_not_measured(self) -> None:
        play = opened(PK + MARKET + "\n", chat={"own_accounts": ["shop"]})
        at_ms = START_MS + 5_000
        for n in range(4):
            for viewer in (
                Viewer(id=f"h{n}", handle="h", is_host=True),
                Viewer(id=f"m{n}", handle="m", is_moderator=True),
                Viewer(id=f"s{n}", handle="shop"),
            ):
                play.feed(play.comment("x", "idiot", at_ms, viewer=viewer))
            play.feed(play.comment(f"old{n}", "idiot", at_ms, is_history=True))
        assert play.pk("shoes").abusers == 0

    def test_words_count_in_their_language_also_the_writers_usual_one(self) -> None:
        play = opened(PK + MARKET)
        play("0:02 ana (fr): tonto\n0:03 bo (es): hola\n0:04 bo (es): tonto")
        assert play.pk("shoes").abusers == 1
        reading = {"text": "tonto", "viewer": Viewer(id="cy"), "written_at_ms": START_MS + 5_000}
        play.feed(Commented(at_ms=START_MS + 5_000, msg_id="x", **reading))  # type: ignore[arg-type]
        assert play.pk("shoes").abusers == 2

    def test_insults_are_measured_also_where_moderation_acts_on_them(self) -> None:
        moderation = "moderation: {mode: auto, rules: {words: {add: {en: [loser]}, allow: [idiot]}}}\n"
        play = opened(PK + MARKET + moderation, chat={"min_gap_ms": 600_000})
        for n in range(4):
            play.feed(play.comment(f"v{n}", "loser", START_MS + 2_000))
            play.feed(play.comment(f"w{n}", "idiot", START_MS + 2_000))
        assert play.pk("shoes").abusers == 4

    def test_news_that_wait_are_dropped_but_not_the_question(self) -> None:
        play = Playbook(LEAD + MARKET, settles=False)
        play("""
            0:00  -- live
            0:01  operator: say One
            0:01  >> One
            0:02  operator: pk start shoes
            0:02  ana: P
            0:02  bo: P
            0:03  cy: K
            0:03  di: K
            0:03  ed: K
            0:03  fe: K
        """)
        assert [text for text, state in play.outbox if state == "waiting"][1:] == [
            "Heels takes the lead, Flats 2 : 4 Heels!"
        ]
        for n in range(3):
            play(f"0:04 v{n}: idiot")
        assert [(line.text[:5], line.state, line.reason) for line in play.status.outbox][1:] == [
            ("Flats", "waiting", ""),
            ("Heels", "dropped", "heated"),
        ]

    def test_the_last_seconds_are_not_told_then(self) -> None:
        play = opened(LAST + MARKET)
        for n in range(3):
            play(f"0:40 v{n}: idiot")
        play("0:45 -- tick\n1:11 >> Nobody cheered")

    def test_without_an_own_line_there_is_one_in_the_rooms_language(self) -> None:
        play = opened(PK.replace('    cool: {en: "Both are great, thank you!"}\n', ""))
        play("0:05 ana (zh): 你好\n0:06 operator: pk cool shoes")
        play("0:09 >> 这场 PK 太精彩了！两队都很棒，我们先到这里，谢谢大家！")

    def test_holding_back_comes_first(self) -> None:
        with pytest.raises(ValidationError, match="less than hold_back"):
            Guard.model_validate({"hold_back": "20%", "suggest": "10%"})

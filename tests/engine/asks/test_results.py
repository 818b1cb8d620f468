"""Results that are remembered, and questions that tell of the last one."""

import pytest

from livebot.effects import Remember
from livebot.events import Recalled
from livebot.testing import START_MS, Playbook
from livebot.viewers import Memory, Past
from tests.engine.asks.poll_room import COLOUR, SILENT, opened


class TestTheLastTime:
    """Results are remembered, and a question may tell of the last one."""

    AGAIN = (
        COLOUR
        + """
    question_again:
      en: "{last_day} {last_winner} won with {last_percent}%. Today? A or B"
      zh: "{last_day}{last_winner}赢了。今天呢？扣 A 或 B"
      fr: "{last_winner} ({last_day}). A ou B ?"
"""
    )
    DAY_MS = 86_400_000

    def past(self, days: int, winners: list[str], key: str = "colour", kind: str = "poll", **counts: int) -> Past:
        counts = counts or {"A": 3, "B": 1}
        closed_ms = START_MS - days * self.DAY_MS
        data = {
            "closed_at_ms": closed_ms, "counts": counts, "voters": 4, "whole": 4, "winners": winners,
            "labels": {"A": "红色", "Z": "绿色"},
        }  # fmt: skip
        return Past(memory=Memory(kind=kind, key=key, data=data), session_id="s", at_ms=closed_ms)

    def recalled(self, *memories: Past, rules: str = AGAIN, **settings: str) -> Playbook:
        play = Playbook(rules, **settings)  # type: ignore[arg-type]
        play.feed(Recalled(at_ms=START_MS, memories=memories))
        return play

    @pytest.mark.parametrize(
        ("days", "said"),
        [(0, "today"), (1, "yesterday"), (2, "last Sunday"), (7, "last Tuesday"), (8, "2023-11-06")],
    )
    def test_the_question_tells_of_it(self, days: int, said: str) -> None:
        play = self.recalled(self.past(days, ["A"]))
        play(f"0:00 -- live\n0:01 operator: poll open colour\n0:01 >> {said} Red won with 75%. Today? A or B")

    @pytest.mark.parametrize(("days", "said"), [(1, "ontem"), (2, "no último domingo"), (7, "na última terça")])
    def test_days_have_their_gender(self, days: int, said: str) -> None:
        rules = self.AGAIN + '      pt: "Ganhou {last_day}"\n'
        play = self.recalled(self.past(days, ["A"]), rules=rules)
        play(f"0:00 -- live\n0:00 ana (pt): oi\n0:01 operator: poll open colour\n0:01 >> Ganhou {said}")

    def test_in_the_rooms_language_and_the_markets_zone(self) -> None:
        play = self.recalled(self.past(6, ["A"]), timezone="Asia/Shanghai")
        play(
            "0:00 -- live\n0:00 ana (zh): 你好\n0:01 operator: poll open colour\n0:01 >> 周四Red赢了。今天呢？扣 A 或 B"
        )
        play = self.recalled(self.past(7, ["A"]))
        play("0:00 -- live\n0:00 ana (fr): salut\n0:01 operator: poll open colour\n0:01 >> Red (2023-11-07). A ou B ?")

    def test_a_label_that_is_gone_is_told_as_it_was(self) -> None:
        play = self.recalled(self.past(1, ["Z"], Z=3))
        play("0:00 -- live\n0:01 operator: poll open colour\n0:01 >> yesterday 绿色 won with 75%. Today? A or B")

    def test_the_last_one_that_somebody_won(self) -> None:
        play = self.recalled(self.past(1, ["A", "B"], A=2, B=2), self.past(2, [], A=0), self.past(3, ["B"], B=4))
        play("0:00 -- live\n0:01 operator: poll open colour\n0:01 >> last Saturday Blue won with 100%. Today? A or B")

    def test_without_one_the_plain_question_is_asked(self) -> None:
        for memories in (
            (),
            (self.past(1, []),),
            (self.past(1, ["A"], key="other"),),
            (self.past(1, ["A"], kind="pk"),),
        ):
            play = self.recalled(*memories, self.past(1, ["A"], kind="points"))
            play("0:00 -- live\n0:01 operator: poll open colour\n0:01 >> Red or blue? Type A or B")

    def test_the_last_five_are_seen_also_those_of_this_show(self) -> None:
        play = self.recalled(*(self.past(days, ["A"]) for days in range(1, 9)), rules=COLOUR)
        play("""
            0:00  -- live
            0:01  operator: poll open colour
            0:01  >> Red or blue? Type A or B
            0:02  ana: B
            1:11  >> Blue wins with 100%: 1 of 1!
        """)
        history = play.poll("colour").history
        assert [(result.result, result.voters) for result in history] == [("B", 1), *[("A", 4)] * 4]
        assert history[0].at_ms == START_MS + 61_000
        assert history[0].votes == {"A": 0, "B": 1}

    def test_a_result_is_left_to_later_sessions(self) -> None:
        play = opened(market="VN", timezone="Asia/Ho_Chi_Minh", host_language="es")
        play("""
            0:02  ana (vi): A
            1:11  >> Red wins with 100%: 1 of 1!
        """)
        (effect,) = play.effects(Remember)
        (memory,) = effect.memories
        assert (memory.kind, memory.key) == ("poll", "colour")
        assert memory.data["question"] == "¿Rojo o azul? Escribe A o B"
        assert memory.data["labels"] == {"A": "Rojo", "B": "Blue"}
        assert memory.data["languages"] == {"vi": 1}
        assert (memory.data["market"], memory.data["timezone"]) == ("VN", "Asia/Ho_Chi_Minh")

    def test_what_is_open_when_the_show_is_over_has_a_result_too(self) -> None:
        play = Playbook(SILENT)
        play("""
            0:00  -- live
            0:01  operator: poll open size
            0:01  >> S or M?
            0:02  ana: s
            9:00  -- ended
            19:00  -- closed
        """)
        assert [effect.memories[0].data["winners"] for effect in play.effects(Remember)] == [["S"]]
        play("19:01 -- closed")
        assert len(play.effects(Remember)) == 1

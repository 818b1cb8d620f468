"""Who passes a code on to whom, whom it is for, and how its community grows."""

from livebot.effects import RememberViewer
from livebot.engine.room import Room
from livebot.events import Recalled
from livebot.testing import START_MS, Playbook
from livebot.viewers import Profile

MOON = "codes: [{id: moon, phrases: [moon]}]"
REGULAR = Profile(sessions=3, codes=("moon",), code_months={"moon": "2023-10"})
"""The Playbook's show is in November 2023."""


def brought(play: Playbook) -> list[tuple[str, int, bool]]:
    return [(bringer.name, bringer.newcomers, bringer.is_regular) for bringer in play.code("moon").bringers]


class TestGenerations:
    def test_newcomers_have_it_from_the_nearest_before_and_their_chain_from_who_began_it(self) -> None:
        play = Playbook(MOON)
        play.profiles["reg"] = REGULAR
        play("""
            0:00  -- live
            0:01  reg: moon
            0:30  ana: moon
            1:00  bo: moon
            1:00  reg: moon
            1:59  cy: moon
            2:00  ana: moon
        """)
        code = play.code("moon")
        assert (code.handed_on, code.chain) == (3, 2)  # reg → ana → bo, reg → cy
        assert brought(play) == [("Reg", 3, True)]
        assert (code.regulars, code.first_timers) == (1, 3)

    def test_after_a_minute_somebody_found_it_without_help(self) -> None:
        play = Playbook(MOON)
        play.profiles["reg"] = REGULAR
        play("""
            0:00  -- live
            0:00  reg: moon
            1:00  ana: moon
            2:00.001 bo: moon
            2:01  cy: moon
        """)
        assert (play.code("moon").handed_on, play.code("moon").chain) == (2, 1)
        assert brought(play) == [("Bo", 1, False), ("Reg", 1, True)]

    def test_a_regular_is_no_newcomer_whoever_was_before(self) -> None:
        play = Playbook(MOON)
        play.profiles["reg"] = REGULAR
        play("0:00 -- live\n0:01 ana: moon\n0:02 reg: moon\n0:03 ana: moon")
        assert (play.code("moon").handed_on, brought(play)) == (0, [])

    def test_only_the_ten_who_brought_most_are_shown_also_after_a_restart(self) -> None:
        play = Playbook(MOON)
        play("0:00 -- live")
        for n in range(12):
            play(f"{2 * n}:01 began{n}: moon\n{2 * n}:02 new{n}: moon")
        play("24:00 began0: moon\n24:01 last: moon")
        before = play.code("moon")
        assert (len(before.bringers), before.bringers[0].newcomers, before.bringers[0].handle) == (10, 2, "began0")
        play.room = Room.restore(play.room.snapshot())
        assert play.code("moon") == before

    def test_who_gave_it_may_be_somebody_whose_name_nobody_knows(self) -> None:
        play = Playbook(MOON)
        play("0:00 -- live\n0:01 ana: moon\n0:02 bo: moon")
        play.room.state.people.persons.clear()
        assert brought(play) == [("", 1, False)]


class TestCommunity:
    def test_this_shows_users_are_added_to_the_months_and_nobody_twice(self) -> None:
        play = Playbook(MOON)
        play.profiles |= {
            "reg": REGULAR,
            "here": Profile(sessions=1, codes=("moon",), code_months={"moon": "2023-11"}),
        }
        communities = {"moon": {f"2022-{month:02}": month for month in range(1, 13)} | {"2023-10": 7, "2023-11": 3}}
        play.feed(Recalled(at_ms=START_MS, communities=communities | {"gone": {"2022-01": 1}}))
        play("0:00 -- live\n0:01 reg: moon\n0:02 here: moon\n0:03 ana: moon\n0:04 ana: moon")
        community = play.code("moon").community
        assert (len(community), community["2023-10"], community["2023-11"]) == (12, 7, 5)
        assert [effect.month for effect in play.effects(RememberViewer) if effect.code] == ["2023-11"] * 3

    def test_the_month_is_that_of_the_market(self) -> None:
        play = Playbook(MOON, timezone="Asia/Jakarta")  # UTC+7
        play("0:00 -- live")
        play.feed(play.comment("ana", "moon", 1_701_363_600_000))  # 17:00 on the 30th in UTC
        play.feed(play.comment("ana", "moon", 1_701_363_600_001))
        assert play.code("moon").community == {"2023-12": 1}


class TestOnlyFor:
    def test_for_others_it_is_no_code_and_what_they_write_is_a_comment(self) -> None:
        play = Playbook(MOON.replace("[moon]}", "[moon], only_for: regulars, reply: {en: 'Hi {viewer}'}}"))
        play.profiles["reg"] = Profile(sessions=1)
        play("0:00 -- live\n0:01 ana: moon\n0:02 reg: moon\n0:02 >> Hi Reg")
        assert (play.code("moon").hits, play.status.interaction.actions) == (1, {"comment": 1, "code": 1})

    def test_those_at_a_level(self) -> None:
        rules = MOON.replace("[moon]}", "[moon], only_for: {level: 1}}")
        play = Playbook(rules + "\npoints: {comment: 5, levels: [{at: 5, name: {en: Star}}]}")
        play("0:00 -- live\n0:01 ana: moon\n0:02 ana: moon")
        assert play.code("moon").hits == 1

"""What every journal remembers of earlier sessions. See ``tests.contracts.journal``."""

from livebot import effects as fx
from livebot import events as ev
from livebot.ports import Journal, Step
from livebot.viewers import Memory, Profile
from tests.contracts.journal import ANNA, BEN, ROOM, comment, start


class MemoriesContract:
    def test_earlier_sessions_are_remembered_not_the_current_one(self, journal: Journal) -> None:
        for session_id, language, code in (("s1", "es", "moon"), ("s2", "", ""), ("s3", "en", "sun")):
            start(journal, session_id)
            remembered = (
                fx.RememberViewer(id="v1", viewer_id=ANNA.id, language=language),
                fx.RememberViewer(id="v2", viewer_id=ANNA.id, code=code, month="2026-11" if code else ""),
            )
            journal.commit(session_id, 1, [Step(comment("m1", "hi"), remembered)])
        assert journal.profile(ROOM, ANNA.id, except_session="s1") == Profile(
            sessions=2, language="en", codes=("sun",), code_months={"sun": "2026-11"}
        )
        assert journal.profile(ROOM, ANNA.id, except_session="s3") == Profile(
            sessions=2, language="es", codes=("moon",), code_months={"moon": "2026-11"}
        )
        assert journal.profile(ROOM, ANNA.id, except_session="s4").codes == ("moon", "sun")
        assert journal.profile("other room", ANNA.id, except_session="s4") == Profile()
        assert journal.profile(ROOM, BEN.id, except_session="s4") == Profile()

    def test_what_is_rare_is_recalled_after_much_else(self, journal: Journal) -> None:
        start(journal, "s1")
        rare = fx.Remember(id="r1", memories=(Memory(kind="giveaway", key="1"),))
        many = fx.Remember(id="r2", memories=tuple(Memory(kind="words", key=str(n)) for n in range(2_000)))
        journal.commit("s1", 1, [Step(comment("m1", "hi"), (rare,)), Step(comment("m2", "ho", at_ms=3_000), (many,))])
        kinds = [past.memory.kind for past in journal.recall(ROOM, 9_000).memories]
        assert (kinds.count("giveaway"), 100 < kinds.count("words") < 2_000) == (1, True)

    def test_what_sessions_leave_is_recalled(self, journal: Journal) -> None:
        assert journal.recall(ROOM, 9_000) == ev.Recalled(at_ms=9_000)
        for session_id, month, winner in (("s1", "2026-10", "A"), ("s2", "2026-11", "B")):
            start(journal, session_id)
            points = [
                Memory(kind="points", key=month, viewer_id=who.id, amount=amount, data={"name": who.name})
                for who, amount in ((ANNA, 3), (BEN, 5 if month == "2026-10" else 1))
            ]
            result = Memory(kind="poll", key="colour", data={"winner": winner})
            won = Memory(kind="win", key="bag", viewer_id=ANNA.id)
            effects = (
                fx.Remember(id="r1", memories=(Memory(kind="poll", key="colour", data={"winner": "?"}),)),
                fx.Remember(id="r2", memories=(result, won, *points)),
                fx.RememberViewer(id="v1", viewer_id=ANNA.id, code="moon", month=month),
                fx.RememberViewer(id="v2", viewer_id=BEN.id, code="moon", month="2026-11"),
            )
            journal.commit(session_id, 1, [Step(comment("m1", "hi"), effects)])
        recalled = journal.recall(ROOM, 9_000)
        assert [(past.session_id, past.memory.data) for past in recalled.memories] == [
            ("s1", {"winner": "A"}),
            ("s2", {"winner": "B"}),
        ]
        assert {month: [(s.viewer_id, s.points) for s in them] for month, them in recalled.standings.items()} == {
            "": [(ANNA.id, 6), (BEN.id, 6)],
            "2026-11": [(ANNA.id, 3), (BEN.id, 1)],
            "2026-10": [(BEN.id, 5), (ANNA.id, 3)],
        }
        assert recalled.communities == {"moon": {"2026-10": 1, "2026-11": 2}}
        assert journal.recall("other room", 9_000) == ev.Recalled(at_ms=9_000)
        profile = journal.profile(ROOM, ANNA.id, except_session="s2")
        assert (profile.points, profile.won_at_ms) == ({"2026-10": 3}, 2_000)
        assert journal.profile(ROOM, ANNA.id, except_session="s3").code_months == {"moon": "2026-11"}
        journal.forget(ANNA.id)
        assert [standing.viewer_id for standing in journal.recall(ROOM, 9_000).standings[""]] == [BEN.id]

    def test_points_of_who_never_wrote_and_wishes_not_to_be_shown_are_remembered(self, journal: Journal) -> None:
        for session_id, is_hidden in (("s1", 1), ("s2", 0)):
            start(journal, session_id)
            memories = (
                Memory(kind="points", key="2026-11", viewer_id=ANNA.id, amount=4),
                Memory(kind="points", key="2026-12", viewer_id=ANNA.id),
                Memory(kind="hidden", key="leaderboard", viewer_id=ANNA.id, amount=is_hidden),
                Memory(kind="hidden", key="leaderboard", viewer_id=BEN.id, amount=1),
            )
            liked = ev.Liked(at_ms=3_000, msg_id="m1", viewer=ANNA, count=9)
            journal.commit(session_id, 1, [Step(liked, (fx.Remember(id="r1", memories=memories),))])
            assert journal.recall(ROOM, 9_000).hidden == ((ANNA.id, BEN.id) if is_hidden else (BEN.id,))
        assert journal.profile(ROOM, ANNA.id, except_session="s2") == Profile(points={"2026-11": 4})
        journal.forget(BEN.id)
        assert journal.recall(ROOM, 9_000).hidden == ()

"""What is left in every journal of who is forgotten or long gone. See ``tests.contracts.journal``."""

import pytest

from livebot import commands as cmd
from livebot import effects as fx
from livebot import events as ev
from livebot.engine.text import display_name
from livebot.ports import Journal, Step
from livebot.viewers import Memory, Past, Profile, Reading, Viewer
from tests.contracts.journal import ANNA, BEN, CYD, ROOM, chat, close, comment, mute, start, translate


class ErasingContract:
    def a_talk(self, journal: Journal, session_id: str) -> None:
        """Anna asks and Ben answers; our line greets Anna."""
        start(journal, session_id)
        remembered = fx.RememberViewer(id="v:7001234567", viewer_id=ANNA.id, language="en", code="moon")
        notice = fx.Notify(id="n1", kind="code_hit", data={"viewer": "Anna 🌸", "id": "moon"})
        greeting = chat("l1", "Welcome Anna 🌸, type A!")
        journal.commit(
            session_id,
            1,
            [
                Step(comment("m1", "does it shrink?"), (translate("t1", "does it shrink?"), remembered)),
                Step(ev.Translated(at_ms=2_100, effect_id="t1", text="会缩水吗", engine="libre")),
                Step(comment("m2", "@anna.k no! ask Anna 🌸", BEN), (notice, greeting)),
                Step(ev.CommentsDeleted(at_ms=2_200, msg_id="d", viewer_ids=(ANNA.id, BEN.id))),
                Step(
                    ev.CommandGiven(at_ms=2_300, command_id="c", by="desk", command=cmd.Say(text="Hi Anna 🌸!")),
                    (chat("l2", "Hi Anna 🌸!"),),
                ),
                Step(comment("m3", "A", BEN)),
            ],
        )
        journal.save_snapshot(session_id, 6, b"Anna")

    @pytest.mark.parametrize("wanted", [ANNA.id, "anna.k", "@anna.k"])
    def test_a_forgotten_viewer_is_nowhere(self, journal: Journal, wanted: str) -> None:
        self.a_talk(journal, "s1")
        close(journal, "s1", 7)
        start(journal, "untouched")
        journal.commit("untouched", 1, [Step(comment("m1", "hello", BEN))])
        erased = journal.forget(wanted)
        assert erased == {"sessions": 1, "comments": 1, "events": 5, "effects": 5, "profiles": 1, "snapshots": 0}

        steps = list(journal.steps("s1"))
        for trace in ("7001234567", "anna", "Anna", "shrink", "缩水"):
            assert trace not in repr(steps)
        asked, translated, answer, deleted, said, vote = steps[1:7]
        assert isinstance(asked.event, ev.Commented)
        assert asked.event.viewer.id.startswith("forgotten-")
        assert (asked.event.text, asked.event.reading) == ("", Reading())
        assert translated.event == ev.Translated(at_ms=2_100, effect_id="t1", text="", engine="libre")
        assert answer.event == comment("m2", "[erased] no! ask [erased]", BEN)
        assert deleted.event == ev.CommentsDeleted(at_ms=2_200, msg_id="d", viewer_ids=(asked.event.viewer.id, BEN.id))
        assert said.effects == (chat("l2", "Hi [erased]!"),)
        assert answer.effects[1] == chat("l1", "Welcome [erased], type A!")
        assert vote == Step(comment("m3", "A", BEN))
        assert journal.latest_snapshot("s1") is None
        assert journal.profile(ROOM, ANNA.id, except_session="") == Profile()
        assert {session.session_id: session.touched for session in journal.sessions()} == {
            "s1": True,
            "untouched": False,
        }
        assert sum(journal.forget(wanted).values()) == 0

    def test_who_is_forgotten_leaves_a_draw_that_is_not_over_but_their_hash_stays(self, journal: Journal) -> None:
        people = {
            "aa": {"viewer_id": ANNA.id, "handle": ANNA.handle, "name": ANNA.name},
            "bb": {"viewer_id": BEN.id, "handle": BEN.handle},
        }
        start(journal)
        memories = (
            Memory(kind="giveaway-kept", key="7", data={"id": "dress", "draw": {"people": people}}),
            Memory(kind="giveaway-kept", key="6"),
            Memory(kind="win", key="dress#6", viewer_id=ANNA.id, amount=1),
        )
        published = fx.PublishRecord(id="p1", name="7.json", n=0, step={"seed": "does it shrink?", "digest": "aa"})
        effects = (fx.Remember(id="r1", memories=memories), published)
        journal.commit("s1", 1, [Step(comment("m1", "does it shrink?"), effects)])
        journal.commit("s1", 2, [Step(ev.SessionClosed(at_ms=9_000))])
        journal.forget(ANNA.id)

        kept = next(past.memory for past in journal.recall(ROOM, 9_000).memories if past.memory.key == "7")
        left = kept.data["draw"]["people"]
        assert left["aa"].keys() == {"viewer_id"}
        assert left["aa"]["viewer_id"].startswith("forgotten-")
        assert left["bb"] == people["bb"]
        assert "Anna" not in repr(list(journal.steps("s1")))
        assert [pending.effect for pending in journal.pending("s1")] == [published]
        assert journal.profile(ROOM, ANNA.id, except_session="").won_at_ms == 0
        journal.expire(10**15)
        assert [past.memory.key for past in journal.recall(ROOM, 9_000).memories] == []

    def test_a_name_is_erased_also_as_it_is_shown(self, journal: Journal) -> None:
        """Lines and notices name viewers without invisible characters, and not in full."""
        start(journal)
        viewer = Viewer(id="7003332221", handle="m.l", name="@ Mar\u200bia  of the large dress shop of Jakarta")
        notice = fx.Notify(id="n1", kind="points_hidden", data={"viewer": display_name(viewer.name)})
        line = chat("l1", f"{display_name(viewer.name).lstrip('@ ')} (Gold)")
        journal.commit("s1", 1, [Step(comment("m1", "hi", viewer), (notice, line))])
        assert "'Maria of" in repr(list(journal.steps("s1"))), "it was stored as it is shown"
        journal.forget("m.l")
        assert "Maria" not in repr(list(journal.steps("s1")))

    def test_a_short_name_goes_where_it_is_known_whose_it_is(self, journal: Journal) -> None:
        viewer = Viewer(id="7003332222", handle="mi", name="王小明")
        start(journal)
        journal.commit("s1", 1, [Step(comment("m1", "hi", viewer))])
        close(journal, "s1", 2)
        who = {"viewer_id": viewer.id, "handle": "mi", "name": "王小明"}
        draw = Memory(kind="giveaway-kept", key="7", data={"draw": {"people": {"aa": who}}})
        kept = Past(memory=draw, session_id="s1", at_ms=1_500)
        start(journal, "s2")
        bought = [ev.Ordered(at_ms=3_000, order_id=n, viewer_id=by) for n, by in (("1", "mi"), ("2", "@Mi"))]
        events: list[ev.AnyEvent] = [ev.Recalled(at_ms=2_000, memories=(kept,)), *bought, comment("m1", "mi casa", BEN)]
        journal.commit("s2", 1, [Step(event) for event in events])
        journal.forget("mi")
        recalled, *orders, other = (step.event for step in journal.steps("s2", after_seq=0))
        assert "王小明" not in repr(recalled)
        pseudonyms = {order.viewer_id for order in orders if isinstance(order, ev.Ordered)}
        assert len(pseudonyms) == 1
        assert pseudonyms.pop().startswith("forgotten-")
        assert other == comment("m1", "mi casa", BEN)

    def test_a_short_name_goes_where_a_line_of_ours_appeared_in_the_room(self, journal: Journal) -> None:
        viewer, shop = Viewer(id="7003332223", handle="eva.x", name="Eva"), Viewer(id="1", handle="shop")
        start(journal)
        journal.commit("s1", 1, [Step(comment("m1", "hi", viewer), (chat("l1", "Eva gets a sticker!"),))])
        others = [comment("m2", "Eva gets a sticker!", shop), comment("m3", "eva foam?", BEN)]
        journal.commit("s1", 2, [Step(event) for event in others])
        journal.forget("eva.x")
        assert [step.event for step in journal.steps("s1")][-1] == others[1]
        assert "Eva" not in repr(list(journal.steps("s1")))

    def test_a_viewer_may_be_called_anything(self, journal: Journal) -> None:
        """Names that are words of ours must not break what is stored."""
        start(journal)
        for n, name in enumerate(("Commented", "say", "type", "m1", "l1", '"quoted\\', "A", "chat-1", "…")):
            viewer = Viewer(id=f"{n}", handle=f"handle{n}", name=name)
            said = ev.CommandGiven(at_ms=3_000, command_id=f"c{n}", by="desk", command=cmd.Say(text=f"Hi {name}, A1 A"))
            journal.commit("s1", 1 + 2 * n, [Step(comment(f"m{n}", name, viewer)), Step(said, (chat(f"l{n}"),))])
            journal.forget(viewer.handle)
        steps = list(journal.steps("s1"))
        assert [step.effects[0].id for step in steps if step.effects] == [f"l{n}" for n in range(9)]
        assert "A1" in repr(steps[-1])
        assert not any(name in repr(steps) for name in ("handle0", "handle8", "Hi type", "quoted"))

    def test_a_viewer_who_is_called_like_an_action_can_be_forgotten(self, journal: Journal) -> None:
        start(journal)
        viewer = Viewer(id="7005", handle="mute", name="Mute")
        journal.commit("s1", 1, [Step(comment("m1", "hi", viewer), (mute("e1", viewer),))])
        journal.forget("mute")
        (left,) = journal.pending("s1")
        assert isinstance(left.effect, fx.Moderate)
        assert left.effect.action == "mute"
        assert not {"7005", "mute"} & {left.effect.viewer_id, left.effect.handle}

    def test_old_sessions_lose_their_viewers_and_keep_their_figures(self, journal: Journal) -> None:
        self.a_talk(journal, "old")
        close(journal, "old", 7, at_ms=5_000)
        self.a_talk(journal, "young")
        close(journal, "young", 7, at_ms=6_000)
        self.a_talk(journal, "open")
        journal.commit("open", 7, [Step(ev.Ticked(at_ms=7_000))])
        assert journal.expire(5_500)["sessions"] == 1
        steps = list(journal.steps("old"))
        assert len(steps) == 8
        for trace in ("7001234567", "7009876543", "anna", "Anna", "ben", "shrink", "缩水", "no!"):
            assert trace not in repr(steps)
        viewers = [step.event.viewer.id for step in steps if isinstance(step.event, ev.Commented)]
        assert viewers == ["viewer-1", "viewer-2", "viewer-2"]
        assert journal.latest_snapshot("old") is None
        assert journal.profile(ROOM, ANNA.id, except_session="").sessions == 2
        assert "shrink" in repr(list(journal.steps("young")))
        assert "shrink" in repr(list(journal.steps("open")))
        assert journal.expire(5_500)["sessions"] == 0

    def remembering(self, journal: Journal, session_id: str, at_ms: int, *viewers: Viewer) -> None:
        """What earlier sessions left is recalled, an order comes in, and viewers earn points."""
        start(journal, session_id)
        memories = [
            Memory(kind=kind, key=key, viewer_id=who.id, amount=3, data={"name": who.name, "handle": who.handle})
            for kind, key in (("points", "2026-11"), ("hidden", "leaderboard"), ("win", "bag"))
            for who in viewers
        ]
        ordered = ev.Ordered(at_ms=at_ms, order_id="1", viewer_id=BEN.id)
        decided = (fx.Remember(id="r1", memories=tuple(memories)),)
        recalled = journal.recall(ROOM, at_ms)
        gone = ev.CommentsDeleted(at_ms=at_ms, msg_id="d", viewer_ids=(CYD.id,))
        journal.commit(session_id, 1, [Step(recalled), Step(ordered), Step(gone, decided)])

    def test_what_is_remembered_of_a_viewer_can_be_forgotten(self, journal: Journal) -> None:
        self.remembering(journal, "s1", 2_000, CYD, BEN)
        self.remembering(journal, "s2", 3_000, CYD)
        start(journal, "s3")
        journal.commit("s3", 1, [Step(journal.recall(ROOM, 4_000))])
        journal.forget(CYD.id)
        told = [repr(list(journal.steps(session_id))) for session_id in ("s1", "s2", "s3")]
        for trace in (CYD.id, "Cy", "cyd.o"):
            assert not any(trace in steps for steps in told)
        assert BEN.name in told[0]
        assert BEN.name in told[1]
        assert "points=6" in told[2], "what somebody earned stays true, without them"
        assert [standing.viewer_id for standing in journal.recall(ROOM, 9_000).standings[""]] == [BEN.id]
        assert journal.profile(ROOM, CYD.id, except_session="") == Profile()

    def test_points_outlive_their_session_without_a_name_while_the_viewer_keeps_coming(self, journal: Journal) -> None:
        self.remembering(journal, "old", 2_000, CYD, BEN)
        close(journal, "old", 4, at_ms=5_000)
        self.remembering(journal, "young", 5_800, BEN)
        close(journal, "young", 4, at_ms=6_000)
        assert journal.expire(5_500)["sessions"] == 1
        told = repr(list(journal.steps("old")))
        for trace in (CYD.id, "Cy", "cyd.o", BEN.id, BEN.name, BEN.handle):
            assert trace not in told
        assert journal.profile(ROOM, CYD.id, except_session="") == Profile()
        assert journal.profile(ROOM, BEN.id, except_session="").points == {"2026-11": 6}
        assert journal.profile(ROOM, BEN.id, except_session="young") == Profile(points={"2026-11": 3})
        recalled = journal.recall(ROOM, 9_000)
        assert recalled.hidden == (BEN.id,)
        assert [(s.points, s.data) for s in recalled.standings[""]] == [(6, {"name": BEN.name, "handle": BEN.handle})]
        assert journal.expire(6_500)["sessions"] == 1
        assert journal.recall(ROOM, 9_000) == ev.Recalled(at_ms=9_000)

    def test_a_session_nobody_closed_grows_old_too(self, journal: Journal) -> None:
        self.a_talk(journal, "abandoned")
        assert journal.expire(2_000)["sessions"] == 0
        assert journal.expire(5_500)["sessions"] == 1
        assert "shrink" not in repr(list(journal.steps("abandoned")))
        journal.commit("abandoned", 7, [Step(comment("late", "does it shrink?", at_ms=3_000))])
        assert journal.expire(5_500)["comments"] == 1

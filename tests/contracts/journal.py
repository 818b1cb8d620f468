"""What every journal promises, whatever it is made of. A test module subclasses ``JournalContract``."""

from collections.abc import Iterable

import pytest

from livebot import commands as cmd
from livebot import effects as fx
from livebot import events as ev
from livebot.engine.text import display_name
from livebot.ports import Journal, JournalError, Step
from livebot.viewers import Memory, Past, Profile, Reading, Viewer

ROOM = "shop"
ANNA = Viewer(id="7001234567", handle="anna.k", name="Anna 🌸")
BEN = Viewer(id="7009876543", handle="ben", name="Ben")
CYD = Viewer(id="7005550001", handle="cyd.o", name="Cy")


def opened(session_id: str, at_ms: int = 1_000) -> Step:
    return Step(ev.SessionOpened(at_ms=at_ms, session_id=session_id, seed="s"))


def comment(msg_id: str, text: str, viewer: Viewer = ANNA, at_ms: int = 2_000) -> ev.Commented:
    return ev.Commented(
        at_ms=at_ms,
        msg_id=msg_id,
        viewer=viewer,
        text=text,
        written_at_ms=at_ms,
        reading=Reading(scores={"en": 0.5}, script="Latn", question=0.25),
    )


def chat(effect_id: str, text: str = "hello") -> fx.SendChat:
    return fx.SendChat(id=effect_id, line=1, text=text, expires_at_ms=9_000)


def translate(effect_id: str, text: str) -> fx.Translate:
    return fx.Translate(id=effect_id, text=text, source="en", target="zh")


def mute(effect_id: str, viewer: Viewer = ANNA) -> fx.Moderate:
    return fx.Moderate(id=effect_id, action="mute", viewer_id=viewer.id, handle=viewer.handle, seconds=60)


class JournalContract:
    @pytest.fixture
    def journal(self) -> Iterable[Journal]:
        raise NotImplementedError

    def start(self, journal: Journal, session_id: str = "s1", room: str = ROOM, at_ms: int = 1_000) -> None:
        journal.open_session(session_id, room, at_ms)
        journal.commit(session_id, 0, [opened(session_id, at_ms)])

    def close(self, journal: Journal, session_id: str, seq: int, at_ms: int = 5_000) -> None:
        journal.commit(session_id, seq, [Step(ev.SessionClosed(at_ms=at_ms))])

    # --- steps -------------------------------------------------------------------------------------------------

    def test_steps_come_back_as_they_were(self, journal: Journal) -> None:
        self.start(journal)
        steps = [
            Step(comment("m1", "¿cuánto cuesta? \u202e\x00💃"), (translate("t1", "x"), fx.Notify(id="n1", kind="k"))),
            Step(ev.Ticked(at_ms=2_100)),
            Step(
                ev.CommandGiven(at_ms=2_200, command_id="c1", by="desk", command=cmd.Say(text="NO")),
                (chat("l1"), fx.Reply(id="r1", command_id="c1", ok=True, kind="done", data={"line": "1"})),
            ),
        ]
        journal.commit("s1", 1, steps)
        assert list(journal.steps("s1"))[1:] == steps
        assert list(journal.steps("s1", after_seq=2)) == steps[2:]
        assert list(journal.steps("s1", after_seq=3)) == []

    def test_a_batch_with_a_known_fact_is_stored_not_at_all(self, journal: Journal) -> None:
        self.start(journal)
        journal.commit("s1", 1, [Step(comment("m1", "one"))])
        with pytest.raises(JournalError):
            journal.commit("s1", 2, [Step(comment("m2", "two"), (chat("l1"),)), Step(comment("m1", "one"))])
        assert [step.event for step in journal.steps("s1", after_seq=0)] == [comment("m1", "one")]
        assert journal.pending("s1") == []
        assert "Commented:m2" not in journal.dedupe_keys("s1")
        journal.commit("s1", 2, [Step(comment("m2", "two"))])

    def test_a_number_is_used_once(self, journal: Journal) -> None:
        self.start(journal)
        with pytest.raises(JournalError):
            journal.commit("s1", 0, [Step(ev.Ticked(at_ms=3_000))])

    def test_sessions_know_facts_apart(self, journal: Journal) -> None:
        self.start(journal, "s1")
        self.start(journal, "s2")
        journal.commit("s1", 1, [Step(comment("m1", "one"))])
        journal.commit("s2", 1, [Step(comment("m1", "one"))])
        assert journal.dedupe_keys("s1") == journal.dedupe_keys("s2") == {"Commented:m1"}

    def test_an_unknown_session_is_said_to_be_unknown(self, journal: Journal) -> None:
        with pytest.raises(JournalError, match="no session nowhere"):
            list(journal.steps("nowhere"))

    # --- effects -----------------------------------------------------------------------------------------------

    def test_only_what_must_be_performed_is_pending(self, journal: Journal) -> None:
        self.start(journal)
        views = (
            fx.Notify(id="n1", kind="k"),
            fx.OfferChat(id="o1", line=2, text="copy"),
            fx.Reply(id="r1", command_id="c", ok=True, kind="done"),
            fx.RememberViewer(id="v1", viewer_id=ANNA.id),
        )
        journal.commit("s1", 1, [Step(comment("m1", "hi"), (chat("l1"), *views, translate("t1", "hi"), mute("m1")))])
        assert [(pending.effect, pending.started) for pending in journal.pending("s1")] == [
            (chat("l1"), False),
            (translate("t1", "hi"), False),
            (mute("m1"), False),
        ]

    def test_a_started_line_is_told_from_one_that_waits(self, journal: Journal) -> None:
        self.start(journal)
        journal.commit("s1", 1, [Step(comment("m1", "hi"), (chat("l1"), chat("l2")))])
        journal.mark_started("s1", "l1", 2_500)
        assert [(p.effect.id, p.started) for p in journal.pending("s1")] == [("l1", True), ("l2", False)]

    def test_nothing_is_performed_that_is_not_there_to_be_performed(self, journal: Journal) -> None:
        self.start(journal)
        journal.commit("s1", 1, [Step(comment("m1", "hi"), (chat("l1"),))])
        journal.commit("s1", 2, [Step(ev.ChatSent(at_ms=2_200, effect_id="l1"))])
        for effect_id in ("l1", "nothing"):
            with pytest.raises(JournalError, match=effect_id):
                journal.mark_started("s1", effect_id, 2_500)

    def test_an_effect_is_stored_once(self, journal: Journal) -> None:
        self.start(journal, "s1")
        self.start(journal, "s2")
        for session_id in ("s1", "s2"):
            journal.commit(session_id, 1, [Step(comment("m1", "hi"), (chat("l1"),))])
        with pytest.raises(JournalError):
            journal.commit("s1", 2, [Step(comment("m2", "ho"), (chat("l1"),))])
        assert len(list(journal.steps("s1"))) == 2

    @pytest.mark.parametrize(
        "settled",
        [
            ev.ChatSent(at_ms=3_000, effect_id="e"),
            ev.ChatFailed(at_ms=3_000, effect_id="e", reason="rate limited"),
            ev.ChatDoubted(at_ms=3_000, effect_id="e", reason="restart"),
            ev.Translated(at_ms=3_000, effect_id="e", text="你好", engine="libre"),
            ev.TranslationFailed(at_ms=3_000, effect_id="e", reason="none"),
            ev.Moderated(at_ms=3_000, effect_id="e"),
            ev.RecordPublished(at_ms=3_000, effect_id="e"),
            ev.ModerationFailed(at_ms=3_000, effect_id="e", reason="the viewer is gone"),
        ],
        ids=lambda event: type(event).__name__,
    )
    def test_what_is_settled_is_not_pending(self, journal: Journal, settled: ev.AnyEvent) -> None:
        self.start(journal)
        effects: dict[str, fx.AnyEffect] = {"Transl": translate("e", "hi"), "Modera": mute("e")}
        effect = effects.get(type(settled).__name__[:6], chat("e"))
        journal.commit("s1", 1, [Step(comment("m1", "hi"), (effect, chat("other")))])
        journal.commit("s1", 2, [Step(settled)])
        assert [pending.effect.id for pending in journal.pending("s1")] == ["other"]

    # --- sessions and snapshots --------------------------------------------------------------------------------

    def test_the_newest_open_session_goes_on(self, journal: Journal) -> None:
        assert journal.unfinished_session(ROOM) is None
        self.start(journal, "s1")
        self.start(journal, "other", room="other room")
        assert journal.unfinished_session(ROOM) == "s1"
        self.close(journal, "s1", 1)
        assert journal.unfinished_session(ROOM) is None

    def test_sessions_are_listed_newest_first(self, journal: Journal) -> None:
        self.start(journal, "s1")
        self.start(journal, "x1", room="other room", at_ms=1_500)
        self.start(journal, "s2", at_ms=2_000)
        journal.commit("s1", 1, [Step(ev.Connected(at_ms=1_100, room_id="1"))])
        self.close(journal, "s1", 2)
        listed = journal.sessions(ROOM)
        assert [(s.session_id, s.opened_at_ms, s.closed_at_ms, s.was_live, s.events, s.touched) for s in listed] == [
            ("s2", 2_000, None, False, 1, False),
            ("s1", 1_000, 5_000, True, 3, False),
        ]
        assert [session.session_id for session in journal.sessions()] == ["s2", "x1", "s1"]

    def test_the_latest_snapshot_counts(self, journal: Journal) -> None:
        self.start(journal)
        assert journal.latest_snapshot("s1") is None
        journal.save_snapshot("s1", 0, b"\x00old")
        journal.save_snapshot("s1", 7, b"\xffnew")
        assert journal.latest_snapshot("s1") == (7, b"\xffnew")

    # --- viewers -----------------------------------------------------------------------------------------------

    def test_earlier_sessions_are_remembered_not_the_current_one(self, journal: Journal) -> None:
        for session_id, language, code in (("s1", "es", "moon"), ("s2", "", ""), ("s3", "en", "sun")):
            self.start(journal, session_id)
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
        self.start(journal, "s1")
        rare = fx.Remember(id="r1", memories=(Memory(kind="giveaway", key="1"),))
        many = fx.Remember(id="r2", memories=tuple(Memory(kind="words", key=str(n)) for n in range(2_000)))
        journal.commit("s1", 1, [Step(comment("m1", "hi"), (rare,)), Step(comment("m2", "ho", at_ms=3_000), (many,))])
        kinds = [past.memory.kind for past in journal.recall(ROOM, 9_000).memories]
        assert (kinds.count("giveaway"), 100 < kinds.count("words") < 2_000) == (1, True)

    def test_what_sessions_leave_is_recalled(self, journal: Journal) -> None:
        assert journal.recall(ROOM, 9_000) == ev.Recalled(at_ms=9_000)
        for session_id, month, winner in (("s1", "2026-10", "A"), ("s2", "2026-11", "B")):
            self.start(journal, session_id)
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
            self.start(journal, session_id)
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

    # --- erasing -----------------------------------------------------------------------------------------------

    def a_talk(self, journal: Journal, session_id: str) -> None:
        """Anna asks and Ben answers; our line greets Anna."""
        self.start(journal, session_id)
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
        self.close(journal, "s1", 7)
        self.start(journal, "untouched")
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
        self.start(journal)
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
        self.start(journal)
        viewer = Viewer(id="7003332221", handle="m.l", name="@ Mar\u200bia  of the large dress shop of Jakarta")
        notice = fx.Notify(id="n1", kind="points_hidden", data={"viewer": display_name(viewer.name)})
        line = chat("l1", f"{display_name(viewer.name).lstrip('@ ')} (Gold)")
        journal.commit("s1", 1, [Step(comment("m1", "hi", viewer), (notice, line))])
        journal.forget("m.l")
        assert "Maria" not in repr(list(journal.steps("s1")))

    def test_a_short_name_goes_where_it_is_known_whose_it_is(self, journal: Journal) -> None:
        viewer = Viewer(id="7003332222", handle="mi", name="王小明")
        self.start(journal)
        journal.commit("s1", 1, [Step(comment("m1", "hi", viewer))])
        self.close(journal, "s1", 2)
        who = {"viewer_id": viewer.id, "handle": "mi", "name": "王小明"}
        draw = Memory(kind="giveaway-kept", key="7", data={"draw": {"people": {"aa": who}}})
        kept = Past(memory=draw, session_id="s1", at_ms=1_500)
        self.start(journal, "s2")
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
        self.start(journal)
        journal.commit("s1", 1, [Step(comment("m1", "hi", viewer), (chat("l1", "Eva gets a sticker!"),))])
        others = [comment("m2", "Eva gets a sticker!", shop), comment("m3", "eva foam?", BEN)]
        journal.commit("s1", 2, [Step(event) for event in others])
        journal.forget("eva.x")
        assert [step.event for step in journal.steps("s1")][-1] == others[1]
        assert "Eva" not in repr(list(journal.steps("s1")))

    def test_a_viewer_may_be_called_anything(self, journal: Journal) -> None:
        """Names that are words of ours must not break what is stored."""
        self.start(journal)
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
        self.start(journal)
        viewer = Viewer(id="7005", handle="mute", name="Mute")
        journal.commit("s1", 1, [Step(comment("m1", "hi", viewer), (mute("e1", viewer),))])
        journal.forget("mute")
        (left,) = journal.pending("s1")
        assert isinstance(left.effect, fx.Moderate)
        assert left.effect.action == "mute"
        assert not {"7005", "mute"} & {left.effect.viewer_id, left.effect.handle}

    def test_old_sessions_lose_their_viewers_and_keep_their_figures(self, journal: Journal) -> None:
        self.a_talk(journal, "old")
        self.close(journal, "old", 7, at_ms=5_000)
        self.a_talk(journal, "young")
        self.close(journal, "young", 7, at_ms=6_000)
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
        self.start(journal, session_id)
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
        self.start(journal, "s3")
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
        self.close(journal, "old", 4, at_ms=5_000)
        self.remembering(journal, "young", 5_800, BEN)
        self.close(journal, "young", 4, at_ms=6_000)
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

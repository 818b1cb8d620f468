"""What every journal promises, whatever it is made of. A test module subclasses the contract and has a ``journal``."""

import pytest

from livebot import commands as cmd
from livebot import effects as fx
from livebot import events as ev
from livebot.ports import Journal, JournalError, Step
from livebot.viewers import Reading, Viewer

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


def start(journal: Journal, session_id: str = "s1", room: str = ROOM, at_ms: int = 1_000) -> None:
    journal.open_session(session_id, room, at_ms)
    journal.commit(session_id, 0, [opened(session_id, at_ms)])


def close(journal: Journal, session_id: str, seq: int, at_ms: int = 5_000) -> None:
    journal.commit(session_id, seq, [Step(ev.SessionClosed(at_ms=at_ms))])


class JournalContract:
    def test_steps_come_back_as_they_were(self, journal: Journal) -> None:
        start(journal)
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
        start(journal)
        journal.commit("s1", 1, [Step(comment("m1", "one"))])
        with pytest.raises(JournalError):
            journal.commit("s1", 2, [Step(comment("m2", "two"), (chat("l1"),)), Step(comment("m1", "one"))])
        assert [step.event for step in journal.steps("s1", after_seq=0)] == [comment("m1", "one")]
        assert journal.pending("s1") == []
        assert "Commented:m2" not in journal.dedupe_keys("s1")
        journal.commit("s1", 2, [Step(comment("m2", "two"))])

    def test_a_number_is_used_once(self, journal: Journal) -> None:
        start(journal)
        with pytest.raises(JournalError):
            journal.commit("s1", 0, [Step(ev.Ticked(at_ms=3_000))])

    def test_sessions_know_facts_apart(self, journal: Journal) -> None:
        start(journal, "s1")
        start(journal, "s2")
        journal.commit("s1", 1, [Step(comment("m1", "one"))])
        journal.commit("s2", 1, [Step(comment("m1", "one"))])
        assert journal.dedupe_keys("s1") == journal.dedupe_keys("s2") == {"Commented:m1"}

    def test_an_unknown_session_is_said_to_be_unknown(self, journal: Journal) -> None:
        with pytest.raises(JournalError, match="no session nowhere"):
            list(journal.steps("nowhere"))

    def test_only_what_must_be_performed_is_pending(self, journal: Journal) -> None:
        start(journal)
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
        start(journal)
        journal.commit("s1", 1, [Step(comment("m1", "hi"), (chat("l1"), chat("l2")))])
        journal.mark_started("s1", "l1", 2_500)
        assert [(p.effect.id, p.started) for p in journal.pending("s1")] == [("l1", True), ("l2", False)]

    def test_nothing_is_performed_that_is_not_there_to_be_performed(self, journal: Journal) -> None:
        start(journal)
        journal.commit("s1", 1, [Step(comment("m1", "hi"), (chat("l1"),))])
        journal.commit("s1", 2, [Step(ev.ChatSent(at_ms=2_200, effect_id="l1"))])
        for effect_id in ("l1", "nothing"):
            with pytest.raises(JournalError, match=effect_id):
                journal.mark_started("s1", effect_id, 2_500)

    def test_an_effect_is_stored_once(self, journal: Journal) -> None:
        start(journal, "s1")
        start(journal, "s2")
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
        start(journal)
        effects: dict[str, fx.AnyEffect] = {"Transl": translate("e", "hi"), "Modera": mute("e")}
        effect = effects.get(type(settled).__name__[:6], chat("e"))
        journal.commit("s1", 1, [Step(comment("m1", "hi"), (effect, chat("other")))])
        journal.commit("s1", 2, [Step(settled)])
        assert [pending.effect.id for pending in journal.pending("s1")] == ["other"]

    def test_the_newest_open_session_goes_on(self, journal: Journal) -> None:
        assert journal.unfinished_session(ROOM) is None
        start(journal, "s1")
        start(journal, "other", room="other room")
        assert journal.unfinished_session(ROOM) == "s1"
        close(journal, "s1", 1)
        assert journal.unfinished_session(ROOM) is None

    def test_sessions_are_listed_newest_first(self, journal: Journal) -> None:
        start(journal, "s1")
        start(journal, "x1", room="other room", at_ms=1_500)
        start(journal, "s2", at_ms=2_000)
        journal.commit("s1", 1, [Step(ev.Connected(at_ms=1_100, room_id="1"))])
        close(journal, "s1", 2)
        listed = journal.sessions(ROOM)
        assert [(s.session_id, s.opened_at_ms, s.closed_at_ms, s.was_live, s.events, s.touched) for s in listed] == [
            ("s2", 2_000, None, False, 1, False),
            ("s1", 1_000, 5_000, True, 3, False),
        ]
        assert [session.session_id for session in journal.sessions()] == ["s2", "x1", "s1"]

    def test_the_latest_snapshot_counts(self, journal: Journal) -> None:
        start(journal)
        assert journal.latest_snapshot("s1") is None
        journal.save_snapshot("s1", 0, b"\x00old")
        journal.save_snapshot("s1", 7, b"\xffnew")
        assert journal.latest_snapshot("s1") == (7, b"\xffnew")

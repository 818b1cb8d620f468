"""What operators do about offences: by hand, permits, undo, and where livebot only advises."""

from livebot.commands import ActOnOffence, DismissOffence, MuteViewer, PermitLink, RemoveViewer, WarnViewer
from livebot.effects import Moderate
from livebot.engine.moderation.docket import OFFENCES_KEPT
from livebot.events import ModerationFailed
from livebot.viewers import Viewer
from tests.engine.moderated import RULES, WARNING, actions, room, traced

# --- by hand, permits, undo --------------------------------------------------------------------------------------


def test_an_operator_warns_mutes_and_removes_by_hand() -> None:
    play = room("off")
    play("0:01 ana (es): hola")
    assert play.reply(WarnViewer(viewer="@ANA")) == "done"
    assert play.outbox == [("@Ana por favor, respeta las normas de la sala.", "sent")]
    assert play.reply(MuteViewer(viewer="ana")) == "done"
    assert play.reply(RemoveViewer(viewer="ana")) == "done"
    assert actions(play) == [("mute", "ana", 30), ("ban", "ana", 0)]
    assert [offence.rule for offence in play.status.offences] == ["hand"] * 3


def test_a_moderator_is_not_muted_by_hand_either() -> None:
    play = room()
    viewer = Viewer(id="m", handle="mod", is_moderator=True)
    play.feed(play.comment("", "hello", play.room.state.at_ms + 1, viewer=viewer))
    assert play.reply(MuteViewer(viewer="mod")) == "exempt"
    assert play.effects(Moderate) == []


def test_a_permit_lets_one_link_pass() -> None:
    play = room()
    play("0:01 ana: hello")
    assert play.reply(PermitLink(viewer="ana")) == "done"
    assert play.notices("permitted") == [{"viewer": "ana"}]
    play.feed(play.comment("ana", "see bit.ly/x1", play.room.state.at_ms))
    assert play.status.offences == ()
    assert ("moderation.links", "permitted") in traced(play)
    play(
        f"""
        0:03  ana: see bit.ly/x1
        0:03  >> @Ana {WARNING}
        """
    )


def test_a_permit_is_for_links_not_for_words() -> None:
    play = room()
    play("0:01 ana: hello")
    play.reply(PermitLink(viewer="ana"))
    play(
        """
        0:02  ana: scammer
        0:02  >> @Ana please keep the chat friendly.
        0:20  ana: bit.ly/x1 you scammer
        """
    )
    assert play.offence(2).rule == "words"


def test_undo_unmutes_and_takes_the_strike_back() -> None:
    play = room("suggest")
    play("0:01 ana: bit.ly/x1")
    play.reply(ActOnOffence(n=1, step="mute"))
    play("0:02 -- moderated")
    assert play.replied("undo").data == {"what": "offence 1"}
    assert actions(play) == [("mute", "ana", 30), ("unmute", "ana", 0)]
    assert (play.offence(1).state, play.offence(1).strikes) == ("undone", 0)
    assert play.reply("undo") == "nothing_to_undo"


def test_undo_lets_in_again_whom_livebot_removed_by_itself() -> None:
    play = room(rules=RULES.replace("  mute_short: 30s", "  ladder: [remove]"))
    play("0:01 ana: bit.ly/x1")
    assert play.reply("undo") == "done"
    assert actions(play) == [("ban", "ana", 0), ("unban", "ana", 0)]
    assert play.offence(1).state == "undone"


def test_dismissing_what_was_done_takes_it_back() -> None:
    play = room(rules=RULES.replace("  mute_short: 30s", "  ladder: [mute long]"))
    play("0:01 ana: bit.ly/x1")
    assert play.reply(DismissOffence(n=1)) == "done"
    assert actions(play)[-1] == ("unmute", "ana", 0)
    assert play.reply("undo") == "nothing_to_undo"


def test_undo_drops_a_warning_that_waits() -> None:
    play = room(chat="auto", rules=RULES)
    play.load(RULES.format(mode="auto"), chat={"min_gap_ms": 8_000})
    play(
        """
        0:01  operator: say hello
        0:01  >> hello
        0:02  ana: bit.ly/x1
        0:03  operator: undo
        0:30  -- tick
        """
    )
    assert play.outbox[-1] == (f"@Ana {WARNING}", "dropped")
    assert play.offence(1).state == "undone"


def test_undo_passes_over_what_has_gone() -> None:
    play = room("suggest")
    play("0:01 ana: bit.ly/x1")
    play.reply(ActOnOffence(n=1, step="mute"))
    play("0:02 -- unmoderated no permission")
    for number in range(OFFENCES_KEPT + 1):
        play.feed(play.comment(f"v{number}", "bit.ly/x1", play.room.state.at_ms + 1))
    play.reply(DismissOffence(n=50))
    assert play.reply("undo") == "done"
    assert play.reply("undo") == "nothing_to_undo"


def test_undo_before_a_mute_settled_is_about_the_unmute_alone() -> None:
    play = room("suggest")
    play("0:01 ana: bit.ly/x1")
    play.reply(ActOnOffence(n=1, step="mute"))
    play.room = type(play.room).restore(play.room.snapshot())
    assert play.reply("undo") == "done"
    mute, unmute = play.effects(Moderate)
    play.feed(ModerationFailed(at_ms=play.room.state.at_ms, effect_id=mute.id, reason="timeout"))
    assert (play.offence(1).state, play.notices("moderation_failed")) == ("undone", [])
    play.feed(ModerationFailed(at_ms=play.room.state.at_ms, effect_id=unmute.id, reason="timeout"))
    assert (play.offence(1).state, play.offence(1).reason) == ("done", "timeout")


def test_by_hand_is_about_what_is_suggested_already() -> None:
    play = room("suggest")
    play(
        """
        0:01  ana: bit.ly/x1
        0:02  operator: moderation mute ana
        0:20  ana: bit.ly/x2
        """
    )
    assert [(o.n, o.rule, o.step, o.comments) for o in play.status.offences] == [(1, "links", "mute short", 2)]
    assert actions(play) == [("mute", "ana", 30)]


def test_who_is_acted_on_by_hand_is_not_acted_on_again_for_what_they_wrote_before() -> None:
    play = room()
    play("0:01 ana: hello")
    play.reply(MuteViewer(viewer="ana"))
    play(
        """
        0:02  ana: bit.ly/x1
        0:03  -- moderated
        0:08  ana: bit.ly/x2
        """
    )
    assert [(o.rule, o.comments) for o in play.status.offences] == [("hand", 3)]
    play(
        """
        0:14  ana: bit.ly/x3
        """
    )
    assert [o.step for o in play.status.offences] == ["mute short", "mute short"]


# --- assist mode -------------------------------------------------------------------------------------------------


def test_where_livebot_cannot_act_it_advises() -> None:
    play = room(chat="assist", rules=RULES.replace("  mute_short: 30s", "  ladder: [mute short]"))
    play("0:01 ana: bit.ly/x1")
    offence = play.offence(1)
    assert (offence.state, offence.viewers[0].handle, offence.strikes) == ("advice", "ana", 0)
    assert play.effects(Moderate) == []
    assert play.notices("offence")
    assert play.reply(ActOnOffence(n=1)) == "done"  # the operator has done it
    assert (play.offence(1).state, play.offence(1).strikes) == ("done", 1)
    assert play.effects(Moderate) == []
    assert play.reply("undo") == "done"
    assert (play.offence(1).state, play.offence(1).strikes, play.effects(Moderate)) == ("advice", 0, [])


def test_a_warning_is_offered_to_be_copied_and_done_once_it_is_sent() -> None:
    play = room(chat="assist")
    play("0:01 ana: bit.ly/x1")
    assert (play.offence(1).state, play.offered) == ("advice", [f"@Ana {WARNING}"])
    play("0:02 operator: outbox sent 1")
    assert (play.offence(1).state, play.offence(1).strikes) == ("done", 1)


def test_the_operators_word_is_enough_for_an_offered_warning() -> None:
    play = room("suggest", chat="assist")
    play("0:01 ana: bit.ly/x1")
    assert play.offered == []
    assert play.reply(ActOnOffence(n=1)) == "done"
    assert (play.offence(1).state, play.offered) == ("advice", [f"@Ana {WARNING}"])
    assert play.reply(ActOnOffence(n=1)) == "done"
    assert (play.offence(1).state, play.outbox) == ("done", [(f"@Ana {WARNING}", "sent")])


def test_an_offered_warning_that_expires_stays_advice() -> None:
    play = room(chat="assist")
    play(
        """
        0:01  ana: bit.ly/x1
        9:00  -- tick
        """
    )
    assert (play.offence(1).state, play.offence(1).strikes) == ("advice", 0)
    play("9:01 ana: bit.ly/x2")
    assert len(play.offered) == 2


def test_a_dismissed_warning_is_not_offered_any_more() -> None:
    play = room(chat="assist")
    play("0:01 ana: bit.ly/x1")
    play.reply(DismissOffence(n=1))
    assert play.outbox == [(f"@Ana {WARNING}", "dropped")]
    assert play.offence(1).state == "dismissed"


def test_with_chat_off_a_warning_is_advice_too() -> None:
    play = room(chat="off")
    play("0:01 ana: bit.ly/x1")
    assert (play.offence(1).state, play.outbox) == ("advice", [])
    assert play.reply(ActOnOffence(n=1)) == "done"
    assert play.offence(1).state == "done"


def test_warning_twice_by_hand_is_one_suggestion_in_assist() -> None:
    play = room("suggest", chat="assist")
    play("0:01 ana: hello")
    assert [play.reply(WarnViewer(viewer="ana")) for _ in range(2)] == ["done", "done"]
    assert len([offence for offence in play.status.offences if offence.state == "advice"]) <= 1
    assert {offence.n for offence in play.status.offences} == {1}

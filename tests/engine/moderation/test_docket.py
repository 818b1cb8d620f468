"""Failures: what did not work is shown, is no strike, and can be tried again."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livebot.commands import ActOnOffence, WarnViewer
from livebot.effects import Moderate
from livebot.engine.settings import ChatSettings
from livebot.events import Moderated, ModerationFailed
from livebot.testing import START_MS, Playbook
from tests.engine.ideas import Idea, plans
from tests.engine.moderated import RULES, WARNING, actions, room
from tests.engine.session_rules import CHATS
from tests.engine.sessions import lived


def test_a_failure_is_shown_and_can_be_tried_again() -> None:
    play = room("suggest")
    play("0:01 ana: bit.ly/x1")
    play.reply(ActOnOffence(n=1, step="mute long"))
    play("0:02 -- unmoderated no permission")
    assert (play.offence(1).state, play.offence(1).reason) == ("failed", "no permission")
    assert play.notices("moderation_failed") == [
        {"n": "1", "viewer": "Ana", "step": "mute long", "reason": "no permission"}
    ]
    assert play.reply(ActOnOffence(n=1)) == "done"
    play("0:03 -- moderated")
    assert (play.offence(1).state, play.offence(1).reason, play.offence(1).strikes) == ("done", "", 1)


def test_what_cannot_be_taken_back_is_still_done() -> None:
    play = room("suggest")
    play("0:01 ana: bit.ly/x1")
    play.reply(ActOnOffence(n=1, step="remove"))
    play("0:02 -- moderated")
    play.reply("undo")
    play("0:03 -- unmoderated timeout")
    assert (play.offence(1).state, play.offence(1).reason) == ("done", "timeout")


def test_a_warning_that_does_not_go_out_has_failed() -> None:
    play = Playbook(RULES.format(mode="auto"), settles=False, chat={"min_gap_ms": 0})
    play(
        f"""
        0:00  -- live
        0:01  ana: bit.ly/x1
        0:01  >> @Ana {WARNING}
        0:02  -- failed no permission
        """
    )
    assert (play.offence(1).state, play.offence(1).reason) == ("failed", "failed")


def test_a_warning_the_market_blocks_has_failed() -> None:
    play = room()
    play.load(RULES.format(mode="auto") + BLOCKING)
    play("0:01 ana: bit.ly/x1")
    assert (play.offence(1).state, play.offence(1).reason) == ("failed", "blocked")


BLOCKING = """
market: {market: US, name: {en: US}, updated: 2026-01-01, rules: [
  {id: r, about: claim, source: s, source_date: 2026-01-01, reason: {en: no}, words: {en: [contact details]}}]}
"""


def test_a_warning_that_would_repeat_the_last_line_has_failed() -> None:
    play = room(rules=RULES.replace("  mute_short: 30s", "  ladder: [warn]"))
    play(
        f"""
        0:01  ana: bit.ly/x1
        0:01  >> @Ana {WARNING}
        0:30  ana: bit.ly/x1
        """
    )
    assert (play.offence(2).state, play.offence(2).reason) == ("failed", "refused")


def test_outcomes_of_unknown_effects_change_nothing() -> None:
    play = room()
    play.feed(Moderated(at_ms=START_MS, effect_id="moderate:99"))
    play.feed(ModerationFailed(at_ms=START_MS, effect_id="moderate:99", reason="x"))
    assert play.status.offences == ()


def test_while_posting_is_stopped_everything_is_only_suggested() -> None:
    play = room()
    play.reply("panic")
    play("0:01 ana?: bit.ly/x1")
    assert play.offence(1).state == "suggested"
    assert play.status.questions == ()
    assert play.reply(ActOnOffence(n=1)) == "panicked"
    assert play.reply(ActOnOffence(n=1, step="mute")) == "done"


def test_what_livebot_cannot_do_now_is_refused() -> None:
    play = room("suggest")
    play("0:01 ana: bit.ly/x1")
    play("0:02 -- lost")
    assert play.reply(ActOnOffence(n=1, step="mute")) == "not_live"
    assert play.reply(WarnViewer(viewer="ana")) == "not_live"
    assert [offence.state for offence in play.status.offences] == ["suggested"]


def test_a_failed_action_and_a_new_offence_are_one_suggestion() -> None:
    play = room("suggest")
    play("0:01 ana: bit.ly/x1")
    play.reply(ActOnOffence(n=1, step="mute"))
    play("0:02 -- unmoderated no permission")
    play("0:30 ana: bit.ly/x2")
    assert [(o.n, o.state, o.reason, o.step) for o in play.status.offences] == [(1, "suggested", "", "warn")]


def test_what_failed_is_no_strike() -> None:
    play = room(rules=RULES.replace("  mute_short: 30s", "  ladder: [mute short, remove]"))
    play(
        """
        0:01  ana: bit.ly/x1
        0:02  -- unmoderated timeout
        0:20  ana: bit.ly/x2
        0:21  -- moderated
        0:40  ana: bit.ly/x3
        """
    )
    assert actions(play) == [("mute", "ana", 60), ("mute", "ana", 60), ("ban", "ana", 0)]


def test_nobody_is_muted_before_the_warning_was_seen() -> None:
    play = room()
    play.load(RULES.format(mode="auto"), chat={"min_gap_ms": 20_000})
    play(
        f"""
        0:01  operator: say hello
        0:01  >> hello
        0:02  ana: bit.ly/x1
        0:18  ana: bit.ly/x2
        0:21  >> @Ana {WARNING}
        0:29  ana: bit.ly/x3
        0:32  ana: bit.ly/x4
        """
    )
    assert [(o.step, o.comments) for o in reversed(play.status.offences)] == [("warn", 3), ("mute short", 1)]


def test_a_warning_that_never_went_out_is_no_strike() -> None:
    play = room()
    play.load(RULES.format(mode="auto") + BLOCKING)
    play(
        """
        0:01  ana: bit.ly/x1
        0:30  ana: bit.ly/x2
        """
    )
    assert [(o.step, o.state, o.strikes) for o in play.status.offences] == [("warn", "failed", 0)]


def test_another_step_takes_the_place_of_an_offered_warning() -> None:
    play = room(chat="assist")
    play("0:01 ana: bit.ly/x1")
    assert play.reply(ActOnOffence(n=1, step="mute")) == "done"
    assert play.outbox == [(f"@Ana {WARNING}", "dropped")]
    assert (play.offence(1).state, play.offence(1).step) == ("done", "mute short")


def test_a_warning_that_waits_for_its_turn_is_offered_at_once_when_the_operator_asks() -> None:
    play = room(chat="assist")
    play.load(RULES.format(mode="auto"), chat={"min_gap_ms": 20_000, "mode": "assist"})
    play("0:01 operator: say hello")
    play("0:02 ana: bit.ly/x1")
    assert play.outbox[-1] == (f"@Ana {WARNING}", "waiting")
    assert play.reply(ActOnOffence(n=1)) == "done"
    assert play.offered == ["hello", f"@Ana {WARNING}"]


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(plans, st.sampled_from(CHATS))
def test_what_is_under_way_will_end_and_nobody_has_two_suggestions(plan: list[Idea], chat: ChatSettings) -> None:
    docket = lived(plan, chat=chat).room.state.docket
    for offence in docket.offences:
        if offence.state == "acting":
            assert offence.on_the_way or offence.n in docket.warnings
        if offence.state in ("undone", "failed", "dismissed"):
            assert not any(strike[1] == offence.n for record in docket.records.values() for strike in record.strikes)
    singles = [o.offenders[0].id for o in docket.offences if o.state in ("suggested", "advice") and not o.key]
    assert len(set(singles)) == len(singles)


def test_what_fails_for_everybody_of_a_raid_is_said_once() -> None:
    play = room("suggest")
    for number in range(6):
        play.feed(play.comment(f"bot{number}", "visit this amazing shop right now", play.room.state.at_ms + 1))
    assert play.reply(ActOnOffence(n=1, step="mute")) == "done"
    for effect in play.effects(Moderate):
        play.feed(ModerationFailed(at_ms=play.room.state.at_ms, effect_id=effect.id, reason="not a moderator"))
    assert [notice["viewer"] for notice in play.notices("moderation_failed")] == ["Bot0 +5"]
    assert play.offence(1).state == "failed"


def test_what_fails_of_a_raid_for_several_reasons_is_said_once_for_each_whenever_it_is_tried() -> None:
    play = room("suggest")
    for number in range(6):
        play.feed(play.comment(f"bot{number}", "visit this amazing shop right now", play.room.state.at_ms + 1))
    for _ in range(2):
        before = len(play.effects(Moderate))
        assert play.reply(ActOnOffence(n=1, step="mute")) == "done"
        for number, effect in enumerate(play.effects(Moderate)[before:]):
            reason = "slow down" if number % 2 else "the viewer is gone"
            play.feed(ModerationFailed(at_ms=play.room.state.at_ms, effect_id=effect.id, reason=reason))
    reasons = [notice["reason"] for notice in play.notices("moderation_failed")]
    assert reasons == ["the viewer is gone", "slow down"] * 2


def test_what_cannot_be_taken_back_is_said_though_it_failed_in_part_before() -> None:
    play = room("suggest")
    for number in range(6):
        play.feed(play.comment(f"bot{number}", "visit this amazing shop right now", play.room.state.at_ms + 1))
    assert play.reply(ActOnOffence(n=1, step="mute")) == "done"
    play.feed(ModerationFailed(at_ms=play.room.state.at_ms, effect_id=play.effects(Moderate)[0].id, reason="gone"))
    assert play.reply("undo") == "done"
    play.feed(ModerationFailed(at_ms=play.room.state.at_ms, effect_id=play.effects(Moderate)[-1].id, reason="gone"))
    assert len(play.notices("moderation_failed")) == 2

"""What becomes of those who break the rules: the ladder, its strikes, what operators do, raids, and failures."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livebot.commands import ActOnOffence, DismissOffence, MuteViewer, PermitLink, RemoveViewer, WarnViewer
from livebot.effects import Moderate
from livebot.engine.docket import OFFENCES_KEPT, RECORDS_KEPT
from livebot.events import Connected, Moderated, ModerationFailed, Profile, Viewer
from livebot.testing import START_MS, Playbook

RULES = """
moderation:
  mode: {mode}
  mute_short: 30s
  rules: {{links: {{}}, words: {{add: {{und: [scammer]}}}}, capitals: {{}}, length: {{max: 50, mode: dry}},
           raid: {{viewers: 3, within: 20s}}}}
codes: [{{id: moon, phrases: [the moon], reply: {{en: "Moon!"}}}}]
polls: [{{id: p, question: {{en: "A or B?"}}, options: [{{key: A}}, {{key: B}}], duration: 0}}]
"""
WARNING = "please no links or contact details here."


def room(mode: str = "auto", *, chat: str = "auto", rules: str = RULES, **settings: Any) -> Playbook:
    play = Playbook(rules.format(mode=mode), mode=chat, chat={"min_gap_ms": 0}, **settings)
    play.feed(Connected(at_ms=START_MS, room_id="1"))
    return play


def actions(play: Playbook) -> list[tuple[str, str, int]]:
    return [(effect.action, effect.viewer_id, effect.seconds) for effect in play.effects(Moderate)]


def traced(play: Playbook) -> list[tuple[str, str]]:
    return [(trace.rule, trace.why.kind) for trace in play.traces]


# --- the ladder ------------------------------------------------------------------------------------------------


def test_warn_then_mute_short_then_long_then_remove() -> None:
    play = room()
    play(
        f"""
        0:01  ana: bit.ly/x1
        0:01  >> @Ana {WARNING}
        0:20  ana: bit.ly/x2
        0:21  -- moderated
        1:20  ana: bit.ly/x3
        1:21  -- moderated
        9:20  ana: bit.ly/x4
        9:21  -- moderated
        10:20 ana: bit.ly/x5
        """
    )
    assert actions(play) == [("mute", "ana", 30), ("mute", "ana", 300), ("ban", "ana", 0), ("ban", "ana", 0)]
    steps = {offence.n: (offence.step, offence.state) for offence in play.status.offences}
    assert steps == {
        1: ("warn", "done"),
        2: ("mute short", "done"),
        3: ("mute long", "done"),
        4: ("remove", "done"),
        5: ("remove", "acting"),
    }
    assert play.offence(5).strikes == 5


def test_a_strike_expires() -> None:
    play = room(rules=RULES.replace("  mute_short: 30s", "  mute_short: 30s\n  strikes_expire: 5m"))
    play(
        f"""
        0:01  ana: bit.ly/x1
        0:01  >> @Ana {WARNING}
        5:00.9  ana: bit.ly/x2
        9:00  ana: bit.ly/x3
        9:30  operator: say hello
        9:30  >> hello
        14:01 ana: bit.ly/x4
        14:01 >> @Ana {WARNING}
        """
    )
    assert [offence.step for offence in reversed(play.status.offences)] == ["warn", "mute short", "mute short", "warn"]


def test_what_is_written_before_the_action_is_seen_is_no_offence_of_its_own() -> None:
    play = room()
    play(
        f"""
        0:01  ana: bit.ly/x1
        0:01  >> @Ana {WARNING}
        0:03  ana: bit.ly/x2
        """
    )
    play.feed(play.comment("ana", "bit.ly/x3", play.room.state.at_ms + 7_000))
    assert ("moderation.links", "acted_already") in traced(play)
    play("0:12 ana: bit.ly/x4")
    assert [(o.step, o.comments) for o in reversed(play.status.offences)] == [("warn", 3), ("mute short", 1)]


def test_a_warning_is_in_the_viewers_language_and_in_the_shops_own_words() -> None:
    own = 'warnings: {{en: "@{{viewer}}, {{reason}} Thanks!", vi: "@{{viewer}} ơi, {{reason}}"}}'
    play = room(rules=RULES.replace("  mute_short: 30s", f"  {own}"))
    play(
        f"""
        0:01  ana (vi): bit.ly/x1
        0:01  >> @Ana ơi, vui lòng không gửi liên kết hay thông tin liên hệ.
        0:02  bo (es): bit.ly/x1
        0:02  >> @Bo, {WARNING} Thanks!
        """
    )


def test_a_name_that_advertises_is_not_posted() -> None:
    play = room()
    viewer = Viewer(id="7", handle="ana7", name="add me on whatsapp")
    play.feed(play.comment("", "bit.ly/x1", play.room.state.at_ms + 1, viewer=viewer))
    assert play.outbox == [(f"@ana7 {WARNING}", "sent")]


# --- what else becomes of the comment --------------------------------------------------------------------------


def test_spam_is_put_on_no_card_and_counts_in_no_code_where_livebot_acts_by_itself() -> None:
    play = room()
    play(
        f"""
        0:01  ana?: is the moon at bit.ly/x1
        0:01  >> @Ana {WARNING}
        """
    )
    assert play.status.questions == ()
    assert play.code("moon").hits == 0


def test_spam_that_is_only_suggested_is_treated_like_any_comment() -> None:
    play = room("suggest")
    play(
        """
        0:01  ana?: how is bit.ly/x1
        0:02  bo: the moon is at bit.ly/x1
        0:02  >> Moon!
        """
    )
    assert len(play.status.questions) == 1
    assert play.code("moon").hits == 1


def test_who_shouts_is_still_heard() -> None:
    play = room()
    play(
        """
        0:01  ana?: HOW MUCH IS THE RED DRESS
        0:01  >> @Ana please keep comments short and without capitals.
        """
    )
    assert [card.original for card in play.status.questions] == ["HOW MUCH IS THE RED DRESS"]


def test_who_has_strikes_can_still_vote() -> None:
    play = room()
    play(
        f"""
        0:01  operator: poll open p
        0:01  >> A or B?
        0:02  ana: bit.ly/x1
        0:02  >> @Ana {WARNING}
        0:03  ana: A
        """
    )
    assert play.poll("p").votes == {"A": 1, "B": 0}


# --- suggestions -----------------------------------------------------------------------------------------------


def test_a_suggestion_waits_for_the_operator() -> None:
    play = room("suggest")
    play("0:01 ana: bit.ly/x1")
    offence = play.offence(1)
    assert (offence.state, offence.step, offence.rule, offence.strikes) == ("suggested", "warn", "links", 0)
    assert (offence.viewers[0].handle, offence.text) == ("ana", "bit.ly/x1")
    assert play.notices("offence") == [{"n": "1", "rule": "links", "viewer": "Ana", "step": "warn"}]
    assert play.effects(Moderate) == []
    assert play.outbox == []
    assert play.reply(ActOnOffence(n=1)) == "done"
    assert play.offence(1).state == "done"
    assert play.offence(1).strikes == 1
    assert play.outbox == [(f"@Ana {WARNING}", "sent")]


def test_a_viewer_has_one_open_suggestion() -> None:
    play = room("suggest")
    play(
        """
        0:01  ana: bit.ly/x1
        0:02  ana: you scammer
        0:20  bo: bit.ly/x1
        """
    )
    assert [(o.n, o.rule, o.text, o.comments) for o in play.status.offences] == [
        (2, "links", "bit.ly/x1", 1),
        (1, "words", "you scammer", 2),
    ]


@pytest.mark.parametrize(
    ("step", "action"),
    [("mute", ("mute", "ana", 30)), ("Mute  Long", ("mute", "ana", 300)), ("remove", ("ban", "ana", 0))],
)
def test_the_operator_may_choose_another_step(step: str, action: tuple[str, str, int]) -> None:
    play = room("suggest")
    play("0:01 ana: bit.ly/x1")
    assert play.reply(ActOnOffence(n=1, step=step)) == "done"
    assert actions(play) == [action]
    assert play.offence(1).state == "acting"
    play("0:02 -- moderated")
    assert play.offence(1).state == "done"


def test_a_dismissed_suggestion_gives_no_strike() -> None:
    play = room("suggest")
    play("0:01 ana: bit.ly/x1")
    assert play.reply(DismissOffence(n=1)) == "done"
    assert (play.offence(1).state, play.offence(1).strikes) == ("dismissed", 0)
    assert play.replied("undo").data == {"what": "offence 1"}
    assert play.offence(1).state == "suggested"


def test_open_ones_come_first_then_the_newest() -> None:
    play = room("suggest")
    play(
        """
        0:01  ana: bit.ly/x1
        0:02  bo: bit.ly/x1
        0:03  cy: bit.ly/x1
        """
    )
    play.reply(DismissOffence(n=3))
    assert [offence.n for offence in play.status.offences] == [2, 1, 3]


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        (ActOnOffence(n=9), "unknown_offence"),
        (DismissOffence(n=9), "unknown_offence"),
        (ActOnOffence(n=1, step="shoot"), "unknown_step"),
        (PermitLink(viewer="nobody"), "unknown_viewer"),
        (MuteViewer(viewer="nobody"), "unknown_viewer"),
    ],
)
def test_what_there_is_not(command: Any, kind: str) -> None:
    play = room("suggest")
    play("0:01 ana: bit.ly/x1")
    assert play.reply(command) == kind


def test_what_is_over_is_not_acted_on_again() -> None:
    play = room("suggest")
    play("0:01 ana: bit.ly/x1")
    play.reply(DismissOffence(n=1))
    assert play.reply(ActOnOffence(n=1)) == "wrong_state"
    assert play.reply(DismissOffence(n=1)) == "wrong_state"


# --- by hand, permits, undo ------------------------------------------------------------------------------------


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


# --- dry runs and roles ----------------------------------------------------------------------------------------


def test_a_dry_rule_counts_and_shows_and_never_acts() -> None:
    play = room()
    play(f"0:01 ana?: {'x' * 51}")
    play.feed(play.comment("bo", "y" * 52, play.room.state.at_ms))
    (offence,) = play.status.offences
    assert (offence.state, offence.rule, offence.comments, offence.viewers[0].handle) == ("dry", "length", 2, "bo")
    assert play.status.counters["dry_length"] == 2
    assert ("moderation.length", "dry") in traced(play)
    assert play.effects(Moderate) == []
    assert len(play.status.questions) == 1


def test_a_rule_may_have_a_mode_of_its_own() -> None:
    play = room("suggest", rules=RULES.replace("links: {{}}", "links: {{mode: auto}}"))
    play(
        f"""
        0:01  ana: you scammer
        0:02  bo: bit.ly/x1 you scammer
        0:02  >> @Bo {WARNING}
        """
    )
    assert [(o.rule, o.state) for o in play.status.offences] == [("words", "suggested"), ("links", "done")]


def test_an_open_suggestion_is_acted_on_when_the_same_viewer_breaks_an_automatic_rule() -> None:
    play = room("suggest", rules=RULES.replace("links: {{}}", "links: {{mode: auto}}"))
    play(
        f"""
        0:01  ana: you scammer
        0:02  ana: bit.ly/x1
        0:02  >> @Ana {WARNING}
        """
    )
    assert [(o.n, o.rule, o.state) for o in play.status.offences] == [(1, "links", "done")]


def test_the_exempt_are_traced() -> None:
    play = room()
    play.feed(play.comment("", "bit.ly/x1", START_MS, viewer=Viewer(id="m", is_moderator=True)))
    assert ("moderation", "exempt") in traced(play)


# --- assist mode -----------------------------------------------------------------------------------------------


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
    assert (play.offence(1).state, play.effects(Moderate)) == ("undone", [])


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


# --- failures --------------------------------------------------------------------------------------------------


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
    assert [(o.n, o.state, o.reason, o.step) for o in play.status.offences] == [(1, "suggested", "", "mute short")]


# --- raids -----------------------------------------------------------------------------------------------------


def raid(play: Playbook, text: str = "this shop cheats people", names: str = "abc", after_s: int = 1) -> None:
    for name in names:
        play.feed(play.comment(f"r{name}", text, play.room.state.at_ms + after_s * 1000))


def test_one_key_acts_on_a_raid_and_those_who_join_it_get_the_same() -> None:
    play = room()
    raid(play)
    (offence,) = play.status.offences
    assert (offence.rule, offence.state, offence.step) == ("raid", "suggested", "mute short")
    raid(play, names="d")
    assert [viewer.viewer_id for viewer in play.offence(1).viewers] == ["ra", "rb", "rc", "rd"]
    assert play.reply(ActOnOffence(n=1, step="remove")) == "done"
    raid(play, names="e")
    assert actions(play) == [("ban", f"r{name}", 0) for name in "abcde"]
    for effect in play.effects(Moderate):
        assert play.offence(1).state == "acting"
        play.feed(Moderated(at_ms=play.room.state.at_ms, effect_id=effect.id))
    assert play.offence(1).state == "done"
    assert play.reply("undo") == "done"
    assert [action for action, _, _ in actions(play)[5:]] == ["unban"] * 5


def test_a_raider_who_goes_on_is_not_muted_twice_and_nobody_is_warned_one_by_one() -> None:
    play = room()
    raid(play)
    play.reply(ActOnOffence(n=1))
    raid(play)
    assert len(actions(play)) == 3
    play = room()
    raid(play)
    play.reply(ActOnOffence(n=1, step="warn"))
    raid(play, names="de")
    assert len(play.outbox) == 1
    assert len(play.offence(1).viewers) == 5


def test_a_raid_that_was_dismissed_stays_so() -> None:
    play = room()
    raid(play)
    play.reply(DismissOffence(n=1))
    raid(play, names="def")
    assert [(o.n, o.state) for o in play.status.offences] == [(1, "dismissed")]


def test_a_raid_that_was_taken_back_or_is_long_over_is_a_new_one() -> None:
    play = room()
    raid(play)
    play.reply(ActOnOffence(n=1))
    play.reply("undo")
    raid(play, names="d")
    raid(play, names="efg", after_s=300)
    raid(play, names="hi")
    assert [(o.n, o.state) for o in play.status.offences] == [(3, "suggested"), (2, "suggested"), (1, "undone")]


def test_a_raid_of_links_is_acted_on_as_one_and_replaces_what_was_suggested() -> None:
    play = room("suggest")
    raid(play, "see bit.ly/x1 and buy")
    assert [(o.rule, o.state, len(o.viewers)) for o in play.status.offences] == [("raid", "suggested", 3)]
    play = room(rules=RULES.replace("  mute_short: 30s", "  ladder: [warn]"))
    raid(play, "see bit.ly/x1 and buy")
    assert actions(play) == [("mute", "ra", 60), ("mute", "rb", 60), ("mute", "rc", 60)]


def test_a_raid_is_acted_on_by_itself_where_the_rule_says_so() -> None:
    play = room("suggest", rules=RULES.replace("raid: {{", "raid: {{mode: auto, "))
    raid(play)
    assert len(actions(play)) == 3
    assert play.offence(1).state == "acting"


def test_a_raid_in_assist_mode_is_advice_with_everybodys_name() -> None:
    play = room(chat="assist")
    raid(play)
    assert play.offence(1).state == "advice"
    assert [viewer.handle for viewer in play.offence(1).viewers] == ["ra", "rb", "rc"]


def test_a_raid_may_be_warned_in_one_line() -> None:
    play = room("suggest")
    raid(play)
    play.reply(ActOnOffence(n=1, step="warn"))
    assert play.outbox == [("@Ra @Rb @Rc please keep to the rules of this room.", "sent")]


def test_one_failure_of_many_is_a_failure() -> None:
    play = room()
    raid(play)
    play.reply(ActOnOffence(n=1))
    one, two, three = play.effects(Moderate)
    play.feed(Moderated(at_ms=play.room.state.at_ms, effect_id=one.id))
    play.feed(ModerationFailed(at_ms=play.room.state.at_ms, effect_id=two.id, reason="left the room"))
    assert play.offence(1).state == "acting"
    play.feed(Moderated(at_ms=play.room.state.at_ms, effect_id=three.id))
    assert (play.offence(1).state, play.offence(1).reason) == ("failed", "left the room")


# --- bounds and properties -------------------------------------------------------------------------------------


def test_what_is_kept_is_bounded() -> None:
    play = room("suggest")
    for number in range(RECORDS_KEPT + 10):
        play.feed(play.comment(f"v{number}", "bit.ly/x1", play.room.state.at_ms + 1))
    assert len(play.status.offences) == OFFENCES_KEPT
    assert len(play.room.state.docket.records) == RECORDS_KEPT


viewers = st.builds(
    Viewer,
    id=st.sampled_from("abcd"),
    handle=st.sampled_from("abcd"),
    is_moderator=st.booleans(),
    is_follower=st.booleans(),
)
texts = st.sampled_from(["bit.ly/x1", "you scammer", "HELLO THIS IS LOUD STUFF", "nice", "this shop cheats people"])
comments = st.lists(st.tuples(st.integers(0, 60_000), viewers, texts, st.booleans()), max_size=25)
relaxed = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@relaxed
@given(comments, st.sampled_from(["suggest", "auto"]))
def test_the_exempt_are_never_acted_on(said: list[tuple[int, Viewer, str, bool]], mode: str) -> None:
    play = room(mode, rules=RULES.replace("  mute_short: 30s", "  exempt: [followers, regulars]"))
    guilty: set[str] = set()
    for after_ms, viewer, text, is_regular in said:
        play.profiles[""] = Profile(sessions=int(is_regular))
        play.feed(play.comment("", text, play.room.state.at_ms + after_ms, viewer=viewer))
        if not (viewer.is_moderator or viewer.is_follower or is_regular):
            guilty.add(viewer.id)
        for offence in play.status.offences:
            assert {offender.viewer_id for offender in offence.viewers} <= guilty
    assert {effect.viewer_id for effect in play.effects(Moderate)} <= guilty


@relaxed
@given(st.lists(st.integers(11_000, 2_400_000), max_size=12))
def test_the_step_follows_from_the_strikes_of_the_last_half_hour(gaps_ms: list[int]) -> None:
    play = room()
    struck_ms: list[int] = []
    for gap_ms in gaps_ms:
        play.reply(f"say line {len(struck_ms)}")  # or a warning would repeat the room's last line
        at_ms = play.room.state.at_ms + gap_ms
        play.feed(play.comment("ana", "bit.ly/x1", at_ms))
        live = sum(when > at_ms - 1_800_000 for when in struck_ms)
        assert play.status.offences[0].n == len(struck_ms) + 1
        assert play.offence(len(struck_ms) + 1).step == ["warn", "mute short", "mute long", "remove"][min(live, 3)]
        struck_ms.append(at_ms)
        for effect in play.effects(Moderate)[-1:]:
            play.feed(Moderated(at_ms=at_ms, effect_id=effect.id))

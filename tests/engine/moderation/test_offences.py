"""What becomes of those who break the rules: the ladder and its strikes, suggestions, dry runs."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livebot.commands import ActOnOffence, DismissOffence, MuteViewer, PermitLink
from livebot.effects import Moderate
from livebot.engine.moderation.docket import OFFENCES_KEPT, RECORDS_KEPT
from livebot.events import Moderated
from livebot.testing import START_MS
from livebot.viewers import Profile, Viewer
from tests.engine.moderated import RULES, WARNING, actions, room, traced

# --- the ladder --------------------------------------------------------------------------------------------------


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
        5:02  -- moderated
        9:00  ana: bit.ly/x3
        9:01  -- moderated
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


# --- what else becomes of the comment ----------------------------------------------------------------------------


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


# --- suggestions -------------------------------------------------------------------------------------------------


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


# --- dry runs and roles ------------------------------------------------------------------------------------------


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


def test_dry_runs_push_nothing_out() -> None:
    play = room(rules=RULES.replace("capitals: {{}}", "capitals: {{mode: dry}}"))
    play(
        f"""
        0:01  ana: bit.ly/x1
        0:01  >> @Ana {WARNING}
        """
    )
    for number in range(OFFENCES_KEPT):
        play.feed(play.comment(f"v{number}", "xY"[number % 2] * 60, play.room.state.at_ms + 1))
        play.feed(play.comment(f"w{number}", "LOUD WORDS FOR ALL", play.room.state.at_ms + 1))
    assert {(o.rule, o.state, o.comments) for o in play.status.offences} == {
        ("links", "done", 1),
        ("length", "dry", 100),
        ("capitals", "dry", 150),
    }


# --- bounds and properties ---------------------------------------------------------------------------------------


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

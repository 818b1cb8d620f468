"""Raids: many new viewers who write the same are one offence."""

import pytest

from livebot.commands import ActOnOffence, DismissOffence, Say
from livebot.effects import Moderate, SendChat
from livebot.events import ChatSent, Moderated, ModerationFailed
from livebot.testing import Playbook
from livebot.viewers import Viewer
from tests.engine.moderated import RULES, actions, room


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


def test_a_raid_goes_on_with_everybody_who_says_the_same() -> None:
    play = room()
    raid(play)
    play.reply(ActOnOffence(n=1))
    raid(play, names="d", after_s=60)
    raid(play, names="e", after_s=100)
    assert actions(play) == [("mute", f"r{name}", 30) for name in "abcde"]


def test_a_raider_whose_mute_is_over_and_who_goes_on_is_muted_again() -> None:
    play = room()
    raid(play)
    play.reply(ActOnOffence(n=1))
    for effect in play.effects(Moderate):
        play.feed(Moderated(at_ms=play.room.state.at_ms, effect_id=effect.id))
    for _ in range(3):
        raid(play, names="a", after_s=40)
        play.feed(Moderated(at_ms=play.room.state.at_ms, effect_id=play.effects(Moderate)[-1].id))
    assert actions(play)[3:] == [("mute", "ra", 30)] * 3
    assert [(o.n, o.state, len(o.viewers)) for o in play.status.offences] == [(1, "done", 3)]


def test_what_raiders_wrote_before_the_action_was_seen_is_no_offence_of_its_own() -> None:
    play = room()
    play("0:01 ra: hello")
    raid(play)
    play.reply(ActOnOffence(n=1))
    play.feed(play.comment("ra", "bit.ly/x1", play.room.state.at_ms + 2_000))
    assert [o.rule for o in play.status.offences] == ["raid"]
    assert len(actions(play)) == 3


def test_a_raid_that_was_dismissed_is_none_and_each_is_looked_at_alone() -> None:
    play = room("suggest")
    raid(play, "see bit.ly/x1 and buy it there")
    play.reply(DismissOffence(n=3))
    raid(play, "see bit.ly/x1 and buy it there", names="d")
    assert [(o.rule, o.state) for o in play.status.offences] == [("links", "suggested"), ("raid", "dismissed")]


def test_a_failure_in_a_raid_is_not_forgotten_when_others_join() -> None:
    play = room()
    raid(play)
    play.reply(ActOnOffence(n=1))
    one, *_ = play.effects(Moderate)
    play.feed(ModerationFailed(at_ms=play.room.state.at_ms, effect_id=one.id, reason="left the room"))
    raid(play, names="d")
    for effect in play.effects(Moderate)[1:]:
        play.feed(Moderated(at_ms=play.room.state.at_ms, effect_id=effect.id))
    assert (play.offence(1).state, play.offence(1).reason) == ("failed", "left the room")
    raid(play, names="ef")
    assert (play.offence(1).state, len(play.offence(1).viewers), len(actions(play))) == ("failed", 6, 4)
    assert play.reply(ActOnOffence(n=1)) == "done"
    assert len(actions(play)) == 10


def test_who_joins_a_raid_where_livebot_cannot_act_is_advice_again() -> None:
    play = room(chat="assist")
    raid(play)
    play.reply(ActOnOffence(n=1))
    assert play.offence(1).state == "done"
    raid(play, names="d")
    assert (play.offence(1).state, len(play.offence(1).viewers)) == ("advice", 4)


def test_a_warning_that_is_on_its_way_is_not_forgotten_in_a_raid() -> None:
    play = room(chat="assist")
    raid(play, "see bit.ly/x1 and buy it there")
    states = {(o.rule, o.state) for o in play.status.offences}
    assert states == {("raid", "advice"), ("links", "advice")}
    play.reply("outbox sent 1")
    assert play.offence(1).strikes == 1


def test_a_raid_of_links_is_acted_on_as_one_and_replaces_what_was_suggested() -> None:
    play = room("suggest")
    raid(play, "see bit.ly/x1 and buy it there")
    assert [(o.rule, o.state, len(o.viewers)) for o in play.status.offences] == [("raid", "suggested", 3)]
    play = room(rules=RULES.replace("  mute_short: 30s", "  ladder: [warn]"))
    raid(play, "see bit.ly/x1 and buy it there")
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


@pytest.mark.parametrize("who", ["operator", "host", "desk"])
def test_what_the_host_asked_to_type_is_no_raid(who: str) -> None:
    play = Playbook(RULES.format(mode="auto"), mode="auto", chat={"own_accounts": ["@desk"]})
    play("0:00  -- live")
    if who == "operator":
        assert play.reply(Say(text='Type "I love this moonlight shop" to win!')) == "done"
        play.feed(ChatSent(at_ms=play.room.state.at_ms, effect_id=play.effects(SendChat)[-1].id))
    else:
        viewer = Viewer(id=who, handle=who, is_host=who == "host")
        play.feed(play.comment(who, "Copy: I love this moonlight shop", play.room.state.at_ms, viewer=viewer))
    raid(play, "i love this moonlight shop!!", "abcdef")
    raid(play, "this shop cheats people", "ghi")
    assert [offence.text for offence in play.status.offences] == ["this shop cheats people"]
    raid(play, "i love this moonlight shop!!", "jklm", after_s=60)
    assert len(play.status.offences) == 1
    raid(play, "i love this moonlight shop!!", "nopq")
    assert len(play.status.offences) == 2, "much later it is as suspicious as anything else"

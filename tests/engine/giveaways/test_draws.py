"""Draws from their announcement to their end: what is published when, and what stops them."""

import json

import msgspec

from livebot.effects import PublishRecord, Remember
from livebot.testing import Playbook
from tests.engine.giveaways.draw_room import (
    RULE,
    SILENT,
    WITH_VALUE,
    quiet,
    record,
    records,
    start,
    started,
    steps,
    view,
)


def test_a_draw_from_announcement_to_claim() -> None:
    play = Playbook(RULE)
    play(start(play))
    play("""
        0:20  ana: ME!!
        0:21  bo: 我
        0:22  ana: me
        0:23  cy: here
        1:20  >> 2 are in.  decides
    """)
    winner = view(play).winners[0].name
    other = {"Ana": "Bo", "Bo": "Ana"}[winner]
    play(f"""
        1:28  >> {winner} wins the A3 dress! Type here within 1 minute
        1:30  {other.lower()}: here
        2:08  >> {winner}, 20 seconds left
        2:10  {winner.lower()}: Here!
        2:16  >> the A3 dress goes to {winner}
        2:24  >> Thank you all
    """)
    assert view(play).state == "done"
    assert steps(play) == ["announced", "opened", "frozen", "drawn", "claimed", "done"]
    wins = [m for e in play.effects(Remember) for m in e.memories if m.kind == "win"]
    assert [(m.viewer_id, m.data) for m in wins] == [(winner.lower(), {"prize": {"en": "the A3 dress"}})]


def test_the_commitment_is_published_before_anybody_can_enter() -> None:
    play = started(RULE, mode="assist")
    play("""
        0:20  ana: me
    """)
    assert steps(play) == ["announced"]
    assert (view(play).state, view(play).entrants) == ("announced", 0)
    play("""
        0:30  operator: outbox sent 1
        0:40  ana: me
    """)
    assert (view(play).state, view(play).entrants) == ("open", 1)


def test_the_seed_is_not_shown_before_the_draw() -> None:
    play = started(WITH_VALUE)
    play("""
        0:20  ana: me
        2:00  -- tick
    """)
    seed = play.room.state.giveaways.items["dress"].draw
    assert seed is not None
    assert seed.seed not in json.dumps(msgspec.to_builtins(play.status))
    assert seed.seed not in json.dumps(records(play))
    assert play.reply("giveaway draw dress 4711") == "done"
    assert seed.seed in json.dumps(records(play)), "or nobody could check the draw"


def test_a_public_value_is_waited_for() -> None:
    play = Playbook(WITH_VALUE, mode="off")
    play("0:01  -- live")
    assert play.reply("giveaway start dress") == "done"
    assert play.reply("giveaway draw dress 4711") == "wrong_state"
    play("""
        0:20  ana: me
        9:00  -- tick
    """)
    assert view(play).state == "frozen"
    assert play.reply("giveaway stop dress") == "wrong_state"
    assert play.reply("giveaway draw dress \u200b") == "empty"
    assert play.reply("giveaway draw dress 47 11") == "done"
    assert (view(play).value, view(play).winners[0].viewer_id) == ("4711", "ana")
    assert play.reply("giveaway draw dress 4712") == "wrong_state"
    assert record(play)["steps"][3]["public_value"] == "4711"


def test_without_a_public_value_the_record_says_what_that_means() -> None:
    play = quiet()
    assert "could know the seed" in record(play)["steps"][0]["terms"]["trust"]
    assert record(play)["steps"][0]["terms"]["allowed_by"] == "Ana: it is fine"
    assert view(play).allowed_by == "Ana: it is fine"


def test_several_prizes_go_to_different_viewers() -> None:
    play = quiet()
    for name in ("ana", "bo", "cy", "di"):
        play(f"0:20  {name}: me")
    play("2:00  -- tick")
    winners = view(play).winners
    assert [(winner.prize, winner.state) for winner in winners] == [
        ("A", "claimed"),
        ("A", "claimed"),
        ("B", "claimed"),
    ]
    assert len({winner.viewer_id for winner in winners}) == 3
    assert steps(play) == ["announced", "opened", "frozen", "drawn", "done"]


def test_fewer_entrants_than_prizes_is_no_trouble() -> None:
    play = quiet()
    play("""
        0:20  ana: me
        2:00  -- tick
    """)
    assert [winner.viewer_id for winner in view(play).winners] == ["ana"]


def test_nobody_entered() -> None:
    play = Playbook(RULE)
    play(start(play))
    play("""
        1:20  >> Nobody entered
    """)
    assert (view(play).state, view(play).reason) == ("cancelled", "nobody")
    assert steps(play) == ["announced", "opened", "frozen", "cancelled"]


def test_an_operator_may_close_the_entry_or_cancel_but_the_record_tells() -> None:
    play = started(WITH_VALUE)
    play("""
        0:20  ana: me
        0:30  operator: giveaway stop dress
    """)
    assert view(play).state == "frozen"
    assert play.reply("undo") == "nothing_to_undo"
    play("0:40  operator: giveaway cancel dress the prize broke")
    assert (view(play).state, view(play).reason) == ("cancelled", "the prize broke")
    first = record(play)
    play("0:50  operator: giveaway start dress")
    (earlier,) = record(play)["steps"][0]["earlier"]
    assert earlier == {"number": 1, "id": "dress", "phase": "cancelled", "digest": first["steps"][-1]["digest"]}
    assert record(play)["steps"][0]["terms"]["number"] == 2
    assert record(play)["steps"][0]["commitment"] != first["steps"][0]["commitment"]
    play("0:51  operator: giveaway cancel dress")
    assert view(play).reason == "by hand"


def test_the_names_of_winners_are_dropped_from_the_lane_when_it_is_cancelled() -> None:
    play = started(RULE, mode="assist")
    play("""
        0:12  operator: outbox sent 1
        0:20  ana: me
        2:00  operator: giveaway cancel dress
    """)
    assert all(state in ("sent", "dropped") for _, state in play.outbox)
    assert steps(play)[-1] == "cancelled"


def test_where_the_market_does_not_allow_it_no_draw_begins() -> None:
    native = SILENT.replace("    allowed: {by: Ana, because: it is fine}\n", "") % ""
    pack = """
market: {market: SG, name: {en: SG}, updated: 2026-01-01, giveaways: {
  mode: %s, source: the law, source_date: 2026-01-01, reason: {en: only their own tool, zh: 只能用官方工具}}}
"""
    for rules, reason in [
        (native, "the market's pack says nothing of draws"),
        (native + pack % "native", "only their own tool"),
    ]:
        play = Playbook(rules, mode="off")
        play("0:01  -- live")
        assert play.replied("giveaway start dress").data == {"id": "dress", "reason": reason}
        assert [why.kind for why in view(play).why_not] == ["draw_not_allowed"]
        assert play.effects(PublishRecord) == []
    assert Playbook(native + pack % "native", host_language="zh").giveaway("dress").why_not[0].data == {
        "reason": "只能用官方工具"
    }
    play = Playbook(native + pack % "draw", mode="off")
    play("0:01  -- live")
    assert play.reply("giveaway start dress") == "done"
    assert view(play).allowed_by == "the law (2026-01-01)"


def test_an_announcement_nobody_saw_opens_nothing() -> None:
    play = Playbook(RULE, settles=False)
    play(start(play))
    play("""
        0:11  -- maybe
        5:00  -- tick
    """)
    assert view(play).state == "announced"
    play("5:10  operator: outbox drop 1")
    play("9:00  -- tick")
    assert (view(play).state, view(play).reason) == ("cancelled", "not posted")


def test_rules_may_change_in_the_middle() -> None:
    play = quiet()
    play("0:20  ana: me")
    play.load("")
    play("2:00  -- tick")
    assert steps(play)[-1] == "done"
    play.load(SILENT % "")
    assert view(play).winners[0].viewer_id == "ana"

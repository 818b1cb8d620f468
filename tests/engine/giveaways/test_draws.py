"""Draws: who takes part, who wins, and that nobody can bend it."""

import json
from typing import Any, Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livebot import draw
from livebot.commands import Start
from livebot.effects import AnyEffect, PublishRecord, Remember
from livebot.engine.room import Room
from livebot.events import CommentsDeleted, Connected, Followed, Ordered, Recalled, SessionClosed, Ticked
from livebot.testing import START_MS, Playbook
from livebot.viewers import Memory, Past, Profile, Viewer
from livebot.views.show import GiveawayView

RULE = """
giveaways:
  - id: dress
    mode: draw
    allowed: {by: "Ana Li, owner", because: "no purchase, our lawyer says yes"}
    prizes: [{name: {en: the A3 dress}}]
    duration: 1m
    entry: {comment: [me, 我]}
    announce: {en: "Win {prize}! Type {word}. Seal {seal}"}
    enter: {en: "Type {word}"}
    closed: {en: "{entrants} are in. {value} decides"}
    none: {en: "Nobody entered"}
    winner: {en: "{viewer} wins {prize}! Type {word} within {left}"}
    remind_claim: {en: "{viewer}, {left} left"}
    claimed: {en: "{prize} goes to {viewer}"}
    unclaimed: {en: "{viewer} is not here"}
    thanks: {en: "Thank you all"}
    claim: {within: 60s, words: [here], remind: 20s}
"""
WITH_VALUE = RULE + "    public_value: the 4D number\n"
SILENT = """
giveaways:
  - id: dress
    mode: draw
    allowed: {by: Ana, because: it is fine}
    prizes: [{name: {en: A}, count: 2}, {name: {en: B}}]
    duration: 1m
    grace: 0
    entry: {comment: me}
    announce: {en: "Go {seal}"}
    enter: {en: "Type me"}
    winner: {en: "{viewer}: {prize}"}
    claim: {within: 0}
    %s
"""


def records(play: Playbook) -> dict[str, dict[str, Any]]:
    """Return what is published so far, by file."""
    files: dict[str, dict[str, Any]] = {}
    for effect in play.effects(PublishRecord):
        record = files.setdefault(effect.name, {"format": draw.FORMAT, "steps": []})
        assert len(record["steps"]) == effect.n
        record["steps"].append(effect.step)
    return {name: json.loads(json.dumps(record)) for name, record in files.items()}


def record(play: Playbook) -> dict[str, Any]:
    """Return the last record, which must hold."""
    last = list(records(play).values())[-1]
    assert draw.verify(last) == []
    return last


def steps(play: Playbook) -> list[str]:
    return [step["step"] for step in record(play)["steps"]]


def start(play: Playbook) -> str:
    """Start the draw at 0:10; return what is posted then."""
    play("0:01  -- live")
    play.feed(play.command(Start(name="giveaways.dress"), START_MS + 10_000))
    return f"0:10  >> Win the A3 dress! Type me. Seal {view(play).commitment[: draw.SEAL_CHARS]}"


def started(rules: str, *, mode: str = "off", **how: Any) -> Playbook:
    """Return a room in which the draw was started at 0:10; with chat off it is open."""
    play = Playbook(rules, mode=mode, **how)
    play("""
        0:01  -- live
        0:10  operator: giveaway start dress
    """)
    return play


def quiet(extra: str = "", **how: Any) -> Playbook:
    """Return a room in which chat is off, with a draw that is open."""
    return started(SILENT % extra, **how)


def view(play: Playbook) -> GiveawayView:
    return play.giveaway("dress")


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


def test_a_prize_nobody_claims_is_drawn_again_in_the_order_of_the_draw() -> None:
    play = started(RULE)
    play("""
        0:20  ana: me
        0:21  bo: me
        1:21  -- tick
    """)
    first = view(play).winners[0].viewer_id
    play("2:21  -- tick")
    second = view(play).winners[0].viewer_id
    assert {first, second} == {"ana", "bo"}
    play(f"2:30  {first}: here")
    assert view(play).winners[0].state == "called"
    play("3:30  -- tick")
    assert (view(play).winners[0].state, view(play).winners[0].viewer_id, view(play).state) == ("lost", "", "done")
    assert steps(play)[4:] == ["redrawn", "redrawn", "done"]


def test_the_time_to_claim_begins_when_the_name_is_posted() -> None:
    play = started(RULE, mode="assist")
    play("""
        0:12  operator: outbox sent 1
        0:20  ana: me
        0:21  bo: me
        1:23  operator: outbox sent 2
        1:40  -- tick
    """)
    winner = view(play).winners[0].viewer_id
    play(f"1:50  {winner}: here")
    assert view(play).winners[0].state == "called"
    assert view(play).winners[0].claim_until_ms == 0
    play("3:20  -- tick")
    assert view(play).winners[0].viewer_id == winner
    line = next(line.id for line in play.status.outbox if "wins" in line.text and line.state == "offered")
    play(f"3:20  operator: outbox sent {line}")
    assert view(play).winners[0].claim_until_ms == play.room.state.at_ms + 60_000
    play(f"3:40  {winner}: here")
    assert view(play).winners[0].state == "claimed"


def test_a_name_that_was_lost_is_posted_again() -> None:
    play = Playbook(RULE, settles=False)
    play(start(play))
    play("""
        0:11  -- sent
        0:20  ana: me
        1:21  >> 1 are in.  decides
        1:22  -- sent
        1:30  >> Ana wins the A3 dress! Type here within 1 minute
        1:31  -- failed
        2:51  >> Ana wins the A3 dress! Type here within 1 minute
        2:52  -- sent
        3:32  >> Ana, 20 seconds left
        3:33  -- sent
    """)


def test_a_panic_keeps_winners_waiting() -> None:
    play = Playbook(RULE)
    play(start(play))
    play("""
        0:20  ana: me
        1:00  operator: panic
        9:00  operator: resume
        9:00  >> Ana wins the A3 dress! Type here within 1 minute
    """)
    assert view(play).winners[0].state == "called"


def test_the_time_to_claim_starts_anew_when_the_room_comes_back() -> None:
    play = started(RULE)
    play("""
        0:20  ana: me
        1:30  -- lost
        5:00  -- live
        5:50  ana: here
    """)
    assert view(play).winners[0].state == "claimed"


@pytest.mark.parametrize(
    ("text", "written_ms", "state"),
    [("here", 100_000, "claimed"), ("oh", 100_000, "called"), ("here", 75_000, "called"), ("here", 0, "called")],
)
def test_a_claim_that_was_written_while_the_connection_was_lost_counts(text: str, written_ms: int, state: str) -> None:
    play = started(RULE)
    play("""
        0:20  ana: me
        1:30  -- lost
        2:00  -- live
    """)
    assert view(play).winners[0].state == "called"
    written_ms = START_MS + written_ms if written_ms else 0
    play.feed(play.comment("ana", text, START_MS + 121_000, written_at_ms=written_ms, is_history=True))
    assert view(play).winners[0].state == state


@pytest.mark.parametrize(
    ("extra", "viewer", "profile", "why"),
    [
        ("", Viewer(id="v", handle="v"), Profile(), ""),
        ("", Viewer(id="m", handle="m", is_moderator=True), Profile(), "moderator"),
        ("eligible: {moderators: true}", Viewer(id="m", is_moderator=True), Profile(), ""),
        ("eligible: {follower: true}", Viewer(id="v"), Profile(), "follower"),
        ("eligible: {follower: true}", Viewer(id="v", is_follower=True), Profile(), ""),
        ("eligible: {points: 50}", Viewer(id="v"), Profile(sessions=1, points={"2023-10": 49}), "points"),
        ("eligible: {points: 50}", Viewer(id="v"), Profile(sessions=1, points={"2023-10": 50}), ""),
        ("eligible: {level: 1}", Viewer(id="v"), Profile(), "level"),
        ("eligible: {not_won_within: 30d}", Viewer(id="v"), Profile(won_at_ms=START_MS - 29 * 86_400_000), "won"),
        ("eligible: {not_won_within: 30d}", Viewer(id="v"), Profile(won_at_ms=START_MS - 31 * 86_400_000), ""),
    ],
)
def test_who_can_win(extra: str, viewer: Viewer, profile: Profile, why: str) -> None:
    play = quiet(extra)
    play.profiles[viewer.id] = profile
    play.feed(play.comment(viewer.id, "me", START_MS + 20_000, viewer=viewer))
    assert view(play).turned_away == ({why: 1} if why else {})
    assert view(play).entrants == (not why)


def test_the_host_and_own_accounts_never_count() -> None:
    play = quiet(chat={"own_accounts": ["@desk"]})
    for viewer in (Viewer(id="h", handle="h", is_host=True), Viewer(id="d", handle="Desk")):
        play.feed(play.comment(viewer.id, "me", START_MS + 20_000, viewer=viewer))
    play.feed(play.comment("h", "me", START_MS + 21_000, viewer=Viewer(id="h", is_host=True), is_history=True))
    assert view(play).entrants == 0


def test_who_follows_after_entering_is_in() -> None:
    play = quiet("eligible: {follower: true}")
    play("0:20  ana: me")
    play.feed(Followed(at_ms=START_MS + 21_000, msg_id="f", viewer=Viewer(id="ana", handle="ana")))
    assert (view(play).entrants, view(play).turned_away) == (1, {})


def test_who_went_away_before_the_end_does_not_take_part() -> None:
    play = quiet("eligible: {active: 30s}")
    play("""
        0:15  ana: me
        0:16  bo: me
        0:50  bo: what a nice colour
        2:00  -- tick
    """)
    assert [winner.viewer_id for winner in view(play).winners] == ["bo"]
    assert view(play).turned_away == {"inactive": 1}


def test_muted_viewers_and_those_whose_comments_are_removed_do_not_take_part() -> None:
    play = started(SILENT % "" + "moderation: {mode: suggest}\n", mode="assist")
    play("""
        0:11  operator: outbox sent 1
        0:20  ana: me
        0:21  bo: me
        0:22  cy: me
        0:25  di: hello
    """)
    assert play.reply("moderation mute ana") == "done"
    assert play.reply("moderation act 1") in ("done", "wrong_state")
    assert play.reply("moderation mute di") == "done"
    assert play.reply("moderation act 2") in ("done", "wrong_state")
    play.feed(CommentsDeleted(at_ms=START_MS + 30_000, msg_id="d", viewer_ids=("bo",)))
    play("""
        0:40  bo: me
        0:41  di: me
        2:00  -- tick
    """)
    assert [winner.viewer_id for winner in view(play).winners] == ["cy"]
    assert view(play).turned_away == {"punished": 3}


def test_nobody_wins_twice_in_a_show_if_the_rule_says_so() -> None:
    play = quiet("eligible: {not_won_within: 1d}")
    play("""
        0:20  ana: me
        2:00  -- tick
        2:10  operator: giveaway start dress
        2:20  ana: me
        2:21  bo: me
        5:00  -- tick
    """)
    assert [winner.viewer_id for winner in view(play).winners] == ["bo"]


CODE_AND_POLL = """
codes: [{id: moon, phrases: [the moon], cooldown: {user: 5m, room: 1m}}]
polls: [{id: colour, question: {en: "A or B"}, options: [{key: A}, {key: B}]}]
"""


def test_a_code_is_an_entry() -> None:
    play = Playbook(SILENT.replace("comment: me", "code: moon") % "" + CODE_AND_POLL, mode="off")
    play("""
        0:01  -- live
        0:05  cy: the moon
        0:10  operator: giveaway start dress
        0:20  ana: the moon
        0:21  bo: the moon
        0:22  ana: the moon
    """)
    assert view(play).entrants == 2


def test_a_vote_is_an_entry() -> None:
    play = started(SILENT.replace("comment: me", "poll: colour") % "" + CODE_AND_POLL)
    play("""
        0:10  operator: poll open colour
        0:20  ana: A
        0:21  bo: b
        0:22  ana: B
        0:23  cy: hello
    """)
    assert view(play).entrants == 2


def test_an_order_is_an_entry_until_it_is_cancelled() -> None:
    play = Playbook(SILENT.replace("comment: me", "order: true") % "", mode="off")
    play("""
        0:01  -- live
        0:05  ana: hi
        0:06  bo: hi
        0:10  operator: giveaway start dress
    """)
    orders: list[tuple[str, str, Literal["placed", "cancelled"]]] = [
        ("1", "@ana", "placed"),
        ("2", "bo", "placed"),
        ("3", "stranger", "placed"),
        ("4", "", "placed"),
        ("2", "bo", "cancelled"),
    ]
    for order_id, who, status in orders:
        play.feed(Ordered(at_ms=START_MS + 20_000, order_id=order_id, viewer_id=who, status=status))
    assert view(play).entrants == 1
    play("2:00  -- tick")
    assert [winner.viewer_id for winner in view(play).winners] == ["ana"]


@pytest.mark.parametrize(
    ("news", "entrants"),
    [
        ([("1", "placed"), ("2", "placed"), ("1", "cancelled")], 1),
        ([("1", "placed"), ("2", "placed"), ("2", "paid"), ("2", "cancelled"), ("1", "cancelled")], 0),
        ([("1", "cancelled"), ("1", "placed")], 0),
        ([("1", "placed"), ("1", "cancelled"), ("1", "paid")], 0),
    ],
)
def test_who_bought_twice_is_in_until_both_are_cancelled_and_late_news_lets_nobody_in(
    news: list[tuple[str, Literal["placed", "paid", "cancelled"]]], entrants: int
) -> None:
    play = Playbook(SILENT.replace("comment: me", "order: true") % "", mode="off")
    play("""
        0:01  -- live
        0:05  ana: hi
        0:10  operator: giveaway start dress
    """)
    for order_id, status in news:
        play.feed(Ordered(at_ms=START_MS + 20_000, order_id=order_id, viewer_id="ana", status=status))
    assert view(play).entrants == entrants


def test_orders_are_nothing_to_other_draws() -> None:
    play = quiet()
    play("0:15  ana: hi")
    play.feed(Ordered(at_ms=START_MS + 20_000, order_id="1", viewer_id="ana"))
    assert view(play).entrants == 0


def test_entries_within_the_grace_time_count_and_later_ones_do_not() -> None:
    play = started(RULE)
    play("""
        1:15  ana: me
        1:25  bo: me
    """)
    assert [winner.viewer_id for winner in view(play).winners] == ["ana"]
    assert view(play).entrants == 1


def test_what_was_written_while_the_connection_was_lost_counts() -> None:
    play = quiet()
    play("""
        0:20  -- lost
        0:40  -- live
    """)
    for name, text, written_ms in [("ana", "me", 30_000), ("bo", "me", 5_000), ("cy", "hi", 30_000)]:
        play.feed(play.comment(name, text, START_MS + 41_000, written_at_ms=START_MS + written_ms, is_history=True))
    assert view(play).entrants == 1


def test_entries_are_never_spam() -> None:
    moderation = (
        "moderation: {mode: suggest, rules: {repeats: {times: 2, within: 60s}, raid: {viewers: 2, within: 60s}}}\n"
    )
    play = started(SILENT % "" + moderation)
    for name in ("ana", "bo", "cy", "di", "ana", "ana", "ana"):
        play(f"0:20  {name}: me")
    assert play.status.offences == ()
    assert view(play).entrants == 4


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


# --- later sessions ----------------------------------------------------------------------------------------------


def left_by(play: Playbook) -> Recalled:
    """Return what a session left, as the next one is told it."""
    newest: dict[tuple[str, str, str], Past] = {}
    for step in play.steps:
        for effect in step.effects:
            for memory in effect.memories if isinstance(effect, Remember) else ():
                newest[memory.kind, memory.key, memory.viewer_id] = Past(
                    memory=memory, session_id="s", at_ms=step.event.at_ms
                )
    memories = [past for past in newest.values() if not past.memory.viewer_id]
    return Recalled(at_ms=START_MS, memories=tuple(sorted(memories, key=lambda past: -past.at_ms)))


def test_a_value_of_tomorrow_is_drawn_with_tomorrow() -> None:
    play = Playbook(WITH_VALUE)
    play(start(play))
    play("""
        0:20  ana: me
        1:20  >> 1 are in. the 4D number decides
        2:00  -- ended
        9:00  -- closed
    """)
    recalled = left_by(play)
    first = records(play)
    play = Playbook(WITH_VALUE, seed="another")
    play.feed(recalled)
    assert view(play).state == "frozen"
    play("""
        90:01  -- live
        90:10  operator: giveaway draw dress 4711
        90:10  >> Ana wins the A3 dress! Type here within 1 minute
        90:20  ana: here
        90:20  >> the A3 dress goes to Ana
        90:28  >> Thank you all
    """)
    (name,) = first
    whole = {"format": draw.FORMAT, "steps": first[name]["steps"]}
    whole["steps"] += [json.loads(json.dumps(effect.step)) for effect in play.effects(PublishRecord)]
    assert {effect.name for effect in play.effects(PublishRecord)} == {name}
    assert draw.verify(whole) == []
    assert whole["steps"][-1]["step"] == "done"
    assert [past.memory.data for past in left_by(play).memories if past.memory.kind == "giveaway-kept"] == [{}]


def test_winners_who_had_not_claimed_are_called_again_in_the_next_session() -> None:
    play = started(WITH_VALUE)
    play("""
        0:20  ana: me
        1:30  operator: giveaway draw dress 4711
        1:40  -- ended
        9:00  -- closed
    """)
    recalled = left_by(play)
    play = Playbook(WITH_VALUE)
    play.feed(recalled)
    play("""
        90:01  -- live
        90:01  >> Ana wins the A3 dress! Type here within 1 minute
        90:10  ana: here
        90:10  >> the A3 dress goes to Ana
        90:18  >> Thank you all
    """)


def test_what_was_open_when_the_show_ended_is_cancelled_for_good() -> None:
    play = quiet()
    play("0:20  ana: me")
    play.feed(SessionClosed(at_ms=START_MS + 30_000))
    assert view(play).reason == "the show ended"
    recalled = left_by(play)
    play = Playbook(SILENT % "", mode="off")
    play.feed(recalled)
    play("0:01  -- live")
    assert play.reply("giveaway start dress") == "done"
    assert record(play)["steps"][0]["earlier"][0]["phase"] == "cancelled"
    assert view(play).number == 2


def past(number: int, phase: str = "done", at_ms: int = 0) -> Past:
    data = {"id": "x", "phase": phase, "digest": "d"}
    return Past(memory=Memory(kind="giveaway", key=str(number), data=data), session_id="s", at_ms=at_ms)


def test_only_the_last_draws_are_named() -> None:
    play = Playbook(SILENT % "", mode="off")
    play.feed(Recalled(at_ms=START_MS, memories=(*(past(n, at_ms=n) for n in range(30, 0, -1)), past(30, "drawn"))))
    play("0:01  -- live")
    assert play.reply("giveaway start dress") == "done"
    earlier = record(play)["steps"][0]["earlier"]
    assert [one["number"] for one in earlier] == list(range(11, 31))
    assert earlier[-1]["phase"] == "done"


@pytest.mark.parametrize("kept", [{}, {"id": 5}, {"id": "x", "started_ms": 1, "rule": {"id": "!"}}])
def test_what_another_version_kept_is_left_alone(kept: dict[str, Any]) -> None:
    memory = Memory(kind="giveaway-kept", key="1", data=kept)
    play = Playbook(SILENT % "", mode="off")
    play.feed(Recalled(at_ms=START_MS, memories=(past(1, "frozen"), Past(memory=memory, session_id="s", at_ms=0))))
    assert view(play).state == "idle"


def test_rules_may_change_in_the_middle() -> None:
    play = quiet()
    play("0:20  ana: me")
    play.load("")
    play("2:00  -- tick")
    assert steps(play)[-1] == "done"
    play.load(SILENT % "")
    assert view(play).winners[0].viewer_id == "ana"


# --- what must hold whatever happens --------------------------------------------------------------------------------

NAMES = [f"v{n}" for n in range(8)]


def drawn(names: list[str], seed: str, value: str = "4711") -> GiveawayView:
    play = Playbook(SILENT % "public_value: the 4D number", mode="off", seed=seed)
    play("0:01  -- live")
    play("0:10  operator: giveaway start dress")
    for n, name in enumerate(names):
        play.feed(play.comment(name, "me", START_MS + 20_000 + n))
    play("2:00  -- tick")
    assert not names or play.reply(f"giveaway draw dress {value}") == "done"
    record(play)
    return view(play)


@settings(deadline=None, max_examples=40)
@given(st.permutations(NAMES), st.integers(0, 1000).map(str))
def test_no_entrant_is_favoured_by_the_order_of_entry(names: list[str], seed: str) -> None:
    assert drawn(names, seed).winners == drawn(NAMES, seed).winners


def test_everybody_wins_about_as_often() -> None:
    salt = draw.salt("seed")
    entrants = [draw.entrant(salt, name) for name in NAMES]
    wins = dict.fromkeys(entrants, 0)
    for value in range(4_000):
        wins[draw.order(draw.mix("seed", str(value), entrants), entrants)[0]] += 1
    expected = 4_000 / len(NAMES)
    assert sum((won - expected) ** 2 / expected for won in wins.values()) < 24.3  # chi-square, 7 degrees, p = 0.001


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(NAMES), max_size=12), st.data())
def test_a_restart_in_the_middle_changes_nothing(names: list[str], data: st.DataObject) -> None:
    whole = Playbook(RULE, seed="s")
    transcript(whole, names)
    events = [step.event for step in whole.steps]
    at = data.draw(st.integers(0, len(events)))
    room, effects = Room(), list[AnyEffect]()
    for number, event in enumerate(events):
        if number == at:
            room = Room.restore(room.snapshot())
        effects += room.step(event)
    assert effects == [effect for step in whole.steps for effect in step.effects]
    assert room.snapshot() == whole.room.snapshot()


def transcript(play: Playbook, names: list[str]) -> None:
    play.feed(Connected(at_ms=START_MS + 1_000, room_id="1"))
    play.feed(play.command(Start(name="giveaways.dress"), START_MS + 10_000))
    for n, name in enumerate(names):
        play.feed(play.comment(name, "me", START_MS + 20_000 + n))
    for minute in range(2, 12):
        play.feed(Ticked(at_ms=START_MS + minute * 60_000))
        for winner in view(play).winners[: minute == 4]:
            play.feed(play.comment(winner.viewer_id or "nobody", "here", START_MS + minute * 60_000 + 5))


def test_hostile_names_and_huge_crowds() -> None:
    play = quiet()
    for n in range(3_000):
        name = "\u202e{viewer}\n" * 50 if n % 2 else "t.me/win"
        viewer = Viewer(id=str(n), handle=f"h{n}", name=name)
        play.feed(play.comment(str(n), "me", START_MS + 20_000 + n, viewer=viewer))
    play("2:00  -- tick")
    assert view(play).entrants == 3_000
    assert steps(play)[-1] == "done"
    assert "h1" not in json.dumps(records(play))


def test_every_winner_has_a_time_of_their_own() -> None:
    play = Playbook(RULE.replace("{en: the A3 dress}", "{en: the A3 dress}, count: 2"))
    play(start(play))
    for n, name in enumerate(("ana", "bo", "cy")):
        play.feed(play.comment(name, "me", START_MS + 20_000 + n))
    play("1:20  >> 3 are in.  decides")
    names = [winner.name for winner in view(play).winners]
    (third,) = {"Ana", "Bo", "Cy"} - set(names)
    play(f"""
        1:28  >> {names[0]} wins the A3 dress! Type here within 1 minute
        1:36  >> {names[1]} wins the A3 dress! Type here within 1 minute
        2:08  >> {names[0]}, 20 seconds left
        2:16  >> {names[1]}, 20 seconds left
        2:20  {names[1].lower()}: here
        2:24  >> the A3 dress goes to {names[1]}
        2:32  >> {names[0]} is not here
        2:40  >> {third} wins the A3 dress! Type here within 1 minute
    """)
    assert [winner.state for winner in view(play).winners] == ["called", "claimed"]


def drawn_of(*viewers: Viewer) -> Playbook:
    """Return a room that has said who has won, of entrants as many as prizes."""
    play = Playbook(SILENT % "")
    play("0:01  -- live")
    play.feed(play.command(Start(name="giveaways.dress"), START_MS + 10_000))
    play(f"0:10  >> Go {view(play).commitment[: draw.SEAL_CHARS]}")
    for viewer in viewers:
        play.feed(play.comment(viewer.id, "me", START_MS + 20_000, viewer=viewer))
    return play


def test_entrants_of_one_name_are_called_by_their_handles() -> None:
    play = drawn_of(
        *(Viewer(id=who, handle=f"{who}_shop", name=f"Mar\u200bia{' ' * len(who)}") for who in ("ana", "bo"))
    )
    play("""
        1:10  >> ana_shop: A
        1:18  >> bo_shop: A
    """)
    assert (view(play).state, [winner.name for winner in view(play).winners]) == ("done", ["ana_shop", "bo_shop"])


def test_what_cannot_be_posted_of_a_name_is_told_apart_by_the_hash() -> None:
    play = drawn_of(
        *(Viewer(id=who, handle=f"t.me/{who}", name="\u3164\u3164") for who in ("ana", "bo")),
        Viewer(id="cy", handle="cy", name="cheap on t.me/win"),
    )
    play.feed(Ticked(at_ms=START_MS + 70_000))
    first, second, _ = (winner["entrant"][:6] for winner in record(play)["steps"][3]["winners"])
    play(f"""
        1:10  >> ? #{first}: A
        1:18  >> ? #{second}: A
        1:26  >> cy: B
    """)


def test_in_assist_mode_no_line_outlives_what_it_says() -> None:
    play = started(RULE + "    remind: {at: [10s], say: {en: Last seconds}}\n", mode="assist")
    play("""
        0:12  operator: outbox sent 1
        0:20  ana: me
        0:21  bo: me
        1:10  -- tick
    """)

    def offered() -> list[str]:
        return [line.text for line in play.status.outbox if line.state == "offered"]

    assert offered() == ["Last seconds"]
    play("1:31  -- tick")
    assert [text.partition(" ")[2] for text in offered()] == [
        "are in.  decides",
        "wins the A3 dress! Type here within 1 minute",
    ]
    play.reply(f"outbox sent {next(line.id for line in play.status.outbox if 'wins' in line.text)}")
    play("2:15  -- tick")
    winner = view(play).winners[0]
    assert f"{winner.name}, 20 seconds left" in offered()
    play(f"2:20  {winner.viewer_id}: here")
    assert not any("seconds left" in text for text in offered())

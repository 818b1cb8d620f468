"""Who takes part in a draw, and by what."""

from typing import Literal

import pytest

from livebot.events import CommentsDeleted, Followed, Ordered
from livebot.testing import START_MS, Playbook
from livebot.viewers import Profile, Viewer
from tests.engine.giveaways.draw_room import RULE, SILENT, quiet, started, view


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
    assert play.reply("moderation mute di") == "done"
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

"""Winners: how they are called, and what becomes of prizes nobody claims."""

import pytest

from livebot import draw
from livebot.commands import Start
from livebot.events import Ticked
from livebot.testing import START_MS, Playbook
from livebot.viewers import Viewer
from tests.engine.giveaways.draw_room import RULE, SILENT, record, start, started, steps, view


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

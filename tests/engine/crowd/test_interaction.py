"""Interaction: how much viewers do, for the time that they are there."""

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livebot.engine.room import Room
from livebot.engine.view import look
from livebot.events import AnyEvent, Connected, Disconnected, Followed, Joined, Liked, Ordered, Ticked, ViewersCounted
from livebot.testing import START_MS, Playbook
from livebot.viewers import Viewer
from livebot.views.crowd import InteractionView, StretchView

RULES = """
polls: [{id: colour, question: {en: "A or B?"}, options: [{key: A}, {key: B}], duration: 30s, grace: 5s}]
prompts: [{id: hello, every: 10m, texts: [{en: Hello}]}]
"""
MINUTE = 60_000


def whole(play: Playbook) -> InteractionView:
    return play.status.interaction


def stretch(play: Playbook, name: str) -> StretchView:
    return next(stretch for stretch in play.status.stretches if stretch.name == name)


def test_different_viewers_and_their_acts_for_each_viewer_minute() -> None:
    play = Playbook()
    play("""
        0:00  -- live
        0:00  -- viewers 10
        0:30  ana: hi
        0:40  ana: again
        0:50  bo: hello
        2:00  -- tick
    """)
    assert (whole(play).viewers, whole(play).actions) == (2, {"comment": 3})
    assert (whole(play).viewer_minutes, whole(play).per_viewer_minute) == (20.0, 0.15)


def test_no_time_passes_while_the_room_is_away_paused_or_nobody_knows_how_many_there_are() -> None:
    play = Playbook()
    play("""
        0:00  -- live
        0:30  ana: nobody has told how many there are
        1:00  -- viewers 60
        2:00  -- lost
        5:00  -- live
        6:00  -- paused
        6:30  bo: the host has paused
        9:00  -- resumed
        9:30  -- viewers 0
        10:00 -- ended
        30:00 -- tick
    """)
    assert whole(play).viewer_minutes == 60 + 60 + 30
    assert (whole(play).viewers, whole(play).per_viewer_minute) == (2, 0.0)


def test_the_host_and_own_accounts_never_count() -> None:
    play = Playbook(chat={"own_accounts": ("@shop",)})
    play("0:00 -- live")
    for n, viewer in enumerate((Viewer(id="h", is_host=True), Viewer(id="s", handle="Shop"))):
        play.feed(Liked(at_ms=START_MS + n, msg_id=f"l{n}", viewer=viewer, count=5))
        play.feed(Joined(at_ms=START_MS + n, msg_id=f"j{n}", viewer=viewer))
    play("0:10 shop: hello")
    assert (whole(play).viewers, whole(play).minute.joins, whole(play).minute.actions) == (0, 0, 0)


def test_minutes_of_the_clock() -> None:
    play = Playbook()
    play("""
        0:00  -- live
        0:00  -- viewers 6
        0:10  ana: hi
        0:30  bo: hi
        0:35  bo: hello
        0:50  -- joins cy
        4:20  ana: still here
    """)
    told = [(m.at_ms % MINUTE, m.comments, m.actions, m.actors, m.viewers, m.joins) for m in play.status.minutes]
    # START_MS is 20 s into a minute, so the first one is two thirds full
    assert told == [(0, 3, 3, 2, 4, 0), (0, 0, 0, 0, 6, 1), *[(0, 0, 0, 0, 6, 0)] * 2]
    assert (whole(play).minute.actors, whole(play).minute.viewers) == (1, 4)
    play("5:00 -- tick")  # nothing is written down for it, but it is shown
    assert [m.at_ms for m in play.status.minutes][-1] == whole(play).minute.at_ms - MINUTE


def test_at_most_four_hours_of_minutes_are_kept() -> None:
    play = Playbook()
    play("0:00 -- live")
    play("0:00 -- viewers 1")
    play("10:00 ana: hi")
    play("600:00 ana: hi")
    assert len(play.room.state.interaction.minutes) == 240
    assert len(play.status.minutes) == 239
    assert whole(play).viewer_minutes == 600
    for n in range(300):
        play(f"{601 + n}:00 ana: hi")
    assert len(play.room.state.interaction.minutes) == 240


def test_an_order_is_no_part_of_the_show() -> None:
    play = Playbook()
    play("""
        0:00  -- live
        0:05  cy: hi
    """)
    play.feed(Ordered(at_ms=START_MS + 6_000, order_id="576", viewer_id="@cy"))
    assert (whole(play).actions["order"], play.status.stretches) == (1, ())


def test_a_poll_while_it_is_open_and_the_minute_after_its_line() -> None:
    play = Playbook(RULES)
    play("""
        0:00  -- live
        0:00  -- viewers 10
        0:05  cy: hi
        0:10  operator: poll open colour
        0:10  >> A or B?
        0:15  ana: A
        0:20  ana: B
        0:25  bo: B
        0:43  cy: A
        0:50  cy: late, but after the line
        1:30  cy: too late
    """)
    poll = stretch(play, "polls.colour")
    assert (poll.times, poll.viewers, poll.actions, poll.viewer_minutes) == (0, 3, 4, 5.0)
    assert poll.per_viewer_minute == 0.8
    (line,) = [item for item in play.status.stretches if item.times]
    assert (line.viewers, line.actions, line.viewer_minutes, line.times) == (3, 5, 10.0, 1)


def test_a_line_that_comes_again_within_the_minute_begins_a_new_one() -> None:
    play = Playbook(RULES)
    play("""
        0:00  -- live
        0:00  -- viewers 6
        0:00  operator: prompt send hello
        0:00  >> Hello
        0:20  ana: hi
        0:29  operator: say Listen
        0:29  >> Listen
        0:40  operator: prompt send hello
        0:40  >> Hello
        0:50  ana: hi
        2:00  -- tick
    """)
    prompt = stretch(play, "prompt:hello")
    assert (prompt.times, prompt.viewers, prompt.actions, prompt.viewer_minutes) == (2, 2, 2, 10.0)
    assert stretch(play, "operator").actions == 1


def test_lines_that_answer_count_together() -> None:
    play = Playbook("answers: [{id: cost, intent: price, texts: {en: Ten, es: Diez}}]")
    play("""
        0:00  -- live
        0:01  ana? (en, price): how much
        0:02  bo? (en, size): which size
        0:03  operator: question give 1 cost
        0:03  >> @Ana Ten
    """)
    assert [item.name for item in play.status.stretches] == ["answer"]


def test_segments_of_the_run_sheet() -> None:
    play = Playbook("""
runsheet:
  segments:
    - {id: intro, title: {en: Intro}, length: 1m}
    - {id: deal, title: {en: Deal}, length: 10m}
""")
    play("""
        0:00  -- live
        0:00  -- viewers 10
        0:10  ana: hi
        0:50  bo: hi
        1:10  ana: nice
        1:20  ana: very nice
        2:00  -- tick
    """)
    intro, deal = stretch(play, "segment:intro"), stretch(play, "segment:deal")
    assert (intro.viewers, intro.actions, intro.viewer_minutes, intro.per_viewer_minute) == (2, 2, 10.0, 0.2)
    assert (deal.viewers, deal.actions, deal.viewer_minutes, deal.per_viewer_minute) == (1, 2, 10.0, 0.2)
    play("11:30 ana: none is on any more")
    assert stretch(play, "segment:deal").viewer_minutes == 100.0


def test_a_crowd_keeps_the_snapshot_small() -> None:
    play = Playbook()
    play("0:00 -- live")
    actors = play.room.state.interaction.actors
    before = len(play.room.snapshot())
    for n in range(20_000):
        actors[str(7_000_000_000_000_000_000 + n)] = START_MS
    assert (len(play.room.snapshot()) - before) / 20_000 < 30


happenings = st.lists(
    st.tuples(
        st.integers(0, 90_000),
        st.sampled_from(["act", "act", "join", "viewers", "lost", "live", "poll", "close"]),
        st.integers(0, 9),
    ),
    max_size=30,
)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(happenings, st.lists(st.integers(0, 3_000_000), max_size=20))
def test_viewer_minutes_are_what_a_plain_sum_gives_and_ticks_change_nothing(
    plan: list[tuple[int, str, int]], ticks: list[int]
) -> None:
    play = Playbook(RULES)
    play.feed(Connected(at_ms=START_MS, room_id="1"))
    at_ms, is_live, viewers, total_ms, actors = START_MS, True, 0, 0, set()
    for after_ms, kind, n in plan:
        total_ms += after_ms * viewers * is_live
        at_ms += after_ms
        viewer, number = Viewer(id=f"v{n}", handle=f"v{n}"), f"m{at_ms}{kind}"
        event: AnyEvent
        match kind:
            case "viewers":
                event, viewers = ViewersCounted(at_ms=at_ms, msg_id=number, viewers=n), n
            case "lost":
                event, is_live = Disconnected(at_ms=at_ms, reason="network", last_frame_at_ms=at_ms), False
            case "live":
                event, is_live = Connected(at_ms=at_ms, room_id="1"), True
            case "join":
                event = Joined(at_ms=at_ms, msg_id=number, viewer=viewer)
            case "poll" | "close":
                do = "open" if kind == "poll" else "close"
                event = play._event(at_ms, f"operator: poll {do} colour")
            case _:
                event = Followed(at_ms=at_ms, msg_id=number, viewer=viewer)
                actors.add(n)
        play.feed(event)
        seen = look(play.room)
        assert seen.interaction.viewer_minutes == round(total_ms / MINUTE, 1)
        assert seen.interaction.viewers == len(actors)
    state = play.room.state.interaction
    kept_ms = sum(minute.viewer_ms for minute in state.minutes)
    assert kept_ms == state.viewer_ms
    assert sum(minute.acts for minute in state.minutes) == sum(state.actions.values())
    room = Room()
    bare = [step.event for step in play.steps if not isinstance(step.event, Ticked)]
    extra = [Ticked(at_ms=START_MS + ms) for ms in ticks if START_MS + ms < at_ms]
    for event in sorted([*bare, *extra], key=lambda event: event.at_ms):
        room.step(event)
    room.step(Ticked(at_ms=play.room.state.at_ms))
    assert msgspec.to_builtins(look(room)) == msgspec.to_builtins(look(play.room))
    assert room.snapshot() == play.room.snapshot()

from livebot.events import Connected, Disconnected, Followed, Liked, Shared
from livebot.testing import START_MS, Playbook
from livebot.viewers import Viewer
from livebot.views import Gap


def test_the_phases_of_a_show() -> None:
    play = Playbook()
    phases = [play.status.connection.phase]
    happenings = "live paused resumed lost live paused live ended live lost ended closed"
    for happening in happenings.split():
        play(f"0:01 -- {happening}")
        phases.append(play.status.connection.phase)
    assert " ".join(phases) == "waiting live paused live away live paused live ended live away ended closed"


def test_what_does_not_fit_changes_nothing() -> None:
    play = Playbook()
    for happening in ("lost", "restart", "paused", "resumed", "ended"):
        play(f"0:01 -- {happening}")
    assert (play.status.connection.phase, play.status.connection.gaps) == ("waiting", ())
    play("0:02 -- live\n0:03 -- resumed\n0:04 -- ended\n0:05 -- paused\n0:06 -- restart\n0:07 -- lost")
    assert (play.status.connection.phase, play.status.connection.gaps) == ("ended", ())


def test_what_was_missed_shows_as_a_gap_with_its_length() -> None:
    play = Playbook()
    play("0:00 -- live\n0:20 ana: hi")
    play.feed(Disconnected(at_ms=START_MS + 60_000, reason="silent", last_frame_at_ms=START_MS + 30_000))
    assert play.status.connection.gaps == (Gap(from_ms=START_MS + 30_000, until_ms=0, reason="silent"),)
    play("1:15 -- live")
    assert play.status.connection.gaps == (Gap(from_ms=START_MS + 30_000, until_ms=START_MS + 75_000, reason="silent"),)
    assert play.notices("gap") == [{"seconds": "45"}]
    assert (play.status.counters["gap_ms"], play.status.counters["reconnects"]) == (45_000, 1)


def test_a_gap_whose_beginning_is_unknown_begins_now() -> None:
    play = Playbook()
    play("0:00 -- live")
    play.feed(Disconnected(at_ms=START_MS + 60_000, reason="closed", last_frame_at_ms=0))
    assert play.status.connection.gaps[0].from_ms == START_MS + 60_000


def test_a_restart_is_a_gap_since_the_last_frame() -> None:
    play = Playbook()
    play("0:00 -- live\n0:20 ana: hi\n0:50 -- restart\n1:00 -- live")
    (gap,) = play.status.connection.gaps
    assert (gap.from_ms, gap.until_ms, gap.reason) == (START_MS + 20_000, START_MS + 60_000, "restart")
    assert play.notices("recovered") == [{}]


def test_the_end_of_the_stream_ends_the_gap() -> None:
    play = Playbook()
    play("0:00 -- live\n0:20 -- lost\n0:30 -- ended")
    assert play.status.connection.gaps[0].until_ms == START_MS + 30_000


def test_only_the_last_gaps_are_kept() -> None:
    play = Playbook()
    for number in range(60):
        play(f"{number}:00 -- live\n{number}:30 -- lost")
    assert len(play.status.connection.gaps) == 50
    assert play.status.counters["disconnects"] == 60


def test_the_show_goes_on_under_a_new_room_id() -> None:
    play = Playbook('quick: [{id: ask, ask: {en: "Y?"}, answers: {Y: []}, window: 0}]')
    play("""
        0:00 -- live
        0:01 operator: quick open ask
        0:01 >> Y?
        0:02 ana: y
        0:03 -- ended
        5:00 -- live 1002
        5:01 bo: y
    """)
    assert play.quick("ask").viewers == 2
    assert (play.status.connection.room_id, play.status.connection.live_since_ms) == ("1002", START_MS)


def test_figures_of_the_room() -> None:
    play = Playbook()
    ana = Viewer(id="1", name="Ana")
    play("0:00 -- live\n0:01 -- joins ana\n0:02 -- viewers 120\n0:03 ana: hi\n0:04 bo!: old")
    play.feed(Liked(at_ms=START_MS, msg_id="l1", viewer=ana, count=15))
    play.feed(Followed(at_ms=START_MS, msg_id="f1", viewer=ana))
    play.feed(Shared(at_ms=START_MS, msg_id="s1", viewer=ana))
    assert play.status.viewers == 120
    assert play.status.counters == {
        "joins": 1, "comments": 1, "comments_history": 1, "likes": 15, "follows": 1, "shares": 1,
    }  # fmt: skip
    assert play.status.connection.last_frame_at_ms == START_MS + 4_000


def test_time_never_runs_backwards() -> None:
    play = Playbook()
    play("1:00 -- live")
    play.feed(Connected(at_ms=START_MS, room_id="1001"))
    assert play.status.at_ms >= START_MS + 60_000

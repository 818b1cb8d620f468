"""The room's loop: what it takes, decides and stores, and what it does in trouble."""

import asyncio
import time
from typing import Any

import pytest

from livebot import commands as cmd
from livebot import events as ev
from livebot.effects import AnyEffect
from livebot.engine.room import Room
from livebot.ports import JournalError
from livebot.replay import verify
from livebot.runtime import loop as loop_module
from livebot.viewers import Reading, Viewer
from tests.runtime.conftest import QuestionMarkReader, Shell, shift_wall_clock


async def vote_as(shell: Shell, viewer: str, key: str) -> None:
    before = shell.poll.votes[key]
    await shell.says(key, viewer)
    await shell.until(lambda: shell.poll.votes[key] == before + 1)


async def test_a_room_from_opening_to_votes(shell: Shell) -> None:
    assert shell.status.connection.phase == "waiting"
    await shell.live()
    assert (await shell.do(cmd.OpenPoll(id="colour"))).ok
    await vote_as(shell, "ana", "A")
    await vote_as(shell, "bo", "B")
    await shell.says("is it warm?", "cleo", hint="es")
    await shell.until(lambda: shell.status.questions and shell.status.questions[0].translation)
    card = shell.status.questions[0]
    assert (card.original, card.language, card.translation) == ("is it warm?", "es", "zh:is it warm?")
    assert shell.sender.took == [("7001", "Red or blue? Type A or B")]
    assert shell.lines == [("Red or blue? Type A or B", "sent")]
    assert [engine.engine for engine in shell.status.engines] == []


async def test_what_was_decided_can_be_replayed(shell: Shell) -> None:
    await shell.live()
    await shell.do(cmd.OpenPoll(id="colour"))
    await asyncio.gather(*(shell.says("A" if n % 2 else "B", f"v{n}") for n in range(50)))
    await shell.says("moonlight", "ana")
    await shell.until(lambda: len(shell.sender.took) == 2)
    await shell.until(lambda: shell.lines[-1][1] == "sent")
    steps = list(shell.journal.steps(shell.status.connection.session_id))
    assert verify(steps) is None
    assert shell.poll.voters == 50


async def test_a_command_is_carried_out_once(shell: Shell) -> None:
    await shell.live()
    first, second = await asyncio.gather(
        shell.do(cmd.OpenPoll(id="colour"), "same"), shell.do(cmd.OpenPoll(id="colour"), "same")
    )
    assert first == second
    assert first.kind == "done"
    assert await shell.do(cmd.OpenPoll(id="colour"), "same") == first
    assert (await shell.do(cmd.OpenPoll(id="nothing"))).ok is False
    await shell.stop()
    await shell.start()
    repeated = await shell.do(cmd.OpenPoll(id="colour"), "same")
    assert (repeated.ok, repeated.kind) == (True, "duplicate")


async def test_what_arrives_twice_counts_once_also_after_a_restart(shell: Shell) -> None:
    await shell.live()
    for _ in range(2):
        await shell.says("hello", msg_id="m1")
    await shell.says("hello", msg_id="m2")
    await shell.until(lambda: shell.status.counters.get("comments") == 2)
    await shell.stop()
    await shell.start()
    await shell.says("hello", msg_id="m1")
    await shell.says("last", msg_id="m3")
    await shell.until(lambda: shell.status.counters.get("comments") == 3)
    assert len([event for event in shell.events() if isinstance(event, ev.Commented)]) == 3


async def test_time_never_runs_backwards_in_the_journal(shell: Shell) -> None:
    await shell.live()
    now_ms = shell.clock.now_ms()
    await shell.put(ev.ViewersCounted(at_ms=now_ms + 5_000, msg_id="v1", viewers=7))
    await shell.put(ev.ViewersCounted(at_ms=now_ms - 5_000, msg_id="v2", viewers=8))
    await shell.until(lambda: shell.status.viewers == 8)
    times = [event.at_ms for event in shell.events()]
    assert times == sorted(times)
    assert times[-1] == now_ms + 5_000


async def test_deadlines_fire_without_any_event(shell: Shell) -> None:
    shell.rules_text = shell.rules_text.replace("10m", "300ms")
    shell.loop.set_rules(shell.rules())
    await shell.live()
    await shell.do(cmd.OpenPoll(id="colour"))
    await shell.until(lambda: shell.poll.state in ("grace", "closed"))


async def test_a_clock_that_is_set_back_does_not_hold_up_the_room(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.rules_text = shell.rules_text.replace("10m", "300ms")
    shell.loop.set_rules(shell.rules())
    await shell.live()
    await shell.do(cmd.OpenPoll(id="colour"))
    shift_wall_clock(monkeypatch, -3600)
    await shell.until(lambda: shell.poll.state in ("grace", "closed"))


async def test_profiles_come_from_earlier_sessions(shell: Shell) -> None:
    await shell.live()
    await shell.says("moonlight", "ana", hint="es")
    await shell.until(lambda: shell.status.codes[0].hits == 1)
    assert shell.status.codes[0].first_timers == 1
    await shell.put(ev.SessionClosed(at_ms=shell.clock.now_ms()))
    await shell.live("7002")
    await shell.says("moonlight", "ana", hint="es")
    await shell.until(lambda: shell.status.codes[0].hits == 1 and shell.status.connection.room_id == "7002")
    assert (shell.status.codes[0].regulars, shell.status.codes[0].first_timers) == (1, 0)
    comment = next(event for event in shell.events() if isinstance(event, ev.Commented))
    profile = comment.profile
    assert (profile.sessions, profile.language, profile.codes) == (1, "es", ("moon",))
    assert profile.code_months.keys() == {"moon"}


async def test_long_sessions_are_taken_up_from_a_snapshot(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_module, "SNAPSHOT_EVERY_S", 0.0)
    monkeypatch.setattr(loop_module, "SNAPSHOT_SHARE", 1e9)
    await shell.live()
    await shell.do(cmd.OpenPoll(id="colour"))
    for n in range(50):
        await shell.says("A", f"v{n}")
    await shell.until(lambda: shell.poll.voters == 50)
    session_id = shell.status.connection.session_id
    await shell.until(lambda: (shell.journal.latest_snapshot(session_id) or (0, b""))[0] >= 50)
    await shell.die()
    stepped: list[ev.AnyEvent] = []
    step = Room.step

    def counting(room: Room, event: ev.AnyEvent, trace: Any = None) -> tuple[AnyEffect, ...]:
        stepped.append(event)
        return step(room, event, trace)

    monkeypatch.setattr(Room, "step", counting)
    await shell.start()
    assert shell.poll.voters == 50
    assert len(stepped) < 20


async def test_the_larger_a_snapshot_the_rarer(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_module, "SNAPSHOT_EVERY_S", 0.0)
    save, saved = shell.journal.save_snapshot, list[int]()

    def slowly(session_id: str, seq: int, state: bytes) -> None:
        time.sleep(0.02)
        saved.append(seq)
        save(session_id, seq, state)

    monkeypatch.setattr(shell.journal, "save_snapshot", slowly)
    await shell.live()
    for n in range(30):
        await shell.says(f"hello {n}")
        await asyncio.sleep(0.03)
    assert len(saved) == 1


async def test_nothing_is_shown_or_sent_while_it_cannot_be_stored(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop_module, "RETRY_FIRST_MS", 20)
    await shell.live()
    await shell.do(cmd.OpenPoll(id="colour"))
    await vote_as(shell, "ana", "A")
    shell.journal.fails = 4
    await shell.says("B", "bo")
    await shell.says("moonlight", "cleo")
    await shell.until(lambda: shell.status.alerts)
    alert = shell.status.alerts[0]
    assert (alert.subject, alert.kind, alert.detail) == (
        "journal",
        "commit_failed",
        "The disk that holds the journal is full.",
    )
    assert shell.poll.votes == {"A": 1, "B": 0}
    assert len(shell.sender.took) == 1
    await shell.until(lambda: shell.poll.votes == {"A": 1, "B": 1})
    await shell.until(lambda: len(shell.sender.took) == 2)
    assert shell.status.alerts == ()
    assert verify(shell.journal.steps(shell.status.connection.session_id)) is None


async def test_panic_stops_a_line_that_was_on_its_way_before_a_failed_commit(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop_module, "RETRY_FIRST_MS", 20)
    await shell.live()
    before = shell.loop._session  # what a line waiting for its start mark holds
    shell.journal.fails = 1
    await shell.says("hello")
    await shell.until(lambda: shell.status.counters.get("comments") == 1)
    assert shell.loop._session is not before
    assert (await shell.do(cmd.Panic())).ok
    assert before.is_panicked


async def test_a_stop_while_nothing_can_be_stored_says_why_at_once(shell: Shell) -> None:
    await shell.go_live()
    shell.journal.fails = 1_000
    await shell.says("hello")
    await shell.until(lambda: shell.status.alerts)
    await asyncio.sleep(0.3)  # it rests for longer and longer between its attempts
    began_s = asyncio.get_running_loop().time()
    with pytest.raises(JournalError, match="full"):
        await shell.stop()
    assert asyncio.get_running_loop().time() - began_s < 0.2
    shell.close()


async def test_a_command_that_cannot_be_stored_did_not_happen(shell: Shell) -> None:
    await shell.go_live()
    shell.journal.fails = 1
    with pytest.raises(JournalError, match="full"):
        await shell.do(cmd.OpenPoll(id="colour"), "c")
    assert not shell.poll.open
    assert (await shell.do(cmd.OpenPoll(id="colour"), "c")).kind == "done"


async def test_a_command_that_was_not_begun_in_time_never_happens(shell: Shell) -> None:
    await shell.go_live()
    with shell.journal._lock:  # the journal hangs
        await shell.says("keeps the room busy")
        await asyncio.sleep(0.05)
        with pytest.raises(JournalError, match="did not happen"):
            await shell.loop.command(cmd.OpenPoll(id="colour"), "desk", "late", within_s=0.05)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await shell.loop.command(cmd.OpenPoll(id="colour"), "desk", "left")
    await shell.do(cmd.Say(text="and then"))
    assert not shell.poll.open
    assert (await shell.do(cmd.OpenPoll(id="colour"), "late")).kind == "done"


async def test_a_command_that_was_begun_stands(shell: Shell) -> None:
    await shell.go_live()
    await asyncio.sleep(0.05)
    with shell.journal._lock, pytest.raises(TimeoutError):
        await shell.loop.command(cmd.OpenPoll(id="colour"), "desk", "begun", within_s=0.1)
    assert (await shell.do(cmd.OpenPoll(id="colour"), "begun")).kind == "done"
    assert shell.poll.open
    assert len([event for event in shell.events() if isinstance(event, ev.CommandGiven)]) == 1


async def test_a_reader_that_fails_costs_no_comment(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(reader: object, text: str, hint: str) -> Reading:
        raise ZeroDivisionError

    monkeypatch.setattr(QuestionMarkReader, "read", broken)
    await shell.live()
    await shell.do(cmd.OpenPoll(id="colour"))
    await vote_as(shell, "ana", "A")


async def test_a_batch_that_was_stored_in_spite_of_an_error_is_not_repeated(shell: Shell) -> None:
    await shell.go_live()
    shell.journal.fails, shell.journal.stores_nevertheless = 1, True
    await shell.says("moonlight", "ana")
    await shell.until(lambda: len(shell.sender.took) == 1)
    await shell.until(lambda: [state for _, state in shell.lines] == ["sent"])
    assert shell.status.codes[0].hits == 1
    assert verify(shell.journal.steps(shell.status.connection.session_id)) is None


async def test_an_event_that_breaks_the_engine_is_left_out(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    await shell.go_live()
    step = Room.step

    def fragile(room: Room, event: ev.AnyEvent, trace: Any = None) -> tuple[AnyEffect, ...]:
        if isinstance(event, ev.Commented) and event.text == "bad":
            room.state.show.viewers = 99
            raise ZeroDivisionError
        return step(room, event, trace)

    monkeypatch.setattr(Room, "step", fragile)
    for text in ("one", "bad", "two"):
        shell.loop.inbox.add(shell.comment(text))
    await shell.until(lambda: shell.status.counters.get("comments") == 2)
    assert [(alert.subject, alert.kind, alert.detail) for alert in shell.status.alerts] == [
        ("engine", "event_dropped", "Commented")
    ]
    assert shell.status.viewers == 0


async def test_likes_and_joins_are_shed_first_and_comments_never(shell: Shell) -> None:
    viewer = Viewer(id="1")
    shell.loop.inbox._limit = 20
    gate = shell.journal._lock
    await shell.go_live()
    gate.acquire()  # the journal hangs
    feeding = asyncio.ensure_future(_feed(shell, viewer))
    await shell.until(lambda: shell.loop.inbox.shed["Liked"])
    await asyncio.sleep(0.1)
    assert not feeding.done()  # the source waits
    gate.release()
    await feeding
    await shell.until(lambda: shell.status.counters.get("comments") == 100)
    counters = shell.status.counters
    assert counters["shed_liked"] + counters.get("likes", 0) == 100


async def _feed(shell: Shell, viewer: Viewer) -> None:
    for n in range(100):
        await shell.put(ev.Liked(at_ms=shell.clock.now_ms(), msg_id=f"l{n}", viewer=viewer, count=1))
        await shell.says(f"comment {n}")


async def test_stopping_loses_nothing(shell: Shell) -> None:
    await shell.live()
    for n in range(300):
        shell.loop.inbox.add(shell.comment(f"hello {n}"))
    await shell.stop()
    await shell.start()
    assert shell.status.counters["comments"] == 300

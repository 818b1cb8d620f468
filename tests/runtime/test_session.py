import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from livebot import commands as cmd
from livebot import events as ev
from livebot.journal.sqlite import SqliteJournal
from livebot.ports import Step
from livebot.replay import verify
from livebot.runtime.session import Sessions, versions
from tests.runtime.conftest import ROOM, Shell, running
from tests.runtime.test_takeover import wordier


async def test_a_session_has_a_name_people_can_read(shell: Shell) -> None:
    assert re.fullmatch(r"\d{8}-\d{6}-shop", shell.status.connection.session_id)
    sessions = Sessions(shell.journal, "https://www.tiktok.com/@My.Shop_1/live?lang=en", shell.rules())
    names = [sessions.open(1_795_340_000_000).id for _ in range(3)]
    assert names == [f"20261122-093320-my.shop-1{suffix}" for suffix in ("", "-2", "-3")]


async def test_the_journal_says_what_a_replay_needs(shell: Shell) -> None:
    opened, loaded = shell.events()[:2]
    assert isinstance(opened, ev.SessionOpened)
    assert isinstance(loaded, ev.RulesLoaded)
    assert opened.versions == versions()
    assert len(opened.seed) == 32
    assert loaded.rules["polls"][0]["id"] == "colour"


async def test_a_restart_goes_on_with_the_open_session(shell: Shell) -> None:
    await shell.live()
    await shell.do(cmd.OpenPoll(id="colour"))
    await shell.says("A")
    await shell.until(lambda: shell.poll.voters == 1)
    session_id = shell.status.connection.session_id
    await shell.die()
    await shell.start()
    assert shell.status.connection.session_id == session_id
    assert shell.status.connection.phase == "away"
    assert shell.status.connection.gaps[-1].reason == "restart"
    await shell.live()
    await shell.says("B", "bo")
    await shell.until(lambda: shell.poll.votes == {"A": 1, "B": 1})
    kinds = [type(event).__name__ for event in shell.events()]
    assert kinds.count("RulesLoaded") == kinds.count("SessionOpened") == 1


async def test_rules_that_changed_meanwhile_are_loaded(shell: Shell) -> None:
    await shell.stop()
    shell.rules_text = shell.rules_text.replace("Red or blue?", "Blue or red?")
    await shell.start()
    assert shell.poll.question == "Blue or red? Type A or B"
    await shell.stop()
    await shell.start()
    assert [type(event).__name__ for event in shell.events()].count("RulesLoaded") == 2


async def test_a_show_that_comes_back_in_time_goes_on(shell: Shell) -> None:
    await shell.live("7001")
    await shell.do(cmd.OpenPoll(id="colour"))
    await shell.says("A")
    session_id = shell.status.connection.session_id
    await shell.put(ev.LiveEnded(at_ms=shell.clock.now_ms()))
    await shell.live("7002")
    await shell.says("B", "bo")
    await shell.until(lambda: shell.poll.votes == {"A": 1, "B": 1})
    assert shell.status.connection.session_id == session_id


async def test_a_show_that_stays_away_is_over(tmp_path: Path) -> None:
    async with running(tmp_path / "journal.sqlite3") as shell:
        shell.settings["resume_within_ms"] = 200
        shell.loop.set_rules(shell.rules())
        first = shell.status.connection.session_id
        await shell.live()
        await shell.until(lambda: shell.status.connection.phase == "live")
        await shell.put(ev.Disconnected(at_ms=shell.clock.now_ms(), reason="network", last_frame_at_ms=0))
        await shell.until(lambda: shell.status.connection.session_id != first)
        assert shell.status.connection.phase == "waiting"
        assert [(s.session_id == first, s.was_live, s.closed_at_ms is None) for s in shell.journal.sessions(ROOM)] == [
            (False, False, True),
            (True, True, False),
        ]
        await shell.live()
        await shell.until(lambda: shell.status.connection.phase == "live")


async def test_a_waiting_session_waits_for_ever(tmp_path: Path) -> None:
    async with running(tmp_path / "journal.sqlite3") as shell:
        shell.settings["resume_within_ms"] = 1
        await shell.stop()
        await shell.start()
        session_id = shell.status.connection.session_id
        await shell.stop()
        await shell.start()
        assert shell.status.connection.session_id == session_id


async def test_after_a_long_stop_a_new_session_begins(tmp_path: Path) -> None:
    async with running(tmp_path / "journal.sqlite3") as shell:
        await shell.live()
        await shell.until(lambda: shell.status.connection.phase == "live")
        first = shell.status.connection.session_id
        await shell.die()
        shell.settings["resume_within_ms"] = 0
        await shell.start()
        await shell.until(lambda: shell.status.connection.session_id != first)
        closed = next(s for s in shell.journal.sessions(ROOM) if s.session_id == first)
        assert closed.closed_at_ms is not None


async def test_a_session_that_something_was_erased_from_does_not_go_on(shell: Shell) -> None:
    await shell.live()
    await shell.says("moonlight", "ana")
    await shell.until(lambda: shell.status.codes[0].hits == 1)
    first = shell.status.connection.session_id
    await shell.stop()
    await shell.start()
    await shell.stop()
    await shell.start()
    assert shell.status.connection.session_id == first
    shell.journal.forget("ana")
    await shell.stop()
    await shell.start()
    assert shell.status.connection.session_id != first
    assert "ana" not in repr(shell.events(first))


async def test_a_session_that_cannot_be_rebuilt_does_not_keep_the_daemon_down(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shell.live()
    await shell.until(lambda: shell.status.connection.phase == "live")
    first = shell.status.connection.session_id
    await shell.die()

    def older_rules(session_id: str, after_seq: int = -1) -> Iterator[Step]:
        yield Step(ev.RulesLoaded(at_ms=1, rules={"polls": "as they once were"}, settings={"room": "shop"}))

    with monkeypatch.context() as patched:
        patched.setattr(SqliteJournal, "steps", lambda journal, *args: older_rules(*args))
        await shell.start()
    assert shell.status.connection.session_id != first
    assert {s.session_id: s.closed_at_ms is None for s in shell.journal.sessions(ROOM)}[first] is False


async def test_a_session_that_was_made_but_not_opened_is_opened(shell: Shell) -> None:
    await shell.stop()
    await shell.start()
    await shell.put(ev.SessionClosed(at_ms=shell.clock.now_ms()))
    await shell.until(lambda: len(shell.journal.sessions(ROOM)) == 2)
    newest = shell.journal.sessions(ROOM)[0].session_id
    await shell.stop()
    db = sqlite3.connect(shell.path)
    for table in ("effects", "snapshots", "events"):
        db.execute(f"DELETE FROM {table} WHERE session = 2")
    db.commit()
    db.close()
    await shell.start()
    assert shell.status.connection.session_id == newest
    assert [type(event).__name__ for event in shell.events()][:2] == ["SessionOpened", "RulesLoaded"]


async def test_after_a_clean_stop_another_version_goes_on(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        wordier(patched)
        await shell.live()
        await shell.do(cmd.OpenPoll(id="colour"))
        await shell.says("A")
        await shell.until(lambda: shell.poll.voters == 1 and shell.lines[0][1] == "sent")
        session_id = shell.status.connection.session_id
        await shell.stop()
    await shell.start()
    assert shell.status.connection.session_id == session_id
    assert shell.poll.voters == 1
    assert shell.status.alerts == ()
    assert [event.versions for event in shell.events() if isinstance(event, ev.Recovered)] == [versions()]


def spoil(shell: Shell, statement: str) -> None:
    with closing(sqlite3.connect(shell.path)) as db:
        assert db.execute(statement).rowcount == 1
        db.commit()


async def test_a_snapshot_that_cannot_be_read_is_done_without(shell: Shell) -> None:
    await shell.live()
    await shell.do(cmd.OpenPoll(id="colour"))
    await shell.says("A")
    await shell.until(lambda: shell.poll.voters == 1 and shell.lines[0][1] == "sent")
    first = shell.status.connection.session_id
    await shell.stop()
    spoil(shell, "UPDATE snapshots SET body = x'c1'")
    await shell.start()
    assert shell.status.connection.session_id == first
    assert shell.poll.open
    assert shell.poll.votes == {"A": 1, "B": 0}


async def test_what_cannot_be_read_does_not_keep_the_daemon_down(shell: Shell) -> None:
    shell.sender.gate.clear()
    await shell.live()
    await shell.do(cmd.Say(text="hello"))
    first = shell.status.connection.session_id
    await shell.stop()
    spoil(shell, """UPDATE effects SET body = CAST('{"type": "SendPigeon"}' AS BLOB) WHERE kind = 'SendChat'""")
    await shell.start()
    assert shell.status.connection.session_id != first
    alert = shell.status.alerts[0]
    assert (alert.subject, alert.kind) == ("session", "new_session_begun")
    assert alert.detail == "this version of livebot cannot read it"
    await shell.put(ev.SessionClosed(at_ms=shell.clock.now_ms()))
    await shell.until(lambda: not shell.status.alerts)


async def test_a_session_from_the_future_does_not_freeze_the_room(shell: Shell) -> None:
    await shell.put(ev.Connected(at_ms=shell.clock.now_ms() + 3_600_000, room_id="7001"))
    await shell.until(lambda: shell.status.connection.phase == "live")
    first = shell.status.connection.session_id
    await shell.stop()
    await shell.start()
    assert shell.status.connection.session_id != first
    assert shell.status.alerts[0].detail == "the machine's clock was set back"
    closed = next(s for s in shell.journal.sessions(ROOM) if s.session_id == first)
    assert closed.closed_at_ms is not None
    assert closed.closed_at_ms > shell.clock.now_ms()
    assert verify(shell.journal.steps(first)) is None


async def test_a_restart_does_not_prolong_the_wait_for_a_show_that_is_away(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shell.live()
    await shell.put(ev.LiveEnded(at_ms=shell.clock.now_ms()))
    await shell.until(lambda: shell.status.connection.phase == "ended")
    ended_ms, first = shell.clock.now_ms(), shell.status.connection.session_id
    monkeypatch.setattr(shell.clock, "now_ms", lambda: ended_ms + 590_000)
    await shell.do(cmd.OpenPoll(id="colour"))
    await shell.die()
    await shell.start()
    assert shell.status.connection.session_id == first
    monkeypatch.setattr(shell.clock, "now_ms", lambda: ended_ms + 600_001)
    await shell.do(cmd.ClosePoll(id="colour"))
    await shell.until(lambda: shell.status.connection.session_id != first)

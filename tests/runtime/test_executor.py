import asyncio
import threading
from typing import Any

import pytest

from livebot import commands as cmd
from livebot import events as ev
from livebot.effects import Moderate, SendChat, Translate
from livebot.ports import JournalError, Refused, Step, TranslationRefused, Uncertain
from livebot.runtime import executor as executor_module
from tests.runtime.conftest import Shell


async def test_a_refused_line_says_why(shell: Shell) -> None:
    shell.sender.raises = Refused("the account is muted in this room")
    await shell.live()
    await shell.do(cmd.Say(text="hello"))
    await shell.until(lambda: shell.lines == [("hello", "failed")])
    assert shell.status.outbox[0].reason == "the account is muted in this room"


async def test_a_line_waits_as_long_as_the_service_asks(shell: Shell) -> None:
    shell.sender.raises = Refused("rate limited", retry_after_s=0.2)
    await shell.live()
    await shell.do(cmd.Say(text="hello"))
    await shell.until(lambda: shell.sender.calls == 1)
    shell.sender.raises = None
    await shell.until(lambda: shell.lines == [("hello", "sent")])
    assert shell.sender.calls == 2


@pytest.mark.parametrize("raised", [Uncertain("did not answer within 10 s"), TimeoutError(), ValueError("bug")])
async def test_a_line_in_doubt_is_not_sent_again(shell: Shell, raised: Exception) -> None:
    shell.sender.raises = raised
    await shell.live()
    await shell.do(cmd.Say(text="hello"))
    await shell.until(lambda: shell.lines == [("hello", "maybe")])
    await shell.stop()
    await shell.start()
    assert shell.lines == [("hello", "maybe")]
    await shell.live()
    await shell.says("hello", "other")  # its echo
    await shell.until(lambda: shell.lines == [("hello", "sent")])
    assert shell.sender.calls == 1


async def test_one_line_is_sent_at_a_time(shell: Shell) -> None:
    shell.sender.gate.clear()
    await shell.live()
    await shell.do(cmd.Say(text="one"))
    await shell.do(cmd.Say(text="two"))
    await shell.until(lambda: shell.sender.calls == 1)
    await asyncio.sleep(0.05)
    assert shell.sender.calls == 1
    shell.sender.gate.set()
    await shell.until(lambda: [text for _, text in shell.sender.took] == ["one", "two"])


async def test_a_line_that_is_late_is_not_sent(shell: Shell) -> None:
    await shell.live()
    late = SendChat(id="chat:late", line=1, text="late", expires_at_ms=shell.clock.now_ms() - 1)
    shell.executor.perform(shell.loop._session, [late])
    await shell.until(lambda: any(isinstance(event, ev.ChatFailed) for event in shell.events()))
    failed = next(event for event in shell.events() if isinstance(event, ev.ChatFailed))
    assert (failed.reason, shell.sender.calls) == ("expired", 0)


async def test_nothing_is_sent_if_its_start_cannot_be_stored(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise JournalError("full")

    await shell.live()
    monkeypatch.setattr(shell.journal, "mark_started", full)
    await shell.do(cmd.Say(text="hello"))
    await shell.until(lambda: shell.lines == [("hello", "failed")])
    assert shell.sender.calls == 0


@pytest.mark.parametrize("reason", ["expired", "panic"])
async def test_nothing_is_sent_if_storing_its_start_took_too_long(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    store, held = shell.journal.mark_started, threading.Event()

    def wait(*start: Any) -> None:
        held.wait(5)  # another program has the file
        store(*start)

    await shell.live()
    monkeypatch.setattr(shell.journal, "mark_started", wait)
    await shell.do(cmd.Say(text="hello"))
    if reason == "panic":
        panic = asyncio.ensure_future(shell.do(cmd.Panic()))
        await asyncio.sleep(0.05)
    else:
        later_ms = shell.clock.now_ms() + 3_600_000
        monkeypatch.setattr(shell.clock, "now_ms", lambda: later_ms)
    held.set()
    await shell.until(lambda: any(isinstance(event, ev.ChatFailed) for event in shell.events()))
    failed = next(event for event in shell.events() if isinstance(event, ev.ChatFailed))
    assert (failed.reason, shell.sender.calls) == (reason, 0)
    if reason == "panic":
        assert (await panic).ok


async def test_panic_stops_what_was_not_begun(shell: Shell) -> None:
    shell.sender.gate.clear()
    await shell.live()
    await shell.do(cmd.Say(text="one"))
    await shell.until(lambda: shell.sender.calls == 1)
    waiting = SendChat(id="chat:x", line=9, text="two", expires_at_ms=shell.clock.now_ms() + 60_000)
    shell.executor.perform(shell.loop._session, [waiting])
    await shell.do(cmd.Panic())
    shell.sender.gate.set()
    await shell.until(lambda: any(getattr(event, "reason", "") == "panic" for event in shell.events()))
    assert [text for _, text in shell.sender.took] == ["one"]


# --- moderation --------------------------------------------------------------------------------------------------


def moderate(n: int, viewer: str = "ana", action: Any = "mute") -> Moderate:
    return Moderate(id=f"moderate:{n}", action=action, viewer_id=viewer, handle=viewer, seconds=60)


def settled(shell: Shell) -> list[tuple[str, str]]:
    """How each action ended, in order."""
    ended = [event for event in shell.events() if isinstance(event, ev.Moderated | ev.ModerationFailed)]
    return [(event.effect_id, getattr(event, "reason", "done")) for event in ended]


async def test_a_viewer_is_muted_in_the_room_of_now(shell: Shell) -> None:
    await shell.live("7002")
    await shell.until(lambda: shell.status.connection.room_id == "7002")
    shell.executor.perform(shell.loop._session, [moderate(1)])
    await shell.until(lambda: settled(shell) == [("moderate:1", "done")])
    assert shell.moderator.did == [("7002", "ana", "mute", 60)]


@pytest.mark.parametrize(
    ("raised", "reason"),
    [
        (Refused("the account is not a moderator of this room"), "the account is not a moderator of this room"),
        (Uncertain("did not answer within 10 s"), "did not answer within 10 s"),
        (ValueError("bug"), "ValueError"),
    ],
)
async def test_what_could_not_be_done_says_why(shell: Shell, raised: Exception, reason: str) -> None:
    shell.moderator.raises = raised
    await shell.live()
    shell.executor.perform(shell.loop._session, [moderate(1)])
    await shell.until(lambda: settled(shell) == [("moderate:1", reason)])


async def test_what_concerns_one_viewer_is_done_in_order_and_others_do_not_wait(shell: Shell) -> None:
    shell.moderator.gate.clear()
    await shell.live()
    shell.executor.perform(shell.loop._session, [moderate(1), moderate(2, action="unmute"), moderate(3, "ben")])
    await shell.until(lambda: shell.moderator.began == [("ana", "mute"), ("ben", "mute")])
    shell.moderator.gate.set()
    await shell.until(lambda: len(settled(shell)) == 3)
    assert [action for _, viewer, action, _ in shell.moderator.did if viewer == "ana"] == ["mute", "unmute"]


async def test_a_few_viewers_at_once(shell: Shell) -> None:
    shell.moderator.gate.clear()
    await shell.live()
    raid = [moderate(n, f"v{n}") for n in range(30)]
    shell.executor.perform(shell.loop._session, raid)
    await shell.until(lambda: shell.moderator.began)
    await asyncio.sleep(0.05)
    assert len(shell.moderator.began) == executor_module.MODERATIONS_AT_ONCE
    shell.moderator.gate.set()
    await shell.until(lambda: len(settled(shell)) == len(raid))


async def test_too_many_at_once_are_refused_not_queued(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor_module, "MODERATIONS_WAITING", 1)
    shell.moderator.gate.clear()
    await shell.live()
    shell.executor.perform(shell.loop._session, [moderate(1), moderate(2)])
    await shell.until(lambda: settled(shell) == [("moderate:2", "overload")])
    shell.moderator.gate.set()
    await shell.until(lambda: len(settled(shell)) == 2)


async def test_lines_and_translations_do_not_hold_up_moderation(shell: Shell) -> None:
    shell.sender.gate.clear()
    shell.translator.gate.clear()
    await shell.live()
    await shell.do(cmd.Say(text="hello"))
    await shell.says("is it warm?")
    await shell.until(lambda: shell.sender.calls and shell.translator.asked)
    shell.executor.perform(shell.loop._session, [moderate(1)])
    await shell.until(lambda: settled(shell) == [("moderate:1", "done")])
    shell.sender.gate.set()


async def test_a_session_that_has_expired_is_shown_until_the_account_can_act_again(shell: Shell) -> None:
    shell.moderator.raises = Refused("session expired: log in again and renew tiktok.session_id")
    await shell.live()
    shell.executor.perform(shell.loop._session, [moderate(1)])
    await shell.until(lambda: [alert.kind for alert in shell.status.alerts] == ["session_expired"])
    shell.moderator.raises = None
    shell.executor.perform(shell.loop._session, [moderate(2)])
    await shell.until(lambda: not shell.status.alerts)


async def test_a_clean_stop_waits_for_the_viewer_who_is_being_muted(shell: Shell) -> None:
    shell.moderator.gate.clear()
    await shell.live()
    shell.executor.perform(shell.loop._session, [moderate(1)])
    await shell.until(lambda: shell.moderator.began)
    asyncio.get_running_loop().call_later(0.1, shell.moderator.gate.set)
    await shell.stop()
    await shell.start()
    assert settled(shell) == [("moderate:1", "done")]


# --- translation -------------------------------------------------------------------------------------------------


async def test_translations_run_side_by_side_but_not_all_at_once(shell: Shell) -> None:
    shell.translator.gate.clear()
    await shell.live()
    asked = executor_module.TRANSLATIONS_AT_ONCE + 1
    for n in range(asked):
        await shell.says(f"what about part {n} of it?", f"v{n}")
    await shell.until(lambda: len(shell.status.questions) == asked)
    await shell.until(lambda: len(shell.translator.asked) == executor_module.TRANSLATIONS_AT_ONCE)
    shell.translator.gate.set()
    await shell.until(lambda: all(card.translation_state == "done" for card in shell.status.questions))


@pytest.mark.parametrize("raised", [TranslationRefused("no engine answered"), ValueError("bug")])
async def test_an_untranslated_question_stays_in_the_original(shell: Shell, raised: Exception) -> None:
    shell.translator.raises = raised
    await shell.live()
    await shell.says("is it warm?")
    await shell.until(lambda: shell.status.questions and shell.status.questions[0].translation_state == "failed")
    assert shell.status.questions[0].original == "is it warm?"


async def test_too_many_translations_are_refused_not_queued(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor_module, "TRANSLATIONS_WAITING", 2)
    shell.translator.gate.clear()
    await shell.live()
    for n, text in enumerate(("is it warm?", "how long is shipping?", "which colours?")):
        await shell.says(text, f"v{n}")
    await shell.until(lambda: [card.translation_state for card in shell.status.questions].count("failed") == 1)
    shell.translator.gate.set()
    await shell.until(lambda: [card.translation_state for card in shell.status.questions].count("done") == 2)


# --- what an earlier process left --------------------------------------------------------------------------------


async def test_after_a_kill_begun_lines_are_in_doubt(shell: Shell) -> None:
    shell.sender.gate.clear()
    await shell.live()
    await shell.do(cmd.Say(text="hello"))
    await shell.until(lambda: shell.sender.calls == 1)
    await shell.die()
    shell.sender.gate.set()
    await shell.start()
    await shell.until(lambda: shell.lines == [("hello", "maybe")])
    assert shell.sender.took == []


async def killed_before_a_line_was_begun(shell: Shell) -> None:
    await shell.live()
    shell.loop.perform = lambda *_: None  # killed between the commit and the start
    await shell.do(cmd.Say(text="hello"))


async def test_after_a_kill_lines_that_were_not_begun_go_out_once(shell: Shell) -> None:
    await killed_before_a_line_was_begun(shell)
    await shell.die()
    await shell.start()
    await shell.until(lambda: shell.lines == [("hello", "waiting")])  # for the room: nothing is sent into the dark
    await asyncio.sleep(0.05)
    assert shell.sender.calls == 0
    await shell.live("7002")
    await shell.until(lambda: shell.lines == [("hello", "sent")])
    assert shell.sender.took == [("7002", "hello")]
    decided = [
        effect.id
        for step in shell.journal.steps(shell.status.connection.session_id)
        for effect in step.effects
        if isinstance(effect, SendChat)
    ]
    assert len(set(decided)) == len(decided) == 2


@pytest.mark.parametrize(("mode", "state"), [("off", "dropped"), ("assist", "offered")])
async def test_after_a_kill_a_line_follows_the_mode_of_now(shell: Shell, mode: str, state: str) -> None:
    await killed_before_a_line_was_begun(shell)
    await shell.die()
    shell.chat["mode"] = mode
    await shell.start()
    await shell.live()
    await shell.until(lambda: shell.lines == [("hello", state)])
    await asyncio.sleep(0.05)
    assert shell.sender.calls == 0
    assert shell.journal.pending(shell.status.connection.session_id) == []


async def test_after_a_kill_panic_holds(shell: Shell) -> None:
    await killed_before_a_line_was_begun(shell)
    await shell.do(cmd.Panic())
    await shell.die()
    await shell.start()
    await shell.live()
    await shell.until(lambda: shell.lines == [("hello", "failed")])
    await shell.do(cmd.Resume())
    await asyncio.sleep(0.05)
    assert shell.sender.calls == 0


async def test_after_a_kill_a_line_that_is_late_has_expired(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    await killed_before_a_line_was_begun(shell)
    await shell.die()
    later_ms = shell.clock.now_ms() + 3_600_000
    monkeypatch.setattr(shell.clock, "now_ms", lambda: later_ms)
    await shell.start()
    await shell.until(lambda: shell.lines == [("hello", "expired")])
    assert shell.sender.calls == 0


async def test_after_a_kill_translations_are_made_again(shell: Shell) -> None:
    shell.translator.gate.clear()
    await shell.live()
    await shell.says("is it warm?")
    await shell.until(lambda: shell.translator.asked)
    await shell.die()
    shell.translator.gate.set()
    await shell.start()
    await shell.until(lambda: shell.status.questions[0].translation == "zh:is it warm?")


async def test_after_a_kill_a_viewer_is_muted_after_all(shell: Shell) -> None:
    shell.rules_text += "moderation: {mode: suggest}"
    shell.loop.set_rules(shell.rules())
    await shell.live()
    await shell.says("hi", "ana")
    await shell.until(lambda: shell.status.moderation_mode == "suggest")
    shell.loop.perform = lambda *_: None  # killed between the commit and the call
    assert (await shell.do(cmd.MuteViewer(viewer="ana"))).ok
    await shell.die()
    assert shell.moderator.did == []
    await shell.start()
    await shell.until(lambda: [offence.state for offence in shell.status.offences] == ["done"])
    assert shell.moderator.did == [("7001", "ana", "mute", 60)]
    assert shell.journal.pending(shell.status.connection.session_id) == []


async def test_a_mute_that_was_going_on_when_livebot_was_killed_is_made_again(shell: Shell) -> None:
    shell.rules_text += "moderation: {mode: suggest}"
    shell.loop.set_rules(shell.rules())
    shell.moderator.gate.clear()
    await shell.live()
    await shell.says("hi", "ana")
    await shell.until(lambda: shell.status.moderation_mode == "suggest")
    await shell.do(cmd.MuteViewer(viewer="ana"))
    await shell.until(lambda: shell.moderator.began)
    await shell.die()
    shell.moderator.gate.set()
    await shell.start()
    await shell.until(lambda: [offence.state for offence in shell.status.offences] == ["done"])
    assert shell.moderator.began == [("ana", "mute")] * 2


async def test_a_clean_stop_waits_for_the_line_that_is_being_sent(shell: Shell) -> None:
    shell.sender.gate.clear()
    await shell.live()
    await shell.do(cmd.Say(text="hello"))
    await shell.until(lambda: shell.sender.calls == 1)
    asyncio.get_running_loop().call_later(0.1, shell.sender.gate.set)
    await shell.stop()
    await shell.start()
    assert shell.lines == [("hello", "sent")]


async def test_an_outcome_from_a_session_that_is_over_is_dropped(shell: Shell) -> None:
    shell.translator.gate.clear()
    await shell.live()
    await shell.says("is it warm?")
    await shell.until(lambda: shell.translator.asked)
    await shell.put(ev.SessionClosed(at_ms=shell.clock.now_ms()))
    await shell.live("7002")
    await shell.until(lambda: shell.status.connection.room_id == "7002")
    shell.translator.gate.set()
    await asyncio.sleep(0.1)
    assert not any(isinstance(event, ev.Translated) for event in shell.events())


async def test_pending_effects_are_the_journals(shell: Shell) -> None:
    """What is recovered is what was committed, word for word."""
    await shell.live()
    session_id = shell.status.connection.session_id
    shell.loop.perform = lambda *_: None
    await shell.says("is it warm?")
    await shell.until(lambda: shell.status.questions)
    (left,) = shell.journal.pending(session_id)
    assert isinstance(left.effect, Translate)
    assert left.effect.text == "is it warm?"
    assert Step(ev.Ticked(at_ms=0)).effects == ()

"""Performs what the engine decided, after it was committed.

Chat lines are performed at most once: the start is committed before the call, and panic and expiry are looked at once
more right before it. Of what a process that died left, a line whose start was committed is in doubt and not sent
again; any other certainly did not go out, and the engine decides anew whether and when it does, by the rules and the
room of now. Translations are performed at least once. Everything else is done by its commit.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence

import structlog

from livebot.effects import AnyEffect, SendChat, Translate
from livebot.events import AnyEvent, ChatDoubted, ChatFailed, ChatSent, Translated, TranslationFailed
from livebot.ports import (
    ChatRefused,
    ChatSender,
    ChatUncertain,
    Clock,
    Health,
    Journal,
    JournalError,
    PendingEffect,
    Reader,
    TranslationRefused,
    Translator,
)
from livebot.runtime.failpoints import failpoint
from livebot.runtime.session import Session
from livebot.runtime.tasks import Worker, spawn, stop

TRANSLATIONS_AT_ONCE = 64
TRANSLATIONS_WAITING = 500
CALL_WITHIN_S = 30
"""The sender has time-outs of its own; this only ends a call that hangs in spite of them."""

log = structlog.get_logger(__name__)


class Executor:
    """Belongs to one room loop; ``settle`` takes each outcome back there with its session's id."""

    def __init__(
        self,
        *,
        journal: Journal,
        worker: Worker,
        clock: Clock,
        sender: ChatSender,
        translator: Translator,
        reader: Reader,
        settle: Callable[[str, AnyEvent], None],
        health: Health,
    ) -> None:
        self._journal = journal
        self._worker = worker
        self._clock = clock
        self._sender = sender
        self._translator = translator
        self._reader = reader
        self._settle = settle
        self._health = health
        self._lane = asyncio.Lock()
        self._translating = asyncio.Semaphore(TRANSLATIONS_AT_ONCE)
        self._translations: set[asyncio.Task[None]] = set()
        self._sends: set[asyncio.Task[None]] = set()
        self._is_closed = False

    def perform(self, session: Session, effects: Sequence[AnyEffect]) -> None:
        """Begin what is committed; nothing is begun after ``close``, the next process takes it up."""
        for effect in effects:
            if self._is_closed:
                return
            if isinstance(effect, SendChat):
                self._start(self._send(session, effect), self._sends)
            elif isinstance(effect, Translate):
                self._translate_in_turn(session.id, effect)

    def recover(self, session: Session, pending: Sequence[PendingEffect]) -> None:
        """Take up what an earlier process left: lines are settled, begun or not; the rest is performed now."""
        for left in pending:
            if not isinstance(left.effect, SendChat):
                self.perform(session, [left.effect])
            elif left.started:
                self._settle(session.id, self._doubted(left.effect, "restart"))
            else:
                why_not = self._why_not(session, left.effect)
                self._settle(session.id, why_not or self._failed(left.effect, "restart", retry_after_s=0))

    async def close(self, within_s: float) -> None:
        """Give a line that is being sent some time, and stop."""
        self._is_closed = True
        if self._sends:
            await asyncio.wait(self._sends, timeout=within_s)
        await stop(*self._sends, *self._translations)

    def _start(self, work: Coroutine[None, None, None], among: set[asyncio.Task[None]]) -> None:
        task = spawn(work, name="perform")
        among.add(task)
        task.add_done_callback(among.discard)

    # --- chat --------------------------------------------------------------------------------------------------

    async def _send(self, session: Session, line: SendChat) -> None:
        async with self._lane:
            outcome = await self._outcome_of_sending(session, line)
        self._settle(session.id, outcome)

    async def _outcome_of_sending(self, session: Session, line: SendChat) -> AnyEvent:
        if (failed := self._why_not(session, line)) is not None:
            return failed
        try:
            await self._worker.run(self._journal.mark_started, session.id, line.id, self._clock.now_ms())
        except JournalError:
            return self._failed(line, "journal")
        failpoint("after_start_mark")
        if (failed := self._why_not(session, line)) is not None:  # the journal may have kept us waiting
            return failed
        try:
            async with asyncio.timeout(CALL_WITHIN_S):
                await self._sender.send(session.room_id, line.text)
        except ChatRefused as refused:
            if refused.reason.startswith("session expired"):
                self._health.raise_alert("chat", "session_expired")
            return self._failed(line, refused.reason, retry_after_s=refused.retry_after_s)
        except (ChatUncertain, TimeoutError) as doubt:
            return self._doubted(line, str(doubt) or "timeout")
        except Exception as error:
            log.error("sending failed in an unknown way", exc_info=error)
            return self._doubted(line, type(error).__name__)
        self._health.clear_alert("chat")
        failpoint("after_http_call")
        return ChatSent(at_ms=self._clock.now_ms(), effect_id=line.id)

    def _why_not(self, session: Session, line: SendChat) -> ChatFailed | None:
        if session.is_panicked:
            return self._failed(line, "panic")
        if self._clock.now_ms() >= line.expires_at_ms:
            return self._failed(line, "expired")
        return None

    def _failed(self, line: SendChat, reason: str, *, retry_after_s: float | None = None) -> ChatFailed:
        now_ms = self._clock.now_ms()
        retry_at_ms = 0 if retry_after_s is None else now_ms + round(retry_after_s * 1000)
        return ChatFailed(at_ms=now_ms, effect_id=line.id, reason=reason, retry_at_ms=retry_at_ms)

    def _doubted(self, line: SendChat, reason: str) -> ChatDoubted:
        return ChatDoubted(at_ms=self._clock.now_ms(), effect_id=line.id, reason=reason)

    # --- translation -------------------------------------------------------------------------------------------

    def _translate_in_turn(self, session_id: str, effect: Translate) -> None:
        if len(self._translations) >= TRANSLATIONS_WAITING:
            refused = TranslationFailed(at_ms=self._clock.now_ms(), effect_id=effect.id, reason="overload")
            self._settle(session_id, refused)
        else:
            self._start(self._translate(session_id, effect), self._translations)

    async def _translate(self, session_id: str, effect: Translate) -> None:
        async with self._translating:
            outcome = await self._outcome_of_translating(effect)
        self._settle(session_id, outcome)

    async def _outcome_of_translating(self, effect: Translate) -> AnyEvent:
        try:
            found = await self._translator.translate(effect.text, effect.source, effect.target)
        except TranslationRefused as refused:
            reason = str(refused)
        except Exception as error:
            log.error("translating failed in an unknown way", exc_info=error)
            reason = type(error).__name__
        else:
            return Translated(
                at_ms=self._clock.now_ms(),
                effect_id=effect.id,
                text=found.text,
                engine=found.engine,
                source=found.source,
                reading=self._reader.read_translation(found.text, effect.target),
            )
        return TranslationFailed(at_ms=self._clock.now_ms(), effect_id=effect.id, reason=reason)

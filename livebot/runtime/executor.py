"""Performs what the engine decided, after it was committed.

Chat lines are performed at most once: the start is committed before the call, and panic and expiry are looked at once
more right before it. Of what a process that died left, a line whose start was committed is in doubt and not sent
again; any other certainly did not go out, and the engine decides anew whether and when it does, by the rules and the
room of now. Translations and moderation are performed at least once, a few at a time, and what concerns one viewer in
the order in which it was decided; so are the steps of draws' records. Everything else is done by its commit.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from weakref import WeakValueDictionary

import structlog

from livebot.effects import AnyEffect, Moderate, PublishRecord, SendChat, Translate
from livebot.events import (
    AnyEvent,
    ChatDoubted,
    ChatFailed,
    ChatSent,
    Moderated,
    ModerationFailed,
    RecordPublished,
    Translated,
    TranslationFailed,
)
from livebot.ports import (
    ChatSender,
    Clock,
    Health,
    Journal,
    JournalError,
    Moderator,
    PendingEffect,
    Reader,
    Refused,
    TranslationRefused,
    Translator,
    Uncertain,
)
from livebot.runtime.failpoints import failpoint
from livebot.runtime.records import add_step
from livebot.runtime.session import Session
from livebot.runtime.tasks import Worker, spawn, stop

TRANSLATIONS_AT_ONCE = 64
TRANSLATIONS_WAITING = 500
MODERATIONS_AT_ONCE = 4
MODERATIONS_WAITING = 500
RECORD_AGAIN_MS = 30_000
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
        moderator: Moderator,
        translator: Translator,
        reader: Reader,
        settle: Callable[[str, AnyEvent], None],
        health: Health,
        records: Path,
    ) -> None:
        self._journal = journal
        self._worker = worker
        self._clock = clock
        self._sender = sender
        self._moderator = moderator
        self._translator = translator
        self._reader = reader
        self._settle = settle
        self._health = health
        self._records = records
        self._publishing = asyncio.Lock()
        self._publications: set[asyncio.Task[None]] = set()
        self._lane = asyncio.Lock()
        self._translating = asyncio.Semaphore(TRANSLATIONS_AT_ONCE)
        self._translations: set[asyncio.Task[None]] = set()
        self._sends: set[asyncio.Task[None]] = set()
        self._moderating = asyncio.Semaphore(MODERATIONS_AT_ONCE)
        self._moderations: set[asyncio.Task[None]] = set()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """By viewer id, as long as something waits for it or goes on."""
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
            elif isinstance(effect, Moderate):
                self._moderate_in_turn(session, effect)
            elif isinstance(effect, PublishRecord):
                self._start(self._publish(session.id, effect), self._publications)

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
        """Give a line that is being sent and a viewer who is being muted some time, and stop."""
        self._is_closed = True
        if acting := self._sends | self._moderations:
            await asyncio.wait(acting, timeout=within_s)
        await stop(*acting, *self._translations, *self._publications)

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
        except Refused as refused:
            self._look_at_account(refused)
            return self._failed(line, refused.reason, retry_after_s=refused.retry_after_s)
        except (Uncertain, TimeoutError) as doubt:
            return self._doubted(line, str(doubt) or "timeout")
        except Exception as error:
            log.error("sending failed in an unknown way", exc_info=error)
            return self._doubted(line, type(error).__name__)
        self._health.clear_alert("account")
        failpoint("after_http_call")
        return ChatSent(at_ms=self._clock.now_ms(), effect_id=line.id)

    def _look_at_account(self, refused: Refused) -> None:
        if refused.reason.startswith("session expired"):
            self._health.raise_alert("account", "session_expired")

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

    # --- moderation --------------------------------------------------------------------------------------------

    def _moderate_in_turn(self, session: Session, effect: Moderate) -> None:
        if len(self._moderations) >= MODERATIONS_WAITING:
            self._settle(session.id, self._not_moderated(effect, "overload"))
        else:
            turn = self._turns.setdefault(effect.viewer_id, asyncio.Lock())
            self._start(self._moderate(session, effect, turn), self._moderations)

    async def _moderate(self, session: Session, effect: Moderate, turn: asyncio.Lock) -> None:
        async with turn, self._moderating:
            outcome = await self._outcome_of_moderating(session, effect)
        self._settle(session.id, outcome)

    async def _outcome_of_moderating(self, session: Session, effect: Moderate) -> AnyEvent:
        failpoint("before_moderation")
        try:
            await self._moderator.moderate(session.room_id, effect.viewer_id, effect.action, effect.seconds)
        except Refused as refused:
            self._look_at_account(refused)
            return self._not_moderated(effect, refused.reason)
        except Uncertain as doubt:
            return self._not_moderated(effect, str(doubt))
        except Exception as error:
            log.error("moderating failed in an unknown way", exc_info=error)
            return self._not_moderated(effect, type(error).__name__)
        self._health.clear_alert("account")
        failpoint("after_moderation")
        return Moderated(at_ms=self._clock.now_ms(), effect_id=effect.id)

    def _not_moderated(self, effect: Moderate, reason: str) -> ModerationFailed:
        return ModerationFailed(at_ms=self._clock.now_ms(), effect_id=effect.id, reason=reason)

    # --- records of draws --------------------------------------------------------------------------------------

    async def _publish(self, session_id: str, effect: PublishRecord) -> None:
        """Write a step of a record, trying for as long as it takes; those after it wait."""
        async with self._publishing:
            while True:
                try:
                    await self._worker.run(add_step, self._records, effect.name, effect.n, effect.step)
                    break
                except OSError as error:
                    self._health.raise_alert("record", "record_failed", error.strerror or str(error))
                    await self._clock.sleep(RECORD_AGAIN_MS)
        self._health.clear_alert("record")
        self._settle(session_id, RecordPublished(at_ms=self._clock.now_ms(), effect_id=effect.id))

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
            reading = self._reader.read_translation(found.text, effect.target)
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
                reading=reading,
            )
        return TranslationFailed(at_ms=self._clock.now_ms(), effect_id=effect.id, reason=reason)

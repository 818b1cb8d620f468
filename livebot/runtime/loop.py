"""The room's task: decide, commit, perform.

Events are taken off the inbox in small batches and stepped through the engine; the events and the decisions they
caused are committed in one transaction; only then is anything shown or performed. If the commit fails, the stepped
state is thrown away and rebuilt from the journal, the batch is kept and tried again, and operators are told.

A batch starts at once when the room was quiet, and at most every ``BATCH_S`` when it is busy: what arrives meanwhile
is committed together.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from typing import ParamSpec, TypeVar

import msgspec
import structlog

from livebot.commands import AnyCommand
from livebot.effects import AnyEffect, Reply
from livebot.events import AnyEvent, CommandGiven, RulesLoaded, SessionClosed, Ticked
from livebot.ports import Clock, Journal, JournalError, PendingEffect, Reader, Step
from livebot.runtime.failpoints import failpoint
from livebot.runtime.health import Alerts
from livebot.runtime.inbox import Inbox
from livebot.runtime.knowledge import Knowledge
from livebot.runtime.pulse import Pulse
from livebot.runtime.receipts import Receipts
from livebot.runtime.replies import Replies
from livebot.runtime.session import Session, Sessions
from livebot.runtime.tasks import Worker, spawn, stop
from livebot.runtime.window import Window
from livebot.views import Status

BATCH_S = 0.02
MAX_BATCH = 1000
SNAPSHOT_EVERY_S = 30.0
SNAPSHOT_SHARE = 0.01
"""At most this share of the time goes into snapshots, during which the room waits: the larger, the rarer."""
RETRY_FIRST_MS, RETRY_MOST_MS = 250, 5_000
LOOK_AGAIN_MS = 30_000
"""Longest sleep: a machine's clock may have jumped meanwhile."""

T = TypeVar("T")
P = ParamSpec("P")

log = structlog.get_logger(__name__)


class RoomLoop:
    """One room. ``run`` is its task; everything else may be called from the same event loop."""

    def __init__(
        self,
        *,
        sessions: Sessions,
        journal: Journal,
        worker: Worker,
        clock: Clock,
        reader: Reader,
        alerts: Alerts,
    ) -> None:
        self.inbox = Inbox(self._on_news)
        self.window = Window(alerts, clock)
        self.ready = asyncio.Event()
        """The session is open or resumed: there is a status."""
        self.perform: Callable[[Session, Sequence[AnyEffect]], None] = lambda *_: None
        """Performs committed effects; must return at once."""
        self.recover: Callable[[Session, Sequence[PendingEffect]], None] = lambda *_: None
        """Takes care of effects that an earlier process left unsettled; likewise."""
        self.window.shed = lambda: self.inbox.shed
        self._sessions = sessions
        self._journal = journal
        self._worker = worker
        self._clock = clock
        self._reader = reader
        self._alerts = alerts
        self._session: Session
        self._snapshot_due_s = 0.0
        self._stopping = asyncio.Event()
        self._news = asyncio.Event()
        self._knowledge: Knowledge
        self._replies = Replies()
        self._receipts = Receipts()
        self._pulse = Pulse(clock, self._on_news)
        alerts.on_change = self.window.alerts_changed

    # --- what others call --------------------------------------------------------------------------------------

    def settle(self, session_id: str, event: AnyEvent) -> None:
        """Take the outcome of an effect; one of a session that is over is dropped."""
        if session_id == self._session.id:
            self.inbox.add(event)

    def set_rules(self, rules: RulesLoaded) -> None:
        """Put other rules in force, now and for sessions to come."""
        self._sessions.rules = rules
        self.inbox.add(rules)

    async def command(self, command: AnyCommand, by: str, command_id: str, *, within_s: float | None = None) -> Reply:
        """Carry out an operator's command and return what became of it, once that is committed.

        The same ``command_id`` is carried out once; whoever repeats it gets the same reply (kind ``duplicate`` if it
        was long ago). Raises JournalError if it could not be committed, or was not begun ``within_s``: then it did
        not and will not happen. Raises TimeoutError if it was begun and its outcome is not known yet; repeating it
        tells. Who is cancelled meanwhile withdraws it too, unless it was begun.
        """
        if self._replies.expect(command_id):
            self.inbox.add(CommandGiven(at_ms=self._clock.now_ms(), command_id=command_id, by=by, command=command))
        late = JournalError("The room did not get to it in time: it was withdrawn, and did not happen.")
        try:
            async with asyncio.timeout(within_s):
                return await self._replies.wait(command_id)
        except TimeoutError:
            if self.inbox.withdraw(command_id):
                self._replies.refuse(command_id, late)
                raise late from None
            raise
        except asyncio.CancelledError:
            if self.inbox.withdraw(command_id):
                self._replies.refuse(command_id, late)
            raise

    async def tell(self, event: AnyEvent) -> bool:
        """Take a fact with a dedupe key; return whether it was new, once it is committed. Raises JournalError."""
        await self.inbox.put(event)
        return await self._receipts.wait(event.dedupe_key)

    def status(self) -> Status:
        """Return the room as last committed."""
        return self.window.status()

    def subscribe(self) -> AsyncIterator[Status]:
        """Yield the status whenever it has changed, as often as the window publishes."""
        return self.window.subscribe()

    def stop(self) -> None:
        """Let ``run`` return, after what is in the inbox was committed."""
        self._stopping.set()
        self._news.set()

    # --- the task ----------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Run until ``stop``. Raises JournalError if the session cannot be opened, or not be finished at the end."""
        pulse = spawn(self._pulse.run(), name="pulse")
        try:
            await self._begin(await self._worker.run(self._sessions.resume_or_open, self._clock.now_ms()))
            self.ready.set()
            while self.inbox or not self._stopping.is_set():
                await self._turn()
        finally:
            await stop(pulse)
        await self._save_snapshot()

    async def _turn(self) -> None:
        await self._wait()
        began_s = _now_s()
        if events := self._take():
            await self._carry_out(events)
            if isinstance(events[-1], SessionClosed):
                await self._begin(await self._until_done(self._sessions.open, self._clock.now_ms()))
            elif _now_s() >= self._snapshot_due_s:
                await self._save_snapshot()
        await asyncio.sleep(began_s + BATCH_S - _now_s())

    async def _begin(self, session: Session) -> None:
        self._session = session
        if session.replaces:
            self._alerts.raise_alert("session", "new_session_begun", session.replaces)
        else:
            self._alerts.clear_alert("session")
        self._knowledge = Knowledge(self._reader, self._journal, self._sessions.room, session.id)
        await self._carry_out(list(session.first_events))
        self.recover(session, session.pending)

    async def _wait(self) -> None:
        """Wait until there is something to do."""
        self._news.clear()
        if self.inbox or self._stopping.is_set() or self._pulse.has_lapsed:
            return
        due_ms = self._due_ms()
        if due_ms is None:
            await self._news.wait()
            return
        alarm = spawn(self._ring_after(min(due_ms - self._clock.now_ms(), LOOK_AGAIN_MS)), name="alarm")
        await self._news.wait()
        alarm.cancel()

    async def _ring_after(self, sleep_ms: int) -> None:
        await self._clock.sleep(sleep_ms)
        self._news.set()

    def _due_ms(self) -> int | None:
        times = (self._session.room.next_deadline(), self._session.over_at_ms)
        return min((time for time in times if time is not None), default=None)

    def _take(self) -> list[AnyEvent]:
        """Return the next batch: what has arrived, or else what the time has come for."""
        if events := self._pulse.after_lapse(self._session):
            return events
        if events := self.inbox.take(MAX_BATCH):
            return self._pulse.with_connection(events)
        now_ms, over_at_ms = self._clock.now_ms(), self._session.over_at_ms
        if over_at_ms is not None and over_at_ms <= now_ms:
            return [SessionClosed(at_ms=now_ms)]
        deadline_ms = self._session.room.next_deadline()
        return [Ticked(at_ms=now_ms)] if deadline_ms is not None and deadline_ms <= now_ms else []

    # --- decide, commit, perform -------------------------------------------------------------------------------

    async def _carry_out(self, events: list[AnyEvent]) -> None:
        """Take a batch through the engine and the journal; returns when it is committed, however long that takes."""
        events = await self._attach(events)
        retry_ms = RETRY_FIRST_MS
        while events := self._without_known(events):
            session = self._session
            self.window.shut()
            try:
                steps = self._decide(session, events)
                await self._worker.run(self._commit, session, steps)
            except JournalError as error:
                await self._rebuild()
                if self._session.next_seq > session.next_seq:  # stored after all
                    return self._on_committed(steps)
                self._alerts.raise_alert("journal", "commit_failed", str(error))
                events = self._refuse_commands(events, error)
                if self._stopping.is_set():
                    raise
                await self._rest(retry_ms)
                retry_ms = min(2 * retry_ms, RETRY_MOST_MS)
            except Exception as error:  # noqa: BLE001 - an event that breaks the engine must not end the show
                await self._rebuild()
                return await self._without_culprit(events, error)
            else:
                session.next_seq += len(steps)
                session.seen.update(key for step in steps if (key := step.event.dedupe_key))
                self._on_committed(steps)
                return None
        return None

    async def _attach(self, events: list[AnyEvent]) -> list[AnyEvent]:
        if strangers := self._knowledge.strangers(events):
            await self._until_done(self._knowledge.look_up, strangers)
        return [self._knowledge.attach(event) for event in events]

    def _without_known(self, events: list[AnyEvent]) -> list[AnyEvent]:
        """Leave out facts that are stored already, or are twice in the batch."""
        new: dict[str, AnyEvent] = {}
        for n, event in enumerate(events):
            key = event.dedupe_key
            if key not in self._session.seen:
                new.setdefault(key or f"#{n}", event)
            elif isinstance(event, CommandGiven):
                self._replies.give(Reply(id="", command_id=event.command_id, ok=True, kind="duplicate"))
            else:
                self._receipts.give(key, is_new=False)
        return list(new.values())

    def _decide(self, session: Session, events: list[AnyEvent]) -> list[Step]:
        steps = []
        for event in events:
            at_ms = max(event.at_ms, session.at_ms)
            stamped = event if at_ms == event.at_ms else msgspec.structs.replace(event, at_ms=at_ms)
            steps.append(Step(stamped, session.room.step(stamped)))
        return steps

    def _commit(self, session: Session, steps: list[Step]) -> None:
        failpoint("before_commit")
        self._journal.commit(session.id, session.next_seq, steps)
        failpoint("after_commit")

    def _on_committed(self, steps: list[Step]) -> None:
        """Show and perform what is safely stored."""
        session = self._session
        session.follow_show()
        self.window.show(session.room)
        self._alerts.clear_alert("journal")
        if self.inbox.is_crowded:
            self._alerts.raise_alert("overload", "shed")
        elif not self.inbox:
            self._alerts.clear_alert("overload")
        for step in steps:
            self._receipts.give(step.event.dedupe_key, is_new=True)
        effects = [effect for step in steps for effect in step.effects]
        replies = [effect for effect in effects if isinstance(effect, Reply)]
        if replies:  # whoever is answered sees what the command did
            self.window.status()
        for reply in replies:
            self._replies.give(reply)
        self.perform(session, effects)

    async def _save_snapshot(self) -> None:
        session, began_s = self._session, _now_s()
        try:
            await self._worker.run(
                self._journal.save_snapshot, session.id, session.next_seq - 1, session.room.snapshot()
            )
        except JournalError as error:
            log.warning("no snapshot: the next start takes longer", reason=str(error))
        took_s = _now_s() - began_s
        self._snapshot_due_s = _now_s() + max(SNAPSHOT_EVERY_S, took_s / SNAPSHOT_SHARE)

    # --- when something fails ----------------------------------------------------------------------------------

    async def _rebuild(self) -> None:
        """Throw the stepped state away and take up what the journal has."""
        before = self._session
        self._session = await self._until_done(self._sessions.load, before.id)
        self._session.away_since_ms = before.away_since_ms
        before.room = self._session.room  # a line on its way looks there whether panic holds
        self.window.show(self._session.room)

    async def _until_done(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call the journal until it can do it."""
        while True:
            try:
                return await self._worker.run(call, *args, **kwargs)
            except JournalError as error:
                self._alerts.raise_alert("journal", "commit_failed", str(error))
                if self._stopping.is_set():
                    raise
                await self._rest(RETRY_MOST_MS)

    async def _rest(self, ms: int) -> None:
        """Wait before another attempt; the end of the daemon does not wait for that."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), ms / 1000)

    async def _without_culprit(self, events: list[AnyEvent], error: Exception) -> None:
        """Find the event that cannot be taken, by taking them one by one, and go on without it."""
        if len(events) > 1:
            for event in events:
                await self._carry_out([event])
            return
        log.error("an event is dropped: it breaks the engine", kind=type(events[0]).__name__, exc_info=error)
        self._alerts.raise_alert("engine", "event_dropped", type(events[0]).__name__)
        self._receipts.refuse(events[0].dedupe_key, JournalError("This broke the engine and was dropped; see the log."))
        self._refuse_commands(events, JournalError("This command broke the engine and was dropped; see the log."))
        await self._rest(RETRY_FIRST_MS)  # a broken deadline breaks every event after it

    def _refuse_commands(self, events: list[AnyEvent], error: JournalError) -> list[AnyEvent]:
        """Tell operators that their commands did not happen; return the other events."""
        for event in events:
            if isinstance(event, CommandGiven):
                self._replies.refuse(event.command_id, error)
        return [event for event in events if not isinstance(event, CommandGiven)]

    def _on_news(self) -> None:
        self._news.set()


def _now_s() -> float:
    return asyncio.get_running_loop().time()

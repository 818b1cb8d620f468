"""One rehearsed room: what its viewers do, who is connected, and the record of what each connection was sent."""

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from TikTokLiveProto.v3.webcast.im import ControlAction

from livebot.ports import Clock
from livebot.rehearsal import messages
from livebot.rehearsal.connection import Connection, Sent
from livebot.rehearsal.frames import Frame
from livebot.rehearsal.messages import GIFTS, Message, Present, Stamp
from livebot.viewers import Viewer

HISTORY = 6
"""How many of the newest comments TikTok replays to whoever connects."""


class Room:
    """A host's room. Every method that sends returns the record of what it sent.

    While nobody is connected, messages go to history only: the newest six comments are replayed to whoever connects
    next, and everything else is gone. So is what is said between a client's signed fetch, which brings the history,
    and the opening of its websocket. Viewers' ids are decimal numbers, as on TikTok.
    """

    def __init__(self, host: Viewer, clock: Clock, new_id: Callable[[], int], *, is_live: bool = True) -> None:
        self.host = host
        self.is_live = is_live
        self.is_age_restricted = False
        self.room_ids = [new_id()]
        """Every id this host's shows had; the last one is the newest."""
        self.sent: list[Sent] = []
        self.connections: list[Connection] = []
        """Those open now, oldest first."""
        self.came: list[Connection] = []
        """Every connection there ever was."""
        self.banned: set[str] = set()
        self._muted_until_ms: dict[str, float] = {}
        self._clock = clock
        self._new_id = new_id
        self._history: deque[tuple[Message, Sent]] = deque(maxlen=HISTORY)
        self._comments: dict[str, Message] = {}
        self._members = self._likes = self._follows = self._shares = 0
        self._in_order = asyncio.Lock()
        self._changed = asyncio.Event()
        self._together: list[tuple[Message, Sent]] | None = None

    @property
    def room_id(self) -> int:
        return self.room_ids[-1]

    # --- viewers -----------------------------------------------------------------------------------------------

    async def chat(self, viewer: Viewer, text: str, *, language: str = "un") -> Sent:
        """``language`` is TikTok's own guess (``content_language``)."""
        return await self._send(
            "chat", lambda stamp: messages.chat(stamp, viewer, text, language), viewer, text, is_comment=True
        )

    async def emote(self, viewer: Viewer, *emote_ids: str) -> Sent:
        text = "".join(f"[{emote_id}]" for emote_id in emote_ids)
        return await self._send(
            "emote", lambda stamp: messages.emote_chat(stamp, viewer, emote_ids), viewer, text, is_comment=True
        )

    async def question(self, viewer: Viewer, text: str) -> Sent:
        """An entry of TikTok's own question box."""
        return await self._send("question", lambda stamp: messages.question(stamp, viewer, text), viewer, text)

    async def join(self, viewer: Viewer) -> Sent:
        self._members += 1
        return await self._send("join", lambda stamp: messages.join(stamp, viewer, self._members), viewer)

    async def like(self, viewer: Viewer, count: int = 1) -> Sent:
        self._likes += count
        return await self._send("like", lambda stamp: messages.like(stamp, viewer, count, self._likes), viewer)

    async def follow(self, viewer: Viewer) -> Sent:
        self._follows += 1
        return await self._send("follow", lambda stamp: messages.follow(stamp, viewer, self._follows), viewer)

    async def share(self, viewer: Viewer) -> Sent:
        self._shares += 1
        return await self._send("share", lambda stamp: messages.share(stamp, viewer, self._shares), viewer)

    async def gift(
        self,
        viewer: Viewer,
        present: Present = GIFTS["Rose"],
        *,
        repeat_count: int = 1,
        group_id: int = 0,
        is_end: bool = False,
    ) -> Sent:
        """One message of a gift. A streak is several with one ``group_id``; half of real ones never send the end."""
        return await self._send(
            "gift",
            lambda stamp: messages.gift(
                stamp,
                viewer,
                present,
                group_id=group_id or stamp.msg_id,
                repeat_count=repeat_count,
                is_end=is_end,
                host=self.host,
            ),
            viewer,
            present.name,
        )

    async def viewers(self, viewers: int, total: int = 0) -> Sent:
        """TikTok's own figures: watching now, and everyone who came so far."""
        return await self._send("viewers", lambda stamp: messages.viewer_count(stamp, viewers, total))

    async def resend(self, comment: Sent) -> None:
        """Send a comment once more, with the id it had: clients must not count it twice."""
        await self.broadcast(Frame(self._new_id(), [self._comments[comment.msg_id]], self._clock.now_ms()), [comment])

    # --- moderators and the host -------------------------------------------------------------------------------

    async def delete_messages(self, *msg_ids: str) -> Sent:
        gone = set(msg_ids)
        self._forget(lambda record: record.msg_id in gone)
        return await self._send("delete", lambda stamp: messages.delete(stamp, msg_ids=tuple(map(int, msg_ids))))

    async def delete_users(self, *viewer_ids: str) -> Sent:
        """Everything these viewers wrote disappears."""
        gone = set(viewer_ids)
        self._forget(lambda record: record.viewer_id in gone)
        return await self._send("delete", lambda stamp: messages.delete(stamp, user_ids=tuple(map(int, viewer_ids))))

    async def pin(self, comment: Sent) -> Sent:
        pinned = self._comments[comment.msg_id]
        return await self._send("pin", lambda stamp: messages.pin(stamp, self.host, pinned), text=comment.text)

    async def show_product(self, product_id: int, title: str, price: str) -> Sent:
        """Put a product of the shop on the screen."""
        return await self._send(
            "product", lambda stamp: messages.show_product(stamp, product_id, title, price), text=title
        )

    async def pause(self) -> Sent:
        return await self._control(ControlAction.STREAM_PAUSED)

    async def unpause(self) -> Sent:
        return await self._control(ControlAction.STREAM_UNPAUSED)

    async def end_live(self, *, is_suspended: bool = False) -> Sent:
        """The stream ends, by the host or by TikTok; from now on every look-up says offline."""
        action = ControlAction.STREAM_SUSPENDED if is_suspended else ControlAction.STREAM_ENDED
        record = await self._control(action)
        self.is_live = False
        return record

    def go_live(self, *, new_room_id: bool = True) -> None:
        """The show begins, or comes back.

        Called while live, this is a host whose phone dropped: the same show under another room id, and no word about
        it on the old connections.
        """
        self.is_live = True
        if new_room_id:
            self.room_ids.append(self._new_id())
            self._history.clear()

    def mute(self, viewer_id: str, duration_s: int = -1) -> None:
        """Keep a viewer's comments out of the room; -1 is for the whole stream."""
        until_ms = self._clock.now_ms() + duration_s * 1000 if duration_s >= 0 else math.inf
        self._muted_until_ms[viewer_id] = until_ms

    def unmute(self, viewer_id: str) -> None:
        self._muted_until_ms.pop(viewer_id, None)

    @property
    def muted(self) -> set[str]:
        """Who may not write at the moment, by their ids."""
        now_ms = self._clock.now_ms()
        return {viewer_id for viewer_id, until_ms in self._muted_until_ms.items() if now_ms < until_ms}

    # --- connections -------------------------------------------------------------------------------------------

    async def break_connection(self, *, settle_s: float = 1.0) -> None:
        """Break every connection without a closing handshake.

        What was sent before is awaited first (until acknowledged, at most ``settle_s`` seconds), so that
        ``Sent.acked_by`` is exact.
        """
        await self.settled(settle_s)
        for connection in self._leave_all():
            # Half-closed: a reset would take along what the client has not read yet.
            connection.transport.write_eof()
            asyncio.get_running_loop().call_later(2, connection.transport.abort)

    async def close_connection(self) -> None:
        """Close every connection politely, as TikTok does when it restarts a server."""
        await asyncio.gather(*(connection.socket.close() for connection in self._leave_all()))

    def cut_all(self) -> None:
        for connection in self._leave_all():
            connection.transport.abort()

    async def settled(self, timeout_s: float = 1.0) -> bool:
        """Wait until every connection has acknowledged all it was sent; False if that took too long."""
        try:
            await self.until(lambda: not any(c.unacked for c in self.connections if not c.is_silent), timeout_s)
        except TimeoutError:
            return False
        return True

    def go_silent(self) -> None:
        """From now on the connections that are open stay open and get nothing. New ones work."""
        for connection in self.connections:
            connection.is_silent = True

    def speak_again(self) -> None:
        for connection in self.connections:
            connection.is_silent = False

    async def connected(self, count: int = 1, timeout_s: float = 5.0) -> None:
        """Wait until at least ``count`` connections to the present show are open. Raises TimeoutError."""
        await self.until(lambda: sum(c.room_id == self.room_id for c in self.connections) >= count, timeout_s)

    async def disconnected(self, timeout_s: float = 5.0) -> None:
        """Wait until no connection is open. Raises TimeoutError."""
        await self.until(lambda: not self.connections, timeout_s)

    def opened(self, connection: Connection) -> None:
        connection.changed = self._changed
        self.connections.append(connection)
        self.came.append(connection)
        self._changed.set()

    def closed(self, connection: Connection) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
        self._changed.set()

    def history(self) -> list[tuple[Message, Sent]]:
        """The comments that whoever connects now gets replayed, oldest first."""
        return list(self._history)

    @asynccontextmanager
    async def one_frame(self) -> AsyncIterator[None]:
        """Send everything inside together, in one frame, as TikTok does when a room is busy."""
        self._together = []
        try:
            yield
        finally:
            batch, self._together = self._together, None
        if batch:
            frame = Frame(self._new_id(), [message for message, _ in batch], self._clock.now_ms())
            await self.broadcast(frame, [record for _, record in batch])

    async def broadcast(self, frame: Frame, records: Iterable[Sent] = ()) -> None:
        """Send a ready frame to every connection of the present show. Benches push their own frames with this."""
        sent = list(records)
        async with self._in_order:
            for connection in list(self.connections):
                if connection.room_id == self.room_id:
                    await connection.send(frame, sent)

    async def until(self, is_so: Callable[[], bool], timeout_s: float = 5.0) -> None:
        """Wait until something is so; looked at again whenever a connection opens, closes, acknowledges or beats.

        Raises TimeoutError.
        """
        async with asyncio.timeout(timeout_s):
            while not is_so():
                self._changed.clear()
                await self._changed.wait()

    def _leave_all(self) -> list[Connection]:
        left, self.connections = self.connections, []
        for connection in left:
            connection.is_silent = True
        self._changed.set()
        return left

    async def _control(self, action: ControlAction) -> Sent:
        return await self._send("control", lambda stamp: messages.control(stamp, action), text=action.name or "")

    async def _send(
        self,
        kind: str,
        build: Callable[[Stamp], Message],
        viewer: Viewer | None = None,
        text: str = "",
        *,
        is_comment: bool = False,
    ) -> Sent:
        stamp = Stamp(self._new_id(), self.room_id, self._clock.now_ms())
        viewer_id = viewer.id if viewer else ""
        record = Sent(str(stamp.msg_id), kind, str(stamp.room_id), stamp.at_ms, viewer_id, text)
        self.sent.append(record)
        if viewer_id in self.banned:
            record.withheld = "banned"
        elif kind in {"chat", "emote", "question"} and viewer_id in self.muted:
            record.withheld = "muted"
        else:
            message = build(stamp)
            if is_comment:
                self._comments[record.msg_id] = message
                self._history.append((message, record))
            if self._together is None:
                await self.broadcast(Frame(self._new_id(), [message], stamp.at_ms), [record])
            else:
                self._together.append((message, record))
        return record

    def _forget(self, is_gone: Callable[[Sent], bool]) -> None:
        kept = [(message, record) for message, record in self._history if not is_gone(record)]
        self._history.clear()
        self._history.extend(kept)

"""Performs the script: the audience in the look-alike's room, the operator through the control API."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from livebot.ports import Clock
from livebot.rehearsal.connection import Sent
from livebot.rehearsal.messages import GIFTS
from livebot.rehearsal.script import (
    PRODUCTS,
    Act,
    Break,
    Comment,
    Delete,
    DeleteAllOf,
    Fail,
    FallSilent,
    Follow,
    Give,
    Join,
    Like,
    Order,
    Repeat,
    Sale,
    Share,
    ShowProduct,
    WaitFor,
    case_named,
    cases_by_text,
    comments_of,
)
from livebot.rehearsal.server import Fault, LookAlike
from livebot.runtime.clock import FastClock
from livebot.runtime.tasks import spawn, stop
from livebot.web.client import ControlClient
from livebot.web.commands import parse_command

PULSE_MS = 2_000
"""How often TikTok says how many are watching."""
STREAK_IS_OVER_MS = 12_000
"""A streak whose end never came is certainly counted after that."""
COOLDOWN_IS_OVER_MS = 42_000
"""An answer was seen to be posted so long ago: the bot, whose cooldown ``show.yaml`` names, may give it again."""
SEEN_MS = 11_000
"""Viewers see what was done about them within that time; what they write then is an offence of its own."""
PATIENCE_MS, PATIENCE_REAL_S = 30_000, 20
"""Most time to wait for something, whichever is longer."""
LOOK_EVERY_S = 0.03


class StageClock:
    """The show's time, which agrees with the daemon's although that began at another moment."""

    def __init__(self, speed: float) -> None:
        self.speed = speed
        self._clock = FastClock(speed)

    def now_ms(self) -> int:
        return self._clock.now_ms()

    async def sleep(self, ms: int) -> None:
        await self._clock.sleep(ms)

    def agree(self, mine_ms: int, theirs_ms: int) -> None:
        """One and the same moment is ``mine_ms`` here and ``theirs_ms`` there."""
        self._clock = FastClock(self.speed, start_ms=self.now_ms() + theirs_ms - mine_ms)


@dataclass(frozen=True, slots=True)
class Deed:
    """An act that was performed."""

    act: Act
    at_ms: int
    """When it was done, by the look-alike's clock."""
    sent: Sent | None = None
    """The look-alike's record of the message."""
    trouble: str = ""
    """Why the operator's order was not carried out, or what was waited for in vain."""
    read: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Of a reply that was waited for: language to the translation and what it means translated back."""


class Performance:
    """One show. ``deeds`` grows while ``run`` goes on; ``ended_at_ms`` is when the script was through, or left."""

    def __init__(
        self,
        server: LookAlike,
        control: ControlClient,
        clock: Clock,
        script: list[Act],
        *,
        speed: float,
        on_moment: Callable[[str], None] = lambda moment: None,
    ) -> None:
        self.deeds: list[Deed] = []
        self.ended_at_ms = 0
        self._server = server
        self._room = server.room
        self._control = control
        self._clock = clock
        self._script = script
        self._topic_of = {comment.text: comment.means.of for comment in comments_of(script)}
        self._case_of = cases_by_text(comments_of(script))
        self._patience_s = max(PATIENCE_MS / 1000 / speed, PATIENCE_REAL_S)
        self._on_moment = on_moment
        self._tagged: dict[str, Sent] = {}
        self._joined = 0
        self._marks = 0
        """How often was waited until livebot had heard everything."""
        self._outages = 0
        self._streak_at_ms = 0
        self._answered_ms: dict[str, int] = {}
        """Card to when the answer to it was last seen to be posted."""
        self._acted_ms: dict[str, int] = {}
        """Case to when livebot was last seen to have acted on it."""

    async def run(self) -> None:
        """Perform the script and end the live. Raises ControlError if the daemon does not answer."""
        pulse = spawn(self._pulse(), name="viewer counts")
        try:
            moment = ""
            began_ms = self._clock.now_ms()
            for act in self._script:
                await self._clock.sleep(began_ms + act.at_ms - self._clock.now_ms())
                if act.moment != moment:
                    moment = act.moment
                    self._on_moment(moment)
                self.deeds.append(await self._perform(act))
                if isinstance(act.what, Order | Sale | Break | WaitFor):  # it took its time, so the rest comes later
                    began_ms = max(began_ms, self._clock.now_ms() - act.at_ms)
        finally:
            self.ended_at_ms = self._clock.now_ms()
            await stop(pulse)
        await self._room.end_live()
        await self.until(lambda status: status["connection"]["phase"] == "ended")

    async def _pulse(self) -> None:
        while True:
            await self._room.viewers(self._viewers, self._ever)
            await self._clock.sleep(PULSE_MS)

    @property
    def _viewers(self) -> int:
        return 40 + self._joined * 3 + self._marks

    @property
    def _ever(self) -> int:
        """How many came in all."""
        return 400 + self._joined * 7

    async def _perform(self, act: Act) -> Deed:
        at_ms = self._clock.now_ms()
        match act.what:
            case Order():
                return Deed(act, at_ms, trouble=await self._order(act.what))
            case WaitFor():
                is_so = await self._wait_for(act.what)
                trouble = "" if is_so else f"waited in vain: {act.what.what} {act.what.of}".strip()
                read = await self._reply(act.what.of) if act.what.what == "reply" else {}
                return Deed(act, self._clock.now_ms(), trouble=trouble, read=read)
            case Break():
                self._outages += 1
                await self._room.break_connection()
                return Deed(act, at_ms)
            case FallSilent():
                self._outages += 1
                await self._room.settled()
                self._room.go_silent()
                return Deed(act, at_ms)
            case Fail(endpoint, fault):
                self._server.fail(endpoint, Fault(fault), times=1)
                return Deed(act, at_ms)
        return Deed(act, at_ms, await self._send(act.what))

    async def _send(self, what: object) -> Sent | None:
        room = self._room
        match what:
            case Comment():
                return await self._comment(what)
            case Join(guest):
                self._joined += 1
                return await room.join(guest.viewer)
            case Like(guest, count):
                return await room.like(guest.viewer, count)
            case Follow(guest):
                return await room.follow(guest.viewer)
            case Share(guest):
                return await room.share(guest.viewer)
            case Give(guest, gift, repeat_count, group, is_end):
                self._streak_at_ms = self._clock.now_ms() if group and not is_end else self._streak_at_ms
                return await room.gift(
                    guest.viewer, GIFTS[gift], repeat_count=repeat_count, group_id=group, is_end=is_end
                )
            case ShowProduct(name):
                product = PRODUCTS[name]
                return await room.show_product(product.id, product.title, product.price)
            case Delete(tag):
                return await room.delete_messages(self._tagged[tag].msg_id)
            case DeleteAllOf(guest):
                return await room.delete_users(guest.viewer.id)
            case Repeat(tag):
                await room.resend(self._tagged[tag])
        return None

    async def _comment(self, comment: Comment) -> Sent:
        viewer = comment.guest.viewer
        if comment.form == "emote":
            sent = await self._room.emote(viewer, *comment.text.strip("[]").split("]["))
        elif comment.form == "question_box":
            sent = await self._room.question(viewer, comment.text)
        else:
            sent = await self._room.chat(viewer, comment.text, language=comment.guest.language)
        if comment.tag:
            self._tagged[comment.tag] = sent
        return sent

    # --- the operator ------------------------------------------------------------------------------------------

    async def _order(self, order: Order) -> str:
        """Have an order carried out; return why it was not, if so."""
        words = list(order.words)
        if order.card:
            if not await self.until(lambda status: bool(self._cards(order.card, status))):
                return f"there is no card to {words[1]} for {order.card!r}"
            cards = self._cards(order.card, await self._control.status())
            words.insert(2, str(cards[0]["id"]))
        if order.case:
            if not await self.until(lambda status: bool(self._offences(order.case, status))):
                return f"there is no offence to {words[1]} for {order.case!r}"
            offences = self._offences(order.case, await self._control.status())
            words.insert(2, str(offences[0]["n"]))
        answer = await self._control.do(parse_command(words))
        if order.refused_by:
            return "" if answer.data.get("rule") == order.refused_by else f"{words[0]} was not refused: {words[-1]!r}"
        return "" if answer.ok else answer.message or answer.kind

    def _cards(self, name: str, status: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Return what livebot has under the name that ``Means.card`` gives to a card."""
        return [
            card
            for card in status["questions"]
            if f"{self._topic_of.get(card['original'], '')} {card['product'].upper()}".strip() == name
        ]

    async def _wait_for(self, wait: WaitFor) -> bool:
        match wait.what:
            case "return":
                return await self.until(self._is_back)
            case "quick":
                return await self.until(lambda status: any(q["open"] for q in status["quick"] if q["id"] == wait.of))
            case "result":
                return await self.until(lambda status: _state_of(status, wait.of) == "closed")
            case "merged":
                return await self.until(lambda status: self._is_merged(wait.of, status))
            case "reply":
                return await self.until(lambda status: any(map(_can_be_posted, self._cards(wait.of, status))))
            case "answered":
                is_so = await self.until(lambda status: self._is_answered(wait.of, status))
                self._answered_ms[wait.of] = self._clock.now_ms()
                return is_so
            case "heard":
                return await self.caught_up(calm=False)
            case "found":
                return await self.until(lambda status: self._is_found(wait.of, status))
            case "acted":
                is_so = await self.until(lambda status: self._is_found(wait.of, status, "done"))
                self._acted_ms[wait.of] = self._clock.now_ms()
                return is_so
            case "failed":
                return await self.until(lambda status: self._is_found(wait.of, status, "failed"))
            case "heeded":
                await self._clock.sleep(self._acted_ms[wait.of] + SEEN_MS - self._clock.now_ms())
                return True
            case "let in":
                return await self.until(lambda status: self._is_let_in(wait.of, status))
            case "cooldown":
                await self._clock.sleep(self._answered_ms[wait.of] + COOLDOWN_IS_OVER_MS - self._clock.now_ms())
                return True
        await self._clock.sleep(self._streak_at_ms + STREAK_IS_OVER_MS - self._clock.now_ms())
        return await self._room.settled() and await self.until(_is_calm)

    def _is_merged(self, name: str, status: Mapping[str, Any]) -> bool:
        """Everybody who asked it is on one card."""
        comments = (deed.act.what for deed in self.deeds if isinstance(deed.act.what, Comment))
        asked = {comment.guest for comment in comments if comment.means.card == name}
        counts = [card["count"] for card in self._cards(name, status) if card["translation_state"] != "pending"]
        return counts == [len(asked)]

    def _is_answered(self, name: str, status: Mapping[str, Any]) -> bool:
        return any(card["state"] == "answered" for card in self._cards(name, status))

    def _offences(self, case: str, status: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Return what livebot has as the offence of a case."""
        return [
            offence
            for offence in status["offences"]
            if case == case_named(offence["rule"], offence["viewers"][0]["handle"], offence["text"], self._case_of)
        ]

    def _is_found(self, case: str, status: Mapping[str, Any], state: str = "") -> bool:
        """Everybody of the case is on one offence, which is in that state."""
        comments = (deed.act.what for deed in self.deeds if isinstance(deed.act.what, Comment))
        guests = {comment.guest.viewer.id for comment in comments if comment.breaks and comment.breaks.case == case}
        return any(
            guests <= {viewer["viewer_id"] for viewer in offence["viewers"]} and state in ("", offence["state"])
            for offence in self._offences(case, status)
        )

    def _is_let_in(self, case: str, status: Mapping[str, Any]) -> bool:
        viewers = {viewer["viewer_id"] for offence in self._offences(case, status) for viewer in offence["viewers"]}
        return viewers.isdisjoint(self._room.banned | self._room.muted)

    async def _reply(self, name: str) -> dict[str, tuple[str, str]]:
        """Return the reply that waits on a card, as an operator reads it."""
        (card, *_) = self._cards(name, await self._control.status()) or [{"reply": None}]
        parts = card["reply"]["parts"] if card["reply"] else ()
        return {part["language"]: (part["text"], part["back"]) for part in parts}

    async def caught_up(self, within_s: float | None = None, *, calm: bool = True) -> bool:
        """Wait until livebot knows all it was told, and has done with it if ``calm``; False if that took too long.

        It hears things in order: when it knows the newest number of viewers, it knows what came before.
        """
        self._marks += 1
        viewers = self._viewers
        await self._room.settled()
        await self._room.viewers(viewers, self._ever)

        def knows(status: Mapping[str, Any]) -> bool:
            return status["viewers"] == viewers and (not calm or _is_calm(status))

        return await self.until(knows, within_s)

    def _is_back(self, status: Mapping[str, Any]) -> bool:
        """Every outage is over, as both sides see it."""
        connection = status["connection"]
        gaps = connection.get("gaps", ())
        is_known = connection["phase"] == "live" and len(gaps) >= self._outages and bool(gaps[-1]["until_ms"])
        return is_known and any(not one.is_silent for one in self._room.connections)

    async def until(self, is_so: Callable[[Mapping[str, Any]], bool], within_s: float | None = None) -> bool:
        """Wait until something is so in the daemon's status; False if that took too long."""
        try:
            async with asyncio.timeout(within_s or self._patience_s):
                while not is_so(await self._control.status()):  # noqa: ASYNC110 - it is so in another process
                    await asyncio.sleep(LOOK_EVERY_S)
        except TimeoutError:
            return False
        return True


def _state_of(status: Mapping[str, Any], poll_id: str) -> str:
    return next((str(poll["state"]) for poll in status["polls"] if poll["id"] == poll_id), "")


def _can_be_posted(card: Mapping[str, Any]) -> bool:
    """The card has a reply that is translated, and translated back."""
    return bool(card["reply"]) and all(part["state"] == "ready" and part["back"] for part in card["reply"]["parts"])


def _is_calm(status: Mapping[str, Any]) -> bool:
    """No line is on its way, no answer, no translation and no mute."""
    return (
        not any(line["state"] in ("waiting", "sending") for line in status["outbox"])
        and not any(
            card["translation_state"] == "pending" or card["state"] == "answering" for card in status["questions"]
        )
        and not any(offence["state"] == "acting" for offence in status["offences"])
    )

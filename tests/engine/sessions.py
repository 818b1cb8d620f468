"""Rooms in which a plan happened."""

from collections.abc import Sequence

import msgspec

from livebot.commands import ReleaseAllQuestions
from livebot.effects import AnyEffect, Moderate, Translate
from livebot.engine.room import Room
from livebot.engine.settings import ChatSettings, RoomSettings
from livebot.events import (
    AnyEvent,
    ChatDoubted,
    ChatFailed,
    ChatSent,
    CommandGiven,
    Commented,
    CommentsDeleted,
    Connected,
    Disconnected,
    Followed,
    Gifted,
    Joined,
    Liked,
    LiveEnded,
    LivePaused,
    LiveResumed,
    Moderated,
    ModerationFailed,
    Ordered,
    OverlaySeen,
    ProductShown,
    Recovered,
    RulesLoaded,
    RulesRefused,
    SessionClosed,
    SessionOpened,
    Shared,
    Ticked,
    Translated,
    TranslationFailed,
    ViewersCounted,
)
from livebot.testing import START_MS
from livebot.viewers import Profile, Viewer
from livebot.web.commands import parse_command
from tests.engine.ideas import LEFT, MODERATION, Idea
from tests.engine.lane_watch import LaneWatch
from tests.engine.session_rules import CHATS, PLAIN_RULES


class Session:
    """A session as it is lived: every event with what was decided because of it."""

    def __init__(self, seed: str, chat: ChatSettings) -> None:
        self.room = Room()
        self.events: list[AnyEvent] = []
        self.effects: list[AnyEffect] = []
        self._watch = LaneWatch()
        self._at_ms = START_MS
        self.take(SessionOpened(at_ms=START_MS, session_id="s", seed=seed))
        self.take(self._rules(0, chat))
        self.take(Connected(at_ms=START_MS, room_id="1"))

    def take(self, event: AnyEvent) -> None:
        """Step an event, and before it every deadline at its own time, so that each decision's time is known."""
        room = self.room
        event = msgspec.structs.replace(event, at_ms=max(event.at_ms, room.state.at_ms))  # as the room's loop does
        while (due_ms := room.next_deadline()) is not None and due_ms <= event.at_ms:
            self._step(Ticked(at_ms=due_ms))
        self._step(event)

    def _step(self, event: AnyEvent) -> None:
        before_ms = self.room.state.at_ms
        effects = self.room.step(event)
        now_ms = self.room.state.at_ms
        due_ms = self.room.next_deadline()
        assert now_ms >= before_ms
        assert due_ms is None or due_ms > now_ms, "the room's loop would spin"
        self.events.append(event)
        self.effects += effects
        self._watch.see(self.room, event, effects)

    def carry_out(self, idea: Idea) -> None:
        self._at_ms += idea.after_ms
        if (event := self._event(idea)) is not None:
            self.take(event)

    def _event(self, idea: Idea) -> AnyEvent | None:
        at_ms, data = self._at_ms, idea.data
        number = f"m{len(self.events)}"
        match idea.kind:
            case "comment":
                written_at_ms = at_ms - data["comment"]["written_ms_ago"]
                fields = {name: value for name, value in data["comment"].items() if name != "written_ms_ago"}
                return Commented(at_ms=at_ms, msg_id=number, written_at_ms=written_at_ms, **fields)
            case "command":
                command = ReleaseAllQuestions() if data["words"] == LEFT else parse_command(data["words"].split())
                return CommandGiven(at_ms=at_ms, command_id=number, by=data["by"], command=command)
            case "moderate":
                return CommandGiven(at_ms=at_ms, command_id=number, by="desk", command=MODERATION[data["which"]])
            case "moderated":
                taken = [effect.id for effect in self.effects if isinstance(effect, Moderate)]
                effect_id = taken[-1 - data["which"] % len(taken)] if taken else "moderate:1"
                if data["fails"]:
                    return ModerationFailed(at_ms=at_ms, effect_id=effect_id, reason="no permission")
                return Moderated(at_ms=at_ms, effect_id=effect_id)
            case "settle":
                return self._outcome(data["how"])
            case "translate":
                asked = [effect.id for effect in self.effects if isinstance(effect, Translate)]
                effect_id = asked[data["which"] % len(asked)] if asked else "translate:1"
                if not data["text"]:
                    return TranslationFailed(at_ms=at_ms, effect_id=effect_id, reason="none")
                return Translated(at_ms=at_ms, effect_id=effect_id, text=data["text"], engine=data["engine"])
            case "connection":
                return self._connection(data["phase"])
            case "rules":
                return self._rules(data["rules"], CHATS[data["chat"]])
            case "gift":
                return Gifted(
                    at_ms=at_ms, msg_id=number, viewer=data["viewer"], gift_id="1", gift_name="Rose", group_id="1",
                    diamonds=1, repeat_count=data["count"], is_streak=data["is_streak"], is_streak_end=data["is_end"],
                )  # fmt: skip
            case "order":
                bought_ms = at_ms - data["ago_ms"] if data["ago_ms"] else 0
                return Ordered(
                    at_ms=at_ms, order_id=f"o{data['number']}", status=data["status"], amount=data["amount"],
                    currency="USD", viewer_id=data["who"], ordered_at_ms=bought_ms,
                )  # fmt: skip
            case "total" if data["likes"]:
                return Liked(
                    at_ms=at_ms, msg_id=number, viewer=data["viewer"], count=data["likes"], total=data["total"]
                )
            case "total":
                return ViewersCounted(at_ms=at_ms, msg_id=number, viewers=data["total"], total=data["total"])
            case "other":
                return self._other(data["which"], number, data["viewer"])
            case "deleted":
                gone = (f"m{data['number']}",)
                return CommentsDeleted(at_ms=at_ms, msg_id=number, msg_ids=gone, viewer_ids=(data["name"],))
        return Ticked(at_ms=at_ms)

    def _connection(self, phase: str) -> AnyEvent:
        happenings: dict[str, AnyEvent] = {
            "live": Connected(at_ms=self._at_ms, room_id="1"),
            "lost": Disconnected(at_ms=self._at_ms, reason="network", last_frame_at_ms=self._at_ms - 1_000),
            "ended": LiveEnded(at_ms=self._at_ms),
            "paused": LivePaused(at_ms=self._at_ms),
            "resumed": LiveResumed(at_ms=self._at_ms),
            "restart": Recovered(at_ms=self._at_ms),
        }
        return happenings[phase]

    def _other(self, which: int, msg_id: str, viewer: Viewer) -> AnyEvent:
        at_ms = self._at_ms
        match which:
            case 0:
                return Liked(at_ms=at_ms, msg_id=msg_id, viewer=viewer, count=3)
            case 1:
                return Followed(at_ms=at_ms, msg_id=msg_id, viewer=viewer)
            case 2:
                return Shared(at_ms=at_ms, msg_id=msg_id, viewer=viewer)
            case 3:
                return ViewersCounted(at_ms=at_ms, msg_id=msg_id, viewers=7)
            case 4:
                return RulesRefused(at_ms=at_ms, errors=("no",))
            case 5:
                return SessionClosed(at_ms=at_ms)
            case 6:
                return ProductShown(at_ms=at_ms, msg_id=msg_id, product_id="7", title="A3 dress")
            case 7:
                pages = ("newcomers",) if viewer.name else ()
                return OverlaySeen(at_ms=at_ms, pages=pages)
        profile = Profile(sessions=len(viewer.name) % 2, language="es")
        return Joined(at_ms=at_ms, msg_id=msg_id, viewer=viewer, profile=profile)

    def _outcome(self, how: str) -> AnyEvent | None:
        at_ms = self._at_ms
        flying = next((line for line in self.room.state.lane.lines if line.state == "sending"), None)
        if flying is None:
            return None
        match how:
            case "sent":
                return ChatSent(at_ms=at_ms, effect_id=flying.effect_id)
            case "failed":
                return ChatFailed(at_ms=at_ms, effect_id=flying.effect_id, reason="refused")
            case "limited":
                return ChatFailed(at_ms=at_ms, effect_id=flying.effect_id, reason="rate", retry_at_ms=at_ms + 9_000)
            case "maybe":
                return ChatDoubted(at_ms=at_ms, effect_id=flying.effect_id, reason="timeout")
        bot = Viewer(id="bot", handle="bot")
        return Commented(at_ms=at_ms, msg_id=f"m{len(self.events)}", viewer=bot, text=flying.text, written_at_ms=at_ms)

    def _rules(self, rules: int, chat: ChatSettings) -> RulesLoaded:
        room_settings = RoomSettings(room="shop", host_language="zh", chat=chat, gists={"price": "多少钱"})
        return RulesLoaded(at_ms=self._at_ms, rules=PLAIN_RULES[rules], settings=msgspec.to_builtins(room_settings))


def lived(plan: Sequence[Idea], seed: str = "seed", chat: ChatSettings = CHATS[0]) -> Session:
    session = Session(seed, chat)
    for idea in plan:
        session.carry_out(idea)
    return session


def played(room: Room, events: Sequence[AnyEvent]) -> list[AnyEffect]:
    return [effect for event in events for effect in room.step(event)]

"""What the chat lane must never do."""

import re
from collections.abc import Sequence

from livebot.commands import LineDropped, LineSent
from livebot.effects import AnyEffect, OfferChat, SendChat
from livebot.engine.room import Room
from livebot.engine.settings import ChatSettings
from livebot.engine.text import fold
from livebot.events import AnyEvent, ChatDoubted, ChatFailed, ChatSent, CommandGiven, Commented


class LaneWatch:
    """Sees every step of a session and knows by itself what the chat lane must never do."""

    def __init__(self) -> None:
        self._started_ms: list[int] = []
        self._flying: SendChat | None = None
        self._settled_ms = self._offered_ms = 0
        self._last_text = ""

    def see(self, room: Room, event: AnyEvent, effects: Sequence[AnyEffect]) -> None:
        chat, now_ms = room.state.settings.chat, room.state.at_ms
        self._note(event, chat, now_ms)
        for effect in effects:
            if isinstance(effect, OfferChat):
                assert chat.mode == "assist"
                if not next(line for line in room.state.lane.lines if line.id == effect.line).is_by_hand:
                    self._check_pace(chat, now_ms)
                self._offered_ms = now_ms
                self._last_text = ""  # the operator decides what comes after what
            elif isinstance(effect, SendChat):
                assert chat.mode == "auto"
                self._check(effect, chat, now_ms)
                self._flying = effect
            else:
                continue
            self._started_ms.append(now_ms)
            said = set(re.findall(r"\w+", fold(effect.text)))
            assert said.isdisjoint(_blocked_words(room)), "the gate let it pass"
            assert room.state.show.is_live
            assert not room.state.show.is_panicked

    def _check(self, line: SendChat, chat: ChatSettings, now_ms: int) -> None:
        self._check_pace(chat, now_ms)
        assert now_ms < line.expires_at_ms
        assert 0 < len(line.text) <= chat.max_chars
        assert fold(line.text) != self._last_text

    def _check_pace(self, chat: ChatSettings, now_ms: int) -> None:
        assert self._flying is None, "two lines in flight"
        assert now_ms >= max(self._settled_ms, self._offered_ms) + chat.min_gap_ms
        assert len([at_ms for at_ms in self._started_ms if at_ms > now_ms - 60_000]) < chat.max_per_minute

    def _note(self, event: AnyEvent, chat: ChatSettings, now_ms: int) -> None:
        """Follow what becomes of the line in flight."""
        match event:
            case ChatSent() | ChatDoubted() | ChatFailed() if self._flying and event.effect_id == self._flying.id:
                if not isinstance(event, ChatFailed):
                    self._last_text = fold(self._flying.text)
            case Commented(text=text) if (
                self._flying and event.viewer.handle in chat.own_accounts and fold(text) == fold(self._flying.text)
            ):
                self._last_text = fold(self._flying.text)
            case CommandGiven(command=LineDropped() | LineSent()):
                self._last_text = ""  # one in doubt may be said again
                return
            case _:
                return
        self._flying, self._settled_ms = None, now_ms


def _blocked_words(room: Room) -> set[str]:
    market = room.state.rules.get("market") or {"rules": []}
    return {word for rule in market["rules"] for words in rule["words"].values() for word in words}
